"""Shares of a build: tables that one machine has built of some places, for whoever builds the rest.

Each is a schema of its own in the lake of the landing, written in one transaction: it is there whole or not
at all, and whoever wrote it may die. Does not belong here: which tables, of which places
(`transform/shares.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from ..messages import UserError
from ..settings import Lake
from ..sql import SUMS, literal
from .catalogue import LANDING, LOAD, NoLake, attach, connect, first_line, snapshots, transaction
from .pins import Pin

TRIES = 5
"""How often a transaction is tried that others disturb."""

NAME = re.compile(r"build_(\w+?)_(\d+)_of_(\d+)")


class NotWritten(UserError):
    """A share of a build could not be written into the lake."""


class NotWhole(UserError):
    """Shares of a build are not in the lake as they were written."""


class Share(NamedTuple):
    """A share that is in the lake: of which build, the how manieth, and of how many."""

    build: str
    number: int
    of: int

    @property
    def schema(self) -> str:
        """Where its tables are."""
        return f"build_{self.build}_{self.number}_of_{self.of}"


def newest_load(place: Lake) -> Pin | None:
    """What a machine builds from that has closed no load itself; None before the first load."""
    for snapshot, said in reversed(snapshots(place, LANDING)):
        if said.startswith(LOAD):
            return Pin(place.catalogue, place.data, snapshot, said.removeprefix(LOAD))
    return None


def shares(place: Lake) -> list[Share]:
    """Shares of any build that are in the lake.

    Raises:
        NoLake: its catalogue does not answer.
    """
    with connect(place) as connection:
        attach(connection, place, LANDING, "landing")
        return _shares(connection)


def _shares(connection: duckdb.DuckDBPyConnection) -> list[Share]:
    asked = "select schema_name from duckdb_schemas() where database_name = 'landing'"
    names = [NAME.fullmatch(name) for (name,) in connection.execute(asked).fetchall()]
    return sorted(Share(found[1], int(found[2]), int(found[3])) for found in names if found)


def write(place: Lake, share: Share, file: Path, questions: Mapping[str, str]) -> int:
    """Put a share into the lake, in place of one that is there; number of its rows.

    Args:
        place: where to.
        share: which it is.
        file: what was built; attached as `work`.
        questions: what it holds, by the name of the table.

    Raises:
        NotWritten: the lake did not take it.
    """
    why: duckdb.Error | UserError | None = None
    for attempt in range(TRIES):
        try:
            return _write(place, share, file, questions)
        except (duckdb.Error, NoLake) as error:
            why = error
            time.sleep(0.2 * (attempt + 1))
    raise NotWritten("lake.share-not-written", error=first_line(why) if why else "")


def _write(place: Lake, share: Share, file: Path, questions: Mapping[str, str]) -> int:
    with connect(place) as connection:
        attach(connection, place, LANDING, "landing", writes=True)
        connection.execute(f"attach {literal(file)} as work (read_only)")
        into = f"landing.{share.schema}"
        with transaction(connection):
            connection.execute(f"drop schema if exists {into} cascade; create schema {into}")
            connection.execute(
                f"create table {into}.written "
                "(finished timestamp, model varchar, rows ubigint, hashes varchar)"
            )
            for name, question in questions.items():
                # of what was built, not of what the lake made of it
                sums = SUMS.format(f"({question})")
                connection.execute(
                    f"insert into {into}.written select now()::timestamp, {literal(name)}, * from ({sums})"
                )
                connection.execute(f"create table {into}.{name} as {question}")
            connection.execute(f"call landing.set_commit_message('khuyencong', {literal(share.schema)})")
        [(rows,)] = connection.execute(f"select sum(rows)::bigint from {into}.written").fetchall()
        return int(rows)


def take(place: Lake, taken: Sequence[Share], connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    """Put the rows of shares together again, as tables in a new schema of an attached file; their names.

    What is in the schema after an error is of no use.

    Raises:
        NotWhole: something is not there, cannot be read, or is not what was written.
        NoLake: the catalogue does not answer.
    """
    attach(connection, place, LANDING, "shares")
    try:
        connection.execute(f"create schema {schema}")
        where = [f"shares.{share.schema}" for share in taken]
        written = " union all ".join(f"from {each}.written" for each in where)
        expected = connection.execute(
            "select model, count(*), sum(rows)::ubigint, sum(hashes::hugeint)::varchar "
            f"from ({written}) group by 1"
        ).fetchall()
        for name, parts, *sums in expected:
            rows = " union all by name ".join(f"from {each}.{name}" for each in where)
            connection.execute(f"create table {schema}.{name} as {rows}")
            found = connection.execute(SUMS.format(f"{schema}.{name}")).fetchall()
            if parts != len(taken) or found != [tuple(sums)]:
                raise NotWhole("lake.share-not-whole", what=name)
        return {name for name, *_ in expected}
    except duckdb.Error as error:
        raise NotWhole("lake.share-not-readable", error=first_line(error)) from error
    finally:
        connection.execute("detach shares")


def is_whole(place: Lake, share: Share) -> bool:
    """Whether a share can be read, and is what was written."""
    with connect(place) as connection:
        try:
            take(place, [share], connection, "memory.looked_at")
        except NotWhole:
            return False
    return True


def forget(connection: duckdb.DuckDBPyConnection, until: str) -> None:
    """Remove shares that were written before a time (a term of SQL); the connection writes the landing."""
    for share in _shares(connection):
        schema = f"landing.{share.schema}"
        old = f"select coalesce(max(finished) < ({until})::timestamp, true) from {schema}.written"
        if connection.execute(old).fetchall() == [(True,)]:
            connection.execute(f"drop schema {schema} cascade")
