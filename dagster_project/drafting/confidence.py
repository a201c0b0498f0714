"""How often a guess is right, by column and by what it rests on.

Belongs here: looking up what was counted. Does not belong here: counting it (`benchmarks/drafting.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ..vocabulary import DraftingConfidence

UNTRIED = 0.5
"""What a guess is worth on a basis that was never tried."""

SCORED_AS = {"period_printed": "period", "value": "unit"}
"""Columns that are not scored by themselves: words go with their period, a value is copied as its unit is."""


class Confidence:
    """What was counted of guesses against sheets that people typed, each text read without what it taught."""

    def __init__(self, rows: Iterable[DraftingConfidence]) -> None:
        self._rows = {(row.column, row.basis): row for row in rows}

    def of(self, column: str, basis: str) -> float:
        """The share that was right, a little towards a half where little was tried."""
        row = self._rows.get((SCORED_AS.get(column, column), basis))
        return (row.right + 1) / (row.tried + 2) if row else UNTRIED
