"""What can be said about the cells of a sheet without knowing any word: declared once, run by two engines.

Belongs here: tests on the text of single cells and the key of a sheet. Does not belong here: what a cell
means (`rules.py`). `khuyencong check` runs the declarations directly, because importing pandera takes
longer than the whole check; a refresh runs the same declarations as a pandera schema over one frame of
all rows (`schemas.py`). A test holds both to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..reading.garbled import garbled
from .coded import Coded, combine
from .model import SHEET_COLUMNS, Problem

Failures = list[tuple[int, str, str]]
"""Position of the row in the columns, rule id, column name."""

_WHOLE = re.compile(r"0*[1-9][0-9]{0,8}")
_BROKEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufffd]")


LONGEST_CELL = 1_000
"""Characters; the longest cell of the shipped reports, a note, has about 150."""


def is_given(text: str) -> bool:
    """Whether a cell holds anything but blanks (a lone `?` is nothing either)."""
    return text.strip().rstrip("?").strip() != ""


def is_whole_number(text: str) -> bool:
    """Whether a cell is a whole number from 1; blank is another rule's matter."""
    return not is_given(text) or _WHOLE.fullmatch(text.strip()) is not None


def is_one_line(text: str) -> bool:
    """Whether a cell holds neither line breaks nor control or replacement characters."""
    return _BROKEN.search(text) is None


COPIED = ("period_printed", "qualifier", "unit")
"""Columns that hold a few printed words and nothing else; `note` holds the transcriber's own."""


def is_legible(text: str) -> bool:
    """Whether the printed words of a cell are in sound letters."""
    return garbled(text, copied=True) is None


def is_legible_note(text: str) -> bool:
    """Whether the words of a note are in sound letters."""
    return garbled(text, copied=False) is None


def is_short(text: str) -> bool:
    """Whether a cell is no longer than anything that a person copies; the readers are made for such cells."""
    return len(text) <= LONGEST_CELL


@dataclass(frozen=True)
class CellTest:
    """A test of one cell by itself; `accepted` says in both languages what would pass.

    A cell that fails is not read, unless it is only `odd`.
    """

    rule_id: str
    columns: tuple[str, ...]
    passes: Callable[[str], bool]
    accepted: str
    accepted_vi: str
    odd: bool = False


CELL_TESTS = (
    CellTest(
        "cell-one-line",
        SHEET_COLUMNS,
        is_one_line,
        "text on one line, without control characters",
        "văn bản trên một dòng, không có ký tự điều khiển",
    ),
    CellTest("cell-short", SHEET_COLUMNS, is_short, "at most 1,000 characters", "nhiều nhất 1.000 ký tự"),
    CellTest(
        "cell-given",
        ("figure", "line", "indicator", "place", "nature", "value", "unit"),
        is_given,
        "a cell that is filled in",
        "ô có nội dung",
    ),
    CellTest(
        "figure-number", ("figure",), is_whole_number, "a whole number from 1", "số nguyên từ 1 trở lên"
    ),
    CellTest("line-number", ("line",), is_whole_number, "a whole number from 1", "số nguyên từ 1 trở lên"),
    CellTest(
        "words-legible", COPIED, is_legible, "words in Vietnamese letters", "chữ tiếng Việt đúng mã", odd=True
    ),
    CellTest("words-legible", ("note",), is_legible_note, "words in sound letters", "chữ đúng mã", odd=True),
)
UNIQUE_RULE = "figure-once"
UNIQUE_KEY = ("report_id", "figure_key")
RULE_IDS = (*dict.fromkeys(t.rule_id for t in CELL_TESTS), UNIQUE_RULE)
STOPPING = frozenset(t.rule_id for t in CELL_TESTS if not t.odd)
"""Rules whose failure leaves a cell unread."""
_TESTS = {t.rule_id: t for t in CELL_TESTS}


def figure_key(text: str) -> str:
    """The number of a figure in the form in which two rows are compared: without leading zeros."""
    bare = text.strip()
    return bare.lstrip("0") if _WHOLE.fullmatch(bare) else bare


def is_figure(key: str) -> bool:
    """Whether a key is a number, so that another row can have the same."""
    return _WHOLE.fullmatch(key) is not None


def failures(columns: Mapping[str, Coded]) -> Failures:
    """All structural failures of a set of rows, given as one column of texts per name.

    `columns` holds the columns of the sheet, `report_id` and `figure_key`. Each distinct text is tested
    once.
    """
    found: Failures = []
    for test in CELL_TESTS:
        for name in test.columns:
            column = columns[name]
            bad = [code for code, text in enumerate(column.values) if not test.passes(text)]
            if bad:
                found += [(row, test.rule_id, name) for row in column.rows_with(bad)]
    keys = combine([columns[name] for name in UNIQUE_KEY])
    numbers = columns["figure_key"].values
    twice = [
        code
        for code, count in enumerate(keys.counts().tolist())
        if count > 1 and is_figure(numbers[keys.values[code][1]])
    ]
    found += [(row, UNIQUE_RULE, "figure") for row in keys.rows_with(twice)]
    return found


def problem(rule_id: str, column: str, found: str) -> Problem:
    """Put a structural failure into words."""
    if rule_id == UNIQUE_RULE:
        return Problem(
            rule_id,
            column,
            found.strip(),
            "a number that no other row of the sheet has",
            "một số mà không dòng nào khác trong bảng dùng",
        )
    test = _TESTS[rule_id]
    shown = found if is_one_line(found) else repr(found)[1:-1]
    if rule_id == "words-legible" and (what := garbled(found, column in COPIED)):
        accepted = f"{test.accepted}, not {what.what}"
        accepted_vi = f"{test.accepted_vi}, không phải {what.what.text('vi')}"
        return Problem(
            rule_id, column, shown, accepted, accepted_vi, (what.proposed,) if what.proposed else ()
        )
    return Problem(rule_id, column, shown, test.accepted, test.accepted_vi)
