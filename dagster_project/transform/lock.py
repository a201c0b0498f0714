"""One writer at a time: a file lock around whoever writes landing, build or releases.

Dagster's pool keeps queued runs apart; this lock also keeps apart what is started beside the queue
(the command line, a second `dagster job execute`). The kernel frees it when the process dies.
Does not belong here: locks of DuckDB itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
from collections.abc import Iterator

from filelock import FileLock, Timeout

from ..messages import Message, UserError, message
from ..settings import Settings

log = logging.getLogger("khuyencong")


class Busy(UserError):
    """Another process is writing; the message says which, since when, and what to do."""


def _lock(settings: Settings) -> FileLock:
    """The lock as an object shared by the whole process, which may take again what it holds."""
    return FileLock(
        settings.lock, is_singleton=True, thread_local=False, poll_interval=0.2, fallback_to_soft=False
    )


@contextlib.contextmanager
def writing(settings: Settings, what: str, wait: float = 600.0) -> Iterator[None]:
    """Hold the writer's lock, after at most `wait` seconds; inside the same process it may be taken again.

    `what` says what is being done, for whoever waits.

    Raises:
        Busy: Another process held the lock for longer than `wait`.
    """
    settings.lock.parent.mkdir(parents=True, exist_ok=True)
    if settings.lock.is_symlink():
        settings.lock.unlink()  # laid there by somebody: taking it would empty the file it names
    lock = _lock(settings)
    again = lock.is_locked
    if not again and (somebody := writer(settings)):
        log.info(message("progress.waiting", holder=somebody))
    try:
        held = lock.acquire(timeout=wait)
    except Timeout:
        raise Busy("lock.busy", holder=_holder(settings)) from None
    with held:
        if not again:
            since = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
            holder = {"pid": os.getpid(), "what": what, "since": since}
            settings.lock.write_text(json.dumps(holder), encoding="utf-8")
        yield


def writer(settings: Settings) -> Message | None:
    """Who holds the writer's lock at this moment; None when nobody does. Waits for nothing."""
    if not settings.lock.exists():
        return None
    lock = _lock(settings)
    if not lock.is_locked:
        # Let go at once: whoever comes for the lock just now tries again a moment later.
        with contextlib.suppress(Timeout), lock.acquire(timeout=0):
            return None
    return _holder(settings)


def _holder(settings: Settings) -> Message:
    """Process, work and start of whoever holds the lock, as they stand in the file."""
    try:
        return message("lock.holder", **json.loads(settings.lock.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # taken a moment ago, and not written yet
        return message("lock.unknown-holder")
