"""How a report is shown: paint, width, and whether anything was written. It knows no colour: the terminal does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a piece of a report is, for whoever paints it."""

    HEADER = "header"
    DROPPED = "dropped"
    KEPT = "kept"
    MARGIN = "margin"
    NOTE = "note"
    FAILED = "failed"


Paint = Callable[[str, Role], str]


def unpainted(text: str, role: Role) -> str:
    """No paint: for files, pipes and NO_COLOR."""
    del role
    return text


@dataclass(frozen=True, slots=True)
class View:
    """`width` is in terminal columns. `wrote` says that files were changed, so that a summary does not say "would"."""

    paint: Paint = unpainted
    width: int = 100
    wrote: bool = False
