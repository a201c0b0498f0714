"""Where the bars of a ledger begin and end: years on one axis for a page, intervals from zero for a card.

Belongs here: geometry, in per cent. Does not belong here: words (`words.py`), colours (`static/site.css`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from .words import Row, is_result

STEPS = (1, 2, 5, 10, 20, 50, 100)
MOST_TICKS = 7
MOST_RIGHT = 88
"""Per cent up to which the name of a year has room behind its tick."""


@dataclass(frozen=True)
class Axis:
    """The years that a page shows, both ends full years: `first` at 0 %, the end of `last` at 100 %."""

    first: int
    last: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Axis | None:
        """The axis on which all bars have room; None where nothing has a date."""
        years = [row[end] for row in rows for end in ("bar_from", "bar_to") if row[end] is not None]
        return cls(math.floor(min(years)), math.ceil(max(years)) - 1) if years else None

    def at(self, year: float) -> float:
        """Where a point in time stands, in per cent."""
        return min(max((year - self.first) / (self.last + 1 - self.first) * 100, 0), 100)

    def ticks(self) -> list[tuple[int, float]]:
        """Years to write at the axis, with where they stand."""
        span = self.last + 1 - self.first
        step = next(step for step in STEPS if span / step <= MOST_TICKS)
        years = range(-(-self.first // step) * step, self.last + 1, step)
        return [(year, at) for year in years if (at := self.at(year)) <= MOST_RIGHT]


def bar(row: Row, axis: Axis | None) -> tuple[str, str]:
    """Classes and style of the bar of a figure over the years; a bar without style is of no known time."""
    start, end = row["bar_from"], row["bar_to"]
    if axis is None or (start is None and end is None):
        return "nowhen", ""
    left = axis.at(start) if start is not None else 0
    right = axis.at(end) if end is not None else 100
    kinds = [] if is_result(row) else ["aim"]
    kinds += ["from"] if row["open_start"] else []
    kinds += ["to"] if row["open_end"] else []
    return " ".join(kinds), f"left:{left:.1f}%;width:{max(right - left, 0.8):.1f}%"


def scale(rows: Sequence[Row]) -> Decimal:
    """The largest number that a card shows."""
    ends = (row[end] for row in rows for end in ("value_high", "value", "value_low"))
    return max((end for end in ends if end is not None), default=Decimal(0))


def interval(row: Row, largest: Decimal) -> tuple[str, str]:
    """Classes and style of the bar of an interval: certain up to the lower end, possible up to the upper."""
    low, high = row["value_low"], row["value_high"]
    if largest <= 0 or (low is None and high is None):
        return "", ""
    at_low = max(low or 0, 0) / largest * 100
    at_high = high / largest * 100 if high is not None else 100
    kinds = [] if is_result(row) else ["hollow"]
    kinds += ["more"] if high is None else []
    return " ".join(kinds), f"--l:{at_low:.1f}%;--h:{max(at_high, 0):.1f}%"


def cards(rows: Iterable[Row], *keys: str) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Neighbours that share some columns, such as all lines of one indicator in one unit."""
    grouped = groupby(rows, key=lambda row: tuple(row[key] for key in keys))
    return [(key, list(lines)) for key, lines in grouped]
