"""The forms a text rule can take: what each catches around the lines where its trigger hits. It claims nothing yet.

Lines are counted without the blank ones. A block or section never looks further than its `max_lines`; what was caught
once is not searched again, so that the work stays linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cleaner.model import Span
from cleaner.siterules import folding, regexes
from cleaner.siterules.linetest import LineTest, quoted
from cleaner.siterules.schema import RuleAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaner.siterules.schema import BlockForm, RuleSpec, SectionForm, SpanForm
    from cleaner.siterules.sheet import Sheet

MAX_SPAN_LINE = 20_000
"""Characters of a line in which a `span` is looked for: a longer one is a text without line ends."""
SEPARATORS = frozenset("|•·/\\»›«‹–—―-~*()[]{}<>→←▶►■●▪:;\t…")
SENTENCE_ENDS = frozenset('.!?…。！？؟।"”’»')


@dataclass(frozen=True, slots=True)
class Catch:
    """A span that a rule is about, and why; `abstains` when the rule found a beginning but not what must follow."""

    span: Span
    reason: str
    inline: bool = False
    abstains: bool = False


class Form(Protocol):
    """One way to catch something; `trigger` finds the lines from which it starts."""

    @property
    def trigger(self) -> LineTest:
        """The test of the line from which it starts."""
        ...

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        """What it catches from candidate lines, ascending."""
        ...


def forms(spec: RuleSpec) -> tuple[Form, ...]:
    """The forms of a rule's text part."""
    text = spec.text
    if text is None:
        return ()
    found: list[Form] = []
    if text.line:
        test = LineTest.of(text.line)
        found.append(_Cut(test, spec.action) if spec.cuts else _Line(test))
    if text.block:
        found.append(_Block.of(text.block))
    if text.section:
        found.append(_Section.of(text.section))
    if text.span:
        found.append(_Words.of(text.span))
    return tuple(found)


def lines_span(sheet: Sheet, first: int, last: int) -> Span:
    """From the first line's start to the last line's end."""
    return Span(sheet.starts[first], sheet.ends[last])


def cut_span(sheet: Sheet, action: RuleAction, found: Iterable[tuple[int, int]]) -> tuple[int, Span] | None:
    """The line a cut starts from and what it claims, given the first and last lines of what was found.

    Of several finds the one counts that takes least: the last for `cut_after`, the first for `cut_before`.
    """
    places = list(found)
    if not places:
        return None
    if action is RuleAction.CUT_AFTER:
        line = max(last for _, last in places)
        return (line, lines_span(sheet, line + 1, len(sheet) - 1)) if line + 1 < len(sheet) else None
    line = min(first for first, _ in places)
    return (line, lines_span(sheet, 0, line - 1)) if line > 0 else None


@dataclass(frozen=True, slots=True)
class _Line:
    trigger: LineTest

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        for line in lines:
            if reason := self.trigger.reason(sheet, line):
                yield Catch(lines_span(sheet, line, line), reason)


@dataclass(frozen=True, slots=True)
class _Cut:
    trigger: LineTest
    action: RuleAction

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        nearest = reversed(lines) if self.action is RuleAction.CUT_AFTER else lines
        line = next((one for one in nearest if self.trigger.reason(sheet, one)), None)
        cut = None if line is None else cut_span(sheet, self.action, [(line, line)])
        if cut:
            side = self.action.removeprefix("cut_")
            yield Catch(cut[1], f"{side} {quoted(sheet.bare(cut[0]))} (line {sheet.number(cut[0])})")


