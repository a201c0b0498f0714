"""Faults of what a number is said to be about: time, place, indicator, scope, nature, money.

Belongs here: columns that the transcriber names. Does not belong here: what is copied as printed
(`faults_of_values.py`), whole sheets (`faults_of_sheets.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from random import Random

from dagster_project.vocabulary import Vocabulary

from .catalogue import pick, put, row_fault
from .reports import Row

# --- time -------------------------------------------------------------------------------------------

UNSEEN_TIME = (
    "Words such as “10 năm qua” leave the first and last year to the reader, who marks the period ?; then "
    "another year that the text prints, or that fits the length, is as good. A period for which no words "
    "were copied has nothing to be compared with."
)


@row_fault("time", with_text=UNSEEN_TIME)
def year_shifted(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A year of the period is one year off."""
    return put(row, "period", _year_off(row["period"], rng))


def _year_off(text: str, rng: Random) -> str | None:
    years = list(re.finditer(r"\d{4}", text))
    if not years:
        return None
    year = rng.choice(years)
    return f"{text[: year.start()]}{int(year[0]) + rng.choice([-1, 1])}{text[year.end() :]}"


@row_fault("time", with_text=UNSEEN_TIME)
def span_to_its_end(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A span is written as its last year: 2008/2012 becomes 2012."""
    return put(row, "period", re.sub(r"^\d{4}/(?=\d{4})", "", row["period"]))


@row_fault("time", with_text=UNSEEN_TIME)
def period_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The period is left out."""
    return put(row, "period", "")


@row_fault("time", with_text="A period that is marked ? needs no words of the article.")
def words_of_time_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """What the article says about time is left out."""
    return put(row, "period_printed", "")


@row_fault(
    "time",
    with_text="Of scope, nature, place and funding source no words are copied to compare with.",
)
def inference_unmarked(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The mark ? of something read from the context is left out."""
    marked = [c for c in ("period", "scope", "funding_source", "nature", "place") if "?" in row[c]]
    column = pick(rng, marked)
    return None if column is None else put(row, column, row[column].replace("?", ""))


# --- places -----------------------------------------------------------------------------------------


UNSEEN_PLACE = (
    "Which of several places of its report a figure is about, or which part of one, only a reader knows; a "
    "wrong one is seen where the report does not name it, where it did not exist at the time, or where "
    "figures that are related no longer agree."
)
BOTH_PLACES = "A report may name a province and the one it was merged into, and be without a date."


def _parts(place: str) -> tuple[str, str]:
    """The province or nation, and what follows it with its slash; the mark of an inferred place goes."""
    own, slash, part = place.removesuffix("?").partition("/")
    return own, slash + part


@row_fault("places", with_text=UNSEEN_PLACE)
def another_province(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The figure is given to another province."""
    own, part = _parts(row["place"])
    others = [p for p, place in words.places.items() if place.kind == "province" and p != own]
    return put(row, "place", rng.choice(others) + part)


@row_fault("places", with_text=BOTH_PLACES)
def place_of_2025(row: Row, _: Random, words: Vocabulary) -> Row | None:
    """An old figure is given to the province that the place was merged into in 2025."""
    own, part = _parts(row["place"])
    merged = dt.date(2025, 7, 1)
    into = [e.to_place_id for e in words.place_events if e.from_place_id == own and e.event_date == merged]
    return put(row, "place", into[0] + part) if into else None


@row_fault("places")
def place_by_its_number(row: Row, _: Random, words: Vocabulary) -> Row | None:
    """The statistical code stands for the place; seven of them changed hands in 2025."""
    place = words.places[_parts(row["place"])[0]]
    return put(row, "place", place.gso_code or None)


@row_fault("places", with_text=UNSEEN_PLACE)
def part_of_place_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A figure about one company or cluster is given to its whole province."""
    return put(row, "place", _parts(row["place"])[0])


@row_fault("places", with_text=UNSEEN_PLACE)
def nation_for_province(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A province's figure is given to the nation, or the nation's to a province."""
    return put(row, "place", "thai-binh" if row["place"] == "viet-nam" else "viet-nam")


# --- meaning ----------------------------------------------------------------------------------------

UNSEEN_MEANING = (
    "What a number is about is the transcriber's reading; a wrong word is seen where the unit forbids it "
    "or where it breaks a relation or meets another claim."
)


@row_fault("meaning", with_text=UNSEEN_MEANING)
def indicator_swapped(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The indicator is another one that is stated in the same quantity."""
    own = words.indicators[row["indicator"]]
    same = {
        code
        for code, i in words.indicators.items()
        if set(i.quantity.split()) & set(own.quantity.split()) and code != row["indicator"]
    }
    return put(row, "indicator", pick(rng, sorted(same)))


@row_fault("meaning", with_text=UNSEEN_MEANING)
def indicator_of_another_row(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The indicator is any other one."""
    return put(row, "indicator", rng.choice(sorted(set(words.indicators) - {row["indicator"]})))


@row_fault("meaning", with_text=UNSEEN_MEANING)
def measure_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A growth, share or multiple is written as a level."""
    return put(row, "measure", "")


@row_fault("meaning", with_text=UNSEEN_MEANING)
def measure_swapped(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The measure is another one: increase becomes growth."""
    if not row["measure"]:
        return None
    return put(row, "measure", rng.choice([m for m in words.measures if m and m != row["measure"]]))


@row_fault("meaning", alone=UNSEEN_MEANING, with_text="The year before may be meant without being printed.")
def base_year_shifted(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The year that a change is measured against is one year off."""
    return put(row, "base", _year_off(row["base"], rng))


@row_fault("meaning", with_text=UNSEEN_MEANING)
def base_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """What a relative figure is measured against is left out."""
    return put(row, "base", "")


@row_fault("meaning", with_text=UNSEEN_MEANING)
def scope_word_dropped(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One scope word is left out."""
    parts = row["scope"].split()
    if parts:
        parts.pop(rng.randrange(len(parts)))
    return put(row, "scope", " ".join(parts))


@row_fault("meaning", with_text=UNSEEN_MEANING)
def scope_word_swapped(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """One scope word is another word of its axis."""
    parts = row["scope"].split()
    known = [n for n, part in enumerate(parts) if part.rstrip("?") in words.scopes]
    if not known:
        return None
    at = rng.choice(known)
    axis = words.scopes[parts[at].rstrip("?")].axis
    others = [w for w, s in words.scopes.items() if s.axis == axis and w not in parts and not w.endswith(":")]
    if not others:
        return None
    parts[at] = rng.choice(others)
    return put(row, "scope", " ".join(parts))


@row_fault("meaning", with_text="Where all targets of a report are over, one more result is not odd.")
def target_as_actual(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A target or plan is written as a result."""
    return None if row["nature"] == "actual" else put(row, "nature", "actual")


@row_fault(
    "meaning",
    with_text="A plan is not odd beside a result of its indicator, nor after all results.",
)
def actual_as_target(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A result is written as a target."""
    return put(row, "nature", "target") if row["nature"] == "actual" else None


@row_fault("meaning", with_text=UNSEEN_MEANING)
def funding_source_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """National money is written for local money, or local for national."""
    other = {"national": "local", "local": "national"}.get(row["funding_source"].rstrip("?"))
    return put(row, "funding_source", other)


@row_fault("meaning", with_text=UNSEEN_MEANING)
def funding_source_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A printed funding source is left out."""
    return put(row, "funding_source", "")


@row_fault("meaning", with_text=UNSEEN_MEANING)
def funding_source_added(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """A funding source is given where none is printed."""
    if row["funding_source"]:
        return None
    return put(row, "funding_source", rng.choice([f for f in words.funding_sources if f]))
