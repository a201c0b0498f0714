"""Files with one table each: CSV for programs, CSV for a Vietnamese Excel, Parquet.

DuckDB writes them, row by row as it reads them, so that a table never stands in Python. Belongs here: how a
value is written in each. Does not belong here: which tables and columns (`source.py`).
"""

from __future__ import annotations

from pathlib import Path

from ...messages import say
from ...sql import literal
from .source import Column, Selected, Source, is_number, quoted

ROW_GROUP = 100_000

FORMULA = r"((?:^|[;,|\t\r\n\v\f\x{85}\x{2028}\x{2029}])[\s\pZ\pC\pM\"]*)([=+\-@＝＋－＠])"
"""Where a spreadsheet may see the beginning of a formula, as in `publish/sql/for_spreadsheet.sql`. A sign
inside a sentence ("640 + 1.680 = 2.320") is none."""


def write_csv(source: Source, selected: Selected, path: Path) -> None:
    """For programs: comma, point, one spelling of every number, lists as JSON, no mark at the beginning."""
    parts = [f"{_for_programs(column)} as {quoted(column.name)}" for column in selected.columns]
    _copy(source, f"select {', '.join(parts)} from ({selected.sql})", path, "format csv, header true")


def write_vietnamese_csv(source: Source, selected: Selected, path: Path) -> None:
    """For Excel with Vietnamese settings: opened by a double click, numbers are numbers.

    Mark of UTF-8, semicolons, decimal comma, no signs between thousands, headings in Vietnamese.
    """
    # DuckDB writes no mark before a header of its own, so it stands before the first heading.
    headings = ["\ufeff" * (not position) + c.heading for position, c in enumerate(selected.columns)]
    parts = [
        f"{_for_excel(c)} as {quoted(heading)}" for c, heading in zip(selected.columns, headings, strict=True)
    ]
    query = f"select {', '.join(parts)} from ({selected.sql})"
    _copy(source, query, path, "format csv, header true, delimiter ';'")


def write_parquet(source: Source, selected: Selected, path: Path) -> None:
    """Columns with their types; decimals stay exact."""
    _copy(source, selected.sql, path, f"format parquet, compression zstd, row_group_size {ROW_GROUP}")


def _copy(source: Source, query: str, path: Path, options: str) -> None:
    source.connection.execute(f"copy ({query}) to {literal(path)} ({options})")


def _for_programs(column: Column) -> str:
    name = quoted(column.name)
    if column.type.startswith("DECIMAL"):
        return trimmed(column)
    if column.type.endswith("[]") or column.type.startswith("MAP"):
        return f"to_json({name})"
    if column.type == "TIMESTAMP":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ')"
    return name


def _for_excel(column: Column) -> str:
    name = quoted(column.name)
    if column.type.startswith("DECIMAL"):
        return f"replace({trimmed(column)}, '.', ',')"
    if column.type == "BOOLEAN":
        return f"if({name}, {literal(say('exports.yes', 'vi'))}, {literal(say('exports.no', 'vi'))})"
    if is_number(column) or column.type == "DATE":
        return name
    return rf"nullif(regexp_replace({name}::varchar, {literal(FORMULA)}, '\1''\2', 'g'), '')"


def trimmed(column: Column) -> str:
    """A decimal with the digits it has and no more."""
    text = f"{quoted(column.name)}::varchar"
    return text if column.type.endswith(",0)") else f"rtrim(rtrim({text}, '0'), '.')"
