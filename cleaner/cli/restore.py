"""`clean restore`: the original of a cleaned file, from its JSON report, proven by hash or not given at all."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.corpus import files
from cleaner.errors import InputError
from cleaner.reports.restoring import restored

MAX_BYTES = 2**40
"""A report may be larger than any document; what was written can be read."""


@click.command("restore", short_help="The original of a cleaned file.")
@click.argument("file", metavar="CLEANED", type=click.Path())
@click.option("--report", required=True, metavar="F", type=click.Path(path_type=Path), help="Its JSON report.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there, not to standard output.")
def command(file: str, report: Path, out: Path | None) -> None:
    """The original bytes of a text file, or a page's visible text, from what was kept and the JSON report.

    The report is one of `--format json`. The document is found in it by hash, so the cleaned file may have moved.
    Nothing comes out unless the hash of the original agrees.
    """
    path = None if file == "-" else Path(file)
    original = restored(_read(path), _read(report), file if path is None else path.as_posix())
    if out:
        files.write_new(out, original)
    else:
        sys.stdout.buffer.write(original)
        sys.stdout.buffer.flush()


def _read(path: Path | None) -> bytes:
    try:
        return files.read(path, MAX_BYTES)
    except InputError as error:
        raise InputError(f"{path or '-'}: {error}") from None
