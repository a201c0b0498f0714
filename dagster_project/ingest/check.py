"""The transcriber's loop: judge some report folders and say in plain sentences what is wrong.

Belongs here: which folders are meant, and what is printed. Does not belong here: rules, tables. Loads
neither dbt nor Dagster, so that an answer comes at once.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from ..contracts import Finding, Judgement, judge, seeds
from ..contracts.cells import Readers
from ..contracts.defaults import fill_blanks
from ..contracts.findings import place
from ..contracts.landing import CLAIMS, lacks_indicator
from ..contracts.model import ReportVerdict, Sheet
from ..drafting.second_reader import SecondReader
from ..messages import Language, UserError, label, printable, say, shortened, some
from ..reading.labels import code_key
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct, parts
from .articles import NOT_AT_HAND, Articles, compare
from .fix import fix
from .folders import FILES, SHEET, Found, find, open_folder
from .relations import HOLDING, SEVERITY, Relation, WorkedOut, relations_of
from .sheets import read_report

WIDTH = 100

MOST_RELATIONS = 10
"""Relations that hold of which each gets its line; the others of a report are counted."""

LONGEST_RELATION = 200
"""Characters of the sentence of a relation that holds: a table adds up many figures."""


class NoSuchReport(UserError):
    """A path that is neither a report folder, nor a file in one, nor a folder of reports."""


def reports_at(paths: Sequence[Path], settings: Settings) -> list[Found]:
    """The reports that some paths mean; no path means all of `settings.raw`.

    Raises:
        NoSuchReport: a path means none.
    """
    if not paths:
        return list(find(settings.raw))
    found: dict[Path, Found] = {}
    for path in paths:
        folder = path.parent if path.name in FILES and not path.is_dir() else path
        if len(path.parts) == 1 and not folder.is_dir():
            folder = settings.raw / path
        if not folder.is_dir():
            raise NoSuchReport("check.no-such-report", path=path, files=", ".join(FILES))
        resolved = folder.absolute()
        is_report = any((folder / name).exists() for name in FILES)
        if not is_report and any((child / FILES[1]).exists() for child in folder.iterdir()):
            found |= {report.folder.absolute(): report for report in find(folder)}
        else:
            named = folder if folder.name else resolved
            found.setdefault(resolved, open_folder(named, str(named)))
    return list(found.values())


def _lines(severity: str, rule_id: str, sentence: str, lang: Language) -> list[str]:
    return _wrapped(f"  {label('severity', severity, lang)} [{rule_id}] {sentence}")


def _wrapped(line: str) -> list[str]:
    """A line and how it goes on, two deeper than it begins."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _grouped_lines(findings: Sequence[Finding], path: str, lang: Language) -> list[str]:
    """Findings on rows; what is said of several cells of a column is said once, with the list of them."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        where = place(lang, path, finding.figure, finding.row, finding.column_name)
        said = finding.said(lang).removeprefix(where)
        groups[finding.severity, finding.rule_id, finding.column_name, said].append(finding)
    lines = []
    for (*_, column, said), group in groups.items():
        sentence = group[0].said(lang)
        if len(group) > 1:
            where = say("finding.in-rows", lang, path=path, **_numbers(group))
            sentence = where + (", " + say("finding.column", lang, column=column) if column else "") + said
        lines += _lines(group[0].severity, group[0].rule_id, sentence, lang)
    return lines


def _numbers(findings: Sequence[Finding]) -> dict[str, str]:
    """The rows and figures of some findings, such as `2, 5-9`."""
    return {
        "rows": _spans(finding.row for finding in findings),
        "figures": _spans(finding.figure for finding in findings) or "–",
    }


def _spans(numbers: Iterable[int | None]) -> str:
    spans: list[list[int]] = []
    for number in sorted({number for number in numbers if number is not None}):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _respelled_lines(findings: Sequence[Finding], lang: Language) -> list[str]:
    """How many cells `--fix` rewrites, and the labels that it writes as codes."""
    if not findings:
        return []
    labels: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if code_key(finding.found) != code_key(finding.accepted):
            labels[finding.column_name, finding.found, finding.accepted].append(finding)
    lines = ["  " + say("check.cells-respelled", lang, n=len(findings))]
    for (column, found, code), group in labels.items():
        values = {"column": column, "found": found, "code": code, **_numbers(group)}
        lines.append("    " + printable(say("check.label-read", lang, **values)))
    return lines


def relation_lines(
    relations: Sequence[Relation], path: str, rows: Mapping[str, int], most: int, lang: Language
) -> list[str]:
    """What the figures of a report say of each other: each relation that does not hold, then those that do.

    Args:
        relations: those of the report, in the order in which they are shown.
        path: that of its sheet.
        rows: the row of the sheet by claim.
        most: relations that hold of which each gets its line.
        lang: language of the answer.
    """
    lines, holding = [], []
    for relation in relations:
        figures = _spans(int(claim.rpartition("#")[2]) for claim in relation.claims)
        sentence = printable(relation.sentence)
        if relation.status in HOLDING:
            brief = shortened(sentence, LONGEST_RELATION)
            holding.append(say("check.relation", lang, figures=figures, sentence=brief))
        else:
            found_in = _spans(rows[claim] for claim in relation.claims)
            where = say("finding.in-rows", lang, path=path, rows=found_in, figures=figures)
            lines += _lines(SEVERITY[relation.status], relation.law, f"{where}: {sentence}", lang)
    if holding:
        lines.append("  " + say("check.relations-hold", lang, n=len(holding)))
        for line in holding[:most]:
            lines += _wrapped("    " + line)
        if 0 < most < len(holding):
            lines.append("    " + say("check.relations-more", lang, n=len(holding) - most))
    return lines


def report_lines(
    verdict: ReportVerdict, findings: Sequence[Finding], sheet: Sheet, lang: Language
) -> list[str]:
    """What is said about one report. Rows of a rejected report are not listed one by one."""
    lines = [printable(say("check.report", lang, **vars(verdict)))]
    if Path(verdict.path).name.startswith("."):
        lines += _wrapped("  " + printable(say("check.draft", lang, path=verdict.path)))
    if verdict.status == "rejected":
        lines.append("  " + say("check.report-refused", lang))
    listed = [f for f in findings if f.rule_id not in ("canonical-spelling", "report-accepted")]
    for finding in listed:
        if finding.row is None:
            lines += _lines(finding.severity, finding.rule_id, finding.said(lang), lang)
    in_rows = [finding for finding in listed if finding.row is not None]
    lines += _grouped_lines(in_rows, f"{verdict.path}/{SHEET}", lang)
    lines += _respelled_lines([f for f in findings if f.rule_id == "canonical-spelling"], lang)
    if sheet.not_figures is None:
        lines.append("  " + say("check.completeness-unproven", lang))
    elif missing := [token for *_, token, why in sheet.not_figures if lacks_indicator(why)]:
        lines.append("  " + say("check.without-indicator", lang, n=len(missing), numbers=some(missing, 10)))
    return lines


def _not_compared(sheets: Sequence[Sheet], lang: Language) -> list[str]:
    """Which texts are named but not at hand, so that nobody takes silence about them for agreement."""
    files = sorted({s.origin.source_file for s in sheets if s.article_state == NOT_AT_HAND} - {""})
    said = say("check.not-compared", lang, n=len(files), files=some(files, 3))
    return _wrapped(printable(said)) if files else []


def judged(
    reports: Sequence[Found],
    settings: Settings,
    readers: Readers,
    corrections: Sequence[correct.Correction],
    second: SecondReader,
) -> tuple[list[Sheet], list[correct.Outcome], Judgement]:
    """Some reports as a refresh would read, correct, compare and judge them; their figures, not relations."""
    sheets = [read_report(report) for report in reports]
    outcomes = correct.apply(sheets, corrections)
    fill_blanks(sheets, readers)
    compare(sheets, Articles(settings.articles), readers.vocabulary.qualifiers, second)
    return sheets, outcomes, judge(sheets, readers.vocabulary, readers=readers)


def check(
    paths: Sequence[Path],
    settings: Settings,
    lang: Language = "en",
    mend: bool = False,
    work_out: WorkedOut | None = None,
) -> tuple[list[str], bool]:
    """Judge reports as a refresh would.

    Args:
        paths: report folders, files in them, folders of reports, or ids of reports; none means all reports.
        settings: where seeds and reports lie.
        lang: `en` or `vi`, the language of the answer.
        mend: rewrite sheets in the agreed spelling first.
        work_out: works out relations between figures (`transform.in_memory`); None leaves them out.

    Returns:
        Lines to print, and whether every row of every report is accepted.

    Raises:
        NoSuchReport: a path means no report.
        VocabularyError: a seed file is not what it should be.
    """
    seeds.validate(settings.seeds)
    vocabulary = Vocabulary(settings.seeds)
    used = cache(partial(parts.used_parts, settings.raw, vocabulary))
    readers = Readers(vocabulary, used)
    reports = reports_at(paths, settings)
    mended = [fix(report, readers) for report in reports if mend]
    lines = [printable(done.text(lang)) for done in mended if done]
    corrections = correct.read_corrections(settings.seeds)
    second = SecondReader(vocabulary)
    sheets, outcomes, judgement = judged(reports, settings, readers, corrections, second)
    shown_at = {verdict.report_id: verdict.path for verdict in judgement.reports}
    uses = parts.uses_of(judgement.claims)
    twice = parts.spelled_twice(uses, used() if uses else {}, vocabulary, shown_at.__getitem__)
    by_report: dict[str, list[Finding]] = defaultdict(list)
    for finding in [*judgement.findings, *twice]:
        by_report[finding.report_id].append(finding)
    relations: dict[str, list[Relation]] = {}
    unknown: list[str] = []
    if work_out:
        try:
            relations = relations_of(sheets, judgement, settings, work_out, lang)
        except Exception as error:  # whatever it is, it must not hide what is wrong with the rows
            why = f"{type(error).__name__}: {error}".splitlines()[0]
            unknown = _wrapped(say("check.relations-unknown", lang, error=why))
    report_id, figure, row = map(CLAIMS.names.index, ("report_id", "figure", "row"))
    rows = {f"{claim[report_id]}#{claim[figure]}": claim[row] for claim in judgement.claims}
    most = MOST_RELATIONS if len(sheets) == 1 else 0
    for verdict, sheet in zip(judgement.reports, sheets, strict=True):
        found, related = by_report[verdict.report_id], relations.get(verdict.report_id, [])
        severities = [f.severity for f in found] + [SEVERITY.get(r.status, "") for r in related]
        lines += report_lines(replace(verdict, warnings=severities.count("warning")), found, sheet, lang)
        lines += relation_lines(related, f"{verdict.path}/{SHEET}", rows, most, lang)
    lines += unknown
    looked_at = [c for c in corrections if c.report_id in shown_at or not paths]
    for finding in correct.waiting(correct.settled(outcomes, looked_at), vocabulary):
        lines += _lines(finding.severity, finding.rule_id, finding.said(lang), lang)
    lines += _not_compared(sheets, lang)
    if len(judgement.reports) > 1:
        columns = ("figures", "accepted", "rejected")
        totals = {name: sum(getattr(v, name) for v in judgement.reports) for name in columns}
        lines.append(say("check.total", lang, reports=len(judgement.reports), **totals))
    clean = all(v.status == "accepted" and not v.rejected for v in judgement.reports)
    return lines, clean and judgement.conserved
