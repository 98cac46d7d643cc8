"""WARC and WET: the documents of a crawl become lines of JSON or rows of a table, one for every document there was.

One that could not be read or cleaned has its line, too: with its error, and null for a text.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.corpus.containers import tables
from cleaner.corpus.containers.container import Container, Write, plainly, with_suffix
from cleaner.corpus.portions import MAX_BYTES, MAX_DOCUMENTS, PAGE_WEIGHT, Aside, Entry, Portion, Treated
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import InputError
from cleaner.formats import compressed, warc
from cleaner.formats.records import Record
from cleaner.model import Kind

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "warc"


def _cut(source: Source, stream: BinaryIO, work: Work[Any], skipped: Counter[str]) -> Iterator[Portion | Aside]:
    """Neighbouring documents; records that are none are counted by what they are."""
    found: list[Record | warc.Bad] = []
    size, first = 0, 1
    counts = warc.Counts(skipped=skipped)
    plain = compressed.reading(stream, compressed.codec_of(source.name))
    try:
        for document in warc.records(plain, work.settings.limits.max_bytes, counts):
            if found and (len(found) == MAX_DOCUMENTS or size >= MAX_BYTES):
                yield Portion(NAME, (source,), tuple(found), first)
                first += len(found)
                found, size = [], 0
            found.append(document)
            page = isinstance(document, Record) and document.kind is Kind.HTML
            size += len(document.content) * (PAGE_WEIGHT if page else 1)
    except InputError:
        if found:
            yield Portion(NAME, (source,), tuple(found), first)
        raise
    if found:
        yield Portion(NAME, (source,), tuple(found), first)


def _entry(document: Record | warc.Bad, name: str, number: int | None, _work: Work[Any]) -> Entry | None:
    if isinstance(document, warc.Bad):
        record = Record("", document.name, document.url, id=document.name)
        return Entry(name, number, record, str(document.problem))
    return Entry(name, number, document)


def _pack(portion: Portion, items: Sequence[Any], rows: Sequence[Treated | None], work: Work[Any]) -> bytes:
    del items
    found = [row for row in rows if row is not None]
    if work.container == tables.NAME:
        return _table(found)
    packed = io.BytesIO()
    with compressed.writing(packed, compressed.codec_of(portion.sources[0].name)) as stream:
        stream.write(b"".join(map(_line, found)))
    return packed.getvalue()


def _line(row: Treated) -> bytes:
    """A line of JSON; a byte that no encoding explains stands as the escape of a lone surrogate."""
    outcome, record = row.outcome, row.entry.record
    failed = outcome.error is not None
    said = {
        "id": record.id if record else None,
        "url": record.url if record else None,
        "source": row.entry.name,
        "text": None if failed else row.kept,
        "status": str(outcome.status),
        "kind": None if failed else str(outcome.kind),
        "language": outcome.language,
        "confidence": outcome.confidence,
        "chars_in": 0 if failed else len(outcome.document.text),
        "chars_out": 0 if failed else len(outcome.text),
        "ruleset": outcome.ruleset,
        "error": outcome.error,
    }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _schema() -> pa.Schema:
    """Where a document comes from, then what every table gets."""
    import pyarrow as pa

    from cleaner.arrow import SCHEMA

    return pa.schema([pa.field(name, pa.string()) for name in ("id", "url", "source")] + list(SCHEMA))


def _table(found: Sequence[Treated]) -> bytes:
    import pyarrow as pa

    from cleaner.arrow import arrays_of, row_of

    records = [row.entry.record for row in found]
    origin = [
        pa.array([record.id if record else None for record in records], pa.string()),
        pa.array([record.url if record else None for record in records], pa.string()),
        pa.array([row.entry.name for row in found], pa.string()),
    ]
    arrays = arrays_of([row_of(row.outcome) for row in found])
    return tables.to_bytes(pa.RecordBatch.from_arrays([*origin, *arrays], schema=_schema()))


def _target(name: str, _kind: str | None, work: Work[Any]) -> str:
    if work.container == tables.NAME:
        return f"{compressed.bare_name(name)}.parquet"
    return with_suffix(name, ".jsonl")


@contextlib.contextmanager
def _write(stream: BinaryIO, source: Source, work: Work[Any]) -> Iterator[Write]:
    if work.container != tables.NAME:
        with plainly(stream, source, work) as write:
            yield write
        return
    import pyarrow.parquet as pq

    with pq.ParquetWriter(stream, _schema(), compression="zstd") as writer:
        yield lambda packed: writer.write_batch(tables.from_bytes(packed))


def _original(document: Any) -> bytes | None:
    content = document.content
    return content.encode() if isinstance(content, str) else content


CRAWLS = Container(
    NAME,
    (".warc", ".wet"),
    _entry,
    _pack,
    cut=_cut,
    original=_original,
    target=_target,
    write=_write,
    rewritable=False,
)
