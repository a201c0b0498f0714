"""A release file becomes a commit of the lake, and a commit becomes a file again.

The lake holds the tables, views and macros of a release under the same names. What it cannot hold stands in
two tables of its own: `meta.descriptions` (descriptions of macros and of columns of views, and the statement
that made each view and macro) and `meta.empty_file` (the file of the release without its rows: DuckDB writes
the text of a view anew each time it reads it, so that only a file keeps it as it was). A commit writes only
rows that differ, and is compared with the file, table by table, before anybody can read it. Does not belong
here: what a release says, and which are kept (`publish/`).
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

import duckdb

from ..messages import Message, UserError, message
from ..progress import Progress
from ..settings import Lake
from ..sql import SUMS, literal
from .catalogue import RELEASES, NoLake, asking, attach, connect, first_line, snapshots, transaction

STORAGE = "v1.4.0"
MESSAGE = "release "
"""How the message of a commit begins that is a release; its id follows."""

OTHERS = """
    select schema_name || '.' || view_name, 'view'
    from duckdb_views() where database_name = 'lake' and not internal
    union all
    select distinct function_name, if(function_type = 'macro', 'macro', 'macro table')
    from duckdb_functions() where database_name = 'lake' and not internal
"""
"""Views and macros of the lake."""

DESCRIBED = """
    select 'table', schema_name || '.' || table_name as object, '' as column_name, comment
    from duckdb_tables() where database_name = 'new' and comment is not null
    union all
    select 'view', schema_name || '.' || view_name, '', comment
    from duckdb_views() where database_name = 'new' and comment is not null
    union all
    select if(function_type = 'macro', 'macro', 'macro table'), function_name, '', any_value(comment)
    from duckdb_functions() where database_name = 'new' and comment is not null and not internal group by all
    union all
    select
        if((schema_name, table_name) in (
            select (schema_name, view_name) from duckdb_views() where database_name = 'new'
        ), 'view', 'table'),
        schema_name || '.' || table_name, column_name, comment
    from duckdb_columns() where database_name = 'new' and comment is not null
    order by all
"""
"""Kind, object, column and text of all that is described in the file."""

OWN = (("meta", "descriptions"), ("meta", "empty_file"))
"""Tables of the lake that a release file does not have."""

EMPTY_FILE = "The file of this release without its rows, compressed (zlib), to be filled again. One row."
WHAT_IS_DESCRIBED = (
    "What every table, column, view and macro means, those included that a lake cannot describe itself. "
    "One row per object and column."
)
DESCRIPTIONS = ("kind", "object", "column_name", "description", "statement")
GRACE = dt.timedelta(days=1)
"""How long the data of a snapshot stay after it has expired: who reads it goes on reading."""

_NULL_DEFAULT = re.compile(r"\s*:=\s*NULL\b", re.IGNORECASE)
_MADE = re.compile(r'^CREATE (VIEW|MACRO) ("?[\w.]+"?(?:\."?\w+"?)?)', re.IGNORECASE)

Table: TypeAlias = tuple[str, str]
"""Schema and name."""

Columns: TypeAlias = list[tuple[str, str]]
"""Names and types."""


class _File(NamedTuple):
    """A release file, attached as `new`: tables with columns, statements of views and macros by name.

    `described` holds kind, object, column and text of all that is described; `empty` is the file
    without rows.
    """

    tables: dict[Table, Columns]
    made: dict[str, tuple[str, str]]
    described: list[tuple[str, str, str, str]]
    empty: bytes


class Unfit(UserError):
    """A release holds what a lake damages, or would not be there what it is in its file."""


class Moved(UserError):
    """Another release became current while this one was made."""


def kept(lake: Lake) -> dict[str, int]:
    """Releases of the lake, oldest first, and the newest snapshot of each."""
    return dict(sorted(_releases(lake)))


def current(lake: Lake) -> str | None:
    """Id of the release that everybody reads; None before the first."""
    return next((release_id for release_id, _ in reversed(_releases(lake))), None)


def _releases(lake: Lake) -> list[tuple[str, int]]:
    """Commits that are releases, in their order."""
    return [
        (said.removeprefix(MESSAGE), snapshot)
        for snapshot, said in snapshots(lake, RELEASES)
        if said.startswith(MESSAGE)
    ]


@contextmanager
def opened(lake: Lake, release_id: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that uses a release of the lake as it uses a file; the current one where none is named.

    Raises:
        NoLake: the catalogue does not answer, or the release is not kept.
    """
    with connect(lake) as connection:
        attach(
            connection, lake, RELEASES, "lake", snapshot=snapshot_of(lake, release_id) if release_id else None
        )
        connection.execute("use lake")
        yield connection


