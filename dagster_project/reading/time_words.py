"""The words of an article about time (`period_printed`): which years they name, and how firmly.

Belongs here: years, lengths and the form of such words. Does not belong here: making a period of them (a
person does that), whether a period agrees with them (a rule).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dagster_project.reading.text import fold_plain, normalise, plain_dashes
from dagster_project.reading.words import DIGITS

_YEAR = re.compile(r"(?<!\d)(?<!\d,)(?:19|20)\d\d(?!\d)(?!\.\d{3})")
# "2008-12", "2011/12": the second year in two digits; told from a month by being the later one.
_SHORT = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/] ?(\d\d)(?![\d/])")
_SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](\d\d)(?!\d)")
_JOINED = re.compile(r"(?:19|20)\d\d[^,;]{0,20}?(?:-|/|đến|tới|sang)[^,;]{0,20}?\d\d(?!\d)")
_OPEN = re.compile(r"\b(?:đến|tới|từ|kể từ|qua|trước|sau|tầm nhìn|so với|vòng)\b")
_BESIDE = re.compile(r"\b(?:trước|sau|đầu)\b")
_NOW = re.compile(r"\b(?:nay|hiện|(?:mỗi|hằng|hàng) năm)\b")
_YEARLY = re.compile(
    r"\b(?:(?:mỗi|từng|hằng|hàng) (?:(?:một|1) )?năm"
    r"|(?:bình quân|trung bình)(?: (?:các|1|một))? năm(?! \d))\b"
)
_NOT_PRINTED = re.compile(r"\[[^]]*\]")
_LEFT_OUT = re.compile(r"…|\.\.\.")
_DATE = r"(?:ngay )?\d{1,2}(?:[/.-]\d{1,2}[/.-]|,? thang \d{1,2},? nam )\d{4}"
_DAY_OF_WEEK = r"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)"
_TIME = r"(?:luc )?\d{1,2}(?:[:h]\d{2}(?::\d{2})?|h| gio(?: \d{1,2}(?: phut)?)?)(?: ?(?:am|pm|sa|ch))?"
_ZONE = r"(?:gmt|utc) ?\+? ?\d{1,2}(?::\d{2})?"
_POSTED = r"(?:cap nhat|dang|xuat ban|cap nhat luc|dang luc|ngay dang|cap nhat ngay)"
_DATE_LINE = re.compile(rf"(?:{_POSTED}|{_DAY_OF_WEEK}|{_DATE}|{_TIME}|{_ZONE}|[\s,;:|()/-])+")
_DATE_IN_LINE = re.compile(_DATE)
_NUMBERS = {word: n for n, word in enumerate((*DIGITS[1:], "mười"), start=1)}
_NUMBERS |= {"i": 1, "ii": 2, "iii": 3, "iv": 4}
COUNT = rf"\d{{1,2}}|{'|'.join((*DIGITS[1:], 'mười'))}"
"""How a number of months or years is printed."""
_LENGTH = re.compile(rf"(?<![\w.,])({COUNT}) năm\b")
_MONTH, _IN_YEAR = r"(?:0?[1-9]|1[0-2])(?!\d)", r"(?:19|20)\d\d(?![\d/])"
_PART = re.compile(
    rf"(?<![\w.,])(?:(?P<first>{COUNT}) tháng"
    rf"(?: (?P<which>đầu|cuối)(?: của)? năm(?: {_IN_YEAR})?|(?: đầu| cuối)?(?:(?: của)? năm)?[ /]{_IN_YEAR})"
    rf"|quý (?P<quarter>[1-4]|iv|i{{1,3}})\b(?:(?:,? (?:của )?năm |[ /.-]+){_IN_YEAR})?"
    rf"|nửa (?P<half>đầu|cuối) năm(?: {_IN_YEAR})?"
    rf"|(?:ngày \d{{1,2}} )?tháng (?P<month>{_MONTH})(?:(?:,? (?:của )?năm | ?[-/.] ?| ){_IN_YEAR})?"
    rf"|(?:\d{{1,2}}(?P<dot>[/.-]))?(?P<number>{_MONTH})(?(dot)(?P=dot)|[/.]){_IN_YEAR})"
)
_OPENS_SPAN = re.compile(r"\b(?:từ|trước|sau)(?: hết| đầu| cuối| giữa)?(?: ngày)? ?\Z")
_BY = re.compile(r"\btừ\b|\b(?:đến|tới|hết|cuối|ngày)(?: hết| cuối)?(?: ngày)? ?\Z")
_WHOLE_YEAR = re.compile(r"\b(?:cả|hết|cuối|trọn) năm\b")
_DOCUMENT = re.compile(r"\b(?:nghị định|nghị quyết|quyết định|thông tư|chỉ thị|công văn|số)\b")
_UNTIL_NOW = re.compile(r"(?<!từ )(?<!kể )\b(?:đến|tới) nay\b")
_COMPARED = re.compile(r"\b(?:cùng kỳ|(?:năm|kỳ|quý|tháng) (?:trước|ngoái))\b")
_SINCE = re.compile(r"\btừ [^,;…]*?(?=(?:đến|tới) nay\b)")


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """A part of a year that words name: `9 tháng đầu năm 2016` is months 1 to 9 of 2016.

    Attributes:
        year: None where none is printed beside it.
        first: number of its first month.
        last: number of its last month.
        by: whether it only says until when ("đến hết tháng 9/2016"), so that what is meant may begin before.
    """

    year: int | None
    first: int
    last: int
    by: bool


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What words about time say.

    Attributes:
        years: every year printed in them.
        beside: years next to those, where "trước" (before), "sau" (after) or "đầu" (the start of) is
            printed: "trước năm 2010" means up to 2009.
        lengths: numbers of years: 5 for "5 năm qua".
        now: whether they speak of the present ("hiện có", "đến nay") or of every year.
        form: `none` (no year), `point` (one year and nothing open), `span` (two years joined), `open`
            (anything else: "từ năm 2008 đến nay", "các năm 2010, 2011").
        yearly: whether they speak of each year, or of the mean of a year: "giai đoạn 2007 - 2016 mỗi năm".
        parts: parts of years in which, or by which, what they speak of is over; none where they name the
            whole year too, or a document, whose date is not that of the figure.
        years_apart: years named otherwise than by a part.
        compared: whether they name the time before, or the same time a year before ("so với cùng kỳ").
        until_now: the years named beside "đến nay", but for the one since when; None without such words.
    """

    years: frozenset[int]
    beside: frozenset[int]
    lengths: frozenset[int]
    now: bool
    form: str
    yearly: bool = False
    parts: tuple[PartOfYear, ...] = ()
    years_apart: frozenset[int] = frozenset()
    until_now: frozenset[int] | None = None
    compared: bool = False


