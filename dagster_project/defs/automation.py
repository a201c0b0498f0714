"""What starts a refresh by itself: the sensor `arrival` and the schedule `daily`.

The sensor compares `raw/` with what the current release was made of: a change that is undone again, a refresh
from the command line, a deleted or rolled-back release need no special case. Content decides, never a file's
time: times and sizes only say whether it is worth reading anything, and whether somebody is writing at this
moment. What the sensor missed, gave up on or cannot see (vocabularies, judgements, articles, days by which
reports are due) is settled once a day.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from ..ingest.folders import FILES, name_of, open_folder, report_folders
from ..messages import Message, message, say, some
from ..publish import changed_since, reasons_of_hold
from ..settings import Settings
from ..transform import writer
from .attempt import FULL, stopped

EVERY = 5
"""Seconds between two scans."""

QUIET = 2.0
"""Seconds without a change after which a folder counts as written."""

PATIENCE = 60.0
"""Seconds for which a folder that lacks one of its files counts as half copied. Then it is judged as it is:
a sheet without `not_figures.csv` may be meant so, and a copy that broke off should be seen as rejected."""

RETRIES = (60.0, 300.0, 1800.0)
"""Seconds after which the same content is asked for again because it did not get published. After the last
one it waits for a change, for the daily refresh or for somebody."""

FINISHED = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}


@dataclass(frozen=True)
class Cursor:
    """What the sensor remembers: the last scan, and which content it has asked for, how often and when.

    `stopped` is the run that a person ended, after which it waits for a change. Kept small on
    purpose: Dagster writes it down with every scan.
    """

    scan: str = ""
    asked: str = ""
    asked_at: float = 0.0
    attempts: int = 0
    stopped: str = ""

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """The cursor as Dagster kept it; an empty one where it kept none or something else."""
        try:
            return cls(**json.loads(text or "{}"))
        except (ValueError, TypeError):
            return cls()

    def write(self) -> str:
        """The form in which Dagster keeps it."""
        return json.dumps(dataclasses.asdict(self))

    def due(self, now: float) -> bool:
        """Whether content that was asked for and did not arrive may be asked for again."""
        waits = self.attempts <= len(RETRIES)
        return waits and abs(now - self.asked_at) >= RETRIES[self.attempts - 1]


@dataclass(frozen=True)
class Scan:
    """What names, sizes and times show. `sha256` stands for all of them and for the current release."""

    settled: list[Path]
    half_copied: list[str]
    being_written: list[str]
    sha256: str


def scan(settings: Settings, now: float) -> Scan:
    """Look at every report folder without reading anything; `now` is in seconds since the epoch.

    Raises:
        OSError: `raw/` is not there or may not be read.
    """
    settled: list[Path] = []
    half_copied: list[str] = []
    being_written: list[str] = []
    seen: list[object] = [_stat(settings.current)]
    for folder in report_folders(settings.raw):
        found = [_stat(path) for path in (folder, *(folder / name for name in FILES))]
        # The time at which this machine saw the change: a copy may keep the older time of its original.
        age = min((abs(now - status[-1] / 1e9) for status in found if status), default=0.0)
        if age < QUIET:
            being_written.append(name_of(folder))
        elif None in found and age < PATIENCE and not folder.is_symlink():
            half_copied.append(name_of(folder))
        else:
            settled.append(folder)
            seen.append((name_of(folder), found))
    return Scan(settled, half_copied, being_written, _sha256(seen))


def _stat(path: Path) -> tuple[int, ...] | None:
    """Kind, size and times of what lies there; the time of its last change in nanoseconds comes last."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _sha256(found: object) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()


def compare(settings: Settings, seen: Scan) -> tuple[dict[str, list[str]], str]:
    """Read what is settled and compare it with what the current release was made of.

    Returns:
        Names of reports by what happened to them, `new`, `changed` or `removed`, as far as anything did; and
        a hash of all settled content.
    """
    # One after the other: together they may be more than fits into memory.
    here = {name_of(folder): open_folder(folder).content_sha256 for folder in seen.settled}
    since = changed_since(settings, here)
    unclear = {*seen.half_copied, *seen.being_written}
    found = {kind: [r for r in since[kind] if r not in unclear] for kind in ("new", "changed", "removed")}
    return {kind: reports for kind, reports in found.items() if reports}, _sha256(here)


def reason_to_wait(settings: Settings) -> str:
    """Why no refresh should start by itself now; blank when one may."""
    if held := reasons_of_hold(settings):
        return " ".join(map(str, held))
    # What usually empties the whole folder is a disk that is not there; withdrawing everything is for people.
    if not settings.raw.is_dir():
        return say("arrival.no-folder")
    if settings.current.exists() and not report_folders(settings.raw):
        return say("arrival.folder-empty")
    return ""


