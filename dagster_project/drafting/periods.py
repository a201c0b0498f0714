"""The time of a figure, and the words for it.

Belongs here: which words about time rule a figure, and what they mean for it. Does not belong here:
finding and reading those words (`reading/times.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..reading.times import TimePhrase, of_year
from .article import LATER, Article, ColumnReader
from .figures import Figure, Guess

LEVELS_REACHED = frozenset(
    {
        "industrial_output",
        "exports",
        "imports",
        "revenue",
        "gross_product",
        "retail_sales",
        "budget_payments",
    }
)
"""Flows of which "by 2015" means the output of that year."""

LEVELS = ("stock", "ratio", "rate")
"""Kinds of measures that are read at a point in time."""
NOT_CARRIED = ("base", "future", "yearly")
"""Kinds of words about time that hold for their own figure only."""
TITLED = ("span", "since", "year", "up_to", "part", "rolling", "now")
"""Kinds of words about time in a text that a title speaks of too."""
FARTHEST = 200
"""Words about time, and figures, that are looked back at."""


class Periods(ColumnReader):
    """Reads periods."""

    def read(self, article: Article, figure: Figure, kept: list[Figure]) -> None:
        """The time of a figure and the words for it."""
        whole = article.text.whole
        sentence = article.times_of(figure.sentence)
        chosen, basis = self._ruling(article, figure, sentence)
        if chosen:
            period = self._spell(article, figure, chosen)
            printed = whole[chosen.start : chosen.end].strip()
            figure.cells["period"] = Guess(period, basis, (chosen.start, chosen.end))
            figure.cells["period_printed"] = Guess(printed, basis, (chosen.start, chosen.end))
            return
        figure.cells["period_printed"] = Guess("", "nothing")
        carried, basis = self._carried(article, figure, kept)
        kind = self.words.v.indicators[figure.indicator].measure_kind
        if carried:
            period = self._spell(article, figure, carried).rstrip("?")
            mark = "?" if period and not period.startswith("P") else ""
            figure.cells["period"] = Guess(period + mark, basis, (carried.start, carried.end))
        elif article.published and kind not in LEVELS:
            figure.cells["period"] = Guess(f"{article.published.year}?", "published")
        else:
            figure.cells["period"] = Guess("", "nothing")

    def _carried(
        self, article: Article, figure: Figure, kept: Sequence[Figure]
    ) -> tuple[TimePhrase | None, str]:
        """The words about time that go on to a figure whose sentence has none, and from where."""
        times, tokens = article.times, article.text.tokens
        at = bisect_right(times, figure.start, key=lambda time: time.end) - 1
        before = (t for t in reversed(times[max(0, at - FARTHEST) : at + 1]) if t.kind not in NOT_CARRIED)
        earlier = list(before)
        own = [t for t in earlier if tokens[article.text.index(t.start)].paragraph == figure.paragraph]
        carried = None
        for other in reversed(kept[-FARTHEST:]):
            cell = other.cells["period"]
            is_ruled = other.paragraph == figure.paragraph and cell.basis in (
                "sentence",
                "paragraph",
                "behind",
            )
            if is_ruled and cell.evidence:
                carried = next((t for t in earlier if t.start == cell.evidence[0]), None)
                break
        opening = next((t for t in own if self._opens(article, t)), None)
        if carried and opening and opening.start > carried.start:
            carried = opening
        if carried or own:
            return carried or own[0], "paragraph"
        if figure.paragraph in article.titles:
            later = (t for t in times[at + 1 :] if t.kind in TITLED and t.start > figure.start)
            if title := next(later, None):
                return title, "title"
        ruled = {f.cells["period"].evidence for f in kept[-FARTHEST:]}
        is_level = self.words.v.indicators[figure.indicator].measure_kind in LEVELS
        said = [t for t in earlier if (t.start, t.end) in ruled or t.kind == "vague"]
        said = [t for t in said if is_level or t.kind != "now"]
        if earlier:
            return [*said, *earlier][0], "before"
        return next(iter(article.spans), None), "behind"

    def _ruling(
        self, article: Article, figure: Figure, times: Sequence[TimePhrase]
    ) -> tuple[TimePhrase | None, str]:
        """Which words about time of its sentence rule a figure, and how they stand to it."""
        whole, figures = article.text.whole, article.in_sentence(figure.sentence)
        if self.words.in_brackets(article, figure):
            base = [t for t in times if t.kind == "base" and t.end <= figure.start]
            return (base[-1], "brackets") if base and base[-1].period else (None, "")
        level = self.words.v.indicators[figure.indicator].measure_kind in LEVELS and not figure.measure
        ruling = [t for t in times if t.kind != "base" and not (level and t.kind == "yearly")]
        for t in ruling:
            first = article.text.index(t.start)
            if t.start >= figure.end and article.tokens_of("at").issuperset(range(figure.last, first)):
                return t, "beside"
        taken = {
            t.start
            for other in figures
            if other.end < figure.start
            for t in ruling
            if t.start >= other.end and not whole[other.end : t.start].strip(" (") and t.end < figure.start
        }
        left = [t for t in ruling if t.end <= figure.start and t.start not in taken]
        if left:
            near = left[-1]
            if near.kind == "future" and any(t.kind == "up_to" for t in left):
                near = next(t for t in reversed(left) if t.kind == "up_to")
            return near, "sentence"
        for t in ruling:
            if (
                t.start >= figure.end
                and not any(figure.end < f.start < t.start for f in figures)
                and not set(",;:") & set(whole[figure.end : t.start])
            ):
                return t, "behind"
        return None, ""

    def _spell(self, article: Article, figure: Figure, time: TimePhrase) -> str:
        """The period that words about time mean for a figure."""
        indicator = self.words.v.indicators[figure.indicator]
        later = figure.cells["nature"].value.rstrip("?") in LATER
        kind, period = time.kind, time.period
        is_stock = indicator.measure_kind in LEVELS and not figure.measure
        is_stock = is_stock and not (later and figure.read.quantity == "money")  # what is to be spent
        is_reached = later and indicator.indicator_code in LEVELS_REACHED and not figure.measure
        if kind == "now":
            if is_stock or figure.measure:
                return "now"
            known = next(
                (
                    t
                    for t in reversed(article.times)
                    if t.end <= time.start and t.kind in ("span", "since", "year", "part") and t.period
                ),
                None,
            )
            if known is None:
                return "now"
            return f"{known.period[:4]}/now?" if known.kind != "span" else f"{known.period}?"
        if kind == "rolling":
            for span in article.spans:
                first, _, last = span.period.partition("/")
                if self._is_planned(article, span):
                    continue
                if last.isdigit() and int(last) - int(first) + 1 in (time.length, time.length + 1):
                    return f"{span.period}?"
            return f"P{time.length}Y/now"
        if kind == "yearly":
            return "P1Y"
        if kind == "up_to":
            if is_stock or indicator.indicator_code in LEVELS_REACHED or figure.measure:
                return period
            more = (article.text.tokens[n] for n in article.tokens_of("more"))
            opens = any(t.sentence == figure.sentence and t.start < figure.start for t in more)
            opens |= any(t.kind == "now" for t in article.times_of(figure.sentence) if t.end <= time.start)
            return f"now/{period}" if later and opens else f"../{period}"
        if kind == "until":
            last = period.partition("/")[2] or (str(article.published.year) if article.published else "")
            if not last:
                return "now/.."
            return last if (is_stock or is_reached) else f"now/{last}"
        if kind == "span" and (is_stock or is_reached) and "/" in period:
            return f"{period.partition('/')[2]}?" if later or is_stock else period
        if kind in ("part", "half", "quarter", "month") and not period:
            year = self._year(article, time)
            return f"{of_year(year, time.part)}?" if year else ""
        if kind in ("this_year", "last_year"):
            if article.published is None:
                return ""
            return f"{article.published.year - (kind == 'last_year')}?"
        return "now/.." if kind == "future" else period

    def _opens(self, article: Article, time: TimePhrase) -> bool:
        """Whether words about time open their sentence."""
        tokens, at = article.text.tokens, article.text.index(time.start)
        return at < 4 or tokens[at - 4].sentence != tokens[at].sentence

    def _is_planned(self, article: Article, time: TimePhrase) -> bool:
        """Whether words about time stand behind words of intention in their sentence."""
        tokens = article.text.tokens
        sentence = tokens[article.text.index(time.start)].sentence
        hits = article.by_sentence.get(("nature", sentence), ())
        return any(h.row.code in LATER and tokens[h.first].start < time.start for h in hits)

    def _year(self, article: Article, time: TimePhrase) -> str:
        """The year of a part of a year that is printed without one."""
        named = [
            t
            for t in article.times
            if t.kind in ("year", "part", "half", "quarter", "month", "up_to") and t.period
        ]
        near = min(named, key=lambda t: (abs(t.start - time.start), t.start), default=None)
        if near:
            return near.period[:4]
        return str(article.published.year) if article.published else ""
