"""A figure keeps the territory it was published for; the frames of 63 and 34 provinces are honest about it.

The tempting clean-up that would break this: matching provinces by name or code, summing what has a missing
part, splitting what a merged province published, or adding up shares and means.
"""

from __future__ import annotations

import dataclasses
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project import ingest, publish, transform
from dagster_project.settings import Settings
from tests.small_world import lend, write_report

PROJECT = Path(__file__).resolve().parents[2]

# report: place, published, kind, figures with these cells
CELLS = ("indicator", "scope", "base", "period", "nature", "funding_source", "qualifier", "value", "unit")
Figures = tuple[tuple[str, str, str, str, str, str, str, str, str], ...]
REPORTS: dict[str, tuple[str, str, str, Figures]] = {
    "bac-giang-2013": (
        "bac-giang",
        "2014-03-05",
        "authority",
        (
            ("funding", "", "", "2013", "actual", "local", "", "4.250,5", "triệu đồng"),
            ("trainees", "vocational", "", "2013", "actual", "local", "", "1.200", "người"),
            ("trainees", "vocational", "", "2015", "target", "local", "", "1.500", "người"),
            ("establishments_supported", "", "", "2013", "actual", "local", "chưa đầy", "10", "cơ sở"),
            ("site_fill_rate", "cluster", "", "2013", "actual", "", "", "60", "%"),
            ("funding", "demonstration", "", "2013", "actual", "local", "", "200", "triệu đồng/mô hình"),
            ("exports", "", "", "2013", "actual", "", "", "10", "triệu USD"),
            ("schemes", "", "", "2011/2013", "actual", "local", "", "30", "đề án"),
            ("workers", "", "", "now", "actual", "", "", "5.000", "người"),
        ),
    ),
    "bac-ninh-2013": (
        "bac-ninh",
        "2014-04-01",
        "authority",
        (
            ("funding", "", "", "2013", "actual", "local", "", "2.000", "triệu đồng"),
            ("trainees", "vocational", "", "2013", "actual", "local", "", "800", "người"),
            ("trainees", "vocational", "", "2015", "plan", "local", "", "900", "người"),
            ("establishments_supported", "", "", "2013", "actual", "local", "", "5", "cơ sở"),
            ("site_fill_rate", "cluster", "", "2013", "actual", "", "", "40", "%"),
            ("funding", "demonstration", "", "2013", "actual", "local", "", "100", "triệu đồng/mô hình"),
            ("exports", "", "", "2013", "actual", "", "", "900", "tỷ đồng"),
            ("schemes", "", "", "2013", "actual", "local", "", "12", "đề án"),
            ("workers", "", "", "now", "actual", "", "", "7.000", "người"),
        ),
    ),
    # published for the merged province
    "bac-ninh-2025": (
        "bac-ninh-2025",
        "2026-01-20",
        "authority",
        (("trainees", "vocational", "", "2025", "actual", "local", "", "3.000", "người"),),
    ),
    # the other half of Hải Phòng is not reported
    "hai-duong-2013": (
        "hai-duong",
        "2014-02-01",
        "authority",
        (("trainees", "vocational", "", "2013", "actual", "local", "", "700", "người"),),
    ),
    # Hà Nội of 2008 is more than these two: parts of Vĩnh Phúc and Hòa Bình too
    "ha-tay-2007": (
        "ha-tay",
        "2008-02-01",
        "authority",
        (("trainees", "vocational", "", "2007", "actual", "local", "", "400", "người"),),
    ),
    "ha-noi-2007": (
        "ha-noi-before-2008",
        "2008-02-01",
        "authority",
        (("trainees", "vocational", "", "2007", "actual", "local", "", "600", "người"),),
    ),
    "vinh-phuc-2007": (
        "vinh-phuc",
        "2008-02-01",
        "authority",
        (("trainees", "vocational", "", "2007", "actual", "local", "", "300", "người"),),
    ),
    # the same province in both frames; two reports contradict each other
    "cao-bang-2013": (
        "cao-bang",
        "2014-02-01",
        "press",
        (
            ("income", "", "", "2013", "actual", "", "", "3", "triệu đồng/người/tháng"),
            ("craft_villages", "", "", "2013", "actual", "", "", "10", "làng"),
        ),
    ),
    "cao-bang-2013-again": (
        "cao-bang",
        "2014-05-01",
        "press",
        (("craft_villages", "", "", "2013", "actual", "", "", "20", "làng"),),
    ),
}

