"""The daily refresh: whatever the sensor missed, gave up on or cannot see is settled once a day.

That is what changes without a report changing: vocabularies, judgements, articles, days by which reports
are due. Does not belong here: noticing reports (`arrival.py`).
"""

from __future__ import annotations

import dagster as dg

from ..settings import Settings
from .arrival import reasons_to_wait

AT = "0 5 * * *"
ZONE = "Asia/Ho_Chi_Minh"


def daily_schedule(settings: Settings, job: str) -> dg.ScheduleDefinition:
    """A refresh at five in the morning in Vietnam, unless a person has to decide something first."""

    @dg.schedule(
        name="daily",
        job_name=job,
        cron_schedule=AT,
        execution_timezone=ZONE,
        description="A refresh every day at 05:00 in Vietnam, besides those that new reports start.",
        default_status=dg.DefaultScheduleStatus.RUNNING
        if settings.unattended
        else dg.DefaultScheduleStatus.STOPPED,
    )
    def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        reasons = reasons_to_wait(settings)
        return dg.SkipReason(" ".join(map(str, reasons))) if reasons else dg.RunRequest()

    return daily
