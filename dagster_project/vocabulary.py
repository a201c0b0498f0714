"""Typed access to the agreed words in `dbt/seeds/`: one dataclass per file, one field per column.

Belongs here: reading the seed files and their few types. Does not belong here: rules about figures
(`contracts/`), the grammars of the sheet (`reading/`). The same files are read by dbt as seeds, so a
word means the same on both sides.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import yaml

from .messages import Message, UserError, message

T = TypeVar("T")


class VocabularyError(UserError):
    """A vocabulary file is not what the data contract says; the message names file, row and column."""


YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML of texts, numbers, lists and mappings, in C where that is installed."""

KIND = "kind:"
"""What stands in `says` of a head before the scope word of the kind that it names."""


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
    definition_vi: str
    legal_basis_vi: str


@dataclass(frozen=True)
class PlausibleBand:
    """A range narrower than that of its indicator: of a kind of place and spans of up to `years`, None = any.

    `PlausibleBand("funding", "province", 1, None, Decimal(500000000000))`; a bound that is None is the
    indicator's.
    """

    indicator_code: str
    place_kind: str
    years: int | None
    plausible_low: Decimal | None
    plausible_high: Decimal | None


@dataclass(frozen=True)
class IndicatorAxis:
    """An axis of scope words that an indicator takes."""

    indicator_code: str
    axis: str


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
    """A territory with the time in which it existed. Identity is `place_id`, never name or code.

    `city`: a province of the rank of a centrally run city, since its event of the kind `status` where it has
    one, else all its time.
    """

    place_id: str
    name_vi: str
    name_en: str
    kind: str
    city: bool
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
    verified: bool
    note: str


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
class PartKind:
    """A kind of thing inside a place; its code opens the slug of the thing: `huyen-hai-lang`.

    A part lies in parts of a smaller `level`: 1 districts, 2 communes, 3 villages and sites, 4 companies.
    Things of one `apart` do not overlap; `counted_by` is the indicator that says how many there are.
    `in_city`: only centrally run cities have it. `words`: how names of the kind open in print, with a comma
    and a blank between them.
    """

    part_kind: str
    level: int
    apart: str
    counted_by: str
    in_city: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    label_vi: str
    label_en: str
    words: str


@dataclass(frozen=True)
class UnitWord:
    """A word of units as printed: a head, which has a unit, a description of other words, or both.

    Attributes:
        unit_word: the word; with a comma in it, words of several units that together have this one.
        unit_code: the unit, such as `person`; blank for what only describes.
        factor: what one is in the canonical unit, exactly; 1 for what only describes.
        level: for words of one unit of which one can lie in the other: on which levels it stands.
        counts: units of the things that it counts: "times taking part" counts persons and establishments.
        after: units whose words it can describe: "rural" stands after persons. The row `…` is for words in
            no row: they only describe what is counted in its units.
        says: what it says beside the unit where it describes: a scope word, as "female" says `women`, or a
            funding source after @, as the name of the national programme says `@national`, or a base, as "of
            the plan" says `base:plan`. What a head names is scope words after `kind:`, as a co-operative is
            `kind:cooperative kind:non-enterprise`.
    """

    unit_word: str
    unit_code: str
    factor: Decimal
    quantity: str
    countable: bool
    canonical: bool
    level: str
    counts: str
    after: str
    says: str
    label_vi: str
    label_en: str


@dataclass(frozen=True)
class QualifierWord:
    """A word that bounds a value.

    `bound`: exact, gt, ge, just_below, approx, lt, le. `within_percent`: for approx and just_below, how far
    the value may lie from the number, in per cent of it. `stands`: where it is printed, `before` the value,
    `behind` the value and its unit ("500 people or more"), or `around` both ("from 500 people up").
    """

    qualifier: str
    bound: str
    has_point: bool
    within_percent: Decimal | None
    stands: str
    label_en: str
    verified: bool


@dataclass(frozen=True)
class FundingSource:
    """A node of the tree of funding sources.

    From `valid_from` to `valid_to` it is one of the parts that its parent must have (`in_partition`).
    """

    funding_source: str
    parent: str
    in_partition: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
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
class Phrase:
    """Words by which the drafting engine recognises a code.

    `kind` is `indicator`, `scope`, `measure`, `nature`, `funding_source`, `base`, `nation`, `part` or
    `intention`; a blank code only hides shorter phrases. `side` is where it stands of the figure: `before`,
    `behind`, `any`, or in its `unit`. `only` names the indicators it speaks of, blank for all. For the kinds
    `unit`, `after`, `at_site`, `does` and `in_span` the phrase is no text, but a unit code or an indicator.
    Of the kind `short` it is what print has for the words that are its code. `sources` are
    reports it was learned from, or `terms` (laws, forms, this vocabulary).
    """

    kind: str
    code: str
    phrase: str
    weight: Decimal
    side: str
    only: str
    sources: str


@dataclass(frozen=True)
class DraftingConfidence:
    """How often the drafting engine was right about a column on a basis, over sheets typed by people."""

    column: str
    basis: str
    tried: int
    right: int


