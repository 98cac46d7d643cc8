"""Which lines are plain: no way of folding changes them but in capitals and digits. It folds nothing itself."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cleaner.model import IntArray

BoolArray = npt.NDArray[np.bool_]

_FEED, _BLANK = ord("\n"), ord(" ")
ASCII = 128
"""Characters from here on are looked up: those before change in nothing but capitals and white space."""
MAX_LOOKED_UP = 0x3100
"""Characters from here on are looked up by their range: the table below would take five times as long to make."""
IDEOGRAPHS, SYLLABLES = range(0x4E00, 0xA000), range(0xAC00, 0xD7A4)
"""Unified ideographs and the syllables of Hangul: folding knows nothing of them."""
JAMO = range(0x1100, 0x1200)
"""Letters of which syllables of Hangul are put together; all others that join what stands before them are marks."""


def plain_lines(text: str, starts: IntArray) -> BoolArray:
    """Which of the lines of a text are plain and stand in a row without blanks around, given where they start.

    The text begins and ends with a line feed.
    """
    codes = _codes(text)
    feeds, blank = codes == _FEED, codes <= _BLANK
    # control characters, two blanks, one blank beside a line feed
    unusual = (codes < _BLANK) ^ feeds
    unusual[:-1] |= (blank[:-1] & blank[1:]) ^ (feeds[:-1] & feeds[1:])
    (places,) = unusual.nonzero()
    if len(codes) and codes.dtype != np.uint8:
        (others,) = (codes >= ASCII).nonzero()
        places = np.concatenate([places, others[~_is_plain().take(codes[others], mode="clip")]])
    found = np.ones(len(starts), np.bool_)
    if len(places):
        (breaks,) = feeds.nonzero()
        row = np.minimum(breaks.searchsorted(places, "right"), len(breaks) - 1)  # the last line feed opens no row
        found[ranges(starts.searchsorted(breaks[row - 1]), starts.searchsorted(breaks[row]))] = False
    return found


def ranges(first: IntArray, last: IntArray) -> IntArray:
    """The numbers of all ranges `[first, last)`, one range after another."""
    sizes = last - first
    found: IntArray = np.repeat(last - np.cumsum(sizes), sizes) + np.arange(int(sizes.sum()))
    return found


def _codes(text: str) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint32]:
    """The code points of a text; bytes where it is ASCII."""
    return np.frombuffer(text.encode(), np.uint8) if text.isascii() else np.frombuffer(text.encode("utf-32-le"), "<u4")


@functools.lru_cache(maxsize=1)
def _is_plain() -> BoolArray:
    """Of each character from `ASCII` on whether it stays as it is in any company; taken from with `mode="clip"`, the
    last stands for all from there on.

    Folded alone it stays, and it joins nothing that stands before it, as marks do.
    """
    chars = list(map(chr, range(MAX_LOOKED_UP)))
    # a line feed between them keeps them apart; its own place is where three stand in a row
    everything = "\n".join(chars).replace("\n\n\n", "\n\0\n")
    plain = np.zeros(0xFFFF + 1, np.bool_)
    plain[:MAX_LOOKED_UP] = [unicodedata.category(char)[0] in "LNPS" for char in chars]
    for folded in (unicodedata.normalize("NFKC", everything), everything.casefold(), everything.lower()):
        plain[:MAX_LOOKED_UP] &= [one == char for one, char in zip(folded.split("\n"), chars, strict=True)]
    plain[JAMO.start : JAMO.stop] = False
    for stable in (IDEOGRAPHS, SYLLABLES):
        plain[stable.start : stable.stop] = True
    return plain
