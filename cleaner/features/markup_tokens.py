"""What class names and ids say an element is for: groups of words, as bits. It knows no site and no threshold.

The words are knowledge and lie in `rules/scorecards/html-words.json`. Caches are bounded and never change an answer.
"""

from __future__ import annotations

import functools
import json
import re

from cleaner.knowledge import rules_folder

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PIECE = re.compile(r"[a-z]+")
_CACHE = 1 << 16


@functools.cache
def groups() -> tuple[str, ...]:
    """The names of the groups, in the order of their bits."""
    return tuple(_listed())


@functools.lru_cache(_CACHE)
def bits(name: str) -> int:
    """The groups that a class attribute or an id belongs to, one bit each."""
    found = 0
    for piece in _PIECE.findall(_CAMEL.sub(" ", name).lower()):
        found |= _piece_bits(piece)
    return found


@functools.lru_cache(_CACHE)
def _piece_bits(piece: str) -> int:
    found = 0
    for bit, (starts, whole) in enumerate(_listed().values()):
        if piece in whole or piece.startswith(starts):
            found |= 1 << bit
    return found


@functools.cache
def _listed() -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    listed = json.loads((rules_folder() / "scorecards" / "html-words.json").read_bytes())["groups"]
    return {name: (tuple(words["starts"].split()), frozenset(words["whole"].split())) for name, words in listed.items()}
