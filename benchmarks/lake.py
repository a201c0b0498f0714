"""What a landing of many claims costs in a lake: loading it, its files, one place of it built, eight readers.

    KHUYENCONG_LAKE=… KHUYENCONG_LAKE_DATA=… python -m benchmarks.lake [CLAIMS [REPORTS]]

Without numbers 100 million claims, from 10,000 synthetic reports. The reports are ingested as always; then
the rows of every table are appended again under other report ids, a commit for each copy of a million claims.
The lake has no other landing; a run that was ended goes on where it stopped. Results: `results/lake.md`.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import shutil
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import duckdb

from benchmarks.measure import where_and_when, write
from benchmarks.scale import HOME, prepare
from dagster_project import ingest, lake, settings
from dagster_project.contracts.landing import TABLES
from dagster_project.ingest.land import PER_REPORT
from dagster_project.settings import Lake, Settings
from dagster_project.sql import literal
from dagster_project.transform import writing
from dagster_project.transform.run import invoke

COPY = "copy "
"""How the message of a commit begins that appends all rows once more."""

READERS, SECONDS = 8, 60.0
MIDDLE = "select place_id from raw.claims group by all order by count(*) limit 1 offset {}"
QUESTIONS = {
    "a report": "select * from raw.claims where report_id = (select report_id from raw.reports limit 1)",
    "a place": "select indicator_code, count(*), sum(value) from raw.claims where place_id = {} group by all",
    "an indicator": "select place_id, count(*), sum(value) from raw.claims "
    "where indicator_code = 'funding' group by all",
}


def opened(where: Lake, writes: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that uses the landing of the lake, in its newest snapshot."""
    connection = lake.connect(where)
    lake.attach(connection, where, lake.LANDING, "landing", writes=writes)
    connection.execute("use landing")
    return connection


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table of the landing."""
    [(rows,)] = connection.execute(f"select count(*) from raw.{table}").fetchall()
    return int(rows)


def load(here: Settings, claims: int) -> dict[str, Any]:
    """Ingest the reports, then append their rows until there are so many claims."""
    assert here.lake
    found: dict[str, Any] = {"ingest": 0.0}
    done = {said for _, said in lake.snapshots(here.lake, lake.LANDING)}
    if not done:  # once there are copies, an ingest would withdraw them
        begun = time.monotonic()
        with writing(here, "benchmark"):
            ingest.run(here)
        found["ingest"] = time.monotonic() - begun
    with opened(here.lake, writes=True) as connection:
        for name in PER_REPORT:  # as they landed: later copies must not copy copies
            connection.execute(
                f"create temp table first_{name} as from raw.{name} where report_id not like '%~%'"
            )
        [(each,)] = connection.execute("select count(*) from first_claims").fetchall()
        found |= {"claims_of_a_copy": each, "copies": 0, "seconds": 0.0, "rows": 0}
        for number in range(1, round(claims / each)):
            if COPY + str(number) in done:
                continue
            begun = time.monotonic()
            connection.execute("begin")
            for name in PER_REPORT:
                named = f"report_id || '~{number}' as report_id"
                [(rows,)] = connection.execute(
                    f"insert into landing.raw.{name} select * replace ({named}) from first_{name}"
                ).fetchall()
                found["rows"] += rows
            connection.execute(f"call landing.set_commit_message('benchmark', {literal(COPY + str(number))})")
            connection.execute("commit")
            found["copies"] += 1
            found["seconds"] += time.monotonic() - begun
            print(f"copy {number}: {found['seconds'] / found['copies']:.1f} s each", flush=True)
        found["claims"] = count(connection, "claims")
        found["files"] = connection.execute(
            "select table_name, file_count, file_size_bytes from ducklake_table_info('landing') "
            "order by file_size_bytes desc"
        ).fetchall()
    return found


def replace_a_report(where: Lake) -> float:
    """Seconds of a commit that removes the rows of one report from all tables and writes them again."""
    with opened(where, writes=True) as connection:
        asked = "select report_id from raw.reports where report_id like '%~%' limit 1"
        [(report,)] = connection.execute(asked).fetchall()
        begun = time.monotonic()
        connection.execute("begin")
        for name in PER_REPORT:
            mine = f"landing.raw.{name} where report_id = {literal(report)}"
            connection.execute(f"create or replace temp table mine as from {mine}; delete from {mine}")
            connection.execute(f"insert into landing.raw.{name} from mine")
        connection.execute("commit")
        return time.monotonic() - begun


def build_a_place(here: Settings) -> dict[str, Any]:
    """Take what one place has in ten copies out of the lake, and let dbt build all models from that."""
    assert here.lake
    alone = dataclasses.replace(here, warehouse=HOME / "place", lake=None)
    shutil.rmtree(alone.warehouse, ignore_errors=True)
    alone.state.mkdir(parents=True)
    with opened(here.lake) as connection:
        [(places,)] = connection.execute("select count(distinct place_id) from raw.claims").fetchall()
        [(place,)] = connection.execute(MIDDLE.format(places // 2)).fetchall()
        begun = time.monotonic()
        connection.execute(f"attach {literal(str(alone.landing))} as here (storage_version 'v1.4.0')")
        connection.execute("begin; create schema here.raw")
        # of ten copies: a place of which a hundred reports say each figure again is no place of this world
        mine = f"(select report_id from raw.claims where place_id = {literal(place)} and report_id not like"
        mine += " '%~__%')"
        for name in TABLES:
            only = f"where report_id in {mine}" if name in PER_REPORT else ""
            connection.execute(f"create table here.raw.{name} as from raw.{name} {only}")
        connection.execute("commit")
        [(claims,)] = connection.execute("select count(*) from here.raw.claims").fetchall()
        taken = time.monotonic() - begun
    begun = time.monotonic()
    # Tests about single numbers of other places would fail.
    left_out = [
        part for kind in ("unit_test", "test", "exposure") for part in ("--exclude-resource-type", kind)
    ]
    result = invoke(alone, "build", *left_out).result
    assert result is not None
    assert all(node.status == "success" for node in result.results)
    return {"place": place, "place_claims": claims, "taken": taken, "built": time.monotonic() - begun}


def read(where: Lake, place: str, number: int) -> dict[str, list[float]]:
    """Ask in turn for a while, as one reader of many; seconds of each answer."""
    took: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    with opened(where) as connection:
        connection.execute("set threads = 1")
        until = time.monotonic() + SECONDS
        asked = list(QUESTIONS.items())
        while time.monotonic() < until or not all(took.values()):
            name, question = asked[number % len(asked)]
            begun = time.monotonic()
            connection.execute(question.format(literal(place))).fetchall()
            took[name].append(time.monotonic() - begun)
            number += 1
    return took


def readers(where: Lake, place: str) -> dict[str, float]:
    """Median seconds of each question, of eight processes that ask at once."""
    with ProcessPoolExecutor(READERS, multiprocessing.get_context("spawn")) as pool:
        answers = [pool.submit(read, where, place, number) for number in range(READERS)]
        took = [answer.result() for answer in answers]
    return {name: statistics.median(each for one in took for each in one[name]) for name in QUESTIONS}


def page(found: dict[str, Any]) -> str:
    """What was measured, for people."""
    sizes = "\n".join(
        f"| {name} | {files:,} | {size / 1e6:,.1f} |" for name, files, size in found["files"] if files
    )
    asked = "\n".join(f"| {name} | {seconds:.2f} |" for name, seconds in found["readers"].items())
    rate = f"{found['rows'] / found['seconds']:,.0f} rows, " if found["seconds"] else ""
    claims = found["copies"] * found["claims_of_a_copy"]
    rate += f"{claims / found['seconds']:,.0f} claims a second" if found["seconds"] else "loaded before"
    return f"""# A large landing in a lake