def _working(instance: dg.DagsterInstance, settings: Settings) -> Message | None:
    """The refresh that is under way or waits for its turn; a dead one ends by Dagster's run monitoring."""
    unfinished = dg.RunsFilter(statuses=[*{*dg.DagsterRunStatus} - FINISHED])
    runs = [record.dagster_run for record in instance.get_run_records(unfinished)]
    for run in sorted(runs, key=lambda run: run.status is dg.DagsterRunStatus.QUEUED):
        waits = run.status is dg.DagsterRunStatus.QUEUED
        return message("arrival.run-waits" if waits else "arrival.run-under-way", run=run.run_id[:8])
    somebody = writer(settings)
    return message("arrival.being-written-by", holder=somebody) if somebody else None


def arrival_sensor(
    settings: Settings,
    job: str,
    clock: Callable[[], float] = time.time,
    pause: Callable[[float], None] = time.sleep,
) -> dg.SensorDefinition:
    """The sensor that starts `job`. `clock` tells seconds since the epoch, `pause` waits so many."""

    @dg.sensor(
        name="arrival",
        job_name=job,
        minimum_interval_seconds=EVERY,
        description="Starts a refresh when the content of a report in `raw/` is not what the current "
        "release rests on: new, changed or removed. Folders that are being written, half copied or named "
        "with a dot are left alone.",
        default_status=dg.DefaultSensorStatus("RUNNING" if settings.unattended else "STOPPED"),
    )
    def arrival(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        now, cursor = clock(), Cursor.read(context.cursor)
        if reason := reason_to_wait(settings):
            return dg.SkipReason(reason)
        seen = scan(settings, now)
        if seen.being_written:
            # Whoever dropped a folder a moment ago is done by then, and need not wait for the next scan.
            pause(QUIET)
            now = clock()
            seen = scan(settings, now)
        if seen.being_written:
            return dg.SkipReason(say("arrival.report-being-written", reports=some(seen.being_written, 5)))
        if seen.sha256 == cursor.scan and not (cursor.asked and cursor.due(now)):
            return dg.SkipReason(_nothing(seen, cursor))
        if under_way := _working(context.instance, settings):
            return dg.SkipReason(str(under_way))
        found, content = compare(settings, seen)
        if scan(settings, clock()).sha256 != seen.sha256:
            return dg.SkipReason(say("arrival.changed-meanwhile"))
        if found and (run_id := stopped(context.instance, settings)):
            cursor = Cursor(seen.sha256, stopped=run_id)
            return dg.SensorResult(skip_reason=_nothing(seen, cursor), cursor=cursor.write())
        again = content == cursor.asked
        if not found or (again and not cursor.due(now)):
            cursor = dataclasses.replace(cursor if found else Cursor(), scan=seen.sha256)
            return dg.SensorResult(skip_reason=_nothing(seen, cursor), cursor=cursor.write())
        cursor = Cursor(seen.sha256, content, now, cursor.attempts + 1 if again else 1)
        tags = {f"khuyencong/{kind}": str(some(reports, 5)) for kind, reports in found.items()}
        what = "; ".join(f"{kind}: {some(reports, 5)}" for kind, reports in found.items())
        context.log.info("refresh: %s", what)
        # Without a run key: Dagster never again starts a run under a key it knows, and content may come back.
        return dg.SensorResult(run_requests=[dg.RunRequest(tags=tags)], cursor=cursor.write())

    return arrival


def _nothing(seen: Scan, cursor: Cursor) -> str:
    if cursor.stopped:
        return say("arrival.stopped", run=cursor.stopped[:8])
    if cursor.asked and cursor.attempts <= len(RETRIES):
        return say("arrival.asked-again-later", seconds=f"{RETRIES[cursor.attempts - 1]:.0f}")
    if cursor.asked:
        return say("arrival.given-up", n=cursor.attempts)
    taken_in = say("arrival.all-taken-in", n=len(seen.settled))
    if not seen.half_copied:
        return taken_in
    return f"{taken_in} {say('arrival.half-copied', reports=some(seen.half_copied, 5))}"


def daily_schedule(settings: Settings, job: str) -> dg.ScheduleDefinition:
    """A full refresh at five in the morning in Vietnam, unless a person has to decide something first."""

    @dg.schedule(
        name="daily",
        job_name=job,
        cron_schedule="0 5 * * *",
        execution_timezone="Asia/Ho_Chi_Minh",
        description="A refresh that builds everything in full, every day at 05:00 in Vietnam, besides those "
        "that new reports start.",
        default_status=dg.DefaultScheduleStatus("RUNNING" if settings.unattended else "STOPPED"),
    )
    def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if reason := reason_to_wait(settings):
            return dg.SkipReason(reason)
        run_id = stopped(context.instance, settings)
        if run_id:
            return dg.SkipReason(say("arrival.stopped", run=run_id[:8]))
        return dg.RunRequest(tags={FULL: "yes"})

    return daily
