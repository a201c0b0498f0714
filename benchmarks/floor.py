"""The floor: DuckDB alone reads the same sheets and runs the SQL that dbt compiled.

    python -m benchmarks.floor RAW STATE FILE

STATE holds the landing file, the seeds and dbt's compiled SQL of a finished build. Nothing is parsed, judged
or rejected here, no origin record is read, and nobody records anything: what remains is the least that a
refresh by DuckDB could cost. Writes its seconds as JSON into FILE.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.synthetic import HEADER
from dagster_project.transform import decimals


def main() -> None:
    """Read, run, and write down the seconds of each part."""
    raw, state = Path(sys.argv[1]), Path(sys.argv[2])
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=state, prefix="floor-") as folder:
        with duckdb.connect(str(Path(folder) / "landing.duckdb")) as landing:
            begun = time.perf_counter()
            _read(landing, raw)
            seconds["read"] = time.perf_counter() - begun
        with duckdb.connect(
            str(Path(folder) / "build.duckdb"), config={"storage_compatibility_version": "v1.4.0"}
        ) as build:
            seconds.update(_build(build, state, Path(folder)))
    Path(sys.argv[3]).write_text(json.dumps(seconds), encoding="utf-8")


def _read(landing: duckdb.DuckDBPyConnection, raw: Path) -> None:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in HEADER.split(","))
    landing.execute(
        f"create table figures as from read_csv(?, columns = {{{columns}}}, header = true, quote = '\"', "
        "delim = ',', auto_detect = false, filename = true)",
        [str(raw / "*" / "figures.csv")],
    )


def _build(build: duckdb.DuckDBPyConnection, state: Path, folder: Path) -> dict[str, float]:
    decimals.register(build)
    build.execute(f"attach '{state / 'landing.duckdb'}' as landing (read_only)")
    build.execute(f"attach '{folder / 'work.duckdb'}' as work")
    build.execute(f"attach '{state / 'work.duckdb'}' as seeded (read_only)")
    for database, schemas in (
        ("work", ("vocabulary", "judgement", "staging", "intermediate")),
        ("build", ("marts", "quality", "analytics", "meta", "internal")),
    ):
        for schema in schemas:
            build.execute(f"create schema {database}.{schema}")
    for schema, table in build.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'seeded' and schema_name in ('vocabulary', 'judgement')"
    ).fetchall():
        build.execute(f"create table work.{schema}.{table} as from seeded.{schema}.{table}")
    seconds = {"models": 0.0, "tests": 0.0}
    for kind, name, sql in _statements(state):
        begun = time.perf_counter()
        try:
            build.execute(sql).fetchall()
        except duckdb.Error as error:
            raise RuntimeError(f"{name}: {error}") from error
        seconds[kind] += time.perf_counter() - begun
    begun = time.perf_counter()
    build.execute("checkpoint work; checkpoint build")
    seconds["checkpoint"] = time.perf_counter() - begun
    return seconds


def _statements(state: Path) -> list[tuple[str, str, str]]:
    """Kind, name and SQL of every model and data test, in the order in which dbt ran them."""
    target = state / "dbt_target"
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    statements = []
    for result in json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]:
        node = nodes.get(result["unique_id"])
        if node is None or node["resource_type"] not in ("model", "test"):
            continue
        sql = result["compiled_code"]
        if node["resource_type"] == "test":
            statements.append(("tests", node["name"], f"select count(*) from ({sql})"))
        else:
            what = "view" if node["config"]["materialized"] == "view" else "table"
            name = f"{node['database']}.{node['schema']}.{node['alias']}"
            statements.append(("models", node["name"], f"create {what} {name} as {sql}"))
    return statements


if __name__ == "__main__":
    main()
