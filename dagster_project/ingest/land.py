"""Write what was judged into a new `landing.duckdb`, and put it in the place of the old one.

Belongs here: the tables of schema `raw` and their types. Does not belong here: any decision about a
figure. Nobody else writes this file; readers of the old one keep it until they close it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

STORAGE = "v1.4.0"
"""Storage version of the file: readable by DuckDB 1.4 and later."""

LISTS = frozenset({"inferred", "flags", "places"})
"""Columns that arrive as words joined by a blank and become lists."""

DECIMAL = "DECIMAL(28,6)"

Columns = tuple[tuple[str, str], ...]


def _columns(text: str) -> Columns:
    """`name` or `name TYPE` per line or comma; the type is VARCHAR unless said."""
    pairs = (item.split(maxsplit=1) for item in text.replace("\n", ";").split(";") if item.strip())
    return tuple((pair[0], pair[1] if len(pair) > 1 else "VARCHAR") for pair in pairs)


TABLES: dict[str, Columns] = {
    "reports": _columns(
        "report_id; title; kind; publisher; author; published; published_end DATE; url; language\n"
        "places VARCHAR[]; source_file; source_sha256; source_lines; title_lines; caption_lines\n"
        "complete BOOLEAN\n"
        "transcribed_by; transcribed_on; checked_by; notes; content_sha256; status\n"
        "figures INTEGER; accepted INTEGER; rejected INTEGER; article_state; not_figures_state"
    ),
    "figures": _columns(
        "report_id; row INTEGER; figure; line; indicator; measure; base; place; scope; period\n"
        "period_printed; nature; funding_source; qualifier; value; unit; note"
    ),
    "claims": _columns(
        "report_id; figure INTEGER; row INTEGER; source_file; source_line INTEGER; indicator_code; measure\n"
        "base; place_id; place_part; scope_code; period_id; period_label\n"
        "period_label_en; period_start DATE; period_end DATE\n"
        "period_kind; period_private BOOLEAN; period_printed; nature; funding_source; inferred VARCHAR[]\n"
        f"value_printed; unit_printed; qualifier_printed; value {DECIMAL}; value_low {DECIMAL}\n"
        f"value_high {DECIMAL}; loose_low {DECIMAL}; loose_high {DECIMAL}; unit_code\n"
        "is_title BOOLEAN; is_caption BOOLEAN; flags VARCHAR[]; corrected_from; note"
    ),
    "findings": _columns(
        "report_id; figure INTEGER; row INTEGER; column_name; rule_id; severity; found; accepted\n"
        "message_en; message_vi"
    ),
    "not_figures": _columns("report_id; row INTEGER; line INTEGER; token; why"),
    "verification": _columns("report_id; row INTEGER; figure INTEGER; state; detail; detail_vi"),
    "evaluations": _columns("report_id; evaluated"),
    "corrections": _columns(
        "correction_id; report_id; figure INTEGER; column_name; expected; found; action; replacement\n"
        "reason; evidence; author; decided_on; review_by; state"
    ),
    "rule_results": _columns("rule_id; object; evaluated INTEGER; failed INTEGER"),
    "load_log": _columns(
        "load_id; started TIMESTAMP; finished TIMESTAMP; inputs_sha256; reports INTEGER; figures INTEGER\n"
        "accepted INTEGER; rejected INTEGER"
    ),
    "basis": _columns("basis_sha256"),
}
"""Every table and its columns. `evaluations` and `basis` serve the next ingest, not people."""

PER_REPORT = tuple(name for name in TABLES if TABLES[name][0][0] == "report_id")
"""Tables of which the rows of unchanged reports can be kept."""

RETOLD = "correction-applies"
"""The one rule whose findings belong to no sheet: they are told anew in every ingest."""


def frame(table: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame of text, so that no type is guessed on the way into DuckDB."""
    names = [name for name, _ in TABLES[table]]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    series = (pd.Series([_text(value) for value in column], dtype="str") for column in columns)
    return pd.DataFrame(dict(zip(names, series, strict=True)))


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


