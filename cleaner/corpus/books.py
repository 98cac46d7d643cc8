"""What a run writes down about itself under its output folder, so that it can go on where it was stopped.

`.boilerstrip/journal.jsonl` begins with what the run was asked for and has a line per finished source, written when
all that belongs to the source lies under its name; `dead-letters.jsonl` has every document that failed, with its
original; `manifest.json` is made of the journal when the run is done. One run at a time keeps the books of a folder.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from cleaner.corpus import files
from cleaner.corpus.portions import Failure
from cleaner.corpus.seen import Seen, seen
from cleaner.corpus.source import Source
from cleaner.errors import InputError, SettingsError

FOLDER = ".boilerstrip"
JOURNAL, LETTERS, MANIFEST, LOCK = "journal.jsonl", "dead-letters.jsonl", "manifest.json", "lock"
VERSION = 1
_STALE = re.compile(r"\.[0-9a-f]{16}\.tmp")
"""Names that `files.staged` gives to what is not whole yet."""

Entry = dict[str, Any]
Counts = Mapping[str, Any]
"""Numbers under names, and more such mappings; those of a run are the sums of its sources'."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that a source became."""

    path: Path
    seen: Seen


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a source: what was read, what was written, what was counted, and what went wrong with it as a
    whole. `again` says that another run may fare better: a full disk, say.
    """

    source: Source
    seen: Seen | None
    written: Written | None
    counts: Counts
    error: str | None = None
    again: bool = False


class Books:
    """The journal, the dead letters and the manifest of one run; a context manager."""

    def __init__(self, out: Path, asked: Mapping[str, Any], *, resume: bool) -> None:
        self._out = out
        self._folder = out / FOLDER
        self._head: Entry = json.loads(_json({"version": VERSION, **asked}))  # as it will be read again
        self._resume = resume
        self._finished: dict[str, Entry] = {}
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Takes the folder. Raises SettingsError when another run has it, or when it was begun with other options."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"folder {self._folder} cannot be made ({error.strerror})") from None
        with self._open:
            self._lock()
            if self._resume:
                self._finished = {entry["source"]: entry for entry in self._read()}
                remove_stale(self._out)
            self._begin()
            self._open = self._open.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def remaining(self, sources: Sequence[Source]) -> list[Source]:
        """Those that are not finished; the others' counts go into the manifest as they are."""
        return [source for source in sources if source.name not in self._finished]

    @property
    def finished(self) -> int:
        """How many sources an earlier run has finished."""
        return len(self._finished)

    @property
    def counts(self) -> Counts:
        """What was counted in them, added up."""
        totals: Entry = {}
        for entry in self._finished.values():
            add(totals, entry["counts"])
        return totals

    @property
    def outputs(self) -> dict[Path, str]:
        """The files that they became, and what each was made of."""
        made = [(entry["out"], entry["source"]) for entry in self._finished.values()]
        return {self._out / out["name"]: source for out, source in made if out is not None}

    def failed(self, failure: Failure) -> None:
        """Puts a document that failed into the dead letters, with the bytes it was in base64."""
        letter: Entry = {"name": failure.name, "record": failure.number, "id": failure.id, "error": failure.error}
        if failure.original is not None:
            letter["original"] = base64.b64encode(failure.original).decode("ascii")
        self._letters.write(_line(letter))

    def enter(self, account: Account) -> None:
        """A source is finished: one line that lasts."""
        written = account.written
        entry: Entry = {
            "source": account.source.name,
            "in": None if account.seen is None else asdict(account.seen),
            "out": None if written is None else self._named(written),
            "counts": account.counts,
            "error": account.error,
            "again": account.again,
            "times": [_time(account.source.path), _time(written.path if written else None)],
        }
        self._letters.flush()
        self._journal.write(_line(entry))
        self._journal.flush()

    def close(self) -> Path:
        """Makes the manifest of a run that is done, when all that it names is on the disk; gives its path."""
        self._journal.flush()
        if hasattr(os, "sync"):
            os.sync()
        manifest = self._folder / MANIFEST
        with files.staged(manifest) as stream:
            stream.write(_json(self._head).removesuffix("}").encode() + b', "sources": [')
            totals: Entry = {}
            for index, entry in enumerate(_entries(self._folder / JOURNAL)):
                add(totals, entry["counts"])
                shown = {key: entry[key] for key in ("source", "in", "out", "counts", "error")}
                stream.write((",\n" if index else "\n").encode() + _json(shown).encode())
            stream.write(b'\n], "totals": ' + _json(totals).encode() + b"}\n")
        return manifest

    def _named(self, written: Written) -> Entry:
        name = written.path.relative_to(self._out).as_posix()
        return {"name": name, **asdict(written.seen)}

    def _lock(self) -> None:
        lock = self._open.enter_context((self._folder / LOCK).open("ab"))
        with contextlib.suppress(ImportError):
            import fcntl  # not everywhere

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise SettingsError(
                    f"{self._out}: another run is writing there; wait for it, or name another"
                ) from None

    def _read(self) -> Iterator[Entry]:
        """What an earlier run finished and nobody has touched since."""
        path = self._folder / JOURNAL
        if not path.exists():
            raise SettingsError(f"{self._out}: no journal there, nothing to resume; leave out --resume")
        with path.open("rb") as stream:
            head = _parsed(stream.readline())
        for key in dict.fromkeys([*self._head, *(head or {})]):
            if head is None or head.get(key) != self._head.get(key):
                was, now = (head or {}).get(key), self._head.get(key)
                raise SettingsError(
                    f"{path}: was begun with {key} {was!r}, this run has {now!r}; "
                    "repeat that, or leave out --resume to begin anew"
                )
        yield from (entry for entry in _entries(path) if self._stands(entry))

    def _stands(self, entry: Entry) -> bool:
        """Whether what was read is still what it was, and what was written is still there."""
        source, out = Path(entry["source"]), entry["out"]
        then_in, then_out = entry["times"]
        if entry["again"] or entry["in"] is None or not _same(source, entry["in"], then_in):
            return False
        return out is None or _same(self._out / out["name"], out, then_out)

    def _begin(self) -> None:
        """Journal and dead letters with what stands of an earlier run, and nothing else."""
        letters = self._folder / LETTERS
        kept = self._kept_letters(letters) if self._finished else iter(())
        with files.staged(letters) as stream:
            stream.writelines(kept)
        with files.staged(self._folder / JOURNAL) as stream:
            stream.write(_line(self._head))
            for entry in self._finished.values():
                stream.write(_line(entry))
        (self._folder / MANIFEST).unlink(missing_ok=True)
        self._letters: BinaryIO = self._open.enter_context(letters.open("ab"))
        self._journal: BinaryIO = self._open.enter_context((self._folder / JOURNAL).open("ab"))

    def _kept_letters(self, path: Path) -> Iterator[bytes]:
        """The dead letters of finished sources; what an unfinished one left there comes again."""
        with contextlib.suppress(FileNotFoundError), path.open("rb") as stream:
            for line in stream:
                letter = _parsed(line)
                if letter is not None and letter["name"] in self._finished:
                    yield line


