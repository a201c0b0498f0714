"""Which cells are meant by what somebody typed: an id, a claim, a number, or words in any order.

Belongs here: looking up and searching the published file. Does not belong here: layout, or any other
question. What was typed is always a parameter, never a part of a statement.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import duckdb

from ..messages import Language
from ..reading.numbers import format_decimal, read_number
from ..reading.qualifiers import QualifierIndex
from ..reading.reason import Unreadable
from ..reading.text import nearest
from ..reading.units import UnitIndex
from ..vocabulary import Vocabulary

LONGEST_NUMBER = 12
"""Most words of a number with its qualifier and unit."""

SHORTEST_ID = 6
"""Signs from which the beginning of a cell id is taken for one."""

_ENGLISH = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_SQL = Path(__file__).with_name("sql")


@dataclass(frozen=True)
class Match:
    """Cells that fit, the best first.

    `count` is how many there are, of which `cells` holds some; `complete` tells whether they have all the
    words or only most of them; `claims` says by cell which of its claims fit, where a number was asked for:
    `{"1f…": ["thai-binh-2012-2022#4: “947 …”"]}`.
    """

    cells: list[str]
    count: int
    complete: bool = True
    claims: dict[str, list[str]] = field(default_factory=dict)


def named(release: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """Cells named by an id, by the beginning of one, or by a claim (`report#figure`).

    Cells that only earlier releases had are among them where no cell of this release is named so.
    """
    for table in ("marts.observations", "quality.revisions"):
        rows = release.execute(
            f"""
            select cell_id from marts.claims where claim = $asked
            union
            select cell_id from {table} where length($asked) >= $shortest and starts_with(cell_id, $asked)
            order by cell_id
            """,
            {"asked": asked, "shortest": SHORTEST_ID},
        ).fetchall()
        if rows:
            break
    return [cell for (cell,) in rows]


def with_number(release: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, asked: str, shown: int) -> Match:
    """Cells with a claim of this printed form or value.

    A number is read the Vietnamese way and, where that can be, the English way: `15.743` and `15743` are
    15743, `1,5` and `1.5` are one and a half. Words are read too (25 in words is 25). With its unit it means
    claims of just this value, in whatever unit they are printed; a qualifier before it chooses nothing, the
    number may be known without.
    """
    numbers = _numbers(asked)
    spellings = {asked, *map(format_decimal, numbers), *(f"{n:f}".replace(".", ",") for n in numbers)}
    in_units = [] if numbers else _in_units(asked, vocabulary)
    rows = release.execute(
        _statement("cells_with_number"),
        {
            "asked": asked,
            "spellings": sorted(spellings),
            "readings": numbers or [value for value, unit_code in in_units if not unit_code],
            "in_unit": [f"{value:.6f} {unit_code}" for value, unit_code in in_units if unit_code],
            "shown": shown,
        },
    ).fetchall()
    count = rows[0][2] if rows else 0
    return Match([cell for cell, *_ in rows], count, claims={cell: claims for cell, claims, _ in rows})


def _numbers(asked: str) -> list[Decimal]:
    """What a text is as a number, in each way in which it can be read."""
    readings = set()
    with suppress(Unreadable):  # not a number, or one that is written the English way
        readings.add(read_number(asked).point)
    if _ENGLISH.fullmatch(asked):
        readings.add(Decimal(asked.replace(",", "")))
    return sorted(n for n in readings if n is not None and abs(n) < Decimal(10) ** 21)


def _in_units(asked: str, vocabulary: Vocabulary) -> list[tuple[Decimal, str]]:
    """The values of a number with qualifier, unit or both around it, and their canonical unit, blank for any.

    `[(Decimal(5739000000), "VND")]` for 5,739 thousand millions of money, however it is put.
    """
    words = asked.split()
    if not 1 < len(words) <= LONGEST_NUMBER:
        return []
    units, qualifiers = UnitIndex(vocabulary.units), QualifierIndex(vocabulary.qualifiers)
    found = set()
    for start, end in combinations(range(len(words) + 1), 2):
        numbers = _numbers(" ".join(words[start:end]))
        for cut in range(end, len(words) + 1) if numbers else ():
            around = [" ".join(words[:start]), " ".join(words[cut:])]
            unit = " ".join(words[end:cut])
            with suppress(Unreadable):
                qualifiers.read(" … ".join(around) if all(around) else "".join(around))
                read = units.read(unit) if unit else None
                for number in numbers:
                    found.add((number * read.factor, read.unit_code) if read else (number, ""))
    return sorted(found)


def with_words(release: duckdb.DuckDBPyConnection, words: Vocabulary, asked: str, shown: int) -> Match:
    """Cells that have all the words, in any order, with or without diacritics; else those that have most."""
    stated_as = {nature.nature: f"{nature.label_vi} {nature.label_en}" for nature in words.natures.values()}
    stated_as |= {
        m.measure: f"{m.label_vi} {m.label_en}" if m.measure else "" for m in words.measures.values()
    }
    release.execute(
        _statement("searched_texts"),
        {"asked": asked, "codes": list(stated_as), "code_words": list(stated_as.values())},
    )
    rows = release.execute(_statement("cells_with_words"), {"shown": shown}).fetchall()
    if not rows:
        return Match([], 0, False)
    return Match([cell for cell, *_ in rows], rows[0][2], rows[0][1])


def unknown_words(release: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Of the words that `with_words` looked for those that occur nowhere, with the nearest that do."""
    rows = release.execute("select distinct words, text from searched_texts").fetchall()
    known = sorted({word for _, text in rows for word in text.split()})
    return {
        word: list(nearest(word, known))
        for word in (rows[0][0] if rows else [])
        if not any(each.startswith(word) for each in known)
    }


def rejected(release: duckdb.DuckDBPyConnection, claim: str, language: Language) -> list[str]:
    """Why there is no such claim, where the figure was rejected: the messages of its findings."""
    rows = release.execute(
        f"select message_{language} from quality.rejects"
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
    near = [wanted] if wanted in reports else nearest(wanted, reports, cutoff=0.5)
    return [f"{report}#{reports[report][0]} – {report}#{reports[report][1]}" for report in near]


def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")
