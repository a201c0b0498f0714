"""The rows of all reports laid out as columns, and what has been found out about each so far.

Belongs here: laying out, reading every distinct cell once, asking every rule once per distinct
combination of cells, noting problems by row. Does not belong here: what the rules say (`rules.py`,
`structure.py`), rules over several rows (`across.py`), sentences (`findings.py`), verdicts
(`judging.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..reading.qualifiers import interval
from . import structure
from .cells import READ_RULES, Words, spelling, whole
from .coded import Coded, Codes, combine, encode, repeated
from .model import CODED, SHEET_COLUMNS, Problem, Row, Sheet
from .rules import RULES, SKIPPED

Engine = Callable[[Mapping[str, Coded]], structure.Failures]

TEXT_RULES = ("values-in-order", "period-words-in-text", "years-in-text")
"""Rules that ask the article of some rows more than whether the value stands there."""

UNREAD = object()
"""The reading of a cell that an earlier rule has refused."""


class Bench:
    """The rows with the right number of cells, by column.

    Attributes:
        sheets: the reports, in order.
        rows: their rows, in order.
        sheet_of: the sheet's position for each row.
        rows_in: rows by report.
        texts: cells as text, by column, with `report_id` and `figure_key`.
        columns: what cells and facts of reports stand for, by column or input of a rule; values are
            what the readers gave, or `UNREAD`.
        problems: by row.
        evaluated: rows looked at, by rule: one number per sheet.
        counts: rows of each sheet.
    """

    def __init__(self, sheets: Sequence[Sheet], words: Words) -> None:
        """Lay the rows out; rows with a wrong number of cells stay aside."""
        self.sheets = sheets
        self.words = words
        self.rows: list[Row] = []
        counts = []
        for sheet in sheets:
            kept = [row for row in sheet.rows if len(row.cells) == len(SHEET_COLUMNS)]
            self.rows += kept
            counts.append(len(kept))
        self.rows_in = {sheet.report_id: count for sheet, count in zip(sheets, counts, strict=True)}
        self.sheet_of = np.repeat(np.arange(len(sheets)), counts)
        self.texts: dict[str, Coded] = {
            name: encode([row.cells[n] for row in self.rows]) for n, name in enumerate(SHEET_COLUMNS)
        }
        self.texts["report_id"] = repeated([sheet.report_id for sheet in sheets], counts)
        self.texts["figure_key"] = self.texts["figure"].map(structure.figure_key)
        self.columns: dict[str, Coded] = {}
        for name in ("published_end", "lines", "places", "title_lines", "caption_lines", "source_file"):
            self.columns[name] = repeated([getattr(sheet.origin, name) for sheet in sheets], counts)
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.evaluated: dict[str, Codes] = {}
        self.counts = np.array(counts, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.rows)

    def per_sheet(self, chosen: npt.NDArray[np.bool_]) -> Codes:
        """How many of the chosen rows each sheet has."""
        return np.bincount(self.sheet_of[chosen], minlength=len(self.sheets)).astype(np.int64)

    def add(self, row: int, problem: Problem) -> None:
        """Note a problem of a row."""
        self.problems[row].append(problem)

    def take_known(self) -> None:
        """Problems that were found while the sheet was corrected and compared with its article."""
        self.evaluated["withdrawn"] = self.evaluated["flagged"] = self.counts
        corrected = np.zeros(len(self), dtype=bool)
        for position, row in enumerate(self.rows):
            if not (row.problems or row.corrected or row.withdrawn or row.flagged):
                continue
            for problem in row.problems:
                self.add(position, problem)
            stale = any(problem.rule_id == "correction-expected" for problem in row.problems)
            if row.corrected or row.withdrawn or row.flagged or stale:
                corrected[position] = True
            if row.withdrawn:
                why = row.withdrawn
                self.add(position, Problem("withdrawn", "figure", row.cells[0].strip(), why, why))
            for column, why in row.flagged:
                self.add(position, Problem("flagged", column, why))
        self.evaluated["correction-expected"] = self.per_sheet(corrected)
        proven = np.array([len(sheet.verifications or ()) for sheet in self.sheets], dtype=np.int64)
        self.evaluated["figure-at-line"] = self.evaluated["printed-as-claimed"] = proven
        for rule_id in TEXT_RULES:
            asked = [sheet.asked.get(rule_id, 0) for sheet in self.sheets]
            self.evaluated[rule_id] = np.array(asked, dtype=np.int64)

    def test_structure(self, engine: Engine) -> set[tuple[str, int]]:
        """Run the structural tests; returns column and code of the texts that need no reading."""
        refused = set()
        for row, rule_id, column in engine(self.texts):
            self.add(row, structure.problem(rule_id, column, self.texts[column][row]))
            if rule_id in structure.STOPPING:
                refused.add((column, int(self.texts[column].codes[row])))
        for rule_id in structure.RULE_IDS:
            self.evaluated[rule_id] = self.counts
        return refused

    def read_cells(self, refused: set[tuple[str, int]]) -> None:
        """Read every distinct text of every column; a refusal becomes a problem of its rows."""
        for column in READ_RULES:
            if column != "place":
                self._read(column, self.texts[column], refused)
        self._read("place", self._places_with_days(), refused)
        lines = [
            UNREAD if ("line", code) in refused else whole(text)
            for code, text in enumerate(self.texts["line"].values)
        ]
        self.columns["line"] = Coded(self.texts["line"].codes, lines)
        # A period that replaces a misprint differs from the words as printed: that is no contradiction.
        replaced = {
            n: None for n, row in enumerate(self.rows) if row.corrected and "period" in dict(row.corrected)
        }
        self.columns["period_printed"] = self.texts["period_printed"].patched(replaced)
        self._read_values()

    def _read(self, column: str, keys: Coded, refused: set[tuple[str, int]]) -> None:
        texts = {text: code for code, text in enumerate(self.texts[column].values)}
        readings: list[Any] = []
        bad: dict[int, Problem] = {}
        for code, key in enumerate(keys.values):
            text = key[0] if column == "place" else key
            reading = UNREAD if (column, texts[text]) in refused else self.words.read(column, key)
            if isinstance(reading, Problem):
                bad[code], reading = reading, UNREAD
            readings.append(reading)
        self._note(keys, bad)
        self.columns[column] = Coded(keys.codes, readings)
        self.evaluated[READ_RULES[column]] = self.counts

    def _note(self, keys: Coded, bad: Mapping[int, Problem]) -> None:
        if bad:
            codes = keys.codes
            for row in keys.rows_with(bad):
                self.add(row, bad[int(codes[row])])

    def _places_with_days(self) -> Coded:
        """Places as written; where a name means two places, with the day it is spoken of."""
        texts = self.texts["place"]
        ambiguous = {text for text in texts.values if self.words.is_ambiguous_place(text)}
        if not ambiguous:
            return Coded(texts.codes, [(text, None) for text in texts.values])
        periods, published = self.columns["period"], self.columns["published_end"]
        keys = combine([texts, periods, published])

        def key(codes: tuple[int, int, int]) -> tuple[str, Any]:
            text, period = texts.values[codes[0]], periods.values[codes[1]]
            if text not in ambiguous:
                return text, None
            return text, getattr(period, "end", None) or published.values[codes[2]]

        return keys.map(key)

    def _read_values(self) -> None:
        """Value, qualifier and unit together: the interval in the canonical unit."""
        parts = [self.columns[name] for name in ("value", "qualifier", "unit")]
        keys = combine(parts)
        intervals: list[Any] = []
        for codes in keys.values:
            number, qualifier, unit = (part.values[code] for part, code in zip(parts, codes, strict=True))
            if number is UNREAD or qualifier is UNREAD or unit is UNREAD:
                intervals.append(UNREAD)
            else:
                intervals.append(interval(number, qualifier, unit.factor, unit.countable))
        self.columns["interval"] = Coded(keys.codes, intervals)

    def ask_rules(self) -> None:
        """Ask every row rule once per distinct combination of its cells."""
        vocabulary = self.words.vocabulary
        for rule in RULES:
            parts = [self.columns[name] for name in rule.inputs]
            keys = combine(parts)
            bad: dict[int, Problem] = {}
            looked_at = np.zeros(len(keys.values), dtype=bool)
            for key, codes in enumerate(keys.values):
                inputs = [part.values[code] for part, code in zip(parts, codes, strict=True)]
                if any(value is UNREAD for value in inputs):
                    continue
                answer = rule.ask(vocabulary, *inputs)
                if answer is not SKIPPED:
                    looked_at[key] = True
                if isinstance(answer, Problem):
                    bad[key] = answer
            self.evaluated[rule.rule_id] = self.per_sheet(looked_at[keys.codes])
            self._note(keys, bad)

    def compare_spelling(self) -> None:
        """Cells that were read, but are not written in their one agreed spelling."""
        self.evaluated["canonical-spelling"] = self.counts
        for column in CODED:
            written = self.texts[column]
            if column in ("figure", "line"):
                readings = Coded(written.codes, [whole(text) or UNREAD for text in written.values])
                agreed = [r if r is UNREAD else str(r) for r in readings.values]
            else:
                readings = self.columns[column]
                agreed = [r if r is UNREAD else spelling(column, r) for r in readings.values]
            keys = combine([written, readings])
            bad = {
                key: Problem("canonical-spelling", column, written.values[a], agreed[b], agreed[b])
                for key, (a, b) in enumerate(keys.values)
                if agreed[b] is not UNREAD and agreed[b] != written.values[a]
            }
            self._note(keys, bad)
