"""Taking the releases of a warehouse into a lake, and back: all that are kept, with what was decided of them.

Either way content and identity of a release stay the same. Does not belong here: publishing, and the landing,
which every machine makes again from the reports.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from .. import disk, lake
from ..messages import UserError
from ..settings import Lake, Settings
from ..sql import literal
from ..transform import writing
from . import files
from .smoke_test import failures_of


class NotEmpty(UserError):
    """There are releases already where others would be taken to."""


def up(settings: Settings) -> list[str]:
    """Commit every release file of this warehouse into the lake, which is empty; their ids.

    Raises:
        NotEmpty: the lake holds releases.
        NoSuchRelease: the warehouse has none.
        Altered: a file is not what was published.
        Garbled: nobody knows which releases are held or pinned.
    """
    here = dataclasses.replace(settings, lake=None)
    assert settings.lake
    with writing(settings, "lake up"), lake.sole(settings.lake, lake.RELEASES, "lake up"):
        if there := lake.kept(settings.lake):
            raise NotEmpty("lake.up-not-empty", releases=", ".join(reversed(there)))
        releases, current = files.release_files(here), files.current_release(here)
        decisions = {kind: files.decided(here, kind) for kind in (files.PINNED, files.HELD)}
        if current is None:
            raise files.NoSuchRelease("release.none-at-all")
        before = None
        # The current one last where an earlier one is held: what is committed last is what everybody reads.
        for path in [*releases, *([current] if releases[-1] != current else [])]:
            if files.is_whole(here, path, path.stem) is False:
                raise files.Altered("release.altered", release=path.stem)
            lake.up(settings.lake, path, before, failures_of)
            before = path.stem
        for kind, ids in decisions.items():
            lake.decide(settings.lake, kind, ids)
        settings.releases.mkdir(exist_ok=True)
        for path in {current, releases[-1]}:  # the very files, so that the link goes on naming one of them
            (settings.releases / path.name).unlink(missing_ok=True)
            os.link(path, settings.releases / path.name)
            files.note_sum(settings, path.stem, disk.sha256(path))
    files.bring_up_to_date(settings)
    return [path.stem for path in releases]


def down(settings: Settings) -> list[str]:
    """Write every release of the lake into `releases/`, as an embedded warehouse has it; their ids.

    Files that are there and whole stay. What was decided of them is written beside them.
    """
    here = dataclasses.replace(settings, lake=None)
    assert settings.lake
    with writing(settings, "lake down"), lake.sole(settings.lake, lake.RELEASES, "lake down"):
        there, current = lake.kept(settings.lake), lake.current(settings.lake)
        if current is None:
            raise files.NoSuchRelease("release.none-at-all")
        for release_id in there:
            files.fetch(here, settings.lake, release_id)
        for kind in (files.PINNED, files.HELD):
            files.decide(here, kind, lake.decided(settings.lake, kind))
        files.switch(here, here.releases / f"{current}.duckdb")
        return list(there)


def file_of(settings: Settings, release_id: str | None, target: str) -> str:
    """Write the immutable file of a release into a folder or bucket, under a name of its own; where it is.

    A file of a bucket that is written again under an open reader breaks it, so each release has its own.

    Raises:
        NoSuchRelease: the release is not kept.
    """
    current = files.current_release(settings)
    if current is None:
        raise files.NoSuchRelease("release.none-at-all")
    with writing(settings, "writing a file"):
        path = files.release_named(settings, release_id or current.stem)
        name = f"{target.rstrip('/')}/{path.name}"
        if target.startswith("s3://"):
            with lake.connect(Lake("", target)) as connection:
                blob = f"select content from read_blob({literal(path)})"
                connection.execute(f"copy ({blob}) to {literal(name)} (format blob)")
        else:
            Path(target).mkdir(parents=True, exist_ok=True)
            disk.replace(Path(name), path.read_bytes())
            Path(name).chmod(0o444)
    return name
