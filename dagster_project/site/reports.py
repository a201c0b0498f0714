"""Reports in one language: pages, or, where they are too many, data and one page that shows them.

Either way a figure is a row of the same template. Belongs here: what a row says, and which fragments of rows
repeat. Does not belong here: words (`words.py`), markup (`templates/report_*.html`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from .content import Rows
from .edition import DOCUMENT, as_script
from .ledger import cards
from .pages import Pages, cited
from .words import RELATION_SIGNS, Row

RELATIONS = 60
"""Relations that one page of a report spells out, the worst first."""

LINKS = 10_000
"""Links to claims that are kept."""

SIGNS_SHOWN = 6
"""Relations of one figure that are shown beside it."""

ABOUT = "[[about]]"
"""What stands in a fragment for what is said of a figure besides its indicator."""

ABOUT_COLUMNS = ("indicator_code", "measure", "base", "scope_code", "funding_source", "place_part", "nature")
"""The columns that say what a figure is about, besides place and time."""
WHAT = itemgetter(*ABOUT_COLUMNS)


FRAGMENTS = ("what", "place", "mark", "role", "proof")
FIGURE = (
    *("figure", "line", "printed", "beside", "what", "about", "note", "place", "period", "number", "range"),
    *("mark", "role", "proof", "relations"),
)
RELATION = ("id", "status", "glyph", "named", "law", "sentence", "claims")
"""What a row of a report and a relation say, in the order of the data that the viewer reads; what of a row
repeats from report to report."""

_COLUMN = re.compile(r"(^|; )[a-z_]+: ")
"""The code of a column before what it held."""


class Reports:
    """The reports in one language."""

    def __init__(self, pages: Pages) -> None:
        """Prepare the fragments that repeat from row to row."""
        self.pages, self.edition, self.content = pages, pages.edition, pages.content
        self.words, self.language = pages.words, pages.language
        self._to_others = "../" if self.edition.has_report_pages else ""
        self._keep()

    def write_all(self) -> None:
        """Write every report; those of which nothing was accepted too."""
        for report_id, claims, relations in self.content.of_reports():
            self._write(report_id, claims, relations)
        for report_id, report in self.content.reports.items():
            if not report["accepted"]:
                self._write(report_id, [], [])
        if not self.edition.has_report_pages:
            self._write_viewer()

    def _keep(self) -> None:
        """Fragments of reports by what they say, each rendered once."""
        shared = self.pages.shared | {"here": self._to_others}
        macros: Any = DOCUMENT.get_template("macros.html").make_module(shared)
        rows: Any = DOCUMENT.get_template("report_rows.html").module

        @cache
        def what_of(indicator: str, is_more: bool, nature: str) -> Markup:
            return Markup(macros.what(indicator, [ABOUT] if is_more else [], nature))

        def what(*columns: str) -> tuple[Markup, list[str], str]:
            row = dict(zip(ABOUT_COLUMNS, columns, strict=True))
            about = self.words.about(row)
            nature = self.words.nature(row)
            # what it is about differs from figure to figure: it replaces one word that the macro wrote
            return what_of(row["indicator_code"], bool(about), nature), about, nature

        def mark(code: str, *reasons: str) -> Markup:
            said = [self.words.label("mark_reason", reason) for reason in reasons]
            return Markup(macros.mark({"mark": code, "reasons": said}))

        self._fragments: dict[str, int] = {}
        self._row, self._spelled = rows.row, rows.relation
        self._what, self._mark = cache(what), cache(mark)
        self._place_name, self._place_link = cache(self.pages.place_name), cache(macros.place_link)
        self._claim_link = lru_cache(LINKS)(self._link)  # a claim stands in many relations of its report
        self._label, self._button = cache(self.words.label), self.words.say("site.copy")

    def _write(self, report_id: str, claims: Rows, relations: Rows) -> None:
        """Write the pages of a report, or its files of data where one page shows them."""
        report = self.content.reports[report_id]
        related: dict[str, list[tuple[str, str]]] = {claim["claim"]: [] for claim in claims}
        for relation in relations:
            for claim in related.keys() & relation["claims"]:
                related[claim].append((relation["relation_id"][:10], relation["status"]))
        parts = cards(({"page": self.edition.page_of(claim["claim"])} | claim for claim in claims), "page")
        parts = parts or [((report_id,), [])]
        named = [page for (page,), _ in parts]
        for (page,), rows in parts:
            own = {claim["claim"] for claim in rows}
            here = [r for r in relations if not own.isdisjoint(r["claims"])]
            spelled = here[:RELATIONS]
            known = {relation["relation_id"][:10] for relation in spelled}
            figures = [self._figure(row, related[row["claim"]], known) for row in rows]
            values = self.pages.shared | {
                "title": report["title"] or report_id,
                "report": report,
                "rejects": self.content.rejects.get(report_id, []) if page == named[0] else [],
                "links": [self.pages.report_path(each) for each in named] if len(named) > 1 else [],
                "page": page,
                "sources": self.pages.sources([report_id]),
            }
            relations_here = [self._relation(relation) for relation in spelled]
            if self.edition.has_report_pages:
                values["rows"] = [
                    self._row(self._on_page(figure, row, page))
                    for figure, row in zip(figures, rows, strict=True)
                ]
                values["relations"] = [self._spelled(relation) for relation in relations_here]
                values |= {"more_relations": max(len(here) - RELATIONS, 0), "viewed": False}
                self.pages.render("report.html", f"report/{page}.html", **values)
            else:
                head = DOCUMENT.get_template("report_head.html").render(values, here="")
                shown = [values["title"], report_id, self.pages.report_path(page), head]
                shown += [[self._as_data(figure) for figure in figures]]
                shown += [[[relation[name] for name in RELATION] for relation in relations_here]]
                shown += [values["sources"]]
                self.edition.write(f"data/report/{page}.{self.language}.js", f"show({as_script(shown)})")

    def _as_data(self, figure: Mapping[str, Any]) -> list[Any]:
        """A row of a report as the viewer reads it: fragments that repeat by their number."""
        for name in FRAGMENTS:
            self._fragments.setdefault(figure[name], len(self._fragments))
        return [self._fragments[figure[name]] if name in FRAGMENTS else figure[name] for name in FIGURE]

    def _write_viewer(self) -> None:
        """Write the page that shows any report, and the fragments that reports share."""
        self.pages.render(
            "viewer.html",
            "report.html",
            title=self.words.say("site.report"),
            rows=(),
            relations=(),
            more_relations=0,
            viewed=True,
            row=self._row(
                {name: f"[[{name}]]" for name in (*FIGURE, "cite", "claim", "to")} | {"button": self._button}
            ),
            relation=self._spelled({name: f"[[{name}]]" for name in RELATION}),
            names=as_script([FIGURE, FRAGMENTS, RELATION]),
        )
        self.edition.write(
            f"data/fragments-{self.language}.js", f"fragments({as_script(list(self._fragments))})"
        )

    def _figure(self, row: Row, related: Sequence[tuple[str, str]], spelled: set[str]) -> dict[str, Any]:
        """A claim as a row of its report; there may be a million, so what repeats is put into words once."""
        what, about, _ = self._what(*WHAT(row))
        beside = [row["period_printed"]]
        if row["corrected_from"]:
            corrected = _COLUMN.sub(r"\1", row["corrected_from"])
            beside.append(self.words.say("site.corrected-from", found=corrected))
        relations = [self._related(*each, spelled) for each in related[:SIGNS_SHOWN]]
        more = len(related) - SIGNS_SHOWN
        return {
            "figure": row["figure"],
            "line": row["source_line"],
            "printed": row["printed"],
            "beside": " · ".join(filter(None, beside)),
            "what": what,
            "about": " · ".join(about),
            "note": row["note"] if self.language == "en" else "",
            "place": self._place_link(row["place_id"]),
            "period": self.words.period(row),
            "number": self.words.number(row),
            "range": self.words.range(row),
            "mark": self._mark(row["mark"], *row["mark_reasons"]),
            "role": self._label("claim_status", row["claim_status"]),
            "proof": self._label("proof_short", row["proof"] or "not_checked"),
            "relations": Markup("".join(relations) + (f" +{more}" if more > 0 else "")),
        }

    def _on_page(self, figure: dict[str, Any], row: Row, page: str) -> dict[str, Any]:
        """A row with what the viewer works out by itself."""
        _, about, nature = self._what(*WHAT(row))
        indicator = self.words.indicator(row["indicator_code"])
        place = self._place_name(row["place_id"])
        return figure | {
            "what": figure["what"].replace(ABOUT, figure["about"]),
            "cite": cited(place, indicator, *about, nature, figure["period"], number=figure["number"]),
            "claim": row["claim"],
            "to": f"{self.pages.report_path(page)}#f{row['figure']}",
            "button": self._button,
        }

    def _relation(self, row: Row) -> dict[str, Any]:
        """A relation as an item below the figures of a report."""
        links = [self._claim_link(claim) for claim in row["claims"]]
        return {
            "id": row["relation_id"][:10],
            "status": row["status"],
            "glyph": RELATION_SIGNS.get(row["status"], ""),
            "named": self._label("relation_status", row["status"]),
            "law": self._label("law", row["law"]),
            "sentence": row[f"sentence_{self.language}"],
            "claims": Markup(" ".join(links)),  # names of reports hold no sign of markup
        }

    def _link(self, claim: str) -> str:
        return f'<a href="{self._to_others}{self.pages.claim_path(claim)}">{claim}</a>'

    def _related(self, to: str, status: str, spelled: set[str]) -> str:
        """The sign of a relation, which leads to its sentence where that stands on the page."""
        named = f'class="{status}" title="{self._label("relation_status", status)}"'
        sign = RELATION_SIGNS.get(status, "")
        return f'<a href="#r-{to}" {named}>{sign}</a>' if to in spelled else f"<span {named}>{sign}</span>"
