"""From a build to a release: gate, copy, compare, prove, switch; and back again (rollback).

Belongs here: the files in `releases/`, the link analysts open, `meta.release`, `meta.release_diff` and
the macros of a release. Does not belong here: changing marts, quality data or analytics; building them.
"""

from __future__ import annotations

from .files import NoSuchRelease, current_release, is_pinned, reasons_of_pin, release_files, rollback, unpin
from .gate import reasons_against
from .release import Refused, Release, publish, read_release

__all__ = [
    "NoSuchRelease",
    "Refused",
    "Release",
    "current_release",
    "is_pinned",
    "publish",
    "read_release",
    "reasons_against",
    "reasons_of_pin",
    "release_files",
    "rollback",
    "unpin",
]
