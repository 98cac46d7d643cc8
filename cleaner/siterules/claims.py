"""Compiled rules and what they ask for in one document. Rules propose: nothing here edits a text or decides.

A rule that would take more than its guard allows abstains as a whole, and a flag says so with numbers.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cleaner.model import Action, Flag, Span
from cleaner.siterules import matching, selectors
from cleaner.siterules.carried import Searched, carried
from cleaner.siterules.forms import Catch, Form, cut_span, forms
from cleaner.siterules.index import LineIndex
from cleaner.siterules.linetest import LineTest, quoted
from cleaner.siterules.pagefinds import Asked, findings, runs
from cleaner.siterules.schema import Guard, Match, Matcher, RuleAction
from cleaner.siterules.sheet import Sheet
from cleaner.siterules.stack import Stack
from cleaner.siterules.view import Names
from cleaner.testimony import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.siterules.pack import Pack, Rule
    from cleaner.siterules.view import View
    from cleaner.testimony import Case

CUT_GUARD = Guard(max_share=0.5, free_chars=400)
"""For cuts that name no guard: one line decides over everything after it, and half a document is not furniture."""
RUN_GUARD = Guard(max_share=0.5, free_chars=1000)
"""For blocks and sections that name no guard: ten teasers have about a thousand characters."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One rule, ready to testify; `pack` is the number of its pack, `order` its place among all rules."""

    rule: Rule
    pack: int
    order: int
    guard: Guard | None
    action: Action

    @property
    def takes_runs(self) -> bool:
        """Whether what it finds on a page may be claimed by the run: no other form claims single lines beside it."""
        return self.rule.spec.text is None and self.rule.action in {RuleAction.DROP, RuleAction.KEEP}


class Compiled:
    """All rules of some packs, compiled: tables to look up, no state between documents.

    Lines are searched for the `forms` of rules, numbered through, and after these for `signs`, the patterns of
    fingerprints.
    """

    def __init__(self, packs: Sequence[Pack], *, always_apply: bool = False) -> None:
        self.matches = [None if always_apply or _is_for_all(pack) else pack.spec.match for pack in packs]
        self.entries: list[_Entry] = []
        self.forms: list[tuple[int, Form]] = []
        self.by_token: dict[str, list[Asked]] = {}
        self.tokenless: list[Asked] = []
        for number, pack in enumerate(packs):
            for rule in pack.rules:
                self._add(_Entry(rule, number, len(self.entries), _guard(rule), _action(rule)))
        signatures = [match.signature for match in self.matches if match]
        self.signs = list(dict.fromkeys(signature.text for signature in signatures if signature.text))
        tests = [LineTest.of(Matcher(regex=patterns)) for patterns in self.signs]
        self.index = LineIndex([*(form.trigger for _, form in self.forms), *tests])
        sought = [one.alternative.sought for asked in self.by_token.values() for one in asked]
        asked_of_all = [one for signature in signatures for one in matching.alternatives(signature.css)]
        self.names = Names(itertools.chain(*sought, *(one.tokens for one in asked_of_all)))

    def _add(self, entry: _Entry) -> None:
        self.entries.append(entry)
        self.forms += [(entry.order, form) for form in forms(entry.rule.spec)]
        css = entry.rule.spec.html.css if entry.rule.spec.html else ()
        for written in css:
            for one in selectors.alternatives(written):
                if not one.sought:
                    self.tokenless.append(Asked(entry.order, one))
                    continue
                token = selectors.rarest(one.sought)
                asked = Asked(entry.order, one, tuple(sorted(one.tokens - {token})))
                self.by_token.setdefault(token, []).append(asked)

    def hear(self, cases: Sequence[Case]) -> list[Heard]:
        """What all rules ask for in each case, in order of rules, then of places; their lines are searched as one."""
        hearings = [_Hearing(self, case) for case in cases]
        found = [carried(hearing.case, hearing.sheet) for hearing in hearings]
        fresh = [place for place, searched in enumerate(found) if searched is None]
        for place, searched in zip(fresh, self._search([hearings[place].sheet for place in fresh]), strict=True):
            found[place] = searched
        return [hearing.heard(searched) for hearing, searched in zip(hearings, found, strict=True) if searched]

    def _search(self, sheets: Sequence[Sheet]) -> list[Searched]:
        """The candidate lines of some documents, found in one pass over all of them."""
        if not sheets:
            return []
        stack = Stack(sheets)
        ends = list(itertools.accumulate(map(len, sheets)))
        found: list[list[tuple[int, Sequence[int]]]] = [[] for _ in sheets]
        for number, lines in self.index.candidates(stack).items():
            for place, own in itertools.groupby(lines, functools.partial(bisect.bisect_right, ends)):
                first = ends[place] - len(sheets[place])
                found[place].append((number, [line - first for line in own]))
        places = zip(sheets, found, strict=True)
        return [Searched(sheet.edges, candidates, sheet.shares_rows) for sheet, candidates in places]


