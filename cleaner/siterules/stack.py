"""The lines of one or of many documents in one text, folded at once: a pass over it is then one pass for all.

Most lines are plain: usual letters and signs, one blank between words. Folded, a plain line is itself or its small
letters, so the text is searched as it stands; lines that are not plain follow after it, folded one by one. It knows no
rule.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleaner.siterules import folding
from cleaner.siterules.plainness import plain_lines
from cleaner.siterules.schema import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model import IntArray
    from cleaner.siterules.folding import Steps
    from cleaner.siterules.sheet import Sheet

_FEED = ord("\n")
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
        self._encoded: dict[Steps, dict[int, bytes]] = {}
        self._folded: dict[Steps, Folded] = {}

    def __len__(self) -> int:
        return len(self._starts)

    def lines(self, numbers: Sequence[int], steps: Steps) -> list[str]:
        """Some lines folded; a range of them has no gaps."""
        text, unusual = self._text, self._unusual(steps)
        which = slice(numbers.start, numbers.stop) if isinstance(numbers, range) else numbers
        places = zip(numbers, self._starts[which].tolist(), self._ends[which].tolist(), strict=True)
        return [
            unusual[number] if number in unusual else _plainly(text[start:end], steps) for number, start, end in places
        ]

    def encoded(self, numbers: Sequence[int], steps: Steps) -> list[bytes]:
        """Some lines folded, in UTF-8; remembered, since many rules ask for the same few lines."""
        known = self._encoded.setdefault(steps, {})
        new = [number for number in numbers if number not in known]
        if new:
            known.update(zip(new, [line.encode() for line in self.lines(new, steps)], strict=True))
        return [known[number] for number in numbers]

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
                numbers = np.flatnonzero(~plain_lines(self._text, self._starts))
                places = zip(self._starts[numbers].tolist(), self._ends[numbers].tolist(), strict=True)
                lines = folding.fold_lines([self._text[start:end] for start, end in places], steps)
                self._changed[steps] = dict(zip(numbers.tolist(), lines, strict=True))
        return self._changed[steps]

    def lines_at(self, folded: Folded, places: Sequence[int]) -> list[int]:
        """The line that holds, or that is opened by, each byte of a folded text; -1 for what is in none."""
        offsets = np.array(places, np.int64)
        opens = np.frombuffer(folded.haystack, np.uint8)[offsets] == _FEED
        found = self._starts.searchsorted(self._characters(np.minimum(offsets, folded.later)) + opens, "right") - 1
        later = offsets >= folded.later
        if later.any():
            found[later] = folded.numbers[folded.breaks.searchsorted(offsets[later], "right") - 1]
        lines: list[int] = found.tolist()
        return lines

    @functools.cached_property
    def _continued(self) -> IntArray:
        """The bytes that begin no character."""
        return np.flatnonzero(np.frombuffer(self._bytes, np.int8) < _CONTINUES)

    def _characters(self, offsets: IntArray) -> IntArray:
        """The code point at each byte."""
        if len(self._bytes) == len(self._text):
            return offsets
        found: IntArray = offsets - np.searchsorted(self._continued, offsets)
        return found


def _plainly(line: str, steps: Steps) -> str:
    """A plain line folded."""
    line = line.lower() if Step.CASEFOLD in steps else line
    return folding.fold_digits(line) if Step.FOLD_DIGITS in steps else line
