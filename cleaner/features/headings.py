"""Where a block stands among the headings of its page, and what it shares with the page's title. Nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features.characters import NEWLINE, key
from cleaner.features.containers import Containers
from cleaner.features.lines import Bool, Int, Lines
from cleaner.features.table import ByteArray, counts, flags, logs, shares
from cleaner.features.words import HashArray, mixed, split

MAX_TITLE_SHARE = 30
"""Words: longer blocks share words with any title."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_TITLE_ENDS = (" | ", " - ", " – ", " — ", " · ", " » ", " :: ")
"""What stands between a title and the name of its site."""
_JOINED_END = re.compile("(?<=[\u0370-\uffff])_")
"""The same in scripts other than Latin; in Latin letters an underscore belongs to a name."""


def headings(lines: Lines, tree: Containers, pages: Sequence[Page]) -> dict[str, ByteArray]:
    """All columns by name."""
    line = np.arange(len(lines))
    level = tree.named.each(level_of)[tree.owner]
    is_heading = level > 0
    last = _last(is_heading, line, lines)
    shared = _title_words(lines, pages)
    main = _main_headings(level, shared, lines)[lines.document]
    article = np.array(["article" in page.head.og_type or 'Article"' in page.head.linked for page in pages])
    product = np.array(["product" in page.head.og_type or '"Product"' in page.head.linked for page in pages])
    return {
        "since_heading": logs(np.where(last >= 0, line - last + 1, 0)),
        "heading_level": counts(np.where(last >= 0, level[last], 0)),
        "heading_tokens": shares(
            lines.per_document(is_heading)[lines.document], np.maximum(lines.bottom - lines.top, 1)
        ),
        "before_title": logs(np.where(main >= 0, main - line, 0)),
        "after_title": logs(np.where(main >= 0, line - main + 1, 0)),
        "title_words": shared,
        "page_is_article": flags(article[lines.document]),
        "page_is_product": flags(product[lines.document]),
    }


def level_of(tag: str) -> int:
    """1 to 6 for a heading, else 0."""
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


def _last(marked: Bool, line: Int, lines: Lines) -> Int:
    """The nearest marked block at or above each block of its page; -1 where there is none."""
    last = np.maximum.accumulate(np.where(marked, line, -1))
    return np.where(last >= lines.top, last, -1)


def _title_words(lines: Lines, pages: Sequence[Page]) -> ByteArray:
    """The share of each short block's words that stand in its page's title; long blocks have none."""
    codes = np.frombuffer(key("\n".join([*map(_title, pages), ""])), np.uint8)
    words = split(codes)
    known = np.sort(_of_page(words.hashes, np.searchsorted(np.flatnonzero(codes == NEWLINE), words.starts)))
    said = _of_page(lines.words.hashes, np.repeat(lines.document, lines.count))
    in_title = np.searchsorted(known, said, "right") > np.searchsorted(known, said)
    return shares(np.where(lines.count <= MAX_TITLE_SHARE, lines.word_sums(in_title), 0), lines.count)


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
    worth = np.where(level > 0, shared.astype(np.int64) * 2 + np.where(level == 1, 64, 0) + 1, 0)
    worth = np.where((level == 0) & (shared > 200), shared.astype(np.int64), worth)
    found = np.full(len(lines.bounds) - 1, -1, np.int64)
    first = lines.first_best(worth)
    found[lines.document[first]] = np.where(worth[first] > 0, first, -1)
    return found
