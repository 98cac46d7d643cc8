"""What a run is to do with every document, in one value that travels to the processes that do it. It does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cleaner.corpus.portions import Treated
from cleaner.forms import Form
from cleaner.settings import Settings

T = TypeVar("T")

Tell = Callable[[Sequence[Treated]], T]
"""What becomes of neighbouring documents of one source, told where they were cleaned, so that only this travels back;
importable by name. It may be called for a document alone before it is called for all."""

MAX_SECONDS = 30.0
"""CPU seconds after which a document is given up: a thousand times what a large page takes."""


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is done with every document: how it is judged, what is told of it, which form is written of a page.

    `url` is where all of them come from, if it is known. Without `writes` nothing is packed to be written. `container`
    is what becomes of web archives: jsonl or parquet. `ruleset` is the digest of the rules,
    filled in where they are loaded.
    """

    settings: Settings
    tell: Tell[T]
    url: str | None = None
    form: Form = Form.TEXT
    links: bool = False
    writes: bool = True
    container: str = "jsonl"
    max_seconds: float = MAX_SECONDS
    ruleset: str = ""
