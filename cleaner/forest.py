"""Boosted trees as points: scored whole arrays at a time, explained by the way each tree went. Nothing here decides.

A tree asks for a byte at each fork (`code > upto` goes right) and ends in a leaf with integer points. All forks of all
trees are compared at once; each then takes the leaves away that it makes unreachable, as bits, and the lowest bit left
is the leaf: Lucchese et al., SIGIR 2015 (QuickScorer). Explanations are path contributions: what the expected points
change by at every fork is credited to the feature asked there (Saabas 2014), integers that add up to the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.model import PointArray

Bytes = npt.NDArray[np.uint8]
Small = npt.NDArray[np.int32]
MAX_LEAVES = 16
"""Bits of the masks. Trees are small so that a fork costs two bytes for each block."""
BATCH = 512
"""Blocks scored at a time: the forks' answers for more of them would not stay in the cache."""
_LOWEST = np.array([(code & -code).bit_length() - 1 if code else 0 for code in range(1 << MAX_LEAVES)], np.uint8)


@dataclass(frozen=True, eq=False)
class Forest:
    """`trees` trees of up to `forks` forks each, padded: all arrays are `[trees, forks]` but where said otherwise.

    A fork asks whether the code of `feature` (its place in the matrix) is above `upto`. `keep` are the leaves that
    stay possible if it is. `points` (`[trees, forks + 1]`) are the leaves' hundredths, from left to right. `child`
    (`[trees, forks, 2]`) leads to fork k, or to leaf `~k`; `value` are the points expected at a fork.
    """

    feature: Small
    upto: Bytes
    keep: npt.NDArray[np.uint16]
    points: Small
    child: Small
    value: Small

    @property
    def base(self) -> int:
        """The points before anything is known."""
        return int(self.value[:, 0].sum())

    def score(self, matrix: Bytes) -> PointArray:
        """The points of every block, `int32[blocks]`, in hundredths; `matrix` is `uint8[features, blocks]`."""
        found = np.empty(matrix.shape[1], np.int32)
        for start in range(0, matrix.shape[1], BATCH):
            found[start : start + BATCH] = self._score(matrix[:, start : start + BATCH])
        return found

    def _score(self, matrix: Bytes) -> PointArray:
        trees, forks = self.feature.shape
        asked = matrix[self.feature.T.ravel()].reshape(forks, trees, -1)
        right = asked > self.upto.T[:, :, None]
        # a fork that goes left takes nothing away: all bits set
        left = np.subtract(right, 1, dtype=np.uint16)
        left |= self.keep.T[:, :, None]
        leaf = _LOWEST[np.bitwise_and.reduce(left, axis=0)]
        places = leaf + (np.arange(trees, dtype=np.int32) * (forks + 1))[:, None]
        total: PointArray = self.points.ravel()[places].sum(axis=0, dtype=np.int32)
        return total

    def contributions(self, codes: Bytes) -> Small:
        """What each feature adds to one block's points, `int32[features]`; with `base` they add up to its score."""
        found = np.zeros(len(codes), np.int32)
        tree, fork = np.arange(len(self.feature)), np.zeros(len(self.feature), np.int64)
        while len(tree):
            feature, before = self.feature[tree, fork], self.value[tree, fork]
            child = self.child[tree, fork, (codes[feature] > self.upto[tree, fork]).astype(np.int64)]
            is_leaf = child < 0
            after = np.where(is_leaf, self.points[tree, ~child * is_leaf], self.value[tree, child * ~is_leaf])
            np.add.at(found, feature, after - before)
            tree, fork = tree[~is_leaf], child[~is_leaf].astype(np.int64)
        return found


def grow(trees: Sequence[Mapping[str, Any]]) -> Forest:
    """A forest from its written form: per tree `forks` of [feature, upto, left, right, value], and `leaves`.

    Forks are numbered from the root, 0; a child below zero is leaf `~child`; leaves are numbered from left to right.
    Raises ValueError for a tree that is none.
    """
    most = max((len(tree["forks"]) for tree in trees), default=1) or 1
    shape = (len(trees), most)
    feature, value = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    upto, keep = np.full(shape, 255, np.uint8), np.full(shape, (1 << MAX_LEAVES) - 1, np.uint16)
    points, child = np.zeros((len(trees), most + 1), np.int32), np.full((*shape, 2), -1, np.int32)
    for number, tree in enumerate(trees):
        forks, leaves = tree["forks"], tree["leaves"]
        if len(leaves) != len(forks) + 1 or len(leaves) > MAX_LEAVES:
            raise ValueError(f"tree {number}: {len(forks)} forks and {len(leaves)} leaves")
        points[number, : len(leaves)] = leaves
        if not forks:
            value[number, 0] = leaves[0]
            continue
        table = np.array(forks, np.int32)
        feature[number, : len(forks)], value[number, : len(forks)] = table[:, 0], table[:, 4]
        upto[number, : len(forks)], child[number, : len(forks)] = table[:, 1], table[:, 2:4]
        keep[number, : len(forks)] = _kept(forks)
    return Forest(feature, upto, keep, points, child, value)


def _kept(forks: Sequence[Sequence[int]]) -> list[int]:
    """For each fork the leaves that stay possible when it goes right: all but those below its left child."""
    below: dict[int, int] = {}
    for fork in range(len(forks) - 1, -1, -1):
        _, _, left, right, _ = forks[fork]
        if left in range(fork + 1) or right in range(fork + 1):
            raise ValueError("a fork leads back")
        below[fork] = (1 << ~left if left < 0 else below[left]) | (1 << ~right if right < 0 else below[right])
    everything = (1 << MAX_LEAVES) - 1
    return [everything & ~(1 << ~left if left < 0 else below[left]) for _, _, left, _, _ in forks]
