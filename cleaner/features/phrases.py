"""Phrases that boilerplate is made of, found in whole batches in one pass. A hit is testimony, never a verdict.

Phrases are knowledge (`rules/phrases/<language>.yaml`), each with its form: the whole line, or how a line starts; a
phrase inside a sentence is no hit. One byte-level Aho-Corasick pass finds them; scripts whose letters share bytes are
compared once more, character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.features.characters import IS_BULLET, IS_UNSPACED, IS_WORD, UNSPACED_LONG, Codes, key, lower
from cleaner.features.lines import Lines
from cleaner.model import Category

Int = npt.NDArray[np.int64]
FORMS = ("whole", "start")
FULL_COVER = 15
"""Cover is said in fifteenths of the line."""
CATEGORIES = tuple(Category)
TRAILING = b" .:!?*"
"""Marks that may follow a phrase on its line: "Share this", "Share this:", "Share this!"."""
_MARKS = tuple(bytes([mark]) for mark in TRAILING.strip())
MAX_TRAILING = 5
IS_TRAILING = np.isin(np.arange(256), list(TRAILING))
LEADING = bytes(np.flatnonzero(IS_BULLET).tolist())
"""Bullets, arrows and quotation marks that may stand before it; lines are looked at without them."""
_MAY_END = ~IS_WORD | IS_UNSPACED
"""What a whole phrase may end with, whatever follows."""
_UNSPACED = bytes(np.flatnonzero(IS_UNSPACED).tolist())
_NUMBER = re.compile(r"\d+")
_ALIKE = str.maketrans({"’": "'", "ı": "i", "\u0307": None})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: its text (lower case, digits as 0), what it is a sign of, and its form."""

    text: str
    category: Category
    language: str
    form: str


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Phrases found, parallel arrays: the line, the phrase's place in the book, and how much of the line it covers."""

    lines: Int
    phrases: Int
    cover: Int

    def left(self, kept: Int) -> Hits:
        """The hits in some of the lines, ascending, which are all that is left."""
        place = np.searchsorted(kept, self.lines)
        stays = np.append(kept, -1)[place] == self.lines
        return Hits(place[stays], self.phrases[stays], self.cover[stays])


class PhraseBook:
    """All phrases and the automaton that finds them.

    `categories` and `words` have one entry per phrase: its category's place in `CATEGORIES`, and its words (two
    characters of a script without spaces count as one).
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        import ahocorasick_rs

        self.phrases = tuple(phrases)
        folded_all = key("\n".join(phrase.text for phrase in self.phrases)).split(b"\n")[: len(self.phrases)]
        keys = [folded.lstrip(LEADING) for folded in folded_all]
        patterns: dict[bytes, list[int]] = {}
        for index, (phrase, folded) in enumerate(zip(self.phrases, keys, strict=True)):
            bare = folded.rstrip(TRAILING)
            if bare and (phrase.form == "whole" or bare != folded):
                # a start with marks of its own ("theme:") may be all that its line says, which lost them in `find`
                patterns.setdefault(b"\n" + bare + b"\n", []).append(index)
            if bare and phrase.form == "start":
                patterns.setdefault(b"\n" + folded, []).append(index)
        self._alike = list(patterns.values())
        self._exact = {
            i: exact(phrase.text) if phrase.form == "whole" else squeezed(phrase.text)
            for i, (phrase, folded) in enumerate(zip(self.phrases, keys, strict=True))
            if max(folded) >= UNSPACED_LONG or (phrase.form == "start" and folded.endswith(_MARKS))
        }
        self._lengths = np.array([len(pattern.strip(b"\n")) for pattern in patterns], np.int64)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(patterns)) if patterns else None
        places = {category: place for place, category in enumerate(CATEGORIES)}
        self.categories = np.array([places[phrase.category] for phrase in self.phrases], np.int64)
        self._heard: dict[str | None, npt.NDArray[np.bool_]] = {}
        unspaced = [len(folded) - len(folded.translate(None, _UNSPACED)) for folded in keys]
        spaced = [len(phrase.text.split()) for phrase in self.phrases]
        self.words = np.array(spaced, np.int64) + np.array(unspaced, np.int64) // 2

    def find(self, lines: Lines) -> Hits:
        """The hits in some lines, without bullets before them and marks behind: "» Share this:" is "share this"."""
        if self._automaton is None or not len(lines):
            return Hits(*(np.zeros(0, np.int64) for _ in range(3)))
        starts = lines.bodies
        ends = _without_marks(lines.codes, starts, lines.ends)
        low = _lines_alone(lower(lines.codes), starts, ends)
        found = self._automaton.find_matches_as_indexes(low, overlapping=True)
        pattern, place = np.array(found, np.int64).reshape(-1, 3)[:, :2].T
        place = place + 1
        after = place + self._lengths[pattern]
        bytes_ = np.frombuffer(low, np.uint8)
        whole_word = ~IS_WORD[bytes_[after]] | _MAY_END[bytes_[after - 1]]
        line = _offsets(starts, ends).searchsorted(place, "right") - 1
        cover = FULL_COVER * self._lengths[pattern] // np.maximum((ends - starts)[line], 1)
        entries = list(
            self._checked(zip(*(column[whole_word].tolist() for column in (line, pattern, cover)), strict=True), lines)
        )
        columns = np.array(sorted(entries), np.int64).reshape(-1, 3)
        return Hits(columns[:, 0], columns[:, 1], columns[:, 2])

    def spoken(self, hits: Hits, lines: Lines, languages: Sequence[str | None]) -> Hits:
        """The hits in each document's own language or in English, which sites of all languages use; all where it is
        unknown. `languages` has one entry per document.
        """
        if not len(hits.lines):
            return hits
        if len(languages) == 1:
            mine = self._spoken_in(languages[0])[hits.phrases]
        else:
            spoken = np.stack([self._spoken_in(language) for language in languages])
            mine = spoken[lines.document[hits.lines], hits.phrases]
        return Hits(hits.lines[mine], hits.phrases[mine], hits.cover[mine])

    def _spoken_in(self, language: str | None) -> npt.NDArray[np.bool_]:
        """Which phrases are heard in documents of a language."""
        known = self._heard.get(language)
        if known is None:
            heard = [language is None or phrase.language in (language, "en") for phrase in self.phrases]
            known = self._heard[language] = np.array(heard, np.bool_)
        return known

    def _checked(self, hits: Iterator[tuple[int, int, int]], lines: Lines) -> Iterator[tuple[int, int, int]]:
        """Every phrase behind a pattern that really stands in the line."""
        for line, pattern, cover in hits:
            for phrase in self._alike[pattern]:
                if phrase not in self._exact or self._exact[phrase] in squeezed(lines.text(line)):
                    yield line, phrase, min(cover, FULL_COVER)


def squeezed(text: str) -> str:
    """A line as it is compared with phrases: NFKC, case folded (both Turkish i are one), numbers 0, blanks squeezed."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    return _NUMBER.sub("0", " ".join(folded.split()))


def exact(text: str) -> str:
    """The same without marks at its end."""
    return squeezed(text).rstrip(TRAILING.decode())


def _without_marks(codes: Codes, starts: Int, ends: Int) -> Int:
    """The lines' ends without the marks that a phrase may or may not carry."""
    ends, left = ends.copy(), (ends > starts + 1).nonzero()[0]
    for _ in range(MAX_TRAILING):
        left = left[IS_TRAILING[codes[ends[left] - 1]]]
        if not len(left):
            break
        ends[left] -= 1
        left = left[ends[left] > starts[left] + 1]
    return ends


def _offsets(starts: Int, ends: Int) -> Int:
    """Where each line starts in `_lines_alone`, after its newline."""
    sizes = ends - starts + 1
    offsets: Int = sizes.cumsum() - sizes + 1
    return offsets


def _lines_alone(low: bytes, starts: Int, ends: Int) -> bytes:
    """The lines, each between two newlines."""
    return (
        b"\n" + b"\n".join([low[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]) + b"\n"
    )
