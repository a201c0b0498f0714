"""What to do when the machine fails us: disk full, no right to write, a damaged file.

Belongs here: advice for people by what the system says, and keeping the trace of an unforeseen error.
Does not belong here: faults of reports (`contracts/`), reasons of the gate (`publish/`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import traceback

from .. import disk
from ..messages import Message, Text, UserError, message
from ..settings import Settings

TRACE = "trace.txt"

# What system, DuckDB or SQLite say, and the message that says what to do about it.
ADVICE = (
    (
        r"No space left on device|disk is full|Disk quota exceeded|File too large|out of disk space"
        r"|disk I/O error",
        message("mishap.disk-full"),
    ),
    (
        r"Read-only file system|Permission denied|Operation not permitted|readonly database"
        r"|unable to open database file",
        message("mishap.not-writable"),
    ),
    (
        r"No locks available|Function not implemented|Operation not supported|locking protocol",
        message("mishap.not-supported"),
    ),
    (r"Is a directory|Not a directory|File exists|Directory not empty", message("mishap.in-the-way")),
    (
        r"not a valid DuckDB database file|[Cc]orrupt|checksum|WAL file|read enough bytes",
        message("mishap.warehouse-damaged"),
    ),
    (r"file is not a database|database disk image is malformed", message("mishap.dagster-damaged")),
    (r"Cannot allocate memory|Out of Memory|MemoryError|failed to allocate", message("mishap.no-memory")),
)


def advice(error: str) -> Message | None:
    """What to do about an error of system, DuckDB or SQLite, by its words; None where that is not known."""
    return next((what for pattern, what in ADVICE if re.search(pattern, error)), None)


def explained(error: BaseException, settings: Settings) -> Text:
    """What is said of an error: a foreseen one in its own words, any other with what to do about it.

    The trace of an error that nobody has foreseen is kept in `state/`.
    """
    if isinstance(error, UserError):
        return error.message
    text = f"{type(error).__name__}: {error}".strip()
    first_line = text.splitlines()[0].rstrip(".")
    if known := advice(text):
        return message("mishap.explained", error=first_line, advice=known)
    path = settings.state / TRACE
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = traceback.format_exception(error)
        disk.replace(path, f"{dt.datetime.now(dt.UTC).isoformat()}\n{''.join(lines)}".encode())
        return message("mishap.unforeseen", error=first_line, path=path)
    return message("mishap.unforeseen-untraced", error=first_line)
