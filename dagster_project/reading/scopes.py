"""Scope: the words that say which part of an indicator a figure is about.

Belongs here: order and inference marks of scope words. Does not belong here: which words an indicator
needs or admits (a rule).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from dagster_project.messages import message
from dagster_project.reading.labels import CodeIndex
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import normalise, slugify
from dagster_project.vocabulary import ScopeWord

TOPIC = "topic:"
JOINING = ("và", "hoặc", "va", "hoac", "and", "or", "&", "+")
"""What may stand between labels: the words of an axis before one number are all of them, however joined."""
_TOPIC = re.compile(r"topic:[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def axis_of(word: str, scopes: Mapping[str, ScopeWord]) -> str:
    """The axis of a scope word; every topic lies on that of `topic:`."""
    return scopes[TOPIC if word.startswith(TOPIC) else word].axis


@dataclass(frozen=True)
class Scope:
    """Words of the scope column, in canonical order.

    Attributes:
        code: the words, sorted by axis as in the vocabulary and then by letter; blank is all of it.
        inferred_words: those marked with `?`.
        axes: words by axis.
        spelling: the code with the marks.
    """

    code: str
    inferred_words: tuple[str, ...]
    axes: Mapping[str, tuple[str, ...]] = field(hash=False)
    spelling: str


class ScopeIndex:
    """The scope words of a vocabulary, ready for reading."""

    def __init__(self, scopes: Mapping[str, ScopeWord]) -> None:
        self._labels = CodeIndex({word: row for word, row in scopes.items() if word != TOPIC})
        self._words = scopes
        self.order: dict[str, int] = {}
        for row in scopes.values():
            self.order.setdefault(row.axis, len(self.order))

    def read(self, text: str) -> Scope:
        """Read the scope words of a figure; each may carry a trailing `?`. Blank is all of it.

        Labels may stand for words, the longest one each: “cụm công nghiệp” is the cluster, not the industry.

        Raises:
            Unreadable: `scope-unknown`, `scope-duplicate`, `scope-topic`, `label-ambiguous`.
        """
        inferred: dict[str, bool] = {}
        tidy = normalise(text).lower()
        written_words = tidy.split()
        if not all(self._is_word(word.removesuffix("?")) for word in written_words):
            written_words = self._from_labels(written_words, text)
        for written in written_words:
            word = written.removesuffix("?")
            if word in inferred:
                raise Unreadable("scope-duplicate", text, message("scope.word-once", word=repr(word)))
            inferred[word] = written.endswith("?")
        words = sorted(inferred, key=lambda word: (self.order[self._axis(word)], word))
        if " ".join(words) != tidy:
            self._refuse_label(tidy, words, text)
        axes = {axis: tuple(of_axis) for axis, of_axis in groupby(words, self._axis)}
        return Scope(
            code=" ".join(words),
            inferred_words=tuple(word for word in words if inferred[word]),
            axes=axes,
            spelling=" ".join(word + "?" * inferred[word] for word in words),
        )

    def _axis(self, word: str) -> str:
        return axis_of(word, self._words)

    def _is_word(self, word: str) -> bool:
        if word.startswith(TOPIC) and TOPIC in self._words:
            return _TOPIC.match(word) is not None
        return word in self._words

    def _from_labels(self, written: list[str], text: str) -> list[str]:
        """The words with those that make up a label replaced by its code."""
        found: list[str] = []
        unknown: list[str] = []
        at = 0
        while at < len(written):
            code, end = self._longest_label(written, at, text)
            if code:
                found.append(code)
            elif not (found and written[at] in JOINING and end < len(written)):
                unknown.append(written[at])
            at = end
        if unknown:
            raise self._unknown(unknown, text)
        return found

    def _longest_label(self, written: list[str], at: int, text: str) -> tuple[str, int]:
        """The code, with its mark, of the longest label that begins at a word, and the word behind it."""
        for end in range(len(written), at, -1):
            phrase = " ".join(written[at:end]).rstrip(",;")
            bare = phrase.removesuffix("?")
            if "?" in bare:
                continue
            if end - at > 1 and all(map(self._is_word, written[at:end])):
                self._refuse_label(bare, written[at:end], text)
                continue
            code = bare if self._is_word(bare) else self._labels.find(bare)
            if code:
                return code + "?" * (bare != phrase), end
        return "", at + 1

    def _refuse_label(self, phrase: str, words: list[str], text: str) -> None:
        """Refuse words that are a label as well: "rural industry" may mean `rural-industry` or two words."""
        if len(words) > 1 and (called := self._labels.called(phrase)):
            both = (*called, " ".join(words))
            raise Unreadable("label-ambiguous", text, message("label.ambiguous", codes=", ".join(both)), both)

    def _unknown(self, unknown: list[str], text: str) -> Unreadable:
        """Why words cannot be read that are neither codes nor labels."""
        topics = [word.removesuffix("?").removeprefix(TOPIC) for word in unknown if word.startswith(TOPIC)]
        if topics and TOPIC in self._words:
            slugs = tuple(TOPIC + slug for slug in map(slugify, topics) if slug)
            return Unreadable("scope-topic", text, message("scope.topic-slug"), slugs)
        phrases = filter(None, re.split("[,;?] ?", " ".join(unknown)))
        near = [code for phrase in phrases for code in self._labels.near(phrase)]
        return Unreadable("scope-unknown", text, message("scope.of-vocabulary"), tuple(dict.fromkeys(near)))
