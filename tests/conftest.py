"""What several rooms of tests share: one real refresh of the shipped reports per run, and copies of it."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project import publish, settings
from dagster_project.settings import Settings
from tests.lake_fixture import catalogue, place

__all__ = ["catalogue", "place"]

FIRST = ("ui", "pipeline", "gates", "faults", "mutation")
"""Rooms whose files take long, the longest wait first: the last files of a run must be short ones."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that two processes end at about the same time."""
    tests = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        room = item.path.relative_to(tests).parts[0]
        return FIRST.index(room) if room in FIRST else len(FIRST)

    items.sort(key=place)


@dataclasses.dataclass(frozen=True)
class Refreshed:
    """What `khuyencong refresh` left behind: the warehouse, what it said, Dagster's records."""

    settings: Settings
    said: str
    home: Path


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Refreshed:
    """The shipped reports taken to a release by the command of the README; nobody writes into it.

    All processes of pytest-xdist share one: the first that needs it runs it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "shipped"
    folder.mkdir(exist_ok=True)
    patch = pytest.MonkeyPatch()
    patch.delenv("KHUYENCONG_RAW", raising=False)
    where = dataclasses.replace(settings.load(), warehouse=folder / "warehouse")
    own = {"KHUYENCONG_WAREHOUSE": str(where.warehouse), "DAGSTER_HOME": str(folder / "home")}
    environment = os.environ | own
    patch.undo()
    said = folder / "said.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = subprocess.run(
                [sys.executable, "-m", "dagster_project.cli", "refresh"],
                cwd=settings.PROJECT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    return Refreshed(where, said.read_text(encoding="utf-8"), folder / "home")


@pytest.fixture(scope="session")
def shipped(refreshed: Refreshed) -> Settings:
    """Settings of the published warehouse of the shipped reports; nobody writes into it."""
    return refreshed.settings


@pytest.fixture(scope="session")
def release(shipped: Settings) -> Path:
    """The current release of `shipped`; to be opened read-only."""
    assert os.access(shipped.current, os.R_OK)
    return shipped.current


@pytest.fixture
def built(shipped: Settings, tmp_path: Path) -> Settings:
    """A complete build of the shipped reports in a folder of its own, not published, to be spoilt."""
    where = dataclasses.replace(shipped, warehouse=tmp_path / "warehouse", keep_releases=3)
    shutil.copytree(shipped.state, where.state, ignore=shutil.ignore_patterns("compiled", "run", "dbt_logs"))
    return where


@pytest.fixture
def published(shipped: Settings, built: Settings) -> Settings:
    """The same with its release: what a refresh leaves behind, as often as it is needed."""
    built.releases.mkdir()
    [made] = publish.release_files(shipped)
    release = built.releases / made.name
    shutil.copy(made, release)  # with its rights
    os.link(release, built.current)
    return built
