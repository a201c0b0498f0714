"""One release: from a build that may be published to the file analysts open.

Order matters: everything that can fail happens to a candidate under a temporary name; the switch is the
last step and a single one, so a reader sees the old release or the new one and nothing between.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import os
import shutil
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from .. import disk, lake
from ..messages import Both, Text, UserError, both, message
from ..settings import Settings
from ..transform.facts import open_landing, wal_of
from . import files, inputs, older, outcome, script, smoke_test, verdicts
from .account import account, describe
from .content import Content, Unreadable, sha256_of_lines
from .content import describe as content_of
from .gate import MEND, Refused, reasons_against

log = logging.getLogger("khuyencong")

LAYOUT = 1
"""What a release is made of: raised with each change after which the code before would misread or lose what a
release holds. That code refuses to write over a higher one."""

COMMENTS = {
    "": "Which release this file is. One row.",
    "release_id": "Time of publication (UTC) and the first digits of the content hash",
    "created": "When this release was published (UTC)",
    "layout": "Layout of the file; code that knows only lower ones publishes nothing over it",
    "content_sha256": "Hash over rows of tables and texts of views outside meta",
    "shape_sha256": "Hash over columns, types and descriptions of the same tables and views, and over macros",
    "inputs_sha256": "Hash over the reports that were read",
    "rules_sha256": "Hash over vocabularies, judgements, models, code and tools; see meta.inputs",
    "load_id": "The load this release rests on; see internal.load_log",
    "versions": "Versions of the tools that built it",
    "without_indicator": "Printed figures that its reports leave out because no indicator states them yet",
    "row_counts": "Rows by table",
    "previous_release": "The release that was current before; null for the first",
}
MACROS = (
    *("claims_of", "explain", "as_known_on", "folded", "without_title", "search", "place_at"),
    "for_spreadsheet",
)
"""Scripts that make a macro and comment on it, in the order in which they need each other. Macros made of
sentences that read no more than dbt builds are made by dbt (`dbt/macros/explanations.sql`)."""
SHOWN = 50
"""How many rows of each table a summary shows."""

TOOLS = ("khuyencong", *inputs.TOOLS, "dagster")


@dataclass(frozen=True)
class Release:
    """A published release. `unchanged` is true when the build said nothing new and nothing was published.

    `changes` counts the cells added, removed and changed against the release before, `causes` those
    cells by what explains them; `setbacks` says what nobody may overlook, known only to who publishes it.
    `created` is UTC. `warnings` tell what failed after it was published. What a
    release of another time does not say about itself has the default:
    `Release("20261126T072528Z-ab5e1399", …, load_id="")`.
    """

    release_id: str
    created: dt.datetime
    path: Path
    layout: int = 0
    content_sha256: str = ""
    shape_sha256: str = ""
    inputs_sha256: str = ""
    rules_sha256: str = ""
    load_id: str = ""
    previous_release: str | None = None
    without_indicator: int = 0
    versions: dict[str, str] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    setbacks: tuple[Both, ...] = ()
    unchanged: bool = False
    warnings: tuple[Text, ...] = ()


def read_release(path: Path) -> Release:
    """What a release file of any age says about itself.

    Raises:
        duckdb.Error: The file is no release, or somebody has it open for writing.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        return _read(connection, path)


def read_kept(settings: Settings, release_id: str) -> Release:
    """What a kept release says about itself, whether or not there is a file of it here.

    Raises:
        duckdb.Error: See `read_release`.
        NoLake: The release is kept in a lake, whose catalogue does not answer.
    """
    path = settings.releases / f"{release_id}.duckdb"
    if not settings.lake or path.exists():
        return read_release(path)
    with lake.opened(settings.lake, release_id) as connection:
        return _read(connection, path)


def is_as_published(settings: Settings, release_id: str) -> bool:
    """Whether a release of the lake, made into a file, holds what it held when it was published.

    Raises:
        UserError: It cannot be made into a file.
    """
    assert settings.lake
    with files.candidate(settings) as aside:
        lake.down(settings.lake, release_id, aside)
        with duckdb.connect(str(aside), read_only=True) as connection:
            return content_of(connection).content_sha256 == _read(connection, aside).content_sha256


def _read(connection: duckdb.DuckDBPyConnection, path: Path) -> Release:
    cursor = connection.execute("select * from meta.release")
    values = dict(zip((c[0] for c in cursor.description), cursor.fetchall()[0], strict=True))
    changes, causes = _counts(connection)
    known = {name: values[name] for name in COMMENTS if values.get(name) is not None}
    return Release(**known, path=path, changes=changes, causes=causes)


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], dict[str, int]]:
    """Changed cells by change and by cause."""
    have = older.columns(connection).get("meta.release_diff", {})
    query = older.select("meta.release_diff", {"change": "VARCHAR", "cause": "VARCHAR"}, have)
    counted = connection.execute(f"select histogram(change), histogram(cause) from ({query})")
    ((changes, causes),) = counted.fetchall()
    return dict.fromkeys(("added", "removed", "changed"), 0) | (changes or {}), causes or {}


