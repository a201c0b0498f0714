"""Run dbt in this process and say what happened, node by node.

A full build starts from nothing: both of dbt's files are deleted first, so nothing old can hide in
them. A partial build writes into the files that are there. Does not belong here: judging whether the
result may be published (`publish/gate.py`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..settings import Settings
from . import manifest as manifests
from . import unit_tests
from .facts import Sample, TableFacts, sample_rows, table_facts
from .lock import writing
from .manifest import DbtError

log = logging.getLogger("khuyencong")

PASSED = frozenset({"success", "pass", "no-op"})
FAILED = frozenset({"error", "fail", "runtime error", "partial success"})


class NotReady(RuntimeError):
    """Something that has to be there first is not; the message says what to do."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one seed, model, data test or unit test.

    `status` is dbt's word: `success`, `pass`, `warn`, `fail`, `error`, `skipped`. `failures` counts the
    rows a data test found (None for models and seeds). `compiled_sql` is the query that was run.
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
            lines.append(f"and {len(failed) - limit} more")
        skipped = sum(n.status == "skipped" for n in self.nodes)
        if skipped:
            lines.append(f"{skipped} nodes below them were not run")
        return lines


def _short(message: str, limit: int = 600) -> str:
    text = message.strip()
    return text if len(text) <= limit else text[:limit] + " …"


def _selectors(manifest: dict[str, Any], select: Collection[str]) -> list[str]:
    """Selectors: dbt finds unit tests by their own method only; everything else by its full name."""
    selectors = []
    for unique_id in sorted(select):
        props = manifests.node(manifest, unique_id)
        if props["resource_type"] == "unit_test":
            selectors.append(f"unit_test:{props['package_name']}.{props['name']}")
        else:
            selectors.append("fqn:" + ".".join(props["fqn"]))
    return selectors


def _require_parents(settings: Settings, manifest: dict[str, Any], select: Collection[str]) -> None:
    """Everything the selected nodes read must be selected as well or be there already."""
    needed: dict[str, str] = {}
    for unique_id in select:
        for parent in manifests.node(manifest, unique_id)["depends_on"]["nodes"]:
            if parent in select or parent not in manifest["nodes"]:
                continue
            props = manifest["nodes"][parent]
            if props["config"].get("materialized") != "ephemeral":
                needed[f"{props['schema']}.{props.get('alias') or props['name']}"] = parent
    if not needed:
        return
    there = {f"{schema}.{table}" for schema, table in table_facts(settings)}
    missing = sorted(set(needed) - there)
    if missing:
        raise NotReady(
            f"{', '.join(missing[:8])}{' …' if len(missing) > 8 else ''} must be built before this can run. "
            "Select them too, or build everything once: `khuyencong refresh`, or Materialize all in Dagster."
        )


def _clear(settings: Settings) -> None:
    for path in (settings.build, settings.work):
        for each in (path, Path(f"{path}.wal")):
            each.unlink(missing_ok=True)


