"""What got worse in a run that succeeded: nothing failed, and somebody has to know all the same.

Belongs here: reading it from Dagster's records of the run, as the step `release` and the checks wrote them.
Does not belong here: finding it (`publish/account.py`, the checks), telling it (`alerts.py`, `refresh.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile
from typing import Any

import dagster as dg
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from ..messages import LANGUAGES, Both, say, shortened
from .attempt import RELEASE
from .shown import Reason, not_passed, reason_of_check

SETBACKS = "setbacks"
"""Metadata of the asset `release`: a list of texts, each in both languages."""

SHOWN, LONGEST, LOOKED_AT = 8, 600, 50
"""Most checks that are named, characters of the reason of one, and evaluations of it that are looked at."""

EVALUATED = (AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED)


def setbacks(instance: dg.DagsterInstance, run_id: str) -> list[Both]:
    """Values that were lost, rows newly rejected, and checks that were green before this run and warn now."""
    found: list[Both] = []
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION):
        event = entry.get_dagster_event()
        if event.asset_key == RELEASE:
            known: Any = event.step_materialization_data.materialization.metadata.get(SETBACKS)
            found += known.value if known else []
    turned = list(_turned(instance, run_id))
    if turned:
        named: Both = {}
        for language in LANGUAGES:
            lines = [f"  - {shortened(of.line[language], LONGEST)}" for of in turned[:SHOWN]]
            named[language] = "\n".join([say("setback.checks", language, n=len(turned)), *lines])
        found.append(named)
    return found


def _turned(instance: dg.DagsterInstance, run_id: str) -> Iterator[Reason]:
    """Checks that warn in this run and passed when they were last evaluated before it, and why."""
    for check in not_passed(instance, run_id, dg.AssetCheckSeverity.WARN):
        newest_first = instance.event_log_storage.get_asset_check_execution_history(
            check.asset_check_key, limit=LOOKED_AT
        )
        until_this = dropwhile(lambda record: record.run_id != run_id, newest_first)
        before = (record for record in until_this if record.run_id != run_id and record.status in EVALUATED)
        last = next(before, None)
        if last and last.status is AssetCheckExecutionRecordStatus.SUCCEEDED:
            yield reason_of_check(check)
