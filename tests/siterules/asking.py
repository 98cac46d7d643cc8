"""What rules claim in a text, put shortly."""

from __future__ import annotations

from cleaner.blocks import text as text_blocks
from cleaner.model import Document, Flag
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case, Claim


def asked(ruleset: RuleSet, text: str, **known: str) -> tuple[tuple[Claim, ...], tuple[Flag, ...]]:
    """What the rules ask for in a text."""
    return ruleset.testify([Case(text_blocks.read(text), **known)])[0]


def claimed(ruleset: RuleSet, text: str, **known: str) -> list[str]:
    """The claimed parts of a text."""
    return [text[claim.span.start : claim.span.end] for claim in asked(ruleset, text, **known)[0]]


def parts(document: Document, claims: tuple[Claim, ...]) -> list[str]:
    """The claimed parts of a document."""
    return [document.text[claim.span.start : claim.span.end] for claim in claims]
