"""A block's text with its setting: runs of tokens laid over what is kept of the block. It knows no Markdown.

The text is the block's own, as in the text form, so that both forms hold the same words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from cleaner.forms.inline import PLAIN, Segment
from cleaner.forms.kept import solid_places
from cleaner.forms.outline import Run

_Span = tuple[Run, int, int]
"""A run, and where it lies in its block's text: from its first visible character to its last."""


def laid_out(text: str, gone: Sequence[bool], runs: Sequence[Run]) -> list[Segment]:
    """What is kept of a block, in segments; white space between two runs of one setting has that setting."""
    if all(run.marks is PLAIN for run in runs):
        return [Segment(left_of(text, gone))]
    return _laid(text, gone, _spans(text, runs), 0, len(text))


def cells(text: str, gone: Sequence[bool], runs: Sequence[Run]) -> dict[int, list[Segment]]:
    """What is kept of a row, by column. A row has a tab between two cells, and none in a cell."""
    found: dict[int, list[Segment]] = {}
    for column, group in itertools.groupby(_spans(text, runs), key=lambda span: span[0].column):
        spans = list(group)
        start = text.rfind("\t", 0, spans[0][1]) + 1
        end = text.find("\t", spans[-1][2])
        found.setdefault(column, []).extend(_laid(text, gone, spans, start, end if end >= 0 else len(text)))
    return found


def _laid(text: str, gone: Sequence[bool], spans: Iterable[_Span], start: int, end: int) -> list[Segment]:
    """Spans as segments, with what lies between and around them."""
    segments: list[Segment] = []
    at, marks = start, PLAIN
    for run, first, last in spans:
        segments.append(Segment(_kept(text, gone, at, first), marks.between(run.marks)))
        segments.append(Segment(_kept(text, gone, first, last), run.marks))
        at, marks = last, run.marks
    return [*segments, Segment(_kept(text, gone, at, end))]


def left_of(text: str, gone: Sequence[bool]) -> str:
    """What is kept of a block, as the text form has it."""
    return _kept(text, gone, 0, len(text))


def _spans(text: str, runs: Sequence[Run]) -> Iterator[_Span]:
    solid, at = solid_places(text), 0
    for run in runs:
        if run.size:
            places = solid[at : at + run.size]
            at += run.size
            yield run, places[0], places[-1] + 1


def _kept(text: str, gone: Sequence[bool], start: int, end: int) -> str:
    if not any(gone[start:end]):
        return text[start:end]
    return "".join(char for char, goes in zip(text[start:end], gone[start:end], strict=True) if not goes)
