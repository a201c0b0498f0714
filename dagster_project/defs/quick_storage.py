"""Dagster's own SQLite storage with connections kept open, named in `dagster.yaml`.

Dagster's event log makes a new engine and connection for every event and waits for the disk each time: a
refresh has a thousand events, planned ones included, which takes longer than what they tell of. Only the one
method that opens connections is another; where a later Dagster has no such method, its own way is used.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine

KEPT = 4
"""Files kept open: the index, and those of the runs last written or read. Each run has a file of its own."""

PATIENCE = 20
"""Seconds to wait for another process that is writing the same file."""


class QuickEventLog(SqliteEventLogStorage):
    """The event log; same files, same tables."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(*arguments, **named)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._engines:
            with super()._connect(shard):  # lets Dagster make the file and its tables
                pass
        with self._db_lock:
            engine = self._engines.pop(shard, None) or _engine(self.conn_string_for_shard(shard))
            self._engines[shard] = engine
            while len(self._engines) > KEPT:
                self._engines.popitem(last=False)[1].dispose()
            with engine.connect() as connection, connection.begin():
                yield connection

    def dispose(self) -> None:
        """Close what is open."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()


class QuickStorage(DagsterSqliteStorage):
    """Runs and schedules as in Dagster, events in a `QuickEventLog`."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = QuickEventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> QuickStorage:
        """As Dagster makes it from `dagster.yaml`; Dagster's own method always makes Dagster's class."""
        return cls.from_local(inst_data=inst_data, **config_value)


def _engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def relax(connection: Any, _: Any) -> None:
        # With a write-ahead log this loses at most the last events of a power cut, never the file.
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
