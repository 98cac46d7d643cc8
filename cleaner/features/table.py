"""Measured numbers as whole arrays: one byte per block and feature, and how to say a byte in words.

A feature is quantised to `uint8` the moment it is made, so that scores are sums of table look-ups, identical on every
machine and in every batch. It holds no feature itself and no points.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

ByteArray = npt.NDArray[np.uint8]

LOG_SCALE = 32
"""A LOG code is `round(32 * ln(1 + count))`: exact up to 30, then within 3 %, full at 2,890."""
_CODES = np.arange(256, dtype=np.uint8)
"""Taken from with `mode="clip"`, what is too small or too large gets the nearest code, in one pass over the numbers."""
_LOG_CODES = np.minimum(255, np.round(LOG_SCALE * np.log1p(np.arange(4096)))).astype(np.uint8)


class Unit(StrEnum):
    """How a feature's byte stands for its value."""

    FLAG = "flag"
    COUNT = "count"
    LOG = "log"
    SHARE = "share"
    SIGNED = "signed"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's name, its unit and its words: `words` is what a person reads in a reason.

    `names` gives the words for each code of a CODE feature.
    """

    name: str
    unit: Unit
    words: str
    names: tuple[str, ...] = ()

    def say(self, code: int) -> str:
        """The value behind a code, in words: `links 91 %`, `3 words`, `inside <nav>: yes`."""
        match self.unit:
            case Unit.FLAG:
                return f"{self.words}: {'yes' if code else 'no'}"
            case Unit.SHARE:
                return f"{self.words} {round(100 * code / 255)} %"
            case Unit.LOG:
                return f"{self.words} {'2,890 or more' if code == 255 else round(float(np.expm1(code / LOG_SCALE)))}"
            case Unit.SIGNED:
                return f"{self.words} {code - 128:+d}"
            case Unit.CODE:
                return f"{self.words}: {self.names[code] if code < len(self.names) else code}"
            case _:
                return f"{self.words} {'255 or more' if code == 255 else code}"


Numbers = npt.NDArray[Any]


class Uncoded(NamedTuple):
    """Numbers in a unit, of one column or a row for each of several. All of a table are coded at once: see `coded`.

    One number in place of a row stands for all blocks. `whole` is what a SHARE is part of.
    """

    unit: Unit
    values: Numbers
    whole: Numbers | int = 1

    @property
    def codes(self) -> ByteArray:
        """The codes now, for what builds on them."""
        if self.unit is Unit.SHARE:
            codes: ByteArray = _CODES.take(255 * self.values // np.maximum(self.whole, 1), mode="clip")
        else:
            codes = (_LOG_CODES if self.unit is Unit.LOG else _CODES).take(self.values, mode="clip")
        return codes


Names = tuple[str, ...]
Made = dict[str | Names, Uncoded | Numbers]
"""What modules of features make: columns by name, or rows of columns by their names (`named`), coded or not yet."""


def named(pattern: str, names: Iterable[object], rows: Uncoded | Numbers) -> Made:
    """Several columns, the rows of `rows`: they are called `pattern` with each of the names put in for `{}`."""
    return {_put_in(pattern, tuple(names)): rows}


@functools.lru_cache(maxsize=1024)
def _put_in(pattern: str, names: tuple[object, ...]) -> Names:
    return tuple(pattern.format(name) for name in names)


def names_of(made: Made) -> Names:
    """The names of all columns."""
    return tuple(itertools.chain.from_iterable((name,) if isinstance(name, str) else name for name in made))


@dataclass(frozen=True, eq=False)
class Layout:
    """Which rows of a matrix are which columns: `slots` are the rows of each thing that was made, in order.

    Rows to be coded alike lie together: `shares` of them, then `counts`, then `logs`, then what is coded already. The
    last row is zero, for columns that nobody made.
    """

    row: Mapping[str, int]
    slots: Sequence[slice]
    shares: slice
    counts: slice
    logs: slice

    def rows(self, features: Names) -> npt.NDArray[np.int64]:
        """The rows of some columns."""
        return _rows(self, features)


@functools.lru_cache(maxsize=256)
def _layout(made: tuple[tuple[str | Names, Unit | None], ...]) -> Layout:
    names = [(name,) if isinstance(name, str) else name for name, _ in made]
    slots, row, edges = [slice(0)] * len(made), dict[str, int](), [0]
    for units in ((Unit.SHARE,), (Unit.COUNT,), (Unit.LOG,), (None,)):
        for place, (_, unit) in enumerate(made):
            if unit in units:
                slots[place] = slice(len(row), len(row) + len(names[place]))
                row |= {name: len(row) + number for number, name in enumerate(names[place])}
        edges.append(len(row))
    return Layout(row, slots, *itertools.starmap(slice, itertools.pairwise(edges[:-1])))


@functools.lru_cache(maxsize=256)
def _rows(layout: Layout, features: Names) -> npt.NDArray[np.int64]:
    return np.array([layout.row.get(name, -1) for name in features], np.int64)


class Columns(Mapping[str, ByteArray]):
    """Columns by name that lie in one matrix."""

    def __init__(self, layout: Layout, matrix: ByteArray) -> None:
        self._layout, self._matrix = layout, matrix

    def __getitem__(self, name: str) -> ByteArray:
        column: ByteArray = self._matrix[self._layout.row[name]]
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._layout.row)

    def __len__(self) -> int:
        return len(self._layout.row)

    def codes(self, features: Names) -> ByteArray:
        """The codes of some columns, `uint8[features, blocks]`; zeros for those that are not there."""
        codes: ByteArray = self._matrix.take(self._layout.rows(features), axis=0)
        return codes

    def of(self, blocks: slice | npt.NDArray[np.int64]) -> Columns:
        """The same of some blocks."""
        return Columns(self._layout, self._matrix[:, blocks])


STRIPE = 512
"""Blocks coded at a time: what lies between numbers and codes stays in the cache."""


def coded(size: int, made: Made) -> FeatureTable:
    """The table of `size` blocks from what modules of features made, each unit coded in one go.

    A column costs a copy this way, and not four calls for twenty numbers each.
    """
    units = tuple((name, values.unit if isinstance(values, Uncoded) else None) for name, values in made.items())
    layout = _layout(units)
    matrix = np.zeros((len(layout.row) + 1, size), np.uint8)
    for start in range(0, size, STRIPE):
        _code(layout, made.values(), matrix[:, start : start + STRIPE], slice(start, start + STRIPE))
    return FeatureTable(size, Columns(layout, matrix))


def _code(layout: Layout, made: Iterable[Uncoded | Numbers], codes: ByteArray, blocks: slice) -> None:
    """Codes some of the blocks."""
    numbers = np.empty((layout.logs.stop, codes.shape[1]), np.int64)
    wholes = np.empty((layout.shares.stop, codes.shape[1]))
    for rows, slot in zip(made, layout.slots, strict=True):
        if not isinstance(rows, Uncoded):
            codes[slot] = _some(rows, blocks)
            continue
        numbers[slot] = _some(rows.values, blocks)
        if rows.unit is Unit.SHARE:
            wholes[slot] = _some(rows.whole, blocks)
    codes[layout.shares] = _shares(numbers[layout.shares], wholes)
    _CODES.take(numbers[layout.counts], mode="clip", out=codes[layout.counts])
    _LOG_CODES.take(numbers[layout.logs], mode="clip", out=codes[layout.logs])


def _some(values: Numbers | int, blocks: slice) -> Numbers | int:
    """Some blocks of an array; what stands for all blocks as it is."""
    return values if isinstance(values, int) or values.shape[-1] == 1 else values[..., blocks]


def _shares(parts: npt.NDArray[np.int64], wholes: npt.NDArray[np.float64]) -> Numbers:
    """SHARE codes of many numbers, in place.

    In floats, which divide several times as fast: the standard rounds a quotient the same way everywhere, and too
    little to reach the next integer where that is 255 at most and the whole below 2^44.
    """
    parts *= 255
    np.maximum(wholes, 1, out=wholes)
    np.divide(parts, wholes, out=wholes)
    np.maximum(wholes, 0, out=wholes)
    codes: Numbers = np.minimum(wholes, 255, out=wholes)
    return codes


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """The features of `size` blocks, of one document or of a whole batch: a column of `size` bytes for each name.

    A column that would be zero everywhere may be left out.
    """

    size: int
    columns: Mapping[str, ByteArray]

    def code(self, name: str, block: int) -> int:
        """One value; 0 for a column that was left out."""
        column = self.columns.get(name)
        return 0 if column is None else int(column[block])

    def codes(self, features: Names) -> ByteArray:
        """The codes of all blocks, `uint8[features, blocks]`, in the order of these features."""
        if isinstance(self.columns, Columns):
            return self.columns.codes(features)
        nothing = np.zeros(self.size, np.uint8)
        return np.array([self.columns.get(name, nothing) for name in features], np.uint8).reshape(len(features), -1)

    def rows(self, start: int, end: int) -> FeatureTable:
        """The blocks `[start, end)` alone; views, no copies."""
        if isinstance(self.columns, Columns):
            return FeatureTable(end - start, self.columns.of(slice(start, end)))
        return FeatureTable(end - start, {name: column[start:end] for name, column in self.columns.items()})


def bit_flags(bits: Numbers, masks: npt.NDArray[np.int64]) -> ByteArray:
    """FLAG codes of each mask of a column, a row each: whether it has a bit in common with `bits`."""
    return flags(bits[..., None, :] & masks)


def flags(values: Numbers) -> ByteArray:
    """FLAG codes: 0 or 1."""
    codes: ByteArray = (values != 0).view(np.uint8)
    return codes


def counts(values: Numbers) -> Uncoded:
    """COUNT codes: the number itself, 255 for 255 and more."""
    return Uncoded(Unit.COUNT, values)


def logs(values: Numbers) -> Uncoded:
    """LOG codes of counts."""
    return Uncoded(Unit.LOG, values)


def shares(part: Numbers, whole: Numbers | int = 1) -> Uncoded:
    """SHARE codes of `part / whole`, 0 where the whole is 0. Exact, so that no rounding depends on a batch."""
    return Uncoded(Unit.SHARE, part, whole)


def signed(values: Numbers) -> Uncoded:
    """SIGNED codes: -128..127 moved up by 128."""
    return Uncoded(Unit.COUNT, values + 128)
