"""Where `rules/` lies, in the wheel (`cleaner/_rules`) and in an editable install (beside `cleaner/`)."""

from __future__ import annotations

from pathlib import Path


def rules_folder() -> Path:
    """The folder of shipped knowledge: rules, phrases, scorecards. hatchling copies it into the wheel as `_rules`."""
    package = Path(__file__).resolve().parent
    packed = package / "_rules"
    return packed if packed.is_dir() else package.parent / "rules"
