"""The promises of what starts by itself: content decides, half a copy does not, nothing spins or is missed.

On a folder of two small reports, with a clock that is set by hand; `test_dagster.py` has it on the real
pipeline. The tempting clean-up that would break this: remembering in the sensor what was seen, instead of
asking the release what is in it.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)

from dagster_project import ingest, publish, transform
from dagster_project.defs import automation
from dagster_project.defs.automation import (
    EVERY,
    PATIENCE,
    QUIET,
    RETRIES,
    arrival_sensor,
    daily_schedule,
)
from dagster_project.defs.project import REFRESH, definitions
from dagster_project.ingest.folders import contents
from dagster_project.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
FILES = ("figures.csv", "not_figures.csv", "report.yaml")
SYSTEM = ("lost+found", "@eaDir", "__MACOSX", "#recycle", "$RECYCLE.BIN", "System Volume Information")
"""What a new volume, a file server, an unpacked archive leave."""

pytestmark = pytest.mark.filterwarnings("ignore::dagster.BetaWarning")


class Watched:
    """A folder of reports, a release that says only what it was made of, and a sensor between the two."""

    def __init__(self, folder: Path) -> None:
        dbt = PROJECT / "dbt"
        self.raw = folder / "raw"
        self.settings = Settings(PROJECT, self.raw, None, folder / "warehouse", dbt / "seeds", dbt, 3)
        self.settings.releases.mkdir(parents=True)
        self.instance = dg.DagsterInstance.ephemeral()
        self.cursor: str | None = None
        self.reason = ""
        self.ahead = 10.0
        self.pauses: list[float] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.sensor = arrival_sensor(
            self.settings, REFRESH, clock=lambda: time.time() + self.ahead, pause=self.pause
        )
        for report in ("a", "b"):
            self.write(report)

    def pause(self, seconds: float) -> None:
        """The clock goes on, and so may whoever writes."""
        self.pauses.append(seconds)
        self.ahead += seconds
        self.meanwhile()

    def write(self, report: str, text: str = "one", files: tuple[str, ...] = FILES) -> Path:
        folder = self.raw / report
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            (folder / name).write_text(f"{text} {report} {name}", encoding="utf-8")
        return folder

    def publish(self, read: dict[str, str] | None = None) -> None:
        """What a successful refresh leaves behind that has read these contents, those of now by default."""
        made_of = contents(self.raw) if read is None else read
        self.settings.current.unlink(missing_ok=True)
        with duckdb.connect(str(self.settings.current)) as release:
            release.execute(
                "create schema meta; create table meta.inputs "
                "(kind varchar, name varchar, sha256 varchar, until timestamp)"
            )
            release.executemany(
                "insert into meta.inputs values ('report', ?, nullif(?, ''), null)", [*made_of.items()]
            )

    def tick(self) -> dg.RunRequest | None:
        """One look of the sensor; Dagster would keep the cursor in the same way."""
        result: Any = self.sensor(dg.build_sensor_context(instance=self.instance, cursor=self.cursor))
        if isinstance(result, dg.SkipReason):
            self.reason = str(result.skip_message)
            return None
        self.cursor = result.cursor
        self.reason = str(result.skip_reason.skip_message) if result.skip_reason else ""
        assert len(result.run_requests or []) <= 1
        # Dagster never again starts a run under a key it knows.
        assert all(request.run_key is None for request in result.run_requests or [])
        return result.run_requests[0] if result.run_requests else None

    def run_tags(self) -> dict[str, str]:
        request = self.tick()
        assert request, self.reason
        return {k.removeprefix("khuyencong/"): v for k, v in request.tags.items()}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    with made.instance:
        yield made


@pytest.fixture
def settled(watched: Watched) -> Watched:
    """Everything is published and the sensor knows."""
    watched.publish()
    assert watched.tick() is None
    assert "in the current release" in watched.reason
    return watched


# --- what starts a refresh -----------------------------------------------------------------------------


def test_reports_that_no_release_holds_start_one_refresh(watched: Watched) -> None:
    assert watched.run_tags() == {"new": "a, b"}
    assert watched.tick() is None
    watched.publish()
    assert watched.tick() is None
    assert watched.tick() is None


def test_a_new_a_changed_and_a_removed_report_start_a_refresh_that_names_them(settled: Watched) -> None:
    settled.write("c")
    settled.write("a", "two")
    shutil.rmtree(settled.raw / "b")
    assert settled.run_tags() == {"new": "c", "changed": "a", "removed": "b"}
    settled.publish()
    assert settled.tick() is None


def test_time_alone_starts_nothing(settled: Watched) -> None:
    for path in settled.raw.rglob("*"):
        os.utime(path)
    before = settled.cursor
    assert settled.tick() is None
    assert settled.cursor != before  # it was looked at
    os.utime(settled.raw / "a" / "figures.csv", (0, 0))
    assert settled.tick() is None


def test_content_alone_starts_a_refresh(settled: Watched) -> None:
    sheet = settled.raw / "a" / "figures.csv"
    kept = sheet.stat()
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("one", "two"), encoding="utf-8")
    os.utime(sheet, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert (sheet.stat().st_size, sheet.stat().st_mtime_ns) == (kept.st_size, kept.st_mtime_ns)
    assert settled.run_tags() == {"changed": "a"}


def test_nothing_is_read_while_nothing_moves(settled: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automation, "compare", lambda *_: pytest.fail("the release was opened"))
    assert settled.tick() is None


# --- what does not -------------------------------------------------------------------------------------


def test_a_report_is_left_alone_while_it_is_written(settled: Watched) -> None:
    before = settled.cursor
    settled.write("c")
    settled.ahead = -QUIET / 2

    def goes_on() -> None:
        settled.ahead = 0

    settled.meanwhile = goes_on
    assert settled.tick() is None
    assert "c is being written" in settled.reason
    assert settled.cursor == before
    settled.ahead = QUIET * 2
    assert settled.run_tags() == {"new": "c"}


def test_a_report_just_dropped_need_not_wait_for_the_next_look(settled: Watched) -> None:
    assert settled.tick() is None
    assert not settled.pauses, "nothing moves, nothing is waited for"
    settled.write("c")
    settled.ahead = QUIET / 2
    assert settled.run_tags() == {"new": "c"}
    assert settled.pauses == [QUIET]


@pytest.mark.parametrize("lacks", FILES)
def test_half_a_copy_is_left_alone_and_holds_nobody_up(settled: Watched, lacks: str) -> None:
    settled.write("c", files=tuple(name for name in FILES if name != lacks))
    assert settled.tick() is None
    assert "c lacks a file" in settled.reason
    settled.write("d")
    assert settled.run_tags() == {"new": "d"}


def test_half_a_copy_of_a_known_report_withdraws_nothing(settled: Watched) -> None:
    (settled.raw / "a" / "figures.csv").unlink()
    assert settled.tick() is None
    settled.write("a", "two", files=("figures.csv",))
    assert settled.run_tags() == {"changed": "a"}


def test_what_stays_half_a_copy_is_judged_as_it_is(settled: Watched) -> None:
    settled.write("c", files=("report.yaml",))
    assert settled.tick() is None
    settled.ahead = PATIENCE + 1
    assert settled.run_tags() == {"new": "c"}
    settled.publish()
    assert settled.tick() is None


def test_names_with_a_dot_and_loose_files_are_no_reports(settled: Watched) -> None:
    settled.write(".being-written")
    (settled.raw / "README.md").write_text("x", encoding="utf-8")
    assert settled.tick() is None
    (settled.raw / ".being-written").rename(settled.raw / "c")
    assert settled.run_tags() == {"new": "c"}


# --- while a refresh runs ------------------------------------------------------------------------------


def run_in(status: dg.DagsterRunStatus) -> dg.DagsterRun:
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("khuyencong"), "__repository__")
    origin = RemoteJobOrigin(repository, REFRESH)  # a queued run needs one
    return dg.DagsterRun(job_name=REFRESH, status=status, remote_job_origin=origin)


@pytest.mark.parametrize("status", ["NOT_STARTED", "STARTING", "STARTED", "CANCELING", "QUEUED"])
def test_while_a_refresh_runs_nothing_starts_and_nothing_is_forgotten(settled: Watched, status: str) -> None:
    settled.write("c")
    run = run_in(dg.DagsterRunStatus[status])
    settled.instance.add_run(run)
    before = settled.cursor
    assert settled.tick() is None
    assert run.run_id[:8] in settled.reason
    assert settled.cursor == before
    settled.instance.delete_run(run.run_id)
    assert settled.run_tags() == {"new": "c"}


def test_while_the_command_line_refreshes_nothing_starts(settled: Watched) -> None:
    settled.write("c")
    with transform.writing(settled.settings, "khuyencong refresh"):
        assert settled.tick() is None
        assert "khuyencong refresh" in settled.reason
    assert settled.run_tags() == {"new": "c"}


def test_a_queued_run_is_said_to_wait_unless_another_is_under_way(settled: Watched) -> None:
    settled.write("c")
    queued, started = run_in(dg.DagsterRunStatus.QUEUED), run_in(dg.DagsterRunStatus.STARTED)
    settled.instance.add_run(queued)
    assert settled.tick() is None
    assert settled.reason == f"Run {queued.run_id[:8]} waits for its turn."
    settled.instance.add_run(started)
    assert settled.tick() is None
    assert settled.reason == f"Run {started.run_id[:8]} is under way."


def test_what_arrives_during_a_refresh_starts_the_next_one(settled: Watched) -> None:
    settled.write("c")
    assert settled.run_tags() == {"new": "c"}
    read = contents(settled.raw)  # the refresh has read
    settled.write("d")
    settled.publish(read)
    assert settled.run_tags() == {"new": "d"}


# --- undone, failed, decided ---------------------------------------------------------------------------


def ended_by_somebody(watched: Watched, **of: Any) -> str:
    """A refresh that a person ended; the id of its run."""
    run = dg.DagsterRun(job_name=REFRESH, status=dg.DagsterRunStatus.STARTED, **of)
    watched.instance.add_run(run)
    watched.instance.report_run_canceled(run)
    return run.run_id


class Asked(dg.ScheduleEvaluationContext):
    """What a schedule is given; that of Dagster takes no instance in memory."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        super().__init__(None, None)
        self.known = instance

    @property
    def instance(self) -> dg.DagsterInstance:
        return self.known


