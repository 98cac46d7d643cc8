"""All documents of a run in a few lines that a tired person understands. It sees reports only, no documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaner.reports.cells import visible
from cleaner.reports.finding import DocumentReport, Note
from cleaner.reports.view import Role, View

if TYPE_CHECKING:
    from cleaner.outcome import Outcome

TOP_RULES = 10
STATUS_WORDS = {
    "cleaned": "cleaned",
    "unchanged": "unchanged",
    "abstained": "kept whole (would have lost too much)",
    "failed": "failed",
}


@dataclass(slots=True)
class Tally:
    """What has been counted so far; the order of the documents changes nothing."""

    statuses: Counter[str] = field(default_factory=Counter)
    pieces: dict[str, Counter[str]] = field(default_factory=lambda: {"category": Counter(), "rule": Counter()})
    chars: dict[str, Counter[str]] = field(default_factory=lambda: {"category": Counter(), "rule": Counter()})
    flags: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    chars_in: int = 0
    chars_dropped: int = 0

    def add(self, report: DocumentReport) -> None:
        """One more document."""
        self.statuses[report.status] += 1
        self.chars_in += report.chars_in
        self.chars_dropped += report.chars_dropped
        for note in report.flags:
            if note.flag != "abstained":  # the status says it already
                self.flags[note.flag, note.rule] += 1
        for drop in report.dropped:
            for key, name in (("category", drop.category), ("rule", drop.rule)):
                self.pieces[key][name] += 1
                self.chars[key][name] += drop.end - drop.start

    def count(self, outcome: Outcome, *, named: bool = True) -> None:
        """One more document, of which there is no report; the counts are those of its report.

        Unless pieces are to be `named` by category and rule, only documents and code points are counted: naming what
        goes costs a quarter of what cleaning does.
        """
        self.statuses[str(outcome.status)] += 1
        if outcome.error is not None:
            return
        self.chars_in += len(outcome.document.text)
        self.chars_dropped += len(outcome.document.text) - len(outcome.text)
        for flag in outcome.flags:
            if flag.flag != "abstained":
                self.flags[flag.flag, flag.rule] += 1
        for category, rule, chars in outcome.shares() if named else ():
            for key, name in (("category", category), ("rule", rule)):
                self.pieces[key][name] += 1
                self.chars[key][name] += chars

    def update(self, other: Tally) -> None:
        """Everything that another tally counted."""
        self.statuses.update(other.statuses)
        self.flags.update(other.flags)
        self.chars_in += other.chars_in
        self.chars_dropped += other.chars_dropped
        for key in self.pieces:
            self.pieces[key].update(other.pieces[key])
            self.chars[key].update(other.chars[key])

    @property
    def dropped(self) -> int:
        """How many pieces went."""
        return self.pieces["rule"].total()

    @property
    def noted(self) -> bool:
        """Whether a document had something to say beyond its drops."""
        return bool(self.flags or self.statuses["failed"] or self.statuses["abstained"])


def render(tally: Tally, view: View) -> Iterator[str]:
    """The summary: documents, characters, then tables by category and by rule, then what else to know."""
    for line in headline(tally, wrote=view.wrote):
        yield view.paint(line, Role.HEADER) + "\n"
    for key in ("category", "rule"):
        yield from _table(tally, key, view)
    for (flag, rule), count in sorted(tally.flags.items(), key=lambda item: (-item[1], str(item[0]))):
        about = f" ({rule})" if rule else ""
        yield view.paint(f"note: {count} x {visible(flag)}{about}", Role.NOTE) + "\n"


def headline(tally: Tally, *, wrote: bool) -> Iterator[str]:
    """The one or two lines that matter most."""
    total = tally.statuses.total()
    counts = ", ".join(f"{tally.statuses[key]:,} {words}" for key, words in STATUS_WORDS.items() if tally.statuses[key])
    yield f"{plural(total, 'document')}: {counts}"
    if tally.chars_dropped:
        verb = "dropped" if wrote else "would drop"
        share = tally.chars_dropped / max(tally.chars_in, 1)
        chars = f"{tally.chars_dropped:,} of {plural(tally.chars_in, 'character')} ({share:.1%})"
        yield f"{verb} {chars} in {plural(tally.dropped, 'piece')}" if tally.dropped else f"{verb} {chars}"


def sentence(report: DocumentReport) -> str:
    """What became of one document that did not fail."""
    if not report.dropped:
        return STATUS_WORDS[report.status]
    return losses(len(report.dropped), report.chars_dropped, report.chars_in)


def losses(pieces: int, dropped: int, chars: int) -> str:
    """How much went of how much."""
    return f"{plural(pieces, 'piece')}, {dropped:,} of {plural(chars, 'character')} ({dropped / max(chars, 1):.1%})"


def note_text(note: Note) -> str:
    """A note in one line, with the rule it comes from."""
    about = f" [{note.rule}]" if note.rule else ""
    return f"{note.flag}: {note.reason}{about}"


def plural(count: int, word: str) -> str:
    """`1 document`, `2,000 documents`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _table(tally: Tally, key: str, view: View) -> Iterator[str]:
    rows = sorted(tally.pieces[key].items(), key=lambda item: (-item[1], item[0]))
    if not rows:
        return
    shown = rows[:TOP_RULES] if key == "rule" else rows
    title = f"by {key}" if len(shown) == len(rows) else f"by {key} (first {TOP_RULES} of {len(rows)})"
    room = max(len(title), *(len(name) + 2 for name, _ in shown))
    yield "\n" + view.paint(f"{title:<{room}}  {'pieces':>8}  {'characters':>10}", Role.MARGIN) + "\n"
    for name, count in shown:
        yield f"  {name:<{room - 2}}  {count:>8,}  {tally.chars[key][name]:>10,}\n"
