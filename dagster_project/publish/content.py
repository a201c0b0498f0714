"""What a release holds, as two hashes: its content and its shape.

Content is, per table and view, the row count and the order-free sum of DuckDB's row hash (0.05 s for a
million rows); `meta` and the history are left out, they differ every time. Shape is what analysts
see beside the values: columns, types, descriptions. Files cannot be compared byte by byte: two
identical builds differ.
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
    """Hashes (SHA-256, hex) and row counts by `schema.table`."""

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


def describe(connection: duckdb.DuckDBPyConnection) -> Content:
    """Read everything in the opened file once and hash it.

    Raises:
        Unreadable: A view or table does not answer; the message names it.
    """
    counted = [key for key in relations(connection) if key[0] != "meta" and key not in HISTORY]
    lines: list[str] = []
    counts: dict[str, int] = {}
    for schema, name in counted:
        try:
            row = connection.execute(
                f'select count(*), coalesce(sum(hash(t)), 0)::varchar from "{schema}"."{name}" t'
            ).fetchone()
        except duckdb.Error as error:
            raise Unreadable(f"{schema}.{name} cannot be read: {error}") from error
        assert row is not None
        counts[f"{schema}.{name}"] = row[0]
        lines.append(f"{schema}.{name}\t{row[0]}\t{row[1]}")
    wanted = set(counted)
    shape = [
        "\t".join(map(str, row))
        for row in connection.execute(
            "select schema_name, table_name, column_index, column_name, data_type, coalesce(comment, '') "
            "from duckdb_columns() where not internal and database_name = current_database() order by all"
        ).fetchall()
        if (row[0], row[1]) in wanted
    ]
    return Content(_sha256(lines), _sha256(shape), counts)


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
