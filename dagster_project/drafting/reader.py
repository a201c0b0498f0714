"""The engine: reads the figures of a text, and for each of them what the words around it say.

Belongs here: the order in which columns are read. Does not belong here: what a column says (a module each).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from ..contracts.faults import within_budget
from ..reading.times import times_in
from ..vocabulary import Vocabulary
from .article import Article, Words
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
        figures, others = self.words.finder.find(text)
        return Article(text, figures, others, hits, times_in(text.whole), place, published, text.titles())

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
        self.money.wholes(kept)
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
        cells["place"] = self.places.read(article, figure, before)
        cells["scope"] = self.scopes.read(article, figure, before, kept)
        cells["funding_source"] = self.money.read(article, figure, kept)
        cells["base"] = self.bases.read(article, figure, before)
