"""One source, come what may: read, cleaned, made into what the caller wants. A bug costs only the document it met.

What is made of an outcome is the caller's: a function that runs where the document was cleaned, so that only what it
returns travels between processes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cleaner.corpus import files
from cleaner.corpus.discovery import Source
from cleaner.errors import InputError
from cleaner.formats.records import Record
from cleaner.guard import guarded, unexpected
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner, failed
from cleaner.settings import Settings

T = TypeVar("T")

Finish = Callable[[str, bytes, Outcome], T]
"""What becomes of a name, the input's bytes and the outcome; importable by name, so that it can travel."""


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is done with every source, and the URL that all of them come from, if it is known."""

    settings: Settings
    finish: Finish[T]
    url: str | None = None


def one(cleaner: Cleaner, source: Source, work: Work[T]) -> T:
    """One source, come what may."""
    name = None if source.path is None else source.name
    try:
        content = files.read(source.path, cleaner.settings.limits.max_bytes)
    except InputError as error:
        return lost(source, work, str(error))
    [outcome] = guarded(cleaner, [Record(content, name, work.url)])
    try:
        return work.finish(source.name, content, outcome)
    except Exception as error:  # noqa: BLE001 - what is made of an outcome is part of the one guard
        return lost(source, work, unexpected(error))


def lost(source: Source, work: Work[T], error: str) -> T:
    """What is made of a source that gave no outcome."""
    return work.finish(source.name, b"", failed(Record("", source.name, work.url), error))
