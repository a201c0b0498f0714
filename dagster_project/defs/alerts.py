"""Word of a refresh that failed, was refused or lost something: what, why, what to do; in both languages.

Belongs here: reading it from the run and sending it with apprise, by webhook, e-mail or whatever else is
set. Does not belong here: to whom (`settings.py`). Addresses may hold passwords: what is raised or logged
names the host or the kind of service alone.
"""

from __future__ import annotations

import logging
import re
import smtplib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import dagster as dg

from ..messages import Both, Language, Message, Text, both, message, say, shortened, some
from ..publish import current_release
from ..settings import Alerts, Settings
from ..transform import advice
from . import INGEST, SITE_JOB
from .setbacks import setbacks
from .shown import Reason, not_passed, reason_of, reason_of_check

if TYPE_CHECKING:  # loaded where something is sent, which hardly any process does
    from apprise import AppriseAsset, NotifyBase

log = logging.getLogger("khuyencong")

SHOWN = 8
LONGEST = 1500
"""Most failed checks that are named, and most characters of one reason."""

TIMEOUT = 5.0
"""Seconds for one attempt of any kind. All must end before Dagster gives up on the sensor (60 s)."""

RETRIES, PAUSE = 1, 2.0
"""Further attempts, and seconds before each."""

PATIENCE = 30.0
"""Seconds for all channels together, which are tried at once: a server that answers a byte at a time never
runs into the bound of one attempt."""

HOSTED = frozenset({"http", "https", "smtp", "smtps"})
"""Addresses in which a host stands for sure; in others a token may stand in its place (`tgram://token/chat`)."""

SHORTEST = 8
"""Characters from which on a part of an address is taken for a secret, unless it is a password."""

HIDDEN = "***"
LOGIN = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/]+@", re.IGNORECASE)
NAMED = re.compile(
    r"((?:passw(?:or)?d|pwd|token|secret|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&;,]+", re.IGNORECASE
)
"""Logins and named secrets in any text, whoever wrote it."""


@dataclass(frozen=True)
class Alert:
    """What people are sent. `subject` is one line, `text` plain text, `facts` the same for programs."""

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
        if context.dagster_run.status is not dg.DagsterRunStatus.CANCELED:  # as a person ended it
            tell(compose(context, settings), settings.alerts, context.log)

    return alert


