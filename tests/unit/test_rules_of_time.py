"""A period against the words printed for it: what contradicts is refused, what differs is warned of."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.contracts import SHEET_COLUMNS, Origin, Row, Sheet, judge
from dagster_project.contracts.cells import Readers
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
READERS = Readers(VOCABULARY)
RULES = {"period-as-printed", "period-in-words"}


def said_of(
    period: str,
    printed: str,
    base: str = "",
    indicator: str = "exports",
    rules: set[str] = RULES,
    published: dt.date | None = None,
    **changed: str,
) -> list[str]:
    """Rules of time that speak of a row."""
    unit = {"exports": "triệu USD", "sites": "cụm", "products": "sản phẩm"}[indicator]
    cells = {
        "figure": "1",
        "line": "1",
        "indicator": indicator,
        "scope": "cluster" if indicator == "sites" else "",
        "measure": "increase" if base else "",
        "base": base,
        "place": "thai-binh",
        "period": period,
        "period_printed": printed,
        "nature": "actual",
        "value": "12",
        "unit": unit,
    } | changed
    row = Row(2, tuple(cells.get(c, "") for c in SHEET_COLUMNS))
    origin = Origin(published=str(published or ""), published_start=published, published_end=published)
    judgement = judge([Sheet("mot", "raw/mot", origin=origin, rows=[row])], VOCABULARY, readers=READERS)
    return sorted({f.rule_id for f in judgement.findings} & rules)


@pytest.mark.parametrize(
    ("period", "printed"),
    [
        ("2012", "năm 2012"),
        ("2012-06", "tháng 6/2012"),
        ("2013-01/2013-09", "9 tháng đầu năm 2013"),
        ("2008/2012", "Trong 5 năm (2008 - 2012)"),
        ("2008/2012", "giai đoạn 2008-12"),
        ("2008/now", "từ năm 2008 đến nay"),
        ("../2011", "Tính đến hết năm 2011"),
        ("../2009", "trước năm 2010"),
        ("now/2015", "đến năm 2015"),
        ("2015", "đến năm 2015"),
        ("P5Y/2012", "5 năm đến 2012"),
        ("2011/2015", "giai đoạn 2011-2015, tầm nhìn đến 2020"),
        ("2010", "các năm 2009, 2010 và 2011"),
        ("2023-12-15/2024-12-14", "từ 15/12/2023 đến 14/12/2024"),
        ("2008/2012?", "5 năm qua"),
        ("2012/2022?", "10 năm qua"),
        ("2008/2012?", ""),
        ("2015?", "giai đoạn 2011 - 2015"),
        ("now", "hiện có"),
        ("now?", ""),
        ("P5Y/now", "5 năm qua"),
        ("P1Y", "mỗi năm"),
        ("P1Y", "mỗi năm trong giai đoạn 2008-2012"),
        ("", ""),
        ("", "từ chỗ"),
        ("2016-01/2016-09", "9 tháng năm 2016"),
        ("2016", "năm 2016 (tính đến 30/9/2016)"),
        ("2016", "từ 1/7/2016 đến hết năm"),
        ("2016-09", "tính đến hết tháng 9/2016"),
        ("2016-09-30", "đến ngày 30 tháng 9 năm 2016"),
        ("2016-Q3", "quý III năm 2016"),
        ("2016-S2", "6 tháng cuối năm 2016"),
        ("2016", "đến 31/12/2016"),
        ("2009-07/2009-12", "từ 7/2009-12/2009"),
        ("2014/2016-09", "từ năm 2014 đến hết tháng 9/2016"),
        ("2004/2008", "từ khi có Nghị định ngày 9/6/2004 đến năm 2008"),
        ("2018-S1?", "6 tháng đầu năm"),
        ("2005/2007?", "từ năm 2005 đến nay"),
        ("2008/2012", "giai đoạn 2008 - 2012, đến nay"),
        ("now/2015", "từ nay đến năm 2015"),
    ],
)
def test_a_period_that_keeps_to_its_words_is_left_alone(period: str, printed: str) -> None:
    assert said_of(period, printed) == []


@pytest.mark.parametrize(
    ("period", "printed"),
    [
        ("2013", "năm 2012"),
        ("2013/2014", "giai đoạn 2008 - 2012"),
        ("../2009", "năm 2010"),
        ("2009/now", "từ năm 2008 đến nay"),
        ("2016", "đến hết tháng 9/2016"),
        ("2016", "đến 30/9/2016"),
        ("2016", "quý III/2016"),
        ("2016", "nửa đầu năm 2016"),
        ("2016", "sáu tháng đầu năm 2016"),
        ("2014/2016", "từ năm 2014 đến hết quý I/2016"),
        ("2016-S1", "9 tháng đầu năm 2016"),
        ("2016", "6 tháng đầu năm"),
    ],
)
def test_a_period_that_its_words_contradict_is_refused(period: str, printed: str) -> None:
    assert "period-as-printed" in said_of(period, printed)


@pytest.mark.parametrize(
    ("period", "printed"),
    [
        ("2012", "giai đoạn 2008 - 2012"),
        ("2008/2013", "giai đoạn 2008 - 2012"),
        ("../2012", "Tính đến hết năm 2011"),
        ("2012", "5 năm qua"),
        ("2012?", "5 năm qua"),
        ("2009/2011?", "5 năm qua"),
        ("2012", ""),
        ("now", ""),
        ("", "năm 2012"),
        ("", "5 năm qua"),
        ("", "Đến nay"),
        ("now", "đến tháng 6/2013"),
        ("2014?", "năm 2012"),
        ("2016?", "6 tháng đầu năm"),
        ("2016?", "đến hết tháng 9/2016"),
        ("2016", "6 tháng cuối năm 2016"),
        ("2016", "quý IV/2016"),
        ("2005/2007", "từ năm 2005 đến nay"),
        ("2005", "kể từ năm 2005 đến nay"),
        ("../2012", "từ năm 2008 đến nay"),
        ("", "Từ đầu năm đến nay"),
    ],
)
def test_a_period_that_differs_from_its_words_is_warned_of(period: str, printed: str) -> None:
    assert said_of(period, printed) == ["period-in-words"]


def test_the_year_of_the_base_says_nothing_of_the_period() -> None:
    assert said_of("2012?", "so với năm 2008", base="2008") == []
    assert said_of("2012", "năm 2012 so với năm 2008", base="2008") == []
    assert said_of("2013", "năm 2012 so với năm 2008", base="2008") == ["period-as-printed"]


def test_a_stock_after_some_years_is_a_level_of_one_day() -> None:
    assert said_of("2022?", "Sau 10 năm", indicator="sites") == []
    assert said_of("2022?", "Sau 10 năm") == ["period-in-words"]


def test_the_level_of_a_day_may_be_written_as_its_year() -> None:
    assert said_of("2016", "quý IV/2016", indicator="sites") == []


@pytest.mark.parametrize(
    ("cells", "printed", "missed"),
    [
        ({"measure": "increase", "unit": "%"}, "năm 2012", False),
        ({"measure": "increase", "unit": "%", "period": "2008/2012"}, "giai đoạn 2008 - 2012", False),
        ({"measure": "multiple", "unit": "lần", "period": ""}, "", False),
        ({"measure": "decrease", "unit": "%", "period": "now"}, "so với trước khi có dịch", False),
        ({"measure": "growth", "unit": "%/năm"}, "so với cùng kỳ", False),
        ({"measure": "increase", "unit": "%"}, "so với cùng kỳ", True),
        ({"measure": "increase", "unit": "%"}, "năm 2012 so với năm trước", True),
        ({"measure": "multiple", "unit": "lần"}, "năm 2005 … năm 2012", True),
        ({"measure": "multiple", "unit": "lần", "period": "now"}, "hiện nay so với năm 2008", True),
        ({"measure": "multiple", "unit": "%"}, "năm 2012", True),
        ({"measure": "share", "unit": "%"}, "năm 2012", True),
        ({"measure": "share", "unit": "số cụm", "value": "2/3", "indicator": "sites"}, "năm 2012", False),
    ],
)
def test_a_base_is_missed_where_something_says_that_there_is_one(
    cells: dict[str, str], printed: str, missed: bool
) -> None:
    cells = {"period": "2012"} | cells
    said = said_of(cells.pop("period"), printed, rules={"base-missing"}, **cells)
    assert said == ["base-missing"] * missed


@pytest.mark.parametrize(
    ("cells", "early"),
    [
        ({"period": "2021"}, True),
        ({"period": "2021", "indicator": "products"}, True),
        ({"period": "2021", "indicator": "products", "scope": "certified contest"}, False),
        ({"period": "2021", "indicator": "products", "scope": "fair"}, False),
        ({"period": "2021?"}, False),
        ({"period": "2021", "nature": "estimate"}, False),
        ({"period": "2021-11"}, False),
    ],
)
def test_a_result_of_a_year_that_is_not_over_is_warned_of(cells: dict[str, str], early: bool) -> None:
    cells = {"indicator": "exports"} | cells
    indicator = cells.pop("indicator")
    rules, day = {"period-ends-after-report"}, dt.date(2021, 11, 9)
    said = said_of(cells.pop("period"), "", indicator=indicator, rules=rules, published=day, **cells)
    assert said == ["period-ends-after-report"] * early
