"""How the last attempt to publish ended, and which state of all sources the current release stands for.

Kept in `state/`, which may be deleted at any time: then nothing is known, and the next refresh does all
of its work. Does not belong here: what a release says about itself (`release.py`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from pydantic import TypeAdapter

from ..messages import Both
from ..settings import Settings
from ..transform.facts import wal_of
from .files import current_release, write_at_once

FILE = "outcome.json"
PUBLISHED, UNCHANGED, REFUSED, FAILED = "published", "unchanged", "refused", "failed"


@dataclass(frozen=True)
class Outcome:
    """The end of one attempt: `published`, `unchanged`, `refused` or `failed`.

    `ended` is UTC, `release_id` what is current after it, `reasons` say in words why nothing was published.
    `sources_sha256` stands for everything a refresh reads, at a time when `release_id` was what a complete
    refresh of just that gives; blank where that is not known.
    """

    ended: dt.datetime
    outcome: str
    release_id: str = ""
    reasons: tuple[Both, ...] = ()
    sources_sha256: str = ""


_FORM = TypeAdapter(Outcome)


def record(
    settings: Settings,
    outcome: str,
    release_id: str = "",
    reasons: Sequence[Both] = (),
    sources: str = "",
) -> None:
    """Remember how an attempt ended, see `Outcome`. Never raises: on a full disk this is the least of it."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    kept = _FORM.dump_json(Outcome(now, outcome, release_id, tuple(reasons), sources)).decode()
    with contextlib.suppress(OSError):
        settings.state.mkdir(parents=True, exist_ok=True)
        write_at_once(settings.state / FILE, kept)


def last(settings: Settings) -> Outcome | None:
    """How the last attempt ended; None where that is not known."""
    try:
        return _FORM.validate_json((settings.state / FILE).read_bytes())
    except (OSError, ValueError):
        return None


def stands_for(settings: Settings, sources: str) -> str | None:
    """Id of the current release where it is known to be what a complete refresh of these sources gives.

    None where it is not known, or where the published file has to be looked after: it cannot be read, or a
    write-ahead log beside it keeps readers out.
    """
    ended, current = last(settings), current_release(settings)
    if not sources or not ended or not current or wal_of(settings.current).exists():
        return None
    if (ended.release_id, ended.sources_sha256) != (current.stem, sources):
        return None
    try:
        with duckdb.connect(str(current), read_only=True) as connection:
            connection.execute("select release_id from meta.release").fetchall()
    except duckdb.Error:
        return None
    return current.stem
