"""The elements of a batch of pages as arrays: who holds whom, what is inside, who looks alike. It knows no feature.

What is handed down from ancestors takes a dozen doubling steps, however deep the page.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.blocks.page import Different, Page
from cleaner.features import markup_tokens
from cleaner.features.lines import Bool, Int, prefix
from cleaner.features.remembered import Remembered, hashed
from cleaner.features.words import HashArray, mixed
from cleaner.model import Document

_STEP = np.uint64(0x5851F42D4C957F2D)
TAGS = (
    "a", "abbr", "address", "article", "aside", "audio", "b", "blockquote", "body", "br", "button", "canvas",
    "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "dialog",
    "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark", "menu", "nav",
    "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param", "picture", "pre",
    "progress", "q", "s", "samp", "search", "section", "select", "small", "source", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title",
    "tr", "tt", "u", "ul", "var", "video", "wbr",
)  # fmt: skip
"""The elements that features may tell apart; to them all others are one."""
_OTHER = len(TAGS)
_KIND_BITS, _KIND = 8, 255
_CLASS_BITS = 31
_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_tags = Remembered(lambda tags: [hashed(tag) << _KIND_BITS | _NUMBER.get(tag, _OTHER) for tag in tags])
_names = Remembered(
    lambda names: [
        hashed(name) << _CLASS_BITS | bits for name, bits in zip(names, markup_tokens.bits(names).tolist(), strict=True)
    ]
)
"""Of a class attribute or an id: a hash, and what it says in the low bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Containers:
    """All elements of a batch, numbered through; element and block numbers are those of the batch.

    `tags` are their tags, `kinds` the same as numbers. `parent` of a page's `<html>` is itself. `jumps` are the
    elements 1, 2, 4, ... levels up, one beyond the last where there is none, and of that one itself. The blocks of an
    element end before `last[e]`, the elements in it before `stop[e]`. `tokens` are the element's own word groups.
    `looks` is a hash of tag and class, `path` of those of all elements down to it and of its page. `owner` is the
    element of each block, `page` the document of each element, `bounds` where each document's start, `classes` what
    their class attributes are.
    """

    tags: Sequence[str]
    kinds: Int
    parent: Int
    jumps: Sequence[Int]
    depth: Int
    inside: Int
    first: Int
    last: Int
    stop: Int
    tokens: Int
    looks: HashArray
    path: HashArray
    owner: Int
    page: Int
    bounds: Int
    classes: Different

    def by_tag(self, value: Callable[[str], int]) -> Int:
        """A value for each element, by its tag; `value` is asked once for each of `TAGS`, and for "" for the others."""
        return _table(value).take(self.kinds)

    def handed_down(self, values: Int) -> Int:
        """Bits of each element and of all elements around it: each step looks twice as far up as the one before."""
        handed = np.zeros(len(values) + 1, np.int64)
        handed[:-1] = values
        for up in self.jumps:
            handed |= handed.take(up)
        return handed[:-1]

    def highest(self, values: Int) -> Int:
        """The highest value of each element and of all elements around it; for several rows of values a row each."""
        handed = np.full((*values.shape[:-1], values.shape[-1] + 1), np.iinfo(np.int64).min)
        handed[..., :-1] = values
        for up in self.jumps:
            np.maximum(handed, handed.take(up, axis=-1), out=handed)
        return handed[..., :-1]

    def summed(self, values: Int) -> Int:
        """The sum over each element and all elements around it: every element adds to all from it up to its stop."""
        steps = np.zeros(len(values) + 1, np.int64)
        steps[:-1] = values
        np.subtract.at(steps, self.stop, values)
        summed: Int = steps.cumsum()[:-1]
        return summed

    def deepest(self, enough: Bool) -> Int:
        """Of each document the deepest element among those marked, the first of equals; `<html>` when none is.

        For several rows of marks a row each.
        """
        return self.best(np.where(enough, self.depth, -1))

    def best(self, values: Int) -> Int:
        """Of each document the first element with the highest value; for several rows of values a row each."""
        found: Int
        if len(self.bounds) == 2:
            found = values.argmax(axis=-1, keepdims=True)
            return found
        if values.ndim > 1:
            return np.stack([self.best(row) for row in values])
        starts = self.bounds[:-1]
        highest = np.maximum.reduceat(values, starts)
        where = (values == highest[self.page]).nonzero()[0]
        found = where[where.searchsorted(starts)]
        return found

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What is known of each document (last axis) for each of its elements; of a single one as it is."""
        return values if len(self.bounds) == 2 else values.take(self.page, axis=-1)


@functools.cache
def _table(value: Callable[[str], int]) -> Int:
    return np.array([value(tag) for tag in (*TAGS, "")], np.int64)


def of(documents: Sequence[Document]) -> Containers:
    """The elements of some pages. Every document must be one."""
    pages = [document.markup for document in documents if isinstance(document.markup, Page)]
    sizes = np.array([len(page.elements.tags) for page in pages], np.int64)
    bounds, blocks = prefix(sizes), prefix(np.array([len(document) for document in documents], np.int64))
    page = np.arange(len(pages)).repeat(sizes)
    elements = [page.elements for page in pages]
    parent = _together([each.parent for each in elements], bounds).copy()
    parent[bounds[:-1]] = bounds[:-1]
    depth = _together([each.depth for each in elements])
    jumps = _jumps(parent, bounds[:-1], int(depth.max(initial=0)))
    tags = _joined([each.tags for each in elements])
    called = _different(pages)
    classes, idents = _named(called, _joined([each.ids for each in elements]))
    tag = _tags.of(tags)
    looks = mixed(tag.view(np.uint64) * _STEP + classes.view(np.uint64))
    return Containers(
        tags,
        tag & _KIND,
        parent,
        jumps,
        depth,
        _together([each.inside for each in elements]),
        _together([each.first for each in elements], blocks),
        _together([each.last for each in elements], blocks),
        _together([each.stop for each in elements], bounds),
        (classes | idents) & ((1 << _CLASS_BITS) - 1),
        looks,
        _path_hashes(looks, page, jumps),
        _together([page.pieces.owner for page in pages], bounds),
        page,
        bounds,
        called,
    )


def _together(arrays: Sequence[Int], base: Int | None = None) -> Int:
    """The arrays of all pages as one; their numbers move up by what comes before their page."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays if base is None else [each + at for each, at in zip(arrays, base, strict=False)])


