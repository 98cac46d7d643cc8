"""What surrounds a line: neighbours, the dense body of its document, repeats, headings above it.

All of it from integer prefix sums and running maxima over the batch; nothing looks across a document's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleaner.features.lines import Bool, Int, Lines, prefix
from cleaner.features.shape import ENDINGS, SHORT_WORDS, Shape
from cleaner.features.table import ByteArray, counts, flags, logs, shares
from cleaner.features.words import HashArray, line_hashes, mixed

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


Number = TypeVar("Number", bound=np.generic)


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
        self.total = prefix(self.size)
        self.document_words = np.maximum(lines.per_document(self.size), 1)[lines.document]
        self.document_lines = np.maximum(np.diff(lines.bounds), 1)[lines.document]

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

    def since_headings(self, heads: Mapping[str, Bool]) -> dict[str, ByteArray]:
        """How far above each line the nearest heading of each kind stands (0: none), and the prose in between."""
        found: dict[str, ByteArray] = {}
        nearest = np.full(len(self.line), -1, np.int64)
        for name, is_head in heads.items():
            last = self._last(is_head)
            found[name] = logs(np.where(last >= 0, self.line - last + 1, 0))
            nearest = np.maximum(nearest, last)
        between = prefix(self.prose)[1:] - prefix(self.prose)[np.maximum(nearest, 0)]
        found["prose_since_heading"] = counts(np.where(nearest >= 0, between, 0))
        return found

    def _last(self, marked: Bool) -> Int:
        """The nearest marked line at or above each line, in its document; -1 where there is none."""
        last = np.maximum.accumulate(np.where(marked, self.line, -1))
        return np.where(last >= self.top, last, -1)

    def _shifted(self, values: npt.NDArray[Number], by: int, outside: int = 0) -> npt.NDArray[Number]:
        """The values `by` lines above (positive) or below (negative)."""
        other = self.line - by
        inside = (other >= self.top) & (other < self.bottom)
        return np.where(inside, values[np.clip(other, 0, max(len(values) - 1, 0))], outside).astype(values.dtype)

    def _window(self, values: Int | Bool, radius: int) -> tuple[Int, Int]:
        """The sum over the lines around a line, without the line, and how many they are."""
        total = prefix(values)
        low, high = np.maximum(self.top, self.line - radius), np.minimum(self.bottom, self.line + radius + 1)
        return total[high] - total[low] - values, np.maximum(high - low - 1, 1)

    def _neighbours(self) -> dict[str, ByteArray]:
        words, cover = counts(self.size), counts(self.cover)
        prose = flags(self.prose)
        beside = prose + 2 * self._shifted(prose, 1) + 4 * self._shifted(prose, -1)
        wide = np.minimum(self.size, MAX_WINDOW_WORDS).astype(np.int64)
        step = np.minimum(np.abs(wide - self._shifted(wide, 1)), np.abs(wide - self._shifted(wide, -1)))
        first, last = self._edge_words()
        return {
            "phrase_above": self._shifted(cover, 1),
            "phrase_below": self._shifted(cover, -1),
            "words_above": self._shifted(words, 1),
            "words_below": self._shifted(words, -1),
            "words_two_above": self._shifted(words, 2),
            "words_two_below": self._shifted(words, -2),
            "ending_above": self._shifted(self.endings, 1, NO_ENDING),
            "ending_below": self._shifted(self.endings, -1, NO_ENDING),
            "prose_beside": beside.astype(np.uint8),
            "length_step": counts(step),
            "same_start": flags(self._as_neighbour(first)),
            "same_end": flags(self._as_neighbour(last)),
        }

    def _edge_words(self) -> tuple[HashArray, HashArray]:
        first, last = np.zeros(len(self.line), np.uint64), np.zeros(len(self.line), np.uint64)
        full = self.lines.count > 0
        first[full] = self.lines.words.hashes[self.lines.first[full]]
        last[full] = self.lines.words.hashes[(self.lines.first + self.lines.count - 1)[full]]
        return first, last

    def _as_neighbour(self, values: HashArray) -> Bool:
        same: Bool = (values == self._shifted(values, 1)) | (values == self._shifted(values, -1))
        return same & (self.lines.count > 0)

    def _windows(self) -> dict[str, ByteArray]:
        solid = self.cover >= SOLID_COVER
        wide = np.minimum(self.size, MAX_WINDOW_WORDS)
        near, near_lines = self._window(wide, 3)
        around, around_lines = self._window(wide, 10)
        return {
            "phrases_near": shares(*self._window(solid, 3)),
            "phrases_around": shares(*self._window(solid, 10)),
            "code_near": shares(*self._window(self.code, 5)),
            "prose_near": shares(*self._window(self.prose, 3)),
            "prose_around": shares(*self._window(self.prose, 8)),
            "words_near": counts(4 * near // near_lines),
            "words_around": counts(4 * around // around_lines),
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
        bounds = self.lines.bounds
        worth = np.where(
            self.prose, PROSE_GAIN * np.minimum(self.size, PROSE_WORDS), -np.minimum(LINE_COST + self.size, MAX_COST)
        )
        worth = worth - np.where(self.cover > STRONG_COVER, PHRASE_COST, 0)
        # every document starts far below the one before, so that no best run reaches across
        after = np.cumsum(worth) - self.lines.document * (np.int64(1) << 40)
        before = after - worth
        lowest = np.minimum.accumulate(before)
        gain = after - lowest
        starts, ends = bounds[:-1].copy(), bounds[:-1].copy()
        full = np.flatnonzero(np.diff(bounds) > 0)
        best = np.zeros(len(starts), np.int64)
        best[full] = np.maximum.reduceat(gain, bounds[:-1][full])
        where = np.flatnonzero(gain == best[self.lines.document])
        found, index = np.unique(self.lines.document[where], return_index=True)
        lows = np.flatnonzero(before == lowest)
        last = where[index]
        some = best[found] > 0
        ends[found[some]] = last[some] + 1
        starts[found[some]] = lows[np.searchsorted(lows, last[some], "right") - 1]
        return starts, ends

    def _document(self) -> dict[str, ByteArray]:
        lines, document = self.lines, self.lines.document
        whole = lines.per_document
        wide = np.minimum(self.size, MAX_WINDOW_WORDS)
        return {
            "phrases_in_document": shares(whole(self.cover >= SOLID_COVER)[document], self.document_lines),
            "document_words": counts(4 * whole(wide)[document] // self.document_lines),
            "document_gaps": shares(whole(lines.gaps > 0)[document], self.document_lines),
            "document_prose": shares(whole(self.size * self.prose)[document], self.document_words),
            "document_lines": logs(self.document_lines),
            "document_stop_words": shares(whole(self.stop)[document], self.document_words),
            "document_short": shares(whole(self._short)[document], self.document_lines),
        }

    @property
    def _short(self) -> Bool:
        return (self.size < SHORT_WORDS) & ~self.prose

    def _runs(self) -> dict[str, ByteArray]:
        first = self.line == self.top
        above = (self.lines.gaps > 0) | first
        below = np.append(above[1:], True)
        short = self._short
        changes = first | np.append(True, short[1:] != short[:-1])
        return {
            "gap": (above + 2 * below).astype(np.uint8),
            "short_run": logs(_run_lengths(changes) * short),
            "paragraph": logs(_run_lengths(above)),
        }

    def _repeats(self) -> dict[str, ByteArray]:
        lines = self.lines
        said = line_hashes(lines.words, lines.first, lines.count)
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
