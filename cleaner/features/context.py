"""What surrounds a line: neighbours, the dense body of its document, repeats, headings above it.

All of it from integer prefix sums and running maxima over the batch; nothing looks across a document's end.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.shape import ENDINGS, SHORT_WORDS, Shape
from cleaner.features.table import ByteArray, counts, flags, logs, named, shares
from cleaner.features.words import mixed

SOLID_COVER, STRONG_COVER = 5, 9
"""A third and more than half of the line, in fifteenths."""
PROSE_WORDS, PROSE_GAIN = 80, 2
LINE_COST, MAX_COST, PHRASE_COST = 12, 24, 30
"""The dense body is the run of lines with the largest sum: 2 for each of at most 80 words of prose, less 12 and its
words (24 at most) for any other line, less 30 where a phrase covers it. Pasternack and Roth, WWW 2009: maximum
subsequence segmentation."""
MAX_WINDOW_WORDS = 60
NO_ENDING = len(ENDINGS)
"""The ending of a neighbour that is not there."""


class Context:
    """The columns of a batch that need more than the line itself.

    `shapes` are the lines' own measures, `cover` says how far phrases cover each, in fifteenths.
    """

    def __init__(self, lines: Lines, shapes: Shape, cover: Int) -> None:
        self.lines, self.cover = lines, cover
        self.size, self.prose, self.stop, self.code = shapes.size, shapes.prose, shapes.stop, shapes.code
        self.endings = shapes.columns["ending"]
        self.line = np.arange(len(lines))
        self.top, self.bottom = lines.top, lines.bottom
        self.above, self.below = self._beside(1), self._beside(-1)
        self.wide = np.minimum(self.size, MAX_WINDOW_WORDS)
        self.solid = self.cover >= SOLID_COVER
        self.short = (self.size < SHORT_WORDS) & ~self.prose
        self.total = prefix(self.size)
        self.document_words = np.maximum(lines.per_document(self.size), 1)[lines.document]
        self.document_lines = np.maximum(self.bottom - self.top, 1)

    def columns(self) -> dict[str, ByteArray]:
        """All columns by name."""
        return {
            **self._neighbours(),
            **self._windows(),
            **self._place(),
            **self._body(),
            **self._document(),
            **self._runs(),
            **self._repeats(),
        }

    def since_headings(self, kinds: Iterable[str], heads: Bool) -> dict[str, ByteArray]:
        """How far above each line the nearest heading of each kind (a row of `heads`) stands, 0 for none, and the prose
        since the nearest of all.
        """
        last = np.maximum.accumulate(np.where(heads, self.line, -1), axis=1)
        nearest = last.max(axis=0)
        total = prefix(self.prose)
        between = total[1:] - total[np.maximum(nearest, 0)]
        return {
            **named("{}", kinds, logs((self.line - last + 1) * (last >= self.top))),
            "prose_since_heading": counts(between * (nearest >= self.top)),
        }

    def _beside(self, by: int) -> Int:
        """The line `by` lines above (positive) or below (negative); the number behind all lines where there is none."""
        other = self.line - by
        return np.where((other >= self.top) & (other < self.bottom), other, len(self.line))

    def _neighbours(self) -> dict[str, ByteArray]:
        rows = np.zeros((5, len(self.line) + 1), np.uint8)
        rows[:, :-1] = counts(self.cover), counts(self.size), self.endings, self.prose, self.wide
        rows[2, -1] = NO_ENDING
        _, _, _, prose, wide = rows[:, :-1].astype(np.int64)
        above, below = rows[:, self.above], rows[:, self.below]
        step = np.minimum(np.abs(wide - above[4]), np.abs(wide - below[4]))
        return {
            **named("{}_above", ("phrase", "words", "ending"), above[:3]),
            **named("{}_below", ("phrase", "words", "ending"), below[:3]),
            "words_two_above": rows[1, self._beside(2)],
            "words_two_below": rows[1, self._beside(-2)],
            "prose_beside": counts(prose + 2 * above[3] + 4 * below[3]),
            "length_step": counts(step),
            **named("same_{}", ("start", "end"), flags(self._same_edges())),
        }

    def _same_edges(self) -> Bool:
        """Which lines start (row 0) and end (row 1) with the word that a neighbour starts and ends with."""
        words, full = self.lines.words, np.flatnonzero(self.lines.count > 0)
        edges = np.zeros((2, len(self.line) + 1), np.uint64)
        edges[0, full] = words.hashes[self.lines.first[full]]
        edges[1, full] = words.hashes[(self.lines.first + self.lines.count - 1)[full]]
        own = edges[:, :-1]
        same: Bool = (own == edges[:, self.above]) | (own == edges[:, self.below])
        return same & (self.lines.count > 0)

    def _windows(self) -> dict[str, ByteArray]:
        rows = np.stack([self.code, self.prose, self.solid, self.wide])
        total = prefix(rows)

        def around(first: int, last: int, radius: int) -> tuple[Int, Int]:
            """The sums of some rows over the lines around a line, without the line, and how many they are."""
            low, high = np.maximum(self.top, self.line - radius), np.minimum(self.bottom, self.line + radius + 1)
            mine = total[first:last]
            return mine[:, high] - mine[:, low] - rows[first:last], np.maximum(high - low - 1, 1)

        (prose_near, solid_near, words_near), near = around(1, 4, 3)
        (solid_around, words_around), wide_around = around(2, 4, 10)
        return {
            "phrases_near": shares(solid_near, near),
            "phrases_around": shares(solid_around, wide_around),
            "code_near": shares(*around(0, 1, 5))[0],
            "prose_near": shares(prose_near, near),
            "prose_around": shares(*around(1, 2, 8))[0],
            "words_near": counts(4 * words_near // near),
            "words_around": counts(4 * words_around // wide_around),
        }

    def _place(self) -> dict[str, ByteArray]:
        above = self.line - self.top
        return {
            "place": shares(above, self.document_lines),
            "place_in_words": shares(self.total[:-1] - self.total[self.top], self.document_words),
            "from_top": logs(above),
            "from_bottom": logs(self.bottom - 1 - self.line),
        }

    def _body(self) -> dict[str, ByteArray]:
        start, end = self._dense_body()
        start, end = start[self.lines.document], end[self.lines.document]
        return {
            "in_body": flags((self.line >= start) & (self.line < end)),
            "before_body": logs(start - self.line),
            "after_body": logs(self.line - end + 1),
            "body_share": shares(self.total[end] - self.total[start], self.document_words),
        }

    def _dense_body(self) -> tuple[Int, Int]:
        """Start and end line of every document's dense body; empty at its top when it has none."""
        worth = np.where(
            self.prose, PROSE_GAIN * np.minimum(self.size, PROSE_WORDS), -np.minimum(LINE_COST + self.size, MAX_COST)
        )
        worth = worth - np.where(self.cover > STRONG_COVER, PHRASE_COST, 0)
        # every document starts far below the one before, so that no best run reaches across
        after = np.cumsum(worth) - self.lines.document * (np.int64(1) << 40)
        before = after - worth
        lowest = np.minimum.accumulate(before)
        gain = after - lowest
        starts, ends = self.lines.bounds[:-1].copy(), self.lines.bounds[:-1].copy()
        last = self.lines.first_best(gain)
        last = last[gain[last] > 0]
        lows = np.flatnonzero(before == lowest)
        found = self.lines.document[last]
        ends[found] = last + 1
        starts[found] = lows[np.searchsorted(lows, last, "right") - 1]
        return starts, ends

    def _document(self) -> dict[str, ByteArray]:
        lines = self.lines
        counted = np.stack([self.solid, lines.gaps > 0, self.short, self.size * self.prose, self.stop, self.wide])
        solid, gaps, short, prose, stop, wide = lines.per_document(counted)[:, lines.document]
        return {
            "phrases_in_document": shares(solid, self.document_lines),
            "document_words": counts(4 * wide // self.document_lines),
            "document_gaps": shares(gaps, self.document_lines),
            "document_prose": shares(prose, self.document_words),
            "document_lines": logs(self.document_lines),
            "document_stop_words": shares(stop, self.document_words),
            "document_short": shares(short, self.document_lines),
        }

    def _runs(self) -> dict[str, ByteArray]:
        first = self.line == self.top
        above = (self.lines.gaps > 0) | first
        below = np.append(above[1:], True)
        short = self.short
        changes = first | np.append(True, short[1:] != short[:-1])
        return {
            "gap": (above + 2 * below).astype(np.uint8),
            "short_run": logs(_run_lengths(changes) * short),
            "paragraph": logs(_run_lengths(above)),
        }

    def _repeats(self) -> dict[str, ByteArray]:
        lines = self.lines
        said = lines.said
        number = lines.document.astype(np.uint64) + np.uint64(1)
        inside = said ^ mixed(number * np.uint64(0x9E3779B97F4A7C15))
        order = np.argsort(inside, kind="stable")
        starts = np.append(True, inside[order][1:] != inside[order][:-1])
        times, again = np.empty(len(said), np.int64), np.ones(len(said), np.bool_)
        times[order] = _run_lengths(starts)
        again[order[starts]] = False
        wordless = lines.count == 0
        times[wordless], again[wordless] = 1, False
        return {
            "repeats": counts(np.minimum(times, 10)),
            "repeat": flags(again),
            "echo_of_top": flags((said == said[self.top]) & (self.line > self.top) & ~wordless),
        }


def _run_lengths(starts: Bool) -> Int:
    """For every line the length of its run; `starts` marks where a run begins."""
    begin = np.flatnonzero(starts)
    lengths = np.diff(np.append(begin, len(starts)))
    return np.repeat(lengths, lengths)
