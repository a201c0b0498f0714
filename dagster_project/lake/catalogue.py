"""Reaching the lake: extensions from the environment, attaching, snapshots, the lock among machines.

Belongs here: what every use of the lake begins with. Does not belong here: what lies in it.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import duckdb

from ..messages import UserError
from ..settings import Lake
from ..sql import extension, literal

RELEASES, LANDING = "khuyencong", "landing"
"""The two lakes of one catalogue: each a schema of PostgreSQL and a folder of data."""

EXTENSIONS = ("postgres_scanner", "ducklake")
FOR_BUCKETS = "httpfs"
LOCKS = {RELEASES: 1_526_001, LANDING: 1_526_002}
"""Numbers of the advisory locks, which all of a database share."""


class NoLake(UserError):
    """The lake cannot be used: packages are missing, or its catalogue does not answer."""


class Taken(UserError):
    """Another machine or process is writing into the lake."""


def prepare(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Load the extensions, from packages of the environment and never from the network, and the bucket's key.

    Keys and address of a bucket are those of the variables that other tools read as well (`AWS_…`).

    Raises:
        NoLake: a package is missing, or made for another DuckDB.
    """
    files = {name: extension(name) for name in _extensions(lake)}
    missing = [name for name, file in files.items() if file is None]
    if missing or importlib.util.find_spec("psycopg2") is None:
        raise NoLake(
            "lake.not-installed", missing=", ".join(missing) or "psycopg2", duckdb=duckdb.__version__
        )
    for file in files.values():
        connection.execute(f"load {literal(str(file))}")
    if bucket := bucket_statement(lake, keys=True):
        connection.execute(bucket)


def _extensions(lake: Lake) -> tuple[str, ...]:
    return (*EXTENSIONS, FOR_BUCKETS) if lake.data.startswith("s3://") else EXTENSIONS


def connect(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection that can attach the lake; nothing is attached yet.

    Raises:
        NoLake: see `prepare`.
    """
    # What is not in the environment is not fetched from the network.
    offline: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(config=offline)
    try:
        connection.execute("set enable_progress_bar = false")
        prepare(connection, lake)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done within, or nothing.

    Where the catalogue is gone, DuckDB ends the whole process that closes a connection inside a transaction:
    it is rolled back first.
    """
    connection.execute("begin")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):
            connection.execute("rollback")
        raise
    connection.execute("commit")


def options(lake: Lake, name: str, writes: bool = False, snapshot: int | None = None) -> dict[str, Any]:
    """Options of `attach`, by name."""
    found: dict[str, Any] = {"metadata_schema": name}
    if writes:
        # Small changes in the catalogue instead of a file would hide what files do to values.
        found |= {"data_path": f"{lake.data}/{name}/", "data_inlining_row_limit": 0}
    if snapshot is not None:
        found["snapshot_version"] = snapshot
    return found


def attach_statement(
    lake: Lake, name: str, alias: str, writes: bool = False, snapshot: int | None = None
) -> str:
    """The statement that attaches one of the lakes, read-only unless `writes`."""
    said = [
        f"{option} {value if isinstance(value, int) else literal(value)}"
        for option, value in options(lake, name, writes, snapshot).items()
    ]
    return (
        f"attach {literal(f'ducklake:postgres:{lake.catalogue}')} as {alias} "
        f"({', '.join([*said, *([] if writes else ['read_only'])])})"
    )


def attach(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    name: str,
    alias: str,
    writes: bool = False,
    snapshot: int | None = None,
) -> None:
    """Attach one of the lakes, read-only unless `writes`, which also makes it where it is not there.

    Raises:
        NoLake: its catalogue does not answer, or has no such lake.
    """
    try:
        connection.execute(attach_statement(lake, name, alias, writes, snapshot))
    except duckdb.Error as error:
        raise NoLake("lake.cannot-attach", lake=name, error=first_line(error)) from error


