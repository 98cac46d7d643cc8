"""Every source gives one value, in order, whatever happens to it and in how many processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.corpus.discovery import Source, find
from cleaner.corpus.runner import run
from cleaner.corpus.work import Work
from cleaner.errors import CleanerError, RuleError
from cleaner.guard import unexpected
from cleaner.outcome import Outcome
from cleaner.settings import Settings

RULES_ONLY = Settings(engines=("site_rules",), default_rules=False)


def told(name: str, content: bytes, outcome: Outcome) -> tuple[str, str, str | None]:
    if content == b"kill":
        os._exit(9)  # as the kernel does when memory runs out
    if content == b"bug":
        raise ZeroDivisionError("by nothing")
    return Path(name).name, str(outcome.status), outcome.error


def stopped(name: str, content: bytes, outcome: Outcome) -> None:
    raise CleanerError("a table is missing")


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    for number in range(50):
        (tmp_path / f"{number:02}.txt").write_bytes(b"Text.\n")
    (tmp_path / "20.txt").write_bytes(b"\x00\x00")
    return find([str(tmp_path)])


@pytest.mark.parametrize("jobs", [1, 2])
def test_values_come_in_order_and_none_is_lost(sources: list[Source], jobs: int) -> None:
    values = [value for _, value in run(sources, Work(RULES_ONLY, told), jobs)]
    assert [name for name, _, _ in values] == [f"{number:02}.txt" for number in range(50)]
    assert [status for _, status, _ in values] == ["unchanged"] * 20 + ["failed"] + ["unchanged"] * 29


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_costs_its_document_only(sources: list[Source], jobs: int) -> None:
    assert sources[7].path is not None
    sources[7].path.write_bytes(b"bug")
    values = [value for _, value in run(sources, Work(RULES_ONLY, told), jobs)]
    assert len(values) == 50
    assert values[7][1] == "failed"
    assert str(values[7][2]).startswith("unexpected ZeroDivisionError in test_corpus_runner.py:")
    assert [value[1] for value in values].count("failed") == 2


def test_a_document_that_kills_its_process_costs_only_itself(sources: list[Source]) -> None:
    for number in (3, 30):
        path = sources[number].path
        assert path is not None
        path.write_bytes(b"kill")
    values = [value for _, value in run(sources, Work(RULES_ONLY, told), 2)]
    assert [name for name, _, _ in values] == [f"{number:02}.txt" for number in range(50)]
    assert [number for number, value in enumerate(values) if "process died" in str(value[2])] == [3, 30]


def test_wrong_rules_are_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("version: 9\n")
    work = Work(Settings(rules=(tmp_path / "bad.yaml",)), told)
    with pytest.raises(RuleError):
        run([], work, 2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_wrong_for_all_documents_stops_the_run(sources: list[Source], jobs: int) -> None:
    with pytest.raises(CleanerError, match="a table is missing"):
        list(run(sources, Work(RULES_ONLY, stopped), jobs))


def test_the_memory_under_way_is_bounded(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.corpus import workers

    submitted = 0
    real = workers.ProcessPoolExecutor.submit

    def counted(self, *args):
        nonlocal submitted
        submitted += 1
        return real(self, *args)

    monkeypatch.setattr(workers, "WINDOW", 2)
    monkeypatch.setattr(workers.ProcessPoolExecutor, "submit", counted)
    results = run(sources, Work(RULES_ONLY, told), 2)
    next(results)
    assert submitted == 4
    results.close()  # type: ignore[attr-defined]
    assert submitted == 4


def test_the_place_of_a_bug_is_named() -> None:
    assert "unexpected ValueError: never raised" in unexpected(ValueError("never raised"))
