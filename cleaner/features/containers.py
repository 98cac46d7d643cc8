"""The elements of a batch of pages as arrays: who holds whom, what is inside, who looks alike. It knows no feature.

Sums over a container are differences of integer prefix sums, because its blocks are contiguous; what is handed down
from ancestors takes a dozen doubling steps, however deep the page.
"""

from __future__ import annotations

import zlib
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
class Containers:
    """All elements of a batch, numbered through; element and block numbers are those of the batch.

    `parent` of a page's `<html>` is itself. The blocks of an element end before `last[e]`, the elements in it before
    `stop[e]`. `tokens` are the element's own word groups, `handed` those of the elements around it too. `looks` is a
    hash of tag and class, `path` of those of all elements down to it and of its page. `owner` is the element of each
    block, `page` the document of each element, `bounds` where each document's start.
    """

    tags: Sequence[str]
    parent: Int
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

    def sums(self, values: npt.NDArray[np.generic]) -> Int:
        """The sum of an integer array over the blocks of each element."""
        total = prefix(values)
        found: Int = total[self.last] - total[self.first]
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
    tags = [tag for p in pages for tag in p.elements.tags]
    classes = [name for p in pages for name in p.elements.classes]
    ids = [name for p in pages for name in p.elements.ids]
    tokens = _by_name(classes, markup_tokens.bits) | _by_name(ids, markup_tokens.bits)
    looks = mixed(_by_name(tags, _hash).astype(np.uint64) * _STEP + _by_name(classes, _hash).astype(np.uint64))
    return Containers(
        tags,
        parent,
        np.concatenate([p.elements.depth for p in pages]),
        np.concatenate([p.elements.inside for p in pages]),
        np.concatenate([p.elements.first + at for p, at in zip(pages, block_base, strict=True)]),
        np.concatenate([p.elements.last + at for p, at in zip(pages, block_base, strict=True)]),
        np.concatenate([p.elements.stop + at for p, at in zip(pages, base, strict=True)]),
        tokens,
        handed_down(tokens, parent),
        looks,
        _path_hashes(looks, parent, page),
        np.concatenate([p.pieces.owner + at for p, at in zip(pages, base, strict=True)]),
        page,
        bounds,
    )


def _offsets(sizes: Iterable[int]) -> list[int]:
    return [0, *np.cumsum(list(sizes)).tolist()][:-1]


def _by_name(names: Sequence[str], value: Callable[[str], int]) -> Int:
    """A value for each name; each different name is looked at once."""
    number = {name: index for index, name in enumerate(dict.fromkeys(names))}
    values = np.array([value(name) for name in number], np.int64)
    return values[[number[name] for name in names]]


def _hash(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace"))


def handed_down(values: Int, parent: Int) -> Int:
    """Bits of each element and of all elements around it: each step looks twice as far up as the one before."""
    found, up = values, parent
    while True:
        found = found | found[up]
        further = up[up]
        if np.array_equal(further, up):
            return found
        up = further


def _path_hashes(looks: HashArray, parent: Int, page: Int) -> HashArray:
    """A hash of how each element and those around it look, in order; elements of different pages never agree."""
    total = np.append(looks, np.uint64(0))
    nothing = len(looks)
    up = np.append(np.where(parent == np.arange(nothing), nothing, parent), nothing)
    factor = np.array([_STEP])
    while np.any(up != nothing):
        total = mixed(total + total[up] * factor)
        up = up[up]
        factor = factor * _STEP
    return mixed(total[:-1] ^ mixed((page.astype(np.uint64) + np.uint64(1)) * _STEP))