@dataclass(frozen=True, slots=True)
class _Block:
    trigger: LineTest
    end: LineTest
    max_lines: int

    @classmethod
    def of(cls, form: BlockForm) -> _Block:
        return cls(LineTest.of(form.start), LineTest.of(form.end), form.max_lines)

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        free = 0
        for line in lines:
            if line < free or not self.trigger.reason(sheet, line):
                continue
            reach = range(line + 1, min(line + self.max_lines, len(sheet)))
            last = next((one for one in reach if self.end.reason(sheet, one)), None)
            opening = f"{quoted(sheet.bare(line))} (line {sheet.number(line)})"
            if last is None:
                problem = f"block from {opening} has no end within {self.max_lines} lines"
                yield Catch(lines_span(sheet, line, line), problem, abstains=True)
                continue
            free = last + 1
            yield Catch(lines_span(sheet, line, last), f"from {opening} to {quoted(sheet.bare(last))}")


@dataclass(frozen=True, slots=True)
class _Section:
    trigger: LineTest
    max_lines: int
    min_lines: int
    until: LineTest | None
    line: LineTest | None

    @classmethod
    def of(cls, form: SectionForm) -> _Section:
        until = LineTest.of(form.until) if form.until else None
        line = LineTest.of(form.line) if form.line else None
        return cls(LineTest.of(form.heading), form.max_lines, form.min_lines, until, line)

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        free = 0
        for line in lines:
            if line < free or not (reason := self.trigger.reason(sheet, line)):
                continue
            last = self._last(sheet, line)
            if last - line < self.min_lines:
                continue
            free = last + 1
            yield Catch(lines_span(sheet, line, line), f"heading {reason}")
            if last > line:
                follows = f"follows {quoted(sheet.bare(line))} (line {sheet.number(line)})"
                yield Catch(lines_span(sheet, line + 1, last), follows)

    def _last(self, sheet: Sheet, heading: int) -> int:
        last = heading
        for line in range(heading + 1, min(heading + 1 + self.max_lines, len(sheet))):
            if self.until and self.until.reason(sheet, line):
                break
            if self.line and not self.line.reason(sheet, line):
                break
            last = line
        return last


@dataclass(frozen=True, slots=True)
class _Words:
    trigger: LineTest
    inside_sentence: bool

    @classmethod
    def of(cls, form: SpanForm) -> _Words:
        return cls(LineTest.of(form), form.inside_sentence)

    def catch(self, sheet: Sheet, lines: Sequence[int]) -> Iterator[Catch]:
        for line in lines:
            text = sheet.bare(line)
            if len(text) > MAX_SPAN_LINE or not (reason := self.trigger.reason(sheet, line)):
                continue
            free = 0
            for start, end in sorted(self._places(text)):
                if start < free or not (self.inside_sentence or _is_unit(text, start, end)):
                    continue
                free = end
                at = sheet.starts[line]
                yield Catch(Span(at + start, at + end), reason, inline=(start, end) != (0, len(text)))

    def _places(self, text: str) -> set[tuple[int, int]]:
        """Where in a line the words are, in its own code points. With both keys the regexes say where."""
        test = self.trigger
        places: set[tuple[int, int] | None] = set()
        if test.regex:
            aligned = folding.align(text, test.regex_steps)
            for pattern in test.regex:
                found = regexes.line_regex(pattern, ignore_case=test.ignore_case).finditer(aligned.text)
                places |= {aligned.origin(*hit.span()) for hit in found if hit.start() < hit.end()}
            return {place for place in places if place}
        aligned = folding.align(text, test.steps)
        for words in test.contains:
            at = aligned.text.find(words)
            while at >= 0:
                places.add(aligned.origin(at, at + len(words)))
                at = aligned.text.find(words, at + len(words))
        return {place for place in places if place}


def _is_unit(line: str, start: int, end: int) -> bool:
    """Whether a part of a line stands for itself: at both sides an end of the line, a separator or a sentence's end."""
    before, words, after = line[:start].rstrip(" \xa0"), line[start:end].strip(), line[end:].lstrip(" \xa0")
    opens = not before or before[-1] in SEPARATORS | SENTENCE_ENDS or words[:1] in SEPARATORS
    closes = not after or after[0] in SEPARATORS or words[-1:] in SEPARATORS | SENTENCE_ENDS
    return opens and closes
