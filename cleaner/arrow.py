"""Record batches in, record batches out: the one kernel under every engine. It knows no engine and opens no files.

Rows in are rows out, in order; all columns stay as they are and `SCHEMA`'s come behind them. Verdicts do not depend on
how rows are cut into batches. A row without content has nothing to clean: `unchanged`, its `clean_text` null. A row
that fails has a null there, too, and says why in `clean_error`; its original is in its own column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cleaner.errors import CleanerError, InputError
from cleaner.formats.records import Record
from cleaner.guard import guarded, unexpected
from cleaner.model import Drop, Kind, Status
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.settings import Columns

try:
    import pyarrow as pa
    import pyarrow.types as kinds
except ModuleNotFoundError as missing:
    raise CleanerError("record batches need pyarrow; pip install 'boilerstrip[parquet]'") from missing

DROP = pa.struct(
    [
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("category", pa.string()),
        pa.field("rule", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("score", pa.float32()),
    ]
)
"""One dropped span; `start` and `end` are code points of the document's text."""
SCHEMA = pa.schema(
    [
        pa.field("clean_text", pa.string()),
        pa.field("clean_status", pa.string()),
        pa.field("clean_kind", pa.string()),
        pa.field("clean_language", pa.string()),
        pa.field("clean_confidence", pa.float32()),
        pa.field("clean_error", pa.string()),
        pa.field("chars_in", pa.int64()),
        pa.field("chars_out", pa.int64()),
        pa.field("ruleset", pa.string()),
        pa.field("dropped", pa.list_(DROP)),
    ]
)
"""What a clean batch has behind the columns that were there."""

ROWS_AT_ONCE = 256
CHARS_AT_ONCE = 1_000_000
"""Documents are cleaned by the dozen: so many, or so many characters (bytes) of them, are in memory as outcomes."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def schema_for(schema: pa.Schema, columns: Columns | None = None) -> pa.Schema:
    """The schema of what comes out for a schema that goes in; its metadata stays.

    Raises InputError where `clean_batch` would: for a column that is missing, of a type that holds no text, or named
    like one of `SCHEMA`.
    """
    columns = columns or Columns()
    _field_of(schema, columns.content, needed=True)
    for name in (columns.url, columns.id):
        _field_of(schema, name, needed=False)
    taken = [name for name in SCHEMA.names if name in schema.names]
    if taken:
        raise InputError(f'column "{taken[0]}": is there already; drop or rename it, or clean the original table')
    return pa.schema([*schema, *SCHEMA], metadata=schema.metadata)


def clean_batch(cleaner: Cleaner, batch: pa.RecordBatch, how: RowsOf | None = None) -> pa.RecordBatch:
    """A batch with what became of every row. Raises InputError for a batch that cannot be cleaned, see `schema_for`.

    `how` stands in for `rows_of`, for whoever cleans elsewhere.
    """
    columns = cleaner.settings.columns
    schema = schema_for(batch.schema, columns)
    rows = list((how or rows_of)(cleaner, records_of(batch, columns)))
    return pa.RecordBatch.from_arrays([*batch.columns, *arrays_of(rows)], schema=schema)


def clean_table(cleaner: Cleaner, table: pa.Table, how: RowsOf | None = None) -> pa.Table:
    """The same for a table, batch by batch."""
    schema = schema_for(table.schema, cleaner.settings.columns)
    return pa.Table.from_batches([clean_batch(cleaner, batch, how) for batch in table.to_batches()], schema=schema)


@dataclass(frozen=True, slots=True)
class Row:
    """What the new columns say of one document, under their names: an outcome without its arrays."""

    clean_text: str | None = None
    clean_status: str = str(Status.UNCHANGED)
    clean_kind: str | None = None
    clean_language: str | None = None
    clean_confidence: float = 1.0
    clean_error: str | None = None
    chars_in: int = 0
    chars_out: int = 0
    ruleset: str = ""
    dropped: tuple[Drop, ...] = ()


T = TypeVar("T")

RowsOf = Callable[[Cleaner, Iterable[Record | None]], Iterator[Row]]
"""A row for every record, in order; None stands for a document without content."""


def rows_of(cleaner: Cleaner, records: Iterable[Record | None]) -> Iterator[Row]:
    """A row for every record, in order, some records at a time; None stands for a document without content."""
    for portion in together(records, _size_of, ROWS_AT_ONCE, CHARS_AT_ONCE):
        outcomes = iter(guarded(cleaner, [record for record in portion if record is not None]))
        for record in portion:
            yield Row(ruleset=cleaner.ruleset.digest) if record is None else row_of(next(outcomes))


def failed_row(error: str, ruleset: str) -> Row:
    """The row of a document that could not be read or cleaned."""
    return Row(clean_status=str(Status.FAILED), clean_confidence=0.0, clean_error=error, ruleset=ruleset)


def arrays_of(rows: Sequence[Row]) -> list[pa.Array]:
    """The columns of `SCHEMA` for some rows. Raises InputError when they hold more than Arrow's strings can (2 GiB)."""
    arrays = []
    for field in SCHEMA:
        values = [getattr(row, field.name) for row in rows]
        if field.name == "dropped":
            arrays.append(_drops(values))
        else:
            arrays.append(_strings(values) if kinds.is_string(field.type) else pa.array(values, field.type))
    return arrays


