"""Words of a whole batch as arrays: where they stand, a hash of each, and which small classes they belong to.

Word lists are knowledge and lie in `rules/words.json`; here they become one table of bits, indexed by hash.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.features.characters import IS_WORD, Codes, flags, key, lower
from cleaner.knowledge import rules_folder

HashArray = npt.NDArray[np.uint64]
BitArray = npt.NDArray[np.uint32]
Int = npt.NDArray[np.int64]

TABLE_BITS = 20
"""Slots of the bit table, as a power of two: 3,000 words in a million slots, so that one word in 350 meets another."""
CLASSES = ("number", "month", "moment", "counted", "address")
"""Word classes, in the low bits; the languages' stop words follow, one bit each."""

_FACTOR, _TAIL, _LENGTH, _FINAL = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0xE7037ED1A0B428DB),
    np.uint64(0xD6E8FEB86659FD93),
)
"""Odd constants of multiplicative hashing (Knuth; splitmix64 and wyhash); any others would do, once and for all."""
MAX_SUMMED = 1 << 20
"""Numbers summed up at once."""
_MASKS = np.array([(1 << (8 * length)) - 1 for length in range(9)], np.uint64)
MAX_HASHED = 30
"""Words of a line by which it is known again."""
_POWERS = np.cumprod(np.array([1] + [0x5851F42D4C957F2D] * (MAX_HASHED - 1), np.uint64))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """All words of a text of folded bytes: `[starts, ends)` in bytes, ascending, and a 64-bit hash each."""

    starts: Int
    ends: Int
    hashes: HashArray


def split(codes: Codes) -> Words:
    """The words of folded bytes; a word is a run of letters, digits and underscores in lower case."""
    inside = np.zeros(len(codes) + 2, np.bool_)
    inside[1:-1] = flags(codes, IS_WORD)
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends = edges[0::2], edges[1::2]
    return Words(starts, ends, hashes_of(lower(codes), starts, ends))


def hashes_of(low: bytes, starts: Int, ends: Int) -> HashArray:
    """The first eight bytes, the last eight of longer words and the length, mixed."""
    padded = low + b"\n" * 8
    windows = np.ndarray(len(low) + 1, "<u8", padded, 0, (1,))
    lengths = ends - starts
    hashes: HashArray = (windows[starts] & _MASKS.take(lengths, mode="clip")) * _FACTOR
    long = (lengths > 8).nonzero()[0]
    hashes[long] += windows[ends[long] - 8] * _TAIL + lengths[long].astype(np.uint64) * _LENGTH
    return mixed(hashes)


def mixed(hashes: HashArray) -> HashArray:
    """Spreads what the low bits know over all bits."""
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _FINAL
    spread: HashArray = hashes ^ (hashes >> np.uint64(29))
    return spread


def line_hashes(words: Words, first: Int, count: Int) -> HashArray:
    """One hash per line from its first words and their order; lines with equal words have equal hashes."""
    taken = np.minimum(count, MAX_HASHED)
    ends = taken.cumsum()
    starts = ends - taken
    place = np.arange(ends[-1] if len(ends) else 0) - starts.repeat(taken)
    values = words.hashes.take(first.repeat(taken) + place) * _POWERS.take(place)
    return mixed(sums(values, starts, taken) * _TAIL + count.astype(np.uint64))


def sums(values: npt.NDArray[Any], first: Int, count: Int) -> npt.NDArray[Any]:
    """Sums over the lines' ranges `[first, first + count)` of a word array (or each row of several); 0 if empty.

    They are of the array's own type, for flags `int32`.
    """
    if values.size > MAX_SUMMED and values.ndim > 1:
        # a row at a time: eight bytes for each number of all of them are more than memory is worth
        return np.stack([sums(row, first, count) for row in values])
    total = np.empty((*values.shape[:-1], values.shape[-1] + 1), np.int32 if values.dtype == np.bool_ else values.dtype)
    total[..., 0] = 0
    values.cumsum(axis=-1, out=total[..., 1:])
    return total.take(first + count, axis=-1) - total.take(first, axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class WordClasses:
    """Which classes and stop lists a word is in: bits by hash."""

    table: BitArray
    languages: tuple[str, ...]

    def bits(self, hashes: HashArray) -> BitArray:
        """The bits of every word."""
        found: BitArray = self.table[(hashes >> np.uint64(64 - TABLE_BITS)).astype(np.int64)]
        return found

    def stop_bits(self, hashes: HashArray) -> BitArray:
        """For every word the languages whose stop word it is, bit k for `languages[k]`."""
        return self.bits(hashes) >> np.uint32(len(CLASSES))

    def bit(self, name: str) -> np.uint32:
        """The bit of a class."""
        return np.uint32(1 << CLASSES.index(name))

    def stop_mask(self, language: str | None) -> np.uint32:
        """The bits of a language's stop words; of all languages when it is unknown or has no list."""
        if language in self.languages:
            return np.uint32(1 << (len(CLASSES) + self.languages.index(language)))
        return np.uint32(((1 << len(self.languages)) - 1) << len(CLASSES))


@functools.cache
def word_lists() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Stop words by language, and words by class, as they stand in `rules/words.json`."""
    lists = json.loads((rules_folder() / "words.json").read_bytes())
    stop = {language: words.split() for language, words in lists["stop_words"].items()}
    return stop, {name: words.split() for name, words in lists["classes"].items()}


@functools.cache
def classes() -> WordClasses:
    """The shipped word lists as one table."""
    stop, other = word_lists()
    members = [["0"], *(other[name] for name in CLASSES[1:]), *stop.values()]
    table = np.zeros(1 << TABLE_BITS, np.uint32)
    for bit, listed in enumerate(members):
        hashes = split(np.frombuffer(key("\n".join(listed)), np.uint8)).hashes
        table[(hashes >> np.uint64(64 - TABLE_BITS)).astype(np.int64)] |= np.uint32(1 << bit)
    return WordClasses(table, tuple(stop))
