"""What is left of a page's text tokens when the dropped spans are taken out of them. It knows no form and no tags.

A token says the characters of its block; white space alone differs, since a block has it settled. So characters are
counted with white space left out, and a token whose block stays whole is handed on as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cleaner.model import Document, IntArray

BoolArray = npt.NDArray[np.bool_]

_UNCOUNTED = r"\s\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""White space, and what no reader sees: a block may hold a space where its token holds one of these."""
_BLANK = re.compile(f"([{_UNCOUNTED}]+)")
_SOLID = re.compile(f"[^{_UNCOUNTED}]")


def solid_size(text: str) -> int:
    """How many characters of a text count, white space left out."""
    return len(_BLANK.sub("", text))


def solid_places(text: str) -> list[int]:
    """Where they stand."""
    return [found.start() for found in _SOLID.finditer(text)]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A page's visible markup as split: `texts[k]` (escaped) stands before `tags[k]`; the last text has no tag.

    `blocks[k]` is the block that `texts[k]` went into, -1 for the white space between blocks.
    """

    texts: list[str]
    tags: list[str]
    blocks: IntArray

    def __post_init__(self) -> None:
        if not len(self.tags) + 1 == len(self.texts) == len(self.blocks):
            raise ValueError(f"{len(self.texts)} texts, {len(self.tags)} tags, {len(self.blocks)} blocks")

    @classmethod
    def split(cls, tokens: Sequence[str], blocks: IntArray) -> Tokens:
        """From text, tag, text, ... as a page has them."""
        return cls(list(tokens[::2]), list(tokens[1::2]), blocks)


def goes(document: Document, spans: Iterable[tuple[int, int]]) -> BoolArray:
    """Of each character of `Document.text`, whether it lies in one of these spans."""
    mask = np.zeros(len(document.text), np.bool_)
    for start, end in spans:
        mask[start:end] = True
    return mask


def lost_of(document: Document, gone: BoolArray) -> IntArray:
    """How many characters each block loses."""
    before = np.concatenate(([0], np.cumsum(gone)))
    lost: IntArray = before[document.ends] - before[document.starts]
    return lost


def without(page: Tokens, document: Document, gone: BoolArray) -> Tokens:
    """The tokens without the characters that are gone; a text that goes whole is empty, no token is left out."""
    lost = lost_of(document, gone)
    touched = np.flatnonzero(np.append(lost > 0, False)[page.blocks])  # the last one is for block -1
    whole = (lost == document.ends - document.starts)[page.blocks[touched]]
    texts, cut = list(page.texts), dict[int, _CutBlock]()
    for number, block, goes_whole in zip(touched.tolist(), page.blocks[touched].tolist(), whole.tolist(), strict=True):
        if goes_whole:
            texts[number] = ""
            continue
        if block not in cut:
            start, end = int(document.starts[block]), int(document.ends[block])
            cut[block] = _CutBlock(document.text[start:end], gone[start:end].tolist())
        texts[number] = cut[block].left_of(texts[number])
    return Tokens(texts, page.tags, page.blocks)


class _CutBlock:
    """A block that loses characters, told token by token what of them stays."""

    __slots__ = ("at", "empty", "gone", "solid", "text")

    def __init__(self, text: str, gone: list[bool]) -> None:
        self.text = text
        self.gone = gone
        self.solid = solid_places(text)
        self.empty = all(gone[at] for at in self.solid)
        self.at = 0

    def left_of(self, token: str) -> str:
        """What stays of the block's next token."""
        if self.empty:
            return ""
        pieces = _BLANK.split(unescape(token))
        left = [self._blank(piece) if odd % 2 else self._word(piece) for odd, piece in enumerate(pieces)]
        return escape("".join(left), quote=False)

    def _word(self, word: str) -> str:
        places = self.solid[self.at : self.at + len(word)]
        self.at += len(word)
        return "".join(char for char, place in zip(word, places, strict=False) if not self.gone[place])

    def _blank(self, blank: str) -> str:
        """White space as the token has it where it stays whole, else what the block keeps of its own."""
        solid, at = self.solid, self.at
        start = solid[at - 1] + 1 if at else 0
        end = solid[at] if at < len(solid) else len(self.text)
        if any(self.gone[start:end]):
            return "".join(char for place, char in enumerate(self.text[start:end], start) if not self.gone[place])
        beside = [self.gone[place] for place in solid[max(at - 1, 0) : at + 1]]
        return "" if all(beside) else blank
