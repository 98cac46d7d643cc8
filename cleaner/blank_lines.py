"""Which white space goes with what is dropped, so that what stays keeps its paragraphs. It decides nothing else.

A dropped block takes its own line end along and the blank lines it would leave behind: between two blocks that stay,
the larger of the two gaps around a dropped run stays, the smaller goes; at the start and at the end of a document
nothing is left behind. The block that stays above always keeps its own line end. Blocks on one line (sentences) take the
blank behind them along, the last one that before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cleaner.model import Document, IntArray

_LINE_END = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


def spans_of_runs(document: Document, dropped: IntArray | Sequence[int]) -> tuple[IntArray, IntArray]:
    """Where the spans of dropped blocks start and end, one for each, in order; those of a run of neighbours touch."""
    blocks = np.asarray(dropped, np.int64)
    if not len(blocks):
        return blocks, blocks
    starts = _line_starts(document, blocks)
    ends = np.roll(starts, -1)
    apart = np.flatnonzero(np.diff(blocks) != 1)
    firsts, lasts = [0, *(apart + 1).tolist()], [*apart.tolist(), len(blocks) - 1]
    for first, last in zip(firsts, lasts, strict=True):
        starts[first], ends[last] = _run_span(document, int(blocks[first]), int(blocks[last]))
    return starts, ends


def _line_starts(document: Document, blocks: IntArray) -> IntArray:
    """Where each block's own line starts, so that its indentation stays or goes with it."""
    starts: IntArray = document.starts[blocks]
    gap = starts - np.where(blocks > 0, document.ends[blocks - 1], 0)
    for place in np.flatnonzero(gap > 1).tolist():  # one character before it is the line end itself
        breaks = _breaks(document, int(blocks[place]))
        if breaks:
            starts[place] = breaks[-1]
    return starts


def _gap(document: Document, block: int) -> tuple[int, int]:
    """The white space before a block; for `len(document)`, that after the last block."""
    start = int(document.ends[block - 1]) if block else 0
    end = int(document.starts[block]) if block < len(document) else len(document.text)
    return start, end


def _breaks(document: Document, block: int) -> list[int]:
    """Where the lines end in the gap before a block."""
    start, end = _gap(document, block)
    if document.text.count("\n", start, end) == end - start:  # nothing else, as nearly always
        return list(range(start + 1, end + 1))
    return [match.end() for match in _LINE_END.finditer(document.text, start, end)]


def _run_span(document: Document, first: int, last: int) -> tuple[int, int]:
    """What goes when the blocks `first..last` go: see the module's docstring."""
    before, after = _breaks(document, first), _breaks(document, last + 1)
    at_start, at_end = first == 0, last == len(document) - 1
    if at_end:
        return (0 if at_start else before[0] if before else int(document.ends[first - 1])), len(document.text)
    end = after[-1] if after else int(document.starts[last + 1])
    if at_start:
        return 0, end
    if len(before) >= len(after):
        return (before[-1] if before else int(document.starts[first])), end
    return (before[0] if before else int(document.starts[first])), after[0]
