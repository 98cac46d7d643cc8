"""`clean summary`: reports of any number of shards, and summaries of them, in one. It sees no documents."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.cli.terminal import view_for
from cleaner.corpus.opening import opened
from cleaner.errors import InputError
from cleaner.formats.compressed import bare_name
from cleaner.reports import merging
from cleaner.reports.merging import Summary

TABLE_COLUMNS = ("url", "clean_status", "chars_in", "chars_out", "dropped")
"""What of a cleaned table is counted."""
ROWS_AT_ONCE = 4_096
MOST = 10
SUFFIXES = (".json", ".jsonl", ".parquet")
"""What is taken from a folder, with or without `.gz` and `.zst` behind it."""


@click.command("summary", short_help="Reports of many shards in one table.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...", type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: can be merged again."
)
@click.option("--top", type=click.IntRange(1), default=MOST, metavar="N", help=f"Rows of a table; default {MOST}.")
def command(reports: Sequence[str], form: str, top: int) -> None:
    """Count what was dropped, by category, rule and host.

    REPORT is a JSON report (--format json), a summary (clean summary --format json), both also .gz or .zst, a .parquet
    file with the columns that cleaning adds, a folder of these (--reports DIR), or - for standard input.
    """
    summary = Summary()
    for report in itertools.chain.from_iterable(map(_files_behind, reports)):
        summary.merge(_of_table(report) if report.lower().endswith(".parquet") else _of_lines(report))
    if form == "json":
        sys.stdout.write(json.dumps(merging.as_object(summary)) + "\n")
        return
    for line in merging.render(summary, view_for(sys.stdout, wrote=True), top):
        sys.stdout.write(line)


def _files_behind(name: str) -> list[str]:
    """A file itself, a folder's reports in the order of their names. Raises InputError for a folder without any."""
    if not Path(name).is_dir():
        return [name]
    found = sorted(path.as_posix() for path in Path(name).rglob("*") if bare_name(path.name).endswith(SUFFIXES))
    if not found:
        raise InputError(f"{name}: no {' '.join(SUFFIXES)} file in this folder; name files to have them counted")
    return found


def _of_lines(name: str) -> Summary:
    with opened(name) as stream:
        return merging.of_lines(stream, name)


def _of_table(name: str) -> Summary:
    """The summary of a cleaned Parquet file; only the columns that count are read."""
    from cleaner.formats import parquet  # pyarrow is an extra

    try:
        table = parquet.opened(Path(name))
        columns = [column for column in TABLE_COLUMNS if column in table.schema_arrow.names]
        summary = Summary()
        for batch in table.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
            for row in batch.to_pylist():
                summary.add(row)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    return summary
