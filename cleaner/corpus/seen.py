"""Files told by size and hash, as they are read or written. It opens one only to say what it holds now."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

PIECE_BYTES = 1_048_576
"""How much is read at once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was read: its size and its SHA-256 in hex."""

    size: int
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> Seen:
        """That of a file with these bytes."""
        return cls(len(content), hashlib.sha256(content).hexdigest())


class Seeing(io.RawIOBase):
    """A file that is hashed as it is read or written, from its start to its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """Whether the file below is."""
        return self._file.readable()

    def writable(self) -> bool:
        """Whether the file below is."""
        return self._file.writable()

    def readinto(self, buffer: Any) -> int:
        """As for any raw file."""
        with memoryview(buffer) as view, view.cast("B") as room:
            count = int(self._file.readinto(room))  # type: ignore[attr-defined]
            self._digest.update(room[:count])
        self.size += count
        return count

    def write(self, piece: Any) -> int:
        """All of it, as buffered files do."""
        self._digest.update(piece)
        self.size += len(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        """How far it has come."""
        return self.size

    def seen(self) -> Seen:
        """What has passed so far."""
        return Seen(self.size, self._digest.hexdigest())


def seen(path: Path) -> Seen:
    """A file as it is now. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        seeing = Seeing(file)
        room = bytearray(PIECE_BYTES)
        while seeing.readinto(room):
            pass
        return seeing.seen()
