"""Word groups that other sites' boilerplate is made of: a mined table of hashes, looked up for whole batches.

The table (`rules/scorecards/mined.npz`) was counted by domain on labelled lines; it holds hashes and odds, no text.
Odds are in sixteenths of a log-odds unit, positive for boilerplate. Method: naive Bayes log-odds of word 1- to 3-grams
and whole lines, each word group counted once per domain. Fitted in `benchmarks/mine.py`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cleaner.errors import CleanerError
from cleaner.features.lines import Int, Lines, prefix
from cleaner.features.table import Feature, Made, Unit, named, signed
from cleaner.features.words import HashArray, mixed
from cleaner.knowledge import rules_folder

Odds = npt.NDArray[np.int8]

SIGNED = Unit.SIGNED
FEATURES: tuple[Feature, ...] = (
    Feature("mined_line", SIGNED, "this very line in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_best", SIGNED, "its word group most like boilerplate of other sites"),
    Feature("mined_worst", SIGNED, "its word group most like content of other sites"),
    Feature("mined_mean", SIGNED, "its word groups in boilerplate (+) or content (-) of other sites, mean"),
    Feature("mined_sum", SIGNED, "its word groups in boilerplate (+) or content (-) of other sites, sum"),
    Feature("mined_above", SIGNED, "words of the line above in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_below", SIGNED, "words of the line below in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_1", SIGNED, "words of both neighbours in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_2", SIGNED, "words of 2 lines above and below in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_5", SIGNED, "words of 5 lines above and below in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_12", SIGNED, "words of 12 lines above and below in boilerplate (+) or content (-) elsewhere"),
    Feature("mined_document", SIGNED, "words of the document in boilerplate (+) or content (-) elsewhere"),
)
WINDOWS = (1, 2, 5, 12)
_RADIUS = np.array([[radius] for radius in WINDOWS])

SLOT_BITS = 21
"""Slots as a power of two: of a hundred thousand word groups one in twenty meets another, and the stronger stays."""
MAX_WORDS = 30
"""Words of a line that are looked up: what a long line is shows at its start."""
MAX_LINE_WORDS = 14
"""Longer lines are not looked up whole: they are sentences, and never the same on two sites."""
ODDS_UNIT = 16
_TAG_BITS = 24
_PAIR, _TRIPLE = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xA0761D6478BD642F)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The word groups of a batch of lines: hashes of the words, pairs and triples that end at each looked-up word.

    `lines` says which line each entry is in; `pair` and `triple` are 0 where the line has too few words before.
    `whole` has one hash per line, 0 for lines too long.
    """

    lines: Int
    offsets: Int
    single: HashArray
    pair: HashArray
    triple: HashArray
    whole: HashArray


