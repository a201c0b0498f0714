"""Qualifiers and the interval a figure states."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.numbers import format_decimal, read_number
from dagster_project.reading.qualifiers import Interval, Qualifier, QualifierIndex, interval
from dagster_project.reading.reason import Unreadable
from dagster_project.vocabulary import QualifierWord

QUALIFIERS = {
    text: QualifierWord(text, bound, has_point, "before", text, True)
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
        ("6.000", "khoảng", "1", True, ("6000", "5000", "7000"), ("5000", "7000")),
        ("5", "khoảng", "1000000", False, ("5000000", "4000000", "6000000"), ("4000000", "6000000")),
        ("5", "dưới", "1", True, ("open", "0", "5"), ("0", "5")),
        ("5", "không quá", "1", True, ("open", "0", "5"), ("0", "5")),
        ("5", "tới", "1", True, ("5", "0", "5"), ("0", "5")),
        ("1", "khoảng", "1", False, ("1", "0", "2"), ("0", "2")),
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
