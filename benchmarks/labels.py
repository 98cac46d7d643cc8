"""Which blocks of a page are its main content, by aligning their words with a text that a person marked.

A block of eight words or more belongs when half of it lies in runs of four words that the text has too; shorter ones
must also fall into place in the longest common subsequence of page and text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

RUN = 4
"""Words in a run that two texts can hardly share by chance."""
LONG, MIN_LONG, MIN_SHORT, MIN_PLACED = 8, 0.5, 0.7, 0.5
MAX_CELLS = 2_000_000_000
"""Words of the page times words of the text: beyond it the alignment is left out, as if everything were in place."""
_WORD = re.compile(r"\w+")

Words = Sequence[str]
Bool = npt.NDArray[np.bool_]


def words(text: str) -> list[str]:
    """The words that alignment and figures count."""
    return _WORD.findall(text.lower())


def content(blocks: Sequence[Words], truth: str) -> Bool:
    """Which blocks are main content, `bool[n]`."""
    target = words(truth)
    if not target or not blocks:
        return np.zeros(len(blocks), np.bool_)
    runs = [Counter(zip(*(target[i:] for i in range(size)), strict=False)) for size in range(RUN + 1)]
    whole_lines = Counter(" ".join(words(line)) for line in truth.split("\n"))
    placed = _placed(blocks, target)
    found = np.array(
        [_belongs(block, share, runs, whole_lines) for block, share in zip(blocks, placed, strict=True)], np.bool_
    )
    return _without_surplus(blocks, found, placed, runs[RUN])


def _placed(blocks: Sequence[Words], target: Words) -> list[float]:
    """The share of each block's words that lie in the longest common subsequence."""
    flat = [word for block in blocks for word in block]
    matched = np.ones(len(flat), np.bool_)
    if len(flat) * len(target) <= MAX_CELLS:
        matched[:] = False
        for step in LCSseq.opcodes(flat, target):
            if step.tag == "equal":
                matched[step.src_start : step.src_end] = True
    bounds = np.cumsum([0, *map(len, blocks)])
    return [float(matched[a:b].mean()) if b > a else 0.0 for a, b in pairwise(bounds)]


def _belongs(block: Words, placed: float, runs: Sequence[Counter[tuple[str, ...]]], lines: Counter[str]) -> bool:
    size = len(block)
    if size >= RUN:
        covered = np.zeros(size, np.bool_)
        for start in range(size - RUN + 1):
            if tuple(block[start : start + RUN]) in runs[RUN]:
                covered[start : start + RUN] = True
        share = covered.mean()
        return bool(share >= MIN_LONG if size >= LONG else share >= MIN_SHORT and placed >= MIN_PLACED)
    return bool(size) and placed > 0.99 and (" ".join(block) in lines or tuple(block) in runs[size])


def _without_surplus(blocks: Sequence[Words], found: Bool, placed: list[float], runs: Counter[tuple[str, ...]]) -> Bool:
    """Of blocks that say the same, no more than the text has; those that fall into place stay."""
    alike: dict[str, list[int]] = defaultdict(list)
    for index in np.flatnonzero(found).tolist():
        if len(blocks[index]) >= RUN:
            alike[" ".join(blocks[index])].append(index)
    for same in alike.values():
        block = blocks[same[0]]
        times = max(1, min(runs[tuple(block[i : i + RUN])] for i in range(len(block) - RUN + 1)))
        for index in sorted(same, key=lambda i: (-placed[i], i))[times:]:
            found[index] = False
    return found


def word_f1(kept: Counter[str], truth: Counter[str]) -> float:
    """F1 of two bags of words; 1 when both are empty."""
    size = kept.total() + truth.total()
    return 2 * (kept & truth).total() / size if size else 1.0
