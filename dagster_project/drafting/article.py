"""A text with its figures, and the phrases and words about time that were found in it once for all of them.

Belongs here: what every column is read from, and weighing phrases by how near they stand. Does not belong
here: what a column says (a module each), which phrases there are (`phrases.csv`), the grammars (`reading/`).

A phrase counts by its weight, less with every word between it and the figure; marks of punctuation and other
figures count as several words (`text.COST`). Every guess says on what it rests, its `basis`; how often a
guess on such a basis is right is data (`drafting_confidence.csv`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..reading.places import PlaceIndex
from ..reading.scopes import axis_of
from ..reading.text import fold_plain
from ..reading.times import TimePhrase
from ..vocabulary import Vocabulary
from .figures import Figure, Finder, NotFigure
from .phrases import Hit, Phrases
from .text import Text

LEFT, RIGHT = 0.9, 0.84
"""What a word between a phrase and its figure leaves of the weight: before it, and behind it."""
FIGURE_BETWEEN = 4
"""How many words another figure counts for."""
SURE_MONEY = 7
"""Weight from which a phrase names a source of money also where it stands far away."""
OTHERS = ("counterpart", "other")
"""Money of others beside that of promotion: said of money, and of nothing that was done with it."""
SITE_WORDS = frozenset({"cluster", "zone", "point"})
"""Words of scope for the places of industry."""
LATER = ("plan", "target", "proposal")
"""Natures of what has not happened."""


@dataclass
class Article:
    """A text with its figures, and what was found in it once for all of them."""

    text: Text
    figures: list[Figure]
    others: list[NotFigure]
    hits: dict[str, list[Hit]]
    times: list[TimePhrase]
    place: str
    published: dt.date | None
    titles: set[int] = field(default_factory=set)
    taken: dict[int, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    """Phrases behind a figure that were said of it, and so not of the next one."""
    parts: dict[str, str] = field(default_factory=dict)
    """The path of each thing inside the place by its slug, as it was first named."""
    _tokens: dict[str, set[int]] = field(default_factory=dict)

    @cached_property
    def money(self) -> list[Hit]:
        """The phrases that name whose promotion money something is beyond doubt."""
        hits = self.hits.get("funding_source", ())
        return [hit for hit in hits if hit.row.weight >= SURE_MONEY and hit.row.code not in OTHERS]

    @cached_property
    def plain(self) -> str:
        """The text without accents, a blank before it."""
        return f" {fold_plain(self.text.whole)}"

    @cached_property
    def counted(self) -> set[int]:
        """The tokens of figures and their units."""
        return {n for figure in self.figures for n in range(figure.first, figure.last)}

    @cached_property
    def intentions(self) -> set[str]:
        """The natures that the sentences with figures speak of."""
        hits = self.hits.get("nature", ())
        return {hit.row.code for hit in hits if self.text.tokens[hit.first].sentence in self._figures}

    def in_sentence(self, sentence: int) -> list[Figure]:
        """The figures of a sentence, those that were dropped later too."""
        return self._figures.get(sentence, [])

    @cached_property
    def _figures(self) -> dict[int, list[Figure]]:
        found: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[figure.sentence].append(figure)
        return found

    def behind_others(self, figure: Figure) -> int:
        """The first token behind the figures before one in its sentence; 0 where it is the first."""
        earlier = (f.last for f in self.in_sentence(figure.sentence) if f.last <= figure.first)
        return max(earlier, default=0)

    def times_of(self, sentence: int) -> list[TimePhrase]:
        """The words about time of a sentence."""
        return self._times.get(sentence, [])

    @cached_property
    def _times(self) -> dict[int, list[TimePhrase]]:
        found: dict[int, list[TimePhrase]] = defaultdict(list)
        for time in self.times:
            found[self.text.tokens[self.text.index(time.start)].sentence].append(time)
        return found

    @cached_property
    def spans(self) -> list[TimePhrase]:
        """The spans of years that the text names."""
        return [t for t in self.times if t.kind in ("span", "since")]

    def tokens_of(self, kind: str) -> set[int]:
        """The tokens at which the words of a kind stand."""
        if kind not in self._tokens:
            self._tokens[kind] = {n for hit in self.hits.get(kind, ()) for n in range(hit.first, hit.last)}
        return self._tokens[kind]

    @cached_property
    def by_sentence(self) -> dict[tuple[str, int], list[Hit]]:
        """The phrases of each kind and sentence."""
        found: dict[tuple[str, int], list[Hit]] = defaultdict(list)
        for kind, hits in self.hits.items():
            for hit in hits:
                found[kind, self.text.tokens[hit.first].sentence].append(hit)
        return found

    def take(self, figure: Figure, hits: Iterable[Hit | None]) -> None:
        """Phrases behind a figure that were said of it belong to no other."""
        self.taken[figure.sentence] += [hit for hit in hits if hit and hit.first >= figure.first]

    def at(self, hit: Hit | None) -> tuple[int, int] | None:
        """The stretch of the text in which a phrase stands."""
        return self.words(hit.first, hit.last) if hit else None

    def words(self, first: int, last: int) -> tuple[int, int]:
        """The stretch of the text from one token to before another."""
        return self.text.tokens[first].start, self.text.tokens[last - 1].end


class Words:
    """The words of a vocabulary, and how they are weighed around a figure."""

    def __init__(self, vocabulary: Vocabulary, without: str = "") -> None:
        """Index the vocabulary; phrases learned from the report `without` alone are left out."""
        v = self.v = vocabulary
        self.finder = Finder(v)
        self.phrases = Phrases(v.phrases, v.scopes, without)
        self.places = PlaceIndex(v.places, v.place_names, v.part_kinds, v.place_events)
        self.order = {axis: n for n, axis in enumerate(dict.fromkeys(s.axis for s in v.scopes.values()))}

    def near(
        self, article: Article, figure: Figure, kind: str, decay: tuple[float, float] = (LEFT, RIGHT)
    ) -> Iterator[tuple[float, Hit]]:
        """The phrases of a kind in the sentence of a figure, each with what is left of its weight."""
        cost = article.text.cost
        for hit in article.by_sentence.get((kind, figure.sentence), ()):
            side, weight = hit.row.side, float(hit.row.weight)
            if hit.row.only and kind != "scope" and figure.indicator not in hit.row.only.split():
                continue
            inside = hit.first < figure.last and figure.first < hit.last
            if side == "unit":
                if inside:
                    yield weight, hit
                continue
            if inside and article.text.tokens[hit.first].start < figure.start and side != "behind":
                yield weight, hit  # it ends in the words that bound the value
                continue
            if inside and hit.last > figure.last and hit.first >= figure.first:
                inside = False  # it begins in the unit
            taken = article.taken[figure.sentence] if hit.first < figure.first else ()
            if any(hit.first < other.last and other.first < hit.last for other in taken):
                continue
            if inside:
                if side == "any":
                    yield weight, hit
            elif hit.last <= figure.first:
                if side != "behind":
                    far = cost[figure.first] - cost[hit.last]
                    far += FIGURE_BETWEEN * self.between(article, hit.last, figure.first)
                    yield weight * decay[0] ** far, hit
            elif side != "before":
                start = max(hit.first, figure.last)
                if kind == "indicator" and self.between(article, figure.last, start):
                    continue
                far = cost[start] - cost[figure.last]
                far += FIGURE_BETWEEN * self.between(article, figure.last, hit.first)
                loses = decay[1] if side == "any" else max(decay[1], 0.88)
                yield weight * (0.9 if side == "any" else 1) * loses**far, hit

    def weigh(self, found: Iterable[tuple[float, Hit]]) -> dict[str, tuple[float, Hit]]:
        """By code the sum of its two best phrases, the second for a third, and the best one."""
        by_code: dict[str, list[tuple[float, Hit]]] = defaultdict(list)
        for weight, hit in found:
            by_code[hit.row.code].append((weight, hit))
        weighed = {}
        for code, hits in by_code.items():
            hits.sort(key=lambda pair: -pair[0])
            weighed[code] = (hits[0][0] + (0.3 * hits[1][0] if len(hits) > 1 else 0), hits[0][1])
        return weighed

    def between(self, article: Article, first: int, last: int) -> int:
        """How many figures of a sentence stand between two tokens of it."""
        if first >= last:
            return 0
        figures = article.in_sentence(article.text.tokens[first].sentence)
        return sum(first <= f.first and f.last <= last for f in figures)

    def axis(self, word: str) -> str:
        """The axis of a scope word, of the first of several."""
        return axis_of(word.split()[0], self.v.scopes)

    def scope_words(self, figure: Figure, axis: str) -> list[str]:
        """The words of an axis that a figure has, with their marks."""
        return [w for w in figure.cells["scope"].value.split() if self.axis(w.rstrip("?")) == axis]

    def in_brackets(self, article: Article, figure: Figure) -> bool:
        """Whether a figure stands alone in brackets behind what it is compared with."""
        before = article.text.whole[: figure.start].rstrip()
        base = [t for t in article.times_of(figure.sentence) if t.kind == "base" and t.end <= figure.start]
        return before.endswith("(") and bool(base) and not before[base[-1].end : -1].strip()

    def parted(self, article: Article, first: int, last: int, marks: str) -> bool:
        """Whether one of some marks, or a word that begins something new, stands between two tokens."""
        tokens, breaks = article.text.tokens, article.tokens_of("break")
        return any(tokens[n].key in marks or n in breaks for n in range(first, last))

    def whole_before(self, article: Article, figure: Figure) -> int | None:
        """Where what a share is a part of begins, ahead of it: "the share of … in the total of …, 28 %"."""
        if figure.measure != "share":
            return None
        hits = [
            hit
            for hit in article.by_sentence.get(("measure", figure.sentence), ())
            if hit.row.side == "behind" and hit.row.code == "share" and hit.last <= figure.first
        ]
        since = article.behind_others(figure)
        return next((hit.first for hit in reversed(hits) if hit.first >= since), None)

    def reaches(self, article: Article, figure: Figure, hit: Hit) -> bool:
        """Whether a phrase behind a figure is still about it: no other figure, mark or new verb between."""
        if hit.last <= figure.first or hit.first < figure.last:
            return True
        marks, first = ",;:.(", figure.last
        # "17 classes (start-up, …) were held"
        if hit.row.kind == "scope" and self.axis(hit.row.code) == "activity":
            marks, first = ";.(", first + (article.text.tokens[first].key == "(")
        if self.parted(article, first, hit.first, marks):
            return False
        return not any(figure.last <= f.first <= hit.first for f in article.in_sentence(figure.sentence))


class ColumnReader:
    """Reads the cells of a column from what stands around figures."""

    def __init__(self, words: Words) -> None:
        self.words = words
