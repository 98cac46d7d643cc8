"""Measured numbers as whole arrays: one byte per block and feature, and how to say a byte in words.

A feature is quantised to `uint8` the moment it is made, so that scores are sums of table look-ups, identical on every
machine and in every batch. It holds no feature itself and no points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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

    def rows(self, start: int, end: int) -> FeatureTable:
        """The blocks `[start, end)` alone; views, no copies."""
        return FeatureTable(end - start, {name: column[start:end] for name, column in self.columns.items()})


def named(pattern: str, names: Iterable[object], rows: ByteArray) -> dict[str, ByteArray]:
    """Columns by name from the rows of `rows`: `pattern` with each name put in for `{}`."""
    return {pattern.format(name): row for name, row in zip(names, rows, strict=True)}


def bit_flags(bits: npt.NDArray[Any], masks: Sequence[int]) -> ByteArray:
    """FLAG codes of each mask, a row each: whether it has a bit in common with `bits`."""
    return flags(bits[..., None, :] & np.array(masks, np.int64)[:, None])


def flags(values: npt.NDArray[Any]) -> ByteArray:
    """FLAG codes: 0 or 1."""
    codes: ByteArray = (values != 0).view(np.uint8)
    return codes


def counts(values: npt.NDArray[Any]) -> ByteArray:
    """COUNT codes: the number itself, 255 for 255 and more."""
    codes: ByteArray = _CODES.take(values, mode="clip")
    return codes


def logs(values: npt.NDArray[Any]) -> ByteArray:
    """LOG codes of counts."""
    codes: ByteArray = _LOG_CODES.take(values, mode="clip")
    return codes


def shares(part: npt.NDArray[Any], whole: npt.NDArray[Any] | int = 1) -> ByteArray:
    """SHARE codes of `part / whole`, 0 where the whole is 0. Integers, so that no rounding depends on a batch."""
    codes: ByteArray = _CODES.take(255 * part // np.maximum(whole, 1), mode="clip")
    return codes


def signed(values: npt.NDArray[Any]) -> ByteArray:
    """SIGNED codes: -128..127 moved up by 128."""
    codes: ByteArray = _CODES.take(values + 128, mode="clip")
    return codes
