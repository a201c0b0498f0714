"""Write what was judged into a new `landing.duckdb`, and put it in the place of the old one.

Belongs here: writing and reading the tables of schema `raw`. Does not belong here: their columns
(`_sources.yml` of dbt), any decision about a figure. Nobody else writes this file; readers of the old one
keep it until they close it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from .. import disk
from ..contracts.landing import DECIMAL, TABLES, WORDS, Column, Table
from ..sql import literal
from . import reuse

STORAGE = "v1.4.0"
"""Storage version of the file: readable by DuckDB 1.4 and later."""

PER_REPORT = tuple(table.name for table in TABLES.values() if table.names[0] == "report_id")
"""Tables of which the rows of unchanged reports can be kept."""


def _typed(column: Column) -> str:
    """A column of text as what it is declared to be, exactly."""
    text = f'CAST("{column.name}" AS VARCHAR)'
    if column.type == WORDS:  # splitting '' gives one empty word
        return f"list_filter(string_split({text}, ' '), lambda w: w <> '')::{WORDS}"
    return _exact(text) if column.type == DECIMAL else f"CAST({text} AS {column.type})"


def _exact(text: str) -> str:
    """A text with six decimals as DECIMAL, exactly.

    DuckDB reads a text into a number of 128 bits a hundred times slower than into one of 64, into which
    nearly all values fit: whole ones without their zeros, others as they are.
    """
    slow = f"CAST({text} AS {DECIMAL})"
    whole = f"CAST(TRY_CAST(left({text}, length({text}) - 7) AS BIGINT) AS {DECIMAL})"
    small = f"CAST(TRY_CAST({text} AS DECIMAL(18,6)) AS {DECIMAL})"
    return f"coalesce(if(ends_with({text}, '.000000'), {whole}, {small}), {slow})"


def create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """An empty table of schema `raw`, described in the file itself."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    connection.execute(f"CREATE OR REPLACE TABLE raw.{table.name} ({columns})")
    connection.execute(f"COMMENT ON TABLE raw.{table.name} IS {literal(table.description)}")
    for column in table.columns:
        comment = literal(column.description)
        connection.execute(f'COMMENT ON COLUMN raw.{table.name}."{column.name}" IS {comment}')


class Landing:
    """A landing that is being written; a `Place` makes one. `first` are values before those of each row."""

    schema = "raw"
    first: tuple[str, ...] = ()

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        kept: Sequence[str] = (),
        tables: Iterable[Table] = TABLES.values(),
    ) -> None:
        """Bring tables to what is kept of them: the rows of unchanged reports, or nothing."""
        self._connection = connection
        connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
        connection.register("kept", pd.DataFrame({"report_id": pd.Series(list(kept), dtype="str")}))
        for table in tables:
            if not kept or table.name not in PER_REPORT:
                create(connection, table)
            else:
                connection.execute(
                    f"DELETE FROM raw.{table.name} WHERE report_id NOT IN (SELECT report_id FROM kept)"
                )

    def add(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Add rows to some tables.

        Args:
            frames: by name of the table, all columns as text (see `schemas.frames`).

        Raises:
            duckdb.Error: a value does not have the type of its column.
        """
        for name, rows in frames.items():
            if not rows.empty:
                # Found by its name here; registered, every frame would be kept until the transaction ends.
                incoming = rows  # noqa: F841
                typed = ", ".join((*self.first, *map(_typed, TABLES[name].columns)))
                self._connection.execute(f"INSERT INTO {self.schema}.{name} SELECT {typed} FROM incoming")

    def execute(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement on the file being written; its rows."""
        return self._connection.execute(sql, values or None).fetchall()


def read(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """A table of the landing as a frame of text."""
    names = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in TABLES[table].names)
    return connection.execute(f"SELECT {names} FROM raw.{table}").df()


class Place(Protocol):
    """Where an ingest lands: a file of this machine, or the lake of all (`shared.py`)."""

    def whole(self) -> AbstractContextManager[object]:
        """Held from the first look at what has landed until the end."""

    def known(self, basis: str, found: Mapping[str, str]) -> dict[str, reuse.Known]:
        """What has landed of the reports found, by id, with the content hash of each: see `reuse`."""

    def writing(self, kept: Sequence[str]) -> AbstractContextManager[Landing]:
        """Write a new landing that keeps the rows of some reports."""

    def opened(self) -> duckdb.DuckDBPyConnection:
        """What has landed, read-only."""


class File:
    """Landing in a file that nobody else reads meanwhile: the caller holds the writer's lock."""

    def __init__(self, path: Path) -> None:
        """The landing file, which may be missing."""
        self.path = path

    def whole(self) -> AbstractContextManager[object]:
        """Nothing to be held."""
        return nullcontext()

    def known(self, basis: str, found: Mapping[str, str]) -> dict[str, reuse.Known]:
        """What the file holds; nothing where it was not closed or cannot be read."""
        if self.path.with_name(f"{self.path.name}.wal").exists():
            return {}
        try:
            with self.opened() as connection:
                return reuse.known_reports(connection, basis)
        except duckdb.Error:
            return {}

    @contextmanager
    def writing(self, kept: Sequence[str]) -> Iterator[Landing]:
        """Write a new file, which takes the place of the present one at the end of the block.

        The present one is untouched when the block fails.

        Args:
            kept: reports whose rows are taken over from the present file; they must not be added.
        """
        target = self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        # Of an ingest that was killed; there is one writer.
        for left in target.parent.glob(f"{target.name}.*.new*"):
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()
        # A folder that nobody else can write into, so that nothing can be planted there.
        own = Path(tempfile.mkdtemp(".new", f"{target.name}.", target.parent))
        aside = own / target.name
        try:
            if kept:
                shutil.copyfile(target, aside)
            with duckdb.connect(str(aside), config={"storage_compatibility_version": STORAGE}) as connection:
                connection.execute("BEGIN")
                yield Landing(connection, kept)
                connection.execute("COMMIT")
                connection.execute("CHECKPOINT")
            with aside.open("rb") as handle:
                os.fsync(handle)
            target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
            aside.replace(target)
            disk.sync_folder(target.parent)
        finally:
            shutil.rmtree(own)

    def opened(self) -> duckdb.DuckDBPyConnection:
        """The file, read-only."""
        return duckdb.connect(str(self.path), read_only=True)
