"""What a release owes its readers about the one before: what it was made of, what changed, why, since when.

Belongs here: the order of these steps in the opened candidate. Does not belong here: what each of them
does (`inputs.py`, `diff.py`, `acceptance.py`, `history.py`), files (`release.py`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from ..settings import Settings
from ..transform.facts import quoted
from . import acceptance, diff, history, inputs
from .inputs import Part


class Unexplained(RuntimeError):
    """Something changed that nothing explains and no entry admits. `reasons` says what, in words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def account(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    parts: list[Part],
    created: dt.datetime,
    previous: Path | None,
    previous_id: str | None,
) -> None:
    """Write `meta.inputs`, `meta.release_diff` and the history into the opened candidate.

    Args:
        connection: The candidate, opened for writing.
        settings: Names landing and work, on which the build rests, and the file of accepted changes.
        parts: Vocabularies, models, code and tools of which the build was made.
        created: When the candidate is published (UTC).
        previous: File of the current release; None when there is none.
        previous_id: Its id.

    Raises:
        Unexplained: The candidate may not be published.
        duckdb.Error: A table or column that is compared is not there.
    """
    attached = {"landing": settings.landing, "work": settings.work}
    if previous is not None:
        attached["before"] = previous
    for name, path in attached.items():
        connection.execute(f"attach {quoted(path)} as {name} (read_only)")
    connection.execute("begin")  # or each of many small statements waits for the disk
    inputs.write(connection, parts, created, first=previous is None)
    diff.compare(connection, first=previous is None)
    reasons = acceptance.admit(connection, settings, previous_id) if previous_id else []
    if reasons:
        raise Unexplained(reasons)
    diff.write(connection, first=previous is None)
    history.write(connection, created)
    connection.execute("commit")
    for name in attached:
        connection.execute(f"detach {name}")
