"""Cells into meanings: what each cell of a row says, or the problem of reading it.

Belongs here: which reader reads which column, and under which rule a refusal is reported. Does not
belong here: the grammars themselves (`reading/`), rules that look at several cells (`rules.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from ..messages import Text, message, some
from ..reading.bases import BaseIndex
from ..reading.garbled import garbled
from ..reading.labels import CodeIndex
from ..reading.numbers import read_number, things_counted, whole_number
from ..reading.periods import read_period
from ..reading.places import PlaceIndex
from ..reading.qualifiers import Interval, QualifierIndex, interval
from ..reading.reason import Unreadable
from ..reading.scopes import ScopeIndex
from ..reading.text import normalise
from ..reading.units import UnitIndex
from ..vocabulary import Indicator, Vocabulary
from .model import CODED, INFERABLE, SHEET_COLUMNS, VALUE_SCALE, LineRanges, Problem, Row, Sheet

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
OF_WHOLE = "[%]"
"""The unit of a fraction of a whole: per cent, not printed."""
HUNDRED = Decimal(100)
REMEMBERED = 1 << 16
"""Most distinct cells of a column whose readings are remembered."""


def own_units(indicator: Indicator) -> tuple[str, ...]:
    """The quantities an indicator is stated in, the first one canonical."""
    return tuple(indicator.quantity.split())


def unit_matches(unit: Any, accepted: tuple[str, ...]) -> bool:
    """Whether a unit is one of the accepted quantities or unit codes; `any` accepts every unit."""
    return not {"any", unit.unit_code, unit.quantity, f"count:{unit.unit_code}"}.isdisjoint(accepted)


def is_part_of_whole(indicator: Indicator, measure: Any) -> bool:
    """Whether a figure in per cent is a part of a whole, 100 at most: a share, or a ratio (a fill rate)."""
    return measure.spelling == "share" or (not measure.spelling and indicator.measure_kind == "ratio")


class _Unread:
    """The reading of a cell that a rule has refused."""


UNREAD: Final = _Unread()
_STEP = Decimal(1).scaleb(-VALUE_SCALE)
_ROUNDINGS = (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING, ROUND_FLOOR, ROUND_CEILING)
_WIDE = Context(prec=120)
"""Wide enough for values that no column can hold, which a rule refuses later."""


@dataclass(frozen=True)
class Code:
    """A word of a closed list. `spelling` is the word; `inferred` whether it was marked `?`."""

    spelling: str
    inferred: bool = False


class Stored(NamedTuple):
    """An `Interval` as claims hold it: texts of six decimals, ends moved outwards, so it never shrinks."""

    value: str | None
    low: str | None
    high: str | None
    loose_low: str | None
    loose_high: str | None


class Cell(NamedTuple):
    """What a cell says (`UNREAD` where it cannot be read), and its problems: a refusal, or its spelling."""

    reading: Any
    problems: tuple[Problem, ...] = ()


REFUSED = Cell(UNREAD)
"""A cell that is not read: a rule on its form has refused it."""


@dataclass(slots=True)
class ReadRow:
    """A row of a sheet with what its cells mean.

    `figure`, `line`, each column of `READ_RULES` and `interval` (value, qualifier and unit together) hold
    what their reader gave, or `UNREAD`; `stored` is the interval as claims hold it. `period_printed` is None
    where a correction replaced the period: it differs from the words as printed then, and that is no
    contradiction. `lines`, `places` and `appeared` are those of the report. `warnings` are the rules
    whose warnings flag the claim.
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
    scope: Any = UNREAD
    period: Any = UNREAD
    nature: Any = UNREAD
    funding_source: Any = UNREAD
    qualifier: Any = UNREAD
    value: Any = UNREAD
    unit: Any = UNREAD
    place: Any = UNREAD
    interval: Any = UNREAD
    stored: Any = UNREAD
    warnings: tuple[str, ...] = ()

    def text(self, column: str) -> str:
        """A cell as text, corrections applied."""
        return self.row.cells[POSITION[column]]


