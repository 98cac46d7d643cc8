"""Labelled lines of extracted text, measured: what `fit_text` fits on. Word groups never hear their own domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import mine
from benchmarks.additive import Matrix
from benchmarks.folds import fold_of
from cleaner.blocks import text as text_blocks
from cleaner.features import language, text
from cleaner.features import lines as batch
from cleaner.model import Document
from cleaner.testimony import Case

NAMES = tuple(feature.name for feature in text.FEATURES)
BATCH = 64
Int = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Lines of all documents: features (`NAMES`), label (1 keep, 0 drop, -1 ignore), words, document, fold, domain.

    `shielded` lines stay whatever their points are. `types` and `sources` have one entry per document.
    """

    matrix: Matrix
    labels: Int
    words: Int
    document: Int
    fold: Int
    domain: Int
    shielded: npt.NDArray[np.bool_]
    types: npt.NDArray[np.str_]
    sources: npt.NDArray[np.str_]

    def only(self, chosen: npt.NDArray[np.bool_]) -> Labelled:
        """Some of the lines."""
        line = ("matrix", "labels", "words", "document", "fold", "domain", "shielded")
        return replace(self, **{name: getattr(self, name)[chosen] for name in line})

    @property
    def first(self) -> Int:
        """The first line of each document that has lines."""
        return np.flatnonzero(np.diff(self.document, prepend=-1))

    def column(self, name: str) -> npt.NDArray[np.uint8]:
        """One feature of all lines."""
        column: npt.NDArray[np.uint8] = self.matrix[:, NAMES.index(name)]
        return column


def read(path: Path) -> tuple[Labelled, mine.Counter]:
    """The labelled dumps, measured, and the word groups counted in them."""
    import pyarrow.parquet

    columns = ["domain", "page_type", "source", "text", "labels"]
    rows = pyarrow.parquet.read_table(path, columns=columns).to_pylist()
    domains = [row["domain"] for row in rows]
    counter = mine.Counter(domains)
    numbers = counter.numbers(domains)
    for start, documents in _batches(rows):
        counter.add(batch.of(documents), _labels_of(documents, rows[start:]), numbers[start : start + BATCH])
    counts = counter.counts()
    found: list[tuple[Any, ...]] = []
    for start, documents in _batches(rows):
        known = language.of_many(documents)
        cases = [Case(document, language=each) for document, each in zip(documents, known, strict=True)]
        measured = text.measure(cases, groups=mine.HeldOut(counts, numbers[start : start + BATCH]))
        matrix = np.stack([measured.table.columns[name] for name in NAMES], 1)
        labels = _labels_of(documents, rows[start:])
        found.append((matrix, labels, measured.size, measured.lines.document + start, measured.shielded))
    matrix, labels, words, document, shielded = (np.concatenate(column) for column in zip(*found, strict=True))
    types, sources = (np.array([row[name] for row in rows]) for name in ("page_type", "source"))
    member: dict[str, Any] = {"document": document, "fold": fold_of(domains)[document], "domain": numbers[document]}
    own: dict[str, Any] = {"matrix": matrix, "labels": labels, "words": words, "shielded": shielded}
    return Labelled(**own, **member, types=types, sources=sources), counter


def _batches(rows: list[dict[str, Any]]) -> Iterator[tuple[int, list[Document]]]:
    for start in range(0, len(rows), BATCH):
        yield start, [text_blocks.read(row["text"]) for row in rows[start : start + BATCH]]


def _labels_of(documents: list[Document], rows: list[dict[str, Any]]) -> Int:
    found = [_labels(d.text, d.starts, row["labels"]) for d, row in zip(documents, rows, strict=False)]
    return np.concatenate(found)


def _labels(content: str, starts: Int, labels: list[int]) -> Int:
    """The label of the line (split at LF) that each block lies in."""
    newlines = np.array([i for i, char in enumerate(content) if char == "\n"], np.int64)
    return np.array(labels, np.int64)[np.searchsorted(newlines, starts)]
