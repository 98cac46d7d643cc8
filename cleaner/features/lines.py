"""A batch of blocks as lines of folded bytes: where each starts, which document it is in, and its words' sums.

It is the ground that `features.text` stands on; it knows no feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.features import characters
from cleaner.features.words import HashArray, Words, line_hashes, split, sums
from cleaner.model import Document

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

MAX_BULLETS = 8
"""How many bullet and quote characters at a line's start are passed over."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """All blocks of a batch, one line each, in order.

    `starts` and `ends` (bytes of `codes`) leave out the blanks around a line, `bodies` also its bullets. `first` and
    `count` are its words in `words`. `document` is the line's document, `top` and `bottom` that document's lines.
    `said` is a hash of each line's words. `gaps` counts the blank lines above each line.

    `codes` and `words` may hold more than the lines do: the white space between them, and lines that went.
    """

    documents: Sequence[Document]
    codes: characters.Codes
    starts: Int
    bodies: Int
    ends: Int
    words: Words
    first: Int
    count: Int
    said: HashArray
    document: Int
    bounds: Int
    top: Int
    bottom: Int
    gaps: Int

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, line: int) -> str:
        """What a line says, in the characters of its document."""
        document = int(self.document[line])
        return self.documents[document].slice(line - int(self.bounds[document]))

    def left(self, kept: Int, documents: Sequence[Document]) -> Lines:
        """Some of the lines, ascending, as they stand in documents from which the others went."""
        own = {name: getattr(self, name)[kept] for name in ("starts", "bodies", "ends", "first", "count", "said")}
        return _placed(documents, self.codes, self.words, own)

    def count_places(self, members: Bool) -> Int:
        """How many bytes of each class each line has; `members` (`bool[classes, 256]`) says which are in which."""
        places = characters.places(self.codes, np.logical_or.reduce(members))
        found = self.codes[places]
        each = (places[member[found]] for member in members)
        return np.array([np.searchsorted(mine, self.ends) - np.searchsorted(mine, self.bodies) for mine in each])

    def word_sums(self, values: npt.NDArray[np.generic]) -> Int:
        """The sum of a word array (or of each row of several) over each line."""
        return sums(values, self.first, self.count).astype(np.int64)

    def first_best(self, values: Int) -> Int:
        """Of each document that has lines the first line with the highest value."""
        starts = np.flatnonzero(self.top == np.arange(len(self)))
        highest = np.repeat(np.maximum.reduceat(values, starts), self.bottom[starts] - starts)
        where = np.flatnonzero(values == highest)
        found: Int = where[np.searchsorted(where, starts)]
        return found

    def per_document(self, values: npt.NDArray[np.generic]) -> Int:
        """The sum of a line array (or of each row of several) over each document, an integer each."""
        total = prefix(values)[..., self.bounds]
        return total[..., 1:] - total[..., :-1]


def prefix(values: npt.NDArray[np.generic]) -> Int:
    """Sums of the first k values, `int64[n + 1]`, of each row alone if there are several.

    Integers: a float's last bit would depend on the batch.
    """
    total = np.zeros((*values.shape[:-1], values.shape[-1] + 1), np.int64)
    values.cumsum(axis=-1, out=total[..., 1:])
    return total


def of(documents: Sequence[Document]) -> Lines:
    """The blocks of some documents as one batch of lines."""
    text = "\n".join([*(document.text for document in documents), ""])
    at = prefix(np.array([len(document.text) + 1 for document in documents], np.int64))
    begins, stops = (_together([getattr(document, edge) for document in documents], at) for edge in ("starts", "ends"))
    codes, starts, ends = characters.fold_lines(text, begins, stops)
    starts = starts + ((codes[starts] == characters.BLANK) & (starts < ends))
    ends = ends - ((codes[np.maximum(ends - 1, 0)] == characters.BLANK) & (ends > starts))
    bodies = _without_bullets(codes, starts, ends)
    words = split(codes)
    first = np.searchsorted(words.starts, bodies)  # neither bullets nor blanks are words
    count = np.searchsorted(words.starts, ends) - first
    said = line_hashes(words, first, count)
    own = {"starts": starts, "bodies": bodies, "ends": ends, "first": first, "count": count, "said": said}
    return _placed(documents, codes, words, own)


def _together(places: Sequence[Int], at: Int) -> Int:
    """Places in documents as places in one text, where the documents begin `at`."""
    return np.concatenate(
        [np.zeros(0, np.int64), *(each + start for each, start in zip(places, at.tolist(), strict=False))]
    )


def _placed(documents: Sequence[Document], codes: characters.Codes, words: Words, own: dict[str, Any]) -> Lines:
    """Lines whose own measures are known, in their places in some documents."""
    sizes = np.array([len(document) for document in documents], np.int64)
    bounds = prefix(sizes)
    gaps = np.concatenate([np.zeros(0, np.int64), *(blank_lines_above(document) for document in documents)])
    member = np.repeat(np.arange(len(documents)), sizes)
    top, bottom = bounds[:-1][member], bounds[1:][member]
    place = {"document": member, "bounds": bounds, "top": top, "bottom": bottom, "gaps": gaps}
    return Lines(documents=documents, codes=codes, words=words, **own, **place)


def _without_bullets(codes: characters.Codes, starts: Int, ends: Int) -> Int:
    bodies = starts.copy()
    left = np.flatnonzero(characters.IS_BULLET[codes[bodies]] & (bodies < ends)) if len(bodies) else bodies
    for _ in range(MAX_BULLETS):
        if not len(left):
            break
        bodies[left] += 1
        left = left[bodies[left] < ends[left]]
        left = left[characters.IS_BULLET[codes[bodies[left]]]]
    return bodies


def blank_lines_above(document: Document) -> Int:
    """Blank lines above each block; 1 above the first, so that it stands apart."""
    if document.rows is None:
        return np.zeros(len(document), np.int64)
    above: Int = np.maximum(np.diff(document.rows, prepend=-2) - 1, 0)
    return above
