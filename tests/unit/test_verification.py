"""Verification against a text: qualifiers where they stand, reading order, words and years of time."""

from __future__ import annotations

import datetime as dt

import pytest

from dagster_project.contracts.verification import TimeInText, in_order, verify
from dagster_project.reading.time_words import is_date_line
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
        ("có hơn 12/15 xã", "12", "xã", "hơn"),
        ("có 12/15 xã", "15", "xã", ""),
        ("có 751/1.215 hộ", "1.215", "hộ", ""),
        ("có 12/15\nxã", "12", "xã", ""),
        ("ngày 12/15 có 12 xã", "12", "xã", ""),
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
        ("tháng 12/2012 xã có", "12", "[xã]", "not_found"),
        ("ngày 12/5/2012 xã có", "12", "xã", "not_found"),
        ("số 12/15 hộ", "12", "xã", "not_found"),
        ("có 12/15,5 xã", "12", "xã", "not_found"),
        ("có 112/15 xã", "12", "xã", "not_found"),
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
    (dt.date(2013, 6, 1), dt.date(2013, 6, 30)),
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
        ("", "2013?", ""),  # a base that is understood may be the year of publication
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
        ("", "2013", "", "base"),
        ("../2004", "", "", "period"),
    ],
)
def test_years_that_stand_nowhere_are_named(period: str, base: str, printed: str, column: str) -> None:
    found = TEXT.year_problems(period, base, printed)
    assert [problem.column for problem in found or ()] == [column]


def test_without_a_year_there_is_nothing_to_look_for() -> None:
    assert TEXT.year_problems("now", "plan", "hiện nay") is None
    assert TEXT.year_problems("13/2012", "", "") is None


PAGE = [
    "Thứ ba, 18/06/2013 08:30",
    "Trong 5 năm (2008 -",
    "2012) tỉnh có 46 cụm,",
    "theo Nghị định 45/2012; năm 2012 thêm 7 cụm",
    "2012 lao động; năm 2012",
]


def leftovers(*printed: str, base: str = "") -> set[tuple[int, str]]:
    """What is left of the page when figures of its third line say their time so."""
    cells = {"figure": "1", "line": "3", "value": "46", "unit": "cụm", "qualifier": "", "base": base}
    figures = [cells | {"period_printed": words} for words in printed]
    _, left = verify(figures, [], PAGE, [(1, len(PAGE))], QUALIFIERS)
    assert left is not None
    return {(number.line, number.token) for number in left}


def test_a_line_that_is_a_date_needs_no_row_and_words_of_time_none_where_they_stand() -> None:
    everything = {(2, "5"), (2, "2008"), (3, "2012"), (4, "45/2012"), (4, "2012"), (4, "7"), (5, "2012")}
    assert leftovers("") == everything
    of_period = {(2, "5"), (2, "2008"), (3, "2012")}
    assert leftovers("trong 5 năm (2008 - 2012)") == everything - of_period
    # a base is no words, but its years stand beside its figure
    assert leftovers("", base="2012") == everything - {(3, "2012"), (4, "2012")}
    assert leftovers("", base="2008/2012") == everything - {(2, "2008"), (3, "2012"), (4, "2012")}
    assert leftovers("", base="site_land:industrial-land") == everything
    # [ ] is not printed, and what is left out is not taken.
    assert leftovers("[trong] 5 năm … 2012)") == everything - {(2, "5"), (3, "2012")}


def test_a_bare_year_accounts_for_itself_beside_its_figure_only() -> None:
    left = leftovers("2012")
    assert (3, "2012") not in left
    assert {(4, "45/2012"), (5, "2012")} <= left


@pytest.mark.parametrize(
    "line", ["18/06/2013", "Ngày 18 tháng 6 năm 2013", "Cập nhật: 08:30 | 18-6-2013 (GMT+7)"]
)
def test_a_date_is_recognised(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line", ["2013", "18/06/2013 12 lao động", "số 12 ngày 18/6/2013", "1,5", "12:30", ""]
)
def test_a_line_with_more_than_a_date_is_none(line: str) -> None:
    assert not is_date_line(line)
