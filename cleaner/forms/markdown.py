"""The markdown form: CommonMark with GFM's tables. Each kept block once, in the order of the text form.

Headings, lists, quotations, tables and code are written as such; a definition list, a figure or a layout table comes
as paragraphs, pictures not at all. Why no library: none that was tried kept every word through a parser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cleaner.blocks.rows import MAX_CELL
from cleaner.blocks.tags import ASIDE_TEXT, PRE
from cleaner.forms import inline
from cleaner.forms.fences import fenced, language_of
from cleaner.forms.kept import lost_of
from cleaner.forms.outline import Container, Place, places
from cleaner.forms.segments import cells, laid_out, left_of

if TYPE_CHECKING:
    from cleaner.blocks.page import Page
    from cleaner.forms.kept import BoolArray, Tokens
    from cleaner.model import Document

MAX_EVEN_COLUMNS = 100
"""Rows of a wider table end with their last cell, which GFM allows: filling them up could cost more than the page."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A block of which something stays; `gone` says of each character whether it goes; empty where none does."""

    text: str
    gone: Sequence[bool]
    place: Place
    is_row: bool
    marks: int


def render(document: Document, tokens: Tokens, gone: BoolArray, *, links: bool) -> str:
    """What is kept of a page. `gone` says of each character of `Document.text` whether it goes."""
    writer = _Writer()
    for group in _groups(_kept_blocks(document, tokens, gone, links=links)):
        writer.add(group[0].place.within, _body(group), tight=not (group[0].is_row or group[0].marks & PRE))
    return writer.text()


def _kept_blocks(document: Document, tokens: Tokens, gone: BoolArray, *, links: bool) -> Iterator[_Kept]:
    page = cast("Page", document.markup)
    lost = lost_of(document, gone)
    found = places(tokens, (lost < document.ends - document.starts).tolist(), links=links)
    for block in sorted(found):
        start, end = int(document.starts[block]), int(document.ends[block])
        kept = _Kept(
            document.text[start:end],
            gone[start:end].tolist() if lost[block] else (),
            found[block],
            page.tag(block) == "tr",
            int(page.pieces.marks[block]),
        )
        if left_of(kept.text, kept.gone).strip():
            yield kept


def _groups(blocks: Iterable[_Kept]) -> Iterator[list[_Kept]]:
    """Rows of one table together, hidden text inside them after it; every other block alone."""
    rows: list[_Kept] = []
    aside: list[_Kept] = []
    blocks = list(blocks)
    alone = Counter(block.place.row for block in blocks)
    for block in blocks:
        same = bool(rows) and block.place.table == rows[0].place.table
        if same and block.marks & ASIDE_TEXT:
            aside.append(block)
        elif block.is_row or (same and alone[block.place.row] == 1 and _is_cell(block)):
            if not same:
                yield from _ended(rows, aside)
                rows, aside = [], []
            rows.append(block)
        else:
            yield from _ended(rows, aside)
            rows, aside = [], []
            yield [block]
    yield from _ended(rows, aside)


def _is_cell(block: _Kept) -> bool:
    """Whether the one block of a row may stand in a table: a heading between its rows, a note below."""
    return not block.place.heading and not block.marks & PRE and len(block.text) <= MAX_CELL


def _ended(rows: list[_Kept], aside: list[_Kept]) -> Iterator[list[_Kept]]:
    if rows:
        yield rows
    yield from ([block] for block in aside)


def _body(group: Sequence[_Kept]) -> str:
    """The Markdown of a group, as if it stood in no list."""
    block = group[0]
    if block.is_row:
        return _table(group)
    if block.marks & PRE:
        return fenced(left_of(block.text, block.gone), language_of(block.place.tags))
    segments = laid_out(block.text, block.gone, block.place.runs)
    if block.place.heading:
        return f"{'#' * block.place.heading} {inline.heading(segments)}"
    return inline.paragraph(segments)


def _table(rows: Sequence[_Kept]) -> str:
    """A table; where no row heads it, an empty one does, since GFM knows no table without."""
    found = [
        {column: inline.cell(cell) for column, cell in cells(row.text, row.gone, row.place.runs).items()}
        for row in rows
    ]
    width = 1 + max((column for row in found for column, cell in row.items() if cell), default=0)
    even = width <= MAX_EVEN_COLUMNS
    lines = [[row.get(column, "") for column in range(width if even else 1 + max(row))] for row in found]
    if not all(run.in_head for run in rows[0].place.runs):
        lines.insert(0, [""] * width)
    lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class _Writer:
    """Lines of Markdown, each behind the marks of the lists and quotations it stands in."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._within: tuple[Container, ...] = ()
        self._tight = False
        self._style: dict[int, int] = {}

    def add(self, within: tuple[Container, ...], body: str, *, tight: bool) -> None:
        """A block. `tight` allows a list item to follow it without a blank line."""
        shared = 0
        while within[: shared + 1] == self._within[: shared + 1] and shared < len(within):
            shared += 1
        for item in within[shared:]:
            if item.list is not None and item.list not in self._style:
                self._style[item.list] = self._other_than(shared, item)
        behind = "".join(map(self._indent, within[:shared]))
        if self._lines and not self._may_follow(within, shared):
            self._lines.append(behind.rstrip())
        first = behind + "".join(map(self._mark, within[shared:]))
        rest = behind + "".join(map(self._indent, within[shared:]))
        for number, line in enumerate(body.split("\n")):
            self._lines.append((rest if number else first) + line if line else rest.rstrip())
        self._within, self._tight = within, tight

    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines) + "\n" if self._lines else ""

    def _may_follow(self, within: tuple[Container, ...], shared: int) -> bool:
        """Whether a block begins an item of which a parser sees on the next line that it is one."""
        if not self._tight or shared == len(within) or within[shared].list is None:
            return False
        if shared < len(self._within):
            return self._within[shared].list == within[shared].list
        return shared > 0 and within[shared - 1].list is not None and within[shared].number in (None, 1)

    def _other_than(self, depth: int, item: Container) -> int:
        """0 or 1, so that two lists in a row are not read as one."""
        before = self._within[depth] if depth < len(self._within) else None
        if before is None or before.list is None or (before.number is None) != (item.number is None):
            return 0
        return 1 - self._style[before.list]

    def _mark(self, container: Container) -> str:
        if container.list is None:
            return "> "
        style = self._style[container.list]
        return f"{'-*'[style]} " if container.number is None else f"{container.number}{'.)'[style]} "

    def _indent(self, container: Container) -> str:
        return "> " if container.list is None else " " * len(self._mark(container))