# frame, province, indicator, scope, period, nature, unit: value, low, high, known, needed, claims
TRAINED = ("trainees", "vocational")
EXPECTED = {
    (34, "bac-ninh-2025", "funding", "", "2013", "actual", "VND"): (
        ("6250500000", "6249950000", "6251050000", 2, 2),
        ["bac-giang-2013#1", "bac-ninh-2013#1"],
    ),
    (34, "bac-ninh-2025", *TRAINED, "2013", "actual", "person"): (
        ("2000", "2000", "2000", 2, 2),
        ["bac-giang-2013#2", "bac-ninh-2013#2"],
    ),
    # a target and a plan never meet
    (34, "bac-ninh-2025", *TRAINED, "2015", "target", "person"): (
        (None, "1500", None, 1, 2),
        ["bac-giang-2013#3"],
    ),
    (34, "bac-ninh-2025", *TRAINED, "2015", "plan", "person"): (
        (None, "900", None, 1, 2),
        ["bac-ninh-2013#3"],
    ),
    # one part is a bound only
    (34, "bac-ninh-2025", "establishments_supported", "", "2013", "actual", "establishment"): (
        (None, "5", "15", 2, 2),
        ["bac-giang-2013#4", "bac-ninh-2013#4"],
    ),
    # a ratio, and an amount per model
    (34, "bac-ninh-2025", "site_fill_rate", "cluster", "2013", "actual", "percent"): (
        (None, None, None, 2, 2),
        ["bac-giang-2013#5", "bac-ninh-2013#5"],
    ),
    (34, "bac-ninh-2025", "funding", "demonstration", "2013", "actual", "VND_per_model"): (
        (None, None, None, 2, 2),
        ["bac-giang-2013#6", "bac-ninh-2013#6"],
    ),
    # dollars and đồng, a span and a year, "now" of two reports
    (34, "bac-ninh-2025", "exports", "", "2013", "actual", "USD"): (
        (None, "9500000", None, 1, 2),
        ["bac-giang-2013#7"],
    ),
    (34, "bac-ninh-2025", "exports", "", "2013", "actual", "VND"): (
        (None, "899500000000", None, 1, 2),
        ["bac-ninh-2013#7"],
    ),
    (34, "bac-ninh-2025", "schemes", "", "2011/2013", "actual", "scheme"): (
        (None, "30", None, 1, 2),
        ["bac-giang-2013#8"],
    ),
    (34, "bac-ninh-2025", "schemes", "", "2013", "actual", "scheme"): (
        (None, "12", None, 1, 2),
        ["bac-ninh-2013#8"],
    ),
    (34, "bac-ninh-2025", "workers", "", "now@bac-giang-2013", "actual", "person"): (
        (None, "5000", None, 1, 2),
        ["bac-giang-2013#9"],
    ),
    # published for the new province: as it is in the one frame, not split in the other
    (34, "bac-ninh-2025", *TRAINED, "2025", "actual", "person"): (
        ("3000", "3000", "3000", 1, 1),
        ["bac-ninh-2025#1"],
    ),
    (63, "bac-giang", *TRAINED, "2025", "actual", "person"): (
        (None, None, None, 0, 1),
        ["bac-ninh-2025#1"],
    ),
    (63, "bac-giang", *TRAINED, "2013", "actual", "person"): (
        ("1200", "1200", "1200", 1, 1),
        ["bac-giang-2013#2"],
    ),
    (63, "bac-giang", "site_fill_rate", "cluster", "2013", "actual", "percent"): (
        ("60", "59.5", "60.5", 1, 1),
        ["bac-giang-2013#5"],
    ),
    (34, "hai-phong-2025", *TRAINED, "2013", "actual", "person"): (
        (None, "700", None, 1, 2),
        ["hai-duong-2013#1"],
    ),
    (34, "ha-noi", *TRAINED, "2007", "actual", "person"): (
        (None, "1000", None, 2, 4),
        ["ha-noi-2007#1", "ha-tay-2007#1", "vinh-phuc-2007#1"],
    ),
    (63, "vinh-phuc", *TRAINED, "2007", "actual", "person"): (
        (None, None, None, 0, 1),
        ["vinh-phuc-2007#1"],
    ),
    (34, "cao-bang", "income", "", "2013", "actual", "VND_per_person_month"): (
        ("3000000", "2500000", "3500000", 1, 1),
        ["cao-bang-2013#1"],
    ),
    (34, "cao-bang", "craft_villages", "", "2013", "actual", "village"): (
        (None, "10", "20", 1, 1),
        ["cao-bang-2013#2", "cao-bang-2013-again#1"],
    ),
}

