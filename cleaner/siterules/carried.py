"""Candidate lines of the look before, carried over to what that look left. It searches nothing itself.

Which lines are candidates follows from each line's own words. A line that stands in what is left, character for
character, is a candidate of the same forms as before, wherever it stands now and whatever its neighbours are. Not so
sentences of a text without line ends: which of them opens it matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cleaner.cuts import Cuts
    from cleaner.model import IntArray
    from cleaner.siterules.sheet import Sheet
    from cleaner.testimony import Case

Edges = tuple["IntArray", "IntArray"]
"""Where the lines of a document start and end."""


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """The lines of a document, and what was found among them: the numbers of tests with their candidate lines."""

    edges: Edges
    candidates: Sequence[tuple[int, Sequence[int]]]
    shares_rows: bool = False

    def left(self, cuts: Cuts, edges: Edges) -> Searched | None:
        """The same for what is left when some spans went; `edges` are its lines. None if any is not one from before."""
        if self.shares_rows:
            return None
        starts, ends = self.edges
        gone = np.zeros(len(cuts) + 1, np.int64)
        (cuts.ends - cuts.starts).cumsum(out=gone[1:])
        after = cuts.ends.searchsorted(starts, "right")  # the first cut that does not lie wholly before a line
        kept = cuts.starts.searchsorted(ends, "left") <= after
        shift = gone[after][kept]
        now = starts[kept] - shift, ends[kept] - shift
        if len(now[0]) != len(edges[0]) or not all(
            (ours == theirs).all() for ours, theirs in zip(now, edges, strict=True)
        ):
            return None
        if not self.candidates:
            return Searched(edges, ())
        place = (kept.cumsum() * kept - 1).tolist()  # -1 where a line went
        found = ((number, [place[line] for line in lines if place[line] >= 0]) for number, lines in self.candidates)
        return Searched(edges, [(number, lines) for number, lines in found if lines])


def carried(case: Case, sheet: Sheet) -> Searched | None:
    """What is known of a document's lines from the look before, None where they have to be searched."""
    if case.earlier is None or sheet.shares_rows:
        return None
    grounds = (testimony.ground for testimony in case.earlier.testimonies)
    before = next((ground for ground in grounds if isinstance(ground, Searched)), None)
    return before and before.left(case.earlier.cuts, sheet.edges)
