"""Beyond one machine: the lake holds what the files hold, and nobody reads anything between two releases.

The tempting clean-up that would break this: to write a release into the lake table by table, without the
transaction, or to believe what was written instead of reading it again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import ingest, lake, publish
from dagster_project.publish import content, files
from dagster_project.settings import PROJECT, Lake, Settings
from tests.lake_fixture import Catalogue, Place
from tests.small_world import lend, read_for_another_place

SHARES = """
import sys
from dagster_project import settings
from dagster_project.defs.attempt import how_ended
where = settings.load()
# how a run ended that could not say it itself is asked where its records are
print(how_ended(where, "no such run"))
from dagster_project.defs.home import prepare_home
prepare_home(where)
import dagster as dg
from dagster_project.defs.project import definitions
from dagster_project.defs.shares import BUILD_JOB, JOB, SHARES
made = definitions(where)
with dg.DagsterInstance.get() as instance:
    def run(name, n):
        return made.resolve_job_def(name).execute_in_process(partition_key=n, instance=instance).success
    print([run(JOB, "00"), run(BUILD_JOB, "03")], SHARES, type(instance.run_storage).__name__)
"""


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine that took the shipped reports to the first release of a lake, by the command of the README.

    It had built them before, all but one place, so that the release was made by groups. `late` is another
    that had landed the same reports before and has built nothing, `said` the last two lines of shares that
    were run by Dagster afterwards.
    """

    settings: Settings
    place: Place
    home: Path
    late: Settings
    said: list[str]

    @property
    def lake(self) -> Lake:
        """Where its releases are."""
        return self.place.lake


