"""Reading a release of any age: by the names of its columns, with a default for what it does not have.

Whoever reads tables of a release that this code did not write itself goes through here, so that a release
opens however many columns were added or taken away since. Does not belong here: what is done with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from ..transform.facts import quoted
from . import script

BEFORE = "before"
"""Catalogue under which the release before is attached; `before_observations` shows its `marts.observations`."""


def columns(connection: duckdb.DuckDBPyConnection, table: str, catalogue: str = "") -> dict[str, str]:
    """Columns of `schema.table` and their types; empty where the release has no such table.

    Args:
        connection: A release that is opened, or attached.
        table: A table or view, as `meta.inputs`.
        catalogue: Name under which the release is attached; blank for the file that is opened.
    """
    return dict(script.run(connection, "columns_of", catalogue=catalogue, relation=table).fetchall())


def select(
    connection: duckdb.DuckDBPyConnection, table: str, wanted: Mapping[str, str], catalogue: str = ""
) -> str:
    """A query that shows a table of a release with exactly the wanted columns (types by name).

    A column that the release does not have, or has with another meaning so that its values cannot be
    converted, is null. A table that it does not have is empty.

    `select(c, "meta.inputs", {"name": "varchar", "since": "timestamp"})` gives
    `select try_cast("name" as varchar) as "name", null::timestamp as "since" from meta.inputs`.
    """
    have = columns(connection, table, catalogue)
    shown = ", ".join(
        f'try_cast("{name}" as {kind}) as "{name}"' if name in have else f'null::{kind} as "{name}"'
        for name, kind in wanted.items()
    )
    there = f"from {catalogue}.{table}" if catalogue else f"from {table}"
    return f"select {shown} {there if have else 'where false'}"


def attach(
    connection: duckdb.DuckDBPyConnection, path: Path | None, tables: Iterable[str]
) -> dict[str, set[str]]:
    """Show tables of the release before with the columns of today, as temporary views `before_<table>`.

    Args:
        connection: The candidate, in which the tables have the columns of today.
        path: File of the release before, which stays attached as `before`; None where there is none: then
            every view is empty.
        tables: Such as `marts.observations`.

    Returns:
        The columns that the release before has, by table; none where it has no such table.
    """
    if path is not None:
        connection.execute(f"attach {quoted(path)} as {BEFORE} (read_only)")
    have = {}
    for table in tables:
        query = select(connection, table, columns(connection, table), BEFORE)
        connection.execute(f"create or replace temp view before_{table.partition('.')[2]} as {query}")
        have[table] = set(columns(connection, table, BEFORE))
    return have
