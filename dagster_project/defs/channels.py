"""Ways to tell somebody: a webhook, e-mail, whatever else apprise reaches. Imports no Dagster.

Belongs here: sending an alert that is ready. Does not belong here: what it says (`alerts.py`). Addresses
may hold passwords: what is raised or logged names the host or the kind of service alone.
"""

from __future__ import annotations

import ipaddress
import logging
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email import NotifyEmail

from ..settings import Alerts

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
    sent, failed = [], []
    for name, service in _services(alert, alerts, asset):
        if service is None:
            failed.append(f"{name}: apprise cannot use this address")
            continue
        one = Apprise(service, asset=asset)
        result = one.notify(body=alert.text, title=alert.subject, body_format=NotifyFormat.TEXT)
        if result:
            sent.append(name)
        else:
            reasons = dict.fromkeys(entry.message for entry in result.logs())
            failed.append(f"{name}: {' '.join(reasons) or result.status.name.lower()}")
    if failed:
        raise NotSent("; ".join(failed))
    return sent


def _services(alert: Alert, alerts: Alerts, asset: AppriseAsset) -> Iterator[tuple[str, NotifyBase | None]]:
    """Name and service of every channel; None for an address that apprise cannot use."""
    if alerts.webhook:
        yield f"webhook {urlsplit(alerts.webhook).hostname}", _webhook(alert, alerts.webhook, asset)
    if alerts.smtp:
        yield f"e-mail {urlsplit(alerts.smtp).hostname}", _mail(alerts, alerts.smtp, asset)
    for url in alerts.urls:
        yield url.partition("://")[0], Apprise.instantiate(url, asset=asset, suppress_exceptions=True)


def _webhook(alert: Alert, address: str, asset: AppriseAsset) -> NotifyBase:
    parts = urlsplit(address)
    return NotifyJSON(  # type: ignore[no-untyped-call]
        secure=parts.scheme == "https",
        host=parts.netloc.rpartition("@")[2],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
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
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
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
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
