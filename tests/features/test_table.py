"""Codes and their words: one byte each way, and what a person reads."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.features.table import Feature, FeatureTable, Unit, bit_flags, counts, flags, logs, named, shares, signed


@pytest.mark.parametrize(
    ("unit", "code", "words"),
    [
        (Unit.FLAG, 0, "x: no"),
        (Unit.FLAG, 1, "x: yes"),
        (Unit.COUNT, 7, "x 7"),
        (Unit.COUNT, 255, "x 255 or more"),
        (Unit.LOG, 0, "x 0"),
        (Unit.LOG, 22, "x 1"),
        (Unit.LOG, 255, "x 2,890 or more"),
        (Unit.SHARE, 0, "x 0 %"),
        (Unit.SHARE, 255, "x 100 %"),
        (Unit.SHARE, 128, "x 50 %"),
        (Unit.SIGNED, 128, "x +0"),
        (Unit.SIGNED, 0, "x -128"),
        (Unit.CODE, 1, "x: b"),
        (Unit.CODE, 9, "x: 9"),
    ],
)
def test_a_code_in_words(unit: Unit, code: int, words: str) -> None:
    assert Feature("f", unit, "x", ("a", "b")).say(code) == words


def test_counts_stop_at_255() -> None:
    assert counts(np.array([-1, 0, 7, 255, 256, 10**9])).tolist() == [0, 0, 7, 255, 255, 255]


def test_logs_are_exact_up_to_30_and_never_fall() -> None:
    codes = logs(np.arange(5000))
    said = [Feature("f", Unit.LOG, "x").say(int(code)) for code in codes[:31]]
    assert said == [f"x {count}" for count in range(31)]
    assert (np.diff(codes.astype(int)) >= 0).all()
    assert logs(np.array([-5, 10**9])).tolist() == [0, 255]


@pytest.mark.parametrize(
    ("part", "whole", "code"), [(0, 0, 0), (0, 9, 0), (9, 9, 255), (1, 2, 127), (12, 9, 255), (-1, 9, 0), (1, 0, 255)]
)
def test_shares_stay_in_a_byte_even_of_nothing(part: int, whole: int, code: int) -> None:
    assert shares(np.array([part]), np.array([whole])).tolist() == [code]


def test_flags_and_signed() -> None:
    assert flags(np.array([0, 1, -3])).tolist() == [0, 1, 1]
    assert signed(np.array([-500, -1, 0, 1, 500])).tolist() == [0, 127, 128, 129, 255]


def test_each_mask_is_a_row_of_flags() -> None:
    found = named("in_{}", ("nav", "form"), bit_flags(np.array([0, 1, 2, 6]), (1, 6)))
    assert {name: row.tolist() for name, row in found.items()} == {"in_nav": [0, 1, 0, 0], "in_form": [0, 0, 1, 1]}


def test_rows_are_a_document_of_a_batch() -> None:
    table = FeatureTable(4, {"words": np.array([1, 2, 3, 4], np.uint8)})
    part = table.rows(1, 3)
    assert (part.size, part.code("words", 0), part.code("words", 1), part.code("links", 1)) == (2, 2, 3, 0)
