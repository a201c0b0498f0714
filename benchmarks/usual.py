"""The way most projects of this stack are wired, for comparison: what tutorials and templates lead to.

One partition per report, its rows handed on as a pandas frame by an IO manager that writes them to DuckDB,
a pandera schema with `coerce` per report, the multiprocess executor, and dbt in a process of its own.
It does less than this project: nothing is parsed, no reason is given for what is refused, nothing is proven
against a text, and nothing is published. dbt runs this project's models on a landing file made beforehand.

Serve it with `dagster dev -m benchmarks.usual`; `benchmarks.scale` runs it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pandas as pd
import yaml
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from benchmarks.synthetic import HEADER
from dagster_project import settings
from dagster_project.transform import load_manifest

WHERE = settings.load()
WAREHOUSE = Path(os.environ["KHUYENCONG_WAREHOUSE"]) / "usual.duckdb"
REPORTS = dg.DynamicPartitionsDefinition(name="reports")


class DuckDBPandas(dg.IOManager):
    """Frames as tables: the rows of a partition replace those it had before."""

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame) -> None:
        """Write the frame of one partition."""
        with duckdb.connect(str(WAREHOUSE)) as connection:
            connection.register("frame", obj)
            connection.execute("create table if not exists figures as from frame limit 0")
            connection.execute("delete from figures where report_id = ?", [context.partition_key])
            connection.execute("insert into figures by name from frame")

    def load_input(self, context: dg.InputContext) -> pd.DataFrame:
        """Read a table whole."""
        with duckdb.connect(str(WAREHOUSE), read_only=True) as connection:
            return connection.execute("from figures").df()


@dg.asset(partitions_def=REPORTS, io_manager_key="frames")
def figures(context: dg.AssetExecutionContext) -> pd.DataFrame:
    """The rows of one report that keep a schema."""
    import pandera.pandas as pa

    folder = WHERE.raw / context.partition_key
    origin = yaml.safe_load((folder / "report.yaml").read_text(encoding="utf-8"))
    frame = pd.read_csv(folder / "figures.csv", dtype=str, keep_default_na=False)
    frame["report_id"] = origin["report_id"]
    frame["number"] = pd.to_numeric(
        frame["value"].str.replace(".", "", regex=False).str.replace(",", ".", regex=False), errors="coerce"
    ).astype(float)
    columns = {name: pa.Column(str) for name in HEADER.split(",")}
    columns["figure"] = pa.Column(int, pa.Check.ge(1), coerce=True)
    columns["number"] = pa.Column(float, nullable=True)
    return pa.DataFrameSchema(columns, strict=False).validate(frame, lazy=True)


PROJECT = DbtProject(project_dir=WHERE.dbt, profiles_dir=WHERE.dbt)


@dbt_assets(manifest=load_manifest(WHERE), project=PROJECT)
def models(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """All models and tests, in a process of dbt's own."""
    yield from dbt.cli(["build"], context=context, target_path=WHERE.dbt_target / "usual").stream()


defs = dg.Definitions(
    assets=[figures, models],
    jobs=[dg.define_asset_job("build", dg.AssetSelection.assets(models))],
    resources={
        "frames": DuckDBPandas(),
        "dbt": DbtCliResource(PROJECT, dbt_executable=str(Path(sys.executable).parent / "dbt")),
    },
)


def add_partitions() -> None:
    """Tell Dagster of every report folder there is."""
    with dg.DagsterInstance.get() as instance:
        instance.add_dynamic_partitions(
            "reports", sorted(path.name for path in WHERE.raw.iterdir() if path.is_dir())
        )


if __name__ == "__main__":
    add_partitions()
