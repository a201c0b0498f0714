"""Run dbt in this process and say what happened, node by node.

A full build starts from nothing: both of dbt's files are deleted first, so nothing old can hide in
them; with a lake, it takes over what other processes have built of the same (`shares.py`). A build by groups
goes on from the last complete one and rebuilds the places whose claims changed (`groups.py`). A partial
build writes into the files that are there. Unit tests of dbt are never run here: they test the code, and
`make test` runs them. Does not belong here: judging whether the result may be published (`publish/gate.py`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from ..messages import Text, UserError, message, printable, shortened, some
from ..progress import Progress
from ..settings import Settings
from . import groups, shares
from .facts import Sample, TableFacts, remove, running_facts, sample_rows, table_facts
from .lineage import Lineage, Origins
from .lock import writing
from .manifest import DbtError, complete_build, description_of, invoke, load_manifest, only

log = logging.getLogger("khuyencong")

PASSED = frozenset({"success", "pass", "no-op"})
LINEAGE = frozenset({"marts", "quality", "analytics"})
"""Schemas whose columns are traced back to those they are made of."""
BUILT = frozenset({"model", "seed"})
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
    """One invocation of dbt."""

    nodes: list[NodeResult]

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


def build(
    settings: Settings,
    select: Collection[str] | None = None,
    on_node: Callable[[NodeResult], None] | None = None,
    full: bool = False,
) -> BuildResult:
    """Build and test the warehouse with dbt, in this process.

    Args:
        settings: Where landing, work and build lie.
        select: dbt's unique ids of the seeds, models and data tests to run, nothing else is run; None for
            a complete build: by groups where the last one is known and not too much changed, otherwise in
            full, which deletes `build.duckdb` and `work.duckdb` first.
        on_node: Is given each node that passed as soon as it has, in a thread of dbt. Nothing that it gets
            changes any more; what did not pass, or is not wholly known yet, is among the result alone.
        full: Build everything in full whatever is known.

    Raises:
        NotReady: Nothing has landed yet, or a table that the selection reads has not been built.
        DbtError: dbt could not start, or could not read the project.
        Busy: Another process is writing.
    """
    if not settings.landing.exists():
        raise NotReady("dbt.nothing-ingested", file=settings.landing.name)
    manifest = load_manifest(settings)
    with writing(settings, "dbt build"):
        # unit tests test the code, exposures say who reads: neither builds anything
        arguments = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "exposure"]
        # dbt's own manifest.json is written twice in a build, half a second each; ours is prepared
        arguments.append("--no-write-json")
        runs = set(complete_build(manifest) if select is None else select)
        basis = groups.basis_of(settings)
        places = None if full or select is not None else groups.plan(settings, basis)
        by_groups, shared = places is not None, ""
        if by_groups:
            # seeds are as they were, or it would be a full build
            arguments += ["--exclude-resource-type", "seed"]
            runs = {unique_id for unique_id in runs if not unique_id.startswith("seed.")}
            log.info(message("progress.dbt-groups", n=places))
        elif select is None:
            remove(settings.build, settings.work)
            if settings.lake and shares.take_over(settings, manifest):
                shared = shares.TAKEN
            log.info(message("progress.dbt-all"))
        else:
            _require_parents(settings, manifest["nodes"], select)
            arguments += only(manifest, select)
            log.info(message("progress.dbt-some", n=len(runs)))
        began = time.monotonic()
        progress = Progress("dbt", len(runs), message("progress.nodes"))
        watch = _Watch(settings, manifest, by_groups)
        one_at_a_time = Lock()  # dbt calls in the thread that ran the node

        def finished(event: Any) -> None:
            if event.info.name == "NodeFinished":
                with one_at_a_time:
                    progress.done()
                    if on_node and (node := watch.passed(event.data)):
                        on_node(node)

        result = invoke(settings, "build", *arguments, callback=finished, by_groups=by_groups, shared=shared)
        seconds = f"{time.monotonic() - began:.1f}"
        if result.result is None:
            raise DbtError("dbt.did-not-run", error=str(result.exception))
        nodes = watch.results(result.result.results)
        unseen = set(select or ()) - {node.unique_id for node in nodes}
        assert not unseen, f"dbt left out {sorted(unseen)}, which were selected"
        tests = [n for n in nodes if n.resource_type == "test"]
        tables = len(nodes) - len(tests)
        log.info(message("progress.dbt-built", tables=tables, tests=len(tests), seconds=seconds))
        if failed := sum(n.failed for n in nodes):
            log.info(message("progress.dbt-failed", n=failed))
        if warned := sorted(n.name for n in tests if n.status == "warn"):
            named = "; ".join(name.removeprefix("assert_").replace("_", " ") for name in warned)
            log.info(message("progress.dbt-warned", n=len(warned), named=named))
        built = BuildResult(nodes)
        if select is None and built.ok:
            groups.settle(settings, basis, known=by_groups)
        return built


class _Watch:
    """What dbt says of its nodes: of each that passed while dbt goes on with the next, of all at the end."""

    def __init__(self, settings: Settings, manifest: Mapping[str, Any], by_groups: bool) -> None:
        self._settings, self._manifest = settings, manifest
        self._lineage = Lineage(settings, unchanged=by_groups)
        self._facts = table_facts(settings.landing, settings.work, settings.build)
        self._known: dict[str, NodeResult] = {}

    def passed(self, event: Any) -> NodeResult | None:
        """A node that has passed, as dbt's event `NodeFinished` has it; None where not all is known of it."""
        unique_id, result = event.node_info.unique_id, event.run_result
        node = self._manifest["nodes"].get(unique_id)
        if node is None or result.status not in PASSED or node["resource_type"] not in BUILT | {"test"}:
            return None
        try:
            if node["resource_type"] in BUILT:
                key = relation_of(node)
                self._facts[key] = running_facts(node["database"], *key)
            failures = None if node["resource_type"] in BUILT else int(result.num_failures)
            sql = self._compiled(node)
            said = (str(result.status), failures, result.message, float(result.execution_time), sql)
            self._known[unique_id] = self._result(unique_id, *said)
        except (
            Exception
        ) as error:  # dbt would take it for a failure of the node; at the end it is asked again
            log.warning("dbt: %s has passed, and is shown at the end: %s", unique_id, error)
        return self._known.get(unique_id)

    def _compiled(self, node: Mapping[str, Any]) -> str:
        """The query of a model that dbt has just run, as it wrote it down; blank where it is not traced."""
        if node["resource_type"] != "model" or node["schema"] not in LINEAGE:
            return ""
        folder = self._settings.dbt_target / "compiled" / str(node["package_name"])
        return (folder / str(node["original_file_path"])).read_text(encoding="utf-8").strip()

    def results(self, results: Sequence[Any]) -> list[NodeResult]:
        """What dbt says of each node, with rows and columns of what was built and rows that failed."""
        rest = [result for result in results if result.node.unique_id not in self._known]
        failing = {r.node.unique_id: r.node.compiled_code for r in rest if r.status in ("fail", "warn")}
        samples = sample_rows(self._settings, failing) if failing else {}
        if any(str(result.node.resource_type) in BUILT for result in rest):
            self._facts = table_facts(self._settings.landing, self._settings.work, self._settings.build)
        for result in rest:
            said = (str(result.status), result.failures, result.message, float(result.execution_time or 0.0))
            sql = getattr(result.node, "compiled_code", None) or ""
            unique_id = result.node.unique_id
            self._known[unique_id] = self._result(unique_id, *said, sql, samples.get(unique_id))
        self._lineage.keep()
        return [self._known[result.node.unique_id] for result in results]

    def _result(
        self,
        unique_id: str,
        status: str,
        failures: int | None,
        message: str | None,
        seconds: float,
        sql: str,
        sample: Sample | None = None,
    ) -> NodeResult:
        node = self._manifest["nodes"][unique_id]
        built = node["resource_type"] in BUILT and status in PASSED
        origins: Origins = {}
        if built and node["resource_type"] == "model" and node["schema"] in LINEAGE:
            origins = self._lineage.of(unique_id, sql.strip(), self._columns_read(node))
        return NodeResult(
            unique_id=unique_id,
            resource_type=node["resource_type"],
            name=node["name"],
            status=status,
            failures=failures,
            message=message or "",
            seconds=seconds,
            compiled_sql=sql,
            description=description_of(self._manifest, unique_id),
            sample=sample,
            facts=self._facts.get(relation_of(node)) if built else None,
            origins=origins or None,
        )

    def _columns_read(self, node: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, str]]:
        """The columns of the tables that a model reads."""
        known = {**self._manifest["nodes"], **self._manifest["sources"]}
        read = (relation_of(known[each]) for each in node["depends_on"]["nodes"] if each in known)
        return {
            key: {name: kind for name, kind, _ in self._facts[key].columns}
            for key in read
            if key in self._facts
        }
