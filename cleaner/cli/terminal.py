"""What a terminal is given: paint, width, progress. Files and pipes get none of it, so that their bytes never vary."""

from __future__ import annotations

import datetime
import os
import shutil
import sys
import time
from typing import Any, TextIO

import click

from cleaner.corpus.portions import Aside, Ended, Part
from cleaner.reports.summary import Tally
from cleaner.reports.view import Paint, Role, View, unpainted

WIDTH = 100
"""Columns of a report that no terminal shows."""
MIN_WIDTH, MAX_WIDTH = 60, 160
SECONDS_BEFORE_PROGRESS = 1.0
"""Whoever waits less does not wonder."""
SECONDS_BETWEEN_PROGRESS = 0.1

_STYLES = {
    Role.HEADER: {"bold": True},
    Role.DROPPED: {"fg": "red"},
    Role.KEPT: {"dim": True},
    Role.MARGIN: {"fg": "cyan"},
    Role.NOTE: {"fg": "yellow"},
    Role.FAILED: {"fg": "red", "bold": True},
}


def view_for(stream: TextIO | None, *, wrote: bool) -> View:
    """How a report looks on a stream; None stands for a file."""
    if stream is None or not stream.isatty():
        return View(wrote=wrote)
    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    return View(_paint_for(), min(max(columns, MIN_WIDTH), MAX_WIDTH), wrote)


def _paint_for() -> Paint:
    """Colour unless NO_COLOR says otherwise (https://no-color.org: set and not empty)."""
    return unpainted if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else paint


def paint(text: str, role: Role) -> str:
    """A piece of a report in its colour."""
    return click.style(text, **_STYLES[role])  # type: ignore[arg-type]


class Progress:
    """How far a run is, on standard error, only where a person may see it and only when it takes long."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total = total
        self._shown = shown and sys.stderr.isatty()
        self._began = time.monotonic()
        self._next = self._began + SECONDS_BEFORE_PROGRESS
        self._ended = 0
        self._drawn = False

    def step(self, step: Part[Any] | Aside | Ended, tally: Tally) -> None:
        """So much is done, and this was the last of it."""
        if isinstance(step, Ended):
            self._ended += step.source.size
        if self._shown and time.monotonic() >= self._next:
            done = self._ended + (step.position if isinstance(step, Part) else 0)
            line = told(tally, done, self._total, max(time.monotonic() - self._began, 0.001))
            click.echo(f"\r{line}\x1b[K", nl=False, err=True)
            self._next = time.monotonic() + SECONDS_BETWEEN_PROGRESS
            self._drawn = True

    def end(self) -> None:
        """Leaves an empty line where the counter stood."""
        if self._drawn:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._drawn = False


def told(tally: Tally, done: int, total: int, seconds: float) -> str:
    """A line that says how far a run is after so many bytes of so many, and so many seconds."""
    documents = tally.statuses.total()
    line = f"{documents:,} documents, {documents / seconds:,.0f}/s, {done / seconds / 1e6:,.1f} MB/s"
    line += f", {tally.chars_dropped / max(tally.chars_in, 1):.1%} dropped, {tally.statuses['failed']:,} failed"
    if 0 < done <= total:
        left = datetime.timedelta(seconds=round(seconds * (total - done) / done))
        line += f", {done / total:.0%} done, {left} left"
    return line
