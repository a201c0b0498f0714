"""Numbers in running text: where a value stands, and which of them count no thing.

Belongs here: finding what `numbers` reads (digits, ranges, words, orders of magnitude) in sentences, and
telling dates, document numbers, lengths of time and pages from it. Does not belong here: what a number is
about (`drafting/`), the units behind it (`units.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from dagster_project.reading.text import DASHES

_D = f"[{re.escape(DASHES)}]"
_N = r"\d+(?:[.,]\d+)*"
_OPENS = r"(?<![\d.,/])"
_SCALE = r"(?:tỷ|tỉ|triệu|nghìn|ngàn|vạn|trăm|chục)\b"
_THOUSANDS = r"(?:tỷ|tỉ|triệu|nghìn|ngàn)"
_DIGIT_WORD = r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_TENS = rf"(?:(?:mười|{_DIGIT_WORD} mươi)(?: (?:mốt|tư|lăm|{_DIGIT_WORD}))?)"
_WORDS = rf"(?:{_TENS}|(?:hai|ba|bốn|sáu|bảy|tám|chín))"
_HALF = r"(?:một |phân )?nửa\b(?! (?:đầu|cuối|năm))"
_VALUE = re.compile(
    rf"(?P<magnitude>hàng (?:chục |trăm )?(?:nghìn|ngàn|vạn|triệu|tỷ|trăm|chục)\b(?: {_THOUSANDS}\b)?)"
    r"|(?P<times>gấp (?:đôi|ba|bốn|năm|rưỡi|hai|nhiều)\b)"
    rf"|(?P<part>(?:hai|một|ba|bốn|\d) phần (?:hai|ba|tư|bốn|năm|mười)\b|{_HALF})"
    rf"|(?P<range>(?:từ {_N}(?: ?{_SCALE})? (?:đến|tới) |{_OPENS}{_N}(?: ?{_SCALE})? ?(?:{_D}|đến|tới) ?)"
    rf"{_N}(?![\d/]))"
    rf"|(?P<composite>{_OPENS}{_N} ?{_THOUSANDS} (?:\d{{1,3}} ?(?:triệu|nghìn|ngàn|trăm)|rưỡi)\b)"
    rf"|(?P<fraction>{_OPENS}{_N}/{_N}(?![\d/]))"
    rf"|(?P<digits>{_OPENS}{_N})"
    rf"|(?P<words>\b{_WORDS}\b)",
    re.IGNORECASE,
)
"""Numbers of each form, the longer before those that may begin them."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_DOCUMENT = (
    r"(?:nghị định|nghị quyết|quyết định|thông tư(?: liên tịch)?|chỉ thị|công văn|kế hoạch|văn bản|báo cáo"
    r"|tờ trình|thông báo|hướng dẫn|luật|công điện|chương trình hành động|QĐ|NĐ|NQ|TT)"
)
_PART_OF = (
    r"(?:trang|tr\.|hình|ảnh|bảng|biểu|phụ lục|điều|khoản|mục|điểm|chương|kỳ|số báo|bài|phần|lần|lần thứ|thứ"
    r"|nhóm|cấp|hạng|loại|khóa|lớp|phường|quận|tổ|khu phố|ấp|thôn|quốc lộ|đường|số nhà|tầng)"
)
_NOT_FIGURES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (why, re.compile(pattern, re.IGNORECASE))
    for why, pattern in (
        ("document", r"\d+(?:/\d{2,4})?(?:/|-)(?:[A-ZĐƯƠ]{2,}[\wĐđ]*(?:[-–][A-ZĐa-zđ]+\d*)*)"),
        ("document", rf"\b{_DOCUMENT}(?: số)? \d+(?:/\d+)*(?:/[\wĐđ-]+)?"),
        ("document", r"\b(?:số|số hiệu|mã số):? \d+/[\d/]*[\wĐđ/-]*"),
        ("date", rf"\b(?:ngày )?{_DAY}[/.-]{_MONTH}[/.-](?:{_YEAR}|\d\d)\b(?![.,]?\d)"),
        (
            "date",
            rf"\bngày {_DAY}(?: ?(?:{_D}|đến) ?(?:ngày )?{_DAY})?(?:[/.-]{_MONTH}(?![\d/]))?"
            rf"(?: tháng {_MONTH}(?: năm {_YEAR})?)?",
        ),
        (
            "date",
            rf"\b(?:tháng|T) ?{_MONTH}(?: ?(?:{_D}|đến) ?(?:tháng )?{_MONTH})?"
            rf"(?:[/.-]{_YEAR}|,? năm {_YEAR})?(?![\d.,]\d)",
        ),
        ("date", rf"{_OPENS}{_MONTH}/{_YEAR}\b"),
        ("time", r"\b(?:quý|quí) ?[1-4IV]+(?:[/-]\d{4})?\b"),
        ("year", rf"{_OPENS}{_YEAR} ?(?:{_D}|/|,|và|đến|tới) ?(?:năm )?{_YEAR}(?![\d]|[.,]\d|/\d)"),
        ("year", rf"{_OPENS}{_YEAR} ?{_D} ?\d\d(?![\d.,/])"),
        ("year", rf"\b(?:năm|giai đoạn|thời kỳ|nhiệm kỳ|khóa) {_YEAR}(?!\d|[.,]\d)"),
        ("time", r"\b\d{1,2}[h:]\d{2}\b|\b\d{1,2} ?giờ\b"),
        (
            "length",
            rf"(?<![\d.,])(?:\d{{1,2}}|{_WORDS}|năm|một)"
            r" (?:năm|tháng|quý|tuần|ngày|thập kỷ|buổi|tiếng|phút|giờ)\b(?! ?/)",
        ),
        ("page?", rf"\b{_PART_OF} (?:thứ )?\d{{1,3}}\b(?![.,]?\d| ?%)"),
        ("ordinal", rf"\bthứ (?:{_WORDS}|\d+|nhất|nhì)\b|\blần thứ {_WORDS}"),
        (
            "name",
            r"\b(?:ISO|TCVN|OCOP|COVID|QL|Euro|HACCP|GMP|5S|SA|OHSAS|CMCN)[ -]?\d[\d.:]*"
            r"|\bcông nghiệp [45]\.0",
        ),
        ("telephone", r"\b(?:điện thoại|đt|tel|hotline|fax)[.: ]*[\d. ()+-]{7,}"),
        ("unit-number", r"\b(?:công ty|nhà máy|xí nghiệp|đội|trạm|xưởng) [\w ]{0,20}\bsố \d+"),
    )
)
"""Why a number counts nothing, and how such numbers are printed; `?` where a unit behind it overrules."""
_LIST_MARK = re.compile(r"(?m)^[ \t]*(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]+\.|[-+*•])(?=\s)")
_LONE_YEAR = re.compile(rf"{_YEAR}\Z")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in running text: where it stands, its form, and why it counts nothing, '' where it may."""

    start: int
    end: int
    form: str
    why: str = ""


class Stretches:
    """Stretches of a text that are taken, none over another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def over(self, start: int, end: int) -> int:
        """The end of the stretch that lies over some characters, 0 without one."""
        at = bisect_left(self._starts, end) - 1
        return self._ends[at] if at >= 0 and self._ends[at] > start else 0

    def take(self, start: int, end: int) -> bool:
        """Take some characters; False where one of them is taken."""
        if self.over(start, end):
            return False
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def numbers_in(text: str) -> list[Printed]:
    """Every number of a text in order, digits or words."""
    taken, found = Stretches(), []
    for match in _LIST_MARK.finditer(text):
        if re.search(r"\d", match[0]) and taken.take(*match.span()):
            found.append(Printed(*match.span(), "list", "list"))
    for why, pattern in _NOT_FIGURES:
        for match in pattern.finditer(text):
            start = _digits_of(match) if why.endswith("?") else match.start()
            if taken.take(start, match.end()):
                found.append(Printed(start, match.end(), "", why))
    return sorted([*found, *_values(text, taken)], key=lambda printed: printed.start)


def _digits_of(match: re.Match[str]) -> int:
    """Where the digits begin that a match ends with: they may be a figure after all."""
    return match.end() - len(match[0]) + len(match[0].rstrip("0123456789"))


def _values(text: str, taken: Stretches) -> Iterator[Printed]:
    """The numbers that no other kind of number covers."""
    at = 0
    while match := _VALUE.search(text, at):
        start, end, form = match.start(), match.end(), match.lastgroup or ""
        cover = taken.over(start, end)
        if cover and form in ("range", "composite", "fraction"):  # its first number may stand by itself
            digits = re.compile(_N).search(text, start, end)
            if digits and not taken.over(*digits.span()):
                yield Printed(*digits.span(), "digits")
                at = digits.end()
                continue
        if cover:
            at = start + 1 if form == "range" else end
            continue
        at = end
        is_name = form == "digits" and re.search(r"[^\W\d_]\Z", text[max(start - 1, 0) : start])  # A4, B2
        is_year = form == "digits" and _LONE_YEAR.match(text[start:end])
        yield Printed(start, end, form, "name" if is_name else "year?" if is_year else "")
