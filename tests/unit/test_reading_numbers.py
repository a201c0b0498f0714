"""Vietnamese numbers: read to exact decimals, or refused with a reason."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dagster_project.messages import LANGUAGES
from dagster_project.messages import text as text_in
from dagster_project.reading.numbers import (
    format_decimal,
    number_in_unit,
    read_number,
    things_counted,
    whole_number,
)
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
    st.integers(1, 10**7), st.integers(1, 999), st.integers(0, 9), st.sampled_from(["nghìn", "triệu", "tỷ"])
)
def test_no_reading_of_a_range_has_its_ends_the_wrong_way_round(
    a: int, b: int, tenth: int, scale: str
) -> None:
    text = f"{grouped(a, '.')} - {b},{tenth} {scale}"
    try:
        assert read_number(text).form == "range"
        return
    except Unreadable as refusal:
        readings = [read_number(reading) for reading in refusal.candidates]
    assert readings
    assert not any(reading.reversed for reading in readings)


DASHES = [" - ", "-", "–", " — ", " đến ", " tới "]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(DASHES))
def test_ranges_hold_both_ends_in_order_of_size(a: int, b: int, mark: str) -> None:
    assume(not shares_thousands(a, b))
    read = read_number(f"{grouped(a, '.')}{mark}{grouped(b, '.')}")
    assert (read.low, read.high) == (min(a, b), max(a, b))
    assert read.reversed == (a > b)
    assert (read.point, read.form) == (None, "range")
    assert read_number(read.spelling) == read


def shares_thousands(a: int, b: int) -> bool:
    """Whether the first end, with as many groups of thousands as the second, is still the smaller one."""
    missing = grouped(b, ".").count(".") - grouped(a, ".").count(".")
    return missing > 0 and 0 < a * 1000**missing < b


@given(st.integers(1, 999), st.integers(1, 2), st.integers(1, 10**9), st.sampled_from(DASHES), st.booleans())
def test_a_range_that_may_share_thousands_is_refused_with_both_readings(
    a: int, missing: int, above: int, mark: str, from_to: bool
) -> None:
    size = 1000**missing
    b = a * size + above % (size - 1) + 1
    assume(shares_thousands(a, b))
    with pytest.raises(Unreadable) as refusal:
        read_number(f"{'từ ' if from_to else ''}{a}{mark}{grouped(b, '.')}")
    assert refusal.value.code == "number-ambiguous"
    ends = [(read_number(text).low, read_number(text).high) for text in refusal.value.candidates]
    assert ends == [(a * size, b), (a, b)]


# --- what is printed can be written, and no proposal changes it ---------------------------------

SIZES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
SMALL = st.integers(1, 99)


def said(number: int, as_words: bool) -> str:
    return words_from_number(Decimal(number)) if as_words else grouped(number, ".")


@st.composite
def printed_numbers(draw: st.DrawFn) -> tuple[str, Fraction]:
    """A number as an article prints it, in one of many forms, and what it is."""
    count, word = draw(SMALL), draw(st.sampled_from(sorted(SIZES)))
    size, as_words = SIZES[word], draw(st.booleans())
    form = draw(st.integers(0, 9))
    if form == 0:  # 1 tỷ 200 triệu, hai triệu năm trăm nghìn
        lower = draw(
            st.sampled_from(
                [w for w in (*(("chục", "trăm") if size < 10**6 else ()), *SIZES) if SIZES.get(w, 1) < size]
            )
        )
        part = {"chục": 10, "trăm": 100, **SIZES}[lower]
        tail = draw(st.integers(1, min(size // part - 1, 9 if part <= 100 else 999)))
        return f"{said(count, as_words)} {word} {said(tail, as_words)} {lower}", Fraction(
            count * size + tail * part
        )
    if form == 1:  # 1 nghìn 200, 1 triệu 200.000
        tail = draw(st.integers(size // 10, size - 1))
        return f"{count} {word} {grouped(tail, '.')}", Fraction(count * size + tail)
    if form == 2:  # 1 tỷ rưỡi, hai triệu rưỡi
        return f"{said(count, as_words)} {word} rưỡi", count * size + Fraction(size, 2)
    if form == 3:  # tỷ rưỡi, nửa triệu
        return (f"{word} rưỡi", Fraction(3 * size, 2)) if as_words else (f"nửa {word}", Fraction(size, 2))
    if form == 4:  # 1tr2, 1triệu25
        digits = draw(st.text("0123456789", min_size=1, max_size=3))
        return f"{count}{word}{digits}", count * size + Fraction(int(digits) * size, 10 ** len(digits))
    if form == 5:  # 5triệu, 5 triệu, 1,5 triệu
        tenths = draw(st.integers(0, 9))
        text = f"{count},{tenths}" if tenths else str(count)
        return f"{text}{' ' * as_words}{word}", (count + Fraction(tenths, 10)) * size
    if form == 6:  # 3½
        sign, part = draw(
            st.sampled_from([("½", Fraction(1, 2)), ("¼", Fraction(1, 4)), ("¾", Fraction(3, 4))])
        )
        return f"{count}{sign}", count + part
    parts = draw(st.integers(2, 99))
    part = draw(st.integers(1, parts - 1))
    if form == 7:  # 2/3
        return f"{part}/{parts}", Fraction(part, parts)
    if form == 8:  # hai phần ba
        return f"{said(part, True)} phần {said(parts, True)}", Fraction(part, parts)
    # hai mươi mốt, một chục
    return (
        (said(count, True), Fraction(count))
        if as_words
        else (f"{said(count, True)} chục", Fraction(10 * count))
    )


def value_of(text: str) -> Decimal:
    point = read_number(text).point
    assert point is not None
    return point


@given(printed_numbers(), st.booleans())
def test_what_is_printed_is_read_and_written_back(printed: tuple[str, Fraction], decomposed: bool) -> None:
    text, number = printed
    read = read_number(unicodedata.normalize("NFD", text) if decomposed else text)
    assert read.point is not None
    assert abs(Fraction(read.point) - number) < Fraction(1, 10**30)
    assert read_number(read.spelling) == read


UNITS = ["đồng", "người", "ha", "%", "đồng/người", "cơ sở công nghiệp nông thôn", "lượt người"]


@given(printed_numbers(), st.sampled_from(UNITS), st.sampled_from(["", " "]))
def test_the_proposal_for_a_value_with_its_unit_is_that_value(
    printed: tuple[str, Fraction], unit: str, blank: str
) -> None:
    text, number = printed
    assume(text[0].isdigit() and (blank or text[-1].isdigit()))
    with pytest.raises(Unreadable) as refusal:
        read_number(f"{text}{blank}{unit}")
    assert refusal.value.code == "number-with-unit"
    (proposal,) = refusal.value.candidates
    assert abs(Fraction(value_of(proposal)) - number) < Fraction(1, 10**30)
    assert proposal == text


@given(st.integers(1, 999), st.sampled_from(["nghìn", "triệu", "tỷ"]), st.integers(1, 999), st.booleans())
def test_a_number_behind_a_scale_is_refused_with_each_reading_unless_it_fills_its_places(
    count: int, word: str, tail: int, with_unit: bool
) -> None:
    size, width = SIZES[word], len(str(tail))
    text = f"{count} {word} {tail}"
    if 10**width == size:
        assert value_of(text) == count * size + tail
        return
    with pytest.raises(Unreadable) as refusal:
        read_number(f"{text} đồng" if with_unit else text)
    legitimate = {
        count * size + tail,
        count * size + tail * size // 10**width,
        count * size + tail * size // 1000,
    }
    assert refusal.value.code == "number-ambiguous"
    assert (
        {count * size + tail, count * size + tail * size // 10**width}
        <= set(map(value_of, refusal.value.candidates))
        <= legitimate
    )


TOKENS = [
    *("1", "2", "3,5", "12", "200", "1.200", "12.000", "0", "½", "2/3", "1tr2"),
    *("tỷ", "triệu", "nghìn", "trăm", "chục", "vạn", "rưỡi", "nửa", "phần", "một", "hai", "ba", "mươi", "lẻ"),
    *("-", "đến", "từ", "gấp", "hơn", "đồng", "người", "ha", "/", "%", "…"),
]


@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=7))
@example(["1", "1", "12", "12.000", "12.000", "tỷ"])
def test_no_proposal_drops_a_part_of_the_number(tokens: list[str]) -> None:
    text = " ".join(tokens)
    try:
        read_number(text)
    except Unreadable as caught:
        refusal = caught
    else:
        return
    for proposal in refusal.candidates:
        read_number(proposal)
    if refusal.code == "number-with-unit":
        shown, proposal = (
            t.replace(" đến ", " - ") for t in (text.removeprefix("từ "), refusal.candidates[0])
        )
        assert shown.startswith(proposal)
        rest = shown.removeprefix(proposal).split()
        assert not any(word[0].isdigit() or word in ("rưỡi", "nửa", "phần", "lẻ") for word in rest[:1])
        assert not set(rest[:1]) & {"tỷ", "triệu", "nghìn", "trăm", "chục", "vạn", "một", "hai", "ba", "mươi"}


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
        ("nửa", "0.5", "0.5", "0.5", "fraction", "1/2"),
        ("một nửa", "0.5", "0.5", "0.5", "fraction", "1/2"),
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
        ("700.000 - 1 triệu", "700000", "1000000", False, "700.000 - 1 triệu"),
        ("từ 800.000 đến 1,2 triệu", "800000", "1200000", False, "800.000 - 1,2 triệu"),
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
        ("667, 25", "number-malformed", ("667,25",)),
        ("12 ,5", "number-malformed", ("12,5",)),
        ("667, 250", "number-malformed", ("667,250", "667.250")),
        ("12 34", "number-malformed", ("1.234",)),
        ("1-2-3", "number-malformed", ()),
        ("5,", "number-malformed", ("5",)),
        ("2/1", "number-malformed", ()),
        ("5 -", "number-malformed", ()),
        ("-5", "number-signed", ()),
        ("−5", "number-signed", ()),
        ("+5", "number-signed", ()),
        ("> 5", "number-qualified", ()),
        ("≥5", "number-qualified", ()),
        ("hơn 5", "number-qualified", ()),
        ("trên 1.000", "number-qualified", ()),
        ("từ 291 lên 586", "number-two-values", ()),
        ("5triệu người", "number-with-unit", ("5triệu",)),
        ("4.177,97ha", "number-with-unit", ("4.177,97",)),
        ("5 triệu đồng", "number-with-unit", ("5 triệu",)),
        ("21,4%", "number-with-unit", ("21,4",)),
        ("1,5-2 tỷ đồng", "number-with-unit", ("1,5-2 tỷ",)),
        ("từ 1,5 đến 2 tỷ đồng", "number-with-unit", ("1,5 - 2 tỷ",)),
        ("1.000.", "number-malformed", ("1.000",)),
        ("gấp 3 lần", "number-qualified", ()),
        ("12.34 ha", "number-ambiguous", ("12,34", "1.234")),
        ("abc", "number-unreadable", ()),
        ("vài chục", "number-unreadable", ()),
        ("nhiều", "number-unreadable", ()),
        ("hai mươi năm", "number-unreadable", ()),
        ("hàng đống", "number-unreadable", ()),
        ("một trăm hai", "number-ambiguous", ("102", "120")),
        ("một triệu hai", "number-ambiguous", ("1.000.002", "1.200.000")),
        ("800 - 1,2 tỷ", "number-ambiguous", ("800 triệu - 1,2 tỷ", "800 - 1.200.000.000")),
        ("500 - 2 triệu", "number-ambiguous", ("500 nghìn - 2 triệu", "500 - 2.000.000")),
        ("1.500 - 2 tỷ", "number-ambiguous", ("1.500 triệu - 2 tỷ", "1.500 - 2000000000")),
        ("10 - 2 nghìn", "number-ambiguous", ("10 - 2.000",)),
        ("hai - ba trăm", "number-ambiguous", ("2 trăm - ba trăm", "hai - 300")),
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
    ("text", "point", "step", "form", "spelling"),
    [
        ("1 nghìn 200", "1200", "1", "integer", "1.200"),
        ("1 tỷ 200 triệu", "1200000000", "1000000", "decimal", "1.200 triệu"),
        ("1 tỉ 2 trăm triệu", "1200000000", "100000000", "decimal", "12 trăm triệu"),
        ("2 triệu năm trăm nghìn", "2500000", "100000", "decimal", "25 trăm nghìn"),
        ("2 nghìn tỷ 500 tỷ", "2500000000000", "1000000000", "decimal", "2.500 tỷ"),
        ("1 triệu 200.000", "1200000", "1", "integer", "1.200.000"),
        ("1 tỷ 1.200.000", "1001200000", "1", "integer", "1.001.200.000"),
        ("1 nghìn lẻ 5", "1005", "1", "integer", "1.005"),
        ("hai triệu rưỡi", "2500000", "500000", "decimal", "2 triệu rưỡi"),
        ("1 tỷ rưỡi", "1500000000", "500000000", "decimal", "1 tỷ rưỡi"),
        ("tỷ rưỡi", "1500000000", "500000000", "decimal", "1 tỷ rưỡi"),
        ("một nghìn rưỡi", "1500", "500", "decimal", "1 nghìn rưỡi"),
        ("1 vạn rưỡi", "15000", "5000", "decimal", "1 vạn rưỡi"),
        ("trăm rưỡi", "150", "50", "decimal", "1 trăm rưỡi"),
        ("nửa triệu", "500000", "500000", "decimal", "nửa triệu"),
        ("1tr2", "1200000", "100000", "decimal", "1,2 triệu"),
        ("1tr250", "1250000", "1000", "decimal", "1,250 triệu"),
        ("5triệu", "5000000", "1000000", "decimal", "5 triệu"),
        ("3½", "3.5", "0.5", "decimal", "3½"),
        ("3½ triệu", "3500000", "500000", "decimal", "3½ triệu"),
        ("2 rưỡi", "2.5", "0.5", "words", "hai rưỡi"),
        ("½", "0.5", "0.5", "fraction", "1/2"),
        ("1/2", "0.5", "0.5", "fraction", "1/2"),
        ("12/15", "0.8", "0", "fraction", "12/15"),
        ("900/1.200", "0.75", "0", "fraction", "900/1.200"),
        ("1/10", "0.1", "0.1", "fraction", "1/10"),
        ("ba phần hai mươi", "0.15", "0", "fraction", "3/20"),
        ("3/16", "0.1875", "0", "fraction", "3/16"),
        ("ba phần tư", "0.75", "0.25", "fraction", "3/4"),
        ("một phần mười", "0.1", "0.1", "fraction", "1/10"),
        ("phân nửa", "0.5", "0.5", "fraction", "1/2"),
        ("hai mươi mốt", "21", "1", "words", "hai mươi mốt"),
        ("một chục", "10", "10", "decimal", "1 chục"),
        ("1 vạn", "10000", "10000", "decimal", "1 chục nghìn"),
        ("một trăm linh năm", "105", "1", "words", "một trăm linh năm"),
        (
            "một triệu không trăm nghìn hai trăm",
            "1000200",
            "1",
            "words",
            "một triệu không trăm nghìn hai trăm",
        ),
    ],
)
def test_accepts_what_the_press_prints(
    text: str, point: str, step: str | None, form: str, spelling: str
) -> None:
    read = read_number(text)
    assert (read.point, read.form, read.spelling) == (Decimal(point), form, spelling)
    assert step is None or read.step == Decimal(step)
    assert read_number(spelling) == read


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("1,5 triệu rưỡi", "number-malformed", ()),
        ("1 tỷ 2 triệu rưỡi", "number-malformed", ()),
        ("1 triệu 2 tỷ", "number-malformed", ()),
        ("1,5 tỷ 200 triệu", "number-malformed", ()),
        ("15/12", "number-malformed", ()),
        ("5/2012", "number-malformed", ()),
        ("12/2015", "number-malformed", ()),
        ("1.200/900", "number-malformed", ()),
        ("1 tỷ 2", "number-ambiguous", ("1.000.000.002", "1.200.000.000")),
        ("1 triệu 2 trăm", "number-ambiguous", ("1.000.200", "1.200.000")),
        ("1 tỷ 20", "number-ambiguous", ("1.000.000.020", "1.200.000.000", "1.020.000.000")),
        ("1 triệu 200", "number-ambiguous", ("1.000.200", "1.200.000")),
        ("một triệu hai trăm", "number-ambiguous", ("1.000.200", "1.200.000")),
        ("hai mươi triệu năm trăm", "number-ambiguous", ("20.000.500", "20.500.000")),
        ("một trăm hai triệu", "number-ambiguous", ("102.000.000", "120.000.000")),
        ("200 triệu rưỡi", "number-ambiguous", ("200.500.000", "250.000.000")),
        ("một trăm triệu rưỡi", "number-ambiguous", ("100.500.000", "150.000.000")),
        ("10 - 12.000", "number-ambiguous", ("10.000 - 12.000", "10 - 12000")),
        ("3 - 4.500 người", "number-ambiguous", ("3.000 - 4.500", "3 - 4500")),
        ("từ 10 đến 12.000", "number-ambiguous", ("10.000 - 12.000", "10 - 12000")),
        ("10 - 12.000 tỷ", "number-ambiguous", ("10.000 tỷ - 12.000 tỷ", "10 tỷ - 12000 tỷ")),
        ("1,5 - 2.000", "number-ambiguous", ("1.500 - 2.000", "1,5 - 2000")),
        ("1 - 1tr2", "number-ambiguous", ("1 triệu - 1,2 triệu", "1 - 1200000")),
        ("2 - 3 triệu rưỡi", "number-ambiguous", ("2 triệu - 3 triệu rưỡi", "2 - 3500000")),
        ("1 tỷ 2 - 1 tỷ 5", "number-ambiguous", ()),
        ("1 tỷ rưỡi đồng", "number-with-unit", ("1 tỷ rưỡi",)),
        ("1 tỷ 200 triệu đồng", "number-with-unit", ("1 tỷ 200 triệu",)),
        ("1tr2 đồng", "number-with-unit", ("1tr2",)),
        ("2/3 số hộ", "number-with-unit", ("2/3",)),
        ("1 tỷ 2 đồng", "number-ambiguous", ("1.000.000.002", "1.200.000.000")),
        ("1tr2/người", "number-malformed", ()),
        ("4,5tr2", "number-malformed", ()),
        ("1 tỷ 200.000", "number-ambiguous", ("1.000.200.000", "1.200.000.000")),
        ("9999999999999999999 tỷ rưỡi", "number-ambiguous", ()),
        ("1.2 tỷ", "number-ambiguous", ("1,2 tỷ", "12 tỷ")),
        ("1.2 tỷ đồng", "number-ambiguous", ("1,2 tỷ", "12 tỷ")),
        ("1/2 - 2/3", "number-malformed", ()),
        ("hơn một nửa", "number-qualified", ()),
        ("gần hai chục", "number-qualified", ()),
        ("dăm ba", "number-unreadable", ()),
    ],
)
def test_refuses_what_could_be_read_wrong(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_number(text)
    assert (refusal.value.code, refusal.value.candidates) == (code, candidates)


@pytest.mark.parametrize("text", ["8.000 - 12.000", "500 - 1.200", "10 - 12000", "100-1.000", "0 - 1.000"])
def test_ends_that_share_nothing_are_a_range(text: str) -> None:
    assert read_number(text).form == "range"


@pytest.mark.parametrize(
    ("text", "spelling"),
    [("95 t…", "95 t…"), ("1.2…", "1.2…"), ("95...", "95…"), ("1.200 tỷ đ…", "1.200 tỷ đ…")],
)
def test_a_value_that_is_cut_off_can_be_written_and_has_no_number(text: str, spelling: str) -> None:
    read = read_number(text)
    assert (read.point, read.high, read.form, read.spelling) == (None, None, "cut_off", spelling)
    assert read_number(spelling) == read


@pytest.mark.parametrize(
    ("unit", "parts"),
    [
        ("tỷ rưỡi đồng", ("tỷ rưỡi", "đồng")),
        ("[triệu rưỡi]", ("triệu rưỡi", "")),
        ("tỷ 200 triệu đồng", ("tỷ 200 triệu", "đồng")),
        ("200 triệu đồng", ("200 triệu", "đồng")),
        ("nghìn tỷ đồng", None),
        ("đồng", None),
        ("m2", None),
    ],
)
def test_words_of_a_number_are_found_in_a_unit(unit: str, parts: tuple[str, str] | None) -> None:
    assert number_in_unit(unit) == parts


def test_a_fraction_is_of_the_things_not_of_their_number() -> None:
    assert [things_counted(unit) for unit in ("số cơ sở", "[tổng số hộ]", "[cơ sở]", "số")] == [
        "cơ sở",
        "[hộ]",
        "[cơ sở]",
        "số",
    ]


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
