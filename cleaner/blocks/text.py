"""Text to blocks: one block per line that is not blank; sentences, where a text has but one line. It never looks at
what a line says.
"""

from __future__ import annotations

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
    lines = text.splitlines(keepends=True)
    whole, behind, bare = (
        np.fromiter(map(len, each), np.int64, len(lines))
        for each in (lines, map(str.lstrip, lines), map(str.strip, lines))
    )
    rows = bare.nonzero()[0]
    stop = whole.cumsum()
    starts = (stop - behind)[rows]
    ends, edges = starts + bare[rows], np.stack([(stop - whole)[rows], stop[rows]])
    if len(rows) == 1 and bare[rows[0]] >= MIN_SENTENCES_CHARS:
        starts, ends = np.array(list(_sentences(text, int(starts[0]), int(ends[0]))), np.int64).T
        rows, edges = rows.repeat(len(starts)), edges.repeat(len(starts), axis=1)
    return Document(text, Kind.TEXT, starts, ends, rows=rows, lines=edges)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of the sentences of a line."""
    for match in _SENTENCE_END.finditer(text, start, end):
        if match.end() < end and not _ABBREVIATION.search(text, max(start, match.end() - 12), match.end()):
            yield start, match.start() + len(match[0].rstrip())
            start = match.end()
    yield start, end
