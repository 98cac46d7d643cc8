"""Where a block branches off from the densest part of its page, and what its branch is. It names no site.

Of each page the element with most prose close below it is the densest; a block outside it lies in a branch, the child
of the last container that holds both.
"""

from __future__ import annotations

import numpy as np

from cleaner.features import markup_tokens, topics
from cleaner.features.containers import Containers
from cleaner.features.lines import Int
from cleaner.features.structure import Structure
from cleaner.features.table import ByteArray, Feature, Unit, bit_flags, counts, flags, logs, named, shares

CALLED = (
    "comment", "related", "share", "promo", "newsletter", "sidebar", "footer", "menu", "meta", "card", "product",
    "forum", "content", "header", "modal", "paging",
)  # fmt: skip
"""What a branch may be called: groups of words in its class and id."""
TAGS = (
    "none", "nav", "footer", "aside", "section", "article", "div", "ul", "form", "header", "table", "p", "ol", "other",
)  # fmt: skip
NEARNESS = (3, 10, 5)
"""How much a block's prose counts for the element it belongs to, for the one above, and for the one above that."""


def features() -> tuple[Feature, ...]:
    """What `columns` gives."""
    share, flag = Unit.SHARE, Unit.FLAG
    return (
        Feature("densest", flag, "inside the element with most prose close below it"),
        Feature("densest_parent", share, "prose of the container one level up, the densest being 100 %:"),
        Feature("densest_second", share, "prose of the container two levels up, the densest being 100 %:"),
        Feature("branch_up", Unit.COUNT, "levels from the densest element up to where it branches off"),
        Feature("branch_down", Unit.COUNT, "levels down from where it branches off"),
        Feature("branch_words", Unit.LOG, "words in its branch"),
        Feature("branch_prose", share, "share of the page's prose in its branch"),
        Feature("branch_links", share, "links among the words of its branch"),
        Feature("branch_below", flag, "its branch comes after the densest element"),
        Feature("branch_tag", Unit.CODE, "its branch", TAGS),
        *(Feature(f"branch_is_{name}", flag, f'its branch is called like "{name}"') for name in CALLED),
        *(
            Feature(f"branch_led_{name}", flag, f'its branch is led by a line about "{name}"')
            for name in topics.OUTLYING
        ),
    )


def columns(structure: Structure, announced: Int) -> dict[str, ByteArray]:
    """All columns by name; `announced` is what leads each element or one around it, bits of `topics.groups()`."""
    tree, page = structure.containers, structure.lines.document
    own, parent, second, _ = structure.up
    worth = _worth(structure)
    best = tree.best(worth)
    start, end = tree.first[best][page], tree.last[best][page]
    top = np.maximum(worth[best], 1)[page]
    branch, meeting = _branches(tree, best)
    is_off = branch[own] >= 0
    off = np.where(is_off, branch[own], 0)
    called = np.where(is_off, tree.tokens[off], 0)
    led = np.where(is_off, announced[off], 0)
    number = {tag: index for index, tag in enumerate(TAGS)}
    tags = tree.named.each(lambda tag: number.get(tag, len(TAGS) - 1))
    return {
        "densest": flags((structure.line >= start) & (structure.line < end)),
        "densest_parent": shares(worth[parent], top),
        "densest_second": shares(worth[second], top),
        "branch_up": counts(np.where(is_off, tree.depth[best][page] - tree.depth[meeting[own]], 0)),
        "branch_down": counts(np.where(is_off, tree.depth[own] - tree.depth[off] + 1, 0)),
        "branch_words": logs(np.where(is_off, structure.words[off], 0)),
        "branch_prose": shares(np.where(is_off, structure.prose[off], 0), structure.page_prose[page]),
        "branch_links": shares(np.where(is_off, structure.linked[off], 0), structure.words[off]),
        "branch_below": flags(is_off & (tree.first[off] >= end)),
        "branch_tag": np.where(is_off, tags[off], 0).astype(np.uint8),
        **named("branch_is_{}", CALLED, bit_flags(called, markup_tokens.masks(CALLED))),
        **named("branch_led_{}", topics.OUTLYING, bit_flags(led, topics.masks(topics.OUTLYING))),
    }


def _worth(structure: Structure) -> Int:
    """The prose close below each element, links held against it."""
    worth = np.zeros(len(structure.containers.parent), np.int64)
    for element, share in zip(structure.up, NEARNESS, strict=False):
        np.add.at(worth, element, share * structure.weights.prose)
    found: Int = worth * (structure.words - structure.linked) // np.maximum(structure.words, 1)
    return found


def _branches(tree: Containers, best: Int) -> tuple[Int, Int]:
    """Where the way to each element leaves the way to its page's densest one (-1: never), and the last shared."""
    at, target = np.arange(len(tree.parent)), best[tree.page]
    shared = (at <= target) & (target < tree.stop)
    # no branch lies in another: the last one that began is the one around
    branch = np.maximum.accumulate(np.where(~shared & shared[tree.parent], at, 0))
    return np.where(shared, -1, branch), np.where(shared, at, tree.parent[branch])
