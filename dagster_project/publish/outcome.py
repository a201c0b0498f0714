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

from .. import disk
from ..messages import LANGUAGES, Both
from ..settings import Settings
from ..transform.facts import wal_of
from .files import Garbled, current_release, is_whole

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
    known = _known(settings)
    if all(each.run_id != run_id for each in known):
        before = known[-1] if known else Outcome(_now(), BEGUN)
        begun = dataclasses.replace(before, ended=_now(), outcome=BEGUN, reasons=(), run_id=run_id, by=by)
        _keep(settings, begun, None)


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

    It is the one named, otherwise the one that has begun, unless another has started that, otherwise one that
    nobody knew of. Never raises: on a full disk this is the least of it.
    """
    ended = Outcome(_now(), outcome, release_id, tuple(reasons), sources, run_id, by)
    known = reversed(_known(settings))
    if run_id:
        begun = next((each for each in known if each.run_id == run_id), None)
    else:
        newest = next(known, None)
        begun = newest if newest and newest.outcome == BEGUN and by in ("", newest.by) else None
    if begun:
        ended = dataclasses.replace(ended, run_id=begun.run_id, by=begun.by)
    _keep(settings, ended, begun)


def note_sources(settings: Settings, sources: str) -> None:
    """Remember which state of all sources the last attempt has read."""
    if before := last(settings):
        _keep(settings, dataclasses.replace(before, sources_sha256=sources), before)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _known(settings: Settings) -> tuple[Outcome, ...]:
    """The attempts that are remembered; where something else stands there it is given up."""
    with contextlib.suppress(Garbled):
        return outcomes(settings)
    return ()


def _keep(settings: Settings, newest: Outcome, instead_of: Outcome | None) -> None:
    """Add what became of an attempt as the newest, in place of what was known of it."""
    earlier = tuple(each for each in _known(settings) if each != instead_of)
    if earlier and earlier[-1].outcome == newest.outcome == UNCHANGED:
        earlier = earlier[:-1]
    kept = (*earlier, newest)[-MOST:]
    with contextlib.suppress(OSError):
        settings.state.mkdir(parents=True, exist_ok=True)
        disk.replace(settings.state / FILE, _FORM.dump_json(kept))


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
    return next(reversed(_known(settings)), None)


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
