"""One connection per event file for the time of a run, instead of one per event.

Dagster's SQLite event log makes a new engine and connection for every event, about 10 ms each; a
refresh has four hundred of them. Applied to the run of `khuyencong refresh` only, on the method that
Dagster itself overrides for this purpose; where a later Dagster has no such method, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any


@contextmanager
def quick_event_log() -> Iterator[None]:
    """Keep the connections of Dagster's SQLite event log open while the block runs."""
    from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

    original: Callable[..., AbstractContextManager[Any]] | None = getattr(
        SqliteEventLogStorage, "_connect", None
    )
    if original is None:
        yield
        return
    engines: dict[str, Any] = {}

    @contextmanager
    def connect(self: Any, shard: str) -> Iterator[Any]:
        address = self.conn_string_for_shard(shard)
        if address not in engines:
            with original(self, shard):  # lets Dagster make the file and its tables
                engines[address] = _engine(address)
        with self._db_lock, engines[address].connect() as connection, connection.begin():
            yield connection

    SqliteEventLogStorage._connect = connect  # type: ignore[method-assign]
    try:
        yield
    finally:
        SqliteEventLogStorage._connect = original  # type: ignore[method-assign,assignment]
        for engine in engines.values():
            engine.dispose()


def _engine(address: str) -> Any:
    from sqlalchemy import create_engine, event

    engine = create_engine(address, connect_args={"timeout": 20})

    @event.listens_for(engine, "connect")
    def relax(connection: Any, _: Any) -> None:
        # With a write-ahead log this loses at most the last events of a power cut, never the file.
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine
