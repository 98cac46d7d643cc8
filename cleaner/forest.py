"""Boosted trees as points: scored and explained whole arrays at a time, by the way each tree went. It decides nothing.

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
_DE_BRUIJN, _KEY_BITS = np.uint8(0b00011101), np.uint8(3)
"""Any three of its bits in a row are different: times a single bit, its highest three tell which bit that was."""
_KEY_OF_LEAF = np.array([(int(_DE_BRUIJN) << leaf & 255) >> 5 for leaf in range(FEW_LEAVES)])


@dataclass(frozen=True, eq=False)
class Forest:
    """`trees` trees of up to `forks` forks each, padded: all arrays are `[trees, forks]` but where said otherwise.

    A fork asks whether the code of `feature` (its place in the matrix) is above `upto`. `gone` are the leaves that
    are not reached if it is. `points` (`[trees, forks + 1]`) are the leaves' hundredths, or parts of them, from left to
    right. `child` (`[trees, forks, 2]`) leads to fork k, or to leaf `~k`; `value` are the points expected at a fork.
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
        """The points of every block, `int32[blocks]`, in the leaves' unit; `matrix` is `uint8[features, blocks]`."""
        found = np.empty(matrix.shape[1], np.int32)
        for start in range(0, matrix.shape[1], BATCH):
            found[start : start + BATCH] = self._score(matrix[:, start : start + BATCH])
        return found

    def _score(self, matrix: Bytes) -> PointArray:
        gone = self._gone(matrix)
        if self._pairs is not None:
            answers = self._pairs.take(_two_by_two(gone) + self._pair_starts)
        else:
            answers = self.points.take(_FIRST_LEFT[gone] + _starts(self.points))
        total: PointArray = answers.sum(axis=0, dtype=np.int32)
        return total

    def _gone(self, matrix: Bytes) -> npt.NDArray[Any]:
        """The leaves of each tree that are not reached, as bits, `[trees, blocks]`.

        Fork by fork, in place: arrays for all forks at once are so large that many an allocator fetches them from the
        system anew each time, which takes longer than the work.
        """
        gone = np.zeros((len(self.feature), matrix.shape[1]), self.gone.dtype)
        asked, taken = np.empty(gone.shape, np.uint8), np.empty_like(gone)
        for feature, upto, out_of_reach in self._forks:
            matrix.take(feature, axis=0, out=asked, mode="clip")
            right = np.greater(asked, upto, out=asked.view(np.bool_)).view(np.uint8)
            gone |= np.multiply(right, out_of_reach, out=taken)
        return gone

    @functools.cached_property
    def _forks(self) -> list[tuple[IntArray, npt.NDArray[Any], npt.NDArray[Any]]]:
        """The first forks of all trees, the second ones, and so on: features, `upto` and `gone`, these as columns."""
        rows = zip(self.feature.T.astype(np.int64), self.upto.T, self.gone.T, strict=True)
        return [(feature, upto[:, None].copy(), gone[:, None].copy()) for feature, upto, gone in rows]

    @functools.cached_property
    def _pair_starts(self) -> IntArray:
        return np.arange(-(-len(self.points) // 2))[:, None] * FEW_LEAVES**2

    @functools.cached_property
    def _pairs(self) -> Small | None:
        """The points of two trees together, by what `_two_by_two` makes of both; where trees have few leaves.

        A look at a table for each of all trees would take half of the time.
        """
        if self.gone.dtype != np.uint8:
            return None
        half = -(-len(self.points) // 2)
        points = np.zeros((2 * half, FEW_LEAVES), np.int32)
        points[: len(self.points), : self.points.shape[1]] = self.points
        points[:, _KEY_OF_LEAF] = points.copy()
        pairs: Small = (points[:half, None, :] + points[half:, :, None]).reshape(half, -1)
        return pairs

    def contributions(self, matrix: Bytes) -> Small:
        """What each feature adds to each block's points, `int32[features, blocks]`; with `base` they add up to a score.

        `matrix` is that of `score`.
        """
        found = np.zeros(matrix.shape, np.int32)
        for start in range(0, matrix.shape[1] if len(self._stacked[0]) else 0, BATCH):
            features, added = self._contributions(matrix[:, start : start + BATCH])
            found[features, start : start + BATCH] = added
        return found

    def _contributions(self, matrix: Bytes) -> tuple[IntArray, npt.NDArray[Any]]:
        """The features that ever contribute, and what they do."""
        forks, slabs, features = self._stacked
        steps = self._steps.take(_FIRST_LEFT[self._gone(matrix)] + _starts(self.points), axis=0)
        rows = steps.transpose(0, 2, 1).reshape(-1, matrix.shape[1]).take(forks, axis=0)
        # feature by feature, np.add.reduceat takes six times as long
        total = rows[: slabs[0][1]]
        for start, end in slabs[1:]:
            total[: end - start] += rows[start:end]
        return features, total

    @functools.cached_property
    def _steps(self) -> npt.NDArray[np.signedinteger[Any]]:
        """What every fork on the way to a leaf changes, `[trees * (forks + 1), forks]`: a row for each leaf.

        The rows are padded to a power of two, and as narrow as the sum over all trees allows.
        """
        trees, forks = self.feature.shape
        tree, width = np.arange(trees), FEW_LEAVES if forks < FEW_LEAVES else MAX_LEAVES
        found, passed = np.zeros((trees, forks + 1, width), np.int32), np.zeros((trees, forks, width), np.int32)
        for fork in range(forks):  # a fork comes before those it leads to
            real = self.child[:, fork, 0] != self.child[:, fork, 1]
            for child in self.child[:, fork].T:
                leaf, on = real & (child < 0), real & (child >= 0)
                after = np.where(leaf, self.points[tree, ~child * leaf], self.value[tree, child * on])
                way = passed[:, fork].copy()
                way[:, fork] = after - self.value[:, fork]
                found[tree[leaf], ~child[leaf]] = way[leaf]
                passed[tree[on], child[on]] = way[on]
        most = int(np.abs(found).max(axis=(1, 2), initial=0).sum())
        return found.reshape(-1, width).astype(np.int16 if most < 1 << 15 else np.int32)

    @functools.cached_property
    def _stacked(self) -> tuple[IntArray, list[tuple[int, int]], IntArray]:
        """The forks that ever change something, in an order in which they are quickly added up by feature.

        First one fork of every feature, then a second one of those that have two, and so on, the features with most
        forks first: each of these slabs adds to the top of the first ("jagged diagonal storage" of sparse matrices).
        Returned are the columns of `_steps`, all trees' in one row; the slabs' bounds; the features in their order.
        """
        width = self._steps.shape[1]
        forks = np.flatnonzero(self._steps.reshape(len(self.points), -1, width).any(axis=1).ravel())
        feature = self.feature[forks // width, forks % width]
        forks, feature = forks[np.argsort(feature, kind="stable")], np.sort(feature, kind="stable")
        count = np.bincount(feature)
        features = np.argsort(-count, kind="stable")[: np.count_nonzero(count)]
        slab = np.arange(len(feature)) - np.searchsorted(feature, feature)
        ends = np.cumsum(np.bincount(slab)).tolist()
        return forks[np.lexsort((-count[feature], slab))], list(zip([0, *ends], ends, strict=False)), features


def _two_by_two(gone: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Of two trees each the leaves that they end in, as six bits: the first tree with the first of the second half."""
    half = -(-len(gone) // 2)
    leaf = gone + np.uint8(1)
    leaf &= ~gone  # the first one left, as a bit
    leaf *= _DE_BRUIJN
    leaf >>= np.uint8(8) - _KEY_BITS
    both = leaf[:half]
    both[: len(leaf) - half] |= leaf[half:] << _KEY_BITS
    return both


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
