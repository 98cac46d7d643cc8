"""What can be measured about the blocks of a page: their text as in any document, and what the markup says of them.

Everything is an array over all blocks of a batch, every number an integer or a fixed ratio of integers, so that a
block's bytes do not depend on the batch it comes in. It names no site; its word lists lie in `rules/`.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.blocks.page import Page, Pieces
from cleaner.blocks.tags import HIDDEN, NOSCRIPT, PRE
from cleaner.features import (
    addresses,
    branches,
    called,
    containers,
    markup_tokens,
    masses,
    phrase_files,
    phrases,
    repeats,
    shape,
    structure,
    text,
    titles,
    topics,
)
from cleaner.features import lines as batch
from cleaner.features.headings import headings, level_of
from cleaner.features.held import LEVELS, Held
from cleaner.features.lines import Int
from cleaner.features.naming import Naming
from cleaner.features.structure import AROUND, CORES, MAX_WORDS, OF_PAGE
from cleaner.features.table import Feature, FeatureTable, Made, Unit, bit_flags, coded, counts, logs, named, shares
from cleaner.model import Category, Document
from cleaner.testimony import Case

FLAG, COUNT, LOG, SHARE, CODE = Unit.FLAG, Unit.COUNT, Unit.LOG, Unit.SHARE, Unit.CODE

TAGS = (
    "other", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "pre",
    "blockquote", "dt", "dd", "figcaption", "button", "summary", "article", "section", "header",
    "footer", "nav", "form", "body", "main", "span", "address", "caption",
)  # fmt: skip
"""The elements that a block can belong to, as told apart."""
_WHERE = dict(zip(LEVELS, ("its element", "the container one level up", "the container two levels up",
                           "the container three levels up"), strict=True))  # fmt: skip
_HEADS = np.isin(TAGS, ("h1", "h2", "h3", "h4", "h5", "h6", "dt"))
"""Of each code of `tag`, whether such an element stands above what it names."""
_UNLINKED = 3
"""Prose has at most one character in three inside links."""


def _level_features(level: str) -> list[Feature]:
    where = _WHERE[level]
    found = [
        Feature(f"{level}_words", LOG, f"words in {where}"),
        Feature(f"{level}_share", SHARE, f"share of the page's words in {where}"),
        Feature(f"{level}_prose", SHARE, f"share of the page's prose in {where}"),
        Feature(f"{level}_links", SHARE, f"links among the words of {where}"),
        Feature(f"{level}_density", SHARE, f"prose among the words of {where}"),
        Feature(f"{level}_blocks", LOG, f"blocks in {where}"),
    ]
    if level != LEVELS[0]:
        found.append(Feature(f"{level}_place", SHARE, f"place in {where}"))
        found.append(Feature(f"{level}_repeats", LOG, f"elements that look like {where}"))
    return found


def _core_features(percent: int) -> list[Feature]:
    core = f"the innermost container with {percent} % of the prose"
    return [
        Feature(f"core{percent}", FLAG, f"inside {core}"),
        Feature(f"core{percent}_before", LOG, f"blocks before {core}"),
        Feature(f"core{percent}_after", LOG, f"blocks after {core}"),
        Feature(f"core{percent}_in", LOG, f"blocks since the start of {core}"),
        Feature(f"core{percent}_share", SHARE, f"share of the page's words in {core}"),
        Feature(f"core{percent}_density", SHARE, f"prose among the words of {core}"),
    ]


def _alike_features(name: str, who: str) -> list[Feature]:
    return [
        Feature(f"{name}_blocks", LOG, f"blocks {who}"),
        Feature(f"{name}_words", LOG, f"words per block {who}"),
        Feature(f"{name}_share", SHARE, f"share of the page's words in blocks {who}"),
        Feature(f"{name}_prose", SHARE, f"share of the page's prose in blocks {who}"),
        Feature(f"{name}_links", SHARE, f"links in blocks {who}"),
    ]


FEATURES: tuple[Feature, ...] = (
    *text.LINE_FEATURES,
    Feature("tag", CODE, "element", TAGS),
    Feature("links", SHARE, "characters inside links"),
    Feature("anchors", COUNT, "links"),
    Feature("links_above", SHARE, "characters inside links in the block above"),
    Feature("links_below", SHARE, "characters inside links in the block below"),
    Feature("emphasis", SHARE, "characters in bold or italics"),
    Feature("hidden", FLAG, "hidden by the page"),
    Feature("noscript", FLAG, "shown only without scripts"),
    Feature("pre", FLAG, "preformatted"),
    Feature("depth", COUNT, "elements around it"),
    *(Feature(f"in_{name}", FLAG, f"inside <{name}>") for name in AROUND),
    *(Feature(f"near_{name}", FLAG, f'class or id like "{name}" within two levels') for name in markup_tokens.groups()),
    *(Feature(f"far_{name}", FLAG, f'class or id like "{name}" further out') for name in markup_tokens.groups()),
    *(feature for level in LEVELS for feature in _level_features(level)),
    *(feature for percent in CORES for feature in _core_features(percent)),
    *_alike_features("alike", "with the same path of tags and classes"),
    *_alike_features("alike_second", "whose container two levels up has the same path"),
    *branches.features(),
    Feature("run_words", LOG, "pairs of words in the run of prose around it"),
    Feature("run_share", SHARE, "share of the page's prose in the run around it"),
    Feature("run_before", LOG, "blocks before the largest run of prose"),
    Feature("run_after", LOG, "blocks after the largest run of prose"),
    Feature("run_largest", SHARE, "share of the page's prose in its largest run"),
    Feature("since_heading", LOG, "blocks since the last heading"),
    Feature("before_title", LOG, "blocks before the page's main heading"),
    Feature("after_title", LOG, "blocks after the page's main heading"),
    Feature("title_words", SHARE, "words that the page's title has too"),
    Feature("heading_level", COUNT, "level of the last heading"),
    Feature("heading_tokens", SHARE, "headings on the page"),
    Feature("page_links", SHARE, "links among the page's words"),
    *(
        Feature(f"page_{name}", SHARE, f'share of the page\'s words under a class or id like "{name}"')
        for name in OF_PAGE
    ),
    *titles.FEATURES,
    *topics.features(),
    *repeats.features(),
    *masses.features(),
    *called.FEATURES,
    *addresses.features(),
    Feature("page_is_article", FLAG, "the page calls itself an article"),
    Feature("page_is_product", FLAG, "the page calls itself a product"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A batch of blocks with everything that was measured."""

    text: text.Measured
    table: FeatureTable
    names: Naming | None = None

    @property
    def size(self) -> Int:
        """Words of every block."""
        return self.text.size

    @property
    def bounds(self) -> Int:
        """Where each document's blocks start, `int64[documents + 1]`."""
        return self.text.bounds

    def category(self, block: int) -> Category:
        """What a block of the batch is taken for: by its phrases, by what its elements are called, by its structure."""
        return self.names.clue(block).category if self.names else Category.OTHER

    def because(self, block: int) -> str:
        """What names a block, in a line: `newsletter: inside <form class="signup">`."""
        return self.names.because(block) if self.names else f"{Category.OTHER}: an empty page"

    def meant(self, feature: str, block: int) -> str:
        """The class, id or tag that a feature of a block of the batch speaks of, if it speaks of one."""
        return self.names.meant(feature, block) if self.names else ""

    @property
    def shielded(self) -> npt.NDArray[np.bool_]:
        """Which blocks `shield` speaks for, in the same words but for all at once."""
        nothing = np.zeros(self.table.size, np.uint8)
        links, pre, core, tag, title, words = (
            self.table.columns.get(name, nothing)
            for name in ("links", "pre", "core60", "tag", "after_title", "title_words")
        )
        kept = (links < MAX_TABLE_LINKS) & ((pre != 0) | ((core != 0) & (tag == TAGS.index("tr"))))
        shielded: npt.NDArray[np.bool_] = kept | ((title == _FIRST) & (words >= MIN_TITLE_COVER))
        return shielded

    @property
    def heads(self) -> npt.NDArray[np.bool_]:
        """Which blocks are headings, or terms of a list of definitions."""
        heads: npt.NDArray[np.bool_] = _HEADS.take(self.table.columns.get("tag", np.zeros(self.table.size, np.uint8)))
        return heads

    def shield(self, block: int) -> str | None:
        """Why a block stays whatever its points are, or None: titles, tables and code are lost most and missed most."""
        table = self.table
        if table.code("links", block) < MAX_TABLE_LINKS:
            if table.code("pre", block):
                return "preformatted text"
            if table.code("core60", block) and TAGS[table.code("tag", block)] == "tr":
                return "<tr> in the innermost container with 60 % of the prose"
        if table.code("after_title", block) == _FIRST and table.code("title_words", block) >= MIN_TITLE_COVER:
            return "the heading with the words of the page's title"
        return None


MAX_TABLE_LINKS = 64
"""A SHARE code: rows with a quarter of their characters in links are menus as often as not. Of the rows in the main
container that the score alone would drop one in three is content, of all preformatted text five in six.
"""
_FIRST = int(logs(np.array([1])).codes[0])
MIN_TITLE_COVER = 204
"""A SHARE code: four in five of a heading's words stand in the page's title. A choice, not a fit."""


def measure(
    cases: Sequence[Case], book: phrases.PhraseBook | None = None, names: called.Names | None = None
) -> Measured:
    """The features of every block of some pages, the pages one after another. Every document must be a page.

    `book` and `names` stand in for the shipped phrases and mined names.
    """
    documents = [case.document for case in cases]
    book = book or phrase_files.shipped()
    lines = batch.of(documents)
    hits = book.spoken(book.find(lines), lines, [case.language for case in cases])
    if not len(lines):
        empty = FeatureTable(0, {})
        return Measured(text.Measured(lines, empty, lines.starts, book, hits), empty)
    pages = [document.markup for document in documents if isinstance(document.markup, Page)]
    pieces = _pieces(pages)
    alone = shape.measure(lines, [case.language for case in cases])
    length = _lengths(documents)
    shapes = dataclasses.replace(alone, prose=alone.prose & (_UNLINKED * pieces.link <= length))
    tree = containers.of(documents)
    level = tree.by_tag(level_of).take(tree.owner)
    own = topics.announced(lines, shapes.size, level > 0)
    held = Held(lines, tree, _counted(shapes, _linked_words(shapes, pieces, length), level, own))
    names = names or called.shipped()
    said = called.said_of(tree, pages, names)
    meant = functools.partial(called.Meant, tree, pages, names, said)
    made = {
        **text.columns(lines, shapes, hits, book),
        **_own(pieces, length, tree, lines),
        **headings(lines, level, pages, tree),
        **_around(held, own, level),
        **called.columns(held, said),
        **addresses.columns(lines, [case.url or page.head.address for case, page in zip(cases, pages, strict=True)]),
    }
    table = coded(len(lines), made)
    measured = text.Measured(lines, table, shapes.size, book, hits, alone)
    return Measured(measured, table, Naming(pages, tree, measured, table, meant))


def _pieces(pages: Sequence[Page]) -> Pieces:
    """What the markup says of all blocks."""
    if len(pages) == 1:
        return pages[0].pieces
    return Pieces(*(np.concatenate([getattr(page.pieces, field.name) for page in pages])
                    for field in dataclasses.fields(Pieces)))  # fmt: skip


def _lengths(documents: Sequence[Document]) -> Int:
    """The code points of all blocks."""
    lengths = [document.ends - document.starts for document in documents]
    return lengths[0] if len(lengths) == 1 else np.concatenate(lengths)


def _linked_words(shapes: shape.Shape, pieces: Pieces, length: Int) -> Int:
    """Words of each block, its words inside links, its words of prose, a row each."""
    words = np.minimum(shapes.size, MAX_WORDS)
    return np.array([words, words * np.minimum(pieces.link, length) // length, words * shapes.prose])


def _around(held: Held, own: Int, level: Int) -> Made:
    """The columns of what is around a block: its containers, its branch, its section, what repeats."""
    tree = held.tree
    words, led = tree.handed_down(tree.tokens), tree.handed_down(topics.leading(tree, own))
    return {
        **structure.columns(held, words.take(tree.owner)),
        **branches.columns(held, led),
        **topics.columns(held, own, led.take(tree.owner), level),
        **repeats.columns(held),
        **masses.columns(held, words),
    }


def _counted(shapes: shape.Shape, words: Int, level: Int, own: Int) -> Int:
    """What is summed up over containers, in the order of the rows that `held` names."""
    dated = (shapes.has("months") & shapes.has("numbers")) | shapes.has("moments")
    topic = own & topics.masks((_REVIEWS, *topics.COUNTED)) != 0
    return np.vstack([words, shapes.has("prices"), dated, level > 0, 2 * words[1] > words[0], topic])


_REVIEWS = "reviews"


def _own(pieces: Pieces, length: Int, tree: containers.Containers, lines: batch.Lines) -> Made:
    """The columns of a block's own element and text."""
    line = np.arange(len(lines))
    inside = np.minimum(np.array([pieces.link, pieces.emphasis]), length)
    links, emphasis = shares(inside, length).codes
    marks = bit_flags(pieces.marks, _MARKS)
    return {
        "tag": tree.by_tag(_tag_number).take(tree.owner),
        "links": links,
        "links_above": links[line - 1] * (line > lines.top),
        "links_below": links[line + 1 - len(lines)] * (line + 1 < lines.bottom),
        "anchors": counts(pieces.anchors),
        "emphasis": emphasis,
        **named("{}", ("hidden", "noscript", "pre"), marks),
    }


_MARKS = np.array([[HIDDEN], [NOSCRIPT], [PRE]])


def _tag_number(tag: str) -> int:
    return TAGS.index(tag) if tag in TAGS else 0
