"""Fits `rules/scorecards/html.json` and `names.npz` on labelled pages, and prints what held-out domains say of it.

python -m benchmarks.fit_html --data DIR [--out FILE] [--folds DIR]

With `--folds` the cards of the held-out folds are written, too, so that `benchmarks.judge --folds` can judge every
page by rules and points together, the points by a card that saw no page of its domain.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import additive, mine_names, regimes, reliability, trees
from benchmarks.folds import FOLDS, data_folder
from benchmarks.pages import NAMES, Pages, Voices, each, joined, read, read_snippets, read_voices
from benchmarks.snippets import folded
from cleaner.cards import MIXTURE
from cleaner.decide import expected_f1, expected_f_cut
from cleaner.knowledge import rules_folder
from cleaner.mixture import FULL

SQUARED_BETAS = {"safe": 4.0, "balanced": 1.0}
"""How much more keeping counts than dropping, for each bar."""
STRICTER = 0.6
"""On articles keeping counts this much of it: what follows them is comments and teasers."""
SOURCES = (
    "WCXB v1.0 by M. Foley, CC-BY-4.0, development split without the pages that its test split has too; for articles"
    " also pages of trafilatura's evaluation set with pseudo-labels, and Mozilla's readability test pages"
)
Points = npt.NDArray[np.int64]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with wcxb_dev, readability and snippets_a")
    parser.add_argument("--out", type=Path, default=rules_folder() / "scorecards" / "html.json")
    parser.add_argument("--folds", type=Path, help="folder for the cards of the folds")
    args = parser.parse_args()
    folder = data_folder(args.data)
    voices = read_voices(folder / "wcxb_dev.parquet")
    pages, articles = read(folder / "wcxb_dev.parquet", voices), read(folder / "readability.parquet", voices)
    snippets = read_snippets(folder / "snippets_a.parquet", voices)
    if args.folds:
        write_folds(args.folds, voices)
    points, shares = held_out(pages, joined([articles, snippets]), args.folds)
    parts = (
        np.cumsum([len(of.types) for of in (pages, articles)]),
        np.cumsum([len(of.labels) for of in (pages, articles)]),
    )
    shares_of, points_of = np.split(shares, parts[0]), np.split(points, parts[1])
    found = {bar: figures(pages, points_of[0], betas(bar, shares_of[0])) for bar in SQUARED_BETAS}
    for bar, by_type in found.items():
        print(f"{bar:9}", "  ".join(f"{name} {value:.4f}" for name, value in by_type.items()))
    on_snippets = snippet_figures(snippets, points_of[2], betas("balanced", shares_of[2]))
    print("snippets ", "  ".join(f"{name} {value:.4f}" for name, value in on_snippets.items()))
    print("readability", figures(articles, points_of[1], betas("balanced", shares_of[1]))["word_f1"])
    confidence = _reliability(pages, points_of[0], betas("balanced", shares_of[0]))
    print(reliability.table(confidence))
    empty = sum(not truth for truth in pages.truth)
    print(f"{empty} pages without main content count in the figures, not in the fit")
    about = {
        "data": SOURCES,
        "labels": f"{len(pages.labels)} blocks of {len(pages.types)} pages, {empty} of them without main content;"
        f" {len(articles.types) + len(snippets.types)} articles beside them",
        "fit": f"python -m benchmarks.fit_html; {FOLDS} folds by domain for the figures, all pages for the forests",
        "held_out": {**found, "snippets": on_snippets},
    }
    extra = joined([articles, snippets])
    everything = [np.ones(len(of.types), np.bool_) for of in (pages, extra)]
    write(args.out, regimes.fit(pages, extra, *everything), confidence, about)
    mine_names.Counts.of(voices.values()).write(args.out.parent / "names.npz", SOURCES)


def write_folds(folder: Path, voices: Voices) -> None:
    """Each fold's table of names, in a folder of its own, with the text card that later looks need."""
    for fold, counts in enumerate(mine_names.of_folds(voices)):
        here = folder / str(fold)
        here.mkdir(parents=True, exist_ok=True)
        counts.write(here / "names.npz", SOURCES)
        for shipped in ("text.json", "mined.npz"):
            shutil.copy(rules_folder() / "scorecards" / shipped, here)


