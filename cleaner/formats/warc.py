"""WARC and WET: the pages and texts of a crawl, every record counted. It is the only importer of fastwarc.

Documents are `response` records with status 200 whose body is HTML or plain text, and `conversion` records (WET) of
those types. Error pages and redirects are not what a corpus wants: they are counted as skipped, by status, as are other
types of record and of content. A document that cannot be read is a Bad; a file that is cut or whose records do not
follow each other is an InputError, because nobody knows what it lost.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from cleaner.errors import InputError
from cleaner.formats import httpmessage
from cleaner.formats.records import Record, looks_like_html
from cleaner.model import Kind

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

KINDS = {"text/html": Kind.HTML, "application/xhtml+xml": Kind.HTML, "text/plain": Kind.TEXT}
OK = 200
PIECE_BYTES = 1 << 20
"""How much of a block that is too large is held while it is passed over."""

_DIGITS = re.compile(r"[0-9]+")


@dataclass(slots=True)
class Counts:
    """What became of the records read so far: `records` = `out` + `bad` + all `skipped`, which are told by reason."""

    out: int = 0
    bad: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """How many records were read."""
        return self.out + self.bad + self.skipped.total()


@dataclass(frozen=True, slots=True)
class Bad:
    """A document that could not be read: its record's id, its URL, why, and its block where that was not too large."""

    name: str
    url: str | None
    problem: InputError
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class _Block:
    """A record as it lies in the file: its headers by name in lower case, and its block if that is not too large."""

    kind: str
    name: str
    headers: dict[str, str]
    content: bytes | None
    size: int

    @property
    def url(self) -> str | None:
        """Some writers put the URI in angle brackets, as an early draft had it."""
        return self.headers.get("warc-target-uri", "").strip("<> ") or None

    @property
    def is_cut(self) -> bool:
        """Whether the crawler says that it did not fetch all of it."""
        return "warc-truncated" in self.headers


def records(stream: BinaryIO, max_bytes: int, counts: Counts | None = None) -> Iterator[Record | Bad]:
    """The documents of a WARC or WET stream that is not compressed (any more), in order, each named by its record's id.

    `max_bytes` bounds a block and what it unpacks to. `counts` is kept up to date. Raises InputError where the file is
    cut, damaged or none.
    """
    counts = counts if counts is not None else Counts()
    for block in _blocks(stream, max_bytes, counts):
        try:
            found = _document(block, max_bytes)
        except InputError as problem:
            counts.bad += 1
            yield Bad(block.name, block.url, problem, block.content or b"")
            continue
        if isinstance(found, str):
            counts.skipped[found] += 1
        else:
            counts.out += 1
            yield found


def _document(block: _Block, max_bytes: int) -> Record | str:
    """A block's document, or why it has none."""
    if block.kind not in ("response", "conversion"):
        return f"{block.kind} record"
    if block.kind == "response" and httpmessage.media_type(block.headers.get("content-type", "")) != "application/http":
        return "response without HTTP"
    if block.content is None:
        raise InputError(f"record of {block.size} bytes > max_bytes {max_bytes}; raise limits.max_bytes")
    if block.kind == "conversion":
        return _conversion(block, block.content)
    return _response(block, block.content, max_bytes)


def _conversion(block: _Block, content: bytes) -> Record | str:
    said = block.headers.get("content-type", "")
    kind = KINDS.get(httpmessage.media_type(said))
    if kind is None:
        return _type_skipped(said)
    return Record(content, block.name, block.url, kind, httpmessage.charset(said), block.name)


def _response(block: _Block, content: bytes, max_bytes: int) -> Record | str:
    head = httpmessage.head_of(content)
    if head.status != OK:
        return f"status {head.status}"
    said = head.media_type or httpmessage.media_type(block.headers.get("warc-identified-payload-type", ""))
    kind = KINDS.get(said)
    if kind is None and said:
        return _type_skipped(said)
    body = httpmessage.body_of(content, head, max_bytes, cut=block.is_cut)
    if kind is None and not looks_like_html(body[:8192].decode("latin-1")):
        return _type_skipped(said)
    return Record(body, block.name, block.url, kind or Kind.HTML, head.charset, block.name)


def _type_skipped(said: str) -> str:
    name = httpmessage.media_type(said)
    return f"content type {name[:60]}" if name else "no content type"


def _blocks(stream: BinaryIO, max_bytes: int, counts: Counts) -> Iterator[_Block]:
    """Every record of the file, of whatever type, read to its end."""
    archive = _archive(stream)
    while True:
        number = counts.records + 1
        try:
            record = next(archive, None)
        except OSError as error:
            raise InputError(f"record {number}: not WARC ({error}); fetch the file again") from None
        if record is None:
            break
        yield _block(record, number, max_bytes, counts)
    if stream.read(1):
        raise InputError(f"after record {counts.records}: not WARC; fetch the file again")


def _block(record: WarcRecord, number: int, max_bytes: int, counts: Counts) -> _Block:
    headers = {name.lower(): value for name, value in record.headers.items()}
    where = f"record {number} at byte {record.stream_pos}"
    said = headers.get("content-length", "")
    if not _DIGITS.fullmatch(said):
        raise InputError(f"{where}: cut off or damaged, has no Content-Length; fetch the file again")
    content = record.reader.read(min(int(said), max_bytes + 1))
    size = len(content)
    while piece := record.reader.read(PIECE_BYTES):
        size += len(piece)
    if size != int(said):
        counts.bad += 1
        raise InputError(f"{where}: cut off, {size} of {said} bytes; fetch the file again")
    name = record.record_id or f"record {number}"
    kept = content if size <= max_bytes else None
    return _Block(headers.get("warc-type", "untyped"), name, headers, kept, size)


def _archive(stream: BinaryIO) -> ArchiveIterator:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise InputError("WARC needs a package that is not there; pip install 'boilerstrip[warc]'") from None
    return ArchiveIterator(_Forward(stream), parse_http=False, stream_detect=False)


class _Forward:
    """A stream that tells where it is although it cannot go back: fastwarc 2.0 asks pipes and unpackers, too."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)  # what comes before an error counts
        self._offset = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._read(size)
        self._offset += len(piece)
        return piece

    def tell(self) -> int:
        return self._offset

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        raise io.UnsupportedOperation(f"seek({offset}, {whence})")

    def close(self) -> None:
        """The stream is its owner's to close."""
