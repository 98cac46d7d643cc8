"""Where files lie: paths of this machine and addresses that pyarrow.fs reaches. It reads none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.fs as fs

from cleaner.errors import InputError


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder: its file system, its path there, and what stands before that in its address."""

    system: fs.FileSystem
    path: str
    prefix: str = ""

    def open(self) -> pa.NativeFile:
        """The file, to be read from any place in it."""
        return self.system.open_input_file(self.path)

    def stream(self) -> pa.NativeFile:
        """The file, to be read once, as it lies there: what unpacks on the side takes a cut file for a whole one."""
        return self.system.open_input_stream(self.path, compression=None)

    def files(self, suffixes: Sequence[str]) -> list[str]:
        """The addresses of this file, or of the files below this folder that end so, sorted; hidden ones left out.

        Raises InputError for a place where nothing is, OSError for one that cannot be read.
        """
        [entry] = self.system.get_file_info([self.path])
        if entry.type == fs.FileType.NotFound:
            raise InputError("no such file; check the path")
        if entry.type == fs.FileType.File:
            return [self.prefix + self.path]
        inside = self.system.get_file_info(fs.FileSelector(self.path, recursive=True))
        paths = [item.path for item in inside if item.type == fs.FileType.File]
        names = {path: path.rsplit("/", 1)[-1].lower() for path in paths}
        taken = [path for path in paths if names[path].endswith(tuple(suffixes)) and names[path][0] not in "._"]
        return [self.prefix + path for path in sorted(taken)]


def place_of(address: str) -> Place:
    """Where an address leads; a local path is made absolute, since workers stand elsewhere."""
    if "://" not in address:
        return Place(fs.LocalFileSystem(), str(Path(address).absolute()))
    try:
        system, path = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{address}: no such kind of place ({error}); known are file, s3, gs, hdfs") from None
    return Place(system, path, address.removesuffix(path))
