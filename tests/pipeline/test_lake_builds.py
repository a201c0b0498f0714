"""Several processes build one load of a lake, some places each, and whoever builds in full takes that over.

The tempting clean-up that would break this: to take what shares there are, and to build the rest.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
import pytest

from dagster_project import ingest, lake, transform
from dagster_project.cli import main
from dagster_project.publish.content import describe
from dagster_project.settings import PROJECT, Settings
from dagster_project.transform import groups, shares
from tests.lake_fixture import Catalogue, Place
from tests.pipeline.test_groups import content
from tests.small_world import lend

OF = 2

DIES = """
import os, signal, sys
from contextlib import contextmanager
from dagster_project.cli import main
from dagster_project.lake import builds
@contextmanager
def transaction(connection):
    connection.execute("begin")
    yield
    os.kill(os.getpid(), signal.SIGKILL)
builds.transaction = transaction
main(sys.argv[1:])
"""
"""The command line, killed when it has written everything and nothing is committed."""


def variables(machine: Settings) -> dict[str, str]:
    """What the environment says of a machine."""
    assert machine.lake
    return {
        "KHUYENCONG_WAREHOUSE": str(machine.warehouse),
        "KHUYENCONG_RAW": str(machine.raw),
        "KHUYENCONG_LAKE": machine.lake.catalogue,
        "KHUYENCONG_LAKE_DATA": machine.lake.data,
        "DAGSTER_HOME": str(machine.warehouse.with_name("home")),
    }


def started(machine: Settings, *arguments: str, dies: bool = False) -> subprocess.Popen[str]:
    """A command in a process of its own that works on a machine."""
    how = ["-c", DIES] if dies else ["-m", "dagster_project.cli"]
    return subprocess.Popen(
        [sys.executable, *how, *arguments],
        cwd=PROJECT,
        env=os.environ | variables(machine),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def said(machine: Settings, *arguments: str) -> str:
    """What a command says that ends well, in this process, where everything is loaded already."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as words:
        for name, value in variables(machine).items():
            patch.setenv(name, value)
        assert main(arguments) == 0, words.getvalue()
    return words.getvalue()


def scratch(machine: Settings, number: int) -> Settings:
    """Where a process that builds a share works."""
    return dataclasses.replace(machine, warehouse=machine.state / "shares" / f"{number}-of-{OF}")


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine that closed a load, of which two processes built shares at once, one of them killed.

    `first` are those that were in the lake then, `tried` is what a full build was told of them, `again` what
    the killed one said when it ran again, and `once_more` when it ran a third time.
    """

    settings: Settings
    place: Place
    first: list[lake.Share]
    tried: str
    again: str
    once_more: str


class Heard(logging.Handler):
    """Keeps what the rooms say."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(str(record.msg))


Outcome = TypeVar("Outcome")


def heard(work: Callable[[], Outcome]) -> tuple[Outcome, str]:
    """What some work gives, and what the rooms say meanwhile."""
    hears, log = Heard(), logging.getLogger("khuyencong")
    log.addHandler(hears)
    log.setLevel(logging.INFO)
    try:
        return work(), "\n".join(hears.words)
    finally:
        log.removeHandler(hears)


def taken_over(machine: Settings) -> tuple[bool, str]:
    """Whether a full build would begin with shares, and what it says of that; nothing is left of it."""
    taken, words = heard(lambda: shares.take_over(machine, transform.load_manifest(machine)))
    assert machine.work.exists() == taken
    machine.work.unlink(missing_ok=True)
    return taken, words


