"""Counts word groups in labelled lines, by domain, for `rules/scorecards/mined.npz` (see `cleaner.features.mined`).

A word group counts once per domain and side, so that one site's habit is one voice. While points are fitted, a text's
own domain has none: `HeldOut` takes it out of the counts of every look-up, as a fresh site would have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleaner.features import mined
from cleaner.features.lines import Int, Lines
from cleaner.features.mined import ODDS_UNIT, Odds
from cleaner.features.words import HashArray

MIN_DOMAINS, MIN_ODDS = 4, 0.35
"""Domains that must know a word group, and how far from even its odds must be, in log-odds."""
MIN_OTHER_DOMAINS = 3
_DOMAIN_BITS = 11
_LOW = np.uint64((1 << _DOMAIN_BITS) - 1)
"""A pair of word group and domain is one number: the hash without its low bits, and the domain there."""


class Counter:
    """Gathers pairs of word group and domain from batches of labelled lines."""

    def __init__(self, domains: Sequence[str]) -> None:
        names = sorted(set(domains))
        if len(names) > int(_LOW):
            raise ValueError(f"{len(names)} domains, at most {int(_LOW)} fit")
        self._number = {name: number for number, name in enumerate(names)}
        self._pairs: dict[int, list[HashArray]] = {0: [], 1: []}

    def numbers(self, domains: Sequence[str]) -> Int:
        """The domains' numbers."""
        return np.array([self._number[domain] for domain in domains], np.int64)

    def add(self, lines: Lines, labels: Int, domains: Int) -> None:
        """One batch; `domains` holds the number of each document's domain."""
        found = mined.groups(lines)
        own = domains[lines.document].astype(np.uint64)
        for label, pairs in self._pairs.items():
            chosen = labels == label
            for hashes in (found.single, found.pair, found.triple):
                here = chosen[found.lines] & (hashes != 0)
                pairs.append(np.unique((hashes[here] & ~_LOW) | own[found.lines][here]))
            here = chosen & (found.whole != 0)
            pairs.append(np.unique((found.whole[here] & ~_LOW) | own[here]))

    def counts(self, domains: Int | None = None) -> Counts:
        """All that was gathered, or what some domains (their numbers) gave."""
        drop, keep = (np.unique(np.concatenate(self._pairs[label])) for label in (0, 1))
        if domains is not None:
            drop, keep = (pairs[np.isin(pairs & _LOW, domains.astype(np.uint64))] for pairs in (drop, keep))
        return Counts.of(drop, keep)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How many domains drop and keep each word group, and the pairs they were counted from."""

    keys: HashArray
    drop: Int
    keep: Int
    drop_pairs: HashArray
    keep_pairs: HashArray

    @classmethod
    def of(cls, drop_pairs: HashArray, keep_pairs: HashArray) -> Counts:
        """Counts of the groups that enough domains know."""
        dropped, drop_counts = np.unique(drop_pairs & ~_LOW, return_counts=True)
        kept, keep_counts = np.unique(keep_pairs & ~_LOW, return_counts=True)
        keys = np.union1d(dropped, kept)
        drop, keep = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        drop[np.searchsorted(keys, dropped)] = drop_counts
        keep[np.searchsorted(keys, kept)] = keep_counts
        enough = drop + keep >= MIN_DOMAINS
        return cls(keys[enough], drop[enough], keep[enough], drop_pairs, keep_pairs)

    def write(self, path: Path, about: str) -> int:
        """The shipped table, with its provenance; returns how many word groups it holds."""
        odds = _odds(self.drop, self.keep)
        strong = odds != 0
        np.savez_compressed(path, keys=self.keys[strong], odds=odds[strong], about=np.array(about))
        return int(strong.sum())


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Odds as a site sees them that taught nothing; `domains` holds the number of each document's domain."""

    counts: Counts
    domains: Int

    def odds(self, hashes: HashArray, documents: Int) -> Odds:
        """The odds of every hash, from all domains but its document's own."""
        counts, plain = self.counts, hashes & ~_LOW
        place = np.minimum(np.searchsorted(counts.keys, plain), len(counts.keys) - 1)
        known = np.flatnonzero(counts.keys[place] == plain)
        pair = plain[known] | self.domains[documents[known]].astype(np.uint64)
        drop = counts.drop[place[known]] - _among(pair, counts.drop_pairs)
        keep = counts.keep[place[known]] - _among(pair, counts.keep_pairs)
        found = np.zeros(len(hashes), np.int8)
        found[known] = np.where(drop + keep >= MIN_OTHER_DOMAINS, _odds(drop, keep), 0)
        return found


def _among(pairs: HashArray, known: HashArray) -> npt.NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(pairs), np.bool_)
    among: npt.NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, pairs), len(known) - 1)] == pairs
    return among


def _odds(drop: Int, keep: Int) -> Odds:
    odds = np.log((drop + 0.5) / (keep + 0.5))
    odds[np.abs(odds) < MIN_ODDS] = 0
    return np.clip(np.round(ODDS_UNIT * odds), -127, 127).astype(np.int8)
