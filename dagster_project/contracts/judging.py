"""A set of reports into claims, findings and evaluations. Pure: no disk, no clock, no DuckDB.

Belongs here: the order of judging, rules over whole reports, verdicts and counts. Does not belong here:
single rules (`structure.py`, `cells.py`, `rules.py`, `across.py`), sentences (`findings.py`), the columns
of claims (`landing.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from ..messages import message
from ..reading.numbers import whole_number
from ..vocabulary import Vocabulary
from . import across, structure
from .cells import READ_RULES, Readers, ReadRow
from .defaults import unreadable_defaults
from .faults import alone, within_budget
from .findings import finding
from .landing import CLAIMS
from .model import REJECTING, SHEET_COLUMNS, Evaluation, Judgement, Problem, ReportVerdict, Row, Sheet
from .rules import RULES, Answers

REPORT_RULES = (
    "folder-whole",
    "origin-readable",
    "origin-fields",
    "report-judged",
    "report-in-time",
    "sheet-encoding",
    "sheet-bom",
    "sheet-format",
    "sheet-header",
    "not-figures-sheet",
    "origin-place-known",
    "figure-sequence",
    "words-composed",
    "lines-overlap",
    "article-unchanged",
    "article-legible",
    "digits-accounted",
    "rows-conserved",
)
"""Rules evaluated once per report."""

READ_AGAIN = ("indicator", "measure", "base", "scope", "period", "nature", "funding_source")
"""The columns of which a second reading of an article says something."""
READ_OTHERWISE = tuple(f"read-otherwise-{column.replace('_', '-')}" for column in READ_AGAIN)
"""Its rules, one per column."""
TEXT_RULES = (
    *("values-in-order", "period-words-in-text", "years-in-text"),
    *READ_OTHERWISE,
    "article-read-otherwise",
    "figure-filed-away",
)
"""Rules that ask the article of some rows more than whether the value stands there."""

ROW_RULES = (
    "report-accepted",
    "row-cells",
    "cell-short",
    *structure.RULE_IDS,
    *READ_RULES.values(),
    *RULES,
    "row-repeated",
    "lines-in-order",
    "target-ahead",
    "canonical-spelling",
    "withdrawn",
    "flagged",
    "figure-at-line",
    "printed-as-claimed",
    *TEXT_RULES,
)
"""Rules evaluated once per row."""

EVALUATED = (*REPORT_RULES, *ROW_RULES)
"""Every rule that this room evaluates."""


def find_overlaps(sheets: Sequence[Sheet]) -> dict[str, Problem]:
    """Reports that claim lines of an article file which another report claims as well."""
    spans: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for sheet in sheets:
        for first, last in sheet.origin.lines or ():
            key = (sheet.origin.source_file, sheet.origin.source_sha256)
            spans[key].append((first, last, sheet.report_id))
    found: dict[str, Problem] = {}
    for (file, _), ranges in spans.items():
        reach, holder = 0, ""
        for first, last, report_id in sorted(ranges):
            if first <= reach and report_id != holder:
                shared = f"{file}: {first}-{min(reach, last)}"
                for one, other in ((report_id, holder), (holder, report_id)):
                    accepted = message("report.lines-of-no-other", other=other)
                    found[one] = Problem("lines-overlap", "report.yaml: source.lines", shared, accepted)
            if last > reach:
                reach, holder = last, report_id
    return found


def judge(
    sheets: Sequence[Sheet],
    vocabulary: Vocabulary,
    *,
    readers: Readers | None = None,
    overlaps: Mapping[str, Problem] | None = None,
) -> Judgement:
    """Judge all rows of all reports.

    Args:
        sheets: reports as read from disk, corrections applied.
        vocabulary: the agreed words and rules.
        readers: readers over the vocabulary, when already built.
        overlaps: what `find_overlaps` says, where these are not all reports.

    Returns:
        Claims of the accepted rows, findings on everything else, a verdict and evaluations per report.
        Figures written = accepted + rejected holds for each report, or `conserved` says so and a critical
        finding is among the findings.
    """
    from . import schemas  # pandera takes as long to load as judging a report

    readers = readers or Readers(vocabulary)
    overlaps = find_overlaps(sheets) if overlaps is None else overlaps
    sound = [sheet for sheet in sheets if not sheet.fault]
    try:
        failures = schemas.structure_failures(sound)
    except Exception:  # of one of them; which one shows where each is looked at by itself
        failures = {}
        for position, sheet in enumerate(sound):
            with alone(sheet):
                own = schemas.structure_failures([sheet])
                failures |= {(position, row): failed for (_, row), failed in own.items()}
    positions = {id(sheet): position for position, sheet in enumerate(sound)}
    judgement = Judgement()
    answers = Answers(vocabulary)
    for sheet in sheets:
        position, overlap = positions.get(id(sheet), -1), overlaps.get(sheet.report_id)
        failed = {n: failures.get((position, n), []) for n in range(len(sheet.rows))}
        judged = Judgement()
        with alone(sheet):
            _ReportJudge(sheet, readers, answers, failed, overlap).judge_into(judged)
        if sheet.fault and not any(found.rule_id == sheet.fault.rule_id for found in judged.findings):
            judged = Judgement()  # what there was of one
            _ReportJudge(sheet, readers, answers, failed, overlap).judge_into(judged)
        judgement.add(judged)
    return judgement


class _ReportJudge:
    """The judging of one report."""

    def __init__(
        self,
        sheet: Sheet,
        readers: Readers,
        answers: Answers,
        failures: Mapping[int, Sequence[tuple[str, str]]],
        overlap: Problem | None,
    ) -> None:
        self.sheet = sheet
        self.readers = readers
        self.rules = readers.vocabulary.rules
        regular = [] if sheet.fault else [(n, row) for n, row in enumerate(sheet.rows) if row.is_regular]
        self.rows = [self._read(row, failures[n]) for n, row in within_budget(regular)]
        self.evaluated = answers.ask(self.rows)
        across.find_repeats(self.rows)
        across.find_line_order(self.rows)
        self.evaluated["target-ahead"] = across.find_past_plans(self.rows)
        self._count()
        self.problems = self._report_problems(overlap)

    def _read(self, row: Row, failed: Sequence[tuple[str, str]]) -> ReadRow:
        """A row with its cells read, and with the problems of its cells and of its history."""
        refused = {column for rule_id, column in failed if rule_id in structure.STOPPING}
        try:
            read = self.readers.read_row(self.sheet, row, refused)
        except Exception as error:
            error.add_note(f"figures.csv, row {row.number}: ")
            raise
        for rule_id, column in failed:
            read.problems.append(structure.problem(rule_id, column, read.text(column)))
        if row.withdrawn:
            read.problems.append(Problem("withdrawn", "figure", read.text("figure").strip(), row.withdrawn))
        for column, why in row.flagged:
            read.problems.append(Problem("flagged", column, read.text(column).strip(), why))
        return read

    def _count(self) -> None:
        """How often the other rules looked at the report."""
        sheet, evaluated = self.sheet, self.evaluated
        is_proven = sheet.verifications is not None
        evaluated["article-unchanged"] = int(sheet.article_state != "not_at_hand")
        evaluated["article-legible"] = int(is_proven)
        evaluated["digits-accounted"] = int(is_proven and sheet.not_figures is not None)
        evaluated |= dict.fromkeys(("report-accepted", "row-cells", "cell-short"), len(sheet.rows))
        evaluated["figure-at-line"] = evaluated["printed-as-claimed"] = len(sheet.verifications or ())
        for rule_id in TEXT_RULES:
            evaluated[rule_id] = sheet.asked.get(rule_id, 0)
        for rule_id in EVALUATED:
            evaluated.setdefault(rule_id, 1 if rule_id in REPORT_RULES else len(self.rows))

    def _report_problems(self, overlap: Problem | None) -> list[Problem]:
        sheet = self.sheet
        if sheet.fault:
            return [*sheet.problems, sheet.fault]
        problems = [*sheet.problems]
        if unknown := [p for p in sheet.origin.places if p not in self.readers.vocabulary.places]:
            accepted, where = message("report.ids-of-places"), "report.yaml: places"
            problems.append(Problem("origin-place-known", where, ", ".join(unknown), accepted))
        problems += unreadable_defaults(sheet, self.readers)
        others = (across.missing_figures(sheet), overlap, across.uncomposed_cells(self.rows))
        return [*problems, *filter(None, others)]

    def _is_rejected(self, problems: Collection[Problem]) -> bool:
        return any(self.rules[problem.rule_id].severity in REJECTING for problem in problems)

    def judge_into(self, judgement: Judgement) -> None:
        """Add what became of the report."""
        sheet = self.sheet
        is_refused = self._is_rejected(self.problems)
        kept = []
        for read in () if is_refused else self.rows:
            if read.problems:
                if self._is_rejected(read.problems):
                    continue
                read.warnings = self._warnings(read)
            kept.append(read)
        claims = build_claims(kept)
        count, accepted, rejected = len(sheet.rows), len(claims), len(sheet.rows) - len(kept)
        if count != accepted + rejected:
            shown = message("report.rows-counted", figures=count, claims=accepted, rejects=rejected)
            self.problems.append(Problem("rows-conserved", "", shown))
        failed: Counter[str] = Counter()
        first = len(judgement.findings)
        for row, problems in ((None, self.problems), *self._problem_rows(is_refused)):
            failed.update({problem.rule_id for problem in problems})
            place: dict[str, Any] = {"report_id": sheet.report_id, "path": sheet.path}
            if row is not None:
                place |= {"path": f"{sheet.path}/figures.csv", "row": row.number}
                place["figure"] = whole_number(row.cells[0]) if row.cells else None
            judgement.findings += [finding(p, self.rules[p.rule_id], **place) for p in problems]
        warnings = sum(found.severity == "warning" for found in judgement.findings[first:])
        status: Literal["accepted", "rejected"] = "rejected" if is_refused else "accepted"
        judgement.claims += claims
        judgement.reports.append(
            ReportVerdict(sheet.report_id, sheet.path, status, count, accepted, rejected, warnings)
        )
        judgement.evaluations += [
            Evaluation(sheet.report_id, rule_id, self.evaluated[rule_id], failed[rule_id])
            for rule_id in EVALUATED
        ]

    def _warnings(self, read: ReadRow) -> tuple[str, ...]:
        """Rules whose warnings a claim is flagged with.

        Proof against the article is shown in `quality`: it holds a figure back or leaves its claim as it is,
        so that no claim changes when a text is mislaid.
        """
        rules = {self.rules[problem.rule_id] for problem in read.problems}
        flagging = [r for r in rules if r.severity == "warning" and r.level != "provenance"]
        return tuple(sorted(rule.rule_id for rule in flagging))

    def _problem_rows(self, is_refused: bool) -> list[tuple[Row, list[Problem]]]:
        """Rows with problems, in the order of the sheet, problems in the order of the columns."""
        by_row = {read.row.number: sorted(read.problems, key=_order) for read in self.rows if read.problems}
        accepted = message("report.without-faults")
        refused = [Problem("report-accepted", "", self.sheet.report_id, accepted)] * is_refused
        unread = (row for row in self.sheet.rows if not row.is_regular)
        by_row |= {row.number: [*row.problems, *structure.overlong(row)] for row in unread}
        rows = [(row, [*refused, *by_row.get(row.number, row.problems)]) for row in self.sheet.rows]
        return [(row, problems) for row, problems in rows if problems]


def build_claims(rows: Sequence[ReadRow]) -> list[tuple[Any, ...]]:
    """The rows of `raw.claims` for the rows that are kept."""
    return CLAIMS.rows(rows)


def _order(problem: Problem) -> tuple[int, str]:
    known = problem.column in SHEET_COLUMNS
    return (SHEET_COLUMNS.index(problem.column) if known else -1, problem.rule_id)
