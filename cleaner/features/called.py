"""What elements are called: tags, class names and ids that other sites' boilerplate, or content, lies in: mined odds.

The table (`rules/scorecards/names.npz`) was counted by domain on labelled pages; it holds hashes and odds, no name.
Method: log-odds of the share of boilerplate in what lies inside, each name counted once per domain, whole (`#main`,
`<nav>`, `wp-block-image`) and word by word. Fitted in `benchmarks/mine_names.py`.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from cleaner.blocks.page import Page
from cleaner.errors import CleanerError
from cleaner.features.containers import TAGS, Containers
from cleaner.features.held import Held
from cleaner.features.lines import Int
from cleaner.features.mined import MinedTable, Odds
from cleaner.features.remembered import Remembered
from cleaner.features.table import Feature, Made, Unit, named, signed
from cleaner.features.words import HashArray, hashes_of
from cleaner.knowledge import rules_folder

SIGNED = Unit.SIGNED
_LEVELS = {"own": "its element", "parent": "the container one level up", "second": "the container two levels up",
           "third": "the container three levels up"}  # fmt: skip
FEATURES: tuple[Feature, ...] = (
    Feature("called_best", SIGNED, "a class or id around it most like boilerplate of other sites"),
    Feature("called_worst", SIGNED, "a class or id around it most like content of other sites"),
    Feature("called_sum", SIGNED, "classes and ids around it in boilerplate (+) or content (-) of other sites, sum"),
    Feature("called_mean", SIGNED, "classes and ids around it in boilerplate (+) or content (-) of other sites, mean"),
    *(Feature(f"{level}_best", SIGNED, f"class or id of {words} most like boilerplate of other sites")
      for level, words in _LEVELS.items()),
    *(Feature(f"{level}_worst", SIGNED, f"class or id of {words} most like content of other sites")
      for level, words in _LEVELS.items()),
)  # fmt: skip
_EXTREMES = ("best", "worst")
_CAMEL = re.compile("[A-Z](?<=[a-z][A-Z])")
"""Begins with the capital: a search for it passes over all else at once."""
_DIGITS = bytes(48 if code in range(48, 58) else code for code in range(256))
_END = 10
"""A line end stands after each name, never in one."""
_IS_LETTER = np.array([97 <= code < 123 for code in range(256)])
_IS_SOLID = np.array([code > 32 for code in range(256)])
_WORD = np.uint64(0x9E3779B97F4A7C15)
"""Tells a word from a name that is that word."""
_BITS = 8


TAG_NAMES = (*(f"<{tag}>" for tag in TAGS), "")
"""The names of elements without regard to class and id."""


class Names(Protocol):
    """Where names are looked up. Fitting has one of its own, which leaves out what a page's own site taught."""

    def odds(self, names: Sequence[str]) -> Int:
        """The highest and lowest odds of the parts of each class attribute, `#id` or `<tag>`, 0 without any, packed."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of some names: a hash each, and the name it is of, ascending."""

    hashes: HashArray
    name: Int


