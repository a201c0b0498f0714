"""How attempts to publish ended, and which state of all sources the current release stands for.

Kept in `state/`, which may be deleted at any time: then nothing is known, and the next refresh does all
of its work. Does not belong here: what a release says about itself (`release.py`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import duckdb
from pydantic import NaiveDatetime, TypeAdapter

from ..messages import LANGUAGES, Both
from ..settings import Settings
from ..transform.facts import wal_of
from .files import Garbled, current_release, is_whole, write_at_once

FILE = "outcomes.json"
MOST = 200
"""Attempts that are remembered, those that found nothing new counted once."""

Ending: TypeAlias = Literal["begun", "published", "unchanged", "refused", "failed", "cancelled"]
BEGUN, PUBLISHED, UNCHANGED, REFUSED, FAILED, CANCELLED = get_args(Ending)

COMMAND = "command"
"""Who starts a refresh at the command line."""


@dataclass(frozen=True)
class Outcome:
    """One attempt and how it ended, `begun` until it has.

    `ended` is UTC (of one that has only begun, its begin), `release_id` what is current after it, `reasons`
    say in words why nothing was published. `sources_sha256` stands for everything a refresh reads, at a time
    when `release_id` was what a complete refresh of just that gives, or when a person stopped the attempt;
    blank where that is not known. `run_id` is Dagster's, `by` who started it: `command`, `ui`, `arrival` or
    `daily`.
    """

    ended: NaiveDatetime
    outcome: Ending
    release_id: str = ""
    reasons: tuple[Both, ...] = ()
    sources_sha256: str = ""
    run_id: str = ""
    by: str = ""


_FORM = TypeAdapter(tuple[Outcome, ...])


def begin(settings: Settings, run_id: str, by: str) -> None:
    """Remember that an attempt is under way, until its end is recorded; its further steps change nothing."""
    before = last(settings)
    if before is None or before.run_id != run_id:
        known = before or Outcome(_now(), BEGUN)
        begun = dataclasses.replace(known, ended=_now(), outcome=BEGUN, reasons=(), run_id=run_id, by=by)
        _keep(settings, begun, instead=False)


def record(
    settings: Settings,
    outcome: Ending,
    release_id: str = "",
    reasons: Sequence[Both] = (),
    sources: str = "",
    run_id: str = "",
    by: str = "",
) -> None:
    """Remember how an attempt ended, see `Outcome`.

    It is the one named, otherwise the one that has begun, otherwise one that nobody knew of. Never
    raises: on a full disk this is the least of it.
    """
    ended = Outcome(_now(), outcome, release_id, tuple(reasons), sources, run_id, by)
    before = last(settings)
    ends = before is not None and (before.run_id == run_id if run_id else before.outcome == BEGUN)
    if before and ends:
        ended = dataclasses.replace(ended, run_id=before.run_id, by=before.by)
    _keep(settings, ended, instead=ends)


def note_sources(settings: Settings, sources: str) -> None:
    """Remember which state of all sources the last attempt has read."""
    if before := last(settings):
        _keep(settings, dataclasses.replace(before, sources_sha256=sources), instead=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _keep(settings: Settings, newest: Outcome, instead: bool) -> None:
    """Add an attempt, or let it take the place of the last one."""
    before: tuple[Outcome, ...] = ()
    with contextlib.suppress(Garbled):  # then what stood there is given up
        before = outcomes(settings)
    earlier = before[:-1] if instead else before
    if earlier and earlier[-1].outcome == newest.outcome == UNCHANGED:
        earlier = earlier[:-1]
    kept = (*earlier, newest)[-MOST:]
    with contextlib.suppress(OSError):
        settings.state.mkdir(parents=True, exist_ok=True)
        write_at_once(settings.state / FILE, _FORM.dump_json(kept).decode())


def outcomes(settings: Settings) -> tuple[Outcome, ...]:
    """The attempts that are remembered, the newest last; none where nothing is known.

    Raises:
        Garbled: The file holds something else.
    """
    path = settings.state / FILE
    try:
        found = _FORM.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise Garbled("outcome.garbled", path=path) from error
    if not all(reason.keys() >= {*LANGUAGES} for each in found for reason in each.reasons):
        raise Garbled("outcome.garbled", path=path)
    return found


def last(settings: Settings) -> Outcome | None:
    """How the last attempt ended; None where that is not known."""
    with contextlib.suppress(Garbled):
        return next(reversed(outcomes(settings)), None)
    return None


def stands_for(settings: Settings, sources: str) -> str | None:
    """Id of the current release where it is known to be what a complete refresh of these sources gives.

    None where it is not known, or where the published file has to be looked after: it cannot be read, is not
    what was published, or a write-ahead log beside it keeps readers out.
    """
    ended, current = last(settings), current_release(settings)
    if not sources or not ended or not current or wal_of(settings.current).exists():
        return None
    if (ended.release_id, ended.sources_sha256) != (current.stem, sources):
        return None
    try:
        with duckdb.connect(str(current), read_only=True) as connection:
            connection.execute("select release_id from meta.release").fetchall()
        return None if is_whole(settings, current, current.stem) is False else current.stem
    except (duckdb.Error, OSError):
        return None
