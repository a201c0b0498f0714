"""The phrases of the vocabulary, and where they stand in a text.

Belongs here: finding phrases, a longer one hiding the shorter ones inside it. Does not belong here: what a
phrase says of a figure (a module per column); the phrases themselves are rows of `phrases.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..reading.scopes import axis_of
from ..reading.text import DASHES
from ..vocabulary import Phrase, ScopeWord
from .text import Text

GENERAL = frozenset({"terms", "language"})
"""Sources that are no report: terms of laws, forms and this vocabulary; words of the language."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a text: tokens from `first` to before `last`."""

    row: Phrase
    first: int
    last: int


class Phrases:
    """Phrases ready for finding."""

    def __init__(self, rows: Iterable[Phrase], scopes: Mapping[str, ScopeWord], without: str = "") -> None:
        """Index the rows; those learned from the report `without` alone are left out."""
        self._by_keys: dict[tuple[str, ...], list[tuple[tuple[str, str, str], Phrase]]] = defaultdict(list)
        self._lengths: dict[str, tuple[int, ...]] = {}
        self.words: set[str] = set()
        self.words_of: dict[str, set[str]] = defaultdict(set)
        self.priors: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        lengths: dict[str, set[int]] = defaultdict(set)
        for row in _written_short([r for r in rows if not without or set(r.sources.split()) - {without}]):
            if row.kind == "short":
                continue
            if row.kind in ("unit", "after", "at_site", "does", "in_span"):
                self.priors[row.kind, row.phrase][row.code] = float(row.weight)
                continue
            keys = keys_of(row.phrase)
            axis = axis_of(row.code.split()[0], scopes) if row.kind == "scope" and row.code else ""
            self._by_keys[keys].append(((row.kind, axis, row.side), row))
            lengths[keys[0]].add(len(keys))
            for code in row.only.split() if row.kind == "scope" else ():
                self.words_of[code].update(row.code.split())
            self.words.update(row.code.split() if row.kind == "scope" else ())
        self._lengths = {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}

    def find(self, text: Text) -> list[Hit]:
        """Every phrase of a text, in order, that no longer one of its kind hides."""
        keys = [_plain(token.key) for token in text.tokens]
        hits: list[Hit] = []
        spans: dict[tuple[str, str, str], tuple[int, int]] = {}
        for at, key in enumerate(keys):
            for length in self._lengths.get(key, ()):
                if at + length > len(keys):
                    continue
                span = (at, at + length)
                for group, row in self._by_keys.get(tuple(keys[at : at + length]), ()):
                    longer = (spans.get(group), spans.get((group[0], "", "any")))
                    if any(other and span != other and span[1] <= other[1] for other in longer):
                        continue
                    if (other := spans.get(group)) and other != span and at < other[1]:  # overlaps in part
                        if length < other[1] - other[0]:
                            continue
                        if length > other[1] - other[0]:
                            hits = [h for h in hits if (h.first, h.last) != other or h.row.kind != group[0]]
                    spans[group] = span
                    if row.code:
                        hits.append(Hit(row, *span))
        return hits


def _written_short(rows: Sequence[Phrase]) -> Iterator[Phrase]:
    """The rows, and each of them again with the short forms that print has for words in it."""
    short = [(row.code, row.phrase) for row in rows if row.kind == "short"]
    known = {(row.kind, row.phrase) for row in rows}
    for row in rows:
        forms = [row.phrase]
        for words, letters in short if row.kind != "short" else ():
            forms += [form.replace(words, letters) for form in forms if words in form]
        yield row
        yield from (replace(row, phrase=form) for form in forms[1:] if (row.kind, form) not in known)


def _plain(key: str) -> str:
    return "-" if key in DASHES else key


def keys_of(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase as a text has them."""
    return tuple(_plain(token.key) for token in Text([phrase]).tokens)
