"""How much of a page lies in its comments, cards, sidebars, and how much of it comes before. It names no site."""

from __future__ import annotations

import numpy as np

from cleaner.features import markup_tokens
from cleaner.features.lines import prefix
from cleaner.features.structure import Structure
from cleaner.features.table import ByteArray, Feature, Unit, shares

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
    linked, words, prose = map(prefix, (structure.weights.linked, structure.weights.words, structure.weights.prose))
    top, bottom = lines.top, lines.bottom
    found = {
        "links_so_far": shares(linked[line] - linked[top], words[line] - words[top]),
        "links_to_come": shares(linked[bottom] - linked[line + 1], words[bottom] - words[line + 1]),
    }
    whole, own = structure.page_prose[lines.document], structure.up[0]
    at = np.arange(len(tree.parent))
    for name in CALLED:
        called = (tree.handed >> markup_tokens.groups().index(name) & 1).astype(np.bool_)
        outer = np.where(called & called[tree.parent], tree.parent, at)
        while not np.array_equal(outer, further := outer[outer]):
            outer = further
        inside, element = called[own], outer[own]
        mass = lines.per_document(structure.weights.prose * inside)
        found[f"prose_of_{name}"] = shares(mass[lines.document], whole)
        found[f"outer_{name}"] = shares(np.where(inside, structure.prose[element], 0), whole)
        found[f"before_{name}"] = shares(np.where(inside, prose[tree.first[element]] - prose[top], 0), whole)
    return found
