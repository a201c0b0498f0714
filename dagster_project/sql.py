"""Pieces of statements of SQL: words and paths where no parameter can stand, and what tells tables apart."""

import importlib.util
from importlib.metadata import version
from pathlib import Path

SUMS = "select count(*), coalesce(sum(hash(*columns(*))), 0)::varchar from {}"
"""Rows of a table and the sum of their hashes in any order, which is that of its parts added up.

The values are hashed: of the row itself it takes half as long again.
"""


def literal(words: str | Path) -> str:
    """A text as it stands in a statement to attach, comment or set an option: `'Bob''s'`."""
    return "'" + str(words).replace("'", "''") + "'"


def extension(name: str) -> Path | None:
    """An extension of DuckDB, to be loaded, where its package is installed; nothing is ever downloaded."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "extensions" / f"v{version('duckdb')}" / f"{name}.duckdb_extension"
    return file if file.is_file() else None
