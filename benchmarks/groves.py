"""The model of texts, fitted: a forest, points set by hand, and a gate that raises the bar where a text is a list.

Lines of content in lists are short, without verbs and all alike, as menus are: at one bar for all, listings and
collections lose six times what other pages do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import additive, trees
from benchmarks.textlines import NAMES, Int, Labelled
from cleaner import forest
from cleaner.cards import GROVE
from cleaner.model import POINT

ROUNDS = 400
CHANGES = {"learning_rate": 0.15, "feature_fraction": 0.2}
"""Beside `trees.TREES`; 16 leaves, 600 trees and slower learning came out within .005 of recall."""
GATE_ROUNDS, GATE_TREES = 150, {"learning_rate": 0.15, "min_data_in_leaf": 40, "feature_fraction": 1.0}
LIST_TYPES = ("listing", "collection")
OF_DOCUMENT = ("body_share", "document_words", "document_prose", "document_short")
"""What the gate asks, the same for all lines of a text: how much of it is prose. Phrases, function words and the number
of lines told lists apart a little better (AUC .83 against .75), and took short texts and other languages for lists."""
RAMP, RISES = (-3.0, 1.0), {"safe": 1.5, "balanced": 0.0}
"""Log-odds of a list between which a bar rises, and by how much: at `safe` listings and collections lose a quarter
less, and recall over all falls by .01. Whoever chooses `balanced` has chosen recall."""
LIST_ODDS = -1.5
"""From here on a text counts as a list where lists are kept."""
LENGTH_COST = 0.35
"""A line of k words needs k^0.35 times the odds: a wrong verdict on it costs more."""
KNOWN, KNOWN_POINTS = "known_phrase", POINT
"""Points set by hand: in a full page's menu a stock phrase adds little, and the fit says so; alone at the end of clean
text it is all there is. Of such lines .978 are boilerplate."""
OTHER, OTHER_POINTS = "other_language", -POINT
"""Also by hand: the mined word groups say nothing of other languages, and the forest reads silence as a menu. Chosen on
forty pages of our own in four languages (`benchmarks.languages`): with this, nothing is lost there at `safe`."""
FITTED = tuple(name for name in NAMES if name not in (KNOWN, OTHER))


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What was fitted, as it is written."""

    forest: trees.Written
    gate: additive.Additive

    def score(self, matrix: additive.Matrix) -> Int:
        """The points of lines (columns as in `NAMES`)."""
        rows = np.ascontiguousarray(matrix[:, [NAMES.index(name) for name in FITTED]].T)
        return forest.grow(self.forest).score(rows).astype(np.int64) + by_hand().score(
            matrix[:, [NAMES.index(name) for name in by_hand().names]]
        )

    def gate_points(self, matrix: additive.Matrix) -> Int:
        """What the gate says of lines' documents."""
        return self.gate.score(matrix[:, [NAMES.index(name) for name in OF_DOCUMENT]])


def by_hand() -> additive.Additive:
    """The points that nobody fitted."""
    tables = np.zeros((3, 256), np.int64)
    tables[0] = -np.round(POINT * LENGTH_COST * np.log(np.maximum(np.arange(256), 1)))
    tables[1, 1:], tables[2, 1:] = KNOWN_POINTS, OTHER_POINTS
    return additive.Additive(("words", KNOWN, OTHER), 0, tables)


def rises(gate_points: Int, bar: str) -> Int:
    """How much higher a bar is, as the card works it out."""
    low, high = (round(POINT * edge) for edge in RAMP)
    rise = round(POINT * RISES[bar])
    return np.clip(rise * (gate_points - low) // (high - low), 0, rise)


def fit(lines: Labelled, chosen: npt.NDArray[np.bool_]) -> Model:
    """The model from some lines."""
    rows = np.flatnonzero(chosen & (lines.labels >= 0))
    root = np.sqrt(np.maximum(lines.words, 1))
    weights = root / np.sqrt(np.bincount(lines.document, root)[lines.document])
    matrix = lines.matrix[rows][:, [NAMES.index(name) for name in FITTED]]
    grown = trees.fit(matrix, lines.labels[rows] == 0, weights[rows], ROUNDS, changes=CHANGES)
    first = lines.first[chosen[lines.first]]
    columns = lines.matrix[first][:, [NAMES.index(name) for name in OF_DOCUMENT]]
    is_list = np.isin(lines.types[lines.document[first]], LIST_TYPES)
    gate = additive.fit(columns, is_list, np.ones(len(first)), OF_DOCUMENT, GATE_ROUNDS, GATE_TREES)
    return Model(grown, gate)


def write(
    path: Path,
    model: Model,
    bars: Mapping[str, int],
    reliability: Sequence[Sequence[float]],
    about: Mapping[str, Any],
) -> None:
    """The card, one tree or table a line: the same bytes for the same fit."""
    features, [grown] = trees.renumbered([model.forest], FITTED)
    gate = {
        "ramp": [round(POINT * edge) for edge in RAMP],
        "rises": {bar: round(POINT * rise) for bar, rise in RISES.items()},
        "list": round(POINT * LIST_ODDS),
        "base": model.gate.base,
    }
    head = {
        "format": GROVE,
        "name": path.stem,
        "provenance": about,
        "bars": {bar: {"method": "fixed", "points": points} for bar, points in bars.items()},
        "reliability": reliability,
        "features": features,
    }
    hand = by_hand()
    parts = [
        _open(head),
        f' "by_hand": {_table({"base": hand.base}, hand)}',
        f' "gate": {_table(gate, model.gate)}',
        f' "forest": {_list(grown)}',
    ]
    path.write_text(",\n".join(parts) + "\n}\n", encoding="utf-8")


def _open(head: Mapping[str, Any]) -> str:
    return json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")


def _table(head: Mapping[str, Any], model: additive.Additive) -> str:
    return f'{json.dumps(head).removesuffix("}")}, "tables": {_list(additive.runs(model))}}}'


def _list(entries: Sequence[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join("  " + json.dumps(entry, separators=(",", ":")) for entry in entries) + "\n ]"
