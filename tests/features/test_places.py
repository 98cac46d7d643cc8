"""What elements are for, by their names: pieces, pairs of pieces, tags, and files that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.features import places
from cleaner.features.places import Meaning, Region
from cleaner.model import Category


@pytest.mark.parametrize(
    ("tag", "classes", "ident", "meaning"),
    [
        pytest.param("div", "related-posts", "", Category.RELATED_LINKS, id="a piece that begins like a word"),
        pytest.param("div", "relative flex", "", None, id="a piece that only looks like one"),
        pytest.param("div", "siteSignUp", "", Category.NEWSLETTER, id="two pieces that are one word"),
        pytest.param("div", "sign", "", None, id="half of such a word"),
        pytest.param("div", "ad-slot", "", Category.ADVERT, id="a short piece"),
        pytest.param("div", "css-1ad9", "", None, id="a short piece of a hash"),
        pytest.param("div", "author-affiliation", "", Category.BYLINE, id="a word that begins another"),
        pytest.param("div", "has-cookie no-sidebar", "", None, id="what it has or lacks"),
        pytest.param("article", "post hentry newsletter", "", None, id="what a post is filed under"),
        pytest.param("nav", "sidebar", "", Region.NAV, id="a menu at the side is a menu"),
        pytest.param("nav", "footer-links", "", Region.FOOTER, id="a menu in the footer is footer"),
        pytest.param("form", "", "newsletter-form", Category.NEWSLETTER, id="an id"),
        pytest.param("ul", "menu social", "", Category.SHARE, id="the surest of two, not the first"),
        pytest.param("nav", "", "", Region.NAV, id="a tag"),
        pytest.param("nav", "breadcrumbs", "", Category.BREADCRUMB, id="a name is surer than a tag"),
        pytest.param("div", "", "", None, id="nothing"),
    ],
)
def test_meaning(tag: str, classes: str, ident: str, meaning: Meaning | None) -> None:
    assert places.meaning(tag, classes, ident) == meaning


def test_no_shipped_word_stands_in_two_lists() -> None:
    shipped = places.shipped()
    twice = [word for words in (shipped.whole, shipped.starts) for word, bits in words.items() if bits & (bits - 1)]
    assert twice == []


def test_every_shipped_word_can_be_met() -> None:
    """A word of more pieces than a name's neighbours, or with marks in it, would never match."""
    shipped = places.shipped()
    assert [word for word in {*shipped.whole, *shipped.starts} if not (word.isascii() and word.isalpha())] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("© the example", "©", id="a mark"),
        pytest.param("©2026 the example", "©", id="a mark that a number follows"),
        pytest.param("jetzt einloggen", "einloggen", id="a word"),
        pytest.param("the ageless rivers", None, id="the start of one"),
        pytest.param("privacy, cookies", "privacy", id="the surer of two"),
        pytest.param("cookies, privacy", "privacy", id="the surer of two, wherever it stands"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_saying(text: str, said: str | None) -> None:
    found = places.shipped().saying(text)
    assert (found and found.words) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"places": [{"category": "menu", "starts": "", "whole": ""}]}, "'menu' is not a valid", id="name"),
        pytest.param({"places": [{"category": "nav", "whole": ""}]}, "KeyError('starts')", id="key"),
        pytest.param(
            {"places": [{"category": "nav", "starts": "ad", "whole": ""}]}, "words of 3 letters or more", id="short"
        ),
    ],
)
def test_a_broken_list_is_told(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = tmp_path / "categories.json"
    path.write_text(json.dumps({"places": [], "regions": [], "tags": {}, "says": {}} | change), "utf-8")
    with pytest.raises(CleanerError, match=r"categories\.json: ") as told:
        places.load(path)
    assert said in str(told.value)


def test_a_missing_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="reinstall boilerstrip"):
        places.load(tmp_path / "categories.json")
