"""What the figures of a sheet say of each other: sums, parts, shares, growth, repetitions.

Belongs here: landing the sheets in memory, and how relations are worded for whoever copied the figures. Does
not belong here: laws and sentences of relations, which are models of dbt (`transform/in_memory.py` builds
them; it is handed in, as this room knows nothing of dbt).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..contracts import Judgement, Sheet
from ..contracts.landing import CLAIMS, TABLES, JudgedReport
from ..messages import Language
from ..settings import Settings

if TYPE_CHECKING:
    import duckdb

SEVERITY = {"violated": "warning", "possible_conflict": "info", "jump": "info", "known_exception": "info"}
"""By status: how loud it is that a relation does not hold."""

HOLDING = ("holds", "holds_loosely")
"""The statuses that speak for figures. The others say only that something cannot be told."""

LAWS_IN_ORDER = ("partition", "cover", "adds_up", "leftover", "derived")
"""What confirms most comes first: two figures that say the same may both be copied from one mistake."""


class Relation(NamedTuple):
    """A relation between figures of one report, in one language.

    `Relation("partition", "violated", ("a#1", "a#2", "a#3"), "4 + 7 should give 12, but give 1 less.")`.
    """

    law: str
    status: str
    claims: tuple[str, ...]
    sentence: str


WorkedOut: TypeAlias = "Callable[[duckdb.DuckDBPyConnection, Settings], Sequence[tuple[Any, ...]]]"
"""From a connection that holds the landed sheets: law, status, claims and both sentences of each relation."""


def in_memory() -> duckdb.DuckDBPyConnection:
    """A connection to nothing on disk."""
    import duckdb

    # At this size other threads, and looking for equal expressions, cost more than they spare.
    return duckdb.connect(
        config={"threads": 1, "temp_directory": "", "disabled_optimizers": "common_subexpressions"}
    )


def relations_of(
    sheets: Sequence[Sheet],
    judgement: Judgement,
    settings: Settings,
    work_out: WorkedOut,
    lang: Language,
    kept: duckdb.DuckDBPyConnection | None = None,
) -> dict[str, list[Relation]]:
    """The relations that hold or do not, by report; those that do not hold come first.

    Args:
        sheets: the reports.
        judgement: what became of their figures.
        settings: where dbt's models and seeds lie.
        work_out: works the relations out.
        lang: language of their sentences.
        kept: a connection of `in_memory` that is used again and again; None opens one.

    Raises:
        Exception: what `work_out` raises.
    """
    reported = Counter(claim[CLAIMS.names.index("report_id")] for claim in judgement.claims)
    if max(reported.values(), default=0) < 2:
        return {}
    from ..contracts.schemas import frames
    from .land import Landing

    reports = TABLES["reports"].rows(map(JudgedReport, sheets, judgement.reports))
    landed = frames({"reports": reports, "claims": judgement.claims})
    with in_memory() if kept is None else nullcontext(kept) as connection:
        Landing(connection, tables=[TABLES[name] for name in landed]).add(landed)
        found = work_out(connection, settings)
    by_report: dict[str, list[Relation]] = defaultdict(list)
    for law, status, claims, english, vietnamese in found:
        if status in SEVERITY or status in HOLDING:
            relation = Relation(law, status, tuple(claims), vietnamese if lang == "vi" else english)
            by_report[claims[0].rpartition("#")[0]].append(relation)
    for relations in by_report.values():
        relations.sort(key=_order)
    return by_report


def _order(relation: Relation) -> tuple[int, int]:
    statuses, laws = [*SEVERITY, *HOLDING], LAWS_IN_ORDER
    law = laws.index(relation.law) if relation.law in laws else len(laws)
    return statuses.index(relation.status), law
