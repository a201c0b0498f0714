"""How quality moved from release to release, which reports were judged otherwise, and what was not published.

Belongs here: putting the history that a release carries (`publish/verdicts.py`) and the attempts that came to
nothing into lines. Does not belong here: single numbers and what was known of them (`explain.py`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from ..messages import Language, label, printable, say, shortened, some, text
from ..publish import (
    BEGUN,
    CANCELLED,
    FAILED,
    REFUSED,
    Garbled,
    Outcome,
    outcomes,
    read_history,
    release_files,
)
from ..settings import Settings

SHOWN = ("rejected", "warnings", "relations_violated", "conflicts", "rules_failed")
"""What is counted in a release, with how it moved."""

MOST, LONGEST = 20, 300
"""Most reports that are named of one release, and most characters of one reason."""


def history(settings: Settings, limit: int = 10, language: Language = "en") -> list[str]:
    """The last releases and attempts, newest first; under a release the reports whose verdict changed."""
    releases, reports = _kept(settings, limit + 1)
    before: dict[str, Any] = {}
    found: list[tuple[dt.datetime, list[str]]] = []
    for release in reversed(releases):
        its = [row for row in reports if row["release_id"] == release["release_id"]]
        found.append((release["created"], [_release(release, before, language), *_reports(its, language)]))
        before = release
    found = found[-limit:]
    since = found[0][0] if len(releases) > limit else dt.datetime.min
    try:
        ended = [each for each in outcomes(settings) if each.ended >= since]
    except Garbled as error:
        return [error.message.text(language), *_lines(found)]
    unpublished = [each for each in ended if each.outcome in (REFUSED, FAILED, CANCELLED, BEGUN)]
    return _lines(found + [(each.ended, _attempt(each, language)) for each in unpublished])


def _lines(found: list[tuple[dt.datetime, list[str]]]) -> list[str]:
    newest_first = sorted(found, key=lambda each: each[0], reverse=True)
    return [line for _, lines in newest_first for line in lines]


def _kept(settings: Settings, limit: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the newest release that can be read tells; it knows of the others."""
    for path in (*reversed(release_files(settings)), settings.current):
        try:
            return read_history(path, limit)
        except duckdb.Error:
            continue
    return [], []


def _release(release: dict[str, Any], before: dict[str, Any], language: Language) -> str:
    counts = []
    for name in SHOWN:
        n, then = release.get(name) or 0, before.get(name)
        moved = f" ({n - then:+,})" if then is not None and then != n else ""
        counts.append(f"{n:,}{moved} {label('history_count', name, language)}")
    changes = [
        f"{release.get(f'cells_{change}') or 0:,} {label('cell_change', change, language)}"
        for change in ("added", "changed", "removed")
    ]
    return say(
        "history.release",
        language,
        created=f"{release['created']:%Y-%m-%d %H:%M}",
        release=release["release_id"],
        counts=", ".join(counts),
        changes=", ".join(changes),
    )


def _reports(reports: list[dict[str, Any]], language: Language) -> list[str]:
    in_full = [row["report_id"] for row in reports if row["status"] == "accepted" and not row["rejected"]]
    others = [row for row in reports if row["report_id"] not in in_full]
    lines = []
    for row in others[:MOST]:
        verdict = label("report_verdict", row["status"], language)
        counts = {name: f"{row[name]:,}" for name in ("figures", "accepted", "rejected")}
        lines.append(
            "    " + say("history.report", language, report=row["report_id"], verdict=verdict, **counts)
        )
        for reason in row["reasons"]:
            where = "" if reason["row"] is None else f"{reason['row']}, {reason['column_name']}: "
            lines.append(f"        {where}{printable(shortened(reason[language], LONGEST))}")
    if (more := len(others) - MOST) > 0:
        lines.append("    " + say("history.more-reports", language, n=more))
    if in_full:
        names = text(some(in_full, 5), language)
        lines.append("    " + say("history.accepted-in-full", language, names=names))
    return lines


def _attempt(attempt: Outcome, language: Language) -> list[str]:
    by = f" ({label('started_by', attempt.by, language)})" if attempt.by else ""
    outcome = label("refresh_outcome", attempt.outcome, language)
    first = say("history.attempt", language, ended=f"{attempt.ended:%Y-%m-%d %H:%M}", by=by, outcome=outcome)
    lines = [line for reason in attempt.reasons for line in reason[language].splitlines()[:1]]
    return [first, *(f"    {printable(shortened(line, LONGEST))}" for line in lines)]
