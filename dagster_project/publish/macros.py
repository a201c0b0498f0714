"""The macros a release offers to whoever opens it, each with the call that proves it.

Macros are promised for a file opened directly or after `USE`: DuckDB binds them in the caller's
catalogue. They are made here, not by dbt: a macro binds when it is created, and a partial build into a
new file would fail on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from . import chain, history, spreadsheets


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
# A name without case, accents, marks and title.
_WORDS = f"trim(regexp_replace({_FOLD}, '[^a-z0-9]+', ' ', 'g'))"
_NAME = f"regexp_replace({_WORDS}, '^(tinh|thanh pho|tp) (.)', '\\2')"

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
        lambda there: f"create macro explain(cell) as table {chain.chain_sql(there, chain.named('cell'))}",
        "The whole chain of a number: what it says, where it was printed, what speaks against it: "
        "from explain('<cell_id of a fact>'), or from explain('<report_id>#<figure>').",
        "from explain((select min(cell_id) from marts.claims))",
    ),
    Macro(
        "as_known_on",
        history.AS_KNOWN_ON,
        "What was known at the end of a day (UTC): the observations of the release that was current then: "
        "from as_known_on(date '2026-12-31').",
        "from as_known_on('2026-12-31')",
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
    Macro(
        "place_at",
        f"""
        create macro place_at(name_or_code, on_date := null) as table
            select place_id, name_vi, name_en, kind, gso_code, iso_code, valid_from, valid_to,
                count(*) over ()::integer as candidates,
                count(*) over () > 1 as is_ambiguous
            from marts.dim_place
            where {_NAME.format("name_or_code::varchar")} <> ''
                and list_contains(
                    list_transform(
                        list_concat([place_id, name_vi, name_en, gso_code, iso_code], aliases),
                        lambda name: {_NAME.format("name")}
                    ),
                    {_NAME.format("name_or_code::varchar")}
                )
                and (on_date is null or valid_from is null or valid_from <= on_date::date)
                and (on_date is null or valid_to is null or valid_to >= on_date::date)
            order by valid_from nulls first, place_id
        """,
        "The place that a name, an old spelling, a statistical or an ISO code meant on a day. Without the "
        "day all that ever bore it, and is_ambiguous says so: from place_at('Bắc Ninh', '2013-12-31').",
        "from place_at('Bắc Ninh', '2013-12-31')",
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
    there = chain.columns_of(connection)
    return [macro.create if isinstance(macro.create, str) else macro.create(there) for macro in MACROS]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every macro in the opened file.

    Raises:
        duckdb.Error: A table or column that a macro reads is not there.
    """
    for macro, text in zip(MACROS, texts(connection), strict=True):
        connection.execute(text)
        comment = macro.comment.replace("'", "''")
        connection.execute(f"comment on macro table {macro.name} is '{comment}'")
