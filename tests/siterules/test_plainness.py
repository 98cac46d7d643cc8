"""Plain lines are those that folding leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.siterules import folding
from cleaner.siterules.plainness import IDEOGRAPHS, JAMO, MAX_LOOKED_UP, SYLLABLES, plain_lines, ranges
from cleaner.siterules.schema import Step

USUAL = st.one_of(st.integers(0, MAX_LOOKED_UP), st.sampled_from([*IDEOGRAPHS, *SYLLABLES, *JAMO])).map(chr)
LINES = st.text(st.one_of(st.characters(codec="utf-8"), USUAL, st.sampled_from("e\u0301\u0308 aA")))


def plain(*lines: str) -> list[bool]:
    """Which of some lines are plain, each in a row of its own."""
    starts = np.cumsum([1, *(len(line) + 1 for line in lines)])[:-1]
    return plain_lines("\n".join(["", *lines, ""]), starts).tolist()


@given(LINES)
def test_no_way_of_folding_changes_a_plain_line_but_in_capitals_and_digits(line: str) -> None:
    if "\n" not in line and plain(line) == [True]:
        for steps in ({Step.NFKC}, {Step.SQUASH_SPACE}, {Step.NFKC, Step.SQUASH_SPACE}):
            assert folding.fold(line, frozenset(steps)) == line
        assert folding.fold(line, frozenset({Step.NFKC, Step.CASEFOLD, Step.SQUASH_SPACE})) == line.lower()
        assert line.encode().lower() == line.lower().encode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Plain words, 2 of them.", True, id="ASCII"),
        pytest.param(
            "\u201cC\u2019\u00e9tait\u201d \u2013 caf\u00e9 \u00a9",
            True,
            id="quotes, dashes, small letters with accents",
        ),
        pytest.param("\u5e83\u544a \u3068 \uad11\uace0", True, id="words of East Asia"),
        pytest.param("\u00c9t\u00e9", False, id="a capital with an accent"),
        pytest.param("stra\u00dfe", False, id="a letter that stands for two"),
        pytest.param("cafe\u0301", False, id="an accent of its own"),
        pytest.param("a\u2026", False, id="three dots in one"),
        pytest.param("a\u00a0b", False, id="another blank"),
        pytest.param("a  b", False, id="two blanks"),
        pytest.param("a\tb", False, id="a tab"),
        pytest.param(" a", False, id="a blank in front"),
        pytest.param("\U0001f600", False, id="rare characters"),
    ],
)
def test_plain(line: str, expected: bool) -> None:
    assert plain("before", line, "after") == [True, expected, True]


@pytest.mark.parametrize(
    ("first", "last", "expected"), [([], [], []), ([3], [3], []), ([0, 5, 5, 2], [2, 5, 7, 3], [0, 1, 5, 6, 2])]
)
def test_ranges(first: list[int], last: list[int], expected: list[int]) -> None:
    assert ranges(np.array(first, np.int64), np.array(last, np.int64)).tolist() == expected
