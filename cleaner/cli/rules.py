"""`clean rules`: list, lint, test, schema, new. The work is done in `siterules`; this prints it.

Without paths the first three take the rules in force in the working folder: the shipped ones, unless its configuration
leaves them out, and those that it names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.app import FOUND
from cleaner.cli.options import config_for
from cleaner.corpus import files
from cleaner.errors import SettingsError
from cleaner.reports.summary import plural

if TYPE_CHECKING:
    from cleaner.siterules.pack import Pack

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Where:
    """Which rules a command is about: files and folders, and whether the shipped ones belong to them."""

    paths: tuple[Path, ...]
    shipped: bool


@click.group("rules", short_help="Work on rule files.", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List, lint and test rule files; print their schema; start a new one."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _paths(function: F) -> F:
    kind = click.Path(exists=True, path_type=Path)
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=kind)(function)


@command.command("list")
@_paths
def list_rules(paths: tuple[Path, ...]) -> None:
    """Packs and their rules: id, category, action, why."""
    from cleaner.siterules.ruleset import RuleSet

    where = _where(paths)
    packs = RuleSet.load(where.paths, shipped=where.shipped).packs
    for pack in packs:
        for line in _listed(pack):
            click.echo(line)
    click.echo(f"{plural(len(packs), 'pack')}, {plural(sum(len(pack.rules) for pack in packs), 'rule')}")


@command.command("lint")
@_paths
def lint_rules(paths: tuple[Path, ...]) -> int:
    """What loads but should not stand: fragile selectors, missing examples, rules that never act. Exit 1 if any."""
    return _show(_lint(_where(paths)))


@command.command("test")
@_paths
@click.option("--lint", is_flag=True, help="Lint them too.")
def test_rules(paths: tuple[Path, ...], lint: bool) -> int:
    """Run the examples in rule files, offline. Exit 1 when one goes otherwise."""
    from cleaner.siterules import trials

    where = _where(paths)
    code = _show(_lint(where)) if lint else 0
    tried = trials.run(where.paths, shipped=where.shipped)
    failed = plural(len(tried.failures), "failure")
    code = max(code, _show(tried.failures))
    click.echo(f"{plural(tried.rules, 'rule')}, {plural(tried.examples, 'example')}, {failed}")
    return code


@command.command("schema")
def print_schema() -> None:
    """The rule format as JSON Schema, for editors."""
    from cleaner.siterules import schema

    click.echo(json.dumps(schema.json_schema(), indent=2))


@command.command("new")
@click.argument("host")
@click.option("--out", type=click.Path(path_type=Path), help="Write there, not to standard output; never over a file.")
def new_rules(host: str, out: Path | None) -> None:
    """The first draft of a pack for HOST, to be filled in."""
    from cleaner.siterules import scaffold

    draft = scaffold.new_pack(host)
    if out is None:
        click.echo(draft, nl=False)
        return
    if out.exists():
        raise SettingsError(f"{out}: is there already; choose another name")
    files.write_new(out, draft.encode())
    click.echo(f"{out}: fill in what is marked TODO, then: clean rules test --lint {out}")


def _where(paths: Sequence[Path]) -> Where:
    if paths:
        return Where(tuple(paths), shipped=False)
    values = config_for("-").values
    return Where(tuple(map(Path, values.get("rules", ()))), shipped=bool(values.get("default_rules", True)))


def _lint(where: Where) -> list[str]:
    from cleaner.siterules import lint

    return lint.lint(where.paths, shipped=where.shipped)


def _show(findings: Iterable[str]) -> int:
    """Prints findings; the exit code that they mean."""
    found = 0
    for finding in findings:
        click.echo(finding)
        found = FOUND
    return found


def _listed(pack: Pack) -> Iterator[str]:
    yield f"{pack.kind} {pack.name}: {pack.match or 'every document'} ({pack.file})"
    for rule in pack.rules:
        yield f"  {rule.id}  {rule.category}  {rule.action}  {rule.why}".rstrip()
    yield ""
