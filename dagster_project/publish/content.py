"""What a release holds, as two hashes: its content and its shape.

Content is, per table, the row count and the order-free sum of DuckDB's row hash; per view its text, as
DuckDB keeps it: what a view shows follows from its text and the tables, and working it all out takes
longer than everything else in publishing. `meta`, `internal` and the history are left out, they differ
every time. Shape is what analysts see beside the values: columns, types, descriptions. Files cannot be
compared byte by byte: two identical builds differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from ..messages import UserError, message
from ..progress import Progress
from ..sql import SUMS
from . import script

HISTORY = {("quality", "revisions"), ("quality", "report_history")}


class Unreadable(UserError):
    """A table or view of the file does not answer."""


@dataclass(frozen=True)
class Content:
    """Hashes (SHA-256, hex), and row counts by `schema.table`; views have none."""

    content_sha256: str
    shape_sha256: str
    row_counts: dict[str, int]


def describe(connection: duckdb.DuckDBPyConnection) -> Content:
    """Read every table of the opened file once and hash it; bind every view.

    Raises:
        Unreadable: A view or table does not answer.
    """
    lines: list[str] = []
    counts: dict[str, int] = {}
    wanted: set[tuple[str, str]] = set()
    relations = script.run(connection, "relations").fetchall()
    progress = Progress("publish", len(relations), message("progress.tables-read"))
    for schema, name, view_text in relations:
        progress.done()
        if schema in ("meta", "internal") or (schema, name) in HISTORY:
            continue
        table, named = f"{schema}.{name}", f'"{schema}"."{name}"'
        # of a view names and types are resolved, nothing is worked out
        asked = f"from {named} limit 0" if view_text else SUMS.format(named)
        try:
            row = connection.execute(asked).fetchone()
        except duckdb.Error as error:
            raise Unreadable("content.unreadable", table=table, error=str(error)) from error
        if row is not None:
            counts[table] = row[0]
        lines.append("\t".join((table, *map(str, row or ("view", view_text)))))
        wanted.add((schema, name))
    columns = script.run(connection, "columns", catalogue="").fetchall()
    described = ["\t".join(map(str, column)) for column in columns if column[:2] in wanted]
    # Macros that dbt makes hold sentences, as views do.
    described += ["\t".join(row) for row in script.run(connection, "all_macros").fetchall()]
    return Content(sha256_of_lines(lines), sha256_of_lines(described), counts)


def sha256_of_lines(lines: Iterable[str]) -> str:
    """One hash (SHA-256, hex) for lines in their order; names of files may hold what is no text."""
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()
