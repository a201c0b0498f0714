"""One writer at a time: a file lock around whoever writes landing, build or releases.

Dagster's pool keeps queued runs apart; this lock also keeps apart what is started beside the queue
(the command line, a second `dagster job execute`). The kernel frees it when the process dies.
Does not belong here: locks of DuckDB itself.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..settings import Settings

log = logging.getLogger("khuyencong")

_held: dict[Path, int] = {}


class Busy(RuntimeError):
    """Another process is writing; the message says which, and what to do."""


def _open_locked(path: Path, deadline: float) -> int:
    """Take the lock, waiting until `deadline` (seconds of the monotonic clock)."""
    said = False
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 200, 0).decode(errors="replace").strip() or "another process"
            os.close(handle)
            if time.monotonic() >= deadline:
                raise Busy(
                    f"The warehouse is being written by {holder}. Wait until it has ended, or end it; "
                    "its lock ends with it."
                ) from None
            if not said:
                log.info("waiting: the warehouse is being written by %s", holder)
                said = True
            time.sleep(0.2)
            continue
        # `state/` may be deleted at any time: a lock on a file that is no longer there keeps nobody out.
        try:
            if os.stat(path).st_ino == os.fstat(handle).st_ino:
                return handle
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        os.close(handle)


@contextmanager
def writing(settings: Settings, what: str, wait: float = 600.0) -> Iterator[None]:
    """Hold the writer's lock; inside the same process it may be taken again.

    Args:
        settings: Names the lock file.
        what: What is being done, shown to whoever waits.
        wait: Longest wait in seconds.

    Raises:
        Busy: Another process held the lock for longer than `wait`.
    """
    path = settings.lock
    if _held.get(path, 0):
        _held[path] += 1
        try:
            yield
        finally:
            _held[path] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _open_locked(path, time.monotonic() + wait)
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} ({what})".encode(), 0)
        _held[path] = 1
        yield
    finally:
        _held.pop(path, None)
        os.close(handle)


def writer(settings: Settings) -> str | None:
    """Who holds the writer's lock at this moment, in words; None when nobody does. Waits for nothing."""
    try:
        handle = os.open(settings.lock, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        # Shared, and let go at once: whoever comes for the lock just now tries again a moment later.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(handle, 200, 0).decode(errors="replace").strip() or "another process"
    else:
        return None
    finally:
        os.close(handle)
