"""The macros a release offers to whoever opens it, each with the call that proves it.

Macros are promised for a file opened directly or after `USE`: DuckDB binds them in the caller's
catalogue. A macro binds when it is created: those of `sql/` are made here, when the history is there; those
that are made of sentences and read no more than dbt builds, dbt makes (`dbt/macros/explanations.sql`).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from . import script, spreadsheets


@dataclass(frozen=True)
class Macro:
    """A macro: its `create` statement, what it says about itself, and a call that must work.

    A macro that dbt makes has neither: `Macro("gone_in_words", "", "", "select gone_in_words(…)")`.
    """

    name: str
    create: str
    comment: str
    probe: str


def _of_file(name: str, comment: str, probe: str) -> Macro:
    return Macro(name, script.text(name), comment, probe)


def _of_dbt(name: str, probe: str) -> Macro:
    return Macro(name, "", "", probe)


MACROS = (
    _of_file(
        "claims_of",
        "The claims behind one cell: from claims_of('<cell_id of a fact>').",
        "from claims_of((select min(cell_id) from marts.claims))",
    ),
    _of_dbt("explanation_of", "from explanation_of((select min(cell_id) from marts.claims))"),
    _of_dbt("release_in_words", "select release_in_words('a', null)"),
    _of_dbt("change_in_words", "select change_in_words('added', 1, 1, 2, {'en': 'ha', 'vi': 'ha'}, '', '')"),
    _of_dbt(
        "revision_in_words",
        "select revision_in_words(1, 1, 1, {'en': 'ha', 'vi': 'ha'}, timestamp '2026-01-01', null, '', '')",
    ),
    _of_dbt("gone_in_words", "select gone_in_words({'en': 'a', 'vi': 'a'}, '', 'a', '', '', '', '', '')"),
    _of_file(
        "explain",
        "The whole chain of a number: what it says, where it was printed, what speaks against it, what "
        "changed: from explain('<cell_id of a fact>'), or from explain('<report_id>#<figure>').",
        "from explain((select min(cell_id) from marts.claims))",
    ),
    _of_file(
        "as_known_on",
        "What was known at the end of a day (UTC): the observations of the release that was current then: "
        "from as_known_on(date '2026-12-31').",
        "from as_known_on('2026-12-31')",
    ),
    _of_file(
        "folded",
        "A text without case and diacritics: select folded('Ha Noi').",
        "select folded('Ha Noi')",
    ),
    _of_file(
        "without_title",
        "A name of a place without case, diacritics and title: select without_title('TP. Ha Noi').",
        "select without_title('TP. Ha Noi')",
    ),
    _of_file(
        "search",
        "Codes of indicators and places by their names, with or without diacritics: from search('lao dong').",
        "from search('lao dong')",
    ),
    _of_file(
        "place_at",
        "The place that a name, an old spelling, a statistical or an ISO code meant on a day. Without the "
        "day all that ever bore it, and is_ambiguous says so: from place_at('Bac Ninh', '2013-12-31').",
        "from place_at('Bac Ninh', '2013-12-31')",
    ),
    Macro(
        "for_spreadsheet",
        spreadsheets.FOR_SPREADSHEET,
        "A table as text in which no cell is taken for a formula, to be written out as CSV: "
        "copy (from for_spreadsheet('quality.rejects')) to 'rejects.csv'.",
        "from for_spreadsheet('quality.rejects')",
    ),
)


def texts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make every macro in the opened file."""
    return [macro.create for macro in MACROS if macro.create]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every macro in the opened file, those that dbt made left as they are.

    Raises:
        duckdb.Error: A table or column that a macro reads is not there.
    """
    for macro in MACROS:
        if macro.create:
            connection.execute(macro.create)
            kind = "macro table" if macro.probe.startswith("from ") else "macro"
            comment = macro.comment.replace("'", "''")
            connection.execute(f"comment on {kind} {macro.name} is '{comment}'")
