"""Where the warehouse stands, in five lines: what is current, what it holds, waits, failed and is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import duckdb

from ..publish import (
    REFUSED,
    changed_since,
    current_release,
    held,
    last_outcome,
    pins,
    read_release,
    reasons_against,
    release_files,
    stands_for,
)
from ..settings import Settings
from ..transform import DbtError

FIRST = "`khuyencong refresh` makes the first one"
REFRESH = "`khuyencong refresh` takes it in"
KINDS = {
    "new": "new",
    "changed": "changed",
    "removed": "removed",
    "other": "vocabularies, models or code changed",
}


def status(settings: Settings, here: Mapping[str, str], sources: str = "") -> list[str]:
    """Five lines: the current release, what it holds, what waits, what failed, what is kept.

    Args:
        settings: Whose warehouse.
        here: Content hash of every report in `raw/` by id.
        sources: Hash of everything a refresh reads; see `publish.sources_sha256`.
    """
    return [
        f"{name:<9} {line}"
        for name, line in (
            ("release", _current(settings)),
            ("content", _content(settings)),
            ("waiting", _waiting(settings, here, sources)),
            ("failed", _failed(settings)),
            ("kept", _kept(settings)),
        )
    ]


def _age(moment: dt.datetime) -> str:
    """How long ago a moment (UTC) was."""
    minutes = max(0, int((dt.datetime.now(dt.UTC).replace(tzinfo=None) - moment).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"


def _current(settings: Settings) -> str:
    current = current_release(settings)
    if current is None:
        return f"none yet; {FIRST}"
    try:
        release = read_release(current)
    except duckdb.Error as error:
        return f"{settings.current} cannot be read: {error}"
    stays = held(settings)
    pinned = f"held by a rollback to {stays}: `khuyencong rollback --lift` ends that" if stays else "not held"
    return f"{release.release_id}, published {_age(release.created)}, {pinned} ({settings.current})"


def _content(settings: Settings) -> str:
    if not settings.current.exists():
        return "–"

    def count(question: str, of: str = "count(*)") -> str:
        try:
            row = connection.execute(f"select {of} from {question}").fetchone()
        except duckdb.CatalogException:
            return "?"
        return f"{row[0]:,}" if row else "?"

    try:
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            return (
                f"{count('marts.dim_report')} reports, {count('marts.claims')} claims, "
                f"{count('marts.observations')} observations; "
                f"{count('quality.row_conservation', 'coalesce(sum(rejected), 0)')} figures rejected, "
                f"{count('quality.conflicts')} conflicts, "
                f"""{count("quality.rule_results where status = 'failed'")} rule results failed"""
            )
    except duckdb.Error:
        return "?"


def _waiting(settings: Settings, here: Mapping[str, str], sources: str) -> str:
    current = current_release(settings)
    if current is None:
        return f"{len(here)} reports in {settings.raw.name}/; {FIRST}"
    nothing = f"nothing; all {len(here)} reports are taken in"
    # Code may change without changing a number; then the release stays and stands for the new code too.
    if stands_for(settings, sources):
        return nothing
    try:
        found = changed_since(settings, here)
    except duckdb.Error:
        return "not known: the current release does not say what it was made of"
    told = [f"{len(names)} {KINDS[kind]} ({_some(names)})" for kind, names in found.items() if names]
    return f"{', '.join(told)}; {REFRESH}" if told else nothing


def _failed(settings: Settings) -> str:
    ended = last_outcome(settings)
    if ended and ended.reasons:
        refused = "publishing refused, " if ended.outcome == REFUSED else ""
        return f"{refused}{_age(ended.ended)}: {_first_line(' '.join(ended.reasons))}"
    try:
        reasons = reasons_against(settings) if settings.build.exists() else []
    except (DbtError, duckdb.Error) as error:
        return f"the build cannot be judged now: {_first_line(str(error))}"
    if reasons:
        return f"the build may not be published: {_first_line(' '.join(map(str, reasons)))}"
    return (
        f"nothing; the last refresh ended {_age(ended.ended)} ({ended.outcome})" if ended else "nothing known"
    )


def _kept(settings: Settings) -> str:
    pinned = pins(settings)
    named = f", pinned for good: {_some(tuple(pinned))}" if pinned else ", none pinned"
    return f"{len(release_files(settings))} releases, the newest {settings.keep_releases} stay{named}"


def _some(names: tuple[str, ...], limit: int = 3) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _first_line(text: str, limit: int = 300) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= limit else f"{line[:limit]} …"
