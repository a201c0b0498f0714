"""Apply the corrections of `dbt/seeds/judgement/corrections.csv` to sheets, before anything is read.

Belongs here: finding the cell and comparing it with what the correction expects. Does not belong here:
reading the replacement: it is a printed form and goes through the same readers and rules as the cell it
replaces.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..contracts.findings import finding
from ..contracts.model import SHEET_COLUMNS, Finding, Problem, Row, Sheet
from ..messages import Text, message
from ..reading.numbers import whole_number
from ..vocabulary import Vocabulary, VocabularyError, read_seed

FILE = "corrections.csv"
APPLIES = "correction-applies"
ACTIONS = ("replace", "withdraw", "flag")


@dataclass(frozen=True)
class Correction:
    """A decision on one figure, with what it expects to find in one of its cells.

    `replace` reads another printed form, `withdraw` takes the figure out, `flag` keeps it and marks its
    claim as doubted. `review_by` is the day by which somebody must look at it again.
    """

    correction_id: str
    report_id: str
    figure: int
    column_name: str
    expected: str
    action: str
    replacement: str
    reason: str
    evidence: str
    author: str
    decided_on: str
    review_by: str


@dataclass(frozen=True)
class Outcome:
    """What became of a correction: `applied`, `stale` (the cell holds something else), `no-such-figure`."""

    correction: Correction
    state: str
    found: str


def read_corrections(seeds: Path) -> tuple[Correction, ...]:
    """All corrections.

    Raises:
        VocabularyError: an id stands twice, an action or column is not known, a reason is missing, a date
            is none, or a replacement stands where nothing is replaced.
    """
    corrections = read_seed(seeds / "judgement" / "corrections.csv", Correction)
    for found, times in Counter(c.correction_id for c in corrections).items():
        if times > 1:
            raise VocabularyError("vocabulary.id-twice", file=FILE, column="correction_id", found=found)
    for c in corrections:
        for column, accepted in _wrong_columns(c):
            raise VocabularyError(
                "vocabulary.wrong-in-entry",
                file=FILE,
                entry=c.correction_id,
                column=column,
                found=repr(getattr(c, column)),
                accepted=accepted,
            )
    return corrections


def _wrong_columns(c: Correction) -> Iterator[tuple[str, Text]]:
    """Columns that lack a part of a decision (who decided what, why, until when), and what they accept."""
    if c.action not in ACTIONS:
        yield "action", ", ".join(ACTIONS)
    if c.column_name not in SHEET_COLUMNS[1:]:
        yield "column_name", ", ".join(SHEET_COLUMNS[1:])
    if c.action != "replace" and c.replacement:
        yield "replacement", message("correction.replaces-nothing", action=c.action)
    for name in ("reason", "author", "decided_on"):
        if not getattr(c, name).strip():
            yield name, message("correction.decision-has-one")
    for name in ("decided_on", "review_by"):
        try:
            dt.date.fromisoformat(getattr(c, name) or c.decided_on)
        except ValueError:
            yield name, message("vocabulary.a-day")


def apply(sheets: Sequence[Sheet], corrections: Sequence[Correction]) -> list[Outcome]:
    """Put corrections into the rows they name, those of other reports left out; what became of each.

    A stale one leaves its cell and holds the figure back.
    """
    rows = {sheet.report_id: sheet.rows for sheet in sheets}
    return [_apply(c, rows[c.report_id]) for c in corrections if c.report_id in rows]


def _apply(correction: Correction, rows: list[Row]) -> Outcome:
    named = [row for row in rows if row.is_regular and whole_number(row.cells[0]) == correction.figure]
    if len(named) != 1:
        return Outcome(correction, "no-such-figure", "")
    row, column = named[0], correction.column_name
    position = SHEET_COLUMNS.index(column)
    written = row.cells[position]
    why = f"{correction.reason} ({correction.correction_id})"
    is_stale = written.strip() != correction.expected.strip()
    if is_stale:
        accepted = message(
            "correction.expects", expected=correction.expected, correction=correction.correction_id
        )
        row.problems += (Problem("correction-expected", column, written, accepted),)
    elif correction.action == "withdraw":
        row.withdrawn = why
    elif correction.action == "flag":
        row.flagged += ((column, why),)
    else:
        row.cells = (*row.cells[:position], correction.replacement, *row.cells[position + 1 :])
        # A second correction of one cell keeps the first text: that is what was printed.
        row.corrected = tuple(({column: written} | dict(row.corrected)).items())
    return Outcome(correction, "stale" if is_stale else "applied", written)


def lost(outcomes: Sequence[Outcome], vocabulary: Vocabulary) -> list[Finding]:
    """Findings on corrections that do not apply: no such figure, or its cell holds something else by now.

    A stale one also holds its figure back; both stop the publication, so that none expires unseen.
    """
    findings = []
    for outcome in [outcome for outcome in outcomes if outcome.state != "applied"]:
        c = outcome.correction
        missing = message("correction.no-such-figure", figure=c.figure, report=c.report_id)
        accepted = message(
            "correction.in-figure", expected=repr(c.expected), figure=c.figure, report=c.report_id
        )
        problem = Problem(APPLIES, c.column_name, outcome.found or missing, accepted)
        path = f"{FILE}, {c.correction_id}"
        findings.append(finding(problem, vocabulary.rules[APPLIES], report_id=c.report_id, path=path))
    return findings
