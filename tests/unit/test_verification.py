"""Verification against a text: qualifiers where they stand, reading order, words and years of time."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.contracts.time_verification import TimeInText
from dagster_project.contracts.verification import in_order, verify
from dagster_project.settings import PROJECT
from dagster_project.vocabulary import Vocabulary

QUALIFIERS = Vocabulary(PROJECT / "dbt" / "seeds").qualifiers


def state(text: str, value: str, unit: str = "", qualifier: str = "") -> str:
    row = {"figure": "1", "line": "1", "value": value, "unit": unit, "qualifier": qualifier}
    return verify([row], None, text.split("\n"), [(1, 9)], QUALIFIERS)[0][0].state


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("có trên 500 người", "trên"),
        ("có trên (500 người)", "trên"),
        ("có từ 500 người trở lên", "từ … trở lên"),
        ("có từ 500 người trở lên", "trở lên"),
        ("có 500 người lao động nông thôn trở xuống", "trở xuống"),
        ("có 500+ người", "+"),
        ("có không quá 500 người", "không quá"),
        ("cao hơn 500 người", ""),
        ("nhiều hơn 500 người", ""),
        ("có 500 người, 20 hộ trở lên", ""),
        ("có 500 người. Trở lên trên", ""),
    ],
)
def test_a_qualifier_that_stands_at_the_value_is_matched(text: str, qualifier: str) -> None:
    assert state(text, "500", "[người]", qualifier) == "matched"


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("có trên 500 người", ""),
        ("có 500 người trở lên", ""),
        ("có 500+ người", ""),
        ("có 500 người, trên 20 hộ", "trên"),
        ("có 500 người trên địa bàn", "trên"),
        ("có 500 người khoảng", "khoảng"),
        ("có không trên 500 người", "trên"),
        ("liên 500 người", "ên"),
        ("có trên 500 người", "khoảng"),
        ("có 500 người trở xuống", "trở lên"),
        ("có 500 người ở 3 xã trở lên", "trở lên"),
    ],
)
def test_a_qualifier_that_does_not_stand_there_is_a_mismatch(text: str, qualifier: str) -> None:
    assert state(text, "500", "[người]", qualifier) == "mismatch"


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("vốn 1 tỷ 200 triệu đồng", "1 tỷ 200 triệu", "đồng", ""),
        ("vốn 1 tỷ rưỡi đồng", "1 tỷ rưỡi", "đồng", ""),
        ("vốn 1,2 tỷ đồng", "1,2", "tỷ đồng", ""),
        ("vốn 1,2 tỷ đồng", "1,2 tỷ", "đồng", ""),
        ("vốn 1tr2 đồng", "1tr2", "đồng", ""),
        ("rộng 3½ ha", "3½", "ha", ""),
        ("hơn 2/3 số cơ sở", "2/3", "số cơ sở", "hơn"),
        ("hơn một nửa số hộ", "một nửa", "[%]", "hơn"),
        ("tăng gần gấp đôi", "gấp đôi", "[lần]", "gần"),
        ("vốn 95 t…", "95 t…", "[đồng]", ""),
        ("vốn 95 t...", "95 t…", "[đồng]", ""),
        ("vốn 95 t", "95 t…", "[đồng]", ""),
        ("từ 5 triệu, 20 triệu", "20", "triệu", ""),
        ("cấp 5 triệu 20 hộ", "20", "hộ", ""),
    ],
)
def test_a_number_is_found_as_it_is_printed(text: str, value: str, unit: str, qualifier: str) -> None:
    assert state(text, value, unit, qualifier) == "matched"


@pytest.mark.parametrize(
    ("text", "value", "unit", "found"),
    [
        ("vốn 1 tỷ 200 triệu đồng", "200", "triệu đồng", "not_found"),
        ("vốn 1 tỷ 200 triệu đồng", "200 triệu", "đồng", "not_found"),
        ("có 1 nghìn 200 người", "200", "người", "not_found"),
        ("vốn 1 tỷ 200 triệu đồng", "1", "tỷ [đồng]", "mismatch"),
        ("vốn 1 tỷ rưỡi đồng", "1", "tỷ [đồng]", "mismatch"),
        ("vốn 1 tỷ rưỡi đồng", "1 tỷ", "đồng", "mismatch"),
        ("vốn 1 tỷ rưỡi", "1 tỷ", "[đồng]", "mismatch"),
        ("vốn 5 tỷ đồng", "5", "[đồng]", "mismatch"),
        ("vốn 95 tỷ đồng", "95 t…", "[đồng]", "not_found"),
        ("vốn 95 t rồi", "95 t…", "[đồng]", "not_found"),
    ],
)
def test_a_part_of_a_number_is_not_the_number(text: str, value: str, unit: str, found: str) -> None:
    assert state(text, value, unit) == found


def order(text: str, *values: str) -> list[str | None]:
    rows = [
        {"figure": str(n), "line": "1", "value": value, "unit": "[cụm]", "qualifier": ""}
        for n, value in enumerate(values, start=1)
    ]
    return in_order(rows, verify(rows, None, [text], [(1, 1)], QUALIFIERS)[0])


def test_figures_of_a_line_keep_its_order() -> None:
    assert order("có 46 cụm, 44 cụm, 35 cụm", "46", "44", "35") == [None, "", ""]
    assert order("có 46 cụm, 44 cụm, 35 cụm", "44", "46", "35") == [None, "1", ""]


def test_a_number_printed_twice_is_looked_for_behind_the_figure_before_it() -> None:
    assert order("theo Nghị định 35 có 46 cụm, 35 cụm", "46", "35") == [None, ""]
    assert order("có 9 cụm, 9 cụm", "9", "9") == [None, ""]


def test_a_value_that_is_not_found_says_nothing_of_order() -> None:
    assert order("có 46 cụm", "46", "47") == [None, None]


TEXT = TimeInText(
    ["Trong 5 năm (2008 ", "- 2012), so với cùng kỳ; từ năm 2008 đến nay", "trước năm 2005"],
    dt.date(2013, 6, 30),
)


@pytest.mark.parametrize("words", ["Trong 5 năm (2008 – 2012)", "từ năm 2008 … nay", "[hiện] 5 năm"])
def test_words_of_time_stand_in_the_text(words: str) -> None:
    assert TEXT.words_problem(words) is None


@pytest.mark.parametrize("words", ["5 năm qua", "từ năm 2009 đến nay", "từ năm 2008 … 2013"])
def test_words_of_time_that_stand_nowhere_are_named(words: str) -> None:
    assert TEXT.words_problem(words) is not None


@pytest.mark.parametrize(
    ("period", "base", "printed"),
    [
        ("2008/2012", "", ""),
        ("2012", "2011", ""),  # so với cùng kỳ: the year before
        ("../2004", "", "trước năm 2005"),
        ("2013?", "", ""),  # the year of publication
        ("2009/2013?", "", "5 năm qua"),
        ("now", "", ""),
        ("", "2008", ""),
    ],
)
def test_years_that_the_text_prints_or_gives(period: str, base: str, printed: str) -> None:
    assert not TEXT.year_problems(period, base, printed)


@pytest.mark.parametrize(
    ("period", "base", "printed", "column"),
    [
        ("2008/2013", "", "", "period"),
        ("2009/2013?", "", "", "period"),
        ("2013", "", "", "period"),
        ("2012", "2010", "", "base"),
        ("../2004", "", "", "period"),
    ],
)
def test_years_that_stand_nowhere_are_named(period: str, base: str, printed: str, column: str) -> None:
    found = TEXT.year_problems(period, base, printed)
    assert [problem.column for problem in found or ()] == [column]


def test_without_a_year_there_is_nothing_to_look_for() -> None:
    assert TEXT.year_problems("now", "plan", "hiện nay") is None
    assert TEXT.year_problems("13/2012", "", "") is None
