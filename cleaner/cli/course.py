"""The course of a run: every step put away, entered into the books, told on standard error, handed on to the report."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace

from cleaner.cli.app import complain
from cleaner.cli.delivery import Delivery
from cleaner.cli.sidecars import Sidecars
from cleaner.cli.terminal import Progress
from cleaner.corpus.books import Account, Books, Counts
from cleaner.corpus.containers import container_of
from cleaner.corpus.portions import Aside, Ended, Failure, Part
from cleaner.errors import InputError
from cleaner.reports import summary
from cleaner.reports.finding import DocumentReport, failed_later, failure
from cleaner.reports.summary import Tally
from cleaner.reports.telling import Told, Wanted, told_of

Step = Part[Told] | Aside | Ended


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run speaks: `wanted` of its documents; whether failures are `seen` in a report; whether a line is said of
    every file that loses something (`names_changes`), and how (`wrote`).
    """

    wanted: Wanted
    seen: bool = False
    names_changes: bool = False
    wrote: bool = False


@dataclass(slots=True)
class _Sheet:
    """What is known of the source under way; `broken` says why nothing more of it is written."""

    tally: Tally = field(default_factory=Tally)
    broken: str | None = None
    first: DocumentReport | None = None


class Course:
    """Takes the steps of a run in their order. `tally` has counted what was done so far."""

    def __init__(self, manner: Manner, delivery: Delivery, progress: Progress, sidecars: Sidecars) -> None:
        self._manner = manner
        self._delivery = delivery
        self._progress = progress
        self._sidecars = sidecars
        self._sheet = _Sheet()
        self.tally = Tally()

    def follow(self, steps: Iterable[Step], books: Books | None) -> Generator[Told, None, None]:
        """What is told of every step, after it was put away."""
        try:
            for step in steps:
                told = self._taken(step, books)
                self.tally.update(told.tally)
                if not self._manner.seen:
                    remarks = list(self._remarks(step, told))
                    if remarks:
                        self._progress.end()
                    for line in remarks:
                        complain(line)
                self._progress.step(step, self.tally)
                if isinstance(step, Ended):
                    self._sheet = _Sheet()
                yield told
        finally:
            self._delivery.drop()
            self._sidecars.drop()
            self._progress.end()

    def _taken(self, step: Step, books: Books | None) -> Told:
        match step:
            case Part():
                told = self._put(step)
                failures = step.failures
            case Aside():
                told = self._pass_on(step)
                failures = (step.failure,)
            case Ended():
                return self._end(step, books)
        for failed in failures:
            if books:
                books.failed(failed)
        self._sheet.tally.update(told.tally)
        self._sheet.first = self._sheet.first or next((report for report in told.reports if report.error), None)
        self._sidecars.note(step.source, told.lines)
        return told

    def _put(self, part: Part[Told]) -> Told:
        if self._sheet.broken is not None:
            return part.told
        try:
            self._delivery.put(part)
        except InputError as error:
            self._delivery.drop()
            self._sheet.broken = str(error)
            if container_of(part.source.name).single and not part.failures:
                report = next(iter(part.told.reports), None) or failure(part.source.name, "")
                return told_of(failed_later(report, str(error)), self._manner.wanted)
        return part.told

    def _pass_on(self, step: Aside) -> Told:
        try:
            for piece in step.pieces() if self._sheet.broken is None else ():
                self._delivery.pass_on(step.source, piece)
        except InputError as error:
            self._delivery.drop()
            self._sheet.broken = str(error)
        finally:
            step.close()
        return told_of(_report_of(step.failure), self._manner.wanted)

    def _end(self, step: Ended, books: Books | None) -> Told:
        """Closes the source; what went wrong with it as a whole counts as one more failure, in containers."""
        sheet, written = self._sheet, None
        if sheet.broken is None:
            try:
                written = self._delivery.end(step.source, step.seen, step.error)
            except InputError as problem:
                self._delivery.drop()
                sheet.broken = str(problem)
        error = step.error or sheet.broken
        single = container_of(step.source.name).single
        told = Told()
        if error is not None and not single:
            told = told_of(failure(step.source.name, error), self._manner.wanted)
            self._sidecars.note(step.source, told.lines)
            if books:
                books.failed(Failure(step.source.name, None, None, error))
        sheet.tally.update(told.tally)
        self._sidecars.end(step.source)
        if books:
            again = sheet.broken is not None
            books.enter(
                Account(
                    step.source,
                    step.seen,
                    written,
                    {**counts_of(sheet.tally), "skipped": dict(sorted(step.skipped.items()))},
                    error,
                    again,
                )
            )
        return told

    def _remarks(self, step: Step, told: Told) -> Iterator[str]:
        """What a person must know that no report on standard output says."""
        if container_of(step.source.name).single:
            if isinstance(step, Part):
                yield from self._of_document(step.source.name, told)
        elif isinstance(step, Ended):
            yield from self._of_container(step.source.name, told)

    def _of_document(self, name: str, told: Told) -> Iterator[str]:
        for report in told.reports:
            if report.error is not None:
                yield f"{name}: {report.error}"
            elif report.status == "abstained":
                yield f"{name}: kept whole; {'; '.join(note.reason for note in report.flags)}"
        if told.tally.dropped and self._manner.names_changes:
            yield f"{name}: {self._verb}: {_losses(told.tally)}"

    def _of_container(self, name: str, told: Told) -> Iterator[str]:
        """One or two lines for all documents of a container."""
        tally, first = self._sheet.tally, self._sheet.first
        total = summary.plural(tally.statuses.total(), "document")
        if told.reports:
            yield f"{name}: {told.reports[0].error}"
        if first is not None:
            count = tally.statuses["failed"] - len(told.reports)
            yield f"{name}: {count:,} of {total} failed; the first, #{first.record}: {first.error}"
        if tally.dropped and self._manner.names_changes:
            yield f"{name}: {self._verb}: {tally.statuses['cleaned']:,} of {total}, {_losses(tally)}"

    @property
    def _verb(self) -> str:
        return "cleaned" if self._manner.wrote else "would clean"


def _losses(tally: Tally) -> str:
    return summary.losses(tally.dropped, tally.chars_dropped, tally.chars_in)


def _report_of(failed: Failure) -> DocumentReport:
    return replace(failure(failed.name, failed.error), record=failed.number, id=failed.id)


def counts_of(tally: Tally) -> Counts:
    """What a journal keeps of a tally: numbers under names."""
    return {
        "documents": dict(sorted(tally.statuses.items())),
        "chars": {"in": tally.chars_in, "dropped": tally.chars_dropped},
        "pieces": {key: dict(sorted(counter.items())) for key, counter in tally.pieces.items()},
        "dropped": {key: dict(sorted(counter.items())) for key, counter in tally.chars.items()},
    }


def tally_of(counts: Counts) -> Tally:
    """The tally of which `counts_of` made some numbers; empty ones give an empty tally."""
    tally = Tally()
    tally.statuses.update(counts.get("documents", {}))
    tally.chars_in = counts.get("chars", {}).get("in", 0)
    tally.chars_dropped = counts.get("chars", {}).get("dropped", 0)
    for key in tally.pieces:
        tally.pieces[key].update(counts.get("pieces", {}).get(key, {}))
        tally.chars[key].update(counts.get("dropped", {}).get(key, {}))
    return tally
