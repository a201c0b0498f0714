"""The SQL of this room: scripts in `sql/`, run by their name.

A script holds one or more statements, run in their order. What it needs from Python is set before as
variables of the connection, which the script reads with `getvariable('created')`: no value is ever put into
its text, and there are no templates. `run(connection, "history", created=now)` sets `created` and runs
`sql/history.sql`.

Does not belong here: statements about tables whose names are known only at run time (`content.py`,
`older.py`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb

FOLDER = Path(__file__).with_name("sql")


@cache
def text(name: str) -> str:
    """What stands in `sql/<name>.sql`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str, **variables: object) -> duckdb.DuckDBPyConnection:
    """Run a script; returns the connection, with the result of its last statement.

    Raises:
        duckdb.Error: A statement fails.
    """
    for variable, value in variables.items():
        connection.execute(f"set variable {variable} = ?", [value])
    return connection.execute(text(name))
