"""A second reading of a sheet that a person typed: where the words of the article say otherwise.

Belongs here: comparing cells with what the engine reads at the same number, and figures filed among the other
numbers. Does not belong here: what a disagreement means for a row (rules `read-otherwise-…`,
`figure-filed-away`). A disagreement is only told where its kind was tried on true rows and hardly ever wrong
(`second_reader.csv`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..contracts.cells import READ_RULES, UNREAD, Readers
from ..contracts.judging import READ_AGAIN
from ..contracts.landing import lacks_indicator
from ..contracts.model import Problem
from ..messages import Message, message, some
from ..reading.numbers import whole_number
from ..reading.periods import read_period
from ..reading.printed import plain
from ..reading.text import normalise
from ..vocabulary import Vocabulary
from .article import LATER, Article
from .figures import Figure, Guess
from .reader import Reader
from .text import Text

RESTS_ON = {
    **dict.fromkeys(("words", "unit", "only", "brackets", "sentence", "beside"), "said"),
    **dict.fromkeys(("nothing", "published"), "unsaid"),
    **dict.fromkeys(("none", "level"), "none"),
    "words?": "doubt",
}
"""What bases come to: words of the sentence, nothing, that such a figure has none, two that contend.

Any other is the context.
"""
GIVEN = ("indicator", "measure", "nature")
"""The columns by which the others are read."""
TELLING = 3
"""Weight from which a phrase says that what was typed stands in the sentence too."""
REPEATED = 3
"""Rows on which one thing read otherwise is no slip of a person: it is how one of the two reads the text."""
MOST_FIGURES = 10
"""Figures that are named where one thing is read otherwise on many rows."""
LONGEST_WORDS = 40
"""Characters of the words that are shown: enough to find them, too few to keep a sentence."""
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Otherwise:
    """A cell that the engine reads otherwise: its row, column and kind, what is typed and read, the words.

    `is_own`: it would stand so in a draft, and is read otherwise only because of what its row says beside it.
    `is_repeated`: so it is on several rows, and more of them than where sheet and engine agree.
    """

    row: int
    column: str
    kind: str
    typed: str
    read: str
    words: str
    is_own: bool
    is_repeated: bool = False

    @property
    def manner(self) -> tuple[str, str, str]:
        """What is read otherwise than what, marks aside."""
        return self.column, self.typed.rstrip("?"), self.read.rstrip("?")

    @property
    def accepted(self) -> Message:
        """What is read, and by which words."""
        value = repr(self.read)
        if self.words:
            return message("second_reader.reads", value=value, words=self.words)
        return message("second_reader.reads-context", value=value)


class SecondReader:
    """Reads sheets a second time, over a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, without: str = "") -> None:
        """Remember the vocabulary; phrases learned from the report `without` alone are left out."""
        self.v, self._without = vocabulary, without

    @cached_property
    def reader(self) -> Reader:
        """The engine, made when the first text is at hand."""
        return Reader(self.v, self._without)

    @cached_property
    def _readers(self) -> Readers:
        return Readers(self.v)

    @cached_property
    def _named(self) -> set[tuple[str, str]]:
        return {(row.column, row.kind) for row in self.v.second_readings if row.named}

    def read(
        self, lines: Sequence[str], ranges: Sequence[Sequence[int]], place: str, published: dt.date | None
    ) -> Article:
        """The article as the engine reads it."""
        return self.reader.read(Text(lines, ranges), place, published)

    def problems(
        self, rows: Sequence[Cells], article: Article, *, drafted: bool = False
    ) -> tuple[list[list[Problem]], list[Problem]]:
        """What the article says otherwise than each row, of the kinds that are told, and than all of them.

        Of a sheet that was drafted only what a person changed: a cell as the engine reads it is its own.
        """
        of_rows: list[list[Problem]] = [[] for _ in rows]
        once: dict[tuple[str, str, str], list[Otherwise]] = defaultdict(list)
        for other in self.otherwise(rows, article):
            if (drafted and other.is_own) or (other.column, other.kind) not in self._named:
                continue
            if other.is_repeated:
                once[other.manner].append(other)
                continue
            rule_id = f"read-otherwise-{other.column.replace('_', '-')}"
            typed = rows[other.row][other.column].strip()
            of_rows[other.row].append(Problem(rule_id, other.column, typed, other.accepted))
        of_sheet = []
        for others in once.values():
            figures = some([rows[other.row]["figure"].strip() for other in others], MOST_FIGURES)
            shown = message("second_reader.repeated", typed=repr(others[0].typed), figures=figures)
            where = f"figures.csv: {others[0].column}"
            of_sheet.append(Problem("article-read-otherwise", where, shown, others[0].accepted))
        return of_rows, of_sheet

    def filed_away(
        self, rows: Sequence[Cells], filed: Iterable[tuple[int, str, str]], article: Article
    ) -> list[Problem]:
        """Numbers filed with a reason as no figures that the engine reads as one."""
        known = {n for _, n, _ in self._pairs(rows, article)}
        there, problems = self._printed(article), []
        for line, token, why in filed:
            waiting = [n for n in there.get((line, plain(token)), ()) if n not in known]
            if not waiting or lacks_indicator(why):
                continue
            known.add(waiting[0])
            figure = article.figures[waiting[0]]
            counted = {"indicator": figure.indicator, "unit": figure.unit}
            shown = message("second_reader.filed", token=token, line=line, why=why)
            accepted = message("second_reader.figure", **counted)
            problems.append(Problem("figure-filed-away", "not_figures.csv", shown, accepted))
        return problems

    @staticmethod
    def _printed(article: Article) -> dict[tuple[int, str], list[int]]:
        """The positions of the figures of an article, by line and value."""
        found: dict[tuple[int, str], list[int]] = defaultdict(list)
        for n, figure in enumerate(article.figures):
            found[article.text.where(figure.start)[0], plain(figure.value)].append(n)
        return found

    def _pairs(self, rows: Sequence[Cells], article: Article) -> Iterator[tuple[int, int, Figure]]:
        """Rows with the figures that stand on their lines: position of the row, and of the figure."""
        waiting = self._printed(article)
        for at, row in enumerate(rows):
            if found := waiting.get((whole_number(row["line"]) or 0, plain(row["value"]))):
                n = found.pop(0)
                yield at, n, article.figures[n]

    def otherwise(self, rows: Sequence[Cells], article: Article) -> list[Otherwise]:
        """The cells of a sheet that the engine reads otherwise, of every kind."""
        found: list[Otherwise] = []
        agreeing: Counter[tuple[str, str]] = Counter()
        for at, n, figure in self._pairs(rows, article):
            row = rows[at]
            given = self._given(article, n, row, figure)
            for column in READ_AGAIN:
                guess = (figure if column in GIVEN else given).cells[column]
                if kind := self._kind(article, given, column, row[column], guess):
                    words = normalise(article.text.whole[slice(*guess.evidence)]) if guess.evidence else ""
                    typed = self._readers.agreed(column, row[column].strip())
                    is_own = typed == figure.cells[column].value
                    shown = words[:LONGEST_WORDS]
                    found.append(Otherwise(at, column, kind, typed, guess.value, shown, is_own))
                else:
                    agreeing[column, guess.value.rstrip("?")] += 1
        often = Counter(other.manner for other in found)
        few = {m for m, n in often.items() if n < REPEATED and n <= max(1, agreeing[m[0], m[2]])}
        return [replace(other, is_repeated=other.manner not in few) for other in found]

    def given(self, rows: Sequence[Cells], at: int, article: Article) -> Figure | None:
        """The figure of a row as it is read by what the row says of indicator, measure and nature."""
        for row, n, figure in self._pairs(rows, article):
            if row == at:
                return self._given(article, n, rows[at], figure)
        return None

    def _given(self, article: Article, n: int, row: Cells, figure: Figure) -> Figure:
        """The figure with indicator, measure and nature as typed, and the other cells read by them."""
        typed = {c: self._readers.agreed(c, row[c].strip()) for c in GIVEN}
        if typed["indicator"] not in self.v.indicators or typed["measure"] not in self.v.measures:
            return figure
        if all(typed[c].rstrip("?") == figure.cells[c].value.rstrip("?") for c in typed):
            return figure
        given = replace(figure, cells=dict(figure.cells))
        for column in ("indicator", "measure"):
            given.cells[column] = replace(figure.cells[column], value=typed[column])
        before = article.figures[n - 1] if n else None
        self.reader.read_on(article, given, before, article.figures[:n], typed["nature"])
        return given

    def _kind(self, article: Article, figure: Figure, column: str, typed: str, guess: Guess) -> str:
        """The kind of a disagreement, blank where there is none.

        It says on what the guess rests, and whether the text speaks of what was typed as well (`beside`), or
        the cell is marked as inferred, or is blank.
        """
        reading = self._readers.cell(column, typed.strip()).reading if column in READ_RULES else UNREAD
        if reading is UNREAD:
            return ""
        own, rests = self._readers.agreed(column, typed.strip()), RESTS_ON.get(guess.basis, "context")
        if column == "scope":
            return self._kind_of_scope(article, figure, own, guess)
        if own.rstrip("?") == guess.value.rstrip("?"):
            return ""
        if column == "period" and read_period(guess.value).private:  # nobody can say that it is another time
            return f"{rests} open"
        if self._is_akin(column, own.rstrip("?"), guess.value.rstrip("?")):
            return f"{rests} akin"
        hits = article.by_sentence.get((column, figure.sentence), ())
        is_possible = column == "indicator" and own in guess.others
        if is_possible or any(hit.row.code == own.rstrip("?") and hit.row.weight >= TELLING for hit in hits):
            return f"{rests} beside"
        if own.endswith("?"):
            return f"{rests} inferred"
        return rests if own else f"{rests} blank"

    def _is_akin(self, column: str, typed: str, read: str) -> bool:
        """Whether two codes pass into each other: plan and target, money of a level and of those it is of."""
        sources, parent = self.v.funding_sources, typed
        if column == "nature":
            return typed in LATER and read in LATER
        while column == "funding_source" and parent and parent != read:
            parent = sources[parent].parent
        return column == "funding_source" and bool(parent)

    def _kind_of_scope(self, article: Article, figure: Figure, own: str, guess: Guess) -> str:
        """The kind of a disagreement on scope: whether the text has words for what was typed."""
        mine = {word.rstrip("?") for word in own.split()}
        read = {word.rstrip("?") for word in guess.value.split()}
        if mine == read:
            return ""
        axis, tokens = self.reader.words.axis, article.text.tokens
        rests = RESTS_ON.get(guess.basis, "context")
        named = {
            word
            for hit in article.hits.get("scope", ())
            if abs(tokens[hit.first].paragraph - figure.paragraph) <= 1
            or tokens[hit.first].paragraph in article.titles
            for word in hit.row.code.split()
        }
        odd = {word for word in mine - read - named if not word.startswith("topic:")}
        if any(axis(word) == axis(other) for word in odd for other in read - mine):
            return f"{rests} another word"
        if odd and odd <= self.reader.words.phrases.words:
            return f"{rests} word not there"
        if any(axis(word) not in set(map(axis, mine)) for word in read - mine):
            return f"{rests} word missing"
        return f"{rests} beside"
