"""Which lines are worth a closer look, for all text rules at once: one pass over the folded text, then the regexes.

Sound, not exact: a line that a test accepts is always among its candidates. Every item of one key of a test goes in:
fixed words into one Aho-Corasick automaton for each way of folding, framed with line feeds where they are bound to
an end of the line; regexes without fixed words into one alternation that runs once over the text.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaner.siterules import regexes
from cleaner.siterules.needles import needles
from cleaner.siterules.schema import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaner.siterules.folding import Steps
    from cleaner.siterules.linetest import LineTest
    from cleaner.siterules.stack import Stack

Pair = tuple[int, int]
"""The number of a test and of a line."""

_DIGITS = re.compile(r"0+")
_FRAME = "\n"
MAX_QUICK = 100_000
"""Bytes of the words of a quick automaton: three times those of the shipped rules; they take 20 MB at most."""


class _Words:
    """The fixed words of many tests under one way of folding, and whose they are."""

    def __init__(self, steps: Steps, owners: dict[str, set[int]]) -> None:
        self.steps = steps
        # those that open a line are found five times as fast without the others: there is one byte to look for
        opening, others = ([one for one in sorted(owners) if (one[0] == _FRAME) is front] for front in (True, False))
        self.automata = [(_automaton(opening, quick=False), 0), (_automaton(others, quick=True), len(opening))]
        self.owners = [tuple(sorted(owners[one])) for one in (*opening, *others)]

    def find(self, stack: Stack) -> set[Pair]:
        """Owners with lines that hold words of theirs."""
        folded = stack.folded(self.steps)
        words: list[int] = []
        offsets: list[int] = []
        for automaton, first in self.automata:
            for word, start, _ in automaton.find_matches_as_indexes(folded.haystack, overlapping=True):
                words.append(first + word)
                offsets.append(start)
        lines = stack.lines_at(folded, offsets)
        return {(owner, line) for word, line in zip(words, lines, strict=True) for owner in self.owners[word]}


def _automaton(words: Sequence[str], *, quick: bool) -> Any:
    """An automaton for words; a `quick` one takes half the time and many times the memory, which is bounded."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    needles = [one.encode() for one in words]
    quick = quick and sum(map(len, needles)) <= MAX_QUICK
    return BytesAhoCorasick(needles, implementation=Implementation.DFA if quick else None)


class _Loose:
    """The regexes of many tests that have no fixed words, under one way of folding."""

    def __init__(self, steps: Steps, owners: dict[tuple[str, bool], set[int]]) -> None:
        self.steps = steps
        self.owners = sorted(set().union(*owners.values()))
        self.pattern = regexes.any_line_regex(tuple(sorted(owners)))

    def find(self, stack: Stack) -> set[Pair]:
        """Owners with lines where a regex of some owner matches."""
        folded = stack.folded(self.steps)
        offsets = [match.start() for match in self.pattern.finditer(folded.haystack)]
        return set(itertools.product(self.owners, stack.lines_at(folded, offsets)))


class LineIndex:
    """Candidate lines for numbered tests."""

    def __init__(self, tests: Sequence[LineTest]) -> None:
        self._tests = tests
        words: dict[Steps, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        loose: dict[Steps, dict[tuple[str, bool], set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, test in enumerate(tests):
            for needle in _needles(test):
                if isinstance(needle, _Pattern):
                    loose[test.regex_steps][needle.pattern, test.ignore_case].add(number)
                else:
                    words[test.steps - {Step.FOLD_DIGITS}][needle].add(number)
        self._passes: list[_Words | _Loose] = [_Words(*one) for one in sorted(words.items(), key=_by_steps)]
        self._passes += [_Loose(*one) for one in sorted(loose.items(), key=_by_steps)]

    def candidates(self, stack: Stack) -> dict[int, Sequence[int]]:
        """For every test that may hold anywhere its candidate lines, ascending."""
        if not (self._passes and len(stack)):
            return {}
        pairs = set[Pair]().union(*(one.find(stack) for one in self._passes))
        found: dict[int, list[int]] = defaultdict(list)
        for number, line in sorted(pairs):
            if line >= 0:
                found[number].append(line)
        self._fold_at_once(stack, found)
        candidates = {number: self._tests[number].among(stack, own) for number, own in found.items()}
        return {number: own for number, own in candidates.items() if own}

    def _fold_at_once(self, stack: Stack, found: Mapping[int, Sequence[int]]) -> None:
        """Folds the lines that tests with regexes are going to ask for: all at once that is cheaper."""
        asked: dict[Steps, set[int]] = defaultdict(set)
        for number, lines in found.items():
            if self._tests[number].regex:
                asked[self._tests[number].regex_steps].update(lines)
        for steps, numbers in asked.items():
            stack.encoded(sorted(numbers), steps)


def _by_steps(entry: tuple[Steps, Any]) -> list[str]:
    return sorted(entry[0])


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Stands where no fixed words are to be had: lines are found by this regex."""

    pattern: str


def _needles(test: LineTest) -> list[str | _Pattern]:
    """Words or patterns of which every accepted line holds at least one."""
    if test.equals:
        return [_needle(f"\n{words}\n", test.steps) for words in test.equals]
    if test.starts:
        return [_needle(f"\n{words}", test.steps) for words in test.starts]
    if test.regex:
        return [needle for pattern in test.regex for needle in _regex_needles(pattern, test)]
    return [_needle(words, test.steps) for words in test.contains]


def _needle(framed: str, steps: Steps) -> str | _Pattern:
    """Words as they stand; where digits fold the longest part without any, since the one pass leaves digits alone."""
    longest = max(_DIGITS.split(framed), key=len) if Step.FOLD_DIGITS in steps else framed
    if longest.strip():
        return longest
    words = re.escape(framed.strip("\n"))
    return _Pattern(f"{'^' * framed.startswith(_FRAME)}{words}{'$' * framed.endswith(_FRAME)}")


def _regex_needles(pattern: str, test: LineTest) -> list[str | _Pattern]:
    found = []
    for words in sorted(needles(pattern) or ()):
        needle = _needle(words.casefold() if test.ignore_case else words, test.steps)
        if isinstance(needle, _Pattern):
            return [_Pattern(pattern)]
        found.append(needle)
    return [*found] or [_Pattern(pattern)]
