"""Counts class names and ids on labelled pages, by domain, for `rules/scorecards/names.npz` (see
`cleaner.features.called`).

Of each domain it counts which share of the words inside is boilerplate, so that one site's habit is one voice. While
forests are fitted, a page hears what the domains of other folds say, as a fresh site would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.folds import FOLDS, fold_of
from cleaner.blocks.page import Page
from cleaner.features import called
from cleaner.features.containers import TAGS
from cleaner.features.lines import Int, prefix
from cleaner.features.mined import ODDS_UNIT, Odds
from cleaner.features.words import HashArray

MIN_DOMAINS = 4
"""Domains that must know a name."""
PRIOR = 0.75
"""Domains of either side that every name is thought to have beside those that were seen."""

Float = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """What one domain says of names: the share of words inside that are boilerplate."""

    keys: HashArray
    share: Float


class Counter:
    """Gathers names from labelled pages."""

    def __init__(self) -> None:
        self._parts: dict[str, list[tuple[HashArray, Float, Float]]] = {}

    def add(self, domain: str, page: Page, size: Int, boilerplate: npt.NDArray[np.bool_]) -> None:
        """One page: the words of each block, and which blocks are boilerplate."""
        elements = page.elements
        words, bad = (prefix(values)[elements.last] - prefix(values)[elements.first]
                      for values in (size, size * boilerplate))  # fmt: skip
        full = np.flatnonzero(words > 0)
        classes = [elements.classes[e] for e in full.tolist()]
        idents = [f"#{elements.ids[e]}" if elements.ids[e] else "" for e in full.tolist()]
        tags = [f"<{elements.tags[e]}>" if elements.tags[e] in TAGS else "" for e in full.tolist()]
        found = called.parts(classes + idents + tags)
        element = full[found.name % max(len(full), 1)]
        keys, which = np.unique(found.hashes, return_inverse=True)
        sums = [np.bincount(which, values[element], len(keys)) / max(int(size.sum()), 1) for values in (words, bad)]
        self._parts.setdefault(domain, []).append((keys, sums[0], sums[1]))

    def voices(self) -> dict[str, Voice]:
        """What each domain says."""
        return {domain: _voice(pages) for domain, pages in self._parts.items()}


def _voice(pages: Iterable[tuple[HashArray, Float, Float]]) -> Voice:
    keys, words, bad = (np.concatenate(column) for column in zip(*pages, strict=True))
    unique, which = np.unique(keys, return_inverse=True)
    return Voice(unique, np.bincount(which, bad) / np.maximum(np.bincount(which, words), 1e-12))


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many domains know each name, and the sum of their shares of boilerplate."""

    keys: HashArray
    domains: Float
    bad: Float

    @classmethod
    def of(cls, voices: Iterable[Voice]) -> Counts:
        """Counts of what some domains say."""
        heard = list(voices)
        keys, which = np.unique(np.concatenate([voice.keys for voice in heard]), return_inverse=True)
        shares = np.concatenate([voice.share for voice in heard])
        domains: Float = np.bincount(which).astype(np.float64)
        bad: Float = np.bincount(which, shares).astype(np.float64)
        return cls(keys, domains, bad)

    def write(self, path: Path, about: str) -> int:
        """The table, with its provenance; returns how many names it holds."""
        odds = _odds(self.domains, self.bad)
        strong = odds != 0
        np.savez_compressed(path, keys=self.keys[strong], odds=odds[strong], about=np.array(about))
        return int(strong.sum())


class Heard:
    """Odds as a site hears them that taught nothing of these counts."""

    def __init__(self, counts: Counts) -> None:
        self._keys, self._odds = counts.keys, _odds(counts.domains, counts.bad)

    def odds(self, names: Sequence[str]) -> Int:
        """See `called.Names`."""
        parts = called.parts(names)
        place = np.minimum(np.searchsorted(self._keys, parts.hashes), len(self._keys) - 1)
        odds = np.where(self._keys[place] == parts.hashes, self._odds[place], 0).astype(np.int8)
        return called.packed(parts, odds, len(names))


def of_folds(voices: Mapping[str, Voice]) -> list[Counts]:
    """For each fold what the domains of all others say: a page hears neither its own domain nor those of its fold.

    With its own domain alone left out, a forest could tell from a rare name's odds what that domain had said.
    """
    folds = fold_of(list(voices))
    return [Counts.of(voice for voice, of in zip(voices.values(), folds, strict=True) if of != fold)
            for fold in range(FOLDS)]  # fmt: skip


def _odds(domains: npt.NDArray[Any], bad: npt.NDArray[Any]) -> Odds:
    odds = ODDS_UNIT * np.log((np.maximum(bad, 0) + PRIOR) / (np.maximum(domains - bad, 0) + PRIOR))
    return np.where(domains >= MIN_DOMAINS, np.clip(np.round(odds), -127, 127), 0).astype(np.int8)
