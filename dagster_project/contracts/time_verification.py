"""Verification of time against the article: do its words stand there, and the years of a figure?

Belongs here: comparing what a sheet says about time with the text. Does not belong here: the value, unit
and qualifier (`verification.py`), whether a period agrees with its own words (`rules.py`), opening files.

How far the words stand from the figure is not looked at: "in 5 years (2008 - 2012)" rules a whole
article, a heading its section, the head of a table its rows, and the columns of a page are mixed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ..messages import message
from ..reading.periods import Period, read_period, spelled_years
from ..reading.reason import Unreadable
from ..reading.text import DASHES, normalise
from ..reading.time_words import TimeWords, printed_pieces, read_time_words
from .model import Problem

SHOWN = 12
"""Most years that one message lists."""


def _tight(text: str) -> str:
    """A text without blanks, in one form of dash: lines break anywhere, also around a dash."""
    tight = "".join(normalise(text).casefold().split())
    return tight.translate({ord(dash): "-" for dash in DASHES})


def _period(text: str) -> Period | None:
    try:
        return read_period(text)
    except Unreadable:
        return None  # a rule of its own says so


class TimeInText:
    """What the lines of one report say about time.

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
        base = _period(base_text) if re.match(r"\s*[0-9.P]", base_text) else None
        of_base = spelled_years(base) if base else frozenset()
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
        shown = ", ".join(map(str, sorted(self.years)[:SHOWN])) or "–"
        return Problem("years-in-text", column, str(year), message("verification.years-printed", years=shown))
