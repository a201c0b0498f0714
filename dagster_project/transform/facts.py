"""Questions to what dbt built: how many rows, which columns, which rows a test found.

Read-only, one connection per question, closed again: whoever keeps one open keeps dbt out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from .. import lake
from ..settings import Settings
from ..sql import literal

SAMPLE_ROWS = 20

Sample: TypeAlias = tuple[list[str], list[tuple[object, ...]]]
"""Names of columns, and the first rows that a question returned."""

# Rows of views of the marts are counted: facts are selections. Other views are worked out by whoever asks.
RELATIONS = """
    select
        database_name, schema_name, table_name,
        list(row(column_name, data_type, coalesce(comment, '')) order by column_index) as columns,
        schema_name = 'marts' or (database_name, schema_name, table_name) in (
            select (database_name, schema_name, table_name) from duckdb_tables()
        ) as is_counted
    from duckdb_columns()
    where {which} and not internal
    group by all
"""
OF_BUILD = "database_name in ('build', 'work', 'landing')"
ONE = "(database_name, schema_name, table_name) = (?, ?, ?)"


@dataclass(frozen=True)
class TableFacts:
    """Rows and columns (name, DuckDB type, description) of one table or view. `rows` is None for views."""

    rows: int | None
    columns: tuple[tuple[str, str, str], ...]


def _opened(*files: Path) -> duckdb.DuckDBPyConnection:
    """A connection with those of the files attached that are there, under their names, read-only."""
    connection = duckdb.connect()
    for path in files:
        if path.exists():
            attach(connection, path)
    return connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach landing, work or build, read-only, under the name of its file; a lake may hold the landing."""
    if path.suffix == ".lake":
        lake.attach_pinned(connection, path)
    else:
        connection.execute(f"attach {literal(path)} as {path.stem} (read_only)")


def open_landing(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to what has landed: a file, or the snapshot of a lake that a file names."""
    if path.suffix == ".lake":
        return lake.open_pinned(path)
    return duckdb.connect(str(path), read_only=True)


def table_facts(*files: Path) -> dict[tuple[str, str], TableFacts]:
    """Rows and columns of everything in some of landing, work and build, by (schema, table)."""
    with _opened(*files) as connection:
        return _facts(connection, OF_BUILD)


def running_facts(database: str, schema: str, table: str) -> TableFacts:
    """Rows and columns of something that dbt has just built and committed, while dbt holds the files.

    Raises:
        KeyError: It is not there.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    held: Any = DuckDBConnectionManager.env()
    with held.conn.cursor() as connection:
        return _facts(connection, ONE, database, schema, table)[schema, table]


def _facts(
    connection: duckdb.DuckDBPyConnection, which: str, *values: str
) -> dict[tuple[str, str], TableFacts]:
    found = {}
    asked = connection.execute(RELATIONS.format(which=which), values)
    for database, schema, table, columns, is_counted in asked.fetchall():
        rows = None
        if is_counted:
            count = f'select count(*) from "{database}"."{schema}"."{table}"'
            [(rows,)] = connection.execute(count).fetchall()
        found[schema, table] = TableFacts(rows, tuple(columns))
    return found


def sample_rows(settings: Settings, questions: Mapping[str, str]) -> dict[str, Sample]:
    """The first rows of each question (a compiled test), by its name; one that cannot run is left out."""
    samples: dict[str, Sample] = {}
    with _opened(settings.build, settings.work, settings.landing) as connection:
        connection.execute("use build")  # what is published is named without its file
        for name, sql in questions.items():
            try:
                cursor = connection.execute(f"select * from (\n{sql}\n) limit {SAMPLE_ROWS}")
            except duckdb.Error:
                continue  # the failure itself is reported; its sample is a help, not a promise
            samples[name] = [str(column[0]) for column in cursor.description or ()], cursor.fetchall()
    return samples


def wal_of(path: Path) -> Path:
    """DuckDB's write-ahead log beside a database file."""
    return Path(f"{path}.wal")


def remove(*files: Path) -> None:
    """Remove database files that are there, with their write-ahead logs."""
    for path in files:
        path.unlink(missing_ok=True)
        wal_of(path).unlink(missing_ok=True)
