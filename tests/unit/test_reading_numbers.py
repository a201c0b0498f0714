"""Vietnamese numbers: read to exact decimals, or refused with a reason."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.messages import LANGUAGES
from dagster_project.messages import text as text_in
from dagster_project.reading.numbers import format_decimal, read_number, split_glued, whole_number
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold
from dagster_project.reading.words import number_from_words, words_from_number

DIGITS = st.builds(
    lambda whole, decimals: (whole, decimals),
    st.integers(min_value=0, max_value=10**21),
    st.text("0123456789", max_size=6),
)
SCALES = [
    "chục",
    "trăm",
    "nghìn",
    "ngàn",
    "vạn",
    "triệu",
    "tỷ",
    "tỉ",
    "nghìn tỷ",
    "ngàn tỉ",
    "trăm triệu",
    "chục nghìn",
]


def grouped(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)


@given(DIGITS, st.sampled_from([".", " ", "\u00a0", "\u202f", ""]), st.booleans())
def test_digits_round_trip_to_the_exact_decimal(number: tuple[int, str], mark: str, decomposed: bool) -> None:
    whole, decimals = number
    text = grouped(whole, mark) + (f",{decimals}" if decimals else "")
    read = read_number(unicodedata.normalize("NFD", text) if decomposed else text)
    assert read.point == Decimal(f"{whole}.{decimals}" if decimals else whole)
    assert read.low == read.high == read.point
    assert read.step == Decimal(1).scaleb(-len(decimals))
    assert read.form == ("decimal" if decimals else "integer")
    assert read_number(read.spelling) == read


@given(st.decimals(min_value=0, max_value=10**8, places=3), st.sampled_from(SCALES))
def test_scale_words_after_digits_are_exact(number: Decimal, scale: str) -> None:
    read = read_number(f"{format_decimal(number)} {scale}")
    ten = {"chục": 1, "trăm": 2, "vạn": 4, "chục nghìn": 4, "trăm triệu": 8, "triệu": 6}
    exponent = ten.get(scale) or sum({"n": 3, "t": 9}[word[0]] for word in scale.split())
    assert read.point == number.scaleb(exponent)
    assert read.step == Decimal("0.001").scaleb(exponent)
    assert read_number(read.spelling) == read


@given(st.integers(min_value=0, max_value=10**12))
def test_number_words_round_trip(number: int) -> None:
    words = words_from_number(Decimal(number))
    assert number_from_words(fold(words).split()) == number
    read = read_number(words)
    assert (read.point, read.form, read.spelling) == (number, "words", words)
    assert read_number(unicodedata.normalize("NFD", words).upper()) == read


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([" - ", "-", "–", " — ", " đến ", " tới "])
)
def test_ranges_hold_both_ends_in_order_of_size(a: int, b: int, mark: str) -> None:
    read = read_number(f"{grouped(a, '.')}{mark}{grouped(b, '.')}")
    assert (read.low, read.high) == (min(a, b), max(a, b))
    assert read.reversed == (a > b)
    assert (read.point, read.form) == (None, "range")
    assert read_number(read.spelling) == read


@given(st.text(alphabet="0123456789., -đtriệu", max_size=12))
def test_any_text_is_a_number_or_a_reason(text: str) -> None:
    try:
        read = read_number(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert read_number(read.spelling) == read
        return
    assert refusal.code.startswith("number-")
    assert text_in(refusal.accepted, "en") != text_in(refusal.accepted, "vi")
    assert all(read_number(candidate).low >= 0 for candidate in refusal.candidates)


@given(st.integers(0, 999), st.integers(0, 10**6), st.integers(1, 7))
def test_a_lone_dot_is_a_group_of_three_or_refused(whole: int, decimals: int, width: int) -> None:
    tail = f"{decimals:0{width}}"[:width]
    text = f"{whole}.{tail}"
    if width == 3 and whole:
        assert read_number(text).point == whole * 1000 + int(tail)
    else:
        assume(len(tail) == width)
        with pytest.raises(Unreadable) as refusal:
            read_number(text)
        assert refusal.value.code == "number-ambiguous"


@pytest.mark.parametrize(
    ("text", "point", "step", "loose", "form", "spelling"),
    [
        ("2.095", "2095", "1", "1", "integer", "2.095"),
        ("84,739", "84.739", "0.001", "0.001", "decimal", "84,739"),
        ("07", "7", "1", "1", "integer", "7"),
        ("00", "0", "1", "1", "integer", "0"),
        ("1.000", "1000", "1", "1000", "integer", "1.000"),
        ("1234", "1234", "1", "1", "integer", "1.234"),
        ("2,50", "2.5", "0.01", "0.1", "decimal", "2,50"),
        ("0,0", "0", "0.1", "0.1", "decimal", "0,0"),
        ("1.234.567,89", "1234567.89", "0.01", "0.01", "decimal", "1.234.567,89"),
        ("1 234,5", "1234.5", "0.1", "0.1", "decimal", "1.234,5"),
        ("5 triệu", "5000000", "1000000", "1000000", "decimal", "5 triệu"),
        ("5 tr", "5000000", "1000000", "1000000", "decimal", "5 triệu"),
        ("1,2 nghìn tỷ", "1200000000000", "100000000000", "100000000000", "decimal", "1,2 nghìn tỷ"),
        ("3 vạn", "30000", "10000", "10000", "decimal", "3 chục nghìn"),
        ("hai chục", "20", "10", "10", "decimal", "2 chục"),
        ("ba", "3", "1", "1", "words", "ba"),
        ("Mười", "10", "1", "10", "words", "mười"),
        ("hai mươi lăm", "25", "1", "1", "words", "hai mươi lăm"),
        ("hai mươi tư", "24", "1", "1", "words", "hai mươi bốn"),
        ("một trăm", "100", "1", "100", "words", "một trăm"),
        ("một trăm lẻ năm", "105", "1", "1", "words", "một trăm linh năm"),
        ("một triệu hai trăm ngàn", "1200000", "1000", "100000", "words", "một triệu hai trăm nghìn"),
        ("ba tỉ", "3000000000", "1000000000", "1000000000", "words", "ba tỷ"),
        ("gấp đôi", "2", "1", "1", "words", "hai"),
        ("đôi", "2", "1", "1", "words", "hai"),
        ("gấp ba", "3", "1", "1", "words", "ba"),
        ("gấp 2,5", "2.5", "0.1", "0.1", "decimal", "2,5"),
        ("gấp rưỡi", "1.5", "0.5", "0.5", "words", "một rưỡi"),
        ("nửa", "0.5", "0.5", "0.5", "words", "nửa"),
        ("một nửa", "0.5", "0.5", "0.5", "words", "nửa"),
    ],
)
def test_accepts(text: str, point: str, step: str, loose: str, form: str, spelling: str) -> None:
    read = read_number(text)
    assert read.point == Decimal(point)
    assert (read.step, read.step_loose) == (Decimal(step), Decimal(loose))
    assert (read.form, read.spelling) == (form, spelling)
    assert "E" not in str(read.point)
    assert read_number(spelling) == read


@pytest.mark.parametrize(
    ("text", "low", "high", "reversed_", "spelling"),
    [
        ("1,5 - 2", "1.5", "2", False, "1,5 - 2"),
        ("1,5-2", "1.5", "2", False, "1,5 - 2"),
        ("từ 1,5 đến 2", "1.5", "2", False, "1,5 - 2"),
        ("Từ 100 - 200", "100", "200", False, "100 - 200"),
        ("12 - 1,7", "1.7", "12", True, "12 - 1,7"),
        ("1,5-2 tỷ", "1500000000", "2000000000", False, "1,5 tỷ - 2 tỷ"),
        ("1 000-2 000", "1000", "2000", False, "1.000 - 2.000"),
        ("1 triệu - 2 triệu", "1000000", "2000000", False, "1 triệu - 2 triệu"),
        ("hai mươi - ba mươi", "20", "30", False, "hai mươi - ba mươi"),
        ("năm đến mười", "5", "10", False, "năm - mười"),
    ],
)
def test_accepts_ranges(text: str, low: str, high: str, reversed_: bool, spelling: str) -> None:
    read = read_number(text)
    assert (read.point, read.low, read.high) == (None, Decimal(low), Decimal(high))
    assert (read.form, read.reversed, read.spelling) == ("range", reversed_, spelling)
    assert read_number(spelling) == read


@pytest.mark.parametrize(
    ("text", "low", "spelling"),
    [
        ("hàng chục", 10, "hàng chục"),
        ("hàng trăm", 100, "hàng trăm"),
        ("hàng nghìn", 1000, "hàng nghìn"),
        ("Hàng ngàn", 1000, "hàng nghìn"),
        ("hàng vạn", 10**4, "hàng chục nghìn"),
        ("hàng chục ngàn", 10**4, "hàng chục nghìn"),
        ("hàng trăm nghìn", 10**5, "hàng trăm nghìn"),
        ("hàng triệu", 10**6, "hàng triệu"),
        ("hàng nghìn tỉ", 10**12, "hàng nghìn tỷ"),
    ],
)
def test_accepts_orders_of_magnitude(text: str, low: int, spelling: str) -> None:
    read = read_number(text)
    assert (read.point, read.low, read.high, read.form) == (None, low, low * 10, "magnitude")
    assert read.spelling == spelling
    assert read_number(spelling) == read


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("", "number-empty", ()),
        (" \u00a0", "number-empty", ()),
        ("1,234,567", "number-ambiguous", ("1.234.567",)),
        ("1,234.5", "number-ambiguous", ("1.234,5", "12.345")),
        ("12.34", "number-ambiguous", ("12,34", "1.234")),
        ("1.5", "number-ambiguous", ("1,5", "15")),
        ("1.2345", "number-ambiguous", ("1,2345", "12.345")),
        ("0.123", "number-ambiguous", ("0,123", "123")),
        ("01.234", "number-ambiguous", ("1,234", "1.234")),
        ("1.5-2", "number-ambiguous", ()),
        ("12.34.567", "number-malformed", ("1.234.567",)),
        ("1.234 567", "number-malformed", ("1.234.567",)),
        ("1. 000", "number-malformed", ("1.000",)),
        ("12 34", "number-malformed", ("1.234",)),
        ("1-2-3", "number-malformed", ()),
        ("5,", "number-malformed", ("5",)),
        ("1/2", "number-malformed", ()),
        ("5 -", "number-malformed", ()),
        ("1 triệu 200 nghìn", "number-malformed", ()),
        ("-5", "number-signed", ()),
        ("−5", "number-signed", ()),
        ("+5", "number-signed", ()),
        ("> 5", "number-qualified", ()),
        ("≥5", "number-qualified", ()),
        ("hơn 5", "number-qualified", ()),
        ("trên 1.000", "number-qualified", ()),
        ("từ 291 lên 586", "number-two-values", ()),
        ("5triệu", "number-with-unit", ("5",)),
        ("4.177,97ha", "number-with-unit", ("4.177,97",)),
        ("5 triệu đồng", "number-with-unit", ("5",)),
        ("21,4%", "number-with-unit", ("21,4",)),
        ("1,5-2 tỷ đồng", "number-with-unit", ("1,5-2",)),
        ("từ 1,5 đến 2 tỷ đồng", "number-with-unit", ("1,5 - 2",)),
        ("1.000.", "number-malformed", ("1.000",)),
        ("gấp 3 lần", "number-qualified", ()),
        ("12.34 ha", "number-ambiguous", ("12,34", "1.234")),
        ("abc", "number-unreadable", ()),
        ("vài chục", "number-unreadable", ()),
        ("nhiều", "number-unreadable", ()),
        ("hai mươi năm", "number-unreadable", ()),
        ("½", "number-unreadable", ()),
        ("hàng đống", "number-unreadable", ()),
        ("một trăm hai", "number-ambiguous", ("102", "120")),
        ("một triệu hai", "number-ambiguous", ("1.000.002", "1.200.000")),
        ("800 - 1,2 tỷ", "number-ambiguous", ("800 tỷ - 1,2 tỷ", "800 - 1.200.000.000")),
        ("500 - 2 triệu", "number-ambiguous", ("500 triệu - 2 triệu", "500 - 2.000.000")),
        ("hai - ba trăm", "number-ambiguous", ()),
        ("1 triệu - 2", "number-ambiguous", ()),
        ("9" * 30, "number-too-long", ()),
        ("9" * 20 + " tỷ", "number-too-long", ()),
        ("0," + "1" * 13, "number-too-long", ()),
        ("\u0661\u0662", "number-malformed", ()),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_number(text)
    assert (refusal.value.code, refusal.value.candidates) == (code, candidates)
    assert refusal.value.found == text


def test_the_hint_for_a_glued_unit_names_value_and_unit() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_number("4.177,97ha")
    for language in LANGUAGES:
        assert "'4.177,97'" in text_in(refusal.value.accepted, language)
        assert "'ha'" in text_in(refusal.value.accepted, language)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("5triệu", ("5", "triệu")),
        ("4.177,97ha", ("4.177,97", "ha")),
        ("1,5-2 tỷ đồng", ("1,5-2", "tỷ đồng")),
        ("10%", ("10", "%")),
        ("5 triệu", None),
        ("5", None),
        ("hai", None),
    ],
)
def test_split_glued(value: str, parts: tuple[str, str] | None) -> None:
    assert split_glued(value) == parts


def test_exact_counts_are_those_written_in_full() -> None:
    assert all(read_number(text).exact for text in ("1.000", "07", "hai mươi lăm", "một trăm"))
    assert not any(
        read_number(text).exact for text in ("1,5", "5 triệu", "ba triệu", "gấp rưỡi", "1-2", "hàng trăm")
    )


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 12 ", 12), ("007", 7), ("999999999", 999999999), ("0" * 30 + "5", 5)]
)
def test_a_number_that_counts_rows_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", "0", "-1", "1.0", "1²", "²", "٣", "1000000000", "9" * 5000, "1 2"])
def test_what_counts_no_row_is_no_number(text: str) -> None:
    assert whole_number(text) is None
