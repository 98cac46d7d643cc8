"""What the elements of a batch of pages hold: everything that is counted in blocks, summed up over every element.

Sums are differences of integer prefix sums, because an element's blocks are contiguous. All that is counted lies in
one array, a row each: so a look at some elements is one gather, whatever is asked of them. It makes no column.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.features.containers import Containers
from cleaner.features.lines import Int, Lines, prefix

WORDS, LINKED, PROSE, PRICES, DATES, HEADINGS, MENUS, REVIEWS, TOPICS = range(9)
"""What is counted: words, words inside links, words of prose; blocks with prices, dates, of headings, of menus, about
reviews; from `TOPICS` on blocks about each of `topics.COUNTED`."""
BLOCKS, PICTURES, FIRST = -3, -2, -1
"""What else is known of an element: how many blocks and pictures it has, and its first block."""
LEVELS = ("own", "parent", "second", "third")
"""Containers of a block: the element it belongs to, and those one to three levels up."""


class Held:
    """`counted` are the counted things, a row each over the blocks. `before` are its prefix sums.

    `elements` (`[rows, elements]`) are the sums over elements, `up` (`[levels, blocks]`) the containers of each block,
    `levels` (`[rows, levels, blocks]`) the sums over those; `pages` (`[rows, documents]`) the sums over documents.
    """

    def __init__(self, lines: Lines, tree: Containers, counted: Int) -> None:
        self.lines, self.tree, self.counted = lines, tree, counted
        self.line = np.arange(len(lines))
        self.before = prefix(counted)
        self.elements = np.empty((len(counted) - BLOCKS, len(tree.parent)), np.int64)
        np.subtract(
            self.before.take(tree.last, axis=1), self.before.take(tree.first, axis=1), out=self.elements[:BLOCKS]
        )
        self.elements[BLOCKS] = tree.last - tree.first
        pictures = prefix(tree.by_tag(_is_picture))
        self.elements[PICTURES] = pictures.take(tree.stop) - pictures[:-1]
        self.elements[FIRST] = tree.first
        self.up = np.empty((len(LEVELS), len(lines)), np.int64)
        self.up[0] = tree.owner
        for level in range(1, len(LEVELS)):
            self.up[level] = tree.parent.take(self.up[level - 1])
        self.levels = self.elements.take(self.up, axis=1)
        self.pages = self.before[:, lines.bounds[1:]] - self.before[:, lines.bounds[:-1]]
        self.page_words, self.page_prose = lines.spread(np.maximum(self.pages[[WORDS, PROSE]], 1))

    def above(self, rows: int | list[int]) -> npt.NDArray[np.int64]:
        """The sums over the blocks of each block's document that stand above it."""
        total = self.before[rows]
        above: Int = total[..., :-1] - total[..., self.lines.top]
        return above


def _is_picture(tag: str) -> bool:
    return tag == "img"
