"""The kept releases, newest first."""

from __future__ import annotations

import duckdb

from ..publish import Release, current_release, read_release, release_files
from ..settings import Settings


def releases(settings: Settings) -> list[tuple[Release, bool]]:
    """Every release that can be read, newest first, and whether it is the current one."""
    current = current_release(settings)
    found = []
    for path in reversed(release_files(settings)):
        try:
            found.append((read_release(path), path == current))
        except duckdb.Error:
            continue  # not written by this project, or opened for writing by somebody
    return found
