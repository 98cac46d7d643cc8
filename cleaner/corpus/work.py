"""One source, come what may: read, cleaned, made into what the caller wants. The one guard per document stands here.

What is made of an outcome is the caller's: a function that runs where the document was cleaned, so that only what it
returns travels between processes.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from cleaner.corpus import files
from cleaner.corpus.discovery import Source
from cleaner.errors import CleanerError, InputError
from cleaner.formats.records import Record
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
        return work.finish(source.name, content, cleaner.clean(content, work.url, name=name))
    except InputError as error:
        return lost(source, work, str(error))
    except CleanerError:
        raise  # rules or tables are wrong: the same for every document
    except Exception as error:  # noqa: BLE001 - the one guard: a bug in one document must not cost the others
        return lost(source, work, f"unexpected {type(error).__name__}{_place(error)}: {error}; please report it")


def lost(source: Source, work: Work[T], error: str) -> T:
    """What is made of a source that gave no outcome."""
    return work.finish(source.name, b"", failed(Record("", source.name, work.url), error))


def _place(error: Exception) -> str:
    """Where a bug showed itself, since the traceback stays behind."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
