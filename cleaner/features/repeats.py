"""Containers that repeat: cards of a grid, replies of a thread, teasers of a sidebar. It names none of them.

An element repeats when at least three children of one parent look alike (tag and class). Of the repeating elements
around a block the nearest and the outermost are described: how many, how large, what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner.features.containers import Containers
from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.structure import Weights
from cleaner.features.table import ByteArray, Feature, Unit, counts, flags, logs, named, shares
from cleaner.features.words import mixed

MIN_ALIKE = 3
_PLAIN = frozenset(("p", "br", "span", "a", "b", "i", "em", "strong", "h2", "h3", "td", "th"))
"""Elements that repeat in any text."""
KINDS = (("nearest", "the nearest repeating container"), ("outermost", "the outermost repeating container"))
PATTERNS = ("prices", "dates", "headings", "ratings")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What is counted in containers: 0 or 1 per block, for `images` per element."""

    weights: Weights
    prices: Int
    dates: Int
    headings: Int
    ratings: Int
    images: Int


def features() -> tuple[Feature, ...]:
    """What `columns` gives."""
    found = []
    for kind, where in KINDS:
        found += [
            Feature(f"{kind}_times", Unit.LOG, f"times of {where}"),
            Feature(f"{kind}_words", Unit.LOG, f"words in one of {where}"),
            Feature(f"{kind}_links", Unit.SHARE, f"links among the words of all of {where}"),
            Feature(f"{kind}_density", Unit.SHARE, f"prose among the words of all of {where}"),
            Feature(f"{kind}_share", Unit.SHARE, f"share of the page's words in all of {where}"),
            Feature(f"{kind}_prose", Unit.SHARE, f"share of the page's prose in all of {where}"),
            Feature(f"{kind}_blocks", Unit.LOG, f"blocks in one of {where}"),
            Feature(f"{kind}_images", Unit.COUNT, f"pictures in one of {where}, in quarters"),
            *(Feature(f"{kind}_{name}", Unit.COUNT, f"{name} in one of {where}, in quarters") for name in PATTERNS),
            Feature(f"{kind}_before", Unit.SHARE, f"share of the page's prose before {where}"),
            Feature(f"{kind}_after", Unit.SHARE, f"share of the page's prose after {where}"),
            Feature(f"{kind}_in", Unit.LOG, f"blocks since the start of {where}"),
            Feature(f"{kind}_place", Unit.SHARE, f"place among all of {where}"),
        ]
    return (
        *found,
        Feature("largest_share", Unit.SHARE, "share of the page's words in its largest set of repeating containers"),
        Feature("largest_times", Unit.LOG, "containers in the page's largest set"),
        Feature("largest_links", Unit.SHARE, "links among the words of the page's largest set"),
        Feature("largest_words", Unit.LOG, "words in one container of the page's largest set"),
        Feature("in_largest", Unit.FLAG, "inside the page's largest set of repeating containers"),
        Feature("before_largest", Unit.LOG, "blocks before the page's largest set"),
        Feature("after_largest", Unit.LOG, "blocks after the page's largest set"),
        Feature("page_pictures", Unit.LOG, "pictures on the page"),
        *(Feature(f"{level}_{name}", Unit.SHARE, f"{name} per block in {where}")
          for level, where in (("parent", "the container one level up"), ("second", "the container two levels up"))
          for name in ("prices", "dates", "headings", "pictures", "menu_blocks")),
    )  # fmt: skip


def columns(lines: Lines, tree: Containers, marks: Marks) -> dict[str, ByteArray]:
    """All columns by name."""
    pictures = prefix(marks.images)
    pictures = pictures[tree.stop] - pictures[:-1]
    sets = _Sets(lines, tree, marks, pictures)
    made = {**sets.largest(), **sets.described(np.stack(_around(tree, sets.members > 0))[:, tree.owner])}
    made["page_pictures"] = logs(pictures[tree.bounds[:-1]][lines.document])
    menu = 2 * marks.weights.linked > marks.weights.words
    up = np.stack([tree.above(1), tree.above(2)])
    size = np.maximum((tree.last - tree.first)[up], 1)
    held = tree.sums(np.stack([marks.prices, marks.dates, marks.headings, menu]), up)
    for level, of_level in zip(("parent", "second"), shares(held, size).swapaxes(0, 1), strict=True):
        made |= named(f"{level}_{{}}", ("prices", "dates", "headings", "menu_blocks"), of_level)
    return made | named("{}_pictures", ("parent", "second"), shares(np.minimum(pictures[up], size), size))


