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
from cleaner.features.table import ByteArray, Feature, Unit, counts, flags, logs, shares
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
    menu = 2 * marks.weights.linked > marks.weights.words
    repeat = _Repeats(lines, tree, marks)
    made = repeat.largest()
    for kind, element in zip(("nearest", "outermost"), _around(tree, repeat.repeats), strict=True):
        made |= repeat.described(kind, element[tree.owner])
    made["page_pictures"] = logs(repeat.images[tree.bounds[:-1]][lines.document])
    patterns = {"prices": marks.prices, "dates": marks.dates, "headings": marks.headings, "menu_blocks": menu}
    for level, up in (("parent", tree.above(1)), ("second", tree.above(2))):
        size = np.maximum((tree.last - tree.first)[up], 1)
        for name, values in patterns.items():
            made[f"{level}_{name}"] = shares(tree.sums(np.minimum(values, 1))[up], size)
        made[f"{level}_pictures"] = shares(np.minimum(repeat.images[up], size), size)
    return made


def _around(tree: Containers, repeats: Bool) -> tuple[Int, Int]:
    """The nearest and the outermost repeating element around each element, itself included; -1: none."""
    at = np.arange(len(tree.parent))
    nearest = np.where(repeats, at, tree.parent)
    while not np.array_equal(nearest, further := nearest[nearest]):
        nearest = further
    none = ~repeats[nearest]
    above = nearest[tree.parent]
    outer = np.where(repeats & repeats[above] & (above != at), above, at)
    outer = np.where(repeats, outer, nearest)
    while not np.array_equal(outer, further := outer[outer]):
        outer = further
    return np.where(none, -1, nearest), np.where(none, -1, outer)


class _Repeats:
    """The sets of alike elements of a batch, and sums over each set."""

    def __init__(self, lines: Lines, tree: Containers, marks: Marks) -> None:
        self.lines, self.tree, self.marks = lines, tree, marks
        keys = mixed(tree.parent.astype(np.uint64) * _FACTOR ^ tree.looks)
        full = tree.last > tree.first
        _, group = np.unique(np.where(full, keys, np.uint64(0)), return_inverse=True)
        self.group = group.astype(np.int64)
        self.times = np.maximum(np.bincount(self.group, full), 1).astype(np.int64)
        plain = tree.named.each(_PLAIN.__contains__) > 0
        root = tree.parent == np.arange(len(tree.parent))
        self.repeats = full & (self.times[self.group] >= MIN_ALIKE) & ~plain & ~root
        pictures = prefix(marks.images)
        self.images = pictures[tree.stop] - pictures[:-1]
        self.full = full
        self.total = prefix(marks.weights.prose)
        self.start = np.full(len(self.times), len(lines), np.int64)
        np.minimum.at(self.start, self.group[full], tree.first[full])
        self.end = np.zeros(len(self.times), np.int64)
        np.maximum.at(self.end, self.group[full], tree.last[full])
        weights = marks.weights
        self.words, self.linked, self.prose = map(self._held, (weights.words, weights.linked, weights.prose))
        self.prices, self.dates = self._held(marks.prices), self._held(marks.dates)
        self.headings, self.ratings = self._held(marks.headings), self._held(marks.ratings)
        self.blocks = self._of_group(tree.last - tree.first)
        self.pictures = self._of_group(self.images)
        self.page_words = np.maximum(lines.per_document(marks.weights.words), 1)
        self.page_prose = np.maximum(lines.per_document(marks.weights.prose), 1)

    def _held(self, values: Int) -> Int:
        """The sum over the blocks of each set."""
        return self._of_group(self.tree.sums(values))

    def _of_group(self, values: Int) -> Int:
        return np.bincount(self.group, np.where(self.full, values, 0), len(self.times)).astype(np.int64)

    def described(self, kind: str, element: Int) -> dict[str, ByteArray]:
        """What is said of one repeating element per block; all zero where it is -1."""
        lines, page, line = self.lines, self.lines.document, np.arange(len(self.lines))
        has = element >= 0
        group = np.where(has, self.group[element], 0)
        times, words = self.times[group], self.words[group]
        start, end = np.minimum(self.start[group], len(lines)), self.end[group]
        before = self.total[np.minimum(start, len(lines))] - self.total[lines.top]
        after = self.total[lines.bottom] - self.total[end]
        made = {
            "times": logs(times),
            "words": logs(words // times),
            "links": shares(self.linked[group], words),
            "density": shares(self.prose[group], words),
            "share": shares(words, self.page_words[page]),
            "prose": shares(self.prose[group], self.page_prose[page]),
            "blocks": logs(self.blocks[group] // times),
            "images": counts(4 * self.pictures[group] // times),
            "prices": counts(4 * self.prices[group] // times),
            "dates": counts(4 * self.dates[group] // times),
            "headings": counts(4 * self.headings[group] // times),
            "ratings": counts(4 * self.ratings[group] // times),
            "before": shares(before, self.page_prose[page]),
            "after": shares(after, self.page_prose[page]),
            "in": logs(line - self.tree.first[element] + 1),
            "place": shares(self.tree.first[element] - start, np.maximum(end - start, 1)),
        }
        return {f"{kind}_{name}": np.where(has, codes, 0).astype(np.uint8) for name, codes in made.items()}

    def largest(self) -> dict[str, ByteArray]:
        """The page's set of repeating containers with most words."""
        page, line = self.lines.document, np.arange(len(self.lines))
        worth = np.where(self.repeats, self.words[self.group], -1)
        best = self.tree.best(worth)
        some = (worth[best] > 0)[page]
        group = self.group[best][page]
        words = self.words[group]
        start, end = self.start[group], self.end[group]
        made = {
            "largest_share": shares(words, self.page_words[page]),
            "largest_times": logs(self.times[group]),
            "largest_links": shares(self.linked[group], words),
            "largest_words": logs(words // self.times[group]),
            "in_largest": flags((line >= start) & (line < end)),
            "before_largest": logs(start - line),
            "after_largest": logs(line - end + 1),
        }
        return {name: np.where(some, codes, 0).astype(np.uint8) for name, codes in made.items()}
