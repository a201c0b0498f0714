"""Dagster's own SQLite storage with connections kept open, named in `dagster.yaml`.

Dagster's event log makes a new engine and connection for every event and waits for the disk each time: a
refresh has a thousand events, planned ones included, which takes longer than what they tell of. It also asks
anew each time which tables, columns and indexes there are. Only what opens connections and what asks that is
another. It leans on private parts of Dagster (`PARTS`); where one of them is
not there, Dagster's own storage is used and the log says so.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine

from ..settings import load

log = logging.getLogger("khuyencong")

PARTS = ("_connect", "_db_lock", "_base_dir", "conn_string_for_shard")
"""What is used of Dagster's event log, beside the attribute `_event_log_storage` that holds it."""

KEPT = 4
"""Files kept open: the index, and those of the runs last written or read. Each run has a file of its own."""

PATIENCE = 20
"""Seconds to wait for another process that is writing the same file."""


class QuickEventLog(SqliteEventLogStorage):
    """The event log; same files, same tables."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._there: set[tuple[str, str]] = set()
        super().__init__(*arguments, **named)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._engines:
            with super()._connect(shard):  # lets Dagster make the file and its tables
                pass
        with self._db_lock:
            engine = self._engines.pop(shard, None) or _engine(self.conn_string_for_shard(shard))
            self._engines[shard] = engine
            if len(self._engines) > KEPT:
                self._engines.popitem(last=False)[1].dispose()
            with engine.connect() as connection, connection.begin():
                yield connection

    def _is_there(self, kind: str, name: str, ask: Callable[[], bool]) -> bool:
        """Whether the files hold something, which is not asked again once it is there: it stays."""
        if (kind, name) not in self._there and ask():
            self._there.add((kind, name))
        return (kind, name) in self._there

    def has_table(self, table_name: str) -> bool:
        """Whether there is a table; for this Dagster makes an engine of its own."""
        ask = super().has_table
        return self._is_there("table", table_name, lambda: ask(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._is_there("column", column_name, lambda: ask(conn, column_name))

    def has_secondary_index(self, name: str) -> bool:
        """Whether an index has been made."""
        ask = super().has_secondary_index
        return self._is_there("index", name, lambda: ask(name))

    def dispose(self) -> None:
        """Close what is open."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()


class QuickStorage(DagsterSqliteStorage):
    """Runs and schedules as in Dagster, events in a `QuickEventLog` where that can be."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        own: Any = getattr(self, "_event_log_storage", None)
        missing = [part for part in PARTS if not hasattr(own, part)]
        if missing:
            log.warning("This Dagster has no %s: events go to its own storage, slowly.", ", ".join(missing))
        else:
            self._event_log_storage = QuickEventLog(own._base_dir)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """`base_dir`: the folder of the files; Dagster's home folder by default."""
        return {"base_dir": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> QuickStorage:
        """As Dagster makes it from `dagster.yaml`; Dagster's own method always makes Dagster's class."""
        folder = config_value.get("base_dir") or str(load().dagster_home)
        return cls.from_local(base_dir=folder, inst_data=inst_data)


def _engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def relax(connection: Any, _: Any) -> None:
        # With a write-ahead log this loses at most the last events of a power cut, never the file.
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
