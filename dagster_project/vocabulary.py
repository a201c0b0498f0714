"""Typed access to the agreed words in `dbt/seeds/`: one dataclass per file, one field per column.

Belongs here: reading the seed files and their few types. Does not belong here: rules about figures
(`contracts/`), the grammars of the sheet (`reading/`). The same files are read by dbt as seeds, so a
word means the same on both sides.
"""

from __future__ import annotations

import csv
import datetime as dt
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from .messages import UserError, message

T = TypeVar("T")


class VocabularyError(UserError):
    """A vocabulary file is not what the data contract says; the message names file, row and column."""


@dataclass(frozen=True)
class Indicator:
    """What a figure states.

    `quantity` is `money`, `area`, `mass`, `count:<thing>`, `ratio`, `money_rate`, … or `any`; several are
    separated by a blank, the first is the canonical one.
    """

    indicator_code: str
    subject: str
    subject_at_site: str
    label_vi: str
    label_en: str
    definition_en: str
    quantity: str
    measure_kind: str
    additive_time: str
    additive_place: str
    additive_funding: str
    funded: bool
    axes_required: str
    plausible_low: Decimal | None
    plausible_high: Decimal | None
    legal_basis: str
    verified: bool


@dataclass(frozen=True)
class Measure:
    """How a figure states its indicator; the blank measure is the level itself."""

    measure: str
    label_vi: str
    label_en: str
    definition_en: str
    quantities: str
    base_required: bool


@dataclass(frozen=True)
class ScopeWord:
    """A word that narrows an indicator along one axis."""

    scope_word: str
    axis: str
    parent: str
    narrows: bool
    column_axis: bool
    label_vi: str
    label_en: str


@dataclass(frozen=True)
class Place:
    """A territory with the time in which it existed. Identity is `place_id`, never name or code."""

    place_id: str
    name_vi: str
    name_en: str
    kind: str
    gso_code: str
    iso_code: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    verified: bool
    note: str


@dataclass(frozen=True)
class PlaceMember:
    """A place that belongs to a group of places during a time."""

    group_id: str
    member_id: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True)
class PlaceEvent:
    """What happened to a place on a day: merge, split, rename, status change, recode."""

    event_id: str
    event_date: dt.date
    kind: str
    from_place_id: str
    to_place_id: str
    whole: bool
    legal_basis: str
    verified: bool
    note: str


@dataclass(frozen=True)
class PlaceName:
    """Another name of a place; the folding key already covers case, accents, tone placement and titles."""

    alias: str
    place_id: str
    kind: str
    note: str


@dataclass(frozen=True)
class UnitWord:
    """A base word of a unit as printed, and its exact factor to the canonical unit."""

    unit_word: str
    unit_code: str
    factor: Decimal
    quantity: str
    countable: bool
    canonical: bool
    label_vi: str
    label_en: str


@dataclass(frozen=True)
class QualifierWord:
    """A word that bounds a value.

    `bound`: exact, gt, ge, just_below, approx, lt, le. `stands`: where it is printed, `before` the value,
    `behind` the value and its unit ("500 people or more"), or `around` both ("from 500 people up").
    """

    qualifier: str
    bound: str
    has_point: bool
    stands: str
    label_en: str
    verified: bool


@dataclass(frozen=True)
class FundingSource:
    """A node of the tree of funding sources."""

    funding_source: str
    parent: str
    in_partition: bool
    label_vi: str
    label_en: str
    definition_en: str


@dataclass(frozen=True)
class Nature:
    """Whether a figure is a result or an intention."""

    nature: str
    rank: int
    label_vi: str
    label_en: str
    definition_en: str


@dataclass(frozen=True)
class Rule:
    """A validation rule: what it says and what to do when it fails."""

    rule_id: str
    level: str
    severity: str
    required: bool
    says_en: str
    says_vi: str
    action_en: str
    action_vi: str


READERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    Decimal: Decimal,
    bool: {"yes": True, "no": False}.__getitem__,
    dt.date: dt.date.fromisoformat,
}
ACCEPTED = {
    int: message("vocabulary.a-number"),
    Decimal: message("vocabulary.a-number"),
    bool: message("vocabulary.yes-or-no"),
    dt.date: message("vocabulary.a-day"),
}
"""What a cell of each type may hold; a text may be anything."""


def _type(hint: Any) -> tuple[Any, bool]:
    """The type of a field, and whether a blank cell is None in it."""
    args = [a for a in typing.get_args(hint) if a is not types.NoneType]
    return (args[0], True) if args else (hint, False)


def read_seed(path: Path, row_type: type[T]) -> tuple[T, ...]:
    """Read one seed file into dataclasses, columns by name.

    Raises:
        VocabularyError: the header differs from the fields, or a value has the wrong type.
    """
    types_of = {name: _type(hint) for name, hint in typing.get_type_hints(row_type).items()}
    names = list(types_of)
    rows = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames != names:
            found, accepted = ",".join(reader.fieldnames or []), ",".join(names)
            raise VocabularyError("vocabulary.wrong-header", file=path.name, found=found, accepted=accepted)
        for number, record in enumerate(reader, start=1):
            values: dict[str, Any] = {}
            for name, (kind, optional) in types_of.items():
                cell = record[name] or ""
                try:
                    values[name] = None if optional and not cell else READERS[kind](cell)
                except (ValueError, ArithmeticError, KeyError) as error:
                    raise VocabularyError(
                        "vocabulary.wrong-value",
                        file=path.name,
                        row=number,
                        column=name,
                        found=repr(cell),
                        accepted=ACCEPTED[kind],
                    ) from error
            rows.append(row_type(**values))
    return tuple(rows)


@dataclass(frozen=True)
class Vocabulary:
    """All agreed words, read once from the folder of seeds and kept in memory.

    Each property is a dictionary by code, in the order of the file, or a tuple where rows have no code.
    """

    seeds: Path

    def _rows(self, name: str, row_type: type[T]) -> tuple[T, ...]:
        return read_seed(self.seeds / "vocabulary" / f"{name}.csv", row_type)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by code."""
        return {r.indicator_code: r for r in self._rows("indicators", Indicator)}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures by word; the blank word is the level."""
        return {r.measure: r for r in self._rows("measures", Measure)}

    @cached_property
    def scopes(self) -> dict[str, ScopeWord]:
        """Scope words; `topic:` words are free and have one row, `topic:`."""
        return {r.scope_word: r for r in self._rows("scopes", ScopeWord)}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by id."""
        return {r.place_id: r for r in self._rows("places", Place)}

    @cached_property
    def place_members(self) -> tuple[PlaceMember, ...]:
        """Members of groups."""
        return self._rows("place_members", PlaceMember)

    @cached_property
    def place_events(self) -> tuple[PlaceEvent, ...]:
        """What happened to places."""
        return self._rows("place_events", PlaceEvent)

    @cached_property
    def place_names(self) -> tuple[PlaceName, ...]:
        """Aliases."""
        return self._rows("place_names", PlaceName)

    @cached_property
    def units(self) -> dict[str, UnitWord]:
        """Unit words as printed."""
        return {r.unit_word: r for r in self._rows("units", UnitWord)}

    @cached_property
    def qualifiers(self) -> dict[str, QualifierWord]:
        """Qualifier words as printed; the blank word is exact."""
        return {r.qualifier: r for r in self._rows("qualifiers", QualifierWord)}

    @cached_property
    def funding_sources(self) -> dict[str, FundingSource]:
        """Funding sources by code; the blank code is unsaid."""
        return {r.funding_source: r for r in self._rows("funding_sources", FundingSource)}

    @cached_property
    def natures(self) -> dict[str, Nature]:
        """Natures by code."""
        return {r.nature: r for r in self._rows("natures", Nature)}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Validation rules by id."""
        return {r.rule_id: r for r in self._rows("rules", Rule)}
