"""Boosted trees as points: scored whole arrays at a time, explained by the way each tree went. Nothing here decides.

A tree asks for a byte at each fork (`code > upto` goes right) and ends in a leaf with integer points. All forks of all
trees are compared at once; each then takes the leaves away that it makes unreachable, as bits, and the first leaf left
is the one: Lucchese et al., SIGIR 2015 (QuickScorer). Explanations are path contributions: what the expected points
change by at every fork is credited to the feature asked there (Saabas 2014), integers that add up to the score.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.model import IntArray, PointArray

Bytes = npt.NDArray[np.uint8]
Small = npt.NDArray[np.int32]
MAX_LEAVES, FEW_LEAVES = 16, 8
"""Bits of the masks: trees are small so that a fork costs two bytes for each block, one where all have few leaves."""
BATCH = 512
"""Blocks scored at a time: the forks' answers for more of them would not stay in the cache."""
_FIRST_LEFT = np.array([(~gone & gone + 1).bit_length() - 1 for gone in range((1 << MAX_LEAVES) - 1)] + [0], np.uint8)
"""The first leaf left, from those that are gone."""


@dataclass(frozen=True, eq=False)
class Forest:
    """`trees` trees of up to `forks` forks each, padded: all arrays are `[trees, forks]` but where said otherwise.

    A fork asks whether the code of `feature` (its place in the matrix) is above `upto`. `gone` are the leaves that
    are not reached if it is. `points` (`[trees, forks + 1]`) are the leaves' hundredths, from left to right. `child`
    (`[trees, forks, 2]`) leads to fork k, or to leaf `~k`; `value` are the points expected at a fork.
    """

    feature: Small
    upto: Bytes
    gone: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
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
        asked = matrix.take(self.feature.T.ravel(), axis=0).reshape(forks, trees, -1)
        right = (asked > self.upto.T[:, :, None]).view(np.uint8)
        gone = np.bitwise_or.reduce(right * self.gone.T[:, :, None], axis=0)
        if self._answers is not None:
            answers = self._answers.take(gone + _starts(self._answers))
        else:
            answers = self.points.take(_FIRST_LEFT[gone] + _starts(self.points))
        total: PointArray = answers.sum(axis=0, dtype=np.int32)
        return total

    @functools.cached_property
    def _answers(self) -> Small | None:
        """The points of each tree by the leaves that are gone, where they are few enough for a table."""
        if self.gone.dtype != np.uint8:
            return None
        answers: Small = self.points[:, np.minimum(_FIRST_LEFT[: 1 << FEW_LEAVES], self.points.shape[1] - 1)]
        return answers

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


def _starts(table: Small) -> IntArray:
    """Where each row of a table starts in it, as a column."""
    starts: IntArray = np.arange(len(table))[:, None] * table.shape[1]
    return starts


def grow(trees: Sequence[Mapping[str, Any]]) -> Forest:
    """A forest from its written form: per tree `forks` of [feature, upto, left, right, value], and `leaves`.

    Forks are numbered from the root, 0; a child below zero is leaf `~child`; leaves are numbered from left to right.
    Raises ValueError for a tree that is none.
    """
    most = max((len(tree["forks"]) for tree in trees), default=1) or 1
    shape = (len(trees), most)
    feature, value = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    upto, gone = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8 if most < FEW_LEAVES else np.uint16)
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
        gone[number, : len(forks)] = _gone(forks)
    return Forest(feature, upto, gone, points, child, value)


def _gone(forks: Sequence[Sequence[int]]) -> list[int]:
    """For each fork the leaves that are not reached when it goes right: those below its left child."""
    below: dict[int, int] = {}
    for fork in range(len(forks) - 1, -1, -1):
        _, _, left, right, _ = forks[fork]
        if left in range(fork + 1) or right in range(fork + 1):
            raise ValueError("a fork leads back")
        below[fork] = (1 << ~left if left < 0 else below[left]) | (1 << ~right if right < 0 else below[right])
    return [1 << ~left if left < 0 else below[left] for _, _, left, _, _ in forks]