@dataclass(frozen=True)
class SecondReading:
    """A kind of disagreement between a sheet and the second reader: on how many true rows it was wrong.

    `named` says whether it is told to people.
    """

    column: str
    kind: str
    rows: int
    wrong: int
    named: bool


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


READERS: dict[Any, tuple[Callable[[str], Any], Message | None]] = {
    str: (str, None),
    int: (int, message("vocabulary.a-number")),
    Decimal: (Decimal, message("vocabulary.a-number")),
    bool: ({"yes": True, "no": False}.__getitem__, message("vocabulary.yes-or-no")),
    dt.date: (dt.date.fromisoformat, message("vocabulary.a-day")),
}
"""How a cell of each type is read, and what it may hold; a text may be anything."""


def _type(hint: Any) -> tuple[Any, bool]:
    """The type of a field, and whether a blank cell is None in it."""
    args = [a for a in typing.get_args(hint) if a is not types.NoneType]
    return (args[0], True) if args else (hint, False)


def declared_seeds(folder: Path) -> dict[Path, dict[str, Any]]:
    """What is declared to dbt of each seed below a folder, the `config` of its entry, by its file."""
    return {
        file.with_name(f"{seed['name']}.csv"): seed["config"]
        for file in sorted(folder.glob("*/_*.yml"))
        for seed in YAML(file.read_bytes()).get_single_data()["seeds"]
    }


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
        for number, record in enumerate(reader, start=2):  # as in a spreadsheet
            values: dict[str, Any] = {}
            for name, (kind, optional) in types_of.items():
                cell = record[name] or ""
                read, accepts = READERS[kind]
                try:
                    values[name] = None if optional and not cell else read(cell)
                except (ValueError, ArithmeticError, KeyError) as error:
                    raise VocabularyError(
                        "vocabulary.wrong-value",
                        file=path.name,
                        row=number,
                        column=name,
                        found=repr(cell),
                        accepted=accepts,
                    ) from error
            rows.append(row_type(**values))
    return tuple(rows)


def _rows(name: str, row_type: type[T]) -> cached_property[tuple[T, ...]]:
    """A property of `Vocabulary`: all rows of a file."""
    return cached_property(lambda self: read_seed(self.seeds / "vocabulary" / f"{name}.csv", row_type))


def _by_code(name: str, row_type: type[T]) -> cached_property[dict[str, T]]:
    """A property of `Vocabulary`: the rows of a file by the code in their first column."""
    code, rows = attrgetter(next(iter(row_type.__annotations__))), _rows(name, row_type).func
    return cached_property(lambda self: {code(row): row for row in rows(self)})


@dataclass(frozen=True)
class Vocabulary:
    """All agreed words, read from the folder of seeds when first asked for, and kept in memory.

    Each property is a dictionary by code, in the order of the file, or a tuple where rows have no code.
    The blank measure is the level, the blank qualifier exact, the blank funding source unsaid; `topic:`
    words are free and have one scope row, `topic:`.
    """

    seeds: Path

    indicators = _by_code("indicators", Indicator)
    plausible_bands = _rows("plausible_bands", PlausibleBand)
    indicator_axes = _rows("indicator_axes", IndicatorAxis)
    measures = _by_code("measures", Measure)
    scopes = _by_code("scopes", ScopeWord)
    places = _by_code("places", Place)
    place_members = _rows("place_members", PlaceMember)
    place_events = _rows("place_events", PlaceEvent)
    place_names = _rows("place_names", PlaceName)
    part_kinds = _by_code("part_kinds", PartKind)
    units = _by_code("units", UnitWord)
    qualifiers = _by_code("qualifiers", QualifierWord)
    funding_sources = _by_code("funding_sources", FundingSource)
    natures = _by_code("natures", Nature)
    phrases = _rows("phrases", Phrase)
    second_readings = _rows("second_reader", SecondReading)
    drafting_confidence = _rows("drafting_confidence", DraftingConfidence)
    rules = _by_code("rules", Rule)

    @cached_property
    def bands(self) -> dict[tuple[str, str], tuple[PlausibleBand, ...]]:
        """The bands of an indicator and kind of place, the shortest spans first, that of any length last."""
        found: dict[tuple[str, str], list[PlausibleBand]] = {}
        for row in self.plausible_bands:
            found.setdefault((row.indicator_code, row.place_kind), []).append(row)
        return {
            key: tuple(sorted(rows, key=lambda row: row.years or math.inf)) for key, rows in found.items()
        }

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The scope words of the kinds that unit words name: `cluster`, `household`."""
        said = (word for row in self.units.values() for word in row.says.split())
        return frozenset(word.removeprefix(KIND) for word in said if word.startswith(KIND))

    @cached_property
    def axes(self) -> dict[str, tuple[str, ...]]:
        """The axes that each indicator takes, `{"sites": ("area", "site", …)}`, where they are written."""
        axes: dict[str, tuple[str, ...]] = {}
        for row in self.indicator_axes:
            axes[row.indicator_code] = (*axes.get(row.indicator_code, ()), row.axis)
        return axes