def scheduled(watched: Watched) -> Any:
    schedule: Any = daily_schedule(watched.settings, REFRESH)
    return schedule(Asked(watched.instance))


def test_after_a_person_ended_a_run_nothing_starts_until_something_changes(settled: Watched) -> None:
    settled.write("c")
    assert settled.tick()
    run_id = ended_by_somebody(settled)
    settled.ahead += RETRIES[0] + 1  # it would be asked for again
    for _ in range(3):
        assert settled.tick() is None
        assert f"Somebody ended run {run_id[:8]}" in settled.reason
        settled.ahead += RETRIES[1] + 1
    (settled.raw / "c" / "report.yaml").touch()
    assert settled.tick() is None, "content counts, not the time of a file"
    assert "Somebody ended" in settled.reason
    assert isinstance(scheduled(settled), dg.SkipReason)
    assert "Somebody ended" in scheduled(settled).skip_message
    settled.write("c", "two")
    assert isinstance(scheduled(settled), dg.RunRequest)
    assert settled.run_tags() == {"new": "c"}


def test_after_a_person_ended_a_run_of_their_own_what_waits_goes_on_waiting(settled: Watched) -> None:
    settled.write("c")
    run_id = ended_by_somebody(settled, asset_selection=frozenset([dg.AssetKey("release")]))
    assert settled.tick() is None
    assert run_id[:8] in settled.reason
    settled.write("d")
    assert settled.run_tags() == {"new": "c, d"}


