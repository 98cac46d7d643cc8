"""What the markup around a block says: its containers, where the page's prose lies, what looks alike.

Every number is an integer or a fixed ratio of integers; nothing looks across a page's end. Origin: the shares of a
page's prose in the containers of a block carried most when pages were scored (see `benchmarks/`); link density as in
Kohlschuetter et al., WSDM 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaner.blocks.tags import INSIDE
from cleaner.features import markup_tokens
from cleaner.features.containers import Containers
from cleaner.features.lines import Int, Lines
from cleaner.features.table import ByteArray, bit_flags, counts, flags, logs, named, shares

AROUND = (
    "nav", "header", "footer", "aside", "article", "main", "section", "form", "table", "ul", "ol",
    "dl", "figure", "dialog", "button", "blockquote", "details", "li", "td", "a", "heading", "label",
    "figcaption", "address", "menu",
)  # fmt: skip
"""The elements around a block that are told apart."""
LEVELS = ("own", "parent", "second", "third")
"""Containers of a block: the element it belongs to, and those one to three levels up."""
CORES = (35, 60, 85)
"""Percent of the page's prose that the deepest container must hold to be a core."""
OF_PAGE = ("comment", "product", "forum", "card", "docs", "article")
"""Word groups whose share of a page is measured."""
MAX_WORDS = 10_000
"""Words of a block that count in sums, so that no sum overflows."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What is summed up over containers, `int64[3, blocks]`: words, words inside links, words of prose."""

    rows: Int

    @property
    def words(self) -> Int:
        """Words of each block."""
        words: Int = self.rows[0]
        return words

    @property
    def linked(self) -> Int:
        """Its words inside links."""
        linked: Int = self.rows[1]
        return linked

    @property
    def prose(self) -> Int:
        """Its words of prose."""
        prose: Int = self.rows[2]
        return prose


