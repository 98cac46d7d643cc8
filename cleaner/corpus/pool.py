"""Worker processes: started, fed, watched, replaced. Results come in the order of what went in.

So many portions are under way that no worker waits, and so few that memory does not grow with the corpus. A process
that dies with a portion in its hands costs the one document that killed it: another one goes through that portion
alone, document by document. Every worker ends by itself when this process is gone.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Self

from cleaner.corpus.portions import Aside, Ended, Part, Portion
from cleaner.corpus.work import Work
from cleaner.corpus.worker import Answer, At, Raised, Ready, Task, serve
from cleaner.errors import CleanerError

DEPTH = 2
"""Portions that a worker has at once: one in work, one so that it need not wait for this process."""
WINDOW = 4
"""Portions under way per worker, finished ones that wait for the one in front included."""
MAX_DOCUMENTS = 50_000
MAX_MEMORY = 260_000_000
MIN_DOCUMENTS = 500
"""A worker is replaced after so many documents, or when it holds so many bytes and has done some work for them."""
PATIENCE = 20
MIN_PATIENCE_SECONDS = 60.0
"""A worker that says nothing for so many times the budget of a document hangs, whatever it waits for."""


@dataclass(slots=True)
class _Slot:
    """A place in the order of results."""

    item: Portion | Aside | Ended
    parts: tuple[Part[Any], ...] | None = None
    careful: bool = False
    lost: dict[int, str] = field(default_factory=dict)
    all_lost: str | None = None

    @property
    def done(self) -> bool:
        return self.parts is not None or not isinstance(self.item, Portion)

    def task(self) -> Task:
        assert isinstance(self.item, Portion)  # noqa: S101 - nothing else is ever sent
        return Task(self.item, self.careful, dict(self.lost), self.all_lost)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, its end of the line, and what it has to do; the first of `slots` is in work."""

    process: SpawnProcess
    line: Connection
    slots: deque[_Slot] = field(default_factory=deque)
    heard: float = 0.0
    place: int | None = None
    documents: int = 0
    retiring: bool = False

    @property
    def room(self) -> int:
        """How many portions more it can take."""
        alone = any(slot.careful for slot in self.slots)
        return 0 if self.retiring or alone else DEPTH - len(self.slots)


