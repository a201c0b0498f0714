"""Two independent transcriptions of one article, compared cell by cell, as double data entry does.

Belongs here: which figures are the same ones, and which cells differ. Does not belong here: who is right.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .. import disk
from ..contracts.cells import READ_RULES, UNREAD, Readers
from ..contracts.model import SHEET_COLUMNS
from ..messages import Language, UserError, say
from ..reading.text import normalise
from ..vocabulary import Vocabulary

COMPARED = tuple(c for c in SHEET_COLUMNS if c not in ("figure", "note"))
Cells = Mapping[str, str]


class NoSheet(UserError):
    """A folder without a sheet that can be read."""


def read_sheet(folder: Path) -> list[dict[str, str]]:
    """The rows of the sheet of a folder.

    Raises:
        NoSheet: there is none, or it has other columns.
    """
    try:
        with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NoSheet("compare.no-sheet", folder=folder, why=type(error).__name__) from error
    if any(set(row) != set(SHEET_COLUMNS) or None in row.values() for row in rows):
        raise NoSheet("compare.no-sheet", folder=folder, why=",".join(SHEET_COLUMNS))
    return rows


def meaning(column: str, text: str, readers: Readers) -> object:
    """What a cell means: its agreed spelling, or itself where it cannot be read."""
    if column not in READ_RULES:
        return normalise(text).casefold()
    reading = readers.cell(column, text.strip()).reading
    if column == "value" and reading is not UNREAD:
        return (reading.low, reading.high)
    if column == "unit" and reading is not UNREAD:
        return (reading.unit_code, reading.factor)
    if column == "qualifier" and reading is not UNREAD:
        return reading.bound
    return readers.agreed(column, text.strip())


def pairs(first: Sequence[Cells], second: Sequence[Cells], readers: Readers) -> list[tuple[int, int]]:
    """Which figures of two sheets are the same: in order, of one value, as much alike as can be."""

    def keys(rows: Sequence[Cells]) -> list[tuple[object, object, str]]:
        return [
            (meaning("value", r["value"], readers), meaning("unit", r["unit"], readers), r["line"].strip())
            for r in rows
        ]

    a, b = keys(first), keys(second)
    # best[i][j]: how alike the rows from i and j on can be paired
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]

    def alike(i: int, j: int) -> int:
        return 4 + 2 * (a[i][1] == b[j][1]) + (a[i][2] == b[j][2]) if a[i][0] == b[j][0] else 0

    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            both = alike(i, j)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + both if both else 0)
    found, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        both = alike(i, j)
        if both and best[i][j] == best[i + 1][j + 1] + both:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def differences(first: Cells, second: Cells, readers: Readers) -> Iterator[str]:
    """The columns in which two rows say something else."""
    for column in COMPARED:
        one, other = first[column].strip(), second[column].strip()
        if one != other and meaning(column, one, readers) != meaning(column, other, readers):
            yield column


def compare(
    first: Path, second: Path, vocabulary: Vocabulary, output: Path | None, lang: Language
) -> tuple[list[str], bool]:
    """What two sheets say otherwise; written to a file too, one row per cell to settle, where one is named.

    Returns:
        Lines to print, and whether the two agree in every cell.
    """
    a, b = read_sheet(first), read_sheet(second)
    readers = Readers(vocabulary)
    same = pairs(a, b, readers)
    settle = [
        (a[i]["figure"], b[j]["figure"], a[i]["line"], a[i]["value"], column, a[i][column], b[j][column])
        for i, j in same
        for column in differences(a[i], b[j], readers)
    ]
    named = {"first": first.name, "second": second.name}
    lines = [
        say("compare.cell", lang, a=one, b=other, column=column, x=repr(x), y=repr(y), **named)
        for one, other, _, _, column, x, y in settle
    ]
    for folder, rows, paired in ((first, a, {i for i, _ in same}), (second, b, {j for _, j in same})):
        lines += [
            say(
                "compare.only",
                lang,
                folder=folder.name,
                **{c: row[c] for c in ("figure", "line", "value", "unit", "indicator")},
            )
            for n, row in enumerate(rows)
            if n not in paired
        ]
    only = {"first": len(a) - len(same), "second": len(b) - len(same)}
    agree = not settle and not any(only.values())
    counts = {"pairs": len(same), "cells": len(settle), "figures": len({s[0] for s in settle})}
    lines.append(
        say("compare.agree", lang)
        if agree
        else say("compare.summary", lang, a=first.name, b=second.name, **counts, **only)
    )
    if output:
        header = ("figure_first", "figure_second", "line", "value", "column", "first", "second", "settled")
        output.write_bytes(disk.table(header, ((*row, "") for row in settle)))
        lines.append(say("compare.written", lang, file=output))
    return lines, agree
