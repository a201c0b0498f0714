"""Vietnamese text made comparable: one form of the letters, keys for matching, nearest words.

Belongs here: what all grammars share about letters, spaces and dashes. Does not belong here: any
grammar, or a change of the text that people see: keys are only for looking up.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
"""Hyphen-minus and the dashes that stand for it in print; kept in text, recognised by grammars."""

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""The five tones that are written, as combining marks: huyền, sắc, ngã, hỏi, nặng."""

_PLAIN_DASHES = str.maketrans(dict.fromkeys(DASHES, "-"))
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Letters that look like đ: Icelandic eth and African d, both common where đ was typed or scanned.
_LIKE_D = str.maketrans({"\u00f0": "đ", "\u0256": "đ"})
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")


def normalise(text: str) -> str:
    """The text in composed Unicode (NFC), invisible characters dropped, every run of space one space.

    No-break, thin and other Unicode spaces count as space. Dashes, case and tone placement stay.
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def is_composed(text: str) -> bool:
    """Whether a text, but for blanks around it, is as `normalise` would write it."""
    return text.strip(" ") == normalise(text)


def plain_dashes(text: str) -> str:
    """The text with a hyphen-minus for every kind of dash."""
    return text.translate(_PLAIN_DASHES)


def _tone_last(word: re.Match[str]) -> str:
    letters = word.group()
    tones = [c for c in letters if c in TONES]
    # One syllable has one tone; with more, words are glued and moving marks would mix them up.
    if len(tones) != 1:
        return letters
    return "".join(c for c in letters if c not in TONES) + tones[0]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """A key equal for texts that differ only in case, Unicode form, spaces or tone placement.

    `hoà` and `hòa`, `Thuỷ` and `THỦY`, decomposed and composed forms give the same key; look-alikes
    of đ (U+00D0, U+0189) count as đ. `tỉ` and `tỷ` stay different: another letter, not another place.
    """
    lowered = unicodedata.normalize("NFD", normalise(text).casefold()).translate(_LIKE_D)
    return unicodedata.normalize("NFC", _WORD.sub(_tone_last, lowered))


@lru_cache(maxsize=1 << 16)
def fold_plain(text: str) -> str:
    """The key of `fold` without any diacritics, đ as d: for texts typed without accents."""
    bare = unicodedata.normalize("NFD", fold(text))
    return "".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d")


def slugify(text: str) -> str:
    """A slug proposed for a name: `CCN Hải Lệ` gives `ccn-hai-le`."""
    return re.sub(r"[^a-z0-9]+", "-", fold_plain(text)).strip("-")


CLOSE = 0.8
"""How like a word its proposals are at least: one letter of five may differ; more make another word."""


def nearest(word: str, choices: Iterable[str], cutoff: float = CLOSE) -> tuple[str, ...]:
    """The three choices most like a word, best first, compared without accents. Slow: only for refusals."""
    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(fold_plain(choice), choice)
    found = difflib.get_close_matches(fold_plain(word), by_key, n=3, cutoff=cutoff)
    return tuple(by_key[key] for key in found)


class Names:
    """What something is called, for looking up: every code that each name means, by its key.

    Accents may be left out, all of them: a wrong one is another word.
    """

    def __init__(self, named: Iterable[tuple[str, str]], key: Callable[[str], str] = fold) -> None:
        self.exact: dict[str, tuple[str, ...]] = {}
        self.plain: dict[str, tuple[str, ...]] = {}
        for name, code in named:
            folded = key(name)
            for index, each in ((self.exact, folded), (self.plain, fold_plain(folded))):
                index[each] = tuple(dict.fromkeys((*index.get(each, ()), code)))

    def called(self, key: str) -> tuple[str, ...]:
        """The codes of a name, by its key."""
        return self.exact.get(key) or (self.plain.get(key, ()) if key.isascii() else ())
