"""What goes of a document: as arrays while it is decided, as pieces when somebody asks. It judges nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cleaner.model import Category, IntArray

BY_SCORE = -1
"""Stands for a claim's index where the score decided."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span that goes, `[start, end)`, with the white space that goes with it.

    `claim` is the winning claim's index in `Judgement.claims`, None where the score decided; `also` are the indices of
    the other claims that asked for it, `scored` is the category the score would have dropped it for. `block` is the
    block it lies in.
    """

    start: int
    end: int
    block: int
    category: Category
    claim: int | None = None
    also: tuple[int, ...] = ()
    scored: Category | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """Spans that go, ascending and disjoint: `[starts[i], ends[i])` lies in block `blocks[i]`, white space included.

    `claims[i]` is the claim that won, `BY_SCORE` for none. `settled` are pieces that somebody made already, by their
    start.
    """

    starts: IntArray
    ends: IntArray
    blocks: IntArray
    claims: IntArray
    settled: Mapping[int, Piece] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Cuts:
        """Pieces as arrays; they ascend."""
        rows = [(one.start, one.end, one.block, BY_SCORE if one.claim is None else one.claim) for one in pieces]
        starts, ends, blocks, claims = np.array(rows, np.int64).reshape(-1, 4).T
        return cls(starts, ends, blocks, claims, {one.start: one for one in pieces})

    def without(self, blocks: Sequence[int]) -> Cuts:
        """Those that lie in other blocks."""
        others = ~np.isin(self.blocks, blocks)
        return Cuts(self.starts[others], self.ends[others], self.blocks[others], self.claims[others], self.settled)

    def merged(self, others: Cuts) -> Cuts:
        """These and others, in one order."""
        starts = np.concatenate([self.starts, others.starts])
        order = np.argsort(starts, kind="stable")
        pairs = ((self.ends, others.ends), (self.blocks, others.blocks), (self.claims, others.claims))
        ends, blocks, claims = (np.concatenate(pair)[order] for pair in pairs)
        return Cuts(starts[order], ends, blocks, claims, {**self.settled, **others.settled})

    def __len__(self) -> int:
        return len(self.starts)

    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each, as plain numbers."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def runs(self) -> list[tuple[int, int]]:
        """Start and end of all that goes, what touches as one."""
        apart = self.starts[1:] != self.ends[:-1]
        starts, ends = self.starts[:1].tolist(), self.ends[-1:].tolist()
        starts += self.starts[1:][apart].tolist()
        return list(zip(starts, self.ends[:-1][apart].tolist() + ends, strict=True))


NOTHING = Cuts.of(())


def stretched(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """The pieces of a block that goes whole, made to tile `[start, end)`: a gap goes with the piece above."""
    lefts = [start, *(piece.start for piece in pieces[1:])]
    rights = [*lefts[1:], end]
    return [replace(piece, start=a, end=b) for piece, a, b in zip(pieces, lefts, rights, strict=True)]
