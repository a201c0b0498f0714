"""Apply the corrections of `dbt/seeds/judgement/corrections.csv` to sheets, before anything is read.

Belongs here: finding the cell and comparing it with what the correction expects. Does not belong here:
reading the replacement: it is a printed form and goes through the same readers and rules as the cell it
replaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..contracts.findings import finding
from ..contracts.model import SHEET_COLUMNS, Finding, Problem, Row, Sheet
from ..messages import message
from ..reading.numbers import whole_number
from ..vocabulary import Vocabulary, read_seed

FILE = "corrections.csv"
APPLIES, WAITS = "correction-applies", "correction-waits"
WAITING = "waiting"


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
    """What became of a correction.

    `applied`, `stale` (the cell holds something else), `no-such-figure`, or `waiting`: its report is not in
    `raw/` or was rejected as a whole, so that there is nothing to correct.
    """

    correction: Correction
    state: str
    found: str


def read_corrections(seeds: Path) -> tuple[Correction, ...]:
    """All corrections; what each of them must say is declared with the seed (`contracts/seeds.py`)."""
    return read_seed(seeds / "judgement" / FILE, Correction)


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


def settled(
    outcomes: Iterable[Outcome], corrections: Sequence[Correction], accepted: Collection[str]
) -> list[Outcome]:
    """Outcomes of all corrections; those of reports that are not accepted wait until one is.

    Args:
        outcomes: what became of those whose report was looked at.
        corrections: all of them.
        accepted: ids of the accepted reports.
    """
    found = {outcome.correction: outcome for outcome in outcomes}
    every = [found.get(c, Outcome(c, WAITING, "")) for c in corrections]
    return [
        replace(o, state=WAITING) if o.state != "applied" and o.correction.report_id not in accepted else o
        for o in every
    ]


def unapplied(outcomes: Sequence[Outcome], vocabulary: Vocabulary) -> list[Finding]:
    """Findings on corrections that do not apply.

    One that names no figure of its report, or whose cell holds something else by now, stops the publication,
    so that none expires unseen (and holds its figure back). One that waits for its report is a warning.
    """
    findings = []
    for outcome in [outcome for outcome in outcomes if outcome.state != "applied"]:
        c = outcome.correction
        rule, found = (
            APPLIES,
            outcome.found or message("correction.no-such-figure", figure=c.figure, report=c.report_id),
        )
        accepted = message(
            "correction.in-figure", expected=repr(c.expected), figure=c.figure, report=c.report_id
        )
        if outcome.state == WAITING:
            rule, found = WAITS, message("correction.report-gone", report=c.report_id)
            accepted = message("correction.report-back", report=c.report_id)
        problem = Problem(rule, c.column_name, found, accepted)
        path = f"{FILE}, {c.correction_id}"
        findings.append(finding(problem, vocabulary.rules[rule], report_id=c.report_id, path=path))
    return findings
