"""Which files a run is about: paths from the command line to sources, in a fixed order. It opens none of them.

A file that is named is always taken. A folder is walked: names sorted, hidden ones and links to folders left out (so
that no loop is possible), files taken by suffix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cleaner.errors import SettingsError
from cleaner.formats.records import HTML_SUFFIXES, TEXT_SUFFIXES

SUFFIXES = (*TEXT_SUFFIXES, *HTML_SUFFIXES)
"""What is taken from a folder, in lower case."""
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One input: where it lies (None for standard input), its name in reports, and `below`, its name below the folder
    that was walked (for a file that was named: the path itself when that stays inside, else the file's name).
    """

    path: Path | None
    name: str
    below: PurePosixPath


def find(paths: Sequence[str], leave_out: Path | None = None) -> list[Source]:
    """The sources behind some paths, in the order given, folders walked; none of them twice.

    `leave_out` is a folder that no walk enters: where cleaned copies go. A path that does not exist stays in the list
    and fails when it is read. Raises SettingsError for a folder without candidates and for standard input in company:
    only one process can read it, and only once.
    """
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise SettingsError("-: standard input goes alone; name files, or pipe one document")
    found: dict[str, Source] = {}
    for name in paths:
        for source in _behind(name, leave_out.resolve() if leave_out else None):
            found.setdefault(source.name, source)
    return list(found.values())


def _behind(name: str, leave_out: Path | None) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        yield Source(None, STANDARD_INPUT, PurePosixPath(STANDARD_INPUT))
        return
    path = Path(name)
    if not path.is_dir():
        yield Source(path, path.as_posix(), _inside(path))
        return
    files = list(_walk(path, leave_out))
    if not files:
        raise SettingsError(f"{name}: no {' '.join(SUFFIXES)} file in this folder; name files to have them taken")
    for file in files:
        yield Source(file, file.as_posix(), PurePosixPath(file.relative_to(path).as_posix()))


def _inside(path: Path) -> PurePosixPath:
    outside = path.is_absolute() or ".." in path.parts
    return PurePosixPath(path.name if outside else path.as_posix())


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    """Candidates below a folder: its files and folders together, sorted by name."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise SettingsError(f"{folder}: folder cannot be read ({error.strerror}); check its permissions") from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink() and entry.resolve() != leave_out:
                yield from _walk(entry, leave_out)
        elif entry.suffix.lower() in SUFFIXES:
            yield entry
