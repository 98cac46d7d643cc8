"""Many sources, in this process or in several: the same parts in the same order. It judges nothing, it writes nothing.

With a pool, a document that crashes, hangs or eats all memory costs only itself; in this process it costs the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, Self, TypeVar

from cleaner.corpus import bench, cutting
from cleaner.corpus.containers import container_named
from cleaner.corpus.portions import Aside, Ended, Part, Portion
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.pipeline import Cleaner

T = TypeVar("T")


class Runner(Generic[T]):
    """A context manager that has worker processes while it is open; `jobs` 0 stands for none.

    Entering it raises RuleError when rule files are wrong, CleanerError for a missing table; `ruleset` is then the
    digest of the rules.
    """

    def __init__(self, work: Work[T], jobs: int = 0) -> None:
        self._work = work
        self._jobs = jobs
        self.ruleset = ""

    def __enter__(self) -> Self:
        if self._jobs:
            from cleaner.corpus.pool import Pool  # a single process never pays for multiprocessing

            self._pool = Pool(self._work, self._jobs)
            self._pool.__enter__()
            try:
                self.ruleset = self._pool.start()
            except BaseException:
                self._pool.__exit__()
                raise
        else:
            self._cleaner = Cleaner(self._work.settings)
            self.ruleset = self._cleaner.ruleset.digest
        return self

    def __exit__(self, *error: object) -> None:
        if self._jobs:
            self._pool.__exit__(*error)

    def run(self, sources: Sequence[Source]) -> Iterator[Part[T] | Aside | Ended]:
        """The parts of every source, in order, then its end."""
        for item, parts in self._results(sources):
            if not isinstance(item, Portion):
                yield item
                continue
            single = container_named(item.container).single
            for part in parts:
                yield part
                if single:
                    yield Ended(part.source, part.seen)

    def _results(self, sources: Sequence[Source]) -> Iterator[tuple[Portion | Aside | Ended, tuple[Part[T], ...]]]:
        items = cutting.cut(sources, self._work)
        if self._jobs:
            return self._pool.results(items)
        return self._here(items)

    def _here(
        self, items: Iterator[Portion | Aside | Ended]
    ) -> Iterator[tuple[Portion | Aside | Ended, tuple[Part[T], ...]]]:
        for item in items:
            parts = bench.parts_of(self._cleaner, item, self._work) if isinstance(item, Portion) else ()
            yield item, parts
