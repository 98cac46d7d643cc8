"""Web archives as batches: every document of a WARC or WET file cleaned where the file is read. It knows no engine.

Pages do not travel: what leaves is what tables get, with `id`, `url` and `source` in front. A document that cannot be
read is a row with status `failed`; so is a file that is cut or cannot be opened, after the rows that were whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from cleaner import arrow
from cleaner.errors import InputError
from cleaner.formats import compressed, warc
from cleaner.formats.records import Record
from cleaner.pipeline import Cleaner
from cleaner.scale.places import place_of

SUFFIXES = tuple(kind + packed for kind in (".warc", ".wet") for packed in ("", ".gz", ".zst"))
ROWS_AT_ONCE = 256
BYTES_AT_ONCE = 4_000_000
"""Documents are cleaned and handed on together: so many, or so many bytes of them."""

SCHEMA = pa.schema([pa.field(name, pa.string()) for name in ("id", "url", "source")] + list(arrow.SCHEMA))


@dataclass(frozen=True, slots=True)
class _Place:
    """Which document of which file: its record's id and its address."""

    id: str | None
    url: str | None


def is_crawl(path: str) -> bool:
    """Whether a file is a web archive, by its name."""
    return path.lower().endswith(SUFFIXES)


def cleaned(cleaner: Cleaner, path: str, how: arrow.RowsOf = arrow.rows_of) -> Iterator[pa.Table]:
    """The documents of one file, in order, some at a time. `path` is local or an address that pyarrow.fs opens."""
    empty = True
    places: list[_Place] = []
    rows: list[arrow.Row] = []
    documents = _documents(path, cleaner.settings.limits.max_bytes)
    for portion in arrow.together(documents, _size_of, ROWS_AT_ONCE, BYTES_AT_ONCE):
        records = [found for found in portion if isinstance(found, Record)]
        outcomes = how(cleaner, records)
        for found in portion:
            places.append(_Place(found.name, found.url))
            if isinstance(found, Record):
                rows.append(next(outcomes))
            else:
                rows.append(arrow.failed_row(str(found.problem), cleaner.ruleset.digest))
        yield _table(places, rows, path)
        places, rows = [], []
        empty = False
    if empty:
        yield SCHEMA.empty_table()


def _documents(path: str, max_bytes: int) -> Iterator[Record | warc.Bad]:
    """What a file holds; its own end, where that came too early, is the last of it."""
    try:
        with place_of(path).stream() as file, compressed.reading(file, compressed.codec_of(path)) as stream:
            yield from warc.records(stream, max_bytes)
    except InputError as problem:
        yield warc.Bad("", None, problem)
    except OSError as error:
        yield warc.Bad("", None, InputError(f"cannot be read ({error}); check the path"))


def _size_of(document: Record | warc.Bad) -> int:
    return len(document.content)


def _table(places: list[_Place], rows: list[arrow.Row], path: str) -> pa.Table:
    own = [
        pa.array([place.id or None for place in places], pa.string()),
        pa.array([place.url for place in places], pa.string()),
        pa.array([path] * len(places), pa.string()),
    ]
    return pa.Table.from_arrays([*own, *arrow.arrays_of(rows)], schema=SCHEMA)