def bucket_statement(lake: Lake, keys: bool = False) -> str | None:
    """How a reader names a bucket, with its keys or to be filled in; None where the data lie in a folder."""
    if not lake.data.startswith("s3://"):
        return None
    address = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    known = {
        "key_id": os.environ.get("AWS_ACCESS_KEY_ID") if keys else "…",
        "secret": os.environ.get("AWS_SECRET_ACCESS_KEY") if keys else "…",
        "session_token": os.environ.get("AWS_SESSION_TOKEN") if keys else None,
        "region": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
        "endpoint": address.netloc,
        "url_style": "path" if address.netloc else None,
        "use_ssl": "false" if address.scheme == "http" else None,
    }
    said = ["type s3", *(f"{name} {literal(value)}" for name, value in known.items() if value)]
    return f"create or replace temporary secret lake ({', '.join(said)})"


def load_statements(lake: Lake, here: bool) -> list[str]:
    """How a reader loads the extensions: from packages of this environment, elsewhere from the network."""
    if here:
        return [f"load {literal(str(extension(name)))};" for name in _extensions(lake)]
    return [f"install {name}; load {name};" for name in _extensions(lake)]


def _driver() -> Any:
    try:
        import psycopg2.extensions
    except ImportError as error:
        raise NoLake("lake.not-installed", missing="psycopg2", duckdb=duckdb.__version__) from error
    return psycopg2


def address(lake: Lake) -> str:
    """The database of the catalogue as an address, for programs that read nothing else.

    Raises:
        NoLake: the driver of PostgreSQL is not installed.
    """
    if "://" in lake.catalogue:
        return lake.catalogue
    return f"postgresql:///?{urlencode(_driver().extensions.parse_dsn(lake.catalogue))}"


@contextmanager
def asking(lake: Lake) -> Iterator[Any]:
    """A cursor of PostgreSQL itself, each statement a transaction.

    Raises:
        NoLake: it does not answer, or its driver is not installed.
    """
    psycopg2 = _driver()
    try:
        connection = psycopg2.connect(lake.catalogue, application_name="khuyencong")
    except psycopg2.Error as error:
        raise NoLake("lake.unreachable", error=first_line(error)) from error
    try:
        connection.autocommit = True
        yield connection.cursor()
    finally:
        connection.close()


@contextmanager
def sole(lake: Lake, name: str, what: str, wait: float = 600.0) -> Iterator[None]:
    """Be the only writer of one of the lakes among all machines; PostgreSQL frees it when we are gone.

    Raises:
        Taken: another held it for longer than `wait` seconds; the message says who.
        NoLake: the catalogue does not answer.
    """
    with asking(lake) as cursor:
        who = f"{what}, process {os.getpid()} on {socket.gethostname()}"
        cursor.execute("select set_config('application_name', %s, false)", (who[:63],))
        until = time.monotonic() + wait
        while True:
            cursor.execute("select pg_try_advisory_lock(%s)", (LOCKS[name],))
            if cursor.fetchone()[0]:
                break
            if time.monotonic() > until:
                raise Taken("lake.taken", holder=_holder(cursor, LOCKS[name]))
            time.sleep(0.2)
        yield


def _holder(cursor: Any, number: int) -> str:
    cursor.execute(
        "select application_name, backend_start from pg_stat_activity where pid in ("
        "select pid from pg_locks where locktype = 'advisory' and objid = %s and granted)",
        (number,),
    )
    found = cursor.fetchone()
    return f"{found[0]}, {found[1]:%Y-%m-%d %H:%M %Z}" if found else "?"


def snapshots(lake: Lake, name: str) -> list[tuple[int, str]]:
    """Snapshots of one of the lakes that are kept, the oldest first, and the message of each commit."""
    with asking(lake) as cursor:
        cursor.execute("select to_regclass(%s)", (f"{name}.ducklake_snapshot",))
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(
            f"select snapshot_id, coalesce(commit_message, '') from {name}.ducklake_snapshot "
            f"left join {name}.ducklake_snapshot_changes using (snapshot_id) order by 1"
        )
        found: list[tuple[int, str]] = cursor.fetchall()
        return found


LOAD = "load "
"""How the message of a commit begins that ends an ingest; the id of the load follows."""


def load_snapshot(lake: Lake, load_id: str) -> int | None:
    """The snapshot of the landing that a load made; None where it has expired."""
    return {said: snapshot for snapshot, said in snapshots(lake, LANDING)}.get(LOAD + load_id)


def first_line(error: Exception) -> str:
    """What an error says, in one line: of a long one beginning and end, where PostgreSQL says why."""
    said = " ".join(str(error).split())
    return said if len(said) <= 400 else f"{said[:120]} … {said[-270:]}"
