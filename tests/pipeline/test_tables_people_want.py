"""Tables for people hold what was worked out by hand from the articles, in every client that is promised.

Belongs here: golden values of `analytics`, and what a release may hold so that older clients can use it.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

NEEDS_LATER = {"explain", "explanation_of"}
"""Macros with common table expressions, which DuckDB before 1.4.2 does not find again."""


def ask(path: Path, query: str, **values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(query, values or None).fetchall()


def test_a_person_trained_cost_what_the_article_gives(release: Path) -> None:
    """20.150 triệu đồng for 15.743 persons trained; the money to half of its last digit, the count exact."""
    [row] = ask(
        release,
        "select cost_million, cost_million_low, cost_million_high, currency, unit_code"
        " from analytics.unit_costs"
        " where place_id = 'thai-binh' and period_id = '2008/2012' and indicator_code = 'trainees'",
    )
    assert row == (
        *(Decimal(each) for each in ("1.279934", "1.279616", "1.280252")),
        "VND",
        "person",
    )


def test_money_is_never_divided_by_a_count_of_another_part(release: Path) -> None:
    apart = ask(
        release,
        "select costs.* from analytics.unit_costs as costs"
        " join marts.claims as money on costs.money_claim = money.claim"
        " join marts.claims as counted on costs.counted_claim = counted.claim"
        " where (money.place_id, money.place_part, money.period_id, money.funding_source)"
        " <> (counted.place_id, counted.place_part, counted.period_id, counted.funding_source)"
        " or (costs.indicator_code = 'trainees' and money.scope_code <> counted.scope_code)",
    )
    assert apart == []
    costs = ask(release, "select cost_million from analytics.unit_costs where indicator_code = 'trainees'")
    assert (Decimal("1.279934"),) in costs


def test_the_figure_to_cite_for_a_year_says_what_it_is_of(release: Path) -> None:
    rows = ask(
        release,
        "select printed, mark, fit, caveat_en, caveat_vi, citation_en from analytics.best_figures"
        " where place_id = 'thai-binh' and year = 2015 and indicator_code = 'trainees'"
        " and scope_code = 'vocational' and funding_source = 'local' and nature = 'actual'",
    )
    [(printed, mark, fit, caveat_en, caveat_vi, citation)] = rows
    assert (printed, mark, fit) == ("13.560 lao động", "one source", "longer")
    assert caveat_en.startswith("for 2012–2022 together, not for any one year; ")
    assert caveat_vi.startswith("của cả 2012–2022, không riêng năm nào; ")
    assert citation.endswith("line 3: 13.560 lao động [thai-binh-2012-2022#11]")


def test_ten_billion_stand_beside_the_twenty_aimed_at(release: Path) -> None:
    [row] = ask(
        release,
        "select target, result, reached_pct, result_is_of, result_claim from analytics.result_against_target"
        " where place_id = 'thai-nguyen' and indicator_code = 'funding' and period_id = '../2012'",
    )
    assert row == (
        *(Decimal(each) for each in ("20000000000", "10000000000", "50")),
        "earlier",
        "thai-nguyen-2011#9",
    )
    wide = ask(
        release,
        "select funding_million_vnd, nature from analytics.funding_by_province_period"
        " where place_id = 'thai-nguyen' and row_scope = '' order by all",
    )
    assert wide == [(Decimal(10000), "actual"), (Decimal(20000), "target")]


def test_a_part_is_no_total_and_its_whole_is(release: Path) -> None:
    rows = ask(
        release,
        "select funding_source, is_total from marts.fct_activities where place_id = 'thai-binh'"
        " and indicator_code = 'schemes' and period_id = '2012/2022' and scope_code = '' order by all",
    )
    assert rows == [("all", True), ("local", False), ("national", False)]


def test_a_sum_over_a_fact_adds_levels_only(release: Path) -> None:
    [(relative,)] = ask(
        release, "select count(*) from marts.fct_training where unit_code like 'percent%' or measure <> ''"
    )
    assert relative == 0
    [(changes, others)] = ask(
        release, "select count(*), count(*) filter (where measure = '') from marts.fct_changes"
    )
    assert (changes > 0, others) == (True, 0)


def test_workers_per_thousand_people_are_one_query(release: Path) -> None:
    """Trên 163.000 lao động, in a report of 2013, when Thái Bình had 1.788,1 thousand people."""
    rows = ask(
        release,
        "select year, round(1000.0 * value / population, 1) from analytics.best_figures"
        " join analytics.population using (place_id, year) where place_id = 'thai-binh' and place_part = ''"
        " and scope_code = 'rural-industry' and indicator_code = 'workers' and nature = 'actual'",
    )
    assert rows == [(2013, 91.2)]


def test_the_order_of_names_is_that_of_the_vietnamese_alphabet(release: Path) -> None:
    """Đ is a letter after D, and Â after A; plain order puts them behind Z."""
    names = [
        name
        for (name,) in ask(
            release,
            "select name_vi from marts.dim_place where kind = 'province' and valid_to = '2025-06-30'"
            " and name_vi[1] in ('D', 'Đ', 'C', 'G') order by place_order",
        )
    ]
    assert names.index("Cà Mau") < names.index("Đắk Lắk") < names.index("Gia Lai")
    assert names == [
        name
        for (name,) in ask(
            release,
            "select name_vi from marts.dim_place where kind = 'province' and valid_to = '2025-06-30'"
            " and name_vi[1] in ('D', 'Đ', 'C', 'G') order by name_vi collate vi",
        )
    ]


def test_macros_can_be_read_by_the_clients_that_are_promised(release: Path) -> None:
    """Tried with 1.4.0, 1.4.1, 1.4.2, 1.4.4, 1.5.5 and 2.0.0: a macro with one fails before 1.4.2."""
    macros = ask(
        release,
        "select function_name, regexp_matches(lower(any_value(macro_definition)), '(^|\\()\\s*with\\s')"
        " from duckdb_functions() where database_name = current_database() and not internal group by all",
    )
    assert {name for name, has_with in macros if has_with} == NEEDS_LATER
    assert {"search", "place_at", "as_known_on", "for_spreadsheet"} <= {name for name, _ in macros}


@pytest.mark.parametrize("schema", ["marts", "analytics", "quality", "meta"])
def test_what_the_pipeline_says_of_itself_is_out_of_the_way(release: Path, schema: str) -> None:
    names = {
        name
        for (name,) in ask(release, "select table_name from duckdb_tables() where schema_name = $s", s=schema)
    }
    assert names & {"build_log", "load_log", "cells_since", "revisions_ended"} == set()
