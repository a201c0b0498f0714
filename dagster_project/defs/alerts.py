"""Word of a failed or refused refresh: what failed, why, what to do, in Vietnamese and English.

Belongs here: reading it from the run and sending it with apprise, by webhook, e-mail or whatever else is
set. Does not belong here: to whom (`settings.py`). Addresses may hold passwords: what is raised or logged
names the host or the kind of service alone.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from urllib.parse import urlsplit

import dagster as dg
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email import NotifyEmail

from ..messages import Language, Message, Text, both, message, say, shortened, some
from ..publish import current_release
from ..settings import Alerts, Settings
from ..transform import advice
from . import INGEST
from .shown import Reason, reason_of

log = logging.getLogger("khuyencong")

SHOWN = 8
LONGEST = 1500
"""Most failed checks that are named, and most characters of one reason."""

TIMEOUT = 5.0
"""Seconds for one attempt of any kind. All must end before Dagster gives up on the sensor (60 s)."""

RETRIES, PAUSE = 1, 2.0
"""Further attempts, and seconds before each."""


@dataclass(frozen=True)
class Alert:
    """What is told. `subject` is one line, `text` plain text, `facts` the same for programs."""

    subject: str
    text: str
    facts: dict[str, object]


class NotSent(RuntimeError):
    """An alert did not go out; says by which channel, to which host, and why."""


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
    run = context.dagster_run
    steps = [reason_of(event) for event in context.get_step_failure_events()]
    checks = _failed_checks(context.instance, run.run_id)
    failures = [*checks, *steps]
    if not failures:
        failures = [Reason("run", both(context.failure_event.message or message("run.no-reason")))]
    todo = _what_to_do(steps, bool(checks))
    current = current_release(settings)
    about = {"job": run.job_name, "run": run.run_id[:8]}
    state = (
        message("alert.run-failed", **about, release=current.stem)
        if current
        else message("alert.run-failed-first", **about)
    )
    address = f"{settings.ui}/runs/{run.run_id}"
    names = [failure.step for failure in failures]

    def body(language: Language) -> str:
        return "\n".join(
            [
                state.text(language),
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
    for step in steps:
        if of_the_machine := advice(step.words["en"]):
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
        if rows := metadata.get("failing_rows"):
            why = message("alert.failing-rows", n=rows, why=why)
        found.append(Reason(f"{check.asset_key.to_user_string()} · {check.check_name}", both(why)))
    return found[:SHOWN]


def send(alert: Alert, alerts: Alerts) -> list[str]:
    """Send by every channel that is set; one that fails does not keep the others from trying.

    Returns:
        The channels that took the alert, as `webhook host`, `e-mail host` or the name of a service;
        empty when none is set.

    Raises:
        NotSent: At least one channel did not take it.
    """
    # Both write addresses into the log; what apprise says of a failure comes back with its result.
    logging.getLogger("apprise").handlers = [logging.NullHandler()]
    logging.getLogger("apprise").propagate = False
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    # A redirected POST arrives as a GET without its message, so it counts as refused.
    asset = AppriseAsset(
        app_id="khuyencong",
        http_redirects=False,
        default_service_retry=RETRIES,
        default_service_wait=PAUSE,
    )
    services: list[tuple[str, NotifyBase | None]] = []
    if alerts.webhook:
        host = urlsplit(alerts.webhook).hostname
        services.append((f"webhook {host}", _webhook(alert, alerts.webhook, asset)))
    if alerts.smtp:
        services.append((f"e-mail {urlsplit(alerts.smtp).hostname}", _mail(alerts, alerts.smtp, asset)))
    for url in alerts.urls:
        service = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
        services.append((url.partition("://")[0], service))
    sent, failed = [], []
    for name, service in services:
        if service is None:
            failed.append(f"{name}: apprise cannot use this address")
            continue
        result = Apprise(service, asset=asset).notify(
            body=alert.text, title=alert.subject, body_format=NotifyFormat.TEXT
        )
        if result:
            sent.append(name)
        else:
            reasons = dict.fromkeys(entry.message for entry in result.logs())
            failed.append(f"{name}: {' '.join(reasons) or result.status.name.lower()}")
    if failed:
        raise NotSent("; ".join(failed))
    return sent


def _webhook(alert: Alert, address: str, asset: AppriseAsset) -> NotifyBase:
    parts = urlsplit(address)
    return NotifyJSON(  # type: ignore[no-untyped-call]
        secure=parts.scheme == "https",
        host=parts.netloc.rpartition("@")[2],
        user=parts.username,
        password=parts.password,
        fullpath=parts.path + (f"?{parts.query}" if parts.query else ""),
        headers={"Content-Type": "application/json; charset=utf-8"},
        # Fields of ours in the place of those that apprise writes by itself: blank leaves one out.
        payload={
            **dict.fromkeys(("version", "message", "attachments", "type"), ""),
            "title": "subject",
            "text": f"{alert.subject}\n\n{alert.text}",
            **alert.facts,
        },
        cto=TIMEOUT,
        rto=TIMEOUT,
        asset=asset,
    )


def _mail(alerts: Alerts, address: str, asset: AppriseAsset) -> NotifyBase:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        mode, port = "ssl", parts.port or 465
    else:
        port = parts.port or 25
        mode = "starttls" if _is_encrypted(host, port, bool(parts.username)) else "insecure"
    return NotifyEmail(  # type: ignore[no-untyped-call]
        smtp_host=host,
        host=host,
        port=port,
        user=parts.username,
        password=parts.password,
        secure_mode=mode,
        from_addr=alerts.sender,
        targets=list(alerts.to),
        format="text",
        cto=TIMEOUT,
        asset=asset,
    )


def _is_encrypted(host: str, port: int, password: bool) -> bool:
    """Whether the connection has to be encrypted: wherever it can be, and always for a password."""
    if _is_this_machine(host):
        return False
    if password:
        return True
    try:
        with smtplib.SMTP(host, port, timeout=TIMEOUT) as server:
            server.ehlo()
            return server.has_extn("starttls")
    except (OSError, smtplib.SMTPException):
        return True  # it cannot be reached; sending says why


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
