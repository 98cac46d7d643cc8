"""Options that change verdicts, shared by the commands that judge, and the settings they add up to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

from cleaner.cli.config import Config, nearest
from cleaner.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


class VerdictOptions(TypedDict):
    """What the shared options give."""

    url: str | None
    rules: tuple[Path, ...]
    default_rules: bool
    policy: tuple[tuple[str, str], ...]
    bar: str | None
    engine: tuple[str, ...]
    metadata: bool
    keep_lists: bool
    near_misses: bool


class PolicyType(click.ParamType[tuple[str, str]]):
    """`category=action`; both are checked with the settings."""

    name = "category=action"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The pair."""
        category, found, action = str(value).partition("=")
        if not found:
            self.fail(f'"{value}": expected category=action, for instance comment_thread=keep', param, ctx)
        return category, action


_OPTIONS = (
    click.option("--url", help="Where the documents were found; site rules go by its host."),
    click.option(
        "--rules",
        multiple=True,
        type=click.Path(exists=True, path_type=Path),
        help="Folder or file of rules that add to the shipped ones; repeatable.",
    ),
    click.option("--no-default-rules", "default_rules", flag_value=False, default=True, help="Without shipped rules."),
    click.option(
        "--policy",
        multiple=True,
        type=PolicyType(),
        metavar="CAT=ACTION",
        help="drop, keep or mark a category, as in comment_thread=keep; repeatable.",
    ),
    click.option("--bar", metavar="safe|balanced", help="How sure the score must be."),
    click.option("--engine", multiple=True, metavar="NAME", help="Ask only these: scorecard, trafilatura; repeatable."),
    click.option("--keep-lists", is_flag=True, help="In texts that look like lists nothing goes by score alone."),
    click.option("--near-misses", is_flag=True, help="JSON reports flag what would have gone at --bar balanced, too."),
    click.option("--metadata", is_flag=True, help="Report title, author, date and site of pages too."),
)


def verdict_options(function: F) -> F:
    """Adds the shared options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def config_for(path: str) -> Config:
    """The configuration in force for the first path of a command line; for `-`, that of the working folder."""
    return nearest(Path() if path == "-" else Path(path))


def settings_from(config: Config, options: VerdictOptions) -> Settings:
    """Configuration and options together: options win, policies and folders of rules add up.

    Site rules are always asked first: what a person wrote down is not left out by choosing what guesses the rest.
    """
    values = dict(config.values)
    values["rules"] = [*values.get("rules", ()), *options["rules"]]
    values["policy"] = {**values.get("policy", {}), **dict(options["policy"])}
    if not options["default_rules"]:
        values["default_rules"] = False
    if options["bar"] is not None:
        values["bar"] = options["bar"]
    if options["engine"]:
        values["engines"] = list(dict.fromkeys(("site_rules", *options["engine"])))
    for name in ("metadata", "keep_lists", "near_misses"):
        if options[name]:
            values[name] = True
    return Settings.from_mapping(values, "options")
