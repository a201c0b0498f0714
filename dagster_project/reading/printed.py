"""What stands around a value in print: the value itself, its unit, the words that bound it.

Belongs here: recognising in the text of an article what a sheet claims of it. Does not belong here: which
line is looked at, what a mismatch means (`contracts/verification.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dagster_project.reading.text import normalise, plain_dashes
from dagster_project.vocabulary import QualifierWord

# "tốc độ 21 %" is a speed, not "độ 21 %" (about), "cao hơn 5 %" a difference, not "hơn 5 %" (more than):
# these compounds end in a word that is also a qualifier.
_COMPOUND = re.compile(
    r"(?<!\w)(?:tốc|trình|chế|mật|mức|cường|tiến|nhiệt|vượt|không|cao|nhiều|lớn|ít|nhỏ|thấp) $"
)
# What ends the stretch behind a value in which "trở lên" can still belong to it.
_ENDS = re.compile(r"[.,;:](?:\s|$)|\d")
BEHIND_WORDS = 8
"""Most words from a value to the end of a qualifier behind it: "500 lao động nông thôn trở lên"."""


def plain(text: str) -> str:
    """A text as it is compared: lower case, single blanks, one kind of dash, an ellipsis as one sign."""
    return plain_dashes(normalise(text)).replace("...", "…").casefold()


# A value stands alone: "8" is not found inside "18" or "8,5", nor "ba" inside "bao", nor "200" in "1 tỷ 200
# triệu".
_SCALE = "(?:tỷ|tỉ|triệu|tr|nghìn|ngàn|vạn|trăm|chục)"
_ENDS_IN_SCALE = re.compile(rf"\d ?{_SCALE} \Z")
_ENDS_IN_THOUSAND = re.compile(r"\d ?(?:nghìn|ngàn) \Z")
_OPENS_WITH_SCALE = re.compile(rf" ?(?:{_SCALE}|rưỡi)(?!\w)")
_WITH_SCALE = re.compile(rf".*(?<!\w){_SCALE}\Z")
_GOES_ON = re.compile(r"rưỡi|\d[\d.,]*(?:triệu|nghìn|ngàn|trăm)")
_FRACTION = re.compile(r"(?<![\w/.,])(\d+(?:\.\d{3})*)/(\d+(?:\.\d{3})*)(?![\d/]|[.,]\d)")
_SECOND_COUNT = re.compile(r"\A/[\d.]*\d")
_MAY_BEGIN = re.compile(r"(?<!\w)(?<!\d[.,/])")
_MAY_END = re.compile(r"(?![.,/]?\d)(?!(?<=[^\W\d])\w)")


def value_spans(value: str, text: str) -> list[tuple[int, int]]:
    """Where a value stands alone in a plain text; a blank in the value may be missing in the text.

    A value that is cut off stands before an ellipsis or at the end of the text.
    """
    printed = plain(value)
    is_cut, words = printed.endswith("…"), printed.removesuffix("…").split()
    spans = []
    start = text.find(words[0]) if words else -1
    while start >= 0:
        end = _end_of(words, text, start)
        stands = end and _MAY_BEGIN.match(text, start) and _MAY_END.match(text, end)
        if stands and not _is_tail(text, start, end) and (not is_cut or text[end:].strip()[:1] in ("", "…")):
            spans.append((start, end))
            start = end - 1
        start = text.find(words[0], start + 1)
    return spans


def counts_of_fractions(
    value: str, unit: str, text: str, after: Callable[[int], str]
) -> list[tuple[int, int]]:
    """Where a value is one of the counts of a fraction before its unit: 12 as well as 15 of `12/15 xã`.

    `after` gives the text behind a position, over the end of its line. A unit that is not printed tells no
    fraction from a date.
    """
    if plain(unit)[:1] in ("", "["):
        return []
    return [
        fraction.span(side)
        for fraction in _FRACTION.finditer(text)
        for side in (1, 2)
        if fraction[side] == plain(value) and unit_follows(unit, after(fraction.end()))
    ]


def _is_tail(text: str, start: int, end: int) -> bool:
    """Whether what stands there is the end of a number in scales: 200 in `1 tỷ 200 triệu`, `1 nghìn 200`."""
    before = text[max(0, start - 10) : start]
    if _ENDS_IN_THOUSAND.search(before) and end - start == 3:
        return True
    scaled = _OPENS_WITH_SCALE.match(text, end) or _WITH_SCALE.match(text[start:end])
    return bool(scaled and _ENDS_IN_SCALE.search(before))


def _end_of(words: list[str], text: str, position: int) -> int:
    """Where some words end that begin at a position of a text, 0 where they do not stand there."""
    for word in words:
        position += text.startswith(" ", position)
        if not text.startswith(word, position):
            return 0
        position += len(word)
    return position


def unit_follows(unit: str, after: str) -> bool:
    """Whether the plain text after a value opens with the unit; what stands in `[ ]` is not printed.

    Behind the first count of a fraction is the second one (`/15 xã`), and then the unit of both.
    A number that goes on behind the value or the unit (`1` and `tỷ` of `1 tỷ rưỡi`) is another number.
    """
    unit, after = plain(unit), _SECOND_COUNT.sub("", after)
    if not unit or unit.startswith("["):
        return not _OPENS_WITH_SCALE.match(after)
    rest = after.lstrip(" (").replace("( ", "(").replace(" ", "")
    printed = re.sub(r"\[.*", "", unit).replace(" ", "")
    # "triệu đồng" beside a printed "triệu đồng/người" has lost its denominator; "cụm" of "cụm/khu" too.
    behind = rest[len(printed) :]
    goes_on = _WITH_SCALE.match(unit.partition("[")[0].rstrip()) and _GOES_ON.match(behind)
    return rest.startswith(printed) and not behind.startswith("/") and not goes_on


class PrintedQualifiers:
    """The words that bound a value, by where they stand: before it, behind it, or around it."""

    def __init__(self, words: Mapping[str, QualifierWord]) -> None:
        self.rows = {plain(word): row for word, row in words.items() if word}
        self._bounds = {word: row.bound for word, row in self.rows.items()}
        # "từ … trở lên" comes in two pieces.
        self.pieces = {word: re.split(r" ?(?:…|\.\.\.) ?", word) for word in self.rows}
        by_length = sorted(self.rows, key=len, reverse=True)
        self.before = tuple(word for word in by_length if self.rows[word].stands == "before")
        self.behind = [word for word in by_length if self.rows[word].stands == "behind"]

    def printed_before(self, tail: str) -> str:
        """The longest qualifier right before a value, '' where there is none."""
        if not tail.endswith(self.before):
            return ""
        for word in self.before:
            if _ends_with(tail, word):
                return "" if _COMPOUND.search(tail[: -len(word)]) else word
        return ""

    def printed_behind(self, after: str) -> str:
        """The qualifier behind a value and its unit, '' where there is none."""
        near = " ".join(_ENDS.split(after, maxsplit=1)[0].split()[:BEHIND_WORDS])
        for word in self.behind:
            if word[0].isalpha():
                found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", near)
            else:  # "500+", but not "500 + 20"
                found = re.match(rf"{re.escape(word)}(?! ?\d)", after)
            if found:
                return word
        return ""

    def mismatch(self, claimed: str, before: str, after: str) -> str | None:
        """None when the qualifier printed at a value is the one claimed, else the words that stand there.

        Args:
            claimed: the qualifier of the sheet, blank for none.
            before: the plain text before the value.
            after: the plain text after it.
        """
        wanted, tail = plain(claimed), before.rstrip(" (")
        ahead, behind = self.printed_before(tail), self.printed_behind(after)
        if not wanted:
            return ahead or behind or None
        shown = f"{' '.join(tail.split()[-2:])} … {behind}" if behind else " ".join(tail.split()[-2:])
        stands = self.rows[wanted].stands if wanted in self.rows else "before"
        if stands == "behind":
            fits = wanted == behind
        elif stands == "around":
            first, last = self.pieces[wanted]
            fits = _ends_with(tail, first) and behind == last
        else:
            # "trên" is not what "không trên" says: the longest word that is printed decides.
            fits = _ends_with(tail, wanted) and (
                not ahead or self._bounds.get(ahead) == self._bounds.get(wanted)
            )
        return None if fits else shown


def _ends_with(text: str, word: str) -> bool:
    """Whether a text ends with a word, and not only with the end of a longer one."""
    if not text.endswith(word):
        return False
    return not (word[0].isalpha() and text[: -len(word)][-1:].isalpha())