class Readers:
    """One reader per column, over a vocabulary; readings are remembered by text."""

    def __init__(self, vocabulary: Vocabulary, used_parts: Callable[[], Iterable[str]] = tuple) -> None:
        """Build the indexes over the vocabulary; `used_parts` are parts of places that may be proposed."""
        v = self.vocabulary = vocabulary
        places = PlaceIndex(v.places, v.place_names, v.part_kinds, v.place_events, used_parts)
        scopes = ScopeIndex(v.scopes)
        lists: dict[str, Mapping[str, Any]] = {
            "indicator": v.indicators,
            "measure": v.measures,
            "nature": v.natures,
            "funding_source": v.funding_sources,
        }
        self._codes = {column: CodeIndex(rows) for column, rows in lists.items()}
        self._scopes = scopes
        codes, sources, natures = (self._codes[c] for c in ("indicator", "funding_source", "nature"))
        bases = BaseIndex(v.indicators, codes, sources, natures, scopes)
        units = UnitIndex(v.units)

        def is_unit(words: str) -> bool:
            with suppress(Unreadable):
                return bool(units.read(words))
            return False

        self._readers: dict[str, Callable[..., Any]] = {
            **{column: partial(self._code, column) for column in lists},
            "figure": _number,
            "line": _number,
            "place": places.read,
            "base": bases.read,
            "scope": scopes.read,
            "period": read_period,
            "qualifier": QualifierIndex(v.qualifiers).read,
            "value": partial(read_number, is_unit=is_unit),
            "unit": units.read,
        }
        # Sheets repeat the same few cells over and over.
        remember = lru_cache(maxsize=REMEMBERED)
        self._known = {column: remember(partial(self._cell, column)) for column in SHEET_COLUMNS}
        self._read_in_order = [
            (column, position, self._known[column])
            for column, position in POSITION.items()
            if column in self._readers and column != "place"  # read after the period
        ]
        self._interval = remember(self._read_interval)

    def read_row(self, sheet: Sheet, row: Row, refused: Collection[str] = ()) -> ReadRow:
        """Read the cells of a regular row, but for the columns that were refused for their form."""
        origin, cells, corrected = sheet.origin, row.cells, dict(row.corrected)
        words = None if "period" in corrected else cells[POSITION["period_printed"]]
        facts = (words, origin.lines, origin.places, origin.appeared)
        problems, readings = list(row.problems), []
        for column, position, known in self._read_in_order:
            reading, wrong = REFUSED if column in refused else known(cells[position])
            readings.append(reading)
            if wrong:
                problems += wrong
        read = ReadRow(sheet, row, problems, corrected, *facts, *readings)
        for column in ("figure", "line"):
            if column in refused:  # even there a number has its agreed spelling
                problems += self.cell(column, read.text(column)).problems
        if "place" not in refused:
            read.place, wrong = self.cell("place", read.text("place"))
            if read.place is UNREAD:  # perhaps a name or title that depends on the day
                text, end = read.text("place"), getattr(read.period, "end", None)
                # A text knows no places of a time after it, whatever its plans are for.
                days = [min(filter(None, (end, day)), default=None) for day in origin.appeared]
                answers = [self._known["place"](text, day, origin.places) for day in (None, *days)]
                agree = answers[1].reading == answers[2].reading
                read.place, wrong = answers[1 if agree else 0]
            problems += wrong
        is_fraction = getattr(read.value, "form", "") == "fraction"
        if is_fraction and read.unit is UNREAD and "unit" not in refused:
            read.unit, wrong = self.cell("unit", things_counted(read.text("unit")))
            problems[:] = [*(p for p in problems if p.column != "unit"), *wrong]
        if read.value is not UNREAD and read.qualifier is not UNREAD and read.unit is not UNREAD:
            unit, is_part = read.text("unit"), False
            if read.indicator is not UNREAD and read.measure is not UNREAD:
                indicator = self.vocabulary.indicators[read.indicator.spelling]
                is_part = is_part_of_whole(indicator, read.measure)
                # Two thirds of the establishments: the unit printed is what the share is of.
                if is_fraction and is_part and unit_matches(read.unit, own_units(indicator)):
                    unit = OF_WHOLE
                    read.unit = replace(self.cell("unit", unit).reading, says=read.unit.says)
            printed = (read.text("value"), read.text("qualifier"), unit)
            read.interval, read.stored = self._interval(*printed, is_part)
        return read

    def cell(self, column: str, text: str) -> Cell:
        """What a cell says by itself."""
        return self._known[column](text)

    def agreed(self, column: str, text: str) -> str:
        """The agreed spelling of a cell; its own text where it cannot be read, or is evidence."""
        reading = self.cell(column, text).reading if column in CODED else UNREAD
        return text if reading is UNREAD else spelling(column, reading)

    def _cell(self, column: str, text: str, *context: Any) -> Cell:
        """Read one cell; `context` are the day and the places of its report, for a place."""
        try:
            reading = self._readers[column](text, *context)
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
                candidates = (self.agreed(column, what.proposed), *candidates)
        near = tuple(dict.fromkeys(candidates))[:3]
        return Problem(READ_RULES[column], column, text, accepted, candidates=near)

    def _scope_word(self, text: str) -> str:
        """The scope word that a text is, by code or label; blank where it is none or several."""
        with suppress(Unreadable):
            code = self._scopes.read(text).code
            return code if code in self.vocabulary.scopes else ""
        return ""

    def _read_interval(self, value: str, qualifier: str, unit: str, is_part: bool) -> tuple[Interval, Stored]:
        """The interval that three cells state together, exactly and as it is stored."""
        number, bound = self.cell("value", value).reading, self.cell("qualifier", qualifier).reading
        measured = self.cell("unit", unit).reading
        factor, is_percent = measured.factor, measured.unit_code == "percent"
        if number.form == "fraction" and is_percent and measured.bracketed:
            factor *= HUNDRED  # a half is 50 per cent; half a per cent has its unit printed
        highest = HUNDRED if is_part and is_percent else None
        stated = interval(number, bound, factor, measured.countable, highest)
        ends = (stated.value, stated.low, stated.high, stated.loose_low, stated.loose_high)
        return stated, Stored(*map(_stored, ends, _ROUNDINGS))

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
        if column == "indicator" and (word := self._scope_word(bare)):
            axis = self.vocabulary.scopes[word].axis
            takers = [i for i, axes in self.vocabulary.axes.items() if axis in axes]
            # The trademark is counted by an indicator that takes the word trademark.
            takers.sort(key=lambda i: f"count:{word}" not in self.vocabulary.indicators[i].quantity.split())
            accepted = message("indicator.scope-word", word=word, indicators=some(takers, 8))
            raise Unreadable(READ_RULES[column], text, accepted)
        raise Unreadable(READ_RULES[column], text, accepted, known.near(bare))


def _stored(number: Decimal | None, rounding: str) -> str | None:
    return None if number is None else f"{number.quantize(_STEP, rounding, _WIDE):f}"


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
