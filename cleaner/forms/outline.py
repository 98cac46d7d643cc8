"""Where each block of a page stands and how its text is set, read off the page's tokens. It writes no form.

Lists and quotations that a block stands in, the heading it is, its table, the setting of its text: what Markdown can
say and `blocks.page.Pieces` does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from cleaner.forms.grid import CELLS, Grid
from cleaner.forms.inline import PLAIN, Marks
from cleaner.forms.kept import Tokens, solid_size
from cleaner.forms.markup import VOID, attribute, number_in, tag_name

_MARKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "emphasis"),
    **dict.fromkeys(("code", "tt", "samp", "kbd"), "code"),
    "a": "link",
}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TELLING = frozenset((*_MARKS, *_LISTS, *_HEADINGS, "li", "blockquote", "table", "tr"))
_LEADS_SOMEWHERE = re.compile(r"(?:https?|ftp|mailto|tel):.|(?!#)[^:]+(?:[/?#]|\Z)", re.IGNORECASE | re.DOTALL)
"""No `javascript:`, no place on the page itself."""
MAX_NUMBER = 999_999_999
"""CommonMark reads a longer number as text."""
MAX_NESTING = 8
"""Items and quotations in each other; deeper ones are told as part of the last. Parsers give up at 20 levels or so."""
TAGS_TOLD = 4
"""How many elements around a text may name its language: `<div class="highlight-py"><div><pre><code>`."""


@dataclass(frozen=True, slots=True)
class Container:
    """A list item or, with no list, a quotation: its element, its list's element, its number in a numbered list."""

    element: int
    list: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A text token's part of its block: so many characters, white space left out; for a cell, its column."""

    size: int
    marks: Marks = PLAIN
    column: int = 0
    in_head: bool = False


@dataclass(slots=True)
class Place:
    """Where a block stands. `heading` is 1 to 6, 0 for others; `table` and `row` are elements or -1; `tags`
    are those around it, from outside in."""

    within: tuple[Container, ...]
    heading: int
    table: int
    row: int
    tags: tuple[str, ...]
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """A list that has begun; `latest` is the number of its latest item."""

    element: int
    tag: str
    numbered: bool
    latest: int | None = None

    def next_number(self, tag: str) -> int | None:
        """The number of an item that begins now, None where the list has none."""
        if not self.numbered:
            return None
        due = number_in(self.tag, "start", 1) if self.latest is None else self.latest + 1
        self.latest = number_in(tag, "value", due)
        return min(max(self.latest, 0), MAX_NUMBER)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What an element hands down to everything in it; most elements hand on what they were handed."""

    marks: Marks = PLAIN
    within: tuple[Container, ...] = ()
    heading: int = 0
    table: int = -1
    row: int = -1
    list: _List | None = None


def places(page: Tokens, wanted: Sequence[bool], *, links: bool) -> dict[int, Place]:
    """The place of every wanted block that has text. Links are told only where asked for."""
    walk = _Walk(links=links)
    names = {tag: tag_name(tag) for tag in set(page.tags)}
    found: dict[int, Place] = {}
    for text, tag, block in zip(page.texts, [*page.tags, "<!"], page.blocks.tolist(), strict=True):
        if block >= 0 and wanted[block]:
            if block not in found:
                found[block] = walk.place()
            found[block].runs.append(walk.run(text))
        if tag[1] == "/":
            walk.close(names[tag])
        elif tag[1] != "!" and names[tag] not in VOID:
            walk.open(names[tag], tag)
    return found


class _Walk:
    """The elements that are open, from outside in."""

    def __init__(self, *, links: bool) -> None:
        self._telling = _TELLING if links else _TELLING - {"a"}
        self._tags: list[str] = []
        self._settings = [_Setting()]
        self._grids: list[Grid] = []
        self._count = 0

    def open(self, name: str, tag: str) -> None:
        """An element begins."""
        setting = self._settings[-1]
        self._tags.append(tag)
        if name in self._telling:
            self._count += 1
            setting = self._told(name, tag, setting)
        self._settings.append(setting)
        if name == "table":
            self._grids.append(Grid())
        elif name in CELLS and self._grids:
            self._grids[-1].open(name, tag)

    def close(self, name: str) -> None:
        """The innermost element ends."""
        self._tags.pop()
        self._settings.pop()
        if name == "table":
            self._grids.pop()
        elif name in CELLS and self._grids:
            self._grids[-1].close(name)

    def run(self, text: str) -> Run:
        """A text token as part of its block."""
        size, marks = solid_size(unescape(text)), self._settings[-1].marks
        if not self._grids:
            return Run(size, marks)
        return Run(size, marks, self._grids[-1].column, self._grids[-1].in_head)

    def place(self) -> Place:
        """Where a block stands whose first text comes now."""
        here = self._settings[-1]
        return Place(here.within, here.heading, here.table, here.row, tuple(self._tags[-TAGS_TOLD:]))

    def _told(self, name: str, tag: str, setting: _Setting) -> _Setting:
        """What an element that begins now hands down."""
        if name in _MARKS:
            return replace(setting, marks=self._marked(_MARKS[name], tag, setting.marks))
        if name in _HEADINGS:
            return replace(setting, heading=_HEADINGS[name])
        if name in _LISTS:
            return replace(setting, list=_List(self._count, tag, name == "ol"))
        if name == "table":
            return replace(setting, table=self._count)
        if name == "tr":
            return replace(setting, row=self._count)
        if len(setting.within) == MAX_NESTING:
            return setting
        if name == "blockquote":
            container = Container(self._count)
        else:
            above = setting.list or _List(0, "", numbered=False)
            container = Container(self._count, above.element, above.next_number(tag))
        return replace(setting, within=(*setting.within, container))

    def _marked(self, kind: str, tag: str, marks: Marks) -> Marks:
        """The marks of text directly in an element that begins now."""
        if kind == "link":
            target = attribute(tag, "href").strip()
            return replace(marks, link=target, anchor=self._count) if _LEADS_SOMEWHERE.match(target) else marks
        if marks.code >= 0:
            return marks  # a star in code is a star
        if kind == "code":
            return replace(marks, strong=False, emphasis=False, code=self._count)
        return replace(marks, strong=True) if kind == "strong" else replace(marks, emphasis=True)
