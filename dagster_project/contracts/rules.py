"""What several cells of a row say together: one function per rule, one row in `rules.csv` each.

Belongs here: rules over cells that were read. Does not belong here: reading (`cells.py`, `reading/`),
text of single cells (`structure.py`), severity and sentences (`rules.csv`).

A rule has the name of its row in `rules.csv`. Its parameters name what it looks at, attributes of a
`ReadRow`; `v`, the vocabulary, stands before them where it is needed. It answers None (passed), `SKIPPED`
(nothing to look at) or what is `Wrong`, and is not asked where one of its cells could not be read.
"""

from __future__ import annotations

import datetime as dt
import inspect
import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from ..messages import Text, message, some
from ..reading.periods import spelled_years
from ..reading.places import kinds_of, land_kept
from ..reading.scales import make_one_scale
from ..reading.scopes import TOPIC
from ..reading.time_words import TimeWords, read_time_words
from ..vocabulary import PlausibleBand, Vocabulary
from .cells import HUNDRED, UNREAD, ReadRow, is_part_of_whole, own_units, unit_matches
from .faults import within_budget
from .model import LARGEST_POWER, VALUE_SCALE, LineRanges, Problem


class Wrong(NamedTuple):
    """What a rule finds wrong: a `Problem` but for its rule."""

    column: str
    found: Text
    accepted: Text
    candidates: tuple[str, ...] = ()


SKIPPED: Final = "skipped"
"""The answer of a rule that had nothing to look at."""
Answer: TypeAlias = Wrong | Literal["skipped"] | None
DATED_LATER = ("plan", "target", "proposal", "estimate")
"""Natures that speak of a time the report may not have reached yet."""

DAYS_OF_YEAR = 366

RULES: dict[str, Callable[..., Answer]] = {}
"""All rules of this file by id."""
GROUPS = (
    ("indicator", "measure", "base", "scope", "funding_source", "unit"),
    ("indicator", "measure", "unit", "value", "interval"),
    ("place", "period", "nature", "appeared", "funding_source"),
    ("indicator", "measure", "base", "period", "period_printed", "unit"),
)
"""Rules are asked together in the first group that has all they look at, or in one of their own."""


def _rule(ask: Callable[..., Answer]) -> Callable[..., Answer]:
    RULES[ask.__name__.replace("_", "-")] = ask
    return ask


class _Group:
    """Rules over some inputs, and what they said of the combinations of readings that were met so far.

    A combination holds its readings (so that no others take their ids), the rules that looked at it, and
    their problems.
    """

    def __init__(self) -> None:
        self.rules: list[tuple[str, list[int], Callable[..., Answer]]] = []
        self.known: dict[Any, tuple[tuple[Any, ...], tuple[str, ...], list[Problem]]] = {}

    def ask(self, inputs: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[str, ...], list[Problem]]:
        looked, problems = [], []
        for rule_id, chosen, ask in self.rules:
            readings = [inputs[n] for n in chosen]
            if id(UNREAD) in map(id, readings):
                continue
            answer = ask(*readings)
            if answer is SKIPPED:
                continue
            looked.append(rule_id)
            if answer is not None:
                problems.append(Problem(rule_id, *answer))
        return inputs, tuple(looked), problems


