"""Where a portion is cleaned, come what may: unpacked, cleaned, told of, packed. A bug costs only its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from cleaner.corpus.containers import container_named
from cleaner.corpus.containers.container import Container
from cleaner.corpus.portions import Entry, Failure, Part, Portion, Treated
from cleaner.corpus.seen import Seen
from cleaner.corpus.work import Work
from cleaner.errors import CleanerError, InputError
from cleaner.formats.records import Record
from cleaner.guard import guarded, unexpected
from cleaner.model import Status
from cleaner.pipeline import Cleaner, failed

T = TypeVar("T")

Rows = list[Treated | None]
"""The documents of a portion; None for an item that holds none, as a blank line."""


class AllLost(dict[int, str]):
    """Every document is lost for the same reason."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self._why = why

    def __contains__(self, place: object) -> bool:
        return True

    def __missing__(self, place: int) -> str:
        return self._why


def parts_of(cleaner: Cleaner, portion: Portion, work: Work[T]) -> tuple[Part[T], ...]:
    """What is made of a portion, all its documents cleaned together."""
    work = replace(work, ruleset=cleaner.ruleset.digest)
    container = container_named(portion.container)
    items = container.unpack(portion, work)
    entries = [_entry(container, item, portion, at, work) for at, item in enumerate(items)]
    treated = iter(_treated(cleaner, [entry for entry in entries if entry], work))
    return _finished(container, portion, items, [next(treated) if entry else None for entry in entries], work)


def one_by_one(
    cleaner: Cleaner, portion: Portion, work: Work[T], lost: Mapping[int, str], announce: Callable[[int], object]
) -> tuple[Part[T], ...]:
    """The same, each document by itself and announced before it is touched; those that are `lost`, and why, are not."""
    work = replace(work, ruleset=cleaner.ruleset.digest)
    container = container_named(portion.container)
    rows: Rows = []
    items = container.unpack(portion, work)
    for at, item in enumerate(items):
        announce(at)
        if at in lost:
            untold = container.single or isinstance(lost, AllLost)  # not even what it is called can be read safely
            known = _bare(container, portion, at) if untold else _entry(container, item, portion, at, work)
            rows.append(_lost(known, lost[at], work) if known else None)
            continue
        entry = _entry(container, item, portion, at, work)
        row = _treated(cleaner, [entry], work)[0] if entry else None
        rows.append(_sound(container, portion, item, row, work) if row else None)
    announce(len(items))
    return _finished(container, portion, items, rows, work)


def _bare(container: Container, portion: Portion, at: int) -> Entry:
    """What is known of an item without a look at it: its source, and its number there."""
    if container.single:
        return Entry(portion.sources[at].name)
    return Entry(portion.sources[0].name, portion.first + at)


def _entry(container: Container, item: Any, portion: Portion, at: int, work: Work[Any]) -> Entry | None:
    bare = _bare(container, portion, at)
    try:
        entry = container.entry(item, bare.name, bare.number, work)
    except InputError as error:
        return replace(bare, error=str(error))
    except Exception as error:  # noqa: BLE001 - reading a document is part of the one guard
        return replace(bare, error=unexpected(error))
    return entry


def _treated(cleaner: Cleaner, entries: Sequence[Entry], work: Work[Any]) -> list[Treated]:
    records = [entry.record for entry in entries if entry.record is not None and entry.error is None]
    outcomes = iter(guarded(cleaner, records))
    return [
        _lost(entry, entry.error, work) if entry.error is not None else _kept(Treated(entry, next(outcomes)), work)
        for entry in entries
    ]


def _lost(entry: Entry, error: str, work: Work[Any]) -> Treated:
    record = entry.record or Record("", entry.name)
    return Treated(entry, failed(Record("", record.name, record.url, id=record.id), error, work.ruleset))


def _kept(row: Treated, work: Work[Any]) -> Treated:
    outcome = row.outcome
    if outcome.error is not None:
        return row
    try:
        kept = outcome.render(work.form, links=work.links) if outcome.kind == "html" else outcome.text
    except Exception as error:  # noqa: BLE001 - what is made of an outcome is part of the one guard
        return _lost(row.entry, unexpected(error), work)
    return Treated(row.entry, outcome, kept)


def _finished(
    container: Container, portion: Portion, items: Sequence[Any], rows: Rows, work: Work[T]
) -> tuple[Part[T], ...]:
    """The parts of a portion: one per source."""
    if not container.single:
        return (_part(container, portion, items, rows, work),)
    return tuple(
        _part(container, Portion(portion.container, (source,), (item,)), [item], [row], work)
        for source, item, row in zip(portion.sources, items, rows, strict=True)
    )


def _part(container: Container, portion: Portion, items: Sequence[Any], rows: Rows, work: Work[T]) -> Part[T]:
    try:
        return _made(container, portion, items, rows, work)
    except CleanerError:
        raise
    except Exception:  # noqa: BLE001 - whoever it was is found below, and pays alone
        pairs = zip(items, rows, strict=True)
        sound = [_sound(container, portion, item, row, work) if row else None for item, row in pairs]
        return _made(container, portion, items, sound, work)


def _sound(container: Container, portion: Portion, item: Any, row: Treated, work: Work[Any]) -> Treated:
    """A document that can be told of and packed, or what is left of one that cannot."""
    try:
        _made(container, portion, [item], [row], work)
    except CleanerError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        return _lost(row.entry, unexpected(error), work)
    return row


def _made(container: Container, portion: Portion, items: Sequence[Any], rows: Rows, work: Work[T]) -> Part[T]:
    found = [row for row in rows if row is not None]
    told = work.tell(found)
    packed = container.pack(portion, items, rows, work) if work.writes else b""
    return Part(
        source=portion.sources[0],
        packed=packed,
        told=told,
        documents=len(found),
        changed=any(row.outcome.status is Status.CLEANED for row in found),
        failures=tuple(
            _failure(row, container.original(item)) for item, row in zip(items, rows, strict=True) if _bad(row)
        ),
        kind=str(found[0].outcome.kind) if container.single and found[0].outcome.error is None else None,
        seen=_seen(found[0].entry.original) if container.single else None,
        position=portion.position,
    )


def _seen(original: bytes | None) -> Seen | None:
    return None if original is None else Seen.of(original)


def _bad(row: Treated | None) -> bool:
    return row is not None and row.outcome.error is not None


def _failure(row: Treated | None, original: bytes | None) -> Failure:
    assert row is not None and row.outcome.error is not None  # noqa: S101 - asked for above
    record = row.entry.record
    return Failure(row.entry.name, row.entry.number, record.id if record else None, row.outcome.error, original)
