"""`clean run`: documents in, cleaned bytes and reports out. Other modules do the work; this one connects them."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Unpack

import click

from cleaner.cli import cluster
from cleaner.cli.app import FOUND, SOME_FAILED, TERMINATED, complain
from cleaner.cli.course import Course, tally_of
from cleaner.cli.options import config_for, verdict_options
from cleaner.cli.plan import Plan, RunOptions, cluster_settings, plan_of
from cleaner.cli.sidecars import Sidecars
from cleaner.cli.terminal import Progress, view_for
from cleaner.corpus import files
from cleaner.corpus.books import Books
from cleaner.corpus.discovery import find
from cleaner.corpus.runner import Runner
from cleaner.corpus.work import MAX_SECONDS
from cleaner.forms import Form
from cleaner.reports import FORMATS, jsonlines, summary
from cleaner.reports.summary import Tally
from cleaner.reports.telling import Told


@click.command("run", short_help="Clean documents, report on them, check them.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--report", is_flag=True, help="Say what goes, where and why; nothing is written unless asked for.")
@click.option("--format", "form", type=click.Choice([entry.name for entry in FORMATS]), help="Format of the report.")
@click.option("--report-file", type=click.Path(dir_okay=False, path_type=Path), help="Put the report there.")
@click.option(
    "--reports", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="JSON report per file."
)
@click.option("--check", is_flag=True, help="Exit 1 when something would be dropped.")
@click.option("--write", is_flag=True, help="Rewrite files in place, only when something goes; pages --to html.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Cleaned copies under this folder.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run that had the same --out.")
@click.option("--to", metavar="|".join(Form), help="Form of what is kept of a page; texts stay texts.")
@click.option("--links", is_flag=True, help="With --to markdown: links with where they lead.")
@click.option("--container", type=click.Choice(["jsonl", "parquet"]), default="jsonl", help="What WARC and WET become.")
@click.option("--field", metavar="NAME", help='Field or column that holds the text; default: "text".')
@click.option("--html-field", metavar="NAME", help="Field or column that holds a page, in place of a text.")
@click.option("--url-field", metavar="NAME", help='Field or column with where it was found; default: "url".')
@click.option("--id-field", metavar="NAME", help='Field or column with what it is called; default: "id".')
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out, as in .gitignore; repeatable.")
@click.option("--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; default: what pays off.")
@click.option(
    "--max-seconds",
    type=click.FloatRange(0.1),
    default=MAX_SECONDS,
    metavar="S",
    help="CPU seconds after which a document is given up, in worker processes; default: 30.",
)
@click.option("--address", metavar="A", help="With --engine ray: the cluster; default: processes here.")
@verdict_options
def command(paths: tuple[str, ...], **options: Unpack[RunOptions]) -> int:
    """Clean documents. Without options the cleaned text of one document goes to standard output.

    PATH is a file, a folder, a pattern in quotes, or - for standard input. From folders come .txt .text .html .htm
    .xhtml .jsonl .ndjson .warc .wet files, also with .gz or .zst behind it, and .parquet; hidden ones are left out.
    The report says what goes; --write and --out say where the rest is put. Both together are fine.
    """
    config = config_for(paths[0])
    if cluster.NAME in options["engine"]:
        return cluster.run(paths, options, cluster_settings(options, config))
    sources = find(paths, options["out"], (*config.exclude, *options["exclude"]))
    plan = plan_of(options, config, sources)
    with _ended_by_signals(plan), Runner(plan.work, plan.jobs) as runner, contextlib.ExitStack() as stack:
        books = plan.books(runner.ruleset)
        if books:
            stack.enter_context(books)
        tally = _run(runner, plan, books)
    if tally.statuses["failed"]:
        return SOME_FAILED
    return FOUND if options["check"] and tally.dropped else 0


def _run(runner: Runner[Told], plan: Plan, books: Books | None) -> Tally:
    """Cleans what there is to clean, and gives the counts of everything, what an earlier run did included."""
    sources = books.remaining(plan.sources) if books else plan.sources
    if books and books.finished:
        complain(f"{summary.plural(books.finished, 'file')} done before, {len(sources):,} to go")
    total = sum(source.size for source in sources)
    progress = Progress(total, shown=not (plan.report_is_seen and sys.stdout.isatty()))
    course = Course(plan.manner, plan.delivery(books), progress, Sidecars(plan.options["reports"]))
    with contextlib.closing(course.follow(runner.run(sources), books)) as told:
        _report(told, plan)
    tally = tally_of(books.counts) if books else Tally()
    tally.update(course.tally)
    if books:
        books.close()
    if plan.wrote and not plan.report_is_seen:
        for line in summary.headline(tally, wrote=True):
            complain(line)
    return tally


def _report(told: Iterable[Told], plan: Plan) -> None:
    """Draws everything that is told through the report; without one it is only counted."""
    with _sink(plan.options["report_file"] if plan.report else None) as write:
        if plan.report is None:
            for _ in told:
                pass
        elif plan.report.render is jsonlines.render:  # rendered already, where documents were cleaned
            for each in told:
                write(each.lines.decode("ascii"))
        else:
            view = view_for(None if plan.options["report_file"] else sys.stdout, wrote=plan.wrote)
            for piece in plan.report.render((report for each in told for report in each.reports), view):
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


@contextlib.contextmanager
def _ended_by_signals(plan: Plan) -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: workers gone, nothing by half, the journal whole, and how to go on said."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    before = None
    if threading.current_thread() is threading.main_thread():
        before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        if plan.options["out"]:
            complain("stopped; the same command with --resume goes on from here")
        raise
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
