"""The catalogue of faults: what goes wrong between a printed number and a row, one small function each.

Belongs here: damaging one report at one place, and what is known to survive with its reason. Does not
belong here: running the pipeline (`pipeline.py`), counting (`table.py`).
A fault is handed a report, the position of a row, a seeded random source and the vocabulary, and gives
the damaged report, or None where it has nothing to damage. Its docstring is the sentence of the table.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from dagster_project.contracts.model import SHEET_COLUMNS
from dagster_project.reading.legacy import TCVN3, VNI
from dagster_project.vocabulary import Vocabulary

from .reports import Report, Row

Apply = Callable[[Report, int, Random, Vocabulary], Report | None]
RowFault = Callable[[Row, Random, Vocabulary], Row | None]


@dataclass(frozen=True)
class Fault:
    """One way in which a sheet goes wrong.

    `limit` says why some of its applications cannot be caught ('' = each of them has to be).
    """

    name: str
    group: str
    says: str
    apply: Apply
    limit: str = ""


FAULTS: dict[str, Fault] = {}


def _add(function: Callable[..., Any], group: str, apply: Apply, limit: str) -> None:
    name = function.__name__.replace("_", "-")
    FAULTS[name] = Fault(name, group, (function.__doc__ or "").strip(), apply, limit)


def row_fault(group: str, limit: str = "") -> Callable[[RowFault], RowFault]:
    """Register a fault of one row."""

    def keep(function: RowFault) -> RowFault:
        def apply(report: Report, at: int, rng: Random, words: Vocabulary) -> Report | None:
            row = function(dict(report.figures[at]), rng, words)
            return None if row is None or row == report.figures[at] else report.with_row(at, row)

        _add(function, group, apply, limit)
        return function

    return keep


def report_fault(group: str, limit: str = "") -> Callable[[Apply], Apply]:
    """Register a fault of a report, at or around one row."""

    def keep(function: Apply) -> Apply:
        _add(function, group, function, limit)
        return function

    return keep


def _pick(rng: Random, choices: Sequence[str]) -> str | None:
    return rng.choice(choices) if choices else None


def _put(row: Row, column: str, text: str | None) -> Row | None:
    return None if text is None else {**row, column: text}


def _digits(text: str) -> list[int]:
    return [n for n, c in enumerate(text) if c.isascii() and c.isdigit()]


# --- digits -----------------------------------------------------------------------------------------

UNSEEN_DIGIT = (
    "Without the text only arithmetic can see a wrong digit, and most figures are related to no other figure."
)


@row_fault("digits", UNSEEN_DIGIT)
def digit_changed(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is another digit."""
    places = _digits(row["value"])
    if not places:
        return None
    at = rng.choice(places)
    other = rng.choice([d for d in "0123456789" if d != row["value"][at]])
    return _put(row, "value", row["value"][:at] + other + row["value"][at + 1 :])