REASONS = {
    ("bac-ninh-2025", "site_fill_rate"): "A ratio, rate or mean is not added up over places; "
    "known for Bắc Giang (bac-giang), Bắc Ninh (bac-ninh).",
    ("bac-ninh-2025", "establishments_supported"): "Only a bound or a range is printed "
    "for Bắc Giang (bac-giang).",
    ("hai-phong-2025", "trainees"): "Not known for Hải Phòng (hai-phong): what is known is a lower bound.",
    ("ha-noi", "trainees"): "Not known for a part of Hòa Bình (hoa-binh), a part of Vĩnh Phúc (vinh-phuc): "
    "what is known is a lower bound.",
    ("cao-bang", "craft_villages"): "Reports contradict each other about Cao Bằng (cao-bang); "
    "only the span between them is shown.",
}


@pytest.fixture(scope="module")
def merged(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the shipped reports, on which judgements rest, and of those above."""
    home = tmp_path_factory.mktemp("frames")
    where = dataclasses.replace(shipped, raw=home / "raw", warehouse=home / "warehouse")
    lend(shipped, where)
    shutil.copytree(PROJECT / "raw", where.raw)
    for report_id, (place, published, kind, figures) in REPORTS.items():
        rows = [
            {"line": str(n), "place": place, **dict(zip(CELLS, figure, strict=True))}
            for n, figure in enumerate(figures, start=1)
        ]
        write_report(where.raw, report_id, place, rows, published=published, kind=kind)
    landed = ingest.run(where)
    assert landed.findings[landed.findings.severity.isin(["error", "critical"])].empty
    built = transform.build(where)
    assert built.ok, built
    publish.publish(where)
    return where.current


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(question).fetchall()


@pytest.mark.parametrize("key", EXPECTED, ids=lambda key: "-".join(map(str, key)))
def test_a_level_is_brought_to_the_frame(merged: Path, key: tuple[str, ...]) -> None:
    units, *names = key
    with duckdb.connect(str(merged), read_only=True) as db:
        rows = db.execute(
            f"""
            select value, value_low, value_high, constituents_known, constituents_needed, claims,
                is_complete, reason_en <> '', reason_vi <> ''
            from analytics.observations_in_{units}_units
            where place_id = ? and indicator_code = ? and scope_code = ? and period_id = ? and nature = ?
                and unit_code = ?
            """,
            names,
        ).fetchall()
    (value, low, high, known, needed), claims = EXPECTED[key]
    numbers = [None if number is None else Decimal(number) for number in (value, low, high)]
    empty = value is None
    assert rows == [(*numbers, known, needed, claims, known == needed, empty, empty)]


@pytest.mark.parametrize("key", REASONS)
def test_an_empty_value_says_why(merged: Path, key: tuple[str, str]) -> None:
    place, indicator = key
    said = ask(
        merged,
        "select distinct reason_en from analytics.observations_in_34_units"
        f" where place_id = '{place}' and indicator_code = '{indicator}' and reason_en <> ''"
        " and period_id in ('2007', '2013')",
    )
    assert said == [(REASONS[key],)]


@pytest.mark.parametrize("units", [34, 63])
@pytest.mark.parametrize("which", ["merged", "release"])
def test_a_row_says_what_its_claims_say_and_no_level_is_lost(
    request: pytest.FixtureRequest, which: str, units: int
) -> None:
    path: Path = request.getfixturevalue(which)
    same = "indicator_code, base, scope_code, period_id, nature, funding_source, unit_code"
    levels = ask(
        path,
        f"""
        with claims_of_cell as (
            select cell_id, list(claim) as claims from marts.claims
            where claim_status in ('chosen', 'unresolved')
            group by cell_id
        ),
        provinces as (select place_id from marts.dim_place where kind = 'province')
        select claims, value, value_low, value_high, {same}
        from marts.observations join claims_of_cell using (cell_id) join provinces using (place_id)
        where measure = '' and place_part = ''
        """,
    )
    level_of = {claim: level for level in levels for claim in level[0]}
    rows = ask(
        path,
        f"select claims, value, value_low, value_high, {same}, place_id, constituents_needed, is_complete"
        f" from analytics.observations_in_{units}_units",
    )
    assert rows
    keys = [(row[-3], row[4:11]) for row in rows]
    assert len(keys) == len(set(keys))
    for claims, value, low, high, *cell, _, needed, is_complete in rows:
        parts = {id(level_of[claim]): level_of[claim] for claim in claims}.values()
        assert {claim for part in parts for claim in part[0]} == set(claims)
        assert all(list(part[4:]) == cell for part in parts)
        if value is not None:
            assert is_complete
            assert value == sum(part[1] for part in parts)
            assert (low, needed) == (sum(part[2] for part in parts), len(parts))
            assert high is None or high == sum(part[3] for part in parts)
        assert high is None or (is_complete and low <= high)
    assert set(level_of) == {claim for row in rows for claim in row[0]}


def test_the_bridge_names_what_a_province_was_made_of(merged: Path) -> None:
    rows = ask(
        merged,
        "select place_id, is_inside from analytics.places_in_units"
        " where units = 34 and unit_id = 'ha-noi' and valid_to = '2008-07-31' order by place_id",
    )
    assert rows == [
        ("ha-noi-before-2008", True),
        ("ha-tay", True),
        ("hoa-binh", False),
        ("vinh-phuc", False),
    ]


# what is asked: the places it means, and whether that is one
MEANT = {
    "'Bắc Ninh', date '2013-12-31'": (["bac-ninh"], False),
    "'Bắc Ninh', date '2025-07-01'": (["bac-ninh-2025"], False),
    "'Bắc Ninh'": (["bac-ninh", "bac-ninh-2025"], True),
    "'tỉnh bac ninh', '2013-12-31'": (["bac-ninh"], False),
    # a code that changed hands
    "'24'": (["bac-giang", "bac-ninh-2025"], True),
    "'24', date '2025-06-30'": (["bac-giang"], False),
    "24, date '2025-07-01'": (["bac-ninh-2025"], False),
    "'VN-56'": (["bac-ninh"], False),
    # an id written like a name is a name
    "'ha-noi'": (["ha-noi-before-2008", "ha-noi"], True),
    "'Hà Nội', on_date := '2008-07-31'": (["ha-noi-before-2008"], False),
    "'Hà Tây', date '2010-01-01'": ([], False),
    # names of other times and other spellings
    "'Thừa Thiên - Huế'": (["hue"], False),
    "'TP.HCM', date '2020-01-01'": (["ho-chi-minh"], False),
    # the title of a city, which most share with a city inside a province
    "'thành phố Bắc Giang', date '2013-12-31'": ([], False),
    "'TP. Thái Bình'": ([], False),
    "'Thành phố Huế', date '2024-12-31'": ([], False),
    "'Thành phố Huế', date '2025-01-01'": (["hue"], False),
    "'Thành phố Hải Phòng', date '2013-12-31'": (["hai-phong"], False),
    "'Thành phố Quảng Ninh', date '2026-10-01'": ([], False),
    "''": ([], False),
}


@pytest.mark.parametrize("question", MEANT)
def test_a_name_or_code_is_never_resolved_silently(merged: Path, question: str) -> None:
    places, is_ambiguous = MEANT[question]
    rows = ask(merged, f"select place_id, candidates, is_ambiguous from place_at({question})")
    assert rows == [(place, len(places), is_ambiguous) for place in places]