class Pool:
    """Some worker processes. A context manager: when it is left, none of them is."""

    def __init__(self, work: Work[Any], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._patience = max(MIN_PATIENCE_SECONDS, PATIENCE * work.max_seconds)
        self._workers: list[_Worker] = []
        self._again: deque[_Slot] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.line.close()
        self._workers.clear()

    def start(self) -> str:
        """Starts the workers and gives the digest of their rules. Raises RuleError or CleanerError if they cannot."""
        for _ in range(self._jobs):
            self._start()
        try:
            first = self._workers[0].line.recv()
        except EOFError:
            self._workers[0].process.join(self._patience)
            code = self._workers[0].process.exitcode
            raise CleanerError(f"a worker process ended with code {code} while it started; try --jobs 1") from None
        if isinstance(first, Raised):
            raise first.error
        assert isinstance(first, Ready)  # noqa: S101 - a worker says nothing else first
        return first.ruleset

    def results(
        self, items: Iterable[Portion | Aside | Ended]
    ) -> Iterator[tuple[Portion | Aside | Ended, tuple[Part[Any], ...]]]:
        """Every item with the parts that became of it, in order."""
        waiting: deque[_Slot] = deque()
        source = iter(items)
        more = True
        while more or waiting:
            more = self._feed(waiting, source) if more else self._feed(waiting, iter(()))
            if waiting and waiting[0].done:
                slot = waiting.popleft()
                yield slot.item, slot.parts or ()
            elif waiting:
                self._listen()

    def _feed(self, waiting: deque[_Slot], source: Iterator[Portion | Aside | Ended]) -> bool:
        """Gives workers what they have room for; False when there is nothing more to read."""
        while True:
            worker = max(self._workers, key=lambda worker: worker.room)
            if worker.room <= 0:
                return True
            if self._again:
                self._give(worker, self._again.popleft())
                continue
            if len(waiting) >= WINDOW * self._jobs:
                return True
            item = next(source, None)
            if item is None:
                return False
            waiting.append(_Slot(item))
            if isinstance(item, Portion):
                self._give(worker, waiting[-1])

    def _give(self, worker: _Worker, slot: _Slot) -> None:
        if not worker.slots:
            worker.heard = time.monotonic()
        worker.slots.append(slot)
        with contextlib.suppress(BrokenPipeError, ConnectionError):  # it died just now: seen when it is listened to
            worker.line.send(slot.task())

    def _listen(self) -> None:
        """Waits until a worker says something, dies, or has been silent for too long."""
        busy = [worker for worker in self._workers if worker.slots]
        patience = min(worker.heard for worker in busy) + self._patience - time.monotonic()
        lines = {worker.line: worker for worker in self._workers}
        for line in wait(list(lines), max(patience, 0)):
            self._hear(lines[line])  # type: ignore[index]
        for worker in busy:
            if worker.slots and time.monotonic() - worker.heard > self._patience:
                worker.process.kill()
                self._replace(worker, f"gave no answer for {self._patience:g} s and was ended; look into the document")

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.line.recv()
        except (EOFError, ConnectionError):
            self._replace(worker, None)
            return
        worker.heard = time.monotonic()
        match said:
            case Raised():
                raise said.error
            case At():
                worker.place = said.place
            case Answer():
                slot = worker.slots.popleft()
                slot.parts = said.parts
                worker.place = None
                worker.documents += sum(part.documents for part in said.parts)
                large = said.memory > MAX_MEMORY and worker.documents >= MIN_DOCUMENTS
                worker.retiring = worker.retiring or large or worker.documents >= MAX_DOCUMENTS
                if worker.retiring and not worker.slots:
                    self._replace(worker, None)

    def _replace(self, worker: _Worker, why: str | None) -> None:
        """A new process in place of one that is dead or shall be; what was in its hands is looked into, alone."""
        worker.line.close()
        if worker.retiring and not worker.slots:
            worker.process.join()
        else:
            worker.process.join(self._patience)
        self._workers.remove(worker)
        fresh = self._start()
        if not worker.slots:
            return
        suspect = worker.slots.popleft()
        self._again.extendleft(reversed(worker.slots))
        if suspect.careful:
            self._blame(suspect, worker, why or f"its process {self._how(worker)}")
        suspect.careful = True
        self._give(fresh, suspect)

    def _blame(self, slot: _Slot, worker: _Worker, why: str) -> None:
        """Takes the document that was in work for guilty; all, when it was none of them in particular."""
        assert isinstance(slot.item, Portion)  # noqa: S101 - nothing else is ever sent
        if slot.all_lost:
            names = ", ".join(source.name for source in slot.item.sources[:3])
            raise RuntimeError(f"{names}: {why}, even without any document")
        if worker.place is None or worker.place in slot.lost:
            slot.all_lost = why
        else:
            slot.lost[worker.place] = why

    def _how(self, worker: _Worker) -> str:
        """How a process ended, and what to do."""
        code = worker.process.exitcode or 0
        if hasattr(signal, "SIGPROF") and code == -signal.SIGPROF:
            seconds = f"{self._work.max_seconds:g} s"
            return f"took more than {seconds} of CPU (--max-seconds) for it; raise the limit or look into the document"
        if hasattr(signal, "SIGKILL") and code == -signal.SIGKILL:
            return "died: killed from outside, most likely since memory ran out; split the document"
        if code < 0:
            return f"died of {signal.Signals(-code).name}: a crash in a parser; report it with the document"
        return f"died with exit code {code}; report it with the document"

    def _start(self) -> _Worker:
        # spawn: the same on every system, and no lock or thread of this process is copied half-way
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._work), daemon=True)
        with _without_interrupts():
            process.start()
        theirs.close()  # or its death would not be seen
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker


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