def _invoke(settings: Settings, command: str, selection: list[str], artefacts: bool) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    args = manifests.arguments(settings, command, settings.dbt_target) + selection
    if not artefacts:
        # dbt's own manifest.json is written twice in a build, half a second each; ours is prepared.
        args.insert(0, "--no-write-json")
    try:
        with manifests.environment(settings):
            return dbtRunner().invoke(args)
    finally:
        # Otherwise this process keeps the lock on the files until it ends.
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def build(settings: Settings, select: Collection[str] | None = None, artefacts: bool = False) -> BuildResult:
    """Build and test the warehouse with dbt, in this process.

    A full build leaves out the unit tests that are known to pass on the very same code, and lists them as
    passed.

    Args:
        settings: Where landing, work and build lie.
        select: dbt's unique ids of the nodes to run, nothing else is run; None for a full build, which
            deletes `build.duckdb` and `work.duckdb` first.
        artefacts: Let dbt write `manifest.json` and `run_results.json` into its target folder.

    Raises:
        NotReady: Nothing has landed yet, or a table that the selection reads has not been built.
        DbtError: dbt could not start, or could not read the project.
        Busy: Another process is writing.
    """
    start = time.monotonic()
    if not settings.landing.exists():
        raise NotReady(
            "Nothing has been ingested yet (state/landing.duckdb is not there). Run `khuyencong refresh`, "
            "or materialise the group raw in Dagster first."
        )
    manifest = manifests.load_manifest(settings)
    with writing(settings, "dbt build"):
        known: frozenset[str] = frozenset()
        if select is None:
            _clear(settings)
            known = unit_tests.proven(settings)
            selection = ["--exclude-resource-type", "unit_test"] if known else []
        else:
            _require_parents(settings, manifest, set(select))
            selection = ["--indirect-selection", "empty", "--select", *_selectors(manifest, select)]
        # `dbt build` runs a unit test only together with its model and says nothing when it does not.
        only_tests = select is not None and all(i.startswith(("test.", "unit_test.")) for i in select)
        log.info("dbt: building %s", "everything" if select is None else f"{len(set(select))} nodes")
        began = time.monotonic()
        result = _invoke(settings, "test" if only_tests else "build", selection, artefacts)
        dbt_seconds = time.monotonic() - began
        if result.result is None:
            raise DbtError(f"dbt did not run: {result.exception}")
        nodes = [_node_result(r) for r in result.result.results]
        unseen = sorted(set(select or ()) - {node.unique_id for node in nodes})
        if unseen:
            raise DbtError(
                f"dbt ran {len(nodes)} nodes and left out {', '.join(unseen[:5])}, which were selected. "
                "Select a unit test together with its model, or tests alone."
            )
        log.info("dbt: %s in %.1f s", _counted(nodes), dbt_seconds)
        if warned := _warned(nodes):
            log.info("dbt: does not hold, as a warning: %s", warned)
        if known:
            nodes += [_known(manifest, unique_id) for unique_id in sorted(known)]
        elif select is None:
            _remember(settings, manifest, nodes)
        return BuildResult(
            full=select is None,
            nodes=_with_facts(settings, manifest, nodes),
            dbt_seconds=dbt_seconds,
            seconds=time.monotonic() - start,
        )


def _remember(settings: Settings, manifest: dict[str, Any], nodes: list[NodeResult]) -> None:
    """Keep that the unit tests passed, when every one of them did."""
    passed = {n.unique_id for n in nodes if n.resource_type == "unit_test" and n.status == "pass"}
    if passed == manifests.unit_tests(manifest):
        unit_tests.remember(settings, passed)


def _known(manifest: dict[str, Any], unique_id: str) -> NodeResult:
    name = manifests.node(manifest, unique_id)["name"]
    said = "Passed before on the same models, macros and tools; a change of any of them runs it again."
    return NodeResult(unique_id, "unit_test", name, "pass", None, said, 0.0, "")


def _counted(nodes: list[NodeResult]) -> str:
    """How many of what came out how, for one line of progress."""
    parts = []
    for kinds, word in ((("seed", "model"), "tables"), (("test", "unit_test"), "tests")):
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


def _with_facts(settings: Settings, manifest: dict[str, Any], nodes: list[NodeResult]) -> list[NodeResult]:
    """Add row counts and columns to what was built, failing rows to what was found wrong."""
    facts = table_facts(settings)
    questions = {
        n.unique_id: n.compiled_sql
        for n in nodes
        if n.resource_type == "test" and n.status in ("fail", "warn") and n.compiled_sql
    }
    samples = sample_rows(settings, questions)
    return [
        NodeResult(**{**vars(n), "sample": samples.get(n.unique_id), "facts": _facts_of(n, manifest, facts)})
        for n in nodes
    ]


def _facts_of(
    result: NodeResult, manifest: dict[str, Any], facts: Mapping[tuple[str, str], TableFacts]
) -> TableFacts | None:
    if result.resource_type not in ("model", "seed", "snapshot") or not result.passed:
        return None
    props = manifest["nodes"][result.unique_id]
    return facts.get((props["schema"], props.get("alias") or props["name"]))
