"""What the markup around a block says: its containers, where the page's prose lies, what looks alike.

Every number is an integer or a fixed ratio of integers; nothing looks across a page's end. Origin: the shares of a
page's prose in the containers of a block carried most when pages were scored (see `benchmarks/`); link density as in
Kohlschuetter et al., WSDM 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.blocks.tags import INSIDE
from cleaner.features import markup_tokens
from cleaner.features.containers import Containers
from cleaner.features.lines import Int, Lines
from cleaner.features.table import ByteArray, counts, flags, logs, shares

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
MAX_WORDS = 10_000
"""Words of a block that count in sums, so that no sum overflows."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What is summed up over containers: words, words inside links, words of prose, one entry per block."""

    words: Int
    linked: Int
    prose: Int


class Structure:
    """The columns of a batch of pages that come from their markup."""

    def __init__(self, lines: Lines, containers: Containers, weights: Weights) -> None:
        self.lines, self.containers, self.weights = lines, containers, weights
        self.line = np.arange(len(lines))
        self.words, self.linked, self.prose = map(containers.sums, (weights.words, weights.linked, weights.prose))
        self.blocks = containers.last - containers.first
        self.page_words = np.maximum(lines.per_document(weights.words), 1)
        self.page_prose = np.maximum(lines.per_document(weights.prose), 1)
        self.up = [containers.above(steps) for steps in range(len(LEVELS))]

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
        found = {f"in_{name}": flags(inside & INSIDE[name]) for name in AROUND}
        found["depth"] = counts(self.containers.depth[self.up[0]])
        return found

    def _called(self) -> dict[str, ByteArray]:
        """Word groups of the nearest three elements, and of those further out alone."""
        own, parent, second = (self.containers.tokens[element] for element in self.up[:3])
        near = own | parent | second
        far = self.containers.handed[self.up[0]] & ~near
        found: dict[str, ByteArray] = {}
        for bit, name in enumerate(markup_tokens.groups()):
            found[f"near_{name}"] = flags(near >> bit & 1)
            found[f"far_{name}"] = flags(far >> bit & 1)
        return found

    def _levels(self) -> dict[str, ByteArray]:
        page = self.lines.document
        found: dict[str, ByteArray] = {}
        for level, element in zip(LEVELS, self.up, strict=True):
            words, size = self.words[element], np.maximum(self.blocks[element], 1)
            found[f"{level}_words"] = logs(words)
            found[f"{level}_share"] = shares(words, self.page_words[page])
            found[f"{level}_prose"] = shares(self.prose[element], self.page_prose[page])
            found[f"{level}_links"] = shares(self.linked[element], words)
            found[f"{level}_density"] = shares(self.prose[element], words)
            found[f"{level}_blocks"] = logs(size)
            if level != "own":
                found[f"{level}_place"] = shares(self.line - self.containers.first[element], size)
        return found

    def _cores(self) -> dict[str, ByteArray]:
        """The deepest containers that hold most of the page's prose, and how far outside them a block stands."""
        containers, page = self.containers, self.lines.document
        whole = self.lines.per_document(self.weights.prose)[containers.page]
        found: dict[str, ByteArray] = {}
        for percent in CORES:
            core = containers.deepest(100 * self.prose >= percent * whole)
            start, end = containers.first[core][page], containers.last[core][page]
            found[f"core{percent}"] = flags((self.line >= start) & (self.line < end))
            found[f"core{percent}_before"] = logs(start - self.line)
            found[f"core{percent}_after"] = logs(self.line - end + 1)
            found[f"core{percent}_in"] = logs(np.where(self.line < end, self.line - start + 1, 0))
            found[f"core{percent}_share"] = shares(self.words[core][page], self.page_words[page])
            found[f"core{percent}_density"] = shares(self.prose[core][page], self.words[core][page])
        return found

    def _alike(self) -> dict[str, ByteArray]:
        """Blocks whose elements look alike all the way down, and containers that do."""
        containers, page = self.containers, self.lines.document
        path = containers.path
        found: dict[str, ByteArray] = {}
        for name, keys in (("alike", path[self.up[0]]), ("alike_second", path[self.up[2]])):
            group, times = _groups(keys)
            words, linked, prose = (_sum(group, values) for values in
                                    (self.weights.words, self.weights.linked, self.weights.prose))  # fmt: skip
            found[f"{name}_blocks"] = logs(times[group])
            found[f"{name}_words"] = logs((words // times)[group])
            found[f"{name}_share"] = shares(words[group], self.page_words[page])
            found[f"{name}_prose"] = shares(prose[group], self.page_prose[page])
            found[f"{name}_links"] = shares(linked[group], words[group])
        group, times = _groups(path)
        for level, element in zip(LEVELS[1:], self.up[1:], strict=True):
            found[f"{level}_repeats"] = logs(times[group][element])
        return found

    def _runs(self) -> dict[str, ByteArray]:
        """Runs of prose with at most `MAX_GAP` other blocks between: the one around a block, and the page's largest."""
        return runs(self.lines, self.weights.prose)

    def _page(self) -> dict[str, ByteArray]:
        lines, page = self.lines, self.lines.document
        linked = lines.per_document(self.weights.linked)
        found = {"page_links": shares(linked[page], self.page_words[page])}
        for name in ("comment", "product", "forum", "card", "docs", "article"):
            bit = markup_tokens.groups().index(name)
            within = self.containers.handed[self.up[0]] >> bit & 1
            share = lines.per_document(self.weights.words * within)
            found[f"page_{name}"] = shares(share[page], self.page_words[page])
        return found


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


def _groups(keys: npt.NDArray[np.uint64]) -> tuple[Int, Int]:
    """The group of each entry, and how many entries each group has."""
    _, group, times = np.unique(keys, return_inverse=True, return_counts=True)
    return group.astype(np.int64), times.astype(np.int64)


def _sum(group: Int, values: Int) -> Int:
    """The sum of an integer array over each group; exact, as long as it stays below 2^53."""
    return np.bincount(group, values).astype(np.int64)
