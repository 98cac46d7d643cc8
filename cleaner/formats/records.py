"""A record: one document as it lies in its container, and what kind it is. It opens no files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from cleaner.errors import InputError
from cleaner.formats import decoding
from cleaner.model import Kind
from cleaner.settings import Limits

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".text")

# each comment is atomic, (?>...): otherwise 40 comments in a row could be divided in 2 ** 40 ways
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?>(?:<!--.{0,2000}?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PAGE_TAG = re.compile(r"</?(?:html|head|body|div|p|span|table|ul|section|article|header|footer|nav)\b", re.I)
MIN_PAGE_TAGS = 5
"""A text may quote a tag or two; a piece of a page has many."""


@dataclass(frozen=True, slots=True)
class Record:
    """One document: its content, its name in the corpus, where it was found; its kind, charset and id where known."""

    content: str | bytes
    name: str | None = None
    url: str | None = None
    kind: Kind | None = None
    charset: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        if self.kind is not None:
            object.__setattr__(self, "kind", Kind(self.kind))  # "text" will do


def kind_of(record: Record, text: str) -> Kind:
    """What a record is: as it says, by its file name, else by its first characters."""
    if record.kind is not None:
        return record.kind
    suffix = PurePath(record.name).suffix.lower() if record.name else ""
    if suffix in HTML_SUFFIXES:
        return Kind.HTML
    if suffix in TEXT_SUFFIXES:
        return Kind.TEXT
    return Kind.HTML if looks_like_html(text) else Kind.TEXT


def looks_like_html(text: str) -> bool:
    """Whether a text starts as a page does, or as a piece of one."""
    if _HTML_START.match(text[:8192].lstrip("\ufeff")):
        return True
    head = text[:8192].lstrip()
    return head.startswith("<") and len(_PAGE_TAG.findall(head)) >= MIN_PAGE_TAGS


def decoded(record: Record, limits: Limits) -> decoding.Decoded:
    """A record's text. Raises InputError when it is too large or not text."""
    content = record.content
    if len(content) > limits.max_bytes:
        raise InputError(f"{len(content)} bytes > max_bytes {limits.max_bytes}; raise limits.max_bytes or split it")
    if isinstance(content, str):
        utf8 = _encoded(content)
        return decoding.Decoded(content, decoding.ESCAPED if utf8 is None else "utf-8", utf8=utf8)
    markup = record.kind is Kind.HTML or (record.kind is None and b"<" in content[:1024])
    return decoding.decode(content, record.charset, markup=markup)


def _encoded(text: str) -> bytes | None:
    """A text in UTF-8; None when it holds half of a surrogate pair."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None
