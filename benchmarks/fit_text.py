"""Fits `rules/scorecards/text.json` and `mined.npz` on labelled lines of extracted text.

Prints what held-out domains say of the fit: content words lost, boilerplate dropped, how far confidence holds.

python -m benchmarks.fit_text --data DIR [--out FILE] [--folds DIR]

With `--folds` the cards and word groups of the held-out folds are written, too, for `benchmarks.judge text --folds`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import groves, reliability
from benchmarks.folds import FOLDS, data_folder
from benchmarks.textlines import Int, Labelled, read
from cleaner.decide import expected_f1
from cleaner.knowledge import rules_folder
from cleaner.model import POINT

MAX_LOST = {"safe": 0.0050, "balanced": 0.0198}
"""Most content words a bar may lose on held-out domains."""
NEVER = -100 * POINT
"""Points of a line that stays whatever the fit says."""
SOURCE = "WCXB v1.0 by M. Foley, CC-BY-4.0, development split, as five plain-text dumps with aligned line labels"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with text_dev.parquet")
    parser.add_argument("--out", type=Path, default=rules_folder() / "scorecards" / "text.json")
    parser.add_argument("--folds", type=Path, help="folder for the cards of the folds")
    args = parser.parse_args()
    lines, counter = read(data_folder(args.data) / "text_dev.parquet")
    judged, models = held_out(lines)
    bars = {bar: _bar(judged[bar], lines, lost) for bar, lost in MAX_LOST.items()}
    found = {bar: figures(judged[bar], lines, bars[bar]) for bar in bars}
    for bar, values in found.items():
        print(
            f"{bar:9} at {bars[bar] / POINT:.2f}:", "  ".join(f"{name} {value:.4f}" for name, value in values.items())
        )
        print("   lost and recall:", _by_group(judged[bar], lines, bars[bar]))
    kept_lists = np.where(models.lists, NEVER, judged["safe"])
    print("keep_lists, safe:", figures(kept_lists, lines, bars["safe"]), _by_group(kept_lists, lines, bars["safe"]))
    confidence = _reliability(judged["safe"], lines, bars["safe"])
    print(reliability.table(confidence))
    about = {
        "data": SOURCE,
        "labels": f"{int((lines.labels >= 0).sum())} lines of {int(lines.document.max()) + 1} dumps",
        "fit": "python -m benchmarks.fit_text; 5 folds by domain for the figures, all rows for the forest",
        "held_out": found,
    }
    if args.folds:
        for fold, model in enumerate(models.each):
            folder = args.folds / str(fold)
            folder.mkdir(parents=True, exist_ok=True)
            groves.write(folder / "text.json", model, bars, confidence, {"data": SOURCE, "fold": fold})
            others = np.unique(lines.domain[lines.fold != fold])
            counter.counts(others).write(folder / "mined.npz", SOURCE)
    groups = counter.counts().write(args.out.with_name("mined.npz"), f"{SOURCE}; python -m benchmarks.fit_text")
    print(f"{groups} word groups")
    groves.write(args.out, groves.fit(lines, np.ones(len(lines.labels), np.bool_)), bars, confidence, about)


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """The folds' models, and which lines stand in a text that they take for a list."""

    each: list[groves.Model]
    lists: npt.NDArray[np.bool_]


def held_out(lines: Labelled) -> tuple[dict[str, Int], Folds]:
    """For each bar the points of every line, less what its text's bar is higher, by models that saw no line of its
    domain.
    """
    points, gate = np.zeros(len(lines.labels), np.int64), np.zeros(len(lines.labels), np.int64)
    models = []
    for fold in range(FOLDS):
        here = lines.fold == fold
        model = groves.fit(lines, ~here)
        models.append(model)
        gate[here] = model.gate_points(lines.matrix[here])
        points[here] = model.score(lines.matrix[here])
    judged = {bar: np.where(lines.shielded, NEVER, points - groves.rises(gate, bar)) for bar in MAX_LOST}
    return judged, Folds(models, gate >= round(POINT * groves.LIST_ODDS))


def _bar(points: Int, lines: Labelled, most_lost: float) -> int:
    """The lowest bar that loses no more content words than allowed."""
    order = np.argsort(-points, kind="stable")
    keep = lines.labels[order] == 1
    lost = np.cumsum(np.where(keep, lines.words[order], 0)) / lines.words[lines.labels == 1].sum()
    last = int(np.searchsorted(lost, most_lost, "right")) - 1
    return int(points[order[last]]) + 1


def _by_group(points: Int, lines: Labelled, bar: int) -> str:
    """Share of words lost and recall of dropped lines, by page type and by kind of dump."""
    said = []
    for values in (lines.types, lines.sources):
        for name in np.unique(values):
            member = (values == name)[lines.document]
            found = figures(points[member], lines.only(member), bar)
            said.append(f"{name} {found['lost']:.4f} {found['drop_recall']:.3f}")
    return ", ".join(said)


def figures(points: Int, lines: Labelled, bar: int) -> dict[str, float]:
    """Share of content words lost, recall and precision of dropped lines, share of boilerplate words removed."""
    gone, keep, drop = points >= bar, lines.labels == 1, lines.labels == 0
    return {
        "lost": round(float(lines.words[keep & gone].sum() / lines.words[keep].sum()), 4),
        "drop_recall": round(float((drop & gone).sum() / drop.sum()), 4),
        "drop_precision": round(float((drop & gone).sum() / max(1, ((drop | keep) & gone).sum())), 4),
        "trash": round(float(lines.words[drop & gone].sum() / lines.words[drop].sum()), 4),
    }


def _reliability(points: Int, lines: Labelled, bar: int) -> list[list[float]]:
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