def setback_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that speaks up where a run succeeded and something was lost by it all the same."""

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="setback",
        description="Tells by the channels that are set which values were lost and which rows are newly "
        "rejected in a run that succeeded, and which checks warn that were green before it.",
        default_status=dg.DefaultSensorStatus("RUNNING" if settings.unattended else "STOPPED"),
    )
    def setback(context: dg.RunStatusSensorContext) -> None:
        run = context.dagster_run
        if worse := setbacks(context.instance, run.run_id):
            composed = compose_setbacks(settings, run.job_name, run.run_id, worse)
            tell(composed, settings.alerts, context.log)

    return setback


def tell(composed: Alert, alerts: Alerts, record: logging.Logger) -> None:
    """Send an alert; what came of it stands in the record of the sensor, what was not sent in the log.

    Raises:
        NotSent: At least one channel did not take it.
    """
    try:
        sent = send(composed, alerts)
    except NotSent as error:
        log.error("%s\n%s\nThis could not be sent: %s", composed.subject, composed.text, error)
        raise
    if sent:
        record.info("%s. Told: %s", composed.subject, ", ".join(sent))
    else:
        no_channel = say("alert.no-channel")
        log.error("%s\n%s\n%s", composed.subject, composed.text, no_channel)
        record.error("%s. %s", composed.subject, no_channel)


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
    names = [failure.step for failure in failures]
    lines = [failure.line for failure in failures]
    subject = "alert.site-failed" if run.job_name == SITE_JOB else "alert.failed"
    parts = _Parts(subject, some(names), state, "alert.what-failed", lines, todo)
    return _alert(settings, parts, {"job": run.job_name, "run_id": run.run_id, "failed": names})


def compose_setbacks(settings: Settings, job: str, run_id: str, worse: Sequence[Both]) -> Alert:
    """Put what got worse in a run that succeeded into words."""
    current = current_release(settings)
    release = current.stem if current else "–"
    state = message("alert.run-lossy", job=job, run=run_id[:8], release=release)
    parts = _Parts(
        "alert.setback", release, state, "alert.what-is-worse", worse, message("alert.mend-setback")
    )
    return _alert(settings, parts, {"job": job, "run_id": run_id, "worse": list(worse)})


class _Parts(NamedTuple):
    """The parts of an alert: ids of its subject and of the heading of its lines, and what fills it."""

    subject: str
    about: Text
    state: Message
    heading: str
    lines: Sequence[Both]
    todo: Message


def _alert(settings: Settings, parts: _Parts, facts: dict[str, Any]) -> Alert:
    """The alert about a run, in both languages and without secrets."""
    current, address = current_release(settings), f"{settings.ui}/runs/{facts['run_id']}"
    hide = partial(without_secrets, alerts=settings.alerts)

    def body(language: Language) -> str:
        return "\n".join(
            [
                parts.state.text(language),
                f"\n{say(parts.heading, language)}",
                *(f"- {shortened(line[language].strip(), LONGEST)}" for line in parts.lines),
                f"\n{say('alert.what-to-do', language)}\n{parts.todo.text(language)}",
                f"\n{say('alert.see', language, address=address)}\n",
            ]
        )

    subject = f"{say(parts.subject, 'vi')} / {say(parts.subject, 'en')}"
    more = {"url": address, "release": current.stem if current else None, "what_to_do": both(parts.todo)}
    return Alert(
        subject=hide(" ".join(f"khuyencong: {subject}: {parts.about}".split())[:200]),
        text=hide(f"{body('vi')}\n--\n\n{body('en')}"),
        facts={name: _each(value, hide) for name, value in (facts | more).items()},
    )


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with every text in it changed."""
    if isinstance(value, dict):
        return {key: _each(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_each(each, change) for each in value]
    return change(value) if isinstance(value, str) else value


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
    for check in not_passed(instance, run_id, dg.AssetCheckSeverity.ERROR):
        reason = reason_of_check(check)
        if rows := check.metadata.get("failing_rows"):
            why = message("alert.failing-rows", n=rows.value, why=reason.words["en"])
            reason = replace(reason, words=both(why))
        found.append(reason)
    return found[:SHOWN]


def send(alert: Alert, alerts: Alerts) -> list[str]:
    """Send by every channel that is set; one that fails does not keep the others from trying.

    Returns:
        The channels that took the alert, as `webhook host`, `e-mail host` or the name of a service;
        empty when none is set.

    Raises:
        NotSent: At least one channel did not take it.
    """
    from apprise import Apprise, AppriseAsset

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
    # An address is looked at where it is used, so that one which cannot be used costs its own channel alone.
    channels: list[tuple[str, Callable[[], NotifyBase | None]]] = []
    if webhook := alerts.webhook:
        channels.append((f"webhook {urlsplit(webhook).hostname}", lambda: _webhook(alert, webhook, asset)))
    if smtp := alerts.smtp:
        channels.append((f"e-mail {urlsplit(smtp).hostname}", lambda: _mail(alerts, smtp, asset)))
    for url in alerts.urls:
        made = partial(Apprise.instantiate, url, asset=asset, suppress_exceptions=True)
        channels.append((url.partition("://")[0], made))
    refusals: dict[int, str] = {}

    def attempt(number: int, make: Callable[[], NotifyBase | None]) -> None:
        try:
            refusals[number] = _refusal(alert, make(), asset)
        except Exception as error:  # of a plugin: whatever it is, the other channels still have their turn
            refusals[number] = f"{type(error).__name__}: {error}"

    deadline = time.monotonic() + PATIENCE
    threads = [
        threading.Thread(target=attempt, args=(number, make), daemon=True)
        for number, (_, make) in enumerate(channels)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    # What is late is taken as it stands now: its thread may still be at work.
    ended, late = dict(refusals), f"no end within {PATIENCE:.0f} s"
    failed = [
        f"{name}: {without_secrets(refusal, alerts)}"
        for number, (name, _) in enumerate(channels)
        if (refusal := ended.get(number, late))
    ]
    if failed:
        raise NotSent("; ".join(failed))
    return [name for name, _ in channels]


def _refusal(alert: Alert, service: NotifyBase | None, asset: AppriseAsset) -> str:
    """Send by one service; why it did not take the alert, blank when it did."""
    from apprise import Apprise, NotifyFormat

    if service is None:
        return "apprise cannot use this address"
    result = Apprise(service, asset=asset).notify(
        body=alert.text, title=alert.subject, body_format=NotifyFormat.TEXT
    )
    if result:
        return ""
    return " ".join(dict.fromkeys(entry.message for entry in result.logs())) or result.status.name.lower()


def without_secrets(words: str, alerts: Alerts) -> str:
    """A text in which nothing secret of our own addresses is left, and no login or named secret of any other.

    Secret is a password or lone login, and what is as long as a token in the path or query; of a service that
    is no host of its own (`tgram://token/chat`) what stands in the place of the host as well.
    """
    secrets: set[str] = set()
    for address in filter(None, (alerts.webhook, alerts.smtp, *alerts.urls)):
        scheme, _, rest = address.partition("://")
        login, _, place = rest.rpartition("@")
        first, *others = re.split(r"[/?&=#,:]", place)
        tokens = {*others, *([] if scheme in HOSTED or "." in first else [first])}
        found = {*login.split(":", 1)[-1:], *(token for token in tokens if len(token) >= SHORTEST)}
        secrets |= found | {unquote(secret) for secret in found}
    for secret in sorted(secrets - {"", "khuyencong"}, key=len, reverse=True):
        words = words.replace(secret, HIDDEN)
    return NAMED.sub(rf"\1{HIDDEN}", LOGIN.sub(rf"\1{HIDDEN}@", words))


def _webhook(alert: Alert, address: str, asset: AppriseAsset) -> NotifyBase:
    from apprise.plugins.custom_json import NotifyJSON

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
    from apprise.plugins.email import NotifyEmail

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
