"""Two forests and a gate: how far a page is an article decides whose points count, and how strict the cutoff is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner.cards import load
from cleaner.errors import CleanerError
from cleaner.features.table import Feature, FeatureTable, Unit
from cleaner.model import Bar

WORDS, LINKS, ARTICLE = (Feature(name, Unit.COUNT, name) for name in ("words", "links", "page_is_article"))
KNOWN = (WORDS, LINKS, ARTICLE)
GENERAL = {"forks": [[0, 9, -1, -2, 50]], "leaves": [200, -100]}
ON_ARTICLES = {"forks": [[1, 99, -1, -2, 10]], "leaves": [-300, 500]}
BOUNDS = np.array([0, 1, 3])


def card(**changes: Any) -> dict[str, Any]:
    bars = {"safe": {"method": "expected_f", "beta": 2.0}, "balanced": {"method": "expected_f", "beta": 1.0}}
    return {
        "format": 2,
        "name": "small",
        "provenance": {},
        "bars": bars,
        "article_bars": {bar: {"method": "expected_f", "beta": 0.5} for bar in bars},
        "reliability": [[0.5, 0.4], [1, 0.9]],
        "gate": {
            "base": 0,
            "ramp": [-200, -100],
            "tables": [{"feature": "page_is_article", "upto": [0, 1, 255], "points": [0, -150, -400]}],
        },
        "features": ["words", "links"],
        "general": [GENERAL],
        "article": [ON_ARTICLES],
    } | changes


def written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "small.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def table(article: int) -> FeatureTable:
    """Three blocks of two pages; only the second page may call itself an article."""
    columns = {"words": [5, 5, 20], "links": [0, 0, 200], "page_is_article": [0, article, article]}
    return FeatureTable(3, {name: np.array(codes, np.uint8) for name, codes in columns.items()})


@pytest.mark.parametrize(
    ("article", "points"),
    [
        pytest.param(0, [200, 200, -100], id="no article, the general forest alone"),
        pytest.param(2, [200, -300, 500], id="surely an article, the article forest alone"),
        pytest.param(1, [200, -50, 200], id="half way up the ramp, half of each"),
    ],
)
def test_the_gate_says_whose_points_count(tmp_path: Path, article: int, points: list[int]) -> None:
    small = load(written(tmp_path, card()), KNOWN)
    assert small.score(table(article), BOUNDS).tolist() == points


@pytest.mark.parametrize("article", [0, 1, 2])
def test_leaves_may_be_parts_of_a_hundredth(tmp_path: Path, article: int) -> None:
    def finer(trees: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same trees in eighths, each leaf three of them more."""
        return [
            {
                "forks": [[*fork[:4], 8 * fork[4] + 3] for fork in tree["forks"]],
                "leaves": [8 * p + 3 for p in tree["leaves"]],
            }
            for tree in trees
        ]

    whole, fine = card(), card(parts=8)
    fine |= {name: finer(fine[name]) for name in ("general", "article")}
    (tmp_path / "fine").mkdir()
    plain, parts = load(written(tmp_path, whole), KNOWN), load(written(tmp_path / "fine", fine), KNOWN)
    assert parts is not plain
    assert parts.score(table(article), BOUNDS).tolist() == plain.score(table(article), BOUNDS).tolist()
    blocks = np.arange(3)
    assert (
        parts.contributions(table(article), blocks, BOUNDS) == plain.contributions(table(article), blocks, BOUNDS)
    ).all()


@pytest.mark.parametrize(
    ("article", "words", "links"),
    [
        pytest.param(0, [150, 150, -150], [0, 0, 0], id="no article, the general forest alone"),
        pytest.param(2, [150, 0, 0], [0, -310, 490], id="surely an article, the article forest alone"),
        pytest.param(1, [150, 75, -75], [0, -155, 245], id="half way up the ramp, half of each"),
    ],
)
def test_contributions_are_weighted_as_points_are(
    tmp_path: Path, article: int, words: list[int], links: list[int]
) -> None:
    small = load(written(tmp_path, card()), KNOWN)
    assert small.contributions(table(article), np.arange(3), BOUNDS).tolist() == [words, links]
    assert small.contributions(table(article), np.array([2, 0]), BOUNDS).tolist() == [
        [words[2], words[0]],
        [links[2], links[0]],
    ]


def test_an_article_is_cut_more_strictly(tmp_path: Path) -> None:
    small = load(written(tmp_path, card()), KNOWN)
    plain, strict = small.cutoff_of(Bar.BALANCED, table(2), BOUNDS)
    assert (plain.beta, strict.beta) == (1.0, 0.5)
    _, between = small.cutoff_of(Bar.BALANCED, table(1), BOUNDS)
    assert 0.5 < between.beta < 1.0


@pytest.mark.parametrize(("article", "share", "points"), [(0, 0.0, 0), (1, 0.5, -150), (2, 1.0, -400)])
def test_what_a_page_is_taken_for(tmp_path: Path, article: int, share: float, points: int) -> None:
    leaning = load(written(tmp_path, card()), KNOWN).leaning(table(article).rows(1, 3))
    assert leaning is not None
    assert (leaning.taken_for, leaning.share, leaning.sign) == ("an article", share, -1)
    assert leaning.gate.contributions(table(article), np.array([1])).tolist() == [[points]]


def test_a_page_without_blocks_is_no_trouble(tmp_path: Path) -> None:
    small = load(written(tmp_path, card()), KNOWN)
    assert small.score(FeatureTable(0, {}), np.array([0, 0])).tolist() == []
    assert len(small.cutoff_of(Bar.SAFE, FeatureTable(0, {}), np.array([0, 0]))) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"format": 9}, "scorecard format 9, this version reads 1, 2, 3", id="a format of the future"),
        pytest.param({"features": ["words", "colour"]}, "unknown features colour", id="a feature nobody measures"),
        pytest.param({"gate": {"base": 0, "ramp": [5, 5], "tables": []}}, "ramp from 5 to 5", id="no ramp"),
        pytest.param({"general": [{"forks": [], "leaves": []}]}, "0 leaves", id="a tree without leaves"),
    ],
)
def test_a_card_that_cannot_be_used_is_said_to_be_so(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CleanerError, match=said):
        load(written(tmp_path, card(**changes)), KNOWN)
