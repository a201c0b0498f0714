"""The macros a release offers to whoever opens it, each with the call that proves it.

Macros are promised for a file opened directly or after `USE`: DuckDB binds them in the caller's
catalogue. They are made here, not by dbt: a macro binds when it is created, and a partial build into a
new file would fail on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from . import chain


@dataclass(frozen=True)
class Macro:
    """A table macro: its `create` statement, what it says about itself, a call that must work.

    `create` may depend on the tables that the release has: a macro binds all of them when it is made.
    """

    name: str
    create: str | Callable[[chain.Columns], str]
    comment: str
    probe: str


_FOLD = "replace(strip_accents(lower(nfc_normalize({}))), 'đ', 'd')"

MACROS = (
    Macro(
        "claims_of",
        """
        create macro claims_of(cell) as table
            select report_id, figure, source_file, source_line, qualifier_printed, value_printed,
                unit_printed, value, value_low, value_high, unit_code, claim_status, flags
            from marts.claims
            where cell_id = cell
            order by report_id, figure
        """,
        "The claims behind one cell: from claims_of('<cell_id of a fact>').",
        "from claims_of((select min(cell_id) from marts.claims))",
    ),
    Macro(
        "explain",
        lambda there: f"create macro explain(cell) as table {chain.chain_sql(there, 'cell')}",
        "The whole chain of a number: what it says, where it was printed, what speaks against it: "
        "from explain('<cell_id of a fact>'), or from explain('<report_id>#<figure>').",
        "from explain((select min(cell_id) from marts.claims))",
    ),
    Macro(
        "search",
        f"""
        create macro search(words) as table
            with labels as (
                select 'indicator' as kind, indicator_code as code, label_vi, label_en
                from marts.dim_indicator
                union all
                select 'place', place_id, name_vi, name_en from marts.dim_place
            )
            select kind, code, label_vi, label_en
            from labels
            where list_bool_and(
                list_transform(
                    string_split_regex(trim({_FOLD.format("words")}), '\\s+'),
                    lambda word: contains({_FOLD.format("concat_ws(' ', code, label_vi, label_en)")}, word)
                )
            )
            order by kind, code
        """,
        "Codes of indicators and places by their names, with or without diacritics: from search('lao dong').",
        "from search('lao động')",
    ),
)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every macro in the opened file.

    Raises:
        duckdb.Error: A table or column that a macro reads is not there.
    """
    there = chain.columns_of(connection)
    for macro in MACROS:
        connection.execute(macro.create if isinstance(macro.create, str) else macro.create(there))
        comment = macro.comment.replace("'", "''")
        connection.execute(f"comment on macro table {macro.name} is '{comment}'")
