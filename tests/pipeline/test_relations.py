"""Relations between figures: each law has figures that keep it and figures that break it.

Made-up reports, one province each, so that no report completes another by chance, ingested and taken through
dbt's compiled models (that they say what a build says is tested in `tests/mutation/test_mutation.py`).
A row is: indicator, measure, base, scope, period, nature, funding source, qualifier, value, unit.
"""

# ruff: noqa: E501 - one figure, one line

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from benchmarks.mutation.pipeline import Models
from dagster_project import ingest
from dagster_project.settings import Settings
from dagster_project.transform import load_manifest
from tests.small_world import write_report

CELLS = (
    *("indicator", "measure", "base", "scope", "period", "nature", "funding_source", "qualifier", "value"),
    "unit",
)
Row = tuple[str, ...]
Connection = duckdb.DuckDBPyConnection


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


def worked_back(base: str, whole: str, rate: str = "20") -> list[Row]:
    """Output of handicraft with its change over a year before that is not printed, and the rest of that year."""
    return [
        level("industrial_output", "768", "tỷ đồng", scope="handicraft", period="2027"),
        relative(
            "industrial_output",
            "increase" if rate.isdigit() else "multiple",
            base,
            rate.removeprefix("gấp "),
            "%" if rate.isdigit() else "lần",
            "2027",
            "handicraft",
        ),
        level("industrial_output", "1.680", "tỷ đồng", scope="industry", period="2026"),
        level("industrial_output", whole, "tỷ đồng", scope="industry-handicraft", period="2026"),
    ]


def shares(base: str, *parts: tuple[str, str]) -> list[Row]:
    """Shares of one base, by their scope."""
    return [
        relative(base.partition(":")[0], "share", base, value, "%", "2026", scope) for scope, value in parts
    ]


def a_year(whole: str, first: str, second: str, qualifier: str = "") -> list[Row]:
    """Local money of four years, and so much a year of two and two of them."""
    spans = (("2009/2010", first), ("2011/2012", second))
    return [
        level("funding", whole, "tỷ đồng", period="2009/2012", source="local"),
        *(level("funding", v, "tỷ đồng/năm", "", span, "local", qualifier) for span, v in spans),
    ]


def per_project(mean: str) -> list[Row]:
    """The land that projects have, the projects, and the land of one."""
    land = "cluster operating leased-land"
    return [
        level("site_land", "584,5", "ha", land),
        level("investment_projects", "373", "dự án", "cluster operating"),
        relative("site_land", "mean", "investment_projects", mean, "ha/dự án", scope=land),
    ]


def models(all_money: str, qualifier: str = "") -> list[Row]:
    """Models, the money of one, and that of models and machinery."""
    mean = ("funding", "mean", "demonstration_models", "demonstration", "2012", "actual", "all", "", "100")
    return [
        level("demonstration_models", "786", "mô hình", source="all", qualifier=qualifier),
        level("funding", all_money, "tỷ đồng", "demonstration machinery", source="all"),
        (*mean, "triệu đồng/mô hình"),
    ]


def classes(learners: str, period: str = "2012") -> list[Row]:
    """Classes and their learners."""
    return [
        level("training_classes", "4", "lớp", "vocational", period),
        level("trainees", learners, "người", "vocational", period),
    ]


WRONG = {"violated", "possible_conflict", "jump"}


def inside(row: Row, place: str) -> Row:
    """The same figure of a part of the province."""
    return (*row, place)


def in_title(row: Row, place: str) -> Row:
    """The same figure, printed in the title."""
    return (*row, place, "2")


def schemes(value: str, source: str, period: str = "2026", scope: str = "") -> Row:
    return level("schemes", value, "đề án", scope, period, source)


def money(value: str, source: str, unit: str = "tỷ đồng", qualifier: str = "") -> Row:
    return level("funding", value, unit, period="2026", source=source, qualifier=qualifier)


def villages(value: str, scope: str = "", period: str = "2012") -> Row:
    return level("craft_villages", value, "làng nghề", scope, period)


def nearly_all(last: str) -> list[Row]:
    """Local money of four activities, that of the last nearly so much."""
    rest = [("2.035", "machinery"), ("262,5", "vocational"), ("60", "information")]
    return [
        level("funding", "2.520", "triệu đồng", source="local"),
        *(level("funding", value, "triệu đồng", scope=scope, source="local") for value, scope in rest),
        level("funding", last, "triệu đồng", scope="administration", source="local", qualifier="gần"),
    ]


def projects(place: str, whole: str, in_clusters: str) -> list[Row]:
    """Projects of a province, of its economic zone, of a zone and of its clusters."""
    return [
        level("investment_projects", whole, "dự án"),
        inside(level("investment_projects", "160", "dự án"), f"{place}/kkt-mot"),
        inside(level("investment_projects", "54", "dự án", "zone"), f"{place}/kcn-hai"),
        level("investment_projects", in_clusters, "dự án", "cluster"),
    ]


def districts(place: str, last: str) -> list[Row]:
    """Hectares of zones, by district and of those that lie in several."""
    parts = (("mot", "4.114,4"), ("hai", "713,6"), ("ba", "654,6"), ("bon", "1.751,8"))
    return [
        level("site_area", "8.877", "ha", "zone"),
        *(inside(level("site_area", v, "ha", "zone"), f"{place}/huyen-{name}") for name, v in parts),
        level("site_area", last, "ha", "zone topic:complex"),
    ]


def plan_of_clusters(kept: str, added: str, whole: str) -> list[Row]:
    """Clusters that are kept, those that are added, and those of the plan."""
    planned = [("cluster in-plan topic:added", added), ("cluster in-plan", whole)]
    return [
        level("sites", kept, "cụm", "cluster in-plan topic:kept", "2011"),
        *(("sites", "", "", scope, "2013", "plan", "", "", value, "cụm") for scope, value in planned),
    ]


def named_zones(place: str, count: str, area: str, qualifier: str) -> list[Row]:
    """How many zones there are, their hectares, and those of three by name."""
    parts = (("mot", "200"), ("hai", "180"), ("ba", "103"))
    return [
        level("sites", count, "khu", "zone"),
        level("site_area", area, "ha", "zone", qualifier=qualifier),
        *(inside(level("site_area", v, "ha", "zone"), f"{place}/kcn-{name}") for name, v in parts),
    ]


def states(whole: str, *parts: str) -> list[Row]:
    """Projects of zones, in three of their states."""
    words = ("", " project-operating", " project-under-construction", " project-not-started")
    return [
        level("investment_projects", value, "dự án", f"zone{word}")
        for value, word in zip((whole, *parts), words, strict=True)
    ]


def aimed(value: str, nature: str) -> Row:
    return ("sites", "", "", "cluster", "2013", nature, "", "", value, "cụm")


def since_now(increase: str) -> list[Row]:
    """Hectares of now, those of a year after, and by how much they are more."""
    return [
        level("site_area", "51,7", "ha", "cluster", "now"),
        ("site_area", "", "", "cluster", "2030", "plan", "", "", "73,46", "ha"),
        ("site_area", "increase", "now", "cluster", "2030", "plan", "", "", increase, "ha"),
    ]


def filled(rate: str, **land: str) -> list[Row]:
    """Leased land, the land that it is of, and the fill rate."""
    return [
        level("site_land", "1.721,27", "ha", "zone leased-land"),
        *(level("site_land", value, "ha", f"zone {kind}-land") for kind, value in land.items()),
        level("site_fill_rate", rate, "%", "zone"),
    ]


def registered(new: str, adjusted: str) -> list[Row]:
    """Capital of foreign projects: all that is registered, of new ones, of others."""
    values = (("", "229,61"), (" new", new), (" adjusted", adjusted))
    return [level("investment_attracted", v, "triệu USD", f"zone foreign registered{s}") for s, v in values]


def grown(percent: str) -> list[Row]:
    """Workers, how many more they are than in a year that is not printed, and by how many per cent."""
    changes = (("300", "người"), (percent, "%"))
    return [
        level("workers", "2.300", "người"),
        *(relative("workers", "increase", "2009", value, unit) for value, unit in changes),
    ]


def changed_since(base: str) -> list[Row]:
    """Local money of a year, all of the year after, and what multiple that is of the base."""
    return [
        level("funding", "43,7", "tỷ đồng", period="2011", source="local"),
        level("funding", "47,02", "tỷ đồng", source="all"),
        ("funding", "multiple", base, "", "2012", "actual", "all", "", "133,59", "%"),
    ]


def changed(measure: str, base: str, period: str, *money: tuple[str, str, str]) -> list[Row]:
    """Money of a source in billions, and what it has changed by, or is of a plan, in per cent."""
    return [
        row
        for source, amount, rate in money
        for row in (
            level("funding", amount, "tỷ đồng", "", period, source),
            ("funding", measure, base, "", period, "actual", source, "", rate, "%"),
        )
    ]


def planned(rate: str) -> list[Row]:
    """Planned money with its change since a year of which nothing is printed, and a share of nobody knows what."""
    return [
        *(
            row
            for source, amount, measure, change in (
                *(("all", "125", "increase", rate), ("national", "56,6", "decrease", "4")),
                ("local", "68,5", "increase", "9"),
            )
            for row in (
                ("funding", "", "", "", "2027", "plan", source, "", amount, "tỷ đồng"),
                ("funding", measure, "2026", "", "2027", "plan", source, "", change, "%"),
            )
        ),
        ("funding", "share", "", "", "2027", "plan", "local", "", "54", "%"),
    ]


def two_of_one_day(indicator: str, number: str, *counts: str) -> list[list[Row]]:
    """Reports that print one number and each its own count of craft villages, all of their day."""
    return [[level(indicator, number, "làng", "", "now"), villages(v, "traditional", "now")] for v in counts]


def of_the_country(rate: str) -> list[Row]:
    """Products of a region and of the nation, and a share whose base nobody names."""
    scope, year = "certified contest region", "2027"
    return [
        inside(level("products", "439", "sản phẩm", scope, year), "viet-nam"),
        level("products", "189", "sản phẩm", scope, year),
        ("products", "share", "", scope, year, "actual", "", "", rate, "%"),
    ]


def clusters(number: str, area: str, scope: str = "detailed-plan") -> list[Row]:
    """How many clusters there are now, and on how many hectares."""
    of = f"cluster {scope}"
    return [level("sites", number, "cụm", of, "now"), level("site_area", area, "ha", of, "now")]


def let_land(operating: str, all_land: str, year: str = "2001") -> list[list[Row]]:
    """Land let in zones that operate, and later in all zones."""
    return [
        [level("site_land", operating, "ha", "zone operating leased-land", year)],
        [level("site_land", all_land, "ha", "zone leased-land", "2002")],
    ]


def on_a_day(projects: str, capital: str, land: str) -> list[Row]:
    """Projects, capital and land of zones now."""
    return [
        level("investment_projects", projects, "dự án", "zone", "now"),
        level("investment", capital, "tỷ đồng", "zone registered", "now"),
        level("site_land", land, "ha", "zone leased-land", "now"),
    ]


def with_less(less: str) -> list[Row]:
    """What was added to projects and taken off them, and what is left of both."""
    return [
        level("investment_attracted", amount, "triệu USD", scope)
        for amount, scope in (
            *(("132,15", "zone adjusted"), ("113,76", "zone adjusted foreign topic:increase")),
            *(
                (less, "zone adjusted foreign topic:decrease"),
                ("82,05", "zone adjusted domestic topic:increase"),
            ),
        )
    ]


def in_and_outside(whole: str) -> list[Row]:
    """Capital in zones and outside, told in words."""
    rows = ((whole, "foreign registered", "trên"), ("13.738", "zone registered foreign", ""))
    rows += (("17.695", "foreign registered topic:outside-zones", "trên"),)
    return [level("investment", v, "triệu USD", scope, "now", "", word) for v, scope, word in rows]