def remove_stale(folder: Path) -> None:
    """Removes what an interrupted run left half-written below a folder."""
    for parent, _, names in os.walk(folder):
        for name in filter(_STALE.fullmatch, names):
            Path(parent, name).unlink(missing_ok=True)


def add(totals: Entry, counts: Counts) -> None:
    """Adds numbers to numbers of the same names, at every depth."""
    for key, value in counts.items():
        if isinstance(value, Mapping):
            add(totals.setdefault(key, {}), value)
        elif isinstance(value, int):
            totals[key] = totals.get(key, 0) + value


def _same(path: Path, known: Entry, time: int | None) -> bool:
    """Whether a file is the one that was known: by size and time, else by what it holds."""
    try:
        status = path.stat()
        if status.st_size != known["size"]:
            return False
        return status.st_mtime_ns == time or seen(path).sha256 == known["sha256"]
    except OSError:
        return False


def _time(path: Path | None) -> int | None:
    try:
        return None if path is None else path.stat().st_mtime_ns
    except OSError:
        return None


def _entries(path: Path) -> Iterator[Entry]:
    """The lines of a journal after its first; one that was cut short is none."""
    with path.open("rb") as stream:
        stream.readline()
        for line in stream:
            entry = _parsed(line)
            if entry is not None:
                yield entry


def _parsed(line: bytes) -> Entry | None:
    try:
        value = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _line(value: object) -> bytes:
    return _json(value).encode("ascii") + b"\n"
