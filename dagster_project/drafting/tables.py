"""Tables inside a text: a figure for every cell whose head and stub can be read.

Belongs here: lines whose cells are parted by bars or tabs, and what a cell means by its head, its stub and
the line above the table. Does not belong here: reading those words (a module per column). A table whose cells
stand on lines of their own, or have no unit anywhere, is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..reading.printed import plain
from .article import Article
from .figures import Figure, NotFigure
from .reader import Reader
from .text import Text

_BAR = re.compile(r"\s*[|\t]\s*")
_NUMBER = re.compile(r"(?P<before>[^\d|]{0,12}?)\s*(?P<value>\d+(?:[.,]\d+)*)(?:\s*%)?")
_LONE = re.compile(r"[<>~\s]*\d[\d.,]*\s*%?")
LEAST_COLUMNS, LEAST_ROWS = 2, 2
LEAST_LONE = 6
"""Lines of nothing but a number that make a table whose lines were lost."""


@dataclass(frozen=True)
class _Cell:
    """A cell of a table: its text, and where it stands on which line."""

    text: str
    line: int
    start: int


def _cells(line: str, number: int) -> list[_Cell]:
    """The cells of a line that bars or tabs part; none where it is no line of a table."""
    if "|" not in line and "\t" not in line:
        return []
    cells, at = [], 0
    for gap in [*_BAR.finditer(line), None]:
        end = gap.start() if gap else len(line)
        cells.append(_Cell(line[at:end].strip(), number, at + len(line[at:end]) - len(line[at:end].lstrip())))
        at = gap.end() if gap else end
    return cells[1:-1] if cells and not cells[0].text and not cells[-1].text else cells


def blocks(lines: Sequence[str]) -> Iterator[list[list[_Cell]]]:
    """The tables of a text: neighbouring lines with cells."""
    block: list[list[_Cell]] = []
    for number, line in enumerate([*lines, ""], start=1):
        cells = _cells(line, number)
        if len(cells) >= LEAST_COLUMNS and not all(set(cell.text) <= set("-: ") for cell in cells):
            block.append(cells)
        elif not cells:
            if len(block) >= LEAST_ROWS:
                yield block
            block = []


def lone_numbers(lines: Sequence[str]) -> set[int]:
    """Lines, counted from 1, of a table that has lost its lines: many that hold nothing but a number."""
    lone = [n for n, line in enumerate(lines, start=1) if _LONE.fullmatch(line.strip() or "-")]
    return set(lone) if len(lone) >= LEAST_LONE else set()


def read_tables(reader: Reader, lines: Sequence[str], article: Article) -> None:
    """Put the figures of tables among the figures of a text, what cannot be read among its other numbers."""
    inside: set[int] = set()
    found: list[Figure] = []
    left: list[tuple[int, int, int]] = []
    for block in blocks(lines):
        inside |= {row[0].line for row in block}
        head = next((n for n, row in enumerate(block) if any(_NUMBER.fullmatch(c.text) for c in row[1:])), 0)
        caption = _caption(lines, block[0][0].line)
        for row in block[head:] if head else ():
            for column, cell in enumerate(row):
                if column and _NUMBER.fullmatch(cell.text):
                    heads = [r[min(column, len(r) - 1)].text for r in block[:head]]
                    figure = _figure(reader, article, cell, " ".join(heads), _stub(row, column), caption)
                    (found.append(figure) if figure else left.append((cell.line, cell.start, len(cell.text))))
    alone = lone_numbers(lines)
    table = inside | alone
    if not table:
        return
    outside = [f for f in article.figures if article.text.where(f.start)[0] not in table]
    article.figures[:] = sorted(outside + found, key=lambda f: f.start)
    read = {(f.start, f.end) for f in found}
    others = [o for o in article.others if article.text.where(o.start)[0] not in table]
    for number, start, length in [*left, *((n, 0, len(lines[n - 1])) for n in sorted(alone - inside))]:
        at = article.text.position(number, start)
        if at is not None and (at, at + length) not in read:
            others.append(NotFigure(at, at + length, "table"))
    article.others[:] = sorted(others, key=lambda other: other.start)


def _caption(lines: Sequence[str], first: int) -> str:
    """The line above a table, where it is short."""
    above = [
        line.strip() for line in lines[max(0, first - 4) : first - 1] if line.strip() and "|" not in line
    ]
    return above[-1] if above and len(above[-1]) < 200 else ""


def _stub(row: Sequence[_Cell], column: int) -> str:
    """What a row is about: its first cells that are no number."""
    return " ".join(cell.text for cell in row[:column] if not _NUMBER.fullmatch(cell.text))


def _figure(
    reader: Reader, article: Article, cell: _Cell, head: str, stub: str, caption: str
) -> Figure | None:
    """The figure of a cell, read as a sentence made of its head and stub; None where no unit is named."""
    unit, number = next(_units(reader, head, stub), ""), _NUMBER.fullmatch(cell.text)
    assert number is not None
    before, value = number["before"].strip(), number["value"]
    at = article.text.position(cell.line, cell.start + number.start("value"))
    if not unit or at is None or (before and plain(before) not in reader.words.finder.qualifiers.rows):
        return None
    named = " ".join(re.sub(r"\([^()]*\)|-", " ", f"{head} {stub}").split())
    sentence = f"{caption}. {named} {value} {unit}" if caption else f"{named} {value} {unit}"
    read = reader.read(Text([sentence]), article.place, article.published)
    if not read.figures or read.figures[-1].value != value:
        return None
    figure, index = read.figures[-1], article.text.index(at)
    figure.start, figure.end, figure.first, figure.last = at, at + len(value), index, index + 1
    figure.unit = "%" if cell.text.endswith("%") else f"[{unit}]"
    figure.qualifier = before
    token = article.text.tokens[index]
    figure.sentence, figure.paragraph = token.sentence, token.paragraph
    for column, guess in figure.cells.items():
        guess.evidence, guess.basis = None, "table"
        if column == "period_printed" and guess.value not in article.text.whole:
            guess.value = ""
    if place := reader.places.province_in(stub, article.published):
        figure.cells["place"].value = place
    return figure


def _units(reader: Reader, head: str, stub: str) -> Iterator[str]:
    """The units that head and stub name: in brackets, by themselves, or as the thing that is counted."""
    for words in (head, stub):
        for inside in re.findall(r"\(([^()]*)\)", words):
            if (found := reader.words.finder.units.leading(inside.strip())) and found[0] == inside.strip():
                yield found[0]
    for words in (head, stub):
        pieces = words.split()
        for n in range(len(pieces)):
            found = reader.words.finder.units.leading(" ".join(pieces[n:]))
            if found and (found[1].countable or found[1].quantity in ("money", "area")):
                yield found[0]
