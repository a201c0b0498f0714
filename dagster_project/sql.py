"""Words and paths in statements of SQL, where no parameter can stand: files to attach, comments, options."""

from pathlib import Path


def literal(words: str | Path) -> str:
    """A text as it stands in a statement: `'Bob''s'`."""
    return "'" + str(words).replace("'", "''") + "'"
