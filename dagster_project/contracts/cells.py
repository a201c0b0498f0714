"""Cells into meanings: what each cell of a row says, or the problem of reading it.

Belongs here: which reader reads which column, and under which rule a refusal is reported. Does not
belong here: the grammars themselves (`reading/`), rules that look at several cells (`rules.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from ..messages import Text, message
from ..reading.bases import BaseIndex
from ..reading.garbled import garbled
from ..reading.labels import CodeIndex
from ..reading.numbers import read_number, whole_number
from ..reading.periods import read_period
from ..reading.places import PlaceIndex
from ..reading.qualifiers import Interval, QualifierIndex, interval
from ..reading.reason import Unreadable
from ..reading.scopes import ScopeIndex
from ..reading.text import normalise
from ..reading.units import UnitIndex
from ..vocabulary import Vocabulary
from .model import CODED, INFERABLE, SHEET_COLUMNS, LineRanges, Problem, Row, Sheet

READ_RULES = {
    "indicator": "indicator-known",
    "measure": "measure-known",
    "base": "base-readable",
    "place": "place-known",
    "scope": "scope-known",
    "period": "period-readable",
    "nature": "nature-known",
    "funding_source": "funding-source-known",
    "qualifier": "qualifier-known",
    "value": "value-readable",
    "unit": "unit-known",
}
"""The rule under which a cell that cannot be read is reported, by column."""
POSITION = {name: n for n, name in enumerate(SHEET_COLUMNS)}
_PLACE_LAST = ("figure", "line", *sorted(READ_RULES, key="place".__eq__))
"""Columns in the order of reading: a place is read after the period."""
REMEMBERED = 1 << 16
"""Most distinct cells of a column whose readings are remembered."""


class _Unread:
    """The reading of a cell that a rule has refused."""


UNREAD: Final = _Unread()


@dataclass(frozen=True)
class Code:
    """A word of a closed list. `spelling` is the word; `inferred` whether it was marked `?`."""

    spelling: str
    inferred: bool = False


class Cell(NamedTuple):
    """What a cell says (`UNREAD` where it cannot be read), and its problems: a refusal, or its spelling."""

    reading: Any
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class ReadRow:
    """A row of a sheet with what its cells mean.

    `figure`, `line`, each column of `READ_RULES` and `interval` (value, qualifier and unit together) hold
    what their reader gave, or `UNREAD`. `period_printed` is None where a correction replaced the period: it
    differs from the words as printed then, and that is no contradiction. `lines`, `places` and
    `appeared` are those of the report. `warnings` are the rules whose warnings flag the claim.
    """

    sheet: Sheet
    row: Row
    problems: list[Problem]
    corrected: Mapping[str, str]
    period_printed: str | None
    lines: LineRanges | None
    places: tuple[str, ...]
    appeared: tuple[dt.date | None, dt.date | None]
    figure: Any = UNREAD
    line: Any = UNREAD
    indicator: Any = UNREAD
    measure: Any = UNREAD
    base: Any = UNREAD
    place: Any = UNREAD
    scope: Any = UNREAD
    period: Any = UNREAD
    nature: Any = UNREAD
    funding_source: Any = UNREAD
    qualifier: Any = UNREAD
    value: Any = UNREAD
    unit: Any = UNREAD
    interval: Any = UNREAD
    warnings: tuple[str, ...] = ()

    def text(self, column: str) -> str:
        """A cell as text, corrections applied."""
        return self.row.cells[POSITION[column]]


class Readers:
    """One reader per column, over a vocabulary; readings are remembered by text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Build the indexes over the vocabulary."""
        v = self.vocabulary = vocabulary
        places, scopes = PlaceIndex(v.places, v.place_names), ScopeIndex(v.scopes)
        lists: dict[str, Mapping[str, Any]] = {
            "indicator": v.indicators,
            "measure": v.measures,
            "nature": v.natures,
            "funding_source": v.funding_sources,
        }
        self._codes = {column: CodeIndex(rows) for column, rows in lists.items()}
        codes, sources, natures = (self._codes[c] for c in ("indicator", "funding_source", "nature"))
        bases = BaseIndex(v.indicators, codes, sources, natures, scopes)
        self._readers: dict[str, Callable[..., Any]] = {
            **{column: partial(self._code, column) for column in lists},
            "figure": _number,
            "line": _number,
            "place": places.read,
            "base": bases.read,
            "scope": scopes.read,
            "period": read_period,
            "qualifier": QualifierIndex(v.qualifiers).read,
            "value": read_number,
            "unit": UnitIndex(v.units).read,
        }
        # Sheets repeat the same few cells over and over.
        remember = lru_cache(maxsize=REMEMBERED)
        self._known = {column: remember(partial(self._cell, column)) for column in SHEET_COLUMNS}
        self._read_in_order = [(column, POSITION[column], self._known[column]) for column in _PLACE_LAST]
        self._interval = remember(self._read_interval)

    def read_row(self, sheet: Sheet, row: Row, refused: Collection[str] = ()) -> ReadRow:
        """Read the cells of a regular row, but for the columns that were refused for their form."""
        origin, cells, corrected = sheet.origin, row.cells, dict(row.corrected)
        words = None if "period" in corrected else cells[POSITION["period_printed"]]
        facts = (words, origin.lines, origin.places, origin.appeared)
        read = ReadRow(sheet, row, list(row.problems), corrected, *facts)
        for column, position, known in self._read_in_order:
            if column in refused:
                continue
            reading, problems = known(cells[position])
            if reading is UNREAD and column == "place":  # perhaps a name that two places had: the day decides
                ends = getattr(read.period, "end", None)
                days = (ends,) if ends else origin.appeared
                answers = [known(cells[position], day) for day in days]
                if all(answer.reading == answers[0].reading for answer in answers):
                    reading, problems = answers[-1]
            setattr(read, column, reading)
            if problems:
                read.problems += problems
        for column in ("figure", "line"):
            if column in refused:  # even there a number has its agreed spelling
                read.problems += self.cell(column, read.text(column)).problems
        if read.value is not UNREAD and read.qualifier is not UNREAD and read.unit is not UNREAD:
            printed = (read.text("value"), read.text("qualifier"), read.text("unit"))
            read.interval = self._interval(*printed)
        return read

    def cell(self, column: str, text: str) -> Cell:
        """What a cell says by itself."""
        return self._known[column](text)

    def _cell(self, column: str, text: str, *day: dt.date | None) -> Cell:
        """Read one cell; `day` decides what a name means that two places had."""
        try:
            reading = self._readers[column](text, *day)
        except Unreadable as why:
            return Cell(UNREAD, (self._refusal(column, text.strip(), why),))
        if reading is UNREAD or column not in CODED or (agreed := spelling(column, reading)) == text:
            return Cell(reading)
        return Cell(reading, (Problem("canonical-spelling", column, text, agreed),))

    def _refusal(self, column: str, text: str, why: Unreadable) -> Problem:
        """Why a cell cannot be read; words that lost their letters are named with what they seem to say."""
        accepted, candidates = why.accepted, why.candidates
        if what := garbled(text.removesuffix("?"), copied=True):
            accepted = message("cell.letters-not", accepted=accepted, what=what.what)
            if what.proposed:
                reading = self.cell(column, what.proposed).reading
                is_code = column in CODED and reading is not UNREAD
                candidates = (spelling(column, reading) if is_code else what.proposed, *candidates)
        near = tuple(dict.fromkeys(candidates))[:3]
        return Problem(READ_RULES[column], column, text, accepted, candidates=near)

    def _read_interval(self, value: str, qualifier: str, unit: str) -> Interval:
        """The interval that three cells state together."""
        number, bound = self.cell("value", value).reading, self.cell("qualifier", qualifier).reading
        measured = self.cell("unit", unit).reading
        return interval(number, bound, measured.factor, measured.countable)

    def _code(self, column: str, text: str) -> Code:
        """Read a word of a closed list: its code, or a label of it."""
        bare = normalise(text)
        inferred = column in INFERABLE and bare.endswith("?")
        if inferred:
            bare = bare[:-1].rstrip()
        known = self._codes[column]
        code = known.find(bare)
        if code is not None:
            return Code(code, inferred)
        accepted: Text = ", ".join(known.codes)
        if len(known.codes) > 12:
            accepted = message("cell.code-of-seed", n=len(known.codes), seed=f"{column}s.csv")
        elif known.find("") is not None:
            accepted = message("cell.code-or-blank", codes=accepted)
        raise Unreadable(READ_RULES[column], text, accepted, known.near(bare))


def _number(text: str) -> Any:
    number = whole_number(text)
    return UNREAD if number is None else number


def spelling(column: str, reading: Any) -> str:
    """The one agreed spelling of a cell that was read, with its `?` where it was marked."""
    if column in ("figure", "line"):
        return str(reading)
    if column == "scope":  # its words carry their own marks
        return str(reading.spelling)
    return f"{reading.spelling}?" if getattr(reading, "inferred", False) else str(reading.spelling)
