"""The JSON report, version 1: one object per document and line, ASCII only. Described by docs/report.schema.json.

Everything beyond ASCII is escaped, so that lone surrogates (bytes that no encoding explains) survive any channel.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from cleaner.reports.finding import TOOL, VERSION, DocumentReport
from cleaner.reports.view import View

HEAD = ("name", "record", "id", "kind", "status", "url", "language", "encoding", "confidence", "chars_in", "chars_out")
REST = ("sha256_in", "sha256_out", "ruleset", "tool", "dropped", "flags", "error", "metadata")
WHERE_KNOWN = ("record", "id", "metadata")
"""Keys that are left out where there is nothing to say."""


def render(reports: Iterable[DocumentReport], view: View) -> Iterator[str]:
    """One line per document; the view changes nothing, since programs read this."""
    del view
    for report in reports:
        yield line_of(report)


def line_of(report: DocumentReport) -> str:
    """The line of one document."""
    return json.dumps(as_object(report), ensure_ascii=True, allow_nan=False) + "\n"


def as_object(report: DocumentReport) -> dict[str, Any]:
    """The object of one document, its keys in the documented order."""
    values = {"version": VERSION, "tool": TOOL, **asdict(replace(report, hunks=()))}
    unknown = {key for key in WHERE_KNOWN if values[key] is None}
    return {key: values[key] for key in ("version", *HEAD, *REST) if key not in unknown}
