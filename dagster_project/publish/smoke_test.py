"""The last test before the switch: the candidate, alone and under another name, still answers.

A view that names the build's catalogue works as long as the build is there, with all tests green, and
is dead in the release; so is a macro. Here every table is read, every view and every call of a macro bound:
what is missing is found then. They are not worked out, which would take half a minute of a million figures:
their texts and tables are those of the build, whose tests have read them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ..messages import Message, message
from . import script

PROBES = {
    "claims_of": "from claims_of((select min(cell_id) from marts.claims))",
    "explanation_of": "from explanation_of((select min(cell_id) from marts.claims))",
    "release_in_words": "select release_in_words('a', null)",
    "change_in_words": "select change_in_words('added', 1, 1, 2, {'en': 'ha', 'vi': 'ha'}, '', '')",
    "revision_in_words": "select revision_in_words(1, 1, 1, {'en': 'ha', 'vi': 'ha'}, "
    "timestamp '2026-01-01', null, '', '')",
    "gone_in_words": "select gone_in_words({'en': 'a', 'vi': 'a'}, '', 'a', '', '', '', '', '')",
    "explain": "from explain((select min(cell_id) from marts.claims))",
    "as_known_on": "from as_known_on('2026-12-31')",
    "folded": "select folded('Ha Noi')",
    "without_title": "select without_title('TP. Ha Noi')",
    "search": "from search('lao dong')",
    "place_at": "from place_at('Bac Ninh', '2013-12-31')",
    "for_spreadsheet": "from for_spreadsheet('quality.rejects')",
}
"""A call of every macro that must work in a release, those included that dbt made."""


def failures(path: Path) -> list[Message]:
    """Open the file read-only with nothing attached and use all of it; what does not work."""
    with duckdb.connect(str(path), read_only=True) as candidate:
        return failures_of(candidate, whole=True)


def failures_of(candidate: duckdb.DuckDBPyConnection, whole: bool = False) -> list[Message]:
    """Use all of the database that a connection uses; what does not work.

    Where it is to be `whole`, every macro of today must be there and no other: a release of another time has
    other ones.
    """
    found: list[Message] = []
    for schema, name, view_text in script.run(candidate, "relations").fetchall():
        rows = 1 if view_text is None else 0
        try:
            candidate.execute(f'select * from "{schema}"."{name}" limit {rows}').fetchall()
        except duckdb.Error as error:
            table = f"{schema}.{name}"
            found.append(message("release.table-fails", table=table, error=str(error)))
    there = {name for name, _ in script.run(candidate, "all_macros").fetchall()}
    for name in sorted(there - PROBES.keys() if whole else ()):
        found.append(message("release.unknown-macro", macro=name))
    for name, probe in PROBES.items():
        if not whole and name not in there:
            continue
        try:
            candidate.execute(f"{probe} limit 0").fetchall()
        except duckdb.Error as error:
            found.append(message("release.macro-fails", macro=name, error=str(error)))
    return found
