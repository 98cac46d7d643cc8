"""What blocks of a page are called, and why: each clue once where it speaks and once where it must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.html import read
from cleaner.features import clues, html
from cleaner.model import Category
from cleaner.settings import KEPT_BY_DEFAULT
from cleaner.testimony import Case

PROSE = "The council said on Monday that it would not be able to pay for the bridge before the end of the year. "
ARTICLE = f"<main><article><h1>Bridge waits</h1><p>{PROSE * 2}</p><p>{PROSE * 3}</p><p>{PROSE * 2}</p></article></main>"
TITLE = "<title>Bridge waits</title>"


def named(page: str, block: str) -> str:
    """The name and clue of the block that begins so, on a page with an article after it."""
    document = read(TITLE + page)
    found = html.measure([Case(document, language="en")])
    texts = [document.slice(index) for index in range(len(document))]
    return found.because(next(index for index, text in enumerate(texts) if text.startswith(block)))


@pytest.mark.parametrize(
    ("page", "block", "name"),
    [
        pytest.param(
            "<nav><a>Rivers</a> </nav>" + ARTICLE, "Rivers", "nav: in <nav>", id="a menu entry by its region"
        ),
        pytest.param(
            ARTICLE + "<footer><ul class=menu><li><a>Rivers</a></ul></footer>",
            "Rivers",
            "header_footer: in <footer>",
            id="a menu in a footer is footer",
        ),
        pytest.param(
            ARTICLE + "<footer><a>Privacy policy</a></footer>",
            "Privacy",
            'legal: the phrase "privacy policy"',
            id="a legal text is one wherever it stands",
        ),
        pytest.param(
            "<nav><a>Affiliates</a></nav>" + ARTICLE,
            "Affiliates",
            "nav: in <nav>",
            id="a phrase that means less in a menu",
        ),
        pytest.param(
            ARTICLE + '<div class="box newsletter-box"><p>Email</p></div>',
            "Email",
            'newsletter: inside <div class="box newsletter-box">',
            id="a box owns its parts",
        ),
        pytest.param(
            ARTICLE + "<form><p>Leave a reply</p><p>Email</p><p>Website</p></form>",
            "Email",
            "comment_form: a field of a form",
            id="a form is what it asks for",
        ),
        pytest.param(
            ARTICLE + "<form><p>Colour</p><p>Email</p></form>",
            "Email",
            "other: a field of a form",
            id="a form for something else",
        ),
        pytest.param(
            ARTICLE + "<li class=comment><p>Nobody asked us.</p><p class=stars>Five of five</p></li>",
            "Five",
            'comment_thread: inside <li class="comment">',
            id="the stars of a comment are part of it",
        ),
        pytest.param(
            ARTICLE + "<div class=comment><p>Nobody asked us.</p><p>12</p></div>",
            "12",
            'counter: a number inside <div class="comment">',
            id="what counts comments is a counter",
        ),
        pytest.param(
            ARTICLE + "<form class=signup><p>Email</p><p>Password</p></form>",
            "Email",
            "login: a form that asks for a password",
            id="a form that asks for a password is a login",
        ),
        pytest.param(
            ARTICLE + "<footer><p>Reviews and previews of rivers</p></footer>",
            "Reviews",
            "header_footer: in <footer>",
            id="a word within a word says nothing",
        ),
        pytest.param(
            ARTICLE + "<div class=comments><nav><a>Older ones</a></nav></div>",
            "Older ones",
            "nav: in <nav>",
            id="a menu in a box is a menu",
        ),
        pytest.param(
            ARTICLE + "<div class=comment><p>May 14, 2025</p></div>", "May 14", "timestamp: a date", id="a date"
        ),
        pytest.param(
            ARTICLE + "<div><h3>Related articles</h3><p>Tunnel floods</p></div><p>Over there</p>",
            "Tunnel floods",
            'related_links: under the heading "related articles"',
            id="a section by its heading",
        ),
        pytest.param(
            ARTICLE + "<div><h3>Related articles</h3><p>Tunnel floods</p></div><p>Over there</p>",
            "Over there",
            "header_footer: at the edge of the page",
            id="a heading does not speak beyond its box",
        ),
        pytest.param(
            "<div><a>Valley</a> › <a>Rivers</a> › Bridges</div>" + ARTICLE,
            "Valley",
            "breadcrumb: arrows between links",
            id="arrows between links",
        ),
        pytest.param(ARTICLE + "<div>© The Example</div>", "©", 'legal: it says "©"', id="a word says it"),
        pytest.param(ARTICLE + "<div><p>+1 541 410</p></div>", "+1", "header_footer: a telephone number", id="phone"),
        pytest.param(ARTICLE + "<div><p>$719</p></div>", "$719", "other: a price", id="a price"),
        pytest.param(ARTICLE + "<div><a>Rivers</a></div>", "Rivers", "nav: a short link", id="a short link"),
        pytest.param(
            ARTICLE + "<div><a>Mayor opens the third tunnel</a></div>",
            "Mayor",
            "related_links: a long link",
            id="a long link",
        ),
        pytest.param(
            "<header><p>News of the valley</p></header>" + ARTICLE,
            "News of",
            "header_footer: in <header>",
            id="the page's header",
        ),
        pytest.param(
            f"<article><header><h1>Bridge waits</h1><p>Dry summer</p></header><p>{PROSE * 5}</p></article>",
            "Dry summer",
            "header_footer: at the edge of the page",
            id="the header of an article is not the page's",
        ),
        pytest.param(
            f'<div class="newsletter">{ARTICLE}<p>Rivers run</p></div>',
            "Rivers run",
            "header_footer: at the edge of the page",
            id="what holds the article says nothing of its parts",
        ),
    ],
)  # fmt: skip
def test_because(page: str, block: str, name: str) -> None:
    assert named(page, block) == name


TAGS = st.sampled_from(["div", "nav", "footer", "header", "aside", "form", "figcaption", "li", "span", "article"])
NAMES = st.sampled_from(["", "byline author", "caption", "comments", "menu", "newsletter", "related", "photo-credit"])
TEXTS = st.sampled_from(
    ["Jane Doe", "Older", "Email", "Share this", "12 hours ago", "Photo: Jane Doe", "By: Jane", "©"]
)


@given(st.lists(st.tuples(TAGS, NAMES, TEXTS), min_size=1, max_size=8))
def test_what_stays_by_default_is_named_by_its_phrase_alone(parts: list[tuple[str, str, str]]) -> None:
    """A byline or caption is kept by the default policy: a guess at one would turn a drop into a keep."""
    page = ARTICLE + "".join(f"<{tag} class='{name}'><p>{text}</p></{tag}>" for tag, name, text in parts)
    document = read(page)
    found = html.measure([Case(document, language="en")])
    for block in range(len(document)):
        by_phrase = found.text.category(block)
        mine = found.category(block)
        assert (mine in KEPT_BY_DEFAULT) == (by_phrase in KEPT_BY_DEFAULT)


def test_every_clue_opens_with_an_example() -> None:
    assert [clue.__name__ for clue in clues.CLUES if "`" not in (clue.__doc__ or "")] == []


def test_an_empty_page_has_a_name_for_nothing() -> None:
    assert html.measure([Case(read(""))]).names is None


def test_names_do_not_depend_on_the_batch() -> None:
    pages = [ARTICLE + "<footer><a>Careers</a></footer>", "<nav><a>Rivers</a></nav>" + ARTICLE, "", "<p>x</p>"]
    together = html.measure([Case(read(page)) for page in pages])
    alone = [html.measure([Case(read(page))]) for page in pages]
    said = [one.because(block) for one in alone for block in range(int(one.bounds[-1]))]
    assert [together.because(block) for block in range(int(together.bounds[-1]))] == said


def test_other_is_the_name_of_what_nothing_names() -> None:
    assert clues.UNKNOWN.category is Category.OTHER
