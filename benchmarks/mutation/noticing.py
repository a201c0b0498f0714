"""What relations notice of a wrong value: each figure in turn, ten times too large or one digit off.

Belongs here: the two changes, and many of them in one build. Does not belong here: faults of the catalogue
(`faults.py`), the page (`page.py`).

A wrong value changes no region, only whether relations hold. So figures that can have no relation in common
are changed in one build together: those of different groups, where a group is all that is tied by an order
between regions, by a relation, or by being about one indicator at one place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path

from dagster_project import ingest, transform
from dagster_project.settings import Settings

from . import reports
from .pipeline import Models, here, settings_in
from .reports import Report

WRONG = "('violated', 'possible_conflict', 'jump')"


def ten_times(value: Decimal) -> Decimal:
    """A value with its comma one digit off."""
    return value * 10


def first_digit_up(value: Decimal) -> Decimal:
    """A value whose first digit is one more."""
    return value + Decimal(1).scaleb(value.adjusted())


CHANGES = {"ten times the value": ten_times, "the first digit one more": first_digit_up}


def in_print(value: Decimal, decimals: int) -> str:
    """A number as the sheets print it."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def changed_text(text: str, change: str) -> str | None:
    """A printed value after a change; None where it is no plain number, or nothing."""
    try:
        value = Decimal(text.replace(".", "").replace(",", "."))
    except InvalidOperation:
        return None
    decimals = len(text.partition(",")[2])
    return in_print(CHANGES[change](value), decimals) if value > 0 else None


def changed(report: Report, change: str) -> Report:
    """A report in which every plain number is changed."""
    rows = ({**row, "value": changed_text(row["value"], change) or row["value"]} for row in report.figures)
    return Report(report.report_id, report.origin, tuple(rows), report.not_figures)


@dataclass
class Noticed:
    """Counts of one change, by what is said of the right value."""

    tried: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)

    def share(self, status: str | None = None) -> float:
        """Share noticed, in percent, of all or of those of a status."""
        statuses = list(self.tried) if status is None else [status]
        tried = sum(self.tried[s] for s in statuses)
        return 100 * sum(self.noticed[s] for s in statuses) / tried if tried else 0.0


