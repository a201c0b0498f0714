"""Faults of rows, of the bytes of a sheet, and of the record of its origin.

Belongs here: rows lost, doubled or exchanged; encodings; `report.yaml`. Does not belong here: what stands
in a single cell of meaning (`faults_of_values.py`, `faults_of_meaning.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.reading.legacy import TCVN3, VNI
from dagster_project.vocabulary import Vocabulary

from .catalogue import digits, pick, put, report_fault, row_fault
from .reports import Report, Row

# --- rows -------------------------------------------------------------------------------------------


@report_fault("rows")
def row_doubled(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written twice under one number."""
    return replace(report, figures=(*report.figures[: at + 1], *report.figures[at:]))


@report_fault("rows")
def row_doubled_renumbered(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written once more at the end, under a number of its own."""
    again = {**report.figures[at], "figure": str(len(report.figures) + 1)}
    return replace(report, figures=(*report.figures, again))


UNSEEN_LOSS = (
    "Without the text only a gap in the numbers shows a lost row: not at the end, not once renumbered."
)


@report_fault("rows", alone=UNSEEN_LOSS)
def row_missing(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is missing, its number too."""
    return replace(report, figures=report.figures[:at] + report.figures[at + 1 :])


@report_fault("rows", alone=UNSEEN_LOSS)
def row_missing_renumbered(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is missing, the rows after it numbered anew."""
    return _without(report, at)


def _without(report: Report, at: int) -> Report:
    after = tuple({**row, "figure": str(int(row["figure"]) - 1)} for row in report.figures[at + 1 :])
    was = {row["figure"]: report.figures[at + 1 + n]["figure"] for n, row in enumerate(after)}
    return replace(report, figures=report.figures[:at] + after, was=was)


@report_fault("rows", with_text="That a number states no indicator is the transcriber's reading.")
def figure_among_not_figures(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A figure is listed among the numbers that state nothing, the rows after it numbered anew."""
    row = report.figures[at]
    if not digits(row["value"]):
        return None
    token = {"line": row["line"], "token": row["value"], "why": "period of other figures"}
    return replace(_without(report, at), not_figures=(*report.not_figures, token))


@report_fault("rows")
def figure_number_repeated(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """A row has the number of another row."""
    others = [row["figure"] for n, row in enumerate(report.figures) if n != at]
    return report.with_row(at, {**report.figures[at], "figure": rng.choice(others)})


UNSEEN_EXCHANGE = "Without the text two values of like kind can change places unseen."


@report_fault("rows", alone=UNSEEN_EXCHANGE)
def values_exchanged(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row and the next have each other's value."""
    if at + 1 == len(report.figures):
        return None
    one, other = report.figures[at], report.figures[at + 1]
    if one["value"] == other["value"]:
        return None
    swapped = report.with_row(at, {**one, "value": other["value"]})
    return swapped.with_row(at + 1, {**other, "value": one["value"]})


@report_fault("rows", alone=UNSEEN_EXCHANGE)
def value_of_row_above(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row has the value of the row above: copied down."""
    above = report.figures[at - 1]["value"] if at else report.figures[at]["value"]
    row = {**report.figures[at], "value": above}
    return None if row == report.figures[at] else report.with_row(at, row)


@report_fault("rows", alone="Without the text a line that keeps the reading order is not seen.")
def line_shifted(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """The line is one off."""
    line = int(report.figures[at]["line"]) + rng.choice([-1, 1])
    return report.with_row(at, {**report.figures[at], "line": str(line)})


@report_fault("rows")
def cells_shifted(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """A cell was deleted, and those to its right moved one column left."""
    cells = [report.figures[at][c] for c in SHEET_COLUMNS]
    del cells[rng.randrange(2, len(cells) - 2)]
    return report.with_row(at, dict(zip(SHEET_COLUMNS, [*cells, ""], strict=True)))


@report_fault("rows")
def comma_not_quoted(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A cell that holds a comma lost its quotes."""
    value = report.figures[at]["value"]
    if "," not in value:
        return None
    return replace(report, sheet=report.sheet_bytes().replace(f'"{value}"'.encode(), value.encode(), 1))


@report_fault("rows")
def not_figure_lost(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """A row of not_figures.csv is missing."""
    if not report.not_figures:
        return None
    at = rng.randrange(len(report.not_figures))
    return replace(report, not_figures=report.not_figures[:at] + report.not_figures[at + 1 :])


@report_fault("rows")
def not_figure_doubled(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """A row of not_figures.csv is written twice."""
    if not report.not_figures:
        return None
    at = rng.randrange(len(report.not_figures))
    return replace(report, not_figures=(*report.not_figures, report.not_figures[at]))


# --- text -------------------------------------------------------------------------------------------


@cache
def _encoder(name: str) -> dict[str, str]:
    """Vietnamese letter to the characters of a legacy font encoding, as a Western program shows them."""
    table = {"TCVN3": TCVN3, "VNI": VNI}[name]
    letters: dict[str, str] = {}
    for shown, letter in table.items():
        if all(ord(c) < 256 for c in shown):
            letters.setdefault(letter, shown)
    return letters


def in_legacy(text: str, name: str) -> str:
    """A text as the font encoding stores it, one character per byte; letters it lacks stay."""
    letters = _encoder(name)
    return "".join(letters.get(c, c) for c in unicodedata.normalize("NFC", text))


def _bytes_in(report: Report, name: str) -> Report:
    text = in_legacy(report.sheet_bytes().decode(), name)
    return replace(report, sheet=text.encode("latin-1", errors="replace"))


@report_fault("text")
def nfd_text(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written with combining accents (NFD)."""
    row = {c: unicodedata.normalize("NFD", text) for c, text in report.figures[at].items()}
    return report.with_row(at, row)


@report_fault("text")
def tcvn3_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in TCVN3 bytes."""
    return _bytes_in(report, "TCVN3")


@report_fault("text")
def vni_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in VNI bytes."""
    return _bytes_in(report, "VNI")


@report_fault("text")
def windows_1258_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in Windows-1258."""
    text = unicodedata.normalize("NFD", report.sheet_bytes().decode())
    # In this code page a letter with a hat, a breve or a horn is one character, its tone another.
    text = re.sub(
        "[aeoAEO]\u0302|[aA]\u0306|[oOuU]\u031b", lambda m: unicodedata.normalize("NFC", m[0]), text
    )
    return replace(report, sheet=text.encode("cp1258", errors="replace"))


@report_fault("text")
def utf_16_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved as “Unicode text”, UTF-16 with tabs."""
    return replace(report, sheet=report.sheet_bytes().decode().replace(",", "\t").encode("utf-16"))


@report_fault("text")
def semicolons(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved with semicolons between its cells."""
    cells = [";".join(SHEET_COLUMNS), *(";".join(row.values()) for row in report.figures)]
    return replace(report, sheet="\n".join(cells).encode())


BROKEN_OFF = "A copy that breaks off in the last note is a whole sheet; one between two rows needs the text."


@report_fault("text", with_text=BROKEN_OFF)
def sheet_cut_off(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The sheet ends in the middle: a copy that broke off."""
    data = report.sheet_bytes()
    return replace(report, sheet=data[: rng.randrange(data.index(b"\n") + 1, len(data) - 1)])


WORDED = ("unit", "qualifier", "period_printed", "note")


def _worded(row: Row, rng: Random, change: Callable[[str], str]) -> Row | None:
    """A row with one of its worded cells changed."""
    changed = {c: change(row[c]) for c in WORDED}
    column = pick(rng, [c for c in WORDED if changed[c] != row[c]])
    return None if column is None else put(row, column, changed[column])


SOUND_ALL_THE_SAME = (
    "A word or two may be sound in either reading (the bytes of lớp in TCVN3 are líp), and a note may be in "
    "any words."
)


@row_fault("text", with_text=SOUND_ALL_THE_SAME)
def tcvn3_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell was pasted from a TCVN3 document."""
    return _worded(row, rng, lambda text: in_legacy(text, "TCVN3"))


@row_fault("text", with_text=SOUND_ALL_THE_SAME)
def vni_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell was pasted from a VNI document."""
    return _worded(row, rng, lambda text: in_legacy(text, "VNI"))


@row_fault("text")
def utf_8_misread_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell is UTF-8 that was read as Western European: triá»‡u."""
    return _worded(row, rng, lambda text: text.encode().decode("latin-1"))


@row_fault("text", with_text=SOUND_ALL_THE_SAME)
def accents_lost_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell lost its letters with accents to question marks."""
    return _worded(row, rng, lambda text: text.encode("ascii", errors="replace").decode())


LOOK_ALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "i": "і", "đ": "ð", "Đ": "Ð"})
"""Latin letters to letters of the same look."""


@row_fault("text")
def look_alike_letters(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Letters of a cell are letters of another alphabet that look the same."""
    return _worded(row, rng, lambda text: text.translate(LOOK_ALIKES))


@row_fault("text")
def odd_spaces(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Blanks of a cell are non-breaking, thin or doubled."""
    return _worded(row, rng, lambda text: text.replace(" ", rng.choice(["\u00a0", "\u2009", "  "])))


@row_fault("text")
def letter_for_digit(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The letter O or l stands for a digit 0 or 1."""
    places = [n for n in digits(row["value"]) if row["value"][n] in "01"]
    if not places:
        return None
    at = rng.choice(places)
    return put(
        row, "value", row["value"][:at] + {"0": "O", "1": "l"}[row["value"][at]] + row["value"][at + 1 :]
    )


# --- origin -----------------------------------------------------------------------------------------


@report_fault("origin", with_text="Only results with years can contradict a date of publication.")
def published_too_early(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """The report is dated before the years of one of its results."""
    row = report.figures[at]
    year = re.search(r"\d{4}", row["period"])
    if year is None or row["nature"] != "actual":
        return None
    dated = f"published: {int(year[0]) - 1}"
    return replace(report, origin=re.sub(r"^published: .*$", dated, report.origin, flags=re.MULTILINE))


@report_fault("origin", alone="A range that loses only lines without figures leaves nothing out.")
def lines_cut_short(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The lines that belong to the report end too early."""
    found = re.search(r"^  lines: \[.*\[(\d+), (\d+)\]\]", report.origin, re.MULTILINE)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    if first == last:
        return None
    shorter = str(rng.randrange(first, last))
    return replace(report, origin=report.origin[: found.start(2)] + shorter + report.origin[found.end(2) :])


@report_fault("origin", alone="Without the texts nothing tells one article from another.")
def another_article(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The hash of the article is that of another text."""
    digits = "0123456789abcdef"
    found = re.search(r"^  sha256: (.*)$", report.origin, re.MULTILINE)
    if found is None:
        return None
    other = "".join(rng.choice(digits) for _ in range(64))
    return replace(report, origin=report.origin.replace(found[1], other))


@report_fault("origin")
def report_written_twice(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The whole report is there twice, under two names."""
    return replace(report, times=2)
