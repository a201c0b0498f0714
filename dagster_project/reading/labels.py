"""The codes of a closed list, found as they are written or by what people call them.

Belongs here: labels in Vietnamese and English, with or without accents, and which codes are near. Does not
belong here: lists that have a grammar (`scopes.py`, `places.py`), whether a label may stand for its code
(`contracts/cells.py` says that the code goes there).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from dagster_project.messages import message
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import Names, fold, fold_plain, nearest, normalise

MOST_PARTS = 3
"""Of so many codes a text may be a part of what is said; a word of more of them says too little."""
_SHORT_FORM = re.compile(r"\s*\(([^()]+)\)")


def names_in(label: str) -> Iterator[str]:
    """What something with this label is called: so, without the short form that it ends with, or by that."""
    yield label
    if short := _SHORT_FORM.findall(label):
        yield _SHORT_FORM.sub("", label)
        yield from short


def code_key(text: str) -> str:
    """Key of a code as written: case, blanks, `-` and `_` do not matter."""
    return normalise(text).lower().replace("-", "_").replace(" ", "_")


def _words_of(text: str) -> str:
    """The words of a text without accents, a blank around each, to find some inside others."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold_plain(text)))} " if text.strip() else ""


class CodeIndex:
    """A closed list, ready for looking up.

    Args:
        rows: the rows of a vocabulary by code, with labels; the blank code has no name.
    """

    def __init__(self, rows: Mapping[str, Any]) -> None:
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
        """The codes with this label; its accents may be left out, all of them."""
        return self._names.called(fold(text))

    def near(self, text: str) -> tuple[str, ...]:
        """The codes in whose label or definition a text stands; else those most like it, best first."""
        words = _words_of(text)
        rows = ((code, self._rows[code]) for code in self.codes if words)
        said = {code: (row.label_vi, row.label_en, getattr(row, "definition_en", "")) for code, row in rows}
        parts = [code for code, texts in said.items() if words in _words_of(" ".join(texts))]
        if 0 < len(parts) <= MOST_PARTS:
            return tuple(parts)
        by_name = dict(self._named())
        alike = (*nearest(text.lower(), self.codes), *(by_name[name] for name in nearest(text, by_name)))
        return tuple(dict.fromkeys(alike))

    def _named(self) -> Iterator[tuple[str, str]]:
        """Each name with its code."""
        for code in self.codes:
            for label in filter(None, (self._rows[code].label_vi, self._rows[code].label_en)):
                yield from ((name, code) for name in names_in(label))

    @cached_property
    def _names(self) -> Names:
        return Names(self._named())
