"""Run dbt in this process and say what happened, node by node.

A full build starts from nothing: both of dbt's files are deleted first, so nothing old can hide in
them. A partial build writes into the files that are there. Unit tests of dbt are never run here: they test
the code, and `make test` runs them. Does not belong here: judging whether the result may be published
(`publish/gate.py`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..messages import Text, UserError, message, printable, shortened, some
from ..progress import Progress
from ..settings import Settings
from .facts import Sample, TableFacts, sample_rows, table_facts, wal_of
from .lineage import Origins, lineage
from .lock import writing
from .manifest import DbtError, complete_build, description_of, invoke, load_manifest

log = logging.getLogger("khuyencong")

PASSED = frozenset({"success", "pass", "no-op"})
LINEAGE = frozenset({"marts", "quality", "analytics"})
"""Schemas whose columns are traced back to those they are made of."""
FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
ROWS, LONGEST = 3, 240
"""How many of the rows that a test found are told of, and most characters of one."""


class NotReady(UserError):
    """Something that has to be there first is not."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one seed, model or data test.

    `status` is dbt's word: `success`, `pass`, `warn`, `fail`, `error`, `skipped`. `failures` counts the
    rows a data test found (None for models and seeds). `compiled_sql` is the query that was run,
    `description` what the project says of the node: of a test what it promises and what to do next.
    `sample` holds rows that a test found wrong, `facts` what was built, `origins` of what its columns were
    made. `NodeResult("test.khuyencong.unique_claims", "test", "unique_claims", "fail", 2,
    "Got 2 results, configured to fail if != 0", 0.04, "select …")`.
    """

    unique_id: str
    resource_type: str
    name: str
    status: str
    failures: int | None
    message: str
    seconds: float
    compiled_sql: str
    description: str = ""
    sample: Sample | None = None
    facts: TableFacts | None = None
    origins: Origins | None = None

    @property
    def passed(self) -> bool:
        """Built, or tested and found right."""
        return self.status in PASSED

    @property
    def failed(self) -> bool:
        """Went wrong by itself (`skipped` went wrong because of another node)."""
        return self.status in FAILED

    @property
    def explanation(self) -> str:
        """Why it did not pass: of a test its description, which says what to do, and the first rows it found.

        Of what could not even be run it is dbt's own word, which names the file.
        """
        if self.status not in ("fail", "warn"):
            return self.message.strip()
        columns, rows = self.sample or ([], [])
        shown = (
            ", ".join(
                f"{column} {value}" for column, value in zip(columns, row, strict=True) if value is not None
            )
            for row in rows[:ROWS]
        )
        lines = (f"  - {shortened(printable(row.replace(chr(10), ' ')), LONGEST)}" for row in shown)
        return "\n".join([" ".join((self.description or self.message).split()), *lines])


@dataclass(frozen=True)
class BuildResult:
    """One invocation of dbt. `seconds` is wall time, all of it; `dbt_seconds` that of dbt alone."""

    nodes: list[NodeResult]
    seconds: float
    dbt_seconds: float

    @property
    def ok(self) -> bool:
        """No node failed and none was skipped."""
        return not any(n.failed or n.status == "skipped" for n in self.nodes)

    def problems(self) -> list[Text]:
        """Of the first ten failed nodes, why and what to do; the others and skipped ones summed up."""
        failed = [n for n in self.nodes if n.failed]
        lines: list[Text] = [
            message("dbt.test-failed", name=n.name, n=n.failures, why=n.explanation)
            if n.status == "fail"
            else f"{n.resource_type} {n.name}: {n.status}. {shortened(n.explanation, 600)}".strip()
            for n in failed[:10]
        ]
        if len(failed) > len(lines):
            lines.append(message("dbt.more-failed", n=len(failed) - len(lines)))
        if skipped := sum(n.status == "skipped" for n in self.nodes):
            lines.append(message("dbt.skipped", n=skipped))
        return lines


def relation_of(properties: Mapping[str, Any]) -> tuple[str, str]:
    """Schema and name of the table or view that a node of the manifest builds."""
    return properties["schema"], properties.get("alias") or properties["name"]


def _require_parents(settings: Settings, nodes: Mapping[str, Any], select: Collection[str]) -> None:
    """Everything the selected nodes read must be selected as well or be there already."""
    parents = {parent for unique_id in select for parent in nodes[unique_id]["depends_on"].get("nodes", ())}
    needed = {relation_of(nodes[parent]) for parent in parents - set(select) if parent in nodes}
    if missing := sorted(needed - table_facts(settings.work, settings.build).keys()):
        raise NotReady("dbt.parents-missing", tables=some([".".join(each) for each in missing], 8))


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
        progress = Progress("dbt", len(complete_build(manifest) if select is None else select), "nodes")
        result = invoke(
            settings,
            "build",
            *arguments,
            callback=lambda event: progress.done() if event.info.name == "NodeFinished" else None,
        )
        dbt_seconds = time.monotonic() - began
        if result.result is None:
            raise DbtError("dbt.did-not-run", error=str(result.exception))
        nodes = _node_results(settings, manifest, result.result.results)
        unseen = set(select or ()) - {node.unique_id for node in nodes}
        assert not unseen, f"dbt left out {sorted(unseen)}, which were selected"
        tests = [n for n in nodes if n.resource_type == "test"]
        log.info("dbt: %d tables, %d tests in %.1f s", len(nodes) - len(tests), len(tests), dbt_seconds)
        if failed := sum(n.failed for n in nodes):
            log.info("dbt: %d of them failed", failed)
        if warned := sorted(n.name for n in tests if n.status == "warn"):
            named = (name.removeprefix("assert_").replace("_", " ") for name in warned)
            log.info("dbt: does not hold, as a warning: %s", "; ".join(named))
        return BuildResult(nodes, time.monotonic() - start, dbt_seconds)


def _node_results(
    settings: Settings, manifest: Mapping[str, Any], results: Sequence[Any]
) -> list[NodeResult]:
    """What dbt says of each node, with row counts and columns of what was built and rows that failed."""
    facts = table_facts(settings.work, settings.build)
    failing = {r.node.unique_id: r.node.compiled_code for r in results if r.status in ("fail", "warn")}
    samples = sample_rows(settings, failing) if failing else {}
    built_sql = {
        r.node.unique_id: r.node.compiled_code
        for r in results
        if r.node.schema in LINEAGE and str(r.node.resource_type) == "model" and r.status in PASSED
    }
    columns = {key: {name: kind for name, kind, _ in of.columns} for key, of in facts.items()}
    origins = lineage(settings, built_sql, columns)
    found = []
    for result in results:
        node, status, kind = result.node, str(result.status), str(result.node.resource_type)
        built = kind != "test" and status in PASSED
        found.append(
            NodeResult(
                unique_id=node.unique_id,
                resource_type=kind,
                name=node.name,
                status=status,
                failures=result.failures,
                message=result.message or "",
                seconds=float(result.execution_time or 0.0),
                compiled_sql=getattr(node, "compiled_code", None) or "",
                description=description_of(manifest, node.unique_id),
                sample=samples.get(node.unique_id),
                facts=facts.get(relation_of(manifest["nodes"][node.unique_id])) if built else None,
                origins=origins.get(node.unique_id),
            )
        )
    return found
