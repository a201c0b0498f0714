"""What the pages of both languages share: the release, where the site is written, how much a page holds.

Belongs here: counts, files that no language owns, the templates' environment. Does not belong here: pages.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from ..messages import Language
from ..vocabulary import Vocabulary
from . import console
from .content import HERE, Content

if TYPE_CHECKING:
    from .exports import Download

DOCUMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


DOCS = "docs/index.html"
"""dbt's page of the models, where it was asked for."""


@dataclass(frozen=True)
class Limits:
    """How much stands where.

    A page has room for `lines` of a ledger and for `figures` of a report, and stays below 260 KB. With more
    reports than `report_pages` there is a file of data for each, and one page that shows them; with more
    figures than `numbers` those to search through are spread over files by their first digits.
    """

    lines: int = 170
    figures: int = 120
    report_pages: int = 1000
    numbers: int = 20_000


@dataclass(frozen=True)
class Downloads:
    """The exports: their files, and what they are for machines, by language."""

    files: Sequence[Download]
    described: Mapping[Language, str]


@dataclass
class Edition:
    """What both languages share: the release, where the site is written, under which address it will be."""

    content: Content
    folder: Path
    address: str | None
    vocabulary: Vocabulary
    downloads: Downloads
    limits: Limits

    def lay_down(self) -> None:
        """Write what both languages share: style, script, tables of places, numbers to search through."""
        shutil.copytree(HERE / "static", self.folder / "assets")
        (self.folder / "data" / "place").mkdir(parents=True, exist_ok=True)
        for place_id in self.count_of["place_id"]:
            self.content.write_table(place_id, self.folder / "data" / "place" / f"{place_id}.csv")
        total = sum(report["accepted"] for report in self.content.reports.values())
        width = 0 if total <= self.limits.numbers else 3
        for key, entries in self.content.numbers(width, self.limits.figures):
            self.write(f"data/numbers/{key or 'all'}.js", f'numbers("{key}",[{entries}])')
        self.write("data/numbers/width.js", f"width({width})")

    @cached_property
    def by_cell(self) -> dict[str, dict[str, Any]]:
        """The lines that have room on pages, by their cell."""
        return {line["cell_id"]: line for line in self.content.lines}

    @cached_property
    def count_of(self) -> dict[str, Counter[str]]:
        """Observations by place, indicator, subject and mark."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.content.counts:
            for key in ("place_id", "indicator_code", "subject", "mark"):
                found[key][row[key]] += row["n"]
        return found

    @cached_property
    def subjects(self) -> list[str]:
        """The subjects in the order in which the vocabulary comes to them."""
        known = [indicator.subject for indicator in self.vocabulary.indicators.values()]
        return list(dict.fromkeys([*known, *self.count_of["subject"]]))

    @cached_property
    def shown_places(self) -> set[str]:
        """Places that have a page: today's provinces, and every other place with data."""
        with_data = set(self.count_of["place_id"])
        return with_data | {p["place_id"] for p in self.content.places.values() if p["is_today"]}

    @cached_property
    def has_report_pages(self) -> bool:
        """Whether every report has pages of its own, or a file of data that one page shows."""
        return len(self.content.reports) <= self.limits.report_pages

    @cached_property
    def has_docs(self) -> bool:
        """Whether dbt's page of the models is part of the site; it is written before the pages."""
        return (self.folder / DOCS).is_file()

    @cached_property
    def has_console(self) -> bool:
        """Whether the release can be asked in SQL; what that takes is laid down before the pages."""
        return (self.folder / console.FOLDER).is_dir()

    def write(self, path: str, text: str) -> None:
        """Write a file of the site."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def page_of(self, claim: str) -> str:
        """The page of its report on which a figure stands: `lao-cai-2013#4` is on `lao-cai-2013`."""
        report_id, _, figure = claim.partition("#")
        number = (int(figure) - 1) // self.limits.figures + 1
        return report_id if number == 1 else f"{report_id}-{number}"


def as_script(value: Any) -> Markup:
    """Data as it may stand in a script: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
