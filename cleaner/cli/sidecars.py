"""The JSON report of every source in a file of its own, whole or not at all. It renders nothing."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import BinaryIO

from cleaner.corpus import files
from cleaner.corpus.source import Source
from cleaner.errors import InputError

SUFFIX = ".report.jsonl"
"""What the name of a source gets behind it."""


class Sidecars:
    """One file per source below a folder; without a folder none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._open = contextlib.ExitStack()
        self._stream: BinaryIO | None = None

    def note(self, source: Source, lines: bytes) -> None:
        """Some lines of the source under way. Raises InputError when they cannot be written."""
        if self._folder is None:
            return
        if self._stream is None:
            target = self._folder / source.below.with_name(source.below.name + SUFFIX)
            files.make_folder(target.parent)
            self._stream = self._open.enter_context(files.staged(target))
        self._stream.write(lines)

    def end(self, source: Source) -> None:
        """No line of this source comes any more: its report takes its name."""
        self.note(source, b"")
        self._stream = None
        self._open.close()

    def drop(self) -> None:
        """Throws away what there is of the source under way."""
        self._stream = None
        self._open.__exit__(InputError, InputError("dropped"), None)
