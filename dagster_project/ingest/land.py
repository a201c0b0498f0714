"""Write what was judged into a new `landing.duckdb`, and put it in the place of the old one.

Belongs here: the tables of schema `raw` and their types. Does not belong here: any decision about a
figure. Nobody else writes this file; readers of the old one keep it until they close it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
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
        "base; place_id; place_part; scope_code; period_id; period_label; period_start DATE\n"
        "period_end DATE\n"
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
        else:
            parts.append(f'CAST("{name}" AS {kind}) AS "{name}"')
    return ", ".join(parts)


def write(target: Path, frames: dict[str, pd.DataFrame], kept: Sequence[str] = ()) -> dict[str, int]:
    """Write all tables of schema `raw` into a new file and rename it over `target`.

    Args:
        target: the landing file.
        frames: one frame per name in `TABLES`, decimals and dates as exact text.
        kept: reports whose rows are taken over from the present `target`; they are not in the frames.

    Returns:
        Rows per table.

    Raises:
        duckdb.Error: a value does not have the type of its column; `target` is untouched then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.name}.*.new*"):
        left.unlink()  # of an ingest that was killed; there is one writer
    aside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        if kept:
            shutil.copyfile(target, aside)
        with duckdb.connect(str(aside), config={"storage_compatibility_version": STORAGE}) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS raw")
            connection.register("kept", pd.DataFrame({"report_id": pd.Series(list(kept), dtype="str")}))
            counts = {}
            for table in TABLES:
                connection.register("incoming", frames[table])
                _write_table(connection, table, bool(kept) and table in PER_REPORT)
                connection.unregister("incoming")
                ((counts[table],),) = connection.execute(f"SELECT count(*) FROM raw.{table}").fetchall()
            connection.execute("CHECKPOINT")
        _sync(aside)
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
        aside.replace(target)
        _sync(target.parent)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(f"{aside.name}.wal").unlink(missing_ok=True)
    return counts


def _write_table(connection: duckdb.DuckDBPyConnection, table: str, keep_rows: bool) -> None:
    rows = f"SELECT {_select(table)} FROM incoming"
    if not keep_rows:
        connection.execute(f"CREATE OR REPLACE TABLE raw.{table} AS {rows}")
        return
    connection.execute(f"DELETE FROM raw.{table} WHERE report_id NOT IN (SELECT report_id FROM kept)")
    if table == "findings":
        connection.execute(f"DELETE FROM raw.{table} WHERE rule_id = '{RETOLD}'")
    connection.execute(f"INSERT INTO raw.{table} {rows}")


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
