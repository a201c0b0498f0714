"""Where the warehouse stands, in five lines: what is current, what it holds, waits, failed and is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import duckdb

from ..messages import Language, Message, Text, label, message, shortened, some, text
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


def status(
    settings: Settings, here: Mapping[str, str], sources: str = "", language: Language = "en"
) -> list[str]:
    """Five lines: the current release, what it holds, what waits, what failed, what is kept.

    Args:
        settings: Whose warehouse.
        here: Content hash of every report in `raw/` by id.
        sources: Hash of everything a refresh reads; see `publish.sources_sha256`.
        language: Language of the lines.
    """
    lines: dict[str, Text] = {
        "release": _current(settings),
        "content": _content(settings),
        "waiting": _waiting(settings, here, sources, language),
        "failed": _failed(settings, language),
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
    return (
        message("age.hours", n=minutes // 60) if minutes < 48 * 60 else message("age.days", n=minutes // 1440)
    )


def _current(settings: Settings) -> Message:
    current = current_release(settings)
    if current is None:
        return message("status.no-release")
    try:
        release = read_release(current)
    except duckdb.Error as error:
        return message("status.unreadable", path=settings.current, error=error)
    values = {"release": release.release_id, "age": _age(release.created), "path": settings.current}
    if stays := held(settings):
        return message("status.current-held", **values, held=stays)
    return message("status.current", **values)


def _content(settings: Settings) -> Text:
    if not settings.current.exists():
        return "–"

    def count(question: str, of: str = "count(*)") -> str:
        try:
            row = connection.execute(f"select {of} from {question}").fetchone()
        except (duckdb.CatalogException, duckdb.BinderException):  # of another time
            return "?"
        return f"{row[0]:,}" if row else "?"

    try:
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            return message(
                "status.content",
                reports=count("marts.dim_report"),
                claims=count("marts.claims"),
                observations=count("marts.observations"),
                rejected=count("quality.row_conservation", "coalesce(sum(rejected), 0)"),
                without=count("marts.dim_report", "coalesce(sum(without_indicator), 0)"),
                conflicts=count("quality.conflicts"),
                failed=count("quality.rule_results where status = 'failed'"),
            )
    except duckdb.Error:
        return "?"


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
    return message("status.waiting", changes=", ".join(changes)) if changes else nothing


def _failed(settings: Settings, language: Language) -> Message:
    ended = last_outcome(settings)
    if ended and ended.reasons:
        reason = _first_line([reason[language] for reason in ended.reasons], language)
        values = {"age": _age(ended.ended), "reason": reason}
        if ended.outcome == REFUSED:
            return message("status.refused", **values)
        return message("status.failed", **values)
    try:
        reasons = reasons_against(settings) if settings.build.exists() else []
    except (DbtError, duckdb.Error) as error:
        return message("status.build-unjudged", reason=_first_line([str(error)], language))
    if reasons:
        return message("status.build-unpublishable", reason=_first_line(reasons, language))
    if ended:
        outcome = label("refresh_outcome", ended.outcome, language)
        return message("status.last-ended", age=_age(ended.ended), outcome=outcome)
    return message("status.nothing-known")


def _kept(settings: Settings) -> Message:
    values = {"n": len(release_files(settings)), "stay": settings.keep_releases}
    if pinned := pins(settings):
        return message("status.kept-pinned", **values, names=some(tuple(pinned)))
    return message("status.kept", **values)


def _first_line(reasons: Sequence[Text], language: Language) -> str:
    lines = " ".join(text(reason, language) for reason in reasons).strip().splitlines()
    return shortened(lines[0], 300) if lines else ""
