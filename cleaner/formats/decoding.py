"""Bytes to text and back without losing one of them. It never repairs what it decodes.

Every encoding it answers with has been tried both ways: `encode(decode(raw)) == raw`. What no encoding explains is
read as UTF-8 with `surrogateescape`, so that undecodable bytes survive as lone surrogates.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from cleaner.errors import InputError

SAMPLE_BYTES = 65_536
"""How much of an input is looked at to guess its encoding; more makes the guess slower and hardly better."""
MAX_BAD_SHARE = 0.02
"""Share of the bytes beyond ASCII that may be broken UTF-8 before another encoding is tried: cut and glued files."""
MIN_NUL_SHARE = 0.2
"""Half the bytes of Latin text in UTF-16 are NUL; in other text none is."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ESCAPED = "utf-8+escape"
"""UTF-8 with its undecodable bytes kept as lone surrogates."""

NOT_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "hz")
"""Codecs that would read plain ASCII as something else; browsers refuse them, yet a page may name them."""

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_BINARY = (b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that gives its bytes back, and the byte order mark that stood before it.

    `utf8` are its bytes in UTF-8, where they were at hand: who needs them is spared a copy.
    """

    text: str
    encoding: str
    mark: bytes = b""
    utf8: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """The encoding as reports name it: `utf-8`, `utf-8-sig` (with its mark), `utf-16-le+bom`, `cp1252`, ..."""
        if not self.mark:
            return self.encoding
        return "utf-8-sig" if self.encoding == "utf-8" else f"{self.encoding}+bom"

    def encode(self, text: str) -> bytes:
        """The bytes of a text cut from this one."""
        return self.mark + _encode(text, self.encoding)


def decode(raw: bytes, hint: str | None = None, *, markup: bool = False) -> Decoded:
    """The text of some bytes: by byte order mark, `hint` (an HTTP header's charset), markup's own word, UTF-8, guess.

    Raises InputError for what is not text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            found = _try(raw[len(mark) :], encoding, mark)
            if found:
                return found
    for name in (hint, _declared(raw) if markup else None):
        found = _try(raw, name) if name else None
        if found and "\x00" not in found.text:
            return found
    if b"\x00" in raw[:SAMPLE_BYTES]:
        return _wide(raw)
    if raw.startswith(_BINARY):
        raise InputError("not text: looks like a binary file; give text or HTML")
    return _try(raw, "utf-8") or _guess(raw)


def encode(text: str, label: str) -> bytes:
    """The bytes of a text under a label of `Decoded.label`. Raises LookupError for a label that does not exist."""
    if label == "utf-8-sig":
        return codecs.BOM_UTF8 + _encode(text, "utf-8")
    if label.endswith("+bom"):
        encoding = label.removesuffix("+bom")
        return _mark_of(encoding) + _encode(text, encoding)
    return _encode(text, label)


def decode_as(raw: bytes, label: str) -> str:
    """The text of bytes that `encode` made under a label."""
    if label == "utf-8-sig":
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    if label.endswith("+bom"):
        encoding = label.removesuffix("+bom")
        return raw.removeprefix(_mark_of(encoding)).decode(encoding, _errors(encoding))
    if label == ESCAPED:
        return raw.decode("utf-8", "surrogateescape")
    return raw.decode(label, _errors(label))


def _mark_of(encoding: str) -> bytes:
    for mark, known in BYTE_ORDER_MARKS:
        if known == encoding:
            return mark
    raise LookupError(f"{encoding}: has no byte order mark")


def _encode(text: str, encoding: str) -> bytes:
    if encoding == ESCAPED:
        return text.encode("utf-8", "surrogateescape")
    return text.encode(encoding, _errors(encoding))


def _try(raw: bytes, encoding: str, mark: bytes = b"") -> Decoded | None:
    """The decoded text, if the encoding exists, explains every byte and gives the same bytes back."""
    try:
        name = codecs.lookup(encoding).name
        if name in NOT_CHARSETS:
            return None
        text = raw.decode(name, _errors(name))
        if name != "utf-8" and text.encode(name, _errors(name)) != raw:
            return None
    except (LookupError, UnicodeError, ValueError):
        return None
    return Decoded(text, name, mark, raw if name == "utf-8" else None)


def _errors(encoding: str) -> str:
    """UTF-16 and UTF-32 may hold lone surrogates, and give them back."""
    return "surrogatepass" if encoding.startswith(("utf-16", "utf-32")) else "strict"


def _declared(raw: bytes) -> str | None:
    """What a page says of its own encoding in its first bytes; browsers read the Latin-1 family as cp1252."""
    head = raw[:4096]
    match = _XML.search(head) or _META.search(head)
    if not match:
        return None
    name = match[1].decode("ascii").lower()
    if name.startswith("utf-16"):  # a page whose declaration can be read as ASCII is not UTF-16
        return "utf-8"
    return "cp1252" if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name


def _wide(raw: bytes) -> Decoded:
    """Text with NUL bytes: UTF-16 without a mark, else not text."""
    sample = raw[:SAMPLE_BYTES]
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = sample[offset::2]
        if len(raw) % 2 == 0 and high.count(0) >= MIN_NUL_SHARE * len(high) and not sample[1 - offset :: 2].count(0):
            found = _try(raw, encoding)
            if found:
                return found
    raise InputError("not text: contains NUL bytes; give text or HTML")


def _guess(raw: bytes) -> Decoded:
    """The likeliest encoding of bytes that are not UTF-8."""
    escaped = raw.decode("utf-8", "surrogateescape")
    sample = _around_high_bytes(raw)
    bad = sum("\udc80" <= char <= "\udcff" for char in sample.decode("utf-8", "surrogateescape"))
    high = sum(byte >= 0x80 for byte in sample)
    if bad > MAX_BAD_SHARE * high and not _is_cut(raw):
        from charset_normalizer import from_bytes  # 50 ms to import, and few files need it

        best = from_bytes(sample).best()
        found = _try(raw, best.encoding) if best else None
        if found:
            return found
    return Decoded(escaped, ESCAPED)


def _is_cut(raw: bytes) -> bool:
    """Whether bytes are UTF-8 up to a last character that is cut, with a whole one beyond ASCII before it."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and not raw[: error.start].isascii()
    return False


def _around_high_bytes(raw: bytes) -> bytes:
    """The part of the input with the first bytes that are not ASCII: the guess needs to see them."""
    first = next(index for index, byte in enumerate(raw) if byte >= 0x80)
    start = max(0, first - SAMPLE_BYTES // 8)
    return raw[start : start + SAMPLE_BYTES]
