"""The features of pages: the same in any batch, and what they say of plain cases."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.blocks.html import read
from cleaner.blocks.text import read as read_text
from cleaner.features import html, markup_tokens, text
from cleaner.features.phrases import Phrase, PhraseBook
from cleaner.model import Category
from cleaner.testimony import Case

BOOK = PhraseBook(
    [
        Phrase("related articles", Category.RELATED_LINKS, "en", "whole"),
        Phrase("leave a comment", Category.COMMENT_FORM, "en", "whole"),
    ]
)
PROSE = "The council said on Monday that it would not be able to pay for the bridge before the end of the year."
PAGE = f"""
<html><head><title>Bridge waits | The Example</title><meta property=og:type content=article></head><body>
<header><nav class=menu><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav></header>
<main id=content><article class=post-body><h1>Bridge waits</h1>
<p>{PROSE}</p><p>{PROSE.replace("bridge", "tunnel")}</p><p>{PROSE.replace("Monday", "Friday")}</p>
</article><aside class="relatedPosts"><h3>Related articles</h3><p><a href=/x>Tunnel floods again</a></p></aside></main>
<footer class=site-footer><p>Terms of use</p></footer></body></html>
"""
SMALL = [
    PAGE,
    "",
    "<p>x</p>",
    "<div><div class=comments><p>" + PROSE + "</div></div>",
    "<table><tr><td>1<td>2</table>",
    "<pre>a\n  b</pre><span hidden>h</span>",
    "<ul>" + "<li><a href=x>one two</a>" * 9 + "</ul>",
    "<p>日本語の文章です。これは長い文章ですから、言葉として数えます。</p>",
    "<frameset><frame></frameset>",
]


def measured(*pages: str) -> html.Measured:
    return html.measure([Case(read(page)) for page in pages], BOOK)


def codes(page: str, name: str) -> dict[str, int]:
    """A feature's code for each block, by the block's text."""
    document = read(page)
    table = html.measure([Case(document)], BOOK).table
    return {document.slice(block)[:20]: table.code(name, block) for block in range(len(document))}


def test_every_feature_is_measured_and_nothing_else() -> None:
    names = [feature.name for feature in html.FEATURES]
    assert len(names) == len(set(names))
    table = measured(*SMALL).table
    assert set(table.columns) == set(names)
    assert all(column.dtype == np.uint8 and len(column) == table.size for column in table.columns.values())


@given(st.lists(st.sampled_from(SMALL), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_block_has_the_same_features_in_every_batch(pages: list[str]) -> None:
    together = measured(*pages)
    for page, start, end in zip(pages, together.bounds[:-1], together.bounds[1:], strict=True):
        alone = measured(page)
        rows = together.table.rows(int(start), int(end))
        assert all(np.array_equal(rows.columns[name], column) for name, column in alone.table.columns.items())
        assert alone.size.tolist() == together.size[start:end].tolist()


@given(st.lists(st.sampled_from([PAGE, *SMALL[3:5], *SMALL[6:8]]), min_size=1, max_size=4), st.randoms())
@settings(max_examples=30, deadline=None)
def test_what_is_left_of_pages_measures_as_if_it_were_read_as_text(pages: list[str], chance: random.Random) -> None:
    cases = [Case(read(page), language="en") for page in pages]
    before = html.measure(cases, BOOK)
    kept = [[block for block in range(len(case.document)) if chance.random() < 0.6] for case in cases]
    left = [
        Case(read_text("\n".join(case.document.slice(block) for block in blocks)), language="en")
        for case, blocks in zip(cases, kept, strict=True)
    ]
    blocks = [start + block for start, mine in zip(before.bounds.tolist(), kept, strict=False) for block in mine]
    again, anew = (
        text.phrased_left(before.text, np.array(blocks, np.int64), left).measured(left),
        text.measure(left, BOOK),
    )
    assert again.bounds.tolist() == anew.bounds.tolist()
    for name, column in anew.table.columns.items():
        assert again.table.columns[name].tolist() == column.tolist(), name
    assert again.shielded.tolist() == anew.shielded.tolist()


@pytest.mark.parametrize(
    ("name", "block", "code"),
    [
        pytest.param("in_nav", "Home", 1, id="a menu entry is inside nav"),
        pytest.param("in_nav", PROSE[:20], 0, id="a paragraph is not"),
        pytest.param("in_footer", "Terms of use", 1, id="footer"),
        pytest.param("links", "Home", 255, id="a menu entry is all link"),
        pytest.param("links", PROSE[:20], 0, id="a paragraph has no link"),
        pytest.param("near_related", "Tunnel floods again", 1, id="camel case class of its container"),
        pytest.param("near_content", PROSE[:20], 1, id="class with a dash"),
        pytest.param("parent_prose", PROSE[:20], 255, id="all prose lies in the article"),
        pytest.param("parent_prose", "Tunnel floods again", 0, id="none lies in the box of links"),
        pytest.param("core85", PROSE[:20], 1, id="inside the core"),
        pytest.param("core85", "Terms of use", 0, id="outside the core"),
        pytest.param("densest", PROSE[:20], 1, id="inside the densest element"),
        pytest.param("branch_below", "Terms of use", 1, id="the footer comes after the densest element"),
        pytest.param("branch_below", "Home", 0, id="the menu comes before it"),
        pytest.param("title_words", "Bridge waits", 255, id="the heading has the title's words"),
        pytest.param("title_words", "Tunnel floods again", 0, id="another headline has not"),
        pytest.param("page_is_article", "Home", 1, id="what the page calls itself"),
        pytest.param("tag", "Bridge waits", html.TAGS.index("h1"), id="tag"),
    ],
)
def test_plain_cases(name: str, block: str, code: int) -> None:
    assert codes(PAGE, name)[block] == code


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        pytest.param("老石桥修好了_青石新闻网", "老石桥修好了", id="Chinese: the site's name joined by an underscore"),
        pytest.param("ตลาดน้ำเก่า_ข่าวริมคลอง", "ตลาดน้ำเก่า", id="Thai"),
        pytest.param("নৌকাবাইচ ফিরল_নদীর খবর", "নৌকাবাইচ ফিরল", id="Bengali"),
        pytest.param("max_lines - Manual", "max_lines", id="an underscore inside a name"),
    ],
)
def test_the_site_s_name_is_no_part_of_the_title(title: str, heading: str) -> None:
    assert codes(f"<title>{title}</title><h1>{heading}</h1>", "title_words")[heading] == 255


@pytest.mark.parametrize(
    ("linked", "says"),
    [
        ('{"@type": "NewsArticle"}', (1, 0)),
        ('{"@type": "Product"}', (0, 1)),
        ('{"@type": "NewsArticle", "isPartOf": {"@type": ["CreativeWork", "Product"]}}', (1, 0)),
        ("{}", (0, 0)),
    ],
)
def test_what_a_page_calls_itself(linked: str, says: tuple[int, int]) -> None:
    page = f'<head><script type="application/ld+json">{linked}</script></head><body><p>The kiln is hot.</p></body>'
    assert tuple(codes(page, f"page_is_{name}")["The kiln is hot."] for name in ("article", "product")) == says


def test_distances_count_from_the_nearest_edge() -> None:
    after = codes(PAGE, "core85_after")
    assert after[PROSE[:20]] == 0
    assert 0 < after["Related articles"] < after["Tunnel floods again"] < after["Terms of use"]


@pytest.mark.parametrize(
    ("page", "block", "category"),
    [
        pytest.param(PAGE, "Related articles", Category.RELATED_LINKS, id="by its phrase"),
        pytest.param(PAGE, "Home", Category.NAV, id="by its element"),
        pytest.param(PAGE, "Tunnel floods again", Category.RELATED_LINKS, id="by the box it stands in"),
        pytest.param(PAGE, "Terms of use", Category.LEGAL, id="by its word, whatever heading stands above"),
        pytest.param("<div class=cookie-bar><p>We use them", "We use them", Category.CONSENT, id="by its class"),
        pytest.param("<p>Something", "Something", Category.OTHER, id="not at all"),
    ],
)
def test_category(page: str, block: str, category: Category) -> None:
    document = read(page)
    found = html.measure([Case(document)], BOOK)
    texts = [document.slice(index) for index in range(len(document))]
    assert found.category(texts.index(block)) is category


def test_features_speak_in_words_and_numbers() -> None:
    feature = next(feature for feature in html.FEATURES if feature.name == "second_prose")
    assert feature.say(212) == "share of the page's prose in the container two levels up 83 %"


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        pytest.param("comments-area", {"comment"}, id="begins with a listed piece"),
        pytest.param("mainNav", {"main", "menu"}, id="camel case"),
        pytest.param("ad-slot", {"promo"}, id="a whole piece"),
        pytest.param("adventure", set(), id="a word that only begins like one"),
        pytest.param("download", set(), id="a word that holds one"),
        pytest.param("css-1x2y3z", set(), id="a hashed class"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_markup_tokens(name: str, groups: set[str]) -> None:
    (bits,) = markup_tokens.bits([name])
    assert {group for bit, group in enumerate(markup_tokens.groups()) if bits >> bit & 1} == groups


def test_depth_does_not_change_what_is_handed_down() -> None:
    page = "<div class=comments>" + "<div>" * 500 + f"<p>{PROSE}"
    assert codes(page, "far_comment")[PROSE[:20]] == 1
    assert codes(page, "near_comment")[PROSE[:20]] == 0


def test_the_heading_that_says_the_title_is_shielded_and_nothing_else() -> None:
    document = read(PAGE)
    found = html.measure([Case(document)], BOOK)
    shielded = [document.slice(block) for block in range(len(document)) if found.shield(block)]
    assert shielded == ["Bridge waits"]