_HERE = "in settings.columns (on the command line: --field, --html-field)"


def _field_of(schema: pa.Schema, name: str | None, *, needed: bool) -> int | None:
    """Where a column stands; None when it is not there and need not be. Names are as they are, upper case and all."""
    places: list[int] = [] if name is None else schema.get_all_field_indices(name)
    if len(places) == 1:
        kind = _plain(schema.field(places[0]).type)
        if not (_holds_text(kind) or kinds.is_null(kind) or (not needed and kinds.is_integer(kind))):
            raise InputError(f'column "{name}": expected strings, got {kind}; name another {_HERE}')
        return places[0]
    if places:
        raise InputError(f'column "{name}": is there {len(places)} times; rename all but one')
    if needed:
        raise InputError(f'column "{name}": not there; name one of {", ".join(schema.names)} {_HERE}')
    return None


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of the values: what a dictionary or an extension wraps."""
    if isinstance(kind, pa.BaseExtensionType):
        return _plain(kind.storage_type)
    return _plain(kind.value_type) if kinds.is_dictionary(kind) else kind


def _holds_text(kind: pa.DataType) -> bool:
    checks = (kinds.is_string, kinds.is_large_string, kinds.is_string_view)
    return any(check(kind) for check in (*checks, kinds.is_binary, kinds.is_large_binary, kinds.is_binary_view))


def records_of(batch: pa.RecordBatch, columns: Columns) -> Iterator[Record | None]:
    """A record for every row; None where there is no content."""
    kind = Kind.HTML if columns.html else Kind.TEXT
    contents = _values(batch, columns.content)
    for content, url, name in zip(contents, _texts(batch, columns.url), _texts(batch, columns.id), strict=True):
        yield None if content is None else Record(content, name, url, kind, id=name)


def _texts(batch: pa.RecordBatch, name: str | None) -> Iterator[str | None]:
    """What a column says beside the content, as text."""
    for value in _values(batch, name):
        yield value.decode("utf-8", "replace") if isinstance(value, bytes) else value if value is None else str(value)


def _values(batch: pa.RecordBatch, name: str | None) -> list[str | bytes | None]:
    """The values of a column; nulls where it is not there. Strings that are not UTF-8 are given as bytes."""
    place = _field_of(batch.schema, name, needed=False)
    if place is None:
        return [None] * batch.num_rows
    column = batch.column(place)
    try:
        values: list[str | bytes | None] = column.to_pylist()
    except UnicodeDecodeError:  # whoever made the column did not check: one such row must not cost the batch
        return [_value(scalar) for scalar in column]
    return values


def _value(scalar: pa.Scalar) -> str | bytes | None:
    try:
        text: str | bytes | None = scalar.as_py()
    except UnicodeDecodeError:
        inner = scalar.value if hasattr(scalar, "dictionary") else scalar
        raw: bytes = inner.as_buffer().to_pybytes()
        return raw
    return text


def together(items: Iterable[T], size_of: Callable[[T], int], most: int, largest: int) -> Iterator[list[T]]:
    """Neighbours in lists of at most `most`, each list ended by the item with which its size reaches `largest`."""
    portion: list[T] = []
    size = 0
    for item in items:
        portion.append(item)
        size += size_of(item)
        if len(portion) == most or size >= largest:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _size_of(record: Record | None) -> int:
    return len(record.content) if record else 0


def row_of(outcome: Outcome) -> Row:
    """What is told of an outcome; putting it into words is part of the one guard per document."""
    if outcome.error is not None:
        return failed_row(outcome.error, outcome.ruleset)
    try:
        return Row(
            clean_text=outcome.text,
            clean_status=str(outcome.status),
            clean_kind=str(outcome.kind),
            clean_language=outcome.language,
            clean_confidence=outcome.confidence,
            chars_in=len(outcome.document.text),
            chars_out=len(outcome.text),
            ruleset=outcome.ruleset,
            dropped=outcome.dropped,
        )
    except Exception as error:  # noqa: BLE001 - see above
        return failed_row(unexpected(error), outcome.ruleset)


def _strings(values: Sequence[str | None]) -> pa.Array:
    """Texts as Arrow keeps them, in UTF-8: a byte that no encoding explains stands as U+FFFD, one for one."""
    try:
        made = pa.array(values, pa.string())
    except UnicodeEncodeError:
        made = pa.array([value and _SURROGATE.sub("\ufffd", value) for value in values], pa.string())
    if isinstance(made, pa.ChunkedArray):
        raise InputError(f"{len(values)} rows hold more than 2 GiB of text; give smaller batches")
    return made


def _drops(rows: Sequence[tuple[Drop, ...]]) -> pa.Array:
    """The drops of every row, column by column."""
    drops = [drop for row in rows for drop in row]
    ends = [0]
    for row in rows:
        ends.append(ends[-1] + len(row))
    columns = [
        pa.array([drop.span.start for drop in drops], pa.int64()),
        pa.array([drop.span.end for drop in drops], pa.int64()),
        _strings(
            [str(drop.category) for drop in drops],
        ),
        _strings(
            [drop.rule for drop in drops],
        ),
        _strings(
            [drop.reason for drop in drops],
        ),
        pa.array([drop.score for drop in drops], pa.float32()),
    ]
    made = pa.StructArray.from_arrays(columns, fields=list(DROP))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), made, type=SCHEMA.field("dropped").type)
