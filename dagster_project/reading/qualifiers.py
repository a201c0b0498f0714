"""Qualifiers: words that bound a value, and the interval a figure states.

Belongs here: from number, bound and unit to an interval. Does not belong here: words of direction
(tăng, gấp, chiếm: the measure) and of intention (ước, dự kiến: the nature).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from dagster_project.messages import message
from dagster_project.reading.decimals import EXACT, times
from dagster_project.reading.numbers import Number
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold, nearest
from dagster_project.vocabulary import QualifierWord

_MEASURE, _NATURE, _NOTHING = "qualifier-is-measure", "qualifier-is-nature", "qualifier-bounds-nothing"
_ELSEWHERE = {
    fold(word): (code, says)
    for words, code, says in (
        ("tăng, tăng thêm, giảm, giảm còn, gấp, chiếm, bằng", _MEASURE, message("qualifier.not-direction")),
        ("trung bình, bình quân, tính bình quân", _MEASURE, message("qualifier.not-mean")),
        *(
            (words, _NATURE, message("qualifier.not-intention", nature=nature))
            for nature, words in (
                ("estimate", "ước, ước đạt, ước tính, ước thực hiện"),
                ("plan", "dự kiến, dự kiến đạt, dự tính, kế hoạch"),
                ("target", "mục tiêu, phấn đấu, phấn đấu đạt"),
            )
        ),
        (
            "đạt, đã đạt, chỉ, chỉ đạt, chỉ có, tương đương, là, có, được",
            _NOTHING,
            message("qualifier.blank"),
        ),
        ("từ", _NOTHING, message("qualifier.of-range")),
        ("hàng", _NOTHING, message("qualifier.of-number")),
    )
    for word in words.split(", ")
}
"""Words that open what stands before a number and are no bound: where they belong."""
_SLIP = 0.9
"""How alike a qualifier and its misspelling are: accents, or one letter left out of a word of five."""
_HALF = Decimal("0.5")
_ZERO = Decimal(0)
_ROUNDING = Context(prec=120)
_PER_CENT = Decimal("0.01")
_ENDS_UP_TO = Decimal("1e-12")
_VALUE_UP_TO = Decimal("1e-6")
"""Places to which a fraction that does not come out even is rounded: its ends, and its point."""


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A bound: `exact`, `gt`, `ge`, `just_below`, `approx`, `lt`, `le`; and whether a point remains.

    `within` is how far `approx` and `just_below` reach, as a part of the number (0.1: a tenth of it).
    """

    bound: str
    has_point: bool
    spelling: str
    within: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Interval:
    """What a figure states, in canonical units: a point where there is one, and its bounds.

    Attributes:
        value: the point; None for a range, an order of magnitude, a pure bound or a value that is cut off.
        low: lower bound, at the resolution written; None where the value is cut off.
        high: upper bound; None where it is open.
        loose_low: lower bound if trailing zeros are rounding; None where the value is cut off.
        loose_high: upper bound if trailing zeros are rounding; None where it is open.
    """

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    loose_low: Decimal | None
    loose_high: Decimal | None


def _meaning(row: QualifierWord) -> tuple[str, bool, Decimal | None]:
    """What words of one meaning have in common."""
    return row.bound, row.has_point, row.within_percent


class QualifierIndex:
    """The qualifiers of a vocabulary, ready for reading."""

    def __init__(self, qualifiers: Mapping[str, QualifierWord]) -> None:
        self.rows = {fold(""): QualifierWord("", "exact", True, None, "before", "", True)}
        self.rows |= {fold(row.qualifier): row for row in qualifiers.values()}
        self.canonical = {_meaning(self.rows[fold("")]): ""}
        for row in qualifiers.values():
            self.canonical.setdefault(_meaning(row), row.qualifier)

    def read(self, text: str) -> Qualifier:
        """Read a qualifier as printed; blank is exact.

        Raises:
            Unreadable: `qualifier-unknown`, `qualifier-is-measure`, `qualifier-is-nature`,
                `qualifier-bounds-nothing`.
        """
        key = fold(text)
        if row := self.rows.get(key):
            within = (row.within_percent or _ZERO) * _PER_CENT
            return Qualifier(row.bound, row.has_point, self.canonical[_meaning(row)], within)
        words = key.split()
        for end in range(len(words), 0, -1):
            code, says = _ELSEWHERE.get(" ".join(words[:end]), ("", ""))
            left = self.rows.get(" ".join(words[end:]))
            if code and (left or code != _NOTHING):
                rest = (left.qualifier,) if left and left.qualifier else ()
                raise Unreadable(code, text, says, rest)
        # Another word may bound another way: only a slip in a word that is none itself is mended.
        known = {word for other in self.rows for word in other.split()}
        alike = [
            row.qualifier
            for other, row in self.rows.items()
            if len(other.split()) == len(words)
            and all(a == b or a not in known for a, b in zip(words, other.split(), strict=True))
        ]
        near = nearest(text, alike, cutoff=_SLIP)
        raise Unreadable("qualifier-unknown", text, message("qualifier.of-vocabulary"), near)


