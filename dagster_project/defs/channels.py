"""Ways to tell somebody: a webhook, e-mail. Imports no Dagster.

Belongs here: sending a message that is ready. Does not belong here: what it says (`alerts.py`). Addresses
may hold passwords: what is raised or logged names the host alone.
"""

from __future__ import annotations

import ipaddress
import json
import smtplib
import ssl
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from ..settings import Alerts

TIMEOUT = 5.0
"""Seconds for one attempt. All attempts together must end before Dagster gives up on the sensor (60 s)."""

PAUSES = (0.0, 2.0)
"""Seconds before each attempt."""


@dataclass(frozen=True)
class Message:
    """What is told. `subject` is one line, `text` plain text, `facts` the same for programs."""

    subject: str
    text: str
    facts: dict[str, object]


class NotSent(RuntimeError):
    """A message did not go out; says by which channel, to which host, and why."""


def send(message: Message, alerts: Alerts) -> list[str]:
    """Send by every channel that is set; one that fails does not keep the others from trying.

    Returns:
        The channels that took the message, as `webhook host` and `e-mail host`; empty when none is set.

    Raises:
        NotSent: At least one channel did not take it.
    """
    channels: list[tuple[str, str, Callable[[Message, str, Alerts], None]]] = []
    if alerts.webhook:
        channels.append(("webhook", alerts.webhook, _post))
    if alerts.smtp:
        channels.append(("e-mail", alerts.smtp, _mail))
    told, failed = [], []
    for kind, address, deliver in channels:
        name = f"{kind} {urlsplit(address).hostname}"
        reason = ""
        for pause in PAUSES:
            time.sleep(pause)
            try:
                deliver(message, address, alerts)
            except (OSError, smtplib.SMTPException, ValueError) as error:
                reason = _without_secrets(error)
                continue
            told.append(name)
            break
        else:
            failed.append(f"{name}: {reason}")
    if failed:
        raise NotSent("; ".join(failed))
    return told


def _without_secrets(error: Exception) -> str:
    """What went wrong, in words that cannot repeat an address or a password."""
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    code = getattr(error, "code", None) or getattr(error, "smtp_code", None)
    return " ".join(str(part) for part in (type(error).__name__, code, reason) if part)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST arrives as a GET without its message, so it counts as refused."""

    def redirect_request(self, *_: object) -> None:
        return None


def _post(message: Message, address: str, _: Alerts) -> None:
    body = {"text": f"{message.subject}\n\n{message.text}", "subject": message.subject, **message.facts}
    request = urllib.request.Request(
        address,
        json.dumps(body, ensure_ascii=False).encode(),
        {"Content-Type": "application/json; charset=utf-8", "User-Agent": "khuyencong"},
    )
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
        answer.read(1)


def _mail(message: Message, address: str, alerts: Alerts) -> None:
    parts = urlsplit(address)
    host = parts.hostname or ""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.subject, alerts.sender, ", ".join(alerts.to)
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="khuyencong")
    mail.set_content(message.text)
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            encrypted = True
        if parts.username:
            if not encrypted and not _is_this_machine(host):
                raise ValueError("the server offers no encryption, so the password was not sent")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
