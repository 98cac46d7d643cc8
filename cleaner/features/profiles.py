"""langdetect with its profiles loaded in a fifth of the time: the only importer of langdetect.

langdetect detects, in its own words and with the same answers. Loaded late: few documents need it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from langdetect import DetectorFactory  # noqa: TID251
from langdetect.detector_factory import PROFILES_DIRECTORY  # noqa: TID251
from langdetect.lang_detect_exception import LangDetectException  # noqa: TID251

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from langdetect.utils.lang_profile import LangProfile  # noqa: TID251


class Rows(dict[str, list[float]]):
    """Of each n-gram its share of every language. langdetect makes all 88,000 rows; here one is made when asked for.

    A detector asks whether an n-gram is known, and for the rows of some that are. Only those become items.
    """

    def __init__(self) -> None:
        super().__init__()
        self._profiles: list[tuple[Mapping[str, int], Sequence[int]]] = []
        self._known: set[str] = set()

    def add(self, counts: Mapping[str, int], of_length: Sequence[int]) -> None:
        """One language more: how often it has each n-gram, and how many it has of one, two and three letters."""
        self._profiles.append((counts, of_length))
        self._known.update(counts)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def __missing__(self, word: str) -> list[float]:
        place = len(word) - 1
        row = [counts.get(word, 0) / of_length[place] for counts, of_length in self._profiles]
        self[word] = row
        return row


class Profiles(DetectorFactory):  # type: ignore[misc]  # langdetect has no types
    """langdetect's profiles, in its own order. Seeded: a detector draws n-grams by lot."""

    seed = 0

    def __init__(self) -> None:
        super().__init__()
        self.word_lang_prob_map = Rows()

    def add_profile(self, profile: LangProfile, index: int, langsize: int) -> None:  # noqa: ARG002
        """Takes a profile as it stands, in place of writing it into the row of each of its n-grams."""
        self.langlist.append(profile.name)
        self.word_lang_prob_map.add(profile.freq, profile.n_words)


@functools.cache
def shipped() -> Profiles:
    """The profiles that langdetect ships."""
    profiles = Profiles()
    profiles.load_profile(PROFILES_DIRECTORY)
    return profiles


def detected(sample: str) -> str | None:
    """langdetect's best guess; None when it finds nothing to go by."""
    detector = shipped().create()
    detector.append(sample)
    try:
        return str(detector.detect())
    except LangDetectException:
        return None
