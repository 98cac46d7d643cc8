"""What the markup around a block says: its containers, where the page's prose lies, what looks alike.

Every number is an integer or a fixed ratio of integers; nothing looks across a page's end. Origin: the shares of a
page's prose in the containers of a block carried most when pages were scored (see `benchmarks/`); link density as in
Kohlschuetter et al., WSDM 2010.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.blocks.tags import INSIDE
from cleaner.features import markup_tokens
from cleaner.features.held import BLOCKS, FIRST, LEVELS, LINKED, PROSE, WORDS, Held
from cleaner.features.lines import Int, Lines
from cleaner.features.table import Made, bit_flags, counts, flags, logs, named, shares

AROUND = (
    "nav", "header", "footer", "aside", "article", "main", "section", "form", "table", "ul", "ol",
    "dl", "figure", "dialog", "button", "blockquote", "details", "li", "td", "a", "heading", "label",
    "figcaption", "address", "menu",
)  # fmt: skip
"""The elements around a block that are told apart."""
_AROUND = np.array([[INSIDE[name]] for name in AROUND])
CORES = (35, 60, 85)
"""Percent of the page's prose that the deepest container must hold to be a core."""
_CORES = np.array([[percent] for percent in CORES])
OF_PAGE = ("comment", "product", "forum", "card", "docs", "article")
"""Word groups whose share of a page is measured."""
MAX_WORDS = 10_000
"""Words of a block that count in sums, so that no sum overflows."""


def columns(held: Held, handed: Int) -> Made:
    """All columns by name; `handed` are the word groups of each block's element and of those around it."""
    return {
        **_around(held),
        **_called(held, handed),
        **_levels(held),
        **_cores(held),
        **_alike(held),
        **runs(held.lines, held.counted[PROSE]),
        **_page(held, handed),
    }


def _around(held: Held) -> Made:
    inside = held.tree.inside.take(held.up[0])
    return {
        **named("in_{}", AROUND, bit_flags(inside, _AROUND)),
        "depth": counts(held.tree.depth.take(held.up[0])),
    }


def _called(held: Held, handed: Int) -> Made:
    """Word groups of the nearest three elements, and of those further out alone."""
    own, parent, second = held.tree.tokens.take(held.up[:3])
    near = own | parent | second
    found = bit_flags(np.array([near, handed & ~near]), markup_tokens.masks(markup_tokens.groups()))
    groups = markup_tokens.groups()
    return {**named("near_{}", groups, found[0]), **named("far_{}", groups, found[1])}


def _levels(held: Held) -> Made:
    words, size = held.levels[WORDS], np.maximum(held.levels[BLOCKS], 1)
    return {
        **named("{}_words", LEVELS, logs(words)),
        **named("{}_share", LEVELS, shares(words, held.page_words)),
        **named("{}_prose", LEVELS, shares(held.levels[PROSE], held.page_prose)),
        **named("{}_links", LEVELS, shares(held.levels[LINKED], words)),
        **named("{}_density", LEVELS, shares(held.levels[PROSE], words)),
        **named("{}_blocks", LEVELS, logs(size)),
        **named("{}_place", LEVELS[1:], shares(held.line - held.levels[FIRST, 1:], size[1:])),
    }


def _cores(held: Held) -> Made:
    """The deepest containers that hold most of the page's prose, and how far outside them a block stands."""
    tree, lines, line = held.tree, held.lines, held.line
    core = tree.deepest(100 * held.elements[PROSE] >= _CORES * tree.spread(held.pages[PROSE]))
    start, end = lines.spread(tree.first[core]), lines.spread(tree.last[core])
    words, prose = held.elements[WORDS][core], held.elements[PROSE][core]
    return {
        **named("core{}", CORES, flags((line >= start) & (line < end))),
        **named("core{}_before", CORES, logs(start - line)),
        **named("core{}_after", CORES, logs(line - end + 1)),
        **named("core{}_in", CORES, logs((line < end) * (line - start + 1))),
        **named("core{}_share", CORES, shares(lines.spread(words), held.page_words)),
        **named("core{}_density", CORES, shares(lines.spread(prose), lines.spread(words))),
    }


