"""What the phrases of a page say of the blocks around them: headings of their sections, labels of their forms.

It looks at phrases and elements only; what class names say is told in `surroundings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cleaner.features.containers import Containers
from cleaner.features.phrases import Phrase
from cleaner.model import Category

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPEAKING = (
    Category.RELATED_LINKS,
    Category.COMMENT_THREAD,
    Category.COMMENT_FORM,
    Category.NEWSLETTER,
    Category.SHARE,
    Category.LOGIN,
    Category.AUTHOR_BIO,
    Category.CONSENT,
    Category.LEGAL,
    Category.SPONSORED,
    Category.PAYWALL,
)
SECTIONS: Mapping[Category, Category] = MappingProxyType(
    {**{category: category for category in _SPEAKING}, Category.UNRELATED_EDITORIAL: Category.RELATED_LINKS}
)
"""What a section is, by the category of the phrase that heads it."""
MAX_SECTION = 40
"""Blocks that one heading can speak for."""
MAX_FORM = 30
"""Blocks: old pages wrap all of themselves in one form."""
MAX_NEWSLETTER_FORM = 10
"""Blocks: a longer form asks for more than an address."""
ASKING = (
    (
        Category.COMMENT_FORM,
        (Category.COMMENT_FORM, Category.COMMENT_THREAD),
        ("comment", "kommentar", "comentario", "repl"),
    ),
    (Category.LOGIN, (Category.LOGIN,), ("pass", "kennwort")),
    (Category.CONSENT, (Category.CONSENT,), ("",)),
    (Category.NAV, (Category.NAV,), ("search", "such")),
)
"""What a form is for, when a phrase of one of these categories in it has one of these words; asked in this order."""


def headed(tree: Containers, headings: Iterable[int]) -> dict[int, int]:
    """The heading of each block that stands under one of `headings` (blocks, ascending); the last where several do.

    A heading speaks for the rest of the largest element that begins with it, up to the next heading of its level.
    """
    found: dict[int, int] = {}
    tags, last = tree.tags, tree.last
    for block in headings:
        element = _begun_by(tree, block)
        level = tags[tree.owner[block]]
        for other in range(block + 1, min(int(last[element]), block + MAX_SECTION)):
            tag = tags[tree.owner[other]]
            if level in HEADINGS and tag in HEADINGS and tag <= level:
                break
            found[other] = block
    return found


def _begun_by(tree: Containers, block: int) -> int:
    """The largest element that begins with a block; the one around it when that holds the block alone."""
    element = int(tree.owner[block])
    up = int(tree.parent[element])
    while up != element and tree.first[up] == block:
        element, up = up, int(tree.parent[up])
    return up if tree.last[element] - tree.first[element] == 1 else element


def form_purpose(said: Iterable[Phrase], size: int) -> Category:
    """What a form of `size` blocks is for, by the phrases in it; `other` for one that asks for anything else."""
    found = list(said)
    for purpose, kinds, words in ASKING:
        if any(phrase.category in kinds and any(word in phrase.text for word in words) for phrase in found):
            return purpose
    if size <= MAX_NEWSLETTER_FORM and any(phrase.category is Category.NEWSLETTER for phrase in found):
        return Category.NEWSLETTER
    return Category.OTHER
