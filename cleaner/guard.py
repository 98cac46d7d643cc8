"""Records cleaned come what may: the one guard per document. A bug in one of them costs only itself."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from cleaner.errors import CleanerError
from cleaner.formats.records import Record
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner, failed


def guarded(cleaner: Cleaner, records: Sequence[Record]) -> list[Outcome]:
    """One outcome per record, in order: as a batch, and one by one where the batch meets a bug.

    Raises CleanerError for what is wrong for every document: rules, tables.
    """
    try:
        return cleaner.clean_many(records)
    except CleanerError:
        raise
    except Exception as error:  # noqa: BLE001 - the one guard, see above
        if len(records) > 1:
            return [outcome for record in records for outcome in guarded(cleaner, [record])]
        return [failed(record, unexpected(error), cleaner.ruleset.digest) for record in records]


def unexpected(error: Exception) -> str:
    """What is said of a bug, and where it showed itself, since the traceback stays behind."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"unexpected {type(error).__name__}{place}: {error}; please report it"
