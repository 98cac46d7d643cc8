"""A process beside this one takes the blow: documents that crash, hang or fill the clock cost themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scale_cases import POISON, TEXT, Crashing, prose, text

from cleaner.errors import CleanerError
from cleaner.formats.records import Record
from cleaner.model import Kind

pytest.importorskip("pyarrow", reason="needs pyarrow (extra: parquet)")
careful = pytest.importorskip("cleaner.scale.careful", exc_type=CleanerError)

pytestmark = pytest.mark.slow


@pytest.fixture
def beside() -> Iterator[object]:
    made = careful.Careful(max_seconds=2)
    yield made
    made.close()


def record(content: str) -> Record:
    return Record(content, kind=Kind.TEXT)


def test_rows_are_those_of_this_process(beside) -> None:
    from cleaner.arrow import rows_of

    tool = Crashing()
    records = [record(text(1)), None, record(prose(2)), record("")]
    assert list(beside.rows_of(tool, records)) == list(rows_of(tool, records))


def test_a_crash_and_a_loop_cost_themselves(beside) -> None:
    contents = [TEXT, POISON, "busy", TEXT]
    made = list(beside.rows_of(Crashing(), map(record, contents)))
    assert [row.clean_status for row in made] == ["cleaned", "failed", "failed", "cleaned"]
    assert made[1].clean_error == "its process died (signal 6): a crash in a parser; please report it"
    assert made[2].clean_error == "took more than 2 CPU seconds; given up"
    assert made[1].ruleset == made[0].ruleset


def test_whoever_only_waits_is_ended(beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(careful, "WAIT", 2)
    [row] = beside.rows_of(Crashing(), [record("waiting")])
    assert row.clean_error.startswith("its process was killed: out of memory, or no answer")


def test_closing_twice_is_fine(beside) -> None:
    list(beside.rows_of(Crashing(), [record(TEXT)]))
    beside.close()
    beside.close()
