"""Claims against each other, block by block: who wins where. The score is heard where no claim lies.

Most blocks lie wholly inside the claims that touch them, so that one claim wins all of it: those are settled for all
blocks at once. A block that some claim covers in part is settled stretch by stretch.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cleaner.cuts import BY_SCORE, Piece
from cleaner.model import Action, Category, Document, IntArray
from cleaner.testimony import Claim

BoolArray = npt.NDArray[np.bool_]
Namer = Callable[[int], Category | None]
"""What the score takes a block for, None where it is to stay after all."""


@dataclass(frozen=True, slots=True)
class Call:
    """A claim and its place among all claims; it touches the blocks `[first, last)`.

    `softened` where the policy does not let it drop: it drops nothing, and what it names is safe from the score.
    Whoever keeps bylines keeps this one.
    """

    index: int
    claim: Claim
    softened: bool
    first: int
    last: int

    @property
    def drops(self) -> bool:
        """Whether it asks for a drop that the policy allows."""
        return self.claim.action is Action.DROP and not self.softened


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What becomes of every block.

    `whole` are those that go, `winner` the claims that take them, `BY_SCORE` for none. `parted` has the pieces of the
    blocks that were settled stretch by stretch, whether they go whole or not. `by_rule`: claims were heard.
    """

    whole: BoolArray
    winner: IntArray
    parted: Mapping[int, list[Piece]]
    by_rule: bool


def calls_of(document: Document, claims: Sequence[Claim], softened: Sequence[bool]) -> list[Call]:
    """The claims that drop or keep something of a document, with the blocks they touch; strongest first."""
    heard = [index for index, claim in enumerate(claims) if claim.action is not Action.MARK]
    if not heard:
        return []
    first = document.ends.searchsorted([claims[index].span.start for index in heard], "right").tolist()
    last = document.starts.searchsorted([claims[index].span.end for index in heard], "left").tolist()
    places = zip(heard, first, last, strict=True)
    return [Call(index, claims[index], softened[index], left, right) for index, left, right in places if left < right]


def settle(document: Document, calls: Sequence[Call], by_score: BoolArray, name: Namer) -> Settled:
    """What becomes of the blocks under these calls, which come strongest first.

    `by_score` (`bool[n]`) are the blocks that go by score where no claim speaks; `name` says what one is taken for.
    """
    winner = np.full(len(document), BY_SCORE, np.int64)
    if not calls:
        return Settled(by_score, winner, {}, by_rule=False)
    touched, parted = np.zeros(len(document), np.bool_), np.zeros(len(document), np.bool_)
    for call in reversed(calls):  # the strongest has the last word
        touched[call.first : call.last] = True
        if not call.softened:
            winner[call.first : call.last] = call.index if call.drops else BY_SCORE
        parted[call.first] |= document.starts[call.first] < call.claim.span.start
        parted[call.last - 1] |= document.ends[call.last - 1] > call.claim.span.end
    whole = winner != BY_SCORE
    whole |= by_score & ~touched
    pieces: dict[int, list[Piece]] = {}
    for block, over in _calls_on(np.flatnonzero(parted), calls).items():
        pieces[block], whole[block] = _settle(document, block, over, name(block) if by_score[block] else None)
        first = pieces[block][0].claim if whole[block] else None
        winner[block] = BY_SCORE if first is None else first
    return Settled(whole, winner, pieces, by_rule=True)


def _calls_on(blocks: IntArray, calls: Sequence[Call]) -> dict[int, list[Call]]:
    """The calls on each of some blocks, strongest first."""
    found: dict[int, list[Call]] = {block: [] for block in blocks.tolist()}
    if found:
        for call in calls:
            first, last = np.searchsorted(blocks, (call.first, call.last)).tolist()
            for block in blocks[first:last].tolist():
                found[block].append(call)
    return found


def _settle(document: Document, block: int, calls: list[Call], category: Category | None) -> tuple[list[Piece], bool]:
    """The pieces of one block that go, and whether nothing visible of it stays. `calls` come strongest first.

    `category` is what the score takes the block for, None where it is to stay.
    """
    start, end = int(document.starts[block]), int(document.ends[block])
    changes: dict[int, set[int]] = {start: set(), end: set()}
    for number, call in enumerate(calls):
        for edge in (max(call.claim.span.start, start), min(call.claim.span.end, end)):
            changes.setdefault(edge, set()).add(number)
    pieces: list[Piece] = []
    all_goes = True
    open_: set[int] = set()
    for left, right in itertools.pairwise(sorted(changes)):
        open_ ^= changes[left]
        piece = _winner(left, right, block, [calls[i] for i in sorted(open_)], category)
        if piece is None:
            all_goes = all_goes and document.text[left:right].isspace()
        elif pieces and pieces[-1].end == left and pieces[-1].claim == piece.claim:
            also = tuple(dict.fromkeys((*pieces[-1].also, *piece.also)))
            pieces[-1] = replace(pieces[-1], end=right, also=also)
        else:
            pieces.append(piece)
    if all_goes and pieces:
        pieces[0] = replace(pieces[0], start=start)
        pieces[-1] = replace(pieces[-1], end=end)
    return pieces, all_goes and bool(pieces)


def _winner(left: int, right: int, block: int, over: list[Call], category: Category | None) -> Piece | None:
    """What becomes of a stretch that these calls lie over, strongest first: the piece that goes, or None."""
    heard = [call for call in over if not call.softened]
    if heard and heard[0].drops:
        also = tuple(call.index for call in heard[1:] if call.drops)
        return Piece(left, right, block, heard[0].claim.category, heard[0].index, also, category)
    return None if over or category is None else Piece(left, right, block, category)
