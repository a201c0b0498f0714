"""Whose promotion money a figure is, or was paid from.

Belongs here: sources in the words around a figure, and wholes before their parts. Does not belong here:
any other attribute.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from ..reading.numbers import read_number
from ..reading.reason import Unreadable
from .article import OTHERS, SURE_MONEY, Article, ColumnReader
from .figures import Figure, Guess
from .phrases import Hit

SAID = ("words", "unit", "sentence")
"""On what a source rests that is printed with its figure."""
FREE = ("nothing", "carried", "paragraph", "sentence")
"""On what a source rests that a whole may say otherwise."""
LOCAL = ("local", "province", "district")
"""Money of a province and what lies in it."""
SUMS = (("province", ("district",), "local"), ("national", LOCAL, "all"))
"""What money of two levels is together."""
PROMOTION = frozenset({"state", "all", "local", "national", "province", "district"})
"""Money of promotion, whatever its level."""
OF_PLAN = "province?"
"""The source of a plan of a province where it says no more than that the budget pays."""
NEARLY_ALL = Decimal("0.9")
"""What parts come to at least that are all of a whole, each being rounded."""
PAID_FOR = 12
"""Words before an amount in which its own money is named."""
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
                hits = article.by_sentence.get(("funding_source", figure.sentence), ())
                behind = [h for h in hits if h.first - 2 <= figure.last < h.last]
                beside = [h for h in behind if h.row.code in (*LOCAL, "all")]
                code = "all" if beside and said == "@national" else said[1:]
                article.take(figure, beside if code == "all" else [])
                return Guess(code, "unit", (figure.start, figure.end))
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
            for one, others, both in SUMS:
                pairs = [(weighed[one], weighed[c]) for c in others if {one, c} <= weighed.keys()]
                if any(self._joined(figure, *pair) for pair in pairs):
                    code = both
            score, hit = weighed.get(code) or max(weighed.values(), key=lambda pair: pair[0])
            if score > 0.8 and code == "state" and hit.row.weight < SURE_MONEY and self._is_plan(article):
                return Guess(OF_PLAN, "plan", article.at(hit), ("state",))
            if score > 0.8:
                article.take(figure, [hit])
                return Guess(code, "words", article.at(hit), tuple(c for c in weighed if c != code))
        if figure.indicator != "funding" and self._both(figure, kept[-2:]):
            return Guess("all?", "carried", kept[-1].cells["funding_source"].evidence)
        if figure.indicator != "funding" or not same:
            before = self._before(article, figure, kept)
        cell = before.source if before else None
        at = bisect_right(article.money, figure.first, key=lambda hit: hit.last)
        here = [
            h
            for h in article.money[max(0, at - 1) : at]
            if article.text.tokens[h.first].paragraph == figure.paragraph
        ]
        named = Guess(f"{here[0].row.code}?", "paragraph", article.at(here[0])) if here else None
        if before and cell and before.paragraph == figure.paragraph and cell.basis != "none":
            source = cell.value.rstrip("?")
            gap = article.text.cost[figure.first] - article.text.cost[before.last]
            if not source:
                is_since = here and here[0].first >= before.last
                is_of_part = article.tokens_of("part") & set(range(before.last, figure.first))
                return named if named and is_since and not is_of_part else Guess("", "nothing", cell.evidence)
            if before.sentence == figure.sentence and gap <= 8 and cell.basis in SAID:
                return Guess(source, "sentence", cell.evidence)
            return Guess(f"{source}?", "carried", cell.evidence)
        codes = {hit.row.code for hit in article.money}
        if named:
            return named
        if len(codes) == 1 and figure.paragraph not in article.titles and self._leads(article, figure):
            return Guess(f"{codes.pop()}?", "article", article.at(article.money[0]))
        return Guess("", "nothing")

    def _is_plan(self, article: Article) -> bool:
        """Whether a text opens with a plan that a province has made."""
        first = next((f.first for f in article.figures if f.paragraph not in article.titles), 0)
        is_province = self.words.v.places[article.place].kind == "province"
        return is_province and any(hit.last <= first for hit in article.hits.get("issued", ()))

    @staticmethod
    def _leads(article: Article, figure: Figure) -> bool:
        """Whether a text named whose money all of it is of before its first figures were through."""
        first = next((f.paragraph for f in article.figures if f.paragraph not in article.titles), 0)
        hit, sentence = article.money[0], article.text.tokens[article.money[0].first].sentence
        parts = {article.text.tokens[n].sentence for n in article.tokens_of("part") if n < hit.first}
        within = any(
            f.cells["place"].basis in ("part", "sentence") for f in article.in_sentence(sentence) if f.cells
        )
        leads = hit.last <= figure.first and article.text.tokens[hit.first].paragraph <= first
        return leads and sentence not in parts and not within

    @staticmethod
    def _joined(figure: Figure, one: tuple[float, Hit], other: tuple[float, Hit]) -> bool:
        """Whether two sources are said of one figure: both weigh, and it does not stand between them."""
        is_beside = (one[1].first < figure.first) == (other[1].first < figure.first)
        return is_beside and min(one[0], other[0]) > 2

    @staticmethod
    def _both(figure: Figure, last: Sequence[Figure]) -> bool:
        """Whether national and local money, one beside the other, paid for what a sentence goes on to."""
        own = (f for f in last if f.indicator == "funding" and f.sentence == figure.sentence)
        said = {f.source.value for f in own if f.source.basis in SAID}
        return "national" in said and bool(said & {"local", "province"})

    @staticmethod
    def _before(article: Article, figure: Figure, kept: Sequence[Figure]) -> Figure | None:
        """The figure whose source goes on: of its sentence, else of its indicator; no part of another one."""
        parts, last, alike = article.tokens_of("part"), None, None
        for n in range(len(kept) - 1, -1, -1):
            f, ahead = kept[n], kept[n - 1] if n else None
            if f.paragraph != figure.paragraph or alike:
                break
            is_part = f.sentence != figure.sentence and ahead and parts & set(range(ahead.last, f.first))
            if not is_part and f.source.basis != "none" and f.source.value.rstrip("?") not in OTHERS:
                last = last or f
                alike = f if f.indicator == figure.indicator else None
        return last if last and last.sentence == figure.sentence else alike or last

    def wholes(self, article: Article, figures: Sequence[Figure]) -> None:
        """A figure without a source before its parts of national and local money is of all of it.

        What the whole is, an estimate or a plan, its parts are too where nothing says otherwise.
        """
        paid: set[int] = set()
        for n in range(len(figures) - 2, -1, -1):  # "24 units with 3 billion of national money"
            count, money = figures[n], figures[n + 1]
            source = money.source.value.rstrip("?")
            is_stated = money.indicator == "funding" and not money.measure
            is_stated &= money.source.basis in ("words", "unit") and source not in OTHERS
            is_open = count.source.basis == "nothing" and count.indicator != "funding"
            is_open &= count.sentence == money.sentence
            if is_open and (is_stated or n + 1 in paid) and self._is_beside(article, count, money):
                count.source = Guess(f"{source}?", "carried", money.source.evidence)
                paid.add(n)
        for n, whole in enumerate(figures):
            following = figures[n + 1 : n + 1 + FARTHEST_PART]
            split = self._parts(whole, following)
            source = self._source_of_whole(article, whole, split)
            if not source:
                self._paid_in_part(article, whole, following)
                continue
            cell, last = whole.source, max(part.sentence for part in split)
            sources = {part.source.value for part in split}
            for other in figures:
                own = other.source
                is_beside = other.sentence == whole.sentence and own.basis in FREE
                is_beside &= other.first < split[0].first or own.basis == "nothing"
                is_next = other.paragraph == whole.paragraph and other.sentence > last
                is_next &= other.indicator == whole.indicator or own.value.rstrip("?") in sources
                is_behind = other.sentence == last and other.first > split[-1].last
                is_next |= is_behind and self.words.parted(article, split[-1].last, other.first, ";")
                if other is whole or is_beside or (is_next and own.basis == "carried"):
                    other.source = Guess(source, "whole", cell.evidence, (cell.value,))
            self._of_all(article, figures, source, cell.evidence)
            for part in following:
                if part.indicator == whole.indicator and part.sentence - whole.sentence <= 2:
                    self._as_whole(part, whole)
        for figure in [f for f in figures if f.source.basis == "plan"]:
            self._of_all(article, figures, OF_PLAN, figure.source.evidence)
        for f in (f for f in figures if f.indicator == "funding" and not f.measure):  # an amount said again
            same = (o for o in figures if (o.value, o.unit, o.indicator) == (f.value, f.unit, f.indicator))
            told = next((o.source for o in same if o.source.value), None)
            if told and f.source.basis == "nothing":
                f.source = Guess(f"{told.value.rstrip('?')}?", "again", told.evidence)

    def _is_beside(self, article: Article, count: Figure, money: Figure) -> bool:
        """Whether nothing parts a count from its money but a comma before "with funding of …"."""
        said, between = money.cells["indicator"].evidence, range(count.last, money.first)
        opens = article.text.index(said[0]) if said else money.first
        commas = [n for n in between if article.text.tokens[n].key == ","]
        marks = ";:." if commas == [opens - 1] else ",;:."
        is_part = article.tokens_of("part") & set(between)
        return not is_part and not self.words.parted(article, count.last, money.first, marks)

    @staticmethod
    def _of_all(
        article: Article, figures: Sequence[Figure], source: str, evidence: tuple[int, int] | None
    ) -> None:
        """The figures of a text of which nothing else is said are of one source."""
        for figure in figures:
            is_award = "certified" in figure.cells["scope"].value.split()  # nobody paid for a certificate
            is_free = figure.source.basis == "nothing" and figure.paragraph not in article.titles
            if is_free and not is_award:
                figure.source = Guess(source, "article", evidence)

    @staticmethod
    def _parts(whole: Figure, following: Sequence[Figure]) -> list[Figure]:
        """The figures behind a whole that count the same of a source printed with them."""
        cell = whole.source
        is_stated = cell.basis == "none" or (cell.basis in SAID and cell.value not in ("local", "state"))
        return [
            part
            for part in following
            if not is_stated and not whole.measure and not part.measure
            if part.paragraph - whole.paragraph <= 2 and part.sentence - whole.sentence <= 2
            if part.indicator == whole.indicator and part.source.basis in SAID
        ]

    @staticmethod
    def _source_of_whole(article: Article, whole: Figure, split: Sequence[Figure]) -> str:
        """The source of a figure by its parts behind it, blank where it is no whole."""
        by_source = {part.source.value.rstrip("?"): part for part in split}
        others = any(  # "... and the rest is what the establishments put in"
            hit.row.code in OTHERS
            for sentence in {part.sentence for part in split}
            for hit in article.by_sentence.get(("funding_source", sentence), ())
        )
        if "national" in by_source and by_source.keys() & {"local", "province"}:
            promotion = sum(_high(part) for source, part in by_source.items() if source not in OTHERS)
            return "total?" if others and promotion < _high(whole) * NEARLY_ALL else "all?"
        is_free = whole.source.basis not in SAID
        if is_free and {"province", "district"} <= by_source.keys() and not others:
            return "local?"
        return "total?" if others and is_free and by_source.keys() & PROMOTION else ""

    @staticmethod
    def _paid_in_part(article: Article, whole: Figure, following: Sequence[Figure]) -> None:
        """Give a sum the source that money of promotion behind it, for a part of it, makes it be of.

        Of promotion, whatever its level, with what others paid; where national money is a part, of promotion.
        """
        part = following[0] if following else whole
        between, before = range(whole.last, part.first), range(max(0, whole.first - PAID_FOR), whole.first)
        promotion, is_sum = article.tokens_of("promotion"), whole.indicator == part.indicator == "funding"
        is_open = is_sum and whole.source.basis not in SAID and _high(part) < _high(whole)
        if is_open and article.tokens_of("part") & set(between) and promotion & set(between):
            is_whole = part.source.value == "national" and whole.cells["place"].basis != "part"
            if is_whole or not promotion & set(before):
                whole.source = Guess("all?" if is_whole else "total?", "whole")

    def _as_whole(self, part: Figure, whole: Figure) -> None:
        """A part of money has nature and stage of its whole where it has none of its own."""
        nature, stage = whole.cells["nature"], self.words.scope_words(whole, "stage")
        is_stated = part.cells["nature"].basis != "nothing" or part.source.basis not in SAID
        if is_stated or nature.value.rstrip("?") == "actual" or self.words.scope_words(part, "stage"):
            return
        part.cells["nature"] = Guess(f"{nature.value.rstrip('?')}?", "whole", nature.evidence, ("actual",))
        words = [*part.cells["scope"].value.split(), *stage]
        words.sort(key=lambda word: self.words.order[self.words.axis(word.rstrip("?"))])
        part.cells["scope"].value = " ".join(words)


def _high(figure: Figure) -> Decimal:
    """How much a figure is at most, in the base of its unit; zero where its number cannot be read."""
    try:
        return (read_number(figure.value).high or Decimal(0)) * figure.read.factor
    except Unreadable:
        return Decimal(0)