def summary(release: Release) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """What a release changed, for whoever shows it: columns and rows of small tables by name.

    `what_changed`: cells by change, cause and what explains them, the largest first. `which_cells`: the
    first cells that changed. `what_it_was_made_of`: reports, corrections, events and parts that changed.
    """
    with duckdb.connect(str(release.path), read_only=True) as connection:
        found = {}
        for name in ("what_changed", "which_cells", "what_it_was_made_of"):
            cursor = script.run(connection, name, shown=SHOWN)
            found[name] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def publish(settings: Settings, run_id: str = "") -> Release:
    """Publish the build, or say that it says nothing new. How it ended is remembered (`outcome.py`).

    Args:
        settings: where build and warehouse lie.
        run_id: Dagster's, where it is the last step of a run.

    Returns:
        The new release, or the current one with `unchanged` set.

    Raises:
        Refused: The build may not be published; the warehouse is left as it was.
        Busy: Another process is writing.
        DbtError: The dbt project cannot be read.
        NoHardLinks: The warehouse lies where there are none.
    """
    with files.deciding(settings, "publish"):
        try:
            release = _publish(settings)
        except Refused as refused:
            current = files.current_release(settings)
            reasons = [both(reason) for reason in refused.reasons]
            kept = current.stem if current else ""
            outcome.record(settings, outcome.REFUSED, kept, reasons, run_id=run_id)
            raise
        how = outcome.UNCHANGED if release.unchanged else outcome.PUBLISHED
        outcome.record(settings, how, release.release_id, run_id=run_id)
        return release


def _publish(settings: Settings) -> Release:
    if reasons := reasons_to_stop(settings):
        raise Refused(*reasons)
    files.clear_leftovers(settings)
    _absorb_wal(settings.build)
    if reasons := reasons_against(settings):
        raise Refused(*reasons)
    if restored := files.restore(settings):
        log.info(message("progress.restored", file=settings.current.name, release=restored.stem))
    before = read_current(settings)
    if reasons := _reasons_of_order(settings, before):
        raise Refused(*reasons)
    with duckdb.connect(str(settings.build), read_only=True) as build:
        try:
            content = content_of(build)
        except Unreadable as error:
            raise Refused(error.message) from error
    # What a release offers beside its values: the shape of its tables, and its macros.
    shape = sha256_of_lines([content.shape_sha256, *map(script.text, MACROS)])
    offered = dataclasses.replace(content, shape_sha256=shape)
    if before and (before.content_sha256, before.shape_sha256) == (offered.content_sha256, shape):
        if wal_of(settings.current).exists():
            # somebody wrote into the published file; nobody could open it
            files.switch(settings, before.path)
        log.info(message("progress.published-nothing", release=before.release_id))
        nothing = dict.fromkeys(before.changes, 0)
        return dataclasses.replace(before, unchanged=True, changes=nothing, causes={})
    release = _publish_new(settings, offered, before)
    log.info(message("progress.published", release=release.release_id))
    try:
        if removed := files.retain(settings):
            log.info(message("progress.cleared", releases=", ".join(removed)))
    except (OSError, UserError) as error:  # it is published; that older ones stay too harms nobody
        why = error.message if isinstance(error, UserError) else str(error)
        warning = message("release.not-cleared", folder=settings.releases, error=why)
        log.warning("publish: %s", warning)
        return dataclasses.replace(release, warnings=(warning,))
    return release


def reasons_to_stop(settings: Settings) -> list[Text]:
    """Why nothing may be published whatever is built: a rollback holds, or newer code made the release."""
    return [*files.reasons_of_hold(settings), *_reasons_of_layout(settings)]


def _reasons_of_order(settings: Settings, before: Release | None) -> list[Text]:
    """Why nothing is published that rests on an older load of a lake than what is current."""
    if not settings.lake or not before:
        return []
    pin = lake.read_pin(settings.landing)
    newest = lake.load_snapshot(settings.lake, before.load_id) if pin.load_id != before.load_id else None
    if newest is None or newest <= pin.snapshot:
        return []
    return [message("lake.older-load", release=before.release_id, theirs=before.load_id, ours=pin.load_id)]


