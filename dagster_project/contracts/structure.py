"""What can be said about the cells of a sheet without knowing any word: one declaration per test.

Belongs here: tests on the text of single cells, the key of a sheet, and what their failures say. Does not
belong here: what a cell means (`rules.py`); running the tests over a frame of all rows (`schemas.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..messages import Message, message
from ..reading.garbled import garbled
from ..reading.numbers import whole_number
from .model import SHEET_COLUMNS, Problem, Row

_BROKEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]")


def is_given(text: str) -> bool:
    """Whether a cell holds anything but blanks (a lone `?` is nothing either)."""
    return text.strip().rstrip("?").strip() != ""


def is_whole_number(text: str) -> bool:
    """Whether a cell is a whole number from 1; blank is another rule's matter."""
    return not is_given(text) or whole_number(text) is not None


def is_one_line(text: str) -> bool:
    """Whether a cell holds neither line breaks nor control or replacement characters."""
    return _BROKEN.search(text) is None


COPIED = ("period_printed", "qualifier", "unit")
"""Columns that hold a few printed words and nothing else; `note` holds the transcriber's own."""


def _legible(copied: bool) -> Callable[[str], bool]:
    """Whether words copied from print, or those of a note, are in sound letters."""
    return lambda text: garbled(text, copied) is None


@dataclass(frozen=True)
class CellTest:
    """A test of one cell by itself; `accepted` says what would pass.

    A cell that fails is not read, unless it is only `odd`.
    """

    rule_id: str
    columns: tuple[str, ...]
    passes: Callable[[str], bool]
    accepted: Message
    odd: bool = False


NEEDED = ("figure", "line", "indicator", "place", "nature", "value", "unit")
CELL_TESTS = (
    CellTest("cell-one-line", SHEET_COLUMNS, is_one_line, message("cell.on-one-line")),
    CellTest("cell-given", NEEDED, is_given, message("cell.filled-in")),
    CellTest("figure-number", ("figure",), is_whole_number, message("cell.whole-number")),
    CellTest("line-number", ("line",), is_whole_number, message("cell.whole-number")),
    CellTest("words-legible", COPIED, _legible(copied=True), message("cell.vietnamese-letters"), odd=True),
    CellTest("words-legible", ("note",), _legible(copied=False), message("cell.sound-letters"), odd=True),
)
UNIQUE_RULE = "figure-once"
RULE_IDS = (*dict.fromkeys(t.rule_id for t in CELL_TESTS), UNIQUE_RULE)
STOPPING = frozenset(t.rule_id for t in CELL_TESTS if not t.odd)
"""Rules whose failure leaves a cell unread."""


def overlong(row: Row) -> tuple[Problem, ...]:
    """The cells for whose length nothing else of a row is looked at."""
    return tuple(
        Problem("cell-short", name, cell, message("cell.at-most-long", longest=limit))
        for name, cell, limit in row.overlong
    )


def problem(rule_id: str, column: str, found: str) -> Problem:
    """Put a structural failure into words."""
    if rule_id == UNIQUE_RULE:
        return Problem(rule_id, column, found.strip(), message("cell.number-of-its-own"))
    shown = found if is_one_line(found) else repr(found)[1:-1]
    accepted = next(t.accepted for t in CELL_TESTS if t.rule_id == rule_id and column in t.columns)
    if rule_id == "words-legible" and (what := garbled(found, column in COPIED)):
        accepted = message("cell.letters-not", accepted=accepted, what=what.what)
        return Problem(rule_id, column, shown, accepted, candidates=(what.proposed,) if what.proposed else ())
    return Problem(rule_id, column, shown, accepted)
