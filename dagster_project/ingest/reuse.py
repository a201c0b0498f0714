"""What need not be judged again: reports whose verdict rests on nothing that has changed.

Belongs here: comparing the reports found with those in the landing file. Does not belong here: judging,
writing. A verdict is kept only where the sheet, its origin, its article, its neighbours in the same
article file, all vocabularies and corrections, and the code of reading, contracts and ingest are the
same; a report with a correction is always judged again. When in doubt, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..contracts import EVALUATED, Origin, ReportVerdict, Sheet
from ..contracts.judging import find_overlaps
from ..contracts.model import LineRanges
from .articles import Articles
from .folders import Found

OVERLAP = "lines-overlap"


@dataclass(frozen=True)
class Known:
    """A report as it was judged last time. `overlap` is what was said about its neighbours then."""

    content_sha256: str
    article_state: str
    origin: Origin
    verdict: ReportVerdict
    overlap: tuple[str, str] | None
    evaluated: tuple[int, ...]
    failed: Mapping[str, int]

    def as_neighbour(self) -> Sheet:
        """The report as far as rules that compare reports look at it."""
        return Sheet(self.verdict.report_id, self.verdict.path, origin=self.origin)


def _ranges(text: str | None) -> LineRanges | None:
    if not text:
        return None
    pairs = (part.partition("-") for part in text.split(","))
    return tuple((int(first), int(last or first)) for first, _, last in pairs)


def known_reports(landing: Path, basis: str, raw_name: str) -> dict[str, Known]:
    """The reports of the landing file, by id; none where it was made on another basis or cannot be read.

    Args:
        landing: the landing file, which may be missing.
        basis: hash of everything but the reports that judging rests on.
        raw_name: name of the folder of reports, as messages show it.
    """
    if not landing.is_file() or landing.with_name(f"{landing.name}.wal").exists():
        return {}
    import duckdb

    try:
        with duckdb.connect(str(landing), read_only=True) as connection:
            return _read(connection, basis, raw_name)
    except duckdb.Error:
        return {}


def _read(connection: Any, basis: str, raw_name: str) -> dict[str, Known]:
    if connection.execute("SELECT basis_sha256 FROM raw.basis").fetchall() != [(basis,)]:
        return {}
    overlaps = {
        report_id: (found, accepted)
        for report_id, found, accepted in connection.execute(
            "SELECT report_id, found, accepted FROM raw.findings WHERE rule_id = ?", [OVERLAP]
        ).fetchall()
    }
    evaluated = dict(connection.execute("SELECT report_id, evaluated FROM raw.evaluations").fetchall())
    failed: dict[str, dict[str, int]] = {}
    for rule_id, report_id, count in connection.execute(
        "SELECT rule_id, object, failed FROM raw.rule_results WHERE object <> 'all'"
    ).fetchall():
        failed.setdefault(report_id, {})[rule_id] = count
    warnings = dict(
        connection.execute(
            "SELECT report_id, count(*) FROM raw.findings WHERE severity = 'warning' GROUP BY 1"
        ).fetchall()
    )
    known = {}
    for report_id, content, article, file, sha256, lines, status, *counts in connection.execute(
        "SELECT report_id, content_sha256, article_state, source_file, source_sha256, source_lines, status, "
        "figures, accepted, rejected FROM raw.reports"
    ).fetchall():
        figures, accepted, rejected = counts
        path, warned = f"{raw_name}/{report_id}", warnings.get(report_id, 0)
        verdict = ReportVerdict(report_id, path, status, figures, accepted, rejected, warned)
        origin = Origin(source_file=file or "", source_sha256=sha256 or "", lines=_ranges(lines))
        looked_at = tuple(int(n) for n in evaluated[report_id].split())
        if len(looked_at) != len(EVALUATED):
            return {}
        known[report_id] = Known(
            content,
            article,
            origin,
            verdict,
            overlaps.get(report_id),
            looked_at,
            failed.get(report_id, {}),
        )
    return known


def kept(
    found: Sequence[Found], known: Mapping[str, Known], articles: Articles, corrected: Collection[str]
) -> dict[str, Known]:
    """The known reports that are unchanged by themselves; neighbours are another matter."""
    same = {}
    for report in found:
        before = known.get(report.report_id)
        if before is None or report.problems or report.report_id in corrected:
            continue
        # A link or an unreadable file is a problem of the folder that the hash does not show.
        if before.failed.get("folder-whole") or before.content_sha256 != report.content_sha256:
            continue
        if articles.state(before.origin) == before.article_state:
            same[report.report_id] = before
    return same


def disturbed(sheets: Sequence[Sheet], same: Mapping[str, Known]) -> list[str]:
    """Kept reports whose overlap with others is no longer what it was."""
    overlaps = find_overlaps([*sheets, *(before.as_neighbour() for before in same.values())])
    now = {report_id: (problem.found, problem.accepted) for report_id, problem in overlaps.items()}
    return [report_id for report_id, before in same.items() if now.get(report_id) != before.overlap]
