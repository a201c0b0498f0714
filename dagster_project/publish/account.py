"""What a release owes its readers about the one before: what it was made of, what changed, why, since when.

Belongs here: the order of the steps in the opened candidate (the scripts are in `sql/`), and descriptions of
the tables they write. Does not belong here: what nothing explains (`acceptance.py`), files (`release.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from ..messages import LANGUAGES, Both, Language, message, shortened
from ..settings import Settings
from ..sql import literal
from ..transform.facts import attach
from . import acceptance, older, script
from .inputs import Part

COMPARED = (
    *("marts.observations", "marts.claims", "meta.inputs"),
    *("quality.rejects", "quality.relations", "quality.revisions"),
)
"""Tables of the release before that are read."""

NEWEST = "newest"
"""Catalogue under which the newest release is attached where another one is current."""

EXAMPLES, LONGEST = 3, 300
"""How many lost values or rejected rows are named, and most characters of one."""

SHOWN = ("value", "value_low", "value_high", "has_conflict", "report_id", "figure")
"""Columns of `marts.observations` that the diff shows as they were and as they are."""

INPUTS = {
    "": "What this release was made of, what of it changed, and what once was there and was removed. One row "
    "per input.",
    "kind": "report, source (what its origin record says: date, address, hash of the article), article "
    "(whether its text was at hand), correction, place_event, vocabulary, judgement, models, code or tool",
    "name": "Report, correction, event, file, room or tool",
    "about": "What its change can explain: a report, a claim (report#figure), or places; else empty",
    "sha256": "Hash of its content; blank where it was removed",
    "change": "Against the release before: new, changed, removed, or blank for the same; unknown where that "
    "release did not say",
    "since": "Publication of the first of the releases in a row that hold it (UTC)",
    "until": "Publication of the first release without it (UTC); null while it is there",
}
DIFF = {
    "": "What this release says otherwise than the one before, and why. One row per cell added, removed or "
    "changed.",
    "change": "added, removed or changed, against the release before",
    **{f"{name}_before": f"{name} in the release before; null for an added cell" for name in SHOWN},
    **{f"{name}_after": f"{name} in this release; null for a removed cell" for name in SHOWN},
    "changed": "Which columns of marts.observations differ; empty for added and removed cells",
    "cause": "Why: new_report, report_corrected, report_withdrawn, rejected (a row that was accepted is "
    "rejected now), correction, place_event, accepted (an entry of accepted_changes.csv), first_release",
    "explained_by": "The report, correction, event or entry that is the cause; blank for the first release",
}
# An ordinary history (slowly changing dimension, type 2): the cell `9f…` with value 10 from 2026-01-01 to
# 2026-02-01, ended by `transcription_mended`, and with value 12 from 2026-02-01, `known_to` null.
REVISIONS = {
    "": "What was known when, over all releases; a rollback shows from the next release on. One row per cell "
    "and time in which it said the same.",
    "known_from": "Publication of the first release that said so (UTC)",
    "known_to": "Publication of the first release that no longer said so (UTC); null while it is said",
    "kind": "Why it began: new_source, source_corrected (by the publisher or a correction), "
    "transcription_mended (our sheet), rule_changed (an accepted change of code, vocabulary or rules), "
    "place_recoded, withdrawn (another claim was taken back), rejected (another claim's row is rejected "
    "now), rolled_back (as in the release that was made current again, unlike the newest)",
    "ended_by": "Why it ended, in the same words; null while it is said",
}


def account(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    parts: Sequence[Part],
    created: dt.datetime,
    previous: Path | None,
    previous_id: str | None,
    newest: Path | None,
) -> tuple[Both, ...]:
    """Write `meta.inputs`, `meta.release_diff` and the history into the opened candidate.

    A column that the release before did not have is not compared; where it kept no history, history begins
    with this release.

    `created` is when the candidate is published (UTC); `previous` and `previous_id` are file and id of the
    current release, None where there is none. `newest` is the release that the history goes on from: the
    newest, which is another one after a rollback.

    Returns:
        What it holds worse than the release before, see `setbacks`.

    Raises:
        Unexplained: The candidate may not be published.
        duckdb.Error: A table or column that is compared is not there.
    """
    attached = {"landing": settings.landing, "work": settings.work}
    for path in attached.values():
        attach(connection, path)
    rolled_back = newest != previous
    connection.execute("begin")  # or each of many small statements waits for the disk
    script.run(connection, "tables", created=created)
    have = older.attach(connection, previous, COMPARED)
    known = previous is None or {"kind", "name", "sha256"} <= have["meta.inputs"].keys()
    script.run(
        connection, "inputs", parts=[part._asdict() for part in parts], new="new" if known else "unknown"
    )
    if previous_id is None:
        script.run(connection, "first_diff")
    else:
        script.run(connection, "changes", compared=sorted(have["marts.observations"]))
        script.run(connection, "causes")
        acceptance.admit(connection, settings, previous_id)
        script.run(connection, "diff")
    script.run(connection, "revised")
    if rolled_back:
        older.attach(connection, newest, ("quality.revisions",), NEWEST)
        script.run(connection, "revised_after_rollback")
    script.run(connection, "history")
    describe(connection, "table meta.inputs", INPUTS)
    describe(connection, "table quality.revisions", REVISIONS)
    describe(connection, f"{'table' if previous_id else 'view'} meta.release_diff", DIFF)
    connection.execute("commit")
    # A release that does not say what it rejected cannot be compared in that.
    worse = setbacks(connection, previous is None, previous is None or bool(have["quality.rejects"]))
    for name in (*attached, *([older.BEFORE] if previous else []), *([NEWEST] if rolled_back else [])):
        connection.execute(f"detach {name}")
    return worse


def setbacks(connection: duckdb.DuckDBPyConnection, is_first: bool, rejects_known: bool) -> tuple[Both, ...]:
    """What nobody may overlook in the candidate: values lost with their rows, and what is newly rejected.

    For each kind one text with a few examples: `{"en": "2 values of the release before …", "vi": …}`.
    """
    rejects = "setback.rejects-first" if is_first else "setback.rejects"
    found: list[Both] = []
    lost = [{"en": cell, "vi": cell} for (cell,) in script.run(connection, "lost_cells").fetchall()]
    new = [{"en": en, "vi": vi} for en, vi in script.run(connection, "new_rejects").fetchall()]
    for message_id, examples in (("setback.lost", lost), (rejects, new if rejects_known else [])):
        if examples:
            rows: dict[Language, list[str]] = {
                language: [f"  - {shortened(each[language], LONGEST)}" for each in examples[:EXAMPLES]]
                for language in LANGUAGES
            }
            said = message(message_id, n=len(examples))
            found.append(
                {language: "\n".join([said.text(language), *rows[language]]) for language in LANGUAGES}
            )
    return tuple(found)


def describe(connection: duckdb.DuckDBPyConnection, what: str, texts: Mapping[str, str]) -> None:
    """Comments on a table or view of the release (`table meta.inputs`) and, by name, on its columns.

    The text of the blank name is that of the table itself; a column of the same name as one of
    `marts.observations` has the text of that one.
    """
    table = what.split()[1]
    known = dict(script.run(connection, "descriptions", relation=table).fetchall())
    for column, text in {**known, **texts}.items():
        connection.execute(f"comment on {f'column {table}.{column}' if column else what} is {literal(text)}")