class Answers:
    """What the rules say of rows. A combination of readings is asked about once: sheets repeat the same few.

    Combinations are told apart by the identity of their readings, which equal cells share: comparing them by
    value would take longer than asking.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Put the rules into their groups; nothing was asked yet."""
        groups: dict[tuple[str, ...], _Group] = {}
        inputs: dict[str, int] = {}
        for rule_id, ask in RULES.items():
            names = tuple(inspect.signature(ask).parameters)
            if names[0] == "v":
                ask, names = partial(ask, vocabulary), names[1:]
            chosen = [inputs.setdefault(name, len(inputs)) for name in names]
            group = next((group for group in GROUPS if set(names) <= set(group)), names)
            groups.setdefault(group, _Group()).rules.append((rule_id, chosen, ask))
        self._inputs = operator.attrgetter(*inputs)
        self._groups = [
            (operator.itemgetter(*map(inputs.__getitem__, names)), group) for names, group in groups.items()
        ]

    def ask(self, rows: Sequence[ReadRow]) -> Counter[str]:
        """Ask all rules about some rows and add their problems to the rows; how many each looked at."""
        counted: Counter[tuple[str, ...]] = Counter()
        inputs = list(map(self._inputs, rows))
        ids = [tuple(map(id, readings)) for readings in inputs]
        for key_of, group in self._groups:
            known = group.known
            for row, readings, key in zip(within_budget(rows), inputs, map(key_of, ids), strict=True):
                outcome = known.get(key)
                if outcome is None:
                    outcome = known[key] = group.ask(readings)
                _, looked, problems = outcome
                counted[looked] += 1
                if problems:
                    row.problems += problems
        evaluated: Counter[str] = Counter(dict.fromkeys(RULES, 0))
        for looked, times in counted.items():
            for rule_id in looked:
                evaluated[rule_id] += times
        return evaluated


# --- provenance -------------------------------------------------------------------------------------


@_rule
def line_in_report(line: int, lines: LineRanges | None) -> Answer:
    """The line of a figure lies within the lines of its report; skipped where no text is kept."""
    if lines is None:
        return SKIPPED
    if any(first <= line <= last for first, last in lines):
        return None
    ranges = ", ".join(f"{first}-{last}" for first, last in lines)
    return Wrong("line", str(line), message("line.within", ranges=ranges))


# --- which words go together ------------------------------------------------------------------------


@_rule
def funding_source_fits(v: Vocabulary, indicator: Any, funding_source: Any) -> Answer:
    """A funding source stands only beside indicators of promotion money."""
    if not funding_source.spelling or v.indicators[indicator.spelling].funded:
        return None
    accepted = message("funding_source.blank-for", indicator=indicator.spelling)
    return Wrong("funding_source", funding_source.spelling, accepted)


@_rule
def scope_axis_required(v: Vocabulary, indicator: Any, scope: Any) -> Answer:
    """An indicator that means nothing without a word of an axis has one."""
    required = v.indicators[indicator.spelling].axes_required.split()
    missing = [axis for axis in required if axis not in scope.axes]
    if not missing:
        return None
    words = some([w + "…" * w.endswith(":") for w, row in v.scopes.items() if row.axis in missing], 8)
    wanted = {"indicator": indicator.spelling, "axes": ", ".join(missing), "words": words}
    return Wrong("scope", scope.code, message("scope.word-of-axis", **wanted))


@_rule
def scope_axis_fits(v: Vocabulary, indicator: Any, base: Any, scope: Any) -> Answer:
    """The words of a scope, and of the scope of a base, are of axes that their indicator takes."""
    found: Answer = SKIPPED
    for column, code, words in (("scope", indicator.spelling, scope), ("base", base.indicator, base.scope)):
        if words is None or not words.code or code not in v.axes:
            continue
        found = None
        if odd := [word for axis in words.axes if axis not in v.axes[code] for word in words.axes[axis]]:
            accepted = message("scope.axes-of-indicator", indicator=code, axes=", ".join(v.axes[code]))
            return Wrong(column, " ".join(odd), accepted)
    return found


@_rule
def base_fits_measure(v: Vocabulary, indicator: Any, measure: Any, base: Any) -> Answer:
    """A level has no base, unless its indicator is a ratio of two things."""
    if not base.spelling or measure.spelling or v.indicators[indicator.spelling].measure_kind == "ratio":
        return None
    relative = ", ".join(m for m in v.measures if m)
    accepted = message("base.blank-beside-level", measures=relative)
    return Wrong("base", base.spelling, accepted)


