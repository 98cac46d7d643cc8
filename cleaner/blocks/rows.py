"""Gathered pieces to finished blocks: their text, and table rows as one block each. It drops no text.

A row of a table of facts is one line, its cells separated by tabs. A table that only arranges the page stays a set of
containers: rows with a nested table, with a cell of several blocks, of very long or preformatted text are left alone.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleaner.blocks.gather import BREAK
from cleaner.blocks.page import Pieces
from cleaner.blocks.tags import ASIDE_TEXT, PRE, PRESENTATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.blocks.gather import Gatherer

MAX_CELL = 1_000
"""Code points: a longer cell is an article in a layout table, not a fact. A choice, not a fit."""
_CELL_TEXT = frozenset(("p", "div", "center", "span"))
"""What a cell may wrap its text in and still be a cell of facts."""
_CELLS = frozenset(("td", "th"))


@dataclass(frozen=True, slots=True)
class Finished:
    """The blocks that a page ends up with. `texts[i]` was gathered as block `source[i]`, `rows[i]` is its row or -1.

    `place[k]` says where the old boundary before block `k` lies now, one more than there were blocks; `into[k]` is the
    block that the old one became or became part of, -1 when it was empty.
    """

    texts: list[str]
    source: list[int]
    rows: list[int]
    place: list[int]
    into: list[int]


def finish(gathered: Gatherer) -> Finished:
    """Texts with their white space settled, rows merged, empty blocks gone."""
    texts = [_settle(parts, mark) for parts, mark in zip(gathered.parts, gathered.marks, strict=True)]
    rows = {}
    if "tr" in gathered.tags:
        rows = {gathered.first[row]: (row, cells) for row, cells in _fact_rows(gathered, texts)}
    block, count = 0, len(texts)
    if not rows and all(texts):
        return Finished(texts, list(range(count)), [-1] * count, list(range(count + 1)), list(range(count)))
    out = Finished([], [], [], [], [-1] * count)
    while block < count:
        if block in rows:
            block = _put_row(gathered, texts, rows[block], out)
            continue
        out.place.append(len(out.texts))
        if texts[block]:
            _put(out, texts[block], block, -1)
        block += 1
    out.place.append(len(out.texts))
    return out


def _settle(parts: list[str], mark: int) -> str:
    """White space as a reader sees it: kept in preformatted text, else single spaces, line ends only from `<br>`."""
    if mark & PRE:
        lines = "".join(parts).splitlines()
        while lines and not lines[0].strip():
            lines.pop(0)
        return "\n".join(lines).rstrip()
    if BREAK not in parts:
        return " ".join("".join(parts).split())
    text = "".join([part if part == BREAK else part.replace("\n", " ") for part in parts])
    return "\n".join([" ".join(line.split()) for line in text.split(BREAK)])


def _put(out: Finished, text: str, source: int, row: int) -> None:
    out.into[source] = len(out.texts)
    out.texts.append(text)
    out.source.append(source)
    out.rows.append(row)


def _put_row(gathered: Gatherer, texts: list[str], row: tuple[int, list[int]], out: Finished) -> int:
    """The row's cells as one block, then what is hidden in it; the next block after the row."""
    element, cells = row
    start, end = gathered.first[element], gathered.last[element]
    marks = gathered.marks
    seen = [block for block in range(start, end) if not marks[block] & ASIDE_TEXT]
    for block in seen:
        out.into[block] = len(out.texts)
    _put(out, _row_text(gathered, texts, cells), seen[0], element)
    for block in range(start, end):
        out.place.append(len(out.texts) - (block == start))
        if marks[block] & ASIDE_TEXT and texts[block]:
            _put(out, texts[block], block, -1)
    return end


def _row_text(gathered: Gatherer, texts: list[str], cells: list[int]) -> str:
    """Cells separated by tabs; empty ones keep their place between others."""
    found = []
    for cell in cells:
        blocks = range(gathered.first[cell], gathered.last[cell])
        seen = [texts[block] for block in blocks if not gathered.marks[block] & ASIDE_TEXT]
        found.append(" ".join(seen).replace("\n", " "))
    return "\t".join(found).strip("\t")


def _fact_rows(gathered: Gatherer, texts: list[str]) -> Iterator[tuple[int, list[int]]]:
    """The rows that are one block each, with their cells."""
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
        if all(_is_fact(gathered, texts, cell) for cell in cells_of[row]) and _has_text(gathered, texts, row):
            yield row, cells_of[row]


def _has_text(gathered: Gatherer, texts: list[str], row: int) -> bool:
    """Something to read, and every piece of it inside a cell."""
    blocks = range(gathered.first[row], gathered.last[row])
    seen = [block for block in blocks if texts[block] and not gathered.marks[block] & ASIDE_TEXT]
    return bool(seen) and all(gathered.owners[block] > row for block in blocks)


def _is_fact(gathered: Gatherer, texts: list[str], cell: int) -> bool:
    """At most one block of visible text, short, and not set in anything but the cell."""
    blocks = range(gathered.first[cell], gathered.last[cell])
    seen = [block for block in blocks if not gathered.marks[block] & ASIDE_TEXT]
    if len(seen) > 1:
        return False
    for block in seen:
        owner = gathered.owners[block]
        plain = owner == cell or gathered.tags[owner] in _CELL_TEXT
        if not plain or gathered.marks[block] & PRE or len(texts[block]) > MAX_CELL:
            return False
    return True


def pieces_of(gathered: Gatherer, finished: Finished) -> Pieces:
    """What the markup says of each finished block; a row has what its cells have together."""
    source, rows = finished.source, finished.rows
    pieces = [
        [values[block] for block in source]
        for values in (
            gathered.owners,
            gathered.holder,
            gathered.link,
            gathered.emphasis,
            gathered.anchors,
            gathered.marks,
        )
    ]
    for index, row in enumerate(rows):
        if row < 0:
            continue
        blocks = [b for b in range(gathered.first[row], gathered.last[row]) if not gathered.marks[b] & ASIDE_TEXT]
        pieces[0][index] = pieces[1][index] = row
        for column, values in ((2, gathered.link), (3, gathered.emphasis), (4, gathered.anchors)):
            pieces[column][index] = sum(values[block] for block in blocks)
    return Pieces(*(np.array(values, np.int64) for values in pieces))
