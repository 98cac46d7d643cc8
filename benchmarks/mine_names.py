"""Counts class names and ids on labelled pages, by domain, for `rules/scorecards/names.npz` (see
`cleaner.features.called`).

Of each domain it counts which share of the words inside is boilerplate, so that one site's habit is one voice. While
forests are fitted, a page's own domain has none: `HeldOut` takes it out of every look-up, as of a fresh site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

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


class HeldOut:
    """Odds as a site sees them that taught nothing."""

    def __init__(self, counts: Counts, own: Voice | None) -> None:
        self._counts, self._own = counts, own

    def odds(self, names: Sequence[str]) -> Int:
        """See `called.Names`."""
        parts, counts = called.parts(names), self._counts
        place, known = _find(parts.hashes, counts.keys)
        domains, bad = (np.where(known, column[place], 0) for column in (counts.domains, counts.bad))
        if self._own is not None:
            mine, is_mine = _find(parts.hashes, self._own.keys)
            domains, bad = domains - is_mine, bad - np.where(is_mine, self._own.share[mine], 0)
        return called.packed(parts, _odds(domains, bad), len(names))


def held_out(voices: Mapping[str, Voice], counts: Counts, domain: str) -> HeldOut:
    """The odds for pages of a domain."""
    return HeldOut(counts, voices.get(domain))


def _find(hashes: HashArray, keys: HashArray) -> tuple[Int, npt.NDArray[np.bool_]]:
    place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    return place, keys[place] == hashes


def _odds(domains: npt.NDArray[Any], bad: npt.NDArray[Any]) -> Odds:
    odds = ODDS_UNIT * np.log((np.maximum(bad, 0) + PRIOR) / (np.maximum(domains - bad, 0) + PRIOR))
    return np.where(domains >= MIN_DOMAINS, np.clip(np.round(odds), -127, 127), 0).astype(np.int8)
