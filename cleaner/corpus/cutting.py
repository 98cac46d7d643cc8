"""Sources cut into portions, in order: files that are one document each together, containers one after the other.

It reads containers from start to end and hashes them as they lie on disk; files of one document it leaves to whoever
cleans them. What cannot be read any further ends its source, with the reason; what came before it stays.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, cast

from cleaner.corpus import files
from cleaner.corpus.containers import container_of
from cleaner.corpus.containers.container import Container
from cleaner.corpus.portions import MAX_BYTES, PAGE_WEIGHT, Aside, Ended, Portion
from cleaner.corpus.seen import Seeing
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import InputError
from cleaner.formats.compressed import bare_name
from cleaner.formats.records import HTML_SUFFIXES

MAX_FILES = 64
"""Files in a portion: enough for verdicts by the batch, few enough that two workers share a folder."""


def cut(sources: Sequence[Source], work: Work[Any]) -> Iterator[Portion | Aside | Ended]:
    """Every source's portions; the last one of a container is followed by its end."""
    together: list[Source] = []
    size = 0
    for source in sources:
        container = container_of(source.name)
        if not container.single:
            yield from _documents(together)
            together, size = [], 0
            yield from _container(source, container, work)
            continue
        weight = source.size * (PAGE_WEIGHT if bare_name(source.name).lower().endswith(HTML_SUFFIXES) else 1)
        if together and (len(together) == MAX_FILES or size + weight > MAX_BYTES):
            yield from _documents(together)
            together, size = [], 0
        together.append(source)
        size += weight
    yield from _documents(together)


def _documents(together: list[Source]) -> Iterator[Portion]:
    if together:
        yield Portion(container_of(together[0].name).name, tuple(together), tuple(together))


def _container(source: Source, container: Container, work: Work[Any]) -> Iterator[Portion | Aside | Ended]:
    assert container.cut is not None  # noqa: S101 - asked for by the caller
    error: str | None = None
    skipped: Counter[str] = Counter()
    try:
        with files.opened(source.path) as file:
            seen = Seeing(file)
            stream = cast("BinaryIO", io.BufferedReader(seen, files.PIECE_BYTES))
            try:
                for item in container.cut(source, stream, work, skipped):
                    yield replace(item, position=seen.size) if isinstance(item, Portion) else item
            except InputError as problem:
                error = str(problem)
            except OSError as problem:
                error = files.why_not(problem)
            while stream.read(files.PIECE_BYTES):  # what nobody wanted is part of the file all the same
                pass
            yield Ended(source, seen.seen(), error, skipped)
    except InputError as problem:
        yield Ended(source, None, str(problem))