def _select(table: str) -> str:
    parts = []
    for name, kind in TABLES[table]:
        if name in LISTS:
            # list_filter: splitting '' gives one empty word.
            split = f"list_filter(string_split(\"{name}\", ' '), lambda w: w <> '')"
            parts.append(f'{split}::VARCHAR[] AS "{name}"')
        elif kind == DECIMAL:
            parts.append(f'{_exact(name)} AS "{name}"')
        else:
            parts.append(f'CAST("{name}" AS {kind}) AS "{name}"')
    return ", ".join(parts)


def _exact(name: str) -> str:
    """A text with six decimals as DECIMAL, exactly.

    DuckDB reads a text into a number of 128 bits a hundred times slower than into one of 64, into which
    nearly all values fit: whole ones without their zeros, others as they are.
    """
    text = f'CAST("{name}" AS VARCHAR)'
    slow = f"CAST({text} AS {DECIMAL})"
    whole = f"CAST(TRY_CAST(left({text}, length({text}) - 7) AS BIGINT) AS {DECIMAL})"
    small = f"CAST(TRY_CAST({text} AS DECIMAL(18,6)) AS {DECIMAL})"
    return f"coalesce(if(ends_with({text}, '.000000'), {whole}, {small}), {slow})"


class Landing:
    """A landing file that is being written; `writing` makes one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, kept: Sequence[str]) -> None:
        """Bring all tables to what is kept of them: the rows of unchanged reports, or nothing."""
        self._connection = connection
        connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
        connection.register("kept", pd.DataFrame({"report_id": pd.Series(list(kept), dtype="str")}))
        for table, columns in TABLES.items():
            if not kept or table not in PER_REPORT:
                declared = ", ".join(f'"{name}" {kind}' for name, kind in columns)
                connection.execute(f"CREATE OR REPLACE TABLE raw.{table} ({declared})")
                continue
            connection.execute(f"DELETE FROM raw.{table} WHERE report_id NOT IN (SELECT report_id FROM kept)")
            if table == "findings":
                connection.execute(f"DELETE FROM raw.{table} WHERE rule_id = '{RETOLD}'")

    def add(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Add rows to some tables.

        Args:
            frames: by name in `TABLES`; decimals and dates as exact text.

        Raises:
            duckdb.Error: a value does not have the type of its column.
        """
        for table, rows in frames.items():
            if rows.empty:
                continue
            # Found by its name here; registered, every frame would be kept until the end of the transaction.
            incoming = rows  # noqa: F841
            self._connection.execute(f"INSERT INTO raw.{table} SELECT {_select(table)} FROM incoming")

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        questions = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM raw.{table}" for table in TABLES)
        return dict(self._connection.execute(questions).fetchall())


@contextmanager
def writing(target: Path, kept: Sequence[str] = ()) -> Iterator[Landing]:
    """Write a new landing file, which takes the place of `target` at the end of the block.

    Args:
        target: the landing file; untouched when the block fails.
        kept: reports whose rows are taken over from the present `target`; they must not be added.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.name}.*.new*"):
        left.unlink()  # of an ingest that was killed; there is one writer
    aside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        if kept:
            shutil.copyfile(target, aside)
        with duckdb.connect(str(aside), config={"storage_compatibility_version": STORAGE}) as connection:
            connection.execute("BEGIN")
            yield Landing(connection, kept)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        _sync(aside)
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
        aside.replace(target)
        _sync(target.parent)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(f"{aside.name}.wal").unlink(missing_ok=True)


def read(target: Path, table: str) -> pd.DataFrame:
    """A table of the landing file as a frame of text."""
    with duckdb.connect(str(target), read_only=True) as connection:
        names = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name, _ in TABLES[table])
        return connection.execute(f"SELECT {names} FROM raw.{table}").df()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
