"""Verification against the article: does every figure stand where the sheet says, as the sheet says?

Belongs here: comparing a sheet with the text it was taken from, and accounting for every digit of the
report's lines. Does not belong here: reading values and recognising words in print (`reading/`), whether a
period agrees with its own words (`rules.py`), opening files (`ingest/`). The text is only compared, never
stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..messages import Message, message
from ..reading.numbers import whole_number
from ..reading.periods import Period, read_period, spelled_years
from ..reading.printed import PrintedQualifiers, counts_of_fractions, plain, unit_follows, value_spans
from ..reading.reason import Unreadable
from ..reading.text import DASHES, normalise
from ..reading.time_words import TimeWords, is_date_line, printed_pieces, read_time_words
from ..vocabulary import QualifierWord
from .faults import within_budget
from .model import Problem, Verification

SHOWN_YEARS = 12
"""Most years that one message lists."""
# A printed number with its marks: digits joined by dots, commas, slashes ("21/5/2012", "1.234,5").
TOKEN = re.compile(r"\d+(?:[.,/]\d+)*")


@dataclass(frozen=True)
class Leftover:
    """A number on the report's lines that neither figures.csv nor not_figures.csv accounts for."""

    line: int
    token: str
    start: int | None = None
    """Its position on the line in plain text; None where it stands in not_figures.csv and not on the line."""


