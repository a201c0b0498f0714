"""Dagster's own launcher of runs, which can also tell a run that died, named in `dagster.yaml`.

A run whose process was killed together with Dagster (power cut, a container out of memory) stands as started
for ever, keeps the pool, and every later run waits for it. Dagster's run monitoring asks the launcher whether
the process of a run is still there; its own launcher cannot say. Here a run is dead when nobody holds the
writer's lock, which the kernel frees with the process, and it has logged nothing for a while. Process numbers
would not do: after a restart, or in another container, they belong to somebody else.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher

from ..settings import load
from ..transform import writer


class WatchedRunLauncher(DefaultRunLauncher):
    """Launches as Dagster does. `quiet_seconds` is how long a living run may log nothing without the lock."""

    def __init__(self, quiet_seconds: float = 0.0, inst_data: Any = None) -> None:
        super().__init__(inst_data)
        self._quiet_seconds = quiet_seconds

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """`quiet_seconds`; between two steps, which hold the lock, a run logs many events a second."""
        return {"quiet_seconds": dg.Field(dg.Float, default_value=120.0, is_required=False)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> WatchedRunLauncher:
        """As Dagster makes it from `dagster.yaml`."""
        return cls(config_value["quiet_seconds"], inst_data)

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Whether run monitoring may ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a started run is still there."""
        if writer(load()):  # it works, or waits for whoever does
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        events = self._instance.event_log_storage.get_logs_for_run(run.run_id, limit=1, ascending=False)
        if events and time.time() - events[0].timestamp < self._quiet_seconds:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        said = f"it has logged nothing for {self._quiet_seconds:.0f} s, and nobody writes the warehouse"
        return CheckRunHealthResult(WorkerStatus.NOT_FOUND, said)
