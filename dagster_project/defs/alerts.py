"""Word of a failed or refused refresh: what failed, why, what to do, in Vietnamese and English.

Belongs here: reading it from the run and putting it together. Does not belong here: how it travels
(`channels.py`), where to (`settings.py`). Where no channel is set, the log says it.
"""

from __future__ import annotations

import logging

import dagster as dg

from ..messages import Language, Message, Text, both, message, say, shortened, some
from ..settings import Settings
from ..transform import advice
from . import INGEST
from .channels import Alert, NotSent, send
from .shown import Reason, reason_of

log = logging.getLogger("khuyencong")

SHOWN = 8
LONGEST = 1500
"""Most failed checks that are named, and most characters of one reason."""


def alert_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that speaks up for every failed run, however it was started in Dagster."""

    @dg.run_failure_sensor(
        name="alert",
        description="Tells by the channels that are set which asset or check failed, why, and what to do.",
        default_status=dg.DefaultSensorStatus("RUNNING" if settings.unattended else "STOPPED"),
    )
    def alert(context: dg.RunFailureSensorContext) -> None:
        composed = compose(context, settings)
        try:
            sent = send(composed, settings.alerts)
        except NotSent as error:
            log.error("%s\n%s\nThis could not be sent: %s", composed.subject, composed.text, error)
            raise
        if sent:
            context.log.info("%s. Told: %s", composed.subject, ", ".join(sent))
        else:
            no_channel = say("alert.no-channel")
            log.error("%s\n%s\n%s", composed.subject, composed.text, no_channel)
            context.log.error("%s. %s", composed.subject, no_channel)

    return alert


def compose(context: dg.RunFailureSensorContext, settings: Settings) -> Alert:
    """Put a failed run into words."""
    from ..publish import current_release

    run = context.dagster_run
    steps = [reason_of(event) for event in context.get_step_failure_events()]
    checks = _failed_checks(context.instance, run.run_id)
    failures = [*checks, *steps]
    if not failures:
        why = context.failure_event.message or message("run.no-reason")
        failures = [Reason("run", both(why), foreseen=False)]
    todo = _what_to_do(steps, bool(checks))
    current = current_release(settings)
    address = f"{settings.ui}/runs/{run.run_id}"
    names = [failure.step for failure in failures]

    def body(language: Language) -> str:
        about = {"job": run.job_name, "run": run.run_id[:8]}
        return "\n".join(
            [
                say("alert.run-failed", language, **about, release=current.stem)
                if current
                else say("alert.run-failed-first", language, **about),
                f"\n{say('alert.what-failed', language)}",
                *(f"- {f.step}: {shortened(f.words[language].strip(), LONGEST)}" for f in failures),
                f"\n{say('alert.what-to-do', language)}\n{todo.text(language)}",
                f"\n{say('alert.see', language, address=address)}\n",
            ]
        )

    failed = f"{say('alert.failed', 'vi')} / {say('alert.failed', 'en')}"
    return Alert(
        subject=" ".join(f"khuyencong: {failed}: {some(names)}".split())[:200],
        text=f"{body('vi')}\n--\n\n{body('en')}",
        facts={
            "job": run.job_name,
            "run_id": run.run_id,
            "url": address,
            "release": current.stem if current else None,
            "failed": names,
            "what_to_do": both(todo),
        },
    )


def _what_to_do(steps: list[Reason], checks: bool) -> Message:
    if checks:
        return message("alert.check-failed")
    if not steps:
        return message("alert.killed")
    of_the_machine = next(filter(None, (advice(step.words["en"]) for step in steps)), None)
    if of_the_machine:
        return of_the_machine
    if any(step.step == "release" and step.foreseen for step in steps):
        return message("alert.refused")
    if any(step.step == INGEST for step in steps):
        return message("alert.ingest-broke")
    return message("alert.unforeseen")


def _failed_checks(instance: dg.DagsterInstance, run_id: str) -> list[Reason]:
    """Checks that stand against the run; those that only warn do not."""
    found = []
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        check = entry.get_dagster_event().asset_check_evaluation_data
        if check.passed or check.severity is not dg.AssetCheckSeverity.ERROR:
            continue
        metadata = {name: value.value for name, value in check.metadata.items()}
        why: Text = str(metadata.get("message") or check.description or "").strip("`\n ")
        rows = metadata.get("failing_rows")
        if isinstance(rows, int):
            why = message("alert.failing-rows", n=rows, why=why)
        found.append(Reason(f"{check.asset_key.to_user_string()} · {check.check_name}", both(why)))
    return found[:SHOWN]
