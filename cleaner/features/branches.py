"""Where a block branches off from the densest part of its page, and what its branch is. It names no site.

Of each page the element with most prose close below it is the densest; a block outside it lies in a branch, the child
of the last container that holds both.
"""

from __future__ import annotations

import numpy as np

from cleaner.features import markup_tokens, topics
from cleaner.features.containers import Containers
from cleaner.features.held import LINKED, PROSE, Held
from cleaner.features.lines import Int
from cleaner.features.table import Feature, Made, Unit, bit_flags, counts, flags, logs, named, shares

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


def columns(held: Held, announced: Int) -> Made:
    """All columns by name; `announced` is what leads each element or one around it, bits of `topics.groups()`."""
    tree, lines, own = held.tree, held.lines, held.up[0]
    worth = _worth(held)
    best = tree.best(worth)
    start, end = lines.spread(tree.first[best]), lines.spread(tree.last[best])
    near = worth.take(held.up[1:3])
    branch, meeting = _branches(tree, best)
    branch = branch.take(own)
    is_off = branch >= 0
    off = branch * is_off
    words, linked, prose = held.elements[: PROSE + 1].take(off, axis=1) * is_off
    depth = tree.depth.take(own)
    return {
        "densest": flags((held.line >= start) & (held.line < end)),
        **named("densest_{}", ("parent", "second"), shares(near, lines.spread(np.maximum(worth[best], 1)))),
        "branch_up": counts(is_off * (lines.spread(tree.depth[best]) - tree.depth.take(meeting.take(own)))),
        "branch_down": counts(is_off * (depth - tree.depth.take(off) + 1)),
        "branch_words": logs(words),
        "branch_prose": shares(prose, held.page_prose),
        "branch_links": shares(linked, words),
        "branch_below": flags(is_off & (tree.first.take(off) >= end)),
        "branch_tag": is_off * tree.by_tag(_tag_number).take(off),
        **named("branch_is_{}", CALLED, bit_flags(is_off * tree.tokens.take(off), markup_tokens.masks(CALLED))),
        **named(
            "branch_led_{}", topics.OUTLYING, bit_flags(is_off * announced.take(off), topics.masks(topics.OUTLYING))
        ),
    }


def _tag_number(tag: str) -> int:
    return TAGS.index(tag if tag in TAGS else "other")


def _worth(held: Held) -> Int:
    """The prose close below each element, links held against it."""
    close = held.up[: len(NEARNESS)].ravel()
    shares_ = np.multiply.outer(NEARNESS, held.counted[PROSE]).ravel()
    worth = np.bincount(close, shares_, held.elements.shape[1]).astype(np.int64)
    words, linked = held.elements[: LINKED + 1]
    found: Int = worth * (words - linked) // np.maximum(words, 1)
    return found


def _branches(tree: Containers, best: Int) -> tuple[Int, Int]:
    """Where the way to each element leaves the way to its page's densest one (-1: never), and the last shared."""
    at, target = np.arange(len(tree.parent)), tree.spread(best)
    shared = (at <= target) & (target < tree.stop)
    # no branch lies in another: the last one that began is the one around
    branch = np.maximum.accumulate(at * (~shared & shared.take(tree.parent)))
    return np.where(shared, -1, branch), np.where(shared, at, tree.parent.take(branch))
