"""What several rooms of tests share: one real release of the shipped reports, built once per run."""

from __future__ import annotations

import dataclasses
import fcntl
import os
from pathlib import Path

import pytest

from dagster_project import settings
from dagster_project.settings import Settings

FIRST = ("ui", "pipeline", "gates", "faults", "mutation")
"""Rooms whose files take long, the longest wait first: the last files of a run must be short ones."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that two processes end at about the same time."""
    tests = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        room = item.path.relative_to(tests).parts[0]
        return FIRST.index(room) if room in FIRST else len(FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a published warehouse made from the shipped reports; nobody writes into it.

    All processes of pytest-xdist share one: the first that needs it builds it, the others wait.
    """
    from dagster_project import ingest, publish, transform

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shipped"
    folder.mkdir(exist_ok=True)
    patch = pytest.MonkeyPatch()
    patch.delenv("KHUYENCONG_RAW", raising=False)
    where = dataclasses.replace(settings.load(), warehouse=folder / "warehouse")
    patch.undo()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not where.current.exists():
            ingest.run(where)
            built = transform.build(where, artefacts=True)
            assert built.ok, built
            publish.publish(where)
    return where


@pytest.fixture(scope="session")
def release(shipped: Settings) -> Path:
    """The current release of `shipped`; to be opened read-only."""
    assert os.access(shipped.current, os.R_OK)
    return shipped.current
