"""The lines of one or of many documents in one text, folded at once: a pass over it is then one pass for all.

Most lines are plain: ASCII, one blank between words. Folded, a plain line is itself or its small letters, so the text
is searched as it stands; lines that are not plain follow after it, folded one by one. It knows no rule.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.siterules import folding
from cleaner.siterules.schema import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model import IntArray
    from cleaner.siterules.folding import Steps
    from cleaner.siterules.sheet import Sheet

_FEED, _BLANK, _NO_ASCII = ord("\n"), ord(" "), 0x80
_CONTINUES = -64
"""Bytes of UTF-8 that begin no character are below, as signed bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A text in which every folded line stands between two line feeds. Some stand in it as they were before, too.

    From byte `later` on there are only those of `numbers`; `breaks[k]` is the line feed before line `numbers[k]`.
    """

    haystack: bytes
    later: int
    breaks: IntArray
    numbers: IntArray


class Stack:
    """The lines of some sheets, one sheet after another, numbered through."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        texts = [sheet.document.text for sheet in sheets]
        at = list(itertools.accumulate((len(text) + 1 for text in texts), initial=1))
        self._starts = np.concatenate([sheet.edges[0] + start for sheet, start in zip(sheets, at, strict=False)])
        self._ends = np.concatenate([sheet.edges[1] + start for sheet, start in zip(sheets, at, strict=False)])
        self._text = "\n".join(["", *texts, ""])
        try:
            self._bytes = self._text.encode()
        except UnicodeEncodeError:
            self._text = folding.whole(self._text)
            self._bytes = self._text.encode()
        self._changed: dict[Steps, dict[int, str]] = {}
        self._folded: dict[Steps, Folded] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def bare(self, number: int) -> str:
        """One line as it stands, without white space at its ends."""
        return self._text[self._starts[number] : self._ends[number]]

    def line(self, number: int, steps: Steps) -> str:
        """One line folded."""
        return self.lines([number], steps)[0]

    def lines(self, numbers: Sequence[int], steps: Steps) -> list[str]:
        """Some lines folded; a range of them has no gaps."""
        text, unusual = self._text, self._unusual(steps)
        which = slice(numbers.start, numbers.stop) if isinstance(numbers, range) else numbers
        places = zip(numbers, self._starts[which].tolist(), self._ends[which].tolist(), strict=True)
        return [
            unusual[number] if number in unusual else _plainly(text[start:end], steps) for number, start, end in places
        ]

    def folded(self, steps: Steps) -> Folded:
        """All lines folded, made once for each set of steps."""
        if steps not in self._folded:
            before = self._bytes.lower() if Step.CASEFOLD in steps else self._bytes
            unusual = self._unusual(steps)
            if Step.FOLD_DIGITS in steps:
                unusual = dict(enumerate(self.lines(range(len(self)), steps)))
            after = "\n".join([*unusual.values(), ""]).encode()
            breaks = np.append(-1, np.flatnonzero(np.frombuffer(after, np.uint8) == _FEED)) + len(before)
            numbers = np.array([*unusual, -1], np.int64)
            self._folded[steps] = Folded(before + after, len(before) - 1, breaks, numbers)
        return self._folded[steps]

    def _unusual(self, steps: Steps) -> dict[int, str]:
        """The lines that are not plain, folded."""
        if steps not in self._changed:
            late = steps & {Step.CASEFOLD, Step.FOLD_DIGITS}
            if late:
                before = self._unusual(steps - late)
                self._changed[steps] = dict(zip(before, folding.fold_lines([*before.values()], late), strict=True))
            else:
                numbers = np.flatnonzero(~self._plain)
                places = zip(self._starts[numbers].tolist(), self._ends[numbers].tolist(), strict=True)
                lines = folding.fold_lines([self._text[start:end] for start, end in places], steps)
                self._changed[steps] = dict(zip(numbers.tolist(), lines, strict=True))
        return self._changed[steps]

    def lines_at(self, folded: Folded, offsets: IntArray) -> IntArray:
        """The line that holds, or that is opened by, each byte of a folded text; -1 for what is in none."""
        opens = np.frombuffer(folded.haystack, np.uint8)[offsets] == _FEED
        found: IntArray = (
            np.searchsorted(self._starts, self._characters(np.minimum(offsets, folded.later)) + opens, "right") - 1
        )
        later = offsets >= folded.later
        found[later] = folded.numbers[np.searchsorted(folded.breaks, offsets[later], "right") - 1]
        return found

    @functools.cached_property
    def _codes(self) -> npt.NDArray[np.uint8]:
        return np.frombuffer(self._bytes, np.uint8)

    @functools.cached_property
    def _continued(self) -> IntArray:
        """The bytes that begin no character."""
        return np.flatnonzero(self._codes.view(np.int8) < _CONTINUES)

    def _characters(self, offsets: IntArray) -> IntArray:
        """The code point at each byte."""
        found: IntArray = offsets - np.searchsorted(self._continued, offsets)
        return found

    @functools.cached_property
    def _plain(self) -> npt.NDArray[np.bool_]:
        """Which lines no way of folding changes but in capitals and digits."""
        codes = self._codes
        feeds, blank = codes == _FEED, codes <= _BLANK
        unusual = (codes >= _NO_ASCII) | ((codes < _BLANK) ^ feeds)
        # two blanks, or one beside a line feed
        unusual[:-1] |= (blank[:-1] & blank[1:]) ^ (feeds[:-1] & feeds[1:])
        breaks = np.flatnonzero(feeds)
        rows = np.flatnonzero(np.bitwise_or.reduceat(unusual.view(np.uint8), breaks))
        ends = np.append(breaks, len(codes))
        first = np.searchsorted(self._starts, self._characters(ends[rows]))
        last = np.searchsorted(self._starts, self._characters(ends[rows + 1]))
        plain = np.ones(len(self), np.bool_)
        plain[ranges(first, last)] = False
        return plain


def _plainly(line: str, steps: Steps) -> str:
    """A plain line folded."""
    line = line.lower() if Step.CASEFOLD in steps else line
    return folding.fold_digits(line) if Step.FOLD_DIGITS in steps else line


def ranges(first: IntArray, last: IntArray) -> IntArray:
    """The numbers of all ranges `[first, last)`, one range after another."""
    sizes = last - first
    found: IntArray = np.repeat(last - np.cumsum(sizes), sizes) + np.arange(int(sizes.sum()))
    return found
