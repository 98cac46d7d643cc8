"""One input of a run: where it lies and what it is called. It opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Source:
    """One input: where it lies (None for standard input), its name in reports, and `below`, its name below the folder
    that was walked (for a file that was named: the path itself when that stays inside, else the file's name).
    """

    path: Path | None
    name: str
    below: PurePosixPath

    @property
    def size(self) -> int:
        """Its bytes on disk; 0 where nobody can tell."""
        try:
            return 0 if self.path is None else self.path.stat().st_size
        except OSError:
            return 0