def number_of(printed: str) -> int:
    """The number of a count of months or years, or of a quarter: 3 of `3`, `ba` and `III`."""
    return int(printed) if printed.isdigit() else _NUMBERS[printed.casefold()]


def years_in(text: str) -> frozenset[int]:
    """All years printed in a text, those shortened to two digits included ("2008-12", "15/12/23")."""
    found = {int(year) for year in _YEAR.findall(text)}
    for first, last in _SHORT.findall(text):
        if int(last) > int(first[2:]):
            found.add(int(first[:2] + last))
    found |= {2000 + int(year) for year in _SHORT_DATE.findall(text)}
    return frozenset(found)


def _part(match: re.Match[str], before: str) -> PartOfYear | None:
    """A part of a year as printed behind some words; None where it is where something begins, or no part."""
    if _OPENS_SPAN.search(before):
        return None
    year = _YEAR.search(match[0])
    if months := match["first"]:
        length = number_of(months)
        if not 1 <= length <= 12:
            return None
        first, last = (13 - length, 12) if match["which"] == "cuối" or " cuối" in match[0] else (1, length)
    elif quarter := match["quarter"]:
        last = 3 * number_of(quarter)
        first = last - 2
    elif half := match["half"]:
        first, last = (1, 6) if half == "đầu" else (7, 12)
    else:
        first = last = int(match["month"] or match["number"])
    is_day = match["dot"] is not None or match[0].startswith("ngày")
    by = is_day or _BY.search(before) is not None
    return PartOfYear(int(year[0]) if year else None, first, last, by)


def _parts(words: str) -> tuple[tuple[PartOfYear, ...], frozenset[int]]:
    """The parts of years that words name, and the years that they name otherwise."""
    rest = _PART.sub(" ", words)
    apart = years_in(rest)
    if _DOCUMENT.search(words) or _WHOLE_YEAR.search(rest):
        return (), apart
    parts = (_part(match, words[: match.start()]) for match in _PART.finditer(words))
    return tuple(filter(None, parts)), apart


@lru_cache(maxsize=1 << 16)
def read_time_words(text: str) -> TimeWords:
    """What the words of an article about time say; never refuses."""
    words = plain_dashes(normalise(text)).casefold()
    years = years_in(words)
    lengths = frozenset(map(number_of, _LENGTH.findall(words)))
    beside = frozenset(y + step for y in years for step in (-1, 1)) if _BESIDE.search(words) else frozenset()
    if not years:
        form = "none"
    elif len(years) == 2 and _JOINED.search(words) and not re.search("tầm nhìn|so với", words):
        form = "span"
    elif len(years) == 1 and not _OPEN.search(words) and not lengths:
        form = "point"
    else:
        form = "open"
    now, yearly = _NOW.search(words) is not None, _YEARLY.search(words) is not None
    until_now = years_in(_SINCE.sub(" ", words)) if _UNTIL_NOW.search(words) else None
    parts, apart = _parts(words)
    compared = _COMPARED.search(words) is not None
    return TimeWords(years, beside, lengths, now, form, yearly, parts, apart, until_now, compared)


def printed_pieces(words: str) -> list[str]:
    """The pieces of `period_printed` that stand in the text: … leaves out, [ ] holds what is not printed."""
    return _LEFT_OUT.split(_NOT_PRINTED.sub("", words))


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else: its day of the week, time of day and time zone aside."""
    key = fold_plain(plain_dashes(line))
    return _DATE_LINE.fullmatch(key) is not None and _DATE_IN_LINE.search(key) is not None
