"""The job `refresh` from the command line, in this process, recorded in Dagster like a click in the UI.

Imports Dagster inside the function: asking for help must not take two seconds.
"""

from __future__ import annotations

import atexit
import gc
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .. import publish
from ..ingest.folders import contents
from ..settings import Settings
from ..transform import Busy, DbtError, advice, explained, writing
from .home import prepare_home

FIRST_QUERY = """\
select place_name, indicator_label_en, scope_code, period_label, nature, value, unit_code, report_id
from marts.observations where measure = '' order by place_name, indicator_code limit 20"""


def refresh(settings: Settings, full: bool = False) -> int:
    """Run the job, say step by step what happens, and where the warehouse is.

    Nothing is run where the current release is known to be what a run would give.

    Args:
        settings: Whose reports and warehouse.
        full: Run the job in any case.

    Returns:
        Exit status: 0 when a release is current that holds what is in `raw/`, otherwise 1.
    """
    start = time.monotonic()
    metadata: dict[str, Any] = {}
    # Hundreds of thousands of objects are made and stay; looking through them for garbage takes a second.
    gc.set_threshold(100_000, 50, 100)
    atexit.register(gc.freeze)  # looking through them once more at the end, to free each, takes two
    try:
        with _progress(start), writing(settings, "khuyencong refresh"):
            reasons = [str(reason) for reason in publish.reasons_of_hold(settings)]
            if not reasons:
                reasons, metadata = _run_if_needed(settings, full)
    except (Busy, DbtError) as error:
        reasons = [str(error)]
        publish.record(settings, publish.FAILED, reasons=reasons)
    except Exception as error:  # of the disk, of Dagster's records; those of the steps are among the reasons
        reasons = [explained(error, settings)]
        publish.record(settings, publish.FAILED, reasons=reasons)
    if reasons:
        for reason in reasons:
            print(f"FAILED: {reason}", file=sys.stderr)
        kept = f"; {settings.current} is as it was" if settings.current.exists() else ""
        print(f"Nothing was published{kept}.", file=sys.stderr)
        return 1
    _say_end(settings, metadata, time.monotonic() - start)
    return 0


@contextmanager
def _progress(start: float) -> Iterator[None]:
    """Say what the rooms report of themselves, each line with the seconds since the start."""

    class Line(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return f"{time.monotonic() - start:6.1f} s  {record.getMessage()}"

    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Line())
    log = logging.getLogger("khuyencong")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.info("starting")
    handler.flush()
    try:
        yield
    finally:
        log.removeHandler(handler)


def _run_if_needed(settings: Settings, full: bool) -> tuple[list[str], dict[str, Any]]:
    """Reasons of failure, and the metadata of the release."""
    reports = contents(settings.raw)
    sources = publish.sources_sha256(settings, reports)
    current = publish.stands_for(settings, sources)
    if current and not full:
        logging.getLogger("khuyencong").info("unchanged: same reports, vocabularies, judgements and code")
        publish.record(settings, publish.UNCHANGED, current, sources=sources)
        return [], {"release": current}
    before = publish.last_outcome(settings)
    reasons, metadata = _run(settings)
    ended = publish.last_outcome(settings)
    if reasons:
        if ended == before:  # otherwise publishing has said more exactly what happened
            publish.record(settings, publish.FAILED, reasons=reasons)
    elif ended and sources == publish.sources_sha256(settings, reports):
        # What was read counts, whatever has come into raw/ since.
        read = publish.sources_sha256(settings, publish.landed_reports(settings))
        publish.record(settings, ended.outcome, ended.release_id, sources=read)
    return reasons, metadata


def _run(settings: Settings) -> tuple[list[str], dict[str, Any]]:
    """Reasons of failure, and the metadata of the release."""
    prepare_home(settings)
    import dagster as dg

    from .project import REFRESH, definitions

    # The records first: where they cannot be used, nothing else need be loaded to say so.
    with dg.DagsterInstance.get() as instance:
        job = definitions(settings).resolve_job_def(REFRESH)
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            # Dagster's own lines, one per event, would bury ours; they are in the UI.
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if not result.success:
        return _reasons(result), {}
    metadata: dict[str, Any] = {}
    for event in result.get_asset_materialization_events():
        if event.asset_key == dg.AssetKey(["release"]):
            metadata = {k: v.value for k, v in event.materialization.metadata.items()}
    return [], metadata


def _reasons(result: Any) -> list[str]:
    reasons = []
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        data = event.step_failure_data
        known = data.user_failure_data
        error = data.error
        text = (known.description if known else _root(error) if error else "") or "no reason given"
        known_cure = advice(text)
        reasons.append(f"{event.step_key}: {text.rstrip()}" + (f"\n{known_cure.en}" if known_cure else ""))
    return reasons or ["the run failed; see its log with `khuyencong dev`"]


def _root(error: Any) -> str:
    """The first cause of an error nobody expected, and where in our code it came from."""
    while error.cause:
        error = error.cause
    ours = [line.strip() for line in error.stack if "dagster_project" in line]
    where = f" ({ours[-1].splitlines()[0]})" if ours else ""
    return f"{error.message.strip()}{where} The whole trace stands in the run's log: `khuyencong dev`, Runs."


def _say_end(settings: Settings, metadata: dict[str, Any], seconds: float) -> None:
    if metadata.get("published"):
        changes = ", ".join(f"{metadata.get(f'cells_{k}', 0)} {k}" for k in ("added", "changed", "removed"))
        causes = [f"{k[6:].replace('_', ' ')} {n}" for k, n in metadata.items() if k.startswith("cause_")]
        why = f" Because of: {', '.join(causes)}." if causes else ""
        print(f"\nRelease {metadata.get('release')} is current after {seconds:.1f} s. Cells: {changes}.{why}")
    else:
        print(f"\nNothing new after {seconds:.1f} s: release {metadata.get('release')} stays current.")
    print(f"The warehouse is {settings.current} (open it read-only). A first query:\n")
    print("\n".join("  " + line for line in FIRST_QUERY.splitlines()))
    print("\nMore in warehouse/README.md; `khuyencong status` says how things stand.")
