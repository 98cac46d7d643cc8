"""Points tables: loaded, added up, explained. Points speak for boilerplate; nothing here decides.

A scorecard is data (`rules/scorecards/<name>.json`): for every feature a short table from byte codes to integer points,
hundredths of a log-odds unit. A block's score is their sum, so that its explanation is complete by construction.
Method: additive scorecards from boosted stumps; the fit lies in `benchmarks/`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.errors import CleanerError
from cleaner.features.table import Feature, FeatureTable
from cleaner.model import POINT, Bar, PointArray
from cleaner.testimony import Cutoff

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to one block's score, in hundredths of a point, and the code it was read from."""

    feature: str
    code: int
    points: int


@dataclass(frozen=True, eq=False)
class Scorecard:
    """An additive points table. `tables[name]` holds 256 points, one for each code of the feature."""

    name: str
    base: int
    tables: Mapping[str, PointArray]
    cutoffs: Mapping[Bar, Cutoff]
    reliability: tuple[tuple[float, float], ...]
    provenance: Mapping[str, Any]

    def score(self, table: FeatureTable) -> PointArray:
        """The points of every block, `int32[size]`, in hundredths. Integers: the order of addition is irrelevant."""
        total = np.full(table.size, self.base, np.int32)
        for name, points in self.tables.items():
            column = table.columns.get(name)
            if column is None:
                total += points[0]
            else:
                total += points[column]
        return total

    def contributions(self, table: FeatureTable, block: int) -> list[Contribution]:
        """What every feature adds to one block, strongest first; with `base` they add up to its score."""
        found = []
        for name, points in self.tables.items():
            code = table.code(name, block)
            if points[code]:
                found.append(Contribution(name, code, int(points[code])))
        return sorted(found, key=lambda item: (-abs(item.points), item.feature))


def chances(points: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The chance that a block is content, from its points: they are log-odds of the opposite, in hundredths."""
    odds = np.clip(points.astype(np.float64) / POINT, -30, 30)
    return 1 / (1 + np.exp(odds))


def load(path: Path, features: Sequence[Feature]) -> Scorecard:
    """A scorecard from its file.

    Raises CleanerError when the file is missing or broken, has another format, or names a feature that nobody measures.
    """
    return _load(path, frozenset(feature.name for feature in features))


@functools.lru_cache(maxsize=16)
def _load(path: Path, known: frozenset[str]) -> Scorecard:
    try:
        card = json.loads(path.read_bytes())
    except OSError as error:
        raise CleanerError(f"{path}: scorecard cannot be read ({error.strerror}); reinstall boilerstrip") from None
    except ValueError as error:
        raise CleanerError(f"{path}: scorecard is not JSON ({error}); fit it anew, see benchmarks/") from None
    try:
        if card["format"] != FORMAT:
            raise CleanerError(f"{path}: scorecard format {card['format']}, this version reads {FORMAT}; fit it anew")
        tables = {entry["feature"]: _expand(entry["upto"], entry["points"]) for entry in card["tables"]}
        cutoffs = {Bar(bar): Cutoff(**cutoff) for bar, cutoff in card["bars"].items()}
        unknown = sorted(tables.keys() - known)
        if unknown:
            raise CleanerError(f"{path}: unknown features {', '.join(unknown)}; fit the scorecard anew")
        reliability = tuple((float(said), float(seen)) for said, seen in card["reliability"])
        return Scorecard(card["name"], int(card["base"]), tables, cutoffs, reliability, card["provenance"])
    except (KeyError, TypeError, ValueError) as error:
        raise CleanerError(f"{path}: not a scorecard ({error!r}); fit it anew, see benchmarks/") from None


def _expand(upto: Sequence[int], points: Sequence[int]) -> PointArray:
    """256 points from runs: `points[k]` holds for codes up to and including `upto[k]`; the last must be 255."""
    if not upto or upto[-1] != 255 or list(upto) != sorted(set(upto)):
        raise ValueError("a table's codes must ascend and end with 255")
    return np.repeat(np.array(points, np.int32), np.diff([-1, *upto]))
