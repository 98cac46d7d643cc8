"""Configuration files: `cleaner.toml`, or `[tool.cleaner]` in `pyproject.toml`; the nearest one upwards counts.

In one folder `cleaner.toml` comes first. Keys are those of `Settings` (kebab or snake case), `limits` and `columns` as
tables, and `format` for reports, `to` for the form of pages, `exclude` for what folders are searched without. Folders
of rules are relative to the file that names them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner.errors import SettingsError
from cleaner.forms import Form, form_named
from cleaner.reports import FORMATS
from cleaner.settings import Settings, did_you_mean

OWN_FILE = "cleaner.toml"
SHARED_FILE = "pyproject.toml"
SWITCHES = ("default_rules", "metadata", "keep_lists", "near_misses")
LISTS = ("rules", "engines", "exclude")
TABLES = ("policy", "limits", "columns")


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says, its keys in snake case, checked; empty when there is none."""

    values: Mapping[str, Any] = field(default_factory=dict)
    format: str | None = None
    to: Form | None = None
    exclude: tuple[str, ...] = ()


def nearest(path: Path) -> Config:
    """The configuration in force for a path. Raises SettingsError for a file that is wrong."""
    start = path.resolve()
    for folder in [start, *start.parents] if start.is_dir() else start.parents:
        for name in (OWN_FILE, SHARED_FILE):
            file = _near(folder / name)
            table = _table(file) if file.is_file() else None
            if table is not None:
                return _checked(table, file)
    return Config()


def _near(file: Path) -> Path:
    """A path as a person in the working folder would write it."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _table(file: Path) -> Mapping[str, Any] | None:
    """The tool's own table of a file; None when a `pyproject.toml` has none."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}); check its permissions") from None
    except ValueError as error:
        raise SettingsError(f"{file}: not valid TOML ({error})") from None
    if file.name == OWN_FILE:
        return content
    tools = content.get("tool", {})
    table = tools.get("cleaner") if isinstance(tools, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise SettingsError(f"{file}: tool.cleaner: expected a table")
    return table


def _checked(table: Mapping[str, Any], file: Path) -> Config:
    where = str(file) if file.name == OWN_FILE else f"{file}: tool.cleaner"
    values = {key.replace("-", "_"): _snake(value) for key, value in table.items()}
    form = values.pop("format", None)
    names = tuple(entry.name for entry in FORMATS)
    if form is not None and form not in names:
        raise SettingsError(f'{where}: format: unknown "{form}"{did_you_mean(str(form), names)}')
    to = values.pop("to", None)
    _check_types(values, where)
    exclude = tuple(values.pop("exclude", ()))
    values["rules"] = [str(file.parent / folder) for folder in values.get("rules", ())]
    Settings.from_mapping(values, where)
    return Config(values, form, None if to is None else form_named(str(to), f"{where}: to"), exclude)


def _snake(value: Any) -> Any:
    return {key.replace("-", "_"): item for key, item in value.items()} if isinstance(value, Mapping) else value


def _check_types(values: Mapping[str, Any], where: str) -> None:
    """TOML knows types: `"no"` is not a switch, and a text is not a list of its letters."""
    for key, value in values.items():
        if key in SWITCHES and not isinstance(value, bool):
            raise SettingsError(f"{where}: {key}: expected true or false, got {value!r}")
        if key in LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise SettingsError(f"{where}: {key}: expected a list of texts, got {value!r}")
        if key in TABLES and not isinstance(value, Mapping):
            raise SettingsError(f"{where}: {key}: expected a table, got {value!r}")
