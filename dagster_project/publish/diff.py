"""What changed between two releases, cell by cell, and why: `meta.release_diff`.

Belongs here: comparing cells, and naming the report, correction or place event that explains each change.
Does not belong here: what nothing explains (`acceptance.py`), what was known when (`history.py`).
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from . import script

CELL = (
    "indicator_code",
    "measure",
    "base",
    "place_id",
    "place_part",
    "scope_code",
    "period_id",
    "nature",
    "funding_source",
    "unit_code",
)
"""Columns of `marts.observations` that together say what a cell is about."""
VALUES = ("value", "value_low", "value_high", "has_conflict", "report_id", "figure")
CHANGES = ("added", "removed", "changed")

TABLE = "meta.release_diff"
SAYS = (
    "What this release says otherwise than the one before, and why. One row per cell added, removed or "
    "changed."
)
COMMENTS = {
    "change": "added, removed or changed, against the release before",
    "cell_id": "The cell; see marts.observations",
    **dict.fromkeys(CELL, "Part of the cell; of a removed cell as it was"),
    **{f"{value}_before": f"{value} in the release before; null for an added cell" for value in VALUES},
    **{f"{value}_after": f"{value} in this release; null for a removed cell" for value in VALUES},
    "changed": "Which columns of marts.observations differ; empty for added and removed cells",
    "cause": "Why: new_report, report_corrected, report_withdrawn, correction, place_event, accepted (an "
    "entry of accepted_changes.csv), first_release",
    "explained_by": "The report, correction, event or entry that is the cause; blank for the first release",
}


def compare(connection: duckdb.DuckDBPyConnection, have: Collection[str]) -> None:
    """Find the changed cells of the opened candidate, and what explains them.

    Leaves them in the temporary tables `changes` and `causes`. A column that the release before did not have
    is not compared; a release without observations counts as empty.

    Args:
        connection: The candidate with `meta.inputs`, and the release before in `before_observations` and
            `before_claims`.
        have: Columns that the observations of the release before have.
    """
    script.run(connection, "changes", compared=sorted(have))
    script.run(connection, "causes")


def write(connection: duckdb.DuckDBPyConnection, first: bool) -> None:
    """Write `meta.release_diff` from `changes` and `causes`, or for a first release, which needs neither."""
    script.run(connection, "first_diff" if first else "diff")
