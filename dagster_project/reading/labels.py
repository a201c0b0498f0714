"""The codes of a closed list, found as they are written or by what people call them.

Belongs here: labels in Vietnamese and English, with or without accents, and which codes are near. Does not
belong here: lists that have a grammar (`scopes.py`, `places.py`), whether a label may stand for its code
(`contracts/cells.py` says that the code goes there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol

from dagster_project.messages import message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import fold, fold_plain, nearest, normalise

_SHORT_FORM = re.compile(r"\s*\(([^()]+)\)")


class Labelled(Protocol):
    """A row of a vocabulary with its labels."""

    @property
    def label_vi(self) -> str:
        """What it is called in Vietnamese."""

    @property
    def label_en(self) -> str:
        """What it is called in English."""


def names_in(label: str) -> Iterator[str]:
    """What something with this label is called: so, without the short form that it ends with, or by that."""
    yield label
    if short := _SHORT_FORM.findall(label):
        yield _SHORT_FORM.sub("", label)
        yield from short


def code_key(text: str) -> str:
    """Key of a code as written: case, blanks, `-` and `_` do not matter."""
    return normalise(text).lower().replace("-", "_").replace(" ", "_")


class CodeIndex:
    """A closed list, ready for looking up.

    Args:
        rows: the rows of a vocabulary by code; the blank code has no name.
    """

    def __init__(self, rows: Mapping[str, Labelled]) -> None:
        self.codes = tuple(code for code in rows if code)
        self._rows = rows
        self._by_key = {code_key(code): code for code in rows}

    def find(self, text: str) -> str | None:
        """The code that a text means, as written or by a label; None where it means none.

        Raises:
            Unreadable: `label-ambiguous`, several codes are called so.
        """
        code = self._by_key.get(code_key(text))
        if code is not None:
            return code
        called = self.called(text)
        if len(called) > 1:
            accepted = message("label.ambiguous", codes=", ".join(called))
            raise Unreadable("label-ambiguous", text, accepted, called)
        return called[0] if called else None

    def called(self, text: str) -> tuple[str, ...]:
        """The codes with this label. Accents may be left out, all of them: a wrong one is another word."""
        key = fold(text)
        names, plain = self._labels
        return names.get(key) or (plain.get(key, ()) if key.isascii() else ())

    def near(self, text: str) -> tuple[str, ...]:
        """The codes most like a text, or with the labels most like it, best first."""
        by_name = {name: code for code in self.codes for name in self._names_of(code)}
        found = nearest(text.lower(), self.codes) + tuple(by_name[n] for n in nearest(text, by_name))
        if not found and (key := fold_plain(text)):  # one word of a label of several
            found = tuple(code for name, code in by_name.items() if f" {key} " in f" {fold_plain(name)} ")
        return tuple(dict.fromkeys(found))

    def _names_of(self, code: str) -> Iterator[str]:
        row = self._rows[code]
        for label in filter(None, (row.label_vi, row.label_en)):
            yield from names_in(label)

    @cached_property
    def _labels(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """Codes by folded name, with and without accents."""
        indexes: tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]] = ({}, {})
        for code in self.codes:
            for name in self._names_of(code):
                for index, key in zip(indexes, (fold(name), fold_plain(name)), strict=True):
                    index[key] = tuple(dict.fromkeys((*index.get(key, ()), code)))
        return indexes
