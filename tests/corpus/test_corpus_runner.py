"""Every source gives its parts, in order, whatever happens to it and in how many processes."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cleaner.corpus import pool
from cleaner.corpus.discovery import find
from cleaner.corpus.portions import Ended, Part, Treated
from cleaner.corpus.runner import Runner
from cleaner.corpus.source import Source
from cleaner.corpus.work import Work
from cleaner.errors import CleanerError, RuleError
from cleaner.guard import unexpected
from cleaner.settings import Settings

RULES_ONLY = Settings(engines=("site_rules",), default_rules=False)
Told = list[tuple[str, str, str | None]]


def told(rows: Sequence[Treated]) -> Told:
    for row in rows:
        content = None if row.outcome.error else row.entry.original
        if content == b"kill":
            os._exit(9)
        if content == b"memory":
            os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory runs out
        if content == b"crash":
            os.abort()
        if content == b"spin":
            while True:
                pass
        if content == b"bug":
            raise ZeroDivisionError("by nothing")
    return [(Path(row.entry.name).name, str(row.outcome.status), row.outcome.error) for row in rows]


def deadly(rows: Sequence[Treated]) -> Told:
    for row in rows:
        record = row.entry.record
        if record is not None and record.content == "crash" and row.outcome.error is None:
            os.abort()
    return [(str(row.entry.number), str(row.outcome.status), row.outcome.error) for row in rows]


def stopped(rows: Sequence[Treated]) -> None:
    raise CleanerError("a table is missing")


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    for number in range(50):
        (tmp_path / f"{number:02}.txt").write_bytes(b"Text.\n")
    (tmp_path / "20.txt").write_bytes(b"\x00\x00")
    return find([str(tmp_path)])


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.cutting.MAX_FILES", 7)


def put(sources: list[Source], number: int, content: bytes) -> None:
    path = sources[number].path
    assert path is not None
    path.write_bytes(content)


def values(sources: list[Source], jobs: int, **more) -> Told:
    with Runner(Work(RULES_ONLY, told, **more), jobs) as runner:
        return [value for step in runner.run(sources) if isinstance(step, Part) for value in step.told]


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_values_come_in_order_and_none_is_lost(sources: list[Source], jobs: int, small_portions: None) -> None:
    found = values(sources, jobs)
    assert [name for name, _, _ in found] == [f"{number:02}.txt" for number in range(50)]
    assert [status for _, status, _ in found] == ["unchanged"] * 20 + ["failed"] + ["unchanged"] * 29


def test_every_source_ends_after_its_part(sources: list[Source]) -> None:
    with Runner(Work(RULES_ONLY, told)) as runner:
        steps = list(runner.run(sources[:3]))
    assert [(type(step), step.source.below.name) for step in steps] == [
        (kind, f"{number:02}.txt") for number in range(3) for kind in (Part, Ended)
    ]


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_bug_costs_its_document_only(sources: list[Source], jobs: int) -> None:
    put(sources, 7, b"bug")
    found = values(sources, jobs)
    assert len(found) == 50
    assert found[7][1] == "failed"
    assert str(found[7][2]).startswith("unexpected ZeroDivisionError in test_corpus_runner.py:")
    assert [value[1] for value in found].count("failed") == 2


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"kill", "its process died with exit code 9", id="exit"),
        pytest.param(b"memory", "its process died: killed from outside, most likely since memory ran out", id="memory"),
        pytest.param(b"crash", "its process died of SIGABRT", id="crash"),
    ],
)
def test_a_document_that_kills_its_process_costs_only_itself(
    sources: list[Source], small_portions: None, content: bytes, error: str
) -> None:
    for number in (3, 4, 30):
        put(sources, number, content)
    found = values(sources, 2)
    assert [name for name, _, _ in found] == [f"{number:02}.txt" for number in range(50)]
    assert [number for number, value in enumerate(found) if error in str(value[2])] == [3, 4, 30]


@pytest.mark.parametrize("name", ["data.jsonl", "data.jsonl.gz", "data.parquet"])
def test_in_a_container_too_what_crashes_costs_only_itself(tmp_path: Path, name: str) -> None:
    texts = [f"Text {number}." if number % 40 else "crash" for number in range(1, 100)]
    lines = [json.dumps({"id": f"n{number}", "text": text}).encode() + b"\n" for number, text in enumerate(texts, 1)]
    path = tmp_path / name
    if name.endswith("parquet"):
        pq = pytest.importorskip("pyarrow.parquet")
        arrow = pytest.importorskip("pyarrow")
        pq.write_table(arrow.table({"text": texts}), path)
    else:
        path.write_bytes(gzip.compress(b"".join(lines)) if name.endswith("gz") else b"".join(lines))
    with Runner(Work(RULES_ONLY, deadly), 1) as runner:
        part, end = runner.run(find([str(path)]))
    assert isinstance(part, Part)
    assert [value[0] for value in part.told] == [str(number) for number in range(1, 100)]
    failed = {failure.number: failure for failure in part.failures}
    assert list(failed) == [40, 80]
    assert "its process died of SIGABRT" in failed[40].error
    if name.endswith("parquet"):
        assert failed[40].original == b"crash"
    else:
        assert (failed[40].id, failed[40].original) == ("n40", lines[39])
        packed = gzip.decompress(part.packed) if name.endswith("gz") else part.packed
        assert packed == b"".join(lines)
    assert isinstance(end, Ended)
    assert (end.error, end.seen and end.seen.size) == (None, path.stat().st_size)


@pytest.mark.slow
def test_a_document_that_spins_is_ended_by_the_kernel_and_costs_only_itself(sources: list[Source]) -> None:
    put(sources, 5, b"spin")
    found = values(sources, 1, max_seconds=0.3)
    assert [number for number, value in enumerate(found) if "more than 0.3 s of CPU" in str(value[2])] == [5]
    assert len(found) == 50


@pytest.mark.slow
def test_a_document_that_only_waits_is_ended_too(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MIN_PATIENCE_SECONDS", 4.0)
    monkeypatch.setattr(pool, "PATIENCE", 1)
    path = sources[5].path
    assert path is not None
    path.unlink()
    os.mkfifo(path)  # nobody ever writes to it
    found = values(sources, 1, max_seconds=1)
    assert [number for number, value in enumerate(found) if "gave no answer for 4 s" in str(value[2])] == [5]


def test_a_worker_that_is_replaced_often_changes_nothing(
    sources: list[Source], monkeypatch: pytest.MonkeyPatch, small_portions: None
) -> None:
    expected = values(sources, 0)
    monkeypatch.setattr(pool, "MAX_DOCUMENTS", 20)
    assert values(sources, 1) == expected


@pytest.mark.parametrize("jobs", [0, 1])
def test_wrong_rules_are_told_before_anything_is_read(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "bad.yaml").write_text("version: 9\n")
    work = Work(Settings(rules=(tmp_path / "bad.yaml",)), told)
    with pytest.raises(RuleError), Runner(work, jobs):
        pass


@pytest.mark.parametrize("jobs", [0, 2])
def test_what_is_wrong_for_all_documents_stops_the_run(sources: list[Source], jobs: int) -> None:
    with pytest.raises(CleanerError, match="a table is missing"), Runner(Work(RULES_ONLY, stopped), jobs) as runner:
        list(runner.run(sources))


def test_the_portions_under_way_are_bounded(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.corpus.cutting.MAX_FILES", 1)
    monkeypatch.setattr(pool, "WINDOW", 2)
    given = 0
    real = pool.Pool._give

    def counted(self, worker, slot):
        nonlocal given
        given += 1
        real(self, worker, slot)

    monkeypatch.setattr(pool.Pool, "_give", counted)
    with Runner(Work(RULES_ONLY, told), 2) as runner:
        steps = runner.run(sources)
        next(steps)
        assert given <= 4
    assert given <= 4


def test_no_worker_is_left_when_the_runner_is(sources: list[Source]) -> None:
    with Runner(Work(RULES_ONLY, told), 2) as runner:
        next(runner.run(sources))
        workers = [worker.process for worker in runner._pool._workers]
        assert all(worker.is_alive() for worker in workers)
    assert not any(worker.is_alive() for worker in workers)


def test_workers_end_by_themselves_when_nobody_is_there_any_more(sources: list[Source]) -> None:
    with Runner(Work(RULES_ONLY, told), 1) as runner:
        next(runner.run(sources))
        [worker] = runner._pool._workers
        worker.line.close()  # as the kernel does when the parent is killed
        until = time.monotonic() + 10
        while worker.process.is_alive() and time.monotonic() < until:
            time.sleep(0.02)
        assert not worker.process.is_alive()


def test_the_place_of_a_bug_is_named() -> None:
    assert "unexpected ValueError: never raised" in unexpected(ValueError("never raised"))
