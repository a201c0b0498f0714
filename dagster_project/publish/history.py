"""What was known when: `quality.revisions`, carried from release to release.

A revision is what a release said about a cell, from the day it was published until the day a release said
something else. Belongs here: the tables the history is kept in, and its kinds. Does not belong here: why a
cell changed (`diff.py`).

Only exceptions are kept. The revision that still holds is the observation itself; it is known since its
report is, unless `meta.cells_since` says otherwise. Only ended revisions are stored in full. So a million
cells that nobody revised cost nothing.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from .diff import KEYS
from .inputs import describe

SAID = ("value", "value_low", "value_high", "report_id", "figure")
"""Columns of an observation whose change makes a new revision."""

COMMENTS = {
    "cell_id": "The cell; see marts.observations",
    **dict.fromkeys(KEYS, "Part of the cell"),
    **dict.fromkeys(SAID, "What the releases of this time said; see marts.observations"),
    "known_from": "Publication of the first release that said so (UTC)",
    "known_to": "Publication of the first release that no longer said so (UTC); null while it is said",
    "kind": "Why it began: new_source, source_corrected (by the publisher or a correction), "
    "transcription_mended (our sheet), rule_changed (an accepted change of code, vocabulary or rules), "
    "place_recoded, withdrawn (another claim was taken back)",
    "ended_by": "Why it ended, in the same words, or withdrawn; null while it is said",
}

KIND = """
    case changes.cause
        when 'report_corrected' then if(sources.change <> '', 'source_corrected', 'transcription_mended')
        when 'report_withdrawn' then 'withdrawn'
        when 'correction' then 'source_corrected'
        when 'place_event' then 'place_recoded'
        when 'accepted' then 'rule_changed'
        else 'new_source'
    end
"""

AS_KNOWN_ON = """
    create macro as_known_on(day) as table
        select * from quality.revisions
        where known_from < day::date + interval 1 day
            and coalesce(known_to, 'infinity'::timestamp) >= day::date + interval 1 day
        order by place_id, indicator_code, period_id, cell_id
"""


def _past(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary views on the history of the release before; empty ones where it kept none."""
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'before' and schema_name = 'meta' "
        "and table_name in ('inputs', 'cells_since', 'revisions_ended')"
    ).fetchall()
    if len(tables) == 3:
        past = {
            "past_reports": "select name, since from before.meta.inputs where kind = 'report'",
            "past_cells": "select cell_id, known_from, kind from before.meta.cells_since",
            "past_ended": "select * from before.meta.revisions_ended",
        }
    else:
        past = {
            "past_reports": "select '' as name, null::timestamp as since where false",
            "past_cells": "select '' as cell_id, null::timestamp as known_from, '' as kind where false",
            "past_ended": "select '' as cell_id where false",
        }
    for name, query in past.items():
        connection.execute(f"create or replace temp view {name} as {query}")


def write(connection: duckdb.DuckDBPyConnection, created: dt.datetime) -> None:
    """Write the history of the opened candidate, that of the release before carried forward.

    Where the release before kept none, history begins with this one.

    Args:
        connection: The candidate with `meta.inputs` and `meta.release_diff`, and the release before
            attached as `before` where there is one.
        created: When the candidate is published (UTC).
    """
    _past(connection)
    said = ", ".join(f"'{name}'" for name in SAID)
    connection.execute(
        f"""
        create or replace temp table revised as
        select changes.cell_id, changes.change, changes.report_id_after as report_id, {KIND} as kind
        from meta.release_diff as changes
        left join meta.inputs as sources on sources.kind = 'source' and sources.name = changes.explained_by
        where changes.change <> 'changed' or list_has_any(changes.changed, [{said}])
        """
    )
    before = ", ".join(f"changes.{name}_before as {name}" for name in SAID)
    connection.execute(
        f"""
        create or replace table meta.revisions_ended as
        with ended as (
            select changes.cell_id, {", ".join(KEYS)}, {before},
                coalesce(past_cells.known_from, past_reports.since) as known_from,
                $created::timestamp as known_to,
                coalesce(past_cells.kind, 'new_source') as kind,
                revised.kind as ended_by
            from meta.release_diff as changes
            inner join revised on changes.cell_id = revised.cell_id
            left join past_cells on changes.cell_id = past_cells.cell_id
            left join past_reports on changes.report_id_before = past_reports.name
            where changes.change <> 'added' and revised.change <> 'added'
        )

        select * from ended where known_from is not null
        union all by name
        select * from past_ended
        order by cell_id, known_from
        """,
        {"created": created},
    )
    connection.execute(
        """
        create or replace table meta.cells_since as
        select revised.cell_id, $created::timestamp as known_from, revised.kind
        from revised
        left join meta.inputs as reports on reports.kind = 'report' and reports.name = revised.report_id
        where revised.change <> 'removed'
            and not (revised.kind = 'new_source' and coalesce(reports.since = $created::timestamp, false))
        union all
        select cell_id, known_from, kind from past_cells
        where cell_id not in (select cell_id from revised)
        order by cell_id
        """,
        {"created": created},
    )
    for name in ("past_reports", "past_cells", "past_ended"):
        connection.execute(f"drop view {name}")
    connection.execute("drop table revised")
    _create_view(connection)
    _describe(connection)


def _create_view(connection: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f"now.{name}" for name in ("cell_id", *KEYS, *SAID))
    connection.execute(
        f"""
        create or replace view quality.revisions as
        select {columns},
            coalesce(cells.known_from, reports.since) as known_from,
            null::timestamp as known_to,
            coalesce(cells.kind, 'new_source') as kind,
            null::varchar as ended_by
        from marts.observations as now
        left join meta.cells_since as cells on now.cell_id = cells.cell_id
        left join meta.inputs as reports on reports.kind = 'report' and reports.name = now.report_id
        union all by name
        from meta.revisions_ended
        """
    )


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    describe(
        connection,
        "quality.revisions",
        "What was known when, over all releases. One row per cell and time in which it said the same.",
        COMMENTS,
        kind="view",
    )
    describe(
        connection,
        "meta.revisions_ended",
        "Revisions that no longer hold, for quality.revisions. One row per cell and time.",
        COMMENTS,
    )
    describe(
        connection,
        "meta.cells_since",
        "Cells whose revision did not begin with the arrival of their report, for quality.revisions. One row "
        "per cell.",
        {name: COMMENTS[name] for name in ("cell_id", "known_from", "kind")},
    )
