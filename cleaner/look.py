"""One look at a document: what the witnesses said of a text, what was decided, and where the text comes from.

A look reads what the look before left. It puts verdicts into words when somebody asks; nothing here changes one.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cleaner import differ
from cleaner.blocks import text as text_blocks
from cleaner.cuts import Cuts, Piece
from cleaner.decide import Judgement, scorer
from cleaner.model import POINT, Evidence, Flag, Span
from cleaner.testimony import Case, Claim, Earlier, Left, Testimony, Whole

REASONS_IN_A_DROP = 3
"""How many contributions of a score a drop's reason names; `clean why` names them all."""
HELD = "a heading between blocks that stay"
SHOWN_CHARS = 40
"""How much of a near miss its flag quotes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a look comes from: `here[k]` of it is `there[k]` of the original, up to `here[k + 1]`."""

    here: tuple[int, ...] = (0,)
    there: tuple[int, ...] = (0,)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The spans of the original that `[start, end)` stands for; more than one where earlier drops lie between."""
        index = bisect.bisect_right(self.here, start) - 1
        while start < end:
            stop = end if index + 1 == len(self.here) else min(end, self.here[index + 1])
            if stop > start:
                shift = self.there[index] - self.here[index]
                yield start + shift, stop + shift
            start = max(start, stop)
            index += 1

    def offset(self, start: int) -> int:
        """Where one code point of the look lies in the original."""
        index = bisect.bisect_right(self.here, start) - 1
        return start - self.here[index] + self.there[index]

    def after(self, cuts: Cuts, length: int) -> Origin:
        """The origin of what is left of a look of `length` code points when these go."""
        here, there = np.array(self.here), np.array(self.there)
        lefts, rights = np.append(0, cuts.ends), np.append(cuts.starts, length)
        stays = rights > lefts
        if not stays.any():
            return Origin()
        lefts, rights = lefts[stays], rights[stays]
        sizes = np.cumsum(rights - lefts) - (rights - lefts)
        # a piece of text begins where a kept stretch does, and where the look before had a seam inside one
        begins = np.unique(np.concatenate([lefts, here]))
        stretch = np.searchsorted(lefts, begins, "right") - 1
        inside = (stretch >= 0) & (begins < rights[stretch])
        begins, stretch = begins[inside], stretch[inside]
        seam = np.searchsorted(here, begins, "right") - 1
        new = begins - lefts[stretch] + sizes[stretch]
        return Origin(tuple(new.tolist()), tuple((begins - here[seam] + there[seam]).tolist()))


@dataclass(frozen=True, eq=False)
class Look:
    """One reading of a text: what the witnesses said of it and what was decided. `before` left that text, if any."""

    case: Case
    testimonies: tuple[Testimony, ...]
    judgement: Judgement
    before: Look | None = None

    def left(self) -> str:
        """What this look leaves of its text."""
        return differ.cut(self.case.document.text, self.judgement.cuts.runs())

    @functools.cached_property
    def origin(self) -> Origin:
        """Where its text comes from, worked out when somebody asks."""
        before = self.before
        if before is None:
            return Origin()
        return before.origin.after(before.judgement.cuts, len(before.case.document.text))

    def left_case(self) -> Case:
        """What this look leaves, for the next one; its language is that of before until somebody asks again."""
        case, first = self.case, text_blocks.read(self.left())
        gone = np.zeros(len(case.document), np.bool_)
        gone[self.judgement.cuts.blocks] = True
        kept = np.flatnonzero(~gone)
        before = case.document.ends[kept] - case.document.starts[kept]
        same = len(first) == len(kept) and bool((first.ends - first.starts == before).all())
        score = next((testimony.score for testimony in self.testimonies if testimony.score is not None), None)
        left = Left(score, kept) if same and score is not None else None
        earlier = Earlier(self.testimonies, self.judgement.cuts)
        return Case(first, case.url, case.name, case.language, left=left, earlier=earlier)

    def told(self, flag: Flag) -> Flag:
        """A flag of this look in code points of the original."""
        if flag.span is None:
            return flag
        start, last = self.origin.offset(flag.span.start), self.origin.offset(flag.span.end - 1)
        return replace(flag, span=Span(start, last + 1))

    def evidence(self, block: int) -> list[Evidence]:
        """Everything that was said about a block: claims first, strongest first, then the points."""
        found = [
            Evidence("site_rules", claim.rule, f"{claim.action}: {claim.reason}", None, claim.category)
            for claim in self._claims_on.get(block, ())
        ]
        for testimony in self.testimonies:
            if testimony.score is not None:
                found += testimony.score.explain(block)
        return found

    def whole(self) -> Whole | None:
        """What the document was taken for, where a witness asked."""
        found = (testimony.score.whole() for testimony in self.testimonies if testimony.score is not None)
        return next((whole for whole in found if whole is not None), None)

    def shield(self, block: int) -> str | None:
        """Why a block stays whatever its points are, or None."""
        if self.judgement.total.held[block : block + 1].any():
            return HELD
        found = (testimony.score.shield(block) for testimony in self.testimonies if testimony.score is not None)
        return next((why for why in found if why), None)

    @functools.cached_property
    def _claims_on(self) -> dict[int, list[Claim]]:
        """The claims on each block, strongest first; once per look, or asking for every block would be quadratic."""
        document, found = self.case.document, dict[int, list[Claim]]()
        for claim in self.judgement.claims:
            first = int(np.searchsorted(document.ends, claim.span.start, "right"))
            last = int(np.searchsorted(document.starts, claim.span.end, "left"))
            for block in range(first, last):
                found.setdefault(block, []).append(claim)
        return found

    def reason(self, piece: Piece) -> tuple[str, str, float | None]:
        """Rule, reason and score of a piece."""
        points = self.judgement.points
        score = None if points is None else int(points[piece.block]) / POINT
        if piece.claim is not None:
            claim = self.judgement.claims[piece.claim]
            return claim.rule, claim.reason, score
        bar = (self.judgement.bar or 0) / POINT
        why = "; ".join([f"score {score:.2f} >= {bar:.2f}", *self._why_by_score[piece.block]])
        return f"{self.scorer}/{piece.category}", why, score

    @functools.cached_property
    def _why_by_score(self) -> dict[int, list[str]]:
        """What the scores say of every block that goes by score: asked for all at once, they cost a tenth."""
        blocks = list(dict.fromkeys(piece.block for piece in self.judgement.pieces if piece.claim is None))
        found: dict[int, list[str]] = {block: [] for block in blocks}
        for testimony in self.testimonies:
            if testimony.score is not None:
                for block, words in zip(blocks, testimony.score.reasons(blocks, REASONS_IN_A_DROP), strict=True):
                    found[block] += words
        return found

    def rule(self, piece: Piece) -> str:
        """The rule of a piece, without its reason."""
        if piece.claim is not None:
            return self.judgement.claims[piece.claim].rule
        return f"{self.scorer}/{piece.category}"

    def near_misses(self) -> Iterator[Flag]:
        """What would go at a less careful bar, in code points of the original."""
        if not len(self.judgement.near):
            return  # nor need any points be known
        score = next((testimony.score for testimony in self.testimonies if testimony.score is not None), None)
        points, bar = self.judgement.points, self.judgement.bar
        if score is None or points is None or bar is None:
            return
        for block in self.judgement.near.tolist():
            said = self.case.document.slice(block)
            said = said if len(said) <= SHOWN_CHARS else f"{said[: SHOWN_CHARS - 1]}…"
            why = f'"{said}": score {points[block] / POINT:.2f} < {bar / POINT:.2f}, and would go at the balanced bar'
            category = score.categorise(block)
            span = self.case.document.block(block).span
            yield self.told(Flag("near_miss", why, f"{self.scorer}/{category}", category, span))

    @functools.cached_property
    def scorer(self) -> str:
        """The witness that set the bar, whose name the rules of scored drops begin with."""
        return scorer(self.testimonies)
