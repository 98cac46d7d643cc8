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

import numpy as np

from cleaner.siterules import regexes
from cleaner.siterules.needles import needles
from cleaner.siterules.schema import Step
from cleaner.siterules.stack import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model import IntArray
    from cleaner.siterules.folding import Steps
    from cleaner.siterules.linetest import LineTest
    from cleaner.siterules.stack import Stack

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
        theirs = [sorted(owners[one]) for one in (*opening, *others)]
        self.owners = np.array(list(itertools.chain.from_iterable(theirs)), np.int64)
        self.bounds = np.cumsum([0, *map(len, theirs)])

    def find(self, stack: Stack) -> tuple[IntArray, IntArray]:
        """Owners, and lines that hold words of theirs; some pairs more than once."""
        folded = stack.folded(self.steps)
        found = []
        for automaton, first in self.automata:
            hits = automaton.find_matches_as_indexes(folded.haystack, overlapping=True)
            table = np.fromiter(itertools.chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
            found.append(table[:, :2] + (first, 0))
        words, offsets = np.concatenate(found).T
        start, end = self.bounds[words], self.bounds[words + 1]
        return self.owners[ranges(start, end)], np.repeat(stack.lines_at(folded, offsets), end - start)


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
        self.owners = np.array(sorted(set().union(*owners.values())), np.int64)
        self.pattern = regexes.any_line_regex(tuple(sorted(owners)))

    def find(self, stack: Stack) -> tuple[IntArray, IntArray]:
        """Owners, and lines where a regex of some owner matches."""
        folded = stack.folded(self.steps)
        offsets = np.array([match.start() for match in self.pattern.finditer(folded.haystack)], np.int64)
        lines = np.unique(stack.lines_at(folded, offsets))
        return np.repeat(self.owners, len(lines)), np.tile(lines, len(self.owners))


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
        owners, lines = map(np.concatenate, zip(*(one.find(stack) for one in self._passes), strict=True))
        pairs = np.unique(owners[lines >= 0] * len(stack) + lines[lines >= 0])
        owners, lines = np.divmod(pairs, len(stack))
        numbers, first = np.unique(owners, return_index=True)
        by_owner = zip(numbers.tolist(), np.split(lines, first)[1:], strict=True)
        candidates = {number: self._tests[number].among(stack, own.tolist()) for number, own in by_owner}
        return {number: own for number, own in candidates.items() if own}


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
