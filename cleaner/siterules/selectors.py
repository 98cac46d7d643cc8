"""CSS selectors of rules: checked, split at their commas, and the tokens a page must have before it is worth asking.

It selects nothing itself: a page does that (`Markup.select`). A token is written `.class`, `#id` or `tag`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cleaner.siterules import compounds
from cleaner.siterules.compounds import Step

MAX_LENGTH = 1000
"""Characters of one selector; longer ones are lists that read better as YAML items."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One selector without top-level commas, and the tokens that any page it matches has.

    `steps` are all there is to it; None where it says more than steps can. Where it is not certain (`is_certain`) a
    page's arrays tell only what it may find, and the page's parser what it does.
    """

    css: str
    tokens: frozenset[str]
    steps: tuple[Step, ...] | None
    is_certain: bool

    @property
    def sought(self) -> tuple[str, ...]:
        """The tokens by which elements are found: all that its steps name, else the one that fewest pages have."""
        if self.steps is not None:
            return tuple(token for step in self.steps for token in step.sought)
        return (rarest(self.tokens),) if self.tokens else ()


def rarest(tokens: Collection[str]) -> str:
    """The token that fewest pages have: an id is rarer than a class, a class rarer than a tag."""
    return min(tokens, key=lambda token: ("#.".find(token[0]) % 3, token))


@functools.lru_cache(maxsize=4096)
def problem(selector: str) -> str | None:
    """What is wrong with a selector, as `problem; what to do`, or None."""
    import cssselect

    if not selector.strip():
        return "expected a selector, got nothing; quote values that start with # or ["
    if len(selector) > MAX_LENGTH:
        return f"selector has {len(selector)} characters, more than {MAX_LENGTH}; write a list of selectors"
    try:
        parsed = cssselect.parse(selector)
    except cssselect.SelectorSyntaxError as error:
        return f'expected a selector, got "{selector}" ({error}); quote values that start with # or ['
    if any(one.pseudo_element for one in parsed):
        return f'"{selector}" has a pseudo-element, which holds no text; leave it out'
    return None


@functools.lru_cache(maxsize=4096)
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """The comma-separated parts of a valid selector, each with its required tokens."""
    return tuple(_alternative(part) for part in map(str.strip, _split(selector)) if part)


def _alternative(css: str) -> Alternative:
    import cssselect

    tree = cssselect.parse(css)[0].parsed_tree
    steps = compounds.steps(tree)
    is_certain = steps is not None and all(step.is_certain for step in steps)
    return Alternative(css, frozenset(_required(tree)), steps, is_certain)


_PIECE = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()\[\],]|[^\\"'()\[\],]+""", re.DOTALL)


def _split(selector: str) -> list[str]:
    parts, depth = [""], 0
    for piece in _PIECE.findall(selector):
        depth += (piece in {"(", "["}) - (piece in {")", "]"})
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _required(tree: Any) -> set[str]:
    """Tokens of all compounds on the way; what stands inside `:not()`, `:is()` and their like counts for nothing."""
    from cssselect import parser

    tokens: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, parser.Element):
            if node.element:
                tokens.add(node.element.lower())
            continue
        if isinstance(node, parser.Class):
            tokens.add(f".{node.class_name}")
        elif isinstance(node, parser.Hash):
            tokens.add(f"#{node.id}")
        elif isinstance(node, parser.CombinedSelector):
            waiting.append(node.subselector)
        waiting.append(node.selector)
    return tokens
