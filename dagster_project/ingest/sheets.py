"""Read the sheets of a report: bytes into rows of text, or into a reason a transcriber understands.

Belongs here: encodings, separators, headers, quotes, numbers of cells. Does not belong here: what a
cell means (`reading/`, `contracts/`). Python's own csv reader is used, because it is the fastest here
and says on which line it stood.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from ..contracts.findings import short
from ..contracts.model import NOT_FIGURES_COLUMNS, SHEET_COLUMNS, Problem, Row, Sheet
from ..reading.text import detect_legacy
from .find import NOT_FIGURES, ORIGIN, SHEET, Found
from .origin import read_origin

HEADER = ",".join(SHEET_COLUMNS)
MOST_LINES = 20_000
"""Lines of a sheet, empty ones too. The longest articles print some hundred figures; a spreadsheet that saves
its million empty rows, or a file of nothing but commas, would hold up all other reports."""

FEW = 20
"""Most unknown columns that are looked at one by one."""


_POOL: dict[str, str] = {}
"""One object per distinct cell: sheets repeat the same words, and an object compares fast to itself."""


def forget_cells() -> None:
    """Let go of the cells of sheets that have been judged."""
    _POOL.clear()


class SheetFault(Exception):
    """A file that cannot be taken apart into rows; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.found)
        self.problem = problem


def _fault(rule_id: str, found: str, accepted: str, accepted_vi: str) -> SheetFault:
    return SheetFault(Problem(rule_id, "", found, accepted, accepted_vi))


def _format(found: str, accepted: str, accepted_vi: str) -> SheetFault:
    return _fault("sheet-format", found, accepted, accepted_vi)


_SPREADSHEETS = {
    b"PK\x03\x04": "an .xlsx or .ods spreadsheet under the name of a .csv file",
    b"\xd0\xcf\x11\xe0": "an old .xls spreadsheet under the name of a .csv file",
    b"%PDF": "a PDF under the name of a .csv file",
    b"{\\rtf": "a word processor's file under the name of a .csv file",
}


def decode(data: bytes, name: str) -> str:
    """The text of a sheet.

    Raises:
        SheetFault: it is empty, too long, a spreadsheet, or not UTF-8; the reason guesses what it is.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        accepted, accepted_vi = "a header and one row per figure", "tiêu đề và mỗi số liệu một dòng"
        raise _format(f"{name} is empty", accepted, accepted_vi)
    for magic, what in _SPREADSHEETS.items():
        if data.startswith(magic):
            raise _format(
                what,
                "the sheet saved (not renamed) as “CSV UTF-8 (comma delimited)”",
                "bảng được lưu (không phải đổi tên) dạng “CSV UTF-8 (dấu phẩy)”",
            )
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[1:40:2].count(0) > 10 or data[:40:2].count(0) > 10
    if utf16:
        raise _fault("sheet-encoding", "UTF-16 (“Unicode text”)", "CSV UTF-8", "CSV UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = data.count(b"\n", 0, error.start) + 1, data[error.start]
        raise _fault(
            "sheet-encoding",
            f"byte {error.start + 1} (line {line}) is 0x{byte:02X}, not UTF-8{_guess(data, error.start)}",
            "CSV UTF-8",
            "CSV UTF-8",
        ) from None
    lines = max(text.count("\n"), text.count("\r"))
    if lines > MOST_LINES:
        raise _format(
            f"{lines} lines in {name}",
            f"at most {MOST_LINES} lines; delete rows that are empty",
            f"nhiều nhất {MOST_LINES} dòng; xóa các dòng trống",
        )
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise _format(f"a NUL character on line {line}", "plain text", "văn bản thường")
    return text


def _guess(data: bytes, position: int) -> str:
    """What the cell around a byte that is not UTF-8 probably is, for the message only."""
    start = max(data.rfind(mark, 0, position) for mark in (b",", b"\n")) + 1
    ends = [end for mark in (b",", b"\n") if (end := data.find(mark, position)) >= 0]
    cell = data[start : min(ends, default=len(data))]
    guess = detect_legacy(cell.decode("cp1252", errors="replace"))
    if guess:
        return f"; it looks like {guess[0]}: “{guess[1][:40]}”"
    return "; perhaps Windows-1258 or an old font encoding"


def records(text: str, name: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number as a spreadsheet program counts, the header being row 1; blank rows left out.

    Raises:
        SheetFault: quotes do not come in pairs.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _format(
                f"{name}, text line {start}: a double quote is opened or closed in the wrong place ({error})",
                'quotes only around a whole cell, doubled inside it ("he said ""yes""")',
                "nháy kép chỉ bao cả ô; nháy bên trong ô phải viết đôi",
            ) from None
        number += 1
        if len(cells) != width and any("\n" in cell or "\r" in cell for cell in cells):
            raise _format(
                f"{name}, text line {start}: a quoted cell runs on to text line {reader.line_num}",
                "quotes in pairs within one row",
                "nháy kép đi thành cặp trong cùng một dòng",
            )
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
    if len(found) == 1:
        for separator, word, word_vi in ((";", "semicolons", "dấu chấm phẩy"), ("\t", "tabs", "dấu tab")):
            if len(found[0].split(separator)) > 2:
                raise _format(
                    f"cells separated by {word}",
                    f"cells separated by commas: {contract}",
                    f"các ô cách nhau bằng dấu phẩy, không phải {word_vi}: {contract}",
                )
    known, there = set(accepted), Counter(found)
    missing = [column for column in accepted if column not in there]
    extra = [short(column) for column in there if column not in known]
    extra[FEW:] = [f"and {len(extra) - FEW} more"] if len(extra) > FEW else []
    parts = []
    if missing:
        parts.append(f"missing {', '.join(missing)}")
    if extra:
        parts.append(f"not known {', '.join(column or '(blank)' for column in extra)}")
    twice = sorted(short(column) for column, times in there.items() if times > 1)
    if twice:
        parts.append(f"twice {', '.join(twice[:FEW])}")
    if not parts:
        wrong = next(f for f, a in zip(found, accepted, strict=False) if f != a)
        parts.append(f"out of order from {wrong}")
    renamed = {m: difflib.get_close_matches(m, extra, n=1, cutoff=0.6) for m in missing}
    near = tuple(f"{other[0]} → {column}" for column, other in renamed.items() if other)
    raise SheetFault(Problem("sheet-header", "", f"{name}: {'; '.join(parts)}", contract, contract, near[:3]))


