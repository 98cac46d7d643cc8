"""Pieces of a page, gathered in document order: elements as they open and close, their text as blocks.

It never sees a parser: somebody walks the tree and calls `open`, `text`, `line_break` and `close`. Every piece of text
lands in exactly one block. Nothing here judges what a text says.
"""

from __future__ import annotations

import re

from cleaner.blocks.page import TOLD_OF, Attributes
from cleaner.blocks.tags import ASIDE_TEXT, EMPHASIS, HIDDEN, INLINE, LINK, PRE, ROLE_BITS, TAG_BITS

BREAK = "\n"
"""A line end inside a block. Text that is nothing but white space is stored as a space: no mixing up."""
UNSPACED = "\u0e00"
"""From here on (Thai, Chinese, Japanese, ...) words need no space between them."""
_INVISIBLE = " \t\n\r\f\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ODD = ASIDE_TEXT | PRE
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class _Cursor:
    """Where the next text goes: the open block of one stream, the page's own or that of text nobody sees."""

    __slots__ = ("anchor", "block", "breaks", "last", "owner", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.block = self.owner = self.last = self.anchor = -1
        self.breaks = 0


class Gatherer:
    """Elements and blocks of one page while it is being walked; elements in document order, `<html>` is 0."""

    __slots__ = (
        *("anchors", "at", "classes", "emphasis", "first", "flow", "holder", "ids", "inside", "last", "latest_anchor"),
        *("link", "marks", "owner", "owners", "parent", "parts", "side", "stop", "tags", "told", "went"),
    )

    def __init__(self) -> None:
        # of elements
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.ids: list[str] = []
        self.parent: list[int] = []
        self.inside: list[int] = []
        self.owner: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.stop: list[int] = []
        self.told: dict[int, Attributes] = {}
        # of blocks
        self.parts: list[list[str]] = []
        self.owners: list[int] = []
        self.holder: list[int] = []
        self.link: list[int] = []
        self.emphasis: list[int] = []
        self.anchors: list[int] = []
        self.marks: list[int] = []
        # of pieces of text: the block that each went into, -1 for white space between blocks
        self.went: list[int] = []
        # where we are
        self.at = self.latest_anchor = -1
        self.flow = _Cursor()
        self.side = _Cursor()

    def open(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        up, at = self.at, len(self.tags)
        handed = self.inside[up] if up >= 0 else 0
        bits = handed | TAG_BITS.get(tag, 0)
        classes = ident = ""
        if attributes:
            classes = attributes.get("class") or ""
            ident = attributes.get("id") or ""
            if not TOLD_OF.isdisjoint(attributes):
                self.told[at] = attributes
                bits |= _attribute_bits(attributes)
        if (bits | handed) & _ODD or up < 0:
            self.owner.append(self._owner_of(tag, bits, handed))
        elif tag in INLINE:
            self.owner.append(self.owner[up])
        else:
            self.flow.owner = self.side.owner = -1
            self.owner.append(at)
        self.tags.append(tag)
        self.classes.append(classes)
        self.ids.append(ident)
        self.parent.append(up)
        self.inside.append(bits)
        blocks = len(self.parts)
        self.first.append(blocks)
        self.last.append(blocks)
        self.stop.append(at + 1)
        if tag == "a":
            self.latest_anchor = at
        self.at = at

    def leave(self) -> None:
        """The innermost open element ends, and nothing was in it."""
        self.at = self.parent[self.at]

    def close(self) -> None:
        """The innermost open element ends."""
        at = self.at
        self.last[at] = len(self.parts)
        self.stop[at] = len(self.tags)
        self.at = self.parent[at]

    def line_break(self) -> None:
        """A `<br>`: one is a new line of the block, two begin a new block."""
        bits = self.inside[self.at]
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        if bits & PRE and cursor.owner == self.owner[self.at]:
            cursor.parts.append(BREAK)
        else:
            cursor.breaks += 1

    def text(self, text: str) -> None:
        """A piece of text inside the innermost open element."""
        at = self.at
        bits = self.inside[at]
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        owner = self.owner[at]
        if text.isspace() or (len(text) < 4 and not text.strip(_INVISIBLE)):
            if cursor.owner >= 0:
                cursor.parts.append(text if bits & PRE and cursor.owner == owner else " ")
                self.went.append(cursor.block if cursor.owner == owner else -1)
                return
            if not bits & PRE:
                self.went.append(-1)
                return
        if cursor.owner != owner or cursor.breaks > 1:
            self._begin(cursor, owner)
        else:
            self._join(cursor, text)
        cursor.breaks = 0
        cursor.parts.append(text)
        self.went.append(cursor.block)
        if bits & LINK:
            self.link[cursor.block] += len(text.strip())
            if cursor.anchor != self.latest_anchor:
                cursor.anchor = self.latest_anchor
                self.anchors[cursor.block] += 1
        if bits & EMPHASIS:
            self.emphasis[cursor.block] += len(text.strip())

    def _owner_of(self, tag: str, bits: int, handed: int) -> int:
        """The element whose block takes text that lies directly in the new one, and what its beginning breaks off."""
        up, at = self.at, len(self.tags)
        if handed & PRE and up >= 0:
            if tag not in INLINE:
                self._new_line()
            return self.owner[up]
        if bits & ASIDE_TEXT and not handed & ASIDE_TEXT and (tag in INLINE or tag == "noscript"):
            # a hidden word or a fallback inside a sentence: the sentence goes on after it
            self.side.owner = -1
            if tag == "noscript":
                self.flow.parts.append(" ")
            return at
        if tag in INLINE and up >= 0:
            return self.owner[up]
        self.side.owner = -1
        if not handed & ASIDE_TEXT:
            self.flow.owner = -1
        return at

    def _new_line(self) -> None:
        """A block element inside `<pre>` (a highlighter's line) begins a line, it does not begin a block."""
        cursor = self.side if self.inside[self.at] & ASIDE_TEXT else self.flow
        if cursor.owner == self.owner[self.at] and not cursor.parts[-1].endswith("\n"):
            cursor.parts.append(BREAK)

    def _begin(self, cursor: _Cursor, owner: int) -> None:
        cursor.parts = []
        cursor.block = len(self.parts)
        cursor.owner = owner
        cursor.last = self.at
        cursor.anchor = -1
        self.parts.append(cursor.parts)
        self.owners.append(owner)
        self.holder.append(self.at)
        self.link.append(0)
        self.emphasis.append(0)
        self.anchors.append(0)
        self.marks.append(self.inside[self.at] & (ASIDE_TEXT | PRE))

    def _join(self, cursor: _Cursor, text: str) -> None:
        """Text goes on in an open block: a line end after one `<br>`, a space where two elements meet in a word.

        `un<b>believ</b>able` is one word, `<a>Home</a><a>News</a>` are two: browsers would glue both, but style sheets
        keep the second apart.
        """
        last, at = cursor.last, self.at
        if cursor.breaks:
            cursor.parts.append(BREAK)
        if last == at:
            return
        meet = self._meeting(last, at)
        if meet not in (last, at) and not cursor.breaks and not self.inside[at] & PRE:
            before, after = cursor.parts[-1][-1:], text[0]
            if before.isalnum() and after.isalnum() and min(before, after) < UNSPACED:
                cursor.parts.append(" ")
        cursor.last = at
        # both lie above `last`, so the smaller number is the outer element
        self.holder[cursor.block] = min(self.holder[cursor.block], meet)

    def _meeting(self, one: int, other: int) -> int:
        """The innermost element that holds both. Each step leaves an element that opened or closed in between."""
        parent = self.parent
        while one != other:
            if one > other:
                one = parent[one]
            else:
                other = parent[other]
        return one


def _attribute_bits(attributes: Attributes) -> int:
    bits = 0
    role = attributes.get("role")
    if role:
        bits = ROLE_BITS.get(role, 0)
    style = attributes.get("style")
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or (style and _UNSEEN_STYLE.search(style)):
        bits |= HIDDEN
    return bits
