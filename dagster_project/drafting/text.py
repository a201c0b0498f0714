"""The text of a report as the engine reads it: one string, its words, sentences and paragraphs.

Belongs here: joining lines that print has broken, and the way back from a position to a line. Does not belong
here: what words mean (`phrases.py`), numbers and time (`reading/`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..contracts.verification import line_numbers
from ..reading.text import fold

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*|[^\w\s]")
_ENDS_SENTENCE = re.compile(r"[.!?…]+[\"”’)»]*$")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:[A-Z\u0110]|Tp|TP|T[Xx]|T[Tt]|Th[sS]|PGS|GS|TS)\.$")
_LIST_ITEM = re.compile(r"\s*(?:[-+*•–]\s|\d{1,2}[.)]\s|[^\W\d_]\)\s)")
_WIDEST_COLUMN = 130
"""Characters of a line: longer ones hold a paragraph each and were not broken by print."""
COST = {",": 3, ";": 9, ":": 3, "(": 3, ")": 3, ".": 12, "!": 12, "?": 12, "…": 6, "|": 9}
"""How many words a mark of punctuation parts two words by."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its key for comparing, where it stands, and in which sentence and paragraph."""

    key: str
    start: int
    end: int
    sentence: int
    paragraph: int


class Text:
    """The lines of a report as one string `whole`, with its tokens."""

    def __init__(self, lines: Sequence[str], ranges: Sequence[Sequence[int]] | None = None) -> None:
        """Join the lines that ranges name, counted from 1; all of them without ranges."""
        numbers = line_numbers(ranges or [(1, len(lines))], len(lines))
        self._starts: list[int] = []
        self._lines: list[tuple[int, int]] = []
        pieces: list[str] = []
        at = 0
        self.breaks: set[int] = set()
        kept = [(n, self._composed(lines[n - 1])) for n in numbers]
        width = self._column_width([line.strip() for _, line in kept])
        previous = ""
        for number, line in kept:
            text = line.strip()
            if not text:
                continue
            if previous and not self._goes_on(previous, text, width):
                self.breaks.add(at)
            self._starts.append(at)
            self._lines.append((number, len(line) - len(line.lstrip())))
            pieces.append(text)
            at += len(text) + 1
            previous = text
        self.whole = " ".join(pieces)
        self.tokens = self._tokens()
        self.cost = [0]
        for token in self.tokens:
            self.cost.append(self.cost[-1] + COST.get(token.key, 1))

    @staticmethod
    def _composed(line: str) -> str:
        """A line in composed letters, with a plain blank for every kind of blank."""
        return re.sub(r"\s", " ", unicodedata.normalize("NFC", line.lstrip("\ufeff")))

    @staticmethod
    def _column_width(lines: Sequence[str]) -> int:
        """The width to which print broke the lines; 0 where each holds a paragraph."""
        lengths = sorted(len(line) for line in lines if line)
        width = lengths[int(len(lengths) * 0.8)] if lengths else 0
        broken = sum(not _ENDS_SENTENCE.search(line) for line in lines if line)
        return width if width <= _WIDEST_COLUMN and broken * 2 > len(lengths) > 8 else 0

    @staticmethod
    def _goes_on(line: str, following: str, width: int) -> bool:
        """Whether a paragraph goes on from one line to the next one that holds text."""
        if _LIST_ITEM.match(following) and following[0] not in "-–":
            return False
        if _ENDS_SENTENCE.search(line):
            return bool(width) and len(line) > 0.6 * width
        opens_lower = following[0].islower() or following[0].isdigit()
        return opens_lower if not width else (opens_lower or len(line) > 0.6 * width)

    def _tokens(self) -> list[Token]:
        tokens: list[Token] = []
        sentence = paragraph = 0
        breaks = sorted(self.breaks)
        ahead = 0
        matches = list(_TOKEN.finditer(self.whole))
        for match, following in pairwise([*matches, None]):
            assert match is not None
            while ahead < len(breaks) and match.start() >= breaks[ahead]:
                ahead += 1
                if tokens:
                    sentence, paragraph = sentence + 1, paragraph + 1
            key = fold(match[0]) if match[0][0].isalpha() else match[0]
            tokens.append(Token(key, match.start(), match.end(), sentence, paragraph))
            if following and match[0] in ".!?…" and self._is_end(match.end(), following.start()):
                sentence += 1
        return tokens

    def _is_end(self, end: int, following: int) -> bool:
        """Whether a mark ends a sentence: blanks and a capital follow, and it is no abbreviation."""
        after = self.whole[following : following + 1]
        opens = after.isupper() or after.isdigit() or after in "\"“'‘-–("
        return following > end and opens and not _ABBREVIATED.search(self.whole[max(0, end - 6) : end])

    def join(self, openings: set[int]) -> None:
        """Let paragraphs that open at some tokens go on with the one before them."""
        joined = 0
        for n, token in enumerate(self.tokens):
            if n and token.paragraph != self.tokens[n - 1].paragraph + joined and n in openings:
                joined += 1
            if joined:
                self.tokens[n] = replace(token, paragraph=token.paragraph - joined)

    def where(self, position: int) -> tuple[int, int]:
        """The line of a position, counted from 1, and the position within that line."""
        n = bisect_right(self._starts, position) - 1
        number, indent = self._lines[n]
        return number, position - self._starts[n] + indent

    def position(self, line: int, at: int) -> int | None:
        """Where a character of a line stands in the text; None where the line holds none."""
        for start, (number, indent) in zip(self._starts, self._lines, strict=True):
            if number == line:
                return start + at - indent
        return None

    def rest_of_line(self, position: int) -> int:
        """How many characters stand from a position to the end of its line."""
        n = bisect_right(self._starts, position)
        end = self._starts[n] - 1 if n < len(self._starts) else len(self.whole)
        return end - position

    def index(self, position: int) -> int:
        """The first token that ends behind a position."""
        return bisect_right(self.tokens, position, key=lambda token: token.end)

    def titles(self) -> set[int]:
        """Paragraphs that are one short line without a full stop, before the first other one."""
        found: set[int] = set()
        by_paragraph: dict[int, list[Token]] = {}
        for token in self.tokens:
            by_paragraph.setdefault(token.paragraph, []).append(token)
        for paragraph, tokens in by_paragraph.items():
            ends = self.whole[tokens[-1].start : tokens[-1].end]
            if tokens[-1].end - tokens[0].start > LONGEST_TITLE or len(found) > 3:
                break
            if ends in ".;:" and len(by_paragraph) > 1 and paragraph > 0:
                break
            if ends in ".…" and tokens[-1].end - tokens[0].start > 120:
                break
            found.add(paragraph)
        return found if len(found) < len(by_paragraph) else set()
