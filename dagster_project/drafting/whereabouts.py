"""The place of a figure: that of the report, another province, the country, or something inside.

Belongs here: names around a figure. Does not belong here:
whether a place existed (a rule).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from ..reading.places import exists
from ..reading.text import DASHES, fold_plain, slugify
from ..vocabulary import Place
from .article import Article, ColumnReader
from .figures import Figure, Guess
from .phrases import Hit
from .text import Text

INSIDE = ("kcn", "ccn", "dcn", "kkt", "cty", "htx", "coso")
"""Kinds of parts whose name before a figure says where it is, wherever it stands in the sentence."""
DISTRICTS = ("huyen", "tx", "xa", "quan", "tp", "phuong", "tt")
"""Kinds of parts that a sentence, an item of a list or a word such as "at" opens with."""
MEANT = ("cty", "htx", "ccn", "kcn")
"""Kinds of parts that a text goes on to speak of without their names."""
SITE_LEVEL = 3
"""Level of zones and clusters; what describes a company is part of its name, what describes them is not."""
FARTHEST_MEANT = 200
"""Words before "the company" among which its name stands."""
FARTHEST_COMPARED = 8
"""Words between "beside" and what something is compared with."""
LEGAL_FORM = 3
"""Words from which on the kind of a firm names its legal form too, which a name follows."""
LONGEST_NAME, LONGEST_TAIL = 6, 3
"""Words of a name, and words and numbers behind it that belong to it where a bracket follows."""


class Whereabouts(ColumnReader):
    """Reads places."""

    def read(self, article: Article, figure: Figure, before: Figure | None) -> Guess:
        """The place of a figure: that of the report, the country, or something inside."""
        for weight, hit in self.words.near(article, figure, "nation", (0.97, 0.8)):
            if weight > 2 and not self._is_compared(article, hit):
                return Guess("viet-nam", "words", article.at(hit), (article.place,))
        if place := self._other_place(article, figure, before):
            return place
        if named := self._part(article, figure, before) or self._next_part(article, figure, before):
            path = f"{self._home(article, figure, named[0])}/{named[0]}"
            article.parts[named[0].rpartition("/")[2]] = path.removeprefix(f"{article.place}/")
            return Guess(path, "part", named[1], (article.place,))
        if before and before.sentence == figure.sentence and figure.indicator != "sites":
            cell = before.cells["place"]
            if cell.basis in ("part", "sentence"):
                return Guess(cell.value, "sentence", cell.evidence, (article.place,))
        return Guess(article.place + ("" if self._is_named(article) else "?"), "report")

    @staticmethod
    def _is_compared(article: Article, hit: Hit) -> bool:
        """Whether the country is what something is compared with: "high beside other provinces of it"."""
        compared = article.tokens_of("against")
        return any(n in compared for n in range(max(0, hit.first - FARTHEST_COMPARED), hit.first))

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
        keys = _tokens(words)
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

    def _part(
        self, article: Article, figure: Figure, before: Figure | None
    ) -> tuple[str, tuple[int, int]] | None:
        """A zone, cluster, company or district named before a figure, behind the figure before it.

        Districts and communes that stand behind its name, in brackets or not, go before it.
        """
        tokens = article.text.tokens
        first = article.behind_others(figure)
        same = before if before and before.sentence == figure.sentence else None
        slug = same.cells["place"].value.rpartition("/")[2] if same else ""
        is_list = slug.partition("-")[0] in DISTRICTS  # "District A has 8 clusters, district B 9"
        district = None
        for at in range(figure.first - 1, first - 1, -1):
            if tokens[at].sentence != figure.sentence:
                break
            opens = at == 0 or tokens[at - 1].sentence != figure.sentence
            opens = opens or at - 1 in article.tokens_of("goes_on")
            opens = opens or tokens[at - 1].key in (";", ":") or at - 1 in article.tokens_of("at")
            inside = (*INSIDE, *DISTRICTS) if opens or is_list else INSIDE
            if at - 1 in article.tokens_of("listed"):
                continue
            found = self._path(article, at, figure.first, inside) or self._meant(article, at, figure)
            if found and (district is None or found[1][1] >= district[1][0]):
                if found[0].rpartition("/")[2].partition("-")[0] in INSIDE:
                    return found
                district = found  # a company that lies there may stand before it
        if district:
            return district
        behind = self._behind(article, figure.last, len(tokens))
        if figure.last < behind < len(tokens) and tokens[figure.last].key not in (",", "("):
            return self._path(article, behind, len(tokens), (*INSIDE, *DISTRICTS))
        return None

    def _path(
        self, article: Article, at: int, end: int, inside: Sequence[str]
    ) -> tuple[str, tuple[int, int]] | None:
        """The path of a thing of some kinds that is named from a token on: district, commune, itself."""
        named = self._named(article, at, end)
        if named is None or named[0].partition("-")[0] not in inside:
            return None
        slug, last = named
        if self._is_city(article, slug):
            return None
        path = [slug]
        while further := self._named(article, self._behind(article, last, end), end):
            if self.words.places.level(further[0]) >= self.words.places.level(slug):
                break
            path += [] if self._is_city(article, further[0]) else [further[0]]
            last = further[1]
        path.sort(key=self.words.places.level)
        return article.parts.setdefault(slug, "/".join(path)), article.words(at, last)

    def _is_city(self, article: Article, slug: str) -> bool:
        """Whether a part is no city inside a province but a centrally run one."""
        place = slug.removeprefix("tp-")
        known = slug != place and place in self.words.v.places
        return known and self.words.places.is_city(place, article.published)

    def _meant(self, article: Article, at: int, figure: Figure) -> tuple[str, tuple[int, int]] | None:
        """The company that "the company" means: the last of its paragraph that has a name."""
        tokens, level = article.text.tokens, self.words.v.part_kinds
        for word, kind in self._bare:
            if tuple(t.key for t in tokens[at : at + len(word)]) != word or at + len(word) >= figure.first:
                continue
            is_firm = level[kind].level > SITE_LEVEL  # "in clusters", but "of the cluster"
            if not (word == _tokens(level[kind].label_vi) if is_firm else at - 1 in article.tokens_of("at")):
                continue
            for n in range(at - 1, max(-1, at - FARTHEST_MEANT), -1):
                if tokens[n].paragraph != figure.paragraph:
                    break
                if found := self._path(article, n, at, (kind,)):
                    return found
        return None

    def _home(self, article: Article, figure: Figure, path: str) -> str:
        """Where a thing lies: in the district its sentence opens with, else in the place of the report."""
        first = next((f for f in article.in_sentence(figure.sentence) if f.cells), figure)
        place = first.cells["place"].value if first is not figure else ""
        district = place.removeprefix(f"{article.place}/")
        if place.count("/") != 1 or district.partition("-")[0] not in DISTRICTS:
            return article.place
        level = self.words.places.level
        return place if level(district) < level(path.partition("/")[0]) else article.place

    @staticmethod
    def _behind(article: Article, at: int, end: int) -> int:
        """Where what a name is followed by begins, behind a comma, a bracket and words such as "at"."""
        while at < end and (article.text.tokens[at].key in (",", "(") or at in article.tokens_of("at")):
            at += 1
        return at

    def _named(self, article: Article, at: int, end: int) -> tuple[str, int] | None:
        """The slug of a kind with a name that begins at a token, and the token behind it."""
        tokens, words = article.text.tokens, self.words.places.words
        if at >= end or tokens[at].key not in self._first_words:
            return None
        keys = [t.key for t in tokens[at : min(end, at + self._longest)]]
        lengths = (n for n in range(len(keys), 0, -1) if _spelled(keys[:n]) in words)
        length = next(lengths, 0)
        glued = at > 0 and length and _spelled([tokens[at - 1].key, *keys[:length]]) in words
        if not length or glued:
            return None
        kind = words[_spelled(keys[:length])]
        firm = kind in ("cty", "coso") and length >= LEGAL_FORM
        opens = self._described(article, at + length, end, firm)
        last = self._proper(article, opens, end)
        if last == opens:
            return None
        bracket = self._bracket(article, last, end)
        last = bracket if bracket < end and bracket - last <= LONGEST_TAIL else last
        opens = at + length if self.words.v.part_kinds[kind].level > SITE_LEVEL else opens
        name = article.text.whole[slice(*article.words(opens, last))]
        if kind == "coso" and (last - opens < 2 or name.split()[0].isupper()):
            return None  # "establishments of rural industry", by its letters
        return f"{kind}-{slugify(name)}", last

    @staticmethod
    def _proper(article: Article, opens: int, end: int) -> int:
        """The token behind a proper name that opens at a token; the same one where none does."""
        tokens, whole, last = article.text.tokens, article.text.whole, opens
        while last < min(end, opens + LONGEST_NAME):
            joins = tokens[last].key in DASHES and opens < last < end - 1
            if not whole[tokens[last + joins].start].isupper():
                break
            last += 1
        return last

    def _described(self, article: Article, at: int, end: int, firm: bool) -> int:
        """Where a name begins behind words that describe a firm, or a thing whose district follows."""
        tokens, whole = article.text.tokens, article.text.whole
        bracket, opens = self._bracket(article, at, end), at
        until = min(end, at + LONGEST_NAME) if firm else bracket
        while opens < until and whole[tokens[opens].start].islower():
            opens += 1
        is_name = (bracket < end or firm) and opens < end
        return at if not is_name or article.tokens_of("at") & set(range(at, opens)) else opens

    def _bracket(self, article: Article, at: int, end: int) -> int:
        """The next bracket that opens behind a name without another mark between; `end` without one."""
        tokens = article.text.tokens
        while at < end and (tokens[at].key[0].isalnum() or tokens[at].key in DASHES):
            at += 1
        return at if at < end and tokens[at].key == "(" else end

    @cached_property
    def _bare(self) -> list[tuple[tuple[str, ...], str]]:
        """The words for a company, cooperative or site without its name."""
        words = self.words.places.words
        return [(_tokens(word), words[word]) for word in words if words[word] in MEANT]

    @cached_property
    def _first_words(self) -> set[str]:
        return {word.split()[0] for word in self.words.places.words}

    @cached_property
    def _longest(self) -> int:
        return max(len(word.split()) for word in self.words.places.words) + 1

    def _next_part(
        self, article: Article, figure: Figure, before: Figure | None
    ) -> tuple[str, tuple[int, int]] | None:
        """A place in a list, named without its kind: that of the one before, "District A 50, B 35"."""
        if before is None or before.sentence != figure.sentence:
            return None
        tokens, opens, last = article.text.tokens, before.last, figure.first
        kind = before.cells["place"].value.rpartition("/")[2].partition("-")[0]
        if before.indicator == "sites" and any(t.key == ":" for t in tokens[before.last : figure.first]):
            keys = [t.key for t in tokens[before.first : before.last]]
            kind = next((self.words.places.words[k] for k in keys if k in self.words.places.words), "")
        elif before.cells["place"].basis != "part":
            return None
        while opens < last and not article.text.whole[tokens[opens].start].isupper():
            opens += 1
        last -= opens < last and tokens[last - 1].key == "("
        beside = sum(tokens[n].key.isalpha() for n in range(before.last, opens)) <= 1
        if not kind or not beside or not opens < last == self._proper(article, opens, last):
            return None
        span = article.words(opens, last)
        return f"{kind}-{slugify(article.text.whole[slice(*span)])}", span


def _spelled(keys: list[str]) -> str:
    """A word of a kind by its tokens; the full stop of a short form is left out."""
    return " ".join(keys).replace(" .", "")


def _tokens(name: str) -> tuple[str, ...]:
    """A name as the tokens of a text."""
    return tuple(token.key for token in Text([name]).tokens)
