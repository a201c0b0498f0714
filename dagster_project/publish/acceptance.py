"""Changes that nothing explains stop the publication, until a reviewed entry admits exactly these.

A change of code, vocabulary or rules may move numbers on purpose; then a person says so in
`dbt/seeds/judgement/accepted_changes.csv`. An entry names the changes by their fingerprint, a hash of the
changed cells and of what they said before and say now:
`set-4be1c0d6a8f27e93,12,Better rounding,tran,2026-11-21`. It admits these changes together and no others, so
an entry that was used, or whose changes never came to be, does no harm. Does not belong here: finding the
changes (`account.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from ..messages import Text, message
from ..settings import Settings
from ..transform.facts import quoted
from ..vocabulary import VocabularyError, read_seed
from . import script
from .gate import Refused

FILE = "accepted_changes.csv"
EXAMPLES = 5


@dataclass(frozen=True)
class Entry:
    """A decision to publish changes that nothing explains.

    `fingerprint` names the changes, `cells` says how many they are, for whoever reads the file.
    """

    fingerprint: str
    cells: int
    reason: str
    author: str
    decided_on: dt.date


class Unexplained(Refused):
    """Something changed that nothing explains, and no entry admits it."""


def admit(connection: duckdb.DuckDBPyConnection, settings: Settings, current: str) -> None:
    """Let an entry explain what nothing else does: then its fingerprint joins `causes`.

    The candidate has its changed cells and what explains them in `changes` and `causes`; `current` is the id
    of the release before.

    Raises:
        Unexplained: There are changes that nothing explains, and no entry names exactly these.
    """
    script.run(connection, "unexplained")
    ((cells, fingerprint),) = script.run(connection, "fingerprint").fetchall()
    if not cells:
        return
    path = settings.seeds / "judgement" / FILE
    try:
        entries = read_seed(path, Entry) if path.exists() else ()
    except VocabularyError as error:
        raise Unexplained(error.message) from error
    fitting = [entry for entry in entries if entry.fingerprint == fingerprint]
    for entry in fitting:
        for name in ("reason", "author"):
            if not getattr(entry, name).strip():
                raise Unexplained(
                    message("acceptance.blank", file=FILE, fingerprint=fingerprint, column=name)
                )
    if not fitting:
        raise Unexplained(*_refusal(connection, settings, current, cells, fingerprint))
    script.run(connection, "accept", fingerprint=fingerprint)


def _refusal(
    connection: duckdb.DuckDBPyConnection, settings: Settings, current: str, cells: int, fingerprint: str
) -> Sequence[Text]:
    """Which changes nothing explains, what may have caused them, and the entry that would admit them."""
    everything = settings.state / "refused_changes.csv"
    script.run(connection, "for_spreadsheet")
    connection.execute(
        "copy (from for_spreadsheet('unexplained') order by change, cell_id) "
        f"to {quoted(everything)} (header)"
    )
    parts = [name for (name,) in script.run(connection, "changed_parts").fetchall()]
    suspects = ", ".join(parts) or message("acceptance.nothing-else-changed")
    examples = script.run(connection, "examples", examples=EXAMPLES).fetchall()
    shown = f"{everything.parent.name}/{everything.name}"
    return (
        message("acceptance.unexplained", cells=cells, release=current, suspects=suspects),
        *(f"  {example}" for (example,) in examples),
        message("acceptance.what-to-do", everything=shown, file=FILE),
        f"{fingerprint},{cells},,,{dt.datetime.now(dt.UTC).date()}",
    )
