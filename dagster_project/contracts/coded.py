"""A column of a million cells as a short list of distinct values and one small number per row.

Belongs here: building, mapping and combining such columns. Does not belong here: what the values mean.
Sheets repeat the same few texts over and over, so that whatever is done once per distinct value costs
almost nothing, and whole columns travel to pandas and DuckDB without a Python object per row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Coded:
    """`values[codes[i]]` is the value of row i. Values are distinct."""

    codes: Codes
    values: list[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Any:
        return self.values[self.codes[row]]

    def to_list(self) -> list[Any]:
        """One value per row."""
        return [self.values[code] for code in self.codes.tolist()]

    def map(self, function: Callable[[Any], Hashable]) -> Coded:
        """The column of what `function` makes of each value, asked once per distinct value."""
        inner = encode([function(value) for value in self.values])
        return Coded(inner.codes[self.codes], inner.values)

    def take(self, rows: npt.NDArray[Any]) -> Coded:
        """The column at some rows."""
        return Coded(self.codes[rows], self.values)

    def patched(self, changes: Mapping[int, Hashable]) -> Coded:
        """The column with other values at some rows."""
        if not changes:
            return self
        values = dict.fromkeys([*self.values, *changes.values()])
        place = {value: n for n, value in enumerate(values)}
        codes = self.codes.copy()
        codes[list(changes)] = [place[value] for value in changes.values()]
        return Coded(codes, list(values))

    def extended(self, more: Sequence[Hashable]) -> Coded:
        """The column with further rows after its last."""
        first = len(self)
        longer = Coded(np.concatenate([self.codes, np.zeros(len(more), np.int64)]), self.values)
        return longer.patched({first + n: value for n, value in enumerate(more)})

    def rows_with(self, wanted: Iterable[int]) -> list[int]:
        """Rows whose code is among the wanted ones, in order."""
        chosen = np.zeros(len(self.values), dtype=bool)
        chosen[list(wanted)] = True
        return np.flatnonzero(chosen[self.codes]).tolist()

    def counts(self) -> Codes:
        """Rows per value."""
        return np.bincount(self.codes, minlength=len(self.values)).astype(np.int64)


def encode(values: Sequence[Hashable]) -> Coded:
    """A column of any hashable values, in order of first appearance."""
    distinct = list(dict.fromkeys(values))
    place = {value: n for n, value in enumerate(distinct)}
    codes = np.fromiter(map(place.__getitem__, values), dtype=np.int64, count=len(values))
    return Coded(codes, distinct)


def repeated(values: Sequence[Hashable], times: Sequence[int]) -> Coded:
    """A column that holds each value as many times as said, one after the other."""
    inner = encode(values)
    return Coded(np.repeat(inner.codes, np.asarray(times, dtype=np.int64)), inner.values)


def combine(columns: Sequence[Coded]) -> Coded:
    """The column of tuples of several columns' codes; only combinations that occur are listed."""
    codes = columns[0].codes
    size = max(len(columns[0].values), 1)
    for column in columns[1:]:
        width = max(len(column.values), 1)
        if size * width >= 2**63:  # the mixed number would not fit: combine value by value
            return encode(list(zip(*(c.codes.tolist() for c in columns), strict=True)))
        codes = codes * width + column.codes
        size *= width
    if size <= max(4 * len(codes), 1 << 16):  # a table of all combinations is quicker than sorting
        seen = np.zeros(size, dtype=bool)
        seen[codes] = True
        present = np.flatnonzero(seen)
        table = np.zeros(size, dtype=np.int64)
        table[present] = np.arange(len(present))
        inverse = table[codes]
    else:
        present, inverse = np.unique(codes, return_inverse=True)
    parts = []
    rest = present
    for column in reversed(columns[1:]):
        rest, part = np.divmod(rest, max(len(column.values), 1))
        parts.append(part.tolist())
    parts.append(rest.tolist())
    return Coded(inverse.astype(np.int64), list(zip(*reversed(parts), strict=True)))
