"""Fits `rules/scorecards/text.json` and `mined.npz` on labelled lines of extracted text.

Prints what held-out domains say of the fit: content words lost, boilerplate dropped, how far confidence holds.

python -m benchmarks.fit_text --data DIR [--out FILE]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import additive, mine, reliability
from benchmarks.folds import FOLDS, data_folder, fold_of
from cleaner.blocks import text as text_blocks
from cleaner.decide import expected_f1
from cleaner.features import language, text
from cleaner.features import lines as batch
from cleaner.knowledge import rules_folder
from cleaner.model import POINT, Document
from cleaner.testimony import Case

MAX_LOST = {"safe": 0.0050, "balanced": 0.0175}
"""Most content words a bar may lose on held-out domains."""
LENGTH_COST = 0.3
"""A line of k words needs k^0.3 times the odds: a wrong verdict on it costs more."""
BATCH = 64
NEVER = -100 * POINT
"""Points of a line that stays whatever the fit says."""
KNOWN, KNOWN_POINTS = "known_phrase", POINT
"""Points set by hand after the fit: in a full page's menu a stock phrase adds little, and the fit says so; alone at the
end of clean text it is all there is. Of such lines .978 are boilerplate, and on held-out domains the figures do not
move (recall .6467 without, .6477 with it, at the same loss)."""
NAMES = tuple(feature.name for feature in text.FEATURES if feature.name != KNOWN)
SOURCE = "WCXB v1.0 by M. Foley, CC-BY-4.0, development split, as five plain-text dumps with aligned line labels"


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Lines of all documents: features, label (1 keep, 0 drop, -1 ignore), words, document, fold.

    `shielded` lines stay whatever their points are.
    """

    matrix: additive.Matrix
    labels: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    document: npt.NDArray[np.int64]
    fold: npt.NDArray[np.int64]
    shielded: npt.NDArray[np.bool_]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with text_dev.parquet")
    parser.add_argument("--out", type=Path, default=rules_folder() / "scorecards" / "text.json")
    args = parser.parse_args()
    lines, counts = read(data_folder(args.data) / "text_dev.parquet")
    held_out = np.zeros(len(lines.labels), np.int64)
    for fold in range(FOLDS):
        train = lines.fold != fold
        held_out[~train] = _fit(lines, train).score(lines.matrix[~train])
    held_out[lines.shielded] = NEVER
    bars = {bar: _bar(held_out, lines, lost) for bar, lost in MAX_LOST.items()}
    found = {bar: figures(held_out, lines, points) for bar, points in bars.items()}
    confidence = _reliability(held_out, lines, bars["safe"])
    for bar, points in bars.items():
        print(
            f"{bar:9} at {points / POINT:.2f}:", "  ".join(f"{name} {value:.4f}" for name, value in found[bar].items())
        )
    print(reliability.table(confidence))
    about = {
        "data": SOURCE,
        "labels": f"{int((lines.labels >= 0).sum())} lines of {int(lines.document.max()) + 1} dumps",
        "fit": "python -m benchmarks.fit_text; 5 folds by domain for the figures, all rows for the table",
        "held_out": found,
    }
    cutoffs = {bar: {"method": "fixed", "points": points} for bar, points in bars.items()}
    groups = counts.write(args.out.with_name("mined.npz"), f"{SOURCE}; python -m benchmarks.fit_text")
    print(f"{groups} word groups")
    additive.write(args.out, _fit(lines, np.ones(len(lines.labels), np.bool_)), cutoffs, confidence, about)


def read(path: Path) -> tuple[Labelled, mine.Counts]:
    """The labelled dumps, measured, and the word groups counted in them."""
    import pyarrow.parquet

    rows = pyarrow.parquet.read_table(path, columns=["domain", "text", "labels"]).to_pylist()
    domains = [row["domain"] for row in rows]
    counter = mine.Counter(domains)
    numbers = counter.numbers(domains)
    for start, documents in _batches(rows):
        labels = _labels_of(documents, rows[start:])
        counter.add(batch.of(documents), labels, numbers[start : start + BATCH])
    counts = counter.counts()
    found: list[tuple[Any, ...]] = []
    for start, documents in _batches(rows):
        cases = [Case(document, language=language.of(document)) for document in documents]
        measured = text.measure(cases, groups=mine.HeldOut(counts, numbers[start : start + BATCH]))
        matrix = np.stack([measured.table.columns[name] for name in (*NAMES, KNOWN)], 1)
        shielded = np.array([measured.shield(line) is not None for line in range(len(measured.lines))], np.bool_)
        labels = _labels_of(documents, rows[start:])
        found.append((matrix, labels, measured.size, measured.lines.document + start, shielded))
    matrix, labels, words, document, shielded = (np.concatenate(column) for column in zip(*found, strict=True))
    return Labelled(matrix, labels, words, document, fold_of(domains)[document], shielded), counts


