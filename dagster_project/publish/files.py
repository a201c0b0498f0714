"""The files of the releases: which is current, switching, keeping, rolling back.

The file analysts open is a hard link to a release, not a symbolic one: DuckDB resolves symbolic links,
and the name of the catalogue would change with every release. Belongs here: what is done to whole
files. Does not belong here: what is in them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..settings import Settings
from ..transform import writing
from ..transform.facts import wal_of

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
CANDIDATE = "candidate_"


class NoSuchRelease(LookupError):
    """The release asked for is not kept; the message lists those that are."""


def release_files(settings: Settings) -> list[Path]:
    """Files of all kept releases, oldest first."""
    return sorted(p for p in settings.releases.glob("*.duckdb") if RELEASE_ID.fullmatch(p.stem))


def current_release(settings: Settings) -> Path | None:
    """File of the release that analysts read now; None before the first one."""
    if not settings.current.exists():
        return None
    now = settings.current.stat()
    for path in release_files(settings):
        if path.stat().st_ino == now.st_ino and path.stat().st_dev == now.st_dev:
            return path
    return settings.current  # its file in releases/ was removed by hand; the link still holds it


def sync_folder(folder: Path) -> None:
    """Make names just written or replaced in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_leftovers(settings: Settings) -> list[str]:
    """Remove what killed runs left behind; returns the names."""
    names = []
    for path in [*settings.releases.glob(f"{CANDIDATE}*"), *settings.warehouse.glob(".khuyencong.*")]:
        path.unlink(missing_ok=True)
        names.append(path.name)
    return names


def switch(settings: Settings, release: Path) -> None:
    """Let the current link name this release, in one step.

    A write-ahead log beside the link comes from somebody who wrote into the published file; it would
    stop every reader of the new one, so it goes first.

    Raises:
        OSError: The folder of releases lies on another file system, or it knows no hard links.
    """
    aside = settings.warehouse / f".khuyencong.{os.getpid()}"
    aside.unlink(missing_ok=True)
    try:
        os.link(release, aside)
    except OSError as error:
        raise OSError(
            error.errno,
            f"{settings.current.name} must be a hard link to a file in releases/, which the file system "
            f"refuses ({error.strerror}). Keep both on one with hard links (KHUYENCONG_WAREHOUSE).",
        ) from error
    wal_of(settings.current).unlink(missing_ok=True)
    os.replace(aside, settings.current)
    # Replacing a link by another to the same file does nothing at all and leaves both names.
    aside.unlink(missing_ok=True)
    sync_folder(settings.warehouse)


def retain(settings: Settings) -> list[str]:
    """Remove the oldest releases beyond the number to keep; never the current one. Returns their ids."""
    current = current_release(settings)
    removed = []
    for path in release_files(settings)[: -settings.keep_releases]:
        if path != current:
            path.unlink()
            removed.append(path.stem)
    return removed


def _pin(settings: Settings) -> Path:
    return settings.releases / "PINNED"


def is_pinned(settings: Settings) -> str | None:
    """Id of the release somebody rolled back to, until the pin is lifted."""
    pin = _pin(settings)
    return pin.read_text(encoding="utf-8").strip() or None if pin.exists() else None


def reasons_of_pin(settings: Settings) -> list[str]:
    """Why nothing is published while a rollback holds, in words; empty when none does."""
    pinned = is_pinned(settings)
    if not pinned:
        return []
    return [
        f"The warehouse is pinned to release {pinned} by a rollback.",
        "`khuyencong rollback --unpin` lets the next refresh publish again.",
    ]


def unpin(settings: Settings) -> bool:
    """Let the next refresh publish again; returns whether there was a pin."""
    with writing(settings, "unpin"):
        there = _pin(settings).exists()
        _pin(settings).unlink(missing_ok=True)
        return there


def rollback(settings: Settings, release_id: str) -> Path:
    """Let analysts read an earlier release again, and pin it so that no refresh silently undoes this.

    Raises:
        NoSuchRelease: No release of this id is kept.
        Busy: Another process is writing.
    """
    with writing(settings, "rollback"):
        by_id = {path.stem: path for path in release_files(settings)}
        if release_id not in by_id:
            kept = ", ".join(reversed(by_id)) or "none yet"
            raise NoSuchRelease(f"There is no release {release_id!r}. Kept are: {kept}.")
        _pin(settings).write_text(release_id + "\n", encoding="utf-8")
        switch(settings, by_id[release_id])
        return by_id[release_id]
