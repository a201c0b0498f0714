"""What a release holds, as two hashes: its content and its shape.

Content is, per table, the row count and the order-free sum of DuckDB's row hash; per view its text, as
DuckDB keeps it: what a view shows follows from its text and the tables, and working it all out takes
longer than everything else in publishing. `meta` and the history are left out, they differ every time.
Shape is what analysts see beside the values: columns, types, descriptions. Files cannot be compared byte
by byte: two identical builds differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

HISTORY = frozenset({("quality", "revisions")})


class Unreadable(RuntimeError):
    """A table or view of the file does not answer."""


@dataclass(frozen=True)
class Content:
    """Hashes (SHA-256, hex), and row counts by `schema.table`; views have none."""

    content_sha256: str
    shape_sha256: str
    row_counts: dict[str, int]


def relations(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Schema and name of every table and view of the opened file, sorted."""
    return sorted(
        connection.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = current_database()"
        ).fetchall()
    )


def view_texts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The statement of every view of the opened file, by schema and name."""
    rows = connection.execute(
        "select schema_name, view_name, sql from duckdb_views() "
        "where not internal and database_name = current_database()"
    ).fetchall()
    return {(schema, name): text for schema, name, text in rows}


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The columns of every table and view of the opened file, quoted, in their order."""
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where not internal and database_name = current_database() "
        "order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault((schema, table), []).append('"' + column.replace('"', '""') + '"')
    return found


def describe(connection: duckdb.DuckDBPyConnection) -> Content:
    """Read every table of the opened file once and hash it; bind every view.

    Raises:
        Unreadable: A view or table does not answer; the message names it.
    """
    counted = [key for key in relations(connection) if key[0] != "meta" and key not in HISTORY]
    views, columns = view_texts(connection), _columns(connection)
    lines: list[str] = []
    counts: dict[str, int] = {}
    for schema, name in counted:
        text = views.get((schema, name))
        row_hash = (
            f"hash({', '.join(columns[schema, name])})"  # of the row as a whole it takes half as long again
        )
        question = f"count(*), coalesce(sum({row_hash}), 0)::varchar" if text is None else "*"
        bound = "" if text is None else " limit 0"  # names and types are resolved, nothing is worked out
        try:
            row = connection.execute(f'select {question} from "{schema}"."{name}" t{bound}').fetchone()
        except duckdb.Error as error:
            raise Unreadable(f"{schema}.{name} cannot be read: {error}") from error
        if row is not None:
            counts[f"{schema}.{name}"] = row[0]
        lines.append("\t".join((f"{schema}.{name}", *map(str, row or ("view", text)))))
    wanted = set(counted)
    shape = [
        "\t".join(map(str, row))
        for row in connection.execute(
            "select schema_name, table_name, column_index, column_name, data_type, coalesce(comment, '') "
            "from duckdb_columns() where not internal and database_name = current_database() order by all"
        ).fetchall()
        if (row[0], row[1]) in wanted
    ]
    # Macros that dbt makes hold sentences, as views do.
    shape += [
        "\t".join(row)
        for row in connection.execute(
            "select function_name, macro_definition from duckdb_functions() "
            "where not internal and database_name = current_database() order by all"
        ).fetchall()
    ]
    return Content(_sha256(lines), _sha256(shape), counts)


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
