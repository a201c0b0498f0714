"""Where the numbers of a draft and the words that led to a cell stand in the lines of the article.

Belongs here: positions of characters, and which number belongs to what. Does not belong here: whether a
figure is printed as claimed (`contracts/verification.py`, which is asked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from ..contracts.cells import UNREAD, Readers
from ..contracts.verification import TOKEN, Leftover, overlaps, verify
from ..reading.printed import PrintedQualifiers, plain, value_spans
from ..reading.running import numbers_in
from .draft import UNRECOGNISED, Content, Drafted

FIGURE, FILED, TIME, FREE, WORD = "figure", "filed", "time", "free", "word"
"""What a number is: of a figure, no figure, part of words of time, not accounted for or not recognised; or in
words, which may be left out."""

_PIECE = re.compile(r"\s+|\.{3}|.[\u0300-\u036f]*", re.DOTALL)
_ELSEWHERE = re.compile(r"(\d+):(\d+)-(\d+) ")
_TAIL = ".,;:()–-"
MOST_UNIT_WORDS = 6
"""Words behind a number that are tried as its unit."""

Span = tuple[int, int]


class Mark(NamedTuple):
    """A number of the text: `Mark(12, 40, 47, FIGURE, "8")`; `of` is its figure, or why it is none."""

    line: int
    start: int
    end: int
    kind: str
    of: str = ""


class Line:
    """A line of the article and the plain text by which it is compared, character by character."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs: list[str] = []
        spans: list[Span] = []
        for piece in _PIECE.finditer(text):
            for sign in plain(piece[0]) or " " * piece[0].isspace():
                if sign != " " or (signs and signs[-1] != " "):
                    signs.append(sign)
                    spans.append(piece.span())
        self.plain = "".join(signs).rstrip()
        self._spans = spans

    def span(self, start: int, end: int) -> Span:
        """Characters of the line that a stretch of the plain text stands for."""
        return self._spans[start][0], self._spans[end - 1][1]

    def numbers(self) -> Iterator[Span]:
        """Stretches of the plain text that are numbers: ranges and words as a whole, the rest as printed."""
        whole = [(each.start, each.end) for each in numbers_in(self.plain) if each.why in ("", "year?")]
        yield from whole
        digits = (match.span() for match in TOKEN.finditer(self.plain))
        yield from (span for span in digits if not overlaps(span, whole))


class Page:
    """The lines of a report that are at hand, by their numbers."""

    def __init__(self, lines: Mapping[int, str]) -> None:
        self.lines = {number: Line(text) for number, text in lines.items()}

    def marks(self, content: Content, starts: Sequence[int | None], left: Sequence[Leftover]) -> list[Mark]:
        """Every number of the text, in reading order.

        Args:
            content: the draft.
            starts: for each of its rows where on its line the value was found, as verified.
            left: the numbers that neither the sheet nor the numbers filed away account for.
        """
        taken: dict[int, list[Span]] = {number: [] for number in self.lines}
        marks = []

        def mark(number: int, span: Span, kind: str, of: str) -> None:
            taken[number].append(span)
            marks.append(Mark(number, *self.lines[number].span(*span), kind, of))

        for row, start in zip(content.rows, starts, strict=True):
            number = int(row["line"]) if row["line"].isdecimal() else 0
            if start is not None and number in self.lines:
                ends = dict(value_spans(row["value"], self.lines[number].plain))
                end = ends.get(start, start + len(plain(row["value"])))  # else a count of a fraction
                mark(number, (start, end), FIGURE, row["figure"])
        for number, token, why in content.filed:
            if number in self.lines:
                spans = value_spans(token, self.lines[number].plain)
                spans = [span for span in spans if not overlaps(span, taken[number])]
                if spans:
                    mark(number, spans[0], FREE if why in UNRECOGNISED else FILED, why)
        free = {(each.line, each.start) for each in left}
        for number, line in self.lines.items():
            for start, end in line.numbers():
                if not overlaps((start, end), taken[number]):
                    is_free = any((number, at) in free for at in range(start, end))
                    in_words = not TOKEN.search(line.plain, start, end)
                    mark(number, (start, end), FREE if is_free else WORD if in_words else TIME, "")
        return sorted(marks)

    def evidence(self, line: str, drafted: Drafted) -> tuple[int, int, int, str] | None:
        """Line, first and last character of the words that led to a cell, and the words."""
        words = drafted.evidence
        place = [line, drafted.start, drafted.end]
        if elsewhere := _ELSEWHERE.match(words):
            place, words = [*elsewhere.groups()], words[elsewhere.end() :]
        with suppress(ValueError):
            number, start, end = map(int, place)
            return number, start, end, words
        return (0, 0, 0, words) if words else None

    def words_around(self, number: int, span: Span, readers: Readers) -> dict[str, str]:
        """The unit and the qualifier printed beside a number of the text, blank where none is read."""
        text = self.lines[number].text
        words = text[span[1] :].split()[:MOST_UNIT_WORDS]
        unit = ""
        for count in range(len(words), 0, -1):
            tried = " ".join(words[:count]).rstrip(_TAIL)
            if tried and readers.cell("unit", tried).reading is not UNREAD:
                unit = tried
                break
        known = PrintedQualifiers(readers.vocabulary.qualifiers)
        printed = known.mismatch("", plain(text[: span[0]]), plain(text[span[1] :]))
        return {"unit": unit, "qualifier": printed or ""}


def tokens_of(value: str) -> list[str]:
    """The numbers in digits that a value consists of."""
    return TOKEN.findall(plain(value))


def verified(page: Page, content: Content, readers: Readers) -> tuple[list[int | None], list[Leftover]]:
    """Where each figure was found on its line, and the numbers that nothing accounts for."""
    last = max(page.lines, default=0)
    lines = [page.lines[n].text if n in page.lines else "" for n in range(1, last + 1)]
    tokens = [(line, token) for line, token, _ in content.filed]
    ranges = [(n, n) for n in page.lines]
    outcomes, left = verify(content.rows, tokens, lines, ranges, readers.vocabulary.qualifiers)
    return [outcome.starts for outcome in outcomes], left or []
