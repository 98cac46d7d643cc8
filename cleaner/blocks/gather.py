"""Pieces of a page, gathered in document order: elements as they open and close, their text as blocks.

It never sees a parser: somebody walks the tree, notes the elements in the lists of a `Gatherer`, and tells it of
text and line breaks. Every piece of text lands in exactly one block. Nothing here judges what a text says.
"""

from __future__ import annotations

import re

from cleaner.blocks.page import Attributes
from cleaner.blocks.tags import ASIDE_TEXT, EMPHASIS, HIDDEN, INLINE, LINK, PRE, ROLE_BITS

BEGIN = " \0 "
"""Where a block begins, among the pieces of all usual blocks. No parsed text holds a NUL (HTML standard, "tokenization"
and "tree construction"): no mixing up."""
BREAK = " \0\0 "
"""A line end inside a block."""
UNSPACED = "\u0e00"
"""From here on (Thai, Chinese, Japanese, ...) words need no space between them."""
ODD = ASIDE_TEXT | PRE
"""What makes text unusual: it is not seen, or its white space counts."""
_COUNTED = LINK | EMPHASIS
_INVISIBLE = " \t\n\r\f\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


OWNER, HOLDER, LINK_CHARS, EMPHASIZED, ANCHORS, MARKS, BEGUN, START = range(8)
NOTES = 8
"""How many things are noted of a block: the fields of `page.Pieces`, the element whose text began it, and how many
elements had been opened by then."""


class Cursor:
    """Where the next text goes: the open block of one stream, the page's own or that of text nobody sees."""

    __slots__ = ("anchor", "block", "breaks", "last", "owner", "parts")

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.block = self.owner = self.last = self.anchor = -1
        self.breaks = 0