class Structure:
    """The columns of a batch of pages that come from their markup; `up` are the containers of each block by level."""

    def __init__(self, lines: Lines, containers: Containers, weights: Weights) -> None:
        self.lines, self.containers, self.weights = lines, containers, weights
        self.line = np.arange(len(lines))
        self.words, self.linked, self.prose = containers.sums(weights.rows)
        self.blocks = containers.last - containers.first
        self.page_words, _, self.page_prose = np.maximum(lines.per_document(weights.rows), 1)
        self.up = np.stack([containers.above(steps) for steps in range(len(LEVELS))])

    def columns(self) -> dict[str, ByteArray]:
        """All columns by name."""
        return {
            **self._around(),
            **self._called(),
            **self._levels(),
            **self._cores(),
            **self._alike(),
            **self._runs(),
            **self._page(),
        }

    def _around(self) -> dict[str, ByteArray]:
        inside = self.containers.inside[self.up[0]]
        found = named("in_{}", AROUND, bit_flags(inside, [INSIDE[name] for name in AROUND]))
        found["depth"] = counts(self.containers.depth[self.up[0]])
        return found

    def _called(self) -> dict[str, ByteArray]:
        """Word groups of the nearest three elements, and of those further out alone."""
        near = np.bitwise_or.reduce(self.containers.tokens[self.up[:3]])
        far = self.containers.handed[self.up[0]] & ~near
        groups = markup_tokens.groups()
        masks = markup_tokens.masks(groups)
        return {
            **named("near_{}", groups, bit_flags(near, masks)),
            **named("far_{}", groups, bit_flags(far, masks)),
        }

    def _levels(self) -> dict[str, ByteArray]:
        page, up = self.lines.document, self.up
        words, prose, size = self.words[up], self.prose[up], np.maximum(self.blocks[up], 1)
        place = self.line - self.containers.first[up[1:]]
        return {
            **named("{}_words", LEVELS, logs(words)),
            **named("{}_share", LEVELS, shares(words, self.page_words[page])),
            **named("{}_prose", LEVELS, shares(prose, self.page_prose[page])),
            **named("{}_links", LEVELS, shares(self.linked[up], words)),
            **named("{}_density", LEVELS, shares(prose, words)),
            **named("{}_blocks", LEVELS, logs(size)),
            **named("{}_place", LEVELS[1:], shares(place, size[1:])),
        }

    def _cores(self) -> dict[str, ByteArray]:
        """The deepest containers that hold most of the page's prose, and how far outside them a block stands."""
        containers, page, line = self.containers, self.lines.document, self.line
        whole = self.lines.per_document(self.weights.prose)[containers.page]
        core = np.stack([containers.deepest(100 * self.prose >= percent * whole) for percent in CORES])
        start, end = containers.first[core][:, page], containers.last[core][:, page]
        words, prose = self.words[core], self.prose[core]
        return {
            **named("core{}", CORES, flags((line >= start) & (line < end))),
            **named("core{}_before", CORES, logs(start - line)),
            **named("core{}_after", CORES, logs(line - end + 1)),
            **named("core{}_in", CORES, logs(np.where(line < end, line - start + 1, 0))),
            **named("core{}_share", CORES, shares(words, self.page_words)[:, page]),
            **named("core{}_density", CORES, shares(prose, words)[:, page]),
        }

    def _alike(self) -> dict[str, ByteArray]:
        """Blocks whose elements look alike all the way down, and containers that do."""
        page, names = self.lines.document, ("alike", "alike_second")
        _, of_element, times = np.unique(self.containers.path, return_inverse=True, return_counts=True)
        group = of_element[self.up[[0, 2]]]
        size, words, linked, prose = _summed(group, np.vstack([np.ones_like(self.line), self.weights.rows]))
        return {
            **named("{}_blocks", names, logs(size)),
            **named("{}_words", names, logs(words // size)),
            **named("{}_share", names, shares(words, self.page_words[page])),
            **named("{}_prose", names, shares(prose, self.page_prose[page])),
            **named("{}_links", names, shares(linked, words)),
            **named("{}_repeats", LEVELS[1:], logs(times[of_element[self.up[1:]]])),
        }

    def _runs(self) -> dict[str, ByteArray]:
        """Runs of prose with at most `MAX_GAP` other blocks between: the one around a block, and the page's largest."""
        return runs(self.lines, self.weights.prose)

    def _page(self) -> dict[str, ByteArray]:
        lines, page, words = self.lines, self.lines.document, self.weights.words
        within = bit_flags(self.containers.handed[self.up[0]], markup_tokens.masks(OF_PAGE))
        linked = lines.per_document(self.weights.linked)
        return {
            "page_links": shares(linked, self.page_words)[page],
            **named("page_{}", OF_PAGE, shares(lines.per_document(words * within), self.page_words)[:, page]),
        }


MAX_GAP = 3
"""Blocks that are not prose and still do not end a run of prose."""


def runs(lines: Lines, prose: Int) -> dict[str, ByteArray]:
    """How much prose the run around each block has, and how far outside the page's largest run it stands."""
    line, page = np.arange(len(lines)), lines.document
    at = np.flatnonzero(prose > 0)
    size, start, end = (np.zeros(len(lines), np.int64) for _ in range(3))
    largest = np.zeros(len(lines.bounds) - 1, np.int64)
    if len(at):
        new = np.append(True, (np.diff(at) > MAX_GAP + 1) | (np.diff(page[at]) != 0))
        first = at[new]
        last = at[np.append(np.flatnonzero(new)[1:], len(at)) - 1]
        words = np.add.reduceat(prose[at], np.flatnonzero(new))
        of_run = np.clip(np.searchsorted(first, line, "right") - 1, 0, None)
        within = (line >= first[of_run]) & (line <= last[of_run])
        size = np.where(within, words[of_run], 0)
        order = np.lexsort((-first, words, page[first]))
        chosen = np.full(len(largest), -1, np.int64)
        chosen[page[first][order]] = order
        largest = np.where(chosen >= 0, words[chosen], 0)
        start = np.where(chosen >= 0, first[chosen], 0)[page]
        end = np.where(chosen >= 0, last[chosen] + 1, 0)[page]
    has = largest[page] > 0
    whole = np.maximum(lines.per_document(prose), 1)[page]
    return {
        "run_words": logs(size // 2),
        "run_share": shares(size, whole),
        "run_before": logs(np.where(has, start - line, 0)),
        "run_after": logs(np.where(has, line - end + 1, 0)),
        "run_largest": shares(largest[page], whole),
    }


def _summed(group: Int, rows: Int) -> Int:
    """For each grouping of the blocks (a row of `group`) the sums of all rows over the group of each block.

    Exact, as long as they stay below 2^53.
    """
    size = int(group.max()) + 1
    place = group[:, None] + size * np.arange(len(rows))[:, None]
    found = np.array([np.bincount(places.ravel(), rows.ravel(), size * len(rows))[places] for places in place])
    return found.astype(np.int64).swapaxes(0, 1)
