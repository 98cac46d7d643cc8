"""What was dropped, line by line, and the way back. It compares nothing: verdicts say exactly what differs.

`compare` turns drops into hunks with kept context for reports; `cut` and `restore` are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaner.errors import RestoreError
from cleaner.model import Document, Drop

CONTEXT_LINES = 1
"""Kept lines shown around what was dropped; blank lines do not count. One is enough to find the place again."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the original, its number from 1 and its text without line end.

    `drop` is what takes the line or a part of it (then `cuts` are the columns that go, half-open, from 0); a kept
    line of context has none.
    """

    number: int
    text: str
    drop: Drop | None = None
    cuts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring lines of which at least one loses something."""

    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """All hunks of a document, from top to bottom."""

    hunks: tuple[Hunk, ...]

    def __iter__(self) -> Iterator[Hunk]:
        return iter(self.hunks)

    def __len__(self) -> int:
        return len(self.hunks)


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """What is left of a text without some spans `[start, end)`, ascending and disjoint."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def restore(kept: str, dropped: Iterable[tuple[int, str]]) -> str:
    """The original, from what was kept and the start (in the original) and text of every drop, ascending.

    Raises RestoreError when a drop starts before the end of the one before it or beyond what was kept.
    """
    pieces: list[str] = []
    at = length = 0
    for start, text in dropped:
        need = start - length
        if need < 0 or at + need > len(kept):
            raise RestoreError(f"a drop at {start} does not fit the cleaned text; is this the report of this file?")
        pieces += [kept[at : at + need], text]
        at += need
        length = start + len(text)
    return "".join([*pieces, kept[at:]])


def compare(document: Document, drops: Sequence[Drop], context: int = CONTEXT_LINES) -> Diff:
    """The hunks of a document: every line that loses visible text, with `context` kept lines around it."""
    lines = dict(_dropped_lines(document, drops))
    shown = set(lines)
    for number in lines:
        shown.update(_neighbours(document, number, -1, context))
        shown.update(_neighbours(document, number, +1, context))
    hunks: list[list[DiffLine]] = []
    previous = 0
    for number in sorted(shown):
        line = lines.get(number) or DiffLine(number, _line(document, number))
        if not hunks or any(_line(document, between) for between in range(previous + 1, number)):
            hunks.append([])
        hunks[-1].append(line)
        previous = number
    return Diff(tuple(Hunk(tuple(lines)) for lines in hunks))


def _line(document: Document, number: int) -> str:
    start, end = document.line_span(number)
    return document.text[start:end].strip("\r\n") if document.text[start:end].strip() else ""


def _neighbours(document: Document, number: int, step: int, count: int) -> list[int]:
    """The nearest `count` lines that are not blank, above (-1) or below (+1) a line."""
    found: list[int] = []
    number += step
    while len(found) < count:
        try:
            if _line(document, number):
                found.append(number)
        except IndexError:
            break
        number += step
    return found


def _dropped_lines(document: Document, drops: Sequence[Drop]) -> Iterator[tuple[int, DiffLine]]:
    """Every line that loses something visible, once; two drops in one line are shown as the first, with all cuts."""
    found: dict[int, DiffLine] = {}
    for drop in drops:
        number, _ = document.position(drop.span.start)
        while True:
            try:
                start, end = document.line_span(number)
            except IndexError:
                break
            if start >= drop.span.end:
                break
            left, right = max(start, drop.span.start), min(end, drop.span.end)
            if document.text[left:right].strip():
                found[number] = _add(found.get(number), drop, _line(document, number), (number, left, right, start))
            number += 1
    yield from found.items()


def _add(line: DiffLine | None, drop: Drop, text: str, place: tuple[int, int, int, int]) -> DiffLine:
    number, left, right, start = place
    cut_ = (left - start, min(right - start, len(text)))
    if line is not None:
        return DiffLine(number, text, line.drop, (*line.cuts, cut_))
    return DiffLine(number, text, drop, (cut_,))
