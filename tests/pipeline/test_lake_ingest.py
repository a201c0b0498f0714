"""Several machines land in one lake: the rows are those of an embedded landing, whoever wrote them and died.

The tempting clean-up that would break this: to let shares write where builders read, or to trust that every
share has run.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project import ingest, lake, settings
from dagster_project.ingest.shared import share, share_of
from dagster_project.settings import PROJECT, Settings
from tests.lake_fixture import Place
from tests.small_world import figure, write_report

PER_LOAD = {"load_log", "basis"}
"""Tables that tell of the load itself."""

WORKER = """
import os, signal, sys
from dagster_project import settings
from dagster_project.ingest import lots, shared
lots.LOT = 20_000  # several batches in each share
if sys.argv[3] == "dies":
    write = shared._Batch.add
    written = []
    def add(batch, frames):
        write(batch, frames)
        written.append(batch)
        if len(written) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    shared._Batch.add = add
print(shared.share(settings.load(), int(sys.argv[1]), int(sys.argv[2])).batches)
"""


@pytest.fixture
def machine(place: Place, tmp_path: Path) -> Settings:
    """A machine that shares an empty lake and has nothing of its own."""
    return dataclasses.replace(settings.load(), warehouse=tmp_path / "warehouse", lake=place.lake)


def started(machine: Settings, number: int, of: int, how: str = "") -> subprocess.Popen[str]:
    assert machine.lake
    own = {
        "KHUYENCONG_WAREHOUSE": str(machine.warehouse.with_name(f"worker-{number}")),
        "KHUYENCONG_RAW": str(machine.raw),
        "KHUYENCONG_LAKE": machine.lake.catalogue,
        "KHUYENCONG_LAKE_DATA": machine.lake.data,
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(number), str(of), how],
        cwd=PROJECT,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def differing(machine: Settings, embedded: Path) -> dict[str, int]:
    """Rows by table that one landing has and the other has not."""
    found = {}
    with lake.open_pinned(machine.landing) as there:
        there.execute(f"attach '{embedded}' as embedded (read_only)")
        tables = there.execute(
            "select table_name from duckdb_tables() where database_name = 'embedded' and schema_name = 'raw'"
        ).fetchall()
        assert len(tables) > 8
        for (name,) in tables:
            described = [
                there.execute(f"describe {on}.raw.{name}").fetchall() for on in ("embedded", "landing")
            ]
            assert [column[:2] for column in described[0]] == [column[:2] for column in described[1]], name
            if name in PER_LOAD:
                continue
            found[name] = 0
            for one, other in (("embedded", "landing"), ("landing", "embedded")):
                asked = f"select count(*) from (from {one}.raw.{name} except all from {other}.raw.{name})"
                [(rows,)] = there.execute(asked).fetchall()
                found[name] += rows
    return found


def test_a_lake_landing_of_four_workers_with_one_killed_has_the_rows_of_an_embedded_one(
    machine: Settings, shipped: Settings
) -> None:
    workers = [started(machine, number, 4, "dies" if number == 2 else "") for number in range(4)]
    ended = [worker.communicate(timeout=240) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, -signal.SIGKILL, 0], ended
    assert not machine.landing.exists(), "nobody builds from what is not closed"
    result = ingest.run(machine)
    assert result.conserved
    assert result.reused > 10, "what the workers have judged was taken over"
    assert set(differing(machine, shipped.landing).values()) == {0}
    again = ingest.run(machine)
    assert again.reused > result.reused
    assert set(differing(machine, shipped.landing).values()) == {0}


def test_a_lake_landing_follows_mended_new_and_withdrawn_reports(machine: Settings, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    jobs = [figure("jobs_created", "phu-tho", "2013", "9", "lao động")]
    for report_id in ("phu-tho-2013", "phu-tho-2014", "son-la-2013"):
        write_report(raw, report_id, "phu-tho", jobs)
    small = dataclasses.replace(machine, raw=raw)
    embedded = dataclasses.replace(small, lake=None, warehouse=tmp_path / "embedded")
    embedded.state.mkdir(parents=True)

    def same(judged: int) -> None:
        assert sum(share(small, number, 2).judged for number in range(2)) == judged
        ingest.run(small)
        ingest.run(embedded)
        assert set(differing(small, embedded.landing).values()) == {0}

    same(judged=3)
    before = lake.read_pin(small.landing)
    write_report(
        raw, "phu-tho-2014", "phu-tho", [figure("jobs_created", "phu-tho", "2014", "11", "lao động")]
    )
    write_report(raw, "phu-tho-2015", "phu-tho", jobs)
    shutil.rmtree(raw / "son-la-2013")
    same(judged=2)
    with lake.connect(before.lake) as there:
        lake.attach(there, before.lake, lake.LANDING, "landing", snapshot=before.snapshot)
        asked = "select report_id from landing.raw.reports order by 1"
        assert [name for (name,) in there.execute(asked).fetchall()] == [
            *("phu-tho-2013", "phu-tho-2014", "son-la-2013")
        ], "who builds from the load before reads it still"


def test_every_report_is_in_exactly_one_share_of_a_lake() -> None:
    reports = [f"report-{n}" for n in range(200)]
    assert {share_of(name, 16) for name in reports} == set(range(16))
    assert share_of("thai-binh-2008-2012", 16) == share_of("thai-binh-2008-2012", 16)
