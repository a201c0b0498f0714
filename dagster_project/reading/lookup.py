"""Finding codes by words: what the vocabulary calls something, in either language, with or without accents.

Belongs here: the entries of a vocabulary and which of them some words mean. Does not belong here: reading a
cell (a label there means one code or is refused), printing (`cli.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagster_project.messages import label
from dagster_project.reading.text import fold, fold_plain, nearest
from dagster_project.vocabulary import Vocabulary

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Entry:
    """A code, where it is written and what it is called.

    `column` is the column of the sheet, `axis` that of a scope word, `about` what else is said of it:
    `Entry("scope", "vocational", "đào tạo nghề", "vocational training", axis="activity")`. An entry of the
    column `axis` is an axis of scope words.
    """

    column: str
    code: str
    label_vi: str
    label_en: str
    axis: str = ""
    about: str = ""

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
        key = fold_plain(words)
        return key in (fold_plain(self.code), fold_plain(self.label_vi), fold_plain(self.label_en))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) | frozenset(_WORD.findall(fold_plain(text)))


def entries(v: Vocabulary) -> Iterator[Entry]:
    """Everything in a vocabulary that a cell of a sheet can name."""
    for row in v.indicators.values():
        yield Entry("indicator", row.indicator_code, row.label_vi, row.label_en, about=row.definition_en)
    for measure in v.measures.values():
        yield Entry(
            "measure", measure.measure, measure.label_vi, measure.label_en, about=measure.definition_en
        )
    for axis in dict.fromkeys(word.axis for word in v.scopes.values()):
        yield Entry("axis", axis, label("axis", axis, "vi"), label("axis", axis, "en"))
    for word in v.scopes.values():
        yield Entry("scope", word.scope_word, word.label_vi, word.label_en, axis=word.axis)
    for nature in v.natures.values():
        yield Entry("nature", nature.nature, nature.label_vi, nature.label_en, about=nature.definition_en)
    for source in v.funding_sources.values():
        about = source.definition_en
        yield Entry("funding_source", source.funding_source, source.label_vi, source.label_en, about=about)
    agreed = {unit.unit_code: unit for unit in v.units.values() if unit.canonical}
    for unit in (unit for unit in v.units.values() if unit.unit_code):  # others only describe
        named = agreed.get(unit.unit_code, unit)
        yield Entry("unit", unit.unit_word, "", named.label_en, about=f"{unit.unit_code} {named.label_vi}")
    for qualifier in v.qualifiers.values():
        yield Entry("qualifier", qualifier.qualifier, "", qualifier.label_en)
    others: dict[str, list[str]] = {}
    for name in v.place_names:
        others.setdefault(name.place_id, []).append(name.alias)
    for place in v.places.values():
        about = " ".join(others.get(place.place_id, ()))
        yield Entry("place", place.place_id, place.name_vi, place.name_en, about=about)


def look_up(words: str, known: Sequence[Entry]) -> list[Entry]:
    """The entries that all of some words stand in, best first: those called just so, then whole words."""
    asked = _WORD.findall(fold(words))
    graded = (
        [(entry.is_called(words), entry.grade(asked), entry) for entry in known if entry.code]
        if asked
        else []
    )
    found = [(called, grade, entry) for called, grade, entry in graded if called or grade]
    best = max((grade for _, grade, _ in found), default=0)
    # What is only said of a code counts where nothing is called so.
    found = [(called, grade, entry) for called, grade, entry in found if grade > 1 or best < 2]
    return [entry for *_, entry in sorted(found, key=lambda each: (not each[0], -each[1], each[2].rank))]


def near(words: str, known: Sequence[Entry]) -> list[Entry]:
    """The entries with a code or label most like some words."""
    by_name = {
        name: entry for entry in known for name in (entry.code, entry.label_vi, entry.label_en) if name
    }
    return list(dict.fromkeys(by_name[name] for name in nearest(words, by_name)))
