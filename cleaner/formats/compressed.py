"""Gzip and Zstandard: which file is compressed, its bytes read and written. It opens no path.

A stream that ends inside a member or frame is an error that is said: a cut download must not pass for a whole one. What
cannot be seen is a cut exactly between two members, and damage inside a zstd frame that was written without a checksum.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import BinaryIO, Protocol, cast

from cleaner.formats import inflating

GZIP_LEVEL = 6
ZSTD_LEVEL = 3
"""The levels that the command line tools take where nobody says one."""

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Deflate, no name, no time, no system: the same text gives the same bytes."""


class Codec(StrEnum):
    """How a file is compressed."""

    GZIP = "gzip"
    ZSTD = "zstd"


SUFFIXES = ((".gz", Codec.GZIP), (".zst", Codec.ZSTD))


def codec_of(name: str) -> Codec | None:
    """How a file of this name is compressed, None for not at all."""
    return next((codec for suffix, codec in SUFFIXES if name.lower().endswith(suffix)), None)


def bare_name(name: str) -> str:
    """A file's name without the suffix of its compression: `a.jsonl` for `a.jsonl.gz`."""
    suffix = next((suffix for suffix, _ in SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(suffix)]


def reading(stream: BinaryIO, codec: Codec | None) -> BinaryIO:
    """What a compressed stream holds: every gzip member, every zstd frame. Closing it leaves `stream` open.

    Reading raises InputError, with the offset in the decompressed bytes, where the stream is cut, damaged or goes on
    with something else. With no codec it is the stream itself.
    """
    if codec is None:
        return stream
    scheme = inflating.gzip_scheme() if codec is Codec.GZIP else inflating.zstd_scheme()
    return io.BufferedReader(inflating.Inflating(stream, scheme), inflating.BLOCK_BYTES)


@contextmanager
def writing(stream: BinaryIO, codec: Codec | None) -> Iterator[BinaryIO]:
    """A stream that compresses what is written to it, as one member or frame, and leaves `stream` open.

    When an error leaves the block, the end is not written: half a file does not look like a whole one.
    """
    if codec is None:
        yield stream
        return
    packer = _GzipPacker() if codec is Codec.GZIP else _zstd_packer()
    yield cast("BinaryIO", _Deflating(stream, packer))
    stream.write(packer.flush())


class _Packer(Protocol):
    def compress(self, data: bytes) -> bytes: ...
    def flush(self) -> bytes: ...


class _Deflating(io.RawIOBase):
    """The raw side of `writing`: it needs no buffer, compressors have their own."""

    def __init__(self, stream: BinaryIO, packer: _Packer) -> None:
        self._stream = stream
        self._packer = packer

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        packed = self._packer.compress(piece)
        if packed:
            self._stream.write(packed)
        return len(piece)


class _GzipPacker:
    """One gzip member, by hand: `gzip.GzipFile` writes its end even when an error leaves it."""

    def __init__(self) -> None:
        self._inner = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._head = _GZIP_HEAD
        self._check = zlib.crc32(b"")
        self._size = 0

    def compress(self, data: bytes) -> bytes:
        self._check = zlib.crc32(data, self._check)
        self._size += len(data)
        head, self._head = self._head, b""
        return head + self._inner.compress(data)

    def flush(self) -> bytes:
        return self._head + self._inner.flush() + struct.pack("<LL", self._check, self._size & 0xFFFFFFFF)


def _zstd_packer() -> _Packer:
    """One frame with a checksum, as the command line tool writes it; the library leaves it out."""
    library = inflating.zstd()
    chosen = library.CompressionParameter
    options = {chosen.compression_level: ZSTD_LEVEL, chosen.checksum_flag: 1}
    return cast("_Packer", library.ZstdCompressor(options=options))
