"""What is remembered of a run that is to publish: its begin here, its end by whoever sees it.

Whoever starts a run (a click, a sensor, the schedule, the command line), its steps go through `start`. How a
run ended that could not say so itself (cancelled, killed, stopped by a check), Dagster's records tell. Does
not belong here: what the end means (`publish/outcome.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from .. import publish
from ..ingest.folders import contents
from ..messages import Both, both
from ..settings import Settings
from . import INGEST, SITE_JOB
from .home import name_home
from .shown import failure, reason_of

RELEASE = dg.AssetKey("release")
FULL = "khuyencong/full"
"""Tag of a run that builds everything in full, whatever is known of the last build."""

_others: dict[str, str] = {}
"""What there was beside the reports when the ingest of a run of this process began, or shortly before, as
`publish.others_sha256`, by run."""

STARTED_BY = "khuyencong/started_by"
"""Tag of a run: who started it, where that is neither a click nor Dagster itself."""


def start(context: dg.AssetExecutionContext, settings: Settings) -> None:
    """Begin a step; says no at once where the run is to publish and nothing may be published.

    Raises:
        dg.Failure: A rollback holds the warehouse, or newer code made the current release.
    """
    if RELEASE not in context.job_def.asset_layer.selected_asset_keys:
        return
    run = context.run
    names = ("dagster/schedule_name", "dagster/sensor_name", STARTED_BY)
    by = next((run.tags[name] for name in names if name in run.tags), "ui")
    publish.begin(settings, run.run_id, by)
    if reasons := publish.reasons_to_stop(settings):
        current = publish.current_release(settings)
        publish.record(
            settings,
            publish.REFUSED,
            current.stem if current else "",
            [both(reason) for reason in reasons],
            run_id=run.run_id,
        )
        raise failure(*reasons)
    if context.op_execution_context.op.name == INGEST and run.run_id not in _others:
        _others[run.run_id] = publish.others_sha256(settings)


def expect(run_id: str, others: str) -> None:
    """A run is to begin in this process; `others` is what whoever starts it has found beside the reports."""
    _others[run_id] = others


def note_sources(context: dg.AssetExecutionContext, settings: Settings) -> None:
    """Remember what the run has read, from reports to code, for whoever asks whether that has changed.

    Called when it has published: its build is then complete, and of what its ingest has landed. What changed
    meanwhile may have been read or not, so then nothing is remembered; nor where another run ingested.
    """
    others = _others.pop(context.run.run_id, "")
    if others and others == publish.others_sha256(settings):
        landed = publish.landed_reports(settings)
        publish.note_sources(settings, publish.sources_sha256(settings, landed, others))


@contextmanager
def interruptible(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Work that a person at the command line may end: the run is then cancelled and alarms nobody."""
    try:
        yield
    except (KeyboardInterrupt, dg.DagsterExecutionInterruptedError):
        if context.run.tags.get(STARTED_BY) == publish.COMMAND:
            context.instance.report_run_canceling(context.run)
        raise


def how_ended(settings: Settings, run_id: str) -> tuple[publish.Ending, list[Both]] | None:
    """How a run ended, and why it failed, as Dagster's records have it; None while they do not say."""
    if not (settings.dagster_home / "dagster.yaml").exists():
        return None
    name_home(settings)
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        if run and run.status is dg.DagsterRunStatus.CANCELED:
            return publish.CANCELLED, []
        if not run or run.status is not dg.DagsterRunStatus.FAILURE:
            return None
        entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
        return publish.FAILED, [reason_of(entry.get_dagster_event()).line for entry in entries]


def stopped(instance: dg.DagsterInstance, settings: Settings) -> str:
    """Id of the last run that was to publish if a person ended it and nothing changed since; else blank."""
    records = instance.get_run_records(limit=50)
    newest = next((each for each in records if _publishes(each.dagster_run)), None)
    if newest is None or newest.dagster_run.status is not dg.DagsterRunStatus.CANCELED:
        return ""
    run_id, ended = newest.dagster_run.run_id, publish.last_outcome(settings)
    known = ended is not None and ended.run_id == run_id
    if ended and not known and ended.ended.replace(tzinfo=dt.UTC).timestamp() > (newest.end_time or 0):
        return ""  # somebody has refreshed since, without Dagster's having to run
    sources = publish.sources_sha256(settings, contents(settings.raw))
    if ended and known and ended.outcome == publish.CANCELLED and ended.sources_sha256:
        return run_id if ended.sources_sha256 == sources else ""
    publish.record(settings, publish.CANCELLED, sources=sources, run_id=run_id)
    return run_id


def _publishes(run: dg.DagsterRun) -> bool:
    if run.asset_selection is None:  # all of its job, or checks alone
        return not run.asset_check_selection and run.job_name != SITE_JOB
    return RELEASE in run.asset_selection
