"""The files of the releases: which is current, switching, keeping, rolling back.

The file analysts open is a hard link to a release, not a symbolic one: DuckDB resolves symbolic links,
and the name of the catalogue would change with every release. Belongs here: what is done to
files as such. Does not belong here: what is in them.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from .. import disk
from ..messages import Text, UserError, message
from ..settings import Settings
from ..transform import writing
from ..transform.facts import wal_of

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
CANDIDATE = "candidate_"
HELD, PINNED = "HELD", "PINNED"
"""Files beside the releases: the one that is held, and those that are kept for good."""


class NoSuchRelease(UserError):
    """The release asked for is not kept; the message lists those that are."""


class NoHardLinks(UserError):
    """The file system of the warehouse knows no hard links, or two file systems share it."""


def release_files(settings: Settings) -> list[Path]:
    """Files of all kept releases, oldest first."""
    return sorted(p for p in settings.releases.glob("*.duckdb") if RELEASE_ID.fullmatch(p.stem))


def current_release(settings: Settings) -> Path | None:
    """File of the release that analysts read now; None before the first one."""
    if not settings.current.exists():
        return None
    named = (path for path in release_files(settings) if path.samefile(settings.current))
    return next(named, settings.current)  # its file in releases/ was removed by hand; the link still holds it


def sync_folder(folder: Path) -> None:
    """Make names just written or replaced in a folder survive a loss of power, where the file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # network and shared disks keep names by themselves, or not at all
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(handle)


def clear_leftovers(settings: Settings) -> None:
    """Remove what killed runs left behind."""
    for path in (
        *settings.releases.glob(f"{CANDIDATE}*"),
        *settings.releases.glob(".*"),
        *settings.warehouse.glob(".khuyencong.*"),
        *settings.state.glob(".*.json.*"),
    ):
        path.unlink(missing_ok=True)


def switch(settings: Settings, release: Path) -> None:
    """Let the current link name this release, in one step.

    A write-ahead log beside the link comes from somebody who wrote into the published file; it would
    stop every reader of the new one, so it goes first.

    Raises:
        NoHardLinks: The folder of releases lies on another file system, or it knows no hard links.
    """
    aside = settings.warehouse / f".khuyencong.{os.getpid()}"
    aside.unlink(missing_ok=True)
    try:
        os.link(release, aside)
    except OSError as error:
        name = settings.current.name
        raise NoHardLinks("release.no-hard-links", file=name, error=error.strerror) from error
    wal_of(settings.current).unlink(missing_ok=True)
    os.replace(aside, settings.current)
    # Replacing a link by another to the same file does nothing at all and leaves both names.
    aside.unlink(missing_ok=True)
    sync_folder(settings.warehouse)


def restore(settings: Settings) -> Path | None:
    """Make the link anew where it is not there but releases are: they were restored from a backup.

    Returns:
        The release it names now: the one that is held, otherwise the newest; None when nothing was missing.
    """
    there = release_files(settings)
    if settings.current.exists() or not there:
        return None
    kept = held(settings)
    release = next((path for path in there if path.stem == kept), there[-1])
    switch(settings, release)
    return release


def retain(settings: Settings) -> list[str]:
    """Remove all releases but the newest ones, those pinned and the current one. Returns the ids removed.

    Who has a removed release open keeps it until they close it.
    """
    keep = {current_release(settings), *(settings.releases / f"{pinned}.duckdb" for pinned in pins(settings))}
    removed = []
    for path in release_files(settings)[: -settings.keep_releases]:
        if path not in keep:
            path.unlink()
            removed.append(path.stem)
    return removed


# --- decisions of people, kept beside the releases -----------------------------------------------------


def write_at_once(path: Path, text: str) -> None:
    """Replace a file in one step: a reader sees the old text or the new one."""
    disk.replace(path, text.encode())


def _decide(settings: Settings, name: str, release_ids: list[str]) -> None:
    """Keep a decision; without any release, its file goes."""
    path = settings.releases / name
    if release_ids:
        write_at_once(path, "".join(f"{release_id}\n" for release_id in release_ids))
    else:
        path.unlink(missing_ok=True)
    sync_folder(settings.releases)


def _decided(settings: Settings, name: str) -> list[str]:
    path = settings.releases / name
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def held(settings: Settings) -> str | None:
    """Id of the release somebody rolled back to, until that is lifted."""
    return next(iter(_decided(settings, HELD)), None)


def reasons_of_hold(settings: Settings) -> list[Text]:
    """Why nothing is published while a rollback holds; empty when none does."""
    release_id = held(settings)
    return [message("release.held", release=release_id)] if release_id else []


def lift(settings: Settings) -> bool:
    """Let the next refresh publish again; returns whether a rollback held."""
    with writing(settings, "lifting a rollback"):
        there = held(settings) is not None
        if there:
            _decide(settings, HELD, [])
        return there


def _named(settings: Settings, release_id: str) -> Path:
    by_id = {path.stem: path for path in release_files(settings)}
    if not by_id:
        raise NoSuchRelease("release.none-kept", release=release_id)
    if release_id not in by_id:
        raise NoSuchRelease("release.not-kept", release=release_id, kept=", ".join(reversed(by_id)))
    return by_id[release_id]


def rollback(settings: Settings, release_id: str) -> Path:
    """Let analysts read an earlier release again, and hold it so that no refresh silently undoes this.

    Raises:
        NoSuchRelease: No release of this id is kept.
        Busy: Another process is writing.
    """
    with writing(settings, "rollback"):
        release = _named(settings, release_id)
        _decide(settings, HELD, [release_id])
        switch(settings, release)
        return release


def pins(settings: Settings) -> list[str]:
    """Ids of the releases that are kept for good."""
    return _decided(settings, PINNED)


def pin(settings: Settings, release_id: str) -> None:
    """Keep a release for good, however many come after it.

    Raises:
        NoSuchRelease: No release of this id is kept.
        Busy: Another process is writing.
    """
    with writing(settings, "pin"):
        _named(settings, release_id)
        _decide(settings, PINNED, sorted({*pins(settings), release_id}))


def unpin(settings: Settings, release_id: str) -> bool:
    """Let a release go when its time has come; returns whether it was pinned."""
    with writing(settings, "unpin"):
        before = pins(settings)
        if release_id in before:
            _decide(settings, PINNED, [pinned for pinned in before if pinned != release_id])
        return release_id in before
