"""Read the sheets of a report: bytes into rows of text, or into a reason a transcriber understands.

Belongs here: encodings, separators, headers, quotes, numbers of cells. Does not belong here: what a
cell means (`reading/`, `contracts/`). Python's own csv reader is used, because it is the fastest here
and says on which line it stood.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from ..contracts.faults import alone
from ..contracts.findings import short
from ..contracts.model import LONGEST_NOTE, NOT_FIGURES_COLUMNS, SHEET_COLUMNS, Problem, Row, Sheet
from ..messages import Message, Text, listed, message, some
from ..reading.legacy import detect_legacy
from ..reading.numbers import whole_number
from ..reading.text import nearest
from .folders import NOT_FIGURES, ORIGIN, SHEET, Found
from .origin import read_origin

MOST_LINES = 20_000
"""Lines of a sheet, empty ones too. The longest articles print some hundred figures; a spreadsheet that saves
its million empty rows, or a file of nothing but commas, would hold up all other reports."""

FEW = 20
"""Most unknown columns that are looked at one by one."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SheetFault(Exception):
    """A file that cannot be taken apart into rows; carries the problem to report."""

    def __init__(self, rule_id: str, found: Text, accepted: Text, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(str(found))
        self.problem = Problem(rule_id, "", found, accepted, candidates=candidates)


def _format(found: Text, accepted: Text) -> SheetFault:
    return SheetFault("sheet-format", found, accepted)


_OTHER_FILES = {
    b"PK\x03\x04": message("sheet.is-xlsx"),
    b"\xd0\xcf\x11\xe0": message("sheet.is-xls"),
    b"%PDF": message("sheet.is-pdf"),
    b"{\\rtf": message("sheet.is-rtf"),
}
"""How files of other programs begin."""


def decode(data: bytes, name: str) -> str:
    """The text of a sheet.

    Raises:
        SheetFault: it is empty, too long, a spreadsheet, or not UTF-8; the reason guesses what it is.
    """
    if not data.strip(BYTE_ORDER_MARK + b" \t\r\n"):
        raise _format(message("sheet.is-empty", file=name), message("sheet.header-and-rows"))
    for beginning, what in _OTHER_FILES.items():
        if data.startswith(beginning):
            raise _format(what, message("sheet.saved-as-csv"))
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[1:40:2].count(0) > 10 or data[:40:2].count(0) > 10
    if utf16:
        raise SheetFault("sheet-encoding", message("sheet.is-utf16"), "CSV UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = message(
            "sheet.byte-not-utf8",
            byte=error.start + 1,
            line=data.count(b"\n", 0, error.start) + 1,
            code=f"0x{data[error.start]:02X}",
            guess=_guess(data, error.start),
        )
        raise SheetFault("sheet-encoding", found, "CSV UTF-8") from None
    lines = max(text.count("\n"), text.count("\r"))
    if lines > MOST_LINES:
        found = message("sheet.lines-in-file", lines=lines, file=name)
        raise _format(found, message("sheet.too-long", lines=MOST_LINES))
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise _format(message("sheet.nul-character", line=line), message("sheet.plain-text"))
    return text


def _guess(data: bytes, position: int) -> Message:
    """What the cell around a byte that is not UTF-8 probably is, for the message only."""
    start = max(data.rfind(mark, 0, position) for mark in (b",", b"\n")) + 1
    ends = [end for mark in (b",", b"\n") if (end := data.find(mark, position)) >= 0]
    cell = data[start : min(ends, default=len(data))]
    guess = detect_legacy(cell.decode("cp1252", errors="replace"))
    if guess:
        return message("sheet.looks-like", encoding=guess[0], reading=guess[1][:40])
    return message("sheet.perhaps-windows")


def records(data: bytes, name: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows below the header, with their number as a spreadsheet program counts; blank rows left out.

    Raises:
        SheetFault: the file cannot be decoded, its header is another, or quotes do not come in pairs.
    """
    rows = _rows(decode(data, name), name, len(columns))
    _, header = next(rows, (1, []))
    check_header(header, columns, name)
    return rows


def _rows(text: str, name: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """All rows with their number, the header being row 1."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number in itertools.count(1):
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found = message("sheet.quote-misplaced", file=name, line=start, error=error)
            raise _format(found, message("sheet.quotes-around-cells")) from None
        if len(cells) != width and any("\n" in cell or "\r" in cell for cell in cells):
            found = message("sheet.cell-runs-on", file=name, line=start, end=reader.line_num)
            raise _format(found, message("sheet.quotes-in-pairs"))
        if any(cell.strip() for cell in cells):
            yield number, cells


def check_header(found: Sequence[str], accepted: Sequence[str], name: str) -> None:
    """Compare a header with the one of the data contract.

    Raises:
        SheetFault: it differs; says which columns are missing, unknown or out of order, or that another
            separator was used.
    """
    if tuple(found) == tuple(accepted):
        return
    contract = ",".join(accepted)
    for separator, what in ((";", message("sheet.semicolons")), ("\t", message("sheet.tabs"))):
        if len(found) == 1 and found[0].count(separator) > 1:
            raise _format(what, message("sheet.commas", header=contract))
    if found and found[0].lstrip("\ufeff").lower().startswith("sep="):
        raise _format(
            message("sheet.separator-line", line=found[0].lstrip("\ufeff")),
            message("sheet.header-first", header=contract),
        )
    if marked := [column for column in found if not column.isprintable()]:  # hard and zero-width blanks too
        unseen = sorted({f"U+{ord(sign):04X}" for sign in marked[0] if not sign.isprintable()})
        column = short("".join(filter(str.isprintable, marked[0])))
        invisible = message("sheet.invisible-mark", column=column, marks=", ".join(unseen[:5]))
        raise _format(invisible, message("sheet.without-invisible-mark", header=contract))
    there = Counter(found)
    missing = [column for column in accepted if column not in there]
    unknown = [short(column) for column in there if column not in accepted]
    twice = sorted(short(column) for column, times in there.items() if times > 1)
    wrong: list[Message] = []
    if missing:
        wrong.append(message("sheet.columns-missing", columns=", ".join(missing)))
    if unknown:
        shown = some([column or '""' for column in unknown], FEW)
        wrong.append(message("sheet.columns-unknown", columns=shown))
    if twice:
        wrong.append(message("sheet.columns-twice", columns=some(twice, FEW)))
    if not wrong:
        first = next(f for f, a in zip(found, accepted, strict=False) if f != a)
        wrong.append(message("sheet.columns-out-of-order", column=first))
    renamed = {m: nearest(m, unknown[:FEW]) for m in missing}
    near = tuple(f"{other[0]} → {column}" for column, other in renamed.items() if other)
    raise SheetFault(
        "sheet-header", message("sheet.in-file", file=name, what=listed(wrong)), contract, near[:3]
    )


def read_figures(data: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows of a `figures.csv`, and what is odd about the file as a whole.

    Raises:
        SheetFault: the file cannot be taken apart into rows.
    """
    problems = []
    if data.startswith(BYTE_ORDER_MARK):
        without = message("sheet.without-mark")
        problems.append(Problem("sheet-bom", SHEET, message("sheet.byte-order-mark"), without))
    rows = []
    for number, cells in records(data, SHEET, SHEET_COLUMNS):
        if len(cells) == len(SHEET_COLUMNS):
            # Sheets repeat the same words: one object for each compares fast to itself.
            rows.append(Row(number, tuple(map(sys.intern, cells))))
            continue
        found = message("sheet.cells", count=len(cells), cells=",".join(cells))
        accepted = message("sheet.cells", count=len(SHEET_COLUMNS), cells=",".join(SHEET_COLUMNS))
        rows.append(Row(number, tuple(cells), (Problem("row-cells", "", found, accepted),)))
    return rows, problems


def read_not_figures(data: bytes) -> list[tuple[int, int, str, str]]:
    """The rows of a `not_figures.csv`: row, line, token, why.

    Raises:
        SheetFault: it is not what the data contract says.
    """
    rows = []
    for number, cells in records(data, NOT_FIGURES, NOT_FIGURES_COLUMNS):
        line = whole_number(cells[0])
        longest = max(map(len, cells))
        if len(cells) != len(NOT_FIGURES_COLUMNS) or line is None or longest > LONGEST_NOTE:
            found = message("sheet.row-in-file", file=NOT_FIGURES, row=number, cells=",".join(cells))
            raise _format(found, message("sheet.not-figures-cells"))
        rows.append((number, line, cells[1].strip(), cells[2].strip()))
    return rows


def read_head(found: Found) -> Sheet:
    """A report folder without its rows; whatever is wrong stands in `problems`, nothing is raised."""
    sheet = Sheet(found.report_id, found.shown, found.content_sha256, problems=list(found.problems))
    if ORIGIN in found.data:
        with alone(sheet):
            sheet.origin, problems = read_origin(found.data[ORIGIN], found.report_id)
            sheet.problems += problems
    return sheet


def read_report(found: Found) -> Sheet:
    """Everything of one report folder as text; whatever is wrong stands in `problems`, nothing is raised."""
    sheet = read_head(found)
    if SHEET in found.data:
        with alone(sheet):
            try:
                sheet.rows, problems = read_figures(found.data[SHEET])
                sheet.problems += problems
            except SheetFault as fault:
                sheet.problems.append(dataclasses.replace(fault.problem, column=SHEET))
    if NOT_FIGURES in found.data:
        with alone(sheet):
            try:
                sheet.not_figures = read_not_figures(found.data[NOT_FIGURES])
            except SheetFault as fault:
                problem = dataclasses.replace(fault.problem, rule_id="not-figures-sheet", column=NOT_FIGURES)
                sheet.problems.append(problem)
    return sheet