class Engine:
    """The models of relations on the claims of reports, with some claims exchanged."""

    def __init__(self, built: Settings, all_reports: Sequence[Report], folder: Path) -> None:
        self.models = Models(built)
        self.connection = self.models.connection
        needed = _needed(built)
        self.steps = [
            (name, sql) for kind, name, sql in self.models.steps if kind == "model" and name in needed
        ]
        self.connection.execute("attach ':memory:' as landing; create schema landing.raw")
        self._land(all_reports, folder / "right", "right_claims")
        for n, change in enumerate(CHANGES):
            self._land([changed(r, change) for r in all_reports], folder / str(n), _kept(change))
        self.before = self.run([], next(iter(CHANGES)))
        self.statuses: Mapping[str, str] = dict(
            self.connection.execute(
                "select claim, check_status from work.intermediate.int_claim_checks"
            ).fetchall()
        )
        self.groups = self._groups()

    def _land(self, some: Sequence[Report], folder: Path, table: str) -> None:
        where = settings_in(folder, None)
        for report in some:
            reports.write(report, where.raw, report.report_id, None, None)
        ingest.run(where)
        self.connection.execute(f"attach '{where.landing}' as file (read_only)")
        tables = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = 'file' and schema_name = 'raw'"
        ).fetchall()
        for (name,) in tables:
            self.connection.execute(
                f'create table if not exists landing.raw."{name}" as from file.raw."{name}"'
            )
        self.connection.execute(f"create table {table} as from file.raw.claims; detach file")

    def run(self, claims: Iterable[str], change: str) -> set[tuple[str, frozenset[str]]]:
        """What does not hold once some claims have the value of a change."""
        self.connection.execute(
            "create or replace table exchanged as select unnest(?::varchar[]) as claim", [[*claims]]
        )
        key = "report_id || '#' || figure"
        self.connection.execute(
            "create or replace table landing.raw.claims as "
            f"select * from right_claims where {key} not in (from exchanged) "
            f"union all select * from {_kept(change)} where {key} in (from exchanged)"
        )
        for name, sql in self.steps:
            self.connection.execute(f"create or replace table {name} as {sql}")
        rows = self.connection.execute(
            f"select law, claims from work.intermediate.int_relations where status in {WRONG}"
        ).fetchall()
        return {(law, frozenset(claims)) for law, claims in rows}

    def accepted(self, change: str) -> set[str]:
        """Claims whose changed value ingest accepts, and that is another one."""
        rows = self.connection.execute(
            f"select report_id || '#' || figure from {_kept(change)} as changed "
            "inner join right_claims using (report_id, figure) where changed.value <> right_claims.value"
        ).fetchall()
        return {claim for (claim,) in rows if claim in self.statuses}

    def _groups(self) -> list[list[str]]:
        """Claims by what they may have a relation with."""
        ties = self.connection.execute(
            "with terms as (select region_id, unnest(list_append(claims, claim)) as claim "
            "from work.intermediate.int_terms) "
            "select distinct a.claim, b.claim from work.intermediate.int_part_of as pairs "
            "inner join terms as a on pairs.part_id = a.region_id "
            "inner join terms as b on pairs.whole_id = b.region_id "
            "union select claims[1], unnest(claims) from work.intermediate.int_relations "
            "union select min(claim) over (partition by indicator_code, place_key), claim "
            "from work.intermediate.int_regions"
        ).fetchall()
        # some claims here are wholes of shares that nobody prints
        group = {claim: claim for tie in ties for claim in tie} | {claim: claim for claim in self.statuses}

        def root(claim: str) -> str:
            while group[claim] != claim:
                group[claim] = group[group[claim]]
                claim = group[claim]
            return claim

        for one, other in ties:
            group[root(one)] = root(other)
        found = defaultdict(list)
        for claim in sorted(self.statuses):
            found[root(claim)].append(claim)
        return list(found.values())

    def batches(self, change: str) -> Iterator[list[str]]:
        """All claims that a change can be made to, those together that have no relation in common."""
        accepted = self.accepted(change)
        groups = [[claim for claim in group if claim in accepted] for group in self.groups]
        for batch in zip_longest(*groups):
            yield [claim for claim in batch if claim is not None]

    def noticing(self, claims: Sequence[str], change: str) -> set[str]:
        """Those of some claims that are named by a relation which fails once they are changed."""
        new = self.run(claims, change) - self.before
        return {claim for _, of_relation in new for claim in of_relation} & {*claims}

    def noticed(self, change: str) -> Noticed:
        """Change each claim in turn."""
        found = Noticed()
        for claims in self.batches(change):
            found.tried.update(self.statuses[claim] for claim in claims)
            found.noticed.update(self.statuses[claim] for claim in self.noticing(claims, change))
        return found


def _needed(built: Settings) -> set[str]:
    """The models that the verdict on a claim is made of."""
    manifest = transform.load_manifest(built)
    waiting = ["model.khuyencong.int_claim_checks"]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in found and node.startswith("model."):
            found.add(node)
            waiting += manifest["parent_map"][node]
    return {here(manifest["nodes"][node]["relation_name"]) for node in found}


def noticed(built: Settings, all_reports: Sequence[Report], folder: Path) -> dict[str, Noticed]:
    """What relations notice of each change."""
    engine = Engine(built, all_reports, folder)
    return {change: engine.noticed(change) for change in CHANGES}


def _kept(change: str) -> str:
    return f"changed_{list(CHANGES).index(change)}"


def table(found: Mapping[str, Noticed]) -> list[str]:
    """The table of the page."""
    statuses = sorted({status for counts in found.values() for status in counts.tried})
    heads = ["change", "figures", "noticed of all %", *(f"of {status} %" for status in statuses)]
    return [
        "| " + " | ".join(heads) + " |",
        "|---" * len(heads) + "|",
        *(
            "| "
            + " | ".join(
                [
                    change,
                    f"{counts.tried.total()}",
                    f"{counts.share():.0f}",
                    *(f"{counts.share(status):.0f} ({counts.tried[status]})" for status in statuses),
                ]
            )
            + " |"
            for change, counts in found.items()
        ),
    ]
