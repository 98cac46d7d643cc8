"""datatrove: a pipeline step that cleans documents and tells what it did. No document is ever left out.

`doc.text` becomes what is kept, `doc.metadata` gets the columns that tables get (`clean_status`, `dropped`, ...).
Whoever wants failed documents out of the way says so in a filter of their own, where it can be seen.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.arrow import ROWS_AT_ONCE, Row, rows_of, together
from cleaner.errors import CleanerError, SettingsError
from cleaner.formats.records import Record
from cleaner.model import Drop, Kind, Status
from cleaner.pipeline import Cleaner
from cleaner.scale.careful import Careful
from cleaner.settings import Settings, did_you_mean

try:
    from datatrove.pipeline.base import PipelineStep  # type: ignore[import-untyped, import-not-found, unused-ignore]
except ModuleNotFoundError as missing:
    raise CleanerError("cleaner.scale.datatrove needs datatrove; pip install 'boilerstrip[datatrove]'") from missing

if TYPE_CHECKING:
    from datatrove.data import Document  # type: ignore[import-untyped, import-not-found, unused-ignore]

CHARS_AT_ONCE = 1_000_000
"""Neighbours wait for each other until they are so many characters, or `ROWS_AT_ONCE` documents."""


class Boilerstrip(PipelineStep):  # type: ignore[misc, unused-ignore]  # datatrove has no types
    """Cleans the documents of a pipeline, in order.

    `kind` says what `doc.text` is: "text", or "html" after a reader of pages, whose visible text is then what is
    cleaned. The address is `doc.metadata["url"]`, the name `doc.id`. A document that fails keeps its text, with
    `clean_status` "failed" and the reason in `clean_error`. With `careful` every document goes through a process beside
    this one, which takes longer: one that crashes it or never ends costs itself, else its whole task.

    Statistics: documents by status, `category/...` and `rule/...` (pieces per document that has one), characters.
    Raises RuleError when rule files are wrong, SettingsError for an unknown kind.
    """

    name = "🧽 boilerstrip"
    type = "✂️ - CLEANER"

    def __init__(self, settings: Settings | None = None, kind: str = "text", *, careful: bool = False) -> None:
        super().__init__()
        if kind not in tuple(Kind):
            raise SettingsError(f'kind: unknown "{kind}"{did_you_mean(kind, tuple(Kind))}')
        self.kind = Kind(kind)
        self.cleaner = Cleaner(settings)
        self.careful = careful

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Every document of the pipeline, cleaned, in its place."""
        del rank, world_size  # a document is cleaned the same wherever it is
        with Careful() if self.careful else contextlib.nullcontext() as beside:
            how = beside.rows_of if beside else rows_of
            for batch in together(data or (), _size_of, ROWS_AT_ONCE, CHARS_AT_ONCE):
                with self.track_time("batch"):
                    rows = list(how(self.cleaner, map(self._record, batch)))
                for doc, row in zip(batch, rows, strict=True):
                    self._tell(doc, row)
                    yield doc

    def _record(self, doc: Document) -> Record:
        url = doc.metadata.get("url")
        return Record(doc.text, str(doc.id), None if url is None else str(url), self.kind)

    def _tell(self, doc: Document, row: Row) -> None:
        """Puts a finding where it belongs: into the document and into the statistics."""
        self.stat_update("total", row.clean_status)
        if row.clean_status != Status.FAILED:
            doc.text = row.clean_text
            self.stat_update("chars_in", value=row.chars_in, unit="doc")
            self.stat_update("chars_out", value=row.chars_out, unit="doc")
        for name, count in Counter(_labels(row.dropped)).items():
            self.stat_update(name, value=count, unit="doc")
        doc.metadata.update(findings(row))
        self.update_doc_stats(doc)


def findings(row: Row) -> dict[str, Any]:
    """What `doc.metadata` says of a document: the names and the plain values of `arrow.SCHEMA`, but for the text."""
    values = {name: getattr(row, name) for name in Row.__slots__ if name != "clean_text"}
    return {**values, "dropped": [_plain(drop) for drop in row.dropped]}


def _plain(drop: Drop) -> dict[str, Any]:
    place = {"start": drop.span.start, "end": drop.span.end}
    return {**place, "category": str(drop.category), "rule": drop.rule, "reason": drop.reason, "score": drop.score}


def _labels(drops: Sequence[Drop]) -> Iterator[str]:
    for drop in drops:
        yield f"category/{drop.category}"
        yield f"rule/{drop.rule}"


def _size_of(doc: Document) -> int:
    return len(doc.text)
