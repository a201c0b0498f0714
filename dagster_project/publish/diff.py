"""What changed between two releases, cell by cell, and why: `meta.release_diff`.

Belongs here: comparing cells, and naming the report, correction or place event that explains each change.
Does not belong here: what nothing explains (`acceptance.py`), what was known when (`history.py`).

All of it is done by DuckDB on whole tables: a million cells are compared in a fraction of a second.
"""

from __future__ import annotations

import duckdb

from .inputs import describe

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
COMPARED = (*VALUES, "subject", "inferred", "flags")
CHANGES = ("added", "removed", "changed")

TABLE = "meta.release_diff"
FIRST, ACCEPTED = "first_release", "accepted"
CAUSES = ("new_report", "report_withdrawn", "correction", "report_corrected", "place_event")
"""What explains a change; where several do, the first of these is named."""

COMMENTS = {
    "change": "added, removed or changed, against the release before",
    "cell_id": "The cell; see marts.observations",
    **dict.fromkeys(KEYS, "Part of the cell; of a removed cell as it was"),
    **{f"{value}_before": f"{value} in the release before; null for an added cell" for value in VALUES},
    **{f"{value}_after": f"{value} in this release; null for a removed cell" for value in VALUES},
    "changed": "Which columns of marts.observations differ; empty for added and removed cells",
    "cause": "Why: new_report, report_corrected, report_withdrawn, correction, place_event, accepted (an "
    "entry of accepted_changes.csv), first_release",
    "explained_by": "The report, correction, event or entry that is the cause; blank for the first release",
}


def compare(connection: duckdb.DuckDBPyConnection, first: bool) -> None:
    """Find the changed cells of the opened candidate: `changes`, and what explains them: `causes`.

    Both are temporary. A change is explained when one of the claims of its cell, old or new, rests on a
    report, correction or place event that changed. A column that the release before did not have is not
    compared; a release without observations counts as empty.

    Args:
        connection: The candidate, with `meta.inputs`, and the release before attached as `before` where
            there is one.
        first: There is no release before: everything is added.
    """
    connection.execute(
        "create or replace temp table causes (cell_id varchar, cause varchar, explained_by varchar)"
    )
    if first:
        connection.execute(
            f"create or replace temp view changes as {_PAIRED.format('marts.observations', _NONE)}"
        )
        return
    have = _columns(connection, "observations")
    if "cell_id" in have:
        _differing(connection, [name for name in COMPARED if name in have], have)
        old, new = "old_rows", "new_rows"
    else:
        old, new = _NONE, "marts.observations"
    connection.execute(
        f"""
        create or replace temp table changes as
        select * from ({_PAIRED.format(new, old)}) where change <> 'changed' or changed <> []
        """
    )
    _explain(connection, {"report_id", "figure", "cell_id"} <= _columns(connection, "claims"))


_NONE = "(from marts.observations where false)"
_KEYS = ",\n".join(f"coalesce(a.{key}, b.{key}) as {key}" for key in KEYS)
_VALUES = ",\n".join(f"b.{value} as {value}_before, a.{value} as {value}_after" for value in VALUES)
_DIFFERS = ", ".join(f"case when a.{name} is distinct from b.{name} then '{name}' end" for name in COMPARED)
_PAIRED = f"""
    select
        case when b.cell_id is null then 'added' when a.cell_id is null then 'removed' else 'changed' end
            as change,
        coalesce(a.cell_id, b.cell_id) as cell_id,
        {_KEYS},
        {_VALUES},
        case
            when a.cell_id is null or b.cell_id is null then []
            else list_filter([{_DIFFERS}], lambda name: name is not null)
        end::varchar[] as changed
    from {{0}} as a full join {{1}} as b on a.cell_id = b.cell_id
"""