def _reasons_of_layout(settings: Settings) -> list[Text]:
    """Why nothing is published over a release that newer code made; empty where none is current."""
    if not settings.current.exists():
        return []
    try:
        with duckdb.connect(str(settings.current), read_only=True) as connection:
            found = connection.execute("select release_id, layout from meta.release").fetchone()
    except duckdb.Error:  # an old one says no layout; that one cannot be read is said where it is compared
        return []
    if not found or not found[1] or found[1] <= LAYOUT:
        return []
    return [message("release.newer-layout", release=found[0], found=found[1], ours=LAYOUT)]


def read_current(settings: Settings) -> Release | None:
    """The current release; None before the first one.

    Raises:
        Refused: It cannot be read, or is not what was published: nothing can be compared with it.
    """
    current = files.current_release(settings)
    if current is None:
        return None
    try:
        release = read_release(current)
        whole = files.is_whole(settings, current, release.release_id)
    except (duckdb.Error, OSError) as error:
        raise Refused(
            message("release.current-unreadable", file=current.name, error=str(error)),
            message("release.restore"),
        ) from error
    if whole is False:
        raise Refused(
            message("release.altered", release=release.release_id),
            message("release.restore"),
        )
    return release


def _absorb_wal(build: Path) -> None:
    """A copy of the file alone would lose what still stands in its write-ahead log."""
    if wal_of(build).exists() and build.exists():
        with duckdb.connect(str(build)) as connection:
            connection.execute("checkpoint")


def _now(settings: Settings) -> dt.datetime:
    """The time (UTC), always later than the newest release: a clock set back must not turn history round."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    kept = files.kept_releases(settings)
    if not kept:
        return now
    newest = files.moment_of(kept[-1])
    return max(now, newest + dt.timedelta(seconds=1))


def _newest(settings: Settings, previous: Path | None) -> Path | None:
    """The release that history goes on from: the newest file, the current one where that cannot be read."""
    newest = next(reversed(files.release_files(settings)), previous)
    if newest and newest != previous:  # after a rollback
        try:
            duckdb.connect(str(newest), read_only=True).close()
        except duckdb.Error as error:
            log.warning("publish: the history goes on from the current release: %s", error)
            return previous
    return newest


def _publish_new(settings: Settings, content: Content, before: Release | None) -> Release:
    created = _now(settings)
    release_id = f"{created:%Y%m%dT%H%M%SZ}-{content.content_sha256[:8]}"
    previous, previous_id = (before.path, before.release_id) if before else (None, None)
    newest = _newest(settings, previous)
    with open_landing(settings.landing) as landing:
        ((load_id, inputs_sha256),) = script.run(landing, "last_load").fetchall()
    with files.candidate(settings) as candidate:
        candidate.touch(exist_ok=False)  # never through a link laid there
        shutil.copyfile(settings.build, candidate)
        with duckdb.connect(str(candidate)) as connection:
            parts = inputs.parts(settings)
            try:
                worse = account(connection, settings, parts, created, previous, previous_id, newest)
            except duckdb.Error as error:
                raise Refused(message("release.incomparable", error=str(error)), MEND) from error
            changes, causes = _counts(connection)
            ((without_indicator,),) = connection.execute(
                "select coalesce(sum(without_indicator), 0)::integer from marts.dim_report"
            ).fetchall()
            release = Release(
                release_id=release_id,
                created=created,
                path=settings.releases / f"{release_id}.duckdb",
                layout=LAYOUT,
                content_sha256=content.content_sha256,
                shape_sha256=content.shape_sha256,
                inputs_sha256=inputs_sha256,
                rules_sha256=inputs.sha256_of(parts),
                load_id=load_id,
                previous_release=previous_id,
                without_indicator=without_indicator,
                versions={"python": sys.version.split()[0], **{tool: version(tool) for tool in TOOLS}},
                row_counts=content.row_counts,
                changes=changes,
                causes=causes,
                setbacks=worse,
            )
            connection.execute("begin")
            script.run(connection, "release", **{name: getattr(release, name) for name in COMMENTS if name})
            describe(connection, "table meta.release", COMMENTS)
            try:
                for name in MACROS:
                    script.run(connection, name)
            except duckdb.Error as error:
                raise Refused(message("release.macro-not-made", error=str(error))) from error
            connection.execute("commit")
            verdicts.keep(connection, newest)
            connection.execute("checkpoint")
        found = smoke_test.failures(candidate)
        if not found and wal_of(candidate).exists():
            found = [message("release.write-ahead-log")]
        if found:
            raise Refused(*found)
        with candidate.open("rb") as handle:
            os.fsync(handle.fileno())
        candidate.chmod(0o444)
        files.note_sum(settings, release_id, disk.sha256(candidate))
        os.rename(candidate, release.path)
        disk.sync_folder(settings.releases)
    files.make_current(settings, release.path)
    return release
