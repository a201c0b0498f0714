"""Workbooks for Excel and LibreOffice: typed cells, words, notes with source and range.

Belongs here: layout, number formats, notes, the read-me sheet. Does not belong here: which tables and columns
(`source.py`). Rows are streamed (XlsxWriter keeps one row at a time). A table that is too long for that is
written by DuckDB's excel extension, plain and into workbooks of its own, split before Excel's last row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...messages import Language, codes, label, say, shortened
from ...sql import extension, literal
from ..words import digits
from .source import PEOPLE, SUFFIXES, Column, Selected, Source, Table, is_number, quoted
from .text import trimmed

MOST_ROWS, MOST_CELLS = 300_000, 1_000_000
"""Rows and cells of a workbook with notes and formats; a table that goes beyond either is written plainly."""

SHEET_ROWS = 1_000_000
"""Rows of a plain workbook; Excel ends at 1,048,576."""

MOST_NOTES = 5_000
"""Notes of one workbook; with more a spreadsheet takes minutes to open."""

EXACT_DIGITS = 15
"""Digits that Excel keeps of a number; a number with more is written as text, so that none is lost."""

MOST_SIGNS = 32_000
"""Signs of one cell; beyond 32,767 there would be nothing in it at all."""

_WIDTHS = {"DATE": 11, "BOOLEAN": 8}
_WIDEST, _NARROWEST = 48, 9
_FETCHED = 5_000
_PRINTED = 14
_LINE, _SIGNS = 15.0, 105
"""Height of a line of the read-me, and how many signs it takes."""


@dataclass
class Written:
    """What was written: rows by file, files by table that is too long, and tables that are nowhere."""

    rows: dict[Path, int] = field(default_factory=dict)
    plain: dict[str, list[Path]] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)


def write_workbook(
    source: Source, folder: Path, language: Language, losses: tuple[str, ...], written: Written
) -> None:
    """Write `khuyencong-<language>.xlsx`, and plain workbooks for each table that is too long for it.

    `losses` are ids of the sentences about what the format does not carry. What is written is added to
    `written`: a table that is too long is written in one language only.
    """
    inside: list[tuple[Table, Selected]] = []
    room, cells = MOST_ROWS, MOST_CELLS
    about: list[tuple[str, str]] = []
    for table in source.tables(PEOPLE):
        selected = source.for_people(table, language)
        if not selected.rows:
            continue
        where = label("export_table", table.name, language)
        size = selected.rows * len(selected.columns)
        if selected.rows <= room and size <= cells:
            inside.append((table, selected))
            room, cells = room - selected.rows, cells - size
        elif files := _write_plainly(source, table, selected, folder / f"{table.name}-{language}", written):
            where = ", ".join(path.name for path in files)
        else:
            where = say("exports.no-excel-extension", language)
            written.left_out.add(table.name)
        rows, what = digits(selected.rows, language), label("export_table_about", table.name, language)
        about.append((where, say("exports.sheet", language, rows=rows, about=what)))
    path = folder / f"khuyencong-{language}.xlsx"
    book = _Book(source, path, language)
    book.read_me(about, losses)
    for table, selected in inside:
        book.sheet(table, selected)
    book.close()
    written.rows[path] = sum(selected.rows for _, selected in inside)


def _write_plainly(
    source: Source, table: Table, selected: Selected, stem: Path, written: Written
) -> list[Path]:
    """Workbooks of one sheet each with what people read first; none where the extension is not at hand."""
    excel = extension("excel")
    if excel is None or table.name in written.plain:
        return written.plain.get(table.name, [])
    source.connection.execute(f"load {literal(excel)}")
    names = {*table.first, *table.key}
    columns = [column for column in selected.columns if column.name in names] or list(selected.columns)
    long = _rounded(source, table, columns)
    parts = ", ".join(f"{_plain_cell(c, c.name in long)} as {quoted(c.heading)}" for c in columns)
    files = written.plain[table.name] = []
    for number, first in enumerate(range(0, selected.rows, SHEET_ROWS), start=1):
        path = stem.with_name(f"{stem.name}-{number}.xlsx")
        some = (
            selected.sql
            if selected.rows <= SHEET_ROWS
            else f"{selected.sql} limit {SHEET_ROWS} offset {first}"
        )
        source.connection.execute(
            f"copy (select {parts} from ({some})) to {literal(path)} (format xlsx, header true)"
        )
        written.rows[path] = min(SHEET_ROWS, selected.rows - first)
        files.append(path)
    return files


def _rounded(source: Source, table: Table, columns: list[Column]) -> set[str]:
    """Columns of decimals with a number that Excel would round."""
    decimals = [column for column in columns if column.type.startswith("DECIMAL")]
    if not decimals:
        return set()
    lengths = [f"max(length(replace(replace({trimmed(c)}, '-', ''), '.', '')))" for c in decimals]
    ((*longest,),) = source.rows(f"select {', '.join(lengths)} from ({source.statement(table)})")
    return {c.name for c, most in zip(decimals, longest, strict=True) if (most or 0) > EXACT_DIGITS}


def _plain_cell(column: Column, long: bool) -> str:
    """A column as DuckDB writes it: numbers unless Excel would round one, no control characters or blanks."""
    name = quoted(column.name)
    if column.type.startswith("DECIMAL"):
        return trimmed(column) if long else f"{name}::double"
    if column.type == "VARCHAR":
        clean = rf"regexp_replace({name}, '[\x00-\x08\x0b\x0c\x0e-\x1f]', '', 'g')"
        return f"nullif(left({clean}, {MOST_SIGNS}), '')"
    return name


class _Book:
    """A workbook that is being written."""

    def __init__(self, source: Source, path: Path, language: Language) -> None:
        from xlsxwriter import Workbook

        self.source, self.language = source, language
        kept_as_text = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
        self._book = Workbook(str(path), {"constant_memory": True, **dict.fromkeys(kept_as_text, False)})
        title = say("exports.title", language)
        self._book.set_properties({"title": title, "comments": source.release_id, "created": source.created})
        self._book.set_size(2400, 1400)
        self._formats, self._notes = _formats(self._book, language), _Notes(source, language)

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def read_me(self, about: list[tuple[str, str]], losses: tuple[str, ...]) -> None:
        """The first sheet: release, citation, how to read, what each sheet holds, and what is not carried."""
        language, source, formats = self.language, self.source, self._formats
        sheet = self._book.add_worksheet(say("exports.read-me", language))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 110)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        row = 0

        def line(first: str, second: str = "", kind: str = "bold") -> None:
            nonlocal row
            if second:
                sheet.set_row(row, _LINE * -(-len(second) // _SIGNS))
            sheet.write_string(row, 0, first, formats[kind])
            if second:
                sheet.write_string(row, 1, second, formats["wrap"])
            row += 1

        line(say("exports.title", language), kind="title")
        line(label("export_word", "release", language), source.release_id)
        line(label("export_word", "published", language), f"{source.created:%Y-%m-%d %H:%M} UTC")
        line(label("export_word", "cite", language), source.citation(language))
        line(label("export_word", "licence", language), say("exports.licence", language))
        row += 1
        line(label("export_word", "how-to-read", language), kind="title")
        for code in codes("export_reading"):
            line(label("export_reading_head", code, language), label("export_reading", code, language))
        row += 1
        line(label("export_word", "marks", language), kind="title")
        for code in codes("mark"):
            short, _, long = label("mark", code, language).partition(": ")
            line(short, long)
        row += 1
        line(label("export_word", "sheets", language), kind="title")
        for where, words in about:
            line(where, words)
        row += 1
        line(label("export_word", "not-carried", language), kind="title")
        for message_id in losses:
            line("", say(message_id, language, most=MOST_NOTES))

    def sheet(self, table: Table, selected: Selected) -> None:
        """A sheet with the rows of a table."""
        name = label("export_table", table.name, self.language)
        sheet = self._book.add_worksheet(name[:31])
        columns = selected.columns
        names = [column.name for column in columns]
        frozen = next((n + 1 for n, one in enumerate(names) if one in ("indicator_label", "period_label")), 1)
        sheet.freeze_panes(1, min(frozen, 3))
        sheet.autofilter(0, 0, selected.rows, len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if "value" in names:  # a page is readable with what people read first; the rest is for the screen
            sheet.print_area(0, 0, selected.rows, min(len(names), _PRINTED) - 1)
        sheet.set_row(0, 48)
        for number, (column, width) in enumerate(zip(columns, _widths(self.source, selected), strict=True)):
            options = {"level": 1, "hidden": True} if _stands_beside(self.source, table, column.name) else {}
            sheet.set_column(number, number, width, None, options)
            sheet.write_string(0, number, column.heading, self._formats["head"])
        writers = [_writer(sheet, column, self._formats, self.language) for column in columns]
        for number, row in enumerate(_streamed(self.source, selected), start=1):
            for position, (write, value) in enumerate(zip(writers, row, strict=True)):
                if value is not None:
                    write(number, position, value)
            for position, note in self._notes.of(table, names, row):
                sheet.write_comment(
                    number,
                    position,
                    note,
                    {"author": "khuyencong", "width": 320, "height": 18 * (note.count("\n") + 3)},
                )


def _formats(book: Any, language: Language) -> dict[str, Any]:
    day = "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
    head = {
        "bold": True,
        "text_wrap": True,
        "valign": "top",
        "indent": 1,
        "bg_color": "#1F4E5F",
        "font_color": "#FFFFFF",
    }
    top = {"valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 15}),
        "head": book.add_format({**head, "border": 1, "border_color": "#FFFFFF"}),
        "bold": book.add_format({"bold": True, **top}),
        "wrap": book.add_format({"text_wrap": True, **top}),
        "text": book.add_format({"indent": 1, **top}),
        "whole": book.add_format({"num_format": "#,##0", **top}),
        "broken": book.add_format({"num_format": "#,##0.0#####", **top}),
        "date": book.add_format({"num_format": day, **top}),
        "exact": book.add_format({"num_format": "@", "align": "right", **top}),
    }


def _stands_beside(source: Source, table: Table, name: str) -> bool:
    """Whether a column of a wide table stands beside a value: it is folded away behind it."""
    base, _, suffix = name.rpartition("_")
    return suffix in SUFFIXES and {(table.source, name), (table.source, base)} <= set(source.headings)


def _streamed(source: Source, selected: Selected) -> Iterator[tuple[Any, ...]]:
    """Rows a few at a time; nothing else may be asked meanwhile."""
    source.connection.execute(selected.sql)
    while rows := source.connection.fetchmany(_FETCHED):
        yield from rows


def _widths(source: Source, selected: Selected) -> list[float]:
    """Wide enough for most of what stands below the heading."""
    lengths = ", ".join(
        f"quantile_disc(length({quoted(c.name)}::varchar), 0.9)" if c.type == "VARCHAR" else "14"
        for c in selected.columns
    )
    ((*found,),) = source.rows(f"select {lengths} from ({selected.sql})")
    return [
        _WIDTHS.get(column.type) or max(_NARROWEST, min(_WIDEST, (length or 0) + 2))
        for column, length in zip(selected.columns, found, strict=True)
    ]


def _writer(
    sheet: Any, column: Column, formats: dict[str, Any], language: Language
) -> Callable[[int, int, Any], object]:
    """How the cells of a column are written."""
    if is_number(column):

        def number(row: int, position: int, value: Decimal | int) -> object:
            shown = f"{value:f}"
            if "." in shown:
                shown = shown.rstrip("0").rstrip(".")
            if len(shown.lstrip("-0.").replace(".", "").rstrip("0")) > EXACT_DIGITS:
                return sheet.write_string(row, position, shown, formats["exact"])
            kind = "broken" if "." in shown else "whole"
            return sheet.write_number(row, position, float(value), formats[kind])

        return number
    if column.type == "DATE":
        return lambda row, position, value: sheet.write_datetime(row, position, value, formats["date"])
    if column.type == "BOOLEAN":
        words = {True: say("exports.yes", language), False: say("exports.no", language)}
        return lambda row, position, value: sheet.write_string(row, position, words[value], formats["text"])
    return lambda row, position, value: (
        sheet.write_string(row, position, shortened(value, MOST_SIGNS), formats["text"]) if value else 0
    )


class _Notes:
    """What is noted beside a value: where it was printed and how, and what it admits."""

    def __init__(self, source: Source, language: Language) -> None:
        self.language = language
        self.left = MOST_NOTES
        names = ("claim", "printed", "report_title", "publisher", "published", "source_line")
        figures = next(table for table in source.tables(PEOPLE) if table.name == "figures")
        rows = source.rows(
            f"select {', '.join(names)} from ({source.statement(figures)})"
            f" where claim is not null order by cell_id limit {MOST_NOTES}"
        )
        self.claims = {row[0]: dict(zip(names, row, strict=True)) for row in rows}

    def of(self, table: Table, names: list[str], row: tuple[Any, ...]) -> Iterator[tuple[int, str]]:
        """Notes of a row by the position of the cell."""
        if table.name == "figures":
            facts = dict(zip(names, row, strict=True))
            yield from self._counted(names.index("value"), facts) if "value" in names else ()
            return
        at = {name: position for position, name in enumerate(names)}
        for name, position in at.items():
            if name.endswith("_claim") and (base := name.removesuffix("_claim")) in at and row[position]:
                facts = {
                    **self.claims.get(row[position], {}),
                    "claim": row[position],
                    "value_low": row[at[f"{base}_low"]] if f"{base}_low" in at else None,
                    "value_high": row[at[f"{base}_high"]] if f"{base}_high" in at else None,
                }
                yield from self._counted(at[base], facts)

    def _counted(self, position: int, facts: dict[str, Any]) -> Iterator[tuple[int, str]]:
        if self.left and facts.get("claim"):
            self.left -= 1
            yield position, self._text(facts)

    def _text(self, facts: dict[str, Any]) -> str:
        low, high = (
            say("exports.open", self.language)
            if facts.get(end) is None
            else digits(facts[end], self.language)
            for end in ("value_low", "value_high")
        )
        source = say(
            "exports.note-source",
            self.language,
            claim=facts["claim"],
            report=facts.get("report_title") or "",
            publisher=facts.get("publisher") or "",
            published=facts.get("published") or "",
            line=facts.get("source_line") or "–",
        )
        words = say("exports.note-printed", self.language, printed=facts.get("printed") or "")
        return "\n".join([words, source, say("exports.note-range", self.language, low=low, high=high)])
