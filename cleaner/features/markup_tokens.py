"""What class names and ids say an element is for: groups of words, as bits. It knows no site and no threshold.

The words are knowledge and lie in `rules/scorecards/html-words.json`. One pass over all names of a batch finds them:
names of real pages are many and rarely the same, a look at each would cost more than all the rest.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleaner.knowledge import rules_folder

if TYPE_CHECKING:
    import ahocorasick_rs

    from cleaner.model import IntArray

_CAMEL = re.compile("[A-Z](?<=[a-z][A-Z])")
_END = "\0"
"""Stands around names, never in one: parsers of pages replace it."""
_LETTERS_ALONE = bytes(code if code in range(97, 123) else 32 for code in range(256))


@functools.cache
def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of their bits."""
    return tuple(_listed())


@functools.cache
def masks(names: tuple[str, ...]) -> IntArray:
    """The bits of groups, as a column."""
    return np.array([[1 << groups().index(name)] for name in names], np.int64)


def bits(names: Sequence[str]) -> IntArray:
    """The groups that each class attribute or id belongs to, one bit each.

    A name is cut into words where anything but a letter stands, and before the capitals of camel case.
    """
    apart = _CAMEL.sub(lambda capital: " " + capital.group(), _END.join(["", *names, ""]))
    low = apart.lower().encode("utf-8", "replace")
    automaton, of_pattern = _finder()
    hits = automaton.find_matches_as_indexes(low.translate(_LETTERS_ALONE), overlapping=True)
    found_at = np.fromiter(itertools.chain.from_iterable(hits), np.int64, 3 * len(hits))
    pattern, place = found_at.reshape(-1, 3)[:, :2].T
    ends = np.flatnonzero(np.frombuffer(low, np.uint8) == 0)
    found = np.zeros(len(names), np.int64)
    np.bitwise_or.at(found, np.searchsorted(ends, place, "right") - 1, of_pattern[pattern])
    return found


@functools.cache
def _finder() -> tuple[ahocorasick_rs.BytesAhoCorasick, IntArray]:
    """What finds the words of all groups, between blanks, and the groups of each of its patterns."""
    import ahocorasick_rs

    patterns: dict[bytes, int] = {}
    for bit, words in enumerate(_listed().values()):
        for pattern in (*(f" {start}" for start in words["starts"].split()),
                        *(f" {whole} " for whole in words["whole"].split())):  # fmt: skip
            patterns[pattern.encode()] = patterns.get(pattern.encode(), 0) | 1 << bit
    return ahocorasick_rs.BytesAhoCorasick(list(patterns)), np.array(list(patterns.values()), np.int64)


@functools.cache
def _listed() -> dict[str, dict[str, str]]:
    written = json.loads((rules_folder() / "scorecards" / "html-words.json").read_bytes())
    listed: dict[str, dict[str, str]] = written["groups"]
    return listed
