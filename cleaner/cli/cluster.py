"""`clean --engine ray`: the same run on a cluster, or on Ray's own processes here. Tables come out, and a summary."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from cleaner.cli.app import SOME_FAILED
from cleaner.cli.terminal import view_for
from cleaner.errors import SettingsError
from cleaner.reports import merging
from cleaner.settings import Settings

NAME = "ray"
NOT_HERE = ("report", "form", "report_file", "reports", "check", "write", "resume", "to", "links", "url", "exclude")
"""Options of `run` that say what tables cannot be or already are."""
TABLE_ROWS = 10


def run(paths: Sequence[str], options: Mapping[str, Any], settings: Settings) -> int:
    """Cleans files into tables below `--out`; the exit code."""
    _check(options)
    try:
        from cleaner.scale import rayfiles  # Ray is an extra and takes seconds to load
    except ModuleNotFoundError as missing:
        raise SettingsError(f"--engine ray needs {missing.name}; pip install 'boilerstrip[ray,warc]'") from missing
    _start(options["address"])
    summary = rayfiles.clean_files(paths, _address(str(options["out"])), settings, options["jobs"] or None)
    for line in merging.render(summary, view_for(sys.stdout, wrote=True), TABLE_ROWS):
        sys.stdout.write(line)
    return SOME_FAILED if summary.statuses["failed"] else 0


def _check(options: Mapping[str, Any]) -> None:
    if not options["out"]:
        raise click.UsageError("--engine ray writes tables; add --out DIR")
    for name in NOT_HERE:
        if options.get(name):
            said = {"form": "--format"}.get(name, f"--{name.replace('_', '-')}")
            raise click.UsageError(
                f"{said} is not for --engine ray, which writes tables with a column for every finding"
            )


def _address(path: str) -> str:
    """An address as it was typed: as a path it has lost a slash."""
    return re.sub(r"^([a-z][a-z0-9+.-]+):/(?!/)", r"\1://", path)


def _start(address: str | None) -> None:
    """Joins a cluster, or starts processes here; what Ray says of itself stays in its own logs."""
    import ray
    from ray.data import DataContext

    if not ray.is_initialized():
        quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
        if address:
            _join(address, quiet)
        else:
            ray.init(include_dashboard=False, **quiet)
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    DataContext.get_current().enable_progress_bars = sys.stderr.isatty()


def _join(address: str, quiet: dict[str, Any]) -> None:
    import ray

    try:
        ray.init(address=address, **quiet)
    except (ConnectionError, ValueError) as error:
        raise SettingsError(
            f"--address {address}: no cluster answers ({error}); is it up? auto finds it here"
        ) from None