def line_numbers(ranges: Iterable[Sequence[int]], count: int) -> list[int]:
    """The lines that ranges name, of a text of `count` lines.

    A range may reach far beyond the text, and many may say the same.
    """
    distinct = {(max(first, 1), min(last, count)) for first, last in ranges}
    return sorted({number for first, last in distinct for number in range(first, last + 1)})


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a stretch shares a character with one of some others."""
    return any(span[0] < end and start < span[1] for start, end in others)


class _Page:
    """The lines of one report as plain text, and which stretches of them are taken."""

    def __init__(self, lines: Sequence[str], ranges: Iterable[Sequence[int]]) -> None:
        self.numbers = line_numbers(ranges, len(lines))
        self.text = {n: plain(lines[n - 1]) for n in self.numbers}
        self.taken: dict[int, list[tuple[int, int]]] = {n: [] for n in self.numbers}
        self.reached = dict.fromkeys(self.numbers, 0)

    def occurrences(self, line: int, value: str, unit: str = "") -> list[tuple[int, int]]:
        """Where a value still stands on a line; first what comes after the figures found there before.

        With its unit, a count of a fraction is found as well.
        """
        text = self.text.get(line, "")
        spans = value_spans(value, text)
        if unit:
            spans += counts_of_fractions(value, unit, text, lambda end: self.after(line, end))
        free = [span for span in spans if not overlaps(span, self.taken[line])]
        return sorted(free, key=lambda span: (span[0] < self.reached.get(line, 0), span))

    def take(self, line: int, span: tuple[int, int]) -> None:
        """A stretch belongs to a figure now; figures that follow are looked for behind it first."""
        self.taken[line].append(span)
        self.reached[line] = max(self.reached[line], span[1])

    def after(self, line: int, position: int) -> str:
        """Text from a position to the end of its line and over the lines that follow it on the page."""
        at = self.numbers.index(line)
        rest = [self.text[n] for n in self.numbers[at + 1 : at + 4]]
        return " ".join(part for part in (self.text[line][position:].strip(), *rest) if part)

    def before(self, line: int, position: int) -> str:
        """Text of the lines above and of a line up to a position."""
        at = self.numbers.index(line)
        rest = [self.text[n] for n in self.numbers[max(0, at - 3) : at]]
        return " ".join(part for part in (*rest, self.text[line][:position].strip()) if part)

    def leftovers(self) -> list[Leftover]:
        """The numbers that no stretch taken so far covers; a line that is nothing but a date has none."""
        return [
            Leftover(n, match.group(), match.start())
            for n in self.numbers
            if not is_date_line(self.text[n])
            for match in TOKEN.finditer(self.text[n])
            if not overlaps(match.span(), self.taken[n])
        ]

    def take_times(self, printed: Iterable[tuple[int, str]]) -> None:
        """Take the stretches where words of `period_printed` stand, given with the lines of their figures.

        Such words may stand once, above the figures they rule, and run over the end of a line. A number by
        itself ("2012") could be anything elsewhere, so it is only looked for beside the figure.
        """
        pieces = {(line, plain(piece)) for line, words in printed for piece in printed_pieces(words)}
        everywhere = {piece for _, piece in pieces if len(piece.split()) > 1}
        beside = {(line, piece) for line, piece in pieces if piece not in everywhere and line in self.text}
        for words in within_budget(everywhere):
            self._take(words, [n for n in self.numbers if self.text[n]])
        for line, words in within_budget(beside):
            at = self.numbers.index(line)
            self._take(words, self.numbers[max(0, at - 1) : at + 2])

    def _take(self, words: str, lines: Sequence[int]) -> None:
        """Take the stretches of some lines, read on over their ends, where words stand."""
        spans = value_spans(words, " ".join(self.text[n] for n in lines))
        offset = 0
        for n in lines if spans else ():
            width = len(self.text[n])
            inside = ((max(start - offset, 0), min(end - offset, width)) for start, end in spans)
            self.taken[n] += [span for span in inside if span[0] < span[1]]
            offset += width + 1


def verify(
    figures: Sequence[Mapping[str, str]],
    not_figures: Sequence[tuple[int, str]] | None,
    lines: Sequence[str],
    ranges: Iterable[Sequence[int]],
    qualifiers: Mapping[str, QualifierWord],
) -> tuple[list[Verification], list[Leftover] | None]:
    """Verify the figures of one report against its text.

    Args:
        figures: rows of the sheet with at least `figure`, `line`, `value`, `unit`, `qualifier` as text; the
            numbers of their `period_printed`, where there is one, and the years of their `base` need no row
            in `not_figures`.
        not_figures: lines and numbers that are no figures, or None where the report has no such file.
        lines: the article's lines, without line ends.
        ranges: pairs of first and last line (1-based, inclusive) that belong to the report.
        qualifiers: the qualifiers of the vocabulary by word.

    Returns:
        One outcome per figure in order, and the numbers that nothing accounts for (None when there is no
        not_figures.csv, so that completeness cannot be proven).
    """
    page = _Page(lines, ranges)
    known = PrintedQualifiers(qualifiers)
    outcomes = [_verify_one(row, page, known) for row in within_budget(figures)]
    if not_figures is None:
        return outcomes, None
    missing = []
    for line, token in within_budget(not_figures):
        if spans := page.occurrences(line, token):
            page.taken[line].append(min(spans))
        else:
            missing.append(Leftover(line, token))
    page.take_times(
        (whole_number(row["line"]) or 0, words)
        for row in figures
        for words in (row.get("period_printed", ""), *map(str, _years_of(row.get("base", ""))))
    )
    return outcomes, page.leftovers() + missing


def _verify_one(row: Mapping[str, str], page: _Page, known: PrintedQualifiers) -> Verification:
    figure, value = row["figure"], row["value"]
    line = whole_number(row["line"]) or 0
    spans = page.occurrences(line, value, row["unit"]) if value else []
    if not spans:
        elsewhere = [n for n in page.numbers if value and page.occurrences(n, value, row["unit"])]
        near = sorted(elsewhere, key=lambda n: abs(n - line))[:3]
        sought = {"value": repr(value), "line": line}
        detail = message("verification.nowhere", **sought)
        if near:
            detail = message("verification.elsewhere", **sought, lines=", ".join(map(str, near)))
        return Verification(figure, "not_found", detail)
    problem: Message | None = None
    for span in spans:
        after, before = page.after(line, span[1]), page.before(line, span[0])
        if not unit_follows(row["unit"], after):
            shown = repr(" ".join(after.split()[:4]))
            unit = repr(row["unit"])
            problem = problem or message("verification.other-unit", line=line, unit=unit, found=shown)
            continue
        printed = known.mismatch(row["qualifier"], before, after)
        if printed is None:
            page.take(line, span)
            return Verification(figure, "matched", starts=span[0])
        values = {"line": line, "qualifier": repr(row["qualifier"]), "found": repr(printed)}
        problem = message("verification.other-qualifier", **values)
    page.take(line, spans[0])
    assert problem is not None
    return Verification(figure, "mismatch", problem, starts=spans[0][0])


def in_order(figures: Sequence[Mapping[str, str]], outcomes: Sequence[Verification]) -> list[str | None]:
    """For each figure the number of a figure that is listed before it, but stands behind it on their line.

    Returns:
        Per figure a number, '' where the order is that of the line, None where there is nothing to compare.
    """
    furthest: dict[str, tuple[int, str]] = {}
    answers: list[str | None] = []
    for row, outcome in zip(figures, outcomes, strict=True):
        line = row["line"].strip()
        before = furthest.get(line)
        if outcome.starts is None or before is None:
            answers.append(None)
        else:
            answers.append(before[1] if outcome.starts < before[0] else "")
        if outcome.starts is not None and (before is None or outcome.starts > before[0]):
            furthest[line] = (outcome.starts, outcome.figure)
    return answers


# --- time: do its words stand in the text, and the years of a figure? -------------------------------


def _tight(text: str) -> str:
    """A text without blanks, in one form of dash: lines break anywhere, also around a dash."""
    tight = "".join(normalise(text).casefold().split())
    return tight.translate({ord(dash): "-" for dash in DASHES})


def _period(text: str) -> Period | None:
    try:
        return read_period(text)
    except Unreadable:
        return None  # a rule of its own says so


def _period_of(base: str) -> Period | None:
    """The period that a base is; None for a base that is none."""
    return _period(base) if re.match(r"\s*[0-9.P]", base) else None


def _years_of(base: str) -> frozenset[int]:
    period = _period_of(base)
    return spelled_years(period) if period else frozenset()


class TimeInText:
    """What the lines of one report say about time.

    How far the words stand from the figure is not looked at: "in 5 years (2008 - 2012)" rules a whole
    article, a heading its section, the head of a table its rows, and the columns of a page are mixed.

    Args:
        lines: the lines of the report, in order.
        published: the first and last day that its date of publication can mean, None where it has none.
    """

    def __init__(self, lines: Sequence[str], published: tuple[dt.date | None, dt.date | None]) -> None:
        self._text = _tight(" ".join(lines))
        words = read_time_words(" ".join(lines))
        self.years, self._lengths = words.years, words.lengths
        first, last = published
        self._known = self.years | (set(range(first.year - 1, last.year + 1)) if first and last else set())

    def words_problem(self, printed: str) -> Problem | None:
        """The words of `period_printed` stand in the text; [ ] holds what is not printed, … leaves out."""
        pieces = (_tight(piece) for piece in printed_pieces(printed))
        if all(piece in self._text for piece in pieces):
            return None
        accepted = message("verification.words-as-printed")
        return Problem("period-words-in-text", "period_printed", printed.strip(), accepted)

    def year_problems(self, period_text: str, base_text: str, printed: str) -> list[Problem] | None:
        """Years of period and base stand in the text; None where there is no year to look for.

        A year marked ? may also follow from the date of publication, or from a length of time in the
        words printed. A base may be the year before, as in "against the same period", or as many years
        before as the text names anywhere.
        """
        period = _period(period_text)
        words = read_time_words(printed)
        asked = spelled_years(period) if period else frozenset()
        problems = []
        for year in sorted(asked - self._may_be(period, words)):
            problems.append(self._problem("period", year))
        base, of_base = _period_of(base_text), _years_of(base_text)
        before = frozenset(year - n for year in asked for n in (1, *self._lengths))
        known = self._may_be(base, words) if base and base.inferred else self.years
        for year in sorted(of_base - known - before):
            problems.append(self._problem("base", year))
        return problems if asked or of_base else None

    def _may_be(self, period: Period | None, words: TimeWords) -> frozenset[int]:
        years = self.years | (words.beside if words.years <= self.years else frozenset())
        if period is not None and period.inferred:
            # Five years up to 2012 begin in 2008, or in 2007 where levels are compared.
            steps = [step for n in words.lengths for step in (-n, 1 - n, n - 1, n)]
            years |= self._known | {year + step for year in self._known for step in steps}
        return years

    def _problem(self, column: str, year: int) -> Problem:
        shown = ", ".join(map(str, sorted(self.years)[:SHOWN_YEARS])) or "–"
        return Problem("years-in-text", column, str(year), message("verification.years-printed", years=shown))
