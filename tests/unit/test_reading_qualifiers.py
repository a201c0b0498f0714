"""Qualifiers and the interval a figure states."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.reading.numbers import format_decimal, read_number
from dagster_project.reading.qualifiers import Interval, Qualifier, QualifierIndex, interval
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.words import words_from_number
from dagster_project.vocabulary import QualifierWord

QUALIFIERS = {
    text: QualifierWord(
        text,
        bound,
        has_point,
        Decimal(10) if bound in ("approx", "just_below") else None,
        "before",
        text,
        True,
    )
    for text, bound, has_point in (
        ("", "exact", True),
        ("trên", "gt", True),
        ("hơn", "gt", True),
        (">", "gt", True),
        ("ít nhất", "ge", True),
        ("gần", "just_below", True),
        ("khoảng", "approx", True),
        ("xấp xỉ", "approx", True),
        ("dưới", "lt", False),
        ("không quá", "le", False),
        ("tới", "le", True),
    )
}
INDEX = QualifierIndex(QUALIFIERS)


def of(value: str, qualifier: str = "", factor: str = "1", countable: bool = False) -> Interval:
    return interval(read_number(value), INDEX.read(qualifier), Decimal(factor), countable)


@pytest.mark.parametrize("text", sorted(QUALIFIERS))
def test_every_word_is_read_and_round_trips(text: str) -> None:
    read = INDEX.read(text.upper())
    assert (read.bound, read.has_point) == (QUALIFIERS[text].bound, QUALIFIERS[text].has_point)
    assert INDEX.read(read.spelling) == read


def test_words_of_one_bound_have_one_spelling_and_blank_is_exact() -> None:
    assert INDEX.read("hơn") == INDEX.read("trên")
    assert INDEX.read("khỏang") == INDEX.read("khoảng")
    assert QualifierIndex({}).read("") == Qualifier("exact", True, "")


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("tăng", "qualifier-is-measure", ()),
        ("Gấp", "qualifier-is-measure", ()),
        ("ước", "qualifier-is-nature", ()),
        ("dự kiến", "qualifier-is-nature", ()),
        ("Phấn đấu đạt khoảng", "qualifier-is-nature", ("khoảng",)),
        ("ước chừng đâu", "qualifier-is-nature", ()),
        ("khoản", "qualifier-unknown", ("khoảng",)),
        ("khoảng quá", "qualifier-unknown", ()),
        ("trung bình", "qualifier-is-measure", ()),
        ("Bình quân khoảng", "qualifier-is-measure", ("khoảng",)),
        ("hàng", "qualifier-bounds-nothing", ()),
        ("đạt", "qualifier-bounds-nothing", ()),
        ("đạt trên", "qualifier-bounds-nothing", ("trên",)),
        ("tương đương", "qualifier-bounds-nothing", ()),
        ("từ", "qualifier-bounds-nothing", ()),
        ("từ đâu", "qualifier-unknown", ()),
        ("zzz", "qualifier-unknown", ()),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        INDEX.read(text)
    assert refusal.value.code == code
    assert refusal.value.candidates[: len(candidates)] == candidates


@pytest.mark.parametrize(
    ("value", "qualifier", "factor", "countable", "expected", "loose"),
    [
        # counts written in full are exact; trailing zeros may still be rounding
        ("568", "", "1", True, ("568", "568", "568"), ("568", "568")),
        ("1.000", "", "1", True, ("1000", "1000", "1000"), ("500", "1500")),
        ("hai mươi lăm", "", "1", True, ("25", "25", "25"), ("25", "25")),
        # a scale word in the unit, or in the value, is rounding
        ("5", "", "1000", True, ("5000", "4500", "5500"), ("4500", "5500")),
        ("5 nghìn", "", "1", True, ("5000", "4500", "5500"), ("4500", "5500")),
        # measured values and money carry half a place of the last digit
        (
            "2.387,5",
            "",
            "1000000",
            False,
            ("2387500000", "2387450000", "2387550000"),
            ("2387450000", "2387550000"),
        ),
        ("50.108", "", "1", False, ("50108", "50107.5", "50108.5"), ("50107.5", "50108.5")),
        ("30", "", "1", False, ("30", "29.5", "30.5"), ("25", "35")),
        ("gấp đôi", "", "1", False, ("2", "2", "2"), ("1.5", "2.5")),
        ("0", "", "1", False, ("0", "0", "0.5"), ("0", "0.5")),
        # bounds
        ("1.000", "trên", "1", True, ("1000", "1000", "open"), ("1000", "open")),
        ("70", "ít nhất", "1", False, ("70", "70", "open"), ("70", "open")),
        ("1.500", "gần", "1", True, ("1500", "1400", "1500"), ("1400", "1500")),
        ("33", "gần", "1000", True, ("33000", "32000", "33000"), ("32000", "33000")),
        (
            "3",
            "gần",
            "1000000000",
            False,
            ("3000000000", "2700000000", "3000000000"),
            ("2700000000", "3000000000"),
        ),
        ("gấp đôi", "gần", "1", False, ("2", "1.8", "2"), ("1.8", "2")),
        ("10", "gần", "1", True, ("10", "9", "10"), ("9", "10")),
        # about reaches a tenth of the number either way, at every size, and at least as far as its rounding
        ("400", "khoảng", "1", True, ("400", "360", "440"), ("350", "450")),
        ("6.000", "khoảng", "1", True, ("6000", "5400", "6600"), ("5400", "6600")),
        (
            "20",
            "khoảng",
            "1000000000",
            False,
            ("20000000000", "18000000000", "22000000000"),
            ("15000000000", "25000000000"),
        ),
        ("375,6", "khoảng", "1", False, ("375.6", "338.04", "413.16"), ("338.04", "413.16")),
        ("5", "khoảng", "1000000", False, ("5000000", "4500000", "5500000"), ("4500000", "5500000")),
        ("2", "khoảng", "1000000", False, ("2000000", "1500000", "2500000"), ("1500000", "2500000")),
        ("5", "dưới", "1", True, ("open", "0", "5"), ("0", "5")),
        ("5", "không quá", "1", True, ("open", "0", "5"), ("0", "5")),
        ("5", "tới", "1", True, ("5", "0", "5"), ("0", "5")),
        ("1", "khoảng", "1", True, ("1", "0.9", "1.1"), ("0.9", "1.1")),
        ("0", "khoảng", "1", False, ("0", "0", "0.5"), ("0", "0.5")),
        # ranges and orders of magnitude have no point
        ("1,5 - 2", "", "1000", False, ("open", "1500", "2000"), ("1500", "2000")),
        ("12 - 1,7", "", "1", False, ("open", "1.7", "12"), ("1.7", "12")),
        ("10 - 20", "khoảng", "1", False, ("open", "10", "20"), ("10", "20")),
        ("10 - 20", "trên", "1", False, ("open", "10", "open"), ("10", "open")),
        ("10 - 20", "không quá", "1", False, ("open", "0", "20"), ("0", "20")),
        ("hàng chục ngàn", "", "1", True, ("open", "10000", "100000"), ("10000", "100000")),
        (
            "hàng trăm",
            "khoảng",
            "1000000",
            False,
            ("open", "100000000", "1000000000"),
            ("100000000", "1000000000"),
        ),
        ("hàng trăm", "hơn", "1", True, ("open", "100", "open"), ("100", "open")),
    ],
)
def test_states(
    value: str,
    qualifier: str,
    factor: str,
    countable: bool,
    expected: tuple[str, ...],
    loose: tuple[str, ...],
) -> None:
    found = of(value, qualifier, factor, countable)
    want = tuple(None if x == "open" else Decimal(x) for x in (*expected, *loose))
    assert (found.value, found.low, found.high, found.loose_low, found.loose_high) == want


@given(
    st.decimals(0, 10**12, places=2),
    st.sampled_from(sorted(QUALIFIERS)),
    st.sampled_from(["1", "0.0001", "1000000", "1000000000000"]),
    st.booleans(),
)
def test_intervals_hold_their_point_and_widen_loosely(
    value: Decimal, word: str, factor: str, countable: bool
) -> None:
    found = of(format_decimal(value), word, factor, countable)
    point = found.value if found.value is not None else value * Decimal(factor)
    assert 0 <= found.loose_low <= found.low <= point
    assert found.high is None or point <= found.high
    assert found.loose_high is None or (found.high is not None and found.high <= found.loose_high)
    assert (found.high is None) == (QUALIFIERS[word].bound in ("gt", "ge"))
    if found.value is not None:
        assert found.value == value * Decimal(factor)
    assert not any(isinstance(x, float) for x in (found.value, found.low, found.high))


def test_the_longest_number_and_the_largest_factor_stay_exact() -> None:
    found = of("9" * 22 + "," + "1" * 12, "", "1000000000000000")
    assert f"{found.value:f}".replace(".", "").startswith("9" * 22 + "1" * 12)


def test_a_fraction_is_as_exact_as_its_denominator_and_fits_six_decimals() -> None:
    found = of("2/3", "", "100")
    assert found.value == Decimal("66.666667")
    assert (found.low, found.high) == (50, Decimal("83.333333333333"))
    assert of("một nửa", "hơn", "100").high is None
    assert (of("một nửa", "gần", "100").low, of("một nửa", "gần", "100").high) == (45, 50)


def test_a_fraction_of_two_counts_is_exact() -> None:
    found = of("15/23", "", "100")
    assert found.value == Decimal("65.217391")
    assert found.low == found.high == found.loose_low == found.loose_high == Decimal("65.217391304348")
    assert (of("12/15", "", "100").low, of("12/15", "", "100").high) == (80, 80)
    assert (of("12/15", "gần", "100").low, of("12/15", "gần", "100").high) == (72, 80)


def test_a_value_that_is_cut_off_states_nothing() -> None:
    assert of("95 t…", "trên", "1000000") == Interval(None, None, None, None, None)


@given(
    st.decimals(0, 150, places=1),
    st.sampled_from(sorted(QUALIFIERS)),
    st.sampled_from(["{}", "{} - 150", "hàng trăm", "2/3"]),
)
def test_a_share_ends_at_a_hundred_unless_more_is_printed(value: Decimal, word: str, form: str) -> None:
    text = form.format(format_decimal(value))
    found = interval(read_number(text), INDEX.read(word), Decimal(1), False, Decimal(100))
    printed = read_number(text).low if found.value is None else found.value
    assert found.low is not None
    assert found.low >= 0
    if printed <= 100:
        assert found.high is not None
        assert found.loose_high is not None
        assert found.low <= found.high <= found.loose_high <= 100


@given(st.integers(1, 10**9), st.booleans())
def test_about_reaches_a_tenth_of_every_count(number: int, is_words: bool) -> None:
    text = words_from_number(Decimal(number)) if is_words else str(number)
    assume(read_number(text).exact)
    found = of(text, "khoảng", countable=True)
    assert (found.low, found.high) == (number * Decimal("0.9"), number * Decimal("1.1"))


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["1", "1000000000"]), st.booleans())
def test_about_a_number_is_never_narrower_than_the_number(
    value: Decimal, factor: str, countable: bool
) -> None:
    text = format_decimal(value)
    plain, about = of(text, "", factor, countable), of(text, "khoảng", factor, countable)
    assert None not in (about.low, about.high, plain.low, plain.high)
    assert about.low <= plain.low <= plain.high <= about.high
