"""What passes between the steps of judging: a report as read from disk, a finding, a judgement.

Belongs here: plain data and the names of the columns. Does not belong here: how a sheet is read from
disk (`ingest/`), what a rule says (`dbt/seeds/vocabulary/rules.csv`), how a cell is read (`reading/`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ..messages import Language, Text
from ..reading.periods import read_period

SHEET_COLUMNS = (
    "figure",
    "line",
    "indicator",
    "measure",
    "base",
    "place",
    "scope",
    "period",
    "period_printed",
    "nature",
    "funding_source",
    "qualifier",
    "value",
    "unit",
    "note",
)
NOT_FIGURES_COLUMNS = ("line", "token", "why")
INFERABLE = ("base", "place", "scope", "period", "nature", "funding_source")
"""Columns that may carry a trailing `?`: read from the context, not printed."""

EVIDENCE = ("period_printed", "qualifier", "value", "unit", "note")
"""Columns that hold what is printed, or a note, and are never rewritten."""
CODED = tuple(column for column in SHEET_COLUMNS if column not in EVIDENCE)
"""Columns the transcriber names."""

REJECTING = frozenset({"error", "critical"})
"""Severities that keep a figure out of the claims."""

DEFAULTED = ("place", "period", "nature", "funding_source")
"""Columns of which a blank cell means what `defaults` of report.yaml says."""

LONGEST_CELL, LONGEST_NOTE = 200, 1_000
"""Characters of a cell, and of a note, that anything looks at; the longest shipped have 50 and 180."""

LineRanges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Origin:
    """Where a report comes from: the record `report.yaml`, checked.

    `lines`, `title_lines` and `caption_lines` are inclusive 1-based ranges of `source_file`; `lines` is
    None where no text is kept. `published` is a date to the precision known or an interval, with `?` where
    it is inferred, '' when unknown; `published_start` and `published_end` are the first and last day it can
    mean, `published_from` says from what it is inferred. `defaults` holds what blank cells mean by column,
    '' where nothing: `{"place": "hai-duong", "period": "2012?", "nature": "actual", "funding_source": ""}`.
    `drafted_cells` counts the cells that a program proposed; None where a person copied all of them.
    """

    title: str = ""
    kind: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    published_from: str = ""
    published_start: dt.date | None = None
    published_end: dt.date | None = None
    published_inferred: bool = False
    url: str = ""
    language: str = ""
    places: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    source_file: str = ""
    source_sha256: str = ""
    lines: LineRanges | None = None
    title_lines: LineRanges = ()
    caption_lines: LineRanges = ()
    complete: bool | None = None
    transcribed_by: str = ""
    transcribed_on: str = ""
    checked_by: str = ""
    drafted_cells: int | None = None
    notes: str = ""

    @cached_property
    def appeared(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day on which the report can have appeared; None is unknown.

        An inferred date bounds nothing, but a report was there when it was transcribed.
        """
        if self.published and not self.published_inferred:
            return self.published_start, self.published_end
        return None, read_period(self.transcribed_on).end if self.transcribed_on else None

    @property
    def is_dated(self) -> bool:
        """Whether the day of publication is known, to a precision; not as an interval, and not inferred."""
        return bool(self.published) and not self.published_inferred and "/" not in self.published


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, a row or a report, before it is put into sentences.

    `accepted` says what would be right; `candidates` are the nearest accepted spellings. An example:
    `Problem("place-known", "place", "thai-bin", message("place.of-vocabulary"), ("thai-binh",))`.
    """

    rule_id: str
    column: str
    found: Text
    accepted: Text = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its place, its severity and its sentences in both languages.

    `figure` and `row` are None for what concerns a whole report. `row` counts as a spreadsheet program
    does: the header is row 1.
    """

    report_id: str
    figure: int | None
    row: int | None
    column_name: str
    rule_id: str
    severity: str
    found: str
    accepted: str
    message_en: str
    message_vi: str

    def said(self, language: Language) -> str:
        """The sentence in a language."""
        return self.message_vi if language == "vi" else self.message_en