@_rule
def base_missing(
    v: Vocabulary, measure: Any, base: Any, unit: Any, value: Any, period: Any, period_printed: str | None
) -> Answer:
    """A measure that compares names what it compares with, where that is said.

    A share is of a whole, and so many per cent are reached of something; of a fraction the unit says what it
    is of. A rise of 37 per cent is often printed against nothing: its base is only missed where its words
    name one.
    """
    if not v.measures[measure.spelling].base_required:
        return SKIPPED
    if base.spelling:
        return None
    words, years = read_time_words(period_printed or ""), _years(period)
    is_of_whole = value.form != "fraction" and (
        measure.spelling == "share" or (measure.spelling == "multiple" and unit.unit_code == "percent")
    )
    earlier = [year for year in sorted(words.years) if year < min(years, default=year + 1)]
    if not (is_of_whole or earlier or words.compared):
        return None
    accepted = message("base.of-measure", measure=measure.spelling)
    return Wrong("base", "", accepted, () if is_of_whole else tuple(map(str, earlier)))


@_rule
def base_apart(indicator: Any, measure: Any, base: Any, scope: Any, funding_source: Any) -> Answer:
    """A part of a whole, or a multiple of something, is not measured against its own cell."""
    if base.kind != "indicator" or not measure.spelling:
        return SKIPPED
    whole = (base.indicator, base.scope.code, base.funding_source or funding_source.spelling)
    if whole != (indicator.spelling, scope.code, funding_source.spelling):
        return None
    accepted = message("base.apart", base=base.indicator)
    return Wrong("base", base.spelling, accepted)


def _stated_in(v: Vocabulary, indicator: str, measure: str) -> tuple[str, ...]:
    """The quantities and units in which a measure of an indicator is stated."""
    own = own_units(v.indicators[indicator])
    named = {"own": own, "own_rate": tuple(f"{quantity}_rate" for quantity in own)}
    words = v.measures[measure].quantities.split() or ["own"]
    return tuple(dict.fromkeys(chain.from_iterable(named.get(word, (word,)) for word in words)))


@_rule
def unit_fits(v: Vocabulary, indicator: Any, measure: Any, unit: Any) -> Answer:
    """The unit is one in which the indicator and measure can be stated."""
    accepted = _stated_in(v, indicator.spelling, measure.spelling)
    if unit_matches(unit, accepted):
        return None
    subject = v.indicators[indicator.spelling].subject
    # A unit is evidence: where another measure or indicator goes with it, no other unit is proposed.
    measures = [m for m in v.measures if m and unit_matches(unit, _stated_in(v, indicator.spelling, m))]
    others = [
        code
        for code, row in v.indicators.items()
        if row.subject == subject and row.quantity != "any" and unit_matches(unit, own_units(row))
    ]
    canonical = [(word, row) for word, row in v.units.items() if row.canonical]
    near = [word for word, row in canonical if row.unit_code in accepted or row.quantity in accepted]
    stated = {"indicator": indicator.spelling, "quantities": ", ".join(accepted)}
    fitting = message("unit.for-indicator", **stated)
    if measure.spelling:
        fitting = message("unit.for-measure", measure=measure.spelling, **stated)
    meant = message("unit.of-measures", measures=", ".join(measures)) if measures else None
    if others and not meant:
        meant = message("unit.of-indicators", indicators=some(others, 6))
    if meant:
        return Wrong("unit", unit.spelling, message("unit.fits-otherwise", fitting=fitting, meant=meant))
    return Wrong("unit", unit.spelling, fitting, tuple(near[:3]))


@_rule
def unit_part_said(scope: Any, unit: Any) -> Answer:
    """The scope says which part is counted where a unit ranks it (first prizes)."""
    topics = [word for word in unit.says if word.startswith(TOPIC)]
    if not topics:
        return SKIPPED
    missing = [word for word in topics if word not in scope.code.split()]
    if not missing:
        return None
    accepted = message("unit.says-more", says=", ".join(missing), unit=unit.spelling)
    return Wrong("scope", scope.code, accepted, (" ".join([*scope.spelling.split(), *missing]),))


