"""One release: from a build that may be published to the file analysts open.

Order matters: everything that can fail happens to a candidate under a temporary name; the switch is the
last step and a single one, so a reader sees the old release or the new one and nothing between.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from ..settings import Settings
from ..transform import sources_sha256, writing
from ..transform.facts import wal_of
from . import diff, files, macros, proof
from .content import Content, Unreadable, describe
from .gate import reasons_against

log = logging.getLogger("khuyencong")

CODE = ("reading", "contracts", "ingest", "transform")

COMMENTS = {
    "release_id": "Time of publication (UTC) and the first digits of the content hash",
    "created": "When this release was published (UTC)",
    "content_sha256": "Hash over row count and row hashes of every table and view outside meta",
    "shape_sha256": "Hash over columns, types and descriptions of the same tables and views",
    "inputs_sha256": "Hash over the reports that were read",
    "rules_sha256": "Hash over vocabularies, judgements, rules, models and the code that reads figures",
    "load_id": "The load this release rests on; see meta.load_log",
    "versions": "Versions of the tools that built it",
    "row_counts": "Rows by table",
    "previous_release": "The release that was current before; null for the first",
}


class Refused(RuntimeError):
    """The build may not be published. `reasons` says why, in words, and what mends it."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("Not published. " + " ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Release:
    """A published release. `unchanged` is true when the build said nothing new and nothing was published.

    `changes` counts the cells added, removed and changed against the release before; `seconds` is wall
    time. `created` is UTC.
    """

    release_id: str
    created: dt.datetime
    path: Path
    content_sha256: str
    shape_sha256: str
    inputs_sha256: str
    rules_sha256: str
    load_id: str
    previous_release: str | None
    versions: dict[str, str]
    row_counts: dict[str, int]
    changes: dict[str, int] = field(default_factory=dict)
    unchanged: bool = False
    seconds: float = 0.0


