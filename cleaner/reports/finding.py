"""What a report says of one document: JSON report version 1 as types of its own, and lines to show. It renders nothing.

A report is made where the document was cleaned and travels between processes: plain values only. `chars`, `start` and
`end` are code points of `Document.text`; the hashes are of what files hold: for text the input's own bytes, for pages
their visible text in UTF-8, whatever form was asked for.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from cleaner._version import __version__
from cleaner.forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.differ import DiffLine
    from cleaner.model import Document, Drop, Flag
    from cleaner.outcome import Outcome

VERSION = 1
TOOL = f"boilerstrip {__version__}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """One dropped span, its whole text, and where its first visible character stands (from 1)."""

    start: int
    end: int
    line: int
    column: int
    text: str
    category: str
    rule: str
    reason: str
    score: float | None = None
    path: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know that dropped nothing: a guard that abstained, a mark, a limit."""

    flag: str
    reason: str
    rule: str | None = None
    category: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line to show: `cuts` are the columns that go, half-open, from 0; a kept line of context has none."""

    number: int
    text: str
    cuts: tuple[tuple[int, int], ...] = ()
    rule: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Everything a report says of one document. A failed one has an `error`; its kind and hashes are unknown."""

    name: str
    status: str
    kind: str | None = None
    url: str | None = None
    language: str | None = None
    encoding: str | None = None
    confidence: float = 0.0
    chars_in: int = 0
    chars_out: int = 0
    sha256_in: str | None = None
    sha256_out: str | None = None
    ruleset: str = ""
    dropped: tuple[Dropped, ...] = ()
    flags: tuple[Note, ...] = ()
    error: str | None = None
    metadata: Mapping[str, str | None] | None = None
    hunks: tuple[tuple[Line, ...], ...] = ()

    @property
    def chars_dropped(self) -> int:
        """How many code points went."""
        return self.chars_in - self.chars_out


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A report and the bytes it is about: what a cleaned file holds, and in which form.

    `sha256_read` is the hash of the file that was read, for whoever replaces it; None where its form may not.
    """

    report: DocumentReport
    content: bytes
    form: Form = Form.TEXT
    sha256_read: str | None = None


def cleaned_of(name: str, content: bytes, outcome: Outcome, *, form: Form = Form.TEXT, links: bool = False) -> Cleaned:
    """What is kept, as bytes, with the report of what is not. `content` is the input as it was read.

    The form is a page's; a text stays the text it is. The report is the same in every form.
    """
    if outcome.error is not None:
        return Cleaned(failure(name, outcome.error, url=outcome.case.url, ruleset=outcome.ruleset), b"")
    if outcome.kind == "html":
        kept = outcome.text.encode()
        report = _report(name, outcome, (_sha256(outcome.document.text.encode()), _sha256(kept)))
        if form is Form.TEXT:
            return Cleaned(report, kept)
        read = _sha256(content) if form is Form.HTML else None
        return Cleaned(report, outcome.render(form, links=links).encode(), form, read)
    from cleaner.formats import decoding  # late: whoever reads reports needs no decoder

    kept = decoding.encode(outcome.text, outcome.encoding or "utf-8") if outcome.dropped else content
    report = _report(name, outcome, (_sha256(content), _sha256(kept)))
    return Cleaned(report, kept, sha256_read=report.sha256_in)


def failure(name: str, error: str, *, url: str | None = None, ruleset: str = "") -> DocumentReport:
    """The report of a document that could not be read, cleaned or written."""
    return DocumentReport(name, "failed", url=url, ruleset=ruleset, error=error)


def failed_later(report: DocumentReport, error: str) -> DocumentReport:
    """The report of a document that was cleaned but not written: nothing of it was dropped."""
    return replace(failure(report.name, error, url=report.url, ruleset=report.ruleset), kind=report.kind)


def _report(name: str, outcome: Outcome, hashes: tuple[str, str]) -> DocumentReport:
    metadata = outcome.metadata
    return DocumentReport(
        name=name,
        status=str(outcome.status),
        kind=str(outcome.kind),
        url=outcome.case.url,
        language=outcome.language,
        encoding=outcome.encoding,
        confidence=outcome.confidence,
        chars_in=len(outcome.document.text),
        chars_out=len(outcome.text),
        sha256_in=hashes[0],
        sha256_out=hashes[1],
        ruleset=outcome.ruleset,
        dropped=tuple(_dropped(outcome.document, drop) for drop in outcome.dropped),
        flags=tuple(map(_note, outcome.flags)),
        metadata=None if metadata is None else asdict(metadata),
        hunks=tuple(tuple(map(_line, hunk.lines)) for hunk in outcome.diff()),
    )


def _dropped(document: Document, drop: Drop) -> Dropped:
    blank = len(drop.text) - len(drop.text.lstrip())  # a person looks for the line that says something
    line, column = document.position(drop.span.start + (blank if blank < len(drop.text) else 0))
    return Dropped(
        start=drop.span.start,
        end=drop.span.end,
        line=line,
        column=column,
        text=drop.text,
        category=str(drop.category),
        rule=drop.rule,
        reason=drop.reason,
        score=drop.score,
        path=drop.path,
        also=drop.also,
    )


def _note(flag: Flag) -> Note:
    category = None if flag.category is None else str(flag.category)
    start, end = (None, None) if flag.span is None else (flag.span.start, flag.span.end)
    return Note(flag.flag, flag.reason, flag.rule, category, start, end)


def _line(line: DiffLine) -> Line:
    if line.drop is None:
        return Line(line.number, line.text)
    return Line(line.number, line.text, line.cuts, line.drop.rule, str(line.drop.category))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
