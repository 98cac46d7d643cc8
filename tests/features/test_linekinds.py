"""What lines of text are called: each clue once where it speaks, and where it must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from cleaner.blocks.text import read
from cleaner.features import linekinds, text
from cleaner.model import Category
from cleaner.settings import KEPT_BY_DEFAULT
from cleaner.testimony import Case

PROSE = "The council said on Monday that it would not be able to pay for the bridge before the end of the year.\n"
ARTICLE = PROSE * 8


def names(document: str) -> dict[str, Category]:
    """What every line of a text is called, by what it says; the last of equals."""
    found = text.measure([Case(read(document), language="en")])
    return {
        found.lines.text(line): linekinds.kind(found.lines, found.table, found.hits, found.book, line)
        for line in range(len(found.lines))
    }


@pytest.mark.parametrize(
    ("document", "line", "name"),
    [
        pytest.param(f"{ARTICLE}Photo: the council\nRivers\n", "Photo: the council", "caption", id="a kept phrase"),
        pytest.param(f"{ARTICLE}(c) 2026 Example Ltd.\n", "(c) 2026 Example Ltd.", "legal", id="rights"),
        pytest.param(
            "We use cookies\nAnalytics\nAccept all\nReject all cookies\nCookie policy\n" + ARTICLE,
            "Analytics",
            "consent",
            id="a part of a box is what the box is",
        ),
        pytest.param("Home\nAnalytics\nRivers\nLakes\n" + ARTICLE, "Analytics", "nav", id="the same in a menu"),
        pytest.param(f"{ARTICLE}Share this article\n", "Share this article", "share", id="its own phrase"),
        pytest.param(f"Learn more\n{ARTICLE}", "Learn more", "nav", id="a button"),
        pytest.param(f"{ARTICLE}May 14, 2026\n", "May 14, 2026", "timestamp", id="a date"),
        pytest.param(f"{ARTICLE}$149.99\n", "$149.99", "other", id="a price"),
        pytest.param(f"{ARTICLE}+1 541 410 2760\n", "+1 541 410 2760", "header_footer", id="a telephone number"),
        pytest.param(f"{ARTICLE}18.8K\n", "18.8K", "counter", id="a number"),
        pytest.param(f"{ARTICLE}Browse YouTube\n", "Browse YouTube", "share", id="a word that says what it is about"),
        pytest.param(
            f"{ARTICLE}Related articles\nTunnel floods for the third time\nA ferry runs aground\n",
            "Tunnel floods for the third time",
            "related_links",
            id="under a heading",
        ),
        pytest.param(f"* Round tables\n* Square tables\n{ARTICLE}", "* Square tables", "nav", id="a bullet"),
        pytest.param(f"{ARTICLE}Rivers of note\n", "Rivers of note", "header_footer", id="a last short line"),
        pytest.param(
            f"{ARTICLE}Cut your costs in half with our new plan today.\nRivers\nLakes\nTowns\n",
            "Cut your costs in half with our new plan today.",
            "advert",
            id="a slogan",
        ),
        pytest.param(
            f"{ARTICLE}One Week In Norway For First Time Visitors And Friends\nRivers\nLakes\nTowns\n",
            "One Week In Norway For First Time Visitors And Friends",
            "related_links",
            id="a headline",
        ),
    ],
)
def test_a_line_is_called_by_what_it_says_or_stands_among(document: str, line: str, name: str) -> None:
    assert names(document)[line] == name


@given(texts())
def test_what_stays_by_default_is_named_by_a_phrase_alone(document: str) -> None:
    found = text.measure([Case(read(document), language="en")])
    for line in range(len(found.lines)):
        if linekinds.kind(found.lines, found.table, found.hits, found.book, line) in KEPT_BY_DEFAULT:
            assert found.table.code("phrase_kept", line)
