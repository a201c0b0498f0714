"""Figures set beside each other, in one language: what to cite, costs, results beside targets, whose money.

Belongs here: what `analytics` has chosen, paired or divided, as rows of pages. Does not belong here: doing
so; words (`words.py`), markup (`templates/`).
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .content import Rows, grouped
from .ledger import interval, scale
from .words import Row

if TYPE_CHECKING:
    from .pages import Pages

PERCENT = "{} %"
COSTS, AIMS, RELATIONS = 40, 60, 40
"""How many of one place have room."""

ON_A_PAGE = 150
"""Costs on one page of the list of all."""


class Beside:
    """What stands beside what in one language."""

    def __init__(self, pages: Pages) -> None:
        """Take the pages that it is part of."""
        self.pages, self.edition, self.content = pages, pages.edition, pages.content
        self.words, self.language = pages.words, pages.language
        self.cited_places: set[str] = set()  # those of which there is a page that says what to cite

    def write_all(self) -> None:
        """Write what to cite of every place, and the costs of all places."""
        with_figures = sorted(self.edition.count_of["place_id"])
        if self.edition.has_report_pages:  # few figures: asked once for all places
            asked = [(with_figures[0], with_figures[-1])] if with_figures else []
        else:
            asked = [(place, place) for place in with_figures]
        for first, last in asked:
            rows = self.content.rows("best", first=first, last=last, most=self.edition.limits.lines)
            for place_id, of_place in groupby(rows, itemgetter("place_id")):
                self._write_best(place_id, list(of_place))
        title = self.words.say("site.costs")
        self.pages.in_parts("costs.html", self.costs, ON_A_PAGE, title=title, total=len(self.costs))

    def _write_best(self, place_id: str, rows: Rows) -> None:
        self.cited_places.add(place_id)
        place = self.pages.place_name(place_id)
        by_subject = grouped(rows, "subject")
        subjects = [
            (subject, [self._best(row) for row in by_subject[subject]])
            for subject in self.edition.subjects
            if subject in by_subject
        ]
        years = sorted({year for row in rows for year in row["years"]}, reverse=True)
        self.pages.render(
            "best.html",
            f"best/{place_id}.html",
            title=self.words.say("site.best-of", place=place),
            place_id=place_id,
            subjects=subjects,
            years=years,
        )

    def _said(self, row: Row) -> dict[str, Any]:
        """What a row is about and how sure it is."""
        return {
            "indicator": row["indicator_code"],
            "about": self.words.about(row),
            "nature": self.words.nature(row),
            "period": self.words.period(row),
            "mark": row["mark"],
        }

    def _best(self, row: Row) -> dict[str, Any]:
        """A figure to cite."""
        citation, release = row[f"citation_{self.language}"], self.content.release["release_id"]
        whole = self.words.say("site.cited-with-release", citation=citation, release=release)
        return self._said(row) | {
            "years": self.words.years(row["years"]),
            "number": self.words.number(row),
            "range": self.words.range(row),
            "printed": self.words.printed(row),
            "reasons": self.words.reasons(row),
            "caveat": row[f"caveat_{self.language}"],
            "claim": row["claim"],
            "citation": whole if citation else "",
        }

    @cached_property
    def costs(self) -> Rows:
        """What a person trained, a scheme or an establishment cost, in every place."""
        return [self._cost(row) for row in self.content.rows("costs", most=COSTS)]

    def _cost(self, row: Row) -> dict[str, Any]:
        unit = self.words.say("site.million", n="{}", unit=self.words.short_unit(row["currency"]))
        each, within = self.words.quotient(row, "cost_million", unit)
        sides = {
            side: {"claim": row[side]["claim"], "number": self.words.number(row[side])}
            for side in ("money", "counted")
        }
        return self._said(row) | sides | {"place_id": row["place_id"], "each": each, "range": within}

    def agreement(self, place_id: str) -> list[dict[str, Any]]:
        """What speaks for or against the figures of a place, the worst first."""
        rows = self.content.of_place(place_id, "agreement", most=RELATIONS)
        return [row | {"sentence": row[f"sentence_{self.language}"]} for row in rows]

    def aims(self, place_id: str) -> list[dict[str, Any]]:
        """Plans and targets of a place with what was reached of them."""
        found = []
        for row in self.content.of_place(place_id, "aims", most=AIMS):
            sides = [row["aim"], row["result"]]
            largest = scale(sides)
            aim, result = (
                {
                    "claim": side["claim"],
                    "number": self.words.number(side),
                    "interval": interval(side, largest),
                    "period": self.words.period(side),
                    "nature": self.words.nature(side),
                }
                for side in sides
            )
            reached, within = self.words.quotient(row, "reached_pct", PERCENT)
            about = self.words.about(row)
            found.append(
                {"indicator": row["indicator_code"], "about": about, "aim": aim, "result": result}
                | {"reached": reached, "range": within, "so_far": row["result_is_of"] == "earlier"}
            )
        return found

    def money(self, place_id: str) -> list[dict[str, Any]]:
        """National beside local money for the same thing and time."""
        found = []
        for row in self.content.of_place(place_id, "money"):
            rows = {source: self.edition.by_cell[cell] for source, cell in row["cells"].items()}
            largest = scale(list(rows.values()))
            lines = {source: self.pages.line(each, None, largest, False) for source, each in rows.items()}
            some = next(iter(rows.values()))
            share = self.words.quotient(row, "share", PERCENT)
            found.append(
                self._said(some | {"funding_source": ""})
                | {"lines": lines, "share": share if row["share_low"] or row["share_high"] else ("", "")}
            )
        return found
