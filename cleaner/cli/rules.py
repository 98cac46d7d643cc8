"""`clean rules`: list, lint, test, schema, new. The work is done in `siterules`; this prints it."""

from __future__ import annotations

import click


@click.group("rules", short_help="Work on rule files.")
def command() -> None:
    """List, lint and test rule files; print their schema; start a new one."""
