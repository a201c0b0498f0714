"""The files of the releases: which is current, switching, keeping, rolling back.

The file analysts open is a hard link to a release, not a symbolic one: DuckDB resolves symbolic links,
and the name of the catalogue would change with every release. With a lake the releases are its commits, and
decisions stand beside its catalogue; the files are this machine's copies of the current release and of the
newest, so that everything else reads files as ever. Belongs here: what is done to files as such. Does not
belong here: what is in them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import disk, lake
from ..messages import Text, UserError, message, printable
from ..settings import Lake, Settings
from ..transform import Busy, writing
from ..transform.facts import remove, wal_of
from .smoke_test import failures_of

RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
CANDIDATE = "candidate_"
HELD, PINNED = "HELD", "PINNED"
"""Files beside the releases: the one that is held, and those that are kept for good."""

SUMS = "SHA256SUMS"
"""File beside the releases: what each of them is, in the form that `sha256sum --check` reads."""

_LEFT = re.compile(rf"{CANDIDATE}\d+\.tmp(\.wal)?|\.({HELD}|{PINNED}|{SUMS}){disk.LEFT}")
"""Names in the folder of releases that killed runs leave behind."""

GARBLED = "?"
"""In place of the id of a release: a file says that one is held, but not which."""

log = logging.getLogger("khuyencong")


class NoSuchRelease(UserError):
    """The release asked for is not kept; the message lists those that are."""


class NoHardLinks(UserError):
    """The file system of the warehouse knows no hard links, or two file systems share it."""


class NotMoved(UserError):
    """There are releases here and none in the lake, which would begin without their history."""


class Garbled(UserError):
    """A file of decisions or hashes does not hold what belongs there."""


class Altered(UserError):
    """A release is not the file that was published."""


def moment_of(release_id: str) -> dt.datetime:
    """When a release was published (UTC), as its id says.

    Raises:
        ValueError: The name is not that of a release.
    """
    moment = dt.datetime.strptime(release_id.partition("-")[0], "%Y%m%dT%H%M%SZ")
    if not RELEASE_ID.fullmatch(release_id) or moment.year == dt.MAXYEAR:  # nothing could come after it
        raise ValueError(release_id)
    return moment


def _is_release(path: Path) -> bool:
    try:
        return path.suffix == ".duckdb" and bool(moment_of(path.stem)) and path.is_file()
    except (ValueError, OSError):
        return False


def release_files(settings: Settings) -> list[Path]:
    """Files of all kept releases, oldest first."""
    return sorted(path for path in settings.releases.glob("*.duckdb") if _is_release(path))


def kept_releases(settings: Settings) -> list[str]:
    """Ids of all releases that can be rolled back to, oldest first, whether or not there is a file here."""
    if settings.lake:
        return list(lake.kept(settings.lake))
    return [path.stem for path in release_files(settings)]


def size_of(settings: Settings, release_id: str) -> int:
    """Bytes of a kept release: of its file, or of the files of the lake that it reads."""
    if settings.lake:
        return lake.size_of(settings.lake, release_id)
    return (settings.releases / f"{release_id}.duckdb").stat().st_size


def foreign_names(settings: Settings) -> list[str]:
    """Names in the folder of releases that nothing here has written; they are left alone."""
    if not settings.releases.is_dir():
        return []
    ours = {HELD, PINNED, SUMS, *(path.name for path in release_files(settings))}
    names = {path.name for path in settings.releases.iterdir()} - ours
    return sorted(printable(name) for name in names if not _LEFT.fullmatch(name) and name != "lost+found")


def current_release(settings: Settings) -> Path | None:
    """File of the release that analysts read now; None before the first one."""
    if not settings.current.exists():
        return None
    named = (path for path in release_files(settings) if path.samefile(settings.current))
    return next(named, settings.current)  # its file in releases/ was removed by hand; the link still holds it


def clear_leftovers(settings: Settings) -> None:
    """Remove what killed runs left behind, and nothing that somebody else has put there."""
    for path in (
        *(path for path in settings.releases.glob("*") if _LEFT.fullmatch(path.name)),
        *settings.warehouse.glob(".khuyencong.*"),
        *(path for path in settings.state.glob(".*") if re.fullmatch(rf"\..+{disk.LEFT}", path.name)),
    ):
        if path.is_symlink() or not path.is_dir():
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
    try:
        # Replacing a link by another to the same file does nothing at all and leaves both names.
        aside.unlink(missing_ok=True)
        disk.sync_folder(settings.warehouse)
    except OSError as error:  # readers see the new one all the same
        log.warning("publish: %s is switched; a loss of power may undo it: %s", settings.current.name, error)


@contextmanager
def deciding(settings: Settings, what: str) -> Iterator[None]:
    """Be the only one who decides what is current and kept: on this machine, with a lake among all.

    Raises:
        Busy: Another process on this machine is writing.
        Taken: Another machine is deciding.
    """
    with writing(settings, what):
        if not settings.lake:
            yield
            return
        with lake.sole(settings.lake, lake.RELEASES, what):
            _copy(settings)
            yield


def bring_up_to_date(settings: Settings) -> None:
    """Copy from the lake what has become current since, unless another process here is about to.

    Raises:
        NoLake: Its catalogue does not answer.
    """
    if not settings.lake:
        return
    with contextlib.suppress(Busy), writing(settings, "copying the current release", wait=0):
        _copy(settings)


def _copy(settings: Settings) -> None:
    """Have files of the current and of the newest release, and none of others; link the current one."""
    assert settings.lake
    there, current = lake.kept(settings.lake), lake.current(settings.lake)
    if current is None:
        if settings.current.exists():
            raise NotMoved("lake.not-moved", file=settings.current)
        return
    wanted = {current, max(there)}
    for path in release_files(settings):
        if path.stem not in wanted:
            path.unlink()
    for release_id in wanted:
        fetch(settings, settings.lake, release_id)
    release = settings.releases / f"{current}.duckdb"
    if not (settings.current.exists() and settings.current.samefile(release)):
        switch(settings, release)


def fetch(settings: Settings, place: Lake, release_id: str) -> Path:
    """The file of a release of a lake, written where there is none or another than was written."""
    path = settings.releases / f"{release_id}.duckdb"
    if path.exists() and is_whole(settings, path, release_id):
        return path
    log.info(message("progress.copied", release=release_id))
    with candidate(settings) as aside:
        lake.down(place, release_id, aside)
        aside.chmod(0o444)
        note_sum(settings, release_id, disk.sha256(aside))
        os.replace(aside, path)
    return path


@contextmanager
def candidate(settings: Settings) -> Iterator[Path]:
    """A name beside the releases for what may become one; whatever is left under it goes."""
    settings.releases.mkdir(parents=True, exist_ok=True)
    path = settings.releases / f"{CANDIDATE}{os.getpid()}.tmp"
    try:
        yield path
    finally:
        remove(path)


def make_current(settings: Settings, release: Path) -> None:
    """Let everybody read this release: with a lake, by a commit, before it is current here.

    Raises:
        NoHardLinks: See `switch`.
        Unfit: The lake would not hold what the file holds; nothing has changed.
        Moved: Another release is current there by now; nothing has changed.
    """
    if settings.lake:
        # What this one was compared with, and not what may have come since a lock was lost with its server.
        before = current_release(settings)
        instead_of = before.stem if before else None
        moved = lake.up(settings.lake, release, instead_of, failures_of)
        log.info(message("progress.committed", rows=moved))
    switch(settings, release)


def restore(settings: Settings) -> Path | None:
    """Make the link anew where it is not there but releases are: they were restored from a backup.

    Returns:
        The release it names now: the one that is held, otherwise the newest; None when nothing was missing.

    Raises:
        Altered: That is not the file that was published.
    """
    there = release_files(settings)
    if settings.current.exists() or not there:
        return None
    kept = held(settings)
    release = next((path for path in there if path.stem == kept), there[-1])
    if is_whole(settings, release, release.stem) is False:
        raise Altered("release.altered", release=release.stem)
    switch(settings, release)
    return release


def retain(settings: Settings) -> list[str]:
    """Remove releases that are no longer kept; returns their ids.

    Kept are the newest `keep_releases`, the last one of each of the last `keep_days` days, those pinned and
    the current one. Who has a removed release open keeps it until they close it.

    Raises:
        Garbled: Nobody knows which releases are pinned; nothing was removed.
    """
    current = current_release(settings)
    keep = {current.stem if current else "", *pins(settings)}
    there = kept_releases(settings)
    day_of = {each: moment_of(each).date() for each in there}
    last_of_day = {day: each for each, day in day_of.items()}  # the oldest comes first
    removed = []
    for each in there[: -settings.keep_releases]:
        age = (day_of[there[-1]] - day_of[each]).days
        if each not in keep and not (age < settings.keep_days and last_of_day[day_of[each]] == each):
            removed.append(each)
    if settings.lake:
        lake.expire(settings.lake, removed)
    else:
        for each in removed:
            (settings.releases / f"{each}.duckdb").unlink()
    return removed


# --- what was published, told apart from what lies there now -------------------------------------------


def sums(settings: Settings) -> dict[str, str]:
    """SHA-256 (hex) of every release as it was published, by its id, as far as it is known."""
    try:
        lines = (settings.releases / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = (re.fullmatch(rf"([0-9a-f]{{64}})  ({RELEASE_ID.pattern})\.duckdb", line) for line in lines)
    return {each[2]: each[1] for each in found if each}


def note_sum(settings: Settings, release_id: str, sha256: str) -> None:
    """Write down what a release is, before anybody can read it; releases that are gone are forgotten."""
    kept = {path.stem for path in release_files(settings)}
    known = {name: each for name, each in sums(settings).items() if name in kept} | {release_id: sha256}
    text = "".join(f"{each}  {name}.duckdb\n" for name, each in sorted(known.items()))
    disk.replace(settings.releases / SUMS, text.encode())


def is_whole(settings: Settings, path: Path, release_id: str) -> bool | None:
    """Whether a file is what was published under this id; None where that was not written down."""
    published = sums(settings).get(release_id)
    return None if published is None else disk.sha256(path) == published


# --- decisions of people, kept beside the releases -----------------------------------------------------


def decide(settings: Settings, name: str, release_ids: list[str]) -> None:
    """Keep a decision; without any release, its file goes."""
    if settings.lake:
        lake.decide(settings.lake, name, release_ids)
        return
    path = settings.releases / name
    if release_ids:
        disk.replace(path, "".join(f"{release_id}\n" for release_id in release_ids).encode())
    elif path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{name}.{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"))  # whatever it holds
    else:
        path.unlink(missing_ok=True)
    disk.sync_folder(settings.releases)


def decided(settings: Settings, name: str) -> list[str]:
    """Ids of releases that a file names.

    Raises:
        Garbled: Something else stands there than ids, or nothing, or it cannot be read.
    """
    if settings.lake:
        return lake.decided(settings.lake, name)
    path = settings.releases / name
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Garbled("decision.garbled", path=path)
        found = path.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Garbled("decision.garbled", path=path) from error
    if not found or not all(RELEASE_ID.fullmatch(each) for each in found):
        raise Garbled("decision.garbled", path=path)
    return found


def held(settings: Settings) -> str | None:
    """Id of the release somebody rolled back to, until that is lifted; GARBLED where it cannot be read."""
    try:
        return next(iter(decided(settings, HELD)), None)
    except Garbled:
        return GARBLED


def reasons_of_hold(settings: Settings) -> list[Text]:
    """Why nothing is published while a rollback holds; empty when none does."""
    release_id = held(settings)
    if release_id == GARBLED:
        return [message("release.hold-garbled", path=settings.releases / HELD)]
    return [message("release.held", release=release_id)] if release_id else []


def lift(settings: Settings) -> bool:
    """Let the next refresh publish again, whatever its file holds; returns whether a rollback held."""
    with deciding(settings, "lifting a rollback"):
        there = held(settings) is not None
        if there:
            decide(settings, HELD, [])
        return there


def _require_kept(settings: Settings, release_id: str) -> None:
    there = kept_releases(settings)
    if not there:
        raise NoSuchRelease("release.none-kept", release=release_id)
    if release_id not in there:
        raise NoSuchRelease("release.not-kept", release=release_id, kept=", ".join(reversed(there)))


def release_named(settings: Settings, release_id: str) -> Path:
    """The file of a kept release, copied from the lake where there is none here.

    Raises:
        NoSuchRelease: No release of this id is kept.
    """
    _require_kept(settings, release_id)
    if settings.lake:
        with writing(settings, "copying a release"):
            return fetch(settings, settings.lake, release_id)
    return settings.releases / f"{release_id}.duckdb"


def rollback(settings: Settings, release_id: str) -> Path:
    """Let analysts read an earlier release again, and hold it so that no refresh silently undoes this.

    Raises:
        NoSuchRelease: No release of this id is kept.
        Altered: It is not the file that was published.
        Busy: Another process is writing.
    """
    with deciding(settings, "rollback"):
        release = release_named(settings, release_id)
        if is_whole(settings, release, release_id) is False:
            raise Altered("release.altered", release=release_id)
        decide(settings, HELD, [release_id])
        make_current(settings, release)
        return release


def pins(settings: Settings) -> list[str]:
    """Ids of the releases that are kept for good.

    Raises:
        Garbled: The file that names them holds something else.
    """
    return decided(settings, PINNED)


def pin(settings: Settings, release_id: str) -> None:
    """Keep a release for good, however many come after it.

    Raises:
        NoSuchRelease: No release of this id is kept.
        Garbled: Nobody knows which others are.
        Busy: Another process is writing.
    """
    with deciding(settings, "pin"):
        _require_kept(settings, release_id)
        decide(settings, PINNED, sorted({*pins(settings), release_id}))


def unpin(settings: Settings, release_id: str) -> bool:
    """Let a release go when its time has come; returns whether it was pinned."""
    with deciding(settings, "unpin"):
        before = pins(settings)
        if release_id in before:
            decide(settings, PINNED, [pinned for pinned in before if pinned != release_id])
        return release_id in before
