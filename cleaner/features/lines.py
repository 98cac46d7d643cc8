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
    `count` are its words in `words`. `document` is the line's document, `top` and `bottom` that document's lines (see
    `spread`). `said` is a hash of each line's words. `gaps` counts the blank lines above each line.

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

    def sums_at(self, places: Int, values: npt.NDArray[np.generic]) -> Int:
        """The sums over each line of what is known of some bytes, ascending; a row each for several rows of values."""
        total = prefix(values)
        return total.take(places.searchsorted(self.ends), axis=-1) - total.take(
            places.searchsorted(self.bodies), axis=-1
        )

    def word_sums(self, values: npt.NDArray[np.generic]) -> Int:
        """The sum of a word array (or of each row of several) over each line."""
        summed: Int = sums(values, self.first, self.count).astype(np.int64)
        return summed

    def first_best(self, values: Int) -> Int:
        """Of each document that has lines the first line with the highest value."""
        found: Int
        if len(self.bounds) == 2:
            found = values.argmax(axis=-1, keepdims=True)
            return found
        starts = (self.top == np.arange(len(self))).nonzero()[0]
        highest = np.maximum.reduceat(values, starts).repeat(self.bottom[starts] - starts)
        where = (values == highest).nonzero()[0]
        found = where[where.searchsorted(starts)]
        return found

    def least(self, values: Int) -> Int:
        """The lowest value in each document; for several rows of values a row each. What no line has of those without
        lines.
        """
        if len(self.bounds) == 2:
            found: Int = values.min(axis=-1, keepdims=True)
            return found
        full = (self.bounds[1:] > self.bounds[:-1]).nonzero()[0]
        found = np.zeros((*values.shape[:-1], len(self.bounds) - 1), np.int64)
        found[..., full] = np.minimum.reduceat(values, self.bounds[full], axis=-1)
        return found

    def per_document(self, values: npt.NDArray[np.generic]) -> Int:
        """The sum of a line array (or of each row of several) over each document, an integer each."""
        if len(self.bounds) == 2:
            whole: Int = values.sum(axis=-1, dtype=np.int64, keepdims=True)
            return whole
        total = prefix(values)[..., self.bounds]
        return total[..., 1:] - total[..., :-1]

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What is known of each document (last axis) for each of its lines.

        That of a single document stays one number: it stands for all lines where arrays meet, without a copy for each.
        """
        return values if len(self.bounds) == 2 else values.take(self.document, axis=-1)


def prefix(values: npt.NDArray[np.generic]) -> Int:
    """Sums of the first k values, `int64[n + 1]`, of each row alone if there are several.

    Integers: a float's last bit would depend on the batch.
    """
    total = np.empty((*values.shape[:-1], values.shape[-1] + 1), np.int64)
    total[..., 0] = 0
    values.cumsum(axis=-1, out=total[..., 1:])
    return total


def of(documents: Sequence[Document]) -> Lines:
    """The blocks of some documents as one batch of lines."""
    text = "\n".join([*(document.text for document in documents), ""])
    at = prefix(np.array([len(document.text) + 1 for document in documents], np.int64))
    begins, stops = (_together([getattr(document, edge) for document in documents], at) for edge in ("starts", "ends"))
    codes, starts, ends = characters.fold_lines(text, begins, stops)
    starts = starts + ((codes.take(starts) == characters.BLANK) & (starts < ends))
    ends = ends - ((codes.take(ends - 1) == characters.BLANK) & (ends > starts))
    bodies = _without_bullets(codes, starts, ends)
    words = split(codes)
    first = words.starts.searchsorted(bodies)  # neither bullets nor blanks are words
    count = words.starts.searchsorted(ends) - first
    said = line_hashes(words, first, count)
    own = {"starts": starts, "bodies": bodies, "ends": ends, "first": first, "count": count, "said": said}
    return _placed(documents, codes, words, own)


def _together(places: Sequence[Int], at: Int) -> Int:
    """Places in documents as places in one text, where the documents begin `at`."""
    if len(places) == 1:
        return places[0]
    return np.concatenate(
        [np.zeros(0, np.int64), *(each + start for each, start in zip(places, at.tolist(), strict=False))]
    )


def _placed(documents: Sequence[Document], codes: characters.Codes, words: Words, own: dict[str, Any]) -> Lines:
    """Lines whose own measures are known, in their places in some documents."""
    sizes = np.array([len(document) for document in documents], np.int64)
    bounds = prefix(sizes)
    gaps = np.concatenate([np.zeros(0, np.int64), *(blank_lines_above(document) for document in documents)])
    member = np.arange(len(documents)).repeat(sizes)
    top, bottom = bounds[:-1], bounds[1:]
    if len(documents) != 1:
        top, bottom = top[member], bottom[member]
    place = {"document": member, "bounds": bounds, "top": top, "bottom": bottom, "gaps": gaps}
    return Lines(documents=documents, codes=codes, words=words, **own, **place)


def _without_bullets(codes: characters.Codes, starts: Int, ends: Int) -> Int:
    bodies = starts.copy()
    left = (characters.IS_BULLET.take(codes.take(bodies)) & (bodies < ends)).nonzero()[0] if len(bodies) else bodies
    for _ in range(MAX_BULLETS):
        if not len(left):
            break
        bodies[left] += 1
        left = left[bodies[left] < ends[left]]
        left = left[characters.IS_BULLET[codes[bodies[left]]]]
    return bodies


def blank_lines_above(document: Document) -> Int:
    """Blank lines above each block; 1 above the first, so that it stands apart."""
    above = np.zeros(len(document), np.int64)
    if document.rows is not None and len(above):
        above[0] = document.rows[0] + 1
        np.subtract(document.rows[1:], document.rows[:-1] + 1, out=above[1:])
        np.maximum(above, 0, out=above)  # sentences of one line
    return above
