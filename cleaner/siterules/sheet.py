"""One document as rules see it: its non-blank lines, their folded forms, the head, body and tail.

A line ends where `str.splitlines` ends it. In a text document a line is a block; a block of a page may have several
lines. Line numbers here count non-blank lines from 0. It decides nothing.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from typing import TYPE_CHECKING

import numpy as np

from cleaner.blocks.page import Page
from cleaner.model import Kind
from cleaner.siterules import folding
from cleaner.siterules.schema import Part
from cleaner.siterules.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaner.model import Document
    from cleaner.siterules.folding import Steps

EDGE_SHARE = 5
"""Head and tail are each one fifth of the lines: the furniture of the five seeds and of news pages lies within."""
MIN_EDGE_LINES = 10
"""Lines of head and tail at least: a comment form alone has six."""


class Sheet:
    """The non-blank lines of one document; line `i` is `document.text[starts[i]:ends[i]]`, bare of white space.

    `shares_rows` where they are sentences, of which several stand in one row. `marks` are the lines that fingerprints
    match, by the patterns of each; None where nobody has searched for them.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.edges = document.starts, document.ends
        self.shares_rows = _shares_rows(document)
        if document.kind is not Kind.TEXT:
            self._split()
        self.marks: Mapping[tuple[str, ...], Sequence[int]] | None = None
        self._haystacks: dict[Steps, bytes] = {}

    def _split(self) -> None:
        """Splits the blocks of a page that hold several lines."""
        document = self.document
        lines = document.text.splitlines(keepends=True)
        if len(lines) == len(document):
            return
        breaks = np.fromiter(itertools.accumulate(map(len, lines)), np.int64, len(lines)) - 1
        block = document.ends.searchsorted(breaks)
        several = sorted(set(block[document.ends.take(block, mode="clip") != breaks].tolist()))
        if not several:
            return
        starts, ends = np.array([edges for number in several for edges in _lines_of(document, number)], np.int64).T
        whole = np.ones(len(document), np.bool_)  # a block of one line is a line as it stands, indented or not
        whole[several] = False
        self.edges = (
            np.sort(np.concatenate([document.starts[whole], starts])),
            np.sort(np.concatenate([document.ends[whole], ends])),
        )

    def __len__(self) -> int:
        return len(self.edges[0])

    @functools.cached_property
    def starts(self) -> list[int]:
        """Where each line starts."""
        starts: list[int] = self.edges[0].tolist()
        return starts

    @functools.cached_property
    def ends(self) -> list[int]:
        """Where each line ends."""
        ends: list[int] = self.edges[1].tolist()
        return ends

    def bare(self, line: int) -> str:
        """One line, without lone surrogates."""
        return folding.whole(self.document.text[self.starts[line] : self.ends[line]])

    def line(self, line: int, steps: Steps) -> str:
        """One line folded."""
        return folding.fold(self.bare(line), steps)

    def haystack(self, steps: Steps) -> bytes:
        """Its lines folded, and nothing else, each between two line feeds."""
        if steps not in self._haystacks:
            lines = folding.fold_lines([self.bare(line) for line in range(len(self))], steps)
            self._haystacks[steps] = "\n".join(["", *lines, ""]).encode()
        return self._haystacks[steps]

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


def _lines_of(document: Document, block: int) -> Iterator[tuple[int, int]]:
    """Where the lines of a block start and end, bare of white space, without the blank ones."""
    stop = int(document.starts[block])
    for line in document.slice(block).splitlines(keepends=True):
        stop += len(line)
        if bare := line.strip():
            start = stop - len(line.lstrip())
            yield start, start + len(bare)


def _shares_rows(document: Document) -> bool:
    """Whether the lines of a document are the sentences of a text that has no line ends."""
    rows = document.rows
    return rows is not None and len(rows) > 1 and bool(rows[0] == rows[-1])
