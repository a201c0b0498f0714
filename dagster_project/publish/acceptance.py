"""Changes that nothing explains stop the publication, until a reviewed entry admits them.

A change of code, vocabulary or rules may move numbers on purpose; then a person says so in
`dbt/seeds/judgement/accepted_changes.csv`: which cells, how many, and why. An entry holds against one
release: as soon as another is current it has expired and is passed over. Does not belong here: finding
the changes (`diff.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections import Counter
from dataclasses import astuple, dataclass

import duckdb

from ..settings import Settings
from ..transform.facts import quoted
from ..vocabulary import VocabularyError, read_seed
from .diff import ACCEPTED, CHANGES
from .inputs import changed_parts
from .spreadsheets import disarmed

FILE = "accepted_changes.csv"
SELECTORS = ("change", "indicator_code", "place_id", "period_id", "report_id")
PROPOSED = (SELECTORS, SELECTORS[:3], SELECTORS[:2], SELECTORS[:1])
"""Selectors that a refusal proposes, the narrowest first; wider ones where there would be too many rows."""
FEW = 4


@dataclass(frozen=True)
class Entry:
    """A decision to publish changes that nothing explains.

    The selectors are patterns in which `*` and `?` stand for other signs; blank admits all. `report_id` is
    the report the cell rests on now, or did before it was removed. `expected` is how many unexplained
    changes the entry must find. `expires_with` is the release that is current while it holds.
    """

    entry_id: str
    expires_with: str
    change: str
    indicator_code: str
    place_id: str
    period_id: str
    report_id: str
    expected: int
    reason: str
    author: str
    decided_on: dt.date


def read_entries(settings: Settings) -> tuple[Entry, ...]:
    """All entries, expired ones too.

    Raises:
        VocabularyError: the file is not what it should be, an id stands twice, or something is left blank.
    """
    path = settings.seeds / "judgement" / FILE
    if not path.exists():
        return ()
    entries = read_seed(path, Entry)
    for entry_id, times in Counter(entry.entry_id for entry in entries).items():
        if times > 1:
            raise VocabularyError(f"{FILE}: entry_id {entry_id!r} stands {times} times.")
    for entry in entries:
        for name in ("entry_id", "expires_with", "reason", "author"):
            if not str(getattr(entry, name)).strip():
                raise VocabularyError(f"{FILE}, entry {entry.entry_id!r}: {name} is blank; write it in.")
        if entry.change not in ("", *CHANGES):
            raise VocabularyError(
                f"{FILE}, entry {entry.entry_id!r}: change {entry.change!r}; accepted: {', '.join(CHANGES)}, "
                "or blank for all."
            )
        if entry.expected < 1:
            raise VocabularyError(
                f"{FILE}, entry {entry.entry_id!r}: expected {entry.expected}; accepted: a number from 1."
            )
    return entries


def admit(connection: duckdb.DuckDBPyConnection, settings: Settings, current: str) -> list[str]:
    """Let the entries explain what nothing else does: they join `causes`.

    Args:
        connection: The candidate after `diff.compare`.
        settings: Where the entries and the folder for refused changes lie.
        current: Id of the release before.

    Returns:
        Reasons against publishing, in words; empty when everything is explained or admitted.
    """
    try:
        entries = read_entries(settings)
    except VocabularyError as error:
        return [str(error)]
    holding = [entry for entry in entries if entry.expires_with == current]
    _create_entries(connection, holding)
    reasons = [
        f"{FILE}, entry {entry_id}: {expected} changes are expected that nothing else explains, {found} are "
        "there. Look at them again and mend the number, or take the entry out."
        for entry_id, expected, found in connection.execute(
            """
            select entries.entry_id, entries.expected, count(unexplained.cell_id) as found
            from entries left join unexplained using (entry_id)
            group by all having found <> entries.expected order by min(entries.place)
            """
        ).fetchall()
    ]
    connection.execute(
        f"""
        insert into causes
        select cell_id, '{ACCEPTED}', min_by(entry_id, place) from unexplained group by cell_id
        """
    )
    ((left,),) = connection.execute("select count(*) from open_changes").fetchall()
    return [*reasons, _refusal(connection, settings, current, left)] if left else reasons


def _create_entries(connection: duckdb.DuckDBPyConnection, entries: list[Entry]) -> None:
    """Temporary: the entries that hold, what nothing explains, and which of it each entry selects."""
    connection.execute(
        "create or replace temp table entries (place integer, entry_id varchar, expected integer, "
        + ", ".join(f"{name}_pattern varchar" for name in SELECTORS)
        + ")"
    )
    for place, entry in enumerate(entries):
        patterns = [getattr(entry, name) or "*" for name in SELECTORS]
        connection.execute(
            f"insert into entries values ({', '.join('?' * (3 + len(SELECTORS)))})",
            [place, entry.entry_id, entry.expected, *patterns],
        )
    matches = " and ".join(f"open_changes.{name} glob entries.{name}_pattern" for name in SELECTORS)
    connection.execute(
        """
        create or replace temp view open_changes as
        select *, coalesce(report_id_after, report_id_before, '') as report_id
        from changes
        where cell_id not in (select cell_id from causes)
        """
    )
    connection.execute(
        f"""
        create or replace temp table unexplained as
        select open_changes.cell_id, entries.entry_id, entries.place
        from open_changes inner join entries on {matches}
        """
    )


def _refusal(connection: duckdb.DuckDBPyConnection, settings: Settings, current: str, left: int) -> str:
    """Which changes nothing explains, what may have caused them, and the entries that would admit them."""
    everything = settings.state / "refused_changes.csv"
    connection.execute(
        f"""
        copy (
            select {disarmed("columns(* exclude (report_id))")} from open_changes order by change, cell_id
        ) to {quoted(everything)} (header)
        """
    )
    suspects = changed_parts(connection)
    because = ", ".join(suspects) or "nothing that is known of"
    entries = _proposals(connection, current, f"Changed: {because}"[:200])
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(astuple(entry) for entry in entries)
    shown = "".join(f"  {line}\n" for line in _examples(connection))
    return (
        f"{left} cells say something else than in the current release {current}, and no new, corrected or "
        f"withdrawn report, no correction and no place event explains it. Changed otherwise: {because}.\n"
        f"{shown}All of them: {everything.parent.name}/{everything.name}. If this is wrong, mend the change. "
        f"If it is right, add this to dbt/seeds/judgement/{FILE}, say why under reason, and refresh; it "
        f"expires with the next release:\n{lines.getvalue()}"
    ).rstrip("\n")


def _examples(connection: duckdb.DuckDBPyConnection, limit: int = 5) -> list[str]:
    """Some unexplained changes in words, of every kind."""
    rows = connection.execute(
        f"""
        select change, concat_ws(' ', indicator_code, nullif(measure, ''), nullif(scope_code, ''), place_id,
            period_id, nature) || ': '
            || case change
                when 'added' then 'now ' || {_said("after")}
                when 'removed' then 'was ' || {_said("before")}
                else {_said("before")} || ' → ' || {_said("after")} || ' ' || changed::varchar
            end
        from open_changes
        qualify row_number() over (partition by change order by cell_id) <= {limit}
        order by row_number() over (partition by change order by cell_id), change limit {limit}
        """
    ).fetchall()
    return [f"{change}: {what}" for change, what in rows]


def _said(when: str) -> str:
    ends = (f"rtrim(rtrim({end}_{when}::varchar, '0'), '.')" for end in ("value_low", "value_high"))
    return f"concat_ws(' ', concat_ws(' – ', {', '.join(ends)}), unit_code)"


def _proposals(connection: duckdb.DuckDBPyConnection, current: str, reason: str) -> list[Entry]:
    """Few entries that together admit everything that is left, as narrow as few can be."""
    for names in PROPOSED:
        rows = connection.execute(
            f"""
            select {", ".join(names)}, count(*)
            from open_changes
            group by all order by all limit {FEW + 1}
            """
        ).fetchall()
        if len(rows) <= FEW:
            break
    return [_entry(dict(zip(names, row, strict=False)), row[-1], current, reason) for row in rows]


def _entry(selected: dict[str, str], expected: int, current: str, reason: str) -> Entry:
    values = {name: selected.get(name, "") for name in SELECTORS}
    digest = hashlib.sha256("\0".join([current, *values.values()]).encode()).hexdigest()
    return Entry(
        **values,
        entry_id=f"{values['change']}-{values['indicator_code'] or 'all'}-{digest[:8]}",
        expires_with=current,
        expected=expected,
        reason=reason,
        author="to be named",
        decided_on=dt.datetime.now(dt.UTC).date(),
    )
