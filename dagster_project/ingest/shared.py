"""Ingest by several machines into one lake: shares that judge, and the closing that makes a load of them.

`share` judges the reports of one share and appends what came of them to schema `incoming`, a transaction
per batch; a batch has the hash of what it was made of as its id, so that nobody writes one twice. The closing
is the one ingest (`steps.py`) on another place: what shares have judged is taken over into schema `raw`, what
they have not is judged then, and a killed worker costs time, never rows. Does not belong here: judging, what
need not be judged again (`reuse.py`).
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass

import duckdb
import pandas as pd

from .. import lake
from ..contracts import seeds
from ..contracts.judging import find_overlaps
from ..contracts.landing import TABLES
from ..lake.catalogue import LOAD, first_line
from ..messages import UserError, message
from ..progress import Progress
from ..settings import Lake, Settings
from ..sql import literal
from . import correct, lots, reuse, steps
from .folders import Found, name_of, open_folder, report_folders, without_sheets
from .land import PER_REPORT, Landing
from .sheets import read_head

log = logging.getLogger("khuyencong")

TRIES = 20
"""How often a transaction is tried that others disturb."""

DAYS_KEPT = 1
"""After how many days what nobody has taken over is forgotten, and earlier loads with it."""


class NotLanded(UserError):
    """A share could not be written into the lake."""


@dataclass(frozen=True)
class Shared:
    """What a share did: reports of it, those judged now, transactions, seconds of wall time."""

    reports: int
    judged: int
    batches: int
    seconds: float


# --- one share -----------------------------------------------------------------------------------------


def share(settings: Settings, number: int, of: int) -> Shared:
    """Judge the reports of share `number` (from 0) of `of`, and append them to the lake.

    Reports with a correction are left to the closing, which has to know what became of each correction; so
    are those whose lines overlap with those of a report of another share.

    Raises:
        VocabularyError: a seed file is not what it should be.
        NoLake: the lake cannot be used.
        NotLanded: the lake did not take it.
    """
    begun = time.monotonic()
    assert settings.lake
    seeds.validate(settings.seeds)
    basis = steps.basis_sha256(settings)
    mine = [folder for folder in report_folders(settings.raw) if share_of(name_of(folder), of) == number]
    found = [without_sheets(open_folder(folder)) for folder in mine]
    corrected = {correction.report_id for correction in correct.read_corrections(settings.seeds)}
    _make(settings.lake)
    there = _judged(settings.lake, basis)
    changed = [
        report
        for report in found
        if report.report_id not in corrected
        and not report.problems
        and (report.report_id, report.content_sha256) not in there
    ]
    judge = lots.LotJudge(settings, find_overlaps([read_head(report) for report in found]))
    by_folder = {report.folder: report for report in changed}
    progress = Progress("ingest", len(changed), message("progress.reports"))
    writer = _Writer(settings.lake, basis)
    batches = 0
    with lots.uncollected(), closing(writer):
        for folders in lots.in_lots(changed):
            batch = [by_folder[folder] for folder in folders]
            writer.append(batch, judge.judge(folders).frames)
            batches += 1
            progress.done(len(batch))
    return Shared(len(found), len(changed), batches, time.monotonic() - begun)


def share_of(report_id: str, of: int) -> int:
    """Number of the share that a report belongs to, the same on every machine."""
    return int(hashlib.sha256(report_id.encode()).hexdigest()[:8], 16) % of


def _opened(place: Lake, writes: bool = True) -> duckdb.DuckDBPyConnection:
    connection = lake.connect(place)
    lake.attach(connection, place, lake.LANDING, "landing", writes=writes)
    connection.execute("use landing")
    return connection


def _make(place: Lake) -> None:
    """Make the tables that shares append to, where they are not there; two must not make them at once."""
    if lake.snapshots(place, lake.LANDING):
        with _opened(place) as connection:
            if _has(connection, "incoming", "batches"):
                return
    sole = lake.sole(place, lake.LANDING, "making tables")
    with sole, _opened(place) as connection, lake.transaction(connection):
        connection.execute("create schema if not exists incoming")
        connection.execute(
            "create table if not exists incoming.batches (batch_id varchar, basis_sha256 varchar, "
            "report_id varchar, content_sha256 varchar, written timestamp)"
        )
        for name in PER_REPORT:
            columns = ", ".join(f'"{column.name}" {column.type}' for column in TABLES[name].columns)
            connection.execute(f"create table if not exists incoming.{name} (batch_id varchar, {columns})")


def _has(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Whether a table of the landing is there."""
    asked = "select count(*) from duckdb_tables() where (database_name, schema_name, table_name) = (?, ?, ?)"
    return connection.execute(asked, ["landing", schema, table]).fetchone() != (0,)


