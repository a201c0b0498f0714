"""What a figure counts, and how it states it: indicator and measure.

Belongs here: phrases, the unit, and the figure before. Does not belong here:
what a relative figure is compared with (`bases.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..contracts.cells import own_units, unit_matches
from .article import SITE_WORDS, Article, ColumnReader
from .figures import Figure, Guess
from .phrases import Hit

ATTRACTED = ("investment_attracted", "investment_projects_new")
"""Indicators whose words say that something came in."""
WITHIN = ("year", "part", "half", "quarter", "month", "span", "rolling", "this_year", "last_year")
"""Kinds of words about time within which something comes in."""


class Indicators(ColumnReader):
    """Reads indicator and measure."""

    def read(self, article: Article, figure: Figure, kept: list[Figure]) -> bool:
        """Indicator and measure of a figure; False where nothing that has an indicator is counted."""
        same = [f for f in article.in_sentence(figure.sentence) if f.first < figure.first and f.cells]
        scores = self._scores(article, figure, same)
        if figure.is_relative:
            return self._relate(article, figure, same, scores)
        fitting = {
            c: s
            for c, s in scores.items()
            if unit_matches(figure.read, own_units(self.words.v.indicators[c]))
            if figure.read.quantity != "money" or self.words.v.indicators[c].quantity != "any"
        }
        level = next((f for f in reversed(same) if not f.is_relative), None)
        if level and self.words.in_brackets(article, figure) and level.read.quantity == figure.read.quantity:
            code, basis, hit = level.indicator, "brackets", None
        elif self._is_rate_of(article, figure, same):
            code, basis, hit = same[-1].indicator, "carried", None
        elif fitting:
            code = max(fitting, key=lambda c: fitting[c][0])
            best, hit = fitting[code]
            second = max((s for c, (s, _) in fitting.items() if c != code), default=0.0)
            against = max((w for w, _ in self.words.near(article, figure, "none")), default=0.0)
            if best < 0.9 or against > best:
                return False
            basis = "unit" if hit is None else "words" if second < 0.55 * best else "words?"
            if hit is None and len(self._owners(figure)) > 1:
                if same and same[-1].read.unit_code == figure.read.unit_code:
                    code, basis = same[-1].indicator, "carried"
                elif earlier := self._said_before(article, figure):
                    code, basis, hit = earlier.row.code, "sentence before", earlier
                elif last := self._alike(figure, kept):
                    code, basis = last.indicator, "carried"
            if basis == "unit" and len(self._owners(figure)) == 1:
                basis = "only"
        else:
            return False
        if ("at_site", code) in self.words.phrases.priors and self._at_site(article, figure, same):
            code = next(iter(self.words.phrases.priors["at_site", code]))
        code = self._in_span(article, figure, code)
        others = tuple(c for c in sorted(fitting, key=lambda c: -fitting[c][0]) if c != code)[:4]
        figure.cells["indicator"] = Guess(code, basis, article.at(hit), others)
        is_mean = basis == "carried" and same and same[-1].measure == "mean"
        mean = Guess("mean", "carried") if is_mean else self._measure_of_level(article, figure)
        figure.cells["measure"] = mean
        article.take(figure, [hit] if hit and self.words.reaches(article, figure, hit) else [])
        return True

    def _is_rate_of(self, article: Article, figure: Figure, same: Sequence[Figure]) -> bool:
        """Whether a figure says what the one right before it comes to a year: "350 billion, 20 a year"."""
        if not same or figure.read.unit_code != f"{same[-1].read.unit_code}_per_year":
            return False
        return not self.words.parted(article, same[-1].last, figure.first, ";:.")

    def _said_before(self, article: Article, figure: Figure) -> Hit | None:
        """What the sentence before speaks of, where a sentence does not say it: its last strong phrase."""
        for hit in reversed(article.by_sentence.get(("indicator", figure.sentence - 1), ())):
            if article.text.tokens[hit.first].paragraph == figure.paragraph:
                indicator = self.words.v.indicators[hit.row.code]
                if hit.row.weight >= 7 and unit_matches(figure.read, own_units(indicator)):
                    return hit
        return None

    @staticmethod
    def _alike(figure: Figure, kept: Sequence[Figure]) -> Figure | None:
        """The last figure of the same unit, in the sentence before or this one."""
        last = next((f for f in reversed(kept) if f.read.unit_code == figure.read.unit_code), None)
        near = last and last.paragraph == figure.paragraph and last.sentence >= figure.sentence - 1
        return last if near else None

    def _owners(self, figure: Figure) -> list[str]:
        return [
            c
            for c, i in self.words.v.indicators.items()
            if unit_matches(figure.read, own_units(i)) and "any" not in i.quantity.split()
        ]

    def _scores(
        self, article: Article, figure: Figure, same: Sequence[Figure]
    ) -> dict[str, tuple[float, Hit | None]]:
        """By indicator what speaks for it: its phrases, the unit, the figure before."""
        scores: dict[str, tuple[float, Hit | None]] = dict(
            self.words.weigh(self.words.near(article, figure, "indicator"))
        )
        for code, prior in self.words.phrases.priors.get(("unit", figure.read.unit_code), {}).items():
            score, hit = scores.get(code, (0.0, None))
            scores[code] = (score + prior, hit)
        bonus: dict[str, float] = {}
        for n, other in enumerate(reversed(same[-4:])):
            last = other.indicator
            for code, prior in self.words.phrases.priors.get(("after", last), {}).items():
                bonus[code] = max(bonus.get(code, 0), (0.5 if n else 0.7) * prior)
            if n == 0 and other.read.unit_code == figure.read.unit_code:
                bonus[last] = max(bonus.get(last, 0), 1.2)
        for code, more in bonus.items():
            if code in scores:
                scores[code] = (scores[code][0] + more, scores[code][1])
        return scores

    def _at_site(self, article: Article, figure: Figure, same: Sequence[Figure]) -> bool:
        """Whether a sentence speaks of zones, clusters or craft villages."""
        if any(SITE_WORDS & {w.rstrip("?") for w in self.words.scope_words(f, "site")} for f in same):
            return True
        if any(f.indicator in ("craft_villages", "establishments") and not f.measure for f in same):
            return True
        if any("craft-village" in f.cells["scope"].value for f in same):
            return True
        hits = self.words.weigh(self.words.near(article, figure, "scope", (0.995, 0.8)))
        site = max((s for c, (s, _) in hits.items() if set(c.split()) & SITE_WORDS), default=0.0)
        return max(site, hits.get("craft-village", (0.0, None))[0]) > 2.4

    def _in_span(self, article: Article, figure: Figure, code: str) -> str:
        """What came in within a time is no stock: projects that were attracted in a year are new ones."""
        flows = self.words.phrases.priors.get(("in_span", code), {})
        times = [t for t in article.times_of(figure.sentence) if t.end <= figure.start]
        hits = article.by_sentence.get(("indicator", figure.sentence), ())
        said = any(
            h.row.code in ATTRACTED
            and h.last <= figure.first
            and not self.words.parted(article, h.last, figure.first, ",;:.")
            for h in hits
        )
        return next(iter(flows)) if flows and said and times and times[-1].kind in WITHIN else code

    def _measure_of_level(self, article: Article, figure: Figure) -> Guess:
        """The measure of a figure in its own unit: mostly the level, seldom how much it rose."""
        tokens = article.text.tokens
        if figure.form == "fraction" and figure.read.countable:
            return Guess("share", "unit")
        per = figure.read.unit_code.partition("_per_")[2]
        if self.words.v.indicators[figure.indicator].measure_kind == "rate":
            per = ""  # a rate is so much for each by itself
        if per and self.words.phrases.priors.get(("unit", per)) and "person_" not in per:
            return Guess("mean", "unit")
        bases = [t for t in article.times_of(figure.sentence) if t.kind == "base"]
        for weight, hit in self.words.near(article, figure, "measure"):
            code, is_each = hit.row.code, hit.last - hit.first == 3
            if code == "mean" and weight > 4 and figure.read.quantity == "money" and is_each:
                return Guess("mean", "words", article.at(hit))
            if code in ("increase", "decrease") and weight > 0 and hit.last == figure.first:
                is_based = any(0 <= t.start - figure.end < 25 for t in bases)
                if is_based or hit.last - 1 in article.tokens_of("more") or figure.last == len(tokens):
                    return Guess(code, "words", article.at(hit))
        return Guess("", "level")

    def _relate(
        self,
        article: Article,
        figure: Figure,
        same: Sequence[Figure],
        scores: Mapping[str, tuple[float, Hit | None]],
    ) -> bool:
        """Measure and indicator of a figure that says how something compares."""
        since = same[-1].last if same else 0
        own = [
            (w, h)
            for w, h in self.words.near(article, figure, "measure")
            if (h.first >= since or h.first >= figure.last) and self.words.reaches(article, figure, h)
        ]
        weighed = {c: s for c, s in self.words.weigh(own).items() if s[0] > 1.2}
        if figure.read.unit_code == "multiple" and not (
            {"multiple", "increase"} & weighed.keys() or figure.form == "times"
        ):
            return False
        measure, basis, hit = "share", "unit", None
        if "base:plan" in figure.read.says:
            measure, basis = "multiple", "words"
            if max(weighed, key=lambda c: weighed[c][0], default="") == "increase":
                measure = "increase"
        elif figure.read.unit_code == "percent_per_year":
            said = self.words.weigh(own)
            measure = "share" if said.get("share", (0,))[0] > said.get("growth", (0.4,))[0] else "growth"
        elif figure.read.unit_code == "multiple":
            measure, basis = "multiple", "words"
        elif weighed:
            measure = max(weighed, key=lambda c: weighed[c][0])
            basis, hit = "words", weighed[measure][1]
            if measure == "multiple" and any(
                h.row.code == "increase" and h.last <= figure.first for _, h in own
            ):
                measure = "increase"
        own_scores = {
            code: (score, h)
            for code, (score, h) in scores.items()
            if h and score > 2 and (since <= h.first < figure.first or self._says_of(article, figure, h))
        }
        level = same[-1] if same else None
        if "site_fill_rate" in own_scores:
            code, rests, words = "site_fill_rate", "words", own_scores["site_fill_rate"][1]
            measure = ""
        elif own_scores and not (level and self._is_beside(article, level, figure)):
            code = max(own_scores, key=lambda c: own_scores[c][0])
            rests, words = "words", own_scores[code][1]
        elif level:
            code, rests, words = level.indicator, "carried", None
        elif scores and (
            best := max(((s, c, h) for c, (s, h) in scores.items() if h), key=lambda x: x[0], default=None)
        ):
            _, code, words = best
            rests = "words?"
        else:
            return False
        if code == "trainees" and measure == "share":
            code = "trainees_employed" if scores.get("trainees_employed", (0,))[0] > 2 else code
        if code == "industrial_production_index" and measure == "growth":
            measure = "increase"
        others = tuple(c for c in sorted(scores, key=lambda c: -scores[c][0]) if c != code)[:4]
        figure.cells["indicator"] = Guess(code, rests, article.at(words), others)
        figure.cells["measure"] = Guess(measure, basis, article.at(hit))
        article.take(figure, [hit, words])
        return True

    def _says_of(self, article: Article, figure: Figure, hit: Hit) -> bool:
        """Whether a phrase behind a figure says of what it is: "rose by 27,8 % in capital"."""
        return figure.last <= hit.first <= figure.last + 3 and figure.last in article.tokens_of("about")

    def _is_beside(self, article: Article, level: Figure, figure: Figure) -> bool:
        """Whether a relative figure only adds to the level right before it: "17.500 persons, up by 29 %"."""
        return article.text.cost[figure.first] - article.text.cost[level.last] <= 6 and not level.is_relative
