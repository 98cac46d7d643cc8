"""Labelled pages as one table: features, labels and words of every block. It holds no fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import additive
from benchmarks.folds import fold_of
from benchmarks.labels import content, word_f1, words
from cleaner.blocks import html as html_blocks
from cleaner.features import html, language
from cleaner.testimony import Case

Int = npt.NDArray[np.int64]
BATCH = 32
LEFT_OUT = ("document_lines", "known_phrase")
"""Features that must not count: short pages of the data are often junk, which says nothing of short pages elsewhere; a
known phrase has points of its own in text alone."""
NAMES = tuple(feature.name for feature in html.FEATURES if feature.name not in LEFT_OUT)


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Blocks of all pages; `bounds` are where each page's begin, `bags` each block's words, `truth` each page's."""

    matrix: additive.Matrix
    labels: npt.NDArray[np.bool_]
    size: Int
    bounds: Int
    fold: Int
    types: Sequence[str]
    bags: Sequence[Counter[str]]
    truth: Sequence[Counter[str]]

    @property
    def page(self) -> Int:
        """The page of each block."""
        return np.repeat(np.arange(len(self.truth)), np.diff(self.bounds))

    def f1(self, page: int, kept: npt.NDArray[np.bool_]) -> float:
        """Word F1 of keeping some of a page's blocks."""
        found: Counter[str] = Counter()
        for block in np.flatnonzero(kept):
            found.update(self.bags[self.bounds[page] + block])
        return word_f1(found, self.truth[page])


def read(path: Path) -> Pages:
    """The pages of WCXB, parsed, measured and labelled."""
    import pyarrow.parquet

    columns = ["url", "domain", "html", "main_content", "page_type"]
    parts: list[tuple[Any, ...]] = []
    bags: list[Counter[str]] = []
    truth: list[Counter[str]] = []
    domains: list[str] = []
    types: list[str] = []
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(BATCH, columns=columns):
        rows = batch.to_pylist()
        measured, labels = _measure(rows, bags)
        parts.append((np.stack([measured.table.columns[name] for name in NAMES], 1), labels, measured.size))
        parts[-1] += (np.diff(measured.bounds),)
        truth += [Counter(words(row["main_content"] or "")) for row in rows]
        domains += [row["domain"] for row in rows]
        types += [row["page_type"] for row in rows]
    matrix, found, size, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    return Pages(matrix, found, size, bounds, fold_of(domains), types, bags, truth)


def _measure(rows: Sequence[dict[str, Any]], bags: list[Counter[str]]) -> tuple[html.Measured, npt.NDArray[np.bool_]]:
    cases, labels = [], []
    for row in rows:
        document = html_blocks.read(row["html"])
        cases.append(Case(document, row["url"], language=language.of(document)))
        said = [words(document.slice(block)) for block in range(len(document))]
        labels.append(content(said, row["main_content"] or ""))
        bags += map(Counter, said)
    return html.measure(cases), np.concatenate(labels)


def each(pages: Pages) -> Iterator[tuple[int, slice]]:
    """Every page's number and its blocks."""
    for page, (start, end) in enumerate(zip(pages.bounds[:-1].tolist(), pages.bounds[1:].tolist(), strict=True)):
        yield page, slice(start, end)
