"""What is printed of the codes that some words mean: a line each, with the column that the code goes into.

Belongs here: how many are shown, and what more is said of a few. Does not belong here: which codes are meant
(`reading/lookup.py`).
"""

from __future__ import annotations

from ..messages import Language, say, some
from ..reading.lookup import Entry, entries, look_up, near
from ..reading.reason import Unreadable
from ..reading.units import UnitIndex
from ..vocabulary import Vocabulary

SHOWN = 20
"""Most codes that are listed."""
FEW = 4
"""Of so few codes is said what goes with them."""


def find_words(asked: str, vocabulary: Vocabulary, language: Language) -> tuple[list[str], bool]:
    """The codes that some words mean, a line each, and whether there are any."""
    known = list(entries(vocabulary))
    found = look_up(asked, known) or _unit(asked, vocabulary)
    if not found:
        nearest = near(asked, known)
        lines = [say("words.nearest" if nearest else "words.none", language, words=asked)]
        return lines + _table(nearest, vocabulary, language), False
    lines = _table(found[:SHOWN], vocabulary, language)
    if len(found) > SHOWN:
        lines.append(say("words.more", language, n=len(found) - SHOWN))
    return lines, True


def _unit(asked: str, vocabulary: Vocabulary) -> list[Entry]:
    """A unit that is put together of a scale word, a base word and a denominator."""
    try:
        unit = UnitIndex(vocabulary.units).read(asked)
    except Unreadable:
        return []
    return [Entry("unit", unit.spelling, "", f"{unit.factor.normalize():f} {unit.unit_code}")]


def _table(found: list[Entry], vocabulary: Vocabulary, language: Language) -> list[str]:
    """A line for each: column, code, labels; the language asked in first."""
    wheres = [f"{entry.column} ({entry.axis})" if entry.axis else entry.column for entry in found]
    first = max(map(len, wheres), default=0)
    second = max((len(entry.code) for entry in found), default=0)
    lines = []
    for where, entry in zip(wheres, found, strict=True):
        labels = (entry.label_vi, entry.label_en) if language == "vi" else (entry.label_en, entry.label_vi)
        called = " · ".join(dict.fromkeys(filter(None, labels)))
        lines.append(f"{where:<{first}}  {entry.code:<{second}}  {called}".rstrip())
        if len(found) <= FEW and (more := _goes_with(entry, vocabulary, language)):
            lines.append(f"{'':<{first}}  {more}")
    return lines


def _goes_with(entry: Entry, vocabulary: Vocabulary, language: Language) -> str:
    """The axes that an indicator takes, or the words of an axis."""
    if entry.column == "indicator" and entry.code in vocabulary.axes:
        needed = vocabulary.indicators[entry.code].axes_required.split()
        others = [axis for axis in vocabulary.axes[entry.code] if axis not in needed]
        if needed:
            return say("words.axes-needed", language, needed=", ".join(needed), axes=", ".join(others))
        return say("words.axes-taken", language, axes=", ".join(others))
    if entry.column == "axis":
        words = [word for word, row in vocabulary.scopes.items() if row.axis == entry.code]
        return say("words.of-axis", language, words=some(words, 30))
    return ""
