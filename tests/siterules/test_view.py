"""Selectors answered from a page's arrays find what the page's parser finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks import html
from cleaner.blocks.page import Page
from cleaner.siterules import selectors
from cleaner.siterules.compounds import Step
from cleaner.siterules.view import Names, View

PAGE = """<!doctype html><html><head><meta name=generator content=Hugo></head><body class="home page">
<header id=top><nav class="main menu"><a class=logo>Logo</a><ul><li>One<li class=on>Two</ul></nav></header>
<div class="ad menu"><p>Bold <b class=on>words</b></p><div class=ad><p>inner</p></div></div>
<nav><p class=menu>Second</p></nav><p id=end class="on ad">The end</p></body></html>"""


def page_of(markup: str) -> Page:
    page = html.read(markup).markup
    assert isinstance(page, Page)
    return page


def view_of(page: Page, *written: str) -> tuple[View, list[selectors.Alternative]]:
    alternatives = [one for selector in written for one in selectors.alternatives(selector)]
    view = View(page)
    view.locate(Names(token for one in alternatives for token in one.sought))
    return view, alternatives


@pytest.mark.parametrize(
    "selector",
    [
        "nav", ".menu", "#top", "nav.menu", ".menu.main", "body > nav", "body nav", "header > nav", "header nav ul li",
        "body > .ad .ad", ".ad .on", ".ad > .on", "li.on", "p#end.on.ad", ".no-such", "section", "div > div",
        "div div p", "html > body > nav > p", "nav nav", "BODY > NAV", "#TOP",
    ],
)  # fmt: skip
def test_a_plain_selector_finds_what_the_parser_finds(selector: str) -> None:
    page = page_of(PAGE)
    view, (alternative,) = view_of(page, selector)
    assert not view.needs_parser(alternative)
    assert view.blocks_of(alternative).tolist() == page.select(selector).tolist()


TOLD = """<!doctype html><html><head><meta name=generator content=Hugo><link rel=Next href=/x></head>
<body class="home page">
<header role=banner><nav aria-label="Bread crumbs" class=top><p>One</nav></header><aside hidden><p>Two</aside>
<ol itemtype="https://schema.org/BreadcrumbList" id=ad-7><li>Three</ol><p style="color: red" role="">Four<p id="">Five
<div role="a b" class="ad-box"><p>Six</div><p id=Ad-8 lang=EN>Seven</body></html>"""


@pytest.mark.parametrize(
    "selector",
    [
        "[role=banner]", "[role]", "[role='']", "[role^='']", "[role~=b]", "[role~='a b']", "header[role=banner] nav",
        "body > [role=banner]", "nav [role=banner]", "[hidden]", "[hidden='']", "aside[hidden] p", "[style*=color]",
        "[itemtype$='/BreadcrumbList']", "[itemtype$='/breadcrumblist']", "[itemtype$='/breadcrumblist' i]",
        "[aria-label='bread crumbs' i].top", "nav[aria-label|=Bread]", "[id^=ad-]", "[id^=AD-]", "[id^=ad- i]",
        "[class*=box]", "p[id^=Ad]", "[class~='home page']", ".home[class~=page] ol[itemtype]", "[ROLE=banner]",
        "[role=banner][role]", "[aria-label][role]",
    ],
)  # fmt: skip
def test_a_selector_with_attributes_that_pages_note_finds_what_the_parser_finds(selector: str) -> None:
    page = page_of(TOLD)
    view, (alternative,) = view_of(page, selector)
    assert not view.needs_parser(alternative)
    assert view.blocks_of(alternative).tolist() == page.select(selector).tolist()


@pytest.mark.parametrize(
    ("selector", "asked"),
    [
        *(
            pytest.param(one, True, id=one)
            for one in ("p:not(.a)", "p + p", "p ~ p", "*", "li:first-child", ":is(.a, .b)")
        ),
        pytest.param("[title]", True, id="an attribute of any element"),
        pytest.param("p[lang=en]", True, id="an attribute that no page notes"),
        pytest.param("[id]", True, id="an id that may be empty"),
        pytest.param("section[lang]", False, id="there is no such element anyway"),
        pytest.param("header > p[lang]", False, id="there is no such element in that place"),
    ],
)
def test_what_says_more_is_left_to_the_parser(selector: str, asked: bool) -> None:
    page = page_of(TOLD)
    view, (alternative,) = view_of(page, selector)
    assert view.needs_parser(alternative) is asked
    assert view.blocks_of(alternative).tolist() == page.select(selector).tolist()


def test_steps_of_a_selector() -> None:
    (one,) = selectors.alternatives("header.b.a > nav #x")
    assert one.steps == (Step("header", (".a", ".b")), Step("nav", (), child=True), Step(None, ("#x",)))
    assert one.sought == (".a", ".b", "nav", "#x")


@pytest.mark.parametrize(
    ("selector", "there"),
    [
        pytest.param("meta[name=generator]", True, id="in the head"),
        pytest.param("meta[name=author]", False, id="another one"),
        pytest.param("body.home", True, id="a class among others"),
        pytest.param("body.hom", False, id="a part of a class"),
        pytest.param("#top", True, id="an id"),
        pytest.param("#to", False, id="a part of an id"),
        pytest.param("meta[name=generator][content^=Hu]", True, id="two attributes in the head"),
        pytest.param("meta[name=generator][content^=hu]", False, id="other letters in the head"),
        pytest.param("meta", True, id="a tag in the head"),
        pytest.param("head meta", True, id="inside the head"),
        pytest.param("body meta", False, id="inside the body"),
        pytest.param("[content=Hugo]", True, id="an attribute of any element"),
        pytest.param("li.on", True, id="a class of that element"),
        pytest.param("li.menu", False, id="a class of another element"),
        pytest.param("nav ul > .on", True, id="a class inside"),
        pytest.param("script", False, id="none of these"),
    ],
)
def test_what_a_page_has(selector: str, there: bool) -> None:
    view, (alternative,) = view_of(page_of(PAGE), selector)
    assert view.has(alternative) is there


NAMES = st.sampled_from(["a", "b", "c"])
TAGS = st.sampled_from(["div", "section", "nav"])


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=3).map("".join)
    classes = st.lists(NAMES, max_size=2).map(" ".join)
    said = st.sampled_from(["", "role=a", 'role="B a"', "hidden", "itemtype=ab", "id=ab", "id=B", "lang=A"])
    return st.builds('<{0} class="{1}" {3}>t{2}</{0}>'.format, TAGS, classes, inside, said)


TREES = st.recursive(st.just("<p class=a>x</p>"), _element, max_leaves=12)
PLAIN = st.one_of(TAGS, NAMES.map(".{}".format), st.builds("{}.{}".format, TAGS, NAMES))
CONDITIONS = st.builds(
    "[{}{}{}]".format,
    st.sampled_from(["role", "hidden", "itemtype", "id", "class", "lang"]),
    st.sampled_from(["=", "^=", "$=", "*=", "~=", "|="]),
    st.sampled_from(["a", "b", "ab", "''", "a i", "B i", "A s"]),
)
COMPOUNDS = st.one_of(PLAIN, CONDITIONS, st.builds("{}{}".format, PLAIN, CONDITIONS))
SELECTORS = st.lists(st.tuples(COMPOUNDS, st.sampled_from([" ", " > "])), min_size=1, max_size=4)


@given(TREES, SELECTORS)
def test_any_selector_on_any_tree(tree: str, drawn: list[tuple[str, str]]) -> None:
    selector = "".join(compound + combinator for compound, combinator in drawn[:-1]) + drawn[-1][0]
    page = page_of(f"<!doctype html><body>{tree}</body>")
    view, (alternative,) = view_of(page, selector)
    assert view.blocks_of(alternative).tolist() == page.select(selector).tolist()
    assert view.has(alternative) is page.has(selector)
