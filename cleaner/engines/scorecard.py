"""The fitted points tables as a witness: measures the blocks of a batch, adds up their points, explains on demand."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from cleaner import cards
from cleaner.features.table import Feature, FeatureTable
from cleaner.knowledge import rules_folder
from cleaner.model import POINT, Category, Evidence, IntArray, Kind, PointArray
from cleaner.scorecard import strongest
from cleaner.settings import Settings
from cleaner.testimony import AT_FIRST, Case, Score, Testimony

NAME = "scorecard"


class Measures(Protocol):
    """What a kind's features give for a batch of cases."""

    @property
    def table(self) -> FeatureTable:
        """The features of all blocks, one document after another."""
        ...

    @property
    def size(self) -> IntArray:
        """Words of every block."""
        ...

    @property
    def bounds(self) -> IntArray:
        """Where each document's blocks start, `int64[documents + 1]`."""
        ...

    def category(self, block: int) -> Category:
        """What a block of the batch is taken for, from its phrases, its section and its structure."""
        ...

    def shield(self, block: int) -> str | None:
        """Why a block stays whatever its points are, or None."""
        ...


@dataclass(frozen=True, slots=True)
class ScorecardWitness:
    """Testifies by the scorecard of each document's kind, at the settings' bar."""

    settings: Settings
    folder: Path = field(default_factory=lambda: rules_folder() / "scorecards")

    @property
    def name(self) -> str:
        """Its name in evidence."""
        return NAME

    def testify(self, cases: Sequence[Case]) -> list[Testimony]:
        """One score per case; all cases of a kind are measured as one batch."""
        found: dict[int, Testimony] = {}
        for kind in Kind:
            places = [index for index, case in enumerate(cases) if case.document.kind is kind]
            if places:
                testimonies = self._testify(kind, [cases[index] for index in places])
                found.update(zip(places, testimonies, strict=True))
        return [found[index] for index in range(len(cases))]

    def _testify(self, kind: Kind, cases: Sequence[Case]) -> list[Testimony]:
        measure, features = _measuring(kind)
        card = cards.load(self.folder / f"{kind}.json", features)
        measured = measure(cases)
        bounds = measured.bounds
        points = card.score(measured.table, bounds)
        cutoffs = card.cutoff_of(self.settings.bar_for(kind), measured.table, bounds)
        named = {feature.name: feature for feature in features}
        # bylines and captions are named by their phrases alone
        kept_names = measured.table.columns.get("phrase_kept", np.zeros(measured.table.size)) != 0
        testimonies = []
        for cutoff, start, end in zip(cutoffs, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            words = _Words(card, named, measured, points, (start, end))
            score = Score(
                points[start:end],
                measured.size[start:end],
                cutoff,
                words.explain,
                words.categorise,
                words.shield,
                card.reliability,
                kept_names[start:end],
                words.reasons,
            )
            testimonies.append(Testimony(NAME, score=score))
        return testimonies


def _measuring(kind: Kind) -> tuple[Callable[[Sequence[Case]], Measures], tuple[Feature, ...]]:
    """How a kind is measured; imported late, a run over text never loads a page parser."""
    if kind is Kind.HTML:
        from cleaner.features import html

        return html.measure, html.FEATURES
    from cleaner.features import text

    return text.measure, text.FEATURES


@dataclass(frozen=True, eq=False)
class _Words:
    """Puts the points of one document's blocks into words; `place` is where they start and end in the batch."""

    card: cards.Card
    features: Mapping[str, Feature]
    measured: Measures
    points: PointArray
    place: tuple[int, int]

    def explain(self, block: int) -> list[Evidence]:
        """Every contribution, strongest first, then the base: their points add up to the score."""
        category = self.categorise(block)
        each = self._contributions([block])[:, 0]
        order = sorted(np.flatnonzero(each).tolist(), key=lambda number: (-abs(each[number]), self._names[number]))
        said = [(self._say(number, block), int(each[number])) for number in order]
        said.append((AT_FIRST, int(self.points[self.place[0] + block]) - int(each.sum())))
        return [Evidence(NAME, f"{NAME}/{category}", words, points / POINT, category) for words, points in said]

    def reasons(self, blocks: Sequence[int], most: int) -> list[list[str]]:
        """The strongest contributions of each block, of those that speak for boilerplate."""
        found: list[list[str]] = [[] for _ in blocks]
        alphabetical = np.argsort(self._names)
        for best, points in strongest(self._contributions(blocks)[alphabetical], most):
            for said, block, number, worth in zip(
                found, blocks, alphabetical[best].tolist(), points.tolist(), strict=True
            ):
                if worth:
                    said.append(self._say(number, block))
        return found

    def categorise(self, block: int) -> Category:
        """What the block is taken for."""
        return self.measured.category(self.place[0] + block)

    def shield(self, block: int) -> str | None:
        """Why the block stays whatever its points are, or None."""
        return self.measured.shield(self.place[0] + block)

    @functools.cached_property
    def _table(self) -> FeatureTable:
        return self.measured.table.rows(*self.place)

    @functools.cached_property
    def _names(self) -> Sequence[str]:
        return self.card.features

    def _contributions(self, blocks: Sequence[int]) -> PointArray:
        return self.card.contributions(self._table, np.array(blocks, np.int64), np.array([0, self._table.size]))

    def _say(self, number: int, block: int) -> str:
        """What a feature of a block is, in words."""
        name = self._names[number]
        return self.features[name].say(self._table.code(name, block))
