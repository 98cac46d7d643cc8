"""What the selectors of rules find on a page, as blocks, and as catches. It claims nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cleaner.model import Span
from cleaner.siterules.forms import Catch
from cleaner.siterules.schema import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model import Document, IntArray
    from cleaner.siterules.selectors import Alternative
    from cleaner.siterules.sheet import Sheet
    from cleaner.siterules.view import View

MAX_QUOTE = 60
"""Characters of a selector that a reason quotes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One selector of a rule; `entry` is the rule's place among all, `beside` are other tokens its pages have."""

    entry: int
    alternative: Alternative
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Find:
    """The blocks inside what one selector found, ascending."""

    css: str
    blocks: IntArray

    @property
    def reason(self) -> str:
        """Why, in words."""
        return f"inside {self.css if len(self.css) <= MAX_QUOTE else self.css[: MAX_QUOTE - 3] + '...'}"

    def where(self, sheet: Sheet, part: Part) -> Find:
        """Those whose first line stands in a part of the document."""
        if part is Part.ANY:
            return self
        starts = sheet.document.starts
        inside = [block for block in self.blocks.tolist() if sheet.in_part(sheet.line_at(int(starts[block])), part)]
        return Find(self.css, np.array(inside, np.int64))

    def catches(self, document: Document) -> Iterator[Catch]:
        """Every block as a catch of its own."""
        for block in self.blocks.tolist():
            yield Catch(Span(int(document.starts[block]), int(document.ends[block])), self.reason)


def findings(view: View, asked: Sequence[Asked]) -> dict[int, list[Find]]:
    """What each rule's selectors find, by rule, then as they are written in alphabetical order."""
    unsure = (one.alternative for one in asked if not one.alternative.is_certain)
    opaque = {one.css for one in unsure if view.needs_parser(one)}
    # the parser walks the whole page for each question, and most find nothing: all of them are one question first
    silent = len(opaque) > 1 and not view.page.has(", ".join(sorted(opaque)))
    found: dict[int, list[Find]] = {}
    for one in sorted(asked, key=lambda one: (one.entry, one.alternative.css)):
        is_opaque = one.alternative.css in opaque
        if not (silent and is_opaque):
            blocks = view.page.select(one.alternative.css) if is_opaque else view.blocks_of(one.alternative)
            if len(blocks):
                found.setdefault(one.entry, []).append(Find(one.alternative.css, blocks))
    return found


def runs(document: Document, finds: Sequence[Find]) -> list[Catch]:
    """Neighbouring blocks that the same selector found, as one catch; the first selector speaks for a block."""
    speaker = np.full(len(document), -1, np.int64)
    for number, find in reversed(list(enumerate(finds))):
        speaker[find.blocks] = number
    (blocks,) = (speaker >= 0).nonzero()
    if not len(blocks):
        return []
    said_of = speaker[blocks]
    apart = (blocks[1:] != blocks[:-1] + 1) | (said_of[1:] != said_of[:-1])
    begins = np.ones(len(blocks), np.bool_)
    begins[1:] = apart
    closes = np.ones(len(blocks), np.bool_)
    closes[:-1] = apart
    firsts, lasts, said = blocks[begins], blocks[closes], said_of[begins].tolist()
    spans = zip(document.starts[firsts].tolist(), document.ends[lasts].tolist(), strict=True)
    return [Catch(Span(*span), finds[number].reason) for span, number in zip(spans, said, strict=True)]
