"""One document as rules see it: its non-blank lines, their folded forms, the head, body and tail.

A line ends where `str.splitlines` ends it. In a text document a line is a block; a block of a page may have several
lines. Line numbers here count non-blank lines from 0. It decides nothing.
"""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.blocks import text as text_blocks
from cleaner.blocks.page import Page
from cleaner.model import Kind
from cleaner.siterules import folding
from cleaner.siterules.schema import Part, Step
from cleaner.siterules.view import View

if TYPE_CHECKING:
    from cleaner.model import Document, IntArray
    from cleaner.siterules.folding import Steps

EDGE_SHARE = 5
"""Head and tail are each one fifth of the lines: the furniture of the five seeds and of news pages lies within."""
MIN_EDGE_LINES = 10
"""Lines of head and tail at least: a comment form alone has six."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """All lines in one folded form. `haystack` frames each with line feeds; `breaks[k]` is the one before line `k`."""

    lines: list[str]
    haystack: bytes
    breaks: IntArray

    def line_of(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The line that holds, or that is opened by, the byte at each offset."""
        return np.searchsorted(self.breaks, offsets, "right").astype(np.int64) - 1


class Sheet:
    """The non-blank lines of one document; line `i` is `document.text[starts[i]:ends[i]]`, bare of white space."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = folding.whole(document.text)
        self.starts: list[int] = document.starts.tolist()
        self.ends: list[int] = document.ends.tolist()
        self.lines = [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        if document.kind is not Kind.TEXT:
            self._split()
        self._texts: dict[Steps, str] = {}
        self._folded: dict[Steps, Folded] = {}

    def _split(self) -> None:
        """Splits the blocks of a page that hold several lines."""
        several = [number for number, block in enumerate(self.lines) if len(block.splitlines()) > 1]
        for number in reversed(several):
            start = self.starts[number]
            inside = text_blocks.read(self.lines[number])
            here = slice(number, number + 1)
            self.lines[here] = [inside.slice(line) for line in range(len(inside))]
            self.starts[here] = (inside.starts + start).tolist()
            self.ends[here] = (inside.ends + start).tolist()

    def __len__(self) -> int:
        return len(self.lines)

    def folded(self, steps: Steps) -> Folded:
        """All lines folded, made once for each set of steps."""
        if steps not in self._folded:
            text = self._text(steps)
            haystack = f"\n{text}\n".encode()
            breaks = np.flatnonzero(np.frombuffer(haystack, np.uint8) == ord("\n")).astype(np.int64)
            self._folded[steps] = Folded(text.split("\n"), haystack, breaks)
        return self._folded[steps]

    def _text(self, steps: Steps) -> str:
        """All lines folded, on top of what was folded less far already."""
        if steps not in self._texts:
            last = next((step for step in (Step.FOLD_DIGITS, Step.CASEFOLD) if step in steps), None)
            if last is None:
                self._texts[steps] = folding.fold_text("\n".join(self.lines), steps)
            else:
                self._texts[steps] = folding.fold_text(self._text(steps - {last}), frozenset({last}))
        return self._texts[steps]

    def folded_line(self, line: int, steps: Steps) -> str:
        """One line folded; from the whole sheet where that was folded already."""
        whole = self._folded.get(steps - {Step.FOLD_DIGITS})
        if whole is None:
            return folding.fold(self.lines[line], steps)
        folded = whole.lines[line]
        return folding.fold_text(folded, frozenset({Step.FOLD_DIGITS})) if Step.FOLD_DIGITS in steps else folded

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