def _pooled(cells: list[str]) -> tuple[str, ...]:
    return tuple(map(_POOL.setdefault, cells, cells))


def _plain_rows(text: str) -> list[Row] | None:
    """The rows of a sheet that has nothing odd about its form, read at the speed of the csv module.

    None where there is anything to say about it: the slow way finds the words.
    """
    try:
        header, *cells = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (csv.Error, ValueError):
        return None
    if tuple(header) != SHEET_COLUMNS or any(len(c) != len(header) or not c[0] for c in cells):
        return None
    return [Row(number, _pooled(row)) for number, row in enumerate(cells, start=2)]


def read_figures(data: bytes) -> tuple[list[Row], list[Problem]]:
    """The rows of a `figures.csv`, and what is odd about the file as a whole.

    Raises:
        SheetFault: the file cannot be taken apart into rows.
    """
    text = decode(data, SHEET)
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append(
            Problem("sheet-bom", SHEET, "a byte order mark", "UTF-8 without it", "UTF-8 không có dấu này")
        )
    plain = _plain_rows(text)
    if plain is not None:
        return plain, problems
    rows = []
    lines = records(text, SHEET, len(SHEET_COLUMNS))
    _, header = next(lines, (1, []))
    check_header(header, SHEET_COLUMNS, SHEET)
    for number, cells in lines:
        if len(cells) == len(SHEET_COLUMNS):
            rows.append(Row(number, _pooled(cells)))
            continue
        found = f"{len(cells)} cells: {','.join(cells)}"
        accepted = f"{len(SHEET_COLUMNS)} cells: {HEADER}"
        accepted_vi = f"{len(SHEET_COLUMNS)} ô: {HEADER}"
        rows.append(Row(number, tuple(cells), (Problem("row-cells", "", found, accepted, accepted_vi),)))
    return rows, problems


def read_not_figures(data: bytes) -> list[tuple[int, int, str, str]]:
    """The rows of a `not_figures.csv`: row, line, token, why.

    Raises:
        SheetFault: it is not what the data contract says; always under the rule `not-figures-sheet`.
    """
    try:
        lines = records(decode(data, NOT_FIGURES), NOT_FIGURES, len(NOT_FIGURES_COLUMNS))
        _, header = next(lines, (1, []))
        check_header(header, NOT_FIGURES_COLUMNS, NOT_FIGURES)
        rows = []
        for number, cells in lines:
            line = cells[0].strip()
            if len(cells) != 3 or not (line.isascii() and line.isdigit() and len(line) < 10 and int(line)):
                found = f"{NOT_FIGURES}, row {number}: {','.join(cells)}"
                raise _format(found, "line (a whole number), token, why", "line (số nguyên), token, why")
            rows.append((number, int(line), cells[1].strip(), cells[2].strip()))
    except SheetFault as fault:
        why = fault.problem
        raise SheetFault(
            Problem("not-figures-sheet", NOT_FIGURES, why.found, why.accepted, why.accepted_vi)
        ) from None
    return rows


def read_head(found: Found) -> Sheet:
    """A report folder without its rows; whatever is wrong stands in `problems`, nothing is raised."""
    sheet = Sheet(found.report_id, found.shown, found.content_sha256, problems=list(found.problems))
    if ORIGIN in found.data:
        sheet.origin, problems = read_origin(found.data[ORIGIN], found.report_id)
        sheet.problems += problems
    return sheet


def read_report(found: Found, head: Sheet | None = None) -> Sheet:
    """Everything of one report folder as text; whatever is wrong stands in `problems`, nothing is raised.

    `head` is the folder without its rows, when it has been read before.
    """
    sheet = head or read_head(found)
    if SHEET in found.data:
        try:
            sheet.rows, problems = read_figures(found.data[SHEET])
            sheet.problems += problems
        except SheetFault as fault:
            why = fault.problem
            sheet.problems.append(
                Problem(why.rule_id, SHEET, why.found, why.accepted, why.accepted_vi, why.candidates)
            )
    if NOT_FIGURES in found.data:
        try:
            sheet.not_figures = read_not_figures(found.data[NOT_FIGURES])
        except SheetFault as fault:
            sheet.problems.append(fault.problem)
    return sheet