def _judged(place: Lake, basis: str) -> set[tuple[str, str]]:
    """Reports that were judged on this basis, with their content hash, landed or not."""
    with _opened(place, writes=False) as connection:
        asked = "select report_id, content_sha256 from incoming.batches where basis_sha256 = ?"
        there = {*connection.execute(asked, [basis]).fetchall()}
        known = reuse.known_reports(connection, basis)
        return there | {(name, each.head.content_sha256) for name, each in known.items()}


class _Writer:
    """Appends batches through one connection, and through another one where that has failed."""

    def __init__(self, place: Lake, basis: str) -> None:
        self._place, self._basis = place, basis
        self._connection: duckdb.DuckDBPyConnection | None = None

    def append(self, batch: Sequence[Found], frames: Mapping[str, pd.DataFrame]) -> None:
        """Append one batch, once: who is not sure whether it arrived looks whether it is there.

        Raises:
            NotLanded: it did not arrive, however often it was tried.
        """
        digest = hashlib.sha256(self._basis.encode())
        for report in batch:
            digest.update(f"{report.report_id}\0{report.content_sha256}\0".encode())
        why: duckdb.Error | UserError | None = None
        for attempt in range(TRIES):
            try:
                self._append(digest.hexdigest(), batch, frames)
                return
            except (duckdb.Error, lake.NoLake) as error:
                why = error
                self.close()
                log.info(message("progress.tried-again", error=first_line(error)))
                time.sleep(0.1 * (attempt + 1))
        raise NotLanded("lake.not-landed", error=first_line(why) if why else "")

    def _append(self, batch_id: str, batch: Sequence[Found], frames: Mapping[str, pd.DataFrame]) -> None:
        connection = self._connection = self._connection or _opened(self._place)
        asked = "select count(*) from landing.incoming.batches where batch_id = ?"
        if connection.execute(asked, [batch_id]).fetchone() != (0,):
            return
        with lake.transaction(connection):
            _Batch(connection, batch_id).add(frames)
            ids = [report.report_id for report in batch]
            connection.execute(
                "insert into landing.incoming.batches select ?, ?, unnest(?), unnest(?), now()::timestamp",
                [batch_id, self._basis, ids, [report.content_sha256 for report in batch]],
            )

    def close(self) -> None:
        """Let go of the lake."""
        if self._connection:
            self._connection.close()
            self._connection = None


class _Batch(Landing):
    """Where a share writes: the tables of a landing with the id of the batch before each row."""

    schema = "incoming"

    def __init__(self, connection: duckdb.DuckDBPyConnection, batch_id: str) -> None:
        """The tables are there (`_make`)."""
        self._connection, self.first = connection, (literal(batch_id),)


# --- the closing ---------------------------------------------------------------------------------------


