"""Questions to what dbt built: how many rows, which columns, which rows a test found.

Read-only, one connection per question, closed again: whoever keeps one open keeps dbt out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..settings import Settings

SAMPLE_ROWS = 20


@dataclass(frozen=True)
class TableFacts:
    """Rows and columns (name, DuckDB type, description) of one table or view. `rows` is None for views."""

    rows: int | None
    columns: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Sample:
    """The first rows a question returned, as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build as dbt saw it: build opened, work and landing attached, all read-only.

    A file that is not there is left out.
    """
    if settings.build.exists():
        connection = duckdb.connect(str(settings.build), read_only=True)
    else:
        connection = duckdb.connect()
    try:
        for name, path in (("work", settings.work), ("landing", settings.landing)):
            if path.exists():
                connection.execute(f"attach {quoted(path)} as {name} (read_only)")
        yield connection
    finally:
        connection.close()


def table_facts(settings: Settings) -> dict[tuple[str, str], TableFacts]:
    """Rows and columns of everything in build and work, by (schema, table)."""
    with reading(settings) as connection:
        return _table_facts(connection, ("build", "work"))


def landing_facts(settings: Settings) -> dict[tuple[str, str], TableFacts]:
    """Rows and columns of everything that has landed, by (schema, table).

    Opens nothing else: work and build may be damaged, and are made anew only after this.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {quoted(settings.landing)} as landing (read_only)")
        return _table_facts(connection, ("landing",))


def _table_facts(
    connection: duckdb.DuckDBPyConnection, databases: Sequence[str]
) -> dict[tuple[str, str], TableFacts]:
    columns: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for database, schema, table, *column in connection.execute(
        """
        select database_name, schema_name, table_name, column_name, data_type, coalesce(comment, '')
        from duckdb_columns() where list_contains(?, database_name) and not internal
        order by database_name, schema_name, table_name, column_index
        """,
        [databases],
    ).fetchall():
        columns.setdefault((database, schema, table), []).append(tuple(column))
    # facts are selections, quickly counted; other views are worked out by whoever asks
    counted = connection.execute(
        "select database_name, schema_name, table_name from duckdb_tables() union all "
        "select database_name, schema_name, view_name from duckdb_views() where schema_name = 'marts'"
    ).fetchall()
    facts = {(schema, table): TableFacts(None, tuple(found)) for (_, schema, table), found in columns.items()}
    for database, schema, table in columns.keys() & set(counted):
        ((rows,),) = connection.execute(f'select count(*) from "{database}"."{schema}"."{table}"').fetchall()
        facts[schema, table] = dataclasses.replace(facts[schema, table], rows=rows)
    return facts


def sample_rows(settings: Settings, questions: Mapping[str, str]) -> dict[str, Sample]:
    """The first rows of each question (a compiled test), by its name; one that cannot run is left out."""
    if not questions:
        return {}
    samples: dict[str, Sample] = {}
    with reading(settings) as connection:
        for name, sql in questions.items():
            try:
                cursor = connection.execute(f"select * from (\n{sql}\n) limit {SAMPLE_ROWS}")
            except duckdb.Error:
                continue  # the failure itself is reported; its sample is a help, not a promise
            header = tuple(str(c[0]) for c in cursor.description or ())
            samples[name] = Sample(header, tuple(tuple(_text(v) for v in row) for row in cursor.fetchall()))
    return samples


def _text(value: object) -> str:
    return "" if value is None else str(value)


def quoted(path: Path) -> str:
    """A path as a string of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def wal_of(path: Path) -> Path:
    """DuckDB's write-ahead log beside a database file."""
    return Path(f"{path}.wal")
