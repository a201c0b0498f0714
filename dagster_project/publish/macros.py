"""The macros a release offers to whoever opens it, each with a call that proves it.

Macros are promised for a file opened directly or after `USE`: DuckDB binds them in the caller's
catalogue. A macro binds when it is created: those of `sql/` are made here, when the history is there; those
that are made of sentences and read no more than dbt builds, dbt makes (`dbt/macros/explanations.sql`).
"""

from __future__ import annotations

import duckdb

from . import script

MADE_HERE = (
    "claims_of",
    "explain",
    "as_known_on",
    "folded",
    "without_title",
    "search",
    "place_at",
    "for_spreadsheet",
)
"""Scripts that make a macro and comment on it, in the order in which they need each other."""

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


def texts() -> list[str]:
    """The scripts that make the macros."""
    return [script.text(name) for name in MADE_HERE]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros in the opened file; those that dbt made stay as they are.

    Raises:
        duckdb.Error: A table or column that a macro reads is not there.
    """
    for name in MADE_HERE:
        script.run(connection, name)
