"""What the elements of a page are for, told by their tags, class names and ids. It names elements, never blocks.

The words are knowledge and lie in `rules/scorecards/categories.json`; they carry no points, so that changing them needs
no new fit. Caches are bounded and never change an answer.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CleanerError
from cleaner.knowledge import rules_folder
from cleaner.model import Category

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PIECE = re.compile(r"[a-z]{4,}|(?<![a-z0-9])[a-z]+(?![a-z0-9])")
"""Runs of letters; short ones beside digits are pieces of hashes (`css-ad3f`), not words."""
_STATE = re.compile(r"(?<!\S)(?:tag|category|no|not|has|is|hide|status|type|format)-\S+")
"""Class names that say what an element has or lacks, or what a post is filed under, not what it is for."""
_POST = "hentry"
"""A post of a blog: its classes list all that the blog knows of it."""
_CACHE = 1 << 16
MIN_START = 3
OPENING = 3
"""Letters that a word and a saying share before they are compared."""


class Region(StrEnum):
    """Where on a page an element stands, when nothing says what it is for."""

    NAV = "nav"
    FOOTER = "footer"
    HEADER = "header"
    ASIDE = "aside"


Meaning = Category | Region
"""What an element can be for."""


class Saying(NamedTuple):
    """Words of a text that say what it is about; the lower the rank, the surer."""

    rank: int
    category: Category
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What names and tags stand for, and what short texts speak of (lower case).

    `meanings` come the surest first; `whole` and `starts` tell the bits of each word. `openings` are what words begin
    with: two pieces are written together only where they could be one.
    """

    meanings: tuple[Meaning, ...]
    whole: Mapping[str, int]
    starts: Mapping[str, int]
    openings: frozenset[str]
    tags: Mapping[str, Region]
    says: Mapping[str, tuple[Saying, ...]]

    def saying(self, low: str, deaf: Category | None = None) -> Saying | None:
        """The surest saying whose words stand in a text of lower case, at the start of a word; none of `deaf`."""
        found = None
        for word in low.split():
            for saying in self.says.get(_opening(word), ()):
                is_surer = saying.category is not deaf and (found is None or saying.rank < found.rank)
                if is_surer and saying.words in low:
                    found = saying
        return found

    def bits(self, piece: str) -> int:
        """The meanings of one piece of a name, one bit each, the surest the lowest."""
        found = self.whole.get(piece, 0)
        for length in range(MIN_START, len(piece) + 1):
            found |= self.starts.get(piece[:length], 0)
        return found


@functools.cache
def shipped() -> Vocabulary:
    """The shipped words."""
    return load(rules_folder() / "scorecards" / "categories.json")


def load(path: Path) -> Vocabulary:
    """The words of a file. Raises CleanerError when it is missing or broken, or names an unknown category or region."""
    try:
        listed = json.loads(path.read_bytes())
        entries: list[tuple[Meaning, Mapping[str, str]]] = []
        entries += [(Category(entry["category"]), entry) for entry in listed["places"]]
        entries += [(Region(entry["region"]), entry) for entry in listed["regions"]]
        starts = _numbered([entry["starts"] for _, entry in entries])
        whole = _numbered([entry["whole"] for _, entry in entries])
        tags = {tag: Region(region) for tag, region in listed["tags"].items()}
        says = _by_opening([(Category(name), words) for name, said in listed["says"].items() for words in said])
    except OSError as error:
        raise CleanerError(f"{path}: words cannot be read ({error.strerror}); reinstall boilerstrip") from None
    except (KeyError, TypeError, ValueError) as error:
        raise CleanerError(f"{path}: not a list of words ({error!r}); compare it with the shipped one") from None
    if any(len(word) < MIN_START for word in starts):
        raise CleanerError(
            f"{path}: starts: expected words of {MIN_START} letters or more; put shorter ones into whole"
        )
    openings = frozenset(word[:length] for word in {*starts, *whole} for length in range(1, len(word)))
    return Vocabulary(tuple(meaning for meaning, _ in entries), whole, starts, openings, tags, says)


def _by_opening(said: Sequence[tuple[Category, str]]) -> dict[str, tuple[Saying, ...]]:
    """Sayings by how they open, the surest first."""
    found: dict[str, tuple[Saying, ...]] = {}
    for rank, (category, words) in enumerate(said):
        opening = _opening(words)
        found[opening] = (*found.get(opening, ()), Saying(rank, category, words))
    return found


def _opening(words: str) -> str:
    """The first letters, or a mark that a word may follow without a blank (`©2026`)."""
    return words[: OPENING if words[0].isalnum() else 1]


def _numbered(lists: Sequence[str]) -> dict[str, int]:
    """The bits of each word: those of the lists it stands in."""
    found: dict[str, int] = {}
    for bit, words in enumerate(lists):
        for word in words.split():
            found[word] = found.get(word, 0) | 1 << bit
    return found


def meaning(tag: str, classes: str, ident: str) -> Meaning | None:
    """What one element is for: by the surest of its words, else by its tag."""
    bits = 0
    if classes:
        bits = _called(classes)
    if ident:
        bits |= _called(ident)
    by_tag = shipped().tags.get(tag)
    if not bits:
        return by_tag
    found = shipped().meanings[(bits & -bits).bit_length() - 1]
    # a menu beside the text or in the page's head is a menu first
    return by_tag if by_tag is Region.NAV and found in (Region.HEADER, Region.ASIDE) else found


@functools.lru_cache(_CACHE)
def _called(name: str) -> int:
    """The meanings of a class attribute or an id, one bit each."""
    if _POST in name:
        return 0
    if "-" in name:
        name = _STATE.sub(" ", name)
    low = name.lower()
    pieces = _PIECE.findall(low if low == name else _CAMEL.sub(" ", name).lower())
    openings, found = shipped().openings, 0
    for place, piece in enumerate(pieces, 1):
        found |= _bits(piece)
        if piece in openings and place < len(pieces):
            found |= _bits(piece + pieces[place])
    return found


@functools.lru_cache(_CACHE)
def _bits(piece: str) -> int:
    return shipped().bits(piece)
