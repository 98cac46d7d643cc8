"""Which white space goes with what is dropped, so that what stays keeps its paragraphs. It decides nothing else.

A dropped block takes its own line end along and the blank lines it would leave behind: between two blocks that stay,
the larger of the two gaps around a dropped run stays, the smaller goes; at the start and at the end of a document
nothing is left behind. The block that stays above always keeps its own line end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.model import Document

_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def spans_of_runs(document: Document, dropped: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """`(block, start, end)` for every dropped block, in order; the spans of a run of neighbours touch."""
    for first, last in _runs(dropped):
        start, end = _run_span(document, first, last)
        left = start
        for block in range(first, last):
            right = _line_start(document, block + 1)
            yield block, left, right
            left = right
        yield last, left, end


def _runs(blocks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last block of every run of neighbours."""
    first = last = -1
    for block in blocks:
        if block != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = block
        last = block
    if first >= 0:
        yield first, last


def _gap(document: Document, block: int) -> tuple[int, int]:
    """The white space before a block; for `len(document)`, that after the last block."""
    start = int(document.ends[block - 1]) if block else 0
    end = int(document.starts[block]) if block < len(document) else len(document.text)
    return start, end


def _breaks(document: Document, block: int) -> list[int]:
    """Where the lines end in the gap before a block."""
    start, end = _gap(document, block)
    return [match.end() for match in _LINE_END.finditer(document.text, start, end)]


def _line_start(document: Document, block: int) -> int:
    """Where a block's own line starts, so that its indentation stays or goes with it."""
    breaks = _breaks(document, block)
    return breaks[-1] if breaks else int(document.starts[block])


def _run_span(document: Document, first: int, last: int) -> tuple[int, int]:
    """What goes when the blocks `first..last` go: see the module's docstring."""
    before, after = _breaks(document, first), _breaks(document, last + 1)
    at_start, at_end = first == 0, last == len(document) - 1
    if at_end:
        return (0 if at_start else before[0] if before else int(document.starts[first])), len(document.text)
    end = after[-1] if after else int(document.starts[last + 1])
    if at_start:
        return 0, end
    if len(before) >= len(after):
        return (before[-1] if before else int(document.starts[first])), end
    return (before[0] if before else int(document.starts[first])), after[0]
