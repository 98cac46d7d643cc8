"""A table goes through unchanged but for what is done to it, and a cut one is said."""

from __future__ import annotations

import datetime
import io
import random
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats import parquet

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROWS = 1000
COLUMNS = {
    "string": pa.array([f"kiln {number}" for number in range(ROWS)]),
    "large_string": pa.array(["é"] * ROWS, pa.large_string()),
    "dictionary": pa.array(["news", "sport"] * (ROWS // 2)).dictionary_encode(),
    "nested": pa.array([[{"a": 1, "b": [None, "z"]}], None] * (ROWS // 2)),
    "map": pa.array([[("k", 1)]] * ROWS, pa.map_(pa.string(), pa.int32())),
    "decimal": pa.array([Decimal("1.10")] * ROWS, pa.decimal128(10, 2)),
    "nanoseconds": pa.array([datetime.datetime(2026, 1, 2)] * ROWS, pa.timestamp("ns", "UTC")),
    "day": pa.array([datetime.date(2026, 1, 2)] * ROWS),
    "bytes": pa.array([b"\xff\x00"] * ROWS, pa.binary(2)),
    "float": pa.array([0.1, -0.0] * (ROWS // 2), pa.float32()),
    "nothing": pa.nulls(ROWS),
}


def table(rows: int = ROWS) -> pa.Table:
    found = pa.table({name: column.slice(0, rows) for name, column in COLUMNS.items()})
    field = found.schema.field("string").with_metadata({b"PARQUET:field_id": b"7", b"note": b"x"})
    return found.cast(found.schema.set(0, field).with_metadata({b"pandas": b"{}", b"from": b"\xff a crawl"}))


def stored(found: pa.Table, group_rows: int = 300, **options: object) -> io.BytesIO:
    stream = io.BytesIO()
    pq.write_table(found, stream, row_group_size=group_rows, **options)
    return stream


def groups(file: pq.ParquetFile) -> list[int]:
    return [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)]


def passed_through(source: io.BytesIO, rows: int = 128) -> pq.ParquetFile:
    like = parquet.opened(source)
    stream = io.BytesIO()
    with parquet.writing(stream, parquet.schema_of(like), like) as out:
        for batch in parquet.batches(like, rows):
            out.write(batch)
    assert not stream.closed
    return parquet.opened(stream)


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
def test_everything_survives(codec: str) -> None:
    source = stored(table(), compression=codec)
    before, after = parquet.opened(source), passed_through(source)
    assert after.read().equals(before.read(), check_metadata=True)
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.metadata.metadata.keys() == before.metadata.metadata.keys()
    assert after.metadata.metadata[b"from"] == b"\xff a crawl"
    assert after.metadata.row_group(0).column(0).compression == before.metadata.row_group(0).column(0).compression
    assert groups(after) == groups(before) == [300, 300, 300, 100]


@given(group_rows=st.integers(1, 60), rows=st.integers(1, 70), total=st.integers(0, 200))
def test_row_groups_stay_however_they_are_read(group_rows: int, rows: int, total: int) -> None:
    source = stored(table(total).select(["string"]), group_rows)
    after = passed_through(source, rows)
    assert groups(after) == [size for size in groups(parquet.opened(source)) if size]
    assert after.read().equals(parquet.opened(source).read(), check_metadata=True)


def test_a_batch_never_spans_two_row_groups() -> None:
    sizes = [batch.num_rows for batch in parquet.batches(stored(table()), 1000)]
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    assert {300, 600, 900, 1000} <= set(ends)


@pytest.mark.parametrize(
    ("first", "count", "rows"),
    [
        pytest.param(0, None, 1000, id="all"),
        pytest.param(2, None, 400, id="from the third on"),
        pytest.param(1, 1, 300, id="one alone"),
        pytest.param(3, 5, 100, id="more than there are"),
        pytest.param(4, None, 0, id="behind the last"),
        pytest.param(0, 0, 0, id="none"),
    ],
)
def test_row_groups_can_be_chosen(first: int, count: int | None, rows: int) -> None:
    found = list(parquet.batches(stored(table()), 64, first, count))
    assert sum(batch.num_rows for batch in found) == rows
    assert all(0 < batch.num_rows <= 64 for batch in found)


def test_columns_can_be_added() -> None:
    like = parquet.opened(stored(table(), compression="zstd"))
    schema = parquet.schema_of(like).append(pa.field("clean_text", pa.string()))
    stream = io.BytesIO()
    with parquet.writing(stream, schema.remove_metadata(), like) as out:
        for batch in parquet.batches(like, 200):
            added = pa.array(["new"] * batch.num_rows)
            out.write(pa.RecordBatch.from_arrays([*batch.columns, added], schema=schema))
    after = parquet.opened(stream)
    assert after.schema_arrow.names == [*COLUMNS, "clean_text"]
    assert after.schema_arrow.metadata == like.schema_arrow.metadata
    assert after.metadata.row_group(0).column(after.metadata.num_columns - 1).compression == "ZSTD"
    assert groups(after) == groups(like)


def test_a_table_without_rows_stays_one() -> None:
    source = stored(table(0))
    after = passed_through(source)
    assert after.metadata.num_rows == 0
    assert after.schema_arrow.equals(parquet.schema_of(source), check_metadata=True)


def test_a_path_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(stored(table()).getvalue())
    assert parquet.schema_of(path) == parquet.schema_of(str(path))
    assert sum(batch.num_rows for batch in parquet.batches(path, 999)) == ROWS


def test_a_row_group_too_large_to_hold_is_written_as_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MAX_GROUP_BYTES", 4000)
    source = stored(table().select(["string"]), 700)
    after = passed_through(source, 50)
    assert sum(groups(after)) == ROWS
    assert max(groups(after)) < 700
    assert after.read().equals(table().select(["string"]))


@pytest.mark.parametrize("seed", range(8))
def test_every_cut_is_said(seed: int) -> None:
    raw = stored(table()).getvalue()
    cut = random.Random(seed).randrange(len(raw))
    with pytest.raises(InputError, match=r"not a whole Parquet file \(.+\); fetch it again"):
        parquet.opened(io.BytesIO(raw[:cut]))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PAR1", id="a magic"),
        pytest.param(b'{"text": "a"}\n' * 9, id="JSON Lines"),
    ],
)
def test_what_is_no_table_is_said(raw: bytes) -> None:
    with pytest.raises(InputError, match="not a whole Parquet file"):
        parquet.schema_of(io.BytesIO(raw))


def test_a_damaged_row_group_costs_what_comes_behind_it() -> None:
    raw = bytearray(stored(table().select(["string"]), compression="zstd").getvalue())
    column = parquet.opened(io.BytesIO(bytes(raw))).metadata.row_group(1).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    raw[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    found = []
    with pytest.raises(InputError, match=r"row group 1 of 4: damaged \("):
        found.extend(parquet.batches(io.BytesIO(bytes(raw)), 300))
        found.append(None)
    rest = parquet.batches(io.BytesIO(bytes(raw)), 300, 2)
    assert sum(batch.num_rows for batch in rest) == 400


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"pip install 'boilerstrip\[parquet\]'"):
        parquet.opened(io.BytesIO())
