"""Relations between figures: each kind has figures that keep it and figures that break it.

One refresh of made-up reports, one province each, so that no report completes another by chance.
A row is: indicator, measure, base, scope, period, nature, funding source, qualifier, value, unit, and for
something inside the province its part.
"""

# ruff: noqa: E501 - one figure, one line

from __future__ import annotations

import duckdb
import pytest

from dagster_project import ingest, settings
from tests.small_world import build_models, write_report

CELLS = (
    *("indicator", "measure", "base", "scope", "period", "nature", "funding_source", "qualifier", "value"),
    "unit",
)
Row = tuple[str, ...]


def level(
    indicator: str,
    value: str,
    unit: str,
    scope: str = "",
    period: str = "2012",
    source: str = "",
    qualifier: str = "",
) -> Row:
    return (indicator, "", "", scope, period, "actual", source, qualifier, value, unit)


def relative(
    indicator: str, measure: str, base: str, value: str, unit: str, period: str = "2012", scope: str = ""
) -> Row:
    return (indicator, measure, base, scope, period, "actual", "", "", value, unit)


def inside(part: str, row: Row) -> Row:
    return (*row, part)


# place → figures, and what must be said about them: identity, kind, status, imbalance
SCENARIOS: dict[str, tuple[list[Row], list[tuple[str, str, str, str | None]]]] = {
    # the tree of funding sources, of an indicator that adds up
    "an-giang": ([level("schemes", "10", "đề án", source="all"), level("schemes", "4", "đề án", source="national"), level("schemes", "6", "đề án", source="local")],
                 [("funding-all", "partition", "holds", "0")]),
    "bac-giang": ([level("schemes", "12", "đề án", source="all"), level("schemes", "4", "đề án", source="national"), level("schemes", "7", "đề án", source="local")],
                  [("funding-all", "partition", "violated", "1")]),
    # money whose source is unsaid stands as the whole; a part is missing: nothing but the bound can be tested
    "bac-kan": ([level("schemes", "10", "đề án"), level("schemes", "4", "đề án", source="national")],
                [("funding-all", "partition", "not_evaluable", None)]),
    "bac-lieu": ([level("schemes", "3", "đề án"), level("schemes", "4", "đề án", source="national")],
                 [("funding-all", "partition", "violated", "1")]),
    # parts that may overlap
    "bac-ninh": ([level("establishments_supported", "947", "cơ sở", source="all"), level("establishments_supported", "58", "cơ sở", source="national"), level("establishments_supported", "947", "cơ sở", source="local")],
                 [("funding-all", "partition", "violated", "58"), ("funding-all", "cover", "holds", "0")]),
    "ben-tre": ([level("establishments_supported", "901", "cơ sở", source="all"), level("establishments_supported", "58", "cơ sở", source="national"), level("establishments_supported", "947", "cơ sở", source="local")],
                [("funding-all", "cover", "violated", "46")]),
    # rounding of the last printed digit: 1,2 + 3,4 may be 4,7, not 4,9
    "binh-dinh": ([level("funding", "4,7", "tỷ đồng", source="all"), level("funding", "1,2", "tỷ đồng", source="national"), level("funding", "3,4", "tỷ đồng", source="local")],
                  [("funding-all", "partition", "holds", "100000000")]),
    "binh-duong": ([level("funding", "4,9", "tỷ đồng", source="all"), level("funding", "1,2", "tỷ đồng", source="national"), level("funding", "3,4", "tỷ đồng", source="local")],
                   [("funding-all", "partition", "violated", "300000000")]),
    # increase, decrease, multiple, share, growth
    "binh-phuoc": ([level("workers", "17.500", "người"), level("workers", "13.593", "người", period="2008"), relative("workers", "increase", "2008", "29", "%")],
                   [("increase", "increase", "holds", "34.97")]),
    "binh-thuan": ([level("workers", "17.511", "người"), level("workers", "13.593", "người", period="2008"), relative("workers", "increase", "2008", "19", "%")],
                   [("increase", "increase", "violated", "1335.33")]),
    "ca-mau": ([level("workers", "900", "người"), level("workers", "1.000", "người", period="2008"), relative("workers", "decrease", "2008", "10", "%")],
               [("decrease", "decrease", "holds", "0")]),
    "cao-bang": ([level("workers", "911", "người"), level("workers", "1.001", "người", period="2008"), relative("workers", "decrease", "2008", "101", "người")],
                 [("decrease", "decrease", "violated", "11")]),
    "dien-bien": ([level("establishments", "6.892", "cơ sở"), level("establishments", "3.368", "cơ sở", period="2008"), relative("establishments", "multiple", "2008", "gấp đôi", "[lần]")],
                  [("multiple", "multiple", "holds_loosely", "156")]),
    "dong-nai": ([level("establishments", "6.892", "cơ sở"), level("establishments", "3.368", "cơ sở", period="2008"), relative("establishments", "multiple", "2008", "3,1", "lần")],
                 [("multiple", "multiple", "violated", "3548.8")]),
    "gia-lai": ([level("exports", "95", "triệu USD", scope="industry"), level("exports", "100", "triệu USD"), relative("exports", "share", "exports", "95", "%", scope="industry")],
                [("share", "share", "holds", "0"), ("scope-part", "subset", "holds", "0")]),
    "ha-giang": ([level("exports", "95", "triệu USD", scope="industry"), level("exports", "111", "triệu USD"), relative("exports", "share", "exports", "95", "%", scope="industry")],
                 [("share", "share", "violated", "10450000")]),
    # growth over 2006–2010 with four steps, with five, and with neither
    "ha-nam": ([level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "146,41", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006/2010")],
               [("growth", "growth", "holds", "0")]),
    "ha-tinh": ([level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "161", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006/2010")],
                [("growth", "growth", "holds", "51000000")]),
    "hai-duong": ([level("industrial_output", "101", "tỷ đồng", period="2006"), level("industrial_output", "203", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,1", "%/năm", period="2006/2010")],
                  [("growth", "growth", "violated", "39597773967.344399")]),
    # growth from a year that is said to a year: as many steps as lie between, no more
    "lao-cai": ([level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "161,05", "tỷ đồng", period="2011"), relative("industrial_output", "growth", "2006", "10,0", "%/năm", period="2011")],
                [("growth", "growth", "holds", "1000000")]),
    "nam-dinh": ([level("industrial_output", "101", "tỷ đồng", period="2006"), level("industrial_output", "179,91", "tỷ đồng", period="2011"), relative("industrial_output", "growth", "2006", "10,1", "%/năm", period="2011")],
                 [("growth", "growth", "violated", "16507773967.344399")]),
    # a year's growth from nobody knows when
    "ninh-binh": ([level("industrial_output", "101", "tỷ đồng", period="2006"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006")],
                  [("growth", "growth", "not_evaluable", None)]),
    # a share of the money of all, beside a figure that the money of one source is; the whole is understood or printed
    "ninh-thuan": ([level("funding", "310", "triệu đồng", source="total"), level("funding", "155", "triệu đồng", source="state"), ("funding", "share", "funding@total", "", "2012", "actual", "state", "", "50", "%")],
                   [("share", "share", "holds", "0")]),
    "tien-giang": ([level("funding", "310", "triệu đồng", source="total"), level("funding", "151", "triệu đồng", source="state"), ("funding", "share", "funding@total?", "", "2012", "actual", "state", "", "40", "%")],
                [("share", "share", "violated", "27000000")]),
    # against nothing that is said: never against the period of the figure itself
    "soc-trang": ([level("workers", "17.500", "người"), relative("workers", "increase", "", "37", "%")],
                   [("increase", "increase", "not_evaluable", None)]),
    # a part alone above its whole: off by as much as its digits say, not by what rounding would leave
    "nghe-an": ([level("schemes", "10", "đề án", source="all"), level("schemes", "40", "đề án", source="national")],
                [("funding-all", "partition", "violated", "30")]),
    # the years of a span
    "hai-phong": ([level("trainees", "30", "người", period="2011/2012"), level("trainees", "10", "người", period="2011"), level("trainees", "20", "người")],
                  [("years-of-span", "partition", "holds", "0")]),
    "hau-giang": ([level("trainees", "31", "người", period="2011/2012"), level("trainees", "11", "người", period="2011"), level("trainees", "21", "người")],
                  [("years-of-span", "partition", "violated", "1")]),
    # what a form prints: all = operating + under construction + not started + stopped
    "hoa-binh": ([level("sites", "11", "cụm", scope="cluster"), *(level("sites", v, "cụm", scope=f"cluster {w}") for v, w in (("5", "operating"), ("3", "under-construction"), ("2", "not-started"), ("1", "stopped")))],
                 [("operation-count-cluster", "partition", "holds", "0")]),
    "hung-yen": ([level("sites", "12", "cụm", scope="cluster"), *(level("sites", v, "cụm", scope=f"cluster {w}") for v, w in (("5", "operating"), ("3", "under-construction"), ("2", "not-started"), ("1", "stopped")))],
                 [("operation-count-cluster", "partition", "violated", "1")]),
    # a part against its whole
    "khanh-hoa": ([level("trainees", "80", "người", scope="vocational"), level("trainees", "27", "người")],
                  [("scope-part", "subset", "violated", "53")]),
    # the land let is at most the fill rate of the land there is
    "kien-giang": ([level("site_land", "61", "ha", scope="cluster leased-land"), level("site_land", "101", "ha", scope="cluster industrial-land"), level("site_fill_rate", "51", "%", scope="cluster")],
                   [("fill-rate-cluster", "product", "violated", "9.49")]),
    # a cluster in its district, and in the province that holds both
    "phu-tho": ([inside("huyen-a/ccn-b", level("workers", "80", "người")), inside("huyen-a", level("workers", "27", "người"))],
                [("place-part", "subset", "violated", "53")]),
    "quang-binh": ([inside("huyen-a/ccn-b", level("workers", "80", "người")), level("workers", "127", "người")],
                   [("place-part", "subset", "holds", "0")]),
    # districts had money until they ended, communes have since; in the year of the change all three are parts
    "quang-nam": ([level("schemes", "10", "đề án", source="local"), level("schemes", "4", "đề án", source="province"), level("schemes", "6", "đề án", source="district")],
                  [("funding-local", "partition", "holds", "0")]),
    "son-la": ([level("schemes", "11", "đề án", "", "2026", "local"), level("schemes", "4", "đề án", "", "2026", "province"), level("schemes", "6", "đề án", "", "2026", "commune")],
               [("funding-local", "partition", "violated", "1")]),
    "thanh-hoa": ([level("schemes", "10", "đề án", "", "2025", "local"), level("schemes", "4", "đề án", "", "2025", "province"), level("schemes", "6", "đề án", "", "2025", "district")],
                  [("funding-local", "partition", "not_evaluable", None)]),
}  # fmt: skip

# Two figures of which nothing may be said: a plain subset test would call each of them a part.
SILENT: dict[str, list[Row]] = {
    # words that name another quantity
    "kon-tum": [level("investment", "80", "tỷ đồng", scope="cluster registered"), level("investment", "27", "tỷ đồng", scope="cluster")],
    # two words of one axis are one training for both, not a part of either
    "lai-chau": [level("trainees", "80", "người", scope="start-up management"), level("trainees", "27", "người", scope="management")],
    # other currencies
    "lam-dong": [level("exports", "80", "triệu USD", scope="industry"), level("exports", "27", "tỷ đồng")],
    # undated
    "lang-son": [level("workers", "80", "người", scope="rural", period=""), level("workers", "27", "người", period="")],
    # a plan is no part of a result
    "long-an": [level("workers", "80", "người", scope="rural"), ("workers", "", "", "", "2012", "plan", "", "", "27", "người")],
    # a district and a cluster of which nobody says that it lies there
    "phu-yen": [inside("huyen-a", level("workers", "27", "người")), inside("ccn-b", level("workers", "80", "người"))],
    "quang-ngai": [inside("huyen-a/ccn-b", level("workers", "80", "người")), inside("huyen-aa", level("workers", "27", "người"))],
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str, str, str | None]]]:
    """Per province what quality.identity_results says: identity, kind, status, imbalance without zeros."""
    folder = tmp_path_factory.mktemp("identities")
    for place, rows in {**{p: r for p, (r, _) in SCENARIOS.items()}, **SILENT}.items():
        figures = [
            {
                "line": "1",
                "place": "/".join([place, *row[len(CELLS) :]]),
                **dict(zip(CELLS, row, strict=False)),
            }
            for row in rows
        ]
        later = any(row[CELLS.index("period")] > "2013" for row in rows)
        write_report(folder / "raw", f"{place}-2012", place, figures, published="2027" if later else "2013")
    patch = pytest.MonkeyPatch()
    patch.setenv("KHUYENCONG_RAW", str(folder / "raw"))
    patch.setenv("KHUYENCONG_WAREHOUSE", str(folder / "warehouse"))
    where = settings.load()
    patch.undo()
    landed = ingest.run(where)
    assert landed.conserved
    assert all(report.rejected == 0 for report in landed.reports), landed.findings
    build_models(where, "+identity_results")
    found: dict[str, set[tuple[str, str, str, str | None]]] = {}
    with duckdb.connect(str(where.build), read_only=True) as db:
        for place, *said, imbalance in db.execute(
            "select place_id, identity_id, kind, status, imbalance from quality.identity_results"
        ).fetchall():
            number = None if imbalance is None else f"{imbalance.normalize():f}"
            found.setdefault(place, set()).add((*said, number))
    return found


@pytest.mark.parametrize("place", SCENARIOS)
def test_a_relation_is_judged_as_its_figures_are(
    results: dict[str, set[tuple[str, str, str, str | None]]], place: str
) -> None:
    _, expected = SCENARIOS[place]
    assert set(expected) <= results.get(place, set()), results.get(place)


@pytest.mark.parametrize("place", SCENARIOS)
def test_nothing_else_is_called_violated(
    results: dict[str, set[tuple[str, str, str, str | None]]], place: str
) -> None:
    expected = {said for said in SCENARIOS[place][1] if said[2] == "violated"}
    # that a growth or multiple is broken shows in no other relation; a broken cover is a broken partition too
    violated = {said for said in results.get(place, set()) if said[2] == "violated"}
    assert {s for s in violated if s[1] != "partition"} == {s for s in expected if s[1] != "partition"}


@pytest.mark.parametrize("place", SILENT)
def test_what_is_no_part_is_not_compared(
    results: dict[str, set[tuple[str, str, str, str | None]]], place: str
) -> None:
    assert results.get(place, set()) == set()
