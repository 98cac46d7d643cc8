"""A document with all its verdicts. Words and objects are made when somebody asks; nothing here changes a verdict.

A document is looked at until a look drops nothing, so that cleaning the cleaned text again drops nothing. Every look
reads what the look before left; its verdicts are told in code points of the original.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cleaner import differ, forms
from cleaner.blocks import text as text_blocks
from cleaner.cuts import Cuts, Piece
from cleaner.decide import Judgement, scorer
from cleaner.forms import Form, form_named
from cleaner.model import POINT, Block, Decision, Document, Drop, Evidence, Flag, Kind, Metadata, Span, Status, Verdict
from cleaner.testimony import Case, Claim, Left, Testimony

REASONS_IN_A_DROP = 3
"""How many contributions of a score a drop's reason names; `clean why` names them all."""


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
    """One reading of a text: what the witnesses said of it and what was decided."""

    case: Case
    testimonies: tuple[Testimony, ...]
    judgement: Judgement
    origin: Origin

    def left(self) -> str:
        """What this look leaves of its text."""
        return differ.cut(self.case.document.text, self.judgement.cuts.spans())

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
        return Case(first, case.url, case.name, case.language, left=left)

    def origin_left(self) -> Origin:
        """Where what this look leaves comes from."""
        return self.origin.after(self.judgement.cuts, len(self.case.document.text))

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

    def shield(self, block: int) -> str | None:
        """Why a block stays whatever its points are, or None."""
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
        score = next((testimony.score for testimony in self.testimonies if testimony.score is not None), None)
        points, bar = self.judgement.points, self.judgement.bar
        if score is None or points is None or bar is None:
            return
        for block in self.judgement.near.tolist():
            why = f"score {points[block] / POINT:.2f} < {bar / POINT:.2f}, and would go at the balanced bar"
            category = score.categorise(block)
            span = self.case.document.block(block).span
            yield self.told(Flag("near_miss", why, f"{self.scorer}/{category}", category, span))

    @functools.cached_property
    def scorer(self) -> str:
        """The witness that set the bar, whose name the rules of scored drops begin with."""
        return scorer(self.testimonies)


