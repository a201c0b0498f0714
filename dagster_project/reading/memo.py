"""Remembering what was read: sheets repeat the same few texts a million times.

Belongs here: caches around pure functions. Does not belong here: any grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

from dagster_project.reading.reason import Unreadable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
S = TypeVar("S")

_UNSEEN = object()


class Memo(Generic[K, V]):
    """A pure reader that remembers its answers, refusals included.

    `functools.lru_cache` forgets exceptions, and a refusal is the dearest answer (it looks for the
    nearest candidates), so a wrong cell repeated in ten thousand rows would be paid ten thousand times.
    """

    def __init__(self, read: Callable[[K], V], limit: int = 1 << 16) -> None:
        self._read = read
        self._limit = limit
        self._seen: dict[K, object] = {}

    def __call__(self, key: K) -> V:
        """The answer for `key`.

        Raises:
            Unreadable: the reader refused this key, now or before.
        """
        answer = self._seen.get(key, _UNSEEN)
        if answer is _UNSEEN:
            try:
                answer = self._read(key)
            except Unreadable as refusal:
                answer = refusal.again()
            if len(self._seen) >= self._limit:
                self._seen.clear()
            self._seen[key] = answer
        if isinstance(answer, Unreadable):
            raise answer.again()
        return cast(V, answer)


def once_per_object(build: Callable[[S], V], keep: int = 8) -> Callable[[S], V]:
    """Build an index once for each vocabulary object handed in, told apart by identity.

    The source is kept alive together with its index, so that its identity is not given to another.
    """
    kept: list[tuple[S, V]] = []

    def index_of(source: S) -> V:
        for known, index in kept:
            if known is source:
                return index
        index = build(source)
        kept.append((source, index))
        del kept[:-keep]
        return index

    return index_of
