"""JSON Lines: lines as they lie in the file, the record in one, and one value replaced with every other byte kept.

It never writes a line anew: numbers, spacing, order and duplicate keys of what was not asked for stay as they are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError
from cleaner.formats import compressed
from cleaner.formats.jsonvalue import Number, fetch, kind_name, parsed, peek, replaced, with_value
from cleaner.formats.records import Record
from cleaner.model import Kind

__all__ = ["Fields", "Oversized", "is_blank", "lines", "record_of", "replaced", "with_value"]

PIECE_BYTES = 1 << 18
"""How much of a line that is too long is held at a time."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Which keys hold what; `a.b` is key `b` in the object under `a`, unless a key is really called `a.b`.

    With `html` given, that is the document and it is a page; else `text` is, and it is text whatever it looks like.
    """

    text: str = "text"
    html: str | None = None
    url: str | None = "url"
    id: str | None = "id"

    @property
    def document(self) -> str:
        """The key of the document itself."""
        return self.html or self.text


class Oversized:
    """A line longer than the limit, set aside in a temporary file until somebody copies it; then close it.

    It is set aside compressed, so that gigabytes of zeros cost little.
    """

    def __init__(self, head: bytes, stream: BinaryIO, max_bytes: int) -> None:
        self.size = 0
        self.max_bytes = max_bytes
        self._file = cast("BinaryIO", tempfile.TemporaryFile(prefix="boilerstrip-"))  # noqa: SIM115 - closed by close()
        with compressed.writing(self._file, compressed.Codec.GZIP) as spill:
            piece = head
            while piece:
                spill.write(piece)
                self.size += len(piece)
                piece = b"" if piece.endswith(b"\n") else stream.readline(PIECE_BYTES)

    @property
    def problem(self) -> InputError:
        """What to say of it."""
        return InputError(
            f"line of {self.size} bytes > max_bytes {self.max_bytes}; raise limits.max_bytes or split the document"
        )

    def pieces(self) -> Iterator[bytes]:
        """The line, byte for byte, its line end included; as often as wanted."""
        self._file.seek(0)
        spilled = compressed.reading(self._file, compressed.Codec.GZIP)
        while piece := spilled.read(PIECE_BYTES):
            yield piece

    def close(self) -> None:
        """Give the space back."""
        self._file.close()


def lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | Oversized]:
    """Every line with its own line end; the last may have none. Together they are the stream.

    `stream` is a buffered one. A line of more than `max_bytes`, line end not counted, is an Oversized.
    """
    limit = max_bytes + 2
    while line := stream.readline(limit):
        if len(line) <= max_bytes or (line.endswith(b"\n") and len(line.rstrip(b"\r\n")) <= max_bytes):
            yield line
        else:
            yield Oversized(line, stream, max_bytes)


def is_blank(line: bytes) -> bool:
    """Whether a line holds nothing: it is no record and is passed on as it is."""
    return not line.strip(b" \t\r\n\x0b\x0c") or line.strip() == b"\xef\xbb\xbf"


def record_of(line: bytes, fields: Fields, name: str | None = None) -> Record:
    """The document of one line. Raises InputError for a line that has none.

    A url or an id that is missing or null is None; an id that is a number is told as it is written.
    """
    value = parsed(line)
    content = fetch(value, fields.document)
    if not isinstance(content, str) or isinstance(content, Number):
        raise InputError(f'field "{fields.document}": expected a string, got {kind_name(content)}; name another field')
    kind = Kind.HTML if fields.html else Kind.TEXT
    return Record(content, name, _word(value, fields.url), kind, id=_word(value, fields.id))


def _word(value: dict[str, Any], key: str | None) -> str | None:
    """A string or number under a key, if there is one."""
    found = None if key is None else peek(value, key)
    return str(found) if isinstance(found, str) else None
