"""A run that died together with Dagster gives the pool back by itself, and a living one is left alone.

With a served Dagster and a real kill of every process of it. The tempting clean-up that would break this:
Dagster's own launcher, which cannot tell whether the process of a run is still there.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus

from dagster_project import transform
from dagster_project.defs.launcher import WatchedRunLauncher
from dagster_project.settings import Settings, load
from tests.small_world import lend

PROJECT = Path(__file__).resolve().parents[2]
QUICK = {"quiet_seconds: 120": "quiet_seconds: 3", "poll_interval_seconds: 30": "poll_interval_seconds: 1"}
"""Waiting less for what is otherwise the same."""

LAUNCH = """
mutation {launchRun(executionParams: {runConfigData: {}, selector: {
  repositoryLocationName: "khuyencong", repositoryName: "__repository__", jobName: "refresh"
}}) {... on LaunchRunSuccess {run {runId}} ... on PythonError {message}}}"""


class Served:
    """`khuyencong dev` on a free port, with everything that starts by itself switched off."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        own = {"WAREHOUSE": str(folder / "warehouse"), "UNATTENDED": "no"}
        self.environment = {
            **os.environ,
            **{f"KHUYENCONG_{name}": value for name, value in own.items()},
            "DAGSTER_HOME": str(folder / "home"),
            "PYTHONPATH": str(PROJECT),
        }
        self.log = folder / "dev.log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dagster_project.cli", "dev", "-p", str(self.port)],
                cwd=PROJECT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Every process of the session at once, runs too: what a power cut leaves is what is on the disk."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, session = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[3])
                if session == self.process.pid:
                    os.kill(pid, signal.SIGKILL)
            except (OSError, ValueError):
                continue
        self.process.wait()

    def ask(self, query: str) -> Any:
        """What GraphQL answers, as soon as it does."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=json.dumps({"query": query}).encode(),
            headers={"Content-Type": "application/json"},
        )
        for _ in range(600):
            assert self.process.poll() is None, self.said()
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)["data"]
            except OSError:  # not there yet, or not ready
                time.sleep(0.3)
        raise AssertionError(self.said())

    def launch(self) -> str:
        for _ in range(100):  # until the code is loaded
            if run := self.ask(LAUNCH)["launchRun"].get("run"):
                return str(run["runId"])
            time.sleep(0.5)
        raise AssertionError(self.said())

    def until(self, run_id: str, *statuses: str, seconds: float = 180) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            status = self.ask(f'{{runOrError(runId: "{run_id}") {{... on Run {{status}}}}}}')
            if (found := str(status["runOrError"]["status"])) in statuses:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{run_id} is {found}, not {statuses}\n{self.said()}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


@pytest.fixture
def served(shipped: Settings, tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    home.mkdir()
    config = (PROJECT / "dagster.yaml").read_text(encoding="utf-8")
    for slow, quick in QUICK.items():
        assert slow in config
        config = config.replace(slow, quick)
    (home / "dagster.yaml").write_text(config, encoding="utf-8")
    lend(shipped, dataclasses.replace(shipped, warehouse=tmp_path / "warehouse"))
    server = Served(tmp_path)
    yield server
    server.kill()


def test_a_run_killed_together_with_dagster_lets_the_next_one_run(served: Served) -> None:
    dead = served.launch()
    served.until(dead, "STARTED")
    served.kill()
    served.start()
    following = served.launch()
    served.until(dead, "FAILURE")
    served.until(following, "STARTED", "SUCCESS")


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, dg.DagsterRun]]:
    """The launcher of an instance as this project sets it up, and a run that is said to work."""
    config = (PROJECT / "dagster.yaml").read_text(encoding="utf-8")
    (tmp_path / "dagster.yaml").write_text(config, encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    with dg.DagsterInstance.get() as instance:
        assert instance.run_monitoring_enabled
        run = instance.create_run_for_job(dg.job(name="refresh")(lambda: None))
        instance.report_engine_event("it works", run)
        yield instance.run_launcher, run


def test_a_run_that_says_nothing_is_dead_unless_somebody_writes(
    started: tuple[Any, dg.DagsterRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher, run = started
    assert isinstance(launcher, WatchedRunLauncher)
    assert launcher.supports_check_run_worker_health
    assert launcher.check_run_worker_health(run).status is WorkerStatus.RUNNING
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert launcher.check_run_worker_health(run).status is WorkerStatus.RUNNING
    monkeypatch.setattr(time, "time", lambda: now + 121)
    assert launcher.check_run_worker_health(run).status is WorkerStatus.NOT_FOUND
    with transform.writing(load(), "dbt build"):
        assert launcher.check_run_worker_health(run).status is WorkerStatus.RUNNING