Cut = tuple[int, int, Look, Piece]
"""A span of the original that goes, with the look and the piece that took it."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of one document.

    `text` is what is kept. For text, `Document.text` is the decoded input, character for character; for pages it is
    their visible text, one block per line. `confidence` is the expected F1 of the verdicts, 0 to 1.
    """

    case: Case
    looks: tuple[Look, ...] = ()
    ruleset: str = ""
    encoding: str | None = None
    metadata: Metadata | None = None
    error: str | None = None
    extra_flags: tuple[Flag, ...] = ()
    gave_up: bool = False

    @property
    def document(self) -> Document:
        """The document and its blocks."""
        return self.case.document

    @property
    def kind(self) -> Kind:
        """Text or page."""
        return self.document.kind

    @property
    def language(self) -> str | None:
        """ISO 639-1 code of the dense body's language, None where it could not be told."""
        return self.case.language

    @property
    def abstained(self) -> bool:
        """Whether the document is kept whole because it would have lost too much."""
        return self.gave_up or bool(self.looks and self.looks[0].judgement.abstained)

    @functools.cached_property
    def status(self) -> Status:
        """What became of the document."""
        if self.error is not None:
            return Status.FAILED
        if self.abstained:
            return Status.ABSTAINED
        return Status.CLEANED if any(len(look.judgement.cuts) for look in self.looks) else Status.UNCHANGED

    @property
    def confidence(self) -> float:
        """The expected F1 of the verdicts, 0 to 1; 0 for a failed document."""
        return self.looks[0].judgement.confidence if self.looks else 0.0

    @functools.cached_property
    def flags(self) -> tuple[Flag, ...]:
        """What a reader should know that dropped nothing: guards that abstained, marks, limits; each once."""
        found: dict[tuple[str, str | None, Span | None], Flag] = {}
        for flag in (look.told(flag) for look in self.looks for flag in look.judgement.flags):
            found.setdefault((flag.flag, flag.rule, flag.span), flag)
        return (*found.values(), *self.extra_flags)

    @functools.cached_property
    def near_misses(self) -> tuple[Flag, ...]:
        """The blocks that stay at the safe bar and would have gone by score at the balanced one, ascending."""
        return () if self.abstained or not self.looks else tuple(self.looks[-1].near_misses())

    @functools.cached_property
    def text(self) -> str:
        """What is kept: what the last look leaves."""
        return self.document.text if self.abstained or not self.looks else self.looks[-1].left()

    def render(self, form: Form | str = Form.TEXT, *, links: bool = False) -> str:
        """What is kept of a page, as text, Markdown or HTML: the same verdicts in each. `links` is for Markdown.

        Raises SettingsError for a form that does not exist, InputError for the html form of a text document; the
        Markdown of a text document is its text.
        """
        form = form_named(str(form), "form")
        if form is Form.TEXT or self.error is not None:
            return self.text
        return forms.render(self.document, self.spans, form, links=links)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The spans that went, ascending and disjoint: where alone, without the words of `dropped`."""
        return [(start, end) for start, end, *_ in self._pieces]

    @functools.cached_property
    def dropped(self) -> tuple[Drop, ...]:
        """Everything that went, ascending and disjoint."""
        return tuple(self._drop(*entry) for entry in self._pieces)

    def shares(self) -> Iterator[tuple[str, str, int]]:
        """Category, rule and code points of everything that went: for counting, at a tenth of what reasons cost."""
        for start, end, look, piece in self._pieces:
            yield str(piece.category), look.rule(piece), end - start

    @functools.cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """One decision per block, kept ones too."""
        return tuple(self.decision(index) for index in range(len(self.document)))

    def decision(self, index: int) -> Decision:
        """The verdict on one block, with its evidence; IndexError when there is no such block."""
        block = self.document.block(index)
        if not self.looks:
            return Decision(block, Verdict.KEEP, self.error or "not looked at")
        cuts = self._cuts(block)
        last = max(cuts, key=lambda cut: self.looks.index(cut[2]), default=None)
        look, here = (last[2], last[3].block) if last else (self.looks[0], index)
        judgement = look.judgement
        score = None if judgement.points is None else int(judgement.points[here]) / POINT
        bar = None if judgement.bar is None else judgement.bar / POINT
        evidence = tuple(look.evidence(here))
        if last and not self._left_of(block, cuts).strip():
            rule, reason, _ = look.reason(last[3])
            return Decision(block, Verdict.DROP, reason, evidence, last[3].category, rule, score, bar)
        why = self._why_kept(score, bar, partly=bool(cuts)) or look.shield(here) or "a rule or the policy keeps it"
        return Decision(block, Verdict.KEEP, why, evidence, None, None, score, bar)

    def diff(self) -> differ.Diff:
        """Hunks of what was dropped, with kept context."""
        return differ.compare(self.document, self.dropped)

    def _why_kept(self, score: float | None, bar: float | None, *, partly: bool) -> str | None:
        if self.abstained:
            return "the document is kept whole: it would have lost too much"
        if partly:
            return "kept but for a part that a rule cuts out"
        if score is None or bar is None:
            return "no rule drops it"
        return f"score {score:.2f} < {bar:.2f}" if score < bar else None

    def _gone_in(self, look: Look) -> Sequence[Piece]:
        return () if self.abstained else look.judgement.pieces

    def _cuts(self, block: Block) -> list[Cut]:
        """What goes of a block, ascending."""
        first = bisect.bisect_right(self._pieces, block.span.start, key=lambda cut: cut[1])
        last = bisect.bisect_left(self._pieces, block.span.end, key=lambda cut: cut[0])
        return self._pieces[first:last]

    def _left_of(self, block: Block, cuts: Sequence[Cut]) -> str:
        """What stays of a block."""
        at, kept = block.span.start, []
        for start, end, _, _ in cuts:
            kept.append(self.document.text[at : max(start, at)])
            at = end
        return "".join([*kept, self.document.text[at : block.span.end]])

    @functools.cached_property
    def _pieces(self) -> list[Cut]:
        """What goes, in code points of the original, ascending; white space left alone joins the drop beside it."""
        found: list[Cut] = []
        for look in self.looks:
            for piece in self._gone_in(look):
                found += [(start, end, look, piece) for start, end in look.origin.spans(piece.start, piece.end)]
        found.sort(key=lambda cut: cut[0])
        joined: list[Cut] = []
        for start, end, look, piece in found:
            if joined and joined[-1][1] == start:
                before = self.document.text[joined[-1][0] : start]
                if self.document.text[start:end].isspace():
                    joined[-1] = (joined[-1][0], end, *joined[-1][2:])
                    continue
                if before.isspace():
                    joined[-1] = (joined[-1][0], end, look, piece)
                    continue
            joined.append((start, end, look, piece))
        return joined

    def _drop(self, start: int, end: int, look: Look, piece: Piece) -> Drop:
        rule, reason, score = look.reason(piece)
        others = [look.judgement.claims[index].rule for index in piece.also]
        also = dict.fromkeys([*others, f"{look.scorer}/{piece.scored}"] if piece.scored else others)
        also.pop(rule, None)
        path = None
        if self.document.markup is not None:
            block = int(np.searchsorted(self.document.ends, start, "right"))
            path = self.document.markup.path(min(block, len(self.document) - 1))
        return Drop(
            Span(start, end), self.document.text[start:end], piece.category, rule, reason, score, path, tuple(also)
        )
