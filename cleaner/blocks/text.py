"""Text to blocks: one block per line that is not blank. It never looks at what a line says."""

from __future__ import annotations

import itertools

import numpy as np

from cleaner.model import Document, IntArray, Kind


def read(text: str) -> Document:
    """The document of a decoded text, character for character.

    Lines end where `str.splitlines` ends them (LF, CRLF, CR, U+0085, U+2028, ...). A block is a line without the white
    space around it; everything between blocks is white space.
    """
    starts: list[int] = []
    ends: list[int] = []
    rows: list[int] = []
    lines = text.splitlines(keepends=True)
    for row, (line, end) in enumerate(zip(lines, itertools.accumulate(map(len, lines)), strict=True)):
        bare = line.strip()
        if bare:
            start = end - len(line.lstrip())
            starts.append(start)
            ends.append(start + len(bare))
            rows.append(row)
    return Document(text, Kind.TEXT, _array(starts), _array(ends), rows=_array(rows))


def _array(values: list[int]) -> IntArray:
    return np.array(values, np.int64)
