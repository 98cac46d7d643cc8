"""One line per drop, `file:line:column: category: rule: "text" (reason)`, for grep and editors; then the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports import summary
from cleaner.reports.cells import shorten, visible
from cleaner.reports.finding import DocumentReport, Dropped
from cleaner.reports.view import Role, View

TEXT_COLUMNS = 60
"""How much of a drop's text a line shows; its first line of text, that is."""


def render(reports: Iterable[DocumentReport], view: View) -> Iterator[str]:
    """The drops of every document, its notes, its error; then the summary."""
    tally = summary.Tally()
    for report in reports:
        tally.add(report)
        name = visible(report.label)
        for drop in report.dropped:
            yield _line(name, drop, view)
        for note in report.flags:
            yield view.paint(f"{name}: note: {visible(summary.note_text(note))}", Role.NOTE) + "\n"
        if report.error is not None:
            yield view.paint(f"{name}: failed: {visible(report.error)}", Role.FAILED) + "\n"
    if tally.dropped or tally.noted:
        yield "\n"
    yield from summary.render(tally, view)


def _line(name: str, drop: Dropped, view: View) -> str:
    text = " ".join(drop.text.split())
    place = view.paint(f"{name}:{drop.line}:{drop.column}:", Role.HEADER)
    shown = view.paint(f'"{shorten(visible(text), TEXT_COLUMNS)}"', Role.DROPPED)
    return f"{place} {drop.category}: {drop.rule}: {shown} ({visible(drop.reason)})\n"