@_rule
def unit_says_more(base: Any, scope: Any, funding_source: Any, unit: Any) -> Answer:
    """What the words of the unit say of the part that is counted stands in its own column too."""
    if not unit.says:
        return SKIPPED
    stated = {*scope.code.split(), f"@{funding_source.spelling}", f"base:{base.spelling}"}
    missing = [word for word in unit.says if word not in stated and not word.startswith(TOPIC)]
    if not missing:
        return None
    said = [word.removeprefix("base:") for word in missing]
    accepted = message("unit.says-more", says=", ".join(said), unit=unit.spelling)
    if missing[0].startswith("base:"):
        return Wrong("base", base.spelling, accepted, (said[0],))
    words = " ".join([*scope.spelling.split(), *(word for word in missing if not word.startswith("@"))])
    if words != scope.spelling:
        return Wrong("scope", scope.code, accepted, (words,))
    sources = tuple(word[1:] for word in missing)
    return Wrong("funding_source", funding_source.spelling, accepted, sources)


@_rule
def unit_of_scope(v: Vocabulary, scope: Any, unit: Any) -> Answer:
    """A unit that names a kind (KCN: zones) does not count another kind of the same axis."""
    if not unit.kinds or not scope.code:
        return SKIPPED
    for axis in dict.fromkeys(v.scopes[kind].axis for kind in unit.kinds):
        odd = v.kinds.intersection(scope.axes.get(axis, ()))
        if odd and odd.isdisjoint(unit.kinds):
            others = [word for word in scope.spelling.split() if word.removesuffix("?") not in odd]
            near = (" ".join([*others, unit.kinds[0]]),) if v.scopes[unit.kinds[0]].axis == axis else ()
            return Wrong("scope", scope.code, message("unit.of-scope", words=", ".join(unit.kinds)), near)
    return None


def _is_timed(v: Vocabulary, unit: Any) -> bool:
    """Whether a unit is per some time: `tonne_per_year`."""
    times = {row.unit_code for row in v.units.values() if row.quantity == "duration"}
    return not times.isdisjoint(unit.unit_code.split("_"))


def _is_longer_than_year(period: Any) -> bool:
    """Whether a period takes in more than a year; one of no known length does, but for `P1Y` and months."""
    if period.start is not None and period.end is not None:
        return bool((period.end - period.start).days > DAYS_OF_YEAR)
    of_years = period.kind in ("up_to", "since", "until", "rolling", "duration")
    return of_years and not re.match(r"P(1Y|\d+M)", period.spelling)


@_rule
def yearly_amount(
    v: Vocabulary, indicator: Any, measure: Any, unit: Any, period: Any, period_printed: Any
) -> Answer:
    """What is added up over time is not printed for each year and written as the total of several years."""
    row, printed = v.indicators[indicator.spelling], period_printed or ""
    if measure.spelling or row.additive_time != "sum" or not read_time_words(printed).yearly:
        return SKIPPED
    if _is_timed(v, unit) or not _is_longer_than_year(period):
        return None
    rated = not {"any", f"{unit.quantity}_rate"}.isdisjoint(own_units(row))
    year = next(word for word, u in v.units.items() if u.unit_code == "year" and u.canonical)
    bare = unit.spelling.strip("[]")
    yearly = f"[{bare}/{year}]" if unit.bracketed else f"{bare}[/{year}]"
    accepted = message("unit.of-each-year", printed=printed.strip(), period=period.spelling)
    return Wrong("unit", unit.spelling, accepted, (yearly,) if rated else ())


