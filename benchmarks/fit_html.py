"""Fits `rules/scorecards/html.json` on labelled pages, and prints what held-out domains say of it.

python -m benchmarks.fit_html --data DIR [--out FILE]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import additive, reliability
from benchmarks.folds import FOLDS, data_folder
from benchmarks.pages import NAMES, Pages, each, read
from cleaner.decide import expected_f1, expected_f_cut
from cleaner.knowledge import rules_folder

ROUNDS = 400
BETAS = {"safe": 2.0, "balanced": 1.0}
"""How much more keeping counts than dropping, for each bar."""
SOURCE = "WCXB v1.0 by M. Foley, CC-BY-4.0, development split without the pages that its test split has too"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with wcxb_dev.parquet")
    parser.add_argument("--out", type=Path, default=rules_folder() / "scorecards" / "html.json")
    args = parser.parse_args()
    pages = read(data_folder(args.data) / "wcxb_dev.parquet")
    points = held_out(pages)
    found = {bar: figures(pages, points, beta) for bar, beta in BETAS.items()}
    for bar, by_type in found.items():
        print(f"{bar:9}", "  ".join(f"{name} {value:.4f}" for name, value in by_type.items()))
    confidence = _reliability(pages, points)
    print(reliability.table(confidence))
    empty = sum(not truth for truth in pages.truth)
    print(f"{empty} pages without main content count in the figures, not in the fit")
    about = {
        "data": SOURCE,
        "labels": f"{len(pages.labels)} blocks of {len(pages.truth)} pages, {empty} of them without main content",
        "fit": f"python -m benchmarks.fit_html; {FOLDS} folds by domain for the figures, all pages for the table",
        "held_out": found,
    }
    cutoffs = {bar: {"method": "expected_f", "points": 0, "beta": beta} for bar, beta in BETAS.items()}
    additive.write(args.out, fit(pages, np.ones(len(pages.truth), np.bool_)), cutoffs, confidence, about)


def held_out(pages: Pages) -> npt.NDArray[np.int32]:
    """The points of every block by a table that saw no page of its domain."""
    points = np.zeros(len(pages.labels), np.int32)
    for fold in range(FOLDS):
        rows = (pages.fold == fold)[pages.page]
        points[rows] = fit(pages, pages.fold != fold).score(pages.matrix[rows])
    return points


def fit(pages: Pages, chosen: npt.NDArray[np.bool_]) -> additive.Additive:
    """A points table from some pages; those without main content teach nothing."""
    chosen = chosen & np.array([bool(truth) for truth in pages.truth])
    weights = _weights(pages)
    rows = chosen[pages.page] & (weights > 0)
    return additive.fit(pages.matrix[rows], ~pages.labels[rows], weights[rows], NAMES, ROUNDS)


def _weights(pages: Pages) -> npt.NDArray[np.float64]:
    """How much each block counts: by its root of words, and pages of all lengths alike."""
    root = np.sqrt(pages.size)
    whole = np.bincount(pages.page, root, len(pages.truth))
    return np.asarray(root / np.maximum(whole, 1)[pages.page] * len(root) / len(pages.truth))


def figures(pages: Pages, points: npt.NDArray[np.int32], beta: float) -> dict[str, float]:
    """Mean word F1 of pages, of all and by type."""
    by_type: dict[str, list[float]] = defaultdict(list)
    for page, blocks in each(pages):
        kept = expected_f_cut(points[blocks], pages.size[blocks], beta)
        by_type[pages.types[page]].append(pages.f1(page, kept))
    every = [value for values in by_type.values() for value in values]
    means = {name: round(float(np.mean(values)), 4) for name, values in sorted(by_type.items())}
    return {"word_f1": round(float(np.mean(every)), 4), **means}


def _reliability(pages: Pages, points: npt.NDArray[np.int32]) -> list[list[float]]:
    """Expected against seen F1 at the balanced bar."""
    expected, seen = [], []
    for page, blocks in each(pages):
        kept = expected_f_cut(points[blocks], pages.size[blocks], BETAS["balanced"])
        expected.append(expected_f1(points[blocks], pages.size[blocks], kept))
        seen.append(pages.f1(page, kept))
    return reliability.pairs(np.array(expected), np.array(seen))


if __name__ == "__main__":
    main()