def budget(last: str) -> list[Row]:
    """Money by what it is for, of which the last is a part of the one before by its words."""
    return [
        level("funding", value, "triệu đồng", scope, source="local")
        for scope, value in (
            *(("", "3.020"), ("machinery technology", "2.164,46"), ("product topic:showroom", "60")),
            *(("contest province", "247,14"), ("information", "120"), ("administration management", "292,5")),
            ("administration topic:scheme-management", last),
        )
    ]


def branches(whole: str, base: str) -> list[Row]:
    """What industry and three branches of it produced in nine months, and by how many per cent that grew."""
    return [
        row
        for scope, amount, rate in (
            *(("industry", "10.760", whole), ("industry topic:mining", "180", "9,3")),
            *(("industry topic:manufacturing", "8.201", "1,8"), ("industry topic:water", "2.379", "2,33")),
        )
        for row in (
            level("industrial_output", amount, "tỷ đồng", scope, "2002-01/2002-09"),
            relative("industrial_output", "increase", base, rate, "%", "2002-01/2002-09", scope),
        )
    ]


def shares_of_counted(second: str) -> list[Row]:
    """Workers of two kinds, each with its share of all, who are not printed."""
    kinds = (("topic:permanent", "13.526", "56"), ("topic:men", "15.327", second))
    return [
        row
        for scope, count, share in kinds
        for row in (
            level("workers", count, "người", f"craft-village {scope}"),
            relative("workers", "share", "workers:craft-village", share, "%", scope=f"craft-village {scope}"),
        )
    ]


def a_mean(number: str, mean: str) -> list[Row]:
    """Schemes of eight years and how many those are a year."""
    return [
        schemes(number, "local", "1993/2000"),
        ("schemes", "mean", "", "", "1993/2000", "actual", "local", "", mean, "đề án/năm"),
    ]


def of_what_was_needed(percent: str) -> list[Row]:
    """Capital that clusters need, what of it was put in, and its share."""
    capital, scope = "site_infrastructure_capital", "cluster operating"
    return [
        level(capital, "2.274", "tỷ đồng", f"{scope} needed"),
        level(capital, "598,8", "tỷ đồng", f"{scope} realised"),
        relative(capital, "share", f"{capital}:{scope} needed", percent, "%", scope=f"{scope} realised"),
    ]


def kinds_of_clusters(whole: str, *counts: str) -> list[Row]:
    """Clusters and those of some kinds, in the order of the text."""
    kinds = ("", *(f" topic:k{n}" for n in range(len(counts))))
    return [
        level("sites", v, "cụm", f"cluster{kind}", "1999")
        for v, kind in zip((whole, *counts), kinds, strict=True)
    ]


def by_district(place: str, whole: str, smallest: str) -> list[Row]:
    """Hectares of clusters, and those of three districts that are told in round words."""
    parts = (("mot", "900", "gần"), ("hai", "876", "trên"), ("ba", smallest, "trên"))
    return [
        level("site_area", whole, "ha", "cluster", "2027", qualifier="gần"),
        *(
            inside(level("site_area", v, "ha", "cluster", "2027", qualifier=q), f"{place}/huyen-{d}")
            for d, v, q in parts
        ),
    ]


def by_source(whole: str, national: str, province: str) -> list[Row]:
    """Over so much money of both, that of the nation, and nearly so much of the province."""
    return [
        level("funding", whole, "tỷ đồng", "", "2024/2027", "all", "trên"),
        level("funding", national, "tỷ đồng", "", "2024/2027", "national"),
        level("funding", province, "tỷ đồng", "", "2024/2027", "province", "gần"),
    ]


def half_a_year(plan: str) -> list[list[Row]]:
    """Schemes of half a year with their share of a plan, and a report with the plan of the year."""
    source = "counterpart"
    return [
        [
            schemes("7", source, "2005-S1"),
            ("schemes", "multiple", "plan", "", "2005-S1", "actual", source, "", "35,0", "%"),
        ],
        [("schemes", "", "", "", "2005", "plan", source, "", plan, "đề án")],
    ]


def yearly(whole: str) -> list[Row]:
    """Money of five years, and over so much a year."""
    return [
        level("funding", whole, "tỷ đồng", "", "2014/2018", "local"),
        level("funding", "3", "tỷ đồng/năm", "", "2014/2018", "local", "trên"),
    ]


