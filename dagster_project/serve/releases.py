"""The kept releases, newest first: how large they are, what changed with them and why."""

from __future__ import annotations

import duckdb

from ..messages import Language, label, say
from ..publish import Release, current_release, held, pins, read_release, release_files
from ..settings import Settings


def releases(settings: Settings, language: Language = "en") -> list[str]:
    """Two lines for every release that can be read, newest first: what it is, and what changed in it and why.

    `* 20261126T072528Z-ab5e1399  …  [current]` and `    12 added, 3 changed (new report 15)`.
    """
    current, pinned, stays = current_release(settings), pins(settings), held(settings)
    lines = []
    for path in reversed(release_files(settings)):
        try:
            release = read_release(path)
        except duckdb.Error:
            continue  # not written by this project, or opened for writing by somebody
        line = say(
            "releases.line",
            language,
            release=release.release_id,
            created=f"{release.created:%Y-%m-%d %H:%M}",
            size=f"{path.stat().st_size / 1e6:,.1f}",
            rows=f"{sum(release.row_counts.values()):,}",
            cells=f"{release.row_counts.get('marts.observations', 0):,}",
            content=release.content_sha256[:12],
        )
        marks = {"current": path == current, "held": path.stem == stays, "pinned": path.stem in pinned}
        shown = ", ".join(label("release_mark", mark, language) for mark, is_set in marks.items() if is_set)
        lines.append(f"{'*' if path == current else ' '} {line}{f'  [{shown}]' if shown else ''}")
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
