"""A document with all its verdicts. Words and objects are made when somebody asks; nothing here changes a verdict.

A document is looked at until a look drops nothing, so that cleaning the cleaned text again drops nothing. Every look
reads what the look before left; its verdicts are told in code points of the original.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner import differ, forms
from cleaner.cuts import Piece
from cleaner.forms import Form, form_named
from cleaner.look import Look
from cleaner.model import POINT, Block, Decision, Document, Drop, Flag, Kind, Metadata, Span, Status, Verdict
from cleaner.testimony import Case, Whole

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
        """The blocks that stay at the safe bar and reached the balanced one in some look, ascending."""
        found: dict[Span, Flag] = {}
        for flag in (flag for look in self.looks if not self.abstained for flag in look.near_misses()):
            if flag.span is not None and not self._cuts(flag.span):
                found.setdefault(flag.span, flag)
        return tuple(found[span] for span in sorted(found))

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
        """Where something went, ascending and apart: not named, since names cost more than verdicts."""
        looks = () if self.abstained else self.looks
        cuts = ((look.origin, span) for look in looks for span in look.judgement.cuts.spans())
        found: list[tuple[int, int]] = []
        for start, end in sorted(there for origin, span in cuts for there in origin.spans(*span)):
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
        return found

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
        cuts = self._cuts(block.span)
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
        if not last and any(flag.span == block.span for flag in self.near_misses):
            why += "; a near miss: it would go at the balanced bar"
        return Decision(block, Verdict.KEEP, why, evidence, None, None, score, bar)

    @property
    def whole(self) -> Whole | None:
        """What the document as a whole was taken for, where that made a difference: an article, a list."""
        return self.looks[0].whole() if self.looks and len(self.document) else None

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

    def _cuts(self, span: Span) -> list[Cut]:
        """What goes of a span, ascending."""
        first = bisect.bisect_right(self._pieces, span.start, key=lambda cut: cut[1])
        last = bisect.bisect_left(self._pieces, span.end, key=lambda cut: cut[0])
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
