"""Points tables: they add up, whole or explained, and a broken file is said to be broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cards import load
from cleaner.errors import CleanerError
from cleaner.features.html import FEATURES as HTML_FEATURES
from cleaner.features.table import Feature, FeatureTable, Unit
from cleaner.features.text import FEATURES
from cleaner.knowledge import rules_folder
from cleaner.model import Bar, Kind
from cleaner.scorecard import Scorecard, chances, strongest

WORDS, LINKS = Feature("words", Unit.COUNT, "words"), Feature("links", Unit.SHARE, "links")


def card(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "small",
        "provenance": {},
        "bars": {"safe": {"method": "fixed", "points": 300}, "balanced": {"method": "expected_f", "beta": 1.0}},
        "reliability": [[0.5, 0.4], [1, 0.9]],
        "base": -50,
        "tables": [
            {"feature": "words", "upto": [0, 9, 255], "points": [30, 200, -100]},
            {"feature": "links", "upto": [127, 255], "points": [0, 400]},
        ],
    } | changes


def written(folder: Path, content: object) -> Path:
    path = folder / "small.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def table(words: list[int], links: list[int]) -> FeatureTable:
    return FeatureTable(len(words), {"words": np.array(words, np.uint8), "links": np.array(links, np.uint8)})


def test_a_score_is_its_base_and_one_entry_of_each_table(tmp_path: Path) -> None:
    small = load(written(tmp_path, card()), (WORDS, LINKS))
    assert small.score(table([0, 9, 10, 255], [0, 127, 128, 255])).tolist() == [-20, 150, 250, 250]
    assert small.cutoffs[Bar.SAFE].points == 300
    assert small.reliability == ((0.5, 0.4), (1.0, 0.9))


def test_a_column_that_was_left_out_counts_as_zero(tmp_path: Path) -> None:
    small = load(written(tmp_path, card()), (WORDS, LINKS))
    assert small.score(FeatureTable(2, {})).tolist() == [-20, -20]


def test_a_document_without_blocks_has_no_points(tmp_path: Path) -> None:
    assert load(written(tmp_path, card()), (WORDS, LINKS)).score(FeatureTable(0, {})).tolist() == []


def test_every_feature_contributes_its_entry(tmp_path: Path) -> None:
    small = load(written(tmp_path, card()), (WORDS, LINKS))
    measured = table([9, 10], [255, 0])
    assert small.features == ("words", "links")
    assert small.contributions(measured, np.array([1, 0]), np.array([0, 2])).tolist() == [[-100, 200], [0, 400]]
    assert small.contributions(FeatureTable(1, {}), np.array([0]), np.array([0, 1])).tolist() == [[30], [0]]
    assert small.contributions(measured, np.array([], np.int64), np.array([0, 2])).tolist() == [[], []]


def test_the_strongest_of_those_that_speak_for_boilerplate_come_first() -> None:
    contributions = np.array([[5, -3, -9], [7, -1, 4], [7, 0, -2]], np.int32)
    said = [(best.tolist(), points.tolist()) for best, points in strongest(contributions, 2)]
    assert said[0][1] == [7, 0, 4]
    assert said[0][0][0] == 1, "of equals the first"
    assert said[0][0][2] == 1
    assert said[1][1] == [7, 0, 0]
    assert said[1][0][0] == 2


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3)])
def test_without_blocks_or_features_nothing_is_strongest(shape: tuple[int, int]) -> None:
    assert list(strongest(np.zeros(shape, np.int32), 3)) == []


@pytest.mark.parametrize(("name", "features"), [("text", FEATURES), ("html", HTML_FEATURES)])
@given(seed=st.integers(0, 2**32 - 1))
def test_contributions_of_a_shipped_card_add_up_to_the_score(
    name: str, features: tuple[Feature, ...], seed: int
) -> None:
    shipped = load(rules_folder() / "scorecards" / f"{name}.json", features)
    random = np.random.default_rng(seed)
    measured = FeatureTable(3, {f.name: random.integers(0, 256, 3).astype(np.uint8) for f in features})
    bounds = np.array([0, 1, 1, 3])
    rest = shipped.score(measured, bounds) - shipped.contributions(measured, np.arange(3), bounds).sum(axis=0)
    if isinstance(shipped, Scorecard):
        assert rest.tolist() == [shipped.base] * 3
    else:  # parts round apart
        assert np.ptp(rest) <= len(shipped.features)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"format": 9}, "scorecard format 9, this version reads 1, 2, 3", id="another format"),
        pytest.param({"bars": {"saef": {"method": "fixed"}}}, "not a scorecard", id="an unknown bar"),
        pytest.param({"bars": {"safe": {"method": "guess"}}}, "not a scorecard", id="an unknown cutoff"),
        pytest.param({"base": "much"}, "not a scorecard", id="a base in words"),
        pytest.param({"tables": [{"feature": "words"}]}, "not a scorecard", id="a table without points"),
        pytest.param(
            {"tables": [{"feature": "colour", "upto": [255], "points": [1]}]}, "unknown features colour", id="a feature"
        ),
        pytest.param(
            {"tables": [{"feature": "words", "upto": [9], "points": [1]}]}, "end with 255", id="a table that ends early"
        ),
        pytest.param(
            {"tables": [{"feature": "words", "upto": [9, 3, 255], "points": [1, 2, 3]}]}, "ascend", id="disorder"
        ),
        pytest.param(
            {"tables": [{"feature": "words", "upto": [9, 255], "points": [1]}]}, "not a scorecard", id="too few points"
        ),
        pytest.param(
            {"tables": [{"feature": "words", "upto": [9, 255], "points": [1, 2, 3]}]}, "not a scorecard", id="too many"
        ),
    ],
)
def test_a_broken_scorecard_is_refused_with_its_path(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    path = written(tmp_path, card(**changes))
    with pytest.raises(CleanerError) as caught:
        load(path, (WORDS, LINKS))
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "3"])
def test_what_is_no_scorecard_at_all(tmp_path: Path, content: str) -> None:
    with pytest.raises(CleanerError, match=r"not JSON|not a scorecard"):
        load(written(tmp_path, content), (WORDS, LINKS))


def test_a_missing_scorecard_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match=r"cannot be read .* reinstall"):
        load(tmp_path / "none.json", (WORDS, LINKS))


def test_chances_are_odds_of_content() -> None:
    found = chances(np.array([0, 100, -100, 10**9, -(10**9)], np.int64))
    assert found[0] == 0.5
    assert found[1] == pytest.approx(1 / (1 + np.e))
    assert found[1] + found[2] == pytest.approx(1)
    assert 0 < found[3] < 1e-12
    assert 1 - 1e-12 < found[4] < 1


@pytest.mark.parametrize(
    "path",
    [path for kind in Kind for path in (rules_folder() / "scorecards").glob(f"{kind}.json")],
    ids=lambda p: p.stem,
)
def test_shipped_scorecards_have_both_bars_and_say_where_they_come_from(path: Path) -> None:
    content = json.loads(path.read_bytes())
    assert set(content["bars"]) == set(Bar)
    assert content["provenance"]
    assert content["name"] == path.stem
