"""Whether a figure is a result, an estimate, a plan or a target.

Belongs here: words of intention, and where they go on. Does not belong here:
money that is a plan in parts (`money.py`).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left

from ..reading.text import DASHES
from ..reading.times import TimePhrase
from .article import LATER, Article, ColumnReader
from .figures import Figure, Guess

VERB = 0.975
"""What a word between a verb and its figure leaves of the weight: a verb rules its sentence."""

SURELY_LATER = 7
"""Weight from which a phrase says plan also of a year that is over: what was approved then was a result."""

BEGUN = 270
"""Days before the end of a year up to which nobody can know what came out of it."""


class Natures(ColumnReader):
    """Reads natures."""

    def read(self, article: Article, figure: Figure, before: Figure | None, kept: list[Figure]) -> Guess:
        """Result, estimate, plan or target: the verb of the sentence, else what goes on from before."""
        near_by = self.words.near(article, figure, "nature", (1, 0.5))
        value = article.text.index(figure.start)  # words that bound it stand before it: "an estimated 60"
        hits = [  # "66 plans" intend nothing
            (w, h) for w, h in near_by if h.last - 1 not in article.counted or figure.first < h.last <= value
        ]
        cost = article.text.cost
        weighed = self.words.weigh(
            (w * (1 if h.row.code == "target" else VERB ** max(cost[figure.first] - cost[h.last], 0)), h)
            for w, h in hits
        )
        near = [h for _, h in hits if h.row.code == "estimate" and cost[figure.first] - cost[h.last] <= 10]
        if near and not self.words.between(article, near[-1].last, figure.first):
            return Guess("estimate", "words", article.at(near[-1]))
        weighed.pop("estimate", None)
        weighed = {c: s for c, s in weighed.items() if s[0] > 1.5}
        before_nature = (
            before.cells["nature"].value.rstrip("?")
            if before and before.paragraph == figure.paragraph
            else ""
        )
        if before_nature in LATER and weighed.keys() <= {"plan"} and weighed.get("plan", (0,))[0] <= 3:
            weighed = {}
        if "plan" in weighed and any(f.cells["nature"].value.startswith("proposal") for f in kept):
            weighed["proposal"] = weighed.pop("plan")
        left = [t for t in article.times_of(figure.sentence) if t.end <= figure.start and t.kind != "base"]
        is_over = bool(left) and self._is_over(article, left[-1])
        if "plan" in weighed and (hit := weighed["plan"][1]).row.weight < SURELY_LATER:
            for verb in article.by_sentence.get(("reached", figure.sentence), ()):
                if hit.first < verb.first and verb.last in (figure.first, figure.first + 1):
                    return Guess("actual", "words", article.at(verb), ("plan",))
            if is_over:
                del weighed["plan"]
        if weighed:
            code = max(weighed, key=lambda c: weighed[c][0])
            score, hit = weighed[code]
            doubt = any(s > 0.7 * score for c, (s, _) in weighed.items() if c != code)
            mark = "?" if code in LATER and doubt else ""
            return Guess(
                code + mark,
                "words?" if doubt else "words",
                article.at(hit),
                tuple(c for c in weighed if c != code),
            )
        if left and left[-1].kind in ("until", "future"):
            meant = any(h.row.code == "target" for h in article.hits["nature"])
            time = left[-1]
            return Guess("target?" if meant else "plan?", "until", (time.start, time.end), ("actual",))
        heading = self._heading(article, figure)
        if heading and heading[0] != "actual":
            return Guess(f"{heading[0]}?", "heading", heading[1], ("actual",))
        if before and before_nature in LATER and not is_over:
            mark = "" if before.sentence == figure.sentence else "?"
            if mark and figure.indicator == "funding" and before_nature == "target":
                before_nature = "plan"  # aims are targets, the money for them is planned
            return Guess(before_nature + mark, "carried", before.cells["nature"].evidence, ("actual",))
        return Guess("actual", "nothing", None, ("plan", "target"))

    @staticmethod
    def _is_over(article: Article, time: TimePhrase) -> bool:
        """Whether words about time name years before the one in which a text was published."""
        last = time.period.rpartition("/")[2][:4]
        return bool(article.published and last.isdigit() and int(last) < article.published.year)

    @staticmethod
    def to_come(article: Article, figure: Figure) -> Guess | None:
        """A figure of years that were hardly begun when it was published is no result, whatever is unsaid."""
        cell, period = figure.cells["nature"], figure.cells["period"]
        last = period.value.rstrip("?").rpartition("/")[2]
        if cell.basis != "nothing" or not article.published or not (last.isdigit() and len(last) == 4):
            return None
        left = (dt.date(int(last), 12, 31) - article.published).days
        is_planned, is_done = bool(article.intentions & set(LATER)), "actual" in article.intentions
        ahead = "/" not in period.value and int(last) > article.published.year
        if is_planned or not is_done:
            ahead |= left > (BEGUN if is_planned == is_done else 0)
        return Guess("plan?", "until", period.evidence, ("actual",)) if ahead else None

    def _heading(self, article: Article, figure: Figure) -> tuple[str, tuple[int, int]] | None:
        """What the line above a list says of its items."""
        tokens = article.text.tokens
        opens = bisect_left(tokens, figure.paragraph, key=lambda token: token.paragraph)
        if tokens[opens].key not in DASHES and tokens[opens].key not in "+*•":
            return None
        for hit in reversed(article.hits.get("intention", ())):
            paragraph = tokens[hit.first].paragraph
            if paragraph < figure.paragraph and tokens[hit.first].start < figure.start:
                last = next(n for n in range(hit.first, len(tokens)) if tokens[n].paragraph > paragraph)
                if tokens[last - 1].key == ":" and figure.paragraph - paragraph <= 8:
                    return hit.row.code, article.words(hit.first, hit.last)
        return None
