"""The pages of one language, but for those of reports.

Belongs here: which pages there are, at which address, and the rows that stand on them. Does not belong here:
markup (`templates/`), words (`words.py`), geometry (`ledger.py`), reports (`reports.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from ..messages import Language
from . import console
from .beside import Beside
from .content import Rows, grouped, tiles
from .edition import DOCS, DOCUMENT, Edition, as_script
from .exports import LIMITS
from .ledger import Axis, bar, cards, interval, scale
from .words import MARKS, RELATION_SIGNS, SIGNS, Row, Words

ITEMS, ARTICLES = 150, 80
"""Reports, and contradictions, on one page of their list."""

MOST = 2000
"""Contradictions that are listed, the worst first."""


def numbered(path: str, number: int) -> str:
    """The address of a further page of a list: `reports.html`, `reports-2.html`."""
    return path if number == 1 else path.replace(".html", f"-{number}.html")


def cited(*named: str, number: str) -> str:
    """A figure as it is cited: what it is about, as far as it is said, and the number."""
    return f"{', '.join(filter(None, named))}: {number}"


class Pages:
    """The pages of one language."""

    def __init__(self, edition: Edition, language: Language) -> None:
        """Prepare words and templates."""
        self.edition, self.content, self.language = edition, edition.content, language
        self.written = 0
        self.words = Words(language, edition.vocabulary, self.content.labels(language))
        places = self.content.places
        groups = {group for place in edition.shown_places for group in places[place]["parents"]}
        self.words.know_places([places[place] for place in groups.union(edition.shown_places)])
        self.beside = Beside(self)
        self._base = "" if language == "vi" else "en/"
        self.shared = {
            "t": self.words.say,
            "label": self.words.label,
            "w": self.words,
            "lang": language,
            "release": self.content.release,
            "marks": MARKS,
            "glyph": RELATION_SIGNS,
            "place_name": self.place_name,
            "as_script": as_script,
            "address": edition.address or "",
            "viewer": "" if edition.has_report_pages else self.report_path("%"),
            "report_path": self.report_path,
            "claim_path": self.claim_path,
            "shown": edition.shown_places,
            "has_console": edition.has_console,
        }

    # -- addresses and words

    def place_name(self, place_id: str) -> str:
        """The name of a place."""
        return self.words.place(self.content.places[place_id])

    def report_path(self, page: str) -> str:
        """The address of a page of a report, within the pages of this language."""
        return f"report/{page}.html" if self.edition.has_report_pages else f"report.html?id={page}"

    def claim_path(self, claim: str) -> str:
        """The address of a figure."""
        return f"{self.report_path(self.edition.page_of(claim))}#f{claim.partition('#')[2]}"

    def render(self, template: str, path: str, **values: Any) -> None:
        """Write a page."""
        depth = path.count("/")
        here = "../" * depth
        values |= self.shared | {
            "here": here,
            "root": here + ("" if self.language == "vi" else "../"),
            "other": here + ("en/" if self.language == "vi" else "../") + path,
            "path": path,
        }
        self.edition.write(self._base + path, DOCUMENT.get_template(template).render(values))
        self.written += 1

    def line(self, row: Row, axis: Axis | None, largest: Any, with_place: bool) -> dict[str, Any]:
        """An observation as a line of a ledger."""
        words = self.words
        about, nature = words.about(row), words.nature(row)
        number, period = words.number(row), words.period(row)
        place, indicator = self.place_name(row["place_id"]), words.indicator(row["indicator_code"])
        return {
            "id": row["cell_id"][:10],
            "place_id": row["place_id"] if with_place else "",
            "about": about,
            "period": period,
            "nature": nature,
            "is_part": not (row["is_total"] or row["measure"]),
            "bar": bar(row, axis),
            "interval": interval(row, largest),
            "number": number,
            "sort": row["value"] if row["value"] is not None else row["value_low"] or row["value_high"] or 0,
            "range": words.range(row),
            "printed": words.printed(row),
            "mark": row["mark"],
            "reasons": words.reasons(row),
            "claims": row["claim_count"],
            "claim": row["claim"],
            "line": row["source_line"],
            "cite": cited(place, indicator, *about, period, nature, number=number),
        }

    def ledger(
        self, rows: Iterable[Row], axis: Axis | None, with_place: bool, named: set[str]
    ) -> list[dict[str, Any]]:
        """Cards of lines, by indicator, unit and measure; `named` are the indicators that had one before."""
        found: list[dict[str, Any]] = []
        for (indicator, unit, measure), lines in cards(rows, "indicator_code", "unit_code", "measure"):
            largest = scale(lines)
            first = not with_place and indicator not in named
            named.add(indicator)
            found.append(
                {
                    "id": indicator if first else "",
                    "link": "" if with_place else f"indicator/{indicator}.html",
                    "name": self.words.indicator(indicator),
                    "unit": self.words.unit(unit),
                    "measure": self.words.measures[measure] if measure else "",
                    "largest": self.words.amount(largest, unit),
                    "lines": [self.line(row, axis, largest, with_place) for row in lines],
                }
            )
        return found

    def sources(self, reports: Iterable[str | None]) -> dict[str, str]:
        """How reports are cited, by their id."""
        found = {}
        for report_id in sorted({report for report in reports if report}):
            report = self.content.reports[report_id]
            title = report["title"] or self.words.say("site.untitled", report=report_id)
            parts = [title, report["author"], report["publisher"], report["published"]]
            found[report_id] = ". ".join(filter(None, parts))
        return found

    # -- pages

    def write_all(self) -> None:
        """Write every page but those of reports."""
        self.beside.write_all()
        self._home()
        for place_id in sorted(self.edition.shown_places):
            self._place(place_id)
        for code in self.content.indicators:
            self._indicator(code)
        self._indicators()
        self._reports()
        self._contradictions()
        self._coverage()
        self.render("search.html", "search.html", title=self.words.say("site.search"))
        self.render("cite.html", "cite.html", title=self.words.say("site.cite"), signs=SIGNS)
        self._downloads()
        if self.edition.has_console:
            self._console()
        self._write_search()

    def _home(self) -> None:
        counts = self.edition.count_of
        maps: dict[int, Rows] = {34: [], 63: []}
        of_unit = {(row["units"], row["unit_id"]): row["n"] for row in self.content.rows("units")}
        for tile in tiles():
            unit_id = tile["unit_id"]
            n = of_unit.get((tile["units"], unit_id), 0)
            shade = 0 if not n else 1 if n < 10 else 2 if n < 30 else 3
            name = self.content.places[unit_id][f"name_{self.language}"]
            maps[tile["units"]].append(
                tile | {"n": n, "shade": shade, "name": name, "linked": unit_id in self.edition.shown_places}
            )
        others = [p for p in self.content.places if counts["place_id"][p]]
        self.render(
            "home.html",
            "index.html",
            title=self.words.say("site.title"),
            totals=[
                (sum(counts["mark"].values()), self.words.say("site.figures-known")),
                (len(counts["place_id"]), self.words.say("site.places-with-figures")),
                (len(counts["indicator_code"]), self.words.say("site.indicators-with-figures")),
                (len(self.content.reports), self.words.say("site.reports-read")),
            ],
            count=counts,
            maps=maps,
            places=others,
            subjects=self.edition.subjects,
            changes=self._changes(),
            described=Markup(self.edition.downloads.described[self.language]),
        )

    def _changes(self) -> list[dict[str, Any]]:
        """What is otherwise than in the release before, by kind and cause."""
        found = []
        for row in self.content.rows("changes"):
            examples = []
            for cell in row["examples"] if row["cause"] != "first_release" else ():
                values = (cell["before"], cell["after"])
                before, after = ("–" if v is None else self.words.amount(v, cell["unit"]) for v in values)
                indicator = self.words.indicator(cell["indicator"])
                examples.append(cell | {"indicator": indicator, "before": before, "after": after})
            found.append(row | {"examples": examples})
        return found

    def _place(self, place_id: str) -> None:
        place = self.content.places[place_id]
        lines = self._by_place.get(place_id, [])
        axis = Axis.of(lines)
        named: set[str] = set()
        of_subject = [(s, [line for line in lines if line["subject"] == s]) for s in self.edition.subjects]
        total = self.edition.count_of["place_id"][place_id]
        self.render(
            "place.html",
            f"place/{place_id}.html",
            title=self.place_name(place_id),
            place=place,
            total=total,
            shown_lines=len(lines),
            marks_here=Counter(line["mark"] for line in lines),
            axis=axis,
            subjects=[
                (s, self.ledger(rows, axis, False, named), len(rows)) for s, rows in of_subject if rows
            ],
            aims=self.beside.aims(place_id),
            money=self.beside.money(place_id),
            costs=[cost for cost in self.beside.costs if cost["place_id"] == place_id],
            agreement=self.beside.agreement(place_id),
            is_cited=place_id in self.beside.cited_places,
            sources=self.sources(line["report_id"] or line["claim"].split("#")[0] for line in lines),
            count=self.edition.count_of["place_id"],
        )

    @cached_property
    def _by_place(self) -> dict[str, Rows]:
        return grouped((line for line in self.content.lines if line["of_place"]), "place_id")

    @cached_property
    def _by_indicator(self) -> dict[str, Rows]:
        return grouped((line for line in self.content.lines if line["of_indicator"]), "indicator_code")

    def _indicators(self) -> None:
        self.render(
            "indicators.html",
            "indicators.html",
            title=self.words.say("site.indicators"),
            subjects=self.edition.subjects,
            # the alphabet of Vietnamese is that of the release; English labels have no accents
            indicators=sorted(
                self.content.indicators.values(),
                key=lambda row: row["label_en"].casefold() if self.language == "en" else "",
            ),
            count=self.edition.count_of,
        )

    def _indicator(self, code: str) -> None:
        order = {place: n for n, place in enumerate(self.content.places)}
        lines = sorted(
            self._by_indicator.get(code, ()),
            key=lambda line: (line["measure"], line["unit_code"], order[line["place_id"]]),
        )
        axis = Axis.of(lines)
        self.render(
            "indicator.html",
            f"indicator/{code}.html",
            title=self.words.indicator(code),
            indicator=self.content.indicators[code],
            total=self.edition.count_of["indicator_code"][code],
            shown_lines=len(lines),
            axis=axis,
            cards=self.ledger(lines, axis, True, set()),
            sources=self.sources(line["claim"].split("#")[0] for line in lines),
        )

    def in_parts(self, path: str, rows: Sequence[Any], size: int, **values: Any) -> None:
        """A list over as many pages as it needs."""
        parts = [rows[n : n + size] for n in range(0, len(rows), size)] or [rows]
        links = [numbered(path, n) for n in range(1, len(parts) + 1)] if len(parts) > 1 else []
        for number, part in enumerate(parts, start=1):
            at = numbered(path, number)
            self.render(path, at, rows=part, links=links, **values)

    def _reports(self) -> None:
        self.in_parts(
            "reports.html",
            list(self.content.reports.values()),
            ITEMS,
            total=len(self.content.reports),
            title=self.words.say("site.reports"),
        )

    def _contradictions(self) -> None:
        contradictory = self.content.rows("contradictions", most=MOST)
        claims = self.content.by("claims_of", "claim")
        found = []
        for row in contradictory:
            members = [claims[claim] for claim in row["claims"]]
            found.append(
                row
                | {
                    "sentence": row[f"sentence_{self.language}"],
                    "expected": self._interval(row, "expected"),
                    "found": self._interval(row, "found"),
                    "gap": self.words.amount(abs(row["imbalance"]), row["unit_code"])
                    if row["imbalance"]
                    else "",
                    "members": [
                        member
                        | {
                            # where any of them may be wrong, none is to be looked at first
                            "suspect": len(row["suspects"]) < len(members)
                            and member["claim"] in row["suspects"],
                            "number": self.words.number(member),
                            "about_words": self.words.about(member),
                            "indicator": self.words.indicator(member["indicator_code"]),
                            "period": self.words.period(member),
                        }
                        for member in members
                    ],
                }
            )
        by_status = {row["status"]: row["n"] for row in self.content.rows("statuses")}
        self.in_parts(
            "contradictions.html",
            found,
            ARTICLES,
            total=sum(by_status.values()),
            listed=len(found),
            title=self.words.say("site.contradictions"),
            by_status=by_status,
            unresolved=self.content.rows("unresolved")[:ITEMS],
        )

    def _interval(self, row: Row, which: str) -> str:
        low, high = row[f"{which}_low"], row[f"{which}_high"]
        if low is None and high is None:
            return ""
        number = {"value": low if low == high else None, "value_low": low, "value_high": high}
        return self.words.number(number | {"unit_code": row["unit_code"], "flags": ()})

    def _coverage(self) -> None:
        known: dict[str, dict[tuple[str, int | None], Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        for row in self.content.rows("coverage"):
            for subject in ("", row["subject"]):
                for kind in ("results", "contested", "intentions"):
                    known[subject][row["place_id"], row["year"]][kind] += row[kind]
        rejected = {row["place_id"]: row["n"] for row in self.content.rows("rejected_of_places")}
        places = [place for place in self.content.places if self.edition.count_of["place_id"][place]]
        silent = [
            p["place_id"]
            for p in self.content.places.values()
            if p["kind"] == "province" and not self.edition.count_of["place_id"][p["place_id"]]
        ]
        years = sorted({year for _, year in known[""] if year})
        every_year = list(range(years[0], years[-1] + 1)) if years else []
        for subject in ("", *self.edition.subjects):
            cells = known[subject]
            self.render(
                "coverage.html",
                f"coverage{'-' + subject if subject else ''}.html",
                title=self.words.say("site.coverage"),
                subject=subject,
                subjects=self.edition.subjects,
                years=every_year,
                years_and_none=[None, *every_year],
                places=places,
                cells=cells,
                rejected=rejected,
                silent=silent,
            )

    def _downloads(self) -> None:
        downloads = self.edition.downloads.files  # format by format, and each has its users
        count = self.edition.count_of["place_id"]
        self.render(
            "downloads.html",
            "downloads.html",
            title=self.words.say("site.downloads"),
            places=[(place, count[place]) for place in self.content.places if count[place]],
            by_user=[(user, list(files)) for user, files in groupby(downloads, attrgetter("user"))],
            limits=LIMITS,
            docs=DOCS if self.edition.has_docs else "",
        )

    def _console(self) -> None:
        claims = (row["claim"] for row in self.content.lines if row["claim_count"] > 1)
        claim = next(claims, self.content.lines[0]["claim"] if self.content.lines else "")
        examples = [(name, sql.format(language=self.language, claim=claim)) for name, sql in console.EXAMPLES]
        self.render("sql.html", "sql.html", title=self.words.say("site.sql"), examples=examples)

    def _write_search(self) -> None:
        """What the search by words looks through: names, and where they lead."""
        words, count = self.words, self.edition.count_of
        found = [
            ["place", f"place/{id}.html", self.place_name(id), " ".join(place["aliases"])]
            for id, place in self.content.places.items()
            if id in self.edition.shown_places
        ]
        found += [
            ["indicator", f"indicator/{code}.html", words.indicator(code), code]
            for code in self.content.indicators
        ]
        pairs: Counter[tuple[str, str]] = Counter()
        for row in self.content.counts:
            pairs[row["place_id"], row["indicator_code"]] += row["n"]
        found += [
            [
                "pair",
                f"place/{place}.html#{code}",
                f"{words.indicator(code)} – {self.place_name(place)} ({words.digits(n)})",
                "",
            ]
            for (place, code), n in pairs.items()
            if place in self.edition.shown_places
        ]
        found += [
            ["report", self.report_path(report_id), report["title"] or report_id, report_id]
            for report_id, report in self.content.reports.items()
        ]
        names = {
            "places": {place: self.place_name(place) for place in count["place_id"]},
            "indicators": {code: words.indicator(code) for code in count["indicator_code"]},
        }
        self.edition.write(f"data/words-{self.language}.js", f"words({as_script(found)},{as_script(names)})")
