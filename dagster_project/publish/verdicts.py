"""The history of verdicts: how each release and each report was judged, over all releases.

Rows are added and none is ever changed, so the history outlives the release files it tells of. It goes on
from the newest release, also where an earlier one was made current in between. Does not belong here: cells
and what was known of them (`account.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from . import older, script
from .account import describe

Row: TypeAlias = dict[str, Any]

REASONS = 3
"""Reasons of a verdict that are kept, the first of the sheet."""

RELEASES, REPORTS = "meta.release_history", "quality.report_history"
COUNTS = {
    "reports": "Reports, rejected ones included",
    "reports_rejected": "Reports of which nothing was taken",
    "figures": "Figures written down",
    "accepted": "Figures accepted",
    "rejected": "Figures rejected",
    "warnings": "Findings of severity warning",
    "relations_violated": "Relations between figures that do not hold; see quality.relations",
    "conflicts": "Rows of quality.conflicts",
    "rules_failed": "Rules, by what they were evaluated on, that failed; see quality.rule_results",
    "cells": "Rows of marts.observations",
    "cells_added": "Cells added against the release before",
    "cells_removed": "Cells removed against it",
    "cells_changed": "Cells changed against it",
}
"""What is counted in a release, in the order in which it is shown."""

TEXTS = {
    RELEASES: {
        "": "How every release was judged, those no longer kept included. One row per release.",
        "release_id": "Release",
        "created": "When it was published (UTC)",
        "previous_release": "The release that was current before; null for the first",
        "content_sha256": "Hash over what it holds; see meta.release",
        **COUNTS,
        "causes": "Cells added, removed and changed by their cause; see meta.release_diff",
    },
    REPORTS: {
        "": "How every report was judged. One row per report and release in which its verdict changed.",
        "release_id": "Release",
        "created": "When it was published (UTC)",
        "report_id": "Report",
        "status": "accepted, rejected (nothing of it was taken) or withdrawn (its folder is gone)",
        "figures": COUNTS["figures"],
        "accepted": COUNTS["accepted"],
        "rejected": COUNTS["rejected"],
        "warnings": COUNTS["warnings"],
        "reasons": "The first findings that rejected it or figures of it, in both languages",
    },
}


def keep(connection: duckdb.DuckDBPyConnection, newest: Path | None) -> None:
    """Write both tables into the opened candidate, whose `meta.release` and `meta.release_diff` are there.

    `newest` is the release file that the history goes on from; None where there is none.
    """
    script.run(connection, "verdict_tables")
    older.attach(connection, newest, TEXTS)
    connection.execute("begin")
    script.run(connection, "verdicts", reasons=REASONS)
    for table, texts in TEXTS.items():
        describe(connection, f"table {table}", texts)
        connection.execute(f"drop view before_{table.partition('.')[2]}")
    connection.execute("commit")
    if newest:
        connection.execute(f"detach {older.BEFORE}")


def read(path: Path, limit: int) -> tuple[list[Row], list[Row]]:
    """The last releases that a file tells of, and the verdicts that changed in them; the newest first.

    Rows are by column, of which a release of another time may lack some. None where it has no history.

    Raises:
        duckdb.Error: The file is no release, or somebody has it open for writing.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        there = older.columns(connection)
        if not there.keys() >= TEXTS.keys():
            return [], []
        releases = _rows(connection, f"from {RELEASES} order by created desc limit {limit:d}")
        first = min((row["created"] for row in releases), default=None)
        reports = f"from {REPORTS} where created >= ? order by created desc, report_id"
        return releases, _rows(connection, reports, first)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[Row]:
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
