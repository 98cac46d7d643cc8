"""How much of a page lies in its comments, cards, sidebars, and how much of it comes before. It names no site."""

from __future__ import annotations

import numpy as np

from cleaner.features import markup_tokens
from cleaner.features.held import LINKED, PROSE, WORDS, Held
from cleaner.features.lines import Int
from cleaner.features.table import Feature, Made, Unit, named, shares

CALLED = ("comment", "related", "sidebar", "forum", "card")
"""Groups of words in class names and ids whose elements are weighed."""


def features() -> tuple[Feature, ...]:
    """What `columns` gives."""
    outer = "the outermost element around it called like"
    return (
        Feature("links_so_far", Unit.SHARE, "links among the words above"),
        Feature("links_to_come", Unit.SHARE, "links among the words below"),
        *(Feature(f"prose_of_{name}", Unit.SHARE, f'share of the page\'s prose in elements called like "{name}"')
          for name in CALLED),
        *(Feature(f"outer_{name}", Unit.SHARE, f'share of the page\'s prose in {outer} "{name}"') for name in CALLED),
        *(Feature(f"before_{name}", Unit.SHARE, f'share of the page\'s prose before {outer} "{name}"')
          for name in CALLED),
    )  # fmt: skip


def columns(held: Held, handed: Int) -> Made:
    """All columns by name; `handed` are the word groups of each element and of those around it."""
    tree, lines, line, total = held.tree, held.lines, held.line, held.before
    above = total[[LINKED, WORDS]][:, line] - total[[LINKED, WORDS]][:, lines.top]
    below = total[[LINKED, WORDS]][:, lines.bottom] - total[[LINKED, WORDS]][:, line + 1]
    masks = markup_tokens.masks(CALLED)
    inside = handed.take(held.up[0]) & masks != 0
    # no element that is called so and outermost lies in another: the last one that began is the one around
    begins = handed & ~handed.take(tree.parent)
    begins[tree.bounds[:-1]] = handed[tree.bounds[:-1]]
    at = np.arange(len(handed), dtype=np.int32)
    outer = np.maximum.accumulate((begins & masks != 0) * at, axis=1).take(held.up[0], axis=1)
    mass = lines.per_document(held.counted[PROSE] * inside)
    before = total[PROSE].take(tree.first.take(outer)) - total[PROSE][lines.top]
    return {
        "links_so_far": shares(*above),
        "links_to_come": shares(*below),
        **named("prose_of_{}", CALLED, shares(lines.spread(mass), held.page_prose)),
        **named("outer_{}", CALLED, shares(held.elements[PROSE].take(outer) * inside, held.page_prose)),
        **named("before_{}", CALLED, shares(before * inside, held.page_prose)),
    }
