"""Counts over any number of reports, by category, rule and host, that add up: shards first, the corpus afterwards.

A summary is an object on one line, version 1. Merging is associative and the
order changes nothing: every number is a sum, no list is cut short. It sees report lines and summaries, no documents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cleaner.errors import InputError
from cleaner.reports.cells import visible
from cleaner.reports.finding import TOOL, VERSION
from cleaner.reports.summary import STATUS_WORDS, plural
from cleaner.reports.view import Role, View

KEYS = ("category", "rule", "host")
MEASURES = ("documents", "pieces", "chars")
"""What is counted for each: documents it occurs in (for a host: its documents), pieces dropped, their code points."""
NO_HOST = "(no url)"
SUMMARY_VERSION = 1


def _table() -> dict[str, dict[str, Counter[str]]]:
    return {key: {} for key in KEYS}


@dataclass(slots=True)
class Summary:
    """What has been counted so far."""

    statuses: Counter[str] = field(default_factory=Counter)
    chars_in: int = 0
    chars_out: int = 0
    by: dict[str, dict[str, Counter[str]]] = field(default_factory=_table)

    def add(self, entry: Mapping[str, Any]) -> None:
        """One more document: an object of the JSON report, or a row of a table cleaned through Arrow.

        Raises InputError for an object that is neither; then nothing of it is counted.
        """
        try:
            status, chars = _status(entry), (int(entry["chars_in"]), int(entry["chars_out"]))
            drops = [(str(d["category"]), str(d["rule"]), int(d["end"]) - int(d["start"])) for d in entry["dropped"]]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"not a report of a document ({error!r}); give what --format json wrote") from None
        self.statuses[status] += 1
        self.chars_in += chars[0]
        self.chars_out += chars[1]
        host = _host(entry.get("url"))
        self._count("host", host, documents=1)
        for name in {category for category, _, _ in drops}:
            self._count("category", name, documents=1)
        for name in {rule for _, rule, _ in drops}:
            self._count("rule", name, documents=1)
        for category, rule, size in drops:
            for key, name in zip(KEYS, (category, rule, host), strict=True):
                self._count(key, name, pieces=1, chars=size)

    def merge(self, other: Summary) -> None:
        """Everything that another summary counted."""
        self.statuses.update(other.statuses)
        self.chars_in += other.chars_in
        self.chars_out += other.chars_out
        for key, table in other.by.items():
            for name, counts in table.items():
                self._count(key, name, **counts)

    def _count(self, key: str, name: str, **counts: int) -> None:
        self.by[key].setdefault(name, Counter()).update(counts)

    @property
    def documents(self) -> int:
        """How many documents there were."""
        return self.statuses.total()

    @property
    def pieces(self) -> int:
        """How many pieces went."""
        return sum(counts["pieces"] for counts in self.by["rule"].values())


def _status(entry: Mapping[str, Any]) -> str:
    """The status of a report line or of a row of a cleaned table."""
    if "clean_status" in entry:
        return str(entry["clean_status"])
    if entry["version"] != VERSION:
        raise ValueError(f"version {entry['version']}, expected {VERSION}")
    return str(entry["status"])


def _host(url: object) -> str:
    """The host of an address, lower case; addresses come from the web and may be anything."""
    try:
        return (urlsplit(str(url)).hostname if url else None) or NO_HOST
    except ValueError:
        return NO_HOST


def as_object(summary: Summary) -> dict[str, Any]:
    """The object of a summary: keys sorted, so that equal summaries are equal bytes."""
    tables = {
        f"by_{key}": {name: {what: counts[what] for what in MEASURES} for name, counts in sorted(table.items())}
        for key, table in summary.by.items()
    }
    head = {"summary": SUMMARY_VERSION, "tool": TOOL, "documents": summary.documents}
    counted = {"statuses": {status: summary.statuses[status] for status in STATUS_WORDS}}
    return {**head, **counted, "chars_in": summary.chars_in, "chars_out": summary.chars_out, **tables}


def from_object(entry: Mapping[str, Any]) -> Summary:
    """A summary from its object. Raises InputError for one that is damaged or of another version."""
    try:
        if entry["summary"] != SUMMARY_VERSION:
            raise ValueError(f"version {entry['summary']}, expected {SUMMARY_VERSION}")
        made = Summary(+Counter(entry["statuses"]), int(entry["chars_in"]), int(entry["chars_out"]))
        for key in KEYS:
            for name, counts in entry[f"by_{key}"].items():
                made.by[key][name] = Counter({what: int(counts[what]) for what in MEASURES})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"not a summary ({error!r}); make it anew from the reports") from None
    return made


def of_lines(lines: Iterable[bytes], name: str) -> Summary:
    """The summary of a file of report lines or of summaries. Raises InputError with the line that is neither."""
    summary = Summary()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise InputError("not an object; give reports written by --format json")
            if "summary" in entry:
                summary.merge(from_object(entry))
            else:
                summary.add(entry)
        except ValueError as error:
            raise InputError(f"{name}:{number}: not JSON ({error}); was the report cut off?") from None
        except InputError as error:
            raise InputError(f"{name}:{number}: {error}") from None
    return summary


def render(summary: Summary, view: View, most: int) -> Iterator[str]:
    """The summary for people: documents, characters, then one table each, its `most` largest rows."""
    counts = [f"{summary.statuses[key]:,} {words}" for key, words in STATUS_WORDS.items() if summary.statuses[key]]
    said = f"{plural(summary.documents, 'document')}: {', '.join(counts)}" if counts else "no documents"
    yield view.paint(said, Role.HEADER) + "\n"
    gone = summary.chars_in - summary.chars_out
    chars = f"{gone:,} of {plural(summary.chars_in, 'character')} ({gone / max(summary.chars_in, 1):.1%})"
    yield view.paint(f"dropped {chars} in {plural(summary.pieces, 'piece')}", Role.HEADER) + "\n"
    for key in KEYS:
        yield from _rows(summary.by[key], key, view, most)


def _rows(table: Mapping[str, Counter[str]], key: str, view: View, most: int) -> Iterator[str]:
    """One table, most characters first, equals by name."""
    rows = sorted(table.items(), key=lambda item: (-item[1]["chars"], item[0]))
    if not rows or (key == "host" and [name for name, _ in rows] == [NO_HOST]):
        return
    shown = [(visible(name), counts) for name, counts in rows[:most]]
    title = f"by {key}" if len(shown) == len(rows) else f"by {key} (first {len(shown)} of {len(rows):,})"
    room = max(len(title), *(len(name) + 2 for name, _ in shown))
    head = f"{title:<{room}}  {'documents':>11}  {'pieces':>11}  {'characters':>14}"
    yield "\n" + view.paint(head, Role.MARGIN) + "\n"
    for name, counts in shown:
        yield f"  {name:<{room - 2}}  {counts['documents']:>11,}  {counts['pieces']:>11,}  {counts['chars']:>14,}\n"
