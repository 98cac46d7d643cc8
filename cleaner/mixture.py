"""Two forests and a gate: one judges every page, one was taught by articles, the gate says how far a page is one.

Readers' comments belong to a thread and not to an article; no single table of points held both. The gate is a small
points table over what is the same for all blocks of a page, so a page has one answer. Nothing here decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.features.table import FeatureTable
from cleaner.forest import Bytes, Forest, Small
from cleaner.model import Bar, IntArray, PointArray
from cleaner.scorecard import Leaning, Scorecard
from cleaner.testimony import Cutoff

FULL = 256
"""The article forest's weight where a page is an article for sure, in parts of itself."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """`features` are the forests' features in the order of their numbers.

    The gate's points speak against an article; at `ramp[0]` and below the article forest counts whole, at `ramp[1]`
    and above not at all. `article_cutoffs` hold where it counts whole. The forests'
    points are in so many `parts` of a hundredth: a mean of several fits has small leaves.
    """

    name: str
    features: tuple[str, ...]
    general: Forest
    article: Forest
    gate: Scorecard
    ramp: tuple[int, int]
    cutoffs: Mapping[Bar, Cutoff]
    article_cutoffs: Mapping[Bar, Cutoff]
    reliability: tuple[tuple[float, float], ...]
    provenance: Mapping[str, Any]
    parts: int = 1

    def score(self, table: FeatureTable, bounds: IntArray) -> PointArray:
        """The points of every block, `int32[size]`, in hundredths; `bounds` are where each document's blocks start."""
        share = self.shares(table, bounds).repeat(bounds[1:] - bounds[:-1])
        return self._add(np.zeros(table.size, np.int32), table.codes(self.features), share, Forest.score)

    def shares(self, table: FeatureTable, bounds: IntArray) -> PointArray:
        """The article forest's weight in each document, `int32[documents]`, 0 to `FULL`."""
        low, high = self.ramp
        share = FULL * (high - self.gate.of_documents(table, bounds)) // (high - low)
        clipped: PointArray = np.minimum(np.maximum(share, 0), FULL)
        return clipped

    def cutoff_of(self, bar: Bar, table: FeatureTable, bounds: IntArray) -> list[Cutoff]:
        """Each document's cutoff: between that of all pages and that of articles, as the gate says."""
        plain, strict = self.cutoffs[bar], self.article_cutoffs[bar]
        return [
            replace(plain, beta=math.sqrt((plain.beta**2 * (FULL - share) + strict.beta**2 * share) / FULL))
            for share in self.shares(table, bounds).tolist()
        ]

    def leaning(self, table: FeatureTable) -> Leaning:
        """How far a document is an article; its blocks are the table's."""
        share = int(self.shares(table, np.array([0, table.size]))[0])
        return Leaning("an article", share / FULL, self.gate, -1)

    def lists(self, _table: FeatureTable, bounds: IntArray) -> npt.NDArray[np.bool_]:
        """Which documents look like lists: nobody asked."""
        return np.zeros(len(bounds) - 1, np.bool_)

    def contributions(self, table: FeatureTable, blocks: IntArray, bounds: IntArray) -> Small:
        """What every feature adds to some blocks, `int32[features, blocks]`.

        A base makes it their scores. It differs from block to block: parts round apart, and it carries what they leave.
        """
        share = self.shares(table, bounds)[np.searchsorted(bounds, blocks, "right") - 1]
        codes = table.codes(self.features)[:, blocks]
        return self._add(np.zeros(codes.shape, np.int32), codes, share, Forest.contributions)

    def _add(self, total: Small, codes: Bytes, share: PointArray, ask: Callable[[Forest, Bytes], Small]) -> Small:
        """To `total` (blocks come last) what both forests answer, by weight; none is asked where it has none."""
        for forest, weight in ((self.general, FULL - share), (self.article, share)):
            asked = weight.nonzero()[0]
            if len(asked) == len(weight):
                total += ask(forest, codes) * weight
            elif len(asked):
                total[..., asked] += ask(forest, codes[:, asked]) * weight[asked]
        return _rounded(total, self.parts * FULL)


def _rounded(parts: PointArray, whole: int) -> PointArray:
    """Points from parts of a whole, halves up."""
    points: PointArray = (parts + whole // 2) // whole
    return points


def names_of(mixture: Mixture) -> Sequence[str]:
    """Every feature that is asked for."""
    return [*mixture.features, *mixture.gate.tables]
