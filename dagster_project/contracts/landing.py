"""The landing tables, schema `raw`, as `dbt/models/staging/_sources.yml` declares them.

Belongs here: reading that declaration, and the functions that compute values of columns. Does not belong
here: names, types and descriptions of columns (the declaration), how rows are written (`ingest/land.py`),
what is accepted (`judging.py`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..messages import Language, text
from ..reading.numbers import whole_number
from ..reading.periods import label, read_period
from ..reading.text import fold, normalise
from ..vocabulary import YAML
from .cells import ReadRow
from .model import (
    INFERABLE,
    SHEET_COLUMNS,
    VALUE_DIGITS,
    VALUE_SCALE,
    LineRanges,
    ReportVerdict,
    Row,
    Sheet,
    Verification,
)

DECLARATION = Path(__file__).resolve().parents[2] / "dbt" / "models" / "staging" / "_sources.yml"

TEXT, NUMBER, DAY, MOMENT, YES_NO = "VARCHAR", "INTEGER", "DATE", "TIMESTAMP", "BOOLEAN"
WORDS = "VARCHAR[]"
"""A list of words; no word holds a blank."""
DECIMAL = f"DECIMAL({VALUE_DIGITS},{VALUE_SCALE})"
TYPES = (TEXT, NUMBER, DAY, MOMENT, YES_NO, WORDS, DECIMAL)

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column, and the function that takes its value out of the record that a row is made of."""

    name: str
    type: str
    description: str
    read: Reader


@dataclass(frozen=True)
class Table:
    """A landing table and its columns, in order."""

    name: str
    description: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def rows(self, records: Iterable[Any]) -> list[tuple[Any, ...]]:
        """One row per record, values in the order of the columns."""
        records = list(records)
        return list(zip(*[map(column.read, records) for column in self.columns], strict=True))


class JudgedReport(NamedTuple):
    """A report and how it came out: what a row of `raw.reports` is made of."""

    sheet: Sheet
    verdict: ReportVerdict


class VerifiedRow(NamedTuple):
    """A row of a sheet that was compared with its article: what a row of `raw.verification` is made of."""

    report_id: str
    row: Row
    verification: Verification


def as_written(report_id: str, row: Row) -> tuple[Any, ...]:
    """A row of `raw.figures`: corrections and defaults undone, cells of odd rows fitted into the columns."""
    width = len(SHEET_COLUMNS)
    if row.is_regular:
        printed = dict(row.defaulted + row.corrected)
        cells = tuple(map(printed.get, SHEET_COLUMNS, row.cells)) if printed else row.cells
    elif len(row.cells) > width:
        cells = (*row.cells[: width - 1], ",".join(row.cells[width - 1 :]))
    else:
        cells = (*row.cells, *[""] * (width - len(row.cells)))
    return (report_id, row.number, *cells)


# --- values that are computed -----------------------------------------------------------------------

NO_INDICATOR = "no indicator yet"
"""How the reason for a figure that is left out for want of an indicator begins."""
_FORM_FLAGS = {
    "words": "word_number",
    "fraction": "fraction",
    "magnitude": "magnitude",
    "range": "range",
    "cut_off": "cut_off",
}


def line_ranges(ranges: LineRanges | None) -> str:
    """Ranges of lines as stored: `((1, 93), (99, 99))` is `1-93,99`."""
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges or ())


def _printed(column: str) -> Reader:
    """A cell as printed, also where a correction replaced it."""
    return lambda row: row.corrected.get(column, row.text(column)).strip()


_normalise = lru_cache(maxsize=1 << 14)(normalise)


@lru_cache(maxsize=1 << 14)
def _period_label(period: str, language: Language) -> str:
    return label(read_period(period), language)


def _period_id(row: ReadRow) -> str:
    period = row.period
    return f"{period.spelling}@{row.sheet.report_id}" if period.private else period.spelling


def _inferred(row: ReadRow) -> tuple[str, ...]:
    words = row.scope.inferred_words
    return tuple(c for c in INFERABLE if (words if c == "scope" else getattr(row, c).inferred))


def _stands_in(row: ReadRow, ranges: LineRanges) -> bool:
    return bool(ranges) and any(first <= row.line <= last for first, last in ranges)


