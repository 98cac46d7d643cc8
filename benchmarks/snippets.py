"""Labels for pages of which a person marked only some passages: what must stay, and what must go.

Those passages label the blocks they lie in. Of the rest a block is believed to be content where two extractors of very
different build keep it, boilerplate where both leave it out, and not used where they differ: pseudo-labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.labels import words

MARKED, AGREED = 2, 1
KEPT, LEFT_OUT = 0.7, 0.15
"""Share of a block's runs of three words that an extractor has: from here on it kept it, up to there it left it out."""
MIN_EXTRACTED = 30
"""Words: an extractor that found less found nothing."""


def folded(text: str) -> str:
    """White space as single spaces."""
    return " ".join(text.split())


def pseudo_labels(
    row: dict[str, Any], said: Sequence[Sequence[str]], texts: Sequence[str]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Which blocks are content, and how far each label is to be believed (0, `AGREED`, `MARKED`)."""
    one, other = words(_by_trafilatura(row["html"])), words(_by_readability(row["html"]))
    labels, trust = np.zeros(len(said), np.bool_), np.zeros(len(said), np.int64)
    if min(len(one), len(other)) >= MIN_EXTRACTED:
        mine, theirs = _shares(said, one), _shares(said, other)
        long = np.array([len(block) >= 3 for block in said], np.bool_)
        labels = (mine >= KEPT) & (theirs >= KEPT) & long
        trust[labels | (mine <= LEFT_OUT) & (theirs <= LEFT_OUT)] = AGREED
    stay, go = [[folded(text) for text in row[f"{side}_snippets"]] for side in ("with", "without")]
    for block, text in enumerate(map(folded, texts)):
        stays, goes = (_marks(text, len(said[block]), side) for side in (stay, go))
        if said[block] and stays != goes:
            labels[block], trust[block] = stays, MARKED
    return labels, trust


def _marks(text: str, size: int, snippets: Sequence[str]) -> bool:
    return any(snippet in text or (size >= 4 and text in snippet) for snippet in snippets)


def _shares(said: Sequence[Sequence[str]], extracted: Sequence[str]) -> npt.NDArray[np.float64]:
    """How much of each block an extractor kept; single words and pairs, which stand anywhere, count for less."""
    runs = [set(zip(*(extracted[i:] for i in range(size)), strict=False)) for size in (1, 2, 3)]
    found = np.zeros(len(said))
    for block, text in enumerate(said):
        size = min(len(text), 3)
        if size:
            mine = list(zip(*(text[i:] for i in range(size)), strict=False))
            found[block] = (0, 0.5, 0.8, 1)[size] * np.mean([run in runs[size - 1] for run in mine])
    return found


def _by_trafilatura(html: bytes) -> str:
    import trafilatura

    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def _by_readability(html: bytes) -> str:
    import lxml.etree
    import lxml.html
    from readability import Document

    try:
        return str(lxml.html.fromstring(Document(html.decode("utf-8", "replace")).summary()).text_content())
    except (lxml.etree.LxmlError, ValueError, TypeError, AttributeError):
        return ""  # a page it cannot read labels nothing