{where_and_when()}. `python -m benchmarks.lake`: {found["claims"]:,} claims, of which
{found["claims_of_a_copy"]:,} were ingested from synthetic reports ({found["ingest"]:.0f} s) and the others
appended as copies of them.

- appended: {rate}, in {found["copies"]} commits
- one report replaced in all tables: {found["replaced"]:.1f} s
- one place ({found["place"]}, {found["place_claims"]:,} claims of ten copies) taken out:
  {found["taken"]:.1f} s; all models built from it by dbt: {found["built"]:.1f} s

| table of the landing | files | MB |
|---|---|---|
{sizes}

Eight readers at once, one thread each, {SECONDS:.0f} s:

| all of … | median seconds |
|---|---|
{asked}
"""


def main() -> int:
    """Measure, and write the page; what was found is kept beside it as JSON."""
    given = [int(each) for each in sys.argv[1:]]
    claims, reports = given + [100_000_000, 10_000][len(given) :]
    where = settings.load()
    if not where.lake:
        raise SystemExit(__doc__)
    here = dataclasses.replace(where, raw=prepare(reports), warehouse=HOME / "lake")
    found = load(here, claims)
    found["replaced"] = replace_a_report(where.lake)
    found |= build_a_place(here)
    found["readers"] = readers(where.lake, found["place"])
    print(json.dumps(found, indent=1))
    print(write("lake", page(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
