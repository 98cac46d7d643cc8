"""Boosted stumps to additive points tables. LightGBM fits; what ships is integers.

A stump looks at one feature, so that an ensemble of them is a sum of one-dimensional tables: Friedman 2001, and Lou et
al., KDD 2012 (intelligible models). Deterministic to the last digit: one thread, fixed seed, byte-sized features.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.cards import ADDITIVE
from cleaner.model import POINT

Matrix = npt.NDArray[np.uint8]
Points = npt.NDArray[np.int64]
STUMPS = {
    "objective": "binary",
    "num_leaves": 2,
    "learning_rate": 0.2,
    "max_bin": 255,
    "min_data_in_bin": 1,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Additive:
    """A base and one table of 256 points for each feature, in hundredths; positive speaks for boilerplate."""

    names: tuple[str, ...]
    base: int
    tables: Points

    def score(self, matrix: Matrix) -> Points:
        """The points of every row."""
        total = np.full(len(matrix), self.base, np.int64)
        for index in range(len(self.names)):
            total += self.tables[index][matrix[:, index]]
        return total

    def plus(self, name: str, points: Points) -> Additive:
        """The same with further points for one feature's codes."""
        tables = self.tables.copy()
        tables[self.names.index(name)] += points
        return Additive(self.names, self.base, tables)


def fit(  # noqa: PLR0913, PLR0917 - what is fitted, and how
    matrix: Matrix,
    boilerplate: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    names: Sequence[str],
    rounds: int = 400,
    changes: Mapping[str, Any] | None = None,
) -> Additive:
    """Points from labelled rows; `weights` say how much each row counts, `changes` what differs from `STUMPS`."""
    import lightgbm  # late: whoever only reads pages needs no fit

    dataset = lightgbm.Dataset(matrix, label=boilerplate, weight=weights, free_raw_data=True)
    trees = lightgbm.train({**STUMPS, **(changes or {})}, dataset, rounds).dump_model()["tree_info"]
    base, tables = 0.0, np.zeros((len(names), 256))
    codes = np.arange(256)
    for tree in trees:
        node = tree["tree_structure"]
        if "split_feature" not in node:
            base += node["leaf_value"]
            continue
        left, right = node["left_child"]["leaf_value"], node["right_child"]["leaf_value"]
        tables[node["split_feature"]] += np.where(codes <= node["threshold"], left, right)
    middle = np.array([np.average(table[column]) for table, column in zip(tables, matrix.T, strict=True)])
    points = np.round(POINT * (tables - middle[:, None])).astype(np.int64)
    return Additive(tuple(names), round(POINT * (base + float(middle.sum()))), points)


def runs(model: Additive) -> list[dict[str, Any]]:
    """The tables as they are written: runs of codes with equal points."""
    rows = []
    for name, table in zip(model.names, model.tables.tolist(), strict=True):
        if any(table):
            ends = [code for code in range(256) if code == 255 or table[code] != table[code + 1]]
            rows.append({"feature": name, "upto": ends, "points": [table[code] for code in ends]})
    return rows


def write(
    path: Path,
    model: Additive,
    bars: Mapping[str, Any],
    reliability: Sequence[Sequence[float]],
    about: Mapping[str, Any],
) -> None:
    """The scorecard file: compact, one feature a line, the same bytes for the same fit."""
    rows = runs(model)
    name = path.stem
    head = {
        "format": ADDITIVE,
        "name": name,
        "provenance": about,
        "bars": bars,
        "reliability": reliability,
        "base": model.base,
    }
    lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
    text = (
        json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}") + ',\n "tables": [\n' + lines + "\n ]\n}\n"
    )
    path.write_text(text, encoding="utf-8")
