"""How much of a page lies in its comments, cards, sidebars, and how much of it comes before. It names no site."""

from __future__ import annotations

import numpy as np

from cleaner.features import markup_tokens
from cleaner.features.lines import prefix
from cleaner.features.structure import Structure
from cleaner.features.table import ByteArray, Feature, Unit, bit_flags, named, shares

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


def columns(structure: Structure) -> dict[str, ByteArray]:
    """All columns by name."""
    lines, tree, line = structure.lines, structure.containers, structure.line
    words, linked, prose = prefix(structure.weights.rows)
    top, bottom = lines.top, lines.bottom
    found = {
        "links_so_far": shares(linked[line] - linked[top], words[line] - words[top]),
        "links_to_come": shares(linked[bottom] - linked[line + 1], words[bottom] - words[line + 1]),
    }
    whole, own = structure.page_prose[lines.document], structure.up[0]
    called = bit_flags(tree.handed, markup_tokens.masks(CALLED)).astype(np.bool_)
    # no element that is called so and outermost lies in another: the last one that began is the one around
    at = np.arange(len(tree.parent))
    is_outer = called & (~called[:, tree.parent] | (tree.parent == at))
    outer = np.maximum.accumulate(np.where(is_outer, at, 0), axis=1)[:, own]
    inside = called[:, own]
    mass = lines.per_document(structure.weights.prose * inside)
    before = prose[tree.first[outer]] - prose[top]
    return {
        **found,
        **named("prose_of_{}", CALLED, shares(mass, structure.page_prose)[:, lines.document]),
        **named("outer_{}", CALLED, shares(structure.prose[outer] * inside, whole)),
        **named("before_{}", CALLED, shares(before * inside, whole)),
    }
