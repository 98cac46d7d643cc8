"""What a container must be able to do, and nothing else."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleaner.corpus.portions import Aside, Entry, Portion, Treated
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.formats.compressed import bare_name, codec_of, writing

Write = Callable[[bytes], object]
"""Takes what `pack` made of one portion after the other."""


def as_it_is(name: str, kind: str | None, work: Work[Any]) -> str:
    """The name of what is written, where it is the name of what was read."""
    del kind, work
    return name


def with_suffix(name: str, suffix: str) -> str:
    """A file's name with a suffix behind it, but before that of its compression: `page.html.txt.gz`."""
    bare = bare_name(name)
    return bare + suffix + name[len(bare) :]


@contextlib.contextmanager
def plainly(stream: BinaryIO, source: Source, work: Work[Any]) -> Iterator[Write]:
    """Pieces one behind the other."""
    del work
    codec = codec_of(source.name)
    empty = True

    def write(piece: bytes) -> None:
        nonlocal empty
        empty = False
        stream.write(piece)

    yield write
    if empty:
        with writing(stream, codec):  # nothing, but packed as its name says
            pass


def nothing(item: Any) -> bytes | None:
    """For documents whose original lies somewhere by itself."""
    del item
    return None


@dataclass(frozen=True, slots=True)
class Container:
    """One way of holding documents.

    `cut` makes portions of an opened file (InputError: it cannot be read any further) and counts what it skips,
    `unpack` gives a portion's
    items, `entry` the document of one of them (None: it holds none; InputError: it cannot be had), `pack` the bytes to
    write for some, `original` those of a document that failed. `target` names what is written, `write` puts pieces
    into it. A `single` one holds one document per file: it is not cut, its portions have paths for items. What is not
    `rewritable` can only be copied, what is not `compressible` is never compressed as a whole.
    """

    name: str
    suffixes: tuple[str, ...]
    entry: Callable[[Any, str, int | None, Work[Any]], Entry | None]
    pack: Callable[[Portion, Sequence[Any], Sequence[Treated | None], Work[Any]], bytes]
    cut: Callable[[Source, BinaryIO, Work[Any], Counter[str]], Iterator[Portion | Aside]] | None = None
    unpack: Callable[[Portion, Work[Any]], Sequence[Any]] = lambda portion, _: portion.items
    original: Callable[[Any], bytes | None] = nothing
    target: Callable[[str, str | None, Work[Any]], str] = as_it_is
    write: Callable[[BinaryIO, Source, Work[Any]], AbstractContextManager[Write]] = plainly
    rewritable: bool = True
    compressible: bool = True

    @property
    def single(self) -> bool:
        """Whether a file of it is one document."""
        return self.cut is None
