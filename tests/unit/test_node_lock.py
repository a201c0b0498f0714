"""A model after which further places are rebuilt runs alone; all others run beside each other."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from dagster_project.transform.node_lock import NodeLock

NODES = {
    "order": {"config": {"meta": {"groups": {"needs_all": "times of all", "reach": ["time_id"]}}}},
    "facts": {"config": {"meta": {"groups": {"place": "place_id"}}}},
    "unique": {"config": {}},
}


def happens(lock: NodeLock, name: str, unique_id: str) -> threading.Thread:
    """Tell of an event in a thread of its own, as dbt does."""
    info = SimpleNamespace(name=name)
    event = SimpleNamespace(info=info, data=SimpleNamespace(node_info=SimpleNamespace(unique_id=unique_id)))
    thread = threading.Thread(target=lock.on_event, args=[event], daemon=True)
    thread.start()
    thread.join(0.2)
    return thread


@pytest.mark.parametrize("ends", ["NodeFinished", "GenericExceptionOnRun"])
@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [("facts", "unique", False), ("facts", "order", True), ("order", "facts", True)],
)
def test_a_model_that_reaches_further_runs_alone(first: str, second: str, waits: bool, ends: str) -> None:
    lock = NodeLock(NODES)
    assert not happens(lock, "NodeStart", first).is_alive()
    waiting = happens(lock, "NodeStart", second)
    assert waiting.is_alive() is waits
    happens(lock, ends, first)
    waiting.join(5)
    assert not waiting.is_alive()
