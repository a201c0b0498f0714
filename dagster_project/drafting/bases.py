"""What a relative figure is measured against.

Belongs here: bases of growth, multiples, shares and means. Does not belong here:
whether a base is missing (a rule).
"""

from __future__ import annotations

from .article import Article, ColumnReader
from .figures import Figure, Guess
from .phrases import Hit


class Bases(ColumnReader):
    """Reads bases."""

    def read(self, article: Article, figure: Figure, before: Figure | None) -> Guess:
        """What a relative figure is measured against."""
        measure = figure.measure
        code = figure.indicator
        if not measure and code != "site_fill_rate":
            return Guess("", "level")
        hits = sorted(self.words.near(article, figure, "base"), key=lambda pair: -pair[0])
        hits = [(w, h) for w, h in hits if w > 1.5]
        if measure in ("increase", "decrease", "multiple", "growth"):
            close = [
                t
                for t in article.times_of(figure.sentence)
                if t.kind == "base"
                and -2 <= t.start - figure.end < 40
                and not any(figure.end < f.start < t.start for f in article.in_sentence(figure.sentence))
            ]
            if close and measure != "growth":
                time = close[0]
                value = time.period or self._year_before(figure)
                return Guess(value, "words" if time.period else "year before", (time.start, time.end))
            plan = [h for _, h in hits if h.row.code == "plan"]
            if plan or "base:plan" in figure.read.says:
                return Guess("plan", "words", article.at(plan[0]) if plan else None)
            return Guess("", "nothing")
        site = " ".join(self.words.scope_words(figure, "site"))
        if measure == "mean":
            code = figure.read.unit_code.partition("_per_")[2]
            if not code and (evidence := figure.cells["measure"].evidence):
                each = self.words.finder.units.leading(article.text.whole[slice(*evidence)].partition(" ")[2])
                code = each[1].unit_code if each else ""
            per = self.words.phrases.priors.get(("unit", code), {})
            if code == "project":
                per = {"schemes": 1.0}
            return Guess(max(per, key=lambda c: per[c], default=""), "unit")
        if whole := self._whole(article, figure, code):
            words, hit = whole
            head = "site_land" if code == "site_fill_rate" else code
            narrow = words if code == "site_fill_rate" else f"{site} {words}".strip()
            article.take(figure, [hit])
            return Guess(f"{head}:{narrow}", "words", article.at(hit))
        if found := [h for _, h in hits if h.row.code != "plan" and measure == "share"]:
            return Guess(found[0].row.code, "words", article.at(found[0]))
        if measure == "share" and "realised" in self.words.scope_words(figure, "stage") and not hits:
            return Guess(f"{code}:{site} registered".replace(": ", ":"), "carried")
        if measure == "share" and before and before.sentence == figure.sentence and before.indicator == code:
            source = before.cells["funding_source"].value.rstrip("?")
            return Guess(f"{code}@total" if code == "funding" and source else code, "carried")
        return Guess("", "nothing")

    def _whole(self, article: Article, figure: Figure, code: str) -> tuple[str, Hit] | None:
        """The words of scope that say what a share is of: "71,9 % of the registered capital"."""
        land = code == "site_fill_rate"
        since = self.words.whole_before(article, figure)
        own = article.behind_others(figure)
        for _, hit in sorted(
            self.words.near(article, figure, "scope", (0.9, 0.8)), key=lambda pair: -pair[0]
        ):
            behind = figure.last <= hit.first <= figure.last + 6 and self.words.reaches(article, figure, hit)
            behind |= since is not None and since <= hit.first < figure.first
            only = "site_land" if land else code
            if (behind or (land and own <= hit.first < figure.first)) and only in hit.row.only.split():
                axis = self.words.axis(hit.row.code)
                if axis == "land" or (not land and axis in ("stage", "sector")):
                    return hit.row.code, hit
        return None

    @staticmethod
    def _year_before(figure: Figure) -> str:
        """The same time a year before: `2016-S1?` of `2017-S1`."""
        period = figure.cells["period"].value.rstrip("?")
        if not period[:4].isdigit() or ("/" in period and period[:4] != period.partition("/")[2][:4]):
            return ""
        year = period[:4]
        return period.replace(year, str(int(year) - 1)) + "?"
