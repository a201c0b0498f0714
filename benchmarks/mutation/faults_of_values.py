"""Faults of what stands in the columns value, unit and qualifier.

Belongs here: damage to a printed number and to the words beside it. Does not belong here: what the
number is about (`faults_of_meaning.py`), whole sheets (`faults_of_sheets.py`).
"""

from __future__ import annotations

import itertools
import re
from random import Random

from dagster_project.vocabulary import Vocabulary

from .catalogue import digits, put, row_fault
from .reports import Row

# --- digits -----------------------------------------------------------------------------------------

UNSEEN_DIGIT = (
    "Without the text only arithmetic can see a wrong digit, and most figures are related to no other figure."
)


@row_fault("digits", alone=UNSEEN_DIGIT)
def digit_changed(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is another digit."""
    places = digits(row["value"])
    if not places:
        return None
    at = rng.choice(places)
    other = rng.choice([d for d in "0123456789" if d != row["value"][at]])
    return put(row, "value", row["value"][:at] + other + row["value"][at + 1 :])


@row_fault("digits", alone=UNSEEN_DIGIT)
def digit_lost(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is missing, the groups of three mended."""
    places = digits(row["value"])
    if len(places) < 2:
        return None
    at = rng.choice(places)
    return put(row, "value", regrouped(row["value"][:at] + row["value"][at + 1 :]))


@row_fault("digits", alone=UNSEEN_DIGIT)
def digit_doubled(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """One digit of a value is typed twice, the groups of three mended."""
    places = digits(row["value"])
    if not places:
        return None
    at = rng.choice(places)
    return put(row, "value", regrouped(row["value"][:at] + row["value"][at] + row["value"][at:]))


@row_fault("digits", alone=UNSEEN_DIGIT)
def digits_transposed(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """Two neighbouring digits of a value are exchanged."""
    text = row["value"]
    places = digits(text)
    pairs = [(a, b) for a, b in itertools.pairwise(places) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return put(row, "value", text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :])


@row_fault("digits", alone=UNSEEN_DIGIT)
def changed_by_one(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A whole number, such as a total, is changed by one."""
    if not re.fullmatch(r"[0-9.]+", row["value"]):
        return None
    number = int(row["value"].replace(".", "")) + rng.choice([-1, 1])
    return put(row, "value", f"{number:,}".replace(",", "."))


@row_fault("digits", alone=UNSEEN_DIGIT)
def group_of_three_lost(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A group of three digits is left out: 163.000 becomes 163."""
    groups = row["value"].split(".")
    if len(groups) < 2:
        return None
    del groups[rng.randrange(1, len(groups))]
    return put(row, "value", ".".join(groups))


def regrouped(text: str) -> str:
    """A number with its dots where groups of three want them; other texts unchanged."""
    match = re.fullmatch(r"([0-9.]+)((?:,[0-9]*)?)", text)
    if match is None or "." not in match[1]:
        return text
    number = match[1].replace(".", "")
    groups = [number[max(0, end - 3) : end] for end in range(len(number), 0, -3)]
    return ".".join(reversed(groups)) + match[2]


# --- notation ---------------------------------------------------------------------------------------


@row_fault("notation", alone="Without the text 1.000 for 1,000 is a number like any other.")
def dot_and_comma_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A value is written in English notation: 2.387,5 becomes 2,387.5."""
    return put(row, "value", row["value"].translate(str.maketrans(".,", ",.")))


@row_fault("notation", alone="Without the text 163 for 163.000 is a number like any other.")
def spreadsheet_strips_zeros(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """An English spreadsheet took the value for a number: 163.000 becomes 163, 2.080 2.08, 07 7."""
    text = row["value"]
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return put(row, "value", text.rstrip("0").rstrip("."))
    return put(row, "value", text.lstrip("0")) if text.isdigit() else None


@row_fault("notation")
def spreadsheet_drops_marks(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A spreadsheet took the value for a number and dropped its marks: 2.387,5 becomes 2387.5."""
    if not re.fullmatch(r"[0-9.]*[0-9](?:,[0-9]+)?", row["value"]):
        return None
    return put(row, "value", row["value"].replace(".", "").replace(",", "."))


@row_fault("notation", alone="Without the text 214 for 21,4 is seen only where it is implausible.")
def decimal_comma_lost(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The decimal comma is lost: 21,4 becomes 214."""
    return put(row, "value", regrouped(row["value"].replace(",", "")))


@row_fault("notation", alone="Without the text 2,14 for 21,4 is a number like any other.")
def decimal_comma_moved(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The decimal comma stands one digit off: 21,4 becomes 2,14."""
    match = re.fullmatch(r"([0-9.]*)([0-9]),([0-9])([0-9]*)", row["value"])
    if match is None:
        return None
    left = regrouped(match[1].rstrip(".") + "," + match[2] + match[3] + match[4])
    right = regrouped(match[1] + match[2] + match[3] + ("," + match[4] if match[4] else ""))
    return put(row, "value", rng.choice([left, right]).removeprefix(","))


@row_fault("notation")
def minus_sign(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A sign stands before the value."""
    return put(row, "value", rng.choice(["-", "−", "– ", "+"]) + row["value"])


@row_fault("notation")
def unit_inside_value(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The unit was typed into the value."""
    return None if row["unit"].startswith("[") else put(row, "value", f"{row['value']} {row['unit']}")


# --- units ------------------------------------------------------------------------------------------

UNSEEN_SCALE = "Without the text a thousandfold value is seen only where it is implausible or in a sum."


@row_fault("units", alone=UNSEEN_SCALE)
def scale_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """Tỷ is written for triệu, or triệu for tỷ."""
    scale = re.search(r"triệu|tỷ", row["unit"])
    if scale is None:
        return None
    other = {"triệu": "tỷ", "tỷ": "triệu"}[scale[0]]
    return put(row, "unit", row["unit"].replace(scale[0], other, 1))


@row_fault("units", alone=UNSEEN_SCALE)
def scale_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The scale word is left out: triệu đồng becomes đồng."""
    return put(row, "unit", re.sub(r"^(?:triệu|tỷ|nghìn) ", "", row["unit"]))


@row_fault("units")
def unit_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """The unit is left out."""
    return put(row, "unit", "")


@row_fault("units", alone="Without the text another word for one unit is not seen; the value stays right.")
def unit_of_same_kind(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """The unit is another word for the same thing: học viên becomes lao động."""
    unit = words.units.get(row["unit"])
    if unit is None or not unit.countable:
        return None
    same = [w for w, u in words.units.items() if u.unit_code == unit.unit_code and u.factor == unit.factor]
    return put(row, "unit", rng.choice(same))


@row_fault("units", alone="Without the text a unit in which the indicator can be stated as well is not seen.")
def unit_of_another_row(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """The unit is one that other figures have."""
    return put(row, "unit", rng.choice(UNITS_PRINTED))


UNITS_PRINTED = ("cơ sở", "người", "lượt người", "%", "%/năm", "triệu đồng", "tỷ đồng", "cụm", "đề án", "tấn")
"""Units that many figures are stated in."""


@row_fault("units", alone="Without the text nothing tells which currency was printed.")
def currency_swapped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """USD is written for đồng, or đồng for USD."""
    if "USD" in row["unit"]:
        return put(row, "unit", row["unit"].replace("USD", "đồng"))
    return put(row, "unit", row["unit"].replace("đồng", "USD"))


@row_fault("units", alone="Without the text % and % a year are both allowed for growth.")
def denominator_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """What the unit is counted per is left out: %/năm becomes %."""
    return put(row, "unit", row["unit"].rsplit("/", 1)[0])


# --- qualifiers -------------------------------------------------------------------------------------

UNSEEN_QUALIFIER = "Without the text nothing tells whether a bound was printed."


@row_fault("qualifiers", alone=UNSEEN_QUALIFIER)
def qualifier_dropped(row: Row, _: Random, __: Vocabulary) -> Row | None:
    """A printed qualifier is left out."""
    return put(row, "qualifier", "")


@row_fault("qualifiers", alone=UNSEEN_QUALIFIER)
def qualifier_changed(row: Row, rng: Random, words: Vocabulary) -> Row | None:
    """A qualifier is one of another meaning."""
    known = words.qualifiers.get(row["qualifier"])
    if not row["qualifier"] or known is None:
        return None
    others = [w for w, q in words.qualifiers.items() if w and q.bound != known.bound and q.verified]
    return put(row, "qualifier", rng.choice(others))


@row_fault("qualifiers", alone=UNSEEN_QUALIFIER)
def qualifier_added(row: Row, rng: Random, _: Vocabulary) -> Row | None:
    """A qualifier is given where none is printed."""
    return None if row["qualifier"] else put(row, "qualifier", rng.choice(["trên", "gần", "khoảng", "dưới"]))
