"""Reading a release of any age: by the names of its columns, with a default for what it does not have.

Whoever reads tables of a release that this code did not write itself goes through here, so that a release
opens however many columns were added or taken away since. Does not belong here: what is done with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from ..sql import literal
from . import script

BEFORE = "before"
"""Catalogue under which the release before is attached; the view `before_claims` shows its `marts.claims`."""


def columns(connection: duckdb.DuckDBPyConnection, catalogue: str = "") -> dict[str, dict[str, str]]:
    """Columns and their types by table or view: `{"meta.inputs": {"kind": "VARCHAR", …}, …}`.

    `catalogue` is the name under which a release is attached; blank for the file that is opened.
    """
    found: dict[str, dict[str, str]] = {}
    listed = script.run(connection, "columns", catalogue=catalogue).fetchall()
    for schema, table, _, column, kind, _ in listed:
        found.setdefault(f"{schema}.{table}", {})[column] = kind
    return found


def select(table: str, wanted: Mapping[str, str], have: Mapping[str, str]) -> str:
    """A query that shows a table of a release with exactly the wanted columns.

    A column that the release does not have, or has with another meaning so that its values cannot be
    converted, is null. A table that it does not have is empty.

    `select("meta.inputs", {"name": "VARCHAR", "since": "TIMESTAMP"}, {"name": "VARCHAR"})` gives
    `select "name", null::TIMESTAMP as "since" from meta.inputs`.
    """
    shown = []
    for name, kind in wanted.items():
        if name not in have:
            shown.append(f'null::{kind} as "{name}"')
        elif have[name] == kind:
            shown.append(f'"{name}"')
        else:
            shown.append(f'try_cast("{name}" as {kind}) as "{name}"')
    return f"select {', '.join(shown)} {f'from {table}' if have else 'where false'}"


def attach(
    connection: duckdb.DuckDBPyConnection,
    path: Path | None,
    tables: Iterable[str],
    catalogue: str = BEFORE,
) -> dict[str, dict[str, str]]:
    """Show tables of the release before with the columns of today, as temporary views `before_<table>`.

    The connection is that of the candidate, whose columns are those of today. The release before stays
    attached as `catalogue`; where there is none (`path` is None), every view is empty.

    Returns:
        The columns that the release before has, by table; none where it has no such table.
    """
    if path is not None:
        connection.execute(f"attach {literal(path)} as {catalogue} (read_only)")
    today, before = columns(connection), columns(connection, catalogue)
    have = {table: before.get(table, {}) for table in tables}
    for table, its in have.items():
        query = select(f"{catalogue}.{table}", today[table], its)
        connection.execute(f"create or replace temp view before_{table.partition('.')[2]} as {query}")
    return have
