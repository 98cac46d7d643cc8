"""Points tables: added up and explained. Points speak for boilerplate; nothing here decides.

A scorecard is data (`rules/scorecards/<name>.json`): for every feature a short table from byte codes to integer points,
hundredths of a log-odds unit. A block's score is their sum, so that its explanation is complete by construction.
Method: additive scorecards from boosted stumps; the fit lies in `benchmarks/`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.features.table import FeatureTable
from cleaner.model import POINT, Bar, IntArray, PointArray
from cleaner.testimony import Cutoff

BATCH = 512
"""Blocks scored at a time, as in `forest`."""


class Leaning(NamedTuple):
    """What a document is taken for, how far (0 to 1), and the gate: its points speak for it or, at sign -1, against."""

    taken_for: str
    share: float
    gate: Scorecard
    sign: int


@dataclass(frozen=True, eq=False)
class Scorecard:
    """An additive points table. `tables[name]` holds 256 points, one for each code of the feature."""

    name: str
    base: int
    tables: Mapping[str, PointArray]
    cutoffs: Mapping[Bar, Cutoff]
    reliability: tuple[tuple[float, float], ...]
    provenance: Mapping[str, Any]

    def score(self, table: FeatureTable, _bounds: IntArray | None = None) -> PointArray:
        """The points of every block, `int32[size]`, in hundredths. Integers: the order of addition is irrelevant."""
        total = np.full(table.size, self.base, np.int32)
        if not self.tables:
            return total
        codes, starts = table.codes(self.features), self._starts
        for start in range(0, table.size, BATCH):
            blocks = slice(start, start + BATCH)
            total[blocks] += self._stack.take(codes[:, blocks] + starts).sum(axis=0, dtype=np.int32)
        return total

    def cutoff_of(self, bar: Bar, _table: FeatureTable, bounds: IntArray) -> list[Cutoff]:
        """Each document's cutoff: the same for all."""
        return [self.cutoffs[bar]] * (len(bounds) - 1)

    def lists(self, _table: FeatureTable, bounds: IntArray) -> npt.NDArray[np.bool_]:
        """Which documents look like lists: nobody asked."""
        return np.zeros(len(bounds) - 1, np.bool_)

    def leaning(self, _table: FeatureTable) -> Leaning | None:
        """What a document is taken for: nobody asked."""
        return None

    @functools.cached_property
    def features(self) -> tuple[str, ...]:
        """The features asked for, in the order of `contributions`."""
        return tuple(self.tables)

    def contributions(
        self, table: FeatureTable, blocks: IntArray, _bounds: IntArray | None = None
    ) -> npt.NDArray[np.int32]:
        """What every feature adds to some blocks, `int32[features, blocks]`; with the base they are their scores."""
        found: npt.NDArray[np.int32] = self._stack.take(table.codes(self.features)[:, blocks] + self._starts)
        return found

    @functools.cached_property
    def _stack(self) -> npt.NDArray[np.int32]:
        return np.reshape(list(self.tables.values()), (len(self.tables), 256)).astype(np.int32)

    @functools.cached_property
    def _starts(self) -> IntArray:
        """Where the points of each feature start in the stack, as a column."""
        starts: IntArray = np.arange(len(self.tables))[:, None] * 256
        return starts

    def of_documents(self, table: FeatureTable, bounds: IntArray) -> PointArray:
        """The points of each document, `int32[documents]`, by what is the same for all of its blocks."""
        codes = table.codes(self.features) if table.size else np.zeros((len(self.tables), 1), np.uint8)
        codes = codes.take(bounds[:-1], axis=1, mode="clip")
        points: PointArray = self.base + self._stack.take(codes + self._starts).sum(axis=0, dtype=np.int32)
        return points


def strongest(contributions: npt.NDArray[np.int32], most: int) -> Iterator[tuple[IntArray, IntArray]]:
    """The `most` features that speak loudest for boilerplate, `int64[blocks]` each, with their points; 0 for no more.

    Of equals the one comes first that stands first.
    """
    left = np.ascontiguousarray(contributions.T)
    rows = np.arange(len(left))
    for _ in range(most if left.size else 0):
        best = left.argmax(axis=1)
        yield best, np.maximum(left[rows, best], 0)
        left[rows, best] = 0


def chances(points: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The chance that a block is content, from its points: they are log-odds of the opposite, in hundredths."""
    odds = np.minimum(np.maximum(points.astype(np.float64) / POINT, -30), 30)
    return 1 / (1 + np.exp(odds))


def tables_of(entries: Sequence[Mapping[str, Any]]) -> dict[str, PointArray]:
    """256 points for each feature from their written form, runs of codes with equal points. Raises ValueError."""
    return {entry["feature"]: _expand(entry["upto"], entry["points"]) for entry in entries}


def _expand(upto: Sequence[int], points: Sequence[int]) -> PointArray:
    """256 points from runs: `points[k]` holds for codes up to and including `upto[k]`; the last must be 255."""
    if not upto or upto[-1] != 255 or list(upto) != sorted(set(upto)):
        raise ValueError("a table's codes must ascend and end with 255")
    return np.repeat(np.array(points, np.int32), np.diff([-1, *upto]))
