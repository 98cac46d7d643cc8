"""What the tests of the command line clean, and what a call gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RULES = r"""
version: 1
pack: house
rules:
  - id: read-counter
    category: counter
    why: a counter under the text
    text: {line: {regex: '^this news has been read \d+ times!$'}}
    examples:
      - {text: "This news has been read 8 times!", dropped: ["This news has been read 8 times!"]}
      - {text: "He has been read 8 times.", dropped: []}
  - id: share-inline
    category: share
    why: the first words of a share bar glued to a line
    text: {span: {contains: "| share this"}}
    examples:
      - {text: "Weather today | Share this", dropped: ["| Share this"]}
      - {text: "They share this house.", dropped: []}
"""
COUNTER = b"This news has been read 12 times!\n"
BODY = "Harbour reopens\n\nThe harbour reopened on Monday — nobody was hurt.\n".encode()
PAGE = BODY + b"\n" + COUNTER


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


def copies(folder: str) -> list[Path]:
    """What a run wrote below a folder, without what it wrote about itself."""
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    return [path for path in files if ".boilerstrip" not in path.parts]


Clean = Callable[..., Ran]
