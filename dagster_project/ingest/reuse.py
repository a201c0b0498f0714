"""What need not be judged again: reports whose verdict rests on nothing that has changed.

Belongs here: comparing the reports found with those in the landing file. Does not belong here: judging,
writing. A verdict is kept only where the sheet, its origin, its article, its neighbours in the same
article file, all vocabularies and corrections, and the code of reading, contracts and ingest are the
same; a report with a correction is always judged again. When in doubt, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..contracts import Origin, Problem, Sheet
from ..contracts.judging import find_overlaps
from ..contracts.model import LineRanges
from ..messages import text
from .articles import Articles
from .folders import Found
from .sheets import read_head

if TYPE_CHECKING:
    import duckdb


class Known(NamedTuple):
    """A report as it was judged last time.

    `head` is the report as far as other reports are compared with it, `overlap` what was found and accepted
    where its lines overlapped theirs.
    """

    head: Sheet
    overlap: tuple[str, str] | None


KNOWN = """
    SELECT
        reports.report_id, content_sha256, article_state, source_file, source_sha256, source_lines,
        clashes.found, clashes.accepted
    FROM raw.reports
    LEFT JOIN raw.findings AS clashes
        ON clashes.report_id = reports.report_id AND clashes.rule_id = 'lines-overlap'
    LEFT JOIN raw.evaluations AS folders
        ON folders.report_id = reports.report_id AND folders.rule_id = 'folder-whole'
    WHERE coalesce(folders.failed, 0) = 0
"""
"""A link or an unreadable file is a problem of the folder that the hash does not show."""


def known_reports(connection: duckdb.DuckDBPyConnection, basis: str) -> dict[str, Known]:
    """The reports that have landed and whose folder was without faults, by id.

    None where they were judged on another basis or cannot be read.

    Args:
        connection: the landing.
        basis: hash of everything but the reports that judging rests on.
    """
    import duckdb

    try:
        if connection.execute("SELECT basis_sha256 FROM raw.basis").fetchall() != [(basis,)]:
            return {}
        rows = connection.execute(KNOWN).fetchall()
    except duckdb.Error:
        return {}
    known = {}
    for report_id, content, article, file, sha256, lines, found, accepted in rows:
        origin = Origin(source_file=file, source_sha256=sha256, lines=_ranges(lines))
        head = Sheet(report_id, "", content, origin, article_state=article)
        known[report_id] = Known(head, None if found is None else (found, accepted))
    return known


def _ranges(text: str) -> LineRanges | None:
    pairs = [part.partition("-") for part in text.split(",") if part]
    return tuple((int(first), int(last or first)) for first, _, last in pairs) or None


def unchanged(
    found: Sequence[Found], known: Mapping[str, Known], articles: Articles, corrected: Collection[str]
) -> tuple[set[str], dict[str, Problem]]:
    """The reports of which the verdict is kept, by id, and the overlaps of all reports (`find_overlaps`)."""
    kept = {}
    for report in found:
        before = known.get(report.report_id)
        if (
            before is not None
            and not report.problems
            and report.report_id not in corrected
            and report.content_sha256 == before.head.content_sha256
            and articles.state(before.head.origin) == before.head.article_state
        ):
            kept[report.report_id] = before
    heads = [read_head(report) for report in found if report.report_id not in kept]
    overlaps = find_overlaps([*heads, *(before.head for before in kept.values())])
    now = {name: (text(found.found, "en"), text(found.accepted, "en")) for name, found in overlaps.items()}
    return {name for name, before in kept.items() if now.get(name) == before.overlap}, overlaps
