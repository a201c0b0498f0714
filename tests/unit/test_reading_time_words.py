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
