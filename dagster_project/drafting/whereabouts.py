"""The place of a figure: that of the report, another province, the country, or something inside.

Belongs here: names around a figure. Does not belong here:
whether a place existed (a rule).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property

from ..reading.places import exists
from ..reading.text import fold_plain, slugify
from ..vocabulary import Place
from .article import Article, ColumnReader
from .figures import Figure, Guess
from .text import Text


class Whereabouts(ColumnReader):
    """Reads places."""

    def read(self, article: Article, figure: Figure, before: Figure | None) -> Guess:
        """The place of a figure: that of the report, the country, or something inside."""
        for weight, hit in self.words.near(article, figure, "nation", (0.97, 0.8)):
            if weight > 2:
                return Guess("viet-nam", "words", article.at(hit), (article.place,))
        if place := self._other_place(article, figure, before):
            return place
        if named := self._part(article, figure) or self._next_part(article, figure, before):
            return Guess(f"{article.place}/{named[0]}", "part", named[1], (article.place,))
        if before and before.sentence == figure.sentence and figure.indicator != "sites":
            cell = before.cells["place"]
            if cell.basis in ("part", "sentence"):
                return Guess(cell.value, "sentence", cell.evidence, (article.place,))
        return Guess(article.place + ("" if self._is_named(article) else "?"), "report")

    def _is_named(self, article: Article) -> bool:
        """Whether the text names the place of the report."""
        row = self.words.v.places.get(article.place)
        return row is None or f" {fold_plain(row.name_vi)}" in article.plain

    @cached_property
    def _provinces(self) -> dict[tuple[str, ...], list[Place]]:
        """The provinces by their names, as tokens."""
        named: dict[tuple[str, ...], list[Place]] = defaultdict(list)
        for place in self.words.v.places.values():
            if place.kind == "province":
                named[_tokens(place.name_vi)].append(place)
        return named

    def _called(self, name: tuple[str, ...], day: dt.date | None) -> str:
        """The province that a name means on a day, the first of that name where no day is known."""
        places = self._provinces.get(name, [])
        there = [place for place in places if day is None or exists(place, day)]
        return next((place.place_id for place in there or places), "")

    def province_in(self, words: str, day: dt.date | None = None) -> str:
        """The one province that some words name, blank without one."""
        keys = tuple(token.key for token in Text([words]).tokens)
        spans = (keys[at : at + length] for at in range(len(keys)) for length in (4, 3, 2))
        named = {place for span in spans if (place := self._called(span, day))}
        return named.pop() if len(named) == 1 else ""

    def _other_place(self, article: Article, figure: Figure, before: Figure | None) -> Guess | None:
        """Another province that opens the sentence of a figure, or the one before it in its paragraph."""
        tokens, places = article.text.tokens, self.words.v.places
        own = places[article.place].name_vi if article.place in places else ""
        opens = figure.first
        while opens and tokens[opens - 1].sentence == figure.sentence:
            opens -= 1
        for n in range(opens, min(opens + 4, figure.first)):
            for length in (4, 3, 2):
                name = tuple(t.key for t in tokens[n : n + length])
                place = self._called(name, article.published)
                if not place or not article.text.whole[tokens[n].start].isupper():
                    continue
                listed = tokens[n + length].key in (",", "-") or (n and tokens[n - 1].key in (",", "-"))
                if listed or places[place].name_vi == own:
                    return None
                return Guess(place, "words", article.words(n, n + length), (article.place,))
        if before is None or before.paragraph != figure.paragraph:
            return None
        cell, key = before.cells["place"], _tokens(own)
        keys = [t.key for t in tokens[before.last : figure.first]]
        is_own = any(tuple(keys[n : n + len(key)]) == key for n in range(len(keys)))
        if cell.basis not in ("words", "carried") or is_own:
            return None
        mark = "" if before.sentence == figure.sentence else "?"
        return Guess(cell.value.rstrip("?") + mark, "carried", cell.evidence, (article.place,))

    def _part(self, article: Article, figure: Figure) -> tuple[str, tuple[int, int]] | None:
        """A zone, cluster, company or district named before a figure, behind the figure before it."""
        tokens, whole = article.text.tokens, article.text.whole
        first = max(
            (
                f.last
                for f in article.in_sentence(figure.sentence)
                if f.last <= figure.first and f.sentence == figure.sentence
            ),
            default=0,
        )
        at = figure.first - 1
        while at >= first and tokens[at].sentence == figure.sentence:
            for length in (3, 2, 1):
                key = " ".join(t.key for t in tokens[at : at + length])
                kind = self.words.places.words.get(key) or self.words.places.words.get(
                    key.replace(" . ", " ")
                )
                if kind and at + length < figure.first:
                    name = self._name(whole[tokens[at + length - 1].end : figure.start])
                    listed = at - 1 in article.tokens_of("listed")
                    glued = at > 0 and (
                        " ".join(t.key for t in tokens[max(at - 1, 0) : at + length])
                        in self.words.places.words
                    )
                    opens = at == 0 or tokens[at - 1].sentence != figure.sentence
                    opens = opens or at - 1 in article.tokens_of("goes_on")
                    inside = kind in ("kcn", "ccn", "dcn", "kkt", "cty", "htx") or (
                        opens and kind in ("huyen", "tx", "xa")
                    )
                    if name and inside and not listed and not glued:
                        return f"{kind}-{slugify(name)}", (
                            tokens[at].start,
                            tokens[at + length - 1].end + len(name) + 1,
                        )
            at -= 1
        return None

    def _next_part(
        self, article: Article, figure: Figure, before: Figure | None
    ) -> tuple[str, tuple[int, int]] | None:
        """A place in a list, named without its kind: that of the one before, "District A 50, B 35"."""
        if before is None or before.sentence != figure.sentence or before.cells["place"].basis != "part":
            return None
        between = article.text.whole[before.end : figure.start]
        name = self._name(between.lstrip(" ,;"))
        kind = before.cells["place"].value.rpartition("/")[2].partition("-")[0]
        if not name or between.strip(" ,;") != name:
            return None
        start = before.end + between.index(name)
        return f"{kind}-{slugify(name)}", (start, start + len(name))

    @staticmethod
    def _name(text: str) -> str:
        """The proper name that opens a text."""
        words: list[str] = []
        for word in text.split():
            bare = word.strip(',.;:()"“”')
            if not bare or not bare[0].isupper() or len(words) == 6 or word[0] in '("“':
                break
            words.append(bare)
            if word[-1] in ",.;:()":
                break
        return " ".join(words)


def _tokens(name: str) -> tuple[str, ...]:
    """A name as the tokens of a text."""
    return tuple(token.key for token in Text([name]).tokens)
