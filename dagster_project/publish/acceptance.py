"""Changes that a person has to decide on stop the publication, until an entry admits exactly these.

A change of code, vocabulary or rules may move numbers on purpose, and a published sheet may lose many numbers
because its rows are rejected now; then a person says so in `dbt/seeds/judgement/accepted_changes.csv`. An
entry names the changes by their fingerprint, a hash of the changed cells and of what they said before and say
now: `set-4be1c0d6a8f27e93,12,Better rounding,tran,2026-11-21`. It admits these changes together and no
others, so an entry that was used, or whose changes never came to be, does no harm. Does not belong here:
finding the changes (`account.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from ..messages import Text, message, some
from ..settings import Settings
from ..sql import literal
from ..vocabulary import VocabularyError, read_seed
from . import script
from .gate import Refused

FILE = "accepted_changes.csv"
EXAMPLES = 5


@dataclass(frozen=True)
class Entry:
    """A decision to publish changes that would be refused otherwise.

    `fingerprint` names the changes, `cells` says how many they are, for whoever reads the file.
    """

    fingerprint: str
    cells: int
    reason: str
    author: str
    decided_on: dt.date


class Unexplained(Refused):
    """Something changed that nothing explains, or too much was lost, and no entry admits it."""


def admit(connection: duckdb.DuckDBPyConnection, settings: Settings, current: str) -> None:
    """Let an entry admit what is refused otherwise; of what nothing else explains it becomes the cause.

    The candidate has its changed cells and what explains them in `changes` and `causes`; `current` is the id
    of the release before.

    Raises:
        Unexplained: There are changes to decide on, and no entry names exactly these.
    """
    ((lost, before, by_report),) = script.run(connection, "losses").fetchall()
    most, share = settings.most_lost_cells, settings.most_lost_pct
    held = lost > most or lost * 100 > before * share
    script.run(connection, "undecided", hold_losses=held)
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
        why: list[Text] = []
        if held:
            rows = message(
                "acceptance.lost",
                cells=lost,
                release=current,
                reports=some(by_report),
                most=most,
                share=share,
            )
            why.append(rows)
        if unexplained := cells - (lost if held else 0):
            why.append(_unexplained(connection, current, unexplained))
        raise Unexplained(*why, *_entry(connection, settings, cells, fingerprint))
    script.run(connection, "accept", fingerprint=fingerprint)


def _unexplained(connection: duckdb.DuckDBPyConnection, current: str, cells: int) -> Text:
    """How many changes nothing explains, and what may have caused them."""
    parts = [name for (name,) in script.run(connection, "changed_parts").fetchall()]
    suspects = ", ".join(parts) or message("acceptance.nothing-else-changed")
    return message("acceptance.unexplained", cells=cells, release=current, suspects=suspects)


def _entry(
    connection: duckdb.DuckDBPyConnection, settings: Settings, cells: int, fingerprint: str
) -> Sequence[Text]:
    """Examples of what is to be decided on, and the entry that would admit all of it."""
    everything = settings.state / "refused_changes.csv"
    script.run(connection, "for_spreadsheet")
    connection.execute(
        f"copy (from for_spreadsheet('undecided') order by change, cell_id) to {literal(everything)} (header)"
    )
    examples = script.run(connection, "examples", examples=EXAMPLES).fetchall()
    shown = f"{everything.parent.name}/{everything.name}"
    return (
        *(f"  {example}" for (example,) in examples),
        message("acceptance.what-to-do", everything=shown, file=FILE),
        f"{fingerprint},{cells},,,{dt.datetime.now(dt.UTC).date()}",
    )
