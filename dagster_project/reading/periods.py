"""Periods of the sheet: points, spans, totals with an unsaid start, relative and open periods.

Belongs here: the grammar of the data contract (section 2), its canonical spelling and its days. Does
not belong here: the words of an article about time (`period_printed`), reporting calendars.
Both ends are inclusive. `now` has no date here: the day a report was published bounds it elsewhere.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.messages import Language, message, say
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold_plain, normalise, plain_dashes

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """A time as the sheet writes it.

    Attributes:
        spelling: canonical spelling, without the trailing `?`; blank for nothing said.
        kind: `year`, `half`, `quarter`, `month`, `day`, `span`, `up_to` (../2011), `since` (2008/now,
            2008/..), `until` (now/2015), `now`, `rolling` (P5Y/now, P5Y/2012), `duration` (P1Y),
            `undated`.
        start: first day, None where unsaid or relative.
        end: last day, None where unsaid, relative or open.
        private: blank, relative or open at its end, so that it means something in its report only.
        inferred: marked with `?`.
    """

    spelling: str
    kind: str
    start: dt.date | None
    end: dt.date | None
    private: bool = False
    inferred: bool = False


_POINT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[0-9])|S(?P<half>[0-9])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?\Z"
)
_MONTHS_IN = {"year": 12, "half": 6, "quarter": 3}
_SPAN_OF = re.compile(r"P([0-9]{1,3})([YM])\Z")


def _months_back(last: dt.date, months: int) -> dt.date:
    """First day of the span of so many months that ends on `last`: the day after the day n months before."""
    index = last.year * 12 + last.month - 1 - months
    year, month = divmod(index, 12)
    length = calendar.monthrange(year, month + 1)[1] if year >= 1 else 0
    at_month_end = last.day == calendar.monthrange(last.year, last.month)[1]
    before = dt.date(year, month + 1, length if at_month_end else min(last.day, length))
    return before + dt.timedelta(days=1)


def _malformed(found: str, *candidates: str) -> Unreadable:
    return Unreadable("period-malformed", found, message("period.grammar"), candidates)


def _invalid(found: str, *candidates: str) -> Unreadable:
    accepted = message("period.exists", first=FIRST_YEAR, last=LAST_YEAR)
    return Unreadable("period-invalid", found, accepted, candidates)


def _point(text: str, found: str) -> Period | None:
    if text == "NOW":
        return Period("now", "now", None, None, private=True)
    match = _POINT.match(text)
    if not match:
        return None
    kind, year = match.lastgroup or "", int(match["year"])
    number, length = int(match[kind]), _MONTHS_IN.get(kind, 1)
    first = int(match["month"] or 1)
    if kind in ("quarter", "half"):
        first = (number - 1) * length + 1
    last = first + length - 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _invalid(found)
    if first < 1 or last > 12:
        ahead = kind == "month" and year % 100 < number
        raise _invalid(found, *([f"{year}/{year // 100 * 100 + number}"] if ahead else []))
    start, end = dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
    if kind == "day":
        if not 1 <= number <= end.day:
            raise _invalid(found)
        start = end = start.replace(day=number)
    return Period(text, kind, start, end)


def _length(text: str, found: str) -> tuple[str, int] | None:
    """`P5Y` as canonical spelling and months; `P12M` is a year."""
    match = _SPAN_OF.match(text)
    if not match:
        return None
    months = int(match[1]) * (12 if match[2] == "Y" else 1)
    if not months:
        raise _malformed(found)
    return (f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"), months


def _guesses(text: str) -> tuple[str, ...]:
    """What a common way of writing a period would be here; the reader never applies it."""
    key = fold_plain(text)
    if years := re.fullmatch(r"(\d{4}) ?[-–] ?(\d{4})", key):
        return (f"{years[1]}/{years[2]}",)
    if day := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", key):
        return (f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}",)
    if month := re.fullmatch(r"(?:thang )?(\d{1,2})[/.-](\d{4})", key):
        return (f"{month[2]}-{int(month[1]):02}",)
    if quarter := re.fullmatch(r"(?:quy |q)(iv|i{1,3}|[1-4])[ /.-]*(?:nam )?(\d{4})", key):
        number = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(quarter[1], quarter[1])
        return (f"{quarter[2]}-Q{number}",)
    if year := re.fullmatch(r"nam (\d{4})", key):
        return (year[1],)
    return ()


def _spanned(head: str, tail: str, found: str) -> Period:
    """A period with a slash."""
    end = None if tail == ".." else _point(tail, found)
    if end is None and (tail != ".." or head == ".."):
        raise _malformed(found, *_guesses(found))
    last = end.end if end else None
    tail_spelling = end.spelling if end else ".."
    private = last is None
    if head == "..":
        return Period(f"../{tail_spelling}", "up_to", None, last, private)
    if length := _length(head, found):
        spelling, months = length
        start = _months_back(last, months) if last else None
        return Period(f"{spelling}/{tail_spelling}", "rolling", start, last, private)
    first = _point(head, found)
    if first is None:
        raise _malformed(found, *_guesses(found))
    if end == first:
        return first
    spelling = f"{first.spelling}/{tail_spelling}"
    if first.kind == "now":
        return Period(spelling, "until" if last else "since", None, last, private=True)
    if last is None:
        return Period(spelling, "since", first.start, None, private=True)
    assert end is not None
    assert first.start is not None
    if first.start > last:
        swapped = (f"{end.spelling}/{first.spelling}",)
        raise Unreadable("period-order", found, message("period.starts-before-it-ends"), swapped)
    return Period(spelling, "span", first.start, last)


@lru_cache(maxsize=1 << 16)
def read_period(text: str) -> Period:
    """Read a period of the sheet; a trailing `?` marks it as inferred.

    Raises:
        Unreadable: `period-malformed`, `period-invalid` (month 13), `period-order` (2012/2008).
    """
    tidy = plain_dashes(normalise(text))
    inferred = tidy.endswith("?")
    tidy = tidy.removesuffix("?").strip().upper()
    if not tidy:
        if inferred:
            raise _malformed(text)
        return Period("", "undated", None, None, private=True)
    head, slash, tail = re.sub(r" ?/ ?", "/", tidy).partition("/")
    if slash:
        period = _spanned(head, tail, text)
    elif point := _point(head, text):
        period = point
    elif (length := _length(head, text)) and length[0].endswith("Y"):
        period = Period(length[0], "duration", None, None, private=True)
    else:
        raise _malformed(text, *_guesses(text))
    return dataclasses.replace(period, inferred=inferred)


def spelled_years(period: Period) -> frozenset[int]:
    """The years that a period is written with: 2012 for P5Y/2012, which begins in 2008."""
    return frozenset(int(year) for year in re.findall(r"(?<!\d)\d{4}", period.spelling))


def _point_label(point: str, lang: Language) -> str:
    year, _, rest = point.partition("-")
    if point == "now":
        return say("period.now", lang)
    if rest.startswith("Q"):
        return say("period.quarter", lang, number=rest[1], year=year)
    if rest.startswith("S"):
        return say("period.half", lang, number=rest[1], year=year)
    return "/".join(reversed(point.split("-")))


def label(period: Period, lang: Language = "vi") -> str:
    """What people read: `2008–2012`, `up to the end of 2011`, `5 years up to 2012`."""
    if period.kind == "undated":
        return say("period.not-said", lang)
    head, slash, tail = period.spelling.partition("/")
    end = "" if tail in ("", "..") else _point_label(tail, lang)
    if length := _SPAN_OF.match(head):
        number, in_years = length[1], length[2] == "Y"
        if period.kind == "duration" and number == "1":
            return say("period.per-year", lang)
        if end and in_years:
            return say("period.years-up-to", lang, number=number, end=end)
        if end:
            return say("period.months-up-to", lang, number=number, end=end)
        return say("period.years" if in_years else "period.months", lang, number=number)
    start = "" if head == ".." else _point_label(head, lang)
    if not slash:
        return start
    if not start:
        return say("period.up-to", lang, end=end)
    if period.kind == "since":
        return say("period.since-until-now" if end else "period.since", lang, start=start)
    if period.kind == "until":
        return say("period.from-now-to", lang, end=end)
    return f"{start}–{end}" if "/" not in start + end else f"{start} – {end}"