def _around(tree: Containers, repeats: Bool) -> tuple[Int, Int]:
    """The nearest and the outermost repeating element around each element, itself included; -1: none."""
    at = np.arange(len(tree.parent))
    nearest = np.where(repeats, at, tree.parent)
    while not np.array_equal(nearest, further := nearest[nearest]):
        nearest = further
    inside = repeats[nearest]
    # no outermost one lies in another: the last one that began is the one around
    is_outer = repeats & (~inside[tree.parent] | (tree.parent == at))
    outer = np.maximum.accumulate(np.where(is_outer, at, 0))
    return np.where(inside, nearest, -1), np.where(inside, outer, -1)


class _Sets:
    """The sets of alike elements that repeat, numbered from 1, and sums over each; 0 is none, and holds nothing."""

    def __init__(self, lines: Lines, tree: Containers, marks: Marks, pictures: Int) -> None:
        self.lines, self.tree, self.prose_before = lines, tree, prefix(marks.weights.prose)
        at, number, times = _alike(tree)
        self.members = np.zeros(len(tree.parent), np.int64)
        self.members[at] = number
        self.times = times
        self.start, self.end = np.zeros(len(times), np.int64), np.zeros(len(times), np.int64)
        self.start[number[::-1]] = tree.first[at[::-1]]  # written last wins: the first of a set
        self.end[number] = tree.last[at]
        counted = [np.ones_like(marks.prices), marks.prices, marks.dates, marks.headings, marks.ratings]
        held = np.vstack([tree.sums(np.vstack([marks.weights.rows, *counted]), at), pictures[at]])
        place = number + len(times) * np.arange(len(held))[:, None]
        totals = np.bincount(place.ravel(), held.ravel(), len(times) * len(held)).astype(np.int64)
        totals = totals.reshape(len(held), -1)
        (self.words, self.linked, self.prose, self.blocks), self.patterns = totals[:4], totals[4:]
        self.page_words, _, self.page_prose = np.maximum(lines.per_document(marks.weights.rows), 1)

    def described(self, element: Int) -> dict[str, ByteArray]:
        """What is said of the repeating elements of each block, a row for each of `KINDS`; all zero where it is -1."""
        lines, page, line = self.lines, self.lines.document, np.arange(len(self.lines))
        number = np.where(element >= 0, self.members[element], 0)
        times, words, prose = self.times[number], self.words[number], self.prose[number]
        start, end, first = self.start[number], self.end[number], self.tree.first[element]
        made = {
            "times": logs(times),
            "words": logs(words // times),
            "links": shares(self.linked[number], words),
            "density": shares(prose, words),
            "share": shares(words, self.page_words[page]),
            "prose": shares(prose, self.page_prose[page]),
            "blocks": logs(self.blocks[number] // times),
            "before": shares(self.prose_before[start] - self.prose_before[lines.top], self.page_prose[page]),
            "after": shares(self.prose_before[lines.bottom] - self.prose_before[end], self.page_prose[page]),
            "in": logs(line - first + 1),
            "place": shares(first - start, np.maximum(end - start, 1)),
        }
        made |= dict(zip((*PATTERNS, "images"), counts(4 * self.patterns[:, number] // times), strict=True))
        has = element >= 0
        kinds = [kind for kind, _ in KINDS]
        return {
            column: codes
            for name, rows in made.items()
            for column, codes in named(f"{{}}_{name}", kinds, rows * has).items()
        }

    def largest(self) -> dict[str, ByteArray]:
        """The page's set of repeating containers with most words."""
        page, line = self.lines.document, np.arange(len(self.lines))
        number = self.members[self.tree.best(np.where(self.members > 0, self.words[self.members], -1))]
        some = (self.words[number] > 0)[page]
        number = number[page]
        words = self.words[number]
        start, end = self.start[number], self.end[number]
        made = {
            "largest_share": shares(words, self.page_words[page]),
            "largest_times": logs(self.times[number]),
            "largest_links": shares(self.linked[number], words),
            "largest_words": logs(words // self.times[number]),
            "in_largest": flags((line >= start) & (line < end)),
            "before_largest": logs(start - line),
            "after_largest": logs(line - end + 1),
        }
        return {name: codes * some for name, codes in made.items()}


def _alike(tree: Containers) -> tuple[Int, Int, Int]:
    """The elements that repeat, the number of each one's set, and how many each set has."""
    plain = tree.named.each(_PLAIN.__contains__) > 0
    full = np.flatnonzero((tree.last > tree.first) & ~plain)
    keys = mixed(tree.parent[full].astype(np.uint64) * _FACTOR ^ tree.looks[full])
    _, number, times = np.unique(keys, return_inverse=True, return_counts=True)
    repeats = (times[number] >= MIN_ALIKE) & (tree.parent[full] != full)
    return full[repeats], number[repeats] + 1, np.append(1, times)