@_rule
def growth_of_part_year(v: Vocabulary, measure: Any, unit: Any, period: Any) -> Answer:
    """A growth, which is of a year, is not given for less than a year, unless its unit says per year."""
    if measure.spelling != "growth" or period.start is None or period.end is None:
        return SKIPPED
    if _is_timed(v, unit) or (period.end - period.start).days >= DAYS_OF_YEAR - 2:
        return None
    accepted = message("measure.growth-of-year", period=period.spelling)
    return Wrong("measure", measure.spelling, accepted, ("increase",))


@_rule
def place_declared(v: Vocabulary, place: Any, places: tuple[str, ...]) -> Answer:
    """The place is one that report.yaml names, or lies in a group it names.

    A report that names places of the same kind, such as provinces, is taken to name all it speaks of; one of
    the nation may speak of any province and region.
    """
    if not places or any(p not in v.places for p in places):
        return SKIPPED
    if place.place_id in places:
        return None
    same_kind = any(v.places[p].kind == v.places[place.place_id].kind for p in places)
    in_group = any(v.places[p].kind == "nation" for p in places) or any(
        m.member_id == place.place_id and m.group_id in places for m in v.place_members
    )
    if in_group and not same_kind:
        return None
    near = () if len(places) > 1 else (f"{places[0]}/{place.part}" if place.part else places[0],)
    accepted = message("place.of-report", places=", ".join(places))
    return Wrong("place", place.spelling, accepted, near)


# --- printed but odd --------------------------------------------------------------------------------


@_rule
def value_fits(interval: Any) -> Answer:
    """Values fit DECIMAL(28,6) without losing a digit."""
    for number in (interval.value, interval.low, interval.high):
        if number is not None and number >= Decimal(10) ** LARGEST_POWER:
            return Wrong("value", str(number), message("value.below", power=LARGEST_POWER))
    value = interval.value
    if value is not None and value != round(value, VALUE_SCALE):
        return Wrong("value", str(value), message("value.six-decimals"))
    return None


