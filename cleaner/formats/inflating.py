"""A compressed stream, inflated member by member, and what is said where it is broken. It keeps no more than a block.

Bytes that were never read are never guessed: a stream ends after a whole member, or it is an error.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import BinaryIO, Protocol, cast

from cleaner.errors import InputError

BLOCK_BYTES = 1 << 16
"""How much is read and inflated at a time. Larger is not faster, and every tiny member costs a copy of its block."""
MAGIC_BYTES = 4
"""So many bytes tell how every kind of member begins."""


class Unpacker(Protocol):
    """One member being inflated, as `ZstdDecompressor` and `bz2.BZ2Decompressor` do it."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing is held back inside."""

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most so many bytes more."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a kind of stream is called, what its members are called, how they begin, and what may stand after them."""

    name: str
    member: str
    magic: re.Pattern[bytes]
    padding: bytes
    unpacker: Callable[[], Unpacker]
    broken: type[Exception]


class Inflating(io.RawIOBase):
    """The raw side of a decompressing reader. Reading raises InputError with the offset in the decompressed bytes."""

    def __init__(self, stream: BinaryIO, scheme: Scheme) -> None:
        self._stream = stream
        self._scheme = scheme
        self._unpacker: Unpacker | None = None
        self._rest = b""
        self._members = 0
        self._offset = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]  # io's readers give memoryviews
        """Fill `target` as far as one step goes; 0 at the end."""
        piece = b""
        while not piece and (self._unpacker or self._begin()):
            piece = self._step(len(target))
        target[: len(piece)] = piece
        self._offset += len(piece)
        return len(piece)

    def _begin(self) -> bool:
        """Start the next member, if there is one."""
        while len(self._rest) < MAGIC_BYTES and (more := self._stream.read(BLOCK_BYTES)):
            self._rest += more
        if self._members:
            self._skip_padding()
            if not self._rest:
                return False
        if not self._scheme.magic.match(self._rest):
            raise self._problem(self._foreign())
        self._members += 1
        self._unpacker = self._scheme.unpacker()
        return True

    def _step(self, limit: int) -> bytes:
        unpacker = cast("Unpacker", self._unpacker)
        if unpacker.needs_input and not self._rest:
            self._rest = self._stream.read(BLOCK_BYTES)
            if not self._rest:
                raise self._problem(f"cut off inside {self._scheme.member} {self._members}; fetch it again")
        taken, self._rest = self._rest, b""
        try:
            piece = unpacker.decompress(taken, limit)
        except self._scheme.broken as error:
            told = str(error).rstrip(".")
            raise self._problem(f"damaged in {self._scheme.member} {self._members} ({told}); fetch it again") from None
        if unpacker.eof:
            self._rest, self._unpacker = unpacker.unused_data, None
        return piece

    def _skip_padding(self) -> None:
        """Tapes and block devices fill their last block with zeros."""
        if self._scheme.padding:
            while self._rest and not self._rest.strip(self._scheme.padding):
                self._rest = self._stream.read(BLOCK_BYTES)

    def _foreign(self) -> str:
        if self._members:
            return f"something else follows {self._scheme.member} {self._members}; cut it off or fetch it again"
        return "not the start of one; is its name right?" if self._rest else "empty; fetch it again"

    def _problem(self, what: str) -> InputError:
        return InputError(f"{self._scheme.name} stream, after {self._offset} decompressed bytes: {what}")


class _GzipMember:
    """`zlib.decompressobj` under the names that the other decompressors have."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = len(piece) < max_length  # else more may be held back inside
        return piece


def gzip_scheme() -> Scheme:
    """RFC 1952: members, each with its own checksum and length; zeros may follow."""
    return Scheme("gzip", "member", re.compile(rb"\x1f\x8b"), b"\0", _GzipMember, zlib.error)


def zstd_scheme() -> Scheme:
    """RFC 8878: frames, and skippable frames between them. Raises InputError where the package is missing."""
    magic = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
    library = zstd()
    return Scheme("zstd", "frame", magic, b"", library.ZstdDecompressor, library.ZstdError)


def zstd() -> ModuleType:
    """The standard library's module of Python 3.14, or its backport."""
    try:
        from compression import zstd as library  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd as library
        except ImportError:
            raise InputError(".zst needs a package that is not there; pip install 'boilerstrip[zstd]'") from None
    return cast("ModuleType", library)
