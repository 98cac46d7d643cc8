"""Which white space goes with what is dropped, so that what stays keeps its paragraphs. It decides nothing else.

A dropped block takes its own line end along and the blank lines it would leave behind: between two blocks that stay,
the larger of the two gaps around a dropped run stays, the smaller goes; at the start and at the end of a document
nothing is left behind. The block that stays above always keeps its own line end. Of blocks on one line (sentences) each
takes the blank behind it along, the last one that before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model import Document, IntArray


def spans_of_runs(document: Document, dropped: IntArray | Sequence[int]) -> tuple[IntArray, IntArray]:
    """Where the spans of dropped blocks start and end, one for each, in order; those of a run of neighbours touch."""
    blocks = np.asarray(dropped, np.int64)
    if not len(blocks):
        return blocks, blocks
    if _has_no_blank_lines(document):
        return document.starts[blocks], (document.ends + 1)[blocks]
    lines = _Lines(document)
    starts = lines.first_seen(blocks)
    ends = np.append(starts[1:], 0)
    apart = np.flatnonzero(np.diff(blocks) != 1)
    firsts, lasts = np.append(0, apart + 1), np.append(apart, len(blocks) - 1)
    starts[firsts], ends[lasts] = _of_runs(lines, blocks[firsts], blocks[lasts])
    return starts, ends


def _has_no_blank_lines(document: Document) -> bool:
    """Whether there is but one line end behind each block and nothing else, as on pages."""
    starts, ends = document.starts, document.ends
    if document.rows is not None or starts[0] != 0 or ends[-1] + 1 != len(document.text):
        return False
    return bool((starts[1:] == ends[:-1] + 1).all())


def _of_runs(lines: _Lines, first: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
    """What goes when the blocks of some runs go: see the module's docstring."""
    above, below = lines.row[first + 1] - lines.row[first], lines.row[last + 2] - lines.row[last + 1]
    at_start, at_end = first == 0, last == lines.size - 1
    starts, ends = lines.first_seen(first), lines.first_seen(last + 1)
    keeps_below = ~at_start & ~at_end & (above < below)  # the blank lines above go, those below stay
    after_previous = np.where(above > 0, lines.stop[first], lines.end[first])
    starts = np.where(at_end | (keeps_below & (above > 0)), after_previous, starts)
    ends = np.where(keeps_below, lines.stop[last + 1], ends)
    return np.where(at_start, 0, starts), np.where(at_end, lines.length, ends)


class _Lines:
    """The lines that blocks stand on, with one more above the first block and one behind the last.

    `row[k + 1]` is the line of block k; `end[k]` is where block k - 1 ends, `stop[k]` where its line does. A page's
    blocks have a line each, however many line ends they hold.
    """

    def __init__(self, document: Document) -> None:
        self.size, self.length = len(document), len(document.text)
        if document.rows is None or document.lines is None:
            rows, (begin, stop) = np.arange(self.size), (document.starts, np.minimum(document.ends + 1, self.length))
        else:
            rows, (begin, stop) = document.rows, document.lines
        last = rows[-1:] + 1 if self.size else np.zeros(1, np.int64)
        self.row = np.concatenate([np.zeros(1, np.int64), rows, last])
        self.end, self.stop = np.append(0, document.ends), np.append(0, stop)
        self._start, self._begin = np.append(document.starts, self.length), np.append(begin, self.length)

    def first_seen(self, blocks: IntArray) -> IntArray:
        """Where the lines of some blocks start, indentation included; a block that shares its line, where it starts."""
        alone = self.row[blocks + 1] != self.row[blocks]
        alone |= blocks == 0
        starts: IntArray = np.where(alone, self._begin[blocks], self._start[blocks])
        return starts