def held_out(pages: Pages, extra: Pages, folder: Path | None) -> tuple[Points, Points]:
    """The points of every block of both sets, and each page's share of an article, by models that saw no page of its
    domain. Each model goes to a folder of its own below `folder`.
    """
    points = [np.zeros(len(of.labels), np.int64) for of in (pages, extra)]
    shares = [np.zeros(len(of.types), np.int64) for of in (pages, extra)]
    for fold in range(FOLDS):
        model = regimes.fit(pages, extra, pages.fold != fold, extra.fold != fold)
        if folder:
            write(folder / str(fold) / "html.json", model, [[0, 0], [1, 1]], {"data": SOURCES, "fold": fold})
        for of, found, page_shares in zip((pages, extra), points, shares, strict=True):
            rows = (of.fold == fold)[of.page]
            here = np.searchsorted(np.flatnonzero(rows), of.bounds[:-1][of.page[rows]])
            found[rows] = model.score(of.matrix[rows], here)
            full = (of.fold == fold) & (np.diff(of.bounds) > 0)
            page_shares[full] = model.shares(of.matrix[of.bounds[:-1][full]])
    return np.concatenate(points), np.concatenate(shares)


def betas(bar: str, shares: Points) -> npt.NDArray[np.float64]:
    """Each page's beta: stricter as far as it is an article."""
    return np.sqrt(SQUARED_BETAS[bar] * (1 - (1 - STRICTER) * shares / FULL))


def figures(pages: Pages, points: Points, beta: npt.NDArray[np.float64]) -> dict[str, float]:
    """Mean word F1 of pages, of all and by type."""
    by_type: dict[str, list[float]] = defaultdict(list)
    for page, blocks in each(pages):
        kept = _kept(pages, points, blocks, beta[page])
        by_type[pages.types[page]].append(pages.f1(page, kept))
    every = [value for values in by_type.values() for value in values]
    means = {name: round(float(np.mean(values)), 4) for name, values in sorted(by_type.items())}
    return {"word_f1": round(float(np.mean(every)), 4), **means}


def _kept(pages: Pages, points: Points, blocks: slice, beta: float) -> npt.NDArray[np.bool_]:
    return expected_f_cut(points[blocks].astype(np.int32), pages.size[blocks], beta)


def snippet_figures(pages: Pages, points: Points, beta: npt.NDArray[np.float64]) -> dict[str, float]:
    """Pooled F, precision and recall over passages that must stay and passages that must go."""
    stayed = left = lost = 0
    for page, blocks in each(pages):
        kept = np.flatnonzero(_kept(pages, points, blocks, beta[page])).tolist()
        text = folded("\n".join(pages.texts[blocks.start + block] for block in kept))
        stay, go = pages.snippets[page]
        stayed += sum(folded(snippet) in text for snippet in stay)
        lost += sum(folded(snippet) not in text for snippet in stay)
        left += sum(folded(snippet) in text for snippet in go)
    precision, recall = stayed / max(stayed + left, 1), stayed / max(stayed + lost, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"f1": round(f1, 4), "precision": round(precision, 4), "recall": round(recall, 4)}


def _reliability(pages: Pages, points: Points, beta: npt.NDArray[np.float64]) -> list[list[float]]:
    """Expected against seen F1 at the balanced bar."""
    expected, seen = [], []
    for page, blocks in each(pages):
        kept = _kept(pages, points, blocks, beta[page])
        expected.append(expected_f1(points[blocks].astype(np.int32), pages.size[blocks], kept))
        seen.append(pages.f1(page, kept))
    return reliability.pairs(np.array(expected), np.array(seen))


def write(path: Path, model: regimes.Model, confidence: Sequence[Sequence[float]], about: Mapping[str, Any]) -> None:
    """The file: compact, one tree a line, the same bytes for the same fit."""
    names, forests = trees.renumbered([model.general, model.article], NAMES)
    head = {
        "format": MIXTURE,
        "name": path.stem,
        "provenance": about,
        "bars": _bars(1.0),
        "article_bars": _bars(STRICTER),
        "reliability": confidence,
        "gate": {"base": model.gate.base, "ramp": regimes.ramp(), "tables": additive.runs(model.gate)},
        "parts": regimes.PARTS,
        "features": names,
    }
    parts = [json.dumps(head, ensure_ascii=False).removesuffix("}")]
    for name, forest in zip(("general", "article"), forests, strict=True):
        lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest)
        parts.append(f'"{name}": [\n{lines}\n]')
    path.write_text(",\n".join(parts) + "}\n", encoding="utf-8")


def _bars(factor: float) -> dict[str, Any]:
    return {
        bar: {"method": "expected_f", "beta": round(float(np.sqrt(squared * factor)), 6)}
        for bar, squared in SQUARED_BETAS.items()
    }


if __name__ == "__main__":
    main()
