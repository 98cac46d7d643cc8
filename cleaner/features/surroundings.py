"""What the elements around a block say of it: the nearest that is for something, the region, the form, the section.

Elements that hold the body of the page, or the whole of it, say nothing of their parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features import places
from cleaner.features.containers import Containers
from cleaner.features.places import Meaning, Region
from cleaner.features.table import FeatureTable
from cleaner.model import Category

WHOLE_PAGE = frozenset(("html", "body", "main"))
STRONG = frozenset((Category.CONSENT, Category.CAPTCHA, Category.ADBLOCK_NOTICE, Category.PAYWALL, Category.NEWSLETTER,
                    Category.LOGIN, Category.COMMENT_FORM, Category.COMMENT_THREAD, Category.SHARE,
                    Category.BREADCRUMB, Category.SKIP_LINK, Category.AUTHOR_BIO))  # fmt: skip
"""What an element is for whatever smaller elements in it are called: the stars of a comment are part of the comment."""
INLINE = frozenset(("a", "span", "button", "label", "p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em"))
"""Too small to be a region of a page, whatever they are called (`button--secondary`)."""
LARGEST: Mapping[Meaning, int] = {
    **dict.fromkeys((Category.NEWSLETTER, Category.LOGIN, Category.PAYWALL, Category.CAPTCHA, Category.SHARE,
                     Category.BREADCRUMB, Category.SKIP_LINK), 40),
    Category.HEADER_FOOTER: 6,
}  # fmt: skip
"""Blocks: a larger element that is called one of these holds one, it is none."""
NOTHING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Of each element of a batch the one, itself or around it, that says most: its number, or -1. `meanings` are the
    elements' own.

    `place` is for something, `region` says where it stands, `form` is the nearest `<form>`.
    """

    meanings: Sequence[Meaning | None]
    place: Sequence[int]
    region: Sequence[int]
    form: Sequence[int]


def of(pages: Sequence[Page], tree: Containers, table: FeatureTable) -> Surroundings:
    """The surroundings of all elements of some pages; one pass, parents before children."""
    meanings: list[Meaning | None] = []
    for page in pages:
        elements = page.elements
        meanings += map(places.meaning, elements.tags, elements.classes, elements.ids)
    parent, tags = tree.parent.tolist(), tree.tags
    silent = _around_bodies(tree, table)
    early = _before_titles(tree, table)
    sizes = (tree.last - tree.first).tolist()
    place, region, form = ([NOTHING] * len(tags) for _ in range(3))
    for element, up in enumerate(parent):
        if up != element:
            place[element], region[element], form[element] = place[up], region[up], form[up]
        found = meanings[element]
        if tags[element] == "form" and not silent[element]:
            form[element] = element
        if found is None or silent[element] or tags[element] in WHOLE_PAGE:
            continue
        if isinstance(found, Region):
            outer = None if region[element] == NOTHING else meanings[region[element]]
            if found is not Region.NAV and (tags[element] in INLINE or (found is Region.HEADER and not early[element])):
                continue
            if found is Region.FOOTER or outer is not Region.FOOTER:
                region[element] = element
        elif sizes[element] > LARGEST.get(found, sizes[element]):
            continue
        elif found in STRONG or place[element] == NOTHING or meanings[place[element]] not in STRONG:
            place[element] = element
    return Surroundings(meanings, place, region, form)


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
