"""Blank cells that take the default of their report: what `defaults` of report.yaml says of a column.

Belongs here: which blank cells are filled in, and with what. Does not belong here: reading a default as it
stands in report.yaml (`ingest/origin.py`), what a cell means (`cells.py`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from ..reading.text import DASHES
from .cells import POSITION, UNREAD, Readers
from .faults import alone, within_budget
from .model import DEFAULTED, Problem, Row, Sheet

BLANK_MARKS = frozenset(DASHES)
"""A cell that is blank whatever the default of its column is holds a lone dash."""


def fill_blanks(sheets: Sequence[Sheet], readers: Readers) -> None:
    """Fill in the blank cells of reports that have defaults; a lone dash is blank and stays so.

    A default source of money is that of the figures that promotion money is part of, and of no others.
    """
    for sheet in sheets:
        if not sheet.fault:
            with alone(sheet):
                _fill_sheet(sheet, readers)


def _fill_sheet(sheet: Sheet, readers: Readers) -> None:
    written = sheet.origin.defaults.items()
    defaults = {column: readers.agreed(column, text) for column, text in written if text}
    for row in within_budget(sheet.rows):
        if row.is_regular and (defaults or not BLANK_MARKS.isdisjoint(row.cells)):
            _fill(row, defaults, readers)


def _fill(row: Row, defaults: Mapping[str, str], readers: Readers) -> None:
    cells = list(row.cells)
    written = []
    for column in DEFAULTED:
        at = POSITION[column]
        cell, default = cells[at], defaults.get(column, "")
        if cell in BLANK_MARKS:
            cells[at] = ""
        elif not cell.strip() and default and (column != "funding_source" or _is_funded(row, readers)):
            cells[at] = default
        if cells[at] != cell:
            written.append((column, cell))
    if written:
        row.cells, row.defaulted = tuple(cells), tuple(written)


def _is_funded(row: Row, readers: Readers) -> bool:
    code = readers.cell("indicator", row.cells[POSITION["indicator"]]).reading
    return code is not UNREAD and readers.vocabulary.indicators[code.spelling].funded


def unreadable_defaults(sheet: Sheet, readers: Readers) -> list[Problem]:
    """The defaults of a report that no cell of their column could say."""
    found = []
    for column, default in sheet.origin.defaults.items():
        cell = readers.cell(column, default) if default else None
        if cell and cell.reading is UNREAD:
            where = f"report.yaml: defaults.{column}"
            found += [dataclasses.replace(p, rule_id="origin-fields", column=where) for p in cell.problems]
    return found
