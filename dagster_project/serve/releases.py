"""The kept releases, newest first: how large they are, what changed with them and why."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ..messages import Language, label, say
from ..publish import Release, current_release, held, pins, read_release, release_files
from ..settings import Settings


@dataclass(frozen=True)
class Kept:
    """A release in the folder. `size` is in bytes; `marks` says current, held, pinned."""

    release: Release
    size: int
    marks: tuple[str, ...]

    @property
    def cells(self) -> int:
        """Cells with a number, a bound or a contradiction."""
        return self.release.row_counts.get("marts.observations", 0)

    @property
    def rows(self) -> int:
        """Rows of all tables and views."""
        return sum(self.release.row_counts.values())

    def why(self, language: Language = "en") -> str:
        """What changed in it and why, in words: `12 added, 3 changed (new report 15)`."""
        changed = [
            f"{count:,} {label('cell_change', change, language)}"
            for change, count in self.release.changes.items()
            if count
        ]
        causes = [
            f"{label('cause', cause, language)} {count:,}" for cause, count in self.release.causes.items()
        ]
        text = ", ".join(changed) or say("releases.no-cell-changed", language)
        return f"{text} ({', '.join(causes)})" if causes else text


def releases(settings: Settings) -> list[Kept]:
    """Every release that can be read, newest first."""
    current, pinned, stays = current_release(settings), pins(settings), held(settings)
    found = []
    for path in reversed(release_files(settings)):
        try:
            release = read_release(path)
        except duckdb.Error:
            continue  # not written by this project, or opened for writing by somebody
        marks = {"current": path == current, "held": path.stem == stays, "pinned": path.stem in pinned}
        named = tuple(mark for mark, there in marks.items() if there)
        found.append(Kept(release, path.stat().st_size, named))
    return found


def published_reports(settings: Settings) -> dict[str, str]:
    """Content hash of every report of the current release by id, accepted or not; none before the first.

    Raises:
        duckdb.Error: The file analysts open is no release, or somebody has it open for writing.
    """
    if not settings.current.exists():
        return {}
    with duckdb.connect(str(settings.current), read_only=True) as connection:
        query = "select report_id, coalesce(content_sha256, '') from marts.dim_report"
        return dict(connection.execute(query).fetchall())
