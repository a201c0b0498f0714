"""`make bench-arrival`: from a report dropped into `raw/` to its facts published, in a served Dagster.

Nobody touches anything: `khuyencong dev` runs as README says, the sensor notices, the job publishes. The
shipped reports are taken out before, each is put back by a single rename, and timed until the published file
is another one and holds the report. The last is withdrawn again. Promise: under 30 s.
"""

from __future__ import annotations

import csv
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measure import once, where_and_when, write

PROJECT = Path(__file__).resolve().parents[1]
PROMISE = 30.0
PATIENCE = 180.0
"""Seconds after which something is wrong."""


def _reports(published: Path) -> set[str]:
    with duckdb.connect(str(published), read_only=True) as connection:
        return {name for (name,) in connection.execute("select report_id from marts.dim_report").fetchall()}


def _until(published: Path, report_id: str, is_there: bool) -> float:
    """Seconds until the published file holds a report, or does not.

    Raises:
        TimeoutError: it took longer than `PATIENCE`.
    """
    start, seen = time.perf_counter(), published.stat().st_ino
    while time.perf_counter() - start < PATIENCE:
        if published.stat().st_ino != seen:
            seen = published.stat().st_ino
            if (report_id in _reports(published)) == is_there:
                return time.perf_counter() - start
        time.sleep(0.05)
    raise TimeoutError(f"{report_id} was not noticed within {PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def main() -> int:
    """Measure, print and write the results page."""
    khuyencong = str(Path(sys.executable).parent / "khuyencong")
    lines = []
    with tempfile.TemporaryDirectory(prefix="khuyencong-arrival-") as name:
        folder = Path(name)
        raw, aside, published = folder / "raw", folder / "aside", folder / "warehouse" / "khuyencong.duckdb"
        shutil.copytree(PROJECT / "raw", raw)
        aside.mkdir()
        (folder / "dagster").mkdir()
        # A correction wants its report: without it nothing is published.
        with (PROJECT / "dbt/seeds/judgement/corrections.csv").open(encoding="utf-8", newline="") as rows:
            corrected = {row["report_id"] for row in csv.DictReader(rows)}
        dropped = sorted(path.name for path in raw.iterdir() if path.is_dir() and path.name not in corrected)
        for report_id in dropped:
            (raw / report_id).rename(aside / report_id)
        env = {
            "KHUYENCONG_RAW": str(raw),
            "KHUYENCONG_WAREHOUSE": str(folder / "warehouse"),
            "DAGSTER_HOME": str(folder / "dagster"),
        }
        once([khuyencong, "refresh"], env, PROJECT)
        with (folder / "dev.log").open("w") as log:
            served = subprocess.Popen(
                [khuyencong, "dev", "--port", str(_free_port())],
                cwd=PROJECT,
                env={**os.environ, **env},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                time.sleep(30)  # until it serves, and its sensor has looked once
                for report_id in dropped:
                    (aside / report_id).rename(raw / report_id)
                    lines.append((f"{report_id} dropped", _until(published, report_id, True)))
                    print(*lines[-1], flush=True)
                    time.sleep(10)
                (raw / report_id).rename(aside / report_id)
                lines.append((f"{report_id} withdrawn", _until(published, report_id, False)))
                print(*lines[-1], flush=True)
            finally:
                os.killpg(served.pid, signal.SIGTERM)
                served.wait(60)
    taken = [seconds for _, seconds in lines]
    text = [
        "# From a report dropped to its facts published",
        "",
        f"{where_and_when()}. `make bench-arrival` writes this page: the shipped reports, one after the "
        "other, into the folder that a served Dagster watches; nobody touches anything else.",
        "",
        "| what | seconds until analysts see it |",
        "|---|---|",
        *(f"| {what} | {seconds:.1f} |" for what, seconds in lines),
        "",
        f"Median {statistics.median(taken):.1f} s, longest {max(taken):.1f} s; promise {PROMISE:.0f} s. Two "
        "seconds of it are the quiet that is waited for; the sensor looks every few seconds.",
        "",
    ]
    print(write("arrival", "\n".join(text)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