def run(settings: Settings, home: Path, *arguments: str) -> str:
    """What Python prints in a process of its own that works for a machine."""
    assert settings.lake
    own = {
        "KHUYENCONG_WAREHOUSE": str(settings.warehouse),
        "KHUYENCONG_LAKE": settings.lake.catalogue,
        "KHUYENCONG_LAKE_DATA": settings.lake.data,
        "DAGSTER_HOME": str(home),
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lose_a_place(shipped: Settings, settings: Settings) -> None:
    """Give a machine what was built of the shipped reports, but nothing of the place of one, which is new."""
    for path, copy in ((shipped.build, settings.build), (shipped.work, settings.work)):
        shutil.copy(path, copy)
        with duckdb.connect(str(copy)) as built:
            tables = built.execute(
                "select schema_name || '.' || table_name from duckdb_columns() where column_name = 'place_id'"
                " and not internal and schema_name not in ('groups', 'vocabulary') and concat_ws('.',"
                " schema_name, table_name) in (select schema_name || '.' || table_name from duckdb_tables())"
            ).fetchall()
            assert tables
            for (table,) in tables:
                built.execute(f"delete from {table} where place_id = 'lao-cai'")
    with duckdb.connect(str(settings.work)) as work:
        work.execute("delete from groups.landed where report_id = 'lao-cai-2013'")


@pytest.fixture(scope="module")
def machine(catalogue: Catalogue, shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("lake")
    place = Place.create(catalogue, folder / "data")
    settings = dataclasses.replace(shipped, warehouse=folder / "warehouse", lake=place.lake, keep_releases=3)
    late = dataclasses.replace(settings, warehouse=folder / "late")
    lend(shipped, settings)
    lend(shipped, late)
    lend(shipped, dataclasses.replace(settings, warehouse=settings.state / "shares" / "3-of-4"))
    ingest.run(late)
    lose_a_place(shipped, settings)
    home = folder / "home"
    run(settings, home, "-m", "dagster_project.cli", "refresh")
    return Machine(settings, place, home, late, run(settings, home, "-c", SHARES).splitlines()[-2:])


def another_machine(settings: Settings, folder: Path) -> Settings:
    """A second machine with a warehouse of its own, and a copy of what the first has built."""
    there = dataclasses.replace(settings, warehouse=folder)
    shutil.copytree(settings.state, there.state, ignore=shutil.ignore_patterns("compiled", "run", "dbt_logs"))
    read_for_another_place(settings, there)
    return there


def change_a_label(settings: Settings, label: str) -> None:
    """Let the build say something else without changing a number."""
    with duckdb.connect(str(settings.build)) as build:
        build.execute("update marts.dim_unit set label_en = ? where unit_code = 'ha'", [label])


def label_in(connection: duckdb.DuckDBPyConnection) -> str:
    [(label,)] = connection.execute("select label_en from marts.dim_unit where unit_code = 'ha'").fetchall()
    return str(label)


@dataclasses.dataclass(frozen=True)
class Second:
    """What a second machine published after the first: nothing new, then another label.

    `files` are the numbers of files of one table before and after, `changes` what the last commit changed.
    """

    settings: Settings
    again: publish.Release
    release: publish.Release
    files: list[int]
    changes: dict[str, Any]


@pytest.fixture(scope="module")
def second(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Second:
    def files_of_observations() -> int:
        listed = "select count(*) from ducklake_list_files('lake', 'observations', schema => 'marts')"
        with lake.opened(machine.lake) as there:
            [(count,)] = there.execute(listed).fetchall()
        return int(count)

    settings = another_machine(machine.settings, tmp_path_factory.mktemp("second") / "warehouse")
    again, before = publish.publish(settings), files_of_observations()
    change_a_label(settings, "hectares of land")
    release = publish.publish(settings)
    with lake.opened(machine.lake) as there:
        [(changes,)] = there.execute(
            "select changes from ducklake_snapshots('lake') order by snapshot_id desc limit 1"
        ).fetchall()
    return Second(settings, again, release, [before, files_of_observations()], changes)


@pytest.fixture
def copied(machine: Machine, second: Second, tmp_path: Path) -> tuple[Settings, Settings]:
    """Both machines once more, with a lake of their own that holds the same two releases."""
    there = machine.place.copy(tmp_path / "data")
    both = []
    for name, settings in (("first", machine.settings), ("second", second.settings)):
        copy = dataclasses.replace(another_machine(settings, tmp_path / name), lake=there.lake)
        pin = lake.read_pin(copy.landing)
        lake.write_pin(
            copy.landing, dataclasses.replace(pin, catalogue=there.lake.catalogue, data=there.lake.data)
        )
        both.append(copy)
    return both[0], both[1]


def first_of(machine: Machine) -> publish.Release:
    """The release that the first machine made."""
    [path] = publish.release_files(machine.settings)[:1]
    return publish.read_release(path)


def test_dagster_keeps_the_runs_of_a_lake_in_postgresql_and_runs_shares_and_a_refresh(
    machine: Machine,
) -> None:
    assert machine.said == ["None", "[True, True] 16 PostgresRunStorage"]
    with machine.place.catalogue.asking(machine.place.database) as cursor:
        cursor.execute("select pipeline_name, status from runs order by id")
        runs = cursor.fetchall()
    assert runs == [(name, "SUCCESS") for name in ("refresh", "ingest_shares", "build_shares")]
    assert not list(machine.home.rglob("*.db")), "no record in SQLite"


def test_a_lake_build_is_not_published_over_that_of_a_newer_load(machine: Machine) -> None:
    """That it has the content of an embedded one is in the next test."""
    late = machine.late
    shutil.copy(machine.settings.build, late.build)
    shutil.copy(machine.settings.work, late.work)
    with duckdb.connect(str(late.build)) as build:
        build.execute("update internal.build_log set load_id = ?", [lake.read_pin(late.landing).load_id])
    with pytest.raises(publish.Refused, match="newer than"):
        publish.publish(late)


def test_a_release_of_the_lake_holds_what_its_file_holds(machine: Machine, release: Path) -> None:
    """It was rebuilt by groups, and the file was built in full."""
    with duckdb.connect(str(machine.settings.build), read_only=True) as build:
        began = "select status from internal.build_log where event = 'start' order by rowid"
        assert build.execute(began).fetchall() == [("start",), ("groups",)]
    made, embedded = first_of(machine), publish.read_release(release)
    assert (made.content_sha256, made.shape_sha256) == (embedded.content_sha256, embedded.shape_sha256)
    with lake.opened(machine.lake, made.release_id) as there:
        there.execute(f"attach '{made.path}' as embedded (read_only)")
        relations = there.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = 'embedded' "
            "and (table_schema <> 'meta' or table_name in ('labels', 'messages', 'headings'))"
        ).fetchall()
        assert len(relations) > 40
        for schema, name in relations:
            columns = [
                there.execute(f"describe {where}.{schema}.{name}").fetchall()
                for where in ("embedded", "lake")
            ]
            # no table has keys or defaults
            assert [c[:2] for c in columns[0]] == [c[:2] for c in columns[1]], name
            if (schema, name) in content.HISTORY:
                continue  # tells when it was published
            for one, other in (("embedded", "lake"), ("lake", "embedded")):
                asked = f"from {one}.{schema}.{name} except all from {other}.{schema}.{name}"
                assert there.execute(f"select count(*) from ({asked})").fetchall() == [(0,)], name
        described = there.execute(
            "select count(comment) from duckdb_columns() where database_name = 'embedded'"
        ).fetchall()
        kept = "select count(*) from lake.meta.descriptions where column_name <> ''"
        assert there.execute(kept).fetchall() == described
        assert there.execute("select count(*) > 0 from search('lao cai')").fetchall() == [(True,)]
        assert there.execute("select count(*) from place_at('Bac Ninh')").fetchall() == [(2,)]
        assert there.execute("select count(*) from place_at('Bac Ninh', date '2013-12-31')").fetchall() == [
            (1,)
        ]
        assert there.execute("select count(*) > 9 from explain('thai-binh-2008-2012#7')").fetchall() == [
            (True,)
        ]


def test_a_lake_release_made_into_a_file_is_the_file_that_was_published(
    machine: Machine, tmp_path: Path
) -> None:
    made = first_of(machine)
    lake.down(machine.lake, made.release_id, tmp_path / "down.duckdb")
    with duckdb.connect(str(tmp_path / "down.duckdb"), read_only=True) as down:
        again = content.describe(down)
    with duckdb.connect(str(made.path), read_only=True) as published:
        assert content.describe(published) == again
    assert publish.is_as_published(machine.settings, made.release_id)


def test_a_lake_release_follows_the_one_before_and_is_copied_to_other_machines(
    machine: Machine, second: Second, tmp_path: Path
) -> None:
    first, changed = first_of(machine), second.release
    assert second.again.unchanged
    assert second.again.release_id == first.release_id
    assert changed.previous_release == first.release_id
    with lake.opened(machine.lake) as there:
        assert label_in(there) == "hectares of land"
    with lake.opened(machine.lake, first.release_id) as there:
        assert label_in(there) != "hectares of land"
    here = another_machine(machine.settings, tmp_path)
    here.releases.mkdir()
    shutil.copy(first.path, here.releases / first.path.name)
    os.link(here.releases / first.path.name, here.current)
    with pytest.raises(lake.Moved):  # as where the lock was lost with its server
        files.make_current(here, here.releases / first.path.name)
    publish.bring_up_to_date(here)
    assert publish.read_release(here.current).release_id == changed.release_id
    assert publish.kept_releases(here) == [first.release_id, changed.release_id]


def test_a_lake_commit_writes_only_rows_that_differ(machine: Machine, second: Second) -> None:
    before, after = second.files
    assert before == after > 0
    with lake.opened(machine.lake) as there:
        tables = dict(
            there.execute("select table_name, table_id from ducklake_table_info('lake')").fetchall()
        )
    written = second.changes["tables_inserted_into"]
    assert str(tables["dim_unit"]) in written
    assert str(tables["claims"]) not in written


def test_a_rollback_in_the_lake_is_read_by_all_and_held_until_it_is_lifted(
    machine: Machine, second: Second, copied: tuple[Settings, Settings]
) -> None:
    other, here = copied
    first, newer = first_of(machine), second.release
    publish.rollback(other, first.release_id)
    assert here.lake
    with lake.opened(here.lake) as there:
        assert label_in(there) != "hectares of land"
        assert there.execute("select release_id from meta.release").fetchall() == [(first.release_id,)]
    assert publish.held(here) == first.release_id
    with pytest.raises(publish.Refused):
        publish.publish(here)
    assert publish.lift(here)
    again = publish.publish(here)
    assert again.previous_release == first.release_id
    assert again.release_id > newer.release_id
    assert publish.kept_releases(here) == [first.release_id, newer.release_id, again.release_id]


def test_a_lake_keeps_what_is_pinned_and_what_is_read(
    machine: Machine, second: Second, copied: tuple[Settings, Settings]
) -> None:
    few = dataclasses.replace(copied[1], keep_releases=1, keep_days=0)
    pinned, neither = first_of(machine).release_id, second.release.release_id
    publish.pin(few, pinned)
    change_a_label(few, "another one")
    newest = publish.publish(few).release_id
    assert publish.kept_releases(few) == [pinned, newest]
    assert few.lake
    lake.expire(few.lake, [], dt.timedelta(0))
    assert publish.is_as_published(few, pinned)
    assert publish.is_as_published(few, newest)
    with pytest.raises(lake.NoLake, match="keeps no release"):
        lake.snapshot_of(few.lake, neither)
    assert publish.unpin(few, pinned)
