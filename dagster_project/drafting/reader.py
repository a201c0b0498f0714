"""The engine: reads the figures of a text, and for each of them what the words around it say.

Belongs here: the order in which columns are read. Does not belong here: what a column says (a module each).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..contracts.faults import within_budget
from ..reading.times import TimePhrase, times_in
from ..vocabulary import Vocabulary
from .article import SURE_MONEY, Article, Words
from .bases import Bases
from .figures import Figure, NotFigure
from .indicators import Indicators
from .money import Money
from .natures import Natures
from .periods import Periods
from .phrases import Hit
from .scopes import Scopes
from .text import Text
from .whereabouts import Whereabouts


class Reader:
    """The engine over a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, without: str = "") -> None:
        """Index the vocabulary; phrases learned from the report `without` alone are left out."""
        words = self.words = Words(vocabulary, without)
        self.indicators, self.natures, self.periods = Indicators(words), Natures(words), Periods(words)
        self.places, self.scopes, self.money = Whereabouts(words), Scopes(words), Money(words)
        self.bases = Bases(words)

    def article(self, text: Text, place: str, published: dt.date | None = None) -> Article:
        """A text with its figures, nothing said of them yet."""
        hits: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.words.phrases.find(text):
            hits[hit.row.kind].append(hit)
        text.join({hit.first for hit in hits["goes_on"]})
        hits["funding_source"] = self._money(text, hits)
        figures, others = self.words.finder.find(text)
        times = times_in(text.whole)
        times += list(self._lone_years(text, others, times))
        times.sort(key=lambda time: time.start)
        return Article(text, figures, others, hits, times, place, published, text.titles())

    def _money(self, text: Text, hits: dict[str, list[Hit]]) -> list[Hit]:
        """The phrases that name money: where a contest is held, "of the province" is the level of it."""
        contests = {text.tokens[hit.first].paragraph for hit in hits["scope"] if hit.row.code == "contest"}
        levels = {
            hit.last
            for hit in hits["scope"]
            if text.tokens[hit.first].paragraph in contests and self.words.axis(hit.row.code) == "level"
        }
        return [h for h in hits["funding_source"] if h.last not in levels or h.row.weight > SURE_MONEY]

    @staticmethod
    def _lone_years(
        text: Text, others: Sequence[NotFigure], times: Sequence[TimePhrase]
    ) -> Iterator[TimePhrase]:
        """Years of a list whose word only opens it: "in the year 2016 5,3 billion, 2017 3,6 billion"."""
        named = [t for t in reversed(times) if t.kind == "year"]
        years = {text.tokens[text.index(t.start)].sentence: t.period for t in named}
        for year in (other for other in others if other.why == "year"):
            at, printed = text.index(year.start), text.whole[year.start : year.end]
            sentence, before = (
                text.tokens[at].sentence,
                bisect_right(times, year.start, key=lambda t: t.start) - 1,
            )
            is_told = before >= 0 and times[before].end > year.start
            is_name = at > 0 and text.whole[text.tokens[at - 1].start].isupper()  # a fair of a year
            if not is_told and not is_name and printed.isdigit() and years.get(sentence, printed) < printed:
                years[sentence] = printed
                yield TimePhrase(year.start, year.end, "year", printed)

    def read(self, text: Text, place: str, published: dt.date | None = None) -> Article:
        """A text with its figures and a guess for every cell of them.

        Args:
            text: the lines of a report.
            place: the province, nation or region that it is about.
            published: the day on which it appeared, None where that is unknown.
        """
        article = self.article(text, place, published)
        kept: list[Figure] = []
        for figure in within_budget(article.figures):
            before = kept[-1] if kept else None
            if not self.indicators.read(article, figure, kept):
                article.others.append(NotFigure(figure.start, figure.end, "no-indicator"))
                continue
            self.read_on(article, figure, before, kept)
            kept.append(figure)
        article.figures = kept
        article.others.sort(key=lambda other: other.start)
        self.money.wholes(article, kept)
        return article

    def read_on(
        self, article: Article, figure: Figure, before: Figure | None, kept: list[Figure], nature: str = ""
    ) -> None:
        """Read the other cells of a figure whose indicator and measure are known; `nature` may be given."""
        cells = figure.cells
        cells["nature"] = self.natures.read(article, figure, before, kept)
        if nature:
            cells["nature"].value = nature
        self.periods.read(article, figure, kept)
        if later := self.natures.to_come(article, figure):
            cells["nature"] = later
            self.periods.read(article, figure, kept)
        cells["place"] = self.places.read(article, figure, before)
        cells["scope"] = self.scopes.read(article, figure, before, kept)
        cells["funding_source"] = self.money.read(article, figure, kept)
        cells["base"] = self.bases.read(article, figure, before)
