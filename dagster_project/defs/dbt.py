"""The dbt project as assets and checks, built by `transform` in the step's own process.

`DbtCliResource` would start a second Python for every run (4 to 5 s); so the body hands the selection
to `transform` and reports what comes back, node by node, under the keys that dagster-dbt gave. dbt's unit
tests run in `make test`; they are neither run nor shown here.
"""

from collections.abc import Collection, Generator, Mapping
from pathlib import Path
from typing import Any, cast

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from ..contracts import seeds
from ..messages import UserError, message, some
from ..settings import Settings
from ..transform import BuildResult, NodeResult, build_stepwise, description_of, load_manifest, relation_of
from . import INGEST, OWNERS, POOL
from .attempt import FULL, interruptible, start
from .seeds import failure_of_reader
from .shown import Event, failure, table

UNIQUE_ID = "dagster_dbt/unique_id"
"""Metadata by which dagster-dbt says which node of dbt an asset or check is."""

Spec = dg.AssetSpec | dg.AssetCheckSpec


class Translator(DagsterDbtTranslator):
    """Groups, owners and texts. dagster-dbt names an asset by schema and table, as an analyst writes it."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder: staging, intermediate, marts, quality …; sources stay with what lands them."""
        if dbt_resource_props["resource_type"] == "source":
            return str(dbt_resource_props["schema"])
        return str(dbt_resource_props["fqn"][1])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model says about itself; its SQL is one click away, behind the code link."""
        return str(dbt_resource_props.get("description") or "")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Owners named in the model's meta, otherwise the project's."""
        return list(super().get_owners(dbt_resource_props) or OWNERS)

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """With the table's name as analysts open it, and the code link on the line where the query begins."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        changed: dict[str, Any] = {}
        name = str(spec.metadata.get("dagster/table_name", ""))
        if name.startswith("build."):
            changed["dagster/table_name"] = name.removeprefix("build.")
        if code := spec.metadata.get("dagster/code_references"):
            changed["dagster/code_references"] = dg.CodeReferencesMetadataValue(
                code_references=[
                    dg.LocalFileCodeReference(
                        file_path=each.file_path, line_number=_first_line(Path(each.file_path))
                    )
                    for each in code.code_references
                ]
            )
        return spec.merge_attributes(metadata=changed)

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A data test, with the description it has in dbt: its own, or that of its kind."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and spec._replace(description=description_of(manifest, unique_id) or None)


def _first_line(model: Path) -> int:
    """The line on which a model begins, behind comments and settings; 1 for a seed."""
    for number, line in enumerate(model.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith(("--", "{{ config", "{#")):
            return number
    return 1


def dbt_project_assets(settings: Settings) -> dg.AssetsDefinition:
    """All seeds and models as one step, all data tests as their checks.

    Raises:
        DbtError: The dbt project cannot be read.
    """
    manifest = load_manifest(settings)

    project = DbtProject(settings.dbt, profiles_dir=settings.dbt, target_path=settings.dbt_target)

    @dbt_assets(
        manifest=manifest,
        project=project,
        dagster_dbt_translator=Translator(
            DagsterDbtTranslatorSettings(enable_code_references=True, enable_source_tests_as_checks=True)
        ),
        name="dbt",
        pool=POOL,
    )
    def dbt(context: dg.AssetExecutionContext) -> Generator[Event, None, None]:
        start(context, settings)
        chosen = {*context.selected_asset_keys, *context.selected_asset_check_keys}
        specs: list[Spec] = [*dbt.specs, *dbt.check_specs]
        nodes = {str(spec.metadata[UNIQUE_ID]): spec for spec in specs}
        select = [unique_id for unique_id, spec in nodes.items() if spec.key in chosen]
        try:
            if len(select) < len(nodes) and context.job_def.graph.has_node_named(INGEST):
                _refuse_gap(manifest["nodes"], select)
            seeds.validate(settings.seeds)
            assets = {
                relation_of(manifest["nodes"][unique_id]): spec.key for unique_id, spec in nodes.items()
            }
            wanted = select if len(select) < len(nodes) else None
            building = build_stepwise(settings, wanted, full=FULL in context.run.tags)
            with interruptible(context):
                result = yield from _events(building, nodes, assets)
        except UserError as error:
            raise failure_of_reader(error, context.instance, seed_keys(dbt), settings.seeds) from None
        if not result.ok:
            raise failure(*result.problems(), message("run.warehouse-as-it-was"))

    return dbt


def _events(
    building: Generator[NodeResult, None, BuildResult],
    specs: Mapping[str, Spec],
    assets: Mapping[tuple[str, str], Any],
) -> Generator[Event, None, BuildResult]:
    """An event for each node as soon as it has passed; the others before the step fails."""
    while True:
        try:
            node = next(building)
        except StopIteration as end:
            return cast(BuildResult, end.value)
        spec = specs.get(node.unique_id)
        if isinstance(spec, dg.AssetSpec) and node.passed:
            yield _built(node, spec, assets)
        elif isinstance(spec, dg.AssetCheckSpec) and node.status != "skipped":
            yield _check(node, spec.key)


def seed_keys(models: dg.AssetsDefinition) -> dict[str, dg.AssetKey]:
    """The asset of each seed, by the name of the seed."""
    specs = (spec for spec in models.specs if str(spec.metadata[UNIQUE_ID]).startswith("seed."))
    return {spec.key.path[-1]: spec.key for spec in specs}


def _refuse_gap(nodes: Mapping[str, Any], select: Collection[str]) -> None:
    """Ingest and a model far below it, without the models between, would run in any order.

    Raises:
        dg.Failure: Models that the selected nodes rest on are not selected.
    """
    needed = list(select)
    for unique_id in needed:  # grows while it is walked through
        parents = nodes[unique_id]["depends_on"].get("nodes", ())
        needed += [p for p in parents if p.startswith("model.") and p not in needed]
    if missing := needed[len(select) :]:
        raise failure(message("run.gap", tables=some(["/".join(relation_of(nodes[m])) for m in missing], 8)))


def _built(
    node: NodeResult, spec: dg.AssetSpec, assets: Mapping[tuple[str, str], Any]
) -> dg.MaterializeResult[Any]:
    metadata: dict[str, Any] = {"seconds": round(node.seconds, 3)}
    if node.facts and node.facts.rows is not None:
        metadata["dagster/row_count"] = node.facts.rows
    columns = node.facts.columns if node.facts else ()
    declared = spec.metadata.get("dagster/column_schema")
    # Where the definition says it of all columns, it is not repeated: it is a third of what an event costs.
    if len(columns) > (len(declared.columns) if declared else 0):
        metadata["dagster/column_schema"] = dg.TableSchema(
            [dg.TableColumn(name, kind, about or None) for name, kind, about in columns]
        )
    if node.origins:
        metadata["dagster/column_lineage"] = dg.TableColumnLineage(
            deps_by_column={
                column: [
                    dg.TableColumnDep(asset_key=assets[schema, table], column_name=origin)
                    for schema, table, origin in of
                    if (schema, table) in assets
                ]
                for column, of in node.origins.items()
            }
        )
    return dg.MaterializeResult(asset_key=spec.key, metadata=metadata)


def _check(node: NodeResult, key: dg.AssetCheckKey) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"seconds": round(node.seconds, 3)}
    if node.failures is not None:
        metadata["failing_rows"] = node.failures
    if not node.passed:
        metadata["message"] = dg.MetadataValue.md(f"```\n{node.explanation}\n```")
        if node.sample:
            metadata["sample"] = table(*node.sample)
        if node.compiled_sql:
            metadata["query"] = dg.MetadataValue.md(f"```sql\n{node.compiled_sql.strip()}\n```")
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.passed,
        severity=dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )
