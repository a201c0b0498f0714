"""One release as the exports read it: which tables, which columns, in which order and words.

Belongs here: opening the published file, the rows of `tables.csv` and `words.csv`, and the statements that
read a table for people (words in one language, what people read first) or for programs (as published). Does
not belong here: how anything is written. Columns are taken from the release, so one that is added to a table
arrives by itself, and a table or column that an older release lacks is left out.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from ...messages import LANGUAGES, SEEDS, Language, codes, label, say
from ...sql import literal
from ...vocabulary import Vocabulary
from .. import memory

HERE = Path(__file__).parent
PEOPLE, PROGRAMS = "people", "programs"
SUFFIXES = ("low", "high", "mark", "claim")
"""What stands beside a value in a wide table: `trainees_count_low` belongs to `trainees_count`."""


@dataclass(frozen=True)
class Table:
    """A row of `tables.csv`.

    `source` is a table of the release, or a file of `sql/`; `readers` is `people`, `programs` or `both`;
    `key` names the columns that tell its rows apart; `order`, `first` and `drop` name columns as people see
    them: `indicator_label` is `indicator_label_vi` on a Vietnamese sheet.
    """

    name: str
    source: str
    readers: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    first: tuple[str, ...]
    drop: tuple[str, ...]


class Column(NamedTuple):
    """A column as it is written: `type` is DuckDB's; `heading` is what people read above it."""

    name: str
    type: str
    heading: str
    comment: str


@dataclass(frozen=True)
class Selected:
    """A statement and the columns it gives; the rows come in one order, whoever runs it."""

    sql: str
    columns: tuple[Column, ...]
    rows: int


def quoted(name: str) -> str:
    """An identifier as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def is_number(column: Column) -> bool:
    """Whether a column holds numbers."""
    return column.type.startswith(("DECIMAL", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT"))


class Source:
    """The published file, open for reading, with the words that codes stand for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Look what there is, and lay down the words."""
        self.connection = connection
        self.connection.execute("set enable_progress_bar = false")
        views = "select schema_name || '.' || view_name from duckdb_views() where not internal"
        self._views = {name for (name,) in self.rows(views)}
        self._kept: set[str] = set()
        self._described: dict[str, dict[str, Column]] = {}
        self._counted: dict[str, int] = {}
        self._words()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer. Values are written as literals: parameters load pandas."""
        return self.connection.execute(sql).fetchall()

    @cached_property
    def release(self) -> dict[str, Any]:
        """What the release says about itself: `meta.release`."""
        cursor = self.connection.execute("select * from meta.release")
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchall()[0], strict=True))

    @property
    def release_id(self) -> str:
        """Its id."""
        return str(self.release["release_id"])

    @property
    def created(self) -> dt.datetime:
        """When it was published (UTC): the only time that an export names."""
        created: dt.datetime = self.release["created"]
        return created

    def citation(self, language: Language) -> str:
        """How the release as a whole is cited."""
        return say("exports.citation", language, release=self.release_id, day=f"{self.created:%Y-%m-%d}")

    @cached_property
    def comments(self) -> dict[tuple[str, str], str]:
        """Comments of the release by table (`marts.claims`) and column; of the table itself under ''."""
        rows = self.rows(
            """
            select schema_name || '.' || table_name, column_name, comment from duckdb_columns()
            union all select schema_name || '.' || table_name, '', comment from duckdb_tables()
            union all select schema_name || '.' || view_name, '', comment from duckdb_views()
            """
        )
        return {(table, column): text for table, column, text in rows if text}

    @cached_property
    def headings(self) -> dict[tuple[str, str], dict[str, str]]:
        """Words for the columns of wide tables, by table and column, where the release has them."""
        if ("meta.headings", "") not in self.comments:
            return {}
        rows = self.rows(
            "select 'analytics.' || table_name, column_name, heading_en, heading_vi from meta.headings"
            " where part <> 'row'"
        )
        return {(table, column): {"en": en, "vi": vi} for table, column, en, vi in rows}

    def heading(self, table: Table, name: str, language: Language) -> str:
        """What stands above a column; without words of its own it is called as in the release."""
        if words := self.headings.get((table.source, name)):
            return words[language]
        if name in codes("column"):
            return label("column", name, language)
        base, _, suffix = name.rpartition("_")
        if suffix in SUFFIXES and base in codes("column"):
            what = label("column", f"value_{suffix}", language)
            return say("exports.heading-beside", language, column=label("column", base, language), what=what)
        return name

    def tables(self, readers: str) -> list[Table]:
        """The tables for people or for programs that this release has."""
        there = {
            name
            for (name,) in self.rows(
                "select table_schema || '.' || table_name from information_schema.tables"
            )
        }
        return [
            table
            for table in TABLES
            if table.readers in (readers, "both") and (table.source in there or table.source.endswith(".sql"))
        ]

    def for_programs(self, table: Table) -> Selected:
        """A table as it is published, ordered by its key."""
        columns = self._columns(table)
        sql = f"select * from {self._from(table)} as t order by {_order(table, columns, columns, ())}"
        return Selected(sql, tuple(columns.values()), self._count(table))

    def for_people(self, table: Table, language: Language) -> Selected:
        """A table in the words of one language.

        What people read first stands first; columns of the other language, those that `drop` names, and
        those without any value are left out; codes that have words are words.
        """
        published = self._columns(table)
        chosen = {
            name: column for name, column in _in_language(published, language) if name not in table.drop
        }
        filled = self._filled(table, list(chosen.values()))
        chosen = {name: column for name, column in chosen.items() if column.name in filled}
        names = [
            *(name for name in table.first if name in chosen),
            *(n for n in chosen if n not in table.first),
        ]
        parts, joins, columns = [], [], []
        for position, name in enumerate(names):
            column = chosen[name]
            here = f"t.{quoted(column.name)}"
            kind = WORDS.get((table.name, name)) or WORDS.get(("", name))
            if column.type.endswith("[]"):
                word = f"getvariable('words_{language}')['{kind}:' || x]"
                each = f"list_transform({here}, lambda x: coalesce({word}, x))"
                here = f"array_to_string({each if kind else here}, '; ')"
            elif column.type == "VARCHAR" and kind:
                word = f"w{position}"
                joins.append(f"left join words as {word} on {word}.kind = '{kind}' and {word}.code = {here}")
                here = f"coalesce({word}.{language}, {here})"
            type_ = "VARCHAR" if column.type.endswith("[]") else column.type
            parts.append(f"{here} as {quoted(name)}")
            columns.append(Column(name, type_, self.heading(table, name, language), column.comment))
        order = _order(table, {column.name: column for column in columns}, published, table.order)
        sql = f"select {', '.join(parts)} from {self._from(table)} as t {' '.join(joins)} order by {order}"
        return Selected(sql, tuple(columns), self._count(table))

    def statement(self, table: Table) -> str:
        """The rows of a table as published, in no order."""
        return f"select * from {self._from(table)}"

    def _from(self, table: Table) -> str:
        """Where the rows of a table come from.

        A wide view takes longer to plan than to read and is asked many times, so its rows are kept.
        """
        if table.source.endswith(".sql"):
            return f"({(HERE / 'sql' / table.source).read_text(encoding='utf-8')})"
        if table.source not in self._views:
            return table.source
        kept = f"kept_{table.name}"
        if table.source not in self._kept:
            self.connection.execute(f"create temp table {kept} as select * from {table.source}")
            self._kept.add(table.source)
        return kept

    def _columns(self, table: Table) -> dict[str, Column]:
        if table.name not in self._described:
            self._described[table.name] = {
                name: Column(name, type_, name, self._comment(table, name))
                for name, type_, *_ in self.rows(f"describe select * from {self._from(table)}")
            }
        return self._described[table.name]

    def _comment(self, table: Table, column: str) -> str:
        known = self.comments.get((table.source, column))
        marts = ("marts.observations", "marts.claims", "marts.dim_report")
        return known or next((c for name in marts if (c := self.comments.get((name, column)))), "")

    def _count(self, table: Table) -> int:
        if table.name not in self._counted:
            ((self._counted[table.name],),) = self.rows(f"select count(*) from {self._from(table)}")
        return self._counted[table.name]

    def _filled(self, table: Table, columns: list[Column]) -> set[str]:
        """Columns in which something is said at all."""
        if not columns:
            return set()
        said = {
            "VARCHAR": "count(nullif({}, ''))",
            "VARCHAR[]": "count(nullif(len({}), 0))",
        }
        counts = ", ".join(said.get(c.type, "count({})").format(quoted(c.name)) for c in columns)
        ((*found,),) = self.rows(f"select {counts} from {self._from(table)}")
        return {column.name for column, count in zip(columns, found, strict=True) if count}

    def _words(self) -> None:
        """A table of the words that codes stand for, and as much as a variable for codes in lists."""
        vocabulary = Vocabulary(SEEDS.parent)
        rows = [("nature", n.nature, n.label_en, n.label_vi) for n in vocabulary.natures.values()]
        rows += [("measure", m.measure, m.label_en, m.label_vi) for m in vocabulary.measures.values()]
        for kind in sorted(set(WORDS.values())):
            rows += [(kind, code, label(kind, code, "en"), label(kind, code, "vi")) for code in codes(kind)]
        # "contested: figures contradict each other" explains itself on the read-me; a cell holds the word.
        rows = [
            (k, c, en.partition(":")[0], vi.partition(":")[0]) if k == "mark" else (k, c, en, vi)
            for k, c, en, vi in rows
            if c
        ]
        self.connection.execute(
            "create temp table words (kind varchar, code varchar, en varchar, vi varchar)"
        )
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        self.connection.execute(f"insert into words values {values}")
        for kind in ("unit", "scope", "funding_source"):
            code = kind if kind == "funding_source" else f"{kind}_code"
            self.connection.execute(
                f"insert into words select '{kind}', {code}, label_en, label_vi from marts.dim_{kind}"
                f" where {code} <> ''"
            )
        for language in LANGUAGES:
            self.connection.execute(
                f"set variable words_{language} = ("
                f"select map_from_entries(list((kind || ':' || code, {language}) order by kind, code))"
                " from words where kind in ('mark_reason', 'flag', 'sheet_column'))"
            )


@contextmanager
def opened(release: Path, scratch: Path, processes: int = 1) -> Iterator[Source]:
    """A release, as one of so many processes that read it; see `memory.opened`."""
    threads = max(1, (os.cpu_count() or 1) // processes)
    with memory.opened(release, scratch, processes, threads) as connection:
        yield Source(connection)


def _in_language(columns: dict[str, Column], language: Language) -> Iterator[tuple[str, Column]]:
    """Columns by their name without a language: of `x_en` and `x_vi`, or `x` and `x_en`, one."""
    for name, column in columns.items():
        base, _, ending = name.rpartition("_")
        if ending not in LANGUAGES or not base:
            if not (language == "en" and f"{name}_en" in columns):
                yield name, column
        elif ending == language or not {base, f"{base}_{language}"} & set(columns):
            yield base, column


_NAMES = ("place_name", "indicator_label", "name")
"""Columns of names, ordered as a Vietnamese dictionary orders them."""


def _order(
    table: Table, shown: dict[str, Column], published: dict[str, Column], names: tuple[str, ...]
) -> str:
    """What rows are ordered by: the columns named, as far as they are there, and what tells equal ones apart.

    That is the key; where the release does not have it, every column.
    """
    keyed = table.key and set(table.key) <= set(published)
    apart = [name for name in (table.key if keyed else published) if published[name].type != "MAP"]
    ordered = [quoted(n) + (" collate vi" if n in _NAMES else "") for n in names if n in shown]
    return ", ".join([*ordered, *(f"t.{quoted(name)}" for name in apart)])


def listed(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


TABLES = tuple(
    Table(
        row["name"],
        row["source"],
        row["readers"],
        *(tuple(row[column].split()) for column in ("key", "order", "first", "drop")),
    )
    for row in listed("tables")
)
WORDS = {(row["table"], row["column"]): row["kind"] for row in listed("words")}
"""Kinds of labels by table ('' for any) and column."""