# place → figures of its reports, and what must be said about them: law and status
SCENARIOS: dict[str, tuple[list[list[Row]], list[tuple[str, str]]]] = {
    # the tree of funding sources, of an indicator that adds up
    "an-giang": ([[level("schemes", "10", "đề án", source="all"), level("schemes", "4", "đề án", source="national"), level("schemes", "6", "đề án", source="local")]], [("partition", "holds")]),
    "bac-giang": ([[level("schemes", "12", "đề án", source="all"), level("schemes", "4", "đề án", source="national"), level("schemes", "7", "đề án", source="local")]], [("partition", "violated")]),
    # a part is missing: nothing but the bound can be tested, and money whose source is unsaid may be any whole
    "bac-kan": ([[level("schemes", "10", "đề án"), level("schemes", "4", "đề án", source="national")]], []),
    "bac-lieu": ([[level("schemes", "3", "đề án"), level("schemes", "4", "đề án", source="national")]], [("containment", "possible_conflict")]),
    # parts that may overlap
    "bac-ninh": ([[level("establishments_supported", "947", "cơ sở", source="all"), level("establishments_supported", "58", "cơ sở", source="national"), level("establishments_supported", "947", "cơ sở", source="local")]], [("cover", "possible_conflict")]),
    "ben-tre": ([[level("establishments_supported", "901", "cơ sở", source="all"), level("establishments_supported", "58", "cơ sở", source="national"), level("establishments_supported", "947", "cơ sở", source="local")]], [("containment", "violated"), ("cover", "violated")]),
    "lai-chau-before-2004": ([[level("establishments_supported", "953", "cơ sở", period="2002", source="all"), level("establishments_supported", "58", "cơ sở", period="2002", source="national"), level("establishments_supported", "947", "cơ sở", period="2002", source="local")]], [("cover", "holds_loosely")]),
    # rounding of the last printed digit: 1,2 + 3,4 may be 4,7, not 4,9
    "binh-dinh": ([[level("funding", "4,7", "tỷ đồng", source="all"), level("funding", "1,2", "tỷ đồng", source="national"), level("funding", "3,4", "tỷ đồng", source="local")]], [("partition", "holds")]),
    "binh-duong": ([[level("funding", "4,9", "tỷ đồng", source="all"), level("funding", "1,2", "tỷ đồng", source="national"), level("funding", "3,4", "tỷ đồng", source="local")]], [("partition", "violated")]),
    # what half a year has come to is of the plan for the year, which another report prints
    "tay-nguyen": (half_a_year("20"), [("same", "holds")]),
    "dong-nam-bo": (half_a_year("30"), [("same", "possible_conflict")]),
    # what is realised lies as a rule within what is registered: far above it is something else, but twenty times is a slip
    "dong-bang-song-hong": ([[level("investment", "10,0", "tỷ USD", "zone registered"), level("investment", "210", "tỷ USD", "zone realised")]], [("containment", "possible_conflict")]),
    "dong-bang-song-cuu-long": ([[level("investment", "10,0", "tỷ USD", "zone registered"), level("investment", "190", "tỷ USD", "zone realised")]], []),
    # a growth of what is made may be one without that of prices: what a whole and its parts are worked back to is a doubt
    "trung-du-mien-nui-phia-bac": ([[row for scope, amount, rate in (("industry-handicraft", "300", "50"), ("industry", "200", "10"), ("handicraft", "100", "10")) for row in (level("industrial_output", amount, "tỷ đồng", scope, "2005"), relative("industrial_output", "increase", "2004", rate, "%", "2005", scope))]],
                                   [("partition", "holds"), ("partition", "possible_conflict")]),
    # what half a year has come to may be of a plan for that half
    "bac-trung-bo-duyen-hai-mien-trung": ([changed("multiple", "plan", "2005-S1", ("all", "37,116", "92,28"), ("national", "15,139", "91,82"), ("local", "21,977", "93,49"))], [("partition", "holds"), ("partition", "possible_conflict")]),
    # what plans are worked back to may be the plan or the result of that year, but of one of them all are
    "bac-trung-bo-2025": ([planned("6,7")], [("partition", "holds"), ("partition", "possible_conflict"), ("derived", "not_evaluable")]),
    "dong-nam-bo-2025": ([planned("2,6")], [("partition", "holds"), ("derived", "not_evaluable")]),
    # who prints one telling number of the day speaks of one day; a number of something else does not tell
    "dong-bang-song-hong-2025": (two_of_one_day("craft_villages", "327", "59", "68"), [("same", "possible_conflict")]),
    "dong-bang-song-cuu-long-2025": (two_of_one_day("villages_with_craft", "1.351", "59", "68"), []),
    # a share of nobody knows what is one of the country, where it comes out; else it may be one of something else
    "mien-trung-tay-nguyen": ([of_the_country("43,05")], [("derived", "holds")]),
    "trung-du-mien-nui-phia-bac-2025": ([of_the_country("46,05")], [("derived", "not_evaluable")]),
    # so much a year, of what several years come to
    "phia-nam": ([yearly("15,5")], [("derived", "holds")]),
    "phia-bac": ([yearly("13,5")], [("derived", "possible_conflict")]),
    # increase, decrease, multiple, share, growth
    "binh-phuoc": ([[level("workers", "17.500", "người"), level("workers", "13.593", "người", period="2008"), relative("workers", "increase", "2008", "29", "%")]], [("derived", "holds")]),
    "binh-thuan": ([[level("workers", "17.511", "người"), level("workers", "13.593", "người", period="2008"), relative("workers", "increase", "2008", "19", "%")]], [("derived", "violated")]),
    "ca-mau": ([[level("workers", "900", "người"), level("workers", "1.000", "người", period="2008"), relative("workers", "decrease", "2008", "10", "%")]], [("derived", "holds")]),
    "cao-bang": ([[level("workers", "911", "người"), level("workers", "1.001", "người", period="2008"), relative("workers", "decrease", "2008", "101", "người")]], [("derived", "violated")]),
    "dien-bien": ([[level("establishments", "6.892", "cơ sở"), level("establishments", "3.368", "cơ sở", period="2008"), relative("establishments", "multiple", "2008", "gấp đôi", "[lần]")]], [("derived", "holds_loosely")]),
    "dong-nai": ([[level("establishments", "6.892", "cơ sở"), level("establishments", "3.368", "cơ sở", period="2008"), relative("establishments", "multiple", "2008", "3,1", "lần")]], [("derived", "violated")]),
    "gia-lai": ([[level("exports", "95", "triệu USD", scope="industry"), level("exports", "100", "triệu USD"), relative("exports", "share", "exports", "95", "%", scope="industry")]], [("derived", "holds")]),
    "ha-giang": ([[level("exports", "95", "triệu USD", scope="industry"), level("exports", "111", "triệu USD"), relative("exports", "share", "exports", "95", "%", scope="industry")]], [("derived", "violated")]),
    # growth over 2006–2010 with four steps, with five, and with neither
    "ha-nam": ([[level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "146,41", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006/2010")]], [("derived", "holds")]),
    "ha-tinh": ([[level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "161", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006/2010")]], [("derived", "holds")]),
    "hai-duong": ([[level("industrial_output", "101", "tỷ đồng", period="2006"), level("industrial_output", "203", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "", "10,1", "%/năm", period="2006/2010")]], [("derived", "possible_conflict")]),
    # growth from a year that is said to a year: as many steps as lie between, no more
    "lao-cai": ([[level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "161,05", "tỷ đồng", period="2011"), relative("industrial_output", "growth", "2006", "10,0", "%/năm", period="2011")]], [("derived", "holds")]),
    "nam-dinh": ([[level("industrial_output", "101", "tỷ đồng", period="2006"), level("industrial_output", "179,91", "tỷ đồng", period="2011"), relative("industrial_output", "growth", "2006", "10,1", "%/năm", period="2011")]], [("derived", "violated")]),
    # a year's growth from nobody knows when
    "ninh-binh": ([[level("industrial_output", "101", "tỷ đồng", period="2006"), relative("industrial_output", "growth", "", "10,0", "%/năm", period="2006")]], [("derived", "not_evaluable")]),
    # a part alone above its whole
    "nghe-an": ([[level("schemes", "10", "đề án", source="all"), level("schemes", "40", "đề án", source="national")]], [("containment", "violated")]),
    # the years of a span
    "hai-phong": ([[level("trainees", "30", "người", period="2011/2012"), level("trainees", "10", "người", period="2011"), level("trainees", "20", "người")]], [("partition", "holds")]),
    "hau-giang": ([[level("trainees", "31", "người", period="2011/2012"), level("trainees", "11", "người", period="2011"), level("trainees", "21", "người")]], [("partition", "violated")]),
    # what a form prints: all = operating + under construction + not started + stopped
    "hoa-binh": ([[level("sites", "11", "cụm", scope="cluster"), *(level("sites", v, "cụm", scope=f"cluster {w}") for v, w in (("5", "operating"), ("3", "under-construction"), ("2", "not-started"), ("1", "stopped")))]], [("partition", "holds")]),
    "hung-yen": ([[level("sites", "12", "cụm", scope="cluster"), *(level("sites", v, "cụm", scope=f"cluster {w}") for v, w in (("5", "operating"), ("3", "under-construction"), ("2", "not-started"), ("1", "stopped")))]], [("partition", "violated")]),
    # a part against its whole
    "khanh-hoa": ([[level("trainees", "80", "người", scope="vocational"), level("trainees", "27", "người")]], [("containment", "violated")]),
    # the land let is at most the fill rate of the land there is
    "kien-giang": ([[level("site_land", "61", "ha", scope="cluster leased-land"), level("site_land", "101", "ha", scope="cluster industrial-land"), level("site_fill_rate", "51", "%", scope="cluster")]], [("derived", "violated")]),
    # contents that exceed their whole; a list that nobody calls complete and that gives it exactly
    "quang-binh": ([[level("funding", "100", "triệu đồng", source="local"), level("funding", "72", "triệu đồng", scope="machinery", source="local"), level("funding", "51", "triệu đồng", scope="vocational", source="local")]],
                   [("packing", "violated")]),
    "quang-nam": ([[level("funding", "123,4", "triệu đồng", source="local"), level("funding", "72,1", "triệu đồng", scope="machinery", source="local"), level("funding", "51,3", "triệu đồng", scope="vocational", source="local")]],
                  [("adds_up", "holds")]),
    # national and local money together above all that there is, though each alone is below
    "quang-ngai": ([[level("schemes", "100", "đề án", source="all"), level("schemes", "60", "đề án", source="national"), level("schemes", "60", "đề án", source="local")]],
                   [("partition", "violated")]),
    # rounded figures are read to the finest last digit among them
    "quang-ninh": ([[level("funding", "3,2", "tỷ đồng", source="all"), level("funding", "0,8", "tỷ đồng", source="national"), level("funding", "2", "tỷ đồng", source="local")]],
                   [("partition", "violated")]),
    # "above" is used for less than the next round number: beyond it is a doubt, never a violation
    "soc-trang": ([[level("revenue", "7,5", "nghìn tỷ đồng", period="2012-S1"), level("revenue", "7,2", "nghìn tỷ đồng", qualifier="trên")]],
                  [("containment", "possible_conflict")]),
    # a half year above its year; a span in a longer span
    "son-la": ([[level("trainees", "80", "người", period="2012-S1"), level("trainees", "70", "người")]],
               [("containment", "violated")]),
    "tay-ninh": ([[level("trainees", "180", "người", period="2010/2012")], [level("trainees", "170", "người", period="2008/2013")]],
                 [("containment", "possible_conflict")]),
    # more operate than are established, which is unusual, not impossible
    "thanh-hoa": ([[level("sites", "12", "cụm", scope="cluster established"), level("sites", "17", "cụm", scope="cluster operating")]],
                  [("containment", "possible_conflict")]),
    # established = operating + under construction, which nobody says
    "tra-vinh": ([[level("sites", "16", "cụm", scope="cluster established"), level("sites", "7", "cụm", scope="cluster established operating"), level("sites", "9", "cụm", scope="cluster established under-construction")]],
                 [("adds_up", "holds")]),
    # the same thing in two reports: equal, contradictory, and unsaid money against all of it
    "tien-giang": ([[level("trainees", "1.234", "người")], [level("trainees", "1.234", "người")]],
                   [("same", "holds")]),
    "tuyen-quang": ([[level("workers", "1.234", "người")], [level("workers", "1.243", "người")]],
                    [("same", "violated")]),
    "vinh-phuc": ([[level("schemes", "137", "đề án"), level("schemes", "138", "đề án", source="all")]],
                  [("same", "possible_conflict")]),
    # one thing at several times; a stock that moves more than people believe
    "yen-bai": ([[level("workers", "900", "người", period="2010"), level("workers", "1.100", "người", period="2011"), level("workers", "1.150", "người")]],
                [("series", "series")]),
    "phu-tho": ([[level("workers", "900", "người", period="2011"), level("workers", "1.900", "người")]],
                [("series", "jump")]),
    # a result against its plan; a target that a result is above already
    "phu-yen": ([[level("schemes", "65", "đề án", source="all"), ("schemes", "", "", "", "2012", "plan", "all", "", "70", "đề án")]],
                [("target", "holds")]),
    "ninh-thuan": ([[level("establishments", "586", "doanh nghiệp", scope="enterprise"), ("establishments", "", "", "enterprise", "2015", "target", "", "", "400", "doanh nghiệp")]],
                   [("target", "possible_conflict")]),
    # an increase whose base is not named, against the year before, which the report prints
    "thai-nguyen": ([[level("workers", "1.001", "người", period="2011"), level("workers", "1.204", "người"), relative("workers", "increase", "", "20,3", "%")]],
                    [("derived", "holds")]),
    # a level beside its own rate of growth is no base of it
    "vinh-long": ([[level("exports", "182", "triệu USD"), relative("exports", "increase", "", "20", "%")]],
               [("derived", "not_evaluable")]),
    # named clusters above their province; districts of a table that give it exactly
    "dong-thap": ([[level("site_area", "100", "ha", scope="cluster established"), *(inside(level("site_area", v, "ha", scope="cluster established"), f"dong-thap/ccn-{n}") for n, v in (("mot", "45"), ("hai", "38"), ("ba", "31")))]],
                  [("packing", "violated")]),
    "ha-noi": ([[level("trainees", "1.215", "người"), *(inside(level("trainees", v, "người"), f"ha-noi/huyen-{n}") for n, v in (("mot", "415"), ("hai", "380"), ("ba", "420")))]],
                     [("adds_up", "holds")]),
    # money of the beneficiaries and of the state is all there is; what is left of a whole is printed
    "da-nang": ([[level("funding", "314,27", "tỷ đồng", source="total"), level("funding", "15,16", "tỷ đồng", source="all"), level("funding", "291,11", "tỷ đồng", source="counterpart")]],
                       [("partition", "violated")]),
    "can-tho": ([[level("site_area", "853,18", "ha", scope="cluster established"), level("site_area", "373,19", "ha", scope="cluster established operating"), *(inside(level("site_area", v, "ha", scope="cluster established under-construction"), f"can-tho/ccn-{n}") for n, v in (("mot", "245,54"), ("hai", "234,45")))]],
                      [("leftover", "holds")]),
    # counts that end in two zeros are read loosely, others are not
    "dak-lak": ([[level("workers", "12.000", "người"), level("workers", "12.040", "người", scope="rural")]],
                      [("containment", "holds_loosely")]),
    "ba-ria-vung-tau": ([[level("workers", "12.010", "người"), level("workers", "12.040", "người", scope="rural")]],
                      [("containment", "violated")]),
    # money per model, from the money and the models
    "ho-chi-minh": ([[level("funding", "2.700", "triệu đồng", scope="demonstration"), level("demonstration_models", "27", "mô hình"), relative("funding", "mean", "demonstration_models", "100", "triệu đồng/mô hình", scope="demonstration")]],
                    [("derived", "holds")]),
    # a share of the money of all, beside a figure that the money of one source is; the whole is understood or printed
    "lao-cai-2025": ([[level("funding", "310", "triệu đồng", source="total", period="2026"), level("funding", "155", "triệu đồng", source="state", period="2026"), ("funding", "share", "funding@total", "", "2026", "actual", "state", "", "50", "%")]],
                     [("derived", "holds")]),
    "tuyen-quang-2025": ([[level("funding", "310", "triệu đồng", source="total", period="2026"), level("funding", "151", "triệu đồng", source="state", period="2026"), ("funding", "share", "funding@total?", "", "2026", "actual", "state", "", "40", "%")]],
                         [("derived", "violated")]),
    # a cluster in its commune; communes have had money since districts ended
    "phu-tho-2025": ([[inside(level("workers", "80", "người", period="2026"), "phu-tho-2025/xa-a/ccn-b"), inside(level("workers", "27", "người", period="2026"), "phu-tho-2025/xa-a")]],
                     [("containment", "violated")]),
    "gia-lai-2025": ([[level("schemes", "11", "đề án", "", "2026", "local"), level("schemes", "4", "đề án", "", "2026", "province"), level("schemes", "6", "đề án", "", "2026", "commune")]],
                     [("partition", "violated")]),
    # in the year of the change both have it: without one of them a sum that falls short is not called wrong
    "an-giang-2025": ([[level("schemes", "11", "đề án", "", "2025", "local"), level("schemes", "4", "đề án", "", "2025", "province"), level("schemes", "6", "đề án", "", "2025", "district")]], []),
    "bac-ninh-2025": ([[level("schemes", "11", "đề án", "", "2025", "local"), level("schemes", "4", "đề án", "", "2025", "province"), level("schemes", "6", "đề án", "", "2025", "district"), level("schemes", "1", "đề án", "", "2025", "commune")]],
                      [("partition", "holds")]),
    "ca-mau-2025": ([[level("schemes", "13", "đề án", "", "2025", "local"), level("schemes", "4", "đề án", "", "2025", "province"), level("schemes", "6", "đề án", "", "2025", "district"), level("schemes", "1", "đề án", "", "2025", "commune")]],
                    [("partition", "violated")]),
    # a mean of five years that begins with its base: four steps are a growth from it, five a common way to say so
    "hue": ([[level("industrial_output", "100", "tỷ đồng", period="2006"), level("industrial_output", "161,05", "tỷ đồng", period="2010"), relative("industrial_output", "growth", "2006", "10,0", "%/năm", period="2006/2010")]],
            [("derived", "holds")]),
    "ha-tay": ([[level("industrial_output", "101", "tỷ đồng", period="1998"), level("industrial_output", "203", "tỷ đồng", period="2002"), relative("industrial_output", "growth", "1998", "10,1", "%/năm", period="1998/2002")]],
               [("derived", "violated")]),
    # the level before a change, worked back, as a part: 768, up by 20 %, was 640, and 640 + 1.680 = 2.320
    "thai-nguyen-2025": ([worked_back("2026", "2.320")], [("partition", "holds")]),
    "hai-phong-2025": ([worked_back("2026", "2.420")], [("partition", "possible_conflict")]),
    # a base that is not named may be the year before; where that does not add up it is another one
    "ninh-binh-2025": ([worked_back("", "2.320")], [("partition", "holds")]),
    "hung-yen-2025": ([worked_back("", "2.420")], []),
    # a rate that leaves the level before too open says nothing
    "tay-ninh-2025": ([worked_back("2026", "2.420", rate="gấp 1,2")], []),
    # as a whole, and as the same thing that another report prints
    "quang-tri-2025": ([[level("workers", "120", "người", period="2027"), relative("workers", "increase", "2026", "20", "người", period="2027"), level("workers", "131", "người", scope="rural", period="2026")]],
                       [("containment", "possible_conflict")]),
    "dong-thap-2025": ([[level("workers", "768", "người", period="2027"), relative("workers", "increase", "", "20", "%", period="2027")], [level("workers", "640", "người", period="2026")]],
                       [("same", "holds")]),
    "vinh-long-2025": ([[level("workers", "768", "người", period="2027"), relative("workers", "increase", "", "20", "%", period="2027")], [level("workers", "700", "người", period="2026")]], []),
    # shares of one whole: more than all of it, a part of it, all of it, and less than what is all of it
    "da-nang-2025": ([shares("exports", ("industry", "60"), ("handicraft", "50"))], [("packing", "violated")]),
    "quang-ngai-2025": ([shares("exports", ("industry", "60"), ("handicraft", "30"))], []),
    "khanh-hoa-2025": ([shares("exports:industry-handicraft", ("industry", "70,5"), ("handicraft", "29,5"))], [("partition", "holds")]),
    "lam-dong-2025": ([shares("exports:industry-handicraft", ("industry", "70,5"), ("handicraft", "28,5"))], [("partition", "violated")]),
    "can-tho-2025": ([[("funding", "share", "funding@total", "", "2026", "actual", source, "", value, "%") for source, value in (("state", "41,2"), ("counterpart", "68,8"))]],
                     [("partition", "violated")]),
    # of a whole that is understood, not printed
    "ha-noi-before-2008": ([[("funding", "share", "funding@total?", "", "2005", "actual", source, "", value, "%") for source, value in (("state", "41,2"), ("counterpart", "68,8"))]],
                           [("partition", "possible_conflict")]),
    # shares of two wholes do not add up: the base repeats not every word of its row
    "dong-nai-2025": ([[relative("site_land", "share", "site_land:industrial-land", value, "%", "2026", f"{site} leased-land") for site, value in (("cluster", "60"), ("zone", "70"))]], []),
    "ho-chi-minh-2025": ([[("site_fill_rate", "", "site_land:cluster industrial-land", f"cluster {origin}", "2026", "actual", "", "", value, "%") for origin, value in (("domestic", "60"), ("foreign", "55"))]],
                         [("packing", "possible_conflict")]),
}  # fmt: skip

# One cell said in two forms, words that hold together, and laws that the first build has no place for; the same
# places again, in a build of their own.
CELLS_IN_FORMS: dict[str, tuple[list[list[Row]], list[tuple[str, str]]]] = {
    # one cell in two forms: a word that the indicator implies, the last day of a year, an estimate beside its result
    "thai-nguyen-2025": ([[level("products", "12", "sản phẩm", "contest", "2026", "local")], [level("products", "12", "sản phẩm", "", "2026", "local")]],
                         [("same", "holds")]),
    "hung-yen-2025": ([[level("products", "12", "sản phẩm", "contest", "2026", "local")], [level("products", "15", "sản phẩm", "", "2026", "local")]],
                      [("same", "violated")]),
    "khanh-hoa-2025": ([[level("workers", "1.234", "người", period="2026")], [level("workers", "1.234", "người", period="2026-12")]],
                       [("same", "holds")]),
    "ninh-binh-2025": ([[("trainees", "", "", "", "2026", "estimate", "local", "", "104", "người")], [level("trainees", "109", "người", "", "2026", "local")]],
                       [("same", "series")]),
    # as many clusters have as many hectares, in two reports and where all are of one kind; others need not
    "bac-trung-bo-2025": ([clusters("44", "1.869"), clusters("44", "1.794")], [("same", "possible_conflict")]),
    "dong-bang-song-cuu-long-2025": ([clusters("44", "1.869"), clusters("43", "1.794")], []),
    "dong-bang-song-hong-2025": ([[*clusters("11", "316", "established operating"), *clusters("11", "452", "established")]], [("same", "possible_conflict")]),
    "dong-nam-bo-2025": ([[*clusters("10", "316", "established operating"), *clusters("11", "452", "established")]], []),
    # who agrees in two telling numbers of the day, whatever they are of, speaks of one day
    "phia-bac": ([on_a_day("68", "3.601,45", "153,769"), on_a_day("71", "3.601,45", "153,769")], [("same", "possible_conflict")]),
    "phia-nam": ([on_a_day("68", "3.601,45", "153,769"), on_a_day("71", "3.601,45", "168,2")], []),
    # "over 50" and 9 are told of 59
    "dak-lak-before-2004": ([[level("schemes", "59", "đề án", "", "2002", "local"), level("schemes", "50", "đề án", "machinery", "2002", "local", "trên"), level("schemes", "9", "đề án", "vocational", "2002", "local")]], [("adds_up", "holds")]),
    # what a part of a stock came to, all of it hardly falls below
    "dong-bang-song-hong": (let_land("2.905", "2.744"), [("containment", "possible_conflict")]),
    "dong-bang-song-cuu-long": (let_land("2.905", "2.844"), []),
    "can-tho-before-2004": (let_land("2.905", "2.744", "1998"), []),
    # parts may exceed what is left when something that is printed is taken off
    "bac-trung-bo-duyen-hai-mien-trung": ([with_less("63,66")], []),
    "tay-nguyen": ([with_less("53,66")], [("packing", "possible_conflict")]),
    # numbers told in words give a whole by their digits; so do all that lie in it, whatever else they lie in
    "duyen-hai-nam-trung-bo-tay-nguyen-2025": ([in_and_outside("31.433")], [("adds_up", "holds")]),
    "mien-trung-tay-nguyen": ([budget("135,90")], [("adds_up", "holds")]),
    # what a report names as a kind of something is a part of it; two reports may mean two things
    "lai-chau-before-2004": ([[villages("29", "topic:a", "2002"), villages("225", "topic:a topic:b", "2002")]], [("containment", "possible_conflict")]),
    "ha-noi-before-2008": ([[villages("29", "topic:a", "2002")], [villages("225", "topic:a topic:b", "2002")]], []),
    # rounding read generously; "above" is used for less than the next round number
    "can-tho-2025": ([[level("workers", "500", "người", period="2026")], [level("workers", "512", "người", period="2026")]],
                     [("same", "holds_loosely")]),
    "quang-ngai-2025": ([[level("workers", "70", "người", period="2026", qualifier="trên")], [level("workers", "95", "người", period="2026")]],
                        [("same", "possible_conflict")]),
    # a report that prints two numbers in two forms tells them apart
    "dong-nai-2025": ([[level("products", "12", "sản phẩm", "contest", "2026", "local"), level("products", "15", "sản phẩm", "", "2026", "local")]], []),
    # the title calls a target what the body calls a plan; two numbers of the body are two things
    "hai-phong-2025": ([[in_title(("schemes", "", "", "", "2026", "target", "national", "", "04", "đề án"), "hai-phong-2025"), ("schemes", "", "", "", "2026", "plan", "national", "", "4", "đề án")]],
                       [("same", "possibly_same")]),
    "quang-tri-2025": ([[("schemes", "", "", "", "2026", "target", "national", "", "04", "đề án"), ("schemes", "", "", "", "2026", "plan", "national", "", "4", "đề án")]], []),
    # words of one axis that hold together narrow each other, those that exclude each other name all of both
    "an-giang-2025": ([[level("sites", "33", "cụm", "cluster established", "2026"), level("sites", "18", "cụm", "cluster enterprise-led established", "2026")]], []),
    "ca-mau-2025": ([[level("sites", "18", "cụm", "cluster established", "2026"), level("sites", "33", "cụm", "cluster enterprise-led established", "2026")]],
                    [("containment", "violated")]),
    "bac-ninh-2025": ([[level("sites", "33", "cụm", "cluster operating", "2026"), level("sites", "18", "cụm", "cluster not-started operating", "2026")]],
                      [("containment", "violated")]),
    # an indicator that is read as a wider one brings its word, whatever stands before it
    "lam-dong": ([[level("sites", "5", "cụm", "cluster established"), level("sites_newly_established", "9", "cụm", "cluster")]],
                 [("containment", "violated")]),
    # what follows a number in its text and gives it, whatever it differs in: three numbers, or two and a telling one
    "hoa-binh": ([[level("sites", "33", "cụm", "cluster detailed-plan"), level("sites", "9", "cụm", "cluster detailed-plan filled-100"), level("sites", "11", "cụm", "cluster detailed-plan under-construction"), level("sites", "13", "cụm", "cluster detailed-plan not-started")]],
                 [("adds_up", "holds")]),
    "ninh-thuan": ([[level("establishments", "5.570", "cơ sở", "rural-industry", qualifier="trên"), level("establishments", "179", "doanh nghiệp", "rural-industry enterprise"), level("establishments", "5.391", "hộ", "rural-industry household")]],
                   [("adds_up", "holds")]),
    # "above 1,63" is used for less than 1,64, in a part as in a whole; money of the state and of the others is all
    "ha-giang": ([[level("funding", "3.667", "triệu đồng", source="total"), level("funding", "1,63", "tỷ đồng", source="state", qualifier="hơn"), level("funding", "1,96", "tỷ đồng", source="counterpart", qualifier="gần")]],
                 [("partition", "possible_conflict")]),
    "gia-lai": ([[level("funding", "10,2", "tỷ đồng", source="all", qualifier="trên"), level("funding", "9,5", "tỷ đồng", source="national", qualifier="hơn"), level("funding", "712", "triệu đồng", source="local")]],
                [("partition", "holds")]),
    # what was reached since the start of what is aimed at; and in a part of its time
    "dien-bien": ([[level("schemes", "66", "đề án", period="2016/2018"), ("schemes", "", "", "", "2016/2020", "target", "", "", "162", "đề án")]], [("target", "holds")]),
    "quang-ninh": ([[level("schemes", "66", "đề án", period="2017/2018"), ("schemes", "", "", "", "2016/2020", "target", "", "", "162", "đề án")]], []),
    # more completed than was approved, or disbursed than was allocated; and no more of it
    "binh-duong": ([[("schemes", "", "", "approved", "2012", "plan", "national", "", "1", "đề án"), level("schemes", "3", "đề án", "completed", "2012", source="national")]],
                       [("target", "possible_conflict")]),
    "vinh-long": ([[("funding", "", "", "allocated", "2012", "plan", "local", "", "918", "triệu đồng"), level("funding", "1.018", "triệu đồng", "disbursed", "2012/now", source="local")]],
                       [("target", "possible_conflict")]),
    "tra-vinh": ([[("funding", "", "", "allocated", "2012", "plan", "local", "", "918", "triệu đồng"), level("funding", "578", "triệu đồng", "disbursed", "2012/now", source="local")]],
                      [("target", "holds")]),
    # more money than its source was assigned; more schemes than were assigned are carried out with what is left
    "lao-cai-2025": ([[("funding", "", "", "assigned", "2026", "plan", "local", "", "1.905", "triệu đồng"), level("funding", "2.605", "triệu đồng", "", "2026", "local")]],
                     [("target", "possible_conflict")]),
    "phu-tho-2025": ([[("schemes", "", "", "assigned", "2026", "plan", "local", "", "19", "đề án"), level("schemes", "26", "đề án", "", "2026", "local")]],
                     [("target", "holds")]),
    # money that was assigned twice, and what those put in who receive
    "da-nang-2025": ([[("funding", "", "", "assigned", "2026", "plan", "local", "", "1.905", "triệu đồng"), ("funding", "", "", "approved", "2026", "plan", "local", "", "300", "triệu đồng"), level("funding", "2.205", "triệu đồng", "", "2026", "local")]],
                     [("target", "holds")]),
    "vinh-long-2025": ([[("funding", "", "", "approved", "2026", "plan", "counterpart", "", "10", "tỷ đồng"), level("funding", "14,6", "tỷ đồng", "", "2026", "counterpart")]],
                       [("target", "holds")]),
    # a running total that is aimed at below what it was before, and above
    "tay-ninh": ([[level("schemes", "135", "đề án", period="../2011"), ("schemes", "", "", "", "../2012", "target", "", "", "105", "đề án")]],
                 [("target", "possible_conflict")]),
    "dong-nai": ([[level("schemes", "135", "đề án", period="../2011"), ("schemes", "", "", "", "../2012", "target", "", "", "155", "đề án")]], []),
    # money of which the source is unsaid is not of that which one source was assigned
    "thai-binh": ([[("funding", "", "", "allocated", "2012", "plan", "national", "", "918", "triệu đồng"), level("funding", "1.018", "triệu đồng", "disbursed")]], []),
    "bac-ninh": ([[("funding", "", "", "allocated", "2012", "plan", "all", "", "918", "triệu đồng"), level("funding", "1.018", "triệu đồng", "disbursed")]],
                 [("target", "holds")]),
    "nam-dinh": ([[("funding", "", "", "allocated", "2012", "plan", "", "", "918", "triệu đồng"), level("funding", "1.018", "triệu đồng", "disbursed")]],
                 [("target", "holds")]),
    # a share that cannot be that of "at least" so many
    "quang-binh": ([[level("trainees", "1.400", "lao động", qualifier="khoảng"), level("trainees_employed", "1.900", "lao động", qualifier="ít nhất"), relative("trainees_employed", "share", "trainees", "80", "%")]],
                   [("derived", "violated"), ("containment", "violated")]),
    # a title and a body that leaves one thing more open; a share of what both print; two such numbers of the body
    "ha-nam": ([[in_title(level("sites", "43", "cụm", "cluster operating"), "ha-nam"), level("sites", "43", "cụm", "cluster detailed-plan operating")]],
               [("same", "possibly_same")]),
    "yen-bai": ([[in_title(level("investment", "7.770", "tỷ đồng", "cluster registered"), "yen-bai"), level("investment", "7.770", "tỷ đồng", "cluster registered"), level("investment", "3.705", "tỷ đồng", "cluster realised"), relative("investment", "share", "investment:cluster registered", "47,7", "%", scope="cluster realised")]],
                [("derived", "holds")]),
    "hai-duong": ([[level("sites", "43", "cụm", "cluster operating"), level("sites", "43", "cụm", "cluster detailed-plan operating")]], []),
    # all that is said of five schemes: two, two and one
    "bac-giang": ([[level("schemes", v, "đề án", scope, source="local") for v, scope in (("5", ""), ("2", "demonstration"), ("2", "information"), ("1", "cluster planning"))]],
                  [("adds_up", "holds")]),
    # what is realised lies within what is registered, established clusters of the plan within the plan
    "an-giang": ([[level("investment", "5.100", "tỷ đồng", "cluster registered"), level("investment", "6.200", "tỷ đồng", "cluster realised")]],
                 [("containment", "possible_conflict")]),
    "can-tho": ([[level("investment", "6.200", "tỷ đồng", "cluster registered"), level("investment", "5.100", "tỷ đồng", "cluster realised")]], []),
    "hau-giang": ([[level("sites", "91", "cụm", "cluster in-plan"), level("sites", "138", "cụm", "cluster established in-plan")]],
                  [("containment", "violated")]),
    # the plan may hold more than is established, and less than all clusters
    "soc-trang": ([[level("sites", "91", "cụm", "cluster in-plan"), level("sites", "38", "cụm", "cluster established"), level("sites", "42", "cụm", "cluster")]], []),
    # a product that a district has recognised may be recognised by the province next, but not more than took part
    "ben-tre": ([[level("products", "29", "sản phẩm", "contest"), level("products", "27", "sản phẩm", "recognised contest district"), level("products", "10", "sản phẩm", "recognised contest province")]], []),
    # of two levels are the contests of either
    "tuyen-quang-2025": ([[level("events", "12", "đợt", "contest district province", "2026"), level("events", "10", "đợt", "contest district", "2026")]], []),
    "kien-giang": ([[level("products", "29", "sản phẩm", "contest"), level("products", "37", "sản phẩm", "recognised contest district")]], [("containment", "violated")]),
    # numbers that give their whole to its last digit, though one of them is called nearly so; and that do not
    "thanh-hoa": ([nearly_all("162,5")], [("adds_up", "holds")]),
    "ha-tinh": ([nearly_all("160,5")], []),
    # what is larger than its whole by itself is no matter of what stands beside it
    "nghe-an": ([[level("schemes", "6", "đề án", source="local"), level("schemes", "2", "đề án", "fair", source="local"), level("schemes", "22", "đề án", "machinery", source="local")]],
                [("containment", "violated")]),
    # what is completed of a plan, beside the plan for all of it
    "kon-tum": ([[("funding", "", "", "allocated", "2012", "plan", "local", "", "918", "triệu đồng"), level("funding", "578", "triệu đồng", "completed", source="local"), ("funding", "multiple", "plan", "completed", "2012", "actual", "local", "", "63", "%")]],
                [("derived", "holds")]),
    "son-la": ([[("funding", "", "", "allocated", "2012", "plan", "local", "", "918", "triệu đồng"), level("funding", "578", "triệu đồng", "completed", source="local"), ("funding", "multiple", "plan", "completed", "2012", "actual", "local", "", "74", "%")]],
               [("derived", "violated")]),
    # land per project: a project has the words of the land but that of the land
    "binh-dinh": ([per_project("1,6")], [("derived", "holds")]),
    "dak-lak": ([per_project("2,6")], [("derived", "violated")]),
    # a mean times what it is a mean of: in a wider whole, and above it
    "tuyen-quang": ([models("84,739")], [("derived", "not_evaluable")]),
    "thai-nguyen": ([models("48,739")], [("derived", "not_evaluable"), ("containment", "possible_conflict")]),
    # nor is a mean said to the last digit, or of what is counted beside it
    "phu-tho": ([models("75,1")], [("derived", "not_evaluable")]),
    "lam-dong-2025": ([[schemes("62", "all"), level("funding", "13", "tỷ đồng", "", "2026", "all"), ("funding", "mean", "schemes", "machinery", "2026", "actual", "all", "", "300", "triệu đồng/đề án")]], [("derived", "not_evaluable")]),
    # "more than 100 million a model" for "more than 786 models" has no end
    "vinh-phuc": ([models("48,739", "trên")], [("derived", "not_evaluable")]),
    # levels whose mean is not usual, and is; of sites that are no clusters nothing is known
    "dak-nong": ([classes("2.000")], [("derived", "possible_conflict")]),
    "ha-tay": ([classes("2", "2006")], [("derived", "possible_conflict")]),
    "bac-lieu": ([classes("120")], []),
    "dong-thap": ([[level("site_area", "4.200", "ha", "cluster"), level("sites", "10", "cụm", "cluster")]], [("derived", "possible_conflict")]),
    "gia-lai-2025": ([[level("funding", "9,4", "triệu đồng", "", "2026", "local", "trên"), schemes("21", "local")]], [("derived", "possible_conflict")]),
    "ha-noi": ([[level("site_area", "4.200", "ha", "cluster zone"), level("sites", "10", "khu", "cluster zone")]], []),
    # what those put in who receive, and what nothing is counted beside
    "tay-ninh-2025": ([[level("funding", "500", "tỷ đồng", "", "2026", "total"), schemes("2", "total")]], []),
    "dak-lak-2025": ([[level("funding", "5", "tỷ đồng", "", "2026", "national"), schemes("0", "national")]], []),
    # what a level has grown by is a part of it
    "ninh-binh": ([[level("industrial_output", "6.500", "tỷ đồng"), relative("industrial_output", "increase", "2008", "7.400", "tỷ đồng")]],
                  [("containment", "violated")]),
    "ho-chi-minh": ([[level("workers", "1.500", "người"), relative("workers", "increase", "2008", "2.000", "người")]], [("containment", "violated")]),
    "da-nang": ([[level("industrial_output", "7.400", "tỷ đồng"), relative("industrial_output", "increase", "2008", "6.500", "tỷ đồng")]],
                [("derived", "not_evaluable")]),
    "dong-thap-2025": ([[level("profit", "2", "tỷ đồng", period="2026"), relative("profit", "increase", "2025", "10", "tỷ đồng", "2026")]],
                       [("derived", "not_evaluable")]),
    # a rate above 100 % is no amount, and each currency has its own levels
    "quang-ngai": ([[level("exports", "90", "triệu USD"), relative("exports", "increase", "2008", "140", "%")]], [("derived", "not_evaluable")]),
    "khanh-hoa": ([[level("exports", "3.600", "tỷ đồng"), level("exports", "182,5", "triệu USD"), level("exports", "152,1", "triệu USD", period="2011"), relative("exports", "increase", "2011", "20", "%")]],
                  [("derived", "holds")]),
    "binh-phuoc": ([[level("exports", "3.600", "tỷ đồng"), level("exports", "182,5", "triệu USD"), level("exports", "3.000", "tỷ đồng", period="2011"), relative("exports", "increase", "2011", "20", "%")]],
                   [("derived", "holds")]),
    "binh-thuan": ([[level("exports", "3.600", "tỷ đồng"), level("exports", "182,5", "triệu USD"), relative("exports", "increase", "2011", "5", "triệu USD")]],
                   [("derived", "not_evaluable")]),
    # so much a year in its years, as a part and as a mean; "more than so much a year" has no sum
    "cao-bang": ([a_year("15", "2", "5,5")], [("partition", "holds")]),
    "lao-cai": ([a_year("25", "2", "5,5")], [("partition", "possible_conflict")]),
    "bac-kan": ([a_year("25", "2", "5,5", "hơn")], []),
    "hai-phong": ([[level("funding", "350", "tỷ đồng", period="2003/2012", source="state", qualifier="gần"), level("funding", "34,91", "tỷ đồng/năm", period="2003/2012", source="state")]],
                  [("derived", "holds")]),
    "hue": ([[level("funding", "350", "tỷ đồng", period="2003/2012", source="state", qualifier="gần"), level("funding", "38,91", "tỷ đồng/năm", period="2003/2012", source="state")]],
            [("derived", "possible_conflict")]),
    **{place: SCENARIOS[place] for place in ("phu-yen", "tien-giang")},
}  # fmt: skip

# What follows a number in its text and gives it by chance, or does not give it; in the build of the cells.
NO_LIST: dict[str, list[list[Row]]] = {
    # numbers told in words, and all that lies in a number, that do not give it
    "ho-chi-minh-2025": [in_and_outside("31.434")],
    "trung-du-mien-nui-phia-bac": [budget("136,90")],
    # two numbers that give a small one; one that falls short; one that is open; what stands before its whole
    "quang-nam": [[level("sites", "12", "cụm", "cluster in-plan"), level("sites", "7", "cụm", "cluster filled-100"), level("sites", "5", "cụm", "cluster under-construction")]],
    "quang-tri": [[level("sites", "33", "cụm", "cluster detailed-plan"), level("sites", "9", "cụm", "cluster filled-100"), level("sites", "11", "cụm", "cluster under-construction"), level("sites", "12", "cụm", "cluster not-started")]],
    "lai-chau": [[level("sites", "33", "cụm", "cluster in-plan"), level("sites", "9", "cụm", "cluster filled-100"), level("sites", "11", "cụm", "cluster under-construction", qualifier="trên"), level("sites", "13", "cụm", "cluster not-started")]],
    "lang-son": [[level("sites", "9", "cụm", "cluster filled-100"), level("sites", "11", "cụm", "cluster under-construction"), level("sites", "13", "cụm", "cluster not-started"), level("sites", "33", "cụm", "cluster in-plan")]],
    # a number of one digit, of which more is said
    "hung-yen": [[*(level("schemes", v, "đề án", scope, source="local") for v, scope in (("5", ""), ("2", "demonstration"), ("2", "information"), ("1", "cluster planning"))), inside(level("schemes", "1", "đề án", source="local"), "hung-yen/huyen-a")]],
    # parts of another time, or of a wider place
    "ca-mau": [[level("funding", "810", "triệu đồng"), level("funding", "94,4", "triệu đồng", period="2011"), level("funding", "715,6", "triệu đồng", period="2010")]],
    "long-an": [[inside(level("workers", "1.215", "người"), "long-an/huyen-a"), level("workers", "415", "người", "industry"), level("workers", "380", "người", "handicraft"), level("workers", "420", "người", "rural")]],
}  # fmt: skip

# province → of each of its numbers: how many claims stand for it, its mark, and whether it is in conflict
VERDICTS: dict[str, list[tuple[int, str, bool]]] = {
    "thai-nguyen-2025": [(2, "firm", False)],
    "hung-yen-2025": [(2, "contested", True)],
    "khanh-hoa-2025": [(2, "firm", False)],
    "ninh-binh-2025": [(2, "one source", False)],
    "can-tho-2025": [(2, "with care", False)],
    "quang-ngai-2025": [(2, "with care", True)],
    # told apart by a report that says both
    "dong-nai-2025": [(1, "one source", False), (1, "one source", False)],
    # a result within its plan is no proof
    "phu-yen": [(1, "one source", False), (1, "one source", False)],
    # nor is agreement where the source of the money is unsaid
    "tien-giang": [(2, "one source", False)],
}

# place → figures of its reports; of each report the rows to look at, by number from 1; and the slips proposed
SUSPECTS: dict[str, tuple[list[list[Row]], list[set[int]], set[str]]] = {
    # a title against a body that its parts confirm
    "thai-nguyen-2025": ([[in_title(schemes("137", "all"), "thai-nguyen-2025"), schemes("138", "all"), schemes("33", "national"), schemes("105", "local")]],
                         [{1}], {"137 đề án may be a slip for 138 đề án: one digit is another."}),
    # one figure in two relations that fail: 411 + 280 is not 1.231, and the half year is above its year
    "hai-phong-2025": ([[schemes("1.231", "all"), schemes("411", "national"), schemes("280", "local"), schemes("733", "local", "2026-S1")]],
                       [{3}], {"280 đề án may be a slip for 820 đề án: two digits are exchanged."}),
    # one value of the whole cannot mend both the sum and the share, one of the part can
    "hue": ([[money("200,3", "total"), money("50,3", "state"), money("105,1", "counterpart"), ("funding", "share", "funding@total", "", "2026", "actual", "counterpart", "", "74,9", "%")]],
            [{3}], set()),
    # the same slip would break a bound that holds, and is not proposed
    "dong-nai-2025": ([[schemes("1.231", "all"), schemes("411", "national"), schemes("280", "local"), schemes("73", "local", "2026-S1"), schemes("500", "local", "2026/2027")]],
                      [{1, 2, 3}], set()),
    # nothing tells the figures apart
    "hung-yen-2025": ([[schemes("12", "all"), schemes("4", "national"), schemes("7", "local")]], [{1, 2, 3}], set()),
    "ninh-binh-2025": ([[level("workers", "1.234", "người", period="2026")], [level("workers", "1.243", "người", period="2026")]],
                       [{1}, {1}], {"1.234 người may be a slip for 1.243 người: two digits are exchanged.", "1.243 người may be a slip for 1.234 người: two digits are exchanged."}),
    # two against one; an exact figure against one that is called about right
    "quang-tri-2025": ([[level("workers", "1.234", "người", period="2026")], [level("workers", "1.234", "người", period="2026")], [level("workers", "1.456", "người", period="2026")]],
                       [set(), set(), {1}], set()),
    "tay-ninh-2025": ([[level("workers", "1.234", "người", period="2026")], [level("workers", "1.900", "người", period="2026", qualifier="khoảng")]],
                      [set(), {1}], set()),
    # more figures contradict each other than can be tried
    "da-nang-2025": ([[level("workers", str(n), "người", period="2026")] for n in range(1001, 1100, 9)], [set()] * 11, set()),
    # parts that are smaller than what is too much cannot make up for it
    "quang-ngai-2025": ([[level("site_area", "40", "ha", "cluster established", "2026"), *(inside(level("site_area", "11", "ha", "cluster established", "2026"), f"quang-ngai-2025/ccn-{n}") for n in ("mot", "hai", "ba", "bon", "nam"))]],
                        [{1}], set()),
    # a comma moved, tỷ for triệu; and what no slip explains
    "khanh-hoa-2025": ([[money("41,8", "all"), money("18,3", "national"), money("2,35", "local")]],
                       [{1, 2, 3}], {"2,35 tỷ đồng may be a slip for 23,5 tỷ đồng: the comma is moved."}),
    "lam-dong-2025": ([[money("41,8", "all"), money("18,3", "national"), money("23,5", "local", "triệu đồng")]],
                      [{1, 2, 3}], {"23,5 triệu đồng may be a slip for 23,5 tỷ đồng: a thousand times off, as tỷ for triệu."}),
    "ho-chi-minh-2025": ([[money("41,8", "all"), money("18,3", "national"), money("2,36", "local")]], [{1, 2, 3}], set()),
    "lai-chau-before-2004": ([[level("funding", v, f"{u} đồng", period="2002", source=s) for v, u, s in (("41,8", "tỷ", "all"), ("18,3", "tỷ", "national"), ("23,6", "triệu", "local"))]],
                             [{1, 2, 3}], set()),
    # what is only possible accuses no figure but where another is confirmed
    "can-tho-2025": ([[schemes("137", ""), schemes("138", "all"), schemes("33", "national"), schemes("105", "local")]],
                     [{1}], {"137 đề án may be a slip for 138 đề án: one digit is another."}),
    "vinh-long-2025": ([[schemes("137", ""), schemes("138", "all")]], [set()], set()),
    # a rounded rate between two exact counts
    "dong-thap-2025": ([[level("workers", "17.511", "người", period="2026"), level("workers", "13.593", "người", period="2025"), relative("workers", "increase", "2025", "82,8", "%", "2026")]],
                       [{3}], {"82,8 % may be a slip for 28,8 %: two digits are exchanged."}),
}  # fmt: skip

# Wholes that are divided more than once, and what has no date that is known; in the build of the suspects.
DIVIDED: dict[str, tuple[list[list[Row]], list[tuple[str, str]]]] = {
    # by craft and by how well they work: each gives the whole; one division that is above it; topics of many kinds
    "ha-noi": ([[villages("30"), *(villages(v, f"topic:{t}") for t, v in (("old", "21"), ("young", "9"), ("well", "26"), ("poorly", "4")))]],
               [("adds_up", "holds")]),
    "ha-giang": ([[villages("30"), *(villages(v, f"topic:{t}") for t, v in (("old", "21"), ("young", "12")))]],
                 [("packing", "possible_conflict")]),
    "cao-bang": ([[villages("30"), *(villages(v, f"topic:{t}") for t, v in (("old", "25"), ("wood", "20"), ("poorly", "4")))]], []),
    "bac-kan": ([[villages("30"), *(villages(v, f"topic:{t}") for t, v in (("old", "21"), ("young", "9"), ("well", "26"), ("poorly", "6")))]],
                [("adds_up", "holds"), ("packing", "possible_conflict")]),
    # traditional villages and others are not both, and as a rule all of them: crafts without a village are counted, too
    "tuyen-quang": ([[villages("65"), villages("35", "traditional"), villages("30", "not-traditional")]], [("adds_up", "holds")]),
    "lao-cai": ([[villages("65"), villages("35", "traditional"), villages("31", "not-traditional")]], [("packing", "violated")]),
    "quang-nam": ([[villages("65"), villages("35", "traditional"), villages("29", "not-traditional")]], []),
    # what is new has come in a time: a part of longer times, no step of a stock
    "dien-bien": ([[villages("24", "recognised new", "2011"), villages("80", "recognised new")]], [("series", "series")]),
    "lai-chau": ([[villages("24", "recognised new", "2010/2012"), villages("80", "recognised new")]], [("containment", "violated")]),
    # a time that is known to two years is not the year after; ten times as many are a doubt at any time
    "son-la": ([[level("workers", "900", "người", period="2026"), level("workers", "1.900", "người", period="now")]], [("series", "series")]),
    "lang-son": ([[level("workers", "180", "người", period="2026"), level("workers", "1.900", "người", period="now")]], [("series", "jump")]),
    # words beside the numbers on both sides of a sum that is exact; one that is not
    "lao-cai-2025": ([[money("3,6", "total", qualifier="gần"), money("2", "province"), money("1,6", "counterpart", qualifier="gần")]], [("adds_up", "holds")]),
    "bac-ninh-2025": ([[money("3,7", "total", qualifier="gần"), money("2", "province"), money("1,6", "counterpart", qualifier="gần")]], []),
    # topics hold together: factories and offices of one section are parts of it
    "thanh-hoa": ([[villages("160", "topic:old"), villages("118", "topic:old topic:wood"), villages("43", "topic:old topic:silk")]], [("packing", "possible_conflict")]),
    "nghe-an": ([[villages("160", "topic:old"), villages("118", "topic:old topic:wood"), villages("40", "topic:old topic:silk")]], []),
    # words that are all of a whole are not where what is missing is printed
    "ha-tinh": ([[*(level("investment_projects", v, "dự án", scope) for v, scope in (("239", "zone"), ("214", "zone domestic"), ("24", "zone foreign"), ("1", "zone topic:oda")))]], []),
    "quang-binh": ([[*(level("investment_projects", v, "dự án", scope) for v, scope in (("239", "zone"), ("214", "zone domestic"), ("24", "zone foreign"), ("2", "zone topic:oda")))]],
            [("partition", "violated")]),
    # of a plan two reports may know two states
    "phu-tho": ([[("sites", "", "", "cluster", "2015", "target", "", "", "42", "cụm")], [("sites", "", "", "cluster", "2015", "target", "", "", "45", "cụm")]], [("same", "possible_conflict")]),
    "ha-nam": ([[("funding", "", "", "", "2012", "plan", "local", "", "8.257", "triệu đồng")], [("funding", "", "", "", "2012", "plan", "local", "", "8.275", "triệu đồng")]], [("same", "violated")]),
    # "since 2010" until a time that is known to two years, and until nobody knows when
    "hai-phong": ([[level("investment_projects_new", "39", "dự án", "zone", "2010/now")], [level("investment_projects_new", "41", "dự án", "zone")]], [("containment", "possible_conflict")]),
    "hai-duong": ([[level("investment_projects_new", "39", "dự án", "zone", "2010/now")], [level("investment_projects_new", "41", "dự án", "zone")]], []),
    # a share is of more than its own level
    "quang-ninh": ([[villages("1.350"), villages("1.350"), relative("craft_villages", "share", "craft_villages", "33,3", "%")]], [("derived", "not_evaluable")]),
}  # fmt: skip

# Lists of a report, whatever their parts differ in, and what all of a whole is; each place says this and nothing else.
LISTED: dict[str, tuple[list[list[Row]], list[tuple[str, str]]]] = {
    # an economic zone, a zone and what is in clusters; one of them less
    "yen-bai": ([projects("yen-bai", "268", "54")], [("adds_up", "holds")]),
    "hoa-binh": ([projects("hoa-binh", "269", "54")], []),
    # two directly behind their whole, and two of three that stand elsewhere
    "thai-nguyen": ([[schemes(v, "all", "2012", s) for v, s in (("16", ""), ("2", "under-way"), ("14", "settled"), ("12", "machinery"))]], [("adds_up", "holds")]),
    "bac-giang": ([[schemes(v, "all", "2012", s) for v, s in (("16", ""), ("2", "under-way"), ("12", "machinery"), ("14", "settled"))]], []),
    # districts and what lies in several, to the last decimal
    "vinh-phuc": ([districts("vinh-phuc", "1.642,7")], [("adds_up", "holds")]),
    "bac-ninh": ([districts("bac-ninh", "1.643,9")], []),
    # shares of mixed kinds
    "phu-tho-2025": ([shares("establishments:rural", ("rural household", "98,8"), ("rural enterprise", "0,68"), ("rural topic:groups", "0,39"), ("rural cooperative", "0,13"))], [("adds_up", "holds"), ("derived", "not_evaluable")]),
    # what was there and what is new give what there will be
    "thai-binh": ([plan_of_clusters("38", "21", "59")], [("adds_up", "holds")]),
    "nam-dinh": ([plan_of_clusters("38", "21", "60")], []),
    # three zones, and so many are named; one more than are named; land that is missing; and of a number told to the digit
    "ninh-binh": ([named_zones("ninh-binh", "3", "480", "trên")], [("partition", "holds")]),
    "quang-tri": ([named_zones("quang-tri", "4", "480", "trên")], []),
    "da-nang": ([named_zones("da-nang", "3", "520", "trên")], [("partition", "possible_conflict")]),
    "quang-ngai": ([named_zones("quang-ngai", "3", "497", "khoảng")], [("partition", "possible_conflict")]),
    "binh-dinh": ([named_zones("binh-dinh", "3", "500", "khoảng")], [("partition", "holds")]),
    # one of a list is missing; none; two; or the one is printed
    "phu-yen": ([states("67", "31", "19", "16")], [("partition", "possible_conflict")]),
    "khanh-hoa": ([states("66", "31", "19", "16")], [("adds_up", "holds")]),
    "ninh-thuan": ([states("68", "31", "19", "16")], []),
    "binh-thuan": ([[*states("67", "31", "19", "16"), level("investment_projects", "1", "dự án", "zone topic:oda")]], [("adds_up", "holds")]),
    # what is established is in the plan, and what is not
    "kon-tum": ([[level("sites", v, "cụm", s) for v, s in (("25", "cluster in-plan"), ("11", "cluster established"), ("16", "cluster not-established"))]], [("packing", "possible_conflict")]),
    "gia-lai": ([[level("sites", v, "cụm", s) for v, s in (("25", "cluster in-plan"), ("11", "cluster established"), ("14", "cluster not-established"))]], [("adds_up", "holds")]),
    # a target here is a plan there
    "dak-lak": ([[aimed("48", "target")], [aimed("50", "plan")]], [("same", "possible_conflict")]),
    "dak-nong": ([[aimed("48", "target")], [aimed("48", "plan")]], [("same", "possibly_same")]),
    # a count that is printed again a year later, and three years later
    "lam-dong": ([[villages("242", period="2011")], [villages("242")]], [("same", "possibly_same"), ("series", "series")]),
    "binh-phuoc": ([[villages("242", period="2009")], [villages("242")]], [("series", "series")]),
    # of every year, in two reports
    "tay-ninh": ([[level("revenue", "4,7", "tỷ đồng", "craft-village", "P1Y")], [level("revenue", "4,7", "tỷ đồng", "craft-village", "P1Y")]], [("same", "possibly_same")]),
    "binh-duong": ([[level("revenue", "4,7", "tỷ đồng", "craft-village", "P1Y")], [level("revenue", "4,8", "tỷ đồng", "craft-village", "P1Y")]], []),
    # the now of the report as a base
    "tuyen-quang-2025": ([since_now("21,7")], [("derived", "holds"), ("series", "series")]),
    "ca-mau-2025": ([since_now("27,1")], [("derived", "violated"), ("series", "series")]),
    # a fill rate is of the land that can be let, or of all industrial land
    "ho-chi-minh": ([filled("65,78", lettable="2.616,61")], [("derived", "holds")]),
    "long-an": ([filled("65,78", lettable="2.616,61", industrial="3.000")], [("derived", "holds")]),
    "tien-giang": ([filled("57,4", lettable="2.616,61", industrial="3.000")], [("derived", "holds")]),
    "ben-tre": ([filled("50", lettable="2.616,61", industrial="3.000")], [("derived", "possible_conflict")]),
    # new and adjusted are two parts of what is registered
    "tra-vinh": ([registered("40,74", "188,86")], [("adds_up", "holds")]),
    "vinh-long": ([registered("40,74", "210")], [("packing", "violated")]),
    # what investment can change in a year, workers cannot; and in ten years anything can
    "dong-thap": ([[level("investment_projects", "161", "dự án", "zone", "2011"), level("investment_projects", "236", "dự án", "zone")]], [("series", "series")]),
    "an-giang": ([[level("workers", "161", "người", "zone", "2011"), level("workers", "236", "người", "zone")]], [("series", "jump")]),
    "kien-giang": ([[level("trainees", "3.000", "người", period="2003"), level("trainees", "240", "người")]], [("series", "series")]),
    "can-tho": ([[level("trainees", "3.000", "người", period="2009"), level("trainees", "240", "người")]], [("series", "jump")]),
    # a level that is worked back to a year which is inferred may only agree
    "hau-giang": ([changed_since("2011?")], [("derived", "not_evaluable")]),
    "soc-trang": ([changed_since("2011")], [("containment", "possible_conflict"), ("derived", "not_evaluable")]),
    # who says "since 2008" and "2008 to 2012" means two times; two reports may mean one
    "bac-lieu": ([[level("trainees", "14", "nghìn người", "vocational", "2008/now", "all"), level("trainees", "12.600", "người", "", "2008/2012", "all")]], []),
    "ca-mau": ([[level("trainees", "14", "nghìn người", "vocational", "2008/now", "all")], [level("trainees", "12.600", "người", "", "2008/2012", "all")]], [("containment", "possible_conflict")]),
    # 300 more, or 15 per cent; or 40, which they are not
    "ba-ria-vung-tau": ([grown("15")], [("derived", "holds"), ("derived", "not_evaluable")]),
    "dong-nai": ([grown("40")], [("derived", "violated"), ("derived", "not_evaluable")]),
    # of three that do not agree two do
    "gia-lai-2025": ([[schemes("66", "all")], [schemes("66", "all")], [schemes("68", "all")]], [("same", "violated"), ("same", "holds")]),
    # what was contracted is of what was assigned; what is newly established comes to what was there
    "dak-lak-2025": ([[level("funding", "23,6", "tỷ đồng", "assigned", "2026", "national"), level("funding", "19,53", "tỷ đồng", "contracted", "2026", "national"), ("funding", "multiple", "plan", "contracted", "2026", "actual", "national", "", "82,75", "%")]], [("derived", "holds"), ("target", "holds")]),
    "an-giang-2025": ([[level("sites", "55", "cụm", "cluster established", "2026"), ("sites_newly_established", "", "", "cluster", "2027", "plan", "", "", "8", "cụm"), ("sites", "", "", "cluster in-plan", "2027", "plan", "", "", "63", "cụm")]], [("adds_up", "holds")]),
    # the fulfilment of a plan lies between those of its parts, a growth between theirs
    "hung-yen": ([changed("multiple", "plan", "2012", ("all", "37,116", "92,80"), ("national", "15,139", "91,82"), ("local", "21,977", "93,49"))], [("partition", "holds"), ("derived", "not_evaluable")]),
    "ha-tay": ([changed("multiple", "plan", "2002", ("all", "37,116", "92,28"), ("national", "15,139", "91,82"), ("local", "21,977", "93,49"))], [("partition", "holds"), ("partition", "violated"), ("derived", "not_evaluable")]),
    "dak-lak-before-2004": ([changed("increase", "2001", "2002", ("all", "48,331", "14,31"), ("national", "23,600", "14,31"), ("local", "24,731", "14,31"))], [("partition", "holds"), ("derived", "not_evaluable")]),
    "can-tho-before-2004": ([changed("increase", "2001", "2002", ("all", "48,331", "20,58"), ("national", "23,600", "14,31"), ("local", "24,731", "14,31"))], [("partition", "holds"), ("partition", "violated"), ("derived", "not_evaluable")]),
    # bases that are all inferred speak of one time
    "ha-noi-before-2008": ([branches("4,87", "2001-01/2001-09?")], [("adds_up", "holds"), ("packing", "possible_conflict"), ("derived", "not_evaluable")]),
    "phia-bac": ([branches("1,6", "2001-01/2001-09?")], [("adds_up", "holds"), ("derived", "not_evaluable")]),
    # what two numbers are a share of is one whole
    "phia-nam": ([shares_of_counted("63")], [("same", "holds"), ("derived", "not_evaluable")]),
    "mien-trung-tay-nguyen": ([shares_of_counted("60")], [("same", "possible_conflict"), ("derived", "not_evaluable")]),
    # so many a year, over eight years
    "tay-nguyen": ([a_mean("27", "3,4")], [("derived", "holds")]),
    "dong-nam-bo": ([a_mean("43", "7,4")], [("derived", "violated")]),
    # what was put in, of what was needed
    "dong-bang-song-hong": ([of_what_was_needed("26,3")], [("derived", "holds"), ("target", "holds")]),
    "dong-bang-song-cuu-long": ([of_what_was_needed("36,3")], [("derived", "violated"), ("target", "holds")]),
    # the last that give a whole are all of it, whatever stands before them; and where the last do not
    "trung-du-mien-nui-phia-bac": ([kinds_of_clusters("62", "42", "53", "4", "3", "2")], [("adds_up", "holds")]),
    "bac-trung-bo-duyen-hai-mien-trung": ([kinds_of_clusters("62", "4", "53", "4", "3", "3")], [("packing", "possible_conflict")]),
    # words as "over" leave less open than the least of the parts
    "dong-bang-song-hong-2025": ([by_district("dong-bang-song-hong-2025", "2.490", "712")], [("adds_up", "holds")]),
    "dong-nam-bo-2025": ([by_district("dong-nam-bo-2025", "1.801", "12")], []),
    # what is chosen and what it is confirmed by agree, though another one does not
    "bac-trung-bo-2025": ([[schemes("66", "all"), schemes("44", "all", "2026?")], [schemes("66", "all")]], [("same", "violated"), ("same", "holds")]),
    # "about" so much, and so much
    "dong-bang-song-cuu-long-2025": ([[level("workers", "15.723", "người", "craft-village", "2026", qualifier="khoảng")], [level("workers", "15.723", "người", "craft-village", "2027")]], [("same", "possibly_same"), ("series", "series")]),
    # a round number of things, in areas that have no sum of their own
    "duyen-hai-nam-trung-bo-tay-nguyen-2025": ([[level("products", v, "sản phẩm", s, "2027") for v, s in (("100", ""), ("40", "contest province"), ("60", "topic:other"), ("39", "recognised"), ("31", "topic:a"), ("30", "contest region"))]], [("adds_up", "holds")]),
    # two sources, of which one is told in words, give their whole; and leave more open than the smaller of them
    "dong-bang-song-hong-bac-trung-bo-14": ([by_source("43", "10,625", "32,4")], [("adds_up", "holds")]),
    "trung-du-mien-nui-phia-bac-2025": ([by_source("43", "0,3", "43")], []),
    # areas of the nation
    "viet-nam": ([[level("products", "226", "sản phẩm", "contest nation"), *(inside(level("products", v, "sản phẩm", "contest nation"), p) for v, p in (("57", "phia-bac"), ("69", "mien-trung-tay-nguyen"), ("100", "phia-nam")))]], [("adds_up", "holds")]),
}  # fmt: skip

# reports that do not say when they were published, by place and number
UNDATED = {("hai-duong", 0)}

# Two figures of which nothing may be said: a plain subset test would call each of them a part.
SILENT: dict[str, list[list[Row]]] = {
    # words that name another quantity
    "kon-tum": [[level("investment", "80", "tỷ đồng", scope="cluster registered"), level("investment", "27", "tỷ đồng", scope="cluster")]],
    # two words of one axis are one training for both, not a part of either
    "lai-chau": [[level("trainees", "80", "người", scope="start-up management"), level("trainees", "27", "người", scope="management")]],
    # other currencies
    "lam-dong": [[level("exports", "80", "triệu USD", scope="industry"), level("exports", "27", "tỷ đồng")]],
    # undated
    "lang-son": [[level("workers", "80", "người", scope="rural", period=""), level("workers", "27", "người", period="")]],
    # a plan is no part of a result
    "long-an": [[level("workers", "80", "người", scope="rural"), ("workers", "", "", "", "2012", "plan", "", "", "27", "người")]],
    # two years with one sum are not one fact, nor are two spans that overlap one series
    "quang-tri": [[level("funding", "800", "triệu đồng", period="2011", source="national"), ("funding", "", "", "", "2012", "plan", "national", "", "800", "triệu đồng")]],
    "thai-binh": [[level("trainees", "1.903", "người", period="2005/2009"), level("trainees", "15.743", "người", period="2008/2012")]],
    # what is decided about money is no part of what was spent
    "dak-nong": [[level("funding", "5.065", "triệu đồng", scope="allocated", source="local"), level("funding", "8.510", "triệu đồng", period="2012-S1", source="local")]],
    # a list that nobody calls complete and that falls short; clusters that together are not what is left of the whole
    "can-tho-before-2004": [[level("funding", "123,4", "triệu đồng", period="2002", source="local"), level("funding", "72,1", "triệu đồng", scope="machinery", period="2002", source="local"), level("funding", "51,1", "triệu đồng", scope="vocational", period="2002", source="local")]],
    "dak-lak-before-2004": [[level("site_area", "853,18", "ha", "cluster established", "2002"), level("site_area", "373,19", "ha", "cluster established operating", "2002"), *(inside(level("site_area", v, "ha", "cluster established under-construction", "2002"), f"dak-lak-before-2004/ccn-{n}") for n, v in (("mot", "245,54"), ("hai", "234,41")))]],
    # a commune and a cluster of which nobody says that it lies there
    "dak-lak-2025": [[inside(level("workers", "27", "người", period="2026"), "dak-lak-2025/xa-a"), inside(level("workers", "80", "người", period="2026"), "dak-lak-2025/ccn-b")]],
}  # fmt: skip


def built(shipped: Settings, folder: Path, stated: Mapping[str, Sequence[list[Row]]]) -> Connection:
    """What dbt's models make of some reports, by the place they speak of; its tests may warn, none fails."""
    where = dataclasses.replace(shipped, raw=folder / "raw", articles=None, warehouse=folder / "warehouse")
    for place, reports in stated.items():
        for number, rows in enumerate(reports):
            figures = [
                {"line": "1", "place": place, **dict(zip((*CELLS, "place", "line"), row, strict=False))}
                for row in rows
            ]
            later = any(row[CELLS.index("period")] > "2013" for row in rows)
            published, titles = "2028" if later else "2013", "[[2, 2]]"
            published = "null" if (place, number) in UNDATED else published
            report_id = f"{place}-{number}"
            write_report(where.raw, report_id, place, figures, published=published, title_lines=titles)
    landed = ingest.run(where)
    assert landed.conserved
    assert all(report.rejected == 0 for report in landed.reports), landed.findings
    models = Models(shipped)
    failed = models.world(where.landing).failed_tests
    nodes = load_manifest(shipped)["nodes"].values()
    assert not {n["name"] for n in nodes if n["config"].get("severity", "warn").lower() != "warn"} & failed
    return models.connection


@pytest.fixture(scope="module")
def of_laws(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """What is made of the scenarios of laws."""
    reports = {place: stated for place, (stated, _) in SCENARIOS.items()}
    return built(shipped, tmp_path_factory.mktemp("relations"), {**reports, **SILENT})


@pytest.fixture(scope="module")
def of_suspects(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """What is made of the scenarios of suspects, which have provinces of the others again."""
    scenarios = SUSPECTS | DIVIDED | LISTED
    assert len(scenarios) == len(SUSPECTS) + len(DIVIDED) + len(LISTED)
    reports = {place: stated for place, (stated, *_) in scenarios.items()}
    return built(shipped, tmp_path_factory.mktemp("suspects"), reports)


def said_of(db: Connection) -> dict[str, set[tuple[str, str]]]:
    """Per province law and status of its rows in quality.relations."""
    found: dict[str, set[tuple[str, str]]] = {}
    for place, law, status in db.execute(
        "select place_id, law, relations.status from quality.relations"
        " join marts.claims on relations.claims[-1] = claims.claim"
    ).fetchall():
        found.setdefault(place, set()).add((law, status))
    return found


@pytest.fixture(scope="module")
def relations(of_laws: Connection) -> dict[str, set[tuple[str, str]]]:
    """Per province what the scenarios of laws came to."""
    return said_of(of_laws)


@pytest.mark.parametrize("place", SCENARIOS)
def test_a_relation_is_judged_as_its_figures_are(
    relations: dict[str, set[tuple[str, str]]], place: str
) -> None:
    assert set(SCENARIOS[place][1]) <= relations.get(place, set())


@pytest.mark.parametrize("place", SCENARIOS)
def test_nothing_else_is_called_wrong(relations: dict[str, set[tuple[str, str]]], place: str) -> None:
    wrong = {said for said in relations.get(place, set()) if said[1] in WRONG}
    assert wrong == {said for said in SCENARIOS[place][1] if said[1] in WRONG}


@pytest.mark.parametrize("place", DIVIDED)
def test_a_whole_may_be_divided_more_than_once(of_suspects: Connection, place: str) -> None:
    said = set(said_of(of_suspects).get(place, set()))
    expected = set(DIVIDED[place][1])
    assert expected <= said
    assert {s for s in said if s[1] in WRONG} == {s for s in expected if s[1] in WRONG}


@pytest.mark.parametrize("place", LISTED)
def test_what_is_all_of_a_whole_gives_it(of_suspects: Connection, place: str) -> None:
    assert said_of(of_suspects).get(place, set()) == set(LISTED[place][1])


@pytest.mark.parametrize("place", SILENT)
def test_of_what_is_no_part_nothing_is_said(relations: dict[str, set[tuple[str, str]]], place: str) -> None:
    assert relations.get(place, set()) == set()


@pytest.fixture(scope="module")
def at_odds(of_suspects: Connection) -> dict[str, tuple[list[tuple[str, ...]], str]]:
    """Per province the suspects of each relation that does not hold, and all their sentences."""
    found: dict[str, tuple[list[tuple[str, ...]], str]] = {}
    for place, suspects, sentence in of_suspects.execute(
        "select place_id, suspects, sentence_en from quality.relations"
        " join marts.claims on relations.claims[-1] = claims.claim"
        " where relations.status in ('violated', 'possible_conflict')"
    ).fetchall():
        others, sentences = found.get(place, ([], ""))
        found[place] = ([*others, tuple(suspects)], f"{sentences} {sentence}")
    return found


Found = dict[str, tuple[list[tuple[str, ...]], str]]


@pytest.mark.parametrize("place", SUSPECTS)
def test_the_figures_are_named_whose_change_would_cost_least(at_odds: Found, place: str) -> None:
    named = {claim for suspects in at_odds[place][0] for claim in suspects}
    rows = enumerate(SUSPECTS[place][1])
    assert named == {f"{place}-{report}#{row}" for report, numbers in rows for row in numbers}


@pytest.mark.parametrize("place", SUSPECTS)
def test_a_slip_is_proposed_where_it_would_let_all_hold(at_odds: Found, place: str) -> None:
    proposed = re.findall(r"(?<=[.:] )[^.:]*\S+ \S+ may be a slip for [^:]*: [^.]*\.", at_odds[place][1])
    assert {text.strip() for text in proposed} == SUSPECTS[place][2]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (
            "thai-nguyen-2025",
            "138 đề án is confirmed by 33 đề án + 105 đề án. Look at 137 đề án in the title.",
        ),
        ("hai-phong-2025", "Look at 280 đề án: a change there could settle 2 relations that do not hold."),
        ("hung-yen-2025", "Each of them can be the wrong one"),
        ("tay-ninh-2025", "Look at khoảng 1.900 người: a change there is the least"),
        ("da-nang-2025", "Too many figures contradict each other here"),
    ],
)
def test_a_sentence_says_why_these_figures(at_odds: Found, place: str, reason: str) -> None:
    assert reason in at_odds[place][1]


def test_every_violated_relation_of_the_shipped_reports_has_suspects(release: Path) -> None:
    with duckdb.connect(str(release), read_only=True) as db:
        found = db.execute("select suspects from quality.relations where status = 'violated'").fetchall()
    assert found
    assert all(suspects for (suspects,) in found)


@pytest.fixture(scope="module")
def of_cells(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """What is made of cells in two forms."""
    reports = {place: stated for place, (stated, _) in CELLS_IN_FORMS.items()}
    return built(shipped, tmp_path_factory.mktemp("cells"), {**reports, **NO_LIST})


@pytest.mark.parametrize("place", CELLS_IN_FORMS)
def test_claims_of_one_cell_are_judged_together(of_cells: Connection, place: str) -> None:
    said = set(said_of(of_cells).get(place, set()))
    expected = set(CELLS_IN_FORMS[place][1])
    assert expected <= said
    assert {s for s in said if s[1] in WRONG} == {s for s in expected if s[1] in WRONG}


@pytest.mark.parametrize("place", NO_LIST)
def test_what_follows_a_number_by_chance_is_no_list_of_it(of_cells: Connection, place: str) -> None:
    assert said_of(of_cells).get(place, set()) <= {("series", "series")}


@pytest.mark.parametrize("place", VERDICTS)
def test_claims_of_one_thing_share_a_number_and_its_mark_says_whether_it_may_be_used(
    of_cells: Connection, place: str
) -> None:
    said = of_cells.execute(
        "select claim_count, mark, has_conflict from marts.observations where place_id = ? order by cell_id",
        [place],
    ).fetchall()
    assert said == VERDICTS[place]


def test_a_result_is_shown_and_its_estimate_stays_on_the_claim(
    of_cells: Connection,
) -> None:
    [shown] = of_cells.execute(
        "select nature, value::integer from marts.observations where place_id = 'ninh-binh-2025'"
    ).fetchall()
    claims = of_cells.execute(
        "select nature, claim_status, mark, has_conflict from marts.claims"
        " where place_id = 'ninh-binh-2025' order by nature"
    ).fetchall()
    assert shown == ("actual", 109)
    assert claims == [("actual", "chosen", "one source", False), ("estimate", "loses", "with care", False)]


def test_every_reason_of_a_mark_is_explained_in_both_languages(
    of_cells: Connection,
) -> None:
    unexplained = of_cells.execute(
        "select distinct code from (select 'mark_reason' as kind, unnest(mark_reasons) as code from marts.claims"
        " union all select 'mark', mark from marts.observations) as said"
        " left join meta.labels using (kind, code) where coalesce(en, '') = '' or coalesce(vi, '') = ''"
    ).fetchall()
    assert unexplained == []


def test_a_share_is_of_the_level_in_the_body_where_the_title_repeats_it(of_cells: Connection) -> None:
    [levels] = of_cells.execute(
        "select claims[:2] from quality.relations where law = 'derived' and claims[1] like 'yen-bai-%'"
    ).fetchall()
    assert levels == (["yen-bai-0#2", "yen-bai-0#3"],)
