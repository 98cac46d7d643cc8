"""The elements of a batch of pages as arrays: who holds whom, what is inside, who looks alike. It knows no feature.

Sums over a container are differences of integer prefix sums, because its blocks are contiguous; what is handed down
from ancestors takes a dozen doubling steps, however deep the page.
"""

from __future__ import annotations

import itertools
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.blocks.page import Page
from cleaner.features import markup_tokens
from cleaner.features.lines import Bool, Int, prefix
from cleaner.features.words import HashArray, mixed
from cleaner.model import Document

_STEP = np.uint64(0x5851F42D4C957F2D)


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Tags, classes or ids of all elements: each different name once, and which of them each element has."""

    different: Sequence[str]
    number: Int

    @classmethod
    def of(cls, names: Sequence[str]) -> Names:
        """The names of elements, one each."""
        number: defaultdict[str, int] = defaultdict(itertools.count().__next__)
        numbers = np.fromiter(map(number.__getitem__, names), np.int64, len(names))
        return cls(tuple(number), numbers)

    def each(self, value: Callable[[str], int]) -> Int:
        """A value for each element; each different name is looked at once."""
        found: Int = np.array([value(name) for name in self.different], np.int64)[self.number]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Containers:
    """All elements of a batch, numbered through; element and block numbers are those of the batch.

    `tags` are their tags, `named` the same by number. `parent` of a page's `<html>` is itself; `jumps` are the elements
    1, 2, 4, ... levels up. The blocks of an element end before `last[e]`, the elements in it before `stop[e]`. `tokens`
    are the element's own word groups, `handed` those of the elements around it too. `looks` is a hash of tag and class,
    `path` of those of all elements down to it and of its page. `owner` is the element of each block, `page` the
    document of each element, `bounds` where each document's start.
    """

    tags: Sequence[str]
    named: Names
    parent: Int
    jumps: Sequence[Int]
    depth: Int
    inside: Int
    first: Int
    last: Int
    stop: Int
    tokens: Int
    handed: Int
    looks: HashArray
    path: HashArray
    owner: Int
    page: Int
    bounds: Int

    def above(self, steps: int) -> Int:
        """The element so many steps above the owner of each block; `<html>` where there is none."""
        element = self.owner
        for _ in range(steps):
            element = self.parent[element]
        return element

    def sums(self, values: npt.NDArray[np.generic], element: Int | slice = slice(None)) -> Int:
        """The sum of an integer array (or of each row of several) over the blocks of elements, of all if not said."""
        total = prefix(values)
        found: Int = total[..., self.last[element]] - total[..., self.first[element]]
        return found

    def deepest(self, enough: Bool) -> Int:
        """Of each document the deepest element among those marked, the first of equals; `<html>` when none is."""
        depth = np.where(enough, self.depth, -1)
        return self.best(depth)

    def best(self, values: Int) -> Int:
        """Of each document the first element with the highest value."""
        starts = self.bounds[:-1]
        highest = np.maximum.reduceat(values, starts)
        where = np.flatnonzero(values == highest[self.page])
        found: Int = where[np.searchsorted(where, starts)]
        return found


def of(documents: Sequence[Document]) -> Containers:
    """The elements of some pages. Every document must be one."""
    pages = [document.markup for document in documents if isinstance(document.markup, Page)]
    sizes = [len(page.elements.tags) for page in pages]
    base, bounds = _offsets(sizes), prefix(np.array(sizes, np.int64))
    block_base = _offsets([len(document) for document in documents])
    page = np.repeat(np.arange(len(pages)), sizes)
    parent = np.concatenate([p.elements.parent + at for p, at in zip(pages, base, strict=True)])
    parent[bounds[:-1]] = bounds[:-1]
    depth = np.concatenate([p.elements.depth for p in pages])
    jumps = _jumps(parent, int(depth.max(initial=0)))
    tags = list(itertools.chain.from_iterable(p.elements.tags for p in pages))
    named = Names.of(tags)
    classes = Names.of(list(itertools.chain.from_iterable(p.elements.classes for p in pages)))
    ids = Names.of(list(itertools.chain.from_iterable(p.elements.ids for p in pages)))
    tokens = markup_tokens.bits(classes.different)[classes.number] | markup_tokens.bits(ids.different)[ids.number]
    looks = mixed(named.each(_hash).astype(np.uint64) * _STEP + classes.each(_hash).astype(np.uint64))
    return Containers(
        tags,
        named,
        parent,
        jumps,
        depth,
        np.concatenate([p.elements.inside for p in pages]),
        np.concatenate([p.elements.first + at for p, at in zip(pages, block_base, strict=True)]),
        np.concatenate([p.elements.last + at for p, at in zip(pages, block_base, strict=True)]),
        np.concatenate([p.elements.stop + at for p, at in zip(pages, base, strict=True)]),
        tokens,
        handed_down(tokens, jumps),
        looks,
        _path_hashes(looks, depth, page, jumps),
        np.concatenate([p.pieces.owner + at for p, at in zip(pages, base, strict=True)]),
        page,
        bounds,
    )


def _offsets(sizes: Iterable[int]) -> list[int]:
    return [0, *np.cumsum(list(sizes)).tolist()][:-1]


def _hash(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace"))


def _jumps(parent: Int, depth: int) -> list[Int]:
    """The elements 1, 2, 4, ... levels up, enough of them to reach `<html>` from `depth` levels down."""
    jumps = [parent]
    while 1 << len(jumps) <= depth:
        jumps.append(jumps[-1][jumps[-1]])
    return jumps


def handed_down(values: Int, jumps: Sequence[Int]) -> Int:
    """Bits of each element and of all elements around it: each step looks twice as far up as the one before."""
    for up in jumps:
        values = values | values[up]
    return values


def _path_hashes(looks: HashArray, depth: Int, page: Int, jumps: Sequence[Int]) -> HashArray:
    """A hash of how each element and those around it look, in order; elements of different pages never agree."""
    total, factor = looks, np.array([_STEP])
    for step, up in enumerate(jumps):
        total = total + np.where(depth >> step > 0, total[up], 0) * factor
        factor = factor * factor
    return mixed(total ^ mixed((page.astype(np.uint64) + np.uint64(1)) * _STEP))
