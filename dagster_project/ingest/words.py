"""Finding codes by words: what the vocabulary calls something, in either language, with or without accents.

Belongs here: the entries of a vocabulary, which of them some words mean, and the lines that say so. Does not
belong here: reading a cell (a label there means one code or is refused).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..messages import Language, codes, label, say, some
from ..reading.reason import Unreadable
from ..reading.text import fold, fold_plain, nearest
from ..reading.units import UnitIndex
from ..vocabulary import Vocabulary

SHOWN = 20
"""Most codes that are listed."""
FEW = 4
"""Of so few codes is said what goes with them."""


@dataclass(frozen=True)
class Entry:
    """A code, where it is written and what it is called.

    `column` is the column of the sheet, `axis` that of a scope word, `about` what else is said of it, and
    `same_as` is equal for unit words that mean the same: `Entry("scope", "vocational", label_vi, "vocational
    training", axis="activity")`. An entry of the column `axis` is an axis of scope words.
    """

    column: str
    code: str
    label_vi: str
    label_en: str
    axis: str = ""
    about: str = ""
    same_as: str = ""

    @cached_property
    def _words(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words of code and labels, and of what else is said, each with and without accents."""
        named = f"{self.code.replace('_', ' ')} {self.label_vi} {self.label_en}"
        return _words(named), _words(self.about)

    @property
    def rank(self) -> tuple[bool, int]:
        """What comes first of codes that are met alike: what is no unit, and what fewer words say."""
        return self.column == "unit", len(f"{self.label_vi or self.code} {self.label_en}".split())

    def grade(self, asked: Sequence[str]) -> int:
        """How well words are met: as whole words of its names (3), as beginnings (2), in what is said (1)."""
        named, said = self._words
        if named.issuperset(asked):
            return 3
        if all(any(word.startswith(each) for word in named) for each in asked):
            return 2
        return int(all(any(word.startswith(each) for word in named | said) for each in asked))

    def is_called(self, words: str) -> bool:
        """Whether it is called just so."""
        return fold_plain(words) in map(fold_plain, (self.code, self.label_vi, self.label_en))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", f"{fold(text)} {fold_plain(text)}"))


def entries(v: Vocabulary) -> Iterator[Entry]:
    """Everything in a vocabulary that a cell of a sheet can name."""

    def defined(column: str, rows: Mapping[str, Any]) -> Iterator[Entry]:
        for code, row in rows.items():
            yield Entry(column, code, row.label_vi, row.label_en, about=row.definition_en)

    yield from defined("indicator", v.indicators)
    yield from defined("measure", v.measures)
    for axis in dict.fromkeys(word.axis for word in v.scopes.values()):
        yield Entry("axis", axis, label("axis", axis, "vi"), label("axis", axis, "en"))
    for word in v.scopes.values():
        yield Entry("scope", word.scope_word, word.label_vi, word.label_en, axis=word.axis)
    yield from _topics(v)
    yield from defined("nature", v.natures)
    yield from defined("funding_source", v.funding_sources)
    agreed = {unit.unit_code: unit for unit in v.units.values() if unit.canonical}
    for unit in (unit for unit in v.units.values() if unit.unit_code):  # others only describe
        named = agreed.get(unit.unit_code, unit)
        about = f"{unit.unit_code} {named.label_vi}"
        size = f"{unit.factor.normalize():f} {unit.unit_code}"
        yield Entry("unit", unit.unit_word, "", named.label_en, about=about, same_as=size)
    for qualifier in v.qualifiers.values():
        yield Entry("qualifier", qualifier.qualifier, "", qualifier.label_en)
    for place in v.places.values():
        about = " ".join(name.alias for name in v.place_names if name.place_id == place.place_id)
        yield Entry("place", place.place_id, place.name_vi, place.name_en, about=about)


def _topics(v: Vocabulary) -> Iterator[Entry]:
    """The topics that have a label or a phrase: any other word may stand behind `topic:` as well."""
    printed: dict[str, list[str]] = {f"topic:{code}": [] for code in codes("topic")}
    labelled = [*printed]
    for phrase in v.phrases:
        if phrase.kind == "scope" and phrase.code.startswith("topic:"):
            printed.setdefault(phrase.code, []).append(phrase.phrase)
    for word, phrases in printed.items():
        topic = word.removeprefix("topic:")
        if word in labelled:
            vi, en = label("topic", topic, "vi"), label("topic", topic, "en")
        else:
            vi, en = phrases[0], topic.replace("-", " ")
        yield Entry("scope", word, vi, en, axis="topic", about=" ".join(phrases))


def look_up(words: str, known: Sequence[Entry]) -> list[Entry]:
    """The entries that all of some words stand in, best first: those called just so, then whole words."""
    asked = re.findall(r"\w+", fold(words))
    graded = [(entry.is_called(words), entry.grade(asked), entry) for entry in known if asked and entry.code]
    # What is only said of a code counts where nothing is called so, and of indicators, which are few.
    called = any(each[1] > 1 for each in graded)
    found = [each for each in graded if each[1] > called * (each[2].column != "indicator") or each[0]]
    return [entry for *_, entry in sorted(found, key=lambda each: (not each[0], -each[1], each[2].rank))]


def find_words(asked: str, vocabulary: Vocabulary, language: Language) -> tuple[list[str], bool]:
    """The codes that some words mean, a line each, and whether there are any."""
    known = list(entries(vocabulary))
    if found := _merged(look_up(asked, known) or _unit(asked, vocabulary), language):
        lines = _table(found[:SHOWN], vocabulary, language)
        if len(found) > SHOWN:
            lines.append(say("words.more", language, n=len(found) - SHOWN))
        return lines, True
    by_name = {
        name: entry for entry in known for name in (entry.code, entry.label_vi, entry.label_en) if name
    }
    near = list(dict.fromkeys(by_name[name] for name in nearest(asked, by_name)))
    lines = [say("words.nearest" if near else "words.none", language, words=asked)]
    return lines + _table(near, vocabulary, language), False


def _merged(found: Sequence[Entry], language: Language) -> list[Entry]:
    """The entries, of unit words that mean the same only the first, which names some of the others."""
    alike: dict[str, list[Entry]] = {}
    for entry in found:
        alike.setdefault(entry.same_as or f"{entry.column} {entry.code}", []).append(entry)
    return [
        replace(first, label_en=f"{first.label_en} ({say('words.also', language, names=some(names, 5))})")
        if (names := [entry.code for entry in others])
        else first
        for first, *others in alike.values()
    ]


def _unit(asked: str, vocabulary: Vocabulary) -> list[Entry]:
    """A unit that is put together of a scale word, a base word and a denominator, with or without accents."""
    units = UnitIndex(vocabulary.units)
    try:
        unit = units.read(asked)
    except Unreadable as error:
        meant = [each for each in error.candidates if fold_plain(each) == fold_plain(asked)]
        if len(meant) != 1:
            return []
        unit = units.read(meant[0])
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