class InLake:
    """Landing in the lake; who closes a load is the only one on all machines."""

    def __init__(self, settings: Settings) -> None:
        """Where the lake is, and which file says what this machine builds from."""
        assert settings.lake
        self._lake, self._pin = settings.lake, settings.landing

    def whole(self) -> AbstractContextManager[object]:
        """The advisory lock of the landing."""
        return lake.sole(self._lake, lake.LANDING, "ingest")

    def known(self, basis: str, found: Mapping[str, str]) -> dict[str, reuse.Known]:
        """What has landed, after what shares have judged of the reports found was taken over."""
        if not lake.snapshots(self._lake, lake.LANDING):
            return {}
        with _opened(self._lake) as connection:
            if _has(connection, "incoming", "batches"):
                self._take_over(connection, basis, found)
            return reuse.known_reports(connection, basis)

    @staticmethod
    def _take_over(connection: duckdb.DuckDBPyConnection, basis: str, found: Mapping[str, str]) -> None:
        rows = {"report_id": list(found), "content_sha256": list(found.values())}
        connection.register("here", pd.DataFrame(rows, dtype="str"))
        connection.execute(
            "create or replace temp table taken as select report_id, min(batch_id) as batch_id "
            "from incoming.batches inner join here using (report_id, content_sha256) "
            "where basis_sha256 = ? group by report_id",
            [basis],
        )
        [(count,)] = connection.execute("select count(*) from taken").fetchall()
        if not count:
            return
        log.info(message("progress.judged-by-others", n=count))
        has_landed = _has(connection, "raw", "basis")
        judged_so = has_landed and connection.execute("from landing.raw.basis").fetchall() == [(basis,)]
        with lake.transaction(connection):
            if not judged_so:
                Landing(connection)
                connection.execute("insert into raw.basis values (?)", [basis])
            for name in PER_REPORT:
                columns = ", ".join(f'i."{column.name}"' for column in TABLES[name].columns)
                connection.execute(f"delete from raw.{name} where report_id in (select report_id from taken)")
                connection.execute(
                    f"insert into raw.{name} select {columns} from incoming.{name} as i "
                    "inner join taken on i.report_id = taken.report_id and i.batch_id = taken.batch_id"
                )

    @contextmanager
    def writing(self, kept: Sequence[str]) -> Iterator[Landing]:
        """One transaction of the lake; at its end this machine builds from what it has made."""
        with _opened(self._lake) as connection, lake.transaction(connection):
            yield Landing(connection, kept)
            [(load_id,)] = connection.execute("select load_id from raw.load_log").fetchall()
            connection.execute(f"call landing.set_commit_message('khuyencong', {literal(LOAD + load_id)})")
        snapshot = lake.load_snapshot(self._lake, load_id)
        assert snapshot is not None, "a snapshot that was made a moment ago has not expired"
        lake.write_pin(self._pin, lake.Pin(self._lake.catalogue, self._lake.data, snapshot, load_id))
        self._forget()

    def _forget(self) -> None:
        """Forget what has been taken over, and loads and shares that nobody builds from any more."""
        until = f"now() - interval {DAYS_KEPT} day"
        try:
            with _opened(self._lake) as connection:
                if _has(connection, "incoming", "batches"):
                    connection.execute(
                        "create or replace temp table done as select batch_id from incoming.batches "
                        "left join raw.reports using (report_id, content_sha256) group by batch_id "
                        f"having bool_and(reports.report_id is not null) "
                        f"or max(written) < ({until})::timestamp"
                    )
                    with lake.transaction(connection):
                        for name in ("batches", *PER_REPORT):
                            connection.execute(
                                f"delete from incoming.{name} where batch_id in (select batch_id from done)"
                            )
                lake.forget(connection, until)
                for call in ("expire_snapshots", "cleanup_old_files", "delete_orphaned_files"):
                    connection.execute(f"call ducklake_{call}('landing', older_than => {until})")
        except duckdb.Error as error:
            log.info(message("progress.clearing-left", error=first_line(error)))

    def opened(self) -> duckdb.DuckDBPyConnection:
        """The snapshot that this machine builds from."""
        return lake.open_pinned(self._pin)
