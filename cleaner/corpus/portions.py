"""What travels to a worker and what comes back: neighbouring documents of one source, or some files that hold one each.

A portion is still packed (raw lines, paths, Arrow bytes): the process that reads and writes does little else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cleaner.corpus.seen import Seen
from cleaner.corpus.source import Source
from cleaner.formats.records import Record
from cleaner.outcome import Outcome

T = TypeVar("T")

MAX_DOCUMENTS = 256
MAX_BYTES = 1_048_576
"""A portion is full with so many documents, or with so many bytes: memory per worker is a few of these."""
PAGE_WEIGHT = 4
"""A byte of a page counts as so many: with all that is known of it, it takes more memory than one of a text, and pages
gain nothing from being many."""


@dataclass(frozen=True, slots=True)
class Portion:
    """`items` are what a container made of `sources`, of one source unless each item is a source of its own.

    `first` is the number of the first item in its source, from 1; `position` is how far its file was read for it.
    """

    container: str
    sources: tuple[Source, ...]
    items: tuple[Any, ...]
    first: int = 1
    position: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One document before it is cleaned: its source's name, its number there (None for a file that is one document),
    what it holds, or why that cannot be had. `original` are a file's own bytes.
    """

    name: str
    number: int | None = None
    record: Record | None = None
    error: str | None = None
    original: bytes | None = None


@dataclass(frozen=True, slots=True)
class Treated:
    """One document after it was cleaned, with what is kept of it in the form that was asked for."""

    entry: Entry
    outcome: Outcome
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be cleaned, and what it held if that lies nowhere else by itself."""

    name: str
    number: int | None
    id: str | None
    error: str
    original: bytes | None = None


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A piece of one source, cleaned and packed to be written, and what `tell` says of its documents."""

    source: Source
    packed: bytes
    told: T
    documents: int
    changed: bool
    failures: tuple[Failure, ...] = ()
    kind: str | None = None
    seen: Seen | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """A piece of a source that is passed on as it is, in pieces since it may be huge: one document, which failed.

    `close` gives back what holds it.
    """

    source: Source
    failure: Failure
    pieces: Callable[[], Iterator[bytes]]
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """After the last piece of a source: the file as it was read, or why it could not be read to its end; and what lay
    in it that is no document.
    """

    source: Source
    seen: Seen | None = None
    error: str | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)
