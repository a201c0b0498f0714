"""The landing tables: every column of schema `raw` is declared here, once.

Belongs here: name, type, meaning of each column, and how its value comes out of a judged row, a report or
another record. Does not belong here: how rows are written (`ingest/land.py`), what is accepted
(`judging.py`). The tables that ingest creates, the claims schema, dbt's sources, the descriptions in
Dagster and in the file, and the fixtures of the tests all derive from these declarations.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from itertools import compress
from typing import Any, NamedTuple

from ..messages import Language, text
from ..reading.numbers import whole_number
from ..reading.periods import label, read_period
from ..reading.text import normalise
from .cells import ReadRow
from .model import INFERABLE, SHEET_COLUMNS, VALUE_DIGITS, VALUE_SCALE, LineRanges, ReportVerdict, Row, Sheet
from .verification import Verification

TEXT, NUMBER, DAY, MOMENT, YES_NO = "VARCHAR", "INTEGER", "DATE", "TIMESTAMP", "BOOLEAN"
WORDS = "VARCHAR[]"
"""A list of words; no word holds a blank."""
DECIMAL = f"DECIMAL({VALUE_DIGITS},{VALUE_SCALE})"

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column, and how its value comes out of the record that a row is made of.

    `read` is a function, or the path of an attribute such as `sheet.origin.title`; by default the attribute
    of the column's own name.
    """

    name: str
    type: str
    description: str
    read: Reader | str = ""

    @property
    def reader(self) -> Reader:
        """The function that takes the value out of a record."""
        return operator.attrgetter(self.read or self.name) if isinstance(self.read, str) else self.read


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
        readers = [column.reader for column in self.columns]
        return [tuple([read(record) for read in readers]) for record in records]


# --- reports ----------------------------------------------------------------------------------------


class JudgedReport(NamedTuple):
    """A report and how it came out: what a row of `raw.reports` is made of."""

    sheet: Sheet
    verdict: ReportVerdict


def line_ranges(ranges: LineRanges | None) -> str:
    """Ranges of lines as stored: `((1, 93), (99, 99))` is `1-93,99`."""
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges or ())


def _ranges(name: str) -> Reader:
    return lambda report: line_ranges(getattr(report.sheet.origin, name))


def _not_figures_state(report: JudgedReport) -> str:
    return "absent" if report.sheet.not_figures is None else "present"


REPORTS = Table(
    "reports",
    "Origin and verdict of every report found in `raw/`. One row per report.",
    (
        Column("report_id", TEXT, "Name of the report's folder.", "verdict.report_id"),
        Column("title", TEXT, "Title as printed.", "sheet.origin.title"),
        Column("kind", TEXT, "Kind of report; null where unreadable.", lambda r: r.sheet.origin.kind or None),
        Column("publisher", TEXT, "Who published it, blank where unknown.", "sheet.origin.publisher"),
        Column("author", TEXT, "Author, blank where unknown.", "sheet.origin.author"),
        Column("published", TEXT, "Date of publication to the precision known.", "sheet.origin.published"),
        Column("published_end", DAY, "Last day that date can mean.", "sheet.origin.published_end"),
        Column("url", TEXT, "Address, blank where there is none.", "sheet.origin.url"),
        Column("language", TEXT, "Language of the report.", "sheet.origin.language"),
        Column("places", WORDS, "Ids of the places it is about.", "sheet.origin.places"),
        Column("source_file", TEXT, "Name of the article text, if any.", "sheet.origin.source_file"),
        Column("source_sha256", TEXT, "Hash of the article text.", "sheet.origin.source_sha256"),
        Column("source_lines", TEXT, "Lines of the text that belong to the report.", _ranges("lines")),
        Column("title_lines", TEXT, "Of these, lines of the title.", _ranges("title_lines")),
        Column("caption_lines", TEXT, "Of these, captions of pictures.", _ranges("caption_lines")),
        Column("complete", YES_NO, "False where the text is cut off.", "sheet.origin.complete"),
        Column("transcribed_by", TEXT, "Who transcribed it.", "sheet.origin.transcribed_by"),
        Column("transcribed_on", TEXT, "Day of transcription.", "sheet.origin.transcribed_on"),
        Column("checked_by", TEXT, "Second reader, blank where none.", "sheet.origin.checked_by"),
        Column("notes", TEXT, "Notes of the transcriber.", "sheet.origin.notes"),
        Column("content_sha256", TEXT, "Hash of the report's files.", "sheet.content_sha256"),
        Column("status", TEXT, "`accepted` or `rejected` as a whole.", "verdict.status"),
        Column("figures", NUMBER, "Figures written in the sheet.", "verdict.figures"),
        Column("accepted", NUMBER, "Of these, accepted as claims.", "verdict.accepted"),
        Column("rejected", NUMBER, "Of these, rejected.", "verdict.rejected"),
        Column("article_state", TEXT, "`at_hand`, `not_at_hand` or `differs`.", "sheet.article_state"),
        Column("not_figures_state", TEXT, "not_figures.csv: `present` or `absent`.", _not_figures_state),
    ),
)

