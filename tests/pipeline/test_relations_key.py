"""quality.relations against a key: relations between printed figures, made from the articles alone.

`tests/fixtures/relations_key.csv` names claims (the whole, result or later figure first) and the verdict on
them. Kinds of a key are looser than laws: a sum is a partition where the sheet names all parts, and adds up
where it does not.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

KEY = Path(__file__).parents[1] / "fixtures" / "relations_key.csv"

WRONG = {"violated", "possible_conflict", "jump"}

LAWS = {
    "partition": {"partition", "cover", "adds_up", "leftover", "packing"},
    "packing": {"packing", "partition", "cover", "containment", "adds_up"},
    "containment": {"containment", "target", "packing", "cover"},
    "derived": {"derived"},
    "same": {"same"},
    "series": {"series", "target"},
    "target": {"target", "series", "same", "containment"},
}

STATUSES = {
    "holds": {"holds", "holds_loosely"},
    "possibly_same": {"possibly_same", "holds", "holds_loosely"},
    "violated": {"violated"},
    "possible_conflict": {"possible_conflict", "jump"},
    "series": {"series"},
    "not_testable": {"not_evaluable"},
}


@dataclass(frozen=True)
class Expected:
    """One row of the key: `R211 partition violated: hai-duong-2021#2, hai-duong-2021#4, hai-duong-2021#6`."""

    name: str
    kind: str
    claims: tuple[str, ...]
    verdict: str
    accepted: frozenset[str]

    @property
    def statuses(self) -> set[str]:
        """Statuses of quality.relations that say the same."""
        said = set().union(*(STATUSES[verdict] for verdict in self.accepted))
        return said | ({"possibly_same"} if self.kind == "same" and "holds" in self.accepted else set())

    @property
    def must_be_shown(self) -> bool:
        """Bounds that hold are counted, not listed, and what cannot be tested may be left out."""
        return "not_testable" not in self.accepted and not (
            self.kind in ("containment", "packing") and self.verdict == "holds"
        )


@dataclass(frozen=True)
class Relation:
    """One row of quality.relations."""

    law: str
    status: str
    claims: frozenset[str]


def key() -> tuple[list[Expected], list[Expected]]:
    """Relations, and traps: pairs of which nothing may be said but that one is a part of the other."""
    rows = []
    with KEY.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            _, _, others = row["why"].partition("also_accept=")
            accepted = frozenset({row["verdict"], *others.rstrip("]").split()})
            rows.append(
                Expected(row["id"], row["kind"], tuple(row["claims"].split("|")), row["verdict"], accepted)
            )
    return (
        [row for row in rows if row.verdict != "must_not_be_flagged"],
        [row for row in rows if row.verdict == "must_not_be_flagged"],
    )


RELATIONS, TRAPS = key()


@pytest.fixture(scope="module")
def by_claim(release: Path) -> dict[str, list[Relation]]:
    """Relations of the shipped reports by each of their claims."""
    found: dict[str, list[Relation]] = defaultdict(list)
    with duckdb.connect(str(release), read_only=True) as db:
        for law, status, claims in db.execute("select law, status, claims from quality.relations").fetchall():
            for claim in set(claims):
                found[claim].append(Relation(law, status, frozenset(claims)))
    return found


def naming(by_claim: dict[str, list[Relation]], claims: tuple[str, ...]) -> list[Relation]:
    return [relation for relation in by_claim.get(claims[0], []) if relation.claims >= set(claims)]


def answers(by_claim: dict[str, list[Relation]], row: Expected, claims: tuple[str, ...]) -> bool:
    """A series or a cell may hold more claims; any other relation is about exactly these."""
    laws = LAWS[row.kind] | ({"series"} if "series" in row.accepted else set())
    return any(
        relation.law in laws
        and relation.status in row.statuses
        and (relation.law in ("same", "series") or relation.claims == set(claims))
        for relation in naming(by_claim, claims)
    )


def is_found(by_claim: dict[str, list[Relation]], row: Expected) -> bool:
    # two pairs that move against each other are two rows of quality.relations
    if row.kind == "same" and len(row.claims) == 4:
        return all(answers(by_claim, row, pair) for pair in (row.claims[:2], row.claims[2:]))
    return answers(by_claim, row, row.claims)


def test_nearly_all_relations_of_the_key_are_found(by_claim: dict[str, list[Relation]]) -> None:
    shown = [row for row in RELATIONS if row.must_be_shown]
    missed = [row.name for row in shown if not is_found(by_claim, row)]
    assert len(shown) > 60
    assert len(missed) <= 0.05 * len(shown), missed


def test_every_violated_relation_of_the_key_is_noticed(by_claim: dict[str, list[Relation]]) -> None:
    violated = [row for row in RELATIONS if row.verdict == "violated"]
    assert violated
    assert [row.name for row in violated if not is_found(by_claim, row)] == []


def test_nine_in_ten_possible_conflicts_of_the_key_are_noticed_or_rightly_left_open(
    by_claim: dict[str, list[Relation]],
) -> None:
    doubted = [row for row in RELATIONS if row.verdict == "possible_conflict"]
    missed = [row.name for row in doubted if row.must_be_shown and not is_found(by_claim, row)]
    assert doubted
    assert len(missed) <= 0.1 * len(doubted), missed


def test_nothing_that_the_key_calls_right_is_called_wrong(by_claim: dict[str, list[Relation]]) -> None:
    alarms = [
        (row.name, relation)
        for row in RELATIONS
        for relation in naming(by_claim, row.claims)
        if relation.claims == set(row.claims)
        and relation.status in WRONG
        and relation.status not in row.statuses
    ]
    assert alarms == []


def test_no_trap_of_the_key_is_flagged(by_claim: dict[str, list[Relation]]) -> None:
    flagged = [
        (row.name, relation)
        for row in TRAPS
        for relation in naming(by_claim, row.claims)
        if relation.law in ("same", "series")
        or (relation.claims == set(row.claims) and relation.status in WRONG)
    ]
    assert len(TRAPS) > 30
    assert flagged == []
