"""Units as printed: scale words, a counting or measuring word, denominators after a slash.

Belongs here: composing a unit from vocabulary rows. Does not belong here: which unit an indicator may
have. Base words come from the vocabulary; scale words and denominators are composed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, Inexact

from dagster_project.messages import message
from dagster_project.reading.decimals import EXACT, in_full, place_of, power_of_ten, times
from dagster_project.reading.numbers import number_in_unit
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.scales import CANONICAL, EXPONENTS, leading_scale
from dagster_project.reading.text import fold, fold_plain, nearest, normalise
from dagster_project.vocabulary import UnitWord


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a figure uses it.

    Attributes:
        unit_code: canonical unit (`VND`, `percent_per_year`, `VND_per_person_month`).
        factor: what one printed unit is in canonical units, exactly (`triệu đồng`: 1000000).
        quantity: quantity of the base word; a composed unit without a vocabulary row of its own has
            the quantity of its numerator with `_rate` after it (`money_rate`).
        countable: whether whole things are counted.
        bracketed: whether any of it stood in `[ ]`, so that it is not printed beside the value.
        spelling: the canonical spelling.
    """

    unit_code: str
    factor: Decimal
    quantity: str
    countable: bool
    bracketed: bool
    spelling: str


@dataclass(frozen=True, slots=True)
class _Part:
    row: UnitWord
    exponent: int
    factor: Decimal


def _tidy(text: str) -> str:
    """The text with one way of spacing around slashes and commas."""
    text = re.sub(r" ?/ ?", "/", normalise(text))
    return re.sub(r" ?, ?", ", ", text)


class UnitIndex:
    """The unit words of a vocabulary, ready for reading."""

    def __init__(self, units: Mapping[str, UnitWord]) -> None:
        self.rows: dict[str, UnitWord] = {}
        self.by_code: dict[tuple[str, Decimal], UnitWord] = {}
        self.composed: dict[str, UnitWord] = {}
        for row in sorted(units.values(), key=lambda row: not row.canonical):
            self.by_code.setdefault((row.unit_code, row.factor), row)
        for row in units.values():
            self.rows.setdefault(fold(_tidy(row.unit_word)), row)
            self.composed.setdefault(row.unit_code, row)

    def read(self, text: str) -> Unit:
        """Read a unit as printed; `[ ]` marks what is not printed beside the value.

        Raises:
            Unreadable: `unit-empty`, `unit-ambiguous` (T), `unit-scale-alone` (tỷ), `unit-malformed`,
                `unit-holds-number` (tỷ rưỡi đồng), `unit-unknown`.
        """
        tidy, bracketed = self._unbracket(text)
        if not tidy:
            raise Unreadable("unit-empty", text, message("unit.as-printed"))
        slashes = [at for at, character in enumerate(tidy) if character == "/"]
        # The longest numerator first: "chương trình/đề án" may be one word of the vocabulary.
        for cut in [len(tidy), *reversed(slashes)]:
            numerator = self._part(tidy[:cut])
            denominators = [self._part(word) for word in tidy[cut + 1 :].split("/")] if tidy[cut:] else []
            if numerator and all(denominators):
                return self._compose(text, numerator, [d for d in denominators if d], bracketed)
        raise self._refusal(text, tidy)

    @staticmethod
    def _unbracket(text: str) -> tuple[str, bool]:
        """Take out `[ ]`; they may hold all of the unit or a part, one pair, not nested."""
        if "[" not in text and "]" not in text:
            return _tidy(text), False
        match = re.fullmatch(r"([^][]*)\[([^][]+)\]([^][]*)", text)
        if not match or not match[2].strip():
            raise Unreadable("unit-malformed", text, message("unit.one-pair-of-brackets"))
        return _tidy(f"{match[1]} {match[2]} {match[3]}"), True

    def _part(self, text: str) -> _Part | None:
        """A vocabulary word, with scale words before it or not."""
        row = self.rows.get(fold(text))
        if row:
            return _Part(row, 0, in_full(row.factor))
        exponent, rest = leading_scale(text)
        row = self.rows.get(fold(rest)) if exponent and rest else None
        return _Part(row, exponent, in_full(times(row.factor, power_of_ten(exponent)))) if row else None

    def _compose(self, text: str, numerator: _Part, below: list[_Part], bracketed: bool) -> Unit:
        factor, code = numerator.factor, numerator.row.unit_code
        quantity, countable = numerator.row.quantity, numerator.row.countable
        spelling = self._spell(numerator)
        if below:
            code += "_per_" + "_".join(part.row.unit_code for part in below)
            spelling += "".join(f"/{self._spell(part)}" for part in below)
            try:
                for part in below:
                    factor = EXACT.divide(factor, part.factor)
            except Inexact:
                raise Unreadable("unit-malformed", text, message("unit.divides-exactly")) from None
            factor = in_full(factor)
            own = self.composed.get(code)
            quantity = own.quantity if own else f"{quantity}_rate"
            countable = own.countable if own else False
            composed = self.by_code.get((code, factor))
            spelling = composed.unit_word if composed else spelling
        return Unit(code, factor, quantity, countable, bracketed, f"[{spelling}]" if bracketed else spelling)

    def _spell(self, part: _Part) -> str:
        """One spelling for each unit and factor: scale words before the unit's canonical word."""
        base = self.by_code.get((part.row.unit_code, Decimal(1)))
        if base:
            place = place_of(part.factor)
            exponent = len(str(int(place))) - 1
            if place == part.factor and place >= 1 and exponent in CANONICAL:
                return f"{CANONICAL[exponent]} {base.unit_word}".strip()
        word = self.by_code[(part.row.unit_code, part.row.factor)].unit_word
        return f"{CANONICAL[part.exponent]} {word}".strip()

    def _refusal(self, text: str, tidy: str) -> Unreadable:
        words = [fold(word) for word in re.split(r"[/ ]", tidy)]
        if "t" in words:
            return Unreadable("unit-ambiguous", text, message("unit.in-full"), ("tỷ đồng", "tấn"))
        if number := number_in_unit(tidy):
            accepted = message("unit.number-words-in-value", words=repr(number[0]), unit=repr(number[1]))
            return Unreadable("unit-holds-number", text, accepted)
        exponent, rest = leading_scale(tidy)
        if EXPONENTS.get(fold(tidy)) is not None or (exponent and rest.startswith("/")):
            scale = CANONICAL[exponent]
            return Unreadable(
                "unit-scale-alone",
                text,
                message("unit.after-scale-word", scale=scale),
                (f"{scale} [đồng]", f"{scale} [USD]"),
            )
        again, _ = leading_scale(rest)
        if exponent and again:
            return Unreadable("unit-malformed", text, message("unit.scale-words-together"))
        if tidy.startswith("/") or tidy.endswith("/") or "//" in tidy:
            return Unreadable("unit-malformed", text, message("unit.both-sides-of-slash"))
        wrong = next((w for w in rest.split("/") if not self._part(w)), rest)
        scale = ""
        if "/" not in tidy:
            # Typed without accents, "trieu dong" shows no scale word: look for one without them too.
            plain = {fold_plain(key): CANONICAL[known] for key, known in EXPONENTS.items() if len(key) > 2}
            first, _, later = fold_plain(rest).partition(" ")
            if exponent:
                scale = f"{CANONICAL[exponent]} "
            elif later and first in plain:
                scale, wrong = f"{plain[first]} ", later
        near = nearest(wrong, [row.unit_word for row in self.rows.values()])
        candidates = tuple(scale + word for word in near)
        return Unreadable("unit-unknown", text, message("unit.of-vocabulary"), candidates)
