"""Files that are one document each, text or page, compressed or not. Texts keep their encoding and every byte."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from cleaner.corpus import files
from cleaner.corpus.containers.container import Container, with_suffix
from cleaner.corpus.portions import Entry, Portion, Treated
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.formats import compressed, decoding
from cleaner.formats.records import HTML_SUFFIXES, TEXT_SUFFIXES, Record
from cleaner.forms import Form
from cleaner.model import Kind, Status

SUFFIX_OF = {Form.TEXT: ".txt", Form.MARKDOWN: ".md", Form.HTML: ""}
"""What the name of a page gets behind it: `page.html.md`, so that no two pages fall on one name."""


def _entry(source: Source, name: str, number: int | None, work: Work[Any]) -> Entry:
    """The document of a file, whole; `original` is the file as it lies there."""
    limit = work.settings.limits.max_bytes
    original = files.read(source.path, limit)
    content, kind = original, None
    codec = compressed.codec_of(name)
    if codec is not None:
        content = files.within(compressed.reading(io.BytesIO(original), codec), limit)
        kind = _kind_of(compressed.bare_name(name).lower())
    record = Record(content, None if source.path is None else name, work.url, kind)
    return Entry(name, number, record, original=original)


def _kind_of(name: str) -> Kind | None:
    if name.endswith(HTML_SUFFIXES):
        return Kind.HTML
    return Kind.TEXT if name.endswith(TEXT_SUFFIXES) else None


def _pack(portion: Portion, items: Sequence[Any], rows: Sequence[Treated | None], work: Work[Any]) -> bytes:
    """The bytes of a file with what is kept: the original's own where nothing goes."""
    del items, work  # the form is in what is kept
    [row], [source] = rows, portion.sources
    if row is None or row.outcome.error is not None:
        return b""
    outcome = row.outcome
    if outcome.kind != "html":
        if outcome.status is not Status.CLEANED and row.entry.original is not None:
            return row.entry.original
        kept = decoding.encode(row.kept, outcome.encoding or "utf-8")
    else:
        kept = row.kept.encode()
    packed = io.BytesIO()
    with compressed.writing(packed, compressed.codec_of(source.name)) as stream:
        stream.write(kept)
    return packed.getvalue()


def _target(name: str, kind: str | None, work: Work[Any]) -> str:
    return with_suffix(name, SUFFIX_OF[work.form]) if kind == "html" else name


DOCUMENTS = Container("documents", (*TEXT_SUFFIXES, *HTML_SUFFIXES), _entry, _pack, target=_target)
