"""Which cell is meant by what somebody typed: an id, a claim, or words in any order.

Belongs here: looking up and searching the published file. Does not belong here: layout, or any other
question. What was typed is always a parameter, never a part of a statement.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import duckdb

from ..publish import chain

SHORTEST_ID = 6
"""Signs from which the beginning of a cell id is taken for one."""

PLAIN = "replace(strip_accents(lower(nfc_normalize({}))), 'đ', 'd')"
"""SQL: a text without case and diacritics."""


@dataclass(frozen=True)
class Match:
    """Cells that fit the words, the best first.

    `whole` tells whether they have all the words or only most of them; `count` is how many there are,
    of which `cells` holds some.
    """

    cells: list[str]
    count: int
    whole: bool


def named(release: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """Cells named by an id, by the beginning of one, or by a claim (`report#figure`)."""
    rows = release.execute(
        """
        select cell_id from marts.claims where claim = $asked
        union
        select cell_id from marts.observations where length($asked) >= $shortest and starts_with(cell_id, $asked)
        order by cell_id
        """,
        {"asked": asked, "shortest": SHORTEST_ID},
    ).fetchall()
    return [cell for (cell,) in rows]


def _manner() -> str:
    """SQL: how a figure is stated, in the words of both languages."""
    columns = (("nature", chain.NATURES), ("measure", chain.MEASURES | {"": ("", "")}))
    labels = (chain.word(column, words, language) for column, words in columns for language in (0, 1))
    return f"concat_ws(' ', nature, measure, {', '.join(labels)})"


# What words are looked for in: name, key columns, text, table. Each text is searched once however many
# cells share it; a cell has the words of all its parts.
PLACES_OF_WORDS = (
    (
        "indicators",
        ("indicator_code",),
        "concat_ws(' ', indicator_code, label_vi, label_en)",
        "marts.dim_indicator",
    ),
    ("places", ("place_id",), "concat_ws(' ', place_id, name_vi, name_en)", "marts.dim_place"),
    (
        "periods",
        ("period_id",),
        "concat_ws(' ', period_label, split_part(period_id, '@', 1))",
        "marts.dim_period",
    ),
    ("scopes", ("scope_code",), "concat_ws(' ', scope_code, label_vi, label_en)", "marts.dim_scope"),
    (
        "sources",
        ("funding_source",),
        "if(funding_source = '', '', concat_ws(' ', funding_source, label_vi, label_en))",
        "marts.dim_funding_source",
    ),
    (
        "manners",
        ("nature", "measure"),
        _manner(),
        "(select distinct nature, measure from marts.observations)",
    ),
    ("parts", ("place_part",), "place_part", "(select distinct place_part from marts.observations)"),
)


def _marks(end: str) -> str:
    """SQL: which of the words stand in `hay`, bit by bit."""
    return (
        "coalesce(list_sum(list_transform(words,"
        f" lambda word, turn: if(contains(hay, ' ' || word{end}), (1::bigint << (turn - 1)::bigint), 0))), 0)::bigint"
    )


def _hays() -> str:
    """SQL: the CTEs `asked` and, for each place of words, its keys, its text, and which words stand in it."""
    ctes = [
        f"""asked as (
            select list_distinct(list_filter(
                string_split_regex({PLAIN.format("$asked")}, '[^a-z0-9]+'), lambda word: word <> ''
            ))[1:40] as words
        )"""
    ]
    for name, keys, words, table in PLACES_OF_WORDS:
        key = ", ".join(keys)
        hay = f"' ' || regexp_replace({PLAIN.format(words)}, '[^a-z0-9]+', ' ', 'g') || ' '"
        ctes.append(
            f"{name} as (select {key}, hay, {_marks('')} as starts, {_marks(chr(32) + '|| chr(32)')} as wholes"
            f" from (select {key}, {hay} as hay from {table}), asked)"
        )
    return "with " + ",\n".join(ctes)


def _search_sql() -> str:
    joins = "\n".join(
        f"inner join {name} on " + " and ".join(f"observations.{key} = {name}.{key}" for key in keys)
        for name, keys, *_ in PLACES_OF_WORDS
    )
    starts, wholes = (
        "bit_count(" + " | ".join(f"{name}.{bits}" for name, *_ in PLACES_OF_WORDS) + ")"
        for bits in ("starts", "wholes")
    )
    # All words whole, else all as beginnings of words, else as many as there are.
    return f"""
{_hays()},

marked as (
    select observations.cell_id, observations.place_id, observations.indicator_code,
        observations.period_start, {starts} as starts, {wholes} as wholes
    from marts.observations as observations
    {joins}
),

graded as (
    select *,
        case when wholes = len((select words from asked)) then 2 when starts = len((select words from asked)) then 1
            else 0 end as grade
    from marked
    where starts > 0
)

select cell_id, grade > 0, count(*) over () as matching
from graded
where grade = (select max(grade) from graded)
order by starts + wholes desc, place_id, indicator_code, period_start nulls last, cell_id
limit $limit
"""


def search(release: duckdb.DuckDBPyConnection, asked: str, limit: int) -> Match:
    """Cells that have all the words, in any order, with or without diacritics; else those that have most."""
    rows = release.execute(_search_sql(), {"asked": asked, "limit": limit}).fetchall()
    if not rows:
        return Match([], 0, False)
    return Match([cell for cell, *_ in rows], rows[0][2], rows[0][1])


def unknown_words(release: duckdb.DuckDBPyConnection, asked: str) -> dict[str, list[str]]:
    """Words that occur nowhere, with the nearest that do."""
    hays = " union ".join(f"select hay from {name}" for name, *_ in PLACES_OF_WORDS)
    row = release.execute(
        f"{_hays()} select (select words from asked),"
        f" (select list(distinct word order by word) from"
        f" (select unnest(string_split(hay, ' ')) as word from ({hays})) where word <> '')",
        {"asked": asked},
    ).fetchone()
    assert row is not None
    words, known = row[0] or [], row[1] or []
    return {
        word: difflib.get_close_matches(word, known, 3, 0.6)
        for word in words
        if not any(each.startswith(word) for each in known)
    }


def rejected(release: duckdb.DuckDBPyConnection, claim: str, language: int) -> list[str]:
    """Why there is no such claim, where the figure was rejected: the messages of its findings."""
    message = ("message_en", "message_vi")[language]
    rows = release.execute(
        f"select {message} from quality.rejects where report_id || '#' || figure = $claim order by rule_id",
        {"claim": claim},
    ).fetchall()
    return [said for (said,) in rows]


def near_claims(release: duckdb.DuckDBPyConnection, claim: str) -> list[str]:
    """Claims of the report named, or of the reports with the nearest names, as `report#first` to last."""
    reports = {
        report: (first, last)
        for report, first, last in release.execute(
            "select report_id, min(figure), max(figure) from marts.claims group by report_id order by report_id"
        ).fetchall()
    }
    wanted = claim.split("#")[0]
    near = [wanted] if wanted in reports else difflib.get_close_matches(wanted, list(reports), 3, 0.5)
    return [f"{report}#{reports[report][0]} – {report}#{reports[report][1]}" for report in near]
