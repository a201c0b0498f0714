"""The transcriber's loop: judge some report folders and say in plain sentences what is wrong.

Belongs here: which folders are meant, and what is printed. Does not belong here: rules, tables. Loads
neither DuckDB nor Dagster, so that an answer comes at once.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from ..contracts import Finding, judge
from ..contracts.cells import Readers
from ..contracts.model import ReportVerdict
from ..messages import Language, UserError, label, say
from ..settings import Settings
from ..vocabulary import Vocabulary
from . import correct, parts
from .articles import Articles, compare
from .fix import fix
from .folders import FILES, Found, find, open_folder
from .sheets import read_report

WIDTH = 100


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


def _lines(finding: Finding, lang: Language) -> list[str]:
    message = finding.message_vi if lang == "vi" else finding.message_en
    return textwrap.wrap(
        message,
        WIDTH,
        initial_indent=f"  {label('severity', finding.severity, lang)} [{finding.rule_id}] ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def report_lines(
    verdict: ReportVerdict, findings: Sequence[Finding], proven: bool, lang: Language
) -> list[str]:
    """What is said about one report. Rows of a rejected report are not listed one by one."""
    lines = [say("check.report", lang, **vars(verdict))]
    if verdict.status == "rejected":
        lines.append("  " + say("check.report-refused", lang))
    for finding in findings:
        if finding.rule_id not in ("canonical-spelling", "report-accepted"):
            lines += _lines(finding, lang)
    if respelled := sum(finding.rule_id == "canonical-spelling" for finding in findings):
        lines.append("  " + say("check.cells-respelled", lang, n=respelled))
    if not proven:
        lines.append("  " + say("check.completeness-unproven", lang))
    return lines


def check(
    paths: Sequence[Path], settings: Settings, lang: Language = "en", mend: bool = False
) -> tuple[list[str], bool]:
    """Judge reports as a refresh would.

    Args:
        paths: report folders, files in them, or folders of reports; none means all reports.
        settings: where seeds and reports lie.
        lang: `en` or `vi`, the language of the answer.
        mend: rewrite sheets in the agreed spelling first.

    Returns:
        Lines to print, and whether every row of every report is accepted.

    Raises:
        NoSuchReport: a path means no report.
        VocabularyError: a seed file is not what it should be.
    """
    vocabulary = Vocabulary(settings.seeds)
    used = cache(partial(parts.used_parts, settings.raw, vocabulary))
    readers = Readers(vocabulary, used)
    reports = reports_at(paths, settings)
    lines = [say("check.sheet-rewritten", lang, path=r.shown) for r in reports if mend and fix(r, readers)]
    sheets = [read_report(report) for report in reports]
    outcomes = correct.apply(sheets, correct.read_corrections(settings.seeds))
    compare(sheets, Articles(settings.articles), vocabulary.qualifiers)
    judgement = judge(sheets, vocabulary, readers=readers)
    shown_at = {verdict.report_id: verdict.path for verdict in judgement.reports}
    uses = parts.uses_of(judgement.claims)
    twice = parts.spelled_twice(uses, used() if uses else {}, vocabulary, shown_at.__getitem__)
    by_report: dict[str, list[Finding]] = defaultdict(list)
    for finding in [*judgement.findings, *twice]:
        by_report[finding.report_id].append(finding)
    for verdict, sheet in zip(judgement.reports, sheets, strict=True):
        found = by_report[verdict.report_id]
        counted = replace(verdict, warnings=sum(finding.severity == "warning" for finding in found))
        lines += report_lines(counted, found, sheet.not_figures is not None, lang)
    lost = correct.lost([o for o in outcomes if o.state == "no-such-figure"], vocabulary)
    for finding in lost:
        lines += _lines(finding, lang)
    if len(judgement.reports) > 1:
        columns = ("figures", "accepted", "rejected")
        totals = {name: sum(getattr(v, name) for v in judgement.reports) for name in columns}
        lines.append(say("check.total", lang, reports=len(judgement.reports), **totals))
    clean = not lost and all(v.status == "accepted" and not v.rejected for v in judgement.reports)
    return lines, clean and judgement.conserved
