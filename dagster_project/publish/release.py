"""One release: from a build that may be published to the file analysts open.

Order matters: everything that can fail happens to a candidate under a temporary name; the switch is the
last step and a single one, so a reader sees the old release or the new one and nothing between.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from ..settings import Settings
from ..transform import writing
from ..transform.facts import wal_of
from . import diff, files, inputs, macros, outcome, proof
from .account import Unexplained, account
from .content import Content, Unreadable, describe
from .gate import MEND, reasons_against

log = logging.getLogger("khuyencong")

COMMENTS = {
    "release_id": "Time of publication (UTC) and the first digits of the content hash",
    "created": "When this release was published (UTC)",
    "content_sha256": "Hash over rows of tables and texts of views outside meta",
    "shape_sha256": "Hash over columns, types and descriptions of the same tables and views, and over macros",
    "inputs_sha256": "Hash over the reports that were read",
    "rules_sha256": "Hash over vocabularies, judgements, models, code and tools; see meta.inputs",
    "load_id": "The load this release rests on; see meta.load_log",
    "versions": "Versions of the tools that built it",
    "row_counts": "Rows by table",
    "previous_release": "The release that was current before; null for the first",
}


class Refused(RuntimeError):
    """The build may not be published. `reasons` says why, in words, and what mends it."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("Not published. " + " ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Release:
    """A published release. `unchanged` is true when the build said nothing new and nothing was published.

    `changes` counts the cells added, removed and changed against the release before, `causes` those
    cells by what explains them; `seconds` is wall time. `created` is UTC.
    """

    release_id: str
    created: dt.datetime
    path: Path
    content_sha256: str
    shape_sha256: str
    inputs_sha256: str
    rules_sha256: str
    load_id: str
    previous_release: str | None
    versions: dict[str, str]
    row_counts: dict[str, int]
    changes: dict[str, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    unchanged: bool = False
    seconds: float = 0.0


def read_release(path: Path) -> Release:
    """What a release file says about itself.

    Raises:
        duckdb.Error: The file is no release, or somebody has it open for writing.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute(f"select {', '.join(COMMENTS)} from meta.release").fetchone()
        changes, causes = _counts(connection)
    assert row is not None
    values = dict(zip(COMMENTS, row, strict=True))
    return Release(**values, path=path, changes=changes, causes=causes)


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], dict[str, int]]:
    """Changed cells by change and by cause; no causes in a release of the time before they were kept."""
    counted = "select {0}, count(*) from meta.release_diff group by all order by all"
    changes = dict(connection.execute(counted.format("change")).fetchall())
    try:
        causes = dict(connection.execute(counted.format("cause")).fetchall())
    except duckdb.BinderException:
        causes = {}
    return {change: int(changes.get(change, 0)) for change in diff.CHANGES}, causes


def summary(release: Release, limit: int = 50) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """What a release changed, for whoever shows it: columns and rows of small tables by name.

    `what_changed`: cells by change, cause and what explains them, the largest first. `which_cells`: the
    first cells that changed. `what_it_was_made_of`: reports, corrections, events and parts that changed.
    """
    questions = {
        "what_changed": "select change, cause, explained_by, count(*) as cells from meta.release_diff "
        "group by all order by cells desc, change, cause, explained_by",
        "which_cells": "select change, cause, explained_by, indicator_code, measure, scope_code, place_id, "
        "period_id, nature, value_before, value_after, unit_code, cell_id from meta.release_diff "
        "order by change, cell_id",
        "what_it_was_made_of": "select change, kind, name from meta.inputs where change <> '' order by all",
    }
    with duckdb.connect(str(release.path), read_only=True) as connection:
        found = {}
        for name, question in questions.items():
            cursor = connection.execute(f"{question} limit {limit}")
            found[name] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def publish(settings: Settings) -> Release:
    """Publish the build, or say that it says nothing new. How it ended is kept in `state/outcome.json`.

    Returns:
        The new release, or the current one with `unchanged` set.

    Raises:
        Refused: The build may not be published; the warehouse is left as it was.
        Busy: Another process is writing.
        DbtError: The dbt project cannot be read.
    """
    start = time.monotonic()
    with writing(settings, "publish"):
        try:
            release = _publish(settings)
        except Refused as refused:
            current = files.current_release(settings)
            outcome.record(settings, outcome.REFUSED, current.stem if current else "", refused.reasons)
            raise
        how = outcome.UNCHANGED if release.unchanged else outcome.PUBLISHED
        outcome.record(settings, how, release.release_id)
        return _replace(release, seconds=time.monotonic() - start)


def _publish(settings: Settings) -> Release:
    reasons = files.reasons_of_hold(settings)
    if reasons:
        raise Refused(reasons)
    files.clear_leftovers(settings)
    _absorb_wal(settings.build)
    reasons = reasons_against(settings)
    if reasons:
        raise Refused(reasons)
    restored = files.restore(settings)
    if restored:
        log.info("publish: %s was missing; it names release %s again", settings.current.name, restored.stem)
    current = files.current_release(settings)
    before = _read_current(current)
    with duckdb.connect(str(settings.build), read_only=True) as build:
        try:
            content = describe(build)
        except Unreadable as error:
            raise Refused([f"In the build, {error}"]) from error
    if before is not None and current is not None and _same(before, content, current):
        if wal_of(settings.current).exists():
            files.switch(settings, current)  # somebody wrote into the published file; nobody could open it
        log.info("publish: unchanged, release %s stays current", before.release_id)
        return _replace(before, unchanged=True)
    release = _publish_new(settings, content, before, current)
    removed = files.retain(settings)
    if removed:
        log.info("publish: releases no longer kept: %s", ", ".join(removed))
    log.info("publish: release %s is current", release.release_id)
    return release


def _same(before: Release, content: Content, current: Path) -> bool:
    """Whether the build would be published as what is current: content, shape and macros."""
    if before.content_sha256 != content.content_sha256:
        return False
    with duckdb.connect(str(current), read_only=True) as connection:
        return before.shape_sha256 == _shape(content, connection)


def _shape(content: Content, release: duckdb.DuckDBPyConnection) -> str:
    """Hash of what a release offers beside its values: shape of its tables, and its macros."""
    return hashlib.sha256("\n".join([content.shape_sha256, *macros.texts(release)]).encode()).hexdigest()


def _replace(release: Release, **changed: Any) -> Release:
    return dataclasses.replace(release, **changed)


def _read_current(current: Path | None) -> Release | None:
    if current is None:
        return None
    try:
        return read_release(current)
    except duckdb.Error as error:
        raise Refused(
            [
                f"The current release {current.name} cannot be read, so nothing can be compared: {error}",
                "Restore it from a backup, or make another one current: `khuyencong releases`, then "
                "`khuyencong rollback RELEASE` and `khuyencong rollback --lift`.",
            ]
        ) from error


def _absorb_wal(build: Path) -> None:
    """A copy of the file alone would lose what still stands in its write-ahead log."""
    if wal_of(build).exists() and build.exists():
        with duckdb.connect(str(build)) as connection:
            connection.execute("checkpoint")


@contextmanager
def _candidate(settings: Settings) -> Iterator[Path]:
    settings.releases.mkdir(parents=True, exist_ok=True)
    path = settings.releases / f"{files.CANDIDATE}{os.getpid()}.tmp"
    try:
        yield path
    finally:
        for each in (path, wal_of(path)):
            each.unlink(missing_ok=True)


def _now(settings: Settings) -> dt.datetime:
    """The time (UTC), always later than the newest release: a clock set back must not turn history round."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    kept = files.release_files(settings)
    if not kept:
        return now
    newest = dt.datetime.strptime(kept[-1].stem.partition("-")[0], "%Y%m%dT%H%M%SZ")
    return max(now, newest + dt.timedelta(seconds=1))


def _publish_new(
    settings: Settings, content: Content, before: Release | None, previous: Path | None
) -> Release:
    created = _now(settings)
    release_id = f"{created:%Y%m%dT%H%M%SZ}-{content.content_sha256[:8]}"
    with _candidate(settings) as candidate:
        shutil.copyfile(settings.build, candidate)
        with duckdb.connect(str(candidate)) as connection:
            parts = inputs.parts(settings)
            try:
                account(connection, settings, parts, created, previous, before.release_id if before else None)
            except Unexplained as error:
                raise Refused(error.reasons) from error
            except duckdb.Error as error:
                raise Refused(
                    [f"The build cannot be compared with the current release: {error}", MEND]
                ) from error
            changes, causes = _counts(connection)
            load_id, inputs_sha256 = _load(settings)
            release = Release(
                release_id=release_id,
                created=created,
                path=settings.releases / f"{release_id}.duckdb",
                content_sha256=content.content_sha256,
                shape_sha256="",
                inputs_sha256=inputs_sha256,
                rules_sha256=inputs.sha256_of(parts),
                load_id=load_id,
                previous_release=before.release_id if before else None,
                versions=_versions(),
                row_counts=content.row_counts,
                changes=changes,
                causes=causes,
            )
            connection.execute("begin")
            _write_release(connection, release)
            release = _replace(release, shape_sha256=_shape(content, connection))
            connection.execute("update meta.release set shape_sha256 = ?", [release.shape_sha256])
            try:
                macros.create(connection)
            except duckdb.Error as error:
                raise Refused([f"A macro of the release cannot be made: {error}"]) from error
            connection.execute("commit")
            connection.execute("checkpoint")
        found = proof.failures(candidate)
        if not found and wal_of(candidate).exists():
            found = ["The release has a write-ahead log."]
        if found:
            raise Refused(found)
        with candidate.open("rb") as handle:
            os.fsync(handle.fileno())
        candidate.chmod(0o444)
        os.rename(candidate, release.path)
        files.sync_folder(settings.releases)
    files.switch(settings, release.path)
    return release


def _load(settings: Settings) -> tuple[str, str]:
    with duckdb.connect(str(settings.landing), read_only=True) as landing:
        row = landing.execute(
            "select load_id, inputs_sha256 from raw.load_log order by finished desc limit 1"
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def _versions() -> dict[str, str]:
    tools = ("khuyencong", "duckdb", "dbt-core", "dbt-duckdb", "pandas", "pandera", "dagster")
    return {"python": sys.version.split()[0], **{tool: version(tool) for tool in tools}}


def _write_release(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    connection.execute(
        """
        create or replace table meta.release (
            release_id varchar, created timestamp, content_sha256 varchar, shape_sha256 varchar,
            inputs_sha256 varchar, rules_sha256 varchar, load_id varchar, versions map(varchar, varchar),
            row_counts map(varchar, bigint), previous_release varchar
        )
        """
    )
    connection.execute(
        f"insert into meta.release ({', '.join(COMMENTS)}) values ({', '.join('?' * len(COMMENTS))})",
        [getattr(release, name) for name in COMMENTS],
    )
    connection.execute("comment on table meta.release is 'Which release this file is. One row.'")
    for column, comment in COMMENTS.items():
        connection.execute(f"comment on column meta.release.{column} is '{comment}'")
