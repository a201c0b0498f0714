"""May this build be published? Every reason against it.

A build is publishable when one complete dbt invocation (every seed, model and data test) passed, ended, and
was the last to write it, on the landing that is still current; or when those after it rebuilt groups of
places, one upon the other, each as complete but for the seeds, which were as they had been. The ledger
`internal.build_log`, written by dbt's own hooks, says so whoever started dbt. Newer test times would not do:
a mixed build has those too.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import duckdb

from ..messages import Text, UserError, message, some
from ..settings import Settings
from ..transform import complete_build, load_manifest, relation_of
from ..transform.facts import open_landing
from . import script

MEND = message("gate.mend")
GOOD = frozenset({"success", "pass", "warn", "no-op"})
GROUPS = "groups"
"""What the ledger says of the start of an invocation that rebuilt only some groups of places."""
SHOWN = 5
"""How many nodes or tables a reason names."""


class Refused(UserError):
    """The build may not be published. `reasons` says why and what mends it, a line each."""

    def __init__(self, *reasons: Text) -> None:
        super().__init__("publish.refused", reasons=reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class LedgerRow:
    """One row of `internal.build_log`: `LedgerRow("3f…", "node", "test.khuyencong.claims", "pass", "l7")`.

    `event` is `start`, `node` or `end` of an invocation, `load_id` the newest load of the landing file then.
    `status` of a start is `groups` where only some groups of places were rebuilt.
    """

    invocation_id: str
    event: str
    node_id: str
    status: str
    load_id: str | None


def reasons_against(settings: Settings) -> list[Text]:
    """Every reason why the build may not be published; empty when it may.

    Raises:
        DbtError: The dbt project cannot be read, so nobody knows what a complete build is.
        duckdb.Error: Landing or build cannot be read.
    """
    if not settings.landing.exists():
        return [message("dbt.nothing-ingested", file=settings.landing.name)]
    if not settings.build.exists():
        return [message("gate.nothing-built", file=settings.build.name), MEND]
    complete = complete_build(load_manifest(settings))
    with open_landing(settings.landing) as landing:
        load = script.run(landing, "last_load").fetchone()
    with duckdb.connect(str(settings.build), read_only=True) as build:
        try:
            ledger = [LedgerRow(*row) for row in script.run(build, "ledger").fetchall()]
        except duckdb.CatalogException:
            return [message("gate.no-ledger"), MEND]
        there = {(schema, name) for schema, name, _ in script.run(build, "relations").fetchall()}
        critical: list[Text] = []
        if ("quality", "rule_results") in there:
            for rule, failures, found in script.run(build, "failed_critical_rules").fetchall():
                critical += [message("gate.critical-rule", rule=rule, n=failures), *(found or [])]
    reasons = ledger_reasons(ledger, complete.keys(), load[0] if load else None)
    known = {relation_of(properties) for properties in complete.values()} | {("internal", "build_log")}
    if unknown := sorted(f"{schema}.{name}" for schema, name in there - known):
        reasons.append(message("gate.unknown-tables", tables=some(unknown, SHOWN)))
    return [*reasons, *critical, *([MEND] if reasons else [])]


def ledger_reasons(ledger: Sequence[LedgerRow], complete: Set[str], landed: str | None) -> list[Text]:
    """What the ledger, in the order it was written, says against publishing.

    `complete` holds the unique ids of everything a complete build runs, `landed` is the newest load.
    """
    runs = _invocations(ledger)
    if not runs:
        return [message("gate.ledger-empty")]
    # Where only some groups were rebuilt, the rest is of those before, back to the last that built all.
    first = max((n for n, run in enumerate(runs) if run[0].status != GROUPS), default=0)
    seeds = {node for node in complete if node.startswith("seed.")}
    for number, run in enumerate(runs[first:], start=first):
        is_last = run is runs[-1]
        needed = complete if number == first else complete - seeds
        if reasons := _reasons_of(run, needed, str(landed if is_last else run[0].load_id)):
            return reasons if is_last else [message("gate.groups-on-incomplete"), *reasons]
    return []


def _invocations(ledger: Sequence[LedgerRow]) -> list[list[LedgerRow]]:
    """The rows of each invocation that said when it started, in the order in which they did."""
    runs: dict[str, list[LedgerRow]] = {row.invocation_id: [] for row in ledger if row.event == "start"}
    for row in ledger:
        if row.invocation_id in runs:
            runs[row.invocation_id].append(row)
    return list(runs.values())


def _reasons_of(run: Sequence[LedgerRow], complete: Set[str], landed: str) -> list[Text]:
    """What one invocation says against publishing, which is to run all of `complete` on the load `landed`."""
    if not any(row.event == "end" for row in run):
        return [message("gate.interrupted")]
    ran = {row.node_id: row.status for row in run if row.event == "node"}
    reasons: list[Text] = []
    if missing := sorted(complete - ran.keys()):
        done = len(complete) - len(missing)
        reasons.append(message("gate.partial", done=done, all=len(complete), nodes=some(missing, SHOWN)))
    if bad := sorted(f"{node}: {status}" for node, status in ran.items() if status not in GOOD):
        reasons.append(message("gate.not-passed", nodes=some(bad, SHOWN)))
    loads = sorted({str(row.load_id) for row in run})
    if loads != [landed]:
        reasons.append(message("gate.other-load", loads=some(loads, SHOWN), landed=landed))
    return reasons
