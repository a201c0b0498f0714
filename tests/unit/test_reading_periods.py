"""Periods: the grammar of the data contract, its days, and what is private to a report."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.reading.periods import Period, label, read_period
from dagster_project.reading.reason import Unreadable

YEAR = st.integers(1900, 2100).map(str)
POINT = st.one_of(
    YEAR,
    st.builds("{}-{:02}".format, YEAR, st.integers(1, 12)),
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(str),
    st.builds("{}-Q{}".format, YEAR, st.integers(1, 4)),
    st.builds("{}-S{}".format, YEAR, st.integers(1, 2)),
    st.just("now"),
)
START = st.one_of(POINT, st.just(".."), st.builds("P{}{}".format, st.integers(1, 99), st.sampled_from("YM")))
PERIOD = st.one_of(
    st.just(""),
    POINT,
    st.builds("{}/{}".format, START, st.one_of(POINT, st.just(".."))),
    st.builds("P{}Y".format, st.integers(1, 99)),
)


@given(PERIOD, st.booleans())
def test_the_grammar_is_read_and_round_trips(text: str, inferred: bool) -> None:
    mark = "?" if inferred and text else ""
    try:
        read = read_period(text + mark)
    except Unreadable as caught:
        refusal = caught
    else:
        assert read.inferred == bool(mark)
        assert read_period(read.spelling + mark) == read
        if read.start and read.end:
            assert read.start <= read.end
        assert read.private == (read.end is None) or read.kind == "until"
        assert label(read, "vi")
        assert label(read, "en")
        return
    assert refusal.code == "period-order" or text == "../.."


@given(st.text(alphabet="0123456789-/.PYMQSnow?", max_size=12))
def test_any_text_is_a_period_or_a_reason(text: str) -> None:
    try:
        read = read_period(text)
    except Unreadable as caught:
        refusal = caught
    else:
        assert read_period(read.spelling + "?" * read.inferred) == read
        return
    assert refusal.code.startswith("period-")


@given(st.dates(dt.date(1905, 1, 1), dt.date(2100, 12, 31)), st.integers(1, 5))
def test_a_rolling_year_ends_where_the_one_after_it_starts(end: dt.date, years: int) -> None:
    read = read_period(f"P{years}Y/{end}")
    assert read.end == end
    assert read.start is not None
    assert read_period(f"P{12 * years}M/{end}") == read
    assert 365 * years - 3 <= (end - read.start).days + 1 <= 366 * years


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "spelling", "kind", "start", "end", "private"),
    [
        ("", "", "undated", None, None, True),
        ("2012", "2012", "year", "2012-01-01", "2012-12-31", False),
        ("2012-02", "2012-02", "month", "2012-02-01", "2012-02-29", False),
        ("2012-02-29", "2012-02-29", "day", "2012-02-29", "2012-02-29", False),
        ("2012-Q3", "2012-Q3", "quarter", "2012-07-01", "2012-09-30", False),
        ("2012-q3", "2012-Q3", "quarter", "2012-07-01", "2012-09-30", False),
        ("2012-S1", "2012-S1", "half", "2012-01-01", "2012-06-30", False),
        ("2012-S2", "2012-S2", "half", "2012-07-01", "2012-12-31", False),
        ("now", "now", "now", None, None, True),
        ("NOW", "now", "now", None, None, True),
        ("now/now", "now", "now", None, None, True),
        ("2008/2012", "2008/2012", "span", "2008-01-01", "2012-12-31", False),
        (" 2008 / 2012 ", "2008/2012", "span", "2008-01-01", "2012-12-31", False),
        ("2012/2012", "2012", "year", "2012-01-01", "2012-12-31", False),
        ("2012-Q1/2012-Q1", "2012-Q1", "quarter", "2012-01-01", "2012-03-31", False),
        ("2012/2012-06", "2012/2012-06", "span", "2012-01-01", "2012-06-30", False),
        ("2023-12-15/2024-12-14", "2023-12-15/2024-12-14", "span", "2023-12-15", "2024-12-14", False),
        ("2012\u201306", "2012-06", "month", "2012-06-01", "2012-06-30", False),
        ("../2011", "../2011", "up_to", None, "2011-12-31", False),
        ("../now", "../now", "up_to", None, None, True),
        ("2008/now", "2008/now", "since", "2008-01-01", None, True),
        ("2008/..", "2008/..", "since", "2008-01-01", None, True),
        ("now/..", "now/..", "since", None, None, True),
        ("now/2015", "now/2015", "until", None, "2015-12-31", True),
        ("P5Y/now", "P5Y/now", "rolling", None, None, True),
        ("p5y/NOW", "P5Y/now", "rolling", None, None, True),
        ("P5Y/..", "P5Y/..", "rolling", None, None, True),
        ("P5Y/2012", "P5Y/2012", "rolling", "2008-01-01", "2012-12-31", False),
        ("P6M/2012-06", "P6M/2012-06", "rolling", "2012-01-01", "2012-06-30", False),
        ("P12M/2012", "P1Y/2012", "rolling", "2012-01-01", "2012-12-31", False),
        ("P3M/2012-02-29", "P3M/2012-02-29", "rolling", "2011-12-01", "2012-02-29", False),
        ("P1Y/2024-12-14", "P1Y/2024-12-14", "rolling", "2023-12-15", "2024-12-14", False),
        ("P1M/2012-03-30", "P1M/2012-03-30", "rolling", "2012-03-01", "2012-03-30", False),
        ("P1Y", "P1Y", "duration", None, None, True),
        ("P05Y", "P5Y", "duration", None, None, True),
    ],
)
def test_accepts(
    text: str, spelling: str, kind: str, start: str | None, end: str | None, private: bool
) -> None:
    assert read_period(text) == Period(spelling, kind, day(start), day(end), private, False)
    if text:
        assert read_period(unicodedata.normalize("NFD", text) + "?") == Period(
            spelling, kind, day(start), day(end), private, True
        )


@pytest.mark.parametrize(
    ("text", "code", "candidates"),
    [
        ("?", "period-malformed", ()),
        ("../..", "period-malformed", ()),
        ("2012//2013", "period-malformed", ()),
        ("2012/", "period-malformed", ()),
        ("/2012", "period-malformed", ()),
        ("2012/P5Y", "period-malformed", ()),
        ("P6M", "period-malformed", ()),
        ("P0Y", "period-malformed", ()),
        ("P0Y/2012", "period-malformed", ()),
        ("nay", "period-malformed", ()),
        ("2012?/2013", "period-malformed", ()),
        ("năm 2012", "period-malformed", ("2012",)),
        ("2008-2012", "period-malformed", ("2008/2012",)),
        ("2008 – 2012", "period-malformed", ("2008/2012",)),
        ("12/2012", "period-malformed", ("2012-12",)),
        ("tháng 6/2012", "period-malformed", ("2012-06",)),
        ("21/5/2012", "period-malformed", ("2012-05-21",)),
        ("quý II/2012", "period-malformed", ("2012-Q2",)),
        ("Q1/2012", "period-malformed", ("2012-Q1",)),
        ("2012-13", "period-invalid", ("2012/2013",)),
        ("2012-00", "period-invalid", ()),
        ("2012-02-30", "period-invalid", ()),
        ("2012-Q5", "period-invalid", ()),
        ("2012-S3", "period-invalid", ()),
        ("0212", "period-invalid", ()),
        ("2012/2008", "period-order", ("2008/2012",)),
        ("2012-07/2012-Q2", "period-order", ("2012-Q2/2012-07",)),
    ],
)
def test_refuses_with_a_reason(text: str, code: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_period(text)
    assert (refusal.value.code, refusal.value.candidates) == (code, candidates)
    for candidate in candidates:
        read_period(candidate)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("", "không nói rõ", "not said"),
        ("2012", "2012", "2012"),
        ("2012-06-30", "30/06/2012", "30/06/2012"),
        ("2012-Q3", "quý 3/2012", "quarter 3/2012"),
        ("now", "hiện nay", "now"),
        ("2008/2012", "2008–2012", "2008–2012"),
        ("../2011", "đến hết 2011", "up to the end of 2011"),
        ("2008/now", "từ 2008 đến hiện nay", "since 2008"),
        ("now/2015", "từ nay đến 2015", "from now to 2015"),
        ("P5Y/2012", "5 năm đến 2012", "5 years up to 2012"),
        ("P1Y", "mỗi năm", "per year"),
    ],
)
def test_labels(text: str, vi: str, en: str) -> None:
    assert (label(read_period(text), "vi"), label(read_period(text), "en")) == (vi, en)
