"""Which files a run is about: paths from the command line to sources, in a fixed order. It opens none of them.

A file that is named is always taken. A folder is walked: names sorted, hidden ones and links to folders left out (so
that no loop is possible), files taken by suffix. A pattern, `data/**/*.jsonl`, stands for the files it fits, sorted.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pathspec

from cleaner.corpus.containers import SUFFIXES, is_candidate
from cleaner.corpus.source import Source
from cleaner.errors import SettingsError

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class _Search:
    """What no walk and no pattern gives: a folder, and names that patterns in the manner of .gitignore fit."""

    leave_out: Path | None
    exclude: pathspec.GitIgnoreSpec

    def takes(self, path: Path) -> bool:
        """Whether a file or folder that was found is among the candidates."""
        name = path.as_posix().removeprefix("/")
        return not self.exclude.match_file(f"{name}/" if path.is_dir() else name)


def find(paths: Sequence[str], leave_out: Path | None = None, exclude: Sequence[str] = ()) -> list[Source]:
    """The sources behind some paths, in the order given, folders walked, patterns resolved; none of them twice.

    `leave_out` is a folder that no walk enters: where cleaned copies go. `exclude` are patterns as in .gitignore for
    names as reports show them; what is named itself is taken all the same. A path that does not exist stays in the
    list and fails when it is read. Raises SettingsError for a folder without candidates, for a pattern that fits
    nothing or makes no sense, and for standard input in company: only one process can read it, and only once.
    """
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise SettingsError("-: standard input goes alone; name files, or pipe one document")
    search = _Search(leave_out.resolve() if leave_out else None, _spec(exclude))
    found: dict[str, Source] = {}
    for name in paths:
        for source in _behind(name, search):
            found.setdefault(source.name, source)
    return list(found.values())


def _spec(patterns: Sequence[str]) -> pathspec.GitIgnoreSpec:
    try:
        return pathspec.GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise SettingsError(f"exclude: {error}; patterns are those of .gitignore") from None


def _behind(name: str, search: _Search) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        yield Source(None, STANDARD_INPUT, PurePosixPath(STANDARD_INPUT))
        return
    path = Path(name)
    if path.is_dir():
        yield from _in_folder(path, search)
    elif glob.has_magic(name) and not path.exists():
        yield from _fitting(name, search)
    else:
        yield Source(path, path.as_posix(), _inside(path))


def _in_folder(folder: Path, search: _Search) -> Iterator[Source]:
    files = list(_walk(folder, search))
    if not files:
        raise SettingsError(f"{folder}: no {' '.join(SUFFIXES)} file in this folder; name files to have them taken")
    for file in files:
        yield Source(file, file.as_posix(), PurePosixPath(file.relative_to(folder).as_posix()))


def _fitting(pattern: str, search: _Search) -> Iterator[Source]:
    """The files that a pattern fits; nobody's shell has done that when it stands in quotes or in a configuration."""
    # not Path.glob: it knows no absolute patterns and finds hidden files
    files = [path for path in map(Path, sorted(glob.iglob(pattern, recursive=True))) if path.is_file()]  # noqa: PTH207
    files = [path for path in files if search.takes(path) and search.leave_out not in path.resolve().parents]
    if not files:
        raise SettingsError(f"{pattern}: no file fits this pattern; check it, and whether --exclude leaves all out")
    for file in files:
        yield Source(file, file.as_posix(), _inside(file))


def _inside(path: Path) -> PurePosixPath:
    outside = path.is_absolute() or ".." in path.parts
    return PurePosixPath(path.name if outside else path.as_posix())


def _walk(folder: Path, search: _Search) -> Iterator[Path]:
    """Candidates below a folder: its files and folders together, sorted by name."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise SettingsError(f"{folder}: folder cannot be read ({error.strerror}); check its permissions") from None
    for entry in entries:
        if entry.name.startswith(".") or not search.takes(entry):
            continue
        if entry.is_dir():
            if not entry.is_symlink() and entry.resolve() != search.leave_out:
                yield from _walk(entry, search)
        elif is_candidate(entry.name):
            yield entry