@pytest.fixture(scope="module")
def machine(catalogue: Catalogue, shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("builds")
    place = Place.create(catalogue, folder / "data")
    settings = dataclasses.replace(shipped, warehouse=folder / "warehouse", lake=place.lake)
    for where in (settings, *(scratch(settings, number) for number in range(OF))):
        lend(shipped, where)
    assert "lake build" in said(settings, "lake", "close")
    numbers = [str(number) for number in range(OF)]
    workers = [started(settings, "lake", "build", each, str(OF), dies=each == "1") for each in numbers]
    ended = [worker.communicate(timeout=300)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, -signal.SIGKILL], ended
    first = lake.shares(place.lake)
    taken, tried = taken_over(settings)
    assert not taken
    again, once_more = (said(settings, "lake", "build", "1", str(OF)) for _ in range(2))
    return Machine(settings, place, first, tried, again, once_more)


def test_a_process_that_is_killed_leaves_nothing_in_the_lake_and_is_run_again(machine: Machine) -> None:
    assert [share.number for share in machine.first] == [0]
    assert "shares 1 of 2 are not in the lake, so everything is built here" in machine.tried
    assert "built as share 1 of 2" in machine.again
    assert "is in the lake already" in machine.once_more
    assert [share.number for share in lake.shares(machine.place.lake)] == [0, 1]
    left = [
        each for number in range(OF) for each in scratch(machine.settings, number).state.glob("*.duckdb*")
    ]
    assert left == []


def test_a_full_build_takes_over_what_shares_of_a_lake_have_built_and_is_what_it_was_without(
    machine: Machine, shipped: Settings
) -> None:
    built, words = heard(lambda: transform.build(machine.settings))
    assert built.ok, built.problems()
    planned = shares.plan(transform.load_manifest(machine.settings))
    assert f"{len(planned.shared)} tables taken over from 2 shares" in words
    assert "int_sums" in planned.shared
    described = []
    for where in (machine.settings, shipped):
        with duckdb.connect(str(where.build), read_only=True) as build:
            described.append(describe(build))
    assert described[0] == described[1], "a release of it would be the same"
    in_full, found = content(shipped), content(machine.settings)
    assert {table: found.get(table) for table in in_full if found.get(table) != in_full[table]} == {}
    models = machine.settings.dbt_target / "run" / "khuyencong" / "models" / "intermediate"
    ran = {path.stem: path.read_text(encoding="utf-8").split() for path in models.rglob("*.sql")}
    assert {name: words[:2] for name, words in ran.items() if name in planned.shared} == {
        name: ["select", "count(*)"] for name in planned.shared
    }
    assert ran["int_claim_checks"][:2] == ["create", "table"], "what is not shared is built"
    assert groups.plan(machine.settings, groups.basis_of(machine.settings)) is not None, (
        "groups go on from it"
    )


def test_a_share_of_another_landing_of_a_lake_or_of_other_models_is_not_taken(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = dataclasses.replace(machine.settings, warehouse=tmp_path / "warehouse")
    shutil.copytree(
        machine.settings.dbt_target, here.dbt_target, ignore=shutil.ignore_patterns("run", "compiled")
    )
    lake.write_pin(here.landing, lake.read_pin(machine.settings.landing))
    assert taken_over(here)[0]
    with monkeypatch.context() as patch:
        patch.setattr(shares, "basis_of", lambda _: "of other models")
        assert taken_over(here) == (False, OTHERS)
    raw = tmp_path / "raw"
    shutil.copytree(here.raw, raw, ignore=shutil.ignore_patterns("lao-cai-2013"))
    elsewhere = machine.place.copy(tmp_path / "data")
    fewer = dataclasses.replace(here, raw=raw, lake=elsewhere.lake)
    ingest.run(fewer)
    assert taken_over(fewer) == (False, OTHERS)
    ingest.run(dataclasses.replace(fewer, raw=here.raw))
    assert taken_over(fewer)[0], "another load of the same reports"


OTHERS = "dbt: shares in the lake are of other reports or other models, so everything is built here"


def cut_short(folder: Path) -> None:
    """Let one file be half written."""
    [file, *_] = sorted(folder.rglob("*int_part_of/*.parquet"))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def other_rows(folder: Path) -> None:
    """Let one file hold other rows than were written."""
    [file, *_] = sorted(folder.rglob("*int_part_of/*.parquet"))
    with duckdb.connect() as connection:
        rows = f"select * replace (not is_larger as is_larger) from read_parquet('{file}')"
        connection.execute(f"copy ({rows}) to '{file}.other' (format parquet)")
    shutil.move(f"{file}.other", file)


@pytest.mark.parametrize("spoil", [cut_short, other_rows, shutil.rmtree])
def test_shares_of_a_lake_that_are_not_as_they_were_written_are_not_taken(
    machine: Machine, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    elsewhere = machine.place.copy(tmp_path / "data")
    here = dataclasses.replace(machine.settings, warehouse=tmp_path / "warehouse", lake=elsewhere.lake)
    shutil.copytree(
        machine.settings.dbt_target, here.dbt_target, ignore=shutil.ignore_patterns("run", "compiled")
    )
    pin = lake.newest_load(elsewhere.lake)
    assert pin
    lake.write_pin(here.landing, pin)
    [share] = [share for share in lake.shares(elsewhere.lake) if share.number == 0]
    assert lake.is_whole(elsewhere.lake, share)
    spoil(Path(elsewhere.lake.data) / lake.LANDING / share.schema)
    taken, words = taken_over(here)
    assert not taken
    assert words.startswith("dbt: shares are not taken over, so everything is built here: ")
    assert not lake.is_whole(elsewhere.lake, share), "it is built again when it is asked for"


def test_shares_that_are_a_day_old_leave_the_lake_with_the_next_load(
    machine: Machine, tmp_path: Path
) -> None:
    elsewhere = machine.place.copy(tmp_path / "data")
    here = dataclasses.replace(machine.settings, warehouse=tmp_path / "warehouse", lake=elsewhere.lake)
    old = lake.shares(elsewhere.lake)[0]
    with lake.connect(elsewhere.lake) as connection:
        lake.attach(connection, elsewhere.lake, lake.LANDING, "landing", writes=True)
        connection.execute(f"update landing.{old.schema}.written set finished = finished - interval 25 hour")
    ingest.run(here)
    assert [share.number for share in lake.shares(elsewhere.lake)] == [1]
