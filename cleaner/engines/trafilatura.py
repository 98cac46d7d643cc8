"""trafilatura as a source of metadata and as a second opinion on pages; the only importer of trafilatura.

Its output is aligned to our blocks and becomes points: what it kept speaks for content, what it left out against. It
loses things in silence (below 256 levels of nesting, for one), so that its word is evidence and no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model import POINT, Category, Evidence, IntArray, Kind, Metadata
from cleaner.testimony import Case, Cutoff, Score, Testimony

NAME = "trafilatura"
LEFT_OUT, KEPT = 2 * POINT, -2 * POINT
"""Points of a block that trafilatura leaves out or keeps: odds of 7 to 1, its precision and recall on WCXB pages."""
MIN_KEPT_SHARE = 0.5
"""Share of a block's word triples that must stand in the output."""
TRIPLE = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TrafilaturaWitness:
    """Testifies about pages; it has nothing to say of text that was extracted already."""

    @property
    def name(self) -> str:
        """Its name in evidence."""
        return NAME

    def testify(self, cases: Sequence[Case]) -> list[Testimony]:
        """One score per page; no score where trafilatura finds nothing."""
        return [self._testify(case) for case in cases]

    def _testify(self, case: Case) -> Testimony:
        document = case.document
        if document.kind is not Kind.HTML or case.source is None:
            return Testimony(NAME)
        output = _extract(case.source, case.url)
        if not output:
            return Testimony(NAME)
        blocks = [_words(document.slice(index)) for index in range(len(document))]
        shares = _shares(blocks, _words(output))
        points = np.where(shares >= MIN_KEPT_SHARE, KEPT, LEFT_OUT).astype(np.int32)

        def share(block: int) -> str:
            return f"{shares[block]:.0%} of it is in trafilatura's output"

        def explain(block: int) -> list[Evidence]:
            worth = int(points[block]) / POINT
            return [Evidence(NAME, f"{NAME}/{Category.OTHER}", share(block), worth, Category.OTHER)]

        def reasons(blocks: Sequence[int], _most: int) -> list[list[str]]:
            return [[share(block)] if points[block] > 0 else [] for block in blocks]

        size: IntArray = np.array([len(words) for words in blocks], np.int64)
        score = Score(points, size, Cutoff("fixed", 0), explain, lambda _: Category.OTHER, reasons=reasons)
        return Testimony(NAME, score=score)


def metadata_of(html: str, url: str | None = None) -> Metadata:
    """Title, author, date and site name as trafilatura reads them; fields it cannot tell are None. About 40 ms."""
    import trafilatura  # noqa: TID251 - imported late: 0.34 s

    found = trafilatura.extract_metadata(html, default_url=url)
    if found is None:
        return Metadata()
    return Metadata(found.title, found.author, found.date, found.sitename)


def _extract(html: str, url: str | None) -> str:
    import trafilatura  # noqa: TID251 - imported late: 0.34 s

    return trafilatura.extract(html, url=url, include_comments=False, deduplicate=False) or ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _shares(blocks: Sequence[list[str]], output: list[str]) -> npt.NDArray[np.float64]:
    """Which share of each block's word triples (of the whole block, when shorter) stands in the output."""
    known = {size: set(zip(*(output[start:] for start in range(size)), strict=False)) for size in range(1, TRIPLE + 1)}
    shares = np.zeros(len(blocks))
    for index, words in enumerate(blocks):
        size = min(TRIPLE, len(words))
        grams = list(zip(*(words[start:] for start in range(size)), strict=False))
        if grams:
            shares[index] = sum(gram in known[size] for gram in grams) / len(grams)
    return shares
