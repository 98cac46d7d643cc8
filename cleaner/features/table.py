"""Measured numbers as whole arrays: one byte per block and feature, and how to say a byte in words.

A feature is quantised to `uint8` the moment it is made, so that scores are sums of table look-ups, identical on every
machine and in every batch. It holds no feature itself and no points.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.features.columns import CODED, COUNTS, LOGS, SHARES, ByteArray, Columns, Key, Layout, Several, layout

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
    """Numbers of one column, or a row for each of several. All of a table are coded at once: see `coded`.

    One number in place of a row stands for all blocks. `whole` is what a SHARE is part of.
    """

    kind: int
    values: Numbers
    whole: Numbers | int = 1

    @property
    def codes(self) -> ByteArray:
        """The codes now, for what builds on them."""
        if self.kind == SHARES:
            codes: ByteArray = _CODES.take(255 * self.values // np.maximum(self.whole, 1), mode="clip")
        else:
            codes = (_LOG_CODES if self.kind == LOGS else _CODES).take(self.values, mode="clip")
        return codes

    def some(self, blocks: slice) -> Uncoded:
        """The same of some blocks."""
        whole = self.whole if isinstance(self.whole, int) else _some(self.whole, blocks)
        return Uncoded(self.kind, _some(self.values, blocks), whole)


def _some(values: Numbers, blocks: slice) -> Numbers:
    return values if values.shape[-1] == 1 else values[..., blocks]


Made = dict[Key, Uncoded | Numbers]
"""What modules of features make: columns by name, or rows of columns by their names (`named`), coded or not yet."""


def named(pattern: str, names: Sequence[object], rows: Uncoded | Numbers) -> Made:
    """Several columns, the rows of `rows`: they are called `pattern` with each of the names put in for `{}`."""
    return {_put_in(pattern, tuple(names)): rows}


@functools.cache
def _put_in(pattern: str, names: tuple[object, ...]) -> Several:
    return Several(tuple(pattern.format(name) for name in names))


def names_of(made: Made) -> Several:
    """The names of all columns."""
    names = itertools.chain.from_iterable((key,) if isinstance(key, str) else key.names for key in made)
    return _put_in("{}", tuple(names))


STRIPE = 512
"""Blocks coded at a time: what lies between numbers and codes stays in the cache."""


def coded(size: int, made: Made) -> FeatureTable:
    """The table of `size` blocks from what modules of features made, each unit coded in one go.

    A column costs a copy this way, and not four calls for twenty numbers each.
    """
    parts = made.values()
    place = layout(tuple(made), tuple([rows.kind if isinstance(rows, Uncoded) else CODED for rows in parts]))
    matrix = np.zeros((len(place.row) + 1, size), np.uint8)
    if size <= STRIPE:
        _code(place, parts, matrix)
    else:
        for start in range(0, size, STRIPE):
            blocks = slice(start, start + STRIPE)
            some = [rows.some(blocks) if isinstance(rows, Uncoded) else _some(rows, blocks) for rows in parts]
            _code(place, some, matrix[:, blocks])
    return FeatureTable(size, Columns(place, matrix))


def _code(place: Layout, made: Iterable[Uncoded | Numbers], codes: ByteArray) -> None:
    """Writes the codes of what was made into their places."""
    numbers = np.empty((place.logs.stop, codes.shape[1]), np.int64)
    wholes = np.empty((place.shares.stop, codes.shape[1]))
    for rows, slot in zip(made, place.slots, strict=True):
        if isinstance(rows, Uncoded):
            numbers[slot] = rows.values
            if rows.kind == SHARES:
                wholes[slot] = rows.whole
        else:
            codes[slot] = rows
    codes[place.shares] = _shares(numbers[place.shares], wholes)
    _CODES.take(numbers[place.counts], mode="clip", out=codes[place.counts])
    _LOG_CODES.take(numbers[place.logs], mode="clip", out=codes[place.logs])


def _shares(parts: npt.NDArray[np.int64], wholes: npt.NDArray[np.float64]) -> Numbers:
    """SHARE codes of many numbers, in place.

    In floats, which divide several times as fast: the standard rounds a quotient the same way everywhere, and too
    little to reach the next integer where that is 255 at most and the whole below 2^44.
    """
    parts *= 255
    np.maximum(wholes, 1, out=wholes)
    np.divide(parts, wholes, out=wholes)
    codes: Numbers = np.clip(wholes, 0, 255, out=wholes)
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

    def codes(self, features: tuple[str, ...]) -> ByteArray:
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


def bit_flags(bits: Numbers, masks: npt.NDArray[np.int64]) -> Numbers:
    """FLAG codes of each mask of a column, a row each: whether it has a bit in common with `bits`."""
    found: Numbers = bits[..., None, :] & masks != 0
    return found


def flags(values: Numbers) -> Numbers:
    """FLAG codes: 0 or 1."""
    return values if values.dtype == np.bool_ else values != 0


def counts(values: Numbers) -> Uncoded:
    """COUNT codes: the number itself, 255 for 255 and more."""
    return Uncoded(COUNTS, values)


def logs(values: Numbers) -> Uncoded:
    """LOG codes of counts."""
    return Uncoded(LOGS, values)


def shares(part: Numbers, whole: Numbers | int = 1) -> Uncoded:
    """SHARE codes of `part / whole`, 0 where the whole is 0. Exact, so that no rounding depends on a batch."""
    return Uncoded(SHARES, part, whole)


def signed(values: Numbers) -> Uncoded:
    """SIGNED codes: -128..127 moved up by 128."""
    return Uncoded(COUNTS, values + 128)
