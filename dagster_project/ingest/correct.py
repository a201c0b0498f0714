"""Apply the corrections of `dbt/seeds/judgement/corrections.csv` to sheets, before anything is read.

Belongs here: finding the cell and comparing it with what the correction expects. Does not belong here:
reading the replacement: it is a printed form and goes through the same readers and rules as the cell it
replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..contracts.findings import finding
from ..contracts.model import SHEET_COLUMNS, Finding, Problem, Sheet
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
    `raw/` or cannot be read, so that there is nothing to correct.
    """

    correction: Correction
    state: str
    found: str


def read_corrections(seeds: Path) -> tuple[Correction, ...]:
    """All corrections; what each of them must say is declared with the seed (`contracts/seeds.py`)."""
    return read_seed(seeds / "judgement" / FILE, Correction)


def apply(sheets: Sequence[Sheet], corrections: Sequence[Correction]) -> list[Outcome]:
    """Put corrections into the rows they name, those of other reports left out; what became of each.

    One that does not apply holds its whole report back, and no other: figures numbered anew would put the
    decision on another figure and publish the one that it is about.
    """
    named = {sheet.report_id: sheet for sheet in sheets}
    return [_apply(c, named[c.report_id]) for c in corrections if c.report_id in named]


def _apply(correction: Correction, sheet: Sheet) -> Outcome:
    if sheet.fault or (sheet.problems and not sheet.rows):
        return Outcome(correction, WAITING, "")
    figure, column = correction.figure, correction.column_name
    named = [row for row in sheet.rows if row.is_regular and whole_number(row.cells[0]) == figure]
    position = SHEET_COLUMNS.index(column)
    row = named[0] if len(named) == 1 else None
    written = row.cells[position] if row else ""
    why = f"{correction.reason} ({correction.correction_id})"
    if row is None or written.strip() != correction.expected.strip():
        gone = message("correction.no-such-figure", figure=figure, report=sheet.report_id)
        names = {"figure": figure, "report": sheet.report_id, "correction": correction.correction_id}
        accepted = message("correction.in-figure", expected=repr(correction.expected), **names)
        sheet.problems.append(Problem(APPLIES, column, written if row else gone, accepted))
        return Outcome(correction, "stale" if row else "no-such-figure", written)
    if correction.action == "withdraw":
        row.withdrawn = why
    elif correction.action == "flag":
        row.flagged += ((column, why),)
    else:
        row.cells = (*row.cells[:position], correction.replacement, *row.cells[position + 1 :])
        # A second correction of one cell keeps the first text: that is what was printed.
        row.corrected = tuple(({column: written} | dict(row.corrected)).items())
    return Outcome(correction, "applied", written)


def settled(outcomes: Iterable[Outcome], corrections: Sequence[Correction]) -> list[Outcome]:
    """Outcomes of all corrections; those whose report was not looked at wait for it.

    Args:
        outcomes: what became of those whose report was looked at.
        corrections: all of them.
    """
    found = {outcome.correction: outcome for outcome in outcomes}
    return [found.get(c, Outcome(c, WAITING, "")) for c in corrections]


def waiting(outcomes: Iterable[Outcome], vocabulary: Vocabulary) -> list[Finding]:
    """Warnings of corrections that wait for their report."""
    findings = []
    for c in [outcome.correction for outcome in outcomes if outcome.state == WAITING]:
        found = message("correction.report-gone", report=c.report_id)
        problem = Problem(WAITS, c.column_name, found, message("correction.report-back", report=c.report_id))
        path = f"{FILE}, {c.correction_id}"
        findings.append(finding(problem, vocabulary.rules[WAITS], report_id=c.report_id, path=path))
    return findings
