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
_RAGGED = re.compile(r"[\t\x1f\u1680]|  ")
"""White space that is not one plain space: all that NFKC leaves inside a line."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with lone surrogates as U+FFFD, one for one: neither RE2 nor Aho-Corasick takes half a character."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def fold_lines(lines: Sequence[str], steps: Steps) -> list[str]:
    """All lines folded, in order; each without white space at its ends. No line may hold a line feed."""
    if not lines:
        return []
    text = "\n".join(lines)
    if Step.NFKC in steps and not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if Step.CASEFOLD in steps:
        text = text.casefold()
    if Step.FOLD_DIGITS in steps:
        text = _NUMBER.sub("0", text)
    folded = text.split("\n")
    if Step.SQUASH_SPACE not in steps:
        return [line.strip() for line in folded]
    if Step.NFKC in steps and not _RAGGED.search(text):
        # a space at either end can still come from a spacing accent that NFKC took apart
        return folded if text.isascii() else [line.strip() for line in folded]
    return [" ".join(line.split()) for line in folded]


def fold(line: str, steps: Steps) -> str:
    """One line, or the words of a rule, folded."""
    return fold_lines([line], steps)[0]


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
    for split in (_clusters, _space_runs, _whole_line):
        pieces = _fold_pieces(line, split(line), steps)
        if "".join(text for text, _, _ in pieces) == target:
            break
    chars = [(char, start, end) for text, start, end in pieces for char in text]
    return Aligned(target, tuple(start for _, start, _ in chars), tuple(end for _, _, end in chars))


def _clusters(line: str) -> Iterable[int]:
    """Where a character begins that cannot join the one before it, as far as the combining class tells."""
    return (
        at for at, char in enumerate(line) if at and not unicodedata.combining(unicodedata.normalize("NFKD", char)[0])
    )


def _space_runs(line: str) -> Iterable[int]:
    return (at for at, char in enumerate(line) if at and char.isspace())


def _whole_line(line: str) -> Iterable[int]:  # noqa: ARG001
    return ()


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
