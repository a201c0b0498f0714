"""Where the warehouse stands, in five lines, and the kept releases with what changed in them and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import duckdb

from ..messages import Both, Language, Message, Text, label, message, say, shortened, some, text
from ..publish import (
    BEGUN,
    CANCELLED,
    FAILED,
    GARBLED,
    REFUSED,
    Ending,
    Garbled,
    Release,
    changed_since,
    current_release,
    foreign_names,
    held,
    is_as_published,
    is_whole,
    kept_releases,
    outcomes,
    pins,
    read_kept,
    read_release,
    reasons_against,
    reasons_of_hold,
    release_files,
    size_of,
    stands_for,
)
from ..settings import Settings
from ..transform import DbtError, writer

HowEnded = Callable[[Settings, str], tuple[Ending, list[Both]] | None]
"""How a run ended that did not say so itself, by its id: see `defs/attempt.py`."""

CONTENT = {
    "reports": "count(*) from marts.dim_report",
    "claims": "count(*) from marts.claims",
    "observations": "count(*) from marts.observations",
    "rejected": "coalesce(sum(rejected), 0) from quality.row_conservation",
    "without": "coalesce(sum(without_indicator), 0) from marts.dim_report",
    "conflicts": "count(*) from quality.conflicts",
    "failed": "count(*) from quality.rule_results where status = 'failed'",
}
"""What is counted in the current release."""

LONGEST = 300
"""Most characters of one of several reasons."""


def status(
    settings: Settings,
    here: Mapping[str, str],
    sources: str = "",
    language: Language = "en",
    how_ended: HowEnded = lambda *_: None,
) -> list[str]:
    """Five lines: the current release, what it holds, what waits, what failed, what is kept.

    Args:
        settings: Whose warehouse.
        here: Content hash of every report in `raw/` by id.
        sources: Hash of everything a refresh reads; see `publish.sources_sha256`.
        language: Of the lines.
        how_ended: Asked about a run that has begun and did not say how it ended.
    """
    lines: dict[str, Text] = {
        "release": _current(settings),
        "content": _content(settings),
        "waiting": _waiting(settings, here, sources, language),
        "failed": _failed(settings, language, how_ended),
        "kept": _kept(settings),
    }
    names = {line: label("status_line", line, language) for line in lines}
    width = max(map(len, names.values()))
    return [f"{names[line]:<{width}}  {text(said, language)}" for line, said in lines.items()]


def _age(moment: dt.datetime) -> Message:
    """How long ago a moment (UTC) was."""
    minutes = max(0, int((dt.datetime.now(dt.UTC).replace(tzinfo=None) - moment).total_seconds() // 60))
    if minutes < 120:
        return message("age.minutes", n=minutes)
    hours = minutes // 60
    return message("age.hours", n=hours) if hours < 48 else message("age.days", n=hours // 24)


def _current(settings: Settings) -> Message:
    current = current_release(settings)
    if current is None:
        return message("status.no-release")
    try:
        release = read_release(current)
    except duckdb.Error as error:
        return message("status.unreadable", path=settings.current, error=error)
    values = {"release": release.release_id, "age": _age(release.created), "path": settings.current}
    stays = held(settings)
    if stays == GARBLED:
        return message("status.current-held-garbled", **values, reason=reasons_of_hold(settings)[0])
    if stays:
        return message("status.current-held", **values, held=stays)
    return message("status.current", **values)


def _content(settings: Settings) -> Text:
    if not settings.current.exists():
        return "–"
    counted = {}
    try:
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            for name, asked in CONTENT.items():
                try:
                    [(count,)] = connection.execute(f"select {asked}").fetchall()
                    counted[name] = f"{count:,}"
                except (duckdb.CatalogException, duckdb.BinderException):  # not in a release of another time
                    counted[name] = "?"
    except duckdb.Error:
        return "?"
    return message("status.content", **counted)


def _waiting(settings: Settings, here: Mapping[str, str], sources: str, language: Language) -> Message:
    current = current_release(settings)
    if current is None:
        return message("status.first-waits", n=len(here), folder=settings.raw.name)
    nothing = message("status.nothing-waits", n=len(here))
    # Code may change without changing a number; then the release stays and stands for the new code too.
    if stands_for(settings, sources):
        return nothing
    try:
        found = changed_since(settings, here)
    except duckdb.Error:
        return message("status.inputs-unknown")
    changes = [
        f"{len(names)} {label('input_change', kind, language)} ({text(some(names), language)})"
        for kind, names in found.items()
        if names
    ]
    if not changes:
        return nothing
    said = "status.waiting-held" if held(settings) else "status.waiting"
    return message(said, changes=", ".join(changes))


def _failed(settings: Settings, language: Language, how_ended: HowEnded) -> Message:
    try:
        ended = next(reversed(outcomes(settings)), None)
    except Garbled as error:
        return error.message
    how, reasons = (ended.outcome, list(ended.reasons)) if ended else (None, [])
    when: Text = ""
    if ended:
        when = _age(ended.ended)
        if ended.by:
            when = message("status.by", age=when, by=label("started_by", ended.by, language))
    if ended and how == BEGUN:
        if somebody := writer(settings):
            return message("status.under-way", age=when, holder=somebody)
        if ending := how_ended(settings, ended.run_id):
            how, reasons = ending
        else:
            return message("status.broken-off", age=when)
    if how == CANCELLED:
        return message("status.cancelled", age=when)
    if how in (REFUSED, FAILED):
        reason = _first_line([each[language] for each in reasons] or [message("run.no-reason")], language)
        return message("status.refused" if how == REFUSED else "status.failed", age=when, reason=reason)
    try:
        against = reasons_against(settings) if settings.build.exists() else []
    except (DbtError, duckdb.Error) as error:
        return message("status.build-unjudged", reason=_first_line([str(error)], language))
    if against:
        return message("status.build-unpublishable", reason=_first_line(against, language))
    if how:
        return message("status.last-ended", age=when, outcome=label("refresh_outcome", how, language))
    return message("status.nothing-known")


def _kept(settings: Settings) -> Message:
    values = {"n": len(kept_releases(settings)), "stay": settings.keep_releases, "days": settings.keep_days}
    try:
        pinned = pins(settings)
    except Garbled as error:
        return error.message
    kept = message("status.kept", **values)
    if pinned:
        kept = message("status.kept-pinned", **values, names=some(pinned))
    foreign = foreign_names(settings)
    return message("status.foreign", kept=kept, names=some(foreign)) if foreign else kept


def _first_line(reasons: Sequence[Text], language: Language) -> str:
    """The first line of some reasons; a long one is cut, but for the last, which says what mends it."""
    *others, last = [text(reason, language).strip() for reason in reasons] or [""]
    lines = " ".join([*(shortened(reason, LONGEST) for reason in others), last]).strip().splitlines()
    return lines[0] if lines else ""


def verify(settings: Settings, language: Language = "en") -> tuple[list[str], bool]:
    """Whether every kept release is the file that was published, a line each; and whether none is another."""
    lines, good = [], True
    if settings.lake:
        for release_id in kept_releases(settings):
            same = is_as_published(settings, release_id)
            lines.append(say("verify.whole" if same else "verify.altered", language, release=release_id))
            good = good and same
        return lines, good
    current = current_release(settings)
    files = release_files(settings)
    for path in [*files, *([current] if current and current not in files else [])]:
        try:
            named = read_release(path).release_id  # also where nothing is known of it, it must be readable
            release_id = path.stem if path in files else named
            whole = is_whole(settings, path, release_id)
            said = {True: "verify.whole", False: "verify.altered", None: "verify.unknown"}[whole]
            lines.append(say(said, language, release=release_id))
            good = good and whole is not False
        except (duckdb.Error, OSError) as error:
            lines.append(say("releases.unreadable", language, release=path.stem, error=error))
            good = False
    return lines, good


def releases(settings: Settings, language: Language = "en") -> list[str]:
    """Two lines for every release that can be read, newest first: what it is, and what changed in it and why.

    `* 20261126T072528Z-ab5e1399  …  [current]` and `    12 added, 3 changed (new report 15)`.
    """
    current, stays = current_release(settings), held(settings)
    lines: list[str] = []
    try:
        pinned = pins(settings)
    except Garbled as error:
        pinned = []
        lines.append(error.message.text(language))
    for release_id in reversed(kept_releases(settings)):
        try:
            release = read_kept(settings, release_id)
        # damaged, not written by this project, or opened for writing by somebody
        except duckdb.Error as error:
            why = _first_line([str(error)], language)
            lines.append("  " + say("releases.unreadable", language, release=release_id, error=why))
            continue
        is_current = settings.releases / f"{release_id}.duckdb" == current
        line = say(
            "releases.line",
            language,
            release=release.release_id,
            created=f"{release.created:%Y-%m-%d %H:%M}",
            size=f"{size_of(settings, release_id) / 1e6:,.1f}",
            rows=f"{sum(release.row_counts.values()):,}",
            cells=f"{release.row_counts.get('marts.observations', 0):,}",
            content=release.content_sha256[:12],
        )
        marks = {"current": is_current, "held": release_id == stays, "pinned": release_id in pinned}
        shown = ", ".join(label("release_mark", mark, language) for mark, is_set in marks.items() if is_set)
        lines.append(f"{'*' if is_current else ' '} {line}{f'  [{shown}]' if shown else ''}")
        lines.append(f"    {_why(release, language)}")
    return lines


def _why(release: Release, language: Language) -> str:
    changes = (
        f"{count:,} {label('cell_change', change, language)}"
        for change, count in release.changes.items()
        if count
    )
    causes = (f"{label('cause', cause, language)} {count:,}" for cause, count in release.causes.items())
    changed = ", ".join(changes) or say("releases.no-cell-changed", language)
    return f"{changed} ({', '.join(causes)})" if release.causes else changed
