"""The fitted points tables as a witness: measures the blocks of a batch, adds up their points, explains on demand."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cleaner import cards
from cleaner.features import mined, text
from cleaner.features.table import Feature, FeatureTable
from cleaner.knowledge import rules_folder
from cleaner.model import POINT, Bar, Category, Evidence, IntArray, Kind, PointArray
from cleaner.scorecard import strongest
from cleaner.settings import Settings
from cleaner.testimony import AT_FIRST, Case, LateScore, Score, Testimony, Whole

NAME = "scorecard"
SURE = 200
"""Points that the surest block of a page must have, odds of seven to one: pages with a menu have more. A choice, not a
fit.
"""
BARE = "the score is sure of nothing on this page: it seems to be the document alone"
KEPT_LIST = "the text looks like a list, and keep_lists spares those"


class Measures(Protocol):
    """What a kind's features give for a batch of cases."""

    @property
    def table(self) -> FeatureTable:
        """The features of all blocks, one document after another."""
        ...

    @property
    def text(self) -> text.Measured:
        """What was measured of their text."""
        ...

    @property
    def size(self) -> IntArray:
        """Words of every block."""
        ...

    @property
    def bounds(self) -> IntArray:
        """Where each document's blocks start, `int64[documents + 1]`."""
        ...

    @property
    def shielded(self) -> npt.NDArray[np.bool_]:
        """Which blocks `shield` speaks for, `bool[blocks]`."""
        ...

    @property
    def heads(self) -> npt.NDArray[np.bool_] | None:
        """Which blocks are headings or terms, `bool[blocks]`; None where the markup does not say."""
        ...

    def meant(self, feature: str, block: int) -> str:
        """The class, id or tag that a feature of a block speaks of, as a selector has it, or an empty string."""
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
        """One score per case; all cases of a kind are measured as one batch, those that are left of one batch too."""
        found: dict[int, Testimony] = {}
        for kind, before, places in _batches(cases):
            batch, way = [cases[place] for place in places], _way(kind, self.folder)
            said = self._of_texts(way, batch, before) if kind is Kind.TEXT else self._of_pages(way, batch)
            found.update(zip(places, said, strict=True))
        return [found[index] for index in range(len(cases))]

    def _of_pages(self, way: _Way, cases: Sequence[Case]) -> Iterable[Testimony]:
        from cleaner.features import called, html  # a run over text never loads a page parser

        return self._testify(way, html.measure(cases, names=called.load(self.folder / "names.npz")))

    def _of_texts(self, way: _Way, cases: Sequence[Case], before: text.Measured | None) -> Iterable[Testimony]:
        """What a look leaves holds no phrase of boilerplate, mostly: it is sure to stay, and nobody has to score it."""
        phrased = text.phrased(cases) if before is None else text.phrased_left(before, _kept(cases), cases)
        later = np.array([case.earlier is not None for case in cases])
        silent = phrased.silent & later if later.any() else later
        if not silent.any():
            return self._testify(way, phrased.measured(cases, way.groups))
        said: dict[int, Testimony] = {}
        for place in silent.nonzero()[0].tolist():
            score = LateScore(functools.partial(self._late, way, phrased, place, cases[place]))
            said[place] = Testimony(NAME, score=score)
        if others := (~silent).nonzero()[0].tolist():
            some = [cases[place] for place in others]
            measured = phrased.only(others, some).measured(some, way.groups)
            said.update(zip(others, self._testify(way, measured), strict=True))
        return [said[place] for place in range(len(cases))]

    def _late(self, way: _Way, phrased: text.Phrased, place: int, case: Case) -> Score:
        """The score of one of some texts."""
        measured = phrased.only([place], [case]).measured([case], way.groups)
        return next(testimony.score for testimony in self._testify(way, measured) if testimony.score is not None)

    def _testify(self, way: _Way, measured: Measures) -> Iterator[Testimony]:
        kind, card = way.kind, way.card
        bounds = measured.bounds
        points = card.score(measured.table, bounds)
        bar = self.settings.bar_for(kind)
        cutoffs = card.cutoff_of(bar, measured.table, bounds)
        looser = card.cutoff_of(Bar.BALANCED, measured.table, bounds) if bar is Bar.SAFE else [None] * len(cutoffs)
        # bylines and captions are named by their phrases alone
        kept_names = measured.table.columns.get("phrase_kept", np.zeros(measured.table.size)) != 0
        shielded, heads = measured.shielded, measured.heads
        lists = card.lists(measured.table, bounds) & self.settings.keep_lists
        for number, (start, end) in enumerate(itertools.pairwise(bounds.tolist())):
            spared = KEPT_LIST if lists[number] else None
            if kind is Kind.HTML and points[start:end].max(initial=0) < SURE:
                spared = BARE
            shielded[start:end] |= spared is not None
            words = _Words(card, way.named, measured, points, (start, end), spared)
            yield Testimony(
                NAME,
                score=Score(
                    points[start:end],
                    measured.size[start:end],
                    cutoffs[number],
                    words.explain,
                    words.categorise,
                    words.shield,
                    card.reliability,
                    kept_names[start:end],
                    shielded[start:end],
                    words.reasons,
                    _Ground(kind, measured, start),
                    looser[number],
                    words.whole,
                    None if heads is None else heads[start:end],
                ),
            )


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What was measured of a document: its blocks begin at `start` of a batch."""

    kind: Kind
    measured: Measures
    start: int


def _batches(cases: Sequence[Case]) -> Iterator[tuple[Kind, text.Measured | None, list[int]]]:
    """The places of cases that are measured together, with their kind and the batch that they are left of, if any."""
    together: dict[tuple[Kind, int], tuple[text.Measured | None, list[int]]] = {}
    for place, case in enumerate(cases):
        kind, ground = case.document.kind, case.left.score.ground if case.left else None
        before = ground.measured.text if isinstance(ground, _Ground) and kind is Kind.TEXT else None
        together.setdefault((kind, id(before)), (before, []))[1].append(place)
    for (kind, _), (before, places) in together.items():
        yield kind, before, places


def _kept(cases: Sequence[Case]) -> IntArray:
    """The blocks of the batch before that are left in these cases."""
    return np.concatenate([case.left.kept + case.left.score.ground.start for case in cases if case.left is not None])


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """How a kind is scored: its card, its features by name, and the word groups that texts are measured by."""

    kind: Kind
    groups: mined.Book
    named: Mapping[str, Feature]
    card: cards.Card


@functools.lru_cache(maxsize=16)
def _way(kind: Kind, folder: Path) -> _Way:
    """The way of a kind; imported late, a run over text never loads a page parser."""
    features = text.FEATURES
    if kind is Kind.HTML:
        from cleaner.features import html

        features = html.FEATURES
    named = {feature.name: feature for feature in features}
    return _Way(kind, mined.load(folder / "mined.npz"), named, cards.load(folder / f"{kind}.json", features))


@dataclass(frozen=True, eq=False)
class _Words:
    """Puts the points of one document's blocks into words; `place` is where they start and end in the batch.

    `spared` says why nothing of the document goes, if nothing does.
    """

    card: cards.Card
    features: Mapping[str, Feature]
    measured: Measures
    points: PointArray
    place: tuple[int, int]
    spared: str | None = None

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

    def whole(self) -> Whole | None:
        """What the document is taken for, and what speaks for it and against it, the base last."""
        leaning = self.card.leaning(self._table)
        if leaning is None:
            return None
        names, gate = leaning.gate.features, leaning.gate
        each = leaning.sign * gate.contributions(self._table, np.zeros(1, np.int64))[:, 0]
        order = sorted(np.flatnonzero(each).tolist(), key=lambda number: (-abs(each[number]), names[number]))
        said = [(self._in_words(names[number], 0), int(each[number]) / POINT) for number in order]
        return Whole(leaning.taken_for, leaning.share, (*said, (AT_FIRST, leaning.sign * gate.base / POINT)))

    def categorise(self, block: int) -> Category:
        """What the block is taken for."""
        return self.measured.category(self.place[0] + block)

    def shield(self, block: int) -> str | None:
        """Why the block stays whatever its points are, or None."""
        return self.spared or self.measured.shield(self.place[0] + block)

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
        return self._in_words(self._names[number], block)

    def _in_words(self, name: str, block: int) -> str:
        said = self.features[name].say(self._table.code(name, block))
        meant = self.measured.meant(name, self.place[0] + block)
        return f"{said} ({meant})" if meant else said
