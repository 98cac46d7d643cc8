"""Labelled pages as one table: features, labels and words of every block. It holds no fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from benchmarks import additive, mine_names
from benchmarks.folds import fold_of
from benchmarks.labels import content, word_f1, words
from benchmarks.snippets import pseudo_labels
from cleaner.blocks import html as html_blocks
from cleaner.blocks.page import Page
from cleaner.features import html, language
from cleaner.formats import records
from cleaner.formats.records import Record
from cleaner.settings import Limits
from cleaner.testimony import Case

Int = npt.NDArray[np.int64]
Voices = Mapping[str, mine_names.Voice]
"""What each domain says of class names and ids."""
BATCH = 32
LEFT_OUT = ("document_lines", "known_phrase")
"""Features that must not count: short pages of the data are often junk, which says nothing of short pages elsewhere; a
known phrase has points of its own in text alone."""
NAMES = tuple(feature.name for feature in html.FEATURES if feature.name not in LEFT_OUT)
SHORT_TRUTH, MOST, LEAST = 200, 0.3, 0.0005
"""A block counts by its share of its page's content, as if that had 200 words more; never more than .3 of a page, never
nothing: a page of ten words is no surer a teacher than one of a thousand."""


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Blocks of all pages; `bounds` are where each page's begin, `bags` each block's words, `truth` each page's.

    `trust` says how much each block's label is to be believed: 0 not at all, 1, or 2 where a person marked that
    very passage. `snippets` are passages that must stay and passages that must go, for pages labelled in that way.
    """

    matrix: additive.Matrix
    labels: npt.NDArray[np.bool_]
    trust: Int
    size: Int
    bounds: Int
    fold: Int
    types: Sequence[str]
    bags: Sequence[Counter[str]]
    truth: Sequence[Counter[str]]
    texts: Sequence[str]
    snippets: Sequence[tuple[list[str], list[str]]]

    @property
    def page(self) -> Int:
        """The page of each block."""
        return np.repeat(np.arange(len(self.types)), np.diff(self.bounds))

    def f1(self, page: int, kept: npt.NDArray[np.bool_]) -> float:
        """Word F1 of keeping some of a page's blocks."""
        found: Counter[str] = Counter()
        for block in np.flatnonzero(kept):
            found.update(self.bags[self.bounds[page] + block])
        return word_f1(found, self.truth[page])

    def weights(self) -> npt.NDArray[np.float64]:
        """How much each block counts in a fit; pages without content teach nothing."""
        content_words = np.array([truth.total() for truth in self.truth])
        whole = (content_words + SHORT_TRUTH)[self.page]
        weights = np.minimum(self.size / whole, MOST) + LEAST
        return np.where((self.size > 0) & (content_words > 0)[self.page], weights * self.trust, 0)


def read(path: Path, voices: Voices) -> Pages:
    """The pages of WCXB, or of the readability tests, whose pages are articles all: parsed, measured and labelled."""
    return _read(path, _by_alignment, voices)


def _by_alignment(row: dict[str, Any], said: list[list[str]], _texts: list[str]) -> tuple[Any, ...]:
    return content(said, row["main_content"] or ""), np.ones(len(said)), Counter(words(row["main_content"] or ""))


def read_voices(path: Path) -> Voices:
    """What each domain of WCXB says of class names and ids."""
    import pyarrow.parquet

    counter = mine_names.Counter()
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(BATCH):
        for row in batch.to_pylist():
            document = _case(row).document
            said = [words(document.slice(block)) for block in range(len(document))]
            labels, *_ = _by_alignment(row, said, [])
            if isinstance(document.markup, Page) and labels.any():
                counter.add(_domain(row), document.markup, np.array(list(map(len, said)), np.int64), ~labels)
    return counter.voices()


def _domain(row: dict[str, Any]) -> str:
    return row.get("domain") or registered(row["url"])


def read_snippets(path: Path, voices: Voices) -> Pages:
    """Pages with passages that must stay and passages that must go; what lies between is labelled by two extractors."""

    def label(row: dict[str, Any], said: list[list[str]], texts: list[str]) -> tuple[Any, ...]:
        labels, trust = pseudo_labels(row, said, texts)
        kept = Counter(word for block in np.flatnonzero(labels) for word in said[block])
        return labels, trust, kept

    return _read(path, label, voices)


def _read(path: Path, label: Any, voices: Voices) -> Pages:
    import pyarrow.parquet

    heard = [mine_names.Heard(counts) for counts in mine_names.of_folds(voices)]
    parts: list[tuple[Any, ...]] = []
    truth: list[Counter[str]] = []
    bags: list[Counter[str]] = []
    texts: list[str] = []
    rows_seen: list[dict[str, Any]] = []
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(BATCH):
        rows = batch.to_pylist()
        cases = [_case(row) for row in rows]
        labels, trust = [], []
        for case, row in zip(cases, rows, strict=True):
            shown = [case.document.slice(block) for block in range(len(case.document))]
            said = [words(text) for text in shown]
            of_row, trust_of_row, counted = label(row, said, shown)
            labels.append(of_row)
            trust.append(trust_of_row)
            truth.append(counted)
            bags += map(Counter, said)
            texts += shown
        for case, row, *of_page in zip(cases, rows, labels, trust, strict=True):
            # one by one: a page hears what other folds say of names
            measured = html.measure([case], names=heard[int(fold_of([_domain(row)])[0])])
            parts.append((measured.table.codes(NAMES).T, *of_page, measured.size, np.diff(measured.bounds)))
        rows_seen += [{**row, "html": None} for row in rows]
    matrix, found, trusted, size, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    domains = [_domain(row) for row in rows_seen]
    return Pages(
        matrix,
        found.astype(np.bool_),
        trusted.astype(np.int64),
        size,
        np.concatenate([[0], np.cumsum(lengths)]),
        fold_of(domains),
        [row.get("page_type") or "article" for row in rows_seen],
        bags,
        truth,
        texts,
        [(row.get("with_snippets") or [], row.get("without_snippets") or []) for row in rows_seen],
    )


def _case(row: dict[str, Any]) -> Case:
    record = Record(row["html"], None, row["url"], None)
    document = html_blocks.read(records.decoded(record, Limits()).text)
    return Case(document, row["url"], language=language.of(document))


def registered(url: str | None) -> str:
    """The last two labels of a host, three where the second is one of registries: enough to keep a site in one fold."""
    labels = (urlsplit(url or "").hostname or "").split(".")
    return ".".join(labels[-3:] if labels[-2:-1] and labels[-2] in ("co", "com", "org", "ac", "gov") else labels[-2:])


def joined(sets: Sequence[Pages]) -> Pages:
    """Several sets as one, in order."""
    columns: dict[str, Any] = {}
    for field in fields(Pages):
        values = [getattr(pages, field.name) for pages in sets]
        if field.name == "bounds":
            offsets = np.cumsum([0, *(pages.bounds[-1] for pages in sets)])
            values = [
                bounds[bool(i) :] + offset for i, (bounds, offset) in enumerate(zip(values, offsets, strict=False))
            ]
        is_array = isinstance(values[0], np.ndarray)
        columns[field.name] = np.concatenate(values) if is_array else [item for value in values for item in value]
    return Pages(**columns)


def each(pages: Pages) -> Iterator[tuple[int, slice]]:
    """Every page's number and its blocks."""
    for page, (start, end) in enumerate(zip(pages.bounds[:-1].tolist(), pages.bounds[1:].tolist(), strict=True)):
        yield page, slice(start, end)
