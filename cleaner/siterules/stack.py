"""The lines of one or of many documents as one list, folded at once: a pass over their text is then one pass.

Lines are bare of white space at their ends and hold no lone surrogates. It knows no document and finds nothing.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """All lines in one folded form. `haystack` frames each with line feeds; `breaks[k]` is the one before line `k`."""

    lines: Sequence[str]
    haystack: bytes
    breaks: IntArray

    def line_of(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The line that holds, or that is opened by, the byte at each offset."""
        return np.searchsorted(self.breaks, offsets, "right").astype(np.int64) - 1


class Stack:
    """Lines, and their folded forms as far as somebody asked for them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._lines: dict[Steps, Sequence[str]] = {frozenset(): lines}
        self._folded: dict[Steps, Folded] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def folded(self, steps: Steps) -> Folded:
        """All lines folded, made once for each set of steps."""
        if steps not in self._folded:
            lines = self._all(steps)
            haystack = "\n".join(["", *lines, ""]).encode()
            breaks = np.flatnonzero(np.frombuffer(haystack, np.uint8) == ord("\n")).astype(np.int64)
            self._folded[steps] = Folded(lines, haystack, breaks)
        return self._folded[steps]

    def line(self, number: int, steps: Steps) -> str:
        """One line folded; from all of them where they were folded already."""
        known = self._lines.get(steps)
        if known is not None:
            return known[number]
        if Step.FOLD_DIGITS in steps:
            return folding.fold_digits(self.line(number, steps - {Step.FOLD_DIGITS}))
        return folding.fold(self.lines[number], steps)

    def _all(self, steps: Steps) -> Sequence[str]:
        """All lines folded, on top of what was folded less far already."""
        if steps not in self._lines:
            last = next((step for step in (Step.FOLD_DIGITS, Step.CASEFOLD) if step in steps), None)
            before, then = (self.lines, steps) if last is None else (self._all(steps - {last}), frozenset({last}))
            self._lines[steps] = folding.fold_lines(before, then)
        return self._lines[steps]
