"""Numbers that follow from a name alone, worked out once for each name: class attributes, ids and tags come again.

It remembers for a while and then forgets everything, so that memory stays bounded. It knows no name.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

MAX_CHARS = 2_000_000
"""Code points of the names that are remembered: pages of one site share nearly all of theirs."""


class Remembered:
    """`work_out` gives a number below 2^63 for each of some names, in order: Python's, those of arrays are slow."""

    def __init__(self, work_out: Callable[[Sequence[str]], Iterable[int]]) -> None:
        self._work_out = work_out
        self._known: dict[str, int] = {}
        self._chars = 0

    def of(self, names: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers of some names, `int64[names]`."""
        try:
            return _looked_up(self._known, names)
        except KeyError:
            return _looked_up(self._with(dict.fromkeys(names)), names)

    def _with(self, names: Iterable[str]) -> dict[str, int]:
        known = self._known
        if self._chars > MAX_CHARS:
            known, self._chars = {}, 0  # another thread holds the one that it began with
            self._known = known
        new = [name for name in names if name not in known]
        self._chars += sum(map(len, new)) + len(new)
        known.update(zip(new, self._work_out(new), strict=True))
        return known


def _looked_up(known: dict[str, int], names: Sequence[str]) -> npt.NDArray[np.int64]:
    """The numbers of some names, all of them known."""
    return np.fromiter(map(known.__getitem__, names), np.int64, len(names))


def hashed(name: str) -> int:
    """32 bits of a name, the same in every process."""
    return zlib.crc32(name.encode("utf-8", "replace"))
