"""Trees are scored as they are read by hand, and what explains a score adds up to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.forest import BATCH, MAX_LEAVES, grow

WORDS, LINKS = 0, 1
STUMP = {"forks": [[WORDS, 9, -1, -2, 50]], "leaves": [200, -100]}
"""Few words speak for boilerplate."""
TREE = {"forks": [[LINKS, 127, 1, -3, 100], [WORDS, 4, -1, -2, 10]], "leaves": [30, -10, 400]}
"""Many links speak for boilerplate; without them, few words do."""
LEAF = {"forks": [], "leaves": [7]}


def matrix(words: list[int], links: list[int]) -> np.ndarray:
    return np.array([words, links], np.uint8)


def walked(tree: dict[str, Any], codes: list[int]) -> int:
    """The points of one block, one fork after the other."""
    if not tree["forks"]:
        return int(tree["leaves"][0])
    fork = 0
    while fork >= 0:
        feature, upto, left, right, _ = tree["forks"][fork]
        fork = right if codes[feature] > upto else left
    return int(tree["leaves"][~fork])


def credited(tree: dict[str, Any], codes: list[int]) -> list[int]:
    """What each feature changes on the way of one block, one fork after the other."""
    found = [0, 0]
    fork = 0
    while tree["forks"] and fork >= 0:
        feature, upto, left, right, value = tree["forks"][fork]
        fork = right if codes[feature] > upto else left
        found[feature] += (tree["forks"][fork][4] if fork >= 0 else tree["leaves"][~fork]) - value
    return found


def test_a_code_at_the_limit_goes_left() -> None:
    assert grow([STUMP]).score(matrix([9, 10], [0, 0])).tolist() == [200, -100]


def test_a_block_ends_in_the_leaf_that_its_codes_lead_to() -> None:
    found = grow([TREE]).score(matrix([4, 5, 4, 5], [127, 127, 128, 128]))
    assert found.tolist() == [30, -10, 400, 400]


def test_trees_of_different_sizes_add_up() -> None:
    assert grow([STUMP, TREE, LEAF]).score(matrix([9], [200])).tolist() == [200 + 400 + 7]


def test_what_a_fork_changes_is_credited_to_its_feature() -> None:
    forest = grow([STUMP, TREE, LEAF])
    assert forest.base == 50 + 100 + 7
    assert forest.contributions(matrix([3], [100])).tolist() == [[150 + 20], [-90]]


def test_no_block_no_points() -> None:
    assert grow([STUMP]).score(matrix([], [])).tolist() == []


def test_more_blocks_than_are_scored_at_a_time() -> None:
    words = (np.arange(2 * BATCH + 3) % 20).tolist()
    found = grow([STUMP]).score(matrix(words, [0] * len(words)))
    assert found.tolist() == [200 if count <= 9 else -100 for count in words]


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param({"forks": [[0, 1, -1, -2, 0]], "leaves": [1]}, id="a leaf is missing"),
        pytest.param({"forks": [[0, 1, 0, -2, 0]], "leaves": [1, 2]}, id="a fork leads to itself"),
        pytest.param({"forks": [[0, 1, i + 1, -1, 0] for i in range(20)], "leaves": [0] * 21}, id="too many leaves"),
    ],
)
def test_what_is_no_tree_is_refused(tree: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"tree|fork"):
        grow([tree])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Any tree of up to `MAX_LEAVES` leaves over two features."""
    forks: list[list[int]] = []
    leaves: list[int] = []
    budget = [draw(st.integers(1, MAX_LEAVES))]

    def add(size: int) -> int:
        if size == 1:
            leaves.append(draw(st.integers(-500, 500)))
            return ~(len(leaves) - 1)
        number = len(forks)
        forks.append([])
        cut = draw(st.integers(1, size - 1))
        left, right = add(cut), add(size - cut)
        forks[number] = [draw(st.integers(0, 1)), draw(st.integers(0, 255)), left, right, draw(st.integers(-99, 99))]
        return number

    add(budget[0])
    return {"forks": forks, "leaves": leaves}


@given(st.lists(trees(), min_size=1, max_size=4), st.lists(st.tuples(*[st.integers(0, 255)] * 2), min_size=1))
def test_all_forks_at_once_say_what_one_after_the_other_says(grown: list[dict[str, Any]], blocks: list[Any]) -> None:
    forest = grow(grown)
    codes = np.array(blocks, np.uint8).T
    found = forest.score(codes).tolist()
    assert found == [sum(walked(tree, block) for tree in grown) for block in blocks]
    each = forest.contributions(codes)
    assert (forest.base + each.sum(axis=0)).tolist() == found
    assert each.T.tolist() == [[sum(credited(tree, block)[f] for tree in grown) for f in (0, 1)] for block in blocks]


def test_contributions_of_more_blocks_than_are_explained_at_a_time() -> None:
    words = (np.arange(2 * BATCH + 3) % 20).tolist()
    found = grow([STUMP]).contributions(matrix(words, [0] * len(words)))
    assert found[WORDS].tolist() == [150 if count <= 9 else -150 for count in words]
    assert not found[LINKS].any()


def test_contributions_too_large_for_two_bytes_are_no_trouble() -> None:
    large = {"forks": [[WORDS, 9, -1, -2, 0]], "leaves": [20_000, -20_000]}
    assert grow([large] * 3).contributions(matrix([1, 10], [0, 0])).tolist() == [[60_000, -60_000], [0, 0]]


def test_a_forest_of_leaves_alone_credits_nobody() -> None:
    assert grow([LEAF, LEAF]).contributions(matrix([1], [2])).tolist() == [[0], [0]]
