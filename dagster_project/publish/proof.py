"""The proof before the switch: the candidate, alone and under another name, still answers.

A view that names the build's catalogue works as long as the build is there, with all tests green, and
is dead in the release; so is a macro. Here every table is read, every view and every call of a macro bound:
what is missing is found then. They are not worked out, which would take half a minute of a million figures:
their texts and tables are those of the build, whose tests have read them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from .content import relations, view_texts
from .macros import MACROS


def failures(path: Path) -> list[str]:
    """Open the file read-only with nothing attached and use all of it.

    Returns:
        What does not work, in words.
    """
    found: list[str] = []
    with duckdb.connect(str(path), read_only=True) as candidate:
        views = view_texts(candidate)
        for schema, name in relations(candidate):
            rows = 0 if (schema, name) in views else 1
            try:
                candidate.execute(f'select * from "{schema}"."{name}" limit {rows}').fetchall()
            except duckdb.Error as error:
                found.append(f"{schema}.{name} cannot be read in the release: {error}")
        there = {
            row[0]
            for row in candidate.execute(
                "select distinct function_name from duckdb_functions() "
                "where not internal and database_name = current_database()"
            ).fetchall()
        }
        known = {macro.name for macro in MACROS}
        found += [f"Nobody knows how to prove the macro {name}." for name in sorted(there - known)]
        for macro in MACROS:
            try:
                candidate.execute(f"{macro.probe} limit 0").fetchall()
            except duckdb.Error as error:
                found.append(f"The macro {macro.name} does not work in the release: {error}")
    return found
