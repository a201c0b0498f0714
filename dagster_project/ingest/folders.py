"""Find the reports in a folder, and say which folders are none.

Belongs here: names, links, completeness, and the hash of what a report consists of. Does not belong
here: what stands in the files (`origin.py`, `sheets.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .. import disk
from ..contracts.model import Problem
from ..messages import UNSEEN, Text, message

ORIGIN, SHEET, NOT_FIGURES = "report.yaml", "figures.csv", "not_figures.csv"
FILES = (ORIGIN, SHEET, NOT_FIGURES)
REVIEW = "review.csv"
"""What a draft holds besides: how each cell came about."""
LIMITS = {ORIGIN: 64 * 1024} | dict.fromkeys((SHEET, NOT_FIGURES, REVIEW), 8 * 1024 * 1024)
"""Largest accepted size of each file in bytes."""

SYSTEM_FOLDERS = frozenset({"lost+found", "System Volume Information", "RECYCLER", "Network Trash Folder"})
"""Folders that operating systems and file servers make by themselves on a volume. Most others open with a
sign: `@eaDir`, `#recycle`, `$RECYCLE.BIN`, `__MACOSX`, `.Trash-1000`."""

_TO_ESCAPE = re.compile(rf"[\t\n]|{UNSEEN.pattern}")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass
class Found:
    """A folder that is, or wants to be, a report.

    `data` holds the bytes of the files that are there, `size` counts them.
    """

    report_id: str
    folder: Path
    shown: str
    data: dict[str, bytes] = field(default_factory=dict)
    content_sha256: str = ""
    size: int = 0
    problems: list[Problem] = field(default_factory=list)


def _problem(found: Text, accepted: Text) -> Problem:
    return Problem("folder-whole", "", found, accepted)


def name_of(folder: Path) -> str:
    r"""The name of a folder as text that can be stored and shown, another for every folder.

    Bytes that are no UTF-8, and characters that a terminal would obey, stand in it as `\x1b`.
    """
    doubled = os.fsencode(folder.name).replace(b"\\", rb"\\").decode(errors="backslashreplace")
    return _TO_ESCAPE.sub(lambda found: found[0].encode("unicode_escape").decode(), doubled)


def open_folder(folder: Path, shown: str = "") -> Found:
    """Read the files of one report and hash them; `shown` is the folder as messages name it."""
    name = name_of(folder)
    # The dot of a draft, which no refresh reads, is not part of its id.
    report = Found(name.removeprefix("."), folder, shown or f"{folder.parent.name}/{name}")
    if not _ID.fullmatch(report.report_id) or len(report.report_id) > 100:
        found = message("folder.name", name=report.report_id)
        report.problems.append(_problem(found, message("folder.name-accepted")))
    digest = hashlib.sha256()
    for name, data in read_files(folder, FILES):
        if isinstance(data, Problem):
            report.problems.append(data)
            # Or the hash would say that nothing has changed.
            digest.update(f"{name}\0{data.found}\0".encode())
        elif data is not None:
            report.data[name] = data
            report.size += len(data)
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        elif name != NOT_FIGURES:
            accepted = message("folder.files", origin=ORIGIN, sheet=SHEET, not_figures=NOT_FIGURES)
            report.problems.append(_problem(message("folder.file-missing", file=name), accepted))
    report.content_sha256 = digest.hexdigest()
    return report


def read_files(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes | Problem | None]]:
    """The bytes of some files of a report, None where there is none; links and large files are not read."""
    try:
        with disk.folder(folder) as within:
            for name in names:
                yield name, _read_file(within, name)
    except NotADirectoryError:  # so says a link that is not followed
        yield "", _problem(message("folder.is-link"), message("folder.of-its-own"))
    except OSError as error:
        yield "", _problem(f"{error.strerror}", message("folder.readable-file"))


def _read_file(within: int, name: str) -> bytes | Problem | None:
    try:
        data, _ = disk.read(name, LIMITS[name] + 1, within)
    except FileNotFoundError:
        return None
    except disk.NoPlainFile:
        plain = message("folder.plain-file", file=name)
        return _problem(message("folder.no-plain-file", file=name), plain)
    except OSError as error:
        return _problem(f"{name}: {error.strerror}", message("folder.readable-file"))
    if len(data) > LIMITS[name]:
        size = f"{LIMITS[name] // 1024} KiB"
        return _problem(
            message("folder.file-too-large", file=name, size=size), message("folder.at-most", size=size)
        )
    return data


def report_folders(raw: Path) -> list[Path]:
    """Folders of `raw` that claim to be reports, in order of name; those opening with a dot do not."""
    with os.scandir(raw) as entries:
        names = sorted(
            e.name for e in entries if not e.name.startswith(".") and (e.is_symlink() or e.is_dir())
        )
    return [raw / name for name in names if not _is_of_the_system(raw, name)]


def _is_of_the_system(raw: Path, name: str) -> bool:
    """Whether a folder was made by a machine: named like one, and without any file of a report."""
    named = name in SYSTEM_FOLDERS or not name[0].isalnum()
    return named and not any(os.path.lexists(raw / name / file) for file in FILES)


def find(raw: Path) -> Iterator[Found]:
    """Open every report folder of `raw`, one after the other: together they may not fit into memory."""
    return map(open_folder, report_folders(raw))


def without_sheets(report: Found) -> Found:
    """The report with its origin record alone: together the sheets may be more than fits into memory."""
    report.data = {name: data for name, data in report.data.items() if name == ORIGIN}
    return report


def contents(raw: Path) -> dict[str, str]:
    """Content hash of every report folder of `raw` by id."""
    return {report.report_id: report.content_sha256 for report in find(raw)}