def _bounds(
    number: Number, qualifier: Qualifier, step: Decimal, exact: bool
) -> tuple[Decimal, Decimal | None]:
    """Bounds in printed units at one resolution; `exact` when the number itself has no rounding."""
    low, high = number.low, number.high
    if qualifier.bound in ("gt", "ge"):
        return low, None
    if qualifier.bound in ("lt", "le"):
        return _ZERO, high
    # An order of magnitude has no resolution to shift by, and a range already says how wide it is ("khoảng
    # 1,2 - 1,7 lần").
    if number.form in ("magnitude", "range"):
        return low, high
    width = _ZERO if exact else EXACT.multiply(step, _HALF)
    near = EXACT.multiply(low, qualifier.within)
    if qualifier.bound == "just_below":
        return EXACT.subtract(low, min(near, number.step_loose or near)), high
    if qualifier.bound == "approx":  # about 2 billion is never narrower than 2 billion, which is 1,5 to 2,5
        width = max(near, width)
    return EXACT.subtract(low, width), None if high is None else EXACT.add(high, width)


def interval(
    number: Number, qualifier: Qualifier, factor: Decimal, countable: bool, highest: Decimal | None = None
) -> Interval:
    """The interval a figure states, in canonical units, exactly.

    A count of whole things written in full, without a scale word in its unit, is exact; if its last
    digits are zeros the loose bounds still allow for rounding. Everything else has at least half a
    place value of its last written digit around it. `approx` reaches equally far at every size, in parts of
    the number; `just_below` too, or one place value down where that is nearer. Bounds are never below zero
    (no figure has a sign), nor above the most that can be, unless the number printed is.

    Args:
        number: the value as read.
        qualifier: the bound as read.
        factor: canonical units in one printed unit.
        countable: whether the unit counts whole things.
        highest: the most that can be, in canonical units: 100 for a share in per cent.
    """
    if number.form == "cut_off":
        return Interval(None, None, None, None, None)
    counted = countable and number.exact and factor == 1
    # A number word has no digit to round: "gấp đôi" is twice, and only loosely 1,5 to 2,5 times.
    worded = number.form == "words" and number.exact
    low, high = _bounds(number, qualifier, number.step, counted or worded)
    if number.step_loose == number.step and not (worded and not counted):
        loose_low, loose_high = low, high
    else:
        loose_low, loose_high = _bounds(number, qualifier, number.step_loose, False)
    value = number.point if qualifier.has_point else None
    if value is not None:
        value = _rounded(times(value, factor), _VALUE_UP_TO)
    low, loose_low = (_rounded(times(max(end, _ZERO), factor), _ENDS_UP_TO) for end in (low, loose_low))
    high, loose_high = (
        None if end is None else _rounded(times(end, factor), _ENDS_UP_TO) for end in (high, loose_high)
    )
    if highest is not None and low <= highest and (value is None or value <= highest):
        high, loose_high = (highest if end is None else min(end, highest) for end in (high, loose_high))
    return Interval(value, low, high, loose_low, loose_high)


def _rounded(number: Decimal, place: Decimal) -> Decimal:
    """A number as it is, but rounded where it is a fraction that does not come out even."""
    exponent = number.as_tuple().exponent
    is_endless = isinstance(exponent, int) and exponent < -30
    return number.quantize(place, context=_ROUNDING) if is_endless else number
