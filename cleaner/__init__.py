"""Strips boilerplate from scraped documents and reports exactly what was dropped, where and why.

The public names are loaded when they are first used, so that `clean --version` imports none of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from cleaner._version import __version__

if TYPE_CHECKING:
    from cleaner.errors import CleanerError, InputError, RestoreError, RuleError, SettingsError
    from cleaner.forms import Form
    from cleaner.model import Action, Bar, Category, Decision, Document, Drop, Evidence, Kind, Status, Verdict
    from cleaner.outcome import Outcome
    from cleaner.pipeline import Cleaner, clean
    from cleaner.settings import Limits, Settings

_HOMES = {
    "errors": ("CleanerError", "InputError", "RestoreError", "RuleError", "SettingsError"),
    "forms": ("Form",),
    "model": ("Action", "Bar", "Category", "Decision", "Document", "Drop", "Evidence", "Kind", "Status", "Verdict"),
    "outcome": ("Outcome",),
    "pipeline": ("Cleaner", "clean"),
    "settings": ("Limits", "Settings"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Action",
    "Bar",
    "Category",
    "Cleaner",
    "CleanerError",
    "Decision",
    "Document",
    "Drop",
    "Evidence",
    "Form",
    "InputError",
    "Kind",
    "Limits",
    "Outcome",
    "RestoreError",
    "RuleError",
    "Settings",
    "SettingsError",
    "Status",
    "Verdict",
    "__version__",
    "clean",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"cleaner.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
