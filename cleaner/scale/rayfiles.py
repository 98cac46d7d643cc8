"""Whole files through Ray: Parquet or web archives in, Parquet out, and a summary when all of it is there.

Files may lie wherever pyarrow.fs reaches; on a cluster that must be a place that all nodes see. `_summary.json` is
written last: a folder without it holds a run that did not end.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.fs as fs
import pyarrow.parquet as pq
import ray.data
from ray.exceptions import RayActorError, RayTaskError

from cleaner.errors import CleanerError, InputError
from cleaner.reports import merging
from cleaner.reports.merging import Summary
from cleaner.scale import crawls
from cleaner.scale.ray import Workers, clean_crawls, clean_dataset
from cleaner.settings import Settings

if TYPE_CHECKING:
    from ray.data import Dataset

SUMMARY = "_summary.json"
"""Readers of tables leave out names that begin so."""
TABLE = ".parquet"
COUNTED = ("url", "clean_status", "chars_in", "chars_out", "dropped")


_OURS = re.compile(r"^cleaner\.errors\.\w+: (.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder: its file system, its path there, and what stands before that in its address."""

    system: fs.FileSystem
    path: str
    prefix: str = ""

    def below(self, path: str) -> str:
        """The address of a path on the same file system."""
        return self.prefix + path


def place_of(address: str) -> Place:
    """Where an address leads; a local path is made absolute, since workers stand elsewhere."""
    if "://" not in address:
        return Place(fs.LocalFileSystem(), str(Path(address).absolute()))
    try:
        system, path = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{address}: no such kind of place ({error}); known are file, s3, gs, hdfs") from None
    return Place(system, path, address.removesuffix(path))


def files_behind(inputs: Sequence[str]) -> list[str]:
    """The addresses of the files behind some paths: folders walked, sorted by name, all of them tables or all archives.

    Raises InputError for a path that leads nowhere, a folder without files, and for both kinds together.
    """
    found = [address for given in inputs for address in _files(given)]
    archives = [address for address in found if crawls.is_crawl(address)]
    if archives and len(archives) < len(found):
        raise InputError("Parquet and web archives give different tables; clean one after the other")
    return found


def _files(given: str) -> list[str]:
    place = place_of(given)
    try:
        [entry] = place.system.get_file_info([place.path])
        if entry.type == fs.FileType.NotFound:
            raise InputError(f"{given}: no such file; check the path")
        if entry.type == fs.FileType.File:
            return [place.below(place.path)]
        inside = place.system.get_file_info(fs.FileSelector(place.path, recursive=True))
    except OSError as error:
        raise InputError(f"{given}: cannot be read ({error})") from None
    names = sorted(item.path for item in inside if item.type == fs.FileType.File and _is_taken(item.path))
    if not names:
        raise InputError(f"{given}: no {TABLE}, .warc or .wet file in this folder")
    return [place.below(name) for name in names]


def _is_taken(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return not name.startswith((".", "_")) and (name.lower().endswith(TABLE) or crawls.is_crawl(name))


def clean_files(inputs: Sequence[str], out: str, settings: Settings, workers: Workers = None) -> Summary:
    """Cleans files into Parquet files below a new or empty folder, and sums up. Ray must have been started.

    Raises InputError for inputs or a folder that will not do, CleanerError when the rows that came out are not as many
    as went in.
    """
    files = files_behind(inputs)
    target = _empty(out)
    with _told(out, files):
        made, expected = _dataset(files, settings, workers)
        made.write_parquet(target.path, filesystem=target.system)
        summary = _sum_up(target)
    if expected is not None and summary.documents != expected:
        raise CleanerError(f"{out}: {expected} rows went in and {summary.documents} came out; run it again")
    with target.system.open_output_stream(f"{target.path}/{SUMMARY}") as file:
        file.write(json.dumps(merging.as_object(summary)).encode() + b"\n")
    return summary


@contextlib.contextmanager
def _told(out: str, files: Sequence[str]) -> Iterator[None]:
    """What a person can mend among what went wrong, in one line; what remains is a bug and keeps its traceback."""
    try:
        yield
    except (RayTaskError, RayActorError) as error:
        found = _OURS.search(str(error))  # the error itself stayed with the worker, its words did not
        if found is None and isinstance(error, RayTaskError):
            raise
        died = "a worker died more often than it is started again: is memory short, or does a page crash it?"
        raise CleanerError(f"{out}: not complete; {found[1] if found else died}") from error
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{_broken(files) or out}: {error}; fetch it again or leave it out") from error


def _broken(files: Sequence[str]) -> str | None:
    """The table that cannot be read: whoever found out did not say which."""
    for address in files:
        place = place_of(address)
        try:
            pq.read_schema(place.path, filesystem=place.system)
        except (pa.ArrowException, OSError):
            return address
    return None


def _dataset(files: Sequence[str], settings: Settings, workers: Workers) -> tuple[Dataset, int | None]:
    """The cleaned data set, and how many rows it must have where that is known."""
    if crawls.is_crawl(files[0]):
        return clean_crawls(files, settings, workers=workers), None
    with contextlib.suppress(
        ImportError
    ):  # Ray's readers do it in several threads at once, where one may find half of it
        importlib.import_module("fsspec.implementations.http")
    places = [place_of(address) for address in files]
    ds = ray.data.read_parquet([place.path for place in places], filesystem=places[0].system)
    return clean_dataset(ds, settings, workers=workers), ds.count()


def _empty(out: str) -> Place:
    place = place_of(out)
    there = place.system.get_file_info(fs.FileSelector(place.path, allow_not_found=True))
    if there:
        raise InputError(f"{out}: is not empty; choose a new folder, so that old rows and new ones do not mix")
    place.system.create_dir(place.path, recursive=True)
    return place


def _sum_up(target: Place) -> Summary:
    """The summary of what was written: counted where it lies, only the counts travel."""
    written = ray.data.read_parquet(
        target.path, filesystem=target.system, columns=list(COUNTED), file_extensions=["parquet"]
    )
    summary = Summary()
    for row in written.map_batches(_summed, batch_format="pyarrow", batch_size=None).iter_rows():
        summary.merge(merging.from_object(json.loads(row["summary"])))
    return summary


def _summed(table: pa.Table) -> pa.Table:
    summary = Summary()
    for row in table.to_pylist():
        summary.add(row)
    return pa.table({"summary": [json.dumps(merging.as_object(summary))]})