# --- claims -----------------------------------------------------------------------------------------

_STEP = Decimal(1).scaleb(-VALUE_SCALE)
_FORM_FLAGS = {"words": "word_number", "magnitude": "magnitude", "range": "range"}


def _fitted(name: str, rounding: str) -> Reader:
    """Six decimals; the ends of an interval are moved outwards, so that it never shrinks."""

    def read(row: ReadRow) -> Decimal | None:
        number: Decimal | None = getattr(row.interval, name)
        return None if number is None else number.quantize(_STEP, rounding)

    return read


def _printed(column: str) -> Reader:
    """A cell as printed, also where a correction replaced it."""
    return lambda row: row.corrected.get(column, row.text(column)).strip()


@lru_cache(maxsize=1 << 14)
def _label(period: str, language: Language) -> str:
    return label(read_period(period), language)


def _period_id(row: ReadRow) -> str:
    period = row.period
    return f"{period.spelling}@{row.sheet.report_id}" if period.private else period.spelling


_inferred_by_column = operator.attrgetter(
    *("scope.inferred_words" if column == "scope" else f"{column}.inferred" for column in INFERABLE)
)


def _inferred(row: ReadRow) -> tuple[str, ...]:
    return tuple(compress(INFERABLE, _inferred_by_column(row)))


_normalise = lru_cache(maxsize=1 << 14)(normalise)


def _normal(column: str) -> Reader:
    return lambda row: _normalise(row.text(column))


def _stands_in(row: ReadRow, ranges: LineRanges) -> bool:
    return bool(ranges) and any(first <= row.line <= last for first, last in ranges)


def _is_title(row: ReadRow) -> bool:
    return _stands_in(row, row.sheet.origin.title_lines)


def _is_caption(row: ReadRow) -> bool:
    return _stands_in(row, row.sheet.origin.caption_lines)


def _flags(row: ReadRow) -> tuple[str, ...]:
    """What a reader of a claim must know: its bound, its form, where it stands, and its warnings."""
    form = _FORM_FLAGS.get(row.value.form)
    return (
        *([row.qualifier.bound] if row.qualifier.bound != "exact" else []),
        *([form] if form else []),
        *(["title"] if _is_title(row) else []),
        *(["caption"] if _is_caption(row) else []),
        *[rule_id.replace("-", "_") for rule_id in row.warnings],
    )


def _corrected_from(row: ReadRow) -> str:
    return "; ".join(f"{column}: {printed.strip()}" for column, printed in row.corrected.items())


