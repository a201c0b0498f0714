"""What a release owes its readers about the one before: what it was made of, what changed, why, since when.

Belongs here: the order of these steps in the opened candidate, and the descriptions of the tables they
write. Does not belong here: what each of them does (`inputs.py`, `diff.py`, `acceptance.py`, `history.py`),
files (`release.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import duckdb

from ..settings import Settings
from ..transform.facts import quoted
from . import acceptance, diff, history, inputs, older, script
from .acceptance import Unexplained
from .inputs import Part

__all__ = ["Unexplained", "account", "describe"]

COMPARED = ("marts.observations", "marts.claims", inputs.TABLE, history.TABLE)
"""Tables of the release before that are read."""


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
    for name, path in attached.items():
        connection.execute(f"attach {quoted(path)} as {name} (read_only)")
    connection.execute("begin")  # or each of many small statements waits for the disk
    script.run(connection, "tables", created=created)
    have = older.attach(connection, previous, COMPARED)
    known = previous is None or {"kind", "name", "sha256"} <= have[inputs.TABLE].keys()
    inputs.write(connection, parts, known)
    if previous_id is not None:
        diff.compare(connection, have["marts.observations"])
        acceptance.admit(connection, settings, previous_id)
    diff.write(connection, first=previous_id is None)
    history.write(connection)
    describe(connection, inputs.TABLE, inputs.SAYS, inputs.COMMENTS)
    describe(connection, history.TABLE, history.SAYS, history.COMMENTS)
    describe(connection, diff.TABLE, diff.SAYS, diff.COMMENTS, "view" if previous_id is None else "table")
    connection.execute("commit")
    script.run(connection, "forget")
    for name in (*attached, *([older.BEFORE] if previous else [])):
        connection.execute(f"detach {name}")


def describe(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    says: str,
    columns: Mapping[str, str],
    kind: str = "table",
) -> None:
    """Comments on a table or view of the release and on its columns."""
    for what, text in ((f"{kind} {table}", says), *((f"column {table}.{c}", t) for c, t in columns.items())):
        escaped = text.replace("'", "''")
        connection.execute(f"comment on {what} is '{escaped}'")
