"""An HTTP response as a crawler stored it: its head read, its body unchunked and unpacked. It knows no network.

Crawlers often unpack a body and leave the head as it was: a body that is plainly not what the head says is taken as it
is. One that begins as said and then breaks is an error.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from cleaner.errors import InputError
from cleaner.formats.inflating import zstd

MAX_HEAD_BYTES = 1 << 18
"""Servers refuse heads of more than 8 to 64 kB; what is longer is no head."""
MAX_INTERIM = 4
"""Heads with status 1xx that may stand before the real one."""
MAX_ENCODINGS = 4
MAX_MEMBERS = 16
"""Gzip members in one body: nobody sends two, and each costs a look at all that follow."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.I)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The status of a response, its fields (names in lower case, the last of a name counts), and where its body is."""

    status: int
    fields: dict[str, str]
    body: int

    @property
    def media_type(self) -> str:
        """`text/html`, in lower case, without parameters; empty where the head has none."""
        return media_type(self.fields.get("content-type", ""))

    @property
    def charset(self) -> str | None:
        """The charset that the head names, which need not exist."""
        return charset(self.fields.get("content-type", ""))


def media_type(value: str) -> str:
    """The type in a Content-Type: `text/html` in `Text/HTML; charset=utf-8`."""
    return value.split(";", 1)[0].split(",", 1)[0].strip().lower()


def charset(value: str) -> str | None:
    """The charset in a Content-Type."""
    match = _CHARSET.search(value)
    return match[1] if match else None


def head_of(message: bytes) -> Head:
    """The head of a response, after interim ones. Raises InputError where there is none or it does not end."""
    at = 0
    for _ in range(MAX_INTERIM):
        status = _STATUS.match(message, at)
        if not status:
            raise InputError("malformed HTTP head: does not start with HTTP/ and a status")
        end = _HEAD_END.search(message, at, at + MAX_HEAD_BYTES)
        if not end:
            raise InputError(f"malformed HTTP head: no empty line in its first {MAX_HEAD_BYTES} bytes")
        if not status[1].startswith(b"1"):
            return Head(int(status[1]), _fields(message[status.end() : end.start()]), end.end())
        at = end.end()
    raise InputError(f"malformed HTTP head: more than {MAX_INTERIM - 1} interim responses")


def body_of(message: bytes, head: Head, max_bytes: int, *, cut: bool = False) -> bytes:
    """The body, without chunks and content encodings, of at most `max_bytes` bytes.

    `cut` says that the crawler itself cut the body short: then what there is of it is the body. Else a body that is not
    whole raises InputError, as does one that is too large or packed in a way that needs a missing package.
    """
    body = message[head.body :]
    if "chunked" in head.fields.get("transfer-encoding", "").lower():
        body = _unchunked(body, cut=cut)
    names = [name.strip() for name in head.fields.get("content-encoding", "").lower().split(",")]
    if len(names) > MAX_ENCODINGS:
        raise InputError(f"{len(names)} content encodings > {MAX_ENCODINGS}; no server sends that many")
    for name in reversed(names):
        unpack = UNPACKERS.get(name)
        if unpack is not None:
            body = unpack(body, max_bytes + 1, cut=cut)
        if len(body) > max_bytes:
            raise InputError(f"body of more than {max_bytes} bytes (limits.max_bytes); raise the limit or leave it out")
    return body


def _fields(block: bytes) -> dict[str, str]:
    """Header fields; lines that are none are passed over, as browsers do."""
    fields = {}
    for line in _FOLD.sub(b" ", block).splitlines():
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    return fields


def _unchunked(body: bytes, *, cut: bool) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        end = match.end() + size
        pieces.append(body[match.end() : end])
        line_end = _LINE_END.match(body, end)
        at = line_end.end() if line_end else end
        if not line_end:
            break
    if not pieces:
        return body
    if cut:
        return b"".join(pieces)
    raise InputError(f"chunked body: broken after {sum(map(len, pieces))} bytes; fetch it again")


def _inflated(body: bytes, limit: int, *, cut: bool) -> bytes:
    """gzip and zlib, one member after the other; what follows them is ignored, as browsers do."""
    pieces: list[bytes] = []
    while limit > 0 and _is_deflated(body):
        if len(pieces) == MAX_MEMBERS:
            raise InputError(f"gzip body: more than {MAX_MEMBERS} members; no server sends that many")
        unpacker = zlib.decompressobj(32 + zlib.MAX_WBITS)
        try:
            pieces.append(unpacker.decompress(body, limit))
        except zlib.error as error:
            raise InputError(f"gzip body: damaged ({error}); fetch it again") from None
        limit -= len(pieces[-1])
        if limit > 0 and not unpacker.eof and not cut:
            raise InputError(f"gzip body: cut off after {sum(map(len, pieces))} bytes; fetch it again")
        body = unpacker.unused_data
    return b"".join(pieces) if pieces else body


def _is_deflated(body: bytes) -> bool:
    """A gzip magic, or a zlib head: deflate with a window of 32 kB, and a checksum over both bytes."""
    return body[:2] == b"\x1f\x8b" or (body[:1] == b"\x78" and len(body) > 1 and (0x7800 + body[1]) % 31 == 0)


def _raw_deflated(body: bytes, limit: int, *, cut: bool) -> bytes:
    """`deflate` is zlib by the book, and a bare stream by some servers."""
    if _is_deflated(body) or _is_plain(body):
        return _inflated(body, limit, cut=cut)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(body, limit)
    except zlib.error as error:
        raise InputError(f"deflate body: damaged ({error}); fetch it again") from None
    if len(found) < limit and not unpacker.eof and not cut:
        raise InputError(f"deflate body: cut off after {len(found)} bytes; fetch it again")
    return found


def _unbrotlied(body: bytes, limit: int, *, cut: bool) -> bytes:
    if _is_plain(body):
        return body
    try:
        brotli = import_module("brotli")
    except ImportError:
        raise InputError("brotli body: needs a package that is not there; pip install 'boilerstrip[warc]'") from None
    unpacker = brotli.Decompressor()
    pieces, size, taken = [], 0, body
    try:
        while size < limit and not unpacker.is_finished():
            piece = unpacker.process(taken, output_buffer_limit=limit - size)
            if not piece and not taken:
                break
            pieces.append(piece)
            size, taken = size + len(piece), b""
    except TypeError:
        raise InputError(
            "brotli body: needs brotli 1.2, which can bound what it unpacks; pip install -U brotli"
        ) from None
    except brotli.error as error:
        raise InputError(f"brotli body: damaged ({error}); fetch it again") from None
    if size < limit and not unpacker.is_finished() and not cut:
        raise InputError(f"brotli body: cut off after {size} bytes; fetch it again")
    return b"".join(pieces)[:limit]


def _unzstandard(body: bytes, limit: int, *, cut: bool) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    library = zstd()
    unpacker = library.ZstdDecompressor()
    try:
        found: bytes = unpacker.decompress(body, limit)
    except library.ZstdError as error:
        raise InputError(f"zstd body: damaged ({error}); fetch it again") from None
    if len(found) < limit and not unpacker.eof and not cut:
        raise InputError(f"zstd body: cut off after {len(found)} bytes; fetch it again")
    return found


def _is_plain(body: bytes) -> bool:
    """Whether a body is markup or nothing: unpacked already."""
    return not body or body.lstrip()[:1] == b"<"


UNPACKERS: dict[str, Callable[..., bytes]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _raw_deflated,
    "br": _unbrotlied,
    "zstd": _unzstandard,
}
"""By content encoding. What is not known (`identity`, `utf-8`, `none`) says nothing: the body is taken as it is."""
