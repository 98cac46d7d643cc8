"""Boosted trees to integer forests. LightGBM fits; what ships, and what the figures are measured with, is integers.

Deterministic to the last digit: one thread, fixed seed, byte-sized features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from benchmarks.additive import Matrix
from cleaner.model import POINT

TREES = {
    "objective": "binary",
    "num_leaves": 8,
    "learning_rate": 0.12,
    "max_bin": 255,
    "min_data_in_bin": 1,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.2,
    "lambda_l2": 3,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""Eight leaves fit in a byte's bits and did better across domains than 16 or 31."""

Written = list[dict[str, Any]]


def fit(  # noqa: PLR0913, PLR0917 - what is fitted, and how
    matrix: Matrix,
    boilerplate: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    rounds: int,
    seeds: Sequence[int] = (1,),
    parts: int = 1,
    changes: Mapping[str, Any] | None = None,
) -> Written:
    """Trees from labelled rows, as `forest.grow` reads them; `weights` say how much each row counts.

    `changes` are what differs from `TREES`. Several seeds give the mean of as many forests, in one: fits differ by the
    features each tree may ask for. Points are in `parts` of a hundredth.
    """
    import lightgbm  # late: whoever only reads pages needs no fit

    dataset = lightgbm.Dataset(matrix, label=boilerplate, weight=weights, free_raw_data=False)
    found: Written = []
    for seed in seeds:
        model = lightgbm.train({**TREES, **(changes or {}), "seed": seed}, dataset, rounds).dump_model()
        found += [_written(tree["tree_structure"], POINT * parts / len(seeds)) for tree in model["tree_info"]]
    return found


def _written(root: Mapping[str, Any], scale: float) -> dict[str, Any]:
    """One tree: forks numbered from the root, leaves from left to right, the value of a fork the mean of its leaves."""
    forks: list[list[int]] = []
    leaves: list[int] = []

    def add(node: Mapping[str, Any]) -> tuple[int, float, int]:
        """The number of a node, its mean points and its rows."""
        if "split_feature" not in node:
            leaves.append(round(scale * node["leaf_value"]))
            return ~(len(leaves) - 1), leaves[-1], int(node.get("leaf_count", 1))
        number = len(forks)
        forks.append([])
        left, left_mean, left_rows = add(node["left_child"])
        right, right_mean, right_rows = add(node["right_child"])
        rows = left_rows + right_rows
        mean = (left_mean * left_rows + right_mean * right_rows) / max(rows, 1)
        forks[number] = [int(node["split_feature"]), int(node["threshold"]), left, right, round(mean)]
        return number, mean, rows

    add(root)
    return {"forks": forks, "leaves": leaves}


def renumbered(forests: Sequence[Written], names: Sequence[str]) -> tuple[list[str], list[Written]]:
    """The features that some fork asks for, and the same forests with forks that ask by the place among those."""
    asked = sorted({fork[0] for trees in forests for tree in trees for fork in tree["forks"]})
    place = {feature: index for index, feature in enumerate(asked)}
    changed = [
        [{"forks": [[place[fork[0]], *fork[1:]] for fork in tree["forks"]], "leaves": tree["leaves"]} for tree in trees]
        for trees in forests
    ]
    return [names[feature] for feature in asked], changed
