"""Containers that repeat: cards of a grid, replies of a thread, teasers of a sidebar. It names none of them.

An element repeats when at least three children of one parent look alike (tag and class). Of the repeating elements
around a block the nearest and the outermost are described: how many, how large, what they hold.
"""

from __future__ import annotations

import numpy as np

from cleaner.features.containers import Containers
from cleaner.features.held import BLOCKS, DATES, HEADINGS, LINKED, MENUS, PICTURES, PRICES, PROSE, REVIEWS, WORDS, Held
from cleaner.features.lines import Bool, Int
from cleaner.features.structure import grouped
from cleaner.features.table import Feature, Made, Unit, counts, flags, logs, named, shares
from cleaner.features.words import mixed

MIN_ALIKE = 3
_PLAIN = frozenset(("p", "br", "span", "a", "b", "i", "em", "strong", "h2", "h3", "td", "th"))
"""Elements that repeat in any text."""
KINDS = (("nearest", "the nearest repeating container"), ("outermost", "the outermost repeating container"))
PATTERNS = ("prices", "dates", "headings", "ratings")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


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


def columns(held: Held) -> Made:
    """All columns by name."""
    sets, size = _Sets(held), np.maximum(held.levels[BLOCKS], 1)
    made = {**sets.largest(), **sets.described()}
    made["page_pictures"] = logs(held.lines.spread(held.elements[PICTURES][held.tree.bounds[:-1]]))
    for level, place in (("parent", 1), ("second", 2)):
        made |= named(
            f"{level}_{{}}",
            ("prices", "dates", "headings", "menu_blocks"),
            shares(held.levels[PRICES : MENUS + 1, place], size[place]),
        )
        made[f"{level}_pictures"] = shares(np.minimum(held.levels[PICTURES, place], size[place]), size[place])
    return made


def _around(tree: Containers, repeats: Bool) -> tuple[Int, Int]:
    """The nearest and the outermost repeating element around each element, itself included; -1: none."""
    at = np.arange(len(tree.parent))
    nearest = np.where(repeats, at, tree.parent)
    for _ in tree.jumps:
        nearest = nearest.take(nearest)
    inside = repeats.take(nearest)
    # no outermost one lies in another: the last one that began is the one around
    begins = repeats & ~inside.take(tree.parent)
    roots = tree.bounds[:-1]
    begins[roots] = repeats[roots]
    outer = np.maximum.accumulate(at * begins)
    return np.where(inside, nearest, -1), np.where(inside, outer, -1)


class _Sets:
    """The sets of alike elements that repeat, numbered from 1, and sums over each; 0 is none, and holds nothing.

    `rows` (`[rows, sets]`) are those of `Held.elements` summed up over the elements of a set, `start` and `end` the
    blocks from its first to its last.
    """

    def __init__(self, held: Held) -> None:
        self.held, tree = held, held.tree
        at, number, times = _alike(tree)
        self.members = np.zeros(len(tree.parent), np.int64)
        self.members[at] = number
        self.times = times
        self.start, self.end = np.zeros(len(times), np.int64), np.zeros(len(times), np.int64)
        self.start[number[::-1]] = tree.first[at[::-1]]  # written last wins: the first of a set
        self.end[number] = tree.last[at]
        summed = held.elements[_SUMMED].take(at, axis=1)
        self.rows = np.array([np.bincount(number, row, len(times)) for row in summed]).astype(np.int64)

    def described(self) -> Made:
        """What is said of the repeating elements of each block, a row for each of `KINDS`; all zero where it is -1."""
        held, lines = self.held, self.held.lines
        element = np.array(_around(held.tree, self.members > 0)).take(held.up[0], axis=1)
        has = element >= 0
        number = self.members.take(element, mode="clip") * has
        times = self.times.take(number)
        rows = self.rows.take(number, axis=1)
        words, linked, prose, blocks = rows[:4]
        start, end = self.start.take(number), self.end.take(number)
        first = held.tree.first.take(element, mode="clip")
        before = held.before[PROSE]
        kinds = [kind for kind, _ in KINDS]
        made = {
            "times": logs(times * has),
            "words": logs(words // times),
            "links": shares(linked, words),
            "density": shares(prose, words),
            "share": shares(words, held.page_words),
            "prose": shares(prose, held.page_prose),
            "blocks": logs(blocks // times),
            "before": shares((before.take(start) - before[lines.top]) * has, held.page_prose),
            "after": shares((before[lines.bottom] - before.take(end)) * has, held.page_prose),
            "in": logs((held.line - first + 1) * has),
            "place": shares((first - start) * has, np.maximum(end - start, 1)),
        }
        found: Made = {}
        for name, values in made.items():
            found |= named(f"{{}}_{name}", kinds, values)
        patterns = 4 * rows[4:] // times
        for place, kind in enumerate(kinds):
            found |= named(f"{kind}_{{}}", (*PATTERNS, "images"), counts(patterns[:, place]))
        return found

    def largest(self) -> Made:
        """The page's set of repeating containers with most words."""
        held, lines = self.held, self.held.lines
        words = self.rows[0].take(self.members)
        best = held.tree.best(np.where(self.members > 0, words, -1))
        number = self.members[best]
        words, linked = self.rows[:2, number]
        some = lines.spread(words > 0)
        start, end = lines.spread(self.start[number]), lines.spread(self.end[number])
        times, line = self.times[number], held.line
        share = shares(lines.spread(np.array([words, linked])), np.array([held.page_words, lines.spread(words)]))
        return {
            **named("largest_{}", ("share", "links"), share),
            **named("largest_{}", ("times", "words"), logs(lines.spread(np.array([times, words // times])) * some)),
            "in_largest": flags(some & (line >= start) & (line < end)),
            "before_largest": logs((start - line) * some),
            "after_largest": logs((line - end + 1) * some),
        }


_SUMMED = [WORDS, LINKED, PROSE, BLOCKS, PRICES, DATES, HEADINGS, REVIEWS, PICTURES]


def _alike(tree: Containers) -> tuple[Int, Int, Int]:
    """The elements that repeat, the number of each one's set, and how many each set has."""
    full = ((tree.last > tree.first) & (tree.by_tag(_is_plain) == 0)).nonzero()[0]
    parent = tree.parent.take(full)
    number, times = grouped(mixed(parent.view(np.uint64) * _FACTOR ^ tree.looks.take(full)))
    repeats = ((times.take(number) >= MIN_ALIKE) & (parent != full)).nonzero()[0]
    return full[repeats], number[repeats] + 1, np.append(1, times)


def _is_plain(tag: str) -> bool:
    return tag in _PLAIN
