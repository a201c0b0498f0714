"""Landing and releases beyond one machine: DuckLake, its catalogue in PostgreSQL, its data as Parquet.

Belongs here: the lake as such: extensions, attaching, snapshots, the lock among machines; how a release file
becomes a commit and a commit a file again. Does not belong here: what a release says (`publish/`), what is
landed (`ingest/`).
"""

from __future__ import annotations

from .builds import NotWhole, NotWritten, Share, forget, is_whole, newest_load, shares, take
from .builds import write as write_share
from .catalogue import (
    LANDING,
    RELEASES,
    NoLake,
    Taken,
    address,
    attach,
    attach_statement,
    bucket_statement,
    connect,
    load_snapshot,
    load_statements,
    options,
    prepare,
    snapshots,
    sole,
    transaction,
)
from .decisions import decide, decided
from .pins import Pin, attach_pinned, open_pinned
from .pins import read as read_pin
from .pins import write as write_pin
from .releases import STORAGE, Moved, Unfit, current, down, expire, kept, opened, size_of, snapshot_of, up
