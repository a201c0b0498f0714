"""Rewrite a sheet in its agreed spelling, and change nothing else.

Belongs here: which cells may be rewritten, and the writing. Does not belong here: what the agreed
spelling is (`contracts/cells.py`). Codes, places, periods and scope words are rewritten where they can
be read; value, unit, qualifier, printed period and note are evidence and only lose blanks at their ends.
A cell that cannot be read stays as it is, for a person to mend.
"""

from __future__ import annotations

import csv
import io
import os

from .. import disk
from ..contracts.cells import Readers
from ..contracts.defaults import BLANK_MARKS
from ..contracts.model import DEFAULTED, SHEET_COLUMNS, Row
from ..messages import Message, message
from .folders import SHEET, Found
from .sheets import SheetFault, check_header, decode


def agreed(column: str, text: str, readers: Readers) -> str:
    """The agreed spelling of one cell; its own text, without blanks at the ends, where there is none."""
    bare = text.strip()
    return bare if column in DEFAULTED and bare in BLANK_MARKS else readers.agreed(column, bare)


def fixed(data: bytes, readers: Readers) -> bytes | None:
    """The sheet in its agreed spelling, or None where it is so already or cannot be taken apart."""
    try:
        text = decode(data, SHEET)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        check_header(rows[0] if rows else [], SHEET_COLUMNS, SHEET)
    except (SheetFault, csv.Error):
        return None
    header, *body = rows
    for row in body:
        if Row(0, tuple(row)).is_regular:
            row[:] = [agreed(column, cell, readers) for column, cell in zip(SHEET_COLUMNS, row, strict=True)]
    rewritten = disk.table(header, body)
    return None if rewritten == data else rewritten


def fix(found: Found, readers: Readers) -> Message | None:
    """Rewrite `figures.csv` of a report in place, whole or not at all; what was done, None where nothing.

    A folder with a problem of its own (a link, for one) is left alone. So is a sheet that may not be written,
    that has other names too (a new file would part them), or that somebody saved since it was read: the next
    run rewrites what stands in it then.
    """
    if found.problems or SHEET not in found.data:
        return None
    rewritten = fixed(found.data[SHEET], readers)
    if rewritten is None:
        return None
    left = message("check.sheet-left", path=found.shown)
    with disk.folder(found.folder) as folder:
        try:
            data, status = disk.read(SHEET, len(found.data[SHEET]) + 1, folder)
            is_free = (
                status.st_nlink == 1 and status.st_mode & 0o222 and os.access(SHEET, os.W_OK, dir_fd=folder)
            )
            if not is_free or data != found.data[SHEET]:
                return left
            disk.replace(SHEET, rewritten, folder)
        except (disk.NoPlainFile, FileNotFoundError):
            return left
    found.data[SHEET] = rewritten
    return message("check.sheet-rewritten", path=found.shown)