@dataclass(slots=True)
class Row:
    """One row of `figures.csv` as written, cells in the order of `SHEET_COLUMNS`.

    `corrected` holds column and printed text of the cells that a correction replaced.
    `defaulted` holds column and written text of those that took the default of the report.
    `withdrawn` is the reason where a correction takes the figure out, `flagged` holds column and reason
    where one keeps it and doubts it. `is_regular` says whether the row has the right number of cells, none of
    them too long; another is kept as written and not read.
    """

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    defaulted: tuple[tuple[str, str], ...] = ()
    withdrawn: str = ""
    flagged: tuple[tuple[str, str], ...] = ()
    is_regular: bool = field(init=False)

    def __post_init__(self) -> None:
        """Look at the cells as they were written, before anything else does."""
        is_whole = len(self.cells) == len(SHEET_COLUMNS)
        self.is_regular = is_whole and (max(map(len, self.cells)) <= LONGEST_CELL or not self.overlong)

    @property
    def overlong(self) -> tuple[tuple[str, str, int], ...]:
        """Column, cell and longest length of the cells that are longer than anything that a person copies.

        Of a row with too many or too few cells nobody knows the columns: it has none.
        """
        if len(self.cells) != len(SHEET_COLUMNS):
            return ()
        limits = (LONGEST_NOTE if name == "note" else LONGEST_CELL for name in SHEET_COLUMNS)
        cells = zip(SHEET_COLUMNS, self.cells, limits, strict=True)
        return tuple((name, cell, limit) for name, cell, limit in cells if len(cell) > limit)


@dataclass(frozen=True)
class Verification:
    """The outcome for one figure: `matched`, `mismatch` or `not_found`, with a detail that says why.

    `starts` is the position on its line at which the value was found. An example of one not found:
    `Verification("3", "not_found", message("verification.elsewhere", value="'568'", line=12, lines="14"))`.
    """

    figure: str
    state: str
    detail: Text = ""
    starts: int | None = None


@dataclass
class Sheet:
    """One report as read from disk. `problems` concern the whole report; `rows` may be empty then.

    `verifications` holds one outcome per row with the right number of cells, None where the article is not at
    hand. `asked` counts, by rule, the rows of which the text was asked something more. `fault` is what
    stopped the work on it: nothing more of it is looked at then, and it is refused.
    """

    report_id: str
    path: str
    content_sha256: str = ""
    origin: Origin = field(default_factory=Origin)
    rows: list[Row] = field(default_factory=list)
    not_figures: list[tuple[int, int, str, str]] | None = None
    problems: list[Problem] = field(default_factory=list)
    article_state: str = "not_at_hand"
    verifications: list[Verification] | None = None
    asked: dict[str, int] = field(default_factory=dict)
    fault: Problem | None = None


@dataclass(frozen=True)
class ReportVerdict:
    """How one report came out. `figures` = `accepted` + `rejected`, always."""

    report_id: str
    path: str
    status: Literal["accepted", "rejected"]
    figures: int
    accepted: int
    rejected: int
    warnings: int


class Evaluation(NamedTuple):
    """In how many rows of a report (or once, for rules of the whole report) a rule was asked, and failed.

    `Evaluation("thai-binh-2013", "unit-fits", 40, 1)`: of 40 figures the unit of one does not fit.
    """

    report_id: str
    rule_id: str
    evaluated: int
    failed: int


VALUE_DIGITS = 28
VALUE_SCALE = 6
LARGEST_POWER = 18
"""Values are below ten to this power; DECIMAL(28,6) has room for 10,000 of them, so sums do not overflow."""


@dataclass
class Judgement:
    """What became of a set of reports: rows of `raw.claims`, findings, verdicts and evaluations.

    A claim is a tuple in the order of the columns of `landing.CLAIMS`; its values are texts of six decimals,
    dates `datetime.date`, `inferred` and `flags` tuples of words.
    """

    claims: list[tuple[Any, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reports: list[ReportVerdict] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)

    def add(self, other: Judgement) -> None:
        """Add what became of other reports."""
        for own, more in zip(vars(self).values(), vars(other).values(), strict=True):
            own.extend(more)

    @property
    def conserved(self) -> bool:
        """Whether figures written = claims + rejects holds for every report."""
        return all(r.figures == r.accepted + r.rejected for r in self.reports)
