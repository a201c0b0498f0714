"""What has come, changed or gone in `raw/` since the current release.

Content decides, never a file's time: times and sizes only say whether it is worth reading anything, and
whether somebody is writing at this moment. Imports no Dagster. Does not belong here: starting runs
(`automation.py`), finding and hashing reports (`ingest/folders.py`).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..ingest.folders import FILES, name_of, open_folder, report_folders
from ..settings import Settings

QUIET = 2.0
"""Seconds without a change after which a folder counts as written."""

PATIENCE = 60.0
"""Seconds for which a folder that lacks one of its files counts as half copied. Then it is judged as it is:
a sheet without `not_figures.csv` may be meant so, and a copy that broke off should be seen as rejected."""


@dataclass(frozen=True)
class Scan:
    """What names, sizes and times show. `sha256` stands for all of them and for the current release."""

    settled: tuple[Path, ...]
    half_copied: tuple[str, ...]
    being_written: tuple[str, ...]
    sha256: str


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def scan(settings: Settings, now: float) -> Scan:
    """Look at every report folder without reading anything.

    Args:
        settings: Whose reports and release.
        now: Seconds since the epoch.

    Raises:
        OSError: `raw/` is not there or may not be read.
    """
    settled: list[Path] = []
    half_copied: list[str] = []
    being_written: list[str] = []
    seen: list[object] = [_fingerprint(_stat(settings.current))]
    for folder in report_folders(settings.raw):
        itself = _stat(folder)
        if itself is None:
            continue
        files = [] if stat.S_ISLNK(itself.st_mode) else [_stat(folder / name) for name in FILES]
        there = [itself, *(found for found in files if found)]
        # The time at which this machine saw the change: a copy may keep the older time of its original.
        age = abs(now - max(found.st_ctime for found in there))
        if age < QUIET:
            being_written.append(name_of(folder))
        elif None in files and age < PATIENCE:
            half_copied.append(name_of(folder))
        else:
            settled.append(folder)
            seen.append((name_of(folder), *map(_fingerprint, (itself, *files))))
    return Scan(tuple(settled), tuple(half_copied), tuple(being_written), _sha256(seen))


def _sha256(found: object) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()


def _fingerprint(found: os.stat_result | None) -> tuple[int, ...] | None:
    # With the time of change as well: a copy of equal size that keeps the older file's time is another.
    return found and (found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def compare(seen: Scan, published: Mapping[str, str]) -> tuple[dict[str, tuple[str, ...]], str]:
    """Read what is settled and compare it with what the current release rests on.

    Args:
        seen: A scan of the folder of reports.
        published: Content hash by report, of the current release.

    Returns:
        Names of reports by what happened to them: `new`, `changed`, `removed`, as far as anything did; and
        a hash of all settled content.
    """
    # One after the other: together they may be more than fits into memory.
    here = {name_of(folder): open_folder(folder).content_sha256 for folder in seen.settled}
    unclear = {*seen.half_copied, *seen.being_written}
    found = {
        "new": tuple(r for r in here if r not in published),
        "changed": tuple(r for r, content in here.items() if r in published and content != published[r]),
        "removed": tuple(r for r in sorted(published) if r not in here and r not in unclear),
    }
    return {kind: reports for kind, reports in found.items() if reports}, _sha256(here)
