"""Building the site: aside, then in the place of the one before in a single step.

Belongs here: the folder, the lock, the switch. Does not belong here: what stands on the pages (`pages.py`).
"""

from __future__ import annotations

import ctypes
import errno
import gc
import json
import multiprocessing
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from ..messages import LANGUAGES, Language, UserError
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import console, exports, memory
from .content import Content
from .docs import write_docs
from .edition import DOCS, Downloads, Edition, Limits
from .pages import Pages
from .reports import Reports

NAMED = "site.json"
"""The file that says what a site was made of; a folder without it is none of ours, and is not replaced."""


PARTS: tuple[tuple[str, Language | None], ...] = (
    *(("reports", language) for language in LANGUAGES),
    ("shared", None),
    *(("pages", language) for language in LANGUAGES),
)
"""What is written by itself: reports and the other pages of each language, and what belongs to none."""


class NotOurs(UserError):
    """The folder that was named holds something else than a site."""


class NothingPublished(UserError):
    """There is no release to make a site of."""


@dataclass(frozen=True)
class Site:
    """A site that was built: where, of which release, how many pages and bytes."""

    folder: Path
    release_id: str
    pages: int
    size: int


def build(
    settings: Settings,
    to: Path | None = None,
    limits: Limits | None = None,
    manifest: Mapping[str, Any] | None = None,
    packages: Path | None = None,
) -> Site:
    """Make the site of the current release in `to`, by default `warehouse/site/`.

    A reader sees the site of before or the new one, never half of one; a build that is killed leaves the one
    of before. With dbt's `manifest` of the models of the release, dbt's page of them is part of it; with
    the folder of npm `packages` that holds DuckDB for browsers, a page that asks the release in SQL.

    Raises:
        NoWasm: the folder of packages does not hold it.
        NothingPublished: there is no release.
        NotOurs: the folder holds something else than a site.
        duckdb.Error: the release cannot be read.
    """
    folder = (to or settings.site).absolute()
    if not settings.current.exists():
        raise NothingPublished("site.no-release")
    if folder.is_symlink() or (folder.exists() and not _is_ours(folder)):
        raise NotOurs("site.not-ours", folder=folder)
    if packages:
        console.check(packages)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{folder.name}.lock"), _aside(folder) as aside:
        if packages:
            console.lay_down(packages, settings.current, aside)
        made = _write(settings, aside, limits or Limits(), manifest)
        _switch(aside, folder)
    return Site(folder, *made)


def release_of(folder: Path) -> str | None:
    """The release that a site shows; None where there is no site."""
    try:
        named = json.loads((folder / NAMED).read_text(encoding="utf-8"))
        return str(named["release"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / NAMED).is_file() or not any(folder.iterdir()))


def _write(
    settings: Settings, folder: Path, limits: Limits, manifest: Mapping[str, Any] | None
) -> tuple[str, int, int]:
    """Write everything; returns the release, the number of pages and of bytes."""
    downloads = _downloads(settings.current, folder / "downloads")  # first: it opens the release by itself
    with _edition(settings, folder, limits, downloads, 1) as edition:
        release = edition.content.release
        if manifest:
            write_docs(edition.content, manifest, folder / DOCS)
        small = edition.has_report_pages
        written = [_write_part(edition, each) for each in reversed(PARTS)] if small else []
    if not small:  # two processes at a time, each for one part, the longest first
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(memory.PROCESSES, context, max_tasks_per_child=1) as pool:
            shared = (settings, folder, limits, downloads)
            asked = [pool.submit(_write_apart, *shared, each) for each in PARTS]
            written = [each.result() for each in asked]
    count = sum(written)
    named = {"release": release["release_id"], "content_sha256": release["content_sha256"], "pages": count}
    (folder / NAMED).write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return str(release["release_id"]), count, size


@contextmanager
def _edition(
    settings: Settings, folder: Path, limits: Limits, downloads: Downloads, processes: int
) -> Iterator[Edition]:
    """The release as the pages read it, in one of so many processes."""
    spilled = folder / f".duckdb-{os.getpid()}"
    with memory.opened(settings.current, spilled, processes, threads=1) as connection:
        content, words = Content(connection, limits.lines), Vocabulary(settings.seeds)
        yield Edition(content, folder, settings.site_address, words, downloads, limits)
    shutil.rmtree(spilled, ignore_errors=True)


def _write_part(edition: Edition, part: tuple[str, Language | None]) -> int:
    """Write a part; returns how many pages."""
    what, language = part
    if language is None:
        edition.lay_down()
        return 0
    pages = Pages(edition, language)
    if what == "reports":
        Reports(pages).write_all()
    else:
        pages.write_all()
    return pages.written


def _write_apart(
    settings: Settings, folder: Path, limits: Limits, downloads: Downloads, part: tuple[str, Language | None]
) -> int:
    """The same in a process of its own."""
    gc.set_threshold(200_000)  # rows are of no cycle; to look for some so often takes a seventh of the time
    with _edition(settings, folder, limits, downloads, memory.PROCESSES) as edition:
        return _write_part(edition, part)


def _downloads(release: Path, folder: Path) -> Downloads:
    """Write the exports beside the pages."""
    files = exports.write_downloads(release, folder)
    to = {"vi": "downloads", "en": "../downloads"}
    described = {each: exports.json_ld(release, files, each, to[each]) for each in LANGUAGES}
    return Downloads(files, described)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A new folder beside the one of that name, removed at the end, as are those that killed builds left."""
    left = re.compile(re.escape(f".{folder.name}.") + "[0-9a-f]{16}")
    for other in folder.parent.iterdir():  # nobody else is building: the lock is ours
        if left.fullmatch(other.name):
            shutil.rmtree(other, ignore_errors=True)
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _switch(new: Path, folder: Path) -> None:
    """Put a folder in the place of another one, which takes its name."""
    if not folder.exists():
        new.rename(folder)
    elif not _exchange(new, folder):
        old = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system can (Linux); false where it cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))
