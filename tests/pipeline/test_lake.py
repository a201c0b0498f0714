"""Beyond one machine: the lake holds what the files hold, and nobody reads anything between two releases.

The tempting clean-up that would break this: to write a release into the lake table by table, without the
transaction, or to believe what was written instead of reading it again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project import lake, publish
from dagster_project.publish import content, files
from dagster_project.settings import Settings
from tests.lake_fixture import Place


@pytest.fixture
def shared(built: Settings, place: Place) -> Settings:
    """A complete build of the shipped reports on a machine that shares a lake without releases.

    What has landed is copied from the file; `test_lake_ingest.py` lands in the lake.
    """
    shared = dataclasses.replace(built, lake=place.lake)
    with lake.connect(place.lake) as there:
        there.execute(f"attach '{built.landing}' as file (read_only)")
        lake.attach(there, place.lake, lake.LANDING, "landing", writes=True)
        there.execute("begin; create schema landing.raw")
        tables = "select table_name from duckdb_tables() where database_name = 'file'"
        for (name,) in there.execute(tables).fetchall():
            there.execute(f"create table landing.raw.{name} as from file.raw.{name}")
        [(load_id,)] = there.execute("select load_id from landing.raw.load_log").fetchall()
        there.execute(f"call landing.set_commit_message('test', 'load {load_id}'); commit")
    snapshot = lake.load_snapshot(place.lake, load_id)
    assert snapshot is not None
    lake.write_pin(shared.landing, lake.Pin(place.lake.catalogue, place.lake.data, snapshot, load_id))
    return shared


def another_machine(settings: Settings, folder: Path) -> Settings:
    """A second machine with a warehouse of its own, and a copy of what the first has built."""
    there = dataclasses.replace(settings, warehouse=folder)
    shutil.copytree(settings.state, there.state)
    return there


def change_a_label(settings: Settings, label: str) -> None:
    """Let the build say something else without changing a number."""
    with duckdb.connect(str(settings.build)) as build:
        build.execute("update marts.dim_unit set label_en = ? where unit_code = 'ha'", [label])


def label_in(connection: duckdb.DuckDBPyConnection) -> str:
    [(label,)] = connection.execute("select label_en from marts.dim_unit where unit_code = 'ha'").fetchall()
    return str(label)


def test_a_release_of_the_lake_holds_what_its_file_holds(shared: Settings, release: Path) -> None:
    made = publish.publish(shared)
    embedded = publish.read_release(release)
    assert (made.content_sha256, made.shape_sha256) == (embedded.content_sha256, embedded.shape_sha256)
    assert shared.lake
    with lake.opened(shared.lake) as there:
        there.execute(f"attach '{release}' as embedded (read_only)")
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
    shared: Settings, tmp_path: Path
) -> None:
    made = publish.publish(shared)
    assert shared.lake
    lake.down(shared.lake, made.release_id, tmp_path / "down.duckdb")
    with duckdb.connect(str(tmp_path / "down.duckdb"), read_only=True) as down:
        again = content.describe(down)
    with duckdb.connect(str(shared.current), read_only=True) as published:
        assert content.describe(published) == again
    assert publish.is_as_published(shared, made.release_id)


def test_a_lake_release_follows_the_one_before_and_is_copied_to_other_machines(
    shared: Settings, tmp_path: Path
) -> None:
    second = another_machine(shared, tmp_path / "second")
    first = publish.publish(shared)
    assert publish.publish(second).unchanged
    assert publish.read_release(second.current).release_id == first.release_id
    change_a_label(second, "hectares of land")
    changed = publish.publish(second)
    assert changed.previous_release == first.release_id
    assert shared.lake
    with lake.opened(shared.lake) as there:
        assert label_in(there) == "hectares of land"
    with lake.opened(shared.lake, first.release_id) as there:
        assert label_in(there) != "hectares of land"
    with pytest.raises(lake.Moved):  # as where the lock was lost with its server
        files.make_current(shared, first.path)
    publish.bring_up_to_date(shared)
    assert publish.read_release(shared.current).release_id == changed.release_id
    assert publish.kept_releases(shared) == [first.release_id, changed.release_id]


def test_a_lake_commit_writes_only_rows_that_differ(shared: Settings) -> None:
    publish.publish(shared)
    assert shared.lake
    with lake.opened(shared.lake) as there:
        files = "select count(*) from ducklake_list_files('lake', 'observations', schema => 'marts')"
        before = there.execute(files).fetchall()
    change_a_label(shared, "hectares of land")
    publish.publish(shared)
    with lake.opened(shared.lake) as there:
        assert there.execute(files).fetchall() == before
        [(changes,)] = there.execute(
            "select changes from ducklake_snapshots('lake') order by snapshot_id desc limit 1"
        ).fetchall()
        [(claims,)] = there.execute(
            "select table_id from ducklake_table_info('lake') where table_name = 'claims'"
        ).fetchall()
        assert str(claims) not in changes["tables_inserted_into"]


def test_a_rollback_in_the_lake_is_read_by_all_and_held_until_it_is_lifted(
    shared: Settings, tmp_path: Path
) -> None:
    second = another_machine(shared, tmp_path / "second")
    first = publish.publish(shared)
    change_a_label(shared, "hectares of land")
    newer = publish.publish(shared)
    publish.rollback(second, first.release_id)
    assert shared.lake
    with lake.opened(shared.lake) as there:
        assert label_in(there) != "hectares of land"
        assert there.execute("select release_id from meta.release").fetchall() == [(first.release_id,)]
    assert publish.held(shared) == first.release_id
    with pytest.raises(publish.Refused):
        publish.publish(shared)
    assert publish.lift(shared)
    again = publish.publish(shared)
    assert again.previous_release == first.release_id
    assert again.release_id > newer.release_id
    assert publish.kept_releases(shared) == [first.release_id, newer.release_id, again.release_id]


def test_a_lake_keeps_what_is_pinned_and_what_is_read(shared: Settings) -> None:
    few = dataclasses.replace(shared, keep_releases=1, keep_days=0)
    pinned = publish.publish(few)
    publish.pin(few, pinned.release_id)
    published = []
    for label in ("a", "b", "c"):
        change_a_label(few, label)
        published.append(publish.publish(few).release_id)
    assert publish.kept_releases(few) == [pinned.release_id, published[-1]]
    assert few.lake
    lake.expire(few.lake, [], dt.timedelta(0))
    assert publish.is_as_published(few, pinned.release_id)
    assert publish.is_as_published(few, published[-1])
    with pytest.raises(lake.NoLake, match="keeps no release"):
        lake.snapshot_of(few.lake, published[0])
    assert publish.unpin(few, pinned.release_id)
