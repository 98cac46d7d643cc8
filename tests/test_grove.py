"""One forest for texts: points by hand are added, and the bar rises as far as a text looks like a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner.cards import Card, load
from cleaner.errors import CleanerError
from cleaner.features.table import Feature, FeatureTable, Unit
from cleaner.knowledge import rules_folder
from cleaner.model import Bar

WORDS, LINKS, PROSE = (Feature(name, Unit.COUNT, name) for name in ("words", "links", "document_prose"))
KNOWN = (WORDS, LINKS, PROSE)
BOUNDS = np.array([0, 1, 3, 3])


def content(**changes: Any) -> dict[str, Any]:
    return {
        "format": 3,
        "name": "small",
        "provenance": {},
        "bars": {bar: {"method": "fixed", "points": points} for bar, points in (("safe", 90), ("balanced", 0))},
        "reliability": [[0.5, 0.4], [1, 0.9]],
        "features": ["words"],
        "by_hand": {"base": 0, "tables": [{"feature": "links", "upto": [0, 255], "points": [0, 40]}]},
        "gate": {
            "ramp": [-300, 100],
            "rises": {"safe": 150, "balanced": 0},
            "list": -100,
            "base": 0,
            "tables": [{"feature": "document_prose", "upto": [0, 10, 255], "points": [100, -100, -300]}],
        },
        "forest": [{"forks": [[0, 9, -1, -2, 50]], "leaves": [200, -100]}],
    } | changes


@pytest.fixture
def small(tmp_path: Path) -> Card:
    return loaded(tmp_path, content())


def loaded(folder: Path, card: dict[str, Any]) -> Card:
    path = folder / "small.json"
    path.write_text(json.dumps(card), "utf-8")
    return load(path, KNOWN)


def table(prose: int) -> FeatureTable:
    """Three lines of two texts, and a third text without lines; `prose` is the second text's."""
    columns = {"words": [5, 5, 20], "links": [0, 7, 0], "document_prose": [200, prose, prose]}
    return FeatureTable(3, {name: np.array(codes, np.uint8) for name, codes in columns.items()})


def test_points_by_hand_are_added_to_the_forest(small: Card) -> None:
    assert small.score(table(0), BOUNDS).tolist() == [200, 240, -100]


def test_contributions_with_one_base_are_the_score(small: Card) -> None:
    measured = table(0)
    each = small.contributions(measured, np.arange(3), BOUNDS)
    assert list(small.features) == ["words", "links"]
    assert len(set((small.score(measured, BOUNDS) - each.sum(axis=0)).tolist())) == 1


def test_what_both_know_has_one_contribution(tmp_path: Path) -> None:
    tables = [{"feature": "words", "upto": [9, 255], "points": [5, 7]}]
    small = loaded(tmp_path, content(by_hand={"base": 0, "tables": tables}))
    assert list(small.features) == ["words"]
    assert small.contributions(table(0), np.arange(3), BOUNDS).shape == (1, 3)
    assert small.score(table(0), BOUNDS).tolist() == [205, 205, -93]


@pytest.mark.parametrize(
    ("prose", "bar", "points"),
    [
        pytest.param(200, Bar.SAFE, 90, id="prose has the plain bar"),
        pytest.param(5, Bar.SAFE, 165, id="half way up the ramp"),
        pytest.param(0, Bar.SAFE, 240, id="surely a list"),
        pytest.param(0, Bar.BALANCED, 0, id="the other bar does not rise"),
    ],
)
def test_the_bar_rises_in_lists(small: Card, prose: int, bar: Bar, points: int) -> None:
    plain, second, empty = small.cutoff_of(bar, table(prose), BOUNDS)
    assert second.points == points
    assert plain.points == {Bar.SAFE: 90, Bar.BALANCED: 0}[bar]
    assert empty.method == "fixed"


def test_lists_are_told(small: Card) -> None:
    assert small.lists(table(0), BOUNDS).tolist()[:2] == [False, True]
    assert small.lists(table(200), BOUNDS).tolist()[:2] == [False, False]


def test_a_text_without_lines_is_no_harm(small: Card) -> None:
    nothing = FeatureTable(0, {})
    assert small.score(nothing, np.array([0, 0])).tolist() == []
    assert len(small.cutoff_of(Bar.SAFE, nothing, np.array([0, 0]))) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"gate": {**content()["gate"], "ramp": [100, 100]}}, "ramp from 100 to 100", id="a flat ramp"),
        pytest.param({"gate": {"ramp": [0, 1], "base": 0, "tables": []}}, "'rises'", id="a gate without rises"),
        pytest.param({"features": ["colour"]}, "unknown features colour", id="a feature that nobody measures"),
        pytest.param({"forest": [{"forks": [], "leaves": [1, 2]}]}, "tree 0", id="a broken tree"),
    ],
)
def test_a_broken_card_is_refused(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(CleanerError, match=problem):
        loaded(tmp_path, content(**changes))


def test_the_shipped_card_names_its_data_and_what_it_measured() -> None:
    from cleaner.features.text import FEATURES

    provenance = load(rules_folder() / "scorecards" / "text.json", FEATURES).provenance
    assert "CC-BY-4.0" in provenance["data"]
    assert set(provenance["held_out"]) == {"safe", "balanced"}
