"""What the elements around a block say of it: the nearest that is for something, the region, the form, the section.

Elements that hold the body of the page, or the whole of it, say nothing of their parts.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features import places
from cleaner.features.containers import Containers
from cleaner.features.places import Region
from cleaner.features.sections import HEADINGS
from cleaner.features.table import FeatureTable
from cleaner.model import Category

WHOLE_PAGE = frozenset(("html", "body", "main"))
STRONG = frozenset((Category.CONSENT, Category.CAPTCHA, Category.ADBLOCK_NOTICE, Category.PAYWALL, Category.NEWSLETTER,
                    Category.LOGIN, Category.COMMENT_FORM, Category.COMMENT_THREAD, Category.SHARE,
                    Category.BREADCRUMB, Category.SKIP_LINK, Category.AUTHOR_BIO))  # fmt: skip
"""What an element is for whatever smaller elements in it are called: the stars of a comment are part of the comment."""
INLINE = frozenset(("a", "span", "button", "label", "p", "strong", "em", "figure", "figcaption", *HEADINGS))
"""Too small to be a region of a page, whatever they are called (`button--secondary`)."""
LARGEST: Mapping[Category, int] = {
    **dict.fromkeys((Category.NEWSLETTER, Category.LOGIN, Category.PAYWALL, Category.CAPTCHA, Category.SHARE,
                     Category.BREADCRUMB, Category.SKIP_LINK, Category.NAV), 40),
    Category.HEADER_FOOTER: 6,
}  # fmt: skip
"""Blocks: a larger element that is called one of these holds one, it is none."""
NOTHING = -1


class Around(NamedTuple):
    """Of one element the elements, itself or around it, that say most: numbers of the batch, or -1.

    `place` is for something, which is `purpose`. `region` says where it stands, which is `where`. `form` is a `<form>`.
    """

    place: int = NOTHING
    purpose: Category | None = None
    region: int = NOTHING
    where: Region | None = None
    form: int = NOTHING


class Surroundings:
    """What is around the elements of some pages. Only those that somebody asks about, and what is above, are read."""

    def __init__(self, pages: Sequence[Page], tree: Containers, table: FeatureTable) -> None:
        self._tags, self._parent = tree.tags, tree.parent.tolist()
        self._classes = list(itertools.chain.from_iterable(page.elements.classes for page in pages))
        self._ids = list(itertools.chain.from_iterable(page.elements.ids for page in pages))
        self._silent = _around_bodies(tree, table)
        self._early = _before_titles(tree, table)
        self._sizes = (tree.last - tree.first).tolist()
        self._known: list[Around | None] = [None] * len(self._parent)

    def of(self, element: int) -> Around:
        """What is around one element, itself included."""
        known, parent, path = self._known, self._parent, []
        found, at = known[element], element
        while found is None:
            path.append(at)
            up = parent[at]
            found = known[up] if up != at else Around()
            at = up
        for at in reversed(path):
            found = known[at] = self._inside(at, found)
        return found

    def _inside(self, element: int, outer: Around) -> Around:
        """What is around an element, from what is around its parent."""
        if self._silent[element]:
            return outer
        tag = self._tags[element]
        found = places.meaning(tag, self._classes[element], self._ids[element])
        if tag == "form":
            outer = outer._replace(form=element)
        if found is None or tag in WHOLE_PAGE:
            return outer
        if isinstance(found, Region):
            return self._in_region(element, found, outer)
        too_large = self._sizes[element] > LARGEST.get(found, self._sizes[element])
        if too_large or (outer.purpose in STRONG and found not in STRONG):
            return outer
        return outer._replace(place=element, purpose=found)

    def _in_region(self, element: int, found: Region, outer: Around) -> Around:
        if found is not Region.NAV and self._tags[element] in INLINE:
            return outer
        if found is Region.HEADER and not self._early[element]:
            return outer
        if found is not Region.FOOTER and outer.where is Region.FOOTER:
            return outer
        return outer._replace(region=element, where=found)


def _around_bodies(tree: Containers, table: FeatureTable) -> list[bool]:
    """Which elements hold the whole innermost container with 60 % of a page's prose, where there is prose."""
    core = np.flatnonzero(table.columns["core60"] & (table.columns["run_largest"] > 0))
    found = np.zeros(len(tree.tags), np.bool_)
    page = tree.page[tree.owner[core]]
    for number in np.unique(page).tolist():
        mine = core[page == number]
        elements = slice(int(tree.bounds[number]), int(tree.bounds[number + 1]))
        found[elements] = (tree.first[elements] <= mine[0]) & (tree.last[elements] > mine[-1])
    values: list[bool] = found.tolist()
    return values


def _before_titles(tree: Containers, table: FeatureTable) -> list[bool]:
    """Which elements end before their page's main heading; a page without one is all title."""
    late = np.concatenate([[0], np.cumsum(table.columns["after_title"] > 0)])
    values: list[bool] = (late[tree.first] == late[tree.last]).tolist()
    return values
