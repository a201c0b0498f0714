"""What a release holds, as two hashes: its content and its shape.

Content is, per table, the row count and the order-free sum of DuckDB's row hash; per view its text, as
DuckDB keeps it: what a view shows follows from its text and the tables, and working it all out takes
longer than everything else in publishing. `meta`, `internal` and the history are left out, they differ
every time. Shape is what analysts see beside the values: columns, types, descriptions. Files cannot be
compared byte by byte: two identical builds differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import duckdb

from ..messages import UserError, message
from ..progress import Progress
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
        table = f"{schema}.{name}"
        # a hash of the values: of the row itself it takes half as long again
        asked = "1" if view_text else "count(*), coalesce(sum(hash(*columns(*))), 0)::varchar"
        # of a view names and types are resolved, nothing is worked out
        source = f'(select * from "{schema}"."{name}"{" limit 0" if view_text else ""})'
        try:
            row = connection.execute(f"select {asked} from {source}").fetchone()
        except duckdb.Error as error:
            raise Unreadable("content.unreadable", table=table, error=str(error)) from error
        if row is not None:
            counts[table] = row[0]
        lines.append("\t".join((table, *map(str, row or ("view", view_text)))))
        wanted.add((schema, name))
    shape = script.run(connection, "all_columns").fetchall()
    described = ["\t".join(map(str, column)) for column in shape if column[:2] in wanted]
    # Macros that dbt makes hold sentences, as views do.
    described += ["\t".join(row) for row in script.run(connection, "all_macros").fetchall()]
    return Content(_sha256(lines), _sha256(described), counts)


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
