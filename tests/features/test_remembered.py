"""Numbers of names: worked out once, forgotten together, never wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleaner.features import remembered
from cleaner.features.remembered import Remembered, hashed


def lengths(asked: list[str]) -> Remembered:
    """Remembers how long names are; `asked` is what it had to work out."""

    def work_out(names: Sequence[str]) -> list[int]:
        asked.extend(names)
        return [len(name) for name in names]

    return Remembered(work_out)


def test_a_name_is_worked_out_once() -> None:
    asked: list[str] = []
    known = lengths(asked)
    assert known.of(["a", "bcd", "a", ""]).tolist() == [1, 3, 1, 0]
    assert known.of(["bcd", "ef"]).tolist() == [3, 2]
    assert asked == ["a", "bcd", "", "ef"]


def test_no_names() -> None:
    assert lengths([]).of([]).tolist() == []


def test_when_it_remembers_too_much_it_forgets_everything_and_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MAX_CHARS", 10)
    asked: list[str] = []
    known = lengths(asked)
    for _ in range(3):
        assert known.of(["a" * 8, "b", "c" * 5]).tolist() == [8, 1, 5]
        assert known.of(["d", "b", "ee"]).tolist() == [1, 1, 2]
    assert len(known._known) <= 5
    assert asked.count("b") > 1


def test_a_hash_is_the_same_in_every_process() -> None:
    assert (hashed("nav"), hashed("\udc80") == hashed("?")) == (2022224343, True)
