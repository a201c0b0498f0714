"""The figures of a text: which numbers count something, and the unit and bound printed with each.

Belongs here: numbers, units and qualifiers side by side. Does not belong here: what a figure is about
(a module per column).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..reading.printed import PrintedQualifiers, plain
from ..reading.running import Printed, numbers_in
from ..reading.text import fold
from ..reading.units import Unit, UnitIndex
from ..vocabulary import Vocabulary
from .text import Text

RELATIVE = frozenset({"percent", "percent_per_year", "percentage_point", "multiple"})
"""Units of a figure that speaks of another one."""
_FAR = 90
"""Characters behind a value in which its unit ends."""


@dataclass(slots=True)
class Guess:
    """What the engine says of a cell.

    Attributes:
        value: in the spelling of the sheet.
        basis: how it is known, the key of how often such a guess is right.
        evidence: the stretch of the text that led to it, None where none did.
        others: further values, the likelier first.
    """

    value: str
    basis: str
    evidence: tuple[int, int] | None = None
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Figure:
    """A number that counts something: where it stands, tokens from `first` to before `last`, its cells."""

    start: int
    end: int
    first: int
    last: int
    value: str
    unit: str
    read: Unit
    qualifier: str
    sentence: int
    paragraph: int
    form: str = "digits"
    cells: dict[str, Guess] = field(default_factory=dict)

    @property
    def indicator(self) -> str:
        """The indicator that was read."""
        return self.cells["indicator"].value

    @property
    def measure(self) -> str:
        """The measure that was read, blank for the level itself."""
        return self.cells["measure"].value

    @property
    def source(self) -> Guess:
        """What was read of whose money it is."""
        return self.cells["funding_source"]

    @source.setter
    def source(self, guess: Guess) -> None:
        self.cells["funding_source"] = guess

    @property
    def is_relative(self) -> bool:
        """Whether it states how something compares: per cent, so many times."""
        return self.read.unit_code in RELATIVE


@dataclass(frozen=True, slots=True)
class NotFigure:
    """A number that counts nothing, with the reason: a code of the labels `not_figure`."""

    start: int
    end: int
    why: str


class Finder:
    """Finds the figures of a text with the units and qualifiers of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = UnitIndex(vocabulary.units)
        self.qualifiers = PrintedQualifiers(vocabulary.qualifiers)
        self._measures = {fold(row.phrase) for row in vocabulary.phrases if row.kind == "measure"}
        of_total = sorted((row.phrase for row in vocabulary.phrases if row.kind == "of_total"), reverse=True)
        self._of_total = re.compile(rf"(?:{'|'.join(of_total)}) \d[\d.]* ")
        times = (w for w, row in vocabulary.units.items() if row.unit_code == "multiple" and row.canonical)
        self._times = f"[{next(times)}]"
        durations = (row for row in vocabulary.units.values() if row.quantity == "duration")
        self._durations = {row.unit_code for row in durations}

    def find(self, text: Text) -> tuple[list[Figure], list[NotFigure]]:
        """The figures of a text and the other numbers, each in order."""
        figures: list[Figure] = []
        others: list[NotFigure] = []
        for printed in numbers_in(text.whole):
            if printed.why and not printed.why.endswith("?"):
                others.append(NotFigure(printed.start, printed.end, printed.why))
                continue
            figure = self._figure(text, printed)
            if isinstance(figure, Figure):
                figures.append(figure)
            elif figure and printed.form not in ("words", "part"):
                others.append(NotFigure(printed.start, printed.end, figure))
        return figures, others

    def _unit(self, text: Text, printed: Printed) -> tuple[str, Unit, int] | None:
        """The unit of a value as the sheet writes it, what it is, and where it ends in the text."""
        if printed.form == "times":
            return self._times, self.units.read(self._times), printed.end
        rest = text.whole[printed.end : printed.end + _FAR]
        if rest.lstrip()[:1].islower():  # "8 schemes, Programme ...": a capital opens something new
            anew = (n for n in range(len(rest) - 3) if rest[n] == "," and rest[n + 2 : n + 4].istitle())
            rest = rest[: next(anew, len(rest))]
        bare = rest.lstrip()
        if found := self.units.leading(bare):
            return found[0], found[1], printed.end + len(rest) - len(bare) + len(found[0])
        if (of := self._of_total.match(bare)) and (found := self.units.leading(bare[of.end() :])):
            return f"[{found[0]}]", found[1], printed.end
        if printed.form in ("part", "fraction"):
            return "[%]", self.units.read("[%]"), printed.end
        return None

    def _figure(self, text: Text, printed: Printed) -> Figure | str:
        """A figure, or why a number is none."""
        found = self._unit(text, printed)
        why = printed.why.removesuffix("?")
        if found is None:
            return why or "no-unit"
        unit, read, end = found
        if read.unit_code in self._durations:
            return "length"
        if why == "year" and not (read.countable and text.whole[printed.end] == " "):
            return why
        if printed.form == "words" and not (read.countable and read.factor == 1):
            return "no-unit"
        value = text.whole[printed.start : printed.end]
        qualifier, starts = self._qualifier(text, printed.start, end)
        if read.unit_code in RELATIVE and fold(qualifier) in self._measures:  # a word of direction
            qualifier, starts = "", printed.start
        token = text.tokens[text.index(printed.start)]
        first, last = text.index(starts), text.index(end - 1) + 1
        keys = [t.key for t in text.tokens[last : last + 3]]
        if len(keys) == 3 and keys[0] == "(" and keys[2] == ")" and keys[1].isalpha():
            last += 3  # the short form of the unit
        places = (token.sentence, token.paragraph)
        return Figure(
            printed.start, end, first, last, value, unit, read, qualifier, *places, form=printed.form
        )

    def _qualifier(self, text: Text, start: int, end: int) -> tuple[str, int]:
        """The words that bound a value, and where the figure begins with them."""
        before = text.whole[max(0, start - 40) : start]
        bare = before.rstrip(" (")
        if word := self.qualifiers.printed_before(plain(bare)):
            opens = start - len(before) + len(bare) - len(word)
            return text.whole[opens : opens + len(word)], opens
        return self.qualifiers.printed_behind(plain(text.whole[end : end + 80])), start
