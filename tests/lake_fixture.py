"""A lake for tests: a PostgreSQL of their own, started as a user without rights, and a folder of data.

Belongs here: starting, stopping and killing servers. Does not belong here: what is expected of a lake.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.lake import LANDING, RELEASES
from dagster_project.settings import Lake

PACKAGES = (
    *("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "duckdb_extension_httpfs"),
    "psycopg2",
)


def _binaries() -> Path | None:
    """Folder of PostgreSQL's programs: Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def why_not() -> str | None:
    """Why there can be no lake here; None where there can."""
    if missing := [name for name in PACKAGES if importlib.util.find_spec(name) is None]:
        return f"the extra `lake` is not installed ({', '.join(missing)})"
    if _binaries() is None:
        return "PostgreSQL is not installed (Debian's package postgresql)"
    return None


class Catalogue:
    """A PostgreSQL in a folder of its own, reached through a socket there."""

    def __init__(self) -> None:
        """Make it and start it; root is not allowed to, so somebody else does."""
        binaries = _binaries()
        assert binaries
        self._binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="lake-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            names = {user.pw_name for user in pwd.getpwall()}
            user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        made = ("--auth=trust", "--username=lake", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", f"--pgdata={self.folder / 'data'}", *made)
        self._server: subprocess.Popen[bytes] | None = None
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / program, *arguments], cwd="/", capture_output=True, text=True, **self._as
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # A crash of the server loses nothing without fsync; that of the machine would. Compiling queries and
        # looking after tables cost more than they save in so short a life.
        settings = {
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "",
            **dict.fromkeys(("fsync", "full_page_writes", "jit", "autovacuum"), "off"),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", *options],
                cwd="/",
                stdout=log,
                stderr=log,
                **self._as,
            )
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(Exception), self.asking("postgres"):
                return
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it; SIGQUIT is a crash, after which it has to recover."""
        assert self._server
        self._server.send_signal(how)
        self._server.wait(60)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._server
        return self._server.pid

    def dsn(self, database: str, user: str = "lake") -> str:
        """How to reach one of its databases."""
        return f"host={self.folder} dbname={database} user={user}"

    @contextlib.contextmanager
    def asking(self, database: str) -> Iterator[Any]:
        """A cursor on one of its databases."""
        import psycopg2

        connection = psycopg2.connect(self.dsn(database))
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()


@dataclasses.dataclass(frozen=True)
class Place:
    """A lake, and the PostgreSQL that its catalogue is in."""

    lake: Lake
    catalogue: Catalogue
    database: str

    @classmethod
    def create(cls, catalogue: Catalogue, data: Path) -> Place:
        """An empty lake of its own."""
        return cls._of(catalogue, data, "template1")

    @classmethod
    def _of(cls, catalogue: Catalogue, data: Path, template: str) -> Place:
        name = f"lake_{abs(hash(str(data))) % 10**12}"
        with catalogue.asking("postgres") as cursor:
            cursor.execute(f"create database {name} template {template}")
        data.mkdir(exist_ok=True)
        return cls(Lake(catalogue.dsn(name), str(data)), catalogue, name)

    def copy(self, data: Path) -> Place:
        """A lake that holds the same, catalogue and files copied; nobody may be connected to this one."""
        shutil.copytree(self.lake.data, data)
        copied = self._of(self.catalogue, data, self.database)
        with self.catalogue.asking(copied.database) as cursor:
            for name in (RELEASES, LANDING):
                cursor.execute("select to_regclass(%s)", (f"{name}.ducklake_metadata",))
                if name == RELEASES and cursor.fetchone() == (None,):
                    continue  # nothing has been published
                cursor.execute(
                    f"update {name}.ducklake_metadata set value = %s where key = 'data_path'",
                    (f"{data}/{name}/",),
                )
                assert cursor.rowcount == 1
        return copied


def _checking_extensions_once(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Let the signatures of extensions be checked for the first connection to a lake and for no other.

    DuckDB does so whenever it loads them, which takes a third of a second and most of the time of a small
    question. Processes that tests start check them as ever.
    """
    checked: list[bool] = []

    def connected(*place: Any, config: dict[str, Any] | None = None, **named: Any) -> Any:
        settings = dict(config or {})
        if "autoload_known_extensions" in settings:  # a connection to a lake
            settings |= {"allow_unsigned_extensions": "true"} if checked else {}
            checked.append(True)
        return connect(*place, config=settings, **named)

    return connected


@pytest.fixture(scope="session")
def catalogue() -> Iterator[Catalogue]:
    """A PostgreSQL for all tests of a process."""
    if reason := why_not():
        pytest.skip(reason)
    server = Catalogue()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(duckdb, "connect", _checking_extensions_once(duckdb.connect))
            yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder)


@pytest.fixture
def place(catalogue: Catalogue, tmp_path: Path) -> Place:
    """An empty lake of its own."""
    return Place.create(catalogue, tmp_path / "data")
