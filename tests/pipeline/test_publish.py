"""The promises of a release: nothing half-made is published, nothing published changes, nothing is lost.

The tempting clean-up that would break this: writing into the published file, judging a build by the age
of its tests, or making the link a symbolic one.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dagster_project import publish, transform
from dagster_project.ingest.folders import contents
from dagster_project.publish import files, gate, script, smoke_test
from dagster_project.publish.content import describe
from dagster_project.publish.gate import LedgerRow, ledger_reasons
from dagster_project.serve import releases, status
from dagster_project.settings import Settings
from dagster_project.transform import load_manifest
from tests.conftest import copy_of_build, with_release
from tests.small_world import read_for_another_place
from tests.tiny_release import Cell, Tiny

PROJECT = Path(__file__).resolve().parents[2]


def spoil(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question).fetchall()


def current(settings: Settings) -> publish.Release:
    """The current release, by the file of its own."""
    path = publish.current_release(settings)
    assert path
    return publish.read_release(path)


def refused(settings: Settings) -> str:
    with pytest.raises(publish.Refused) as refusal:
        publish.publish(settings)
    return str(refusal.value)


def every_report_mended(settings: Settings) -> None:
    """As if somebody had mended every sheet: then changed numbers are explained."""
    spoil(settings.landing, "update raw.reports set content_sha256 = sha256(content_sha256)")


def another_value(settings: Settings) -> None:
    every_report_mended(settings)
    spoil(
        settings.build,
        "update marts.observations set value = coalesce(value, 0) + 1 "
        "where cell_id = (select min(cell_id) from marts.observations)",
    )


# --- what a release is ---------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class First:
    """A build published where nothing was, after others were killed: one that published, one that built.

    `before` is the sum of values in the file of the build, without what stood in its log only.
    """

    settings: Settings
    release: publish.Release
    before: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def first(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> First:
    built = copy_of_build(shipped, tmp_path_factory.mktemp("first") / "warehouse")
    built.releases.mkdir()
    (built.releases / f"{files.CANDIDATE}1.tmp").write_bytes(b"half a file")
    (built.warehouse / ".khuyencong.1").write_bytes(b"a link not renamed")
    before = ask(built.build, SUM)
    code = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute(\"set checkpoint_threshold='1GB'\"); "
        'c.execute("update marts.observations set value = value + 1 where value is not null"); os._exit(0)'
    )
    subprocess.run([sys.executable, "-c", code, str(built.build)], check=True)
    assert Path(f"{built.build}.wal").exists()
    return First(built, publish.publish(built), before)


SUM = "select sum(value) from marts.observations"


def test_a_complete_build_becomes_the_current_release(first: First) -> None:
    built, release = first.settings, first.release
    assert not release.unchanged
    assert built.current.samefile(release.path)
    assert oct(release.path.stat().st_mode)[-3:] == "444"
    assert not list(built.warehouse.rglob("*.wal"))
    assert publish.read_release(built.current).content_sha256 == release.content_sha256
    assert ask(built.current, "select current_database()") == [("khuyencong",)]
    assert ask(built.current, "select distinct change from meta.release_diff") == [("added",)]
    assert ask(built.current, "select count(*) from meta.release_diff") == ask(
        built.build, "select count(*) from marts.observations"
    )


def test_what_a_killed_run_left_is_cleared(first: First) -> None:
    assert not (first.settings.warehouse / ".khuyencong.1").exists()
    assert {p.suffix or p.name for p in first.settings.releases.iterdir()} == {".duckdb", files.SUMS}


def test_what_stands_in_the_log_of_the_build_is_not_lost(first: First) -> None:
    assert ask(first.settings.current, SUM) != first.before
    assert ask(first.settings.current, SUM) == ask(first.settings.build, SUM)


def test_a_release_describes_its_own_tables(release: Path) -> None:
    assert (
        ask(
            release,
            "select table_name, column_name from duckdb_columns() "
            "where (schema_name = 'meta' or table_name = 'revisions') and comment is null",
        )
        == []
    )
    assert (
        ask(
            release,
            "select table_name from duckdb_tables() where schema_name = 'meta' and comment is null",
        )
        == []
    )


def test_the_same_content_is_published_once(published: Settings) -> None:
    first = current(published)
    second = publish.publish(published)
    assert second.unchanged
    assert second.release_id == first.release_id
    assert len(publish.release_files(published)) == 1


def test_a_build_runs_no_unit_test_and_needs_none_to_be_published(shipped: Settings) -> None:
    assert load_manifest(shipped)["unit_tests"]
    ran = ask(
        shipped.build,
        "select distinct resource_type from internal.build_log where event = 'node' order by all",
    )
    assert ran == [("model",), ("seed",), ("test",)]
    loads = ask(shipped.build, "select distinct load_id from internal.build_log")
    assert loads == [(current(shipped).load_id,)]


def test_a_project_that_was_moved_reads_its_own_seeds(built: Settings, tmp_path: Path) -> None:
    """Where a seed lay is kept by dbt when it parses; the folder of before is gone."""
    here, there = tmp_path / "here", tmp_path / "there"
    shutil.copytree(built.dbt, here, ignore=shutil.ignore_patterns("target", "logs"))
    before = dataclasses.replace(built, dbt=here, seeds=here / "seeds")
    read_for_another_place(built, before)
    load_manifest(before)
    here.rename(there)
    nodes = load_manifest(dataclasses.replace(built, dbt=there, seeds=there / "seeds"))["nodes"].values()
    places = {node["root_path"] for node in nodes if node["resource_type"] == "seed"}
    assert places == {str(there)}


def test_a_better_description_is_published_too(published: Settings) -> None:
    spoil(published.build, "comment on column marts.claims.value is 'said more clearly'")
    assert not publish.publish(published).unchanged


def test_a_better_macro_is_published_too(published: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    better = script.text("claims_of").replace("The claims behind", "All claims behind")
    assert better != script.text("claims_of")
    real = script.text
    monkeypatch.setattr(script, "text", lambda name: better if name == "claims_of" else real(name))
    second = publish.publish(published)
    assert not second.unchanged
    assert second.changes == {"added": 0, "removed": 0, "changed": 0}
    assert publish.publish(published).unchanged


@pytest.mark.usefixtures("releases_are_not_tried")
def test_changed_removed_and_added_cells_stand_in_the_diff(published: Settings) -> None:
    first = current(published)
    [(changed,), (removed,), (renamed,)] = ask(
        published.build,
        "select cell_id from marts.observations where value is not null order by cell_id limit 3",
    )
    spoil(
        published.build,
        f"update marts.observations set value = value + 1 where cell_id = '{changed}'",
        f"delete from marts.observations where cell_id = '{removed}'",
        f"update marts.observations set cell_id = 'new' where cell_id = '{renamed}'",
        f"update marts.claims set cell_id = 'new' where cell_id = '{renamed}'",
    )
    every_report_mended(published)
    second = publish.publish(published)
    assert second.previous_release == first.release_id
    assert second.changes == {"added": 1, "removed": 2, "changed": 1}
    assert second.causes == {"report_corrected": 4}
    assert ask(
        published.current,
        "select change, cell_id, value_after - value_before from meta.release_diff order by change, cell_id",
    ) == [
        ("added", "new", None),
        ("changed", changed, 1),
        *[("removed", cell, None) for cell in sorted((str(removed), str(renamed)))],
    ]


@pytest.mark.usefixtures("releases_are_not_tried")
def test_a_cell_is_compared_in_every_column(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    others = {
        **{name: f"{name} + 1" for name in ("value", "value_low", "value_high", "figure")},
        **{"has_conflict": "not has_conflict", "report_id": "'other'", "subject": "'other'"},
        **{name: f"list_append({name}, 'other')" for name in ("inferred", "flags")},
    }
    both = [Cell("a", 1), Cell("b", 1, ("s#1",))]
    tiny.publish(both)
    done = ""
    for name, other in others.items():
        done += f"update marts.observations set {name} = {other} where cell_id = 'a';"
        tiny.publish(both, {"r": f"mended: {name}", "s": "same"}, tables=done)
        assert tiny.ask("select cell_id, changed from meta.release_diff") == [("a", [name])]


def test_macros_answer_in_the_release(release: Path) -> None:
    [(cell,)] = ask(release, "select cell_id from marts.claims where report_id is not null limit 1")
    assert ask(release, f"select count(*) from claims_of('{cell}')") == ask(
        release, f"select count(*) from marts.claims where cell_id = '{cell}'"
    )
    found = {row[1] for row in ask(release, "from search('thai binh')")}
    assert "thai-binh" in found
    assert ask(release, "from search('Thái  BÌNH')") == ask(release, "from search('thai binh')")
    assert ask(release, "from search('no such words at all')") == []


# --- what is not published -----------------------------------------------------------------------------


def test_nothing_landed_says_what_to_do(shipped: Settings, tmp_path: Path) -> None:
    empty = dataclasses.replace(shipped, warehouse=tmp_path)
    assert "Nothing has been ingested" in refused(empty)
    assert "khuyencong refresh" in refused(empty)


def test_nothing_built_says_what_to_do(built: Settings) -> None:
    built.build.unlink()
    assert "Nothing has been built" in refused(built)


def test_a_partial_build_is_refused_and_named(published: Settings) -> None:
    before = published.current.stat().st_ino
    # What dbt writes down of one model; one that is really built alone is refused in `test_dagster.py`.
    spoil(
        published.build,
        "insert into internal.build_log select * replace ('alone' as invocation_id) from internal.build_log"
        " where event <> 'node' or node_id = 'model.khuyencong.observations' order by rowid",
    )
    text = refused(published)
    assert "partial" in text
    assert "model.khuyencong.claims" in text or "more" in text
    assert "khuyencong refresh" in text
    assert published.current.stat().st_ino == before


def test_an_interrupted_build_is_refused(built: Settings) -> None:
    spoil(
        built.build,
        "insert into internal.build_log (invocation_id, event, node_id, status, command_started) "
        "values ('killed', 'start', 'start', 'start', now()::timestamp)",
    )
    assert "interrupted" in refused(built)


def test_a_failed_test_is_refused(built: Settings) -> None:
    spoil(built.build, "update internal.build_log set status = 'fail' where resource_type = 'test'")
    assert "Not everything passed" in refused(built)


def test_a_build_on_an_older_landing_is_refused(built: Settings) -> None:
    spoil(
        built.landing,
        "insert into raw.load_log (load_id, finished) values ('later', now()::timestamp + interval 1 hour)",
    )
    assert "load later has landed since" in refused(built)


def test_a_table_nobody_writes_is_refused(built: Settings) -> None:
    spoil(built.build, "create table marts.by_hand as select 1 as one")
    assert "marts.by_hand" in refused(built)


def test_a_failed_critical_rule_is_refused(built: Settings) -> None:
    spoil(
        built.build,
        "update quality.rule_results set severity = 'critical', status = 'failed', failed = 1 "
        "where rule_id = (select min(rule_id) from quality.rule_results)",
    )
    assert "critical rule" in refused(built)


def test_a_view_that_dies_in_the_release_is_refused(published: Settings) -> None:
    before = published.current.stat().st_ino
    [(name,)] = ask(
        published.build,
        "select view_name from duckdb_views() where schema_name = 'analytics' order by all limit 1",
    )
    another_value(published)
    spoil(
        published.build,
        f"attach '{published.work}' as work (read_only)",
        f'create or replace view analytics."{name}" as select count(*) as n from work.intermediate.int_cells',
    )
    assert f"analytics.{name} cannot be read" in refused(published)
    assert published.current.stat().st_ino == before
    assert [p.name for p in published.releases.iterdir()] == [publish.release_files(published)[0].name]


def test_a_macro_nobody_can_test_is_refused(built: Settings) -> None:
    spoil(built.build, "create macro twice(x) as 2 * x")
    assert "test the macro twice" in refused(built)


def test_a_macro_that_cannot_be_made_is_refused(built: Settings) -> None:
    real = script.text
    broken = "create macro broken() as table from nowhere"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script, "text", lambda name: broken if name == "search" else real(name))
        assert "macro" in refused(built)


GOOD = [
    LedgerRow("a", "start", "start", "start", "l"),
    LedgerRow("a", "node", "model.x", "success", "l"),
    LedgerRow("a", "node", "test.x", "pass", "l"),
    LedgerRow("a", "end", "end", "end", "l"),
]
UNIT_TEST = LedgerRow("a", "node", "unit_test.x", "pass", "l")  # by hand: `dbt build` in dbt/
ALONE = [
    LedgerRow("b", "start", "start", "start", "l"),
    LedgerRow("b", "node", "model.x", "success", "l"),
    LedgerRow("b", "end", "end", "end", "l"),
]
SEED = LedgerRow("a", "node", "seed.x", "success", "l")


def by_groups(invocation_id: str, load_id: str, status: str = "pass") -> list[LedgerRow]:
    """An invocation that rebuilt only some groups of places, on another load than the one before."""
    rows = [
        dataclasses.replace(row, invocation_id=invocation_id, load_id=load_id, status=status)
        if row.node_id == "test.x"
        else dataclasses.replace(row, invocation_id=invocation_id, load_id=load_id)
        for row in GOOD
    ]
    return [dataclasses.replace(rows[0], status="groups"), *rows[1:]]


@pytest.mark.parametrize(
    ("ledger", "expected", "landed", "words"),
    [
        (GOOD, {"model.x", "test.x"}, "l", []),
        # seeds are built once, not again with groups; and every invocation of the chain was complete
        ([*GOOD[:3], SEED, GOOD[3], *by_groups("g", "m"), *by_groups("h", "n")],
         {"seed.x", "model.x", "test.x"}, "n", []),
        ([*GOOD[:3], SEED, GOOD[3], *by_groups("g", "m")],
         {"seed.x", "model.x", "test.x"}, "l", ["load l has"]),
        ([*GOOD, *by_groups("g", "m")], {"seed.x", "model.x", "test.x"}, "m", ["2 of 3 nodes", "seed.x"]),
        ([*GOOD, *by_groups("g", "m", "fail"), *by_groups("h", "n")], {"model.x", "test.x"}, "n",
         ["not be published itself", "test.x: fail"]),
        ([*GOOD, *by_groups("g", "m")[:3], *by_groups("h", "n")],
         {"model.x", "test.x"}, "n", ["interrupted"]),
        ([*by_groups("g", "m")], {"seed.x", "model.x", "test.x"}, "m", ["2 of 3 nodes", "seed.x"]),
        ([*GOOD, *ALONE, *by_groups("g", "m")], {"model.x", "test.x"}, "m", ["1 of 2 nodes"]),
        ([*ALONE, *GOOD], {"model.x", "test.x"}, "l", []),
        ([], {"model.x"}, "l", ["empty"]),
        ([*GOOD, *ALONE], {"model.x", "test.x"}, "l", ["1 of 2 nodes", "test.x"]),
        (GOOD, {"model.x", "test.x", "test.y"}, "l", ["2 of 3 nodes", "test.y"]),
        ([*GOOD[:3], UNIT_TEST, GOOD[3]], {"model.x", "test.x"}, "l", []),
        ([*GOOD[:3], dataclasses.replace(UNIT_TEST, status="fail"), GOOD[3]],
         {"model.x", "test.x"}, "l", ["unit_test.x: fail"]),
        ([*GOOD, ALONE[0]], {"model.x", "test.x"}, "l", ["interrupted"]),
        (GOOD, {"model.x", "test.x"}, "m", ["load m has landed since"]),
        ([dataclasses.replace(r, status="fail") if r.node_id == "test.x" else r for r in GOOD],
         {"model.x", "test.x"}, "l", ["test.x: fail"]),
    ],
)  # fmt: skip
def test_the_ledger_decides(
    ledger: list[LedgerRow], expected: set[str], landed: str, words: list[str]
) -> None:
    reasons = ledger_reasons(ledger, expected, landed)
    assert bool(reasons) == bool(words)
    assert all(word in " ".join(map(str, reasons)) for word in words)


# --- switching, keeping, going back --------------------------------------------------------------------


LONG_AGO = ("20200101T000000Z-00000000", "20200102T000000Z-00000000")


@dataclasses.dataclass(frozen=True)
class Kept:
    """A warehouse that keeps two releases published two more, while two of long ago lay there, one pinned.

    `published` are ids of what was current, `kept` those of all that were kept: before, between and after,
    when nothing was pinned any more. `read` is what those read who had a release open, before and after the
    first of the two: the current one, and the one that went.
    """

    settings: Settings
    published: list[str]
    kept: list[list[str]]
    read: list[list[list[tuple[object, ...]]]]
    unpinned: list[bool]


@pytest.fixture(scope="module")
def kept(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    where = with_release(shipped, copy_of_build(shipped, tmp_path_factory.mktemp("kept") / "warehouse"))
    where = dataclasses.replace(where, keep_releases=2)
    for release_id in LONG_AGO:
        shutil.copy(where.current, where.releases / f"{release_id}.duckdb")
    published = [current(where).release_id]
    there = [[path.stem for path in publish.release_files(where)]]
    publish.pin(where, LONG_AGO[0])
    with (
        duckdb.connect(str(publish.release_files(where)[-1]), read_only=True) as one,
        duckdb.connect(str(where.releases / f"{LONG_AGO[1]}.duckdb"), read_only=True) as other,
    ):
        read = [[reader.execute(SUM).fetchall()] for reader in (one, other)]
        another_value(where)
        publish.publish(where)
        published.append(current(where).release_id)
        for reader, said in zip((one, other), read, strict=True):
            said.append(reader.execute(SUM).fetchall())
    there.append([path.stem for path in publish.release_files(where)])
    unpinned = [publish.unpin(where, LONG_AGO[0]) for _ in range(2)]
    another_value(where)
    publish.publish(where)
    published.append(current(where).release_id)
    there.append([path.stem for path in publish.release_files(where)])
    return Kept(where, published, there, read, unpinned)


def test_who_has_a_release_open_keeps_what_they_opened(kept: Kept) -> None:
    before, after = kept.read[0]
    assert before == after
    assert ask(kept.settings.current, SUM) != before


def test_only_so_many_releases_are_kept(kept: Kept) -> None:
    first, second, third = kept.published
    assert kept.kept[0] == [*LONG_AGO, first]
    assert kept.kept[1][-2:] == [first, second]
    assert kept.kept[2] == [second, third]


def test_a_pinned_release_outlives_the_others(kept: Kept) -> None:
    pinned = LONG_AGO[0]
    first, second, _ = kept.published
    assert kept.kept[1] == [pinned, first, second]
    assert second not in (first, pinned), "a pin keeps a release, it does not hold the warehouse"
    assert kept.unpinned == [True, False]
    assert pinned not in kept.kept[2]
    with pytest.raises(publish.NoSuchRelease):
        publish.pin(kept.settings, pinned)


def test_who_reads_a_release_that_is_no_longer_kept_goes_on_reading(kept: Kept) -> None:
    assert LONG_AGO[1] not in kept.kept[1]
    before, after = kept.read[1]
    assert before == after != []


@pytest.mark.usefixtures("releases_are_not_tried")
def test_a_lost_link_comes_back_and_history_goes_on(published: Settings) -> None:
    first = current(published)
    published.current.unlink()
    another_value(published)
    second = publish.publish(published)
    assert second.previous_release == first.release_id
    assert published.current.samefile(second.path)


@pytest.mark.usefixtures("releases_are_not_tried")
def test_a_clock_set_back_does_not_turn_history_round(published: Settings) -> None:
    first = current(published)
    ahead = published.releases / "29991231T235959Z-00000000.duckdb"
    first.path.rename(ahead)
    another_value(published)
    second = publish.publish(published)
    assert second.path > ahead
    assert publish.release_files(published)[-1] == second.path


@pytest.mark.usefixtures("releases_are_not_tried")
def test_a_rollback_holds_until_it_is_lifted_and_stays_in_the_history(published: Settings) -> None:
    first = current(published)
    another_value(published)
    second = publish.publish(published)
    publish.rollback(published, first.release_id)
    assert published.current.samefile(first.path)
    assert f"held at release {first.release_id}" in refused(published)
    assert published.current.samefile(first.path)
    assert publish.lift(published)
    assert not publish.lift(published)
    third = publish.publish(published)
    assert third.content_sha256 == second.content_sha256
    assert third.previous_release == first.release_id
    told = ask(published.current, "select release_id from meta.release_history order by created")
    assert [release for (release,) in told][-2:] == [second.release_id, third.release_id]


def test_a_rollback_to_nowhere_says_what_is_kept(published: Settings) -> None:
    release = current(published)
    with pytest.raises(publish.NoSuchRelease, match=release.release_id):
        publish.rollback(published, "20000101T000000Z-00000000")


@pytest.mark.usefixtures("releases_are_not_tried")
def test_a_write_ahead_log_beside_the_link_does_not_stop_readers(published: Settings) -> None:
    wal = Path(f"{published.current}.wal")
    wal.write_bytes(b"left by somebody who wrote into the published file")
    assert publish.publish(published).unchanged
    assert not wal.exists()
    wal.write_bytes(b"left by somebody who wrote into the published file")
    another_value(published)
    publish.publish(published)
    assert ask(published.current, "select count(*) from meta.release") == [(1,)]


def test_a_file_system_without_hard_links_is_named(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(publish.NoHardLinks, match="hard link"):
        publish.publish(built)
    assert not built.current.exists()


def test_the_smoke_test_sees_what_answers_only_beside_the_build(published: Settings) -> None:
    candidate = published.releases / "candidate.tmp"
    shutil.copyfile(published.current, candidate)
    spoil(
        candidate,
        f"attach '{published.work}' as work (read_only)",
        "create view analytics.dead as select * from work.intermediate.int_cells",
        "drop macro table search",
        "create macro search(words) as table select words from work.intermediate.int_cells",
    )
    found = smoke_test.failures(candidate)
    assert "analytics.dead cannot be read" in " ".join(map(str, found))
    assert "The macro search does not work" in " ".join(map(str, found))


def test_the_smoke_test_reads_a_whole_release(release: Path) -> None:
    assert smoke_test.failures(release) == []


def test_a_release_holds_what_the_build_holds(shipped: Settings) -> None:
    contents_of = []
    for path in (shipped.build, shipped.current):
        with duckdb.connect(str(path), read_only=True) as connection:
            contents_of.append(describe(connection).content_sha256)
    assert contents_of == [current(shipped).content_sha256] * 2


# --- one writer ----------------------------------------------------------------------------------------


def test_a_second_writer_waits_and_says_for_whom(built: Settings) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nimport dataclasses\n"
        "from dagster_project.settings import load\nfrom dagster_project.transform import writing\n"
        "with writing(dataclasses.replace(load(), warehouse=Path(sys.argv[1])), 'a long refresh'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(built.warehouse)], stdout=subprocess.PIPE, cwd=PROJECT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(transform.Busy, match="a long refresh"), transform.writing(built, "me", wait=0.3):
            pass
    finally:
        holder.kill()
        holder.wait()
    with transform.writing(built, "me", wait=5), transform.writing(built, "me again", wait=0):
        pass


# --- questions -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("releases_are_not_tried")
def test_status_says_in_five_lines_what_is_current_waits_failed_and_is_kept(built: Settings) -> None:
    here = contents(built.raw)
    lines = status(built, here)
    assert len(lines) == 5
    assert "none yet" in lines[0]
    assert f"{len(here)} reports" in lines[2]
    release = publish.publish(built)
    lines = status(built, here)
    assert len(lines) == 5
    assert release.release_id in lines[0]
    assert "minutes ago" in lines[0]
    assert "not held" in lines[0]
    assert f"nothing; taken in: {len(here)} reports" in lines[2]
    assert "nothing" in lines[3]
    assert "1 release:" in lines[4]
    some, other, *_ = here
    lines = status(built, {**{k: v for k, v in here.items() if k != other}, some: "mended", "newcomer": "x"})
    assert f"1 new (newcomer), 1 changed ({some}), 1 removed ({other})" in lines[2]


def test_status_says_what_failed(published: Settings) -> None:
    spoil(published.build, "create table marts.by_hand as select 1 as one")
    assert "marts.by_hand" in status(published, {})[3]
    refused(published)
    assert status(published, {})[3].startswith("failed   publishing refused, 0 minutes ago: ")
    publish.record(published, publish.FAILED, reasons=[{"en": "the disk is full\nand more", "vi": "đĩa đầy"}])
    assert "the disk is full" in status(published, {})[3]
    assert "đĩa đầy" in status(published, {}, language="vi")[3]
    assert len(status(published, {})) == 5


@pytest.mark.usefixtures("releases_are_not_tried")
def test_releases_are_listed_with_size_counts_cause_and_hash(published: Settings) -> None:
    first = current(published)
    another_value(published)
    second = publish.publish(published)
    publish.pin(published, first.release_id)
    newest, why, oldest, why_oldest = releases(published)
    assert newest.startswith(f"* {second.release_id} ")
    assert newest.endswith(f"{second.content_sha256[:12]}  [current]")
    assert oldest.startswith(f"  {first.release_id} ")
    assert oldest.endswith(f"{first.content_sha256[:12]}  [pinned]")
    assert f"{second.path.stat().st_size / 1e6:,.1f} MB" in newest
    assert f"{second.row_counts['marts.observations']:,} cells" in newest
    assert why.strip() == "1 changed (report changed 1)"
    assert "first release" in why_oldest
    assert first.content_sha256[:12] != second.content_sha256[:12]


def test_the_reasons_of_the_gate_are_the_refusal(built: Settings) -> None:
    spoil(built.build, "drop table internal.build_log")
    reasons = gate.reasons_against(built)
    assert "no ledger" in str(reasons[0])
    assert all(str(reason) in refused(built) for reason in reasons)
