"""What a terminal is given: paint, width, progress. Files and pipes get none of it, so that their bytes never vary."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TextIO

import click

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
    """A counter on standard error, only where a person may see it and only when it takes long."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self._total = total
        self._shown = shown and sys.stderr.isatty()
        self._next = time.monotonic() + SECONDS_BEFORE_PROGRESS
        self._drawn = False

    def step(self, done: int) -> None:
        """So many documents are done."""
        if self._shown and time.monotonic() >= self._next:
            click.echo(f"\r{done:,} of {self._total:,} documents", nl=False, err=True)
            self._next = time.monotonic() + SECONDS_BETWEEN_PROGRESS
            self._drawn = True

    def end(self) -> None:
        """Leaves an empty line where the counter stood."""
        if self._drawn:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._drawn = False
