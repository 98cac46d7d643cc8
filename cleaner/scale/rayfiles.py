"""Whole files through Ray: Parquet or web archives in, Parquet out, and a summary when all of it is there.

Files may lie wherever pyarrow.fs reaches; on a cluster that must be a place that all nodes see. `_summary.json` is
written last: a folder without it holds a run that did not end.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.fs as fs
import pyarrow.parquet as pq
import ray.data
from ray.exceptions import RayActorError, RayTaskError

from cleaner.errors import CleanerError, InputError
from cleaner.reports import merging
from cleaner.reports.merging import Summary
from cleaner.scale import crawls, tables
from cleaner.scale.places import Place, place_of
from cleaner.scale.ray import Workers, clean_parts
from cleaner.settings import Settings

SUMMARY = "_summary.json"
"""Readers of tables leave out names that begin so."""
TABLE = ".parquet"
COUNTED = ("url", "clean_status", "chars_in", "chars_out", "dropped")
_OURS = re.compile(r"^cleaner\.errors\.\w+: (.+)$", re.M)


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
        found = place.files((TABLE, *crawls.SUFFIXES))
    except InputError as error:
        raise InputError(f"{given}: {error}") from None
    except OSError as error:
        raise InputError(f"{given}: cannot be read ({error})") from None
    if not found:
        raise InputError(f"{given}: no {TABLE}, .warc or .wet file in this folder")
    return found


def clean_files(inputs: Sequence[str], out: str, settings: Settings, workers: Workers = None) -> Summary:
    """Cleans files into Parquet files below a new or empty folder, and sums up. Ray must have been started.

    Raises InputError for inputs or a folder that will not do, CleanerError when the rows that came out are not as many
    as went in, or when workers died more often than they are started again.
    """
    files = files_behind(inputs)
    parts = [] if crawls.is_crawl(files[0]) else tables.parts_of(files, settings.columns)
    target = _empty(out)
    with _told(out):
        clean_parts(parts or files, settings, workers=workers).write_parquet(target.path, filesystem=target.system)
        summary = _sum_up(target)
    if parts and summary.documents != (expected := sum(part.rows for part in parts)):
        raise CleanerError(f"{out}: {expected} rows went in and {summary.documents} came out; run it again")
    with target.system.open_output_stream(f"{target.path}/{SUMMARY}") as file:
        file.write(json.dumps(merging.as_object(summary)).encode() + b"\n")
    return summary


@contextlib.contextmanager
def _told(out: str) -> Iterator[None]:
    """What a person can mend among what went wrong, in one line; what remains is a bug and keeps its traceback."""
    try:
        yield
    except (RayTaskError, RayActorError) as error:
        found = _OURS.search(str(error))  # the error itself stayed with the worker, its words did not
        if found is None and isinstance(error, RayTaskError):
            raise
        died = "a worker died more often than it is started again: is memory short, or does a page crash it?"
        raise CleanerError(f"{out}: not complete; {found[1] if found else died}") from error


def _empty(out: str) -> Place:
    place = place_of(out)
    there = place.system.get_file_info(fs.FileSelector(place.path, allow_not_found=True))
    if there:
        raise InputError(f"{out}: is not empty; choose a new folder, so that old rows and new ones do not mix")
    place.system.create_dir(place.path, recursive=True)
    return place


def _sum_up(target: Place) -> Summary:
    """The summary of what was written: counted where it lies, only the counts travel."""
    summary = Summary()
    written = ray.data.from_items([{"path": address} for address in target.files([TABLE])])
    for row in written.map_batches(_summed, batch_format="pyarrow", batch_size=1).iter_rows():
        summary.merge(merging.from_object(json.loads(row["summary"])))
    return summary


def _summed(paths: pa.Table) -> pa.Table:
    summary = Summary()
    for path in paths.column("path").to_pylist():
        with place_of(path).open() as file:
            table = pq.ParquetFile(file)
            columns = [name for name in COUNTED if name in table.schema_arrow.names]
            for batch in table.iter_batches(columns=columns):
                for row in batch.to_pylist():
                    summary.add(row)
    return pa.table({"summary": [json.dumps(merging.as_object(summary))]})