def groups(lines: Lines) -> Groups:
    """The word groups of all lines."""
    taken = np.minimum(lines.count, MAX_WORDS)
    offsets = prefix(taken)
    line = np.arange(len(lines)).repeat(taken)
    place = np.arange(offsets[-1]) - offsets.take(line)
    single = lines.words.hashes.take(lines.first.take(line) + place)
    pair, triple = np.zeros_like(single), np.zeros_like(single)
    pair[1:] = mixed(single[:-1] * _PAIR + single[1:])
    triple[2:] = mixed(pair[1:-1] * _TRIPLE + single[2:])
    pair[place < 1] = 0
    triple[place < 2] = 0
    whole = lines.said * ((lines.count <= MAX_LINE_WORDS) & (lines.count > 0))
    return Groups(line, offsets, single, pair, triple, whole)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What the word groups of each line say of it: the columns, and `says`, which its neighbours hear."""

    columns: Made
    says: Int

    def left(self, kept: Int, columns: Made) -> Said:
        """The same of some of the lines, whose columns are at hand."""
        return Said(columns, self.says[kept])


def said(lines: Lines, book: Book) -> Said:
    """What is said of lines. Sums of odds are integers, divided once, so that no batch changes a byte."""
    found = groups(lines)
    document = lines.document[found.lines]
    hashes = np.concatenate([found.single, found.pair, found.triple, found.whole])
    odds = book.odds(hashes, np.concatenate([document, document, document, lines.document]))
    odds = (odds * (hashes != 0)).astype(np.int64)
    each, whole = odds[: 3 * len(document)].reshape(3, -1), odds[3 * len(document) :]
    total = prefix(each.sum(axis=0)).take(found.offsets)
    total = total[1:] - total[:-1]
    size = np.maximum(3 * (found.offsets[1:] - found.offsets[:-1]) - 3, 1)
    own: Made = {
        "mined_line": signed(whole),
        "mined_best": signed(_extreme(np.maximum, each, found.offsets)),
        "mined_worst": signed(_extreme(np.minimum, each, found.offsets)),
        "mined_mean": signed(4 * total // size),
        "mined_sum": signed(total // 4),
    }
    return Said(own, np.where(whole != 0, whole // 2, 2 * total // size))


def columns(lines: Lines, heard: Said) -> Made:
    """The columns of all lines, from what is said of each."""
    return {**heard.columns, **_around(lines, heard.says)}


def _extreme(which: np.ufunc, values: Int, offsets: Int) -> Int:
    """The largest or smallest value of each line, of all rows; 0 for a line without words."""
    found = np.zeros(len(offsets) - 1, np.int64)
    full = (offsets[1:] > offsets[:-1]).nonzero()[0]
    if len(full):
        found[full] = which.reduceat(which.reduce(values), offsets[full])
    return found


def _around(lines: Lines, says: Int) -> Made:
    """What the lines around say, twice the mean in sixteenths, within the document."""
    line, top, bottom = np.arange(len(lines)), lines.top, lines.bottom
    total = prefix(says)
    beside = np.zeros((2, len(lines)), np.int64)
    beside[0, 1:], beside[1, :-1] = says[:-1], says[1:]
    first = lines.bounds[1:-1]
    first = first[first < len(lines)]  # of all documents but the first; an empty last one has none
    beside[0, first], beside[1, first - 1] = 0, 0
    low, high = np.maximum(top, line - _RADIUS), np.minimum(bottom, line + _RADIUS + 1)
    near = 2 * (total.take(high) - total.take(low) - says) // np.maximum(high - low - 1, 1)
    whole = 2 * lines.per_document(says) // np.maximum(lines.bounds[1:] - lines.bounds[:-1], 1)
    return {
        **named("mined_{}", ("above", "below"), signed(beside)),
        **named("mined_{}", WINDOWS, signed(near)),
        "mined_document": signed(lines.spread(whole)),
    }


class Book(Protocol):
    """Where odds are looked up. Fitting has one of its own, which leaves out what a document's own site taught."""

    def odds(self, hashes: HashArray, documents: Int) -> Odds:
        """The odds of every hash, given the document each stands in."""
        ...


class MinedTable:
    """Odds by hash. A slot holds 24 more bits of its hash beside the odds, so that few hashes are mistaken."""

    def __init__(self, keys: HashArray, odds: Odds) -> None:
        self._slots = np.zeros(1 << SLOT_BITS, np.uint32)
        order = np.argsort(np.abs(odds.astype(np.int64)), kind="stable")  # written last wins: the strongest
        entry = (_tag(keys) << np.uint32(8)) | odds.view(np.uint8).astype(np.uint32)
        self._slots[_slot(keys)[order]] = entry[order]

    def odds(self, hashes: HashArray, documents: Int) -> Odds:  # noqa: ARG002 - the same for every document
        """The odds of every hash; 0 for one that is not in the table."""
        found = self._slots[_slot(hashes)]
        known = (found >> np.uint32(8)) == _tag(hashes)
        values: Odds = (found.astype(np.uint8) * known).view(np.int8)
        return values


def _slot(hashes: HashArray) -> Int:
    slots: Int = (hashes >> np.uint64(64 - SLOT_BITS)).astype(np.int64)
    return slots


def _tag(hashes: HashArray) -> npt.NDArray[np.uint32]:
    tags: npt.NDArray[np.uint32] = ((hashes >> np.uint64(12)) & np.uint64((1 << _TAG_BITS) - 1)).astype(np.uint32)
    return tags


def shipped() -> MinedTable:
    """The shipped table. Raises CleanerError when it is missing."""
    return load(rules_folder() / "scorecards" / "mined.npz")


@functools.lru_cache(maxsize=16)
def load(path: Path) -> MinedTable:
    """The table of a file, read once. Raises CleanerError when it cannot be read."""
    try:
        with np.load(path) as arrays:
            return MinedTable(arrays["keys"], arrays["odds"])
    except (OSError, KeyError, ValueError) as error:
        raise CleanerError(f"{path}: mined table cannot be read ({error}); reinstall boilerstrip") from None