def test_the_schedule_alone_knows_that_a_person_ended_a_run(settled: Watched) -> None:
    assert isinstance(scheduled(settled), dg.RunRequest)
    run_id = ended_by_somebody(settled)
    assert run_id[:8] in scheduled(settled).skip_message
    assert run_id[:8] in scheduled(settled).skip_message
    ended = publish.last_outcome(settled.settings)
    assert ended
    assert (ended.outcome, ended.run_id) == (publish.CANCELLED, run_id)


def test_a_run_of_one_table_that_a_person_ended_holds_nothing_up(settled: Watched) -> None:
    ended_by_somebody(settled, asset_selection=frozenset([dg.AssetKey(["marts", "claims"])]))
    settled.write("c")
    assert settled.run_tags() == {"new": "c"}


@pytest.mark.parametrize("how", ["a run", "the command line"])
def test_what_somebody_started_after_they_ended_a_run_is_what_counts(settled: Watched, how: str) -> None:
    ended_by_somebody(settled)
    assert isinstance(scheduled(settled), dg.SkipReason)
    if how == "a run":
        settled.instance.add_run(dg.DagsterRun(job_name=REFRESH, status=dg.DagsterRunStatus.SUCCESS))
    else:
        time.sleep(0.01)
        publish.record(settled.settings, publish.UNCHANGED, by="command")
    assert isinstance(scheduled(settled), dg.RunRequest)


