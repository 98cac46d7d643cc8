"""A file opened to be read through once, decompressed by its name. It reads nothing by itself."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cleaner.corpus.discovery import STANDARD_INPUT
from cleaner.corpus.files import why_not
from cleaner.errors import InputError
from cleaner.formats import compressed


@contextlib.contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file (of standard input for `-`), without its `.gz` or `.zst`.

    Raises InputError, with the file's name, for one that cannot be opened or read to its end.
    """
    try:
        if name == STANDARD_INPUT:
            yield sys.stdin.buffer
            return
        with Path(name).open("rb") as file, compressed.reading(file, compressed.codec_of(name)) as stream:
            yield stream
    except InputError as error:
        raise error if str(error).startswith(f"{name}:") else InputError(f"{name}: {error}") from None
    except OSError as error:
        raise InputError(f"{name}: {why_not(error)}") from None
