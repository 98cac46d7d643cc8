"""What can be measured about the blocks of a page: their text as in any document, and what the markup says of them.

Everything is an array over all blocks of a batch, every number an integer or a fixed ratio of integers, so that a
block's bytes do not depend on the batch it comes in. It names no site; its word lists lie in `rules/`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.blocks.page import Page, Pieces
from cleaner.blocks.tags import HIDDEN, NOSCRIPT, PRE
from cleaner.features import (
    branches,
    containers,
    markup_tokens,
    masses,
    phrase_files,
    phrases,
    repeats,
    shape,
    text,
    topics,
)
from cleaner.features import lines as batch
from cleaner.features.headings import headings, level_of
from cleaner.features.lines import Int
from cleaner.features.naming import Naming
from cleaner.features.structure import AROUND, CORES, LEVELS, MAX_WORDS, OF_PAGE, Structure, Weights
from cleaner.features.table import ByteArray, Feature, FeatureTable, Unit, counts, flags, logs, shares
from cleaner.model import Category
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
    *topics.features(),
    *repeats.features(),
    *masses.features(),
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
_FIRST = int(logs(np.array([1]))[0])
MIN_TITLE_COVER = 204
"""A SHARE code: four in five of a heading's words stand in the page's title. A choice, not a fit."""


def measure(cases: Sequence[Case], book: phrases.PhraseBook | None = None) -> Measured:
    """The features of every block of some pages, the pages one after another. Every document must be a page."""
    documents = [case.document for case in cases]
    book = book or phrase_files.shipped()
    lines = batch.of(documents)
    hits = book.spoken(book.find(lines), lines, [case.language for case in cases])
    if not len(lines):
        empty = FeatureTable(0, {})
        return Measured(text.Measured(lines, empty, lines.starts, book, hits), empty)
    pages = [document.markup for document in documents if isinstance(document.markup, Page)]
    pieces = Pieces(*(np.concatenate([getattr(page.pieces, field.name) for page in pages])
                      for field in dataclasses.fields(Pieces)))  # fmt: skip
    shapes = shape.measure(lines, [case.language for case in cases])
    length = np.concatenate([document.ends - document.starts for document in documents])
    shapes = dataclasses.replace(shapes, prose=shapes.prose & (_UNLINKED * pieces.link <= length))
    measured = text.measured(lines, shapes, hits, book)
    tree = containers.of(documents)
    words = np.minimum(shapes.size, MAX_WORDS)
    linked = words * np.minimum(pieces.link, length) // length
    weights = Weights(np.stack([words, linked, words * shapes.prose]))
    columns = {
        **measured.table.columns,
        **_own(pieces, length, tree, lines),
        **headings(lines, tree, pages),
        **_around(lines, tree, weights, measured),
    }
    table = FeatureTable(len(lines), columns)
    measured = dataclasses.replace(measured, table=table)
    return Measured(measured, table, Naming(pages, tree, measured, table))


def _around(
    lines: batch.Lines, tree: containers.Containers, weights: Weights, measured: text.Measured
) -> dict[str, ByteArray]:
    """The columns of what is around a block: its containers, its branch, its section, what repeats."""
    structure = Structure(lines, tree, weights)
    levels = tree.named.each(level_of)[tree.owner]
    found = topics.read(lines, tree, measured.size, levels)
    columns = measured.table.columns
    dated = (columns["months"] > 0) & (columns["numbers"] > 0) | (columns["moments"] > 0)
    marks = repeats.Marks(
        weights,
        prices=(columns["prices"] > 0).astype(np.int64),
        dates=dated.astype(np.int64),
        headings=(levels > 0).astype(np.int64),
        ratings=found.own >> topics.groups().index("reviews") & 1,
        images=tree.named.each("img".__eq__),
    )
    return {
        **structure.columns(),
        **branches.columns(structure, found.handed),
        **topics.columns(found, lines, tree, weights.prose),
        **repeats.columns(lines, tree, marks),
        **masses.columns(structure),
    }


def _own(pieces: Pieces, length: Int, tree: containers.Containers, lines: batch.Lines) -> dict[str, ByteArray]:
    """The columns of a block's own element and text."""
    number = {tag: index for index, tag in enumerate(TAGS)}
    tags = tree.named.each(lambda tag: number.get(tag, 0)).astype(np.uint8)
    links = shares(np.minimum(pieces.link, length), length)
    line = np.arange(len(lines))
    return {
        "tag": tags[tree.owner],
        "links": links,
        "links_above": links[line - 1] * (line > lines.top),
        "links_below": links[line + 1 - len(lines)] * (line + 1 < lines.bottom),
        "anchors": counts(pieces.anchors),
        "emphasis": shares(np.minimum(pieces.emphasis, length), length),
        "hidden": flags(pieces.marks & HIDDEN),
        "noscript": flags(pieces.marks & NOSCRIPT),
        "pre": flags(pieces.marks & PRE),
    }
