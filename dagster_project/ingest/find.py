"""Find the reports in a folder, and say which folders are none.

Belongs here: names, links, completeness, and the hash of what a report consists of. Does not belong
here: what stands in the files (`origin.py`, `sheets.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from ..contracts.model import Problem

ORIGIN, SHEET, NOT_FIGURES = "report.yaml", "figures.csv", "not_figures.csv"
FILES = (ORIGIN, SHEET, NOT_FIGURES)
LIMITS = {ORIGIN: 64 * 1024, SHEET: 8 * 1024 * 1024, NOT_FIGURES: 8 * 1024 * 1024}
"""Largest accepted size of each file in bytes."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass
class Found:
    """A folder that is, or wants to be, a report.

    `data` holds the bytes of the files that are there, or of the origin record alone (see `find`); `size`
    counts those of all.
    """

    report_id: str
    folder: Path
    shown: str
    data: dict[str, bytes] = field(default_factory=dict)
    content_sha256: str = ""
    size: int = 0
    problems: list[Problem] = field(default_factory=list)


def _problem(found: str, accepted: str, accepted_vi: str) -> Problem:
    return Problem("folder-whole", "", found, accepted, accepted_vi)


def name_of(folder: Path) -> str:
    """The name of a folder as text that can be stored and shown; bytes that are no UTF-8 in hexadecimal."""
    return os.fsencode(folder.name).decode(errors="backslashreplace")


def open_folder(folder: Path, shown: str = "") -> Found:
    """Read the files of one report and hash them; `shown` is the folder as messages name it."""
    report = Found(name_of(folder), folder, shown or f"{folder.parent.name}/{name_of(folder)}")
    if not _ID.fullmatch(report.report_id) or len(report.report_id) > 100:
        report.problems.append(
            _problem(
                f"the folder name {report.report_id}",
                "a-z, 0-9 and single hyphens, for example thai-binh-2013",
                "a-z, 0-9 và dấu gạch nối đơn, ví dụ thai-binh-2013",
            )
        )
    if folder.is_symlink():
        report.problems.append(_problem("a link to another place", "a folder of its own", "một thư mục thật"))
        return report
    digest = hashlib.sha256()
    for name in FILES:
        path = os.path.join(folder, name)
        try:
            status = os.lstat(path)
            if not stat.S_ISREG(status.st_mode):
                report.problems.append(
                    _problem(
                        f"{name} is a link or no file", f"{name} as a plain file", f"{name} là tệp thường"
                    )
                )
                digest.update(f"{name}\0link\0".encode())  # or the hash would say that nothing has changed
                continue
            with open(path, "rb") as handle:
                # Room for what is there, not for the largest there may be: it is made anew for every file.
                data = handle.read(min(status.st_size, LIMITS[name]) + 1)
        except FileNotFoundError:
            if name != NOT_FIGURES:
                report.problems.append(
                    _problem(
                        f"no {name}; a folder half written",
                        f"{ORIGIN} and {SHEET}, and {NOT_FIGURES} where completeness is to be proven",
                        f"{ORIGIN} và {SHEET}, thêm {NOT_FIGURES} nếu muốn chứng minh đầy đủ",
                    )
                )
            continue
        except OSError as error:
            report.problems.append(
                _problem(f"{name}: {error.strerror}", "a file that can be read", "tệp đọc được")
            )
            digest.update(f"{name}\0unreadable\0".encode())
            continue
        if len(data) > LIMITS[name]:
            size = f"{LIMITS[name] // 1024} KiB"
            report.problems.append(
                _problem(f"{name} of more than {size}", f"at most {size}", f"nhiều nhất {size}")
            )
            digest.update(f"{name}\0too large\0".encode())
            continue
        report.data[name] = data
        report.size += len(data)
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    report.content_sha256 = digest.hexdigest()
    return report


def report_folders(raw: Path) -> list[Path]:
    """Folders of `raw` that claim to be reports, in order of name; those opening with a dot do not."""
    with os.scandir(raw) as entries:
        names = sorted(
            e.name for e in entries if not e.name.startswith(".") and (e.is_symlink() or e.is_dir())
        )
    return [raw / name for name in names]


def find(raw: Path, whole: bool = True) -> list[Found]:
    """Open every report folder of `raw`.

    Args:
        raw: the folder of reports.
        whole: keep what stands in all files, not in the origin records alone: together the sheets may be
            more than fits into memory.
    """
    found = []
    for folder in report_folders(raw):
        report = open_folder(folder)
        if not whole:
            report.data = {name: data for name, data in report.data.items() if name == ORIGIN}
        found.append(report)
    return found


def contents(raw: Path) -> dict[str, str]:
    """Content hash of every report folder of `raw` by id; what stands in it is not kept."""
    # One after the other: together they may be more than fits into memory.
    return {name_of(folder): open_folder(folder).content_sha256 for folder in report_folders(raw)}
