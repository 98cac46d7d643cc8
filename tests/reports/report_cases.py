"""Reports made to measure: a text and what goes of it, without any rule or score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.blocks import text as text_blocks
from cleaner.cuts import Cuts, Piece
from cleaner.decide import Judgement
from cleaner.look import Look
from cleaner.model import Action, Category, Flag, Span
from cleaner.outcome import Outcome
from cleaner.reports.finding import DocumentReport
from cleaner.reports.finding import report_of as made
from cleaner.testimony import Case, Claim

Drops = tuple[tuple[str, str, str], ...]
"""Text, category and rule of every drop, in order."""


def found(text: str, drops: Drops) -> Iterator[tuple[int, int, str, str]]:
    at = 0
    for dropped, category, rule in drops:
        start = text.index(dropped, at)
        at = start + len(dropped)
        yield start, at, category, rule


def outcome_of(
    text: str, drops: Drops = (), *, spans: Sequence[tuple[int, int]] = (), flags: tuple[Flag, ...] = (), **more
) -> Outcome:
    document = text_blocks.read(text)
    pieces, claims = [], []
    for start, at, category, rule in [*found(text, drops), *((*span, "other", "generic/x") for span in spans)]:
        dropped = text[start:at]
        visible = start + len(dropped) - len(dropped.lstrip())
        block = int(np.searchsorted(document.ends, visible, "right"))
        pieces.append(Piece(start, at, block, Category(category), len(claims)))
        claims.append(Claim(Span(start, at), Action.DROP, Category(category), rule, "for a test"))
    judgement = Judgement(Cuts.of(pieces), tuple(claims), flags)
    case = Case(document)
    looks = (Look(case, (), judgement),)
    return Outcome(case, looks, "0123abcd", **{"encoding": "utf-8", **more})


def report_of(name: str, text: str, drops: Drops = (), **more) -> DocumentReport:
    outcome = outcome_of(text, drops, **more)
    return made(name, text.encode("utf-8", "surrogatepass"), outcome)