def _different(pages: Sequence[Page]) -> Different:
    """The different class attributes of each page, those of all pages numbered through."""
    each = [page.classes for page in pages]
    if len(each) == 1:
        return each[0]
    ends = itertools.accumulate((len(one.strings) for one in each), initial=0)
    which = np.concatenate([np.zeros(0, np.int64), *(one.which + end for one, end in zip(each, ends, strict=False))])
    return Different(_joined([one.strings for one in each]), which)


def _joined(lists: Sequence[Sequence[str]]) -> Sequence[str]:
    return lists[0] if len(lists) == 1 else list(itertools.chain.from_iterable(lists))


def _named(classes: Different, ids: Sequence[str]) -> tuple[Int, Int]:
    """The numbers of each element's class and of its id, which few have; all names are looked up at once."""
    numbers = _names.of([*classes.strings, *filter(None, ids)])
    found = np.zeros(len(ids), np.int64)
    found[list(itertools.compress(range(len(ids)), ids))] = numbers[len(classes.strings) :]
    return numbers.take(classes.which), found


def _jumps(parent: Int, roots: Int, depth: int) -> list[Int]:
    """The elements 1, 2, 4, ... levels up, enough of them to reach `<html>` from `depth` levels down."""
    up = np.empty(len(parent) + 1, np.int64)
    up[:-1] = parent
    up[roots] = up[-1] = len(parent)
    jumps = [up]
    while 1 << len(jumps) <= depth:
        jumps.append(jumps[-1].take(jumps[-1]))
    return jumps


def _path_hashes(looks: HashArray, page: Int, jumps: Sequence[Int]) -> HashArray:
    """A hash of how each element and those around it look, in order; elements of different pages never agree."""
    total, factor = np.zeros(len(looks) + 1, np.uint64), np.array([_STEP])
    total[:-1] = looks
    for up in jumps:
        total += total.take(up) * factor
        factor = factor * factor
    found = total[:-1]
    return found if not page[-1] else mixed(found ^ mixed((page.astype(np.uint64) + np.uint64(1)) * _STEP))
