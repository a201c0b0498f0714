"""Words about time: the years they name and how firmly, in the ways reports print them."""

from __future__ import annotations

import pytest

from dagster_project.reading.time_words import read_time_words, years_in


@pytest.mark.parametrize(
    ("text", "years", "form"),
    [
        ("", set(), "none"),
        ("5 năm qua", set(), "none"),
        ("năm 2012", {2012}, "point"),
        ("quý I/2012", {2012}, "point"),
        ("NĂM 2012", {2012}, "point"),
        ("31.12.2011", {2011}, "point"),
        ("Tính đến hết năm 2011", {2011}, "open"),
        ("từ năm 2008 đến nay", {2008}, "open"),
        ("đến 31/12/23", {2023}, "open"),
        ("5 năm đến 2012", {2012}, "open"),
        ("giai đoạn 2008 - 2012", {2008, 2012}, "span"),
        ("giai đoạn 2008–2012", {2008, 2012}, "span"),
        ("Trong 5 năm (2008 -2012)", {2008, 2012}, "span"),
        ("từ năm 2006 đến hết năm 2010", {2006, 2010}, "span"),
        ("15/12/2023-14/12/2024", {2023, 2024}, "span"),
        ("2008-12", {2008, 2012}, "span"),
        ("niên độ 2012/13", {2012, 2013}, "span"),
        ("các năm 2010, 2011 và 2012", {2010, 2011, 2012}, "open"),
        ("năm 2010 và 2011", {2010, 2011}, "open"),
        ("năm 2012 so với năm 2008", {2008, 2012}, "open"),
        ("thời kỳ 2021-2030, tầm nhìn đến năm 2050", {2021, 2030, 2050}, "open"),
    ],
)
def test_years_and_form(text: str, years: set[int], form: str) -> None:
    words = read_time_words(text)
    assert (words.years, words.form) == (years, form)


def test_before_and_after_a_year_name_the_year_beside_it() -> None:
    assert read_time_words("trước năm 2010").beside == {2009, 2011}
    assert read_time_words("năm 2010").beside == frozenset()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("9 tháng đầu năm 2016", [(2016, 1, 9, False)]),
        ("sáu tháng đầu năm", [(None, 1, 6, False)]),
        ("6 tháng cuối năm 2016", [(2016, 7, 12, False)]),
        ("9 tháng năm 2016", [(2016, 1, 9, False)]),
        ("QUÝ IV năm 2016", [(2016, 10, 12, False)]),
        ("nửa đầu năm 2016", [(2016, 1, 6, False)]),
        ("tính đến hết tháng 9/2016", [(2016, 9, 9, True)]),
        ("ngày 30 tháng 9 năm 2016", [(2016, 9, 9, True)]),
        ("đến 30.9.2016", [(2016, 9, 9, True)]),
        ("từ 7/2009-12/2009", [(2009, 12, 12, True)]),
        ("từ 1/7/2016 đến hết năm", []),
        ("trước 15/12/2016", []),
        ("Nghị định ngày 9/6/2004", []),
        ("lớp 3 tháng", []),
        ("15 tháng năm 2016", []),
        ("tháng năm 2010", []),
        ("giai đoạn 2008-12", []),
        ("năm 2016", []),
    ],
)
def test_parts_of_years(text: str, parts: list[tuple[int | None, int, int, bool]]) -> None:
    read = read_time_words(text).parts
    assert [(part.year, part.first, part.last, part.by) for part in read] == parts


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("từ năm 2005 đến nay", set()),
        ("giai đoạn 2008-2012, đến nay", {2008, 2012}),
        ("từ nay đến năm 2015", None),
        ("năm 2012", None),
    ],
)
def test_years_beside_until_now(text: str, years: set[int] | None) -> None:
    assert read_time_words(text).until_now == years


@pytest.mark.parametrize(
    ("text", "lengths"), [("10 năm qua", {10}), ("năm năm (2008 - 2012)", {5}), ("2,5 năm", set())]
)
def test_lengths_of_time_in_digits_and_words(text: str, lengths: set[int]) -> None:
    assert read_time_words(text).lengths == lengths


@pytest.mark.parametrize(
    ("text", "yearly"),
    [
        ("giai đoạn 2007 - 2016 mỗi năm", True),
        ("Hàng năm, giai đoạn 2007 - 2016", True),
        ("bình quân mỗi năm giai đoạn 2007 - 2016", True),
        ("trung bình một năm", True),
        ("bình quân năm giai đoạn 2007 - 2016", True),
        ("giai đoạn 2007 - 2016", False),
        ("bình quân năm 2012", False),
        ("trong 10 năm", False),
    ],
)
def test_words_of_each_year(text: str, yearly: bool) -> None:
    assert read_time_words(text).yearly is yearly


def test_numbers_that_are_no_years_are_left_alone() -> None:
    assert years_in("2.012 lao động, 12012, 20125, 5,2012 tỷ") == frozenset()
    assert years_in("tháng 2012-06") == {2012}