def _flags(row: ReadRow) -> tuple[str, ...]:
    """What a reader of a claim must know: its bound, its form, where it stands, and its warnings."""
    form, origin = _FORM_FLAGS.get(row.value.form), row.sheet.origin
    return (
        *([row.qualifier.bound] if row.qualifier.bound != "exact" else []),
        *([form] if form else []),
        *(["now_unsure"] if "now" in row.period.spelling and not origin.is_dated else []),
        *(["title"] if _stands_in(row, origin.title_lines) else []),
        *(["caption"] if _stands_in(row, origin.caption_lines) else []),
        *[rule_id.replace("-", "_") for rule_id in row.warnings],
    )


def lacks_indicator(why: str) -> bool:
    """Whether a number of `not_figures.csv` is a figure that no indicator can hold yet."""
    return fold(why).startswith(NO_INDICATOR)


COMPUTED: dict[str, Reader] = {
    # of a report
    "kind_if_known": lambda report: report.sheet.origin.kind or None,
    "source_lines": lambda report: line_ranges(report.sheet.origin.lines),
    "title_lines": lambda report: line_ranges(report.sheet.origin.title_lines),
    "caption_lines": lambda report: line_ranges(report.sheet.origin.caption_lines),
    "not_figures_state": lambda report: "absent" if report.sheet.not_figures is None else "present",
    "without_indicator": lambda report: sum(
        lacks_indicator(why) for *_, why in report.sheet.not_figures or ()
    ),
    # of a claim
    "period_id": _period_id,
    "period_label": lambda row: _period_label(row.text("period"), "vi"),
    "period_label_en": lambda row: _period_label(row.text("period"), "en"),
    "period_printed": lambda row: _normalise(row.text("period_printed")),
    "inferred": _inferred,
    "defaulted": lambda row: tuple(column for column, was in row.row.defaulted if not was.strip()),
    "value_printed": _printed("value"),
    "unit_printed": _printed("unit"),
    "qualifier_printed": _printed("qualifier"),
    "is_title": lambda row: _stands_in(row, row.sheet.origin.title_lines),
    "is_caption": lambda row: _stands_in(row, row.sheet.origin.caption_lines),
    "flags": _flags,
    "corrected_from": lambda row: "; ".join(f"{name}: {was.strip()}" for name, was in row.corrected.items()),
    "note": lambda row: _normalise(row.text("note")),
    # of a row compared with its article
    "figure_number": lambda compared: whole_number(compared.row.cells[0]),
    "detail_en": lambda compared: text(compared.verification.detail, "en"),
    "detail_vi": lambda compared: text(compared.verification.detail, "vi"),
    # of a correction and what became of it
    "decided_on": lambda outcome: outcome.correction.decided_on or None,
    "review_by": lambda outcome: outcome.correction.review_by or None,
}
"""The functions that a column of the declaration may name under `compute`."""

# --- the declaration --------------------------------------------------------------------------------


def _column(name: str, data_type: str, description: str, config: Any = None) -> Column:
    """A column from its line in the declaration: the keys are the arguments."""
    if data_type not in TYPES:
        raise ValueError(f"no type {data_type!r}, only {', '.join(TYPES)}")
    return Column(name, data_type, description, _reader(**(config["meta"] if config else {"read": name})))


def _reader(read: str = "", compute: str = "") -> Reader:
    if bool(read) == bool(compute):
        raise ValueError("a value is either read or computed")
    return operator.attrgetter(read) if read else COMPUTED[compute]


def read_tables(file: Path = DECLARATION) -> dict[str, Table]:
    """The tables that a file declares, by name.

    Raises:
        ValueError: a column lacks its name, type or description, has a key too many, or names a type or a
            function that does not exist; the message names file, table and column.
    """
    with file.open(encoding="utf-8") as stream:
        declared = YAML(stream).get_single_data()["sources"][0]["tables"]
    tables = {}
    for table in declared:
        columns = []
        for column in table["columns"]:
            try:
                columns.append(_column(**column))
            except (KeyError, TypeError, ValueError) as error:
                where = f"{file}, table {table['name']}, column {column.get('name')}"
                raise ValueError(f"{where}: {error}") from error
        tables[table["name"]] = Table(table["name"], table["description"], tuple(columns))
    return tables


TABLES = read_tables()
CLAIMS = TABLES["claims"]