@row_fault("digits", UNSEEN_DIGIT)
def digit_lost(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is missing, the groups of three mended."""
    places = _digits(row["value"])
    if len(places) < 2:
        return None
    at = rng.choice(places)
    return _put(row, "value", regrouped(row["value"][:at] + row["value"][at + 1 :]))


@row_fault("digits", UNSEEN_DIGIT)
def digit_doubled(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is typed twice, the groups of three mended."""
    places = _digits(row["value"])
    if not places:
        return None
    at = rng.choice(places)
    return _put(row, "value", regrouped(row["value"][:at] + row["value"][at] + row["value"][at:]))


@row_fault("digits", UNSEEN_DIGIT)
def digits_transposed(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Two neighbouring digits of a value are exchanged."""
    text = row["value"]
    places = _digits(text)
    pairs = [(a, b) for a, b in zip(places, places[1:], strict=False) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return _put(row, "value", text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :])


@row_fault("digits", UNSEEN_DIGIT)
def changed_by_one(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A whole number, such as a total, is changed by one."""
    if not re.fullmatch(r"[0-9.]+", row["value"]):
        return None
    number = int(row["value"].replace(".", "")) + rng.choice([-1, 1])
    return _put(row, "value", f"{number:,}".replace(",", "."))


@row_fault("digits", UNSEEN_DIGIT)
def group_of_three_lost(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A group of three digits is left out: 163.000 becomes 163."""
    groups = row["value"].split(".")
    if len(groups) < 2:
        return None
    del groups[rng.randrange(1, len(groups))]
    return _put(row, "value", ".".join(groups))


def regrouped(text: str) -> str:
    """A number with its dots where groups of three want them; other texts unchanged."""
    match = re.fullmatch(r"([0-9.]+)((?:,[0-9]*)?)", text)
    if match is None or "." not in match[1]:
        return text
    whole = match[1].replace(".", "")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    return ".".join(reversed(groups)) + match[2]


# --- notation ---------------------------------------------------------------------------------------


@row_fault("notation", "Without the text 1.000 for 1,000 is a number like any other.")
def dot_and_comma_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A value is written in English notation: 2.387,5 becomes 2,387.5."""
    return _put(row, "value", row["value"].translate(str.maketrans(".,", ",.")))


@row_fault("notation", "A spreadsheet that strips zeros leaves a number like any other: 163.000 becomes 163.")
def spreadsheet_strips_zeros(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """An English spreadsheet took the value for a number: 163.000 becomes 163, 2.080 becomes 2.08, 07 becomes 7."""
    text = row["value"]
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return _put(row, "value", text.rstrip("0").rstrip("."))
    return _put(row, "value", text.lstrip("0")) if text.isdigit() else None


@row_fault("notation")
def spreadsheet_drops_marks(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A Vietnamese spreadsheet took the value for a number and saved it in English: 2.387,5 becomes 2387.5."""
    if not re.fullmatch(r"[0-9.]*[0-9](?:,[0-9]+)?", row["value"]):
        return None
    return _put(row, "value", row["value"].replace(".", "").replace(",", "."))


@row_fault("notation", "Without the text 214 for 21,4 is a number like any other, unless it is implausible.")
def decimal_comma_lost(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The decimal comma is lost: 21,4 becomes 214."""
    return _put(row, "value", regrouped(row["value"].replace(",", "")))


@row_fault("notation", "Without the text 2,14 for 21,4 is a number like any other.")
def decimal_comma_moved(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The decimal comma stands one digit off: 21,4 becomes 2,14."""
    match = re.fullmatch(r"([0-9.]*)([0-9]),([0-9])([0-9]*)", row["value"])
    if match is None:
        return None
    left = regrouped(match[1].rstrip(".") + "," + match[2] + match[3] + match[4])
    right = regrouped(match[1] + match[2] + match[3] + ("," + match[4] if match[4] else ""))
    return _put(row, "value", rng.choice([left, right]).removeprefix(","))


@row_fault("notation")
def minus_sign(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A sign stands before the value."""
    return _put(row, "value", rng.choice(["-", "−", "– ", "+"]) + row["value"])


@row_fault("notation")
def unit_inside_value(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The unit was typed into the value."""
    return None if row["unit"].startswith("[") else _put(row, "value", f"{row['value']} {row['unit']}")


# --- units ------------------------------------------------------------------------------------------

UNSEEN_SCALE = "Without the text a thousandfold value is seen only where it leaves the plausible range or a sum."


@row_fault("units", UNSEEN_SCALE)
def scale_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """Tỷ is written for triệu, or triệu for tỷ."""
    scale = re.search(r"triệu|tỷ", row["unit"])
    if scale is None:
        return None
    other = {"triệu": "tỷ", "tỷ": "triệu"}[scale[0]]
    return _put(row, "unit", row["unit"].replace(scale[0], other, 1))


@row_fault("units", UNSEEN_SCALE)
def scale_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The scale word is left out: triệu đồng becomes đồng."""
    return _put(row, "unit", re.sub(r"^(?:triệu|tỷ|nghìn) ", "", row["unit"]))


@row_fault("units")
def unit_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The unit is left out."""
    return _put(row, "unit", "")


@row_fault("units", "Without the text another word for the same unit is not seen; the value stays right.")
def unit_of_same_kind(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The unit is another word for the same thing: học viên becomes lao động."""
    unit = words.units.get(row["unit"])
    if unit is None or not unit.countable:
        return None
    same = [w for w, u in words.units.items() if u.unit_code == unit.unit_code and u.factor == unit.factor]
    return _put(row, "unit", rng.choice(same))


@row_fault("units", "Without the text a unit in which the indicator can be stated as well is not seen.")
def unit_of_another_row(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The unit is one that other figures have."""
    return _put(row, "unit", rng.choice(UNITS_PRINTED))


UNITS_PRINTED = ("cơ sở", "người", "lượt người", "%", "%/năm", "triệu đồng", "tỷ đồng", "cụm", "đề án", "tấn")
"""Units that many figures are stated in."""


@row_fault("units", "Without the text the currency of exports is not seen; other indicators are never in USD.")
def currency_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """USD is written for đồng, or đồng for USD."""
    if "USD" in row["unit"]:
        return _put(row, "unit", row["unit"].replace("USD", "đồng"))
    return _put(row, "unit", row["unit"].replace("đồng", "USD"))


@row_fault("units", "Without the text growth in % and growth in % a year are both allowed, and read alike.")
def denominator_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """What the unit is counted per is left out: %/năm becomes %."""
    return _put(row, "unit", row["unit"].rsplit("/", 1)[0])


# --- qualifiers -------------------------------------------------------------------------------------

UNSEEN_QUALIFIER = "Without the text nothing tells whether a bound was printed."


@row_fault("qualifiers", UNSEEN_QUALIFIER)
def qualifier_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A printed qualifier is left out."""
    return _put(row, "qualifier", "")


@row_fault("qualifiers", UNSEEN_QUALIFIER)
def qualifier_changed(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """A qualifier is one of another meaning."""
    known = words.qualifiers.get(row["qualifier"])
    if not row["qualifier"] or known is None:
        return None
    others = [w for w, q in words.qualifiers.items() if w and q.bound != known.bound and q.verified]
    return _put(row, "qualifier", rng.choice(others))


@row_fault("qualifiers", UNSEEN_QUALIFIER)
def qualifier_added(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A qualifier is given where none is printed."""
    return None if row["qualifier"] else _put(row, "qualifier", rng.choice(["trên", "gần", "khoảng", "dưới"]))


# --- time -------------------------------------------------------------------------------------------

UNSEEN_TIME = (
    "The years of a figure often stand in another sentence, or are inferred; a wrong one is seen where "
    "it contradicts the words in period_printed, the date of publication or a neighbouring figure."
)


@row_fault("time", UNSEEN_TIME)
def year_shifted(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A year of the period is one year off."""
    return _put(row, "period", _year_off(row["period"], rng))


def _year_off(text: str, rng: Random) -> str | None:
    years = list(re.finditer(r"\d{4}", text))
    if not years:
        return None
    year = rng.choice(years)
    return f"{text[: year.start()]}{int(year[0]) + rng.choice([-1, 1])}{text[year.end() :]}"


@row_fault("time", UNSEEN_TIME)
def span_to_its_end(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A span is written as its last year: 2008/2012 becomes 2012."""
    return _put(row, "period", re.sub(r"^\d{4}/(?=\d{4})", "", row["period"]))


@row_fault("time", UNSEEN_TIME)
def period_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The period is left out."""
    return _put(row, "period", "")


@row_fault("time", "Whether a period was printed or inferred is the transcriber's word.")
def inference_unmarked(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The mark ? of something read from the context is left out."""
    marked = [c for c in ("period", "scope", "funding_source", "nature", "place") if "?" in row[c]]
    column = _pick(rng, marked)
    return None if column is None else _put(row, column, row[column].replace("?", ""))


# --- places -----------------------------------------------------------------------------------------


@row_fault("places", "Only the reader of the article knows which of its places a figure is about.")
def another_province(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The figure is given to another province."""
    own, _, part = row["place"].partition("/")
    others = [p for p, place in words.places.items() if place.kind == "province" and p != own]
    return _put(row, "place", rng.choice(others) + (f"/{part}" if part else ""))


@row_fault("places")
def place_of_2025(row: Row, _: Random, words: Vocabulary) -> Row | None:
    """An old figure is given to the province that the place was merged into in 2025."""
    own, _, part = row["place"].partition("/")
    merged = dt.date(2025, 7, 1)
    into = [e.to_place_id for e in words.place_events if e.from_place_id == own and e.event_date == merged]
    return _put(row, "place", into[0] + (f"/{part}" if part else "")) if into else None


@row_fault("places")
def place_by_its_number(row: Row, _: Random, words: Vocabulary) -> Row | None:
    """The statistical code stands for the place; seven of them changed hands in 2025."""
    place = words.places[row["place"].partition("/")[0]]
    return _put(row, "place", place.gso_code or None)


@row_fault("places", "A part of a place and the place itself are both places; sums between them may not exist.")
def part_of_place_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A figure about one company or cluster is given to its whole province."""
    return _put(row, "place", row["place"].partition("/")[0])


@row_fault("places", "Only the reader of the article knows whether a figure is of the nation or of a province.")
def nation_for_province(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A province's figure is given to the nation, or the nation's to a province."""
    return _put(row, "place", "thai-binh" if row["place"] == "viet-nam" else "viet-nam")


# --- meaning ----------------------------------------------------------------------------------------

UNSEEN_MEANING = (
    "What a number is about is the transcriber's reading; a wrong word is seen where the unit forbids it "
    "or where it breaks an identity or meets another claim."
)


@row_fault("meaning", UNSEEN_MEANING)
def indicator_swapped(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The indicator is another one that is stated in the same quantity."""
    own = words.indicators[row["indicator"]]
    same = {
        code
        for code, i in words.indicators.items()
        if set(i.quantity.split()) & set(own.quantity.split()) and code != row["indicator"]
    }
    return _put(row, "indicator", _pick(rng, sorted(same)))


@row_fault("meaning", UNSEEN_MEANING)
def indicator_of_another_row(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The indicator is any other one."""
    return _put(row, "indicator", rng.choice(sorted(set(words.indicators) - {row["indicator"]})))


@row_fault("meaning", UNSEEN_MEANING)
def measure_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A growth, share or multiple is written as a level."""
    return _put(row, "measure", "")


@row_fault("meaning", UNSEEN_MEANING)
def measure_swapped(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The measure is another one: increase becomes growth."""
    if not row["measure"]:
        return None
    return _put(row, "measure", rng.choice([m for m in words.measures if m and m != row["measure"]]))


@row_fault("meaning", UNSEEN_MEANING)
def base_year_shifted(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The year that a change is measured against is one year off."""
    return _put(row, "base", _year_off(row["base"], rng))


@row_fault("meaning", UNSEEN_MEANING)
def base_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """What a relative figure is measured against is left out."""
    return _put(row, "base", "")


@row_fault("meaning", UNSEEN_MEANING)
def scope_word_dropped(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One scope word is left out."""
    parts = row["scope"].split()
    if parts:
        parts.pop(rng.randrange(len(parts)))
    return _put(row, "scope", " ".join(parts))


@row_fault("meaning", UNSEEN_MEANING)
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
    return _put(row, "scope", " ".join(parts))


@row_fault("meaning", "A target of a year that is over when the report appears reads like a result.")
def target_as_actual(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A target or plan is written as a result."""
    return None if row["nature"] == "actual" else _put(row, "nature", "actual")


@row_fault("meaning", "A target of a year that is over is allowed, and often printed.")
def actual_as_target(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A result is written as a target."""
    return _put(row, "nature", "target") if row["nature"] == "actual" else None


@row_fault("meaning", UNSEEN_MEANING)
def funding_source_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """National money is written for local money, or local for national."""
    other = {"national": "local", "local": "national"}.get(row["funding_source"].rstrip("?"))
    return _put(row, "funding_source", other)


@row_fault("meaning", UNSEEN_MEANING)
def funding_source_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A printed funding source is left out."""
    return _put(row, "funding_source", "")


@row_fault("meaning", UNSEEN_MEANING)
def funding_source_added(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """A funding source is given where none is printed."""
    if row["funding_source"]:
        return None
    return _put(row, "funding_source", rng.choice([f for f in words.funding_sources if f]))


# --- rows -------------------------------------------------------------------------------------------


@report_fault("rows")
def row_doubled(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written twice under one number."""
    return replace(report, figures=(*report.figures[: at + 1], *report.figures[at:]))


@report_fault("rows")
def row_doubled_renumbered(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written once more at the end, under a number of its own."""
    again = {**report.figures[at], "figure": str(len(report.figures) + 1)}
    return replace(report, figures=(*report.figures, again))


@report_fault("rows", "Without the text a last row that is missing leaves no gap.")
def row_missing(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is missing, its number too."""
    return replace(report, figures=report.figures[:at] + report.figures[at + 1 :])


@report_fault("rows", "Without the text nothing tells how many figures an article prints.")
def row_missing_renumbered(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is missing, the rows after it numbered anew."""
    after = tuple({**row, "figure": str(int(row["figure"]) - 1)} for row in report.figures[at + 1 :])
    return replace(report, figures=report.figures[:at] + after)


@report_fault("rows", "That a number states no indicator is the transcriber's reading.")
def figure_among_not_figures(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A figure is listed among the numbers that state nothing."""
    row = report.figures[at]
    if not _digits(row["value"]):
        return None
    token = {"line": row["line"], "token": row["value"], "why": "period of other figures"}
    rest = report.figures[:at] + report.figures[at + 1 :]
    return replace(report, figures=rest, not_figures=(*report.not_figures, token))


@report_fault("rows")
def figure_number_repeated(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """A row has the number of another row."""
    others = [row["figure"] for n, row in enumerate(report.figures) if n != at]
    return report.with_row(at, {**report.figures[at], "figure": rng.choice(others)})


UNSEEN_EXCHANGE = "Without the text two values of like kind can change places unseen."


@report_fault("rows", UNSEEN_EXCHANGE)
def values_exchanged(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row and the next have each other's value."""
    if at + 1 == len(report.figures):
        return None
    one, other = report.figures[at], report.figures[at + 1]
    if one["value"] == other["value"]:
        return None
    swapped = report.with_row(at, {**one, "value": other["value"]})
    return swapped.with_row(at + 1, {**other, "value": one["value"]})


@report_fault("rows", UNSEEN_EXCHANGE)
def value_of_row_above(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row has the value of the row above: copied down."""
    above = report.figures[at - 1]["value"] if at else report.figures[at]["value"]
    row = {**report.figures[at], "value": above}
    return None if row == report.figures[at] else report.with_row(at, row)


@report_fault("rows", "Without the text a line that keeps the reading order is not seen.")
def line_shifted(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """The line is one off."""
    line = int(report.figures[at]["line"]) + rng.choice([-1, 1])
    return report.with_row(at, {**report.figures[at], "line": str(line)})


@report_fault("rows")
def cells_shifted(report: Report, at: int, rng: Random, _: Vocabulary) -> Report | None:
    """A cell was deleted, and those to its right moved one column left."""
    cells = [report.figures[at][c] for c in SHEET_COLUMNS]
    del cells[rng.randrange(2, len(cells) - 2)]
    return report.with_row(at, dict(zip(SHEET_COLUMNS, [*cells, ""], strict=True)))


@report_fault("rows")
def comma_not_quoted(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A cell that holds a comma lost its quotes."""
    value = report.figures[at]["value"]
    if "," not in value:
        return None
    return replace(report, sheet=report.sheet_bytes().replace(f'"{value}"'.encode(), value.encode(), 1))


@report_fault("rows")
def not_figure_lost(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """A row of not_figures.csv is missing."""
    if not report.not_figures:
        return None
    at = rng.randrange(len(report.not_figures))
    return replace(report, not_figures=report.not_figures[:at] + report.not_figures[at + 1 :])


@report_fault("rows")
def not_figure_doubled(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """A row of not_figures.csv is written twice."""
    if not report.not_figures:
        return None
    at = rng.randrange(len(report.not_figures))
    return replace(report, not_figures=(*report.not_figures, report.not_figures[at]))


# --- text -------------------------------------------------------------------------------------------


@cache
def _encoder(name: str) -> dict[str, str]:
    """Vietnamese letter to the characters of a legacy font encoding, as a Western program shows them."""
    table = {"TCVN3": TCVN3, "VNI": VNI}[name]
    letters: dict[str, str] = {}
    for shown, letter in table.items():
        if all(ord(c) < 256 for c in shown):
            letters.setdefault(letter, shown)
    return letters


def in_legacy(text: str, name: str) -> str:
    """A text as the font encoding stores it, one character per byte; letters it lacks stay."""
    letters = _encoder(name)
    return "".join(letters.get(c, c) for c in unicodedata.normalize("NFC", text))


def _bytes_in(report: Report, name: str) -> Report:
    text = in_legacy(report.sheet_bytes().decode(), name)
    return replace(report, sheet=text.encode("latin-1", errors="replace"))


@report_fault("text")
def nfd_text(report: Report, at: int, _: Random, __: Vocabulary) -> Report | None:
    """A row is written with combining accents (NFD)."""
    row = {c: unicodedata.normalize("NFD", text) for c, text in report.figures[at].items()}
    return report.with_row(at, row)


@report_fault("text")
def tcvn3_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in TCVN3 bytes."""
    return _bytes_in(report, "TCVN3")


@report_fault("text")
def vni_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in VNI bytes."""
    return _bytes_in(report, "VNI")


@report_fault("text")
def windows_1258_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved in Windows-1258."""
    text = unicodedata.normalize("NFD", report.sheet_bytes().decode())
    # In this code page a letter with a hat, a breve or a horn is one character, its tone another.
    text = re.sub("[aeoAEO]\u0302|[aA]\u0306|[oOuU]\u031b", lambda m: unicodedata.normalize("NFC", m[0]), text)
    return replace(report, sheet=text.encode("cp1258", errors="replace"))


@report_fault("text")
def utf_16_bytes(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved as “Unicode text”, UTF-16 with tabs."""
    return replace(report, sheet=report.sheet_bytes().decode().replace(",", "\t").encode("utf-16"))


@report_fault("text")
def semicolons(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The sheet is saved with semicolons between its cells."""
    cells = [";".join(SHEET_COLUMNS), *(";".join(row.values()) for row in report.figures)]
    return replace(report, sheet="\n".join(cells).encode())


@report_fault("text", "Bytes that are cut off between two rows leave a whole sheet; the text sees the rows that are gone.")
def sheet_cut_off(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The sheet ends in the middle: a copy that broke off."""
    whole = report.sheet_bytes()
    return replace(report, sheet=whole[: rng.randrange(whole.index(b"\n") + 1, len(whole) - 1)])


WORDED = ("unit", "qualifier", "period_printed", "note")


def _worded(row: Row, rng: Random, change: Callable[[str], str]) -> Row | None:
    """A row with one of its worded cells changed."""
    changed = {c: change(row[c]) for c in WORDED}
    column = _pick(rng, [c for c in WORDED if changed[c] != row[c]])
    return None if column is None else _put(row, column, changed[column])


NOT_READ = "period_printed and note are kept as evidence; nothing reads them."


@row_fault("text", NOT_READ)
def tcvn3_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell was pasted from a TCVN3 document."""
    return _worded(row, rng, lambda text: in_legacy(text, "TCVN3"))


@row_fault("text", NOT_READ)
def vni_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell was pasted from a VNI document."""
    return _worded(row, rng, lambda text: in_legacy(text, "VNI"))


@row_fault("text", NOT_READ)
def utf_8_misread_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell is UTF-8 that was read as Western European: triá»‡u."""
    return _worded(row, rng, lambda text: text.encode().decode("latin-1"))


@row_fault("text", NOT_READ)
def accents_lost_cell(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A cell lost its letters with accents to question marks."""
    return _worded(row, rng, lambda text: text.encode("ascii", errors="replace").decode())


LOOK_ALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "i": "і", "đ": "ð", "Đ": "Ð"})
"""Latin letters to letters of the same look."""


@row_fault("text", NOT_READ)
def look_alike_letters(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Letters of a cell are letters of another alphabet that look the same."""
    return _worded(row, rng, lambda text: text.translate(LOOK_ALIKES))


@row_fault("text")
def odd_spaces(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Blanks of a cell are non-breaking, thin or doubled."""
    return _worded(row, rng, lambda text: text.replace(" ", rng.choice(["\u00a0", "\u2009", "  "])))


@row_fault("text")
def letter_for_digit(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The letter O or l stands for a digit 0 or 1."""
    places = [n for n in _digits(row["value"]) if row["value"][n] in "01"]
    if not places:
        return None
    at = rng.choice(places)
    return _put(row, "value", row["value"][:at] + {"0": "O", "1": "l"}[row["value"][at]] + row["value"][at + 1 :])


# --- origin -----------------------------------------------------------------------------------------


@report_fault("origin", "A date of publication is checked against the periods of results only.")
def published_year_off(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The report is dated one year earlier or later."""
    found = re.search(r"^published: .*?(\d{4})", report.origin, re.MULTILINE)
    if found is None:
        return None
    year = str(int(found[1]) + rng.choice([-1, 1]))
    return replace(report, origin=report.origin[: found.start(1)] + year + report.origin[found.end(1) :])


@report_fault("origin", "A range that loses only lines without figures leaves nothing out.")
def lines_cut_short(report: Report, at: int, rng: Random, __: Vocabulary) -> Report | None:
    """The lines that belong to the report end too early."""
    found = re.search(r"^  lines: \[.*\[(\d+), (\d+)\]\]", report.origin, re.MULTILINE)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    shorter = str(rng.randrange(first, last)) if last > first else None
    if shorter is None:
        return None
    return replace(report, origin=report.origin[: found.start(2)] + shorter + report.origin[found.end(2) :])


@report_fault("origin", "Without the texts nothing tells one article from another.")
def another_article(report: Report, _: int, rng: Random, __: Vocabulary) -> Report | None:
    """The hash of the article is that of another text."""
    digits = "0123456789abcdef"
    found = re.search(r"^  sha256: (.*)$", report.origin, re.MULTILINE)
    if found is None:
        return None
    other = "".join(rng.choice(digits) for _ in range(64))
    return replace(report, origin=report.origin.replace(found[1], other))


@report_fault("origin")
def report_written_twice(report: Report, _: int, __: Random, ___: Vocabulary) -> Report | None:
    """The whole report is there twice, under two names."""
    return replace(report, times=2)
