"""A worker process: portions come in, parts go out, until nobody sends any more. It writes no files.

Every portion, and in doubt every document, has a budget of CPU seconds. A parser in C never looks at a signal, so the
budget is the kernel's business: the timer's signal has its default effect, which is the end of this process.
"""

from __future__ import annotations

import gc
import mmap
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cleaner.corpus.bench import AllLost, one_by_one, parts_of
from cleaner.corpus.portions import Part, Portion
from cleaner.corpus.work import Work
from cleaner.errors import CleanerError
from cleaner.pipeline import Cleaner

MIN_PORTION_SECONDS = 10.0
"""CPU seconds that neighbours have together, however few are given to one: only documents alone are found guilty."""


@dataclass(frozen=True, slots=True)
class Task:
    """A portion to clean. A `careful` one goes document by document; those that are lost, and why, are not touched;
    with `all_lost` none is.
    """

    portion: Portion
    careful: bool = False
    lost: Mapping[int, str] = field(default_factory=dict)
    all_lost: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has its rules and tables; `ruleset` is the digest of the rules."""

    ruleset: str


@dataclass(frozen=True, slots=True)
class At:
    """A careful worker is about to touch the document at this place of its portion."""

    place: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a portion, and how many bytes of memory the process holds."""

    parts: tuple[Part[Any], ...]
    memory: int


@dataclass(frozen=True, slots=True)
class Raised:
    """What ends the whole run: wrong rules, a missing table, a bug outside the guard of any document."""

    error: Exception


def serve(connection: Connection, work: Work[Any]) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, tasks), daemon=True).start()
    try:
        cleaner = Cleaner(work.settings)
        # rules and tables live as long as this process: going through them for garbage costs over a millisecond a page
        gc.collect()
        gc.freeze()
        connection.send(Ready(cleaner.ruleset.digest))
        while True:
            task = tasks.get()
            parts = _cleaned(cleaner, task, work, connection)
            del task
            connection.send(Answer(parts, memory()))
            del parts  # not held while the next one is made
    except CleanerError as error:
        connection.send(Raised(error))
    except (BrokenPipeError, ConnectionError):
        pass
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises it with its traceback
        error.add_note("".join(traceback.format_exception(error)))
        connection.send(Raised(error))


def _receive(connection: Connection, tasks: queue.SimpleQueue[Task]) -> None:
    """Takes tasks in while others are worked on. Whoever sent them is gone: this process goes, too, at once."""
    try:
        while True:
            tasks.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)


def _cleaned(cleaner: Cleaner, task: Task, work: Work[Any], connection: Connection) -> tuple[Part[Any], ...]:
    def announce(place: int) -> None:
        connection.send(At(place))
        _budget(work.max_seconds)

    try:
        if task.careful:
            lost = AllLost(task.all_lost) if task.all_lost else task.lost
            return one_by_one(cleaner, task.portion, work, lost, announce)
        _budget(max(work.max_seconds, MIN_PORTION_SECONDS))
        return parts_of(cleaner, task.portion, work)
    finally:
        _budget(0)


def _budget(seconds: float) -> None:
    """So much CPU from now on, or the end; 0 takes the limit away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def memory() -> int:
    """Bytes of memory that this process holds, the most it ever held where the system says nothing else."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        import resource  # not everywhere

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return pages * mmap.PAGESIZE
