"""The labels of dropped blocks are whole, and how they are counted."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

from benchmarks import categories
from cleaner.model import Category, Kind

KNOWN = {*Category, categories.CONTENT}
both = pytest.mark.parametrize("kind", list(categories.FILES))


@functools.cache
def labels(kind: Kind) -> tuple[categories.Label, ...]:
    return tuple(categories.read(categories.FILES[kind]))


@both
def test_enough_blocks_are_labelled(kind: Kind) -> None:
    judged = Counter(label.half for label in labels(kind) if label.labels[0] != categories.CONTENT)
    assert set(judged) == set(categories.HALVES)
    assert sum(judged.values()) >= 500
    assert judged["held-out"] >= 200


@both
def test_every_label_is_a_category_or_content(kind: Kind) -> None:
    assert {name for label in labels(kind) for name in label.labels} <= KNOWN
    assert {label.before for label in labels(kind)} <= KNOWN


@both
def test_no_block_is_labelled_twice_and_no_page_in_both_halves(kind: Kind) -> None:
    places = [(label.source, label.page, label.start) for label in labels(kind)]
    assert len(places) == len(set(places))
    halves = {(label.source, label.page, label.half) for label in labels(kind)}
    assert len(halves) == len({(source, page) for source, page, _ in halves})


@both
def test_labels_hold_no_text_of_pages(kind: Kind) -> None:
    lines = categories.FILES[kind].read_text("utf-8").splitlines()
    assert lines[0] == "half,source,page,start,sha,draw,before,labels"
    shas = [label.sha for label in labels(kind)]
    assert all(len(sha) == categories.HASH and set(sha) <= set("0123456789abcdef") for sha in shas)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param([], (0.0, 0.0), id="nothing"),
        pytest.param([("nav", ("nav",))], (1.0, 1.0), id="right"),
        pytest.param([("nav", ("legal", "nav"))], (0.0, 1.0), id="second best"),
        pytest.param([("nav", ("nav",)), ("nav", ("legal",))], (0.5, 0.5), id="one of two"),
    ],
)
def test_shares(named: list[tuple[str, tuple[str, ...]]], expected: tuple[float, float]) -> None:
    assert categories.shares(named) == expected


def test_a_block_is_found_again_by_its_text_alone() -> None:
    assert categories.digest("Home") == categories.digest("Home") != categories.digest("Home ")
    assert len(categories.digest("\ud800")) == categories.HASH
