"""The test of one line, compiled from a matcher, and the words it gives as reason.

It sees one folded line at a time and knows nothing of its neighbours. Regexes see the line with its capitals, since
their own letters are not folded; `casefold` makes them ignore case instead.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.siterules import folding, regexes
from cleaner.siterules.schema import DEFAULT_STEPS, Matcher, SpanForm, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.siterules.folding import Steps
    from cleaner.siterules.sheet import Sheet
    from cleaner.siterules.stack import Stack

REGEX_STEPS: Steps = frozenset(DEFAULT_STEPS) - {Step.CASEFOLD}
"""How lines are folded for the regexes of a signature."""
MAX_QUOTE = 60
"""Characters of a rule or line that a reason quotes."""
REMEMBERED, MAX_REMEMBERED = 8192, 120
"""Lines of which it is remembered what tests told of them, and characters of the longest of these: two megabytes."""


def quoted(words: str) -> str:
    """Words in quotation marks, cut when they are long."""
    words = " ".join(words.split())
    return f'"{words}"' if len(words) <= MAX_QUOTE else f'"{words[: MAX_QUOTE - 3]}..."'


@dataclass(frozen=True, slots=True, eq=False)
class LineTest:
    """A compiled matcher: every key that has items must hold, any item of a key will do. Words are folded already.

    `regex_steps` is how a line is folded for its regexes. Compared by identity: what was told of a line is looked up by
    its test.
    """

    steps: Steps
    equals: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    max_words: int | None = None
    max_chars: int | None = None
    regex_steps: Steps = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex_steps", self.steps - {Step.CASEFOLD})

    @classmethod
    def of(cls, matcher: Matcher | SpanForm) -> LineTest:
        """The test that a matcher asks for."""
        steps = frozenset(matcher.normalize)
        contains = tuple(folding.fold(words, steps) for words in matcher.contains)
        if isinstance(matcher, SpanForm):
            return cls(steps, contains=contains, regex=matcher.regex)
        return cls(
            steps,
            equals=tuple(folding.fold(words, steps) for words in matcher.equals),
            starts=tuple(folding.fold(words, steps) for words in matcher.starts),
            contains=contains,
            regex=matcher.regex,
            max_words=matcher.max_words,
            max_chars=matcher.max_chars,
        )

    @property
    def ignore_case(self) -> bool:
        """Whether its regexes ignore case."""
        return Step.CASEFOLD in self.steps

    def among(self, stack: Stack, lines: Sequence[int]) -> Sequence[int]:
        """The lines, ascending, that its regexes do not refuse, searched all at once; all of them where it has none."""
        if not self.regex or not lines:
            return lines
        any_regex, folded = _any_regex(self), stack.encoded(lines, self.regex_steps)
        if len(lines) == 1:
            return lines if any_regex.search(folded[0]) else ()
        ends = list(itertools.accumulate(len(line) + 1 for line in folded))
        hits = {bisect.bisect_right(ends, found.start()) for found in any_regex.finditer(b"\n".join(folded))}
        return [lines[number] for number in sorted(hits)]

    def reason(self, sheet: Sheet, line: int) -> str | None:
        """Why a line matches, or None when it does not."""
        bare = sheet.bare(line)
        return (_reason if len(bare) <= MAX_REMEMBERED else _reason.__wrapped__)(self, bare)

    def tell(self, bare: str) -> str | None:
        """Why a line matches that reads so, or None."""
        if self.max_chars is not None and len(bare) > self.max_chars:
            return None
        if self.max_words is not None and len(bare.split(None, self.max_words)) > self.max_words:
            return None
        reasons = []
        if self.equals or self.starts or self.contains:
            folded = folding.fold(bare, self.steps)
            tests = ((self.equals, folded.__eq__, "equals"), (self.starts, folded.startswith, "starts with"))
            for items, test, words in (*tests, (self.contains, folded.__contains__, "contains")):
                if items:
                    hit = next(filter(test, items), None)
                    reasons.append(None if hit is None else self._say(words, hit))
        if self.regex:
            pattern = self._pattern(folding.fold(bare, self.regex_steps).encode())
            reasons.append(None if pattern is None else f"matches {quoted(pattern)}")
        if None in reasons:
            return None
        return next(filter(None, reasons), f"at most {self.max_words or self.max_chars} long")

    def _pattern(self, line: bytes) -> str | None:
        """The first of its regexes that matches; most lines are refused by all of them at once."""
        if _any_regex(self).search(line) is None:
            return None
        if len(self.regex) == 1:
            return self.regex[0]
        numbers = regexes.regex_set(self.regex, ignore_case=self.ignore_case).Match(line)
        if numbers:
            return self.regex[min(map(int, numbers))]
        # a set gives up where it would need too much memory
        compiled = ((one, regexes.line_regex(one, ignore_case=self.ignore_case)) for one in self.regex)
        text = line.decode()
        return next(one for one, regex in compiled if regex.search(text))

    def _say(self, relation: str, words: str) -> str:
        if Step.FOLD_DIGITS not in self.steps or "0" not in words:
            return f"line {relation} {quoted(words)}"
        template = quoted(words.replace("0", "<n>"))
        return f"matches {template}" if relation == "equals" else f"line {relation} {template}"


@functools.lru_cache(maxsize=REMEMBERED)
def _reason(test: LineTest, bare: str) -> str | None:
    """Why a line matches: the same few lines stand on most pages of a site, and on many others."""
    return test.tell(bare)


@functools.lru_cache(maxsize=4096)
def _any_regex(test: LineTest) -> Any:
    """All regexes of a test as one, over the UTF-8 of one line or of many."""
    return regexes.lines_regex(test.regex, ignore_case=test.ignore_case)
