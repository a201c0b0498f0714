"""The texts of the articles, where at hand: is it the same text, and does it say what the sheet says?

Belongs here: looking at the folder of article texts and handing lines to the verification. Does not
belong here: comparing (`contracts/verification.py`), keeping any sentence of an article.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from .. import disk
from ..contracts.faults import alone, within_budget
from ..contracts.judging import READ_OTHERWISE
from ..contracts.model import SHEET_COLUMNS, Origin, Problem, Row, Sheet
from ..contracts.verification import Leftover, TimeInText, in_order, line_numbers, verify
from ..drafting.second_reader import SecondReader
from ..messages import listed, message
from ..reading.garbled import garbled_line
from ..vocabulary import QualifierWord

NOT_AT_HAND, AT_HAND, DIFFERS = "not_at_hand", "at_hand", "differs"
RULES = {"not_found": ("figure-at-line", "line"), "mismatch": ("printed-as-claimed", "value")}
"""The rule that an outcome breaks, and the column that it is reported for."""
SHOWN = 10
"""Most leftover numbers that one message lists."""
SHOWN_LINES = 3
"""Most odd lines that one message lists."""
LONGEST_READ = 500_000
"""Characters of a text that is read a second time; reading goes by 30,000 in a second."""
LONGEST_READING = 40
"""Characters of a proposed reading: enough to recognise the line, too few to keep its sentence."""


class Articles:
    """The folder of article texts; each file is read once. `folder` None means no text is at hand."""

    def __init__(self, folder: Path | None) -> None:
        """Remember the folder; nothing is read yet."""
        self._folder = folder
        self._text = cache(self._read)

    def _read(self, name: str) -> tuple[str, bytes] | None:
        """Hash and content of a file, None where there is none."""
        if not self._folder or not name:
            return None
        try:  # the folder may hold links, which its owner laid
            data, _ = disk.read((self._folder / name).resolve(), sys.maxsize)
        except (
            OSError,
            RuntimeError,
            disk.NoPlainFile,
        ):  # too long a name, links in a ring, no right to read
            return None
        return hashlib.sha256(data).hexdigest(), data

    def state(self, origin: Origin) -> str:
        """`at_hand`, `not_at_hand`, or `differs` where a file of that name holds another text."""
        text = self._text(origin.source_file)
        if text is None or not origin.source_sha256:
            return NOT_AT_HAND
        return AT_HAND if text[0] == origin.source_sha256 else DIFFERS

    def lines(self, origin: Origin) -> list[bytes]:
        """The lines of an article that is at hand."""
        text = self._text(origin.source_file)
        assert text is not None
        # Not splitlines: a form feed or U+2028 inside a line must not shift the line numbers.
        return [line.rstrip(b"\r") for line in text[1].split(b"\n")]


def _illegible(origin: Origin, lines: Sequence[bytes]) -> Problem | None:
    """Lines of a report whose letters were lost or are in an old encoding, with how they may read.

    Only named: the text is compared as it stands, and read by a person.
    """
    there = line_numbers(origin.lines or (), len(lines))
    odd = [(n, what) for n in there if (what := garbled_line(lines[n - 1]))]
    if not odd:
        return None
    shown, more = odd[:SHOWN_LINES], len(odd) - SHOWN_LINES
    found = [message("article.odd-line", line=n, what=what.what) for n, what in shown]
    found += [message("article.lines-more", more=more)] if more > 0 else []
    near = tuple(what.proposed.strip()[:LONGEST_READING] for _, what in shown if what.proposed)
    accepted = message("article.sound-letters")
    return Problem("article-legible", origin.source_file, listed(found), accepted, candidates=near)


def _leftover_problem(leftovers: Sequence[Leftover]) -> Problem:
    more = len(leftovers) - SHOWN
    found = [message("article.number-at-line", number=n.token, line=n.line) for n in leftovers[:SHOWN]]
    found += [message("article.numbers-more", more=more)] if more > 0 else []
    accepted = message("article.every-number-once")
    return Problem("digits-accounted", "not_figures.csv", listed(found), accepted)


def _compared(sheet: Sheet, figures: Sequence[dict[str, str]], lines: Sequence[str]) -> list[list[Problem]]:
    """What the text says against each figure; counts in `sheet.asked` what was looked at."""
    assert sheet.verifications is not None
    own = [lines[number - 1] for number in line_numbers(sheet.origin.lines or (), len(lines))]
    time = TimeInText(own, (sheet.origin.published_start, sheet.origin.published_end))
    asked: Counter[str] = Counter()
    found = []
    orders = in_order(figures, sheet.verifications)
    for cells, outcome, other in zip(within_budget(figures), sheet.verifications, orders, strict=True):
        problems = []
        if outcome.state in RULES:
            rule_id, column = RULES[outcome.state]
            problems.append(Problem(rule_id, column, cells[column].strip(), outcome.detail))
        asked["values-in-order"] += other is not None
        if other:
            accepted = message("article.before-figure", figure=other, line=cells["line"].strip())
            problems.append(Problem("values-in-order", "figure", cells["figure"].strip(), accepted))
        printed = cells["period_printed"]
        if printed.strip():
            asked["period-words-in-text"] += 1
            problems += filter(None, [time.words_problem(printed)])
        years = time.year_problems(cells["period"], cells["base"], printed)
        asked["years-in-text"] += years is not None
        found.append(problems + (years or []))
    sheet.asked = dict(asked)
    return found


def compare(
    sheets: Sequence[Sheet],
    articles: Articles,
    qualifiers: Mapping[str, QualifierWord],
    second: SecondReader,
) -> None:
    """Compare sheets with their articles where these are at hand, and let the second reader read them too.

    Sets `article_state`, `verifications` and `asked` of each sheet and notes what does not agree as
    problems of its rows or of the report.
    """
    for sheet in sheets:
        sheet.article_state = articles.state(sheet.origin)
        if sheet.article_state == DIFFERS:
            found = message("article.another-text", file=sheet.origin.source_file)
            where, expected = "report.yaml: source.sha256", sheet.origin.source_sha256
            sheet.problems.append(Problem("article-unchanged", where, found, expected))
        if sheet.article_state == AT_HAND and sheet.origin.lines is not None and not sheet.fault:
            with alone(sheet):
                _prove(sheet, articles.lines(sheet.origin), qualifiers, second)


def _prove(
    sheet: Sheet,
    written: Sequence[bytes],
    qualifiers: Mapping[str, QualifierWord],
    second: SecondReader,
) -> None:
    """Compare a sheet with the lines of its article."""
    lines = [line.decode("utf-8", errors="replace") for line in written]
    sheet.problems += filter(None, [_illegible(sheet.origin, written)])
    rows = [row for row in sheet.rows if row.is_regular]
    # Corrections are undone: the text is compared with what was written.
    figures = [dict(zip(SHEET_COLUMNS, row.cells, strict=True)) | dict(row.corrected) for row in rows]
    tokens = None
    if sheet.not_figures is not None:
        tokens = [(line, token) for _, line, token, _ in sheet.not_figures]
    ranges = sheet.origin.lines or ()
    sheet.verifications, leftovers = verify(figures, tokens, lines, ranges, qualifiers)
    for row, problems in zip(rows, _compared(sheet, figures, lines), strict=True):
        row.problems += tuple(problems)
    if leftovers:
        sheet.problems.append(_leftover_problem(leftovers))
    if sheet.origin.places:
        _read_again(sheet, rows, figures, lines, second)


def _read_again(
    sheet: Sheet,
    rows: Sequence[Row],
    figures: Sequence[dict[str, str]],
    lines: Sequence[str],
    second: SecondReader,
) -> None:
    """Note where the words of the article say otherwise than a sheet; counts what was looked at."""
    if sum(map(len, lines)) > LONGEST_READ:
        return
    article = second.read(
        lines, sheet.origin.lines or (), sheet.origin.places[0], sheet.origin.published_start
    )
    drafted = bool(sheet.origin.drafted_cells)
    of_rows, of_sheet = second.problems(figures, article, drafted=drafted)
    for row, problems in zip(rows, of_rows, strict=True):
        row.problems += tuple(problems)
    sheet.problems += of_sheet
    sheet.asked |= dict.fromkeys(READ_OTHERWISE, len(rows)) | {"article-read-otherwise": 1}
    filed = [(line, token, why) for _, line, token, why in sheet.not_figures or ()]
    sheet.problems += second.filed_away(figures, filed, article)
    sheet.asked["figure-filed-away"] = len(filed)
