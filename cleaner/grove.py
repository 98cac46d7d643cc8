"""One forest for texts, points that somebody set by hand, and a gate that says how far a text looks like a list.

In a list the lines of content look like a menu's: there the bar is higher, as far as the gate says. What the gate asks
is the same for all lines of a text, so a text has one bar. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.features.table import FeatureTable
from cleaner.forest import Forest
from cleaner.model import Bar, IntArray, PointArray
from cleaner.scorecard import Leaning, Scorecard
from cleaner.testimony import Cutoff


@dataclass(frozen=True, eq=False)
class Grove:
    """`asked` are the forest's features in the order of their numbers; `by_hand` adds its points to the forest's.

    The gate's points speak for a list; a bar rises from `ramp[0]` on, by its `rises` at `ramp[1]` and above. From
    `list_points` on a text counts as a list for whoever wants lists kept whole. All of it in hundredths.
    """

    name: str
    asked: tuple[str, ...]
    forest: Forest
    by_hand: Scorecard
    gate: Scorecard
    ramp: tuple[int, int]
    rises: Mapping[Bar, int]
    list_points: int
    cutoffs: Mapping[Bar, Cutoff]
    reliability: tuple[tuple[float, float], ...]
    provenance: Mapping[str, Any]

    def score(self, table: FeatureTable, _bounds: IntArray) -> PointArray:
        """The points of every line, `int32[size]`, in hundredths."""
        points: PointArray = self.forest.score(table.codes(self.asked)) + self.by_hand.score(table)
        return points

    def cutoff_of(self, bar: Bar, table: FeatureTable, bounds: IntArray) -> list[Cutoff]:
        """Each document's cutoff: higher as far as it looks like a list."""
        (low, high), plain, rise = self.ramp, self.cutoffs[bar], self.rises[bar]
        found = rise * (self._gate_points(table, bounds) - low) // (high - low)
        rises = np.minimum(np.maximum(found, 0), rise).tolist()
        return [replace(plain, points=plain.points + more) if more else plain for more in rises]

    def lists(self, table: FeatureTable, bounds: IntArray) -> npt.NDArray[np.bool_]:
        """Which documents look like lists, `bool[documents]`."""
        looks: npt.NDArray[np.bool_] = self._gate_points(table, bounds) >= self.list_points
        return looks

    def leaning(self, table: FeatureTable) -> Leaning:
        """How far a text is a list; its lines are the table's."""
        (low, high), points = self.ramp, int(self._gate_points(table, np.array([0, table.size]))[0])
        return Leaning("a list", min(max((points - low) / (high - low), 0.0), 1.0), self.gate, 1)

    @property
    def features(self) -> Sequence[str]:
        """The features asked for, in the order of `contributions`."""
        return [*self.asked, *(name for name in self.by_hand.features if name not in self.asked)]

    def contributions(self, table: FeatureTable, blocks: IntArray, _bounds: IntArray) -> npt.NDArray[np.int32]:
        """What every feature adds to some lines, `int32[features, lines]`; with a base they are their scores."""
        names = self.features
        found = np.zeros((len(names), len(blocks)), np.int32)
        found[: len(self.asked)] = self.forest.contributions(table.codes(self.asked)[:, blocks])
        found[[names.index(name) for name in self.by_hand.features]] += self.by_hand.contributions(table, blocks)
        return found

    def _gate_points(self, table: FeatureTable, bounds: IntArray) -> PointArray:
        """What the gate says of each document, `int32[documents]`."""
        return self.gate.of_documents(table, bounds)
