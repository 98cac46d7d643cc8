"""The group of commands: which there are, that `run` may be left out, how they end. It does no work of its own."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from cleaner._version import __version__
from cleaner.errors import CleanerError, InputError, RestoreError, RuleError
from cleaner.reports.cells import visible

COMMANDS = {
    "run": "cleaner.cli.run",
    "why": "cleaner.cli.why",
    "restore": "cleaner.cli.restore",
    "summary": "cleaner.cli.summary",
    "rules": "cleaner.cli.rules",
}
"""Commands and the modules that hold them under `command`, imported when they are used."""

FOUND = 1
WRONG = 2
SOME_FAILED = 3
INTERRUPTED = 130
TERMINATED = 143
CLOSED_PIPE = 141
"""What a shell shows for a program that SIGPIPE ended; the other codes say something about documents."""

HELP = f"""Strips boilerplate from scraped documents and reports exactly what it dropped.

\b
clean page.txt              cleaned text to standard output; - reads standard input
clean --report PATH...      what would be dropped, where, why; writes nothing
clean --check PATH...       exit 1 when something would be dropped
clean --write PATH...       rewrite text files in place (pages with --to html)
clean --out DIR PATH...     cleaned copies under DIR
clean --to markdown PAGE    a page as Markdown; --to html: the page without what goes
clean why FILE:LINE         every piece of evidence for one line
clean restore FILE --report F  the original, from a cleaned file and a JSON report
clean summary REPORT...     reports of many shards in one table
clean rules --help          work on rule files

`clean PATH` is short for `clean run PATH`, whose options `clean run --help` lists. A path that is named like a
command is written ./rules.

\b
Exit codes: 0 done, 1 --check found something or a rule test failed, {WRONG} usage
or rule files are wrong, {SOME_FAILED} some documents failed (the others were processed).
Completion: eval "$(_CLEAN_COMPLETE=bash_source clean)"; also zsh_source, fish_source.
"""


class DefaultRun(click.Group):
    """Commands that are imported late, `run` where none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)  # noqa: S101 - a promise of our own modules
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts `run` in front of what is neither a command nor an option of the group."""
        if not args and not ctx.resilient_parsing:
            args = ["--help"]
        if args and args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version"):
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Commands, and what `run` would offer in this place."""
        own = super().shell_complete(ctx, incomplete)
        command = self.get_command(ctx, "run")
        if command is None:
            return own
        with command.make_context("run", [], parent=ctx, resilient_parsing=True) as run_context:
            offered = command.shell_complete(run_context, incomplete)
        known = {item.value for item in own}
        return [*own, *(item for item in offered if item.value not in known)]

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a pipe that nobody reads any more ends it quietly."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # the interpreter flushes standard output once more when it exits: give it somewhere to go
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLOSED_PIPE)
        return code


@click.group(cls=DefaultRun, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="boilerstrip", message="%(prog)s %(version)s")
def app() -> None:
    """The root; `HELP` is its text."""


def call(args: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code. Mistakes become one line each on standard error."""
    try:
        code = app.main(args, prog_name="clean", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.UsageError as error:
        complain(_usage_line(error))
        return WRONG
    except click.ClickException as error:
        complain(error.format_message())
        return WRONG
    except RuleError as error:
        click.echo(error, err=True)  # each line begins with file:line:, which editors jump to
        return WRONG
    except CleanerError as error:
        complain(str(error))
        return SOME_FAILED if isinstance(error, InputError | RestoreError) else WRONG
    return code if isinstance(code, int) else 0


def _usage_line(error: click.UsageError) -> str:
    """What was wrong with a command line, in the house's words, and where help is."""
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        nearest = f'; did you mean "{error.possibilities[0]}"?' if error.possibilities else ""
        message = f'no such option "{error.option_name}"{nearest}'
    where = error.ctx.command_path if error.ctx else "clean"
    return f"{message[:1].lower()}{message[1:].rstrip('.')} (see {where} --help)"


def complain(message: str) -> None:
    """One mistake, one line on standard error, whatever a file is called."""
    click.echo(f"clean: {visible(message)}", err=True)
