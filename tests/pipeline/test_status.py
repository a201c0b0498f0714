"""The promises of `status` and `history`: what is said is so, whoever started what and whatever lies there.

The tempting clean-up that would break this: remembering only the attempts of the command line, trusting a
file because it has the name of a release, or calling a refresh failed whose release analysts already read.
"""

from __future__ import annotations

import dataclasses
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import duckdb
import pytest

from dagster_project import publish, settings, transform
from dagster_project.cli import main
from dagster_project.defs import attempt
from dagster_project.defs import refresh as command_line
from dagster_project.defs.home import prepare_home
from dagster_project.defs.project import definitions
from dagster_project.ingest.folders import contents
from dagster_project.messages import both, codes
from dagster_project.publish import files, gate, outcome, verdicts
from dagster_project.serve import history, releases, status, verify
from dagster_project.settings import SettingError, Settings
from dagster_project.transform import load_manifest
from tests.pipeline.test_publish import another_value, ask, current, refused, spoil

PROJECT = Path(__file__).resolve().parents[2]
RELEASE = dg.AssetKey("release")

pytestmark = [
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.usefixtures("releases_are_not_tried"),
]

FAILED, KEPT = 3, 4
"""Lines of `status`."""


@pytest.fixture
def home(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dg.DagsterInstance]:
    """Records of Dagster on disk, which `status` finds as the command line does."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    prepare_home(published)
    with dg.DagsterInstance.get() as instance:
        yield instance


def click(where: Settings, instance: dg.DagsterInstance, *groups: str, **tags: str) -> Any:
    """What a run does that is started in the UI, or by Dagster itself, of these groups or of everything."""
    found = definitions(where)
    selection = dg.AssetSelection.groups(*groups) if groups else dg.AssetSelection.all()
    job = dg.define_asset_job("click", selection=selection)
    resolved = dg.Definitions(
        assets=found.assets, jobs=[job], executor=dg.in_process_executor
    ).resolve_job_def("click")
    return resolved.execute_in_process(
        instance=instance,
        raise_on_error=False,
        tags=tags,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )


def failed_line(where: Settings) -> str:
    lines = status(where, {}, how_ended=attempt.how_ended)
    assert len(lines) == 5
    return lines[FAILED]


# --- whoever started it --------------------------------------------------------------------------------


def test_a_held_warehouse_refuses_a_run_of_the_ui_at_once(
    published: Settings, home: dg.DagsterInstance
) -> None:
    release = current(published)
    publish.rollback(published, release.release_id)
    landed = published.landing.stat().st_mtime_ns
    result = click(published, home)
    assert not result.success
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "ingest"
    assert "held at release" in failure.step_failure_data.user_failure_data.description
    assert published.landing.stat().st_mtime_ns == landed, "nothing was read"
    assert (
        "publishing refused, 0 minutes ago, started by the Dagster UI: The warehouse is held"
        in failed_line(published)
    )
    # One table alone is for whoever works on it; it publishes nothing.
    assert click(published, home, "raw").success


def test_what_waits_while_a_rollback_holds_is_not_promised_to_the_next_refresh(published: Settings) -> None:
    publish.rollback(published, current(published).release_id)
    waiting = status(published, {"newcomer": "x"})[2]
    assert "rollback --lift" in waiting
    assert "`khuyencong refresh` takes it in" not in waiting
    publish.lift(published)
    assert "`khuyencong refresh` takes it in" in status(published, {"newcomer": "x"})[2]


@pytest.mark.parametrize(
    ("tags", "by"),
    [
        ({}, "the Dagster UI"),
        ({"dagster/sensor_name": "arrival"}, "the sensor arrival"),
        ({"dagster/schedule_name": "daily"}, "the schedule daily"),
    ],
)
def test_a_run_that_failed_before_publishing_is_the_last_outcome(
    published: Settings, home: dg.DagsterInstance, tags: dict[str, str], by: str
) -> None:
    published.landing.unlink()
    assert not click(published, home, "marts", "release", **tags).success
    line = failed_line(published)
    assert f"0 minutes ago, started by {by}: dbt: " in line
    assert "ingest" in line
    told = "\n".join(history(published))
    assert f"({by.removeprefix('the ')})" in told


def test_a_run_that_published_nothing_new_is_the_last_outcome(
    published: Settings, home: dg.DagsterInstance
) -> None:
    assert click(published, home, "release", **{"dagster/schedule_name": "daily"}).success
    assert "0 minutes ago, started by the schedule daily (unchanged)" in failed_line(published)


def test_what_changed_during_a_run_or_another_run_read_is_not_taken_for_read(
    published: Settings, home: dg.DagsterInstance
) -> None:
    """That a run need not be repeated where nothing changed is in `test_dagster.py`."""
    assert click(published, home, "release").success
    context = SimpleNamespace(run=SimpleNamespace(run_id="later"))
    before = publish.last_outcome(published)
    attempt.note_sources(context, published)
    attempt._others["later"] = "of other vocabularies"
    attempt.note_sources(context, published)
    assert publish.last_outcome(published) == before


def test_what_mends_a_long_reason_is_not_cut(published: Settings) -> None:
    reasons = [both("x" * 900), both(gate.MEND)]
    publish.record(published, publish.REFUSED, reasons=reasons)
    line = failed_line(published)
    assert line.endswith(f"x … {gate.MEND}")
    assert len(line) < 700


def test_a_run_without_a_part_in_publishing_is_no_refresh(
    published: Settings, home: dg.DagsterInstance
) -> None:
    publish.publish(published)
    before = publish.last_outcome(published)
    assert click(published, home, "raw").success
    assert publish.last_outcome(published) == before


def test_a_run_that_somebody_ended_is_said_to_be_cancelled(
    published: Settings, home: dg.DagsterInstance
) -> None:
    run = dg.DagsterRun(job_name="refresh", status=dg.DagsterRunStatus.STARTED)
    home.add_run(run)
    publish.begin(published, run.run_id, "ui")
    assert "between two steps, or was killed" in failed_line(published)
    with transform.writing(published, "ingest"):
        assert "under way since 0 minutes ago, started by the Dagster UI" in failed_line(published)
    home.report_run_canceled(home.get_run_by_id(run.run_id))
    assert "the last refresh was cancelled, 0 minutes ago, started by the Dagster UI" in failed_line(
        published
    )
    assert "đã bị hủy" in status(published, {}, language="vi", how_ended=attempt.how_ended)[FAILED]
    assert len(status(published, {})) == 5, "also for whoever does not ask Dagster"


def test_an_end_is_not_taken_for_that_of_an_attempt_that_another_began(published: Settings) -> None:
    publish.begin(published, "a-run", "ui")
    publish.record(published, publish.FAILED, by=publish.COMMAND)
    publish.record(published, publish.UNCHANGED, run_id="a-run")
    failed, ended = publish.outcomes(published)[-2:]
    assert (failed.run_id, failed.by, failed.outcome) == ("", publish.COMMAND, publish.FAILED)
    assert (ended.run_id, ended.by, ended.outcome) == ("a-run", "ui", publish.UNCHANGED)


def test_what_a_killed_run_was_writing_goes_and_what_a_person_wrote_stays(published: Settings) -> None:
    published.releases.mkdir(exist_ok=True)
    left = [published.releases / f".SHA256SUMS.{'0a' * 8}", published.state / f".trace.txt.{'0a' * 8}"]
    mine = [published.releases / ".HELD.mine", published.state / ".notes.txt"]
    for path in (*left, *mine):
        path.write_text("x", encoding="utf-8")
    assert files.foreign_names(published) == [".HELD.mine"]
    publish.publish(published)
    assert [path.exists() for path in (*left, *mine)] == [False, False, True, True]


def stopped_by(folder: Path, number: int) -> int:
    """Refresh by the command line, end it while dbt works; its exit code."""
    run = [sys.executable, "-m", "dagster_project.cli", "refresh", "--full"]
    with (folder / "said.txt").open("w") as out:
        process = subprocess.Popen(run, cwd=PROJECT, stdout=out, stderr=out)
    end = time.monotonic() + 120
    while "building everything" not in (folder / "said.txt").read_text(encoding="utf-8"):
        assert process.poll() is None, (folder / "said.txt").read_text(encoding="utf-8")
        assert time.monotonic() < end
        time.sleep(0.1)
    process.send_signal(number)
    return process.wait(timeout=60)


def test_ctrl_c_is_a_cancelled_refresh_and_a_kill_is_not_taken_for_an_end(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(published.warehouse))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))

    def said() -> str:
        assert main(["status"]) == 0
        return capsys.readouterr().out.splitlines()[FAILED]

    assert stopped_by(tmp_path, signal.SIGINT) != 0
    assert "the last refresh was cancelled, 0 minutes ago, started by the command line" in said()
    assert stopped_by(tmp_path, signal.SIGKILL) == -signal.SIGKILL
    assert "or was killed" in said()
    told = history(published)
    assert [line for line in told if "cancelled" in line]
    assert [line for line in told if "never ended" in line]


# --- checks alone --------------------------------------------------------------------------------------


def test_a_check_run_alone_leaves_no_trace_in_the_ledger_and_a_model_does(built: Settings) -> None:
    count = "select count(*) from internal.build_log"
    before = ask(built.build, count)
    tests = [name for name, node in load_manifest(built)["nodes"].items() if node["resource_type"] == "test"]
    assert transform.build(built, tests[:2]).ok
    assert ask(built.build, count) == before
    assert gate.reasons_against(built) == []
    [model] = [name for name in load_manifest(built)["nodes"] if name.endswith(".load_log")]
    assert transform.build(built, [model, tests[0]]).ok
    assert "partial" in " ".join(map(str, gate.reasons_against(built)))


def test_a_model_that_fails_leaves_its_table_as_it_was(built: Settings) -> None:
    count = "select count(*) from marts.observations"
    [model] = [name for name in load_manifest(built)["nodes"] if name.endswith(".observations")]
    [(rows,)] = ask(built.build, count)
    cells, aside = "intermediate.int_cells", "intermediate.aside"
    spoil(
        built.work,
        f"create table {aside} as from {cells}",
        f"drop view {cells}",
        f"create table {cells} (a int)",
    )
    assert not transform.build(built, [model]).ok
    assert ask(built.build, count) == [(rows,)]
    spoil(built.work, f"drop table {cells}", f"create table {cells} as from {aside}")
    assert transform.build(built, [model]).ok, "and a table that is there already is replaced"
    assert ask(built.build, count) == [(rows,)]


# --- history of verdicts -------------------------------------------------------------------------------


def judged_otherwise(where: Settings, report: str, *rejects: str) -> None:
    """As if figures of a report had become rejected, one for each reason."""
    spoil(
        where.build,
        f"delete from quality.rejects where report_id = '{report}'",
        *(
            f"insert into quality.rejects values ('{report}', {n}, {n + 1}, 'value', 'a-rule', 'error', '?', "
            f"'', '{reason}', '{reason} vi')"
            for n, reason in enumerate(rejects, start=1)
        ),
        f"update quality.row_conservation set rejected = {len(rejects)}, accepted = figures - {len(rejects)} "
        f"where report_id = '{report}'",
    )


def test_how_quality_moved_is_kept_though_the_releases_are_not(published: Settings, built: Settings) -> None:
    where = dataclasses.replace(published, keep_releases=1, keep_days=0)
    [(one,), (two,)] = ask(where.build, "select report_id from marts.dim_report order by 1 limit 2")
    made = []
    for rejects in (("cannot be read", "no such place"), (), ()):
        judged_otherwise(where, str(one), *rejects)
        another_value(where)
        made.append(publish.publish(where).release_id)
    assert len(publish.release_files(where)) == 1
    columns = "release_id, rejected, cells_changed, causes"
    told = ask(where.current, f"select {columns} from meta.release_history order by created")
    assert [row[:3] for row in told[-3:]] == [(made[0], 2, 1), (made[1], 0, 1), (made[2], 0, 1)]
    assert told[-1][3] == {"report_corrected": 1}
    verdict = "select release_id, rejected, [r.en for r in reasons] from quality.report_history"
    assert ask(where.current, f"{verdict} where report_id = '{one}' order by created")[-2:] == [
        (made[0], 2, ["cannot be read", "no such place"]),
        (made[1], 0, []),
    ]
    assert len(ask(where.current, f"{verdict} where report_id = '{two}'")) == 1, "nothing changed for it"
    lines = history(where)
    [failed] = [line for line in lines if f"{one}: accepted" in line]
    assert "2 rejected" in failed
    assert lines[lines.index(failed) + 1].strip() == "2, value: cannot be read"
    [first] = [line for line in lines if made[0] in line]
    [second] = [line for line in lines if made[1] in line]
    assert "2 (+2) figures rejected" in first
    assert "0 (-2) figures rejected" in second
    assert "cannot be read vi" in "\n".join(history(where, language="vi"))
    assert len([line for line in history(where, limit=2) if "cells:" in line]) == 2


def test_a_report_that_is_withdrawn_and_comes_back_has_both_verdicts(published: Settings) -> None:
    [(report,)] = ask(published.build, "select min(report_id) from marts.dim_report")
    rows = ask(published.build, f"from marts.dim_report where report_id = '{report}'")
    spoil(published.build, f"delete from marts.dim_report where report_id = '{report}'")
    publish.publish(published)
    with duckdb.connect(str(published.build)) as build:
        build.executemany(f"insert into marts.dim_report values ({', '.join('?' * len(rows[0]))})", rows)
    publish.publish(published)
    asked = f"select status from quality.report_history where report_id = '{report}' order by created"
    assert ask(published.current, asked) == [("accepted",), ("withdrawn",), ("accepted",)]


def test_an_unreadable_newest_release_does_not_stop_the_next_one(published: Settings) -> None:
    (published.releases / "29991231T235959Z-00000000.duckdb").write_bytes(b"no database")
    another_value(published)
    release = publish.publish(published)
    assert ask(published.current, "select max(release_id) from meta.release_history") == [
        (release.release_id,)
    ]


def test_the_history_of_verdicts_is_no_content(published: Settings) -> None:
    another_value(published)
    publish.publish(published)
    assert publish.publish(published).unchanged
    comments = ask(
        published.current,
        "select table_name, column_name from duckdb_columns() "
        "where table_name like '%\\_history' escape '\\' and comment is null",
    )
    assert comments == []


def test_a_release_is_plotted_with_nothing_changed_where_nothing_changed(
    published: Settings, home: dg.DagsterInstance
) -> None:
    def plotted() -> dict[str, Any]:
        result = click(published, home, "release")
        assert result.success
        [event] = (e for e in result.get_asset_materialization_events() if e.asset_key == attempt.RELEASE)
        return {name: value.value for name, value in event.materialization.metadata.items()}

    another_value(published)
    changed, unchanged = plotted(), plotted()
    assert (changed["published"], unchanged["published"]) == (True, False)
    numbers = {
        "cells_added",
        "cells_changed",
        "cells_removed",
        *(f"cause_{cause}" for cause in codes("cause")),
    }
    assert {name for name in numbers if changed[name]} == {"cells_changed", "cause_report_corrected"}
    assert {unchanged[name] for name in numbers} == {0}
    levels = set(verdicts.COUNTS) - numbers
    assert {name: changed[name] for name in levels} == {name: unchanged[name] for name in levels}
    assert changed["reports"] > 0
    assert "which_cells" in changed
    assert "which_cells" not in unchanged


def test_the_last_release_of_each_day_stays_for_so_many_days(published: Settings) -> None:
    ids = [
        *("20260101T010000Z-00000000", "20260110T010000Z-00000000", "20260110T020000Z-00000000"),
        *("20260111T010000Z-00000000", "20260111T020000Z-00000000", "20260112T010000Z-00000000"),
    ]
    for release_id in ids:
        shutil.copy(published.current, published.releases / f"{release_id}.duckdb")
    for path in publish.release_files(published):
        if path.stem not in ids:
            path.unlink()
    where = dataclasses.replace(published, keep_releases=1, keep_days=4)
    assert files.retain(where) == [ids[0], ids[1], ids[3]]
    assert [path.stem for path in publish.release_files(where)] == [ids[2], ids[4], ids[5]]
    assert files.retain(dataclasses.replace(where, keep_days=0)) == [ids[2], ids[4]]


# --- after the switch ----------------------------------------------------------------------------------


def test_releases_that_cannot_be_cleared_away_are_a_warning(
    published: Settings, monkeypatch: pytest.MonkeyPatch, home: dg.DagsterInstance
) -> None:
    def full(_: Settings) -> list[str]:
        raise OSError(5, "Input/output error")

    another_value(published)
    monkeypatch.setattr(files, "retain", full)
    result = click(published, home, "release")
    assert result.success
    [event] = (e for e in result.get_asset_materialization_events() if e.asset_key == attempt.RELEASE)
    assert "Input/output error" in event.materialization.metadata["warnings"].value
    release = current(published)
    assert "is current" in event.materialization.metadata["warnings"].value
    assert publish.last_outcome(published).release_id == release.release_id  # type: ignore[union-attr]
    assert "(published)" in failed_line(published)


@pytest.mark.parametrize("how", ["raises", "fails"])
def test_a_failure_after_the_switch_is_not_called_nothing_published(
    published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    def run(where: Settings, *_: object) -> list[dict[str, str]]:
        publish.publish(where)
        if how == "raises":
            raise OSError(28, "No space left on device")
        return [{"en": "release: the records are full", "vi": "đầy"}]

    another_value(published)
    monkeypatch.setattr(command_line, "_run", run)
    assert command_line.refresh(published, full=True) == 0
    said = capsys.readouterr()
    assert "WARNING: it was published" in said.err
    assert "Nothing was published" not in said.err
    assert current(published).release_id in said.out
    assert "(published)" in failed_line(published)
    monkeypatch.setattr(command_line, "_run", lambda *_: [{"en": "broken", "vi": "hỏng"}])
    assert command_line.refresh(published, full=True) == 1
    assert "Nothing was published" in capsys.readouterr().err


# --- whatever lies there -------------------------------------------------------------------------------


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def binary(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00PK")


def words(path: Path) -> None:
    path.write_text("please do not touch\n", encoding="utf-8")


def folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("x", encoding="utf-8")


GARBLES = (nothing, binary, words, folder)


def test_a_garbled_hold_holds_says_so_and_is_lifted(published: Settings) -> None:
    another_value(published)
    for garble in GARBLES:
        garble(published.releases / files.HELD)
        assert "does not say at which release" in refused(published)
        lines = status(published, {})
        assert len(lines) == 5
        assert "does not say at which release" in lines[0]
        assert releases(published)
        assert publish.lift(published)
        assert not publish.lift(published)
        assert files.reasons_of_hold(published) == []
    assert not publish.publish(published).unchanged


def test_while_pins_are_garbled_no_release_goes(published: Settings) -> None:
    where = dataclasses.replace(published, keep_releases=1, keep_days=0)
    words(where.releases / files.PINNED)
    another_value(where)
    release = publish.publish(where)
    assert "PINNED does not hold ids" in " ".join(map(str, release.warnings))
    for garble in GARBLES:
        pins = where.releases / files.PINNED
        pins.unlink()
        garble(pins)
        with pytest.raises(publish.Garbled):
            files.retain(where)
        assert len(publish.release_files(where)) == 2
        assert "PINNED does not hold ids" in status(where, {})[KEPT]
        assert len(releases(where)) == 5
        for decide in (publish.pin, publish.unpin):
            with pytest.raises(publish.Garbled):
                decide(where, release.release_id)


GARBLED_ATTEMPTS = (
    *(b"", b"\xff\xfe", b"{}", b'[{"ended": "yesterday", "outcome": "published"}]'),
    b'[{"ended": "2026-01-01T00:00:00", "outcome": "well"}]',
    b'[{"ended": "2026-01-01T00:00:00Z", "outcome": "published"}]',
    b'[{"ended": "2026-01-01T00:00:00", "outcome": "failed", "reasons": [{"en": "in one language"}]}]',
)


def test_a_garbled_memory_of_attempts_is_named_and_written_anew(published: Settings) -> None:
    for kept in GARBLED_ATTEMPTS:
        (published.state / outcome.FILE).write_bytes(kept)
        lines = status(published, {})
        assert len(lines) == 5
        assert "it is not known how the last refresh ended" in lines[FAILED], kept
        assert history(published)
        publish.record(published, publish.UNCHANGED)
        assert "(unchanged)" in status(published, {})[FAILED], kept
    (published.state / outcome.FILE).write_bytes(GARBLED_ATTEMPTS[0])
    assert publish.publish(published).unchanged
    assert "(unchanged)" in status(published, {})[FAILED]


def test_foreign_names_among_the_releases_are_left_alone_and_named(published: Settings) -> None:
    foreign = {
        "99991231T235959Z-00000000.duckdb": words,  # nothing could come after it
        "20269999T999999Z-00000000.duckdb": words,
        "20260101T000000Z-00000000.duckdb": folder,
        ".DS_Store": binary,
        ".snapshot": folder,
        "candidate_of_mine": folder,
        "candidate_1.tmp": folder,
        "copy of yesterday.duckdb": nothing,
        "a\x1b[2Jb": nothing,
    }
    for name, make in foreign.items():
        make(published.releases / name)
    (published.releases / "20260102T000000Z-00000000.duckdb").symlink_to("nowhere")
    another_value(published)
    release = publish.publish(published)
    assert [path.stem for path in publish.release_files(published)][-1] == release.release_id
    assert all((published.releases / name).exists() for name in foreign)
    lines = status(published, {})
    assert len(lines) == 5
    assert "left alone" in lines[KEPT]
    assert "\x1b" not in "".join(lines)
    assert len(releases(published)) == 4


def test_a_damaged_release_is_listed_as_such(published: Settings) -> None:
    words(published.releases / "20260101T000000Z-00000000.duckdb")
    assert [line for line in releases(published) if "cannot be read" in line]
    lines, good = verify(published)
    assert not good
    assert "cannot be read" in lines[0] or "not known" in lines[0]


@pytest.mark.parametrize(
    ("variable", "found"),
    [
        *(("KHUYENCONG_KEEP_RELEASES", found) for found in ("0", "-1", "²", "١٠", "1e3", "9" * 5000, "ten")),
        *(("KHUYENCONG_KEEP_DAYS", found) for found in ("-1", "thirty", "1.5")),
        *(
            ("KHUYENCONG_WAREHOUSE", found)
            for found in ("~nobody-of-this-name/warehouse", "{raw}", "{raw}/w")
        ),
        ("KHUYENCONG_ARTICLES", "{raw}"),
    ],
)
def test_an_odd_setting_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    found: str,
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    monkeypatch.setenv("KHUYENCONG_RAW", str(raw))
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path / "warehouse"))
    settings.load()
    monkeypatch.setenv(variable, found.format(raw=raw))
    with pytest.raises(SettingError) as error:
        settings.load()
    assert variable in str(error.value)
    assert main(["status"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("inside", ["state", "releases/raw"])
def test_reports_do_not_lie_where_files_are_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(tmp_path))
    for name, fits in ((inside, False), ("raw", True)):
        (tmp_path / name).mkdir(parents=True)
        monkeypatch.setenv("KHUYENCONG_RAW", str(tmp_path / name))
        if fits:
            settings.load()
        else:
            with pytest.raises(SettingError, match="lies in"):
                settings.load()


def test_an_article_that_may_not_be_read_stops_nothing(
    published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for name in ("one.txt", "two.txt"):
        (articles / name).write_text(name, encoding="utf-8")
    where = dataclasses.replace(published, articles=articles)
    both = publish.sources_sha256(where, {})
    real = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == "two.txt":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert publish.sources_sha256(where, {}) != both
    assert "the article two.txt cannot be read" in caplog.text


# --- a release that was altered ------------------------------------------------------------------------


def altered(where: Settings) -> publish.Release:
    """The current release, with another number than was published."""
    release = current(where)
    release.path.chmod(0o644)
    spoil(release.path, "update marts.observations set value = 42 where value is not null")
    release.path.chmod(0o444)
    return release


def test_a_release_that_was_altered_is_noticed(
    published: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENCONG_WAREHOUSE", str(published.warehouse))
    first = current(published)
    another_value(published)
    publish.publish(published)
    sources = publish.sources_sha256(published, contents(published.raw))
    publish.note_sources(published, sources)
    assert publish.stands_for(published, sources)
    assert main(["status", "--verify"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [first.release_id in line and "not known" in line for line in said] == [True, False]
    assert "is the file that was published" in said[1]

    release = altered(published)
    publish.note_sources(published, sources)
    assert publish.stands_for(published, sources) is None, "no refresh calls that unchanged"
    assert "is not the file that was published" in refused(published)
    another_value(published)
    assert "is not the file that was published" in refused(published)
    assert main(["status", "--verify"]) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if "ALTERED" in line]
    assert release.release_id in line
    with pytest.raises(publish.Altered):
        publish.rollback(published, release.release_id)
    published.current.unlink()
    with pytest.raises(publish.Altered):
        publish.publish(published)
    assert not published.current.exists(), "readers are given none rather than that one"
    # What the refusal advises mends it.
    publish.rollback(published, first.release_id)
    publish.lift(published)
    assert publish.publish(published).previous_release == first.release_id


def test_the_hashes_are_in_the_form_of_the_usual_tool(published: Settings) -> None:
    another_value(published)
    publish.publish(published)

    def checked() -> int:
        tool = ["sha256sum", "--check", "--strict", files.SUMS]
        return subprocess.run(tool, cwd=published.releases, capture_output=True).returncode

    assert checked() == 0
    altered(published)
    assert checked() == 1


def test_hashes_of_releases_that_went_are_forgotten_and_garbled_ones_stop_nothing(
    published: Settings,
) -> None:
    where = dataclasses.replace(published, keep_releases=1, keep_days=0)
    for _ in range(2):
        another_value(where)
        release = publish.publish(where)
    another_value(where)
    newest = publish.publish(where)
    assert files.sums(where).keys() <= {release.release_id, newest.release_id}
    binary(where.releases / files.SUMS)
    assert files.sums(where) == {}
    assert publish.publish(where).unchanged


def test_a_release_works_where_it_may_reach_nothing_outside(release: Path) -> None:
    shut = {"enable_external_access": "false"}
    with duckdb.connect(str(release), read_only=True, config=shut) as connection:
        assert connection.execute("from search('thai binh')").fetchall()
        assert connection.execute("from for_spreadsheet('quality.conflicts')").fetchall()
        assert connection.execute("from explain((select min(cell_id) from marts.claims))").fetchall()
        with pytest.raises(duckdb.PermissionException):
            connection.execute("from read_text('/dev/null')")
