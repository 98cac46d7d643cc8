"""Text to blocks: one block per line that is not blank; sentences, where a text has but one line. It never looks at
what a line says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np

from cleaner.model import Document, Kind

MIN_SENTENCES_CHARS = 400
"""A single line as long as this had its line ends taken by whoever extracted it: no title or entry is that long."""
_SENTENCE_END = re.compile(
    r"""[.!?…]+ ["'”’»)\]]* \s+ (?= ["'“‘«(\[¿¡]* (?: © | [^\W_a-zß-öø-ÿ] ) )   # a blank, and no small letter behind it
      | [。！？]+ ["'”’»」』）]* \s*""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(r"(?:\b[^\W\d_]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No|Nr|bzw|Co|Inc|Ltd|approx))\.\s+$")
"""What ends with a full stop and no sentence: single letters, titles."""


def read(text: str) -> Document:
    """The document of a decoded text, character for character.

    Lines end where `str.splitlines` ends them (LF, CRLF, CR, U+0085, U+2028, ...). A block is a line without the white
    space around it; everything between blocks is white space. A text of one long line is cut into sentences instead.
    """
    found: list[tuple[int, int, int, int, int]] = []
    lines = text.splitlines(keepends=True)
    for row, (line, end) in enumerate(zip(lines, itertools.accumulate(map(len, lines)), strict=True)):
        bare = line.strip()
        if bare:
            start = end - len(line.lstrip())
            found.append((start, start + len(bare), row, end - len(line), end))
    if len(found) == 1 and found[0][1] - found[0][0] >= MIN_SENTENCES_CHARS:
        start, end, row, begin, stop = found[0]
        found = [(first, last, row, begin, stop) for first, last in _sentences(text, start, end)]
    starts, ends, rows, *edges = np.array(found, np.int64).reshape(-1, 5).T
    return Document(text, Kind.TEXT, starts, ends, rows=rows, lines=np.stack(edges))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of the sentences of a line."""
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.end() < end and not _ABBREVIATION.search(text, max(start, match.end() - 12), match.end()):
            yield start, match.start() + len(match[0].rstrip())
            start = match.end()
    yield start, end
