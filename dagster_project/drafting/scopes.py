"""The part that a figure is about: words of scope, axis by axis.

Belongs here: which phrases reach a figure, and which words go on from the figures before. Does not belong
here: which words an indicator takes (the vocabulary).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile

from .article import LEFT, SITE_WORDS, Article, ColumnReader
from .figures import Figure, Guess
from .phrases import Hit

COUNTED_BY_KIND = ("establishments", "establishments_supported", "establishments_registered")
"""Indicators whose unit says which kind of establishment is counted."""
NARROWED = ("standing", "operation", "stage", "land", "project_state", "terms", "work", "fill")
"""Axes whose word is said of one figure, and goes on to the area of what was counted."""
FARTHEST_BEHIND = 24
"""Words behind a figure in which what was done for it may stand."""
LEAST_BESIDE = 0.25
"""Part of the weight of the best phrase that one beside it must have to be said too."""
LEAST_SAID = 2
"""Weight below which a phrase says something only where no other one does: a class, of whatever kind."""
SUPPORTED = ("funding", "schemes", "establishments_supported", "establishment_supports")
"""Indicators of support, which a paragraph that speaks of one activity is about."""
TRAINED = frozenset({"trainees", "training_classes"})
"""Indicators of training, which is not what establishments beside them were helped with."""
OF_CONTESTS = ("events", "establishments_participating", "products", "funding")
"""Indicators that say something of contests, which have a level."""
DONE_BY = (("schemes", "funding"), ("products", "establishments_participating"))
"""What is said of the state of one goes on to the other: to the money of schemes, the makers of products."""
ALONE = ("site", "sector", "land")
"""Axes of which the best phrase counts alone: "merged into zones" makes no zone of a cluster."""
BESIDE = 5
"""Words from a figure to the next one of which the same is said."""
TAKEN = 6
"""Words behind a figure in which an activity is its own, and not that of the next one."""
FARTHEST_HEAD = 200
"""Figures behind the head of a list that may belong to it."""
LONGEST_REACH = 20
"""Words from one figure to the next over which an activity that is not said again goes on."""


class Scopes(ColumnReader):
    """Reads scopes."""

    def read(self, article: Article, figure: Figure, before: Figure | None, kept: list[Figure]) -> Guess:
        """The words of scope, axis by axis."""
        code = figure.indicator
        axes = self.words.v.axes.get(code, ())
        same = before if before and before.sentence == figure.sentence else None
        follows = same and (figure.is_relative or self.words.in_brackets(article, figure))
        words: dict[str, str] = {}
        evidence: list[Hit] = []
        carried: set[str] = set()
        by_axis = self._phrases(article, figure)
        for axis in axes:
            found = self._of_axis(article, figure, axis, by_axis.get(axis, []), same)
            if found is None and same and follows and same.indicator == code:
                found = self._of(same, axis)
            if found is None:
                found = self._going_on(article, figure, axis, before, kept)
                carried |= {word for word, _ in found or ()}
            far = figure.last + (TAKEN if axis == "activity" else FARTHEST_BEHIND)
            article.take(figure, [hit for _, hit in found or () if hit and hit.first <= far])
            words |= {word.rstrip("?"): word for word, _ in found or ()}
            evidence += [hit for _, hit in found or () if hit]
        for kind in figure.read.kinds if "actor" in axes and code in COUNTED_BY_KIND else ():
            if self.words.v.scopes[kind].axis == "actor" and kind != "non-enterprise":
                words[kind] = kind
        for word in figure.read.says:
            if not word.startswith(("@", "base:")) and self.words.axis(word) in axes:
                words[word] = word
        if code == "funding" and words.keys() & {"infrastructure", "planning"}:
            sites = [h for h in article.by_sentence["scope", figure.sentence] if h.row.code in SITE_WORDS]
            nearest = sorted(sites, key=lambda hit: abs(hit.first - figure.first))[:1]
            words |= {hit.row.code: hit.row.code for hit in nearest}
        words = {w: said for w, said in words.items() if not self._is_idle(code, w, words, carried)}
        words |= {word: f"{word}?" for word in self._in_full_before(figure, kept, words)}
        ordered = sorted(words, key=lambda w: (self.words.order[self.words.axis(w)], w))
        basis = "carried" if carried else "words"
        return Guess(
            " ".join(words[w] for w in ordered),
            basis if words else "nothing",
            article.at(evidence[0] if evidence else None),
            tuple(self._further(by_axis, words)),
        )

    def _phrases(self, article: Article, figure: Figure) -> dict[str, list[tuple[float, Hit]]]:
        """The phrases of the sentence of a figure that its indicator takes, by axis, with their weight."""
        code, whole = figure.indicator, self.words.whole_before(article, figure)
        is_share = figure.measure == "share" and figure.is_relative  # "12/20 clusters" counts its part
        beyond = (figure.last if is_share else None) if whole is None else whole
        by_axis: dict[str, list[tuple[float, Hit]]] = defaultdict(list)
        for slow in (False, True):
            decay = (0.96, 0.955) if slow else (LEFT, 0.86)
            for weight, hit in self.words.near(article, figure, "scope", decay):
                axis = self.words.axis(hit.row.code)
                is_own = not hit.row.only or code in hit.row.only.split()
                rules = axis in ("activity", "area") or hit.row.code == "in-plan"
                is_taken = axis in self.words.v.axes.get(code, ()) and rules == slow
                if is_own and is_taken and (beyond is None or hit.first < beyond):
                    by_axis[axis].append((weight, hit))
        return by_axis

    def _is_idle(self, code: str, word: str, words: Mapping[str, str], carried: set[str]) -> bool:
        """Whether a word says nothing beside the others."""
        if words.keys() & SITE_WORDS:  # all that is made in zones and clusters is industry
            return word == "industry" or (
                word == "craft-village" and word in carried and code not in self._of_site
            )
        if code == "products":  # it holds a certificate, whatever it went through
            return word == "contest" and "certified" in words
        return code == "funding" and "contest" not in words and self.words.axis(word) == "level"

    @staticmethod
    def _in_full_before(figure: Figure, kept: Sequence[Figure], words: Mapping[str, str]) -> set[str]:
        """What more was said of a number when it stood before: one fact is not two."""
        for f in reversed(kept if not figure.is_relative else ()):
            is_same = f.cells["place"].value == figure.cells["place"].value
            is_same &= (f.indicator, f.measure, f.value) == (figure.indicator, figure.measure, figure.value)
            if is_same and f.read == figure.read and len(f.value) > 1:
                printed = {word.rstrip("?") for word in f.cells["scope"].value.split()}
                return printed - words.keys() if words.keys() <= printed else set()
        return set()

    def _further(
        self, by_axis: Mapping[str, list[tuple[float, Hit]]], words: Mapping[str, str]
    ) -> Iterator[str]:
        """Words of scope that stand in the sentence and were not taken."""
        ranked = sorted((pair for hits in by_axis.values() for pair in hits), key=lambda pair: -pair[0])
        codes = dict.fromkeys(h.row.code for _, h in ranked if not set(h.row.code.split()) <= words.keys())
        return iter(list(codes)[:4])

    def _of_axis(
        self, article: Article, figure: Figure, axis: str, hits: list[tuple[float, Hit]], same: Figure | None
    ) -> list[tuple[str, Hit | None]] | None:
        """The words of one axis that are said of a figure itself; None where none is."""
        since = same.last if same else 0
        own = [(w, h) for w, h in hits if h.first >= since and self.words.reaches(article, figure, h)]
        if axis == "activity":
            own = [(w, h) for w, h in own if w > 0.9 and h.first <= figure.last + FARTHEST_BEHIND]
            if not own:
                first, last = self._aims(article, figure)
                own = [(w, h) for w, h in hits if first <= h.first < last]
            if own and all(
                h.row.weight < LEAST_SAID for _, h in own
            ):  # "… were trained": in what, is told before
                hits_before = self._hits_in(article, figure, figure.sentence - 1, axis)
                if hits_before and not {h.row.code for _, h in own} & {h.row.code for h in hits_before}:
                    return [(f"{word}?", h) for h in hits_before for word in h.row.code.split()]
            return self._joined(own, -3) if own else None
        if axis == "topic":
            own = [(w, h) for w, h in own if w > 1.6]
        if axis in NARROWED and not own and figure.indicator in ("products", "sites"):
            first, last = self._aims(article, figure)
            own = [(float(h.row.weight), h) for _, h in hits if first <= h.first < last]
        least = {"site": 0.3, "sector": 0.8, "area": 0.8, "level": 0.5, "product_group": 0.8}.get(axis, 1.6)
        if figure.cells["place"].basis == "part" and axis in NARROWED and figure.indicator in self._of_site:
            head = self._of(self._head(article, figure), axis) or self._of_list(article, figure, hits)
            if head:
                return head
            if figure.indicator == "site_area":  # what stands behind it is said of the next thing named
                own = [(w, h) for w, h in own if h.last <= figure.first]
        pool = own
        if axis == "site":  # "12 of all 20 clusters": the unit of the total is that of its part
            of_total = figure.unit.startswith("[")
            pool = [(w, h) for w, h in hits if of_total or self.words.reaches(article, figure, h)]
        pool = [(w, h) for w, h in pool if w > least]
        if not pool:
            return None
        return self._joined(pool if axis not in ALONE else [max(pool, key=lambda pair: pair[0])])

    def _aims(self, article: Article, figure: Figure) -> tuple[int, int]:
        """Where what was done may stand behind the figures that follow one: from a token to before another.

        "With 2 billion, … was given to train …"; "5 units were given 2 billion to buy …", side by side.
        """
        ahead = [f for f in article.in_sentence(figure.sentence) if f.first >= figure.last]
        tokens, last, marks, ends = article.text.tokens, figure.last, ";:.", 0
        if figure.indicator in ("funding", "schemes"):
            counts = [f.first for f in ahead if f.read.quantity != "money"]
            ends = counts[0] if counts else 0
        elif ahead and ahead[0].read.unit_code != figure.read.unit_code:
            is_near = ahead[0].first - figure.last <= BESIDE
            marks, ends = ",;:.", ahead[0].last + TAKEN + 1 if is_near else 0
            ends = min([ends, len(tokens), *(f.first for f in ahead[1:2])])
            is_own = (
                figure.indicator == "sites" and ahead[0].read.quantity == "area"
            )  # "18 clusters (667 ha) …"
            if is_own or [t.key for t in tokens[last : ahead[0].first]] == [","]:  # "180 units, 90 owners …"
                last = ahead[0].last
                last += last < len(tokens) and tokens[last].key == ")"
        while last < ends and tokens[last].key not in marks and last not in article.tokens_of("break"):
            last += 1
        return figure.last, last

    @staticmethod
    def _joined(pool: Sequence[tuple[float, Hit]], least: int = 0) -> list[tuple[str, Hit | None]]:
        """The words of the best phrase and of those beside it, from `least` to three words away."""
        ranked = sorted(pool, key=lambda pair: -pair[0])
        best, chain = ranked[0][0], [ranked[0][1]]
        for weight, hit in ranked[1:]:
            apart = min(max(hit.first - o.last, o.first - hit.last) for o in chain)
            is_beside = weight >= LEAST_BESIDE * best and hit.row.weight >= LEAST_SAID
            if least <= apart <= 3 and is_beside and hit not in chain:
                chain.append(hit)
        return [(code, hit) for hit in chain for code in hit.row.code.split()]

    @staticmethod
    def _head(article: Article, figure: Figure) -> Figure | None:
        """What a list of named things counts: the last figure before a colon and the list."""
        at, listed = bisect_left(article.figures, figure.first, key=lambda f: f.first), figure
        for other in reversed([f for f in article.figures[max(0, at - FARTHEST_HEAD) : at] if f.cells]):
            if other.cells["place"].basis not in ("part", "sentence"):
                tokens = article.text.tokens[other.last : listed.first]
                return other if other.indicator == "sites" and any(t.key == ":" for t in tokens) else None
            listed = other
        return None

    @staticmethod
    def _of_list(
        article: Article, figure: Figure, hits: Sequence[tuple[float, Hit]]
    ) -> list[tuple[str, Hit | None]]:
        """What the words say that open a list of named things: "the clusters in operation are: …"."""
        tokens, own = article.text.tokens, article.in_sentence(figure.sentence)
        opens = bisect_left(tokens, figure.sentence, key=lambda token: token.sentence)
        colon = next((n for n in range(opens, own[0].first) if tokens[n].key == ":"), opens)
        return [(word, hit) for _, hit in hits if hit.last <= colon for word in hit.row.code.split()]

    def _going_on(
        self, article: Article, figure: Figure, axis: str, before: Figure | None, kept: list[Figure]
    ) -> list[tuple[str, Hit | None]] | None:
        """The words of an axis that go on from figures before; None where none can."""
        code, tokens = figure.indicator, article.text.tokens
        if code == "trainees_employed" and axis == "activity":
            return self._of(next((f for f in reversed(kept) if f.indicator == "trainees"), None), axis)
        if code == "products" and axis == "activity" and figure.paragraph not in article.titles:
            hits = [h for h in article.hits["scope"] if code in h.row.only.split() and h.last <= figure.first]
            own = [h for h in hits if tokens[h.first].paragraph == figure.paragraph]
            own = [h for h in own if h.row.code == "contest"]
            return [(word, hit) for hit in own[-1:] for word in hit.row.code.split()]
        if axis == "sector" and figure.cells["indicator"].basis == "sentence before":
            return [(h.row.code, h) for h in self._hits_in(article, figure, figure.sentence - 1, axis)[-1:]]
        if before is None:
            return (
                self._activity_before(article, figure) if axis == "activity" and code in SUPPORTED else None
            )
        near, beside = before.sentence == figure.sentence, before.paragraph == figure.paragraph
        same = before.indicator == code
        gap = article.text.cost[figure.first] - article.text.cost[before.last]
        if axis in NARROWED and near and code in self._of_site:
            is_one = (
                "/" in before.cells["place"].value
                and before.cells["place"].value == figure.cells["place"].value
            )
            if is_one and before.indicator in self._of_site:  # "cluster A of 25 ha, filled to 50 %"
                return self._of(before, axis)
            counted = (f for f in reversed(kept) if f.sentence == figure.sentence and f.indicator == "sites")
            return self._of(next((f for f in counted if not self._is_total(article, f)), None), axis)
        again = article.tokens_of("again") | (article.tokens_of("part") if same else set())
        again = {n for n in again if n < figure.first and tokens[n].sentence == figure.sentence}
        if axis in ("activity", "sector") and again and beside and not near:
            figures_before = [f for f in kept if f.sentence == before.sentence]
            return [(f"{w.rstrip('?')}?", hit) for f in figures_before for w, hit in self._done(f, axis)]
        if axis == "activity" and not (near and gap <= LONGEST_REACH) and code in SUPPORTED:
            return self._activity_before(article, figure)
        is_item = any(token.key == ";" for token in tokens[before.last : figure.first])
        if axis in ("activity", "topic"):
            trained = axis == "activity" and {code, before.indicator} <= TRAINED
            near &= not (before.indicator in TRAINED and code == "establishments_supported")
            is_own = ("does", code) in self.words.phrases.priors  # a model is what it is
            near &= not is_own and (not is_item or trained or code == "funding")
            allowed = self.words.phrases.words_of[code]
            return (
                [(w, h) for w, h in self._done(before, axis) if w.rstrip("?") in allowed]
                if near and gap <= LONGEST_REACH
                else None
            )
        indicator = self.words.v.indicators[code]
        is_part = bool(article.tokens_of("part") & set(range(before.last, figure.first)))
        if axis == "standing" and (near or is_part):  # of a part of what was counted: "among them 7 …"
            wholes = (f for f in reversed(kept) if f.indicator == code and not self._is_total(article, f))
            whole = next(wholes, before)
            if figure.sentence - whole.sentence <= (0 if near else 1):
                before, same = whole, whole.indicator == code
                beside = before.paragraph == figure.paragraph
        is_part = is_part or (near and any(w.endswith("?") for w in self.words.scope_words(before, axis)))
        of_sites = "site" in indicator.axes_required.split() or bool(indicator.subject_at_site)
        last = {word.rstrip("?") for word in self.words.scope_words(before, axis)}
        beside_it = (f for f in kept if f.paragraph == figure.paragraph)
        crafts = (
            f.indicator == "craft_villages" or "craft-village" in f.cells["scope"].value for f in beside_it
        )
        goes_on = {
            "site": beside and (of_sites or (near and not is_item)),
            "sector": (near and gap <= 12 and not indicator.funded) or (beside and same),
            "standing": (beside and same and (is_part or (near and code == "products")))
            or (near and (before.indicator, code) in DONE_BY),
            "stage": near and code in ("funding", "schemes") and (gap <= 8 or "assigned" in last),
            "level": near and code in OF_CONTESTS and before.indicator in OF_CONTESTS,
            "project_state": near and self._is_one_state(figure, kept),
            "actor": near and code == "registered_capital",
            "area": near and (same or code == "income" or gap <= 8),
        }
        if axis == "area" and (of_sites or code == "income") and any(crafts):
            return [("craft-village", None)]
        if not goes_on.get(axis):
            return None
        mark = "?" if axis in ("standing", "project_state") or (axis == "sector" and not near) else ""
        return [
            (word.rstrip("?") + mark if mark else word, hit) for word, hit in self._of(before, axis) or ()
        ]

    def _done(self, figure: Figure, axis: str) -> list[tuple[str, Hit | None]]:
        """The words of an axis that a figure has, or what it counts is itself: a model is a demonstration."""
        does = self.words.phrases.priors.get(("does", figure.indicator), {}) if axis == "activity" else {}
        return self._of(figure, axis) or [(word, None) for word in does]

    def _hits_in(self, article: Article, figure: Figure, sentence: int, axis: str) -> list[Hit]:
        """What a sentence of the paragraph of a figure says of an axis that its indicator takes."""
        hits = article.by_sentence.get(("scope", sentence), [])
        hits = [h for h in hits if article.text.tokens[h.first].paragraph == figure.paragraph]
        hits = [h for h in hits if h.row.weight > LEAST_SAID and self.words.axis(h.row.code) == axis]
        return [h for h in hits if figure.indicator in h.row.only.split()]

    def _activity_before(self, article: Article, figure: Figure) -> list[tuple[str, Hit | None]]:
        """The activity that a paragraph speaks of up to a figure, where it names one only."""
        tokens, scopes = article.text.tokens, article.hits["scope"]
        at = bisect_right(scopes, figure.first, key=lambda h: h.last)
        own = takewhile(lambda h: tokens[h.first].paragraph == figure.paragraph, reversed(scopes[:at]))
        hits = [h for h in own if figure.indicator in h.row.only.split()]
        hits = [h for h in hits if self.words.axis(h.row.code) == "activity"]
        codes = {h.row.code for h in hits}
        return [(f"{word}?", hits[0]) for word in hits[0].row.code.split()] if len(codes) == 1 else []

    def _is_one_state(self, figure: Figure, kept: Sequence[Figure]) -> bool:
        """Whether the projects of a sentence are in one state, which goes on to what they bring."""
        own = takewhile(lambda f: f.sentence == figure.sentence, reversed(kept))
        states = (self.words.scope_words(f, "project_state") for f in own)
        return len({word.rstrip("?") for words in states for word in words}) == 1

    @cached_property
    def _of_site(self) -> set[str]:
        """Indicators that say something of the zones or clusters that were counted."""
        of_site = (c for c, i in self.words.v.indicators.items() if "site" in i.axes_required.split())
        return set(of_site) - {"sites"}

    @staticmethod
    def _is_total(article: Article, figure: Figure) -> bool:
        """Whether a figure is what another one is a part of: "12 of all 20"."""
        return figure.first - 1 in article.tokens_of("of_total")

    def _of(self, figure: Figure | None, axis: str) -> list[tuple[str, Hit | None]] | None:
        """The words of an axis that a figure has."""
        return [(word, None) for word in self.words.scope_words(figure, axis)] if figure else None
