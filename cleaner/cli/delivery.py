"""Where cleaned bytes go: nowhere, to standard output, into their own file, under a folder. It changes none of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from cleaner.corpus import files
from cleaner.corpus.discovery import Source
from cleaner.errors import InputError
from cleaner.forms import Form
from cleaner.reports.finding import Cleaned

SUFFIXES = {Form.TEXT: ".txt", Form.MARKDOWN: ".md", Form.HTML: ""}
"""What the name of a page gets behind it: `page.html.md`, so that no two pages fall on one name."""

Deliver = Callable[[Source, Cleaned], None]
"""Puts away what is kept of one source. Raises InputError when it cannot be: then the document counts as failed."""


def nowhere(source: Source, cleaned: Cleaned) -> None:
    """For reports and checks alone."""
    del source, cleaned


def to_standard_output(source: Source, cleaned: Cleaned) -> None:
    """The exact bytes, no line end added."""
    del source
    sys.stdout.buffer.write(cleaned.content)
    sys.stdout.buffer.flush()


def in_place(source: Source, cleaned: Cleaned) -> None:
    """Rewrites a file, only when something of it goes."""
    if source.path is None:
        raise InputError("standard input cannot be rewritten; leave out --write")
    if cleaned.sha256_read is None:
        where = f"--out, which names it {source.path.name}{SUFFIXES[cleaned.form]}, or --to html"
        raise InputError(f"a page is not rewritten as {cleaned.form} in its place; use {where}")
    if cleaned.report.dropped:
        files.rewrite(source.path, cleaned.content, cleaned.sha256_read)


def under(folder: Path) -> Deliver:
    """Cleaned copies below a folder, under the names their sources have below theirs, and the suffix of a form."""
    written: dict[Path, str] = {}

    def put(source: Source, cleaned: Cleaned) -> None:
        if source.path is None:
            raise InputError("standard input has no name to be written under; name a file")
        target = folder / source.below
        if cleaned.report.kind == "html":
            target = target.with_name(target.name + SUFFIXES[cleaned.form])
        if target in written:
            raise InputError(f"{target} was written already for {written[target]}; clean the folders one by one")
        if target.exists() and target.samefile(source.path):
            raise InputError(f"{target} is the input itself; choose another folder or use --write")
        written[target] = source.name
        files.write_new(target, cleaned.content)

    return put
