"""Documents cleaned one by one in a process beside this one, which may die of them. It judges nothing.

For a worker that came back: whatever killed it is in the batch that it is given again. A document that ends the process
(a crash in a parser, all memory taken) or spends more than its CPU seconds is a row with status `failed`; the next one
gets a new process.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Self

from cleaner.arrow import Row, RowsOf, failed_row, rows_of
from cleaner.formats.records import Record
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

MAX_SECONDS = 30.0
"""CPU seconds a document may take, as under `clean --max-seconds`."""
WAIT = 20
"""A process that answers nothing for so many times that long on the clock hangs without working."""


def bounded(max_seconds: float) -> RowsOf:
    """`arrow.rows_of` under a budget of CPU seconds for the documents that it cleans together.

    No parser looks at a signal: the timer's signal is left to end the process, and whoever started it starts another.
    """

    def bounded_rows_of(cleaner: Cleaner, records: Iterable[Record | None]) -> Iterator[Row]:
        rows = rows_of(cleaner, records)
        while True:
            _budget(max_seconds)
            row = next(rows, None)
            _budget(0)
            if row is None:
                return
            yield row

    return bounded_rows_of


def _budget(seconds: float) -> None:
    """So much CPU from now on, or the end; 0 takes the limit away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


class Careful:
    """Stands where `arrow.rows_of` stands; slower by a process between, and by cleaning nothing by the dozen."""

    def __init__(self, max_seconds: float = MAX_SECONDS) -> None:
        self._max_seconds = max_seconds
        self._beside: tuple[BaseProcess, Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows_of(self, cleaner: Cleaner, records: Iterable[Record | None]) -> Iterator[Row]:
        """A row for every record, in order; None stands for a document without content."""
        for record in records:
            yield Row(ruleset=cleaner.ruleset.digest) if record is None else self._row(cleaner, record)

    def close(self) -> None:
        """Ends the process beside this one."""
        if self._beside:
            process, connection = self._beside
            connection.close()
            process.join()
            self._beside = None

    def _row(self, cleaner: Cleaner, record: Record) -> Row:
        process, connection = self._beside = self._beside or _start(cleaner, self._max_seconds)
        with contextlib.suppress(EOFError, OSError):  # it died; how is asked below
            connection.send(record)
            if connection.poll(self._max_seconds * WAIT):
                row: Row = connection.recv()
                return row
            process.kill()
        process.join()
        connection.close()
        self._beside = None
        return failed_row(_why(process.exitcode, self._max_seconds), cleaner.ruleset.digest)


def _why(exitcode: int | None, max_seconds: float) -> str:
    if exitcode == -getattr(signal, "SIGPROF", 0):
        return f"took more than {max_seconds:g} CPU seconds; given up"
    if exitcode == -signal.SIGKILL:
        return "its process was killed: out of memory, or no answer; give workers more memory or leave it out"
    how = f"signal {-exitcode}" if exitcode and exitcode < 0 else f"exit code {exitcode}"
    return f"its process died ({how}): a crash in a parser; please report it"


def _start(cleaner: Cleaner, max_seconds: float) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("spawn")  # an engine's threads and locks are not copied half-way
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, cleaner, max_seconds), daemon=True)
    process.start()
    there.close()
    return process, here


def _serve(connection: Connection, cleaner: Cleaner, max_seconds: float) -> None:
    """The life of the process."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            [row] = bounded(max_seconds)(cleaner, [connection.recv()])
            connection.send(row)
