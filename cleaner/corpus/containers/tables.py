"""Parquet: one document per row. All columns stay, and what was found comes behind them as columns of their own."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.corpus.containers.container import Container, Write
from cleaner.corpus.portions import MAX_BYTES, MAX_DOCUMENTS, PAGE_WEIGHT, Aside, Entry, Portion, Treated
from cleaner.corpus.seen import PIECE_BYTES
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import CleanerError, InputError
from cleaner.formats import parquet
from cleaner.formats.records import Record

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "parquet"


def _cut(source: Source, stream: BinaryIO, work: Work[Any], _skipped: Counter[str]) -> Iterator[Portion | Aside]:
    """Neighbouring rows of one row group, as Arrow's bytes."""
    while stream.read(PIECE_BYTES):  # to have it hashed: a table is not read from start to end
        pass
    path = _path_of(source)
    table = parquet.opened(path)
    _schema_for(table.schema_arrow, work)
    first = 1
    for batch in parquet.batches(table, _rows_at_once(table, work)):
        yield Portion(NAME, (source,), (to_bytes(batch),), first)
        first += batch.num_rows


def _path_of(source: Source) -> Path:
    if source.path is None:
        raise InputError("a table is read from its end; give it as a file")
    return source.path


def _schema_for(schema: pa.Schema, work: Work[Any]) -> pa.Schema:
    """The schema of what comes out. Raises InputError for a table without the columns that were asked for."""
    try:
        from cleaner.arrow import schema_for
    except CleanerError as error:  # pyarrow is an extra
        raise InputError(str(error)) from None
    return schema_for(schema, work.settings.columns)


def _rows_at_once(table: Any, work: Work[Any]) -> int:
    """As many rows as make a portion, by what the file says of its size."""
    meta = table.metadata
    size = sum(meta.row_group(index).total_byte_size for index in range(meta.num_row_groups))
    room = MAX_BYTES // (PAGE_WEIGHT if work.settings.columns.html else 1)
    return int(min(max(room * meta.num_rows // max(size, 1), 1), MAX_DOCUMENTS))


def to_bytes(batch: pa.RecordBatch) -> bytes:
    """A batch as it travels between processes."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def from_bytes(packed: bytes) -> pa.RecordBatch:
    """What `to_bytes` made bytes of."""
    import pyarrow as pa

    with pa.ipc.open_stream(packed) as reader:
        return reader.read_next_batch()


def _unpack(portion: Portion, work: Work[Any]) -> Sequence[Any]:
    from cleaner.arrow import records_of

    return list(records_of(from_bytes(portion.items[0]), work.settings.columns))


def _entry(record: Record | None, name: str, number: int | None, _work: Work[Any]) -> Entry | None:
    return None if record is None else Entry(name, number, record)


def _pack(portion: Portion, items: Sequence[Any], rows: Sequence[Treated | None], work: Work[Any]) -> bytes:
    """The rows with their new columns; of a part of them, made to see whether it can be, nothing is written."""
    import pyarrow as pa

    from cleaner.arrow import Row, arrays_of, row_of

    found = [Row(ruleset=work.ruleset) if row is None else row_of(row.outcome) for row in rows]
    arrays = arrays_of(found)
    batch = from_bytes(portion.items[0])
    if batch.num_rows != len(items):
        return b""
    schema = _schema_for(batch.schema, work)
    return to_bytes(pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema))


@contextlib.contextmanager
def _write(stream: BinaryIO, source: Source, work: Work[Any]) -> Iterator[Write]:
    """A table like the one that was read."""
    like = parquet.opened(_path_of(source))
    with parquet.writing(stream, _schema_for(like.schema_arrow, work), like) as writer:
        yield lambda packed: writer.write(from_bytes(packed))


def _original(record: Any) -> bytes | None:
    if not isinstance(record, Record):
        return None
    content = record.content
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content


PARQUET = Container(
    NAME,
    (".parquet",),
    _entry,
    _pack,
    cut=_cut,
    unpack=_unpack,
    original=_original,
    write=_write,
    rewritable=False,
    compressible=False,
)
