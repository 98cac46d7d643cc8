"""Columns of bytes that lie in one matrix: which row is which, and some of them by name. It knows no feature."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ByteArray = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.int64]

SHARES, COUNTS, LOGS, CODED = range(4)
"""How the numbers of a row become codes; the rows of a matrix lie in this order."""


@dataclass(frozen=True, eq=False)
class Several:
    """The names of several columns. Made once for all tables: as a key it is itself alone, which is quickly said."""

    names: tuple[str, ...]


Key = str | Several


@dataclass(frozen=True, eq=False)
class Layout:
    """Which rows of a matrix are which columns: `slots` are the rows of each thing that was made, in order.

    Rows to be coded alike lie together: `shares` of them, then `counts`, then `logs`, then what is coded already. One
    more row is zero, for columns that nobody made.
    """

    row: Mapping[str, int]
    slots: Sequence[slice]
    shares: slice
    counts: slice
    logs: slice


@functools.lru_cache(maxsize=256)
def layout(keys: tuple[Key, ...], kinds: tuple[int, ...]) -> Layout:
    """The layout of what was made under these keys, each of a kind."""
    names = [(key,) if isinstance(key, str) else key.names for key in keys]
    slots, row, edges = [slice(0)] * len(keys), dict[str, int](), [0]
    for kind in (SHARES, COUNTS, LOGS, CODED):
        for place in (place for place, each in enumerate(kinds) if each == kind):
            slots[place] = slice(len(row), len(row) + len(names[place]))
            row |= {name: len(row) + number for number, name in enumerate(names[place])}
        edges.append(len(row))
    return Layout(row, slots, *itertools.starmap(slice, itertools.pairwise(edges[:-1])))


class Columns(Mapping[str, ByteArray]):
    """Columns by name, the rows of a matrix."""

    def __init__(self, layout: Layout, matrix: ByteArray) -> None:
        self._layout, self._matrix = layout, matrix

    def __getitem__(self, name: str) -> ByteArray:
        column: ByteArray = self._matrix[self._layout.row[name]]
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._layout.row)

    def __len__(self) -> int:
        return len(self._layout.row)

    def codes(self, names: tuple[str, ...]) -> ByteArray:
        """The codes of some columns, `uint8[names, blocks]`; zeros for those that are not there."""
        codes: ByteArray = self._matrix.take(_rows(self._layout, names), axis=0)
        return codes

    def of(self, blocks: slice | Rows) -> Columns:
        """The same of some blocks."""
        return Columns(self._layout, self._matrix[:, blocks])


@functools.lru_cache(maxsize=256)
def _rows(layout: Layout, names: tuple[str, ...]) -> Rows:
    return np.array([layout.row.get(name, -1) for name in names], np.int64)
