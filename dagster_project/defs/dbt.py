"""The dbt project as assets and checks, built by `transform` in the step's own process.

`DbtCliResource` would start a second Python for every run (4 to 5 s); so the body hands the selection
to `transform.build` and reports what came back through the translator. Unit tests of dbt are not shown:
no build runs them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from ..settings import Settings
from ..transform import BuildResult, DbtError, NodeResult, NotReady, build, load_manifest
from . import INGEST, OWNERS, POOL
from .tables import facts_metadata, sample

BUILT = ("model", "seed", "snapshot")
Event = dg.MaterializeResult[Any] | dg.AssetCheckResult


class Translator(DagsterDbtTranslator):
    """Names, groups and owners: asset key = schema and table, group = folder of the model."""

    def __init__(self) -> None:
        super().__init__(
            settings=DagsterDbtTranslatorSettings(
                enable_code_references=True, enable_source_tests_as_checks=True
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Schema and name, as an analyst writes it."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

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

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A data test, with the description it has in dbt.

        dagster-dbt shows no check for a test that reads several models and names none of them: such a
        test stands at the first model it reads.
        """
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        props = manifest["nodes"][unique_id]
        if spec is None and not props.get("attached_node") and "dagster" not in props.get("meta", {}):
            parents = [self.get_asset_spec(manifest, p, project).key for p in props["depends_on"]["nodes"]]
            if len(parents) > 1 and parents[0] == asset_spec.key:
                spec = dg.AssetCheckSpec(
                    name=props["name"],
                    asset=asset_spec.key,
                    additional_deps=set(parents[1:]) - {asset_spec.key},
                    blocking=props["config"].get("severity", "error").lower() == "error",
                )
        text = props.get("description")
        return spec._replace(description=text) if spec and text else spec


class Shown:
    """What is shown in Dagster, by dbt's unique id, and back."""

    def __init__(self, manifest: Mapping[str, Any], project: DbtProject, translator: Translator) -> None:
        self.assets: dict[str, dg.AssetKey] = {}
        self.checks: dict[str, dg.AssetCheckKey] = {}
        self.declared: dict[str, list[str]] = {}
        for unique_id, props in manifest["nodes"].items():
            if props["resource_type"] in BUILT:
                self.assets[unique_id] = translator.get_asset_spec(manifest, unique_id, project).key
                self.declared[unique_id] = [
                    c["name"]
                    for c in props["columns"].values()
                    if c.get("data_type") and c.get("description")
                ]
        for parent in (*self.assets, *manifest["sources"]):
            spec = translator.get_asset_spec(manifest, parent, project)
            for child in manifest["child_map"].get(parent, []):
                if child.startswith("test."):
                    check = translator.get_asset_check_spec(spec, manifest, child, project)
                    if check:
                        self.checks[child] = check.key

    def selection(self, context: dg.AssetExecutionContext) -> list[str] | None:
        """Unique ids of what was selected; None when it is everything."""
        keys, checks = set(context.selected_asset_keys), set(context.selected_asset_check_keys)
        chosen = [i for i, key in self.assets.items() if key in keys]
        chosen += [i for i, key in self.checks.items() if key in checks]
        return None if len(chosen) == len(self.assets) + len(self.checks) else chosen


def dbt_project_assets(settings: Settings) -> dg.AssetsDefinition:
    """All seeds and models as one step, all data tests as their checks.

    Raises:
        DbtError: The dbt project cannot be read.
    """
    manifest = load_manifest(settings)
    project = DbtProject(project_dir=settings.dbt, profiles_dir=settings.dbt, target_path=settings.dbt_target)
    translator = Translator()  # one for both: it remembers what it has worked out
    shown = Shown(manifest, project, translator)

    @dbt_assets(manifest=manifest, project=project, dagster_dbt_translator=translator, name="dbt", pool=POOL)
    def dbt(context: dg.AssetExecutionContext) -> Iterator[Event]:
        select = shown.selection(context)
        try:
            if select is not None:
                _refuse_gap(context, manifest, shown, select)
            result = build(settings, select)
        except (NotReady, DbtError) as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        # What was tested is shown before the step fails, or nobody sees which rows were wrong.
        yield from _events(result, shown)
        if not result.ok:
            raise dg.Failure(
                "\n".join([*result.problems(), "The published warehouse is as it was."]),
                allow_retries=False,
            )

    return dbt


def _refuse_gap(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any], shown: Shown, select: list[str]
) -> None:
    """Ingest and a model far below it, without the models between, would run in any order."""
    if not context.job_def.graph.has_node_named(INGEST):
        return
    between: list[str] = []
    for unique_id in (queue := list(select)):
        for parent in manifest["parent_map"].get(unique_id, []):
            if parent in shown.assets and parent not in queue:
                queue.append(parent)
                between.append(parent)
    missing = [
        shown.assets[i].to_user_string() for i in between if manifest["nodes"][i]["resource_type"] != "seed"
    ]
    if missing:
        tables = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
        raise NotReady("dbt.tables-between", tables=tables)


def _events(result: BuildResult, shown: Shown) -> Iterator[Event]:
    for node in result.nodes:
        if node.unique_id in shown.assets and node.passed:
            yield dg.MaterializeResult(
                asset_key=shown.assets[node.unique_id],
                metadata={
                    "seconds": round(node.seconds, 3),
                    **facts_metadata(node.facts, shown.declared[node.unique_id]),
                },
            )
        elif node.unique_id in shown.checks and node.status != "skipped":
            yield _check(node, shown.checks[node.unique_id])


def _check(node: NodeResult, key: dg.AssetCheckKey) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"seconds": round(node.seconds, 3)}
    if node.failures is not None:
        metadata["failing_rows"] = node.failures
    if node.passed:
        metadata |= {"message": node.message} if node.message else {}
    else:
        metadata["message"] = dg.MetadataValue.md(f"```\n{node.message}\n```")
        if node.sample:
            metadata["sample"] = sample(node.sample)
        if node.compiled_sql:
            metadata["query"] = dg.MetadataValue.md(f"```sql\n{node.compiled_sql.strip()}\n```")
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=node.passed,
        severity=dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )
