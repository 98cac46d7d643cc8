"""Gathered pieces to finished blocks: their text, and table rows as one block each. It drops no text.

A row of a table of facts is one line, its cells separated by tabs. A table that only arranges the page stays a set of
containers: rows with a nested table, with a cell of several blocks, of very long or preformatted text are left alone.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cleaner.blocks.gather import BEGIN, BEGUN, BREAK, HOLDER, LINK_CHARS, MARKS, NOTES, OWNER, START
from cleaner.blocks.page import Elements, Pieces
from cleaner.blocks.tags import ASIDE_TEXT, PRE, PRESENTATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.blocks.gather import Gatherer
    from cleaner.model import IntArray

MAX_CELL = 1_000
"""Code points: a longer cell is an article in a layout table, not a fact. A choice, not a fit."""
_CELL_TEXT = frozenset(("p", "div", "center", "span"))
"""What a cell may wrap its text in and still be a cell of facts."""
_CELLS = frozenset(("td", "th"))


@dataclass(frozen=True, slots=True)
class Finished:
    """The blocks that a page ends up with. `texts[i]` was gathered as block `source[i]`.

    `rows` are those that are table rows: the element of each, and the gathered blocks that it is made of. `place[k]`
    says where the old boundary before block `k` lies now, one more than there were blocks; `into[k]` is the block that
    the old one became or became part of, -1 when it was empty. All three are ranges where nothing was merged or empty.
    """

    texts: list[str]
    source: list[int] | range
    place: list[int] | range
    into: list[int] | range
    rows: dict[int, tuple[int, list[int]]]

    def placed(self, elements: Elements) -> Elements:
        """Elements with their ranges of blocks as they are now."""
        if isinstance(self.place, range):
            return elements
        place = np.array(self.place, np.int64)
        return replace(elements, first=place[elements.first], last=place[elements.last])


class _Merging:
    """`Finished` in the making."""

    def __init__(self, count: int) -> None:
        self.texts: list[str] = []
        self.source: list[int] = []
        self.place: list[int] = []
        self.into = [-1] * count
        self.rows: dict[int, tuple[int, list[int]]] = {}

    def put(self, text: str, source: int) -> None:
        """One more block."""
        self.into[source] = len(self.texts)
        self.texts.append(text)
        self.source.append(source)


class _Blocks:
    """Gathered blocks with their texts, and which of them lie in which element."""

    def __init__(self, gathered: Gatherer, texts: list[str], elements: Elements, notes: IntArray) -> None:
        self.gathered = gathered
        self.texts = texts
        self.owners: list[int] = notes[OWNER].tolist()
        self.marks: list[int] = notes[MARKS].tolist()
        self._first, self._last = elements.first.tolist(), elements.last.tolist()

    def inside(self, element: int) -> range:
        """The blocks in an element."""
        return range(self._first[element], self._last[element])

    def is_aside(self, block: int) -> bool:
        """Whether a reader does not see a block."""
        return bool(self.marks[block] & ASIDE_TEXT)

    def seen(self, element: int) -> list[int]:
        """Those of the blocks in an element that a reader sees."""
        return [block for block in self.inside(element) if not self.is_aside(block)]


def noted(gathered: Gatherer) -> IntArray:
    """What was noted of the blocks, a row for each thing."""
    return np.fromiter(gathered.notes, np.int64, len(gathered.notes)).reshape(-1, NOTES).T


def elements_of(gathered: Gatherer, notes: IntArray) -> Elements:
    """The elements as arrays, with their ranges of blocks as gathered; `notes` are what was noted."""
    got, count = gathered, len(gathered.tags)
    parent, inside, stop = (np.fromiter(values, np.int64, count) for values in (got.parent, got.inside, got.stop))
    ended = np.cumsum(np.bincount(stop, minlength=count))[:count]
    first = np.cumsum(np.bincount(notes[START], minlength=count))[:count]
    begun = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(notes[BEGUN], minlength=count), out=begun[1:])
    # the blocks in an element are those begun by a text in it, or in an element in it
    last = first + begun[stop] - begun[:-1]
    return Elements(got.tags, got.classes, got.ids, parent, np.arange(count) - ended, inside, first, last, stop)


def finish(gathered: Gatherer, elements: Elements, notes: IntArray) -> Finished:
    """Texts with their white space settled, rows merged, empty blocks gone."""
    texts = settled(gathered, notes[MARKS])
    block, count = 0, len(texts)
    if "tr" not in gathered.tags and all(texts):
        return Finished(texts, range(count), range(count + 1), range(count), {})
    blocks, out = _Blocks(gathered, texts, elements, notes), _Merging(count)
    rows = {blocks.inside(row).start: (row, cells) for row, cells in _fact_rows(blocks)}
    while block < count:
        if block in rows:
            block = _put_row(blocks, *rows[block], out)
            continue
        out.place.append(len(out.texts))
        if texts[block]:
            out.put(texts[block], block)
        block += 1
    out.place.append(len(out.texts))
    return Finished(out.texts, out.source, out.place, out.into, out.rows)


def settled(gathered: Gatherer, marks: IntArray) -> list[str]:
    """The text of each block. All usual blocks are settled at once: one by one the calls would cost more than words."""
    joined = " ".join("".join(gathered.usual).split())
    if BREAK.strip() in joined:
        joined = joined.replace(BREAK, "\n")
    _, *spaced = f" {joined} ".split(BEGIN.strip())
    usual = [text[1:-1] for text in spaced]
    if len(usual) == len(gathered.parts):
        return usual
    following = iter(usual)
    return [
        next(following) if parts is None else _settle(parts, mark)
        for parts, mark in zip(gathered.parts, marks.tolist(), strict=True)
    ]


def _settle(parts: list[str], mark: int) -> str:
    """White space as a reader sees it: kept in preformatted text, else single spaces, line ends only from `<br>`."""
    text = "".join(parts)
    if not mark & PRE:
        return " ".join(text.split()).replace(BREAK, "\n")
    lines = text.replace(BREAK, "\n").splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines).rstrip()


def _put_row(blocks: _Blocks, row: int, cells: list[int], out: _Merging) -> int:
    """The row's cells as one block, then what is hidden in it; the next block after the row."""
    texts = blocks.texts
    inside, seen = blocks.inside(row), blocks.seen(row)
    for block in seen:
        out.into[block] = len(out.texts)
    out.rows[len(out.texts)] = row, seen
    out.put(_row_text(blocks, cells), seen[0])
    for block in inside:
        out.place.append(len(out.texts) - (block == inside.start))
        if blocks.is_aside(block) and texts[block]:
            out.put(texts[block], block)
    return inside.stop


def _row_text(blocks: _Blocks, cells: list[int]) -> str:
    """Cells separated by tabs; empty ones keep their place between others."""
    found = [" ".join([blocks.texts[block] for block in blocks.seen(cell)]).replace("\n", " ") for cell in cells]
    return "\t".join(found).strip("\t")


def _fact_rows(blocks: _Blocks) -> Iterator[tuple[int, list[int]]]:
    """The rows that are one block each, with their cells."""
    gathered = blocks.gathered
    tags, parent = gathered.tags, gathered.parent
    cells_of: dict[int, list[int]] = {element: [] for element, tag in enumerate(tags) if tag == "tr"}
    for element, tag in enumerate(tags):
        if tag in _CELLS and parent[element] in cells_of:
            cells_of[parent[element]].append(element)
    found = [*cells_of, len(tags)]
    for row, following in itertools.pairwise(found):
        nested = following < gathered.stop[row]
        if nested or gathered.inside[row] & (PRESENTATION | PRE) or len(cells_of[row]) < 2:
            continue
        if all(_is_fact(blocks, cell) for cell in cells_of[row]) and _has_text(blocks, row):
            yield row, cells_of[row]


def _has_text(blocks: _Blocks, row: int) -> bool:
    """Something to read, and every piece of it inside a cell."""
    has = any(blocks.texts[block] for block in blocks.seen(row))
    return has and all(blocks.owners[block] > row for block in blocks.inside(row))


def _is_fact(blocks: _Blocks, cell: int) -> bool:
    """At most one block of visible text, short, and not set in anything but the cell."""
    gathered, seen = blocks.gathered, blocks.seen(cell)
    if len(seen) > 1:
        return False
    for block in seen:
        owner = blocks.owners[block]
        plain = owner == cell or gathered.tags[owner] in _CELL_TEXT
        if not plain or blocks.marks[block] & PRE or len(blocks.texts[block]) > MAX_CELL:
            return False
    return True


def pieces_of(notes: IntArray, finished: Finished) -> Pieces:
    """What the markup says of each finished block, from what was noted; a row has what its cells have together."""
    found = notes[:BEGUN]
    if isinstance(finished.source, list):
        found = found[:, finished.source]
    for block, (row, made_of) in finished.rows.items():
        found[[OWNER, HOLDER], block] = row
        found[LINK_CHARS:MARKS, block] = notes[LINK_CHARS:MARKS, made_of].sum(axis=1)
    return Pieces(*found)
