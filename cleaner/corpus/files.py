"""Bytes from files and into files: read within a limit, written whole or not at all. It decodes nothing.

What is written goes to a temporary file in the same folder, onto the disk, then under its name in one step: a reader
sees the old bytes or the new ones, and an interrupted run leaves neither half a file nor the temporary one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cleaner.corpus.seen import seen
from cleaner.errors import InputError

PIECE_BYTES = 1_048_576
"""How much is read at once."""


def read(path: Path | None, max_bytes: int) -> bytes:
    """The bytes of a file, of standard input for None. Raises InputError for what cannot be read or is too large."""
    if path is None:
        return within(sys.stdin.buffer, max_bytes)
    with opened(path) as file:
        try:
            return within(file, max_bytes)
        except OSError as error:
            raise InputError(why_not(error)) from None


def opened(path: Path | None) -> BinaryIO:
    """A file to read. Raises InputError when it cannot be opened."""
    if path is None:
        raise InputError("standard input is one document; give a container as a file")
    try:
        return path.open("rb", buffering=0)
    except OSError as error:
        raise InputError(why_not(error)) from None


def within(stream: BinaryIO, max_bytes: int) -> bytes:
    """All of a stream, in pieces: a limit must not cost its own size in memory, nor an endless device all of it."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(PIECE_BYTES):
        size += len(piece)
        if size > max_bytes:
            raise InputError(f"more than {max_bytes} bytes (limits.max_bytes); raise the limit or split the file")
        pieces.append(piece)
    return b"".join(pieces)


def why_not(error: OSError) -> str:
    """What to say of a file that cannot be read."""
    match error:
        case FileNotFoundError():
            return "no such file; check the path"
        case PermissionError():
            return "file cannot be read (permission denied); check its permissions"
        case IsADirectoryError():
            return "is a folder where a file is expected"
    return f"file cannot be read ({error.strerror})"


def rewrite(path: Path, content: bytes, was: str) -> None:
    """Puts new bytes into an existing file. Its mode stays; of a symbolic link, the target is rewritten.

    `was` is the SHA-256 (hex) of what the new bytes were made from. Raises InputError as `ready_for_rewriting` does,
    and for a file that cannot be written.
    """
    with staged(*ready_for_rewriting(path)) as file:
        file.write(content)
        unchanged(path, was)


def ready_for_rewriting(path: Path) -> tuple[Path, int]:
    """The file itself behind a path, and its mode.

    Raises InputError for what is no regular file or has more than one name: replacing one of them would part them.
    """
    try:
        target = path.resolve(strict=True)
        status = target.stat()
    except OSError as error:
        raise InputError(why_not(error)) from None
    if not stat.S_ISREG(status.st_mode):
        raise InputError("not a regular file; it cannot be rewritten in place, use --out")
    if status.st_nlink > 1:
        raise InputError(f"has {status.st_nlink} hard links, which rewriting would part; copy it first or use --out")
    return target, stat.S_IMODE(status.st_mode)


def unchanged(path: Path, was: str) -> None:
    """Raises InputError for a file that holds something else by now."""
    if seen(path).sha256 != was:
        raise InputError("was changed by someone else meanwhile and is left alone; run again")


def write_new(path: Path, content: bytes) -> None:
    """Writes a file, its folders too; one that is there is replaced. Raises InputError when that cannot be done."""
    make_folder(path.parent)
    with staged(path) as file:
        file.write(content)


def make_folder(path: Path) -> None:
    """A folder and those above it. Raises InputError when they cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"folder {path} cannot be made ({error.strerror})") from None


@contextlib.contextmanager
def staged(path: Path, mode: int | None = None, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """A file to write to that takes its name only when the block ends well. Raises InputError when it cannot be.

    A `lasting` one is on the disk before it has its name; one that is not may be empty after a power cut.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")  # known before it is there: no moment leaves it behind
    try:
        with temporary.open("xb") as file:
            if mode is not None:
                temporary.chmod(mode)
            yield file
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError(f"{path} cannot be written ({error.strerror}); check its folder") from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