class Heard(NamedTuple):
    """What the rules ask for in one case, what they abstained from, and the lines that were searched."""

    claims: tuple[Claim, ...]
    flags: tuple[Flag, ...]
    searched: Searched


def _is_for_all(pack: Pack) -> bool:
    """Whether a pack is for every document."""
    return pack.spec.match == Match()


def _guard(rule: Rule) -> Guard | None:
    spec = rule.spec
    if spec.guard or spec.action in {RuleAction.KEEP, RuleAction.MARK}:
        return spec.guard if spec.action not in {RuleAction.KEEP, RuleAction.MARK} else None
    if spec.cuts:
        return CUT_GUARD
    return RUN_GUARD if spec.text and (spec.text.block or spec.text.section) else None


def _action(rule: Rule) -> Action:
    """What the claims of a rule ask for."""
    return Action.DROP if rule.spec.cuts else Action(rule.spec.action)


class _Hearing:
    """One document before all rules."""

    def __init__(self, compiled: Compiled, case: Case) -> None:
        self.compiled = compiled
        self.case = case
        self.sheet = Sheet(case.document)
        self.catches: dict[int, list[Catch]] = {}
        self._specificity: dict[int, int | None] = {}

    def specificity(self, pack: int) -> int | None:
        """How closely a pack fits, asked once, and only when one of its rules hits."""
        if pack not in self._specificity:
            match = self.compiled.matches[pack]
            fits = matching.GENERIC if match is None else matching.specificity(match, self.case, self.sheet)
            self._specificity[pack] = fits
        return self._specificity[pack]

    def heard(self, searched: Searched) -> Heard:
        """What all rules ask for, given the candidate lines of their forms."""
        forms, signs = len(self.compiled.forms), self.compiled.signs
        if not searched.shares_rows:
            self.sheet.marks = {
                signs[number - forms]: lines for number, lines in searched.candidates if number >= forms
            }
        for number, candidates in searched.candidates:
            if number < forms:
                self.ask_lines(number, candidates)
        if self.sheet.view is not None:
            self.ask_page(self.sheet.view)
        return Heard(*self.testimony(), searched)

    def ask_lines(self, number: int, candidates: Iterable[int]) -> None:
        """Notes what one form catches from its candidate lines, ascending."""
        order, form = self.compiled.forms[number]
        entry = self.compiled.entries[order]
        if self.specificity(entry.pack) is not None:
            part, sheet = entry.rule.spec.where.part, self.sheet
            lines = [line for line in candidates if sheet.in_part(line, part)]
            self.catches.setdefault(order, []).extend(form.catch(sheet, lines))

    def ask_page(self, view: View) -> None:
        asked = list(self.compiled.tokenless)
        for token in view.locate(self.compiled.names) & self.compiled.by_token.keys():
            asked += [one for one in self.compiled.by_token[token] if not one.beside or view.holds(one.beside)]
        asked = [one for one in asked if self.specificity(self.compiled.entries[one.entry].pack) is not None]
        for order, finds in findings(view, asked).items():
            entry = self.compiled.entries[order]
            finds = [one.where(self.sheet, entry.rule.spec.where.part) for one in finds]
            if entry.takes_runs:
                caught = runs(self.case.document, finds)
            else:
                caught = self._cut(entry, [catch for one in finds for catch in one.catches(self.case.document)])
            self.catches.setdefault(order, []).extend(caught)

    def _cut(self, entry: _Entry, catches: list[Catch]) -> list[Catch]:
        """For a rule that cuts, what lies after or before the blocks that its selectors found."""
        action = entry.rule.action
        if not entry.rule.spec.cuts:
            return catches
        lines = [(self.sheet.line_at(one.span.start), self.sheet.line_at(one.span.end - 1)) for one in catches]
        cut = cut_span(self.sheet, action, lines)
        if cut is None:
            return []
        side = action.removeprefix("cut_")
        where = f"{quoted(self.sheet.bare(cut[0]))} (line {self.sheet.number(cut[0])})"
        return [Catch(cut[1], f"{side} {where}, {catches[0].reason}")]

    def testimony(self) -> tuple[tuple[Claim, ...], tuple[Flag, ...]]:
        """Claims and flags from everything caught: guards applied, the same span of one rule once."""
        claims: list[Claim] = []
        flags: list[Flag] = []
        for order in sorted(self.catches):
            entry = self.compiled.entries[order]
            once = {one.span: one for one in reversed(self.catches[order])}
            caught = [once[span] for span in sorted(once)]
            taken = [one for one in caught if not one.abstains]
            if unended := [one for one in caught if one.abstains]:
                more = f"; {len(unended) - 1} more like it" if len(unended) > 1 else ""
                flags.append(self._flag(entry, "block_unended", f"{unended[0].reason}{more}", unended[0].span))
            if too_much := self._exceeds(entry.guard, taken):
                flags.append(self._flag(entry, "guard_abstained", too_much, taken[0].span))
            else:
                claims += [self._claim(entry, one) for one in taken]
        return tuple(claims), tuple(flags)

    def _exceeds(self, guard: Guard | None, caught: Sequence[Catch]) -> str | None:
        """In which numbers a rule would take more than its guard allows. Counts characters of lines, without gaps."""
        if guard is None or not caught:
            return None
        taken = sum(self._visible(span) for span in _union(one.span for one in caught))
        if taken <= guard.free_chars:
            return None
        starts, ends = self.sheet.edges
        visible = int((ends - starts).sum())
        if taken <= guard.max_share * visible:
            return None
        return (
            f"would take {taken} of {visible} characters: "
            f"{taken / visible:.0%} > {guard.max_share:.0%} and {taken} > {guard.free_chars}"
        )

    def _visible(self, span: Span) -> int:
        first, last = self.sheet.line_at(span.start), self.sheet.line_at(span.end - 1)
        last = min(last, len(self.sheet) - 1)
        lines = zip(self.sheet.starts[first : last + 1], self.sheet.ends[first : last + 1], strict=True)
        return sum(max(0, min(end, span.end) - max(start, span.start)) for start, end in lines)

    def _flag(self, entry: _Entry, flag: str, reason: str, span: Span) -> Flag:
        return Flag(flag, reason, entry.rule.id, entry.rule.category, span)

    def _claim(self, entry: _Entry, catch: Catch) -> Claim:
        spec = entry.rule.spec
        return Claim(
            catch.span,
            entry.action,
            spec.category,
            entry.rule.id,
            catch.reason,
            spec.priority,
            self.specificity(entry.pack) or 0,
            entry.order,
            catch.inline,
        )


def _union(spans: Iterable[Span]) -> list[Span]:
    """Disjoint spans that cover the same characters."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
