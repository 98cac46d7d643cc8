"""The JSON report, version 1: one object per document and line, ASCII only. Described by docs/report.schema.json.

Everything beyond ASCII is escaped, so that lone surrogates (bytes that no encoding explains) survive any channel.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from cleaner.reports.finding import TOOL, VERSION, DocumentReport
from cleaner.reports.view import View


def render(reports: Iterable[DocumentReport], view: View) -> Iterator[str]:
    """One line per document; the view changes nothing, since programs read this."""
    del view
    for report in reports:
        yield json.dumps(as_object(report), ensure_ascii=True, allow_nan=False) + "\n"


def as_object(report: DocumentReport) -> dict[str, Any]:
    """The object of one document, its keys in the documented order."""
    values = asdict(report)
    values.pop("hunks")
    if values["metadata"] is None:
        values.pop("metadata")
    head = ("name", "kind", "status", "url", "language", "encoding", "confidence", "chars_in", "chars_out")
    ordered = {"version": VERSION, **{key: values.pop(key) for key in head}}
    hashes = {key: values.pop(key) for key in ("sha256_in", "sha256_out", "ruleset")}
    return {**ordered, **hashes, "tool": TOOL, **values}
