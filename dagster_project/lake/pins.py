"""Which snapshot of the landing this machine builds from: a file where an embedded warehouse has its landing.

Whoever builds reads one snapshot from beginning to end, whatever others land meanwhile. Does not belong here:
landing (`ingest/`).
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import duckdb

from .. import disk
from ..settings import Lake
from .catalogue import LANDING, NoLake, attach, connect, prepare


@dataclasses.dataclass(frozen=True)
class Pin:
    """A snapshot of the landing, and the load that made it: `Pin("service=kc", "s3://kc", 17, "2026…")`."""

    catalogue: str
    data: str
    snapshot: int
    load_id: str

    @property
    def lake(self) -> Lake:
        """Where it lies."""
        return Lake(self.catalogue, self.data)


def write(path: Path, pin: Pin) -> None:
    """Let this machine build from this snapshot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.replace(path, json.dumps(dataclasses.asdict(pin)).encode())


def read(path: Path) -> Pin:
    """The snapshot that this machine builds from.

    Raises:
        NoLake: the file says none.
    """
    try:
        return Pin(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise NoLake("lake.no-pin", file=path.name) from error


def attach_pinned(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach the pinned snapshot to any connection, read-only, as `landing`."""
    pin = read(path)
    prepare(connection, pin.lake)
    attach(connection, pin.lake, LANDING, "landing", snapshot=pin.snapshot)


def open_pinned(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that uses the pinned snapshot as it uses a landing file."""
    pin = read(path)
    connection = connect(pin.lake)
    attach(connection, pin.lake, LANDING, "landing", snapshot=pin.snapshot)
    connection.execute("use landing")
    return connection