def test_a_change_that_is_undone_again_fools_nobody(settled: Watched) -> None:
    for text in ("two", "one", "two", "one"):
        settled.write("a", text)
        assert settled.run_tags() == {"changed": "a"}, text
        settled.publish()
        assert settled.tick() is None


def test_a_change_undone_while_it_is_published_is_undone_in_the_release_too(settled: Watched) -> None:
    settled.write("a", "two")
    assert settled.tick()
    settled.publish()  # the release holds "two" …
    settled.write("a", "one")  # … and raw/ again what was there before the refresh
    assert settled.run_tags() == {"changed": "a"}


def test_a_change_undone_before_it_was_read_starts_nothing(settled: Watched) -> None:
    settled.write("a", "two")
    settled.ahead = QUIET / 2
    settled.meanwhile = lambda: settled.write("a", "one")
    assert settled.tick() is None
    assert settled.pauses
    settled.ahead = 10
    assert settled.tick() is None
    assert "in the current release" in settled.reason


def test_a_reset_cursor_or_a_clock_set_back_keeps_nothing_from_starting(settled: Watched) -> None:
    for number, ahead in enumerate((10, 20, 5)):
        settled.write("a", str(number))
        settled.ahead = ahead
        if number == 1:
            settled.cursor = None
        assert settled.tick(), settled.reason
    settled.cursor = "not a cursor"
    settled.write("a", "four")
    assert settled.tick()
    settled.cursor = '{"counter": 3, "scan": "as an earlier version wrote it"}'
    settled.write("a", "five")
    assert settled.tick()


def test_a_failed_refresh_comes_back_later_and_later_and_then_waits(settled: Watched) -> None:
    settled.write("c")
    assert settled.tick()
    for wait in RETRIES:
        settled.ahead += wait - 2
        assert settled.tick() is None
        assert "asked again" in settled.reason
        settled.ahead += 3
        assert settled.tick(), settled.reason
    settled.ahead += 100_000
    assert settled.tick() is None
    os.utime(settled.raw / "c" / "report.yaml")
    assert settled.tick() is None
    assert "Waits for a change" in settled.reason
    settled.write("c", "two")
    assert settled.tick()


def test_new_content_does_not_wait_for_a_failed_refresh(settled: Watched) -> None:
    settled.write("c")
    assert settled.tick()
    settled.ahead += EVERY
    assert settled.tick() is None
    settled.write("d")
    assert settled.run_tags() == {"new": "c, d"}


def test_a_report_poisoned_beyond_reading_is_compared_like_any_other(settled: Watched) -> None:
    folder = settled.write("c")
    (folder / "figures.csv").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    (folder / "report.yaml").unlink()
    (folder / "report.yaml").symlink_to("figures.csv")
    (settled.raw / "link").symlink_to(settled.raw / "a")
    assert settled.run_tags() == {"new": "c, link"}
    settled.publish()
    assert settled.tick() is None


def test_nothing_starts_while_a_rollback_holds(settled: Watched) -> None:
    release = settled.settings.releases / "20260101T000000Z-00000000.duckdb"
    shutil.copyfile(settled.settings.current, release)
    publish.rollback(settled.settings, release.stem)
    settled.write("c")
    assert settled.tick() is None
    assert "rollback" in settled.reason
    assert isinstance(scheduled(settled), dg.SkipReason)
    publish.lift(settled.settings)
    assert settled.run_tags() == {"new": "c"}
    assert isinstance(scheduled(settled), dg.RunRequest)


@pytest.mark.parametrize("made", [(), SYSTEM], ids=["nothing", "what machines make"])
def test_a_folder_without_reports_or_none_at_all_withdraws_nothing_by_itself(
    settled: Watched, made: tuple[str, ...]
) -> None:
    shutil.rmtree(settled.raw)
    assert settled.tick() is None
    assert "not there" in settled.reason
    for name in ("", *made):
        (settled.raw / name).mkdir(parents=True)
        (settled.raw / name / "._report.yaml").write_text("x", encoding="utf-8")
    assert settled.tick() is None
    assert "holds no report" in settled.reason
    assert isinstance(scheduled(settled), dg.SkipReason)
    with pytest.raises(ingest.NoReports, match="is not mounted"):
        ingest.run(settled.settings)


def test_what_machines_make_is_no_report_and_what_people_misname_is(settled: Watched) -> None:
    for name in SYSTEM:
        (settled.raw / name / "x").mkdir(parents=True)
    assert settled.tick() is None
    for name in ("@bac-giang", "Bac Giang"):
        settled.write(name)
    (settled.raw / "empty").mkdir()
    settled.ahead = PATIENCE + 1
    assert settled.run_tags() == {"new": "@bac-giang, Bac Giang, empty"}


def test_the_cursor_stays_small(settled: Watched) -> None:
    for number in range(200):
        settled.write(f"report-{number}")
    assert settled.tick()
    assert len(settled.cursor or "") < 400


# --- on the real pipeline; what it asks for there is in `test_dagster.py` -------------------------------


def test_everything_that_starts_by_itself_is_on_unless_the_settings_say_no(shipped: Settings) -> None:
    on = definitions(shipped).get_repository_def()
    assert {s.name: s.default_status for s in on.sensor_defs} == {
        "arrival": dg.DefaultSensorStatus.RUNNING,
        "site_of_release": dg.DefaultSensorStatus.RUNNING,
        "alert": dg.DefaultSensorStatus.RUNNING,
        "setback": dg.DefaultSensorStatus.RUNNING,
    }
    assert {s.name: s.default_status for s in on.schedule_defs} == {"daily": dg.DefaultScheduleStatus.RUNNING}
    assert on.get_sensor_def("arrival").minimum_interval_seconds == EVERY
    off = definitions(dataclasses.replace(shipped, unattended=False)).get_repository_def()
    assert {s.default_status for s in off.sensor_defs} == {dg.DefaultSensorStatus.STOPPED}
    assert {s.default_status for s in off.schedule_defs} == {dg.DefaultScheduleStatus.STOPPED}
