"""Cells into meanings: every distinct text of a column is read once, into a value or a problem.

Belongs here: which reader reads which column, and under which rule a refusal is reported. Does not
belong here: the grammars themselves (`reading/`), rules that look at several cells (`rules.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from ..reading.bases import read_base
from ..reading.numbers import read_number
from ..reading.periods import read_period
from ..reading.places import PlaceIndex, read_place
from ..reading.qualifiers import read_qualifier
from ..reading.reason import Unreadable
from ..reading.scopes import read_scope
from ..reading.text import fold, nearest, normalise
from ..reading.units import read_unit
from ..vocabulary import Vocabulary
from .model import Problem

Reading: TypeAlias = Any
"""What a reader gave, or a `Problem`."""

PlaceKey = tuple[str, dt.date | None]
"""A place as written, and the day on which a name that means two places is to be understood."""

READ_RULES = {
    "indicator": "indicator-known",
    "measure": "measure-known",
    "base": "base-readable",
    "place": "place-known",
    "scope": "scope-known",
    "period": "period-readable",
    "nature": "nature-known",
    "funding_source": "funding-source-known",
    "qualifier": "qualifier-known",
    "value": "value-readable",
    "unit": "unit-known",
}
"""The rule under which a cell that cannot be read is reported, by column."""


@dataclass(frozen=True)
class Code:
    """A word of a closed list. `spelling` is the word; `inferred` whether it was marked `?`."""

    spelling: str
    inferred: bool = False


def whole(text: str) -> int | None:
    """The whole number of a `figure` or `line` cell, None where it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:20]) < 10**9 else None


class Words:
    """The vocabulary together with the readers that need it, one per column."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Keep the vocabulary; indexes over it are built when first needed."""
        self.vocabulary = vocabulary

    @cached_property
    def place_index(self) -> PlaceIndex:
        """All ids, names and aliases of places."""
        return PlaceIndex(self.vocabulary.places, self.vocabulary.place_names)

    @cached_property
    def _codes(self) -> dict[str, dict[str, str]]:
        """Per coded column: folded spelling → code. Labels are not accepted, only suggested."""
        v = self.vocabulary
        return {
            column: {_code_key(code): code for code in codes}
            for column, codes in (
                ("indicator", v.indicators),
                ("measure", v.measures),
                ("nature", v.natures),
                ("funding_source", v.funding_sources),
            )
        }

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        """Per coded column: folded label in either language → code, for suggestions."""
        v = self.vocabulary
        entries: tuple[tuple[str, Mapping[str, Any]], ...] = (
            ("indicator", v.indicators),
            ("measure", v.measures),
            ("nature", v.natures),
            ("funding_source", v.funding_sources),
        )
        return {
            column: {
                fold(label): code for code, e in rows.items() for label in (e.label_vi, e.label_en) if code
            }
            for column, rows in entries
        }

    def code(self, column: str, text: str, may_be_inferred: bool) -> Reading:
        """Read a word of a closed list; case, blanks, `-` and `_` do not matter."""
        bare = normalise(text)
        inferred = may_be_inferred and bare.endswith("?")
        if inferred:
            bare = bare[:-1].rstrip()
        known = self._codes[column]
        code = known.get(_code_key(bare))
        if code is not None:
            return Code(code, inferred)
        choices = [c for c in known.values() if c]
        by_label = self._labels[column].get(fold(bare))
        candidates = (by_label,) if by_label else tuple(nearest(bare.lower(), choices))
        if len(choices) <= 12:
            blank = " or blank" if "" in known.values() else ""
            blank_vi = " hoặc để trống" if "" in known.values() else ""
            accepted, accepted_vi = f"{', '.join(choices)}{blank}", f"{', '.join(choices)}{blank_vi}"
        else:
            accepted = f"one of the {len(choices)} codes in {column}s.csv"
            accepted_vi = f"một trong {len(choices)} mã trong {column}s.csv"
        return Problem(READ_RULES[column], column, text.strip(), accepted, accepted_vi, candidates)

    def read(self, column: str, key: Any) -> Reading:
        """Read one cell. `key` is its text, for `place` a `PlaceKey`."""
        text = key[0] if column == "place" else key
        try:
            if column == "place":
                return read_place(text, self.place_index, key[1])
            return self._readers[column](text)
        except Unreadable as why:
            rule_id, found = READ_RULES[column], text.strip()
            return Problem(rule_id, column, found, why.accepted, candidates=why.candidates)

    @cached_property
    def _readers(self) -> dict[str, Callable[[str], Reading]]:
        v = self.vocabulary
        return {
            "indicator": lambda text: self.code("indicator", text, False),
            "measure": lambda text: self.code("measure", text, False),
            "nature": lambda text: self.code("nature", text, True),
            "funding_source": lambda text: self.code("funding_source", text, True),
            "base": lambda text: read_base(text, v.indicators, v.scopes, read_period),
            "scope": lambda text: read_scope(text, v.scopes),
            "period": read_period,
            "qualifier": lambda text: read_qualifier(text, v.qualifiers),
            "value": read_number,
            "unit": lambda text: read_unit(text, v.units),
        }

    def is_ambiguous_place(self, text: str) -> bool:
        """Whether a place as written means two places at different times."""
        try:
            read_place(text, self.place_index, None)
        except Unreadable as why:
            return why.code == "place-ambiguous"
        return False


def _code_key(text: str) -> str:
    return normalise(text).lower().replace("-", "_").replace(" ", "_")


def spelling(column: str, reading: Reading) -> str:
    """The one agreed spelling of a cell that was read, with its `?` where it was marked."""
    if column == "scope":  # its words carry their own marks
        return str(reading.spelling)
    return f"{reading.spelling}?" if getattr(reading, "inferred", False) else str(reading.spelling)
