"""May this build be published? Every reason against it.

A build is publishable when one complete dbt invocation (every seed, model and data test) passed, ended, and
was the last to write it, on the landing that is still current. The ledger `internal.build_log`, written by
dbt's own hooks, says so whoever started dbt. Newer test times would not do: a mixed build has those too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from ..messages import Text, UserError, message, some
from ..settings import Settings
from ..transform import complete_build, load_manifest, relation_of
from ..transform.facts import open_landing
from . import script

MEND = message("gate.mend")
GOOD = frozenset({"success", "pass", "warn", "no-op"})
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


def ledger_reasons(ledger: Sequence[LedgerRow], complete: Collection[str], landed: str | None) -> list[Text]:
    """What the ledger, in the order it was written, says against publishing.

    `complete` holds the unique ids of everything a complete build runs, `landed` is the newest load.
    """
    starts = [row for row in ledger if row.event == "start"]
    if not starts:
        return [message("gate.ledger-empty")]
    last = starts[-1].invocation_id
    rows = [row for row in ledger if row.invocation_id == last]
    if not any(row.event == "end" for row in rows):
        return [message("gate.interrupted")]
    ran = {row.node_id: row.status for row in rows if row.event == "node"}
    reasons: list[Text] = []
    if missing := sorted(set(complete) - ran.keys()):
        done = len(complete) - len(missing)
        reasons.append(message("gate.partial", done=done, all=len(complete), nodes=some(missing, SHOWN)))
    if bad := sorted(f"{node}: {status}" for node, status in ran.items() if status not in GOOD):
        reasons.append(message("gate.not-passed", nodes=some(bad, SHOWN)))
    loads = sorted({str(row.load_id) for row in rows})
    if loads != [str(landed)]:
        reasons.append(message("gate.other-load", loads=some(loads, SHOWN), landed=landed))
    return reasons
