"""What a lake survives: killed publishers, two at once, readers all the while, a crash, bad values.

Belongs here: releases of a few rows, many of them. What real releases hold is in `test_lake.py`. The tempting
clean-up that would break this: a retry of a commit that failed, without looking at what is current.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from dagster_project import lake, settings
from dagster_project.lake import decisions
from dagster_project.lake.catalogue import RELEASES
from dagster_project.messages import message
from dagster_project.settings import PROJECT, Lake, SettingError
from tests.lake_fixture import Place


def release_file(folder: Path, n: int, more: str = "") -> Path:
    """A release of a hundred rows that all say `n`; thousands of rows make more than one file of a lake."""
    path = folder / f"20260101T{n:06}Z-0000000{n % 10}.duckdb"
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.4.0"}) as connection:
        connection.execute("create schema marts; create schema meta")
        connection.execute(f"create table meta.release as select {path.stem!r} as release_id, {n} as n")
        for table in ("observations", "claims"):
            connection.execute(
                f"create table marts.{table} as select i as id, if(i < 100, {n}, 0)::decimal(28,6) as value, "
                "['a', 'b'] as flags, null::date as day from range(1000) as r(i)"
            )
            connection.execute(f"comment on table marts.{table} is 'Rows'")
        connection.execute("create view marts.fct as select * from (values (1), (2)) as v(x)")
        connection.execute("comment on column marts.fct.x is 'A number'")
        connection.execute("create macro total(day := null) as table select sum(value) from marts.claims")
        connection.execute(more)
    return path


def publish(where: Lake, path: Path) -> int:
    with lake.sole(where, RELEASES, "test"):
        return lake.up(where, path, lake.current(where), lambda _: [])


def test_a_lake_commit_moves_only_rows_that_differ_and_its_file_comes_back(
    place: Place, tmp_path: Path
) -> None:
    assert publish(place.lake, release_file(tmp_path, 1)) == 2001
    second = release_file(tmp_path, 2)
    assert publish(place.lake, second) == 2 * 200 + 2, "100 rows of two tables, and meta.release"
    assert publish(place.lake, second) == 0
    lake.down(place.lake, second.stem, tmp_path / "back.duckdb")
    shown = []
    for path in (second, tmp_path / "back.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute("set disabled_optimizers = ''")
            shown.append(
                [
                    connection.execute(asked).fetchall()
                    for asked in (
                        "from marts.claims order by id",
                        "select view_name, sql from duckdb_views() where not internal",
                        "select column_name, data_type, comment from duckdb_columns() order by all",
                        "from total()",
                    )
                ]
            )
    assert shown[0] == shown[1]


def test_a_lake_takes_no_macro_with_a_null_default_and_no_comment_on_a_column_of_a_view(
    place: Place, tmp_path: Path
) -> None:
    publish(place.lake, release_file(tmp_path, 1))
    with lake.opened(place.lake) as reader:
        assert reader.execute("select * from total('2026-01-01')").fetchall() == [(100,)]
        described = "select object, column_name, description from meta.descriptions where column_name = 'x'"
        assert reader.execute(described).fetchall() == [("marts.fct", "x", "A number")]
        assert reader.execute(
            "select statement from meta.descriptions where object = 'total'"
        ).fetchall() == [('CREATE MACRO total (day) AS TABLE (SELECT sum("value") FROM marts.claims)',)]


@pytest.mark.parametrize("kind", ["hugeint", "uhugeint"])
def test_a_lake_refuses_a_number_of_128_bits(place: Place, tmp_path: Path, kind: str) -> None:
    path = release_file(tmp_path, 1, f"create table marts.wide as select 1::{kind} as n")
    with pytest.raises(lake.Unfit, match="128 bits") as refused:
        publish(place.lake, path)
    assert "marts.wide.n" in str(refused.value)
    assert lake.current(place.lake) is None
    publish(place.lake, release_file(tmp_path, 2, "create table marts.wide as select 1::decimal(38,0) as n"))


def test_no_landing_table_of_a_lake_has_numbers_of_128_bits() -> None:
    from dagster_project.contracts.landing import TABLES

    assert not [c for table in TABLES.values() for c in table.columns if "HUGEINT" in c.type.upper()]


def test_a_lake_commit_is_read_again_before_anybody_can_read_it(place: Place, tmp_path: Path) -> None:
    first = release_file(tmp_path, 1)
    publish(place.lake, first)
    with pytest.raises(lake.Unfit, match="would not work"):
        lake.up(
            place.lake,
            release_file(tmp_path, 2),
            first.stem,
            lambda _: [message("release.write-ahead-log")],
        )
    assert lake.current(place.lake) == first.stem


KILLED = """
import os, signal, sys
from pathlib import Path
from dagster_project import lake, settings
where = settings.load().lake
path = Path(sys.argv[1])
def die(connection):
    print("written", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
with lake.sole(where, lake.RELEASES, "test"):
    lake.up(where, path, lake.current(where), die)
"""


def run(where: Lake, code: str, *arguments: str) -> subprocess.Popen[str]:
    own = {"KHUYENCONG_LAKE": where.catalogue, "KHUYENCONG_LAKE_DATA": where.data}
    return subprocess.Popen(
        # without a file DuckDB takes a process for a person, and draws how far a slow query is
        [sys.executable, "-c", f"__file__ = ''\n{code}", *arguments],
        cwd=PROJECT,
        env=os.environ | own,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_lake_publisher_killed_inside_its_transaction_changes_nothing_and_frees_the_lock(
    place: Place, tmp_path: Path
) -> None:
    first, second = release_file(tmp_path, 1), release_file(tmp_path, 2)
    publish(place.lake, first)
    files = len(list(Path(place.lake.data).rglob("*.parquet")))
    killed = run(place.lake, KILLED, str(second))
    said, _ = killed.communicate(timeout=120)
    assert (killed.returncode, said) == (-signal.SIGKILL, "written\n")
    assert len(list(Path(place.lake.data).rglob("*.parquet"))) > files, "it had written"
    with lake.opened(place.lake) as reader:
        assert reader.execute("select n from meta.release").fetchall() == [(1,)]
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(100,)]
    publish(place.lake, second)
    lake.expire(place.lake, [first.stem], dt.timedelta(0))
    with lake.opened(place.lake) as reader:
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(200,)]
        listed = "select data_file, delete_file from ducklake_list_files('lake', '{}', schema => '{}')"
        read: set[str] = set()
        for schema, table in reader.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'lake'"
        ).fetchall():
            read |= {
                name
                for row in reader.execute(listed.format(table, schema)).fetchall()
                for name in row
                if name
            }
    assert {path.name for path in Path(place.lake.data).rglob("*.parquet")} == {
        Path(name).name for name in read
    }


def test_of_two_lake_publishers_one_waits_and_one_that_does_not_is_refused(
    place: Place, tmp_path: Path
) -> None:
    first, second, third = (release_file(tmp_path, n) for n in (1, 2, 3))
    publish(place.lake, first)
    order: list[str] = []

    def late() -> None:
        with lake.sole(place.lake, RELEASES, "late"):
            order.append("late")

    with lake.sole(place.lake, RELEASES, "first"):
        waiting = threading.Thread(target=late)
        waiting.start()
        with pytest.raises(lake.Taken, match="first, process"):
            next(iter([lake.sole(place.lake, RELEASES, "third", wait=0).__enter__()]))
        order.append("first")
    waiting.join(60)
    assert order == ["first", "late"]

    def meanwhile(_: duckdb.DuckDBPyConnection) -> list[object]:
        lake.up(place.lake, third, first.stem, lambda _: [])
        return []

    with pytest.raises(lake.Unfit, match="was not written"):
        lake.up(place.lake, second, first.stem, meanwhile)  # type: ignore[arg-type]
    with pytest.raises(lake.Moved, match="is current in the lake by now"):
        lake.up(place.lake, second, first.stem, lambda _: [])
    assert lake.current(place.lake) == third.stem
    with lake.opened(place.lake) as reader:
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(300,)]


READER = """
import json, sys, time
from dagster_project import lake, settings
where = settings.load().lake
seen, reads = {}, 0
print("ready", flush=True)
with lake.opened(where) as reader:
    while True:
        reader.execute("begin")
        [(n,)] = reader.execute("select n from meta.release").fetchall()
        said = tuple(reader.execute(f"select sum(value)::bigint from marts.{t}").fetchone()[0]
                     for t in ("observations", "claims"))
        reader.execute("commit")
        reads += 1
        assert said == (100 * n, 100 * n), (n, said)
        seen[n] = seen.get(n, 0) + 1
        if n == 20:
            break
        time.sleep(0.4)
print(json.dumps([reads, sorted(seen)]), flush=True)
"""


def test_eight_lake_readers_see_twenty_releases_and_nothing_between_them(
    place: Place, tmp_path: Path
) -> None:
    publish(place.lake, release_file(tmp_path, 0))
    readers = [run(place.lake, READER) for _ in range(8)]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "ready\n"
    for n in range(1, 21):
        publish(place.lake, release_file(tmp_path, n))
    told = [json.loads(reader.communicate(timeout=120)[0]) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * 8
    assert sum(reads for reads, _ in told) > 40
    assert len({n for _, seen in told for n in seen}) > 10


def test_a_crash_of_the_lake_catalogue_loses_nothing_that_was_committed(place: Place, tmp_path: Path) -> None:
    first, second = release_file(tmp_path, 1), release_file(tmp_path, 2)
    publish(place.lake, first)

    def crash(_: duckdb.DuckDBPyConnection) -> list[object]:
        place.catalogue.stop(signal.SIGQUIT)
        return []

    with pytest.raises(lake.Unfit, match="was not written"):
        lake.up(place.lake, second, first.stem, crash)  # type: ignore[arg-type]
    try:
        with pytest.raises(lake.NoLake, match="does not answer"):
            lake.current(place.lake)
    finally:
        place.catalogue.start()
    with lake.opened(place.lake) as reader:
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(100,)]
    publish(place.lake, second)
    assert list(lake.kept(place.lake)) == [first.stem, second.stem]


LEFT = """
import os, signal, sys
import duckdb
from dagster_project import lake, settings
where = settings.load().lake
try:
    with lake.connect(where) as connection:
        lake.attach(connection, where, lake.RELEASES, "lake")
        with lake.transaction(connection):
            connection.execute("select * from lake.meta.release").fetchall()
            os.kill(int(sys.argv[1]), signal.SIGQUIT)
            while True:
                connection.execute("select count(*) from lake.marts.claims").fetchall()
except duckdb.Error:
    print("goes on", flush=True)
"""


def test_a_process_goes_on_where_the_lake_catalogue_crashed_inside_its_transaction(
    place: Place, tmp_path: Path
) -> None:
    publish(place.lake, release_file(tmp_path, 1))
    left = run(place.lake, LEFT, str(place.catalogue.pid))
    try:
        assert (left.communicate(timeout=120)[0], left.returncode) == ("goes on\n", 0)
    finally:
        place.catalogue.stop(signal.SIGQUIT)
        place.catalogue.start()
    assert lake.current(place.lake)


def test_a_lake_reader_may_read_and_nothing_else(place: Place, tmp_path: Path) -> None:
    publish(place.lake, release_file(tmp_path, 1))
    page = (PROJECT / "docs" / "scaling.md").read_text(encoding="utf-8")
    [role] = [block.split("```")[0] for block in page.split("```sql\n")[1:] if "create role" in block]
    with place.catalogue.asking(place.database) as cursor:
        cursor.execute("drop role if exists analyst")
        cursor.execute(role)
    publish(place.lake, release_file(tmp_path, 2))
    reading = Lake(place.catalogue.dsn(place.database, "analyst"), place.lake.data)
    with lake.opened(reading) as reader:
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(200,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            reader.execute("delete from marts.claims")
    with pytest.raises((lake.Unfit, lake.NoLake), match="permission denied"):
        lake.up(
            reading,
            release_file(tmp_path, 3),
            lake.current(reading),
            lambda _: [],
        )
    with pytest.raises(Exception, match="permission denied"):
        decisions.decide(reading, "PINNED", ["20260101T000001Z-00000001"])
    with place.catalogue.asking(place.database) as cursor:
        cursor.execute("drop owned by analyst; drop role analyst")


def test_a_lake_forgets_expired_releases_and_never_the_current_one(place: Place, tmp_path: Path) -> None:
    paths = [release_file(tmp_path, n) for n in range(4)]
    for path in paths:
        publish(place.lake, path)
    lake.expire(place.lake, [path.stem for path in paths], dt.timedelta(0))
    assert list(lake.kept(place.lake)) == [paths[-1].stem]
    with lake.opened(place.lake) as reader:
        assert reader.execute("select sum(value) from marts.claims").fetchall() == [(300,)]


def test_a_lake_setting_is_whole_and_holds_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KHUYENCONG_LAKE", "khuyencong")
    with pytest.raises(SettingError, match="both"):
        settings.load()
    monkeypatch.setenv("KHUYENCONG_LAKE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(SettingError, match="leads to no folder"):
        settings.load()
    monkeypatch.setenv("KHUYENCONG_LAKE_DATA", str(tmp_path))
    assert settings.load().lake == Lake("service=khuyencong", str(tmp_path))
    for secret in (
        "host=db password=geheim",
        "postgresql://me:geheim@db/lake",
        "postgresql://db/l?password=geheim",
    ):
        monkeypatch.setenv("KHUYENCONG_LAKE", secret)
        with pytest.raises(SettingError, match="password") as refused:
            settings.load()
        assert "geheim" not in str(refused.value)
    monkeypatch.setenv("KHUYENCONG_LAKE", "postgresql://me@db/lake")
    monkeypatch.setenv("KHUYENCONG_LAKE_DATA", "s3://bucket/lake/")
    assert settings.load().lake == Lake("postgresql://me@db/lake", "s3://bucket/lake")


def test_where_a_lake_package_is_missing_one_sentence_says_which(
    monkeypatch: pytest.MonkeyPatch, place: Place
) -> None:
    from dagster_project.lake import catalogue as reaching

    monkeypatch.setattr(reaching, "EXTENSIONS", ("ducklake", "nowhere"))
    with pytest.raises(lake.NoLake, match=r"nowhere.*pip install --editable '\.\[lake\]'"):
        lake.connect(place.lake)
    monkeypatch.setattr(reaching.duckdb, "__version__", "9.9.9")
    with pytest.raises(lake.NoLake, match="another DuckDB than 9"):
        lake.connect(place.lake)
