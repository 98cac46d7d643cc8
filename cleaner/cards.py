"""Fitted points as they are written (`rules/scorecards/<name>.json`), loaded. Nothing here scores or decides.

Format 1 is a points table, format 2 two forests and a gate, format 3 one forest and a gate for lists. A file that is
broken or asks for a feature that nobody measures is refused whole.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from cleaner import forest
from cleaner.errors import CleanerError
from cleaner.features.table import Feature, FeatureTable
from cleaner.grove import Grove
from cleaner.mixture import Mixture, names_of
from cleaner.model import Bar, IntArray, PointArray
from cleaner.scorecard import Leaning, Scorecard, tables_of
from cleaner.testimony import Cutoff

ADDITIVE, MIXTURE, GROVE = 1, 2, 3
"""Formats of the files."""


class Card(Protocol):
    """What gives blocks their points. `bounds` are where each document's blocks start, `int64[documents + 1]`."""

    @property
    def reliability(self) -> tuple[tuple[float, float], ...]:
        """Expected and seen F1 on held-out folds, ascending pairs."""
        ...

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Data, licence, fit and held-out figures."""
        ...

    def score(self, table: FeatureTable, bounds: IntArray) -> PointArray:
        """The points of every block, `int32[size]`, in hundredths."""
        ...

    def cutoff_of(self, bar: Bar, table: FeatureTable, bounds: IntArray) -> list[Cutoff]:
        """Each document's cutoff."""
        ...

    def lists(self, table: FeatureTable, bounds: IntArray) -> npt.NDArray[np.bool_]:
        """Which documents look like lists, `bool[documents]`, as far as the card can tell."""
        ...

    def leaning(self, table: FeatureTable) -> Leaning | None:
        """What the document of a table is taken for, where that makes a difference."""
        ...

    @property
    def features(self) -> Sequence[str]:
        """The features asked for, in the order of `contributions`."""
        ...

    def contributions(self, table: FeatureTable, blocks: IntArray, bounds: IntArray) -> PointArray:
        """What every feature adds to some blocks, `int32[features, blocks]`, in hundredths, but for the base."""
        ...


def load(path: Path, features: Sequence[Feature]) -> Card:
    """A card from its file.

    Raises CleanerError when the file is missing or broken, has another format, or names a feature that nobody measures.
    """
    return _load(path, frozenset(feature.name for feature in features))


@functools.lru_cache(maxsize=16)
def _load(path: Path, known: frozenset[str]) -> Card:
    try:
        written = json.loads(path.read_bytes())
    except OSError as error:
        raise CleanerError(f"{path}: scorecard cannot be read ({error.strerror}); reinstall boilerstrip") from None
    except ValueError as error:
        raise CleanerError(f"{path}: scorecard is not JSON ({error}); fit it anew, see benchmarks/") from None
    try:
        if written["format"] not in _READERS:
            formats = ", ".join(map(str, _READERS))
            raise CleanerError(
                f"{path}: scorecard format {written['format']}, this version reads {formats}; fit it anew"
            )
        card, asked = _READERS[written["format"]](written)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CleanerError(f"{path}: not a scorecard ({error!r}); fit it anew, see benchmarks/") from None
    unknown = sorted(set(asked) - known)
    if unknown:
        raise CleanerError(f"{path}: unknown features {', '.join(unknown)}; fit the scorecard anew")
    return card


def _additive(written: Mapping[str, Any]) -> tuple[Card, Sequence[str]]:
    tables = tables_of(written["tables"])
    cutoffs = _cutoffs(written["bars"])
    return Scorecard(
        written["name"], int(written["base"]), tables, cutoffs, _pairs(written["reliability"]), written["provenance"]
    ), list(tables)


def _mixture(written: Mapping[str, Any]) -> tuple[Card, Sequence[str]]:
    mixture = Mixture(
        written["name"],
        tuple(written["features"]),
        forest.grow(written["general"]),
        forest.grow(written["article"]),
        _part("gate", written["gate"]),
        _ramp(written["gate"]),
        _cutoffs(written["bars"]),
        _cutoffs(written["article_bars"]),
        _pairs(written["reliability"]),
        written["provenance"],
        int(written.get("parts", 1)),
    )
    return mixture, names_of(mixture)


def _grove(written: Mapping[str, Any]) -> tuple[Card, Sequence[str]]:
    gate = written["gate"]
    grove = Grove(
        written["name"],
        tuple(written["features"]),
        forest.grow(written["forest"]),
        _part("by hand", written["by_hand"]),
        _part("gate", gate),
        _ramp(gate),
        {Bar(bar): int(rise) for bar, rise in gate["rises"].items()},
        int(gate["list"]),
        _cutoffs(written["bars"]),
        _pairs(written["reliability"]),
        written["provenance"],
    )
    return grove, [*grove.features, *grove.gate.features]


def _part(name: str, written: Mapping[str, Any]) -> Scorecard:
    """A points table inside a card."""
    return Scorecard(name, int(written["base"]), tables_of(written["tables"]), {}, (), {})


def _ramp(gate: Mapping[str, Any]) -> tuple[int, int]:
    low, high = gate["ramp"]
    if low >= high:
        raise ValueError(f"gate: ramp from {low} to {high}")
    return low, high


def _cutoffs(bars: Mapping[str, Any]) -> dict[Bar, Cutoff]:
    return {Bar(bar): Cutoff(**cutoff) for bar, cutoff in bars.items()}


def _pairs(reliability: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(said), float(seen)) for said, seen in reliability)


_READERS = {ADDITIVE: _additive, MIXTURE: _mixture, GROVE: _grove}
