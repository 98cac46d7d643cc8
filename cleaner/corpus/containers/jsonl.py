"""JSON Lines: one document per line. Only its own value is written anew; every other byte stays as it was."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from cleaner.corpus.containers.container import Container
from cleaner.corpus.portions import MAX_BYTES, MAX_DOCUMENTS, PAGE_WEIGHT, Aside, Entry, Failure, Portion, Treated
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import InputError
from cleaner.formats import compressed, jsonl
from cleaner.model import Status
from cleaner.settings import Settings

NAME = "jsonl"


def _cut(source: Source, stream: BinaryIO, work: Work[Any], _skipped: Counter[str]) -> Iterator[Portion | Aside]:
    """Neighbouring lines; one that is larger than a document may be is set aside."""
    lines: list[bytes] = []
    size, number = 0, 0
    codec = compressed.codec_of(source.name)
    weight = PAGE_WEIGHT if work.settings.columns.html else 1
    try:
        for line in jsonl.lines(compressed.reading(stream, codec), work.settings.limits.max_bytes):
            number += 1
            large = isinstance(line, jsonl.Oversized)
            if lines and (large or len(lines) == MAX_DOCUMENTS or size >= MAX_BYTES):
                yield Portion(NAME, (source,), tuple(lines), number - len(lines))
                lines, size = [], 0
            if isinstance(line, jsonl.Oversized):
                yield _aside(source, number, line)
            else:
                lines.append(line)
                size += len(line) * weight
    except InputError:
        if lines:
            yield Portion(NAME, (source,), tuple(lines), number + 1 - len(lines))
        raise
    if lines:
        yield Portion(NAME, (source,), tuple(lines), number + 1 - len(lines))


def _aside(source: Source, number: int, line: jsonl.Oversized) -> Aside:
    failure = Failure(source.name, number, None, str(line.problem))
    codec = compressed.codec_of(source.name)
    return Aside(source, failure, lambda: _packed_pieces(line, codec), line.close)


def _packed_pieces(line: jsonl.Oversized, codec: compressed.Codec | None) -> Iterator[bytes]:
    """A large line as it is written, a piece at a time."""
    packed = io.BytesIO()
    with compressed.writing(packed, codec) as stream:
        for piece in line.pieces():
            stream.write(piece)
            yield packed.getvalue()
            packed.seek(0)
            packed.truncate()
    yield packed.getvalue()


def fields_of(settings: Settings) -> jsonl.Fields:
    """Which keys hold what."""
    columns = settings.columns
    return jsonl.Fields(columns.text or "text", columns.html, columns.url, columns.id)


def _entry(line: bytes, name: str, number: int | None, work: Work[Any]) -> Entry | None:
    if jsonl.is_blank(line):
        return None
    record = jsonl.record_of(line, fields_of(work.settings), name)
    return Entry(name, number, record if record.url is not None else replace(record, url=work.url))


def _pack(portion: Portion, items: Sequence[Any], rows: Sequence[Treated | None], work: Work[Any]) -> bytes:
    """The lines again: only one that loses something, or whose page becomes a text, is not the line that was read."""
    key = fields_of(work.settings).document
    packed = io.BytesIO()
    with compressed.writing(packed, compressed.codec_of(portion.sources[0].name)) as stream:
        stream.write(b"".join(_line(line, row, key) for line, row in zip(items, rows, strict=True)))
    return packed.getvalue()


def _line(line: bytes, row: Treated | None, key: str) -> bytes:
    if row is None or row.outcome.error is not None:
        return line
    if row.outcome.kind != "html" and row.outcome.status is not Status.CLEANED:
        return line
    return jsonl.replaced(line, key, row.kept)


def _original(line: Any) -> bytes | None:
    return line if isinstance(line, bytes) else None


JSONL = Container(NAME, (".jsonl", ".ndjson"), _entry, _pack, cut=_cut, original=_original)
