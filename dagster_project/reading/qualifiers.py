"""Qualifiers: words that bound a value, and the interval a figure states.

Belongs here: from number, bound and unit to an interval. Does not belong here: words of direction
(tăng, gấp, chiếm: the measure) and of intention (ước, dự kiến: the nature).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.messages import message
from dagster_project.reading.decimals import EXACT, times
from dagster_project.reading.numbers import Number
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold, nearest
from dagster_project.vocabulary import QualifierWord

_MEASURE_WORDS = frozenset(map(fold, ("tăng", "giảm", "gấp", "chiếm", "bằng", "tăng thêm", "giảm còn")))
_NATURE_WORDS = {
    fold(word): nature
    for nature, words in {
        "estimate": ("ước", "ước đạt", "ước tính", "ước thực hiện"),
        "plan": ("dự kiến", "dự kiến đạt", "dự tính", "kế hoạch"),
        "target": ("mục tiêu", "phấn đấu", "phấn đấu đạt"),
    }.items()
    for word in words
}
"""Words of intention that open a qualifier, and the nature they stand for."""
_HALF = Decimal("0.5")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A bound: `exact`, `gt`, `ge`, `just_below`, `approx`, `lt`, `le`; and whether a point remains."""

    bound: str
    has_point: bool
    spelling: str


@dataclass(frozen=True, slots=True)
class Interval:
    """What a figure states, in canonical units: a point where there is one, and its bounds.

    Attributes:
        value: the point; None for a range, an order of magnitude or a pure bound.
        low: lower bound, at the resolution written.
        high: upper bound; None where it is open.
        loose_low: lower bound if trailing zeros are rounding.
        loose_high: upper bound if trailing zeros are rounding; None where it is open.
    """

    value: Decimal | None
    low: Decimal
    high: Decimal | None
    loose_low: Decimal
    loose_high: Decimal | None


class QualifierIndex:
    """The qualifiers of a vocabulary, ready for reading."""

    def __init__(self, qualifiers: Mapping[str, QualifierWord]) -> None:
        self.rows = {fold(""): QualifierWord("", "exact", True, "before", "", True)}
        self.rows |= {fold(row.qualifier): row for row in qualifiers.values()}
        self.canonical: dict[tuple[str, bool], str] = {("exact", True): ""}
        for row in qualifiers.values():
            self.canonical.setdefault((row.bound, row.has_point), row.qualifier)

    def read(self, text: str) -> Qualifier:
        """Read a qualifier as printed; blank is exact.

        Raises:
            Unreadable: `qualifier-unknown`, `qualifier-is-measure`, `qualifier-is-nature`.
        """
        row = self.rows.get(fold(text))
        if row:
            return Qualifier(row.bound, row.has_point, self.canonical[(row.bound, row.has_point)])
        if fold(text) in _MEASURE_WORDS:
            raise Unreadable("qualifier-is-measure", text, message("qualifier.not-direction"))
        intended = self._intended(text)
        if intended:
            nature, rest = intended
            accepted = message("qualifier.not-intention", nature=nature)
            raise Unreadable("qualifier-is-nature", text, accepted, (rest,) if rest else ())
        near = nearest(text, [row.qualifier for row in self.rows.values() if row.qualifier])
        raise Unreadable("qualifier-unknown", text, message("qualifier.of-vocabulary"), near)

    def _intended(self, text: str) -> tuple[str, str] | None:
        """The nature that opens a text, and the qualifier that is left of it ('' where none is known)."""
        key = fold(text)
        for word in sorted(_NATURE_WORDS, key=len, reverse=True):
            if key == word or key.startswith(word + " "):
                rest = self.rows.get(key[len(word) :].strip())
                return _NATURE_WORDS[word], rest.qualifier if rest else ""
        return None


def _bounds(
    number: Number, qualifier: Qualifier, step: Decimal, exact: bool
) -> tuple[Decimal, Decimal | None]:
    """Bounds in printed units at one resolution; `exact` when the number itself has no rounding."""
    low, high = number.low, number.high
    bound = qualifier.bound
    if bound in ("gt", "ge"):
        return low, None
    if bound in ("lt", "le"):
        return _ZERO, high
    # An order of magnitude has no resolution to shift by, and a range already says how wide it is ("khoảng
    # 1,2 - 1,7 lần"); other approximations shift by the loose step.
    if number.form in ("magnitude", "range"):
        return low, high
    below = above = _ZERO
    if bound == "just_below":
        below = number.step_loose
    elif bound == "approx":
        below = above = number.step_loose
    elif not exact:
        below = above = EXACT.multiply(step, _HALF)
    return EXACT.subtract(low, below), None if high is None else EXACT.add(high, above)


def interval(number: Number, qualifier: Qualifier, factor: Decimal, countable: bool) -> Interval:
    """The interval a figure states, in canonical units, exactly.

    A count of whole things written in full, without a scale word in its unit, is exact; if its last
    digits are zeros the loose bounds still allow for rounding. Everything else has at least half a
    place value of its last written digit around it. Bounds are never below zero (no figure has a sign).

    Args:
        number: the value as read.
        qualifier: the bound as read.
        factor: canonical units in one printed unit.
        countable: whether the unit counts whole things.
    """
    counted = countable and number.exact and factor == 1
    # A number word has no digit to round: "gấp đôi" is twice, and only loosely 1,5 to 2,5 times.
    worded = number.form == "words" and number.exact
    low, high = _bounds(number, qualifier, number.step, counted or worded)
    if number.step_loose == number.step and not (worded and not counted):
        loose_low, loose_high = low, high
    else:
        loose_low, loose_high = _bounds(number, qualifier, number.step_loose, False)
    value = number.point if qualifier.has_point else None
    return Interval(
        None if value is None else times(value, factor),
        times(low, factor) if low > 0 else _ZERO,
        None if high is None else times(high, factor),
        times(loose_low, factor) if loose_low > 0 else _ZERO,
        None if loose_high is None else times(loose_high, factor),
    )
