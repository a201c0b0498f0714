"""Run dbt in this process and say what happened, node by node.

A full build starts from nothing: both of dbt's files are deleted first, so nothing old can hide in
them. A partial build writes into the files that are there. Unit tests of dbt are never run here: they test
the code, and `make test` runs them. Does not belong here: judging whether the result may be published
(`publish/gate.py`).
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..messages import UserError, say
from ..settings import Settings
from .facts import Sample, TableFacts, sample_rows, table_facts, wal_of
from .lock import writing
from .manifest import DbtError, invoke, load_manifest

log = logging.getLogger("khuyencong")

PASSED = frozenset({"success", "pass", "no-op"})
FAILED = frozenset({"error", "fail", "runtime error", "partial success"})


class NotReady(UserError):
    """Something that has to be there first is not."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one seed, model or data test.

    `status` is dbt's word: `success`, `pass`, `warn`, `fail`, `error`, `skipped`. `failures` counts the
    rows a data test found (None for models and seeds). `compiled_sql` is the query that was run. `sample`
    holds rows that a test found wrong, `facts` what was built. `NodeResult("test.khuyencong.unique_claims",
    "test", "unique_claims", "fail", 2, "Got 2 results, configured to fail if != 0", 0.04, "select …")`.
    """

    unique_id: str
    resource_type: str
    name: str
    status: str
    failures: int | None
    message: str
    seconds: float
    compiled_sql: str
    sample: Sample | None = None
    facts: TableFacts | None = None

    @property
    def passed(self) -> bool:
        """Built, or tested and found right."""
        return self.status in PASSED

    @property
    def failed(self) -> bool:
        """Went wrong by itself (`skipped` went wrong because of another node)."""
        return self.status in FAILED


@dataclass(frozen=True)
class BuildResult:
    """One invocation of dbt. `seconds` is wall time, all of it; `dbt_seconds` that of dbt alone."""

    full: bool
    nodes: list[NodeResult] = field(default_factory=list)
    seconds: float = 0.0
    dbt_seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """No node failed and none was skipped."""
        return not any(n.failed or n.status == "skipped" for n in self.nodes)

    def problems(self, limit: int = 10) -> list[str]:
        """One line per failed node, skipped ones summed up."""
        failed = [n for n in self.nodes if n.failed]
        lines = [
            f"{n.resource_type} {n.name}: {n.status}. {_short(n.message)}".strip() for n in failed[:limit]
        ]
        if len(failed) > limit:
            lines.append(say("dbt.more-failed", n=len(failed) - limit))
        skipped = sum(n.status == "skipped" for n in self.nodes)
        if skipped:
            lines.append(say("dbt.skipped", n=skipped))
        return lines


def _short(message: str, limit: int = 600) -> str:
    text = message.strip()
    return text if len(text) <= limit else text[:limit] + " …"


def relation_of(properties: Mapping[str, Any]) -> tuple[str, str]:
    """Schema and name of the table or view that a node of the manifest builds."""
    return properties["schema"], properties.get("alias") or properties["name"]


def _require_parents(settings: Settings, nodes: Mapping[str, Any], select: Collection[str]) -> None:
    """Everything the selected nodes read must be selected as well or be there already."""
    parents = {parent for unique_id in select for parent in nodes[unique_id]["depends_on"]["nodes"]}
    needed = {relation_of(nodes[parent]) for parent in parents - set(select) if parent in nodes}
    missing = sorted(needed - table_facts(settings).keys()) if needed else []
    if missing:
        tables = ", ".join(".".join(each) for each in missing[:8]) + (" …" if len(missing) > 8 else "")
        raise NotReady("dbt.parents-missing", tables=tables)


def build(settings: Settings, select: Collection[str] | None = None, artefacts: bool = False) -> BuildResult:
    """Build and test the warehouse with dbt, in this process.

    Args:
        settings: Where landing, work and build lie.
        select: dbt's unique ids of the seeds, models and data tests to run, nothing else is run; None for a
            full build, which deletes `build.duckdb` and `work.duckdb` first.
        artefacts: Let dbt write `manifest.json` and `run_results.json` into its target folder.

    Raises:
        NotReady: Nothing has landed yet, or a table that the selection reads has not been built.
        DbtError: dbt could not start, or could not read the project.
        Busy: Another process is writing.
    """
    start = time.monotonic()
    if not settings.landing.exists():
        raise NotReady("dbt.nothing-ingested", file=settings.landing.name)
    manifest = load_manifest(settings)
    with writing(settings, "dbt build"):
        arguments = ["--exclude-resource-type", "unit_test"]
        if not artefacts:
            # dbt's own manifest.json is written twice in a build, half a second each; ours is prepared
            arguments.append("--no-write-json")
        if select is None:
            for path in (settings.build, settings.work):
                path.unlink(missing_ok=True)
                wal_of(path).unlink(missing_ok=True)
        else:
            _require_parents(settings, manifest["nodes"], select)
            names = sorted("fqn:" + ".".join(manifest["nodes"][unique_id]["fqn"]) for unique_id in select)
            arguments += ["--indirect-selection", "empty", "--select", *names]
        log.info("dbt: building %s", "everything" if select is None else f"{len(set(select))} nodes")
        began = time.monotonic()
        result = invoke(settings, "build", arguments)
        dbt_seconds = time.monotonic() - began
        if result.result is None:
            raise DbtError("dbt.did-not-run", error=str(result.exception))
        nodes = [_node_result(raw) for raw in result.result.results]
        unseen = set(select or ()) - {node.unique_id for node in nodes}
        assert not unseen, f"dbt left out {sorted(unseen)}, which were selected"
        log.info("dbt: %s in %.1f s", _counted(nodes), dbt_seconds)
        if warned := _warned(nodes):
            log.info("dbt: does not hold, as a warning: %s", warned)
        return BuildResult(
            full=select is None,
            nodes=_with_facts(settings, manifest["nodes"], nodes),
            dbt_seconds=dbt_seconds,
            seconds=time.monotonic() - start,
        )


def _counted(nodes: list[NodeResult]) -> str:
    """How many of what came out how, for one line of progress."""
    parts = []
    for kinds, word in ((("seed", "model"), "tables"), (("test",), "tests")):
        of_kind = [n for n in nodes if n.resource_type in kinds]
        failed = sum(n.failed for n in of_kind)
        parts.append(f"{len(of_kind)} {word}" + (f" ({failed} failed)" if failed else ""))
    return ", ".join(parts)


def _warned(nodes: list[NodeResult]) -> str:
    """What tests that only warn found not to hold, in the words of their names."""
    names = sorted(n.name for n in nodes if n.status == "warn")
    return "; ".join(name.removeprefix("assert_").replace("_", " ") for name in names)


def _node_result(raw: Any) -> NodeResult:
    node = raw.node
    return NodeResult(
        unique_id=node.unique_id,
        resource_type=str(getattr(node.resource_type, "value", node.resource_type)),
        name=node.name,
        status=str(getattr(raw.status, "value", raw.status)),
        failures=raw.failures,
        message=raw.message or "",
        seconds=float(raw.execution_time or 0.0),
        compiled_sql=getattr(node, "compiled_code", None) or "",
    )


def _with_facts(
    settings: Settings, properties: Mapping[str, Any], nodes: list[NodeResult]
) -> list[NodeResult]:
    """Add row counts and columns to what was built, failing rows to what was found wrong."""
    facts = table_facts(settings)
    questions = {
        n.unique_id: n.compiled_sql
        for n in nodes
        if n.resource_type == "test" and n.status in ("fail", "warn") and n.compiled_sql
    }
    samples = sample_rows(settings, questions)
    found = []
    for n in nodes:
        built = n.resource_type in ("model", "seed") and n.passed
        of_table = facts.get(relation_of(properties[n.unique_id])) if built else None
        found.append(dataclasses.replace(n, sample=samples.get(n.unique_id), facts=of_table))
    return found
