"""Where cleaned bytes go: nowhere, to standard output, into their own file, under a folder. It changes none of them.

Pieces of one source come one after the other. What is written takes its name when the source ends, and never by half.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from cleaner.corpus import files
from cleaner.corpus.books import Written
from cleaner.corpus.containers import container_of
from cleaner.corpus.containers.container import Write
from cleaner.corpus.portions import Part
from cleaner.corpus.seen import Seeing, Seen
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import InputError
from cleaner.forms import Form


class Delivery(Protocol):
    """Puts away what is kept. Every method raises InputError when that cannot be done; then nothing is written."""

    def put(self, part: Part[Any]) -> None:
        """A piece of a source."""

    def pass_on(self, source: Source, piece: bytes) -> None:
        """Bytes of a source that are written as they are."""

    def end(self, source: Source, seen: Seen | None, error: str | None) -> Written | None:
        """No piece of this source comes any more; `error` says why not, when it could not be read to its end."""

    def drop(self) -> None:
        """Forgets the source under way."""


class Nowhere:
    """For reports and checks alone."""

    def put(self, part: Part[Any]) -> None:
        """Nothing."""

    def pass_on(self, source: Source, piece: bytes) -> None:
        """Nothing."""

    def end(self, source: Source, seen: Seen | None, error: str | None) -> Written | None:
        """Nothing."""
        del source, seen, error
        return None

    def drop(self) -> None:
        """Nothing."""


class ToStandardOutput(Nowhere):
    """The exact bytes, no line end added."""

    def put(self, part: Part[Any]) -> None:
        """To standard output, at once."""
        self.pass_on(part.source, part.packed)

    def pass_on(self, source: Source, piece: bytes) -> None:
        """To standard output, at once."""
        del source
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


class _Staged(Nowhere):
    """What is common to everything that gets a name in the end."""

    def __init__(self, work: Work[Any]) -> None:
        self._work = work
        self._open = contextlib.ExitStack()
        self._write: Write | None = None
        self._target = Path()
        self._seeing: Seeing | None = None

    def _begin(self, source: Source, target: Path, mode: int | None = None, *, lasting: bool = True) -> None:
        self._target = target
        stream = self._open.enter_context(files.staged(target, mode, lasting=lasting))
        self._seeing = Seeing(stream)
        writer = container_of(source.name).write(cast("BinaryIO", self._seeing), source, self._work)
        self._write = self._open.enter_context(writer)

    def _finish(self) -> Written | None:
        """Gives the file its name."""
        seeing, self._write = self._seeing, None
        self._open.close()
        return Written(self._target, seeing.seen()) if seeing else None

    def drop(self) -> None:
        """Throws away what there is of the source under way."""
        self._write = None
        self._open.__exit__(InputError, InputError("dropped"), None)


class InPlace(_Staged):
    """Rewrites files, each only when something of it goes."""

    def __init__(self, work: Work[Any]) -> None:
        super().__init__(work)
        self._changed = False

    def put(self, part: Part[Any]) -> None:
        """A piece of the file that comes in the old one's place."""
        source, container = part.source, container_of(part.source.name)
        if source.path is None:
            raise InputError("standard input cannot be rewritten; leave out --write")
        if not container.rewritable:
            raise InputError("cannot be rewritten in place, since what comes out is more than that; use --out")
        self._refuse_pages(part)
        if container.single:
            if part.changed and part.seen:
                files.rewrite(source.path, part.packed, part.seen.sha256)
            return
        self._changed = self._changed or part.changed
        self.pass_on(source, part.packed)

    def _refuse_pages(self, part: Part[Any]) -> None:
        form = self._work.form
        if part.kind == "html" and form is not Form.HTML:
            name = container_of(part.source.name).target(part.source.below.name, part.kind, self._work)
            where = f"--out, which names it {name}, or --to html"
            raise InputError(f"a page is not rewritten as {form} in its place; use {where}")

    def pass_on(self, source: Source, piece: bytes) -> None:
        """Bytes that stay as they are."""
        if self._write is None and source.path is not None:
            self._begin(source, *files.ready_for_rewriting(source.path))
        if self._write is not None:
            self._write(piece)

    def end(self, source: Source, seen: Seen | None, error: str | None) -> Written | None:
        """Replaces the file, unless nothing goes or some of it could not be read."""
        changed, self._changed = self._changed, False
        if not changed or error is not None or seen is None or source.path is None:
            self.drop()
            return None
        try:
            files.unchanged(source.path, seen.sha256)
        except InputError:
            self.drop()
            raise
        return self._finish()


class Under(_Staged):
    """Cleaned copies below a folder, under the names their sources have below theirs, and the suffix of a form."""

    def __init__(self, work: Work[Any], folder: Path, written: Mapping[Path, str]) -> None:
        super().__init__(work)
        self._folder = folder
        self._written = dict(written)

    def put(self, part: Part[Any]) -> None:
        """A piece of a copy; the first one begins it."""
        if container_of(part.source.name).single and part.failures:
            return
        self._copy(part.source, part.kind)
        if self._write is not None:
            self._write(part.packed)

    def pass_on(self, source: Source, piece: bytes) -> None:
        """Bytes that stay as they are."""
        self._copy(source, None)
        if self._write is not None:
            self._write(piece)

    def _copy(self, source: Source, kind: str | None) -> None:
        if self._write is not None:
            return
        if source.path is None:
            raise InputError("standard input has no name to be written under; name a file")
        target = self._folder / source.below
        target = target.with_name(container_of(source.name).target(target.name, kind, self._work))
        if target in self._written:
            raise InputError(f"{target} was written already for {self._written[target]}; clean the folders one by one")
        if target.exists() and target.samefile(source.path):
            raise InputError(f"{target} is the input itself; choose another folder or use --write")
        files.make_folder(target.parent)
        # waiting for the disk takes as long as cleaning a page: of small files the books see to that, for all at once
        self._begin(source, target, lasting=not container_of(source.name).single)
        self._written[target] = source.name

    def end(self, source: Source, seen: Seen | None, error: str | None) -> Written | None:
        """Gives the copy its name; one of an empty container is empty. What could be read is kept."""
        if self._write is None and seen is not None and error is None and not container_of(source.name).single:
            self._copy(source, None)
        return self._finish() if self._write is not None else None
