"""Ray Data: data sets of documents in, the same with their verdicts out. All it does is carry batches to the kernel.

A document that goes wrong is a row with status `failed`. What Ray itself would do about a mistake is never used: its
skip mode drops whole blocks of rows, and by default it restarts a worker that dies for ever. Here a worker is restarted
`retries` times; one that came back cleans document by document in a process of its own, so that the one which kills it
costs itself.
"""

from __future__ import annotations

import contextlib
import pickle
import platform
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cleaner import arrow
from cleaner.errors import CleanerError
from cleaner.pipeline import Cleaner
from cleaner.scale import crawls, tables
from cleaner.scale.careful import MAX_SECONDS, Careful, bounded
from cleaner.scale.tables import Part
from cleaner.settings import Settings

try:
    import ray
    import ray.data
    from ray.data import ActorPoolStrategy
    from ray.util.annotations import RayDeprecationWarning
except ModuleNotFoundError as missing:
    raise CleanerError("--engine ray and cleaner.scale.ray need Ray; pip install 'boilerstrip[ray]'") from missing

if TYPE_CHECKING:
    from ray.data import Dataset

Workers = int | tuple[int, int] | None
"""A number of processes, the least and the most of them, or as many as there is room for."""
BATCH_ROWS = 256
"""Rows a worker is given at once: enough for the kernel to be at its best, few enough for the memory of a worker."""
RETRIES = 3
"""How often a batch may lose its worker before the job gives up: once to a document, then to nodes that go."""


def clean_dataset(
    ds: Dataset,
    settings: Settings | None = None,
    *,
    batch_size: int = BATCH_ROWS,
    workers: Workers = None,
    retries: int | None = None,
) -> Dataset:
    """A data set with the columns of `arrow.SCHEMA` behind its own; rows in are rows out. Lazy, as Ray's own calls are.

    `workers` is a number of processes, or the least and the most of them; without it there are as many as there is room
    for. Raises RuleError for wrong rules and InputError for columns that do not fit: here, where the data set knows its
    schema without being read, else when it is.
    """
    cleaner = Cleaner(settings)
    schema = ds.schema(fetch_if_missing=False)
    if schema is not None and isinstance(schema.base_schema, pa.Schema):
        arrow.schema_for(schema.base_schema, cleaner.settings.columns)
    with _as_ray_says_it():
        return ds.map_batches(
            _CleanRows,
            fn_constructor_args=(cleaner.settings, cleaner.ruleset.digest),
            batch_size=batch_size,
            batch_format="pyarrow",
            **_processes(workers, retries),
        )


def clean_parts(
    parts: Sequence[Part | str],
    settings: Settings | None = None,
    *,
    workers: Workers = None,
    retries: int | None = None,
) -> Dataset:
    """The rows of parts of Parquet files, or the documents of web archives (by name, with the columns of
    `crawls.SCHEMA`), each read and cleaned by one worker: it is what is done again when a worker is lost. Lazy.
    """
    cleaner = Cleaner(settings)
    items = [{"part": pickle.dumps(part)} for part in parts]
    with _as_ray_says_it():
        return ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
            _CleanParts,
            fn_constructor_args=(cleaner.settings, cleaner.ruleset.digest),
            batch_size=1,
            batch_format="pyarrow",
            **_processes(workers, retries),
        )


@contextlib.contextmanager
def _as_ray_says_it() -> Iterator[None]:
    """Without the warning that how often a worker comes back will be said in another way: there is none yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RayDeprecationWarning)
        yield


def _processes(workers: Workers, retries: int | None) -> dict[str, Any]:
    """How many processes there are, and how often they come back."""
    if workers is None:
        pool = ActorPoolStrategy()
    elif isinstance(workers, int):
        pool = ActorPoolStrategy(size=workers)
    else:
        pool = ActorPoolStrategy(min_size=workers[0], max_size=workers[1])
    again = RETRIES if retries is None else retries
    return {"compute": pool, "max_restarts": again, "max_task_retries": again}


class _Worker:
    """A process with its own Cleaner. Other rules than those of whoever asked end the job before its first row.

    Documents that take more than `max_seconds` of CPU together end it, too; when it comes back, they go one by one.
    """

    max_seconds = MAX_SECONDS

    def __init__(self, settings: Settings, ruleset: str) -> None:
        self.cleaner = Cleaner(settings)
        came_back = ray.get_runtime_context().was_current_actor_reconstructed
        self.how = Careful(self.max_seconds).rows_of if came_back else bounded(self.max_seconds)
        if self.cleaner.ruleset.digest != ruleset:
            found = f"rules {self.cleaner.ruleset.digest} on {platform.node()}, expected {ruleset}"
            raise CleanerError(f"{found}; install the same version and the same rule files on all nodes")


class _CleanRows(_Worker):
    """Batches of documents."""

    def __call__(self, table: pa.Table) -> pa.Table:
        return arrow.clean_table(self.cleaner, table, self.how)


class _CleanParts(_Worker):
    """Parts of files."""

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        for packed in table.column("part").to_pylist():
            part = pickle.loads(packed)  # noqa: S301 - from `clean_parts`
            source = tables if isinstance(part, Part) else crawls
            yield from source.cleaned(self.cleaner, part, self.how)
