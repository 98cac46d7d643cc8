"""Expected against seen F1: how far a document's confidence can be believed, as pairs for `Score.reliability`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BINS = 20


def pairs(expected: Floats, seen: Floats, bins: int = BINS) -> list[list[float]]:
    """Mean expected and mean seen F1 in bins of equally many documents, both ascending (pooled where they are not)."""
    order = np.argsort(expected, kind="stable")
    groups = [[float(expected[part].mean()), float(seen[part].mean()), float(len(part))]
              for part in np.array_split(order, bins) if len(part)]  # fmt: skip
    pooled: list[list[float]] = []
    for group in groups:
        pooled.append(group)
        while len(pooled) > 1 and pooled[-1][1] <= pooled[-2][1]:
            above, below = pooled.pop(), pooled.pop()
            size = above[2] + below[2]
            pooled.append(
                [(a * above[2] + b * below[2]) / size for a, b in zip(above[:2], below[:2], strict=True)] + [size]
            )
    return [[round(said, 4), round(found, 4)] for said, found, _ in pooled]


def table(reliability: Sequence[Sequence[float]]) -> str:
    """The pairs as lines for a person."""
    return "\n".join(f"  expected {said:.3f}  seen {seen:.3f}" for said, seen in reliability)