def snapshot_of(lake: Lake, release_id: str) -> int:
    """The newest snapshot of a release.

    Raises:
        NoLake: the release is not kept.
    """
    there = kept(lake)
    if release_id not in there:
        raise NoLake("lake.not-kept", release=release_id, kept=", ".join(reversed(there)))
    return there[release_id]


def size_of(lake: Lake, release_id: str) -> int:
    """Bytes of the data files that a release reads; it shares most of them with others."""
    snapshot = snapshot_of(lake, release_id)
    with asking(lake) as cursor:
        cursor.execute(
            f"select coalesce(sum(file_size_bytes), 0)::bigint from {RELEASES}.ducklake_data_file "
            "where begin_snapshot <= %s and (end_snapshot is null or end_snapshot > %s)",
            (snapshot, snapshot),
        )
        return int(cursor.fetchone()[0])


# --- up ------------------------------------------------------------------------------------------------


def up(
    lake: Lake,
    path: Path,
    instead_of: str | None,
    failures: Callable[[duckdb.DuckDBPyConnection], list[Message]],
) -> int:
    """Commit what a release file holds; returns the number of rows that were written or removed.

    Args:
        lake: where to.
        path: the file, named after the id of the release; nobody writes into it.
        instead_of: the release that is current, None before the first one.
        failures: what does not work in the database that a connection uses; asked before the commit.

    Raises:
        Unfit: the lake would not hold what the file holds; nothing was committed.
        Moved: another release is current by now; nothing was committed.
        NoLake: the catalogue does not answer.
    """
    with tempfile.TemporaryDirectory() as folder, connect(lake) as connection:
        connection.execute(f"attach {literal(path)} as new (read_only)")
        file = _read(connection, Path(folder))
        attach(connection, lake, RELEASES, "lake", writes=True)
        connection.execute("use lake")
        try:
            with transaction(connection):
                if (found := _current(connection)) != instead_of:
                    raise Moved("lake.moved", release=path.stem, found=found)
                moved = _write(connection, file)
                _prove(connection, file.tables)
                if reasons := failures(connection):
                    said = "; ".join(each.text("en") for each in reasons)
                    raise Unfit("lake.does-not-answer", reasons=said)
                message_of = f"'khuyencong', {literal(MESSAGE + path.stem)}"
                connection.execute(f"call lake.set_commit_message({message_of})")
        except duckdb.Error as error:
            raise Unfit("lake.not-committed", release=path.stem, error=first_line(error)) from error
        return moved