def parts(names: Sequence[str]) -> Parts:
    """What each class attribute, `#id` or `<tag>` is made of: its names, and their words."""
    if not names:
        return Parts(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    joined = "\n".join([*(" ".join(name.split()) for name in names), ""])
    apart = _CAMEL.sub(lambda capital: " " + capital.group(), joined)
    solid, solid_of = _runs(_numberless(joined.lower().encode("utf-8", "replace")), _IS_SOLID)
    words, words_of = _runs(apart.lower().encode("utf-8", "replace"), _IS_LETTER)
    name = np.concatenate([solid_of, words_of])
    order = name.argsort(kind="stable")
    return Parts(np.concatenate([solid, words ^ _WORD])[order], name[order])


def _numberless(low: bytes) -> bytes:
    """Every number as a zero; a few passes of bytes are faster than a regex that stops at each number."""
    low = low.translate(_DIGITS)
    while b"00" in low:
        low = low.replace(b"00", b"0")
    return low


def _runs(low: bytes, is_inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[HashArray, Int]:
    """The hash of each run of such bytes, and the line it stands on."""
    codes = np.frombuffer(low, np.uint8)
    inside = np.zeros(len(codes) + 2, np.bool_)
    inside[1:-1] = is_inside.take(codes)
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends = edges[0::2], edges[1::2]
    return hashes_of(low, starts, ends), (codes == _END).nonzero()[0].searchsorted(starts)


def packed(of: Parts, odds: Odds, size: int) -> Int:
    """The highest and the lowest odds of each of `size` names, at least and at most 0, as one number."""
    best, worst = np.zeros((2, size), np.int64)
    if len(odds):
        is_new = np.ones(len(odds), np.bool_)
        np.not_equal(of.name[1:], of.name[:-1], out=is_new[1:])
        begins = is_new.nonzero()[0]
        name = of.name[begins]
        best[name] = np.maximum(np.maximum.reduceat(odds, begins), 0)
        worst[name] = np.minimum(np.minimum.reduceat(odds, begins), 0)
    return best << _BITS | -worst


class NameTable:
    """Odds of names by a mined table, remembered."""

    def __init__(self, table: MinedTable) -> None:
        self._table = table
        self._remembered = Remembered(self._work_out)

    def odds(self, names: Sequence[str]) -> Int:
        """See `Names`."""
        return self._remembered.of(names)

    def _work_out(self, names: Sequence[str]) -> list[int]:
        found = parts(names)
        odds: list[int] = packed(found, self._table.odds(found.hashes, found.name), len(names)).tolist()
        return odds


def columns(held: Held, said: Int) -> Made:
    """All columns by name; `said` is what `said_of` gave."""
    tree = held.tree
    best, worst = _unpacked(said)
    up = held.up
    highest, lowest = tree.highest(np.array([best, worst]))
    total, times = tree.summed(best - worst), np.maximum(tree.summed(said != 0), 1)
    around = np.array([highest, -lowest, total // 8, total // times])
    return {
        **named("called_{}", ("best", "worst", "sum", "mean"), signed(around.take(up[0], axis=1))),
        **named("{}_best", tuple(_LEVELS), signed(best.take(up))),
        **named("{}_worst", tuple(_LEVELS), signed(-worst.take(up))),
    }


class Meant:
    """Which names the features of a batch's blocks speak of, told when somebody asks. `said` is what `said_of` gave."""

    def __init__(self, tree: Containers, pages: Sequence[Page], names: Names, said: Int) -> None:
        self._pages, self._names = pages, names
        self._bases: list[int] = tree.bounds.tolist()
        self._parents: list[int] = tree.parent.tolist()
        self._odds: list[list[int]] = [odds.tolist() for odds in _unpacked(said)]
        self._known: dict[tuple[int, int], str] = {}

    def by(self, feature: str, element: int) -> str:
        """The tag, class or id that a feature of what stands in an element speaks of, as a selector has it; empty where
        there is none.
        """
        level, _, name = feature.rpartition("_")
        if name not in _EXTREMES or level not in ("called", *_LEVELS):
            return ""
        extreme, around = _EXTREMES.index(name), self._around(element)
        if level != "called":
            around = [around[min(tuple(_LEVELS).index(level), len(around) - 1)]]
        strongest = max(around, key=self._odds[extreme].__getitem__)
        return self._name(strongest, extreme) if self._odds[extreme][strongest] else ""

    def _around(self, element: int) -> list[int]:
        """An element and those around it, the innermost first; the outermost is its own parent."""
        found = [element]
        while self._parents[found[-1]] != found[-1]:
            found.append(self._parents[found[-1]])
        return found

    def _name(self, element: int, extreme: int) -> str:
        """What speaks most for boilerplate, or for content, of what an element is called."""
        if (element, extreme) not in self._known:
            number = bisect.bisect_right(self._bases, element) - 1
            shown = list(_names_of(self._pages[number], element - self._bases[number]))
            odds = _unpacked(self._names.odds([name.removeprefix(".") for name in shown]))[extreme]
            self._known[element, extreme] = shown[int(odds.argmax())]
        return self._known[element, extreme]


def _names_of(page: Page, element: int) -> Iterator[str]:
    """What an element is called: `<nav>`, `.menu`, `#main`."""
    elements = page.elements
    yield f"<{elements.tags[element]}>"
    yield from (f".{name}" for name in elements.classes[element].split())
    if elements.ids[element]:
        yield f"#{elements.ids[element]}"


def _up(held: Held, pages: Sequence[Page]) -> Int:
    """The innermost element that holds a whole block, and those one to three levels up."""
    tree = held.tree
    holder = [page.pieces.holder + start for page, start in zip(pages, tree.bounds.tolist(), strict=False)]
    up = np.empty((len(_LEVELS), len(held.lines)), np.int64)
    up[0] = holder[0] if len(holder) == 1 else np.concatenate(holder)
    for level in range(1, len(up)):
        up[level] = tree.parent.take(up[level - 1])
    return up


def said_of(tree: Containers, pages: Sequence[Page], names: Names) -> Int:
    """Of each element of a batch what its tag, its class and its id say together, packed."""
    ids = [ident for page in pages for ident in page.elements.ids]
    different = tree.classes.strings
    said = names.odds([*different, *[f"#{ident}" for ident in ids if ident]])
    tags = names.odds(TAG_NAMES).take(tree.kinds)
    best, worst = map(np.maximum, _unpacked(tags), _unpacked(said.take(tree.classes.which)))
    places = list(itertools.compress(range(len(ids)), ids))
    for column, of_id in zip((best, worst), _unpacked(said[len(different) :]), strict=True):
        column[places] = np.maximum(column[places], of_id)
    found: Int = best << _BITS | worst
    return found


def _unpacked(said: Int) -> tuple[Int, Int]:
    return said >> _BITS, said & ((1 << _BITS) - 1)


def shipped() -> NameTable:
    """The shipped table. Raises CleanerError when it is missing."""
    return load(rules_folder() / "scorecards" / "names.npz")


@functools.lru_cache(maxsize=16)
def load(path: Path) -> NameTable:
    """The table of a file, read once. Raises CleanerError when it cannot be read."""
    try:
        with np.load(path) as arrays:
            return NameTable(MinedTable(arrays["keys"], arrays["odds"]))
    except (OSError, KeyError, ValueError) as error:
        raise CleanerError(f"{path}: table of names cannot be read ({error}); reinstall boilerstrip") from None
