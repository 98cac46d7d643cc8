"""The same work in several processes, in order. It knows nothing of documents.

At most `WINDOW` sources per process are under way, so that memory does not grow with the corpus. A process that dies
(killed for its memory, crashed in a parser) costs the one document that killed it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from cleaner.corpus.discovery import Source
from cleaner.corpus.work import Work, lost, one
from cleaner.pipeline import Cleaner

T = TypeVar("T")

WINDOW = 8
"""Sources under way per process: enough that none waits for the one in front, few enough for large files."""

_here: tuple[Cleaner, Work[Any]] | None = None
"""A worker process's own Cleaner, made once when the process starts; a pool has no other place for it."""


def spread(sources: Sequence[Source], work: Work[T], jobs: int) -> Iterator[tuple[Source, T]]:
    """Every source with its value, in order. When a process dies, what was under way is done again, one at a time."""
    done = suspected = 0
    while done < len(sources):
        careful = done < suspected
        batch = sources[done:suspected] if careful else sources[done:]
        try:
            for pair in _in_pool(batch, work, 1 if careful else jobs, 1 if careful else jobs * WINDOW):
                yield pair
                done += 1
        except BrokenProcessPool:
            if careful:
                error = "its process died: out of memory, or a crash in a parser; split the file"
                yield sources[done], lost(sources[done], work, error)
                done += 1
            else:
                suspected = min(done + jobs * WINDOW, len(sources))


def _in_pool(sources: Sequence[Source], work: Work[T], jobs: int, window: int) -> Iterator[tuple[Source, T]]:
    """The values of one pool of processes, with at most `window` sources under way."""
    # spawn: the same on every system, and no lock or thread of this process is copied half-way
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(work,))
    under_way: deque[tuple[Source, Future[T]]] = deque()
    try:
        for source in sources:
            with _without_interrupts():
                under_way.append((source, pool.submit(_one, source)))
            if len(under_way) >= window:
                first, future = under_way.popleft()
                yield first, future.result()
        while under_way:
            first, future = under_way.popleft()
            yield first, future.result()
    finally:
        with contextlib.suppress(BrokenProcessPool):
            pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Whatever process starts in here never sees Ctrl-C, which reaches the whole group; this one sees it afterwards.

    A process inherits what is blocked, so that no moment of its start can be interrupted; the parent ends its workers.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(work: Work[Any]) -> None:
    global _here
    _here = (Cleaner(work.settings), work)


def _one(source: Source) -> Any:
    if _here is None:
        raise RuntimeError("worker was not started")
    cleaner, work = _here
    return one(cleaner, source, work)
