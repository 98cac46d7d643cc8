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
    """Everything a report says of one document. A failed one has an `error`; its kind and hashes are unknown.

    `record` is its number in the container that `name` names, from 1 (in JSON Lines the line), `id` what it is called
    there; a file that is one document has neither.
    """

    name: str
    status: str
    kind: str | None = None
    record: int | None = None
    id: str | None = None
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
    def label(self) -> str:
        """What a person calls the document: its file, and its number there."""
        return self.name if self.record is None else f"{self.name}#{self.record}"

    @property
    def chars_dropped(self) -> int:
        """How many code points went."""
        return self.chars_in - self.chars_out


def report_of(name: str, content: str | bytes, outcome: Outcome, *, hunks: bool = True) -> DocumentReport:
    """The report of one document. `content` is the input as it was read; without `hunks` it has no lines to show.

    The form that was asked for of a page changes nothing in it.
    """
    if outcome.error is not None:
        return failure(name, outcome.error, url=outcome.case.url, ruleset=outcome.ruleset)
    if outcome.kind == "html":
        hashes = (_sha256(_utf8(outcome.document.text)), _sha256(_utf8(outcome.text)))
    elif isinstance(content, str):
        hashes = (_sha256(_utf8(content)), _sha256(_utf8(outcome.text)))
    else:
        from cleaner.formats import decoding  # late: whoever reads reports needs no decoder

        kept = decoding.encode(outcome.text, outcome.encoding or "utf-8") if outcome.dropped else content
        hashes = (_sha256(content), _sha256(kept))
    report = _report(name, outcome, hashes)
    return replace(report, hunks=_hunks(outcome)) if hunks else report


def _hunks(outcome: Outcome) -> tuple[tuple[Line, ...], ...]:
    return tuple(tuple(map(_line, hunk.lines)) for hunk in outcome.diff())


def _utf8(text: str) -> bytes:
    """A text in UTF-8, with the lone surrogates that JSON may bring along."""
    return text.encode("utf-8", "surrogatepass")


def failure(name: str, error: str, *, url: str | None = None, ruleset: str = "") -> DocumentReport:
    """The report of a document that could not be read, cleaned or written."""
    return DocumentReport(name, "failed", url=url, ruleset=ruleset, error=error)


def failed_later(report: DocumentReport, error: str) -> DocumentReport:
    """The report of a document that was cleaned but not written: nothing of it was dropped."""
    failed = failure(report.name, error, url=report.url, ruleset=report.ruleset)
    return replace(failed, kind=report.kind, record=report.record, id=report.id)


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
