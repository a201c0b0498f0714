"""Words about time in running text, and the period that they mean by themselves."""

from __future__ import annotations

import pytest

from dagster_project.reading.periods import read_period
from dagster_project.reading.times import times_in


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("trong giai đoạn 2008 - 2012 tỉnh", "span", "2008/2012"),
        ("Trong 5 năm (2005-2009)", "span", "2005/2009"),
        ("từ năm 2016 đến năm 2020", "span", "2016/2020"),
        ("giai đoạn 2008-12", "span", "2008/2012"),
        ("từ năm 2008 đến nay", "since", "2008/now"),
        ("từ nay đến năm 2015", "until", "now/2015"),
        ("tính đến hết năm 2011", "up_to", "2011"),
        ("đến ngày 31/12/2012", "up_to", "2012-12-31"),
        ("6 tháng đầu năm 2017", "part", "2017-S1"),
        ("9 tháng năm 2013", "part", "2013-01/2013-09"),
        ("quý I năm 2013", "quarter", "2013-Q1"),
        ("nửa cuối năm 2012", "half", "2012-S2"),
        ("tháng 6/2012", "month", "2012-06"),
        ("năm 2012", "year", "2012"),
        ("so với năm 2008", "base", "2008"),
        ("5 năm qua", "rolling", ""),
        ("hàng năm", "yearly", ""),
        ("hiện có 30 cụm", "now", ""),
        ("những năm qua", "vague", ""),
    ],
)
def test_words_about_time_mean_a_period(text: str, kind: str, period: str) -> None:
    [time] = times_in(text)
    assert (time.kind, time.period) == (kind, period)
    assert read_period(period).spelling == period


def test_a_part_of_an_unnamed_year_keeps_its_part() -> None:
    [time] = times_in("6 tháng đầu năm tăng 9 %")
    assert (time.period, time.part) == ("", "-S1")


@pytest.mark.parametrize("text", ["thực hiện được", "thể hiện", "máy hiện đại", "1.200 người"])
def test_what_only_looks_like_time_is_none(text: str) -> None:
    assert times_in(text) == []


def test_positions_are_those_of_the_words() -> None:
    text = "Công nghiệp (giai đoạn 2021 - 2024) tăng"
    [time] = times_in(text)
    assert text[time.start : time.end] == "(giai đoạn 2021 - 2024)"
