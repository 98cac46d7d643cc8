"""What the options of `clean run` add up to, checked against each other before anything is read. It runs nothing."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click

from cleaner.cli import cluster
from cleaner.cli.config import Config
from cleaner.cli.course import Manner
from cleaner.cli.delivery import Delivery, InPlace, Nowhere, ToStandardOutput, Under
from cleaner.cli.options import VerdictOptions, settings_from
from cleaner.corpus.books import Books
from cleaner.corpus.containers import container_of
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.forms import Form, form_named
from cleaner.reports import FORMATS, Format, format_named, jsonlines
from cleaner.reports.finding import TOOL
from cleaner.reports.telling import Told, Wanted, tell
from cleaner.settings import Settings

FILES_PER_WORKER = 100
BYTES_PER_WORKER = 8_000_000
"""Less than this is done sooner than another process has started (about 1 s of CPU against 10 MB/s)."""


class RunOptions(VerdictOptions):
    """What the options of `run` give beside those that all judging commands share."""

    report: bool
    form: str | None
    report_file: Path | None
    reports: Path | None
    check: bool
    write: bool
    out: Path | None
    resume: bool
    to: str | None
    links: bool
    container: str
    field: str | None
    html_field: str | None
    url_field: str | None
    id_field: str | None
    exclude: tuple[str, ...]
    jobs: int
    max_seconds: float
    address: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do; `report` is the format of a report, if there is one."""

    work: Work[Told]
    sources: Sequence[Source]
    options: RunOptions
    report: Format | None

    @property
    def manner(self) -> Manner:
        """How the run speaks."""
        return Manner(self.wanted, self.report_is_seen, self.names_changes, self.wrote)

    @property
    def names_changes(self) -> bool:
        """Whether a line is said of every file that loses something."""
        return self.options["check"] or self.options["write"]

    @property
    def wanted(self) -> Wanted:
        """What is to be told of documents."""
        json = self.report is not None and self.report.render is jsonlines.render
        people = self.report is not None and not json
        lines = json or self.options["reports"] is not None
        return Wanted(people or lines or self.names_changes, people, people, lines)

    @property
    def wrote(self) -> bool:
        """Whether files are written."""
        return self.options["write"] or self.options["out"] is not None

    @property
    def report_is_seen(self) -> bool:
        """Whether a person finds failures in the report, on standard output."""
        return self.report is not None and self.report.for_people and self.options["report_file"] is None

    @property
    def jobs(self) -> int:
        """Worker processes; 0 for none, where little is to be done that cannot harm."""
        single = all(container_of(source.name).single for source in self.sources)
        size = sum(source.size for source in self.sources)
        pays_off = max(len(self.sources) // FILES_PER_WORKER, size // BYTES_PER_WORKER)
        asked = self.options["jobs"]
        if single and (len(self.sources) == 1 or (asked < 2 and not pays_off)):
            return 0
        return asked or max(1, min(_cores(), pays_off))

    def delivery(self, books: Books | None) -> Delivery:
        """Where cleaned bytes go."""
        if self.options["write"]:
            return InPlace(self.work)
        if self.options["out"]:
            return Under(self.work, self.options["out"], books.outputs if books else {})
        return ToStandardOutput() if self.work.writes else Nowhere()

    def books(self, ruleset: str) -> Books | None:
        """The books of a run that makes copies, with everything in their head that copies depend on."""
        out, work = self.options["out"], self.work
        if out is None:
            return None
        settings = {key: value for key, value in asdict(work.settings).items() if key not in ("rules", "actions")}
        asked: dict[str, Any] = {"tool": TOOL, "ruleset": ruleset, **settings}
        written = {"url": work.url, "to": work.form, "links": work.links, "container": work.container}
        asked |= written | {"reports": self.options["reports"] is not None}
        return Books(out, asked, resume=self.options["resume"])


def plan_of(options: RunOptions, config: Config, sources: Sequence[Source]) -> Plan:
    """The plan. Raises click.UsageError for options that do not go together."""
    form = _form(options, config)
    settings = _settings(options, config)
    _check(options, sources, settings, form)
    report = _report(options, config)
    work = Work(
        settings,
        functools.partial(tell, wanted=Wanted()),
        options["url"],
        form,
        options["links"],
        writes=bool(options["write"] or options["out"] or not (options["report"] or options["check"])),
        container=options["container"],
        max_seconds=options["max_seconds"],
    )
    plan = Plan(work, sources, options, report)
    return replace(plan, work=replace(work, tell=functools.partial(tell, wanted=plan.wanted)))


def cluster_settings(options: RunOptions, config: Config) -> Settings:
    """The settings of a run on a cluster, whose name stands among the engines."""
    engines = tuple(name for name in options["engine"] if name != cluster.NAME)
    return _settings({**options, "engine": engines}, config)


def _settings(options: RunOptions, config: Config) -> Settings:
    settings = settings_from(config, options)
    named = {"text": options["field"], "html": options["html_field"]}
    named |= {"url": options["url_field"], "id": options["id_field"]}
    columns = replace(settings.columns, **{key: name for key, name in named.items() if name is not None})
    return replace(settings, columns=columns)


def _form(options: RunOptions, config: Config) -> Form:
    """The form that is asked for."""
    form = form_named(options["to"], "--to") if options["to"] else config.to or Form.TEXT
    if options["links"] and form is not Form.MARKDOWN:
        raise click.UsageError(f"--links is for --to markdown; {form} is written without")
    return form


def _report(options: RunOptions, config: Config) -> Format | None:
    reporting = options["report"] or options["report_file"] is not None
    if options["form"] and not reporting:
        raise click.UsageError("--format says how to report; add --report or --report-file")
    return format_named(options["form"] or config.format or FORMATS[0].name) if reporting else None


def _check(options: RunOptions, sources: Sequence[Source], settings: Settings, form: Form) -> None:
    """Refuses what makes no sense together, or would do harm."""
    _spare_inputs(options["report_file"], sources)
    if options["write"] and options["out"]:
        raise click.UsageError("--write and --out exclude each other")
    if options["resume"] and not options["out"]:
        raise click.UsageError("--resume goes on with a run that had --out; name its folder")
    if options["resume"] and options["report_file"]:
        raise click.UsageError("--resume leaves out what is finished, a report file would, too; use --reports DIR")
    if options["write"] and settings.columns.html and form is not Form.HTML:
        raise click.UsageError(f"--write would put {form} where pages were; add --to html, or use --out")
    writes = options["write"] or options["out"] or options["report"] or options["check"]
    if not writes and len(sources) > 1:
        what = f"{len(sources)} documents on one stream could not be told apart"
        raise click.UsageError(f"{what}; add --report, --check, --write or --out DIR")


def _spare_inputs(report_file: Path | None, sources: Sequence[Source]) -> None:
    """A report must not fall on a document."""
    if report_file is None or not report_file.exists():
        return
    if any(source.path and source.path.exists() and report_file.samefile(source.path) for source in sources):
        raise click.UsageError(f"{report_file}: is one of the documents; choose another file for the report")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
