"""Words and paths in statements of SQL, where no parameter can stand: files to attach, comments, options."""

import importlib.util
from importlib.metadata import version
from pathlib import Path


def literal(words: str | Path) -> str:
    """A text as it stands in a statement: `'Bob''s'`."""
    return "'" + str(words).replace("'", "''") + "'"


def extension(name: str) -> Path | None:
    """An extension of DuckDB, to be loaded, where its package is installed; nothing is ever downloaded."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "extensions" / f"v{version('duckdb')}" / f"{name}.duckdb_extension"
    return file if file.is_file() else None
