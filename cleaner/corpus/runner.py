"""Many sources, one after another or in several processes: the same values in the same order. It judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from cleaner.corpus.discovery import Source
from cleaner.corpus.work import Work, one
from cleaner.pipeline import Cleaner

T = TypeVar("T")


def run(sources: Sequence[Source], work: Work[T], jobs: int = 1) -> Iterator[tuple[Source, T]]:
    """Every source with what `work` made of it, in order, whatever the number of processes.

    Raises RuleError before the first source is read when rule files are wrong, CleanerError for a missing table.
    """
    cleaner = Cleaner(work.settings)
    if jobs > 1 and len(sources) > 1:
        from cleaner.corpus.workers import spread  # a single process never pays for multiprocessing

        return spread(sources, work, min(jobs, len(sources)))
    return ((source, one(cleaner, source, work)) for source in sources)
