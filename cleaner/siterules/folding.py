"""Folding: what two lines may differ in and still count as the same words, and the way back to exact offsets.

A line is folded alone or with all lines of a document at once, with the same outcome: no step adds or removes a line.
It compares nothing.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.siterules.schema import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Steps = frozenset[Step]

_NUMBER = re.compile(r"\d+(?:[.,]\d{3}(?!\d))*")
"""A run of decimal digits of any script, with thousands separated: `8093` and `8,093` both fold to `0`."""
_WORD = re.compile(r"\s+|\S+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with lone surrogates as U+FFFD, one for one: neither RE2 nor Aho-Corasick takes half a character."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def fold_lines(lines: Sequence[str], steps: Steps) -> list[str]:
    """Lines without line feeds folded, as many as before; each without white space at its ends."""
    if not lines:
        return []
    folded = list(lines)
    if Step.NFKC in steps:  # one by one: most are normal already, which is seen ten times as fast
        folded = [unicodedata.normalize("NFKC", line) for line in folded]
    folded = [line.strip() for line in folded]  # only now: a spacing accent became a space and an accent
    if Step.SQUASH_SPACE in steps:
        regular = Step.NFKC in steps
        folded = [line if regular and not _is_ragged(line) else " ".join(line.split()) for line in folded]
    if steps & {Step.CASEFOLD, Step.FOLD_DIGITS}:
        text = "\n".join(folded)
        text = text.casefold() if Step.CASEFOLD in steps else text
        folded = (fold_digits(text) if Step.FOLD_DIGITS in steps else text).split("\n")
    return folded


def _is_ragged(line: str) -> bool:
    """Whether a line has white space, as NFKC leaves it, that is not one blank between words."""
    return "  " in line or "\t" in line or "\x1f" in line or "\u1680" in line


def fold(line: str, steps: Steps) -> str:
    """One line, or the words of a rule, folded."""
    return fold_lines([line.strip().replace("\n", " ")], steps)[0]


def fold_digits(text: str) -> str:
    """Lines with each number as `0`."""
    return _NUMBER.sub("0", text)


@dataclass(frozen=True, slots=True)
class Aligned:
    """A folded line that knows its origin: character `i` came from `line[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int] | None:
        """The part of the line behind a non-empty part of its folded form; None when that would split a character."""
        splits_first = start > 0 and self.starts[start - 1] == self.starts[start]
        splits_last = end < len(self.text) and self.ends[end] == self.ends[end - 1]
        return None if splits_first or splits_last else (self.starts[start], self.ends[end - 1])


_Pieces = list[tuple[str, int, int]]


def align(line: str, steps: Steps) -> Aligned:
    """A line folded as `fold` does it, with the way back."""
    target = fold(line, steps)
    pieces: _Pieces = []
    for cuts in (_cluster_cuts(line), []):
        pieces = _fold_pieces(line, cuts, steps)
        if "".join(text for text, _, _ in pieces) == target:
            break
    chars = [(char, start, end) for text, start, end in pieces for char in text]
    return Aligned(target, tuple(start for _, start, _ in chars), tuple(end for _, _, end in chars))


def _cluster_cuts(line: str) -> list[int]:
    """Where a character begins that does not join the one before it; a word where that is not so simple stays whole."""
    cuts: list[int] = []
    for word in _WORD.finditer(line):
        start, end = word.span()
        inside = [at for at in range(start + 1, end) if not _joins(line[at])]
        apart = (unicodedata.normalize("NFKC", line[i:j]) for i, j in itertools.pairwise([start, *inside, end]))
        simple = "".join(apart) == unicodedata.normalize("NFKC", word[0])
        cuts += [start, *inside] if simple else [start]
    return cuts


def _joins(char: str) -> bool:
    """Whether a character may melt into the one before it: accents, vowels and finals of Hangul."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) > 0 or "\u1160" <= first <= "\u11ff"


def _fold_pieces(line: str, cuts: Iterable[int], steps: Steps) -> _Pieces:
    bounds = [0, *cuts, len(line)]
    fold_one = _piece_folder(steps)
    spans = itertools.pairwise(bounds)
    pieces = [(fold_one(line[start:end]), start, end) for start, end in spans if start < end]
    if Step.FOLD_DIGITS in steps:
        pieces = _merge(pieces, _NUMBER, "0")
    return _trim(_merge(pieces, re.compile(r"\s+"), " ") if Step.SQUASH_SPACE in steps else pieces)


def _piece_folder(steps: Steps) -> Callable[[str], str]:
    def fold_one(piece: str) -> str:
        text = unicodedata.normalize("NFKC", piece) if Step.NFKC in steps else piece
        return text.casefold() if Step.CASEFOLD in steps else text

    return fold_one


def _merge(pieces: _Pieces, pattern: re.Pattern[str], by: str) -> _Pieces:
    """The pieces character by character, every match of a pattern as one piece."""
    chars = [(char, start, end) for text, start, end in pieces for char in text]
    text = "".join(char for char, _, _ in chars)
    merged: _Pieces = []
    at = 0
    for found in pattern.finditer(text):
        merged += chars[at : found.start()]
        merged.append((by, chars[found.start()][1], chars[found.end() - 1][2]))
        at = found.end()
    return merged + chars[at:]


def _trim(pieces: _Pieces) -> _Pieces:
    """Without white space at the ends."""
    chars = [(char, start, end) for text, start, end in pieces for char in text]
    first = next((at for at, (char, _, _) in enumerate(chars) if not char.isspace()), len(chars))
    last = next((at for at in range(len(chars), first, -1) if not chars[at - 1][0].isspace()), first)
    return chars[first:last]
