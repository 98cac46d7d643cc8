"""Parquet files as batches: some row groups at a time, read and cleaned in one place. It knows no engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from cleaner import arrow
from cleaner.errors import InputError
from cleaner.formats import parquet
from cleaner.pipeline import Cleaner
from cleaner.scale.places import place_of
from cleaner.settings import Columns

ROWS_AT_ONCE = 256
PART_BYTES = 64_000_000
"""Neighbouring row groups go together until they are so large, unpacked: what is done again when a worker is lost."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of a file, and how many rows they have."""

    path: str
    first: int
    groups: int
    rows: int


def parts_of(paths: Sequence[str], columns: Columns) -> list[Part]:
    """The parts of some files. Raises InputError, with the file's name, for one that is cut or has other columns."""
    parts: list[Part] = []
    schema = None
    for path in paths:
        try:
            with place_of(path).open() as file:
                table = parquet.opened(file)
                parts += _parts(path, table.metadata)
            arrow.schema_for(table.schema_arrow, columns)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
        schema = schema or table.schema_arrow
        if not table.schema_arrow.equals(schema):
            raise InputError(f"{path}: its columns are not those of {paths[0]}; clean one after the other")
    return parts


def _parts(path: str, metadata: pa.parquet.FileMetaData) -> Iterator[Part]:
    if not metadata.num_row_groups:
        yield Part(path, 0, 0, 0)
    first = rows = size = 0
    for group in range(metadata.num_row_groups):
        rows += metadata.row_group(group).num_rows
        size += metadata.row_group(group).total_byte_size
        if size >= PART_BYTES or group + 1 == metadata.num_row_groups:
            yield Part(path, first, group + 1 - first, rows)
            first, rows, size = group + 1, 0, 0


def cleaned(cleaner: Cleaner, part: Part, how: arrow.RowsOf = arrow.rows_of) -> Iterator[pa.Table]:
    """The rows of a part, in order, some at a time. Raises InputError for a file that is damaged."""
    with place_of(part.path).open() as file:
        try:
            table = parquet.opened(file)
            yield arrow.schema_for(table.schema_arrow, cleaner.settings.columns).empty_table()  # columns without rows
            for batch in parquet.batches(table, ROWS_AT_ONCE, part.first, part.groups):
                yield pa.Table.from_batches([arrow.clean_batch(cleaner, batch, how)])
        except InputError as error:
            raise InputError(f"{part.path}: {error}") from None
