"""What goes, between lines that stay, with category and rule at the margin. For people; the JSON report has it all.

A dropped line has a `-` in front; one that loses only a part shows it as `[-part-]`. Long lines are cut with `…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleaner.reports import summary
from cleaner.reports.cells import pad, shorten, shorten_start, visible, width
from cleaner.reports.finding import DocumentReport, Line
from cleaner.reports.view import Role, View

NUMBER_COLUMNS = 6
MIN_TEXT_COLUMNS = 32
"""So much of a line is always shown, also beside a long rule id."""
DITTO = '  "'
"""Stands for the category and rule of the line above, so that a long run of one rule leaves room for its text."""
BESIDE_A_CUT = 16
"""Columns shown on either side of a part that is cut out of a line."""


def render(reports: Iterable[DocumentReport], view: View) -> Iterator[str]:
    """A section for every document that loses something or has something to say, then the summary."""
    tally = summary.Tally()
    for report in reports:
        tally.add(report)
        if report.dropped or report.flags or report.error is not None:
            yield "\n".join([*_section(report, view), "", ""])
    yield from summary.render(tally, view)


def _section(report: DocumentReport, view: View) -> Iterator[str]:
    name = visible(report.label)
    if report.error is not None:
        yield view.paint(f"{name}: failed: {visible(report.error)}", Role.FAILED)
        return
    yield view.paint(f"{name}: {summary.sentence(report)}", Role.HEADER)
    for note in report.flags:
        yield view.paint(f"  note: {visible(summary.note_text(note))}", Role.NOTE)
    for index, hunk in enumerate(report.hunks):
        if index:
            yield view.paint(f"{'⋮':>{NUMBER_COLUMNS}}", Role.MARGIN)
        above = None
        for line in hunk:
            yield _line(line, above, view)
            above = line


def _line(line: Line, above: Line | None, view: View) -> str:
    number = f"{line.number:>{NUMBER_COLUMNS}} "
    room = view.width - NUMBER_COLUMNS - 3
    if line.rule is None:
        kept = shorten(visible(line.text), room)
        return view.paint(number, Role.MARGIN) + "  " + view.paint(kept, Role.KEPT)
    same = above is not None and (line.rule, line.category) == (above.rule, above.category)
    margin = DITTO if same else f"  {line.category}  {line.rule}"
    columns = max(MIN_TEXT_COLUMNS, room - width(margin))
    text = pad(shorten(_cut_text(line), columns), columns)
    return view.paint(number, Role.MARGIN) + view.paint(f"- {text}", Role.DROPPED) + view.paint(margin, Role.MARGIN)


def _cut_text(line: Line) -> str:
    """A dropped line, or the parts it loses in brackets with a little of what stays around them."""
    bare = line.text.strip()
    start = line.text.find(bare) if bare else 0
    if any(left <= start and right >= start + len(bare) for left, right in line.cuts):
        return visible(line.text)
    pieces, at = [], 0
    for left, right in line.cuts:
        pieces.append(shorten_start(visible(line.text[at:left]), BESIDE_A_CUT))
        pieces.append(f"[-{visible(line.text[left:right])}-]")
        at = right
    return "".join([*pieces, visible(line.text[at:])])
