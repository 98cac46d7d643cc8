"""What surrounds a line: neighbours, the dense body of its document, repeats, headings above it.

All of it from integer prefix sums and running maxima over the batch; nothing looks across a document's end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.shape import ENDINGS, SHORT_WORDS, Shape
from cleaner.features.table import Made, counts, flags, logs, named, shares
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


_CODE, _PROSE, _SOLID, _WIDE, _SHORT, _APART, _STOP, _WORDS, _PROSE_WORDS = range(9)
"""What is summed up: lines of code, of prose, with phrases; words, 60 a line at most; short lines, lines after a blank
one; function words, words, words of prose."""
_WINDOWS = np.array([(_PROSE, 3), (_SOLID, 3), (_SOLID, 10), (_CODE, 5), (_PROSE, 8), (_WIDE, 3), (_WIDE, 10)])
"""What is summed up over lines around, and how many above and below those are."""


class Context:
    """The columns of a batch that need more than the line itself.

    `shapes` are the lines' own measures, `cover` says how far phrases cover each, in fifteenths.
    """

    def __init__(self, lines: Lines, shapes: Shape, cover: Int) -> None:
        self.lines, self.shapes, self.cover = lines, shapes, cover
        self.size, self.prose = shapes.size, shapes.prose
        self.line = np.arange(len(lines))
        self.top, self.bottom = lines.top, lines.bottom
        self.wide = np.minimum(self.size, MAX_WINDOW_WORDS)
        self.short = (self.size < SHORT_WORDS) & ~self.prose
        self.apart = lines.gaps > 0
        self.rows = np.array(
            [shapes.code, self.prose, cover >= SOLID_COVER, self.wide, self.short, self.apart, shapes.stop,
             self.size, self.size * self.prose]
        )  # fmt: skip
        self.totals = prefix(self.rows)
        whole = self.totals[:, lines.bounds]
        whole = whole[:, 1:] - whole[:, :-1]
        self.whole = lines.spread(whole)
        self.document_words = np.maximum(self.whole[_WORDS], 1)
        self.document_lines = np.maximum(self.bottom - self.top, 1)

    def columns(self) -> Made:
        """All columns by name."""
        return {
            **self._beside(),
            **self._windows(),
            **self._place(),
            **self._body(),
            **self._document(),
            **self._runs(),
            **self._repeats(),
        }

    def since_headings(self, kinds: Sequence[str], heads: Bool) -> Made:
        """How far above each line the nearest heading of each kind (a row of `heads`) stands, 0 for none, and the prose
        since the nearest of all.
        """
        at = np.full(heads.shape, -1)
        kind, head = heads.nonzero()
        at[kind, head] = head
        last = np.maximum.accumulate(at, axis=1)
        nearest = last.max(axis=0)
        total = self.totals[_PROSE]
        between = total[1:] - total.take(np.maximum(nearest, 0))
        return {
            **named("{}", kinds, logs((self.line - last + 1) * (last >= self.top))),
            "prose_since_heading": counts(between * (nearest >= self.top)),
        }

    def _beside(self) -> Made:
        """What stands one and two lines above and below; where there is no line, nothing does."""
        places, first, count = self._places(), self.lines.first, self.lines.count
        rows = np.zeros((5, self._last_place), np.int16)
        rows[2] = NO_ENDING
        inside = np.array([self.cover, np.minimum(self.size, 255), self.shapes.ending, self.prose, self.wide], np.int16)
        rows[:, places(0)] = inside
        above, below = rows[:, places(1)], rows[:, places(-1)]
        full = (count > 0).nonzero()[0]
        words = np.zeros((2, len(self.line)), np.uint64)
        words[:, full] = self.lines.words.hashes.take([first[full], (first + count - 1)[full]])
        edges = np.zeros((2, self._last_place), np.uint64)
        edges[:, places(0)] = words
        same = ((words == edges[:, places(1)]) | (words == edges[:, places(-1)])) & (count > 0)
        return {
            **named("{}_above", ("phrase", "words", "ending"), above[:3]),
            **named("{}_below", ("phrase", "words", "ending"), below[:3]),
            "words_two_above": rows[1, places(2)],
            "words_two_below": rows[1, places(-2)],
            "prose_beside": inside[3] + 2 * above[3] + 4 * below[3],
            "length_step": np.minimum(np.abs(inside[4] - above[4]), np.abs(inside[4] - below[4])),
            **named("same_{}", ("start", "end"), flags(same)),
        }

    @property
    def _last_place(self) -> int:
        return len(self.line) + 2 * len(self.lines.bounds)

    def _places(self) -> Callable[[int], slice | Int]:
        """Where the lines so many lines above each line are, when two empty lines stand around each document."""
        if len(self.lines.bounds) == 2:
            return lambda by: slice(2 - by, 2 - by + len(self.line))
        place = self.line + 2 * self.lines.document + 2
        return lambda by: place - by

    def _windows(self) -> Made:
        """Sums over the lines around each line, without the line itself."""
        row, radius = _WINDOWS.T[:, :, None]
        low, high = np.maximum(self.top, self.line - radius), np.minimum(self.bottom, self.line + radius + 1)
        around, start = np.maximum(high - low - 1, 1), row * self.totals.shape[1]
        sums = self.totals.take(start + high) - self.totals.take(start + low) - self.rows.take(row[:, 0], axis=0)
        return {
            **named("{}", ("prose_near", "phrases_near", "phrases_around", "code_near", "prose_around"),
                    shares(sums[:5], around[:5])),
            **named("{}", ("words_near", "words_around"), counts(4 * sums[5:] // around[5:])),
        }  # fmt: skip

    def _place(self) -> Made:
        above, total = self.line - self.top, self.totals[_WORDS]
        return {
            "place": shares(above, self.document_lines),
            "place_in_words": shares(total[:-1] - total[self.top], self.document_words),
            "from_top": logs(above),
            "from_bottom": logs(self.bottom - 1 - self.line),
        }

    def _body(self) -> Made:
        start, end = self._dense_body()
        total = self.totals[_WORDS]
        share = shares(self.lines.spread(total[end] - total[start]), self.document_words)
        start, end = self.lines.spread(start), self.lines.spread(end)
        return {
            "in_body": flags((self.line >= start) & (self.line < end)),
            "before_body": logs(start - self.line),
            "after_body": logs(self.line - end + 1),
            "body_share": share,
        }

    def _dense_body(self) -> tuple[Int, Int]:
        """Start and end line of every document's dense body; empty at its top when it has none."""
        worth = np.where(
            self.prose, PROSE_GAIN * np.minimum(self.size, PROSE_WORDS), -np.minimum(LINE_COST + self.size, MAX_COST)
        )
        worth -= PHRASE_COST * (self.cover > STRONG_COVER)
        after = worth.cumsum()
        if len(self.lines.bounds) > 2:
            # every document starts far below the one before, so that no best run reaches across
            after -= self.lines.document * (np.int64(1) << 40)
        before = after - worth
        lowest = np.minimum.accumulate(before)
        gain = after - lowest
        starts, ends = self.lines.bounds[:-1].copy(), self.lines.bounds[:-1].copy()
        last = self.lines.first_best(gain)
        last = last[gain[last] > 0]
        lows = (before == lowest).nonzero()[0]
        found = self.lines.document[last]
        ends[found] = last + 1
        starts[found] = lows[lows.searchsorted(last, "right") - 1]
        return starts, ends

    def _document(self) -> Made:
        whole = self.whole
        return {
            **named("{}", ("phrases_in_document", "document_short", "document_gaps"),
                    shares(whole[[_SOLID, _SHORT, _APART]], self.document_lines)),
            **named("{}", ("document_stop_words", "document_prose"),
                    shares(whole[[_STOP, _PROSE_WORDS]], self.document_words)),
            "document_words": counts(4 * whole[_WIDE] // self.document_lines),
            "document_lines": logs(self.document_lines),
        }  # fmt: skip

    def _runs(self) -> Made:
        short, first = self.short, self.lines.bounds[:-1]
        first = first[first < len(self.line)]
        above = self.apart.copy()
        above[first] = True
        below = np.ones_like(above)
        below[:-1] = above[1:]
        changes = np.ones_like(above)
        np.not_equal(short[1:], short[:-1], out=changes[1:])
        changes[first] = True
        return {
            "gap": above + 2 * below.view(np.uint8),
            "short_run": logs(_run_lengths(changes) * short),
            "paragraph": logs(_run_lengths(above)),
        }

    def _repeats(self) -> Made:
        lines = self.lines
        said = inside = lines.said
        if len(lines.bounds) > 2:
            number = lines.document.astype(np.uint64) + np.uint64(1)
            inside = said ^ mixed(number * np.uint64(0x9E3779B97F4A7C15))
        order = inside.argsort(kind="stable")
        ordered = inside[order]
        starts = np.ones(len(said), np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=starts[1:])
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
    begin = starts.nonzero()[0]
    lengths = np.empty_like(begin)
    np.subtract(begin[1:], begin[:-1], out=lengths[:-1])
    lengths[-1:] = len(starts) - begin[-1:]
    return lengths.repeat(lengths)
