"""Where a block stands among the headings of its page, and what it shares with the page's title. Nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features import titles
from cleaner.features.characters import NEWLINE, key
from cleaner.features.columns import ByteArray
from cleaner.features.containers import Containers
from cleaner.features.lines import Int, Lines
from cleaner.features.table import Made, counts, flags, logs, shares
from cleaner.features.words import HashArray, mixed, split

MAX_TITLE_SHARE = 30
"""Words: longer blocks share words with any title."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_TITLE_ENDS = (" | ", " - ", " – ", " — ", " · ", " » ", " :: ")
"""What stands between a title and the name of its site."""
_JOINED_END = re.compile("(?<=[\u0370-\uffff])_")
"""The same in scripts other than Latin; in Latin letters an underscore belongs to a name."""


def headings(lines: Lines, level: Int, pages: Sequence[Page], tree: Containers) -> Made:
    """All columns by name; `level` is 1 to 6 for headings, else 0."""
    line = np.arange(len(lines))
    is_heading = level > 0
    last = np.maximum.accumulate(line * is_heading)
    under = is_heading.take(last) & (last >= lines.top)
    shared = _title_words(lines, pages)
    of_page = _main_headings(level, shared, lines)
    main = lines.spread(of_page)
    article = np.array(["article" in page.head.og_type or 'Article"' in page.head.linked for page in pages])
    product = np.array(["product" in page.head.og_type or '"Product"' in page.head.linked for page in pages])
    product &= ~article  # an article behind a paywall is part of a Product: schema.org says so
    return {
        "since_heading": logs(under * (line - last + 1)),
        "heading_level": counts(under * level.take(last)),
        "heading_tokens": shares(lines.spread(lines.per_document(is_heading)), np.maximum(lines.bottom - lines.top, 1)),
        "before_title": logs((main >= 0) * (main - line)),
        "after_title": logs((main >= 0) * (line - main + 1)),
        "title_words": shared,
        "page_is_article": flags(lines.spread(article)),
        "page_is_product": flags(lines.spread(product)),
        **titles.columns(lines, tree, of_page, pages),
    }


def level_of(tag: str) -> int:
    """1 to 6 for a heading, else 0."""
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


def _title_words(lines: Lines, pages: Sequence[Page]) -> ByteArray:
    """The share of each short block's words that stand in its page's title; long blocks have none."""
    codes = np.frombuffer(key("\n".join([*map(_title, pages), ""])), np.uint8)
    words = split(codes)
    if not len(words.starts):
        return np.zeros(len(lines), np.uint8)
    known, said = words.hashes, lines.words.hashes
    if len(pages) > 1:
        known = _of_page(known, np.searchsorted(np.flatnonzero(codes == NEWLINE), words.starts))
        said = _of_page(said, lines.document.repeat(lines.count))
    known = np.sort(known)
    in_title = known.take(known.searchsorted(said), mode="clip") == said
    return shares((lines.count <= MAX_TITLE_SHARE) * lines.word_sums(in_title), lines.count).codes


def _title(page: Page) -> str:
    """A page's title without the name of its site, on one line."""
    title = page.head.og_title or page.head.title
    for end in _TITLE_ENDS:
        title = title.split(end)[0] or title
    return _JOINED_END.split(title)[0].replace("\n", " ")


def _of_page(hashes: HashArray, page: Int) -> HashArray:
    """Hashes of words that are the same only where the page is."""
    return mixed(hashes ^ ((page.astype(np.uint64) + np.uint64(1)) * _FACTOR))


def _main_headings(level: Int, shared: ByteArray, lines: Lines) -> Int:
    """Of each page the block that is its main heading: with most of the title's words, else the first; -1: none."""
    worth = (level > 0) * (shared.astype(np.int64) * 2 + 64 * (level == 1) + 1)
    worth = np.where((level == 0) & (shared > 200), shared, worth)
    found = np.full(len(lines.bounds) - 1, -1, np.int64)
    first = lines.first_best(worth)
    found[lines.document[first]] = np.where(worth[first] > 0, first, -1)
    return found
