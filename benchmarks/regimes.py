"""The model of pages, fitted: a forest for all pages, one for articles, and the gate between them.

Articles with comments below them are rare in a set whose forums teach that comments are content. The article forest
sees articles at full weight, two more sets of them, and little of the rest; the gate keeps it off other pages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks import additive, trees
from benchmarks.pages import NAMES, Pages
from cleaner import forest
from cleaner.mixture import FULL
from cleaner.model import POINT

ROUNDS, ARTICLE_ROUNDS, GATE_ROUNDS = 300, 300, 150
SEEDS, ARTICLE_SEEDS = (1, 2, 3, 4), (1, 2)
"""Forests are means of several: one fit alone moved by .003 from seed to seed, four together gain .0016 over one."""
PARTS = 8
"""Parts of a hundredth in which leaves are written: in whole hundredths a mean of four fits loses what it gains."""
TAUGHT = {"article": 1.0, "documentation": 0.3}
OTHERS = 0.08
"""How much pages of each type count for the article forest."""
GATE_TREES = {"min_data_in_leaf": 40, "learning_rate": 0.15}
RAMP = (-1.73, -1.10)
"""Log-odds against an article between which the article forest fades out: chances of .85 and .75."""
OF_PAGE = tuple(
    name
    for name in NAMES
    if name.startswith(("page_", "document_", "prose_of_", "largest_", "address_"))
    or name in ("phrases_in_document", "body_share", "run_largest", "heading_tokens")
    or (name.startswith("core") and name.endswith(("_share", "_density")))
)
"""Features that are the same for all blocks of a page."""
OF_ADDRESS = tuple(name.startswith("address_") for name in NAMES)
"""Features that the gate alone hears: to forests, which see what the blocks are, an address brought nothing."""
UNADDRESSED = 0.25
"""How much a page counts once more without its address: not every corpus keeps them."""

Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted, as it is written."""

    general: trees.Written
    article: trees.Written
    gate: additive.Additive

    def score(self, matrix: additive.Matrix, first_of_page: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The points of blocks; `first_of_page` is the first block of each block's page."""
        share = self.shares(matrix[first_of_page])
        rows = np.ascontiguousarray(matrix.T)
        general = forest.grow(self.general).score(rows).astype(np.int64)
        article = forest.grow(self.article).score(rows).astype(np.int64)
        whole = PARTS * FULL
        return (general * (FULL - share) + article * share + whole // 2) // whole

    def shares(self, matrix: additive.Matrix) -> npt.NDArray[np.int64]:
        """How far each row's page is an article, in parts of `FULL`."""
        points = self.gate.score(matrix[:, [NAMES.index(name) for name in OF_PAGE]])
        low, high = ramp()
        return np.clip(FULL * (high - points) // (high - low), 0, FULL)


def ramp() -> tuple[int, int]:
    """`RAMP` in hundredths."""
    return round(POINT * RAMP[0]), round(POINT * RAMP[1])


def fit(pages: Pages, extra: Pages, chosen: Chosen, chosen_extra: Chosen) -> Model:
    """The model from some pages of the main set and some of the articles beside it (one flag per page)."""
    main, more = (np.where(flags[of.page], of.weights(), 0) for of, flags in ((pages, chosen), (extra, chosen_extra)))
    scale = np.mean(pages.weights())
    main, more = main / scale, more / scale
    rows = main > 0
    general = trees.fit(_unaddressed(pages.matrix[rows]), ~pages.labels[rows], main[rows], ROUNDS, SEEDS, PARTS)
    taught = np.array([TAUGHT.get(kind, OTHERS) for kind in pages.types])[pages.page] * main
    matrix, labels = np.concatenate([pages.matrix, extra.matrix]), np.concatenate([pages.labels, extra.labels])
    weights = np.concatenate([taught, more])
    rows = weights > 0
    article = trees.fit(_unaddressed(matrix[rows]), ~labels[rows], weights[rows], ARTICLE_ROUNDS, ARTICLE_SEEDS, PARTS)
    return Model(general, article, _gate(pages, extra, chosen, chosen_extra))


def _gate(pages: Pages, extra: Pages, chosen: Chosen, chosen_extra: Chosen) -> additive.Additive:
    """A points table over whole pages; positive points speak against an article."""
    columns = [NAMES.index(name) for name in OF_PAGE]
    matrix, other = [], []
    for of, flags in ((pages, chosen), (extra, chosen_extra)):
        full = flags & (np.diff(of.bounds) > 0)
        matrix.append(of.matrix[of.bounds[:-1][full]])
        other.append(np.array([kind != "article" for kind in of.types])[full])
    every = np.concatenate(matrix)
    twice = np.concatenate([every, _unaddressed(every)])[:, columns]
    weights = np.repeat([1, UNADDRESSED], len(every))
    return additive.fit(twice, np.tile(np.concatenate(other), 2), weights, OF_PAGE, GATE_ROUNDS, GATE_TREES)


def _unaddressed(matrix: additive.Matrix) -> additive.Matrix:
    """The same pages as if nobody knew their addresses: a feature that never differs is asked by no tree."""
    return np.where(OF_ADDRESS, np.uint8(0), matrix)
