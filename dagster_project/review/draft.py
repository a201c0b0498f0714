"""A draft folder `raw/.<id>/` as a person works on it: its sheet, its drafted cells, undo, saving.

Belongs here: what an edit changes, and writing it without losing what somebody else wrote meanwhile. Does not
belong here: what an article says (`text.py`), what is wrong with a row (`judging.py`), the page (`app.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from .. import disk
from ..contracts.model import NOT_FIGURES_COLUMNS, SHEET_COLUMNS, Problem
from ..drafting.draft import REVIEW_COLUMNS as DRAFTED_COLUMNS
from ..ingest.folders import NOT_FIGURES, ORIGIN, REVIEW, SHEET, read_files
from ..ingest.origin import with_value
from ..ingest.sheets import SheetFault, read_figures, read_not_figures, records
from ..messages import LANGUAGES, UserError, label

PLACE, UNDO = "review.json", "review.undo"
"""Where the reviewer stopped, and how to take back what was changed."""

REVIEW_COLUMNS = (*DRAFTED_COLUMNS, "by")
PROPOSED, CONFIRMED, CHANGED = "proposed", "confirmed", "changed"
STATES = (PROPOSED, CONFIRMED, CHANGED)

DECIDED = ("indicator", "scope", "period", "nature", "funding_source")
"""What a figure is about: no draft becomes a report before a person has seen these cells."""

COPIED = ("place", "period", "period_printed", "nature", "funding_source")
"""What a figure that a person adds takes over from the figure before it, to be confirmed."""

UNRECOGNISED = frozenset(
    label("not_figure", code, language)
    for code in ("no-indicator", "no-unit", "unknown")
    for language in LANGUAGES
)
"""Reasons of the engine that say only that it could make nothing of a number: a person has to look."""

MOST_UNDONE, LONGEST_UNDO = 500, 4_000_000
"""Edits that can be taken back, and bytes that are read of them."""


class DraftFault(UserError):
    """A folder that cannot be reviewed, or an edit that cannot be made; the message says why."""


class ChangedOutside(UserError):
    """Somebody else wrote into the folder: nothing was saved, and the folder is loaded anew."""


@dataclass(frozen=True)
class Drafted:
    """What became of a drafted cell.

    `start` and `end` are characters of the line on which the figure stands; evidence elsewhere opens with
    `LINE:START-END `. Of a changed cell the first of `alternatives` is what was drafted.
    """

    state: str
    confidence: str = ""
    start: str = ""
    end: str = ""
    evidence: str = ""
    alternatives: tuple[str, ...] = ()
    by: str = ""

    @property
    def certainty(self) -> float:
        """The confidence as a number; 0 where there is none."""
        try:
            return float(self.confidence)
        except ValueError:
            return 0.0


Cells = Mapping[str, str]
"""The cells of a row of the sheet by column."""


@dataclass(frozen=True)
class Content:
    """A state of the draft; an edit makes another one.

    `filed` holds line, token and reason of the numbers that are no figures; `drafted` is by figure and
    column.
    """

    rows: tuple[Cells, ...] = ()
    filed: tuple[tuple[int, str, str], ...] = ()
    drafted: Mapping[tuple[str, str], Drafted] = field(default_factory=dict)

    def row(self, figure: str) -> Cells:
        """The row of a figure.

        Raises:
            DraftFault: there is none.
        """
        for row in self.rows:
            if row["figure"] == figure:
                return row
        raise DraftFault("review.no-such-figure", figure=figure)

    def open_cells(self) -> list[tuple[str, str]]:
        """Figure and column of the cells that keep the draft from becoming a report."""
        numbers = {row["figure"] for row in self.rows}
        return [
            key
            for key, cell in self.drafted.items()
            if cell.state == PROPOSED and key[1] in DECIDED and key[0] in numbers
        ]

    def by_engine(self, figure: str, column: str) -> bool:
        """Whether a cell stands as the engine drafted it; what a row took over has no confidence."""
        cell = self.drafted.get((figure, column))
        return cell is not None and bool(cell.confidence) and cell.state != CHANGED

    def count(self, state: str) -> int:
        """How many cells that an engine drafted are in a state; what a row took over has no confidence."""
        numbers = {row["figure"] for row in self.rows}
        found = (cell for key, cell in self.drafted.items() if key[0] in numbers and cell.confidence)
        return sum(cell.state == state for cell in found)

    def first_not_in(self, other: Content) -> str:
        """The first figure that stands otherwise in another content, or not at all; blank where none does."""
        changed = {
            figure
            for (figure, column), cell in self.drafted.items()
            if other.drafted.get((figure, column)) != cell
        }
        figures = (row["figure"] for row in self.rows if row["figure"] in changed or row not in other.rows)
        return next(figures, "")

    def put(self, figure: str, cells: Mapping[str, str], by: str) -> Content:
        """A person writes cells of a figure; writing what is there confirms it."""
        row, drafted = self.row(figure), dict(self.drafted)
        for column, text in cells.items():
            if column not in SHEET_COLUMNS[1:]:
                raise DraftFault("review.no-such-column", column=column)
            if known := drafted.get((figure, column)):
                drafted[figure, column] = _decided(known, row[column], text, by)
        written = {**row, **cells}
        rows = tuple(written if each is row else each for each in self.rows)
        return replace(self, rows=rows, drafted=drafted)

    def propose(self, figure: str, found: Mapping[str, tuple[str, Drafted]]) -> Content:
        """What is still only proposed of a figure becomes what is read of it now."""
        row, drafted = dict(self.row(figure)), dict(self.drafted)
        for column, (text, cell) in found.items():
            known = drafted.get((figure, column))
            if known and known.confidence and known.state == PROPOSED and row[column] != text:
                row[column], drafted[figure, column] = text, cell
        rows = tuple(row if each["figure"] == figure else each for each in self.rows)
        return replace(self, rows=rows, drafted=drafted)

    def confirm(self, figure: str, by: str) -> Content:
        """A person says that all drafted cells of a figure are right."""
        self.row(figure)
        drafted = {
            key: replace(cell, state=CONFIRMED, by=by)
            if key[0] == figure and cell.state == PROPOSED
            else cell
            for key, cell in self.drafted.items()
        }
        return replace(self, drafted=drafted)

    def file(self, numbers: Iterable[tuple[int, str]], why: str, figure: str = "") -> Content:
        """Numbers of the text state no indicator; with `figure`, its row goes."""
        filed = list(self.filed)
        for line, token in numbers:
            if known := next((f for f in filed if f[:2] == (line, token) and f[2] in UNRECOGNISED), None):
                filed.remove(known)
            at = sum(each[0] <= line for each in filed)
            filed.insert(at, (line, token, why))
        rows = tuple(row for row in self.rows if row["figure"] != figure)
        drafted = {key: cell for key, cell in self.drafted.items() if key[0] != figure}
        return Content(rows, tuple(filed), drafted)

    def add(self, cells: Mapping[str, str], token: str, before: str) -> tuple[Content, str]:
        """A number of the text becomes a figure; it is no longer filed away.

        Args:
            cells: what is known of it: line, value, unit, qualifier.
            token: how it is filed away, where it is.
            before: the figure in front of which it stands, blank where it is the last.

        Returns:
            The content and the number of the figure: the next one free.
        """
        number = str(max((int(row["figure"]) for row in self.rows), default=0) + 1)
        at = next((n for n, row in enumerate(self.rows) if row["figure"] == before), len(self.rows))
        row = {**dict.fromkeys(SHEET_COLUMNS, ""), "figure": number, **cells}
        drafted = dict(self.drafted)
        if at:
            model = self.rows[at - 1]
            for column in COPIED:
                if model[column]:
                    row[column] = model[column]
                    drafted[number, column] = Drafted(PROPOSED)
        filed = list(self.filed)
        for n, (line, known, _) in enumerate(filed):
            if (str(line), known) == (cells["line"], token):
                del filed[n]
                break
        return Content((*self.rows[:at], row, *self.rows[at:]), tuple(filed), drafted), number

    def numbered(self) -> Content:
        """The figures numbered in their order, without a gap."""
        numbers = {row["figure"]: str(n) for n, row in enumerate(self.rows, start=1)}
        rows = tuple({**row, "figure": numbers[row["figure"]]} for row in self.rows)
        drafted = {
            (numbers[figure], column): cell
            for (figure, column), cell in self.drafted.items()
            if figure in numbers
        }
        return Content(rows, self.filed, drafted)

    @property
    def state(self) -> str:
        """Whether two contents are the same: a hash of their files."""
        return hashlib.sha256(b"\0".join(self.files().values())).hexdigest()

    def files(self) -> dict[str, bytes]:
        """The files of the draft but for `report.yaml`."""
        drafted = [
            (*key, c.state, c.confidence, c.start, c.end, c.evidence, "|".join(c.alternatives), c.by)
            for key, c in self.drafted.items()
        ]
        return {
            NOT_FIGURES: disk.table(NOT_FIGURES_COLUMNS, self.filed),
            SHEET: disk.table(SHEET_COLUMNS, [[row[name] for name in SHEET_COLUMNS] for row in self.rows]),
            REVIEW: disk.table(REVIEW_COLUMNS, drafted),
        }


class Step(NamedTuple):
    """How an edit is taken back: in each file of the draft, the lines to replace and by which.

    `of` is the state in which it can be taken back, so that a journal beside files that somebody else has
    written into says nothing.
    """

    of: str
    back: Mapping[str, tuple[int, int, list[str]]]

    @classmethod
    def between(cls, before: Content, after: Content) -> Step:
        """The way back from one content to another."""
        then, now = before.files(), after.files()
        return cls(after.state, {name: _splice(_lines(now[name]), _lines(then[name])) for name in now})

    def undo(self, content: Content) -> Content:
        """The content before the edit."""
        files = {}
        for name, data in content.files().items():
            lines, (start, end, before) = _lines(data), self.back[name]
            files[name] = "".join([*lines[:start], *before, *lines[end:]]).encode()
        return read_content(files)


def _lines(data: bytes) -> list[str]:
    return data.decode().splitlines(keepends=True)


def _splice(now: list[str], then: list[str]) -> tuple[int, int, list[str]]:
    """The lines of a text to replace, and by which, to get another."""
    start = _alike(now, then)
    same = _alike(now[start:][::-1], then[start:][::-1])
    return start, len(now) - same, then[start : len(then) - same]


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _decided(known: Drafted, was: str, text: str, by: str) -> Drafted:
    """What becomes of a drafted cell in which a person writes."""
    first = known.alternatives[0] if known.state == CHANGED else was
    others = [each for each in known.alternatives if each not in (first, text)]
    if text == first:
        return replace(known, state=CONFIRMED, alternatives=tuple(others), by=by)
    return replace(known, state=CHANGED, alternatives=(first, *others), by=by)


def _read_review(data: bytes) -> dict[tuple[str, str], Drafted]:
    """The rows of a `review.csv`; who decided is a column that an engine does not write.

    Raises:
        SheetFault: it cannot be taken apart into rows.
    """
    is_decided = data.partition(b"\n")[0].rstrip().endswith(b",by")
    found = {}
    for number, row in records(data, REVIEW, REVIEW_COLUMNS if is_decided else DRAFTED_COLUMNS):
        cells = [*row, *[""] * len(REVIEW_COLUMNS)][: len(REVIEW_COLUMNS)]
        figure, column, state, confidence, start, end, evidence, alternatives, by = cells
        if state not in STATES or column not in SHEET_COLUMNS:
            raise DraftFault("review.row-unknown", file=REVIEW, row=number, column=column, state=state)
        # What was drafted may be blank: of a changed cell there is always a first alternative.
        others = tuple(alternatives.split("|")) if alternatives or state == CHANGED else ()
        found[figure, column] = Drafted(state, confidence, start, end, evidence, others, by)
    return found


def _unreadable(problem: Problem) -> DraftFault:
    return DraftFault("review.unreadable", found=problem.found, accepted=problem.accepted)


def _read_sheet(data: bytes) -> tuple[Cells, ...]:
    rows, _ = read_figures(data)
    if odd := next((row for row in rows if not row.is_regular), None):
        raise DraftFault("review.row-irregular", file=SHEET, row=odd.number)
    cells = [dict(zip(SHEET_COLUMNS, row.cells, strict=True)) for row in rows]
    numbers = [row["figure"].strip() for row in cells]
    if len(set(numbers)) < len(numbers) or not all(n.isascii() and n.isdigit() for n in numbers):
        raise DraftFault("review.figures-not-numbered", file=SHEET)
    return tuple({**row, "figure": number} for row, number in zip(cells, numbers, strict=True))


def read_content(files: Mapping[str, bytes]) -> Content:
    """The content of the files of a draft; one that is missing or empty holds nothing.

    Raises:
        DraftFault: one of them cannot be read.
    """
    try:
        rows = _read_sheet(files[SHEET]) if files.get(SHEET) else ()
        filed = read_not_figures(files[NOT_FIGURES]) if files.get(NOT_FIGURES) else []
        drafted = _read_review(files[REVIEW]) if files.get(REVIEW) else {}
    except SheetFault as fault:
        raise _unreadable(fault.problem) from None
    return Content(rows, tuple(each[1:] for each in filed), drafted)


class Draft:
    """A draft folder: what lies in it, what it holds, and how its edits are taken back."""

    def __init__(self, folder: Path) -> None:
        """Load the folder.

        Raises:
            DraftFault: it holds no draft, or one that cannot be read.
        """
        if folder.name in ("", ".", "..") or not folder.is_dir():
            raise DraftFault("review.no-folder", path=folder)
        self.folder = folder
        self.report_id = folder.name.removeprefix(".")
        self.load()

    def load(self) -> None:
        """Read the folder anew; what led to another state than it is in can no longer be taken back.

        Raises:
            DraftFault: it cannot be read; what is in memory stays.
        """
        files = self._read()
        if ORIGIN not in files:
            raise DraftFault("review.no-origin", path=self.folder, file=ORIGIN)
        self.content, self.on_disk = read_content(files), files
        self.history = self._steps()
        while self.history and self.history[-1].of != self.content.state:
            self.history.pop()

    def _read(self) -> dict[str, bytes]:
        found = {}
        for name, data in read_files(self.folder, (ORIGIN, SHEET, NOT_FIGURES, REVIEW)):
            if isinstance(data, Problem):
                raise _unreadable(data)
            if data is not None:
                found[name] = data
        return found

    def reload_if_changed(self) -> bool:
        """Load the folder anew where somebody else wrote into it; whether somebody did."""
        if self._read() == self.on_disk:
            return False
        self.load()
        return True

    @property
    def data(self) -> dict[str, bytes]:
        """The three files of the report as they would be read now."""
        files = self.content.files()
        return {ORIGIN: self.on_disk[ORIGIN], SHEET: files[SHEET], NOT_FIGURES: files[NOT_FIGURES]}

    def edit(self, change: Callable[[Content], Content]) -> None:
        """Change the content and save it.

        Raises:
            ChangedOutside: somebody else wrote into the folder; their state is loaded, nothing saved.
            DraftFault: the change cannot be made.
        """
        after = change(self.content)
        if after != self.content:
            self._save(after, [*self.history[1 - MOST_UNDONE :], Step.between(self.content, after)])

    def undo(self) -> str | None:
        """Take the last edit back; its figure (blank where it was of none), None where there was no edit.

        Raises:
            ChangedOutside: as for `edit`.
        """
        if not self.history:
            return None
        undone, before = self.content, self.history[-1].undo(self.content)
        self._save(before, self.history[:-1])
        return before.first_not_in(undone)

    def _save(self, content: Content, history: list[Step]) -> None:
        """Write what differs, each file whole or not at all.

        The numbers filed away come first and the drafted cells last: killed in between, a number stands
        twice, which `check` says, or the state of a cell of a row that is gone, which says nothing.
        """
        files = content.files()
        if not content.drafted and REVIEW not in self.on_disk:
            del files[REVIEW]
        self._write(files, history)
        self.content, self.history = content, history

    def _steps(self) -> list[Step]:
        """The edits that are remembered; none where nothing can be read of them."""
        with suppress(OSError, ValueError, TypeError, disk.NoPlainFile), disk.folder(self.folder) as within:
            lines = disk.read(UNDO, LONGEST_UNDO, within)[0].splitlines()
            return [Step(*json.loads(line)) for line in lines]
        return []

    def _write(self, files: Mapping[str, bytes], history: Sequence[Step] | None = None) -> None:
        with disk.folder(self.folder) as within:
            if self._read() != self.on_disk:
                self.load()
                raise ChangedOutside("review.changed-outside", path=self.folder)
            if history is not None:
                disk.replace(UNDO, b"".join(json.dumps(step).encode() + b"\n" for step in history), within)
            for name, data in files.items():
                if data != self.on_disk.get(name):
                    disk.replace(name, data, within)
                    self.on_disk[name] = data

    def origin_with(self, name: str, value: Any) -> bytes:
        """The record report.yaml with another value of one field.

        Raises:
            DraftFault: it cannot be read.
        """
        origin = with_value(self.on_disk[ORIGIN], name, value)
        if isinstance(origin, Problem):
            raise _unreadable(origin)
        return origin

    def write_origin(self, name: str, value: Any) -> None:
        """Let report.yaml say something else in one field.

        Raises:
            ChangedOutside: as for `edit`.
            DraftFault: it cannot be read.
        """
        self._write({ORIGIN: self.origin_with(name, value)})

    def place(self) -> dict[str, str]:
        """Where the reviewer stopped: figure, order."""
        with suppress(OSError, ValueError, disk.NoPlainFile), disk.folder(self.folder) as within:
            found = json.loads(disk.read(PLACE, 1_000, within)[0])
            if isinstance(found, dict):
                return {str(name): str(value) for name, value in found.items()}
        return {}

    def keep_place(self, place: Mapping[str, str]) -> None:
        """Remember where the reviewer is."""
        with disk.folder(self.folder) as within:
            disk.replace(PLACE, json.dumps(dict(place)).encode(), within)
