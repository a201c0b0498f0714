"""What several rooms of tests share: one real refresh of the shipped reports per run, and copies of it."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from dagster_project import publish, settings
from dagster_project.contracts import seeds
from dagster_project.publish import smoke_test
from dagster_project.settings import Settings
from dagster_project.site import Site
from dagster_project.site import build as build_site
from dagster_project.site.memory import available
from tests.browser_fixture import browser, chromium
from tests.lake_fixture import catalogue, place
from tests.small_world import read_for_another_place

__all__ = ["browser", "catalogue", "chromium", "place"]

FIRST = ("ui", "pipeline", "gates", "faults", "mutation")
"""Rooms whose files take long, the longest wait first: the last files of a run must be short ones."""


IN_MEMORY, ROOM = Path("/dev/shm"), 12_000
"""A file system in memory, and the MiB that machine and file system must have free for tests to work there.

Warehouses are written thousands of times, and each waits for the disk several times. Tests that need another
file system make it. With `PYTEST_DEBUG_TEMPROOT` or `--basetemp` tests work elsewhere.
"""


def pytest_configure(config: pytest.Config) -> None:
    """Let tests work in memory where there is room; how long one example takes says nothing."""
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")
    elsewhere = config.option.basetemp or "PYTEST_DEBUG_TEMPROOT" in os.environ
    if elsewhere or not os.access(IN_MEMORY, os.W_OK):
        return
    if min(shutil.disk_usage(IN_MEMORY).free >> 20, available()) >= ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(IN_MEMORY)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait as well, for browsers, servers and each other."""
    return min(6, (os.cpu_count() or 1) + 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files so that all processes end at about the same time."""
    tests = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        room = item.path.relative_to(tests).parts[0]
        return FIRST.index(room) if room in FIRST else len(FIRST)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let the search for cycles pass over what lives as long as the run, and be rarer: it took a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def seeds_are_validated_once() -> Iterator[None]:
    """Seeds that are as they were when they passed are not gone through again: half of a small ingest."""
    validate, passed = seeds.validate, set[str]()

    def once_for_these(folder: Path) -> None:
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        if digest.hexdigest() not in passed:
            validate(folder)
            passed.add(digest.hexdigest())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeds, "validate", once_for_these)
        yield


@dataclasses.dataclass(frozen=True)
class Refreshed:
    """What `khuyencong refresh` left behind: the warehouse, what it said, Dagster's records."""

    settings: Settings
    said: str
    home: Path


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Makes something in a folder of a name, once in a run of tests, and gives the folder.

    All processes of pytest-xdist share it: the first that needs it makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.made"
        with FileLock(shared / f".{name}.lock"):
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def refreshed(once: Once) -> Refreshed:
    """The shipped reports taken to a release by the command of the README; nobody writes into it."""
    folder = once("shipped", _refresh)
    where = _settings_of_shipped(folder)
    return Refreshed(where, (folder / "said.txt").read_text(encoding="utf-8"), folder / "home")


def _settings_of_shipped(folder: Path) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KHUYENCONG_RAW", raising=False)
        return dataclasses.replace(settings.load(), warehouse=folder / "warehouse")


def _refresh(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "KHUYENCONG_RAW"}
    done = subprocess.run(
        [sys.executable, "-m", "dagster_project.cli", "refresh"],
        cwd=settings.PROJECT,
        env=kept | {"KHUYENCONG_WAREHOUSE": str(folder / "warehouse"), "DAGSTER_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "said.txt").write_text(done.stdout, encoding="utf-8")


@pytest.fixture(scope="session")
def shipped(refreshed: Refreshed) -> Settings:
    """Settings of the published warehouse of the shipped reports; nobody writes into it."""
    return refreshed.settings


@pytest.fixture(scope="session")
def release(shipped: Settings) -> Path:
    """The current release of `shipped`; to be opened read-only."""
    assert os.access(shipped.current, os.R_OK)
    return shipped.current


@pytest.fixture(scope="session")
def site(shipped: Settings, once: Once) -> Site:
    """The site of the shipped reports; nobody writes into it."""

    def make(folder: Path) -> None:
        made = build_site(shipped, folder / "site")
        named = dataclasses.asdict(made) | {"folder": str(made.folder)}
        (folder / "made.json").write_text(json.dumps(named), encoding="utf-8")

    folder = once("site", make)
    named = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    return Site(**named | {"folder": folder / "site"})


def copy_of_build(shipped: Settings, warehouse: Path) -> Settings:
    """A warehouse with a copy of the build of the shipped reports and no release."""
    where = dataclasses.replace(shipped, warehouse=warehouse, keep_releases=3)
    shutil.copytree(shipped.state, where.state, ignore=shutil.ignore_patterns("compiled", "run", "dbt_logs"))
    read_for_another_place(shipped, where)
    return where


def with_release(shipped: Settings, where: Settings) -> Settings:
    """A copy of the build, and now of the release too: what a refresh leaves behind."""
    where.releases.mkdir()
    [made] = publish.release_files(shipped)
    release = where.releases / made.name
    shutil.copy(made, release)  # with its rights
    os.link(release, where.current)
    return where


@pytest.fixture
def built(shipped: Settings, tmp_path: Path) -> Settings:
    """A complete build of the shipped reports in a folder of its own, not published, to be spoilt."""
    return copy_of_build(shipped, tmp_path / "warehouse")


@pytest.fixture
def published(shipped: Settings, built: Settings) -> Settings:
    """The same with its release: what a refresh leaves behind, as often as it is needed."""
    return with_release(shipped, built)


@pytest.fixture
def releases_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that publish again and again: to use all of a release is a third of publishing it.

    That it is done, and what it finds, is tested in `test_publish.py`.
    """
    monkeypatch.setattr(smoke_test, "failures", lambda _: [])