class Gatherer:
    """Elements and blocks of one page while it is being walked; elements in document order, `<html>` is 0.

    The lists of elements are the walker's to fill, those of blocks are filled here. `parts[k]` are the pieces of block
    `k` where it is unusual; those of all others lie in `usual`, one block after the other, each after a `BEGIN`.
    """

    __slots__ = (
        *("classes", "flow", "ids", "inside", "latest_anchor", "notes", "parent", "parts", "side", "stop"),
        *("tags", "told", "usual", "went"),
    )

    def __init__(self) -> None:
        # of elements
        self.tags: list[str] = []
        self.classes: list[str] = []
        self.ids: list[str] = []
        self.parent: list[int] = []
        self.inside: list[int] = []
        self.stop: list[int] = []
        self.told: dict[int, Attributes] = {}
        # of blocks
        self.usual: list[str] = []
        self.parts: list[list[str] | None] = []
        self.notes: list[int] = []
        # of pieces of text: the block that each went into, -1 for white space between blocks
        self.went: list[int] = []
        # where we are
        self.latest_anchor = -1
        self.flow = Cursor(self.usual)
        self.side = Cursor([])

    def tell(self, element: int, attributes: Attributes) -> int:
        """Notes attributes that are asked for, and says what they hand down, in bits of `tags.INSIDE`."""
        self.told[element] = attributes
        bits = 0
        role = attributes.get("role")
        if role:
            bits = ROLE_BITS.get(role, 0)
        style = attributes.get("style")
        if "hidden" in attributes or attributes.get("aria-hidden") == "true" or (style and _UNSEEN_STYLE.search(style)):
            bits |= HIDDEN
        return bits

    def line_break(self, bits: int, owner: int) -> None:
        """A `<br>`: one is a new line of the block, two begin a new block."""
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        if bits & PRE and cursor.owner == owner:
            cursor.parts.append(BREAK)
        else:
            cursor.breaks += 1

    def text(self, text: str, at: int, bits: int, owner: int) -> None:
        """A piece of text that lies directly in an element, `at`, where a block of `owner` takes it."""
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        if (text.isspace() or (len(text) < 4 and not text.strip(_INVISIBLE))) and self._is_gap(text, bits, owner):
            return
        if cursor.owner != owner or cursor.breaks > 1:
            self._begin(cursor, at, bits, owner)
        elif cursor.breaks or cursor.last != at:
            self._join(cursor, text, at, bits)
        cursor.breaks = 0
        cursor.parts.append(text)
        self.went.append(cursor.block)
        if bits & _COUNTED:
            self._count(cursor, len(text.strip()), bits)

    def _count(self, cursor: Cursor, size: int, bits: int) -> None:
        """So many code points more in a link, in bold or italics."""
        notes, base = self.notes, NOTES * cursor.block
        if bits & EMPHASIS:
            notes[base + EMPHASIZED] += size
        if bits & LINK:
            notes[base + LINK_CHARS] += size
            if cursor.anchor != self.latest_anchor:
                cursor.anchor = self.latest_anchor
                notes[base + ANCHORS] += 1

    def owner_of_odd(self, tag: str, bits: int, handed: int, owner: int) -> int:
        """The element whose block takes text that lies directly in an unusual one, the next.

        `handed` and `owner` are those of the element that it stands in. Does what its beginning does: a block of its
        own ends the one before it.
        """
        at = len(self.tags)
        if handed & PRE:
            if tag not in INLINE:
                self._new_line(handed, owner)
            return owner
        if bits & ASIDE_TEXT and not handed & ASIDE_TEXT and (tag in INLINE or tag == "noscript"):
            # a hidden word or a fallback inside a sentence: the sentence goes on after it
            self.side.owner = -1
            if tag == "noscript":
                self.flow.parts.append(" ")
            return at
        if tag in INLINE:
            return owner
        self.side.owner = -1
        if not handed & ASIDE_TEXT:
            self.flow.owner = -1
        return at

    def _new_line(self, bits: int, owner: int) -> None:
        """A block element inside `<pre>` (a highlighter's line) begins a line, it does not begin a block."""
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        if cursor.owner == owner and not cursor.parts[-1].endswith(("\n", BREAK)):
            cursor.parts.append(BREAK)

    def _is_gap(self, text: str, bits: int, owner: int) -> bool:
        """White space goes into an open block as a space, and is none where no block is open; in `<pre>` it is text."""
        cursor = self.side if bits & ASIDE_TEXT else self.flow
        if cursor.owner >= 0:
            cursor.parts.append(text if bits & PRE and cursor.owner == owner else " ")
            self.went.append(cursor.block if cursor.owner == owner else -1)
            return True
        if bits & PRE:
            return False
        self.went.append(-1)
        return True

    def _begin(self, cursor: Cursor, at: int, bits: int, owner: int) -> None:
        marks = bits & ODD
        if marks:
            cursor.parts = []
            self.parts.append(cursor.parts)
        else:
            cursor.parts = self.usual
            cursor.parts.append(BEGIN)
            self.parts.append(None)
        self.notes += (owner, at, 0, 0, 0, marks, at, len(self.tags))
        cursor.block = len(self.parts) - 1
        cursor.owner = owner
        cursor.last = at
        cursor.anchor = -1

    def _join(self, cursor: Cursor, text: str, at: int, bits: int) -> None:
        """Text goes on in an open block: a line end after one `<br>`, a space where two elements meet in a word.

        `un<b>believ</b>able` is one word, `<a>Home</a><a>News</a>` are two: browsers would glue both, but style sheets
        keep the second apart.
        """
        last = cursor.last
        if cursor.breaks:
            cursor.parts.append(BREAK)
        if last == at:
            return
        meet = self._meeting(last, at)
        if meet not in (last, at) and not cursor.breaks and not bits & PRE:
            before, after = cursor.parts[-1][-1:], text[0]
            if before.isalnum() and after.isalnum() and min(before, after) < UNSPACED:
                cursor.parts.append(" ")
        cursor.last = at
        # both lie above `last`, so the smaller number is the outer element
        place = NOTES * cursor.block + HOLDER
        self.notes[place] = min(self.notes[place], meet)

    def _meeting(self, one: int, other: int) -> int:
        """The innermost element that holds both. Each step leaves an element that opened or closed in between."""
        parent = self.parent
        while one != other:
            if one > other:
                one = parent[one]
            else:
                other = parent[other]
        return one
