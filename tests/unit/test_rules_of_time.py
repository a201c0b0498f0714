"""A period against the words printed for it: what contradicts is refused, what differs is warned of."""

from __future__ import annotations

import pytest

from dagster_project.contracts import SHEET_COLUMNS, Origin, Row, Sheet, judge
from dagster_project.contracts.cells import Readers
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

VOCABULARY = Vocabulary(PROJECT / "dbt" / "seeds")
READERS = Readers(VOCABULARY)
RULES = {"period-as-printed", "period-in-words"}


def said_of(period: str, printed: str, base: str = "", indicator: str = "exports") -> list[str]:
    """Rules of time that speak of a row."""
    unit = {"exports": "triệu USD", "sites": "cụm"}[indicator]
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
    }
    row = Row(2, tuple(cells.get(c, "") for c in SHEET_COLUMNS))
    judgement = judge([Sheet("mot", "raw/mot", origin=Origin(), rows=[row])], VOCABULARY, readers=READERS)
    return sorted({f.rule_id for f in judgement.findings} & RULES)


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
    ],
)
def test_a_period_that_its_words_contradict_is_refused(period: str, printed: str) -> None:
    assert said_of(period, printed) == ["period-as-printed"]


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