CLAIMS = Table(
    "claims",
    "Accepted figures, read: value interval, unit, place, period. One row per accepted figure.",
    (
        Column("report_id", TEXT, "The report.", "sheet.report_id"),
        Column("figure", NUMBER, "Number of the figure in its sheet."),
        Column("row", NUMBER, "Row of the sheet, the header being row 1.", "row.number"),
        Column("source_file", TEXT, "Name of the article text.", "sheet.origin.source_file"),
        Column("source_line", NUMBER, "Line of the article on which it stands.", "line"),
        Column("indicator_code", TEXT, "What is counted.", "indicator.spelling"),
        Column("measure", TEXT, "Blank for the level itself, else how it is compared.", "measure.spelling"),
        Column("base", TEXT, "What a relative figure is measured against.", "base.spelling"),
        Column("place_id", TEXT, "Province, nation or group.", "place.place_id"),
        Column("place_part", TEXT, "Slug of something inside that place.", "place.part"),
        Column("scope_code", TEXT, "Scope words, sorted by axis.", "scope.code"),
        Column("period_id", TEXT, "Canonical period; with the report where it is private to it.", _period_id),
        Column("period_label", TEXT, "The period in Vietnamese.", lambda r: _label(r.text("period"), "vi")),
        Column("period_label_en", TEXT, "The period in English.", lambda r: _label(r.text("period"), "en")),
        Column("period_start", DAY, "First day, null where open or unknown.", "period.start"),
        Column("period_end", DAY, "Last day, null where open or unknown.", "period.end"),
        Column("period_kind", TEXT, "Kind of period.", "period.kind"),
        Column("period_private", YES_NO, "Whether it means nothing outside its report.", "period.private"),
        Column("period_printed", TEXT, "Words of the article about time.", _normal("period_printed")),
        Column("nature", TEXT, "Actual, estimate, plan, target or proposal.", "nature.spelling"),
        Column("funding_source", TEXT, "Whose money, blank where unsaid.", "funding_source.spelling"),
        Column("inferred", WORDS, "Columns that were read from the context, not printed.", _inferred),
        Column("value_printed", TEXT, "The value as printed.", _printed("value")),
        Column("unit_printed", TEXT, "The unit as printed.", _printed("unit")),
        Column("qualifier_printed", TEXT, "The qualifier as printed.", _printed("qualifier")),
        Column("value", DECIMAL, "Point in the canonical unit, if any.", _fitted("value", ROUND_HALF_EVEN)),
        Column("value_low", DECIMAL, "Lower end of the interval.", _fitted("low", ROUND_FLOOR)),
        Column("value_high", DECIMAL, "Upper end, null where open.", _fitted("high", ROUND_CEILING)),
        Column("loose_low", DECIMAL, "Lower end if it was rounded.", _fitted("loose_low", ROUND_FLOOR)),
        Column("loose_high", DECIMAL, "Upper end if it was rounded.", _fitted("loose_high", ROUND_CEILING)),
        Column("unit_code", TEXT, "Canonical unit.", "unit.unit_code"),
        Column("is_title", YES_NO, "Whether it stands in the title.", _is_title),
        Column("is_caption", YES_NO, "Whether it stands in a caption.", _is_caption),
        Column("flags", WORDS, "Bound, form, and warnings of its rules.", _flags),
        Column("corrected_from", TEXT, "Columns that were corrected, as printed.", _corrected_from),
        Column("note", TEXT, "Note of the transcriber.", _normal("note")),
    ),
)

# --- the other tables -------------------------------------------------------------------------------


class VerifiedRow(NamedTuple):
    """A row of a sheet that was compared with its article: what a row of `raw.verification` is made of."""

    report_id: str
    row: Row
    verification: Verification


def _day(name: str) -> Reader:
    return lambda outcome: getattr(outcome.correction, name) or None


def as_written(report_id: str, row: Row) -> tuple[Any, ...]:
    """A row of `raw.figures`: corrections undone, cells of odd rows fitted into the columns."""
    width = len(SHEET_COLUMNS)
    if row.is_regular:
        printed = dict(row.corrected)
        cells = tuple(map(printed.get, SHEET_COLUMNS, row.cells)) if printed else row.cells
    elif len(row.cells) > width:
        cells = (*row.cells[: width - 1], ",".join(row.cells[width - 1 :]))
    else:
        cells = (*row.cells, *[""] * (width - len(row.cells)))
    return (report_id, row.number, *cells)


