"""`clean run`: documents in, cleaned bytes and reports out. Other modules do the work; this one connects them."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

import click

from cleaner.cli import delivery
from cleaner.cli.app import FOUND, SOME_FAILED, complain
from cleaner.cli.config import Config
from cleaner.cli.options import VerdictOptions, config_for, settings_from, verdict_options
from cleaner.cli.terminal import Progress, view_for
from cleaner.corpus import files, runner
from cleaner.corpus.discovery import Source, find
from cleaner.corpus.work import Work
from cleaner.errors import InputError
from cleaner.forms import Form, form_named
from cleaner.reports import FORMATS, Format, format_named, summary
from cleaner.reports.finding import Cleaned, DocumentReport, cleaned_of, failed_later

FILES_PER_WORKER = 100
"""Fewer files than this are read sooner than another process has started (about 1 s of CPU against 12 ms a file)."""


class RunOptions(VerdictOptions):
    """What the options of `run` give beside those that all judging commands share."""

    report: bool
    form: str | None
    report_file: Path | None
    check: bool
    write: bool
    out: Path | None
    to: str | None
    links: bool
    jobs: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do with its documents; `report` is the format of a report, if there is one."""

    deliver: delivery.Deliver
    check: bool
    wrote: bool
    report: Format | None
    report_file: Path | None

    @property
    def report_is_seen(self) -> bool:
        """Whether a person finds failures in the report, on standard output."""
        return self.report is not None and self.report.for_people and self.report_file is None


@click.command("run", short_help="Clean documents, report on them, check them.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--report", is_flag=True, help="Say what goes, where and why; nothing is written unless asked for.")
@click.option("--format", "form", type=click.Choice([entry.name for entry in FORMATS]), help="Format of the report.")
@click.option("--report-file", type=click.Path(dir_okay=False, path_type=Path), help="Put the report there.")
@click.option("--check", is_flag=True, help="Exit 1 when something would be dropped.")
@click.option("--write", is_flag=True, help="Rewrite files in place, only when something goes; pages --to html.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Cleaned copies under this folder.")
@click.option("--to", metavar="|".join(Form), help="Form of what is kept of a page; texts stay texts.")
@click.option("--links", is_flag=True, help="With --to markdown: links with where they lead.")
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; default: what pays off.")
@verdict_options
def command(paths: tuple[str, ...], **options: Unpack[RunOptions]) -> int:
    """Clean documents. Without options the cleaned text of one document goes to standard output.

    PATH is a file, a folder (its .txt .text .html .htm .xhtml files, hidden ones left out) or - for standard input.
    The report says what goes; --write and --out say where the rest is put. Both together are fine.
    """
    config = config_for(paths[0])
    finish = functools.partial(cleaned_of, form=_form(options, config), links=options["links"])
    work = Work(settings_from(config, options), finish, options["url"])
    sources = find(paths, options["out"])
    plan = _plan(options, config, sources)
    tally = summary.Tally()
    results = runner.run(sources, work, options["jobs"] or _jobs_for(len(sources)))
    _report(_delivered(results, plan, tally, len(sources)), plan)
    if plan.wrote and not plan.report_is_seen:
        _tell(summary.headline(tally, wrote=True))
    if tally.statuses["failed"]:
        return SOME_FAILED
    return FOUND if plan.check and tally.dropped else 0


def _form(options: RunOptions, config: Config) -> Form:
    """The form that is asked for."""
    form = form_named(options["to"], "--to") if options["to"] else config.to or Form.TEXT
    if options["links"] and form is not Form.MARKDOWN:
        raise click.UsageError(f"--links is for --to markdown; {form} is written without")
    return form


def _plan(options: RunOptions, config: Config, sources: list[Source]) -> Plan:
    reporting = options["report"] or options["report_file"] is not None
    if options["form"] and not reporting:
        raise click.UsageError("--format says how to report; add --report or --report-file")
    _spare_inputs(options["report_file"], sources)
    form = format_named(options["form"] or config.format or FORMATS[0].name) if reporting else None
    wrote = options["write"] or options["out"] is not None
    return Plan(_delivery(options, sources), options["check"], wrote, form, options["report_file"])


def _spare_inputs(report_file: Path | None, sources: list[Source]) -> None:
    """A report must not fall on a document."""
    if report_file is None or not report_file.exists():
        return
    if any(source.path and source.path.exists() and report_file.samefile(source.path) for source in sources):
        raise click.UsageError(f"{report_file}: is one of the documents; choose another file for the report")


def _delivery(options: RunOptions, sources: list[Source]) -> delivery.Deliver:
    if options["write"] and options["out"]:
        raise click.UsageError("--write and --out exclude each other")
    if options["write"]:
        return delivery.in_place
    if options["out"]:
        return delivery.under(options["out"])
    if options["report"] or options["check"]:
        return delivery.nowhere
    if len(sources) > 1:
        what = f"{len(sources)} documents on one stream could not be told apart"
        raise click.UsageError(f"{what}; add --report, --check, --write or --out DIR")
    return delivery.to_standard_output


def _jobs_for(count: int) -> int:
    """As many processes as pay off for so many files."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, count // FILES_PER_WORKER))


def _delivered(
    results: Iterable[tuple[Source, Cleaned]], plan: Plan, tally: summary.Tally, total: int
) -> Iterator[DocumentReport]:
    """The reports, each after its document was put away; counts them and tells what no report shows."""
    progress = Progress(total, shown=not (plan.report_is_seen and sys.stdout.isatty()))
    try:
        for done, (source, cleaned) in enumerate(results, start=1):
            report = _put(source, cleaned, plan)
            tally.add(report)
            if not plan.report_is_seen:
                progress.end()
                _tell(_remarks(report, plan))
            progress.step(done)
            yield report
    finally:
        progress.end()


def _put(source: Source, cleaned: Cleaned, plan: Plan) -> DocumentReport:
    if cleaned.report.error is not None:
        return cleaned.report
    try:
        plan.deliver(source, cleaned)
    except InputError as error:
        return failed_later(cleaned.report, str(error))
    return cleaned.report


def _remarks(report: DocumentReport, plan: Plan) -> Iterator[str]:
    """What a person must know of one document when no report on standard output says it."""
    if report.error is not None:
        yield f"{report.name}: {report.error}"
    elif report.status == "abstained":
        yield f"{report.name}: kept whole; {'; '.join(note.reason for note in report.flags)}"
    elif report.dropped and (plan.check or plan.deliver is delivery.in_place):
        verb = "cleaned" if plan.wrote else "would clean"
        yield f"{report.name}: {verb}: {summary.sentence(report)}"


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        complain(line)


def _report(reports: Iterator[DocumentReport], plan: Plan) -> None:
    """Draws every report through the format; without one they are only counted."""
    with _sink(plan.report_file) as write, contextlib.closing(reports):  # type: ignore[type-var]
        if plan.report is None:
            for _ in reports:
                pass
            return
        view = view_for(None if plan.report_file else sys.stdout, wrote=plan.wrote)
        for piece in plan.report.render(reports, view):
            write(piece)


@contextlib.contextmanager
def _sink(file: Path | None) -> Iterator[Callable[[str], object]]:
    """Where a report is written: a file that appears when the run ends well, or standard output."""
    if file is None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # a report must not fail on a terminal's encoding
        yield sys.stdout.write
        return
    with files.staged(file) as stream:
        yield lambda text: stream.write(text.encode("utf-8", "backslashreplace"))
