"""What the pages are made of, read from a release: one query each in `sql/`, rows as dictionaries.

Belongs here: asking. Does not belong here: words, pages. What grows with the number of reports (claims,
relations, numbers to search for) is handed on piece by piece and never held as a whole.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ..sql import literal

HERE = Path(__file__).parent
AT_ONCE = 20_000
"""Rows that are fetched at a time of what is not held as a whole."""

Rows = list[dict[str, Any]]
RowT = TypeVar("RowT", bound=Mapping[str, Any])


def grouped(rows: Iterable[RowT], column: str) -> dict[Any, list[RowT]]:
    """Rows by one of their columns, the values in the order in which they come first."""
    found: dict[Any, list[RowT]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


@dataclass
class Content:
    """A release that is open for reading; `most` is how many lines a page has room for."""

    connection: duckdb.DuckDBPyConnection
    most: int
    _of_places: dict[str, dict[str, Rows]] = field(default_factory=dict, init=False)

    def _set(self, **variables: int | str) -> None:
        """Set variables that queries read; as literals, for parameters load pandas, a third of a second."""
        for name, value in variables.items():
            written = str(value) if isinstance(value, int) else literal(value)
            self.connection.execute(f"set variable {name} = {written}")

    def _run(self, name: str) -> Iterator[dict[str, Any]]:
        self.connection.execute((HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8"))
        names = [column[0] for column in self.connection.description or ()]
        while rows := self.connection.fetchmany(AT_ONCE):
            for row in rows:
                yield dict(zip(names, row, strict=True))

    def rows(self, name: str, **variables: int | str) -> Rows:
        """All rows of a query, which may read these variables."""
        self._set(**variables)
        return list(self._run(name))

    def of_place(self, place_id: str, name: str, **variables: int) -> Rows:
        """The rows of a query that are of one place; it is asked once for all of them."""
        if name not in self._of_places:
            self._of_places[name] = grouped(self.rows(name, **variables), "place_id")
        return self._of_places[name].get(place_id, [])

    def by(self, name: str, key: str) -> dict[str, dict[str, Any]]:
        """The rows of a query by the column that names them, in their order."""
        return {row[key]: row for row in self.rows(name)}

    @cached_property
    def release(self) -> dict[str, Any]:
        """Which release this is."""
        [release] = self.rows("release")
        return release

    @cached_property
    def lines(self) -> Rows:
        """The observations that have room on pages; see `lines.sql`."""
        return self.rows("lines", most=self.most)

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """Every place by its id, in the order of their names; so are the places that one of them names."""
        found = self.by("places", "place_id")
        order = {place_id: position for position, place_id in enumerate(found)}
        for place in found.values():
            for others in ("now_in", "made_of", "parents"):
                place[others] = sorted(place[others], key=lambda each: order.get(each, -1))
        return found

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Every indicator by its code."""
        return self.by("indicators", "indicator_code")

    @cached_property
    def reports(self) -> dict[str, dict[str, Any]]:
        """Every report by its id, the newest first."""
        return self.by("reports", "report_id")

    @cached_property
    def counts(self) -> Rows:
        """How many observations there are by place, indicator, subject and mark."""
        return self.rows("counts")

    @cached_property
    def rejects(self) -> dict[str, Rows]:
        """What was rejected, by report."""
        return grouped(self.rows("rejects"), "report_id")

    def labels(self, language: str) -> dict[str, dict[str, str]]:
        """Labels of the codes of this release, by kind."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows("labels"):
            found[row["kind"]][row["code"]] = row[language]
        return found

    def of_reports(self) -> Iterator[tuple[str, Rows, Rows]]:
        """Report by report its claims and its relations; a report without claims is left out."""
        self.rows("relations_of_reports")
        for first, last in self._batches():
            between = {"first": first, "last": last}
            related: dict[str, Rows] = defaultdict(list)
            for row in self.rows("relations", **between):  # one between reports stands with each
                for report_id in row["reports"]:
                    related[report_id].append(row)
            claims = groupby(self.rows("claims", **between), lambda row: row["report_id"])
            for report_id, rows in claims:
                yield report_id, list(rows), related.get(report_id, [])

    def _batches(self) -> Iterator[tuple[str, str]]:
        """First and last id of as many successive reports as have some thousands of claims.

        So much is sorted in memory, however many reports there are.
        """
        first, last, claims = "", "", 0
        for report_id, report in sorted(self.reports.items()):
            first, last, claims = first or report_id, report_id, claims + report["accepted"]
            if claims >= AT_ONCE:
                yield first, last
                first, claims = "", 0
        if first:
            yield first, last

    def numbers(self, width: int, per_page: int) -> Iterator[tuple[str, str]]:
        """What the search by number looks through: JSON by the first digits, `width` of them."""
        self._set(width=width, per_page=per_page)
        rows = self._run("numbers")
        for key, entries in groupby(rows, lambda row: str(row["key"])):
            yield key, ",".join(row["entry"] for row in entries)

    def write_table(self, place_id: str, path: Path) -> None:
        """Write all observations of a place as CSV for programs."""
        self.rows("table_of_place", place=place_id, path=str(path))


def tiles() -> list[dict[str, Any]]:
    """Where the provinces of both frames stand on their maps: `units`, `unit_id`, `column`, `row`."""
    with (HERE / "tiles.csv").open(encoding="utf-8", newline="") as handle:
        return [
            {"unit_id": row["unit_id"]} | {key: int(row[key]) for key in ("units", "column", "row")}
            for row in csv.DictReader(handle)
        ]