FIGURES = Table(
    "figures",
    "The sheets exactly as written, all text. One row per row of a sheet.",
    (
        Column("report_id", TEXT, "The report."),
        Column("row", NUMBER, "Row of the sheet, the header being row 1."),
        *(Column(name, TEXT, f"The cell `{name}` as written.") for name in SHEET_COLUMNS),
    ),
)
FINDINGS = Table(
    "findings",
    "What the rules found, in both languages, all severities. One row per finding.",
    (
        Column("report_id", TEXT, "The report."),
        Column("figure", NUMBER, "Number of the figure, null where there is none."),
        Column("row", NUMBER, "Row of the sheet, null where the report is meant."),
        Column("column_name", TEXT, "Column of the sheet, or part of the origin record."),
        Column("rule_id", TEXT, "The rule."),
        Column("severity", TEXT, "`info`, `warning`, `error` or `critical`; the last two reject."),
        Column("found", TEXT, "What stands there."),
        Column("accepted", TEXT, "What would be accepted, in English."),
        Column("message_en", TEXT, "The whole message in English."),
        Column("message_vi", TEXT, "The whole message in Vietnamese."),
    ),
)
NOT_FIGURES = Table(
    "not_figures",
    "Numbers of the articles that state no indicator, and why. One row per occurrence.",
    (
        Column("report_id", TEXT, "The report."),
        Column("row", NUMBER, "Row of not_figures.csv, the header being row 1."),
        Column("line", NUMBER, "Line of the article."),
        Column("token", TEXT, "The number as printed."),
        Column("why", TEXT, "Why it is no figure."),
    ),
)
VERIFICATION = Table(
    "verification",
    "Figures compared with the text of their article, if at hand. One row per figure.",
    (
        Column("report_id", TEXT, "The report."),
        Column("row", NUMBER, "Row of the sheet.", "row.number"),
        Column("figure", NUMBER, "Number of the figure.", lambda p: whole_number(p.row.cells[0])),
        Column("state", TEXT, "`matched`, `mismatch` or `not_found`.", "verification.state"),
        Column(
            "detail", TEXT, "What does not agree, in English.", lambda p: text(p.verification.detail, "en")
        ),
        Column("detail_vi", TEXT, "The same in Vietnamese.", lambda p: text(p.verification.detail, "vi")),
    ),
)
CORRECTIONS = Table(
    "corrections",
    "Corrections decided on, and what became of each. One row per correction.",
    (
        Column("correction_id", TEXT, "The decision.", "correction.correction_id"),
        Column("report_id", TEXT, "The report.", "correction.report_id"),
        Column("figure", NUMBER, "Number of the figure.", "correction.figure"),
        Column("column_name", TEXT, "The column it looks at.", "correction.column_name"),
        Column("expected", TEXT, "What it expects to find.", "correction.expected"),
        Column("found", TEXT, "What it found."),
        Column("action", TEXT, "`replace`, `withdraw` or `flag`.", "correction.action"),
        Column("replacement", TEXT, "What is read instead.", "correction.replacement"),
        Column("reason", TEXT, "Why.", "correction.reason"),
        Column("evidence", TEXT, "What it rests on.", "correction.evidence"),
        Column("author", TEXT, "Who decided.", "correction.author"),
        Column("decided_on", DAY, "When.", _day("decided_on")),
        Column("review_by", DAY, "Day of the next look, null where none.", _day("review_by")),
        Column("state", TEXT, "`applied`, `stale` or `no-such-figure`."),
    ),
)
EVALUATIONS = Table(
    "evaluations",
    "How often each rule looked at a report and failed in it, kept so that it need not be judged again. "
    "One row per rule and report.",
    (
        Column("report_id", TEXT, "The report."),
        Column("rule_id", TEXT, "The rule."),
        Column("evaluated", NUMBER, "Rows it looked at; 1 or 0 for rules of a whole report."),
        Column("failed", NUMBER, "Rows that broke it."),
    ),
)
RULE_RESULTS = Table(
    "rule_results",
    "How often each rule was evaluated and how often it failed. One row per rule and object.",
    (
        Column("rule_id", TEXT, "The rule."),
        Column("object", TEXT, "`all`, or the report in which it failed."),
        Column("evaluated", NUMBER, "How often it was evaluated."),
        Column("failed", NUMBER, "How often it failed."),
    ),
)
LOAD_LOG = Table(
    "load_log",
    "When reports were read, how many figures were accepted and rejected. One row per load.",
    (
        Column("load_id", TEXT, "The load."),
        Column("started", MOMENT, "When it began, UTC."),
        Column("finished", MOMENT, "When it ended, UTC."),
        Column("inputs_sha256", TEXT, "Hash of all that went in."),
        Column("reports", NUMBER, "Reports found."),
        Column("figures", NUMBER, "Figures written."),
        Column("accepted", NUMBER, "Claims."),
        Column("rejected", NUMBER, "Rejects."),
    ),
)
BASIS = Table(
    "basis",
    "Hash of vocabularies, judgements and code; while it stays, judgements are reused. One row.",
    (Column("basis_sha256", TEXT, "The hash."),),
)

TABLES = {
    table.name: table
    for table in (
        *(REPORTS, FIGURES, CLAIMS, FINDINGS, NOT_FIGURES, VERIFICATION, CORRECTIONS),
        *(RULE_RESULTS, EVALUATIONS, BASIS, LOAD_LOG),
    )
}