def _outside(interval: Any, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether a value, or both ends of a pure bound, lie beyond a range."""
    smallest = interval.value if interval.value is not None else interval.high
    largest = interval.value if interval.value is not None else interval.low
    below = low is not None and smallest is not None and smallest < low
    above = high is not None and largest is not None and largest > high
    return below or above


def _text(number: Decimal | None) -> str:
    return "…" if number is None else f"{number:f}"


@_rule
def implausible(
    v: Vocabulary, indicator: Any, measure: Any, unit: Any, interval: Any, place: Any, period: Any
) -> Answer:
    """A level lies within the range that is plausible for its indicator, kind of place and length of time."""
    row = v.indicators[indicator.spelling]
    band = _band(v, row.indicator_code, v.places[place.place_id].kind, period)
    low = band.plausible_low if band and band.plausible_low is not None else row.plausible_low
    high = band.plausible_high if band and band.plausible_high is not None else row.plausible_high
    if measure.spelling or (low is None and high is None):
        return SKIPPED
    if not unit_matches(unit, own_units(row)) or unit.unit_code == "USD":
        return SKIPPED  # the range is in the canonical unit, and money is never converted
    if not _outside(interval, low, high):
        return None
    span = f"{_text(low)} – {_text(high)} {unit.unit_code}"
    shown = interval.value if interval.value is not None else interval.low
    where = {"place": place.spelling, "period": period.spelling}
    return Wrong("value", _text(shown), message("value.plausible", span=span, **where) if band else span)


def _band(v: Vocabulary, indicator: str, kind: str, period: Any) -> PlausibleBand | None:
    """The narrowest band of a kind of place and a period; a period without both ends has any length."""
    days = (period.end - period.start).days if period.start and period.end else math.inf
    bands = v.bands.get((indicator, kind), ())
    return next((band for band in bands if band.years is None or days <= band.years * DAYS_OF_YEAR), None)


@_rule
def count_whole(measure: Any, unit: Any, value: Any, interval: Any) -> Answer:
    """A count of things, scaled, is whole; of a fraction another rule speaks."""
    if measure.spelling or not unit.countable or interval.value is None or value.form == "fraction":
        return SKIPPED
    if interval.value == interval.value.to_integral_value():
        return None
    return Wrong("value", _text(interval.value), message("value.integer"))


@_rule
def scale_twice(value: Any, unit: Any) -> Answer:
    """A scale word stands in the value or in the unit, or in both where they make one scale."""
    if make_one_scale(value.spelling, unit.spelling.strip("[]")):
        return None
    return Wrong("unit", unit.spelling, message("unit.scale-once", value=repr(value.spelling)))


@_rule
def fraction_of_count(value: Any, unit: Any) -> Answer:
    """A fraction is no number of whole things: 12/15 communes are a share, or 12 of 15."""
    if value.form != "fraction" or not unit.countable:
        return SKIPPED
    if (value.point * unit.factor) % 1 == 0:
        return None
    return Wrong("value", value.spelling, message("fraction.of-whole"))


@_rule
def beyond_whole(v: Vocabulary, indicator: Any, measure: Any, unit: Any, interval: Any) -> Answer:
    """Shares, and ratios in percent, lie between 0 and 100."""
    if unit.unit_code != "percent" or not is_part_of_whole(v.indicators[indicator.spelling], measure):
        return SKIPPED
    if not _outside(interval, Decimal(0), HUNDRED):
        return None
    return Wrong("value", _text(interval.value), "0 – 100 %")


@_rule
def range_reversed(value: Any) -> Answer:
    """A range is printed from small to large."""
    if value.form != "range":
        return SKIPPED
    if not value.reversed:
        return None
    return Wrong("value", value.spelling, message("value.smaller-end-first"))


# --- time -------------------------------------------------------------------------------------------

Span: TypeAlias = tuple[dt.date | None, dt.date | None]


def touches(first: Span, second: Span) -> bool:
    """Whether two spans share a day; None is open."""
    (a, b), (c, d) = first, second
    return not (b is not None and c is not None and b < c) and not (a is not None and d is not None and d < a)


def _covers(outer: Span, inner: Span) -> bool:
    """Whether a span holds another; an end that is not known speaks against nothing."""
    (a, b), (c, d) = outer, inner
    return (a is None or c is None or a <= c) and (b is None or d is None or d <= b)


def _time_of(period: Any, appeared: Span) -> Span:
    """The span of a period; `now` is a day of those on which the report can have appeared."""
    return appeared if period.kind == "now" else (period.start, period.end)


def _dates(valid: Span, period: Any) -> dict[str, Text]:
    """The days of a span and the period as they stand in a sentence."""
    since, until = (day.isoformat() if day else "…" for day in valid)
    return {"since": since, "until": until, "period": period.spelling or message("period.blank")}


def _is_over(valid: Span, period: Any, nature: Any, appeared: Span) -> bool:
    """Whether something was missing in the period and, for figures about later times, at publication."""
    is_later = nature.spelling in DATED_LATER
    return not touches(valid, _time_of(period, appeared)) and not (is_later and touches(valid, appeared))


def _place_wrong(v: Vocabulary, place: Any, period: Any, time: Span) -> Wrong:
    """The place was not there; near are those of its name then, and for a part those that had its land."""
    row, part = v.places[place.place_id], f"/{place.part}" if place.part else ""
    existed = message("place.existed", place=place.place_id, **_dates((row.valid_from, row.valid_to), period))
    near = [p for p in v.places.values() if p.name_vi == row.name_vi and p is not row]
    if part:
        near += [v.places[i] for i in sorted(land_kept(v.place_events)[place.place_id])]
    then = dict.fromkeys(p.place_id for p in near if touches((p.valid_from, p.valid_to), time))
    return Wrong("place", place.spelling, existed, tuple(f"{i}{part}" for i in then))


@_rule
def place_in_period(v: Vocabulary, place: Any, period: Any, nature: Any, appeared: Span) -> Answer:
    """The place existed at some time of the period, or at publication for figures about later times."""
    row, time = v.places[place.place_id], _time_of(period, appeared)
    if time == (None, None):
        return SKIPPED
    if not _is_over((row.valid_from, row.valid_to), period, nature, appeared):
        return None
    return _place_wrong(v, place, period, time)


@_rule
def place_partly_in_period(v: Vocabulary, place: Any, period: Any, nature: Any) -> Answer:
    """The place existed during all of the period."""
    row = v.places[place.place_id]
    valid, time = (row.valid_from, row.valid_to), (period.start, period.end)
    if time == (None, None) or not touches(valid, time):
        return SKIPPED
    if nature.spelling in DATED_LATER or _covers(valid, time):
        return None
    return _place_wrong(v, place, period, time)


@_rule
def place_level_in_period(v: Vocabulary, place: Any, period: Any, nature: Any, appeared: Span) -> Answer:
    """The levels that a part names (district, township, special zone) were there."""
    if not place.part:
        return SKIPPED
    for kind in filter(None, kinds_of(place.part, v.part_kinds)):
        valid = (kind.valid_from, kind.valid_to)
        if _is_over(valid, period, nature, appeared):
            accepted = message("place.level-existed", level=f"{kind.part_kind}-", **_dates(valid, period))
            return Wrong("place", place.spelling, accepted)
    return None


@_rule
def funding_level_in_period(
    v: Vocabulary, funding_source: Any, period: Any, nature: Any, appeared: Span
) -> Answer:
    """Money of a level that has ended is not of a later period."""
    valid = (None, v.funding_sources[funding_source.spelling].valid_to)
    if valid == (None, None):
        return SKIPPED
    if not _is_over(valid, period, nature, appeared):
        return None
    accepted = message("place.level-existed", level=funding_source.spelling, **_dates(valid, period))
    return Wrong("funding_source", funding_source.spelling, accepted)


@_rule
def period_not_future(period: Any, nature: Any, appeared: Span) -> Answer:
    """An actual figure does not begin after its report."""
    by = appeared[1]
    if nature.spelling != "actual" or by is None or period.start is None:
        return SKIPPED
    if period.start <= by:
        return None
    accepted = message("period.begins-by", day=by)
    return Wrong("period", period.spelling, accepted)


NEARLY_OVER = dt.timedelta(days=31)
OCCASIONS = frozenset(("contest", "fair"))
"""Scope words of what is held on some days of its year: its results are known before the year is over."""


def is_known_by(appeared: Span, period: Any) -> bool:
    """Whether a period is over when its report appears, or nearly: a year is known in its last weeks."""
    return appeared[1] is None or period.end is None or period.end - appeared[1] <= NEARLY_OVER


@_rule
def period_ends_after_report(period: Any, nature: Any, scope: Any, appeared: Span) -> Answer:
    """The period of an actual figure is over, or nearly.

    An inferred period says when something was, not that all of it was over.
    """
    by = appeared[1]
    if nature.spelling != "actual" or by is None or period.end is None or period.inferred:
        return SKIPPED
    if not OCCASIONS.isdisjoint(scope.code.split()):
        return SKIPPED
    if is_known_by(appeared, period) or (period.start is not None and period.start > by):
        return None
    accepted = message("period.ends-by", day=by)
    return Wrong("period", period.spelling, accepted)


# --- time against the words of the article ----------------------------------------------------------


def _years(period: Any) -> frozenset[int]:
    """The years at the dated ends of a period."""
    return frozenset(day.year for day in (period.start, period.end) if day is not None)


def _words_left(period: Any, base: Any, words: TimeWords) -> frozenset[int]:
    """The years printed that speak of the period: not those of the base, unless the period names them."""
    return words.years - (_years(base.period) - _years(period)) if base.period else words.years


def _is_apart(period: Any, years: frozenset[int]) -> bool:
    """Whether a period lies wholly before or after some years."""
    ends_before = period.end is not None and period.end.year < min(years)
    starts_after = period.start is not None and period.start.year > max(years)
    return ends_before or starts_after


def _ends_elsewhere(period: Any, words: TimeWords) -> bool:
    """Whether words say in which part of a year something is over, and a period ends in another.

    The first nine months of 2016 are not 2016. Words that name the year by itself as well speak of both.
    """
    if period.end is None or period.end.year in words.years_apart:
        return False
    parts = [part for part in words.parts if part.year in (None, period.end.year)]
    return bool(parts) and period.end.month not in {part.last for part in parts}


def _begins_before(period: Any, words: TimeWords) -> bool:
    """Whether a period begins before the one part of a year in which its words say that something was."""
    if period.start is None or len(words.parts) != 1 or words.years_apart or words.parts[0].by:
        return False
    return bool((period.start.year, period.start.month) < (period.end.year, words.parts[0].first))


@_rule
def period_as_printed(period: Any, base: Any, period_printed: str | None) -> Answer:
    """The period and the years, and parts of years, that its words name can both be true."""
    words = read_time_words(period_printed or "")
    years = _words_left(period, base, words)
    if period.inferred or not (years or words.parts) or not _years(period):
        return SKIPPED
    if years and _is_apart(period, years | words.beside):
        return Wrong("period", period.spelling, message("period.years-of-words", printed=period_printed))
    if _ends_elsewhere(period, words):
        return Wrong("period", period.spelling, message("period.says", printed=period_printed))
    return None


def _unprinted(period: Any, printed: str) -> Wrong:
    accepted, marked = message("period.words-that-say", period=period.spelling), f"{period.spelling}?"
    return Wrong("period_printed", printed.strip(), accepted, (marked,))


def _lasts(period: Any, lengths: frozenset[int]) -> bool:
    """Whether a period is as long as its words say; from level to level it touches one year more."""
    if period.start is None or period.end is None:
        return True
    years = period.end.year - period.start.year
    return years in lengths or years + 1 in lengths


@_rule
def period_in_words(
    v: Vocabulary, indicator: Any, period: Any, base: Any, period_printed: str | None
) -> Answer:
    """The words say what a period without ? says, and a period says what its words say."""
    if period_printed is None or period.kind == "duration":
        return SKIPPED
    words, stated = read_time_words(period_printed), _years(period)
    unmarked = period.spelling != "" and not period.inferred
    if not period_printed.strip():
        return _unprinted(period, period_printed) if unmarked else SKIPPED
    years = _words_left(period, base, words)
    problem = Wrong("period", period.spelling, message("period.says", printed=period_printed))
    level = v.indicators[indicator.spelling].measure_kind == "stock"
    if not stated:
        silent = years or (period.kind == "undated" and (words.lengths or words.now))
        if silent and not years and words.until_now is not None:
            problem = problem._replace(candidates=("now" if level else "../now",))
        return problem if silent else None
    if _ends_elsewhere(period, words):
        return problem if period.inferred else SKIPPED  # a contradiction has its own rule
    if period.end is not None and not level and _begins_before(period, words):
        return problem
    if not words.years:
        if unmarked:
            return _unprinted(period, period_printed)
        # A stock after ten years is a level of one day: "46 clusters after 10 years".
        if not words.lengths or level or _lasts(period, words.lengths):
            return None
        return problem
    if not years or (unmarked and _is_apart(period, years | words.beside)):
        return SKIPPED  # words about the base only; or a contradiction, which has its own rule
    if unmarked and period.end and words.until_now is not None and period.end.year not in words.until_now:
        return problem._replace(candidates=(f"{period.spelling.partition('/')[0]}/now",))
    definite = words.form in ("point", "span") and not words.beside and unmarked
    if definite:
        agrees = years in (stated, spelled_years(period))
    else:
        agrees = not stated.isdisjoint(years | words.beside)
    if agrees:
        return None
    return problem
