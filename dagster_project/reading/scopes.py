"""Scope: the words that say which part of an indicator a figure is about.

Belongs here: order and inference marks of scope words. Does not belong here: which words an indicator
needs or admits (a rule).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dagster_project.messages import message
from dagster_project.reading.labels import CodeIndex
from dagster_project.reading.reason import Unreadable
from dagster_project.reading.text import nearest, normalise, slugify
from dagster_project.vocabulary import ScopeWord

TOPIC = "topic:"
_TOPIC = re.compile(r"topic:[a-z0-9]+(?:-[a-z0-9]+)*\Z")


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
        self._labels = CodeIndex(scopes)
        self.axis = {row.scope_word: row.axis for row in scopes.values()}
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
        if any(word.removesuffix("?") not in self.axis for word in written_words):
            written_words = self._from_labels(written_words)
        for written in written_words:
            word = written.removesuffix("?")
            self._check(word, text)
            if word in inferred:
                raise Unreadable("scope-duplicate", text, message("scope.word-once", word=repr(word)))
            inferred[word] = written.endswith("?")
        words = sorted(inferred, key=lambda word: (self.order[self._axis(word)], word))
        if len(words) > 1 and " ".join(words) != tidy and (called := self._labels.called(tidy)):
            both = (*called, " ".join(words))  # "rural industry" is a label, and two words in another order
            raise Unreadable("label-ambiguous", text, message("label.ambiguous", codes=", ".join(both)), both)
        axes: dict[str, tuple[str, ...]] = {}
        for word in words:
            axes[self._axis(word)] = (*axes.get(self._axis(word), ()), word)
        return Scope(
            code=" ".join(words),
            inferred_words=tuple(word for word in words if inferred[word]),
            axes=axes,
            spelling=" ".join(word + "?" * inferred[word] for word in words),
        )

    def _axis(self, word: str) -> str:
        return self.axis[TOPIC] if word.startswith(TOPIC) else self.axis[word]

    def _from_labels(self, written: list[str]) -> list[str]:
        """The words with those that make up a label replaced by its code; what means nothing stays."""
        found: list[str] = []
        at = 0
        while at < len(written):
            for end in range(len(written), at, -1):
                label = " ".join(written[at:end])
                bare = label.rstrip(",;").removesuffix("?")
                word = None if "?" in bare or bare.startswith(TOPIC) else self._labels.find(bare)
                if word is not None:
                    found.append(word + "?" * label.rstrip(",;").endswith("?"))
                    at = end
                    break
            else:
                found.append(written[at])
                at += 1
        return found

    def _check(self, word: str, text: str) -> None:
        if word.startswith(TOPIC) and TOPIC in self.axis:
            if _TOPIC.match(word):
                return
            slug = slugify(word.removeprefix(TOPIC))
            near = (TOPIC + slug,) if slug else ()
            raise Unreadable("scope-topic", text, message("scope.topic-slug"), near)
        if word not in self.axis:
            raise Unreadable("scope-unknown", text, message("scope.of-vocabulary"), self._near(word, text))

    def _near(self, word: str, text: str) -> tuple[str, ...]:
        """Words like one that is unknown, or with a label like all that was written."""
        labels = self._labels.near(normalise(text)) if " " in text.strip() else self._labels.near(word)
        return tuple(dict.fromkeys((*nearest(word, self.axis), *labels)))