def _batches(rows: list[dict[str, Any]]) -> Iterator[tuple[int, list[Document]]]:
    for start in range(0, len(rows), BATCH):
        yield start, [text_blocks.read(row["text"]) for row in rows[start : start + BATCH]]


def _labels_of(documents: list[Document], rows: list[dict[str, Any]]) -> npt.NDArray[np.int64]:
    found = [_labels(d.text, d.starts, row["labels"]) for d, row in zip(documents, rows, strict=False)]
    return np.concatenate(found)


def _labels(content: str, starts: npt.NDArray[np.int64], labels: list[int]) -> npt.NDArray[np.int64]:
    """The label of the line (split at LF) that each block lies in."""
    newlines = np.array([i for i, char in enumerate(content) if char == "\n"], np.int64)
    return np.array(labels, np.int64)[np.searchsorted(newlines, starts)]


def _fit(lines: Labelled, rows: npt.NDArray[np.bool_]) -> additive.Additive:
    rows = rows & (lines.labels >= 0)
    root = np.sqrt(np.maximum(lines.words, 1))
    size = np.bincount(lines.document, root)
    weights = root / np.sqrt(size[lines.document])
    model = additive.fit(lines.matrix[rows][:, : len(NAMES)], lines.labels[rows] == 0, weights[rows], NAMES)
    cost = -np.round(POINT * LENGTH_COST * np.log(np.maximum(np.arange(256), 1))).astype(np.int64)
    known = np.zeros((1, 256), np.int64)
    known[0, 1:] = KNOWN_POINTS
    with_known = additive.Additive((*NAMES, KNOWN), model.base, np.concatenate([model.tables, known]))
    return with_known.plus("words", cost)


def _bar(points: additive.Points, lines: Labelled, most_lost: float) -> int:
    """The lowest bar that loses no more content words than allowed."""
    order = np.argsort(-points, kind="stable")
    keep = lines.labels[order] == 1
    lost = np.cumsum(np.where(keep, lines.words[order], 0)) / lines.words[lines.labels == 1].sum()
    last = int(np.searchsorted(lost, most_lost, "right")) - 1
    return int(points[order[last]]) + 1


def figures(points: additive.Points, lines: Labelled, bar: int) -> dict[str, float]:
    """Share of content words lost, recall and precision of dropped lines, share of boilerplate words removed."""
    gone, keep, drop = points >= bar, lines.labels == 1, lines.labels == 0
    return {
        "lost": round(float(lines.words[keep & gone].sum() / lines.words[keep].sum()), 4),
        "drop_recall": round(float((drop & gone).sum() / drop.sum()), 4),
        "drop_precision": round(float((drop & gone).sum() / max(1, ((drop | keep) & gone).sum())), 4),
        "trash": round(float(lines.words[drop & gone].sum() / lines.words[drop].sum()), 4),
    }


def _reliability(points: additive.Points, lines: Labelled, bar: int) -> list[list[float]]:
    """Expected against seen F1 of the labelled lines of documents, at one bar."""
    expected, seen = [], []
    rows = np.flatnonzero(lines.labels >= 0)
    for part in np.split(rows, np.flatnonzero(np.diff(lines.document[rows])) + 1):
        words, kept, truth = lines.words[part], points[part] < bar, lines.labels[part] == 1
        if not words[truth].sum():
            continue
        expected.append(expected_f1(points[part].astype(np.int32), words, kept))
        seen.append(2 * words[kept & truth].sum() / (words[kept].sum() + words[truth].sum()))
    return reliability.pairs(np.array(expected), np.array(seen))


if __name__ == "__main__":
    main()
