"""One document as rules see it: its non-blank lines, their folded forms, the head, body and tail.

A line ends where `str.splitlines` ends it. In a text document a line is a block; a block of a page may have several
lines. Line numbers here count non-blank lines from 0. It decides nothing.
"""

from __future__ import annotations

import bisect
import functools
import re
from typing import TYPE_CHECKING

import numpy as np

from cleaner.blocks import text as text_blocks
from cleaner.blocks.page import Page
from cleaner.model import Kind
from cleaner.siterules import folding
from cleaner.siterules.schema import Part
from cleaner.siterules.stack import Stack
from cleaner.siterules.view import View

if TYPE_CHECKING:
    from cleaner.model import Document
    from cleaner.siterules.folding import Steps

_LINE_END = re.compile("[\n-\r\x1c-\x1e\x85\u2028\u2029]")
"""Where `str.splitlines` ends lines."""
EDGE_SHARE = 5
"""Head and tail are each one fifth of the lines: the furniture of the five seeds and of news pages lies within."""
MIN_EDGE_LINES = 10
"""Lines of head and tail at least: a comment form alone has six."""


class Sheet:
    """The non-blank lines of one document; line `i` is `document.text[starts[i]:ends[i]]`, bare of white space."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.starts: list[int] = document.starts.tolist()
        self.ends: list[int] = document.ends.tolist()
        text = document.text
        self.lines = [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        if not text.isascii():
            self.lines = [line if line.isascii() else folding.whole(line) for line in self.lines]
        if document.kind is not Kind.TEXT:
            self._split()
        self._stack: Stack | None = None
        self.first = 0

    def _split(self) -> None:
        """Splits the blocks of a page that hold several lines."""
        ends = np.array([found.start() for found in _LINE_END.finditer(self.document.text)], np.int64)
        block = np.searchsorted(self.document.starts, ends, "right") - 1
        inside = (block >= 0) & (ends < self.document.ends[block]) if len(self) else np.zeros(len(ends), np.bool_)
        for number in np.unique(block[inside])[::-1].tolist():
            start = self.starts[number]
            lines = text_blocks.read(self.lines[number])
            here = slice(number, number + 1)
            self.lines[here] = [lines.slice(line) for line in range(len(lines))]
            self.starts[here] = (lines.starts + start).tolist()
            self.ends[here] = (lines.ends + start).tolist()

    def __len__(self) -> int:
        return len(self.lines)

    def join(self, stack: Stack, first: int) -> None:
        """Its lines stand in a stack as well, from line `first` on: what was folded there is not folded again."""
        self._stack, self.first = stack, first

    @functools.cached_property
    def alone(self) -> Stack:
        """Its lines without those of others, to be folded."""
        return Stack(self.lines)

    def line(self, number: int, steps: Steps) -> str:
        """One line folded."""
        return (self._stack or self.alone).line(self.first + number, steps)

    def in_part(self, line: int, part: Part) -> bool:
        """Whether a line stands in a part. In a short document head and tail overlap."""
        edge = max(MIN_EDGE_LINES, -(-len(self) // EDGE_SHARE))
        head, tail = line < edge, line >= len(self) - edge
        match part:
            case Part.HEAD:
                return head
            case Part.TAIL:
                return tail
            case Part.BODY:
                return not head and not tail
            case _:
                return True

    def line_at(self, offset: int) -> int:
        """The line that holds a code point, else the next one."""
        return bisect.bisect_right(self.ends, offset)

    def number(self, line: int) -> int:
        """The number that an editor shows for a line."""
        return self.document.position(self.starts[line])[0]

    @functools.cached_property
    def view(self) -> View | None:
        """The page behind the document, if it is one."""
        markup = self.document.markup
        return View(markup) if isinstance(markup, Page) else None