def _current(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        found = connection.execute("select release_id from lake.meta.release").fetchone()
    except duckdb.CatalogException:
        return None
    return found[0] if found else None


def _read(connection: duckdb.DuckDBPyConnection, folder: Path) -> _File:
    """What there is to know of the file but its rows.

    Raises:
        Unfit: it holds numbers of 128 bits, which a lake turns into floating point without a word.
    """
    tables = _tables(connection)
    wide = [
        f"{schema}.{table}.{column} {kind}"
        for (schema, table), columns in tables.items()
        for column, kind in columns
        if "HUGEINT" in kind
    ]
    if wide:
        raise Unfit("lake.would-damage", what=", ".join(wide))
    path, exported = folder / "empty.duckdb", folder / "exported"
    described = connection.execute(DESCRIBED).fetchall()
    connection.execute(f"attach {literal(path)} as empty (storage_version {literal(STORAGE)})")
    connection.execute("copy from database new to empty (schema)")
    connection.execute(f"use empty; export database {literal(exported)}; use memory; detach empty")
    made = {}
    for statement in connection.extract_statements((exported / "schema.sql").read_text("utf-8")):
        query = statement.query.strip().rstrip(";")
        if found := _MADE.match(query):
            kind = found[1].lower()
            if kind == "macro":  # a null default damages the lake: there the argument has to be named
                head, mark, body = query.partition(" AS ")
                query = f"{_NULL_DEFAULT.sub('', head)}{mark}{body}"
            made[found[2].replace('"', "")] = (kind, query)
    return _File(tables, made, described, path.read_bytes())


def _write(connection: duckdb.DuckDBPyConnection, file: _File) -> int:
    """Bring the lake to what the file holds, within the open transaction; rows written and removed."""
    there = "select schema_name, table_name from duckdb_tables() where database_name = 'lake'"
    old = {*connection.execute(there).fetchall()}
    before: dict[tuple[str, str, str], tuple[str, str]] = {}
    if OWN[0] in old:
        for *key, description, statement in connection.execute("from lake.meta.descriptions").fetchall():
            before[tuple(key)] = (description, statement)
    for name, kind in connection.execute(OTHERS).fetchall():
        if name not in file.made:
            connection.execute(f"drop {kind} {name}")
    for schema in sorted({schema for schema, _ in [*file.tables, *OWN]}):
        connection.execute(f"create schema if not exists lake.{schema}")
    for table in old - file.tables.keys() - {*OWN}:
        connection.execute(f"drop table lake.{_sql(table)}")
    moved, anew = 0, set()
    progress = Progress("lake", len(file.tables), message("progress.tables-compared"))
    for table, columns in file.tables.items():
        same = table in old and _columns(connection, table) == columns
        moved += _write_rows(connection, table, columns) if same else _write_anew(connection, table)
        anew |= set() if same else {".".join(table)}
        progress.done()
    known = {name: statement for (_, name, column), (_, statement) in before.items() if not column}
    changed = {name: query for name, (_, query) in file.made.items() if known.get(name) != query}
    _make(connection, list(changed.values()))
    _describe(connection, file, before, anew | changed.keys())
    connection.execute(
        "create or replace table lake.meta.empty_file as select ?::blob as file", [zlib.compress(file.empty)]
    )
    connection.execute(f"comment on table lake.meta.empty_file is {literal(EMPTY_FILE)}")
    return moved


def _make(connection: duckdb.DuckDBPyConnection, statements: list[str]) -> None:
    """Views and macros, those first that others need: their order is not known."""
    while statements:
        left, why = [], None
        for statement in statements:
            try:
                connection.execute(re.sub("^CREATE ", "create or replace ", statement, flags=re.IGNORECASE))
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                left.append(statement)
                why = error
        if why and len(left) == len(statements):
            raise why
        statements = left


def _write_anew(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Write all rows of a table that is new or has other columns."""
    name = _sql(table)
    connection.execute(f"create or replace table lake.{name} as from new.{name}")
    [(count,)] = connection.execute(f"select count(*) from new.{name}").fetchall()
    return int(count)


def _write_rows(connection: duckdb.DuckDBPyConnection, table: Table, columns: Columns) -> int:
    """Write the rows of one table that differ, and remove those that are not in the file."""
    name = _sql(table)
    listed = ", ".join(_sql((column,)) for column, _ in columns)
    connection.execute(
        f"""
        create or replace temp table differing as
        with ours as (select hash({listed}) as h, count(*) as n from new.{name} group by h),
        theirs as (select hash({listed}) as h, count(*) as n from lake.{name} group by h)
        select coalesce(ours.h, theirs.h) as h, coalesce(ours.n, 0) as ours, coalesce(theirs.n, 0) as theirs
        from ours full join theirs on ours.h = theirs.h
        where ours.n is distinct from theirs.n
        """
    )
    asked = "select coalesce(sum(ours), 0)::bigint, coalesce(sum(theirs), 0)::bigint from differing"
    [(ours, theirs)] = connection.execute(asked).fetchall()
    differ = f"hash({listed}) in (select h from differing)"
    if theirs:
        connection.execute(f"delete from lake.{name} where {differ}")
    if ours:
        connection.execute(f"insert into lake.{name} select {listed} from new.{name} where {differ}")
    return int(ours + theirs)


def _describe(
    connection: duckdb.DuckDBPyConnection,
    file: _File,
    before: dict[tuple[str, str, str], tuple[str, str]],
    anew: Collection[str],
) -> None:
    """Comments where the lake keeps them; all of them in a table, with statements of views and macros."""
    rows = {}
    for kind, name, column, description in file.described:
        statement = "" if column else file.made.get(name, ("", ""))[1]
        rows[kind, name, column] = (description, statement)
        is_kept = not kind.startswith("macro") and not (kind == "view" and column)
        if is_kept and (name in anew or before.get((kind, name, column), ("",))[0] != description):
            what = f'column {name}."{column}"' if column else f"{kind} {name}"
            connection.execute(f"comment on {what} is {literal(description)}")
    named = {name for _, name, column in rows if not column}
    rows |= {(kind, name, ""): ("", said) for name, (kind, said) in file.made.items() if name not in named}
    if rows == before:
        return
    columns = list(zip(*((*key, *value) for key, value in sorted(rows.items())), strict=True))
    unnested = ", ".join(f"unnest(?::varchar[]) as {name}" for name in DESCRIPTIONS)
    connection.execute(
        f"create or replace table lake.meta.descriptions as select {unnested}",
        [list(each) for each in columns],
    )
    connection.execute(f"comment on table lake.meta.descriptions is {literal(WHAT_IS_DESCRIBED)}")


def _prove(connection: duckdb.DuckDBPyConnection, tables: Collection[Table]) -> None:
    """Compare every table of the lake with that of the file, by rows and their hashes.

    Raises:
        Unfit: one is not as it is in the file.
    """
    differing = []
    for table in tables:
        counts = [
            connection.execute(SUMS.format(f"{where}.{_sql(table)}")).fetchall() for where in ("new", "lake")
        ]
        if counts[0] != counts[1]:
            differing.append(".".join(table))
    if differing:
        raise Unfit("lake.not-the-same", tables=", ".join(differing))


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[Table, Columns]:
    """Tables of the file, with names and types of their columns."""
    found: dict[Table, Columns] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = 'new' and not internal and (schema_name, table_name) in ("
        "select (schema_name, table_name) from duckdb_tables() where database_name = 'new') "
        "order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault((schema, table), []).append((column, kind))
    return found


def _columns(connection: duckdb.DuckDBPyConnection, table: Table) -> Columns:
    """Names and types of the columns of one table of the lake."""
    found = connection.execute(f"describe lake.{_sql(table)}").fetchall()
    return [(column, kind) for column, kind, *_ in found]


def _sql(names: tuple[str, ...]) -> str:
    return ".".join(f'"{name}"' for name in names)


# --- down ----------------------------------------------------------------------------------------------


def down(lake: Lake, release_id: str, path: Path) -> None:
    """Write a release of the lake into a file that is not there yet.

    Raises:
        NoLake: the catalogue does not answer, or the release is not kept.
        Unfit: the file does not hold what the lake holds.
    """
    with opened(lake, release_id) as connection:
        [(packed,)] = connection.execute("select file from lake.meta.empty_file").fetchall()
        path.write_bytes(zlib.decompress(packed))
        connection.execute(f"attach {literal(path)} as new")
        tables = _tables(connection)
        with transaction(connection):
            for table, columns in tables.items():
                listed = ", ".join(_sql((column,)) for column, _ in columns)
                connection.execute(f"insert into new.{_sql(table)} select {listed} from lake.{_sql(table)}")
        _prove(connection, tables)
        connection.execute("checkpoint new; detach new")


# --- retention -----------------------------------------------------------------------------------------


def expire(lake: Lake, release_ids: Collection[str], grace: dt.timedelta = GRACE) -> None:
    """Let releases go, and snapshots that are none; their data are removed when the grace has passed.

    The newest snapshot, which everybody reads, never goes, nor do those of other releases.
    """
    stay = {snapshot for release_id, snapshot in kept(lake).items() if release_id not in release_ids}
    gone = sorted({snapshot for snapshot, _ in snapshots(lake, RELEASES)[:-1]} - stay)
    if not gone:
        return
    until = f"now() - interval {int(grace.total_seconds())} second"
    with connect(lake) as connection:
        attach(connection, lake, RELEASES, "lake", writes=True)
        connection.execute(f"call ducklake_expire_snapshots('lake', versions => {gone})")
        connection.execute(f"call ducklake_cleanup_old_files('lake', older_than => {until})")
        connection.execute(f"call ducklake_delete_orphaned_files('lake', older_than => {until})")
