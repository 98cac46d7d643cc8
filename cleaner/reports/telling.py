"""What is told of neighbouring documents where they were cleaned: counts always, reports only as far as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleaner.corpus.portions import Treated
from cleaner.reports.finding import DocumentReport, report_of
from cleaner.reports.jsonlines import line_of
from cleaner.reports.summary import Tally


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody will read: how much goes by the `names` of categories and rules; reports of all documents, with
    `hunks` for people, and `lines` of JSON.

    Without reports only failures and documents kept whole have one.
    """

    names: bool = False
    reports: bool = False
    hunks: bool = False
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Plain values that travel between processes. `lines` is the JSON report of all documents."""

    tally: Tally = field(default_factory=Tally)
    reports: tuple[DocumentReport, ...] = ()
    lines: bytes = b""


def tell(rows: Sequence[Treated], wanted: Wanted) -> Told:
    """What is told of some documents."""
    tally, reports, lines = Tally(), list[DocumentReport](), list[str]()
    for row in rows:
        tally.count(row.outcome, named=wanted.names)
        remarkable = row.outcome.error is not None or row.outcome.abstained
        if not (wanted.reports or wanted.lines or remarkable):
            continue
        report = _report(row, hunks=wanted.hunks)
        if wanted.reports or remarkable:
            reports.append(report)
        if wanted.lines:
            lines.append(line_of(report))
    return Told(tally, tuple(reports), "".join(lines).encode("ascii"))


def told_of(report: DocumentReport, wanted: Wanted) -> Told:
    """What is told of one document that somebody has a report of already."""
    tally = Tally()
    tally.add(report)
    return Told(tally, (report,), line_of(report).encode("ascii") if wanted.lines else b"")


def _report(row: Treated, *, hunks: bool) -> DocumentReport:
    record = row.entry.record
    content = "" if record is None else record.content
    report = report_of(row.entry.name, content, row.outcome, hunks=hunks)
    return replace(report, record=row.entry.number, id=record.id if record else None)
