"""How far a block stands from its page's main heading, in words and in the tree, and whether the page's description
quotes it: a standfirst is the heading's neighbour, a teaser of another page is not. Nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features.characters import NEWLINE, key
from cleaner.features.columns import ByteArray
from cleaner.features.containers import Containers
from cleaner.features.lines import Int, Lines, prefix
from cleaner.features.table import Feature, Made, Unit, counts, logs, shares
from cleaner.features.words import HashArray, mixed, split

FEATURES = (
    Feature("words_before_title", Unit.LOG, "words from here to the page's main heading"),
    Feature("words_since_title", Unit.LOG, "words since the page's main heading"),
    Feature("title_up", Unit.COUNT, "levels up to the container that holds the page's main heading, too"),
    Feature("title_down", Unit.COUNT, "levels from that container down to the page's main heading"),
    Feature("described", Unit.SHARE, "runs of three words that the page's description has too"),
)
_PAIR, _TRIPLE = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xA0761D6478BD642F)


def columns(lines: Lines, tree: Containers, main: Int, pages: Sequence[Page]) -> Made:
    """All columns by name; `main` is the block of each page's main heading, -1 where it has none."""
    line, titled = np.arange(len(lines)), lines.spread(main >= 0)
    before = prefix(lines.count)
    since = titled * (before[line] - before.take(lines.spread(np.maximum(main, 0))))
    heading = tree.owner.take(np.maximum(main, 0))
    element, goal = np.arange(len(tree.parent)), tree.spread(heading)
    around = (element <= goal) & (goal < tree.stop)
    met = tree.highest(np.where(around, tree.depth, -1)).take(tree.owner)
    return {
        "words_before_title": logs(-since),
        "words_since_title": logs(since),
        "title_up": counts(titled * (tree.depth.take(tree.owner) - met + 1)),
        "title_down": counts(titled * (lines.spread(tree.depth.take(heading)) - met + 1)),
        "described": _described(lines, pages),
    }


def _described(lines: Lines, pages: Sequence[Page]) -> ByteArray:
    codes = np.frombuffer(key("\n".join([*(_description(page) for page in pages), ""])), np.uint8)
    words = split(codes)
    if len(words.hashes) < 3 or len(lines.words.hashes) < 3:
        return np.zeros(len(lines), np.uint8)
    page = np.searchsorted(np.flatnonzero(codes == NEWLINE), words.starts)
    known = np.sort(_triples(words.hashes, page)[page[2:] == page[:-2]])
    if not len(known):
        return np.zeros(len(lines), np.uint8)
    # words between lines are in none: what is summed over a line are the triples that end in it, from its third word on
    found = np.zeros(len(lines.words.hashes), np.bool_)
    owner = np.zeros(len(found), np.int64) if len(pages) == 1 else _owners(lines, len(found))
    said = _triples(lines.words.hashes, owner)
    found[2:] = known.take(known.searchsorted(said), mode="clip") == said
    places = np.maximum(lines.count - 2, 0)
    total = prefix(found)
    ends = lines.first + lines.count
    return shares(total.take(ends) - total.take(ends - places), places).codes


def _owners(lines: Lines, size: int) -> Int:
    """The document of every word; 0 for words between lines."""
    found = np.zeros(size + 1, np.int64)
    np.add.at(found, lines.first, lines.document)
    np.subtract.at(found, lines.first + lines.count, lines.document)
    owners: Int = found.cumsum()[:-1]
    return owners


def _triples(hashes: HashArray, page: Int) -> HashArray:
    """Hashes of all runs of three words, the same only where the page is."""
    salt = mixed((page[2:].astype(np.uint64) + np.uint64(1)) * _PAIR)
    return mixed(mixed(hashes[:-2] * _PAIR + hashes[1:-1]) * _TRIPLE + hashes[2:] + salt)


def _description(page: Page) -> str:
    return page.head.description.replace("\n", " ")