def rules_sha256(settings: Settings) -> str:
    """Hash over what turns printed figures into a release: dbt sources (seeds too) and reading code."""
    digest = hashlib.sha256(sources_sha256(settings).encode())
    package = settings.project / "dagster_project"
    for path in sorted(p for room in CODE for p in (package / room).rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_release(path: Path) -> Release:
    """What a release file says about itself.

    Raises:
        duckdb.Error: The file is no release, or somebody has it open for writing.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(f"select {', '.join(COMMENTS)} from meta.release").fetchone()
        changes = connection.execute("select change, count(*) from meta.release_diff group by all").fetchall()
    assert row is not None
    values = dict(zip(COMMENTS, row, strict=True))
    return Release(**values, path=path, changes={"added": 0, "removed": 0, "changed": 0, **dict(changes)})


def publish(settings: Settings) -> Release:
    """Publish the build, or say that it says nothing new.

    Returns:
        The new release, or the current one with `unchanged` set.

    Raises:
        Refused: The build may not be published; the warehouse is left as it was.
        Busy: Another process is writing.
        DbtError: The dbt project cannot be read.
    """
    start = time.monotonic()
    with writing(settings, "publish"):
        pinned = files.reasons_of_pin(settings)
        if pinned:
            raise Refused(pinned)
        files.clear_leftovers(settings)
        _absorb_wal(settings.build)
        reasons = reasons_against(settings)
        if reasons:
            raise Refused(reasons)
        current = files.current_release(settings)
        before = _read_current(current)
        with duckdb.connect(str(settings.build), read_only=True) as build:
            try:
                content = describe(build)
            except Unreadable as error:
                raise Refused([f"In the build, {error}"]) from error
        same = before is not None and (before.content_sha256, before.shape_sha256) == (
            content.content_sha256,
            content.shape_sha256,
        )
        if before is not None and same:
            log.info("publish: unchanged, release %s stays current", before.release_id)
            return _replace(before, unchanged=True, seconds=time.monotonic() - start)
        release = _publish_new(settings, content, before, current)
        removed = files.retain(settings)
        if removed:
            log.info("publish: releases no longer kept: %s", ", ".join(removed))
        log.info("publish: release %s is current", release.release_id)
        return _replace(release, seconds=time.monotonic() - start)


def _replace(release: Release, **changed: Any) -> Release:
    return dataclasses.replace(release, **changed)


def _read_current(current: Path | None) -> Release | None:
    if current is None:
        return None
    try:
        return read_release(current)
    except duckdb.Error as error:
        raise Refused(
            [f"The current release {current.name} cannot be read, so nothing can be compared: {error}"]
        ) from error


def _absorb_wal(build: Path) -> None:
    """A copy of the file alone would lose what still stands in its write-ahead log."""
    if wal_of(build).exists() and build.exists():
        with duckdb.connect(str(build)) as connection:
            connection.execute("checkpoint")


@contextmanager
def _candidate(settings: Settings) -> Iterator[Path]:
    settings.releases.mkdir(parents=True, exist_ok=True)
    path = settings.releases / f"{files.CANDIDATE}{os.getpid()}.tmp"
    try:
        yield path
    finally:
        for each in (path, wal_of(path)):
            each.unlink(missing_ok=True)


def _publish_new(
    settings: Settings, content: Content, before: Release | None, previous: Path | None
) -> Release:
    created = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    release_id = f"{created:%Y%m%dT%H%M%SZ}-{content.content_sha256[:8]}"
    with _candidate(settings) as candidate:
        shutil.copyfile(settings.build, candidate)
        with duckdb.connect(str(candidate)) as connection:
            load_id, inputs = _load(settings)
            release = Release(
                release_id=release_id,
                created=created,
                path=settings.releases / f"{release_id}.duckdb",
                content_sha256=content.content_sha256,
                shape_sha256=content.shape_sha256,
                inputs_sha256=inputs,
                rules_sha256=rules_sha256(settings),
                load_id=load_id,
                previous_release=before.release_id if before else None,
                versions=_versions(),
                row_counts=content.row_counts,
                changes=diff.write(connection, previous),
            )
            _write_release(connection, release)
            try:
                macros.create(connection)
            except duckdb.Error as error:
                raise Refused([f"A macro of the release cannot be made: {error}"]) from error
            connection.execute("checkpoint")
        found = proof.failures(candidate)
        if not found and wal_of(candidate).exists():
            found = ["The release has a write-ahead log."]
        if found:
            raise Refused(found)
        with candidate.open("rb") as handle:
            os.fsync(handle.fileno())
        candidate.chmod(0o444)
        os.rename(candidate, release.path)
        files.sync_folder(settings.releases)
    files.switch(settings, release.path)
    return release


def _load(settings: Settings) -> tuple[str, str]:
    with duckdb.connect(str(settings.landing), read_only=True) as landing:
        row = landing.execute(
            "select load_id, inputs_sha256 from raw.load_log order by finished desc limit 1"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _versions() -> dict[str, str]:
    tools = ("khuyencong", "duckdb", "dbt-core", "dbt-duckdb", "pandas", "pandera", "dagster")
    return {"python": sys.version.split()[0], **{tool: version(tool) for tool in tools}}


def _write_release(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    connection.execute(
        """
        create or replace table meta.release (
            release_id varchar, created timestamp, content_sha256 varchar, shape_sha256 varchar,
            inputs_sha256 varchar, rules_sha256 varchar, load_id varchar, versions map(varchar, varchar),
            row_counts map(varchar, bigint), previous_release varchar
        )
        """
    )
    connection.execute(
        f"insert into meta.release ({', '.join(COMMENTS)}) values ({', '.join('?' * len(COMMENTS))})",
        [getattr(release, name) for name in COMMENTS],
    )
    connection.execute("comment on table meta.release is 'Which release this file is. One row.'")
    for column, comment in COMMENTS.items():
        connection.execute(f"comment on column meta.release.{column} is '{comment}'")
