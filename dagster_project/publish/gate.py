"""May this build be published? Every reason against it, in words.

A build is publishable when one complete dbt invocation (every seed, model, data and unit test) passed,
ended, and was the last to write it, on the landing that is still current. Unit tests that passed on the very
same code before need not be among them (`transform/unit_tests.py`). The ledger
`meta.build_log`, written by dbt's own hooks, says so whoever started dbt. Newer test times would not
do: a mixed build has those too.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ..settings import Settings
from ..transform import load_manifest, proven_unit_tests
from ..transform.manifest import expected_nodes

MEND = "`khuyencong refresh` (or Materialize all in Dagster) builds everything anew and mends it."
GOOD = frozenset({"success", "pass", "warn", "no-op"})


@dataclass(frozen=True)
class LedgerRow:
    """One row of `meta.build_log`."""

    invocation_id: str
    event: str
    node_id: str
    status: str
    load_id: str | None


def _some(names: list[str], limit: int = 5) -> str:
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def reasons_against(settings: Settings) -> list[str]:
    """Every reason why the build may not be published; empty when it may.

    Raises:
        DbtError: The dbt project cannot be read, so nobody knows what a complete build is.
    """
    for path, what in ((settings.landing, "ingested"), (settings.build, "built")):
        if not path.exists():
            return [f"Nothing has been {what} yet (state/{path.name} is not there). {MEND}"]
    manifest = load_manifest(settings)
    with duckdb.connect(str(settings.landing), read_only=True) as landing:
        row = landing.execute("select max_by(load_id, finished) from raw.load_log").fetchone()
    landed = row[0] if row else None
    with duckdb.connect(str(settings.build), read_only=True) as build:
        try:
            ledger = [
                LedgerRow(*each)
                for each in build.execute(
                    "select invocation_id, event, node_id, status, load_id from meta.build_log order by rowid"
                ).fetchall()
            ]
        except duckdb.CatalogException:
            return [f"The build has no ledger (meta.build_log): dbt's hooks did not run. {MEND}"]
        relations = {
            (schema, name)
            for schema, name in build.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        }
        critical = _failed_critical_rules(build) if ("quality", "rule_results") in relations else []
    known = {
        (props["schema"], props.get("alias") or props["name"]) for props in manifest["nodes"].values()
    } | {("meta", "build_log")}
    # What is known to pass on the very same code need not have run in this invocation.
    expected = expected_nodes(manifest) - proven_unit_tests(settings)
    reasons = ledger_reasons(ledger, expected, landed)
    left_over = sorted(f"{schema}.{name}" for schema, name in relations - known)
    if left_over:
        reasons.append(f"The build holds tables that no model writes: {_some(left_over)}.")
    reasons += critical
    return [*reasons, MEND] if reasons and not (critical and len(reasons) == len(critical)) else reasons


def _failed_critical_rules(build: duckdb.DuckDBPyConnection) -> list[str]:
    rows = build.execute(
        "select rule_id, sum(failed) from quality.rule_results "
        "where severity = 'critical' and status = 'failed' group by all order by all"
    ).fetchall()
    return [
        f"The critical rule {rule} failed {failed} times; see quality.rule_results and quality.rejects in "
        "state/build.duckdb. Mend the report, or record a judgement in dbt/seeds/judgement/."
        + "".join(f" {message}" for message in _messages(build, rule))
        for rule, failed in rows
    ]


def _messages(build: duckdb.DuckDBPyConnection, rule: str, limit: int = 3) -> list[str]:
    """What the first failures of a rule say: where, what was found, what to do."""
    rows = build.execute(
        "select distinct message_en from quality.rejects where rule_id = ? order by all limit ?",
        [rule, limit],
    ).fetchall()
    return [message for (message,) in rows]


def ledger_reasons(ledger: list[LedgerRow], expected: set[str], landed: str | None) -> list[str]:
    """What the ledger says against publishing (pure).

    Args:
        ledger: All rows of `meta.build_log`, in the order they were written.
        expected: Unique ids of everything a complete build runs.
        landed: `load_id` of the landing file as it is now.
    """
    starts = [row for row in ledger if row.event == "start"]
    if not starts:
        return ["The ledger of the build is empty: no dbt invocation has been recorded."]
    ended = {row.invocation_id for row in ledger if row.event == "end"}
    last = starts[-1].invocation_id
    interrupted = [row.invocation_id for row in starts if row.invocation_id not in ended]
    if last in interrupted:
        return ["The last dbt run was interrupted: it started and never ended."]
    rows = [row for row in ledger if row.invocation_id == last]
    ran = {row.node_id: row.status for row in rows if row.event == "node"}
    reasons = []
    missing = sorted(expected - set(ran))
    if missing:
        reasons.append(
            f"The build is partial: the last dbt run did {len(expected) - len(missing)} of {len(expected)} "
            f"nodes; not run were {_some(missing)}."
        )
    bad = sorted(f"{node}: {status}" for node, status in ran.items() if status not in GOOD)
    if bad:
        reasons.append(f"Not everything passed: {_some(bad)}.")
    loads = sorted({str(row.load_id) for row in rows})
    if loads != [str(landed)]:
        reasons.append(
            f"The build rests on load {_some(loads)}, but load {landed} has landed since; "
            "its figures are not in the build."
        )
    return reasons
