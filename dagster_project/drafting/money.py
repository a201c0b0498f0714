"""Whose promotion money a figure is, or was paid from.

Belongs here: sources in the words around a figure, and wholes before their parts. Does not belong here:
any other attribute.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from .article import Article, ColumnReader
from .figures import Figure, Guess

SAID = ("words", "unit", "sentence")
"""On what a source rests that is printed with its figure."""
OTHERS = ("counterpart", "other")
"""Money of others beside that of promotion: said of money, and of nothing that was done with it."""
FARTHEST_PART = 11
"""Figures behind a whole among which its parts are looked for."""


class Money(ColumnReader):
    """Reads sources of money."""

    def read(self, article: Article, figure: Figure, kept: Sequence[Figure]) -> Guess:
        """Whose promotion money a figure is, or was paid from; `kept` are the figures before it."""
        before = kept[-1] if kept else None
        if not self.words.v.indicators[figure.indicator].funded:
            return Guess("", "none")
        for said in figure.read.says:
            if said.startswith("@"):
                return Guess(said[1:], "unit", (figure.start, figure.end))
        same = before if before and before.sentence == figure.sentence else None
        since = same.last if same else 0
        own = [
            (w, h)
            for w, h in self.words.near(article, figure, "funding_source", (0.95, 0.88))
            if h.first >= since and self.words.reaches(article, figure, h)
        ]
        if own:
            weighed = self.words.weigh(own)
            code = max(weighed, key=lambda c: weighed[c][0])
            if {"national", "local"} <= weighed.keys() and min(
                weighed["national"][0], weighed["local"][0]
            ) > 2:
                code = "all"
            score, hit = weighed.get(code) or max(weighed.values(), key=lambda pair: pair[0])
            if score > 0.8:
                article.take(figure, [hit])
                return Guess(code, "words", article.at(hit), tuple(c for c in weighed if c != code))
        if figure.indicator != "funding":
            before = self._before(figure, kept)
        cell = before.cells["funding_source"] if before else None
        if before and cell and before.paragraph == figure.paragraph and cell.basis != "none":
            source = cell.value.rstrip("?")
            gap = article.text.cost[figure.first] - article.text.cost[before.last]
            if not source:
                return Guess("", "nothing", cell.evidence)
            if before.sentence == figure.sentence and gap <= 8 and cell.basis in SAID:
                return Guess(source, "sentence", cell.evidence)
            return Guess(f"{source}?", "carried", cell.evidence)
        tokens, codes = article.text.tokens, {hit.row.code for hit in article.money}
        at = bisect_right(article.money, figure.first, key=lambda hit: hit.last)
        paragraph = [
            h for h in article.money[max(0, at - 1) : at] if tokens[h.first].paragraph == figure.paragraph
        ]
        if paragraph:
            last = paragraph[-1]
            return Guess(f"{last.row.code}?", "paragraph", article.at(last))
        if len(codes) == 1 and figure.paragraph not in article.titles:
            return Guess(f"{codes.pop()}?", "article", article.at(article.money[0]))
        return Guess("", "nothing")

    @staticmethod
    def _before(figure: Figure, kept: Sequence[Figure]) -> Figure | None:
        """The figure whose source goes on to one that is no money: of its sentence, else of its indicator."""
        own = [f for f in reversed(kept) if f.cells["funding_source"].value.rstrip("?") not in OTHERS]
        alike = (f for f in own if f.indicator == figure.indicator and f.paragraph == figure.paragraph)
        first = own[0] if own else None
        return first if first and first.sentence == figure.sentence else next(alike, first)

    def wholes(self, figures: Sequence[Figure]) -> None:
        """A figure without a source before its parts of national and local money is of all of it.

        What the whole is, an estimate or a plan, its parts are too where nothing says otherwise.
        """
        for n, whole in enumerate(figures):
            source = self._source_of_whole(whole, figures[n + 1 : n + 1 + FARTHEST_PART])
            if not source:
                continue
            cell = whole.cells["funding_source"]
            for other in figures:
                is_free = other.cells["funding_source"].basis in (
                    "nothing",
                    "carried",
                    "paragraph",
                    "sentence",
                )
                is_split = other.indicator == whole.indicator and other.paragraph == whole.paragraph
                is_split = is_split and other.sentence > whole.sentence and source == "total?"
                is_split = is_split and not other.measure and other.cells["funding_source"].basis == "carried"
                if other is whole or (is_free and other.sentence == whole.sentence) or is_split:
                    other.cells["funding_source"] = Guess(source, "whole", cell.evidence, (cell.value,))
            for other in figures[n:]:
                if other.cells["funding_source"].basis == "nothing":
                    other.cells["funding_source"] = Guess(source, "article", cell.evidence)
            for part in figures[n + 1 : n + 1 + FARTHEST_PART]:
                if part.indicator == whole.indicator and part.sentence - whole.sentence <= 2:
                    self._as_whole(part, whole)

    @staticmethod
    def _source_of_whole(whole: Figure, following: Sequence[Figure]) -> str:
        """The source of a figure by its parts behind it, blank where it is no whole."""
        cell = whole.cells["funding_source"]
        if (
            whole.measure
            or cell.basis in ("none", "unit")
            or (cell.basis == "words" and cell.value != "local")
        ):
            return ""
        parts = {
            part.cells["funding_source"].value.rstrip("?")
            for part in following
            if part.paragraph - whole.paragraph <= 2 and part.sentence - whole.sentence <= 2
            if part.indicator == whole.indicator and not part.measure
            if part.cells["funding_source"].basis in SAID
        }
        if "national" in parts and parts & {"local", "province"}:
            return "all?"
        own = {"state", "all", "local", "national", "province", "district"}
        return "total?" if parts & set(OTHERS) and parts & own else ""

    def _as_whole(self, part: Figure, whole: Figure) -> None:
        """A part of money has nature and stage of its whole where it has none of its own."""
        nature, stage = whole.cells["nature"], self.words.scope_words(whole, "stage")
        is_said = part.cells["nature"].basis != "nothing" or part.cells["funding_source"].basis not in SAID
        if is_said or nature.value.rstrip("?") == "actual" or self.words.scope_words(part, "stage"):
            return
        part.cells["nature"] = Guess(f"{nature.value.rstrip('?')}?", "whole", nature.evidence, ("actual",))
        words = [*part.cells["scope"].value.split(), *stage]
        words.sort(key=lambda word: self.words.order[self.words.axis(word.rstrip("?"))])
        part.cells["scope"].value = " ".join(words)
