"""Which cell is meant by what somebody typed: an id, a claim, or words in any order.

Belongs here: looking up and searching the published file. Does not belong here: layout, or any other
question. What was typed is always a parameter, never a part of a statement.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import duckdb

from ..publish.wording import LANGUAGES, MEASURES, NATURES, Language

SHORTEST_ID = 6
"""Signs from which the beginning of a cell id is taken for one."""


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
        select cell_id from marts.observations
        where length($asked) >= $shortest and starts_with(cell_id, $asked)
        order by cell_id
        """,
        {"asked": asked, "shortest": SHORTEST_ID},
    ).fetchall()
    return [cell for (cell,) in rows]


def _plain(words: str) -> str:
    """SQL: a text without case and diacritics, its words with one space before and behind each."""
    plain = f"replace(strip_accents(lower(nfc_normalize({words}))), 'đ', 'd')"
    return f"' ' || trim(regexp_replace({plain}, '[^a-z0-9]+', ' ', 'g')) || ' '"


def _manner() -> str:
    """SQL: how a figure is stated, in the words of both languages."""
    labels = (
        each.word(column, words)
        for column, words in (("nature", NATURES), ("measure", MEASURES))
        for each in LANGUAGES
    )
    return f"concat_ws(' ', nature, measure, {', '.join(labels)})"


@dataclass(frozen=True)
class Place:
    """Where words are looked for: a table, its keys, and its text.

    A text is looked through once, however many cells share it; a cell has the words of all its places.
    """

    name: str
    keys: tuple[str, ...]
    text: str
    table: str


def _dimension(name: str, key: str, text: str) -> Place:
    return Place(name, (key,), text, f"marts.dim_{name}")


PLACES = (
    _dimension("indicator", "indicator_code", "concat_ws(' ', indicator_code, label_vi, label_en)"),
    _dimension("place", "place_id", "concat_ws(' ', place_id, name_vi, name_en)"),
    _dimension("period", "period_id", "concat_ws(' ', period_label, split_part(period_id, '@', 1))"),
    _dimension("scope", "scope_code", "concat_ws(' ', scope_code, label_vi, label_en)"),
    _dimension(
        "funding_source",
        "funding_source",
        "if(funding_source = '', '', concat_ws(' ', funding_source, label_vi, label_en))",
    ),
    Place("part", ("place_part",), "place_part", "(select distinct place_part from marts.observations)"),
    Place(
        "manner",
        ("nature", "measure"),
        _manner(),
        "(select distinct nature, measure from marts.observations)",
    ),
)


def _marks(sought: str) -> str:
    """SQL: which of the words stand in `text`, one bit each."""
    found = f"lambda word, turn: if(contains(text, {sought}), 1::bigint << (turn - 1)::bigint, 0)"
    return f"coalesce(list_sum(list_transform(words, {found})), 0)::bigint"


def _places() -> str:
    """SQL: the CTEs `asked` and, for each place, its keys, its text, and which words stand in it."""
    starts, wholes = _marks("' ' || word"), _marks("' ' || word || ' '")
    words = f"list_filter(string_split({_plain('$asked')}, ' '), lambda word: word <> '')"
    ctes = [f"asked as (select list_distinct({words})[1:40] as words)"]
    for place in PLACES:
        keys = ", ".join(place.keys)
        ctes.append(
            f"in_{place.name} as (select {keys}, text, {starts} as starts, {wholes} as wholes"
            f" from (select {keys}, {_plain(place.text)} as text from {place.table}), asked)"
        )
    return "with " + ",\n".join(ctes)


def _search_sql() -> str:
    joins = "\n".join(f"inner join in_{place.name} using ({', '.join(place.keys)})" for place in PLACES)
    starts, wholes = (
        "bit_count(" + " | ".join(f"in_{place.name}.{bits}" for place in PLACES) + ")"
        for bits in ("starts", "wholes")
    )
    # Words that stand together in one place say more: “hòa bình” is a province before it is two syllables.
    together = " + ".join(f"bit_count(in_{place.name}.wholes)::integer ** 2" for place in PLACES)
    # All words whole; else all of them as beginnings of words; else as many as there are.
    return f"""
{_places()},

marked as (
    select cell_id, place_id, indicator_code, period_start, {starts} as starts, {wholes} as wholes,
        {together} as together
    from marts.observations
    {joins}
),

graded as (
    select *, case len(words) when wholes then 2 when starts then 1 else 0 end as grade
    from marked, asked
    where starts > 0
)

select cell_id, grade > 0, count(*) over ()
from graded
where grade = (select max(grade) from graded)
order by starts + wholes desc, together desc, place_id, indicator_code, period_start nulls last, cell_id
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
    texts = " union ".join(f"select text from in_{place.name}" for place in PLACES)
    rows = release.execute(
        f"{_places()} select words, text from asked, ({texts})",
        {"asked": asked},
    ).fetchall()
    known = sorted({word for _, text in rows for word in text.split()})
    return {
        word: difflib.get_close_matches(word, known, 3, 0.6)
        for word in (rows[0][0] if rows else [])
        if not any(each.startswith(word) for each in known)
    }


def rejected(release: duckdb.DuckDBPyConnection, claim: str, language: Language) -> list[str]:
    """Why there is no such claim, where the figure was rejected: the messages of its findings."""
    rows = release.execute(
        f"select message_{language.code} from quality.rejects"
        " where report_id || '#' || figure = $claim order by rule_id",
        {"claim": claim},
    ).fetchall()
    return [said for (said,) in rows]


def near_claims(release: duckdb.DuckDBPyConnection, claim: str) -> list[str]:
    """Claims of the report named, or of the reports with the nearest names, as `report#first` to last."""
    reports = {
        report: (first, last)
        for report, first, last in release.execute(
            "select report_id, min(figure), max(figure) from marts.claims group by all order by report_id"
        ).fetchall()
    }
    wanted = claim.split("#")[0]
    near = [wanted] if wanted in reports else difflib.get_close_matches(wanted, list(reports), 3, 0.5)
    return [f"{report}#{reports[report][0]} – {report}#{reports[report][1]}" for report in near]