_BEFORE_AND_AFTER = ",\n".join(
    f"case when false then {value} end as {value}_before, {value} as {value}_after" for value in VALUES
)
_ALL_ADDED = f"""
    select 'added' as change, cell_id, {", ".join(KEYS)}, {_BEFORE_AND_AFTER},
        []::varchar[] as changed, '{FIRST}' as cause, '' as explained_by
    from marts.observations
"""


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Columns of a table of marts in the release before."""
    rows = connection.execute(
        "select column_name from duckdb_columns() "
        "where database_name = 'before' and schema_name = 'marts' and table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in rows}


def _differing(connection: duckdb.DuckDBPyConnection, compared: list[str], have: set[str]) -> None:
    """Temporary tables of the rows that are not on both sides: `new_rows` and `old_rows`.

    Compared by hashes of 64 bits, which is twice as fast as joining a million rows: that a changed row
    escapes has a chance of one in ten million million.
    """
    sides = {"new": "marts.observations", "old": "before.marts.observations"}
    for side, table in sides.items():
        connection.execute(
            f"create or replace temp table {side}_hashes as "
            f"select hash({', '.join(('cell_id', *compared))}) as hash, rowid as place from {table}"
        )
    differs = "where rowid in (select place from {0}_hashes anti join {1}_hashes using (hash))"
    connection.execute(
        f"create or replace temp table new_rows as from {sides['new']} {differs.format('new', 'old')}"
    )
    there = ", ".join(name for name in ("cell_id", *KEYS, *COMPARED) if name in have)
    connection.execute(
        f"""
        create or replace temp table old_rows as
        select * from new_rows where false
        union all by name
        select {there} from {sides["old"]} {differs.format("old", "new")}
        """
    )
    # What the release before did not have counts as it is now.
    if missing := [name for name in COMPARED if name not in have]:
        values = ", ".join(f"{name} = new_rows.{name}" for name in missing)
        connection.execute(
            f"update old_rows set {values} from new_rows where old_rows.cell_id = new_rows.cell_id"
        )
    connection.execute("drop table new_hashes; drop table old_hashes")


def _explain(connection: duckdb.DuckDBPyConnection, has_claims: bool) -> None:
    """Put into `causes` the first of `CAUSES` that applies to each changed cell, and its name."""
    old = "union all select cell_id, report_id, figure from before.marts.claims" if has_claims else ""
    ranks = ", ".join(f"('{cause}', {rank})" for rank, cause in enumerate(CAUSES))
    connection.execute(
        f"""
        insert into causes
        with reasons as (
            select
                name,
                about,
                case
                    when kind <> 'report' then kind
                    when change = 'new' then 'new_report'
                    when change = 'removed' then 'report_withdrawn'
                    else 'report_corrected'
                end as cause
            from meta.inputs
            where kind in ('report', 'correction', 'place_event') and change in ('new', 'changed', 'removed')
        ),

        stated as (
            select * from (select cell_id, report_id, figure from marts.claims {old})
            where cell_id in (select cell_id from changes)
        ),

        found as (
            select stated.cell_id, reasons.cause, reasons.name
            from stated
            inner join reasons
                on reasons.cause in ('new_report', 'report_corrected', 'report_withdrawn')
                and reasons.name = stated.report_id
            union all
            select stated.cell_id, reasons.cause, reasons.name
            from stated
            inner join reasons
                on reasons.cause = 'correction'
                and list_contains(reasons.about, stated.report_id || '#' || stated.figure)
            union all
            select changes.cell_id, reasons.cause, reasons.name
            from changes
            inner join reasons
                on reasons.cause = 'place_event' and list_contains(reasons.about, changes.place_id)
        ),

        ranks (cause, rank) as (values {ranks}),

        ranked as (
            select cell_id, min({{'rank': rank, 'cause': cause, 'name': name}}) as why
            from found inner join ranks using (cause)
            group by cell_id
        )

        select cell_id, why.cause, why.name from ranked
        """
    )


def write(connection: duckdb.DuckDBPyConnection, first: bool) -> None:
    """Write `meta.release_diff` with its descriptions from `changes` and `causes`, which then go.

    Of a first release, in which everything is added, it is a view on the observations: written down, a
    million cells would stand there twice.
    """
    columns = ", ".join(name for name in COMMENTS if name not in ("cause", "explained_by"))
    if first:
        connection.execute(f"create or replace view {TABLE} as {_ALL_ADDED}")
    else:
        connection.execute(
            f"""
            create or replace table {TABLE} as
            select {columns}, causes.cause, causes.explained_by
            from changes left join causes using (cell_id)
            """
        )
    connection.execute(f"drop {'view' if first else 'table'} changes; drop table causes")
    describe(
        connection,
        TABLE,
        "What this release says otherwise than the one before, and why. One row per cell added, removed or "
        "changed.",
        COMMENTS,
        kind="view" if first else "table",
    )
