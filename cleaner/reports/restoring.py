"""The way back: a cleaned file's bytes and its JSON report give the original's, proven by hash. It opens no files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from cleaner.differ import restore
from cleaner.errors import RestoreError
from cleaner.formats import decoding
from cleaner.reports.finding import VERSION


def restored(content: bytes, report: bytes, name: str) -> bytes:
    """The original of a cleaned file: its input's own bytes for text, the page's visible text in UTF-8 for pages.

    The document is found in the report by the hash of `content`, among equals by `name`. Raises RestoreError when it
    is not there, or when what comes out does not have the hash of what went in.
    """
    entry = _entry(_entries(report), content, name)
    try:
        label = "utf-8" if entry["kind"] == "html" else str(entry["encoding"])
        pieces = [(int(drop["start"]), str(drop["text"])) for drop in entry["dropped"]]
        original = decoding.encode(restore(decoding.decode_as(content, label), pieces), label)
    except (KeyError, TypeError, ValueError, LookupError) as error:
        raise RestoreError(f"{name}: the report is damaged ({error!r}); make it anew from the original") from None
    if _sha256(original) != entry["sha256_in"]:
        raise RestoreError(f"{name}: what comes out does not have the original's hash; the report was changed")
    return original


def _entries(report: bytes) -> list[Mapping[str, Any]]:
    """The objects of a report, one per line."""
    entries = []
    for number, line in enumerate(report.splitlines(), start=1):
        try:
            entry = json.loads(line)
            version = entry["version"]
        except (ValueError, KeyError, TypeError):
            raise RestoreError(f"report line {number}: not a JSON report; make one with --format json") from None
        if version != VERSION:
            raise RestoreError(f"report line {number}: version {version}, this tool reads {VERSION}")
        entries.append(entry)
    return entries


def _entry(entries: list[Mapping[str, Any]], content: bytes, name: str) -> Mapping[str, Any]:
    found = _sha256(content)
    same = [entry for entry in entries if entry.get("sha256_out") == found]
    named = [entry for entry in same if entry.get("name") == name]
    if named:
        return named[0]
    if same and len({entry.get("sha256_in") for entry in same}) == 1:
        return same[0]
    if same:
        names = ", ".join(str(entry.get("name")) for entry in same[:3])
        raise RestoreError(f"{name}: {len(same)} documents were cleaned to these bytes ({names}); rename it to one")
    if _may_be_another_form(entries, name):
        raise RestoreError(f"{name}: not a page's text form; what --to markdown and --to html wrote is not restored")
    if any(entry.get("name") == name for entry in entries):
        raise RestoreError(f"{name}: was changed after it was cleaned (its hash is not the report's)")
    raise RestoreError(f"{name}: no document in this report was cleaned to these bytes; is it the right report?")


def _may_be_another_form(entries: list[Mapping[str, Any]], name: str) -> bool:
    """Whether a file that no report knows is called as a page is in its other forms."""
    pages = {PurePosixPath(str(entry.get("name"))).name for entry in entries if entry.get("kind") == "html"}
    called = PurePosixPath(name).name
    return called in pages or (called.endswith(".md") and called.removesuffix(".md") in pages)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
