"""Words about time in running text, and the period of the sheet that they mean.

Belongs here: finding them and reading them one by one. Does not belong here: which of them rules a figure
(`drafting/`), whether a period agrees with the words copied for it (`time_words.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dagster_project.reading.running import Stretches
from dagster_project.reading.text import DASHES
from dagster_project.reading.time_words import COUNT, number_of

_D = f"[{re.escape(DASHES)}]"
_Y = r"(?:19|20)\d\d(?!\d|[.,]\d{3}|/\d)"
_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
_COUNT = rf"(?:{COUNT})"
_TO = rf"(?: ?{_D} ?| ?/ ?| đến hết | đến cuối | đến | tới | sang )(?:năm )?"
_DAY = r"(?:ngày )?(?P<day>\d{1,2})[/.-](?P<dmonth>\d{1,2})[/.-](?P<dyear>(?:19|20)\d\d)"
_PASSED = r"(?: vừa)?(?: qua| rồi)| gần đây| trở lại đây| trước đây"
_UNTIL = r"(?:tính |lũy kế |luỹ kế |chậm nhất )?(?:đến|tới)(?: hết| cuối| đầu| thời điểm| khoảng| ngày)*"
_MEASURED = r"(?: (?:thực hiện|kết quả|mức|số|cuối|đầu|thời điểm|thời kỳ|giai đoạn|con số|trong))*(?: của)?"
_NAMED_SPAN = (
    r"(?:(?:trong |ở )?(?:giai đoạn|thời kỳ|nhiệm kỳ|khóa)"
    r"|(?:kể )?từ(?: đầu)?(?: năm)?|(?:trong )?các năm|năm)"
)
_PRESENT = (
    r"(?<!thực )(?<!thể )(?<!phát )(?<!xuất )(?<!biểu )(?<!cải )"
    r"hiện(?: (?:nay|tại|có|đã|còn|đang)\b|(?!\w| đại| trạng| thực| vật))"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "base",
            rf"(?:so với|so cùng kỳ|bằng|cao hơn|thấp hơn|gấp [\w,]+ lần){_MEASURED}"
            rf"(?: cùng kỳ)?(?: của)?(?: năm)? (?P<first>{_Y})(?:{_TO}(?P<last>{_Y}))?"
            rf"|(?:so với |so )?cùng kỳ(?: (?:của )?năm (?:(?P<same>{_Y})|trước|ngoái))?"
            r"|so với năm (?:trước|ngoái)",
        ),
        (
            "since",
            rf"(?:kể )?từ (?:khi |đầu |cuối |giữa )?(?:năm |tháng {_M}[/ ](?:năm )?)?"
            rf"(?P<first>{_Y})(?: ?,)? (?:cho )?(?:đến|tới) nay",
        ),
        (
            "span",
            rf"(?:(?:trong |sau |qua )?(?P<length>{_COUNT}) năm(?:{_PASSED})? ?)?\(?{_NAMED_SPAN}? ?"
            rf"(?P<first>{_Y}){_TO}(?P<last>{_Y}|\d\d(?![\d.,/]))\)?",
        ),
        ("until", rf"từ nay (?:cho )?(?:đến|tới)(?: hết| cuối)?(?: năm (?P<last>{_Y})| năm)"),
        ("up_to", rf"{_UNTIL} {_DAY}"),
        ("up_to", rf"{_UNTIL} tháng (?P<month>{_M})(?:/| năm )(?P<last>{_Y})"),
        ("up_to", rf"{_UNTIL} (?:năm )?(?P<last>{_Y})"),
        (
            "part",
            rf"(?:trong )?(?P<months>{_COUNT}) tháng(?: (?P<which>đầu|cuối))?(?: của)? năm"
            rf"(?: (?P<last>{_Y})| nay)?",
        ),
        ("half", rf"(?:trong )?nửa (?P<which>đầu|cuối)(?: của)? năm(?: (?P<last>{_Y}))?"),
        ("quarter", rf"(?:trong )?(?:quý|quí) (?P<quarter>[1-4]|iv|i{{1,3}})(?:(?:/|,? năm | ){_Y})?"),
        ("month", rf"(?:trong )?tháng (?P<month>{_M})(?:/| năm |, năm )(?P<last>{_Y})"),
        ("rolling", rf"(?:trong |sau |qua |suốt )?(?:suốt )?(?P<length>{_COUNT}) năm(?:{_PASSED})"),
        (
            "rolling",
            rf"(?:trong|sau|qua|suốt)(?: suốt| hơn| gần)? (?P<length>{_COUNT}) năm(?! \d)"
            r"(?: thực hiện| triển khai)?",
        ),
        ("yearly", r"(?:bình quân |trung bình )?(?:mỗi|hàng|hằng|từng) năm|bình quân (?:một |1 )?năm"),
        ("year", rf"(?:trong |riêng |cả |ngay )?(?:năm|vụ) (?P<last>{_Y})"),
        ("now", rf"(?:tính |cho )?(?:đến|tới) (?:nay|thời điểm (?:này|hiện tại|hiện nay))|{_PRESENT}"),
        ("this_year", r"(?:trong )?năm nay"),
        (
            "vague",
            r"(?:trong )?(?:suốt )?(?:những|nhiều|các) năm (?:qua|gần đây|vừa qua|trở lại đây)"
            r"|(?:trong )?thời gian qua",
        ),
        ("last_year", r"(?:trong )?năm (?:vừa )?qua|năm (?:trước|ngoái)"),
        ("year", rf"\((?:năm )?(?P<last>{_Y})\)"),
        ("future", r"(?:trong )?(?:thời gian|những năm|giai đoạn) (?:tới|tiếp theo)"),
    )
)
"""Words about time of each kind, those that hold others before them."""


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """Words about time in a text.

    Attributes:
        start: where they begin.
        end: where they end.
        kind: `year`, `span`, `since`, `until`, `up_to`, `part`, `half`, `quarter`, `month`, `rolling`, `now`,
            `yearly`, `this_year`, `last_year`, `future`, `vague`, or `base`: what something is compared with.
        period: in the spelling of the sheet, where the words say it by themselves; the end of `up_to`.
        length: years of a `rolling`, or those named beside a `span`; 0 otherwise.
        part: what follows the year of a part of an unnamed one: `-S1`.
    """

    start: int
    end: int
    kind: str
    period: str = ""
    length: int = 0
    part: str = ""


def times_in(text: str) -> list[TimePhrase]:
    """The words about time of a text, in order, none over another."""
    found: list[TimePhrase] = []
    taken = Stretches()
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = match.start()
            opens = not (start and text[start].isalpha() and text[start - 1].isalpha())
            if opens and taken.take(start, match.end()):
                found.append(_phrase(kind, match))
    return sorted(found, key=lambda phrase: phrase.start)


def _phrase(kind: str, match: re.Match[str]) -> TimePhrase:
    got = {name: value for name, value in match.groupdict().items() if value}
    first, last = got.get("first", ""), got.get("last") or got.get("same", "")
    if first and len(last) == 2:
        last = first[:2] + last
    stripped = match[0].strip()
    start = match.end() - len(match[0].lstrip())
    end = start + len(stripped)
    if stripped.startswith("(") and not stripped.endswith(")"):
        start += 1
    elif stripped.endswith(")") and "(" not in stripped:
        end -= 1
    length, part, period = number_of(got.get("length", "0")), "", last
    if kind in ("span", "base") and first:
        period = f"{first}/{last}" if last > first else first
        if kind == "span" and last <= first:
            kind, period = "year", last or first
    elif kind == "since":
        period = f"{first}/now"
    elif kind == "until":
        period = f"now/{last}" if last else ""
    elif "dyear" in got:
        period = f"{got['dyear']}-{int(got['dmonth']):02}-{int(got['day']):02}"
    elif kind in ("part", "half", "quarter", "month"):
        part = _part(kind, got)
        year = last or (re.search(_Y, match[0]) or [""])[0]
        period = of_year(year, part)
    elif kind == "up_to" and "month" in got:
        period = f"{last}-{int(got['month']):02}"
    return TimePhrase(start, end, kind, period, length, part)


def _part(kind: str, got: dict[str, str]) -> str:
    if kind == "quarter":
        return f"-Q{number_of(got['quarter'])}"
    if kind == "month":
        return f"-{int(got['month']):02}"
    months = 6 if kind == "half" else number_of(got["months"])
    is_last = got.get("which", "").casefold() == "cuối"
    if months == 6:
        return "-S2" if is_last else "-S1"
    if months == 3:
        return "-Q4" if is_last else "-Q1"
    first, last = (13 - months, 12) if is_last else (1, months)
    return f"-{first:02}/-{last:02}"


def of_year(year: str, part: str) -> str:
    """The period of a part of a year: `2016-01/2016-09` of `-01/-09`; blank without a year."""
    return "/".join(year + piece for piece in part.split("/")) if year else ""
