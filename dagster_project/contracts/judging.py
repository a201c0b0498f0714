"""A set of reports into claims, findings and rule results. Pure: no disk, no clock, no DuckDB.

Belongs here: the order of judging, rules over whole reports, verdicts and counts. Does not belong here:
single rules (`structure.py`, `cells.py`, `rules.py`, `across.py`), asking them (`bench.py`), sentences
(`findings.py`), the shape of claims (`claims.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from ..vocabulary import Vocabulary
from . import across, structure
from .bench import TEXT_RULES, Bench, Engine
from .cells import READ_RULES, Words, whole
from .claims import build_claims
from .coded import Codes
from .findings import finding
from .model import (
    REJECTING,
    SHEET_COLUMNS,
    Finding,
    Judgement,
    Problem,
    ReportVerdict,
    Row,
    RuleResult,
    Sheet,
)
from .rules import RULES

REPORT_RULES = (
    "folder-whole",
    "origin-readable",
    "origin-fields",
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

ROW_RULES = (
    "report-accepted",
    "row-cells",
    *structure.RULE_IDS,
    *READ_RULES.values(),
    *(rule.rule_id for rule in RULES),
    "row-repeated",
    "lines-in-order",
    "target-ahead",
    "canonical-spelling",
    "correction-expected",
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
                shared = f"{first}-{min(reach, last)}"
                for one, other in ((report_id, holder), (holder, report_id)):
                    found[one] = Problem(
                        "lines-overlap",
                        "report.yaml: source.lines",
                        f"{file}: {shared}",
                        f"lines that {other} does not claim",
                        f"các dòng mà {other} không nhận",
                    )
            if last > reach:
                reach, holder = last, report_id
    return found


def _report_problems(
    sheets: Sequence[Sheet], neighbours: Sequence[Sheet], vocabulary: Vocabulary
) -> dict[str, list[Problem]]:
    overlaps = find_overlaps([*sheets, *neighbours])
    problems: dict[str, list[Problem]] = {}
    for sheet in sheets:
        found = list(sheet.problems)
        unknown = [p for p in sheet.origin.places if p not in vocabulary.places]
        if unknown:
            found.append(
                Problem(
                    "origin-place-known",
                    "report.yaml: places",
                    ", ".join(unknown),
                    "ids of places.csv",
                    "mã trong places.csv",
                )
            )
        if missing := across.missing_figures(sheet):
            found.append(missing)
        if sheet.report_id in overlaps:
            found.append(overlaps[sheet.report_id])
        problems[sheet.report_id] = found
    return problems


def judge(
    sheets: Sequence[Sheet],
    vocabulary: Vocabulary,
    *,
    engine: Engine = structure.failures,
    words: Words | None = None,
    neighbours: Sequence[Sheet] = (),
) -> Judgement:
    """Judge all rows of all reports.

    Args:
        sheets: reports as read from disk, corrections applied.
        vocabulary: the agreed words and rules.
        engine: what runs the structural tests; `schemas.failures` does it with pandera.
        words: readers over the vocabulary, when already built.
        neighbours: reports that were judged before, for rules that compare reports; only their origin
            is looked at.

    Returns:
        Claims of the accepted rows, findings on everything else, and a verdict per report. Figures
        written = accepted + rejected holds for each report, or `conserved` says so and a critical
        finding is among the findings.
    """
    words = words or Words(vocabulary)
    rules = vocabulary.rules
    bench = Bench(sheets, words)
    bench.take_known()
    bench.read_cells(bench.test_structure(engine))
    bench.ask_rules()
    across.find_repeats(bench)
    across.find_line_order(bench)
    across.find_past_plans(bench)
    bench.compare_spelling()

    report_problems = _report_problems(sheets, neighbours, vocabulary)
    for report_id, problem in across.uncomposed_cells(bench).items():
        report_problems[report_id].append(problem)
    refused_reports = {
        report_id
        for report_id, problems in report_problems.items()
        if any(rules[p.rule_id].severity in REJECTING for p in problems)
    }
    rejecting = {rule_id for rule_id, rule in rules.items() if rule.severity in REJECTING}
    rejected = np.array([sheet.report_id in refused_reports for sheet in sheets], dtype=bool)[bench.sheet_of]
    for position, problems in bench.problems.items():
        if any(p.rule_id in rejecting for p in problems):
            rejected[position] = True
    claims = build_claims(bench, np.flatnonzero(~rejected))
    accepted = dict(zip(claims["report_id"].values, claims["report_id"].counts().tolist(), strict=True))

    rejected_in = np.bincount(bench.sheet_of[rejected], minlength=len(sheets)).tolist()
    problem_rows = _problem_rows(bench, sheets, refused_reports)
    findings: list[Finding] = []
    verdicts: list[ReportVerdict] = []
    failed: Counter[tuple[str, str]] = Counter()
    for sheet, whole_rejected in zip(sheets, rejected_in, strict=True):
        report_id, first = sheet.report_id, len(findings)
        count = len(sheet.rows)
        odd = count - bench.rows_in[report_id]
        n_accepted, n_rejected = accepted.get(report_id, 0), whole_rejected + odd
        problems = report_problems[report_id]
        if count != n_accepted + n_rejected:
            shown = f"{count} figures, {n_accepted} claims, {n_rejected} rejects"
            problems.append(Problem("rows-conserved", "", shown))
        for problem in problems:
            findings.append(finding(problem, rules[problem.rule_id], report_id=report_id, path=sheet.path))
        failed.update((rule_id, report_id) for rule_id in {p.rule_id for p in problems})
        for row, row_problems in problem_rows.get(report_id, ()):
            figure = whole(row.cells[0]) if row.cells else None
            path = f"{sheet.path}/figures.csv"
            for problem in row_problems:
                rule = rules[problem.rule_id]
                findings.append(
                    finding(problem, rule, report_id=report_id, path=path, figure=figure, row=row.number)
                )
            failed.update((rule_id, report_id) for rule_id in {p.rule_id for p in row_problems})
        verdicts.append(
            ReportVerdict(
                report_id=report_id,
                path=sheet.path,
                status="rejected" if report_id in refused_reports else "accepted",
                figures=count,
                accepted=n_accepted,
                rejected=n_rejected,
                warnings=sum(f.severity == "warning" for f in findings[first:]),
            )
        )
    return Judgement(claims, bench.texts, findings, verdicts, _evaluated(bench, sheets), dict(failed))


def _order(problem: Problem) -> tuple[int, str]:
    known = problem.column in SHEET_COLUMNS
    return (SHEET_COLUMNS.index(problem.column) if known else -1, problem.rule_id)


def _problem_rows(
    bench: Bench, sheets: Sequence[Sheet], refused_reports: Collection[str]
) -> dict[str, list[tuple[Row, list[Problem]]]]:
    """Rows with problems by report, in the order of the sheet, problems in the order of the columns."""
    found: dict[str, list[tuple[Row, list[Problem]]]] = defaultdict(list)
    for position, problems in bench.problems.items():
        report_id = sheets[bench.sheet_of[position]].report_id
        found[report_id].append((bench.rows[position], sorted(problems, key=_order)))
    for sheet in sheets:
        if len(sheet.rows) != bench.rows_in[sheet.report_id]:
            odd = [row for row in sheet.rows if len(row.cells) != len(SHEET_COLUMNS)]
            found[sheet.report_id] += [(row, list(row.problems)) for row in odd]
        if sheet.report_id in refused_reports:
            known = {row.number: problems for row, problems in found[sheet.report_id]}
            refused = _of_refused(sheet)
            found[sheet.report_id] = [(row, [refused, *known.get(row.number, [])]) for row in sheet.rows]
    for rows in found.values():
        rows.sort(key=lambda entry: entry[0].number)
    return found


def _of_refused(sheet: Sheet) -> Problem:
    return Problem(
        "report-accepted",
        "",
        sheet.report_id,
        "a report without faults of its own",
        "báo cáo không có lỗi chung",
    )


def _evaluated(bench: Bench, sheets: Sequence[Sheet]) -> Codes:
    """What each rule looked at in each report: a row per report, a column per rule of `EVALUATED`."""
    texts = [sheet.article_state != "not_at_hand" for sheet in sheets]
    proven = [sheet.verifications is not None and sheet.not_figures is not None for sheet in sheets]
    compared = [sheet.verifications is not None for sheet in sheets]
    per_report: dict[str, Sequence[int] | Codes] = {
        "article-unchanged": texts,
        "article-legible": compared,
        "digits-accounted": proven,
    }
    once = np.ones(len(sheets), dtype=np.int64)
    every_row = np.array([len(sheet.rows) for sheet in sheets], dtype=np.int64)
    columns = [
        bench.evaluated.get(rule, per_report.get(rule, once if rule in REPORT_RULES else every_row))
        for rule in EVALUATED
    ]
    return np.array(columns, dtype=np.int64).T.reshape(len(sheets), len(EVALUATED))


def rule_results(
    reports: Sequence[str], evaluated: Codes, failed: Mapping[tuple[str, str], int]
) -> list[RuleResult]:
    """One result per rule over everything, and one per rule and report where it failed.

    Args:
        reports: ids, in the order of the rows of `evaluated`.
        evaluated: a row per report, a column per rule of `EVALUATED`.
        failed: how often, by rule and report.
    """
    total: Counter[str] = Counter()
    for (rule_id, _), count in failed.items():
        total[rule_id] += count
    sums = evaluated.sum(axis=0).tolist()
    results = [RuleResult(rule, "all", n, total[rule]) for rule, n in zip(EVALUATED, sums, strict=True)]
    row_of = {report_id: n for n, report_id in enumerate(reports)}
    column_of = {rule_id: n for n, rule_id in enumerate(EVALUATED)}
    for (rule_id, report_id), count in sorted(failed.items()):
        looked_at = int(evaluated[row_of[report_id], column_of[rule_id]])
        results.append(RuleResult(rule_id, report_id, looked_at, count))
    return results
