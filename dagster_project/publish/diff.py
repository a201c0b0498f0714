"""What changed between two releases, cell by cell: `meta.release_diff`.

Belongs here: the comparison. Does not belong here: why something changed.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ..transform.facts import quoted

KEYS = (
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
VALUES = ("value", "value_low", "value_high", "has_conflict", "report_id", "figure")
COMPARED = ("value", "value_low", "value_high", "has_conflict")

COMMENTS = {
    "change": "added, removed or changed, against the release before",
    "cell_id": "The cell; see marts.observations",
    **dict.fromkeys(KEYS, "Part of the cell; of a removed cell as it was"),
    **{f"{value}_before": f"{value} in the release before; null for an added cell" for value in VALUES},
    **{f"{value}_after": f"{value} in this release; null for a removed cell" for value in VALUES},
}

EMPTY_BEFORE = "select * from marts.observations limit 0"


def write(connection: duckdb.DuckDBPyConnection, previous: Path | None) -> dict[str, int]:
    """Write `meta.release_diff` into the opened candidate.

    Args:
        connection: The candidate, opened for writing.
        previous: File of the current release; None when there is none, then every cell is `added`.

    Returns:
        Number of cells by kind of change; all three kinds are always there.
    """
    before = EMPTY_BEFORE
    if previous is not None:
        connection.execute(f"attach {quoted(previous)} as before (read_only)")
        have = {row[0] for row in connection.execute("describe before.marts.observations").fetchall()}
        before = "select " + ", ".join(
            name if name in have else f"null as {name}" for name in ("cell_id", *KEYS, *VALUES)
        )
        before += " from before.marts.observations"
    keys = ",\n".join(f"coalesce(a.{key}, b.{key}) as {key}" for key in KEYS)
    values = ",\n".join(f"b.{value} as {value}_before, a.{value} as {value}_after" for value in VALUES)
    differs = " or ".join(f"a.{name} is distinct from b.{name}" for name in COMPARED)
    connection.execute(
        f"""
        create or replace table meta.release_diff as
        select
            case when b.cell_id is null then 'added' when a.cell_id is null then 'removed' else 'changed' end
                as change,
            coalesce(a.cell_id, b.cell_id) as cell_id,
            {keys},
            {values}
        from marts.observations as a full join ({before}) as b on a.cell_id = b.cell_id
        where a.cell_id is null or b.cell_id is null or {differs}
        order by change, cell_id
        """
    )
    if previous is not None:
        connection.execute("detach before")
    connection.execute(
        "comment on table meta.release_diff is "
        "'What this release says otherwise than the one before. One row per cell added, removed or changed.'"
    )
    for column, comment in COMMENTS.items():
        connection.execute(f"comment on column meta.release_diff.{column} is '{comment}'")
    found = dict(connection.execute("select change, count(*) from meta.release_diff group by all").fetchall())
    return {change: int(found.get(change, 0)) for change in ("added", "removed", "changed")}
