"""Codes and their words: one byte each way, and what a person reads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.table import (
    STRIPE,
    Feature,
    FeatureTable,
    Made,
    Uncoded,
    Unit,
    bit_flags,
    coded,
    counts,
    flags,
    logs,
    named,
    names_of,
    shares,
    signed,
)


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
    assert counts(np.array([-1, 0, 7, 255, 256, 10**9])).codes.tolist() == [0, 0, 7, 255, 255, 255]


def test_logs_are_exact_up_to_30_and_never_fall() -> None:
    codes = logs(np.arange(5000)).codes
    said = [Feature("f", Unit.LOG, "x").say(int(code)) for code in codes[:31]]
    assert said == [f"x {count}" for count in range(31)]
    assert (np.diff(codes.astype(int)) >= 0).all()
    assert logs(np.array([-5, 10**9])).codes.tolist() == [0, 255]


@pytest.mark.parametrize(
    ("part", "whole", "code"), [(0, 0, 0), (0, 9, 0), (9, 9, 255), (1, 2, 127), (12, 9, 255), (-1, 9, 0), (1, 0, 255)]
)
def test_shares_stay_in_a_byte_even_of_nothing(part: int, whole: int, code: int) -> None:
    share = shares(np.array([part]), np.array([whole]))
    assert share.codes.tolist() == [code]
    assert coded(1, {"x": share}).columns["x"].tolist() == [code]


def test_flags_and_signed() -> None:
    assert flags(np.array([0, 1, -3])).tolist() == [0, 1, 1]
    assert signed(np.array([-500, -1, 0, 1, 500])).codes.tolist() == [0, 127, 128, 129, 255]


def test_each_mask_is_a_row_of_flags() -> None:
    table = coded(4, named("in_{}", ("nav", "form"), bit_flags(np.array([0, 1, 2, 6]), np.array([[1], [6]]))))
    assert {name: row.tolist() for name, row in table.columns.items()} == {
        "in_nav": [0, 1, 0, 0],
        "in_form": [0, 0, 1, 1],
    }


@given(st.lists(st.tuples(st.integers(-300, 1 << 40), st.integers(0, 1 << 40)), min_size=1, max_size=20))
def test_coded_together_numbers_have_the_codes_that_they_have_alone(numbers: list[tuple[int, int]]) -> None:
    parts, wholes = np.array(numbers).T
    made: Made = {
        "share": shares(parts, wholes),
        "log": logs(parts),
        "flag": flags(parts),
        "count": counts(parts),
        "half": shares(parts, np.array([2])),
        **named("{}", ("both", "same"), signed(np.stack([parts, parts]))),
    }
    table = coded(len(numbers), made)
    alone = {name: values.codes if isinstance(values, Uncoded) else values for name, values in made.items()}
    for name in ("share", "log", "flag", "count", "half"):
        assert table.columns[name].tolist() == np.broadcast_to(alone[name], len(numbers)).tolist(), name
    for name in ("both", "same"):
        assert table.columns[name].tolist() == signed(parts).codes.tolist()
    assert names_of(made).names == ("share", "log", "flag", "count", "half", "both", "same")


def test_many_blocks_are_coded_as_few() -> None:
    values = np.arange(3 * STRIPE + 7)
    table = coded(len(values), {"count": counts(values), "share": shares(np.array([1]), np.array([2]))})
    assert table.columns["count"].tolist() == np.minimum(values, 255).tolist()
    assert set(table.columns["share"].tolist()) == {127}


def test_columns_are_asked_for_in_any_order_and_those_that_nobody_made_are_zero() -> None:
    table = coded(2, {"a": counts(np.array([1, 2])), "b": flags(np.array([1, 0]))})
    assert table.codes(("b", "c", "a")).tolist() == [[1, 0], [0, 0], [1, 2]]
    assert FeatureTable(2, dict(table.columns)).codes(("b", "c", "a")).tolist() == [[1, 0], [0, 0], [1, 2]]
    assert (table.code("c", 0), table.rows(1, 2).columns["a"].tolist()) == (0, [2])


def test_rows_are_a_document_of_a_batch() -> None:
    table = FeatureTable(4, {"words": np.array([1, 2, 3, 4], np.uint8)})
    part = table.rows(1, 3)
    assert (part.size, part.code("words", 0), part.code("words", 1), part.code("links", 1)) == (2, 2, 3, 0)
