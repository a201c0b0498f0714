"""Where the warehouse stands, in five lines."""

from __future__ import annotations

import datetime as dt

import duckdb

from ..publish import current_release, is_pinned, read_release, reasons_against, release_files
from ..settings import Settings
from ..transform import DbtError


def status(settings: Settings) -> list[str]:
    """Five lines: the current release, what it holds, what is wrong in it, the build, what is kept."""
    return [_current(settings), *_content(settings), _build(settings), _kept(settings)]


def _age(created: dt.datetime) -> str:
    minutes = int((dt.datetime.now(dt.UTC).replace(tzinfo=None) - created).total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"


def _current(settings: Settings) -> str:
    current = current_release(settings)
    if current is None:
        return "release   none yet; `khuyencong refresh` makes the first one"
    release = read_release(current)
    return f"release   {release.release_id}, published {_age(release.created)} ({settings.current})"


def _content(settings: Settings) -> list[str]:
    if not settings.current.exists():
        return ["content   –", "quality   –"]
    with duckdb.connect(str(settings.current), read_only=True) as connection:

        def count(question: str) -> str:
            try:
                row = connection.execute(f"select count(*) from {question}").fetchone()
            except duckdb.CatalogException:
                return "?"
            return f"{row[0]:,}" if row else "?"

        content = (
            f"content   {count('marts.dim_report')} reports, {count('marts.claims')} claims, "
            f"{count('marts.observations')} observations"
        )
        rejected = count("(select distinct report_id, figure from quality.rejects)")
        failed = count("quality.rule_results where status = 'failed'")
        quality = (
            f"quality   {rejected} figures rejected, {count('quality.conflicts')} conflicts, "
            f"{failed} rule results failed"
        )
    return [content, quality]


def _build(settings: Settings) -> str:
    try:
        reasons = reasons_against(settings)
    except (DbtError, duckdb.Error) as error:
        return f"build     cannot be judged now: {error}"
    return (
        "build     may be published"
        if not reasons
        else "build     may not be published: " + " ".join(reasons)
    )


def _kept(settings: Settings) -> str:
    pinned = is_pinned(settings)
    pin = f"; pinned to {pinned} until `khuyencong rollback --unpin`" if pinned else ""
    return f"kept      {len(release_files(settings))} of at most {settings.keep_releases} releases{pin}"
