"""What can go wrong, told as: where, what, what to do. It holds no reaction to any of it: callers decide that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CleanerError(Exception):
    """A mistake that a person can mend; its text is one clear line (or several, one per mistake)."""


class InputError(CleanerError):
    """An input that cannot be read or is not a document: missing, unreadable, binary, too deep, truncated."""


class SettingsError(CleanerError):
    """A setting, an option or a configuration key that does not exist or has a wrong value."""


class RuleError(CleanerError):
    """Rule files that are wrong. All mistakes of all files at once, each as `file:line: key: problem; what to do`."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[RuleError], tuple[tuple[str, ...]]]:
        return type(self), (self.problems,)


class RestoreError(CleanerError):
    """A cleaned file and a report that do not fit together: a hash, a length or a position disagrees."""
