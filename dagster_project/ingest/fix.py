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
import tempfile
from pathlib import Path

from ..contracts.cells import Readers
from ..contracts.defaults import BLANK_MARKS
from ..contracts.model import DEFAULTED, SHEET_COLUMNS, Row
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
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        if row is not rows[0] and Row(0, tuple(row)).is_regular:
            row = [agreed(column, cell, readers) for column, cell in zip(SHEET_COLUMNS, row, strict=True)]
        writer.writerow(row)
    rewritten = out.getvalue().encode()
    return None if rewritten == data else rewritten


def fix(found: Found, readers: Readers) -> bool:
    """Rewrite `figures.csv` of a report in place, whole or not at all; True when it changed.

    A folder with a problem of its own (a link, for one) is left alone, and so is a sheet that somebody saved
    since it was read: the next run rewrites what stands in it then.
    """
    if found.problems or SHEET not in found.data:
        return False
    rewritten = fixed(found.data[SHEET], readers)
    if rewritten is None:
        return False
    target: Path = found.folder / SHEET
    # A name that nobody could lay a link at: it is made here or not at all.
    handle, name = tempfile.mkstemp(prefix=f".{SHEET}.", dir=found.folder)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(rewritten)
        aside.chmod(target.stat().st_mode & 0o777)
        if target.read_bytes() != found.data[SHEET]:
            return False
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    found.data[SHEET] = rewritten
    return True