def _alike(held: Held) -> Made:
    """Blocks whose elements look alike all the way down, and containers that do."""
    names = ("alike", "alike_second")
    of_element, times = grouped(held.tree.path)
    group = of_element.take(held.up)
    size, words, linked, prose = _summed(group[[0, 2]], held.counted[: PROSE + 1], len(times))
    return {
        **named("{}_blocks", names, logs(size)),
        **named("{}_words", names, logs(words // size)),
        **named("{}_share", names, shares(words, held.page_words)),
        **named("{}_prose", names, shares(prose, held.page_prose)),
        **named("{}_links", names, shares(linked, words)),
        **named("{}_repeats", LEVELS[1:], logs(times.take(group[1:]))),
    }


def _page(held: Held, handed: Int) -> Made:
    lines, words = held.lines, held.counted[WORDS]
    within = bit_flags(handed, markup_tokens.masks(OF_PAGE))
    return {
        "page_links": shares(lines.spread(held.pages[LINKED]), held.page_words),
        **named("page_{}", OF_PAGE, shares(lines.spread(lines.per_document(words * within)), held.page_words)),
    }


MAX_GAP = 3
"""Blocks that are not prose and still do not end a run of prose."""


def runs(lines: Lines, prose: Int) -> Made:
    """How much prose the run around each block has, and how far outside the page's largest run it stands.

    A run of prose has at most `MAX_GAP` other blocks between.
    """
    line = np.arange(len(lines))
    at = prose.nonzero()[0]
    size = np.zeros(len(lines), np.int64)
    largest, start, end = np.zeros((3, len(lines.bounds) - 1), np.int64)
    if len(at):
        page = lines.document[at]
        is_new = np.ones(len(at), np.bool_)
        is_new[1:] = (at[1:] - at[:-1] > MAX_GAP + 1) | (page[1:] != page[:-1])
        begins = is_new.nonzero()[0]
        words = np.add.reduceat(prose[at], begins)
        first, last = at[begins], np.append(at[begins[1:] - 1], at[-1])
        size = _within(first, last, words, len(lines))
        # of equals the first: the last one written wins
        order = np.lexsort((-first, words))
        chosen = page[begins][order]
        largest[chosen], start[chosen], end[chosen] = words[order], first[order], last[order] + 1
    largest, start, end = lines.spread(np.array([largest, start, end]))
    whole = np.maximum(lines.spread(lines.per_document(prose)), 1)
    return {
        "run_words": logs(size // 2),
        **named("{}", ("run_share", "run_largest"), shares(_both(size, largest), whole)),
        "run_before": logs((largest > 0) * (start - line)),
        "run_after": logs((largest > 0) * (line - end + 1)),
    }


def _both(row: Int, other: Int) -> Int:
    both = np.empty((2, len(row)), np.int64)
    both[0], both[1] = row, other
    return both


def _within(first: Int, last: Int, values: Int, size: int) -> Int:
    """The values of runs from `first` to `last`, at each of `size` places; 0 between runs."""
    steps = np.zeros(size + 1, np.int64)
    steps[first] = values
    steps[last + 1] -= values
    found: Int = steps.cumsum()[:-1]
    return found


def grouped(keys: npt.NDArray[np.uint64]) -> tuple[Int, Int]:
    """The number of each key's group, groups being equal keys, and how many each group has."""
    order = keys.argsort()
    ordered = keys.take(order)
    begins = np.zeros(len(keys), np.int64)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:], casting="unsafe")
    number = np.empty(len(keys), np.int64)
    number[order] = begins.cumsum()
    return number, np.bincount(number)


def _summed(group: Int, rows: Int, groups: int) -> Int:
    """For each grouping of the blocks (a row of `group`) how many, and the sums of all rows over each block's group.

    Exact, as long as they stay below 2^53.
    """
    found = np.empty((len(rows) + 1, *group.shape))
    for number, places in enumerate(group):
        found[0, number] = np.bincount(places, minlength=groups).take(places)
        for into, row in zip(found[1:], rows, strict=True):
            into[number] = np.bincount(places, row, groups).take(places)
    return found.astype(np.int64)
