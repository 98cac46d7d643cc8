"""Parquet: row groups streamed in and out, with all that a table says of itself. It never infers a schema.

What stays: columns and their order, types (nested, dictionary, decimal, time), field and file metadata, the codec, the
boundaries of row groups. What does not: column encodings, bloom filters and page indexes, which the library chooses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, BinaryIO

from cleaner.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile, ParquetWriter

READ_BYTES = 1 << 20
"""How much of a column is read at a time, so that a large row group is never whole in memory."""
MAX_GROUP_BYTES = 64 << 20
"""Row groups are held in memory until they are written: one that is larger, unpacked, is written as several."""
DEFAULT_CODEC = "snappy"

Source = BinaryIO | Path | str


def opened(source: Source | ParquetFile) -> ParquetFile:
    """A Parquet file whose footer was read. Raises InputError for what is none, or cut."""
    pq, pa = _library()
    if isinstance(source, pq.ParquetFile):
        return source
    where = str(source) if isinstance(source, Path) else source
    try:
        return pq.ParquetFile(where, pre_buffer=False, buffer_size=READ_BYTES, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"not a whole Parquet file ({_first_line(error)}); fetch it again") from None


def schema_of(source: Source | ParquetFile) -> pa.Schema:
    """The Arrow schema of a table, with its metadata."""
    return opened(source).schema_arrow


def batches(
    source: Source | ParquetFile, rows: int, first_group: int = 0, groups: int | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows in order, at most `rows` at a time and never from two row groups: of `groups` groups, else of all.

    Raises InputError where the file is damaged.
    """
    _, pa = _library()
    table = opened(source)
    end = table.num_row_groups if groups is None else min(first_group + groups, table.num_row_groups)
    for group in range(first_group, end):
        try:
            yield from table.iter_batches(batch_size=rows, row_groups=[group], use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"row group {group} of {table.num_row_groups}: damaged ({_first_line(error)})") from None


@contextmanager
def writing(stream: BinaryIO, schema: pa.Schema, like: ParquetFile) -> Iterator[GroupWriter]:
    """A writer for as many rows as `like` has, which takes over its codec, its metadata and its row groups.

    What an error leaves behind on `stream` is to be thrown away.
    """
    pq, _ = _library()
    metadata = {**(like.schema_arrow.metadata or {}), **(schema.metadata or {})}
    with pq.ParquetWriter(stream, schema.with_metadata(metadata or None), compression=_codec_of(like)) as writer:
        gathered = GroupWriter(writer, like)
        yield gathered
        gathered.flush()


class GroupWriter:
    """Gathers batches until a row group is complete."""

    def __init__(self, writer: ParquetWriter, like: ParquetFile) -> None:
        self._writer = writer
        self._sizes = iter([like.metadata.row_group(index).num_rows for index in range(like.num_row_groups)])
        self._due = next(self._sizes, 0)
        self._held: list[pa.RecordBatch] = []
        self._held_bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add some rows; they may end one row group and begin the next."""
        while batch.num_rows:
            taken = batch.slice(0, self._due) if 0 < self._due < batch.num_rows else batch
            batch = batch.slice(taken.num_rows)
            self._held.append(taken)
            self._held_bytes += taken.nbytes
            self._due -= taken.num_rows
            if self._due == 0 or self._held_bytes >= MAX_GROUP_BYTES:
                self.flush()
            while self._due == 0 and (size := next(self._sizes, None)) is not None:
                self._due = size

    def flush(self) -> None:
        """Write what is held as a row group."""
        _, pa = _library()
        if self._held:
            table = pa.Table.from_batches(self._held)
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._held, self._held_bytes = [], 0


def _codec_of(like: ParquetFile) -> str:
    """The codec of most columns of the first row group, where this library has it."""
    _, pa = _library()
    if not like.num_row_groups:
        return DEFAULT_CODEC
    group = like.metadata.row_group(0)
    found = Counter(group.column(index).compression for index in range(group.num_columns))
    [(name, _)] = found.most_common(1) or [(DEFAULT_CODEC, 0)]
    codec = str(name).lower()
    if codec == "uncompressed":
        return "none"
    known = codec in ("snappy", "gzip", "brotli", "lz4", "zstd") and pa.Codec.is_available(codec)
    return codec if known else DEFAULT_CODEC


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(".:")


def _library() -> tuple[ModuleType, ModuleType]:
    """`pyarrow.parquet` and `pyarrow`, imported late: 0.2 s that other formats need not pay."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError("Parquet needs a package that is not there; pip install 'boilerstrip[parquet]'") from None
    return pq, pa
