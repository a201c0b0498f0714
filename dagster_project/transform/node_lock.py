"""Which models run side by side while only some places are rebuilt.

dbt runs nodes in two threads then: while DuckDB runs the query of one, dbt prepares the next, which takes a
tenth off a refresh. A full build has one: a million figures keep two cores busy by themselves, and two models
at once need more memory.

Belongs here: who waits for whom. Does not belong here: what is rebuilt (`groups.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

THREADS = 2


class NodeLock:
    """A shared lock for nodes, exclusive for a model after which further places are rebuilt (`reach`).

    What another node rebuilds may not grow under it.
    """

    def __init__(self, nodes: Mapping[str, Any]) -> None:
        """Of the nodes of a manifest, by unique id."""
        groups = {key: node["config"].get("meta", {}).get("groups", {}) for key, node in nodes.items()}
        self._exclusive = {key for key, its in groups.items() if "reach" in its}
        self._running: set[str] = set()
        self._changed = threading.Condition()

    def on_event(self, event: Any) -> None:
        """An event of dbt, which calls this in the thread that runs the node, and goes on when it returns."""
        if event.info.name == "NodeStart":
            self.acquire(event.data.node_info.unique_id)
        elif event.info.name in ("NodeFinished", "GenericExceptionOnRun"):
            self.release(event.data.node_info.unique_id)

    def acquire(self, unique_id: str) -> None:
        """Wait until a node may run."""
        with self._changed:
            self._changed.wait_for(lambda: self._may_run(unique_id))
            self._running.add(unique_id)

    def release(self, unique_id: str) -> None:
        """Let others run."""
        with self._changed:
            self._running.discard(unique_id)
            self._changed.notify_all()

    def _may_run(self, unique_id: str) -> bool:
        return not self._running or self._exclusive.isdisjoint({unique_id, *self._running})
