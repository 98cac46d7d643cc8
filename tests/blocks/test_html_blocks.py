"""Pages become blocks: what is one block, what is one line, what is left out."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from cleaner.blocks.html import read
from cleaner.blocks.page import Page
from cleaner.model import Document, Kind


def page_of(document: Document) -> Page:
    assert isinstance(document.markup, Page)
    return document.markup


def traits(html: str) -> list[tuple[str, frozenset[str]]]:
    document = read(html)
    return [(document.slice(i), page_of(document).traits(i)) for i in range(len(document))]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", "One.\nTwo.\n", id="paragraphs are blocks"),
        pytest.param("<p>One\n  line   of\ttext.</p>", "One line of text.\n", id="white space is collapsed"),
        pytest.param("<div>a<p>b</p>c</div>", "a\nb\nc\n", id="text around a paragraph does not join it"),
        pytest.param("<p>un<em>believ</em>able</p>", "unbelievable\n", id="emphasis inside a word leaves it whole"),
        pytest.param("<p>H<sub>2</sub>O</p>", "H2O\n", id="a subscript leaves its formula whole"),
        pytest.param("<p>one<!-- x -->two</p>", "onetwo\n", id="a comment inside a word leaves it whole"),
        pytest.param("<a>Home</a><a>News</a>", "Home News\n", id="neighbouring links are two words"),
        pytest.param("<b>Name</b><i>: Ada</i>", "Name: Ada\n", id="no space is put before a colon"),
        pytest.param("<b>漢</b><b>字</b>", "漢字\n", id="no space is put between Chinese characters"),
        pytest.param("<ul><li>a<ul><li>b</ul><li>c</ul>", "a\nb\nc\n", id="nested list items are blocks"),
        pytest.param("<p>a<p>b<li>c", "a\nb\nc\n", id="unclosed elements"),
        pytest.param("<td>x</b></p><p>&amp;&lt;&eacute;&nbsp;y", "x\n&<é y\n", id="malformed markup and entities"),
        pytest.param("<p dir=rtl>مرحبا <b>بالعالم</b></p>", "مرحبا بالعالم\n", id="right to left text keeps its order"),
        pytest.param("<x-card>a</x-card><x-card>b</x-card>", "a\nb\n", id="unknown elements are cut, not glued"),
        pytest.param("a<hr>b<img alt=no>c", "a\nbc\n", id="a rule divides, a picture does not"),
        pytest.param("<p>a\u200b</p><p>\u200b</p><p>&#8203;&nbsp;</p>", "a\u200b\n", id="nothing visible is no block"),
        pytest.param("<p>a&#8232;b&#133;c&#12;d</p>", "a b\u2026c d\n", id="odd line separators are white space"),
        pytest.param("<button>Go</button><label>Name</label>", "Go\nName\n", id="buttons and labels are visible"),
        pytest.param("", "", id="empty"),
        pytest.param("<!-- nothing -->", "", id="comment only"),
        pytest.param("<frameset><frame src=a></frameset>", "", id="frameset"),
        pytest.param("a\ud800b\0", "a\ufffdb\n", id="lone surrogates and NUL"),
    ],
)
def test_text(html: str, text: str) -> None:
    assert read(html).text == text


@pytest.mark.parametrize("tag", ["p", "pre", "td", "title", "xmp", "plaintext", "math", "mi", "noscript", "svg", "li"])
def test_a_nul_parts_no_blocks(tag: str) -> None:
    document = read(f"<p>a \0 b</p><table><{tag}> \0 c \0\0 d&#0;\0</{tag}><p>e</table>")
    assert "\0" not in document.text
    assert document.text.count("\n") == len(document)


def test_a_page_in_utf_8_is_taken_as_it_is() -> None:
    assert read("<p>ä", utf8="<p>ä".encode()).text == "ä\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a<br>b</p>", ["a\nb"], id="one is a line"),
        pytest.param("<p>a<br> <br>b</p>", ["a", "b"], id="two are a new block"),
        pytest.param("<br><br><p><br>a<br></p>", ["a"], id="at the edges they are nothing"),
        pytest.param("<p>a<br><span hidden>h</span>b</p>", ["a\nb", "h"], id="hidden text does not swallow one"),
        pytest.param("<p>a\n<br>\nb c</p>", ["a\nb c"], id="line ends of the source are spaces"),
    ],
)
def test_line_breaks(html: str, text: list[str]) -> None:
    document = read(html)
    assert [document.slice(i) for i in range(len(document))] == text


@pytest.mark.parametrize("tag", ["script", "style", "template", "svg", "textarea", "select", "iframe", "video"])
def test_text_that_nobody_sees_is_left_out(tag: str) -> None:
    assert read(f"<p>before<{tag}>secret</{tag}> after</p>").text == "before after\n"


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        pytest.param("<table><tr><th>A<th>B<tr><td>1<td>2</table>", ["A\tB", "1\t2"], id="cells are tabbed"),
        pytest.param("<table><tr><td>1<td></td><td>3</table>", ["1\t\t3"], id="an empty cell keeps its place"),
        pytest.param("<table><tr><td><p>1</p><td><div>2</div></table>", ["1\t2"], id="one paragraph is a fact"),
        pytest.param("<table><tr><td>a<br>b<td>c</table>", ["a b\tc"], id="a row is one line"),
        pytest.param("<table><tr><td>menu<td><p>One.<p>Two.</table>", ["menu", "One.", "Two."], id="layout"),
        pytest.param(
            "<table><tr><td>menu<td><table><tr><td>1<td>2</table></table>", ["menu", "1\t2"], id="nested tables"
        ),
        pytest.param("<table role=presentation><tr><td>a<td>b</table>", ["a", "b"], id="presentation"),
        pytest.param("<table><tr><td>a<td><h2>b</h2></table>", ["a", "b"], id="a heading is no fact"),
        pytest.param("<table><tr><td>a<td><pre>b\nc</pre></table>", ["a", "b\nc"], id="code is no fact"),
        pytest.param("<table><tr><td>only<br>one</table>", ["only\none"], id="a single cell is left alone"),
        pytest.param(f"<table><tr><td>a<td>{'long ' * 300}</table>", ["a", ("long " * 300).strip()], id="an article"),
    ],
)
def test_tables(html: str, rows: list[str]) -> None:
    document = read(html)
    assert [document.slice(i) for i in range(len(document))] == rows


def test_a_row_has_the_links_of_its_cells_together() -> None:
    document = read("<table><tr><td><a href=x>one</a><td>two <a href=y>three</a></table>")
    pieces = page_of(document).pieces
    assert (pieces.link.tolist(), pieces.anchors.tolist()) == ([8], [2])


def test_hidden_text_in_a_cell_follows_its_row() -> None:
    html = "<table><tr><td><span style='display: none'>0042</span>42<td>x</table><p>after"
    assert traits(html) == [
        ("42\tx", frozenset({"row"})),
        ("0042", frozenset({"hidden"})),
        ("after", frozenset()),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc", id="lines and indentation"),
        pytest.param("<pre>\n\n  a\n</pre>", "  a", id="blank lines around are not part of it"),
        pytest.param("<pre><code><b>if</b> x:\n\ty</code></pre>", "if x:\n\ty", id="highlighted words"),
        pytest.param("<pre><div>a</div><div>b</div></pre>", "a\nb", id="a highlighter's lines"),
        pytest.param("<pre>a<br>b</pre>", "a\nb", id="line breaks"),
        pytest.param("<pre><i>a</i><i>b</i></pre>", "ab", id="nothing is put between"),
    ],
)
def test_preformatted_text_is_one_block(html: str, expected: str) -> None:
    assert traits(f"<p>x</p>{html}<p>y</p>") == [
        ("x", frozenset()),
        (expected, frozenset({"pre"})),
        ("y", frozenset()),
    ]


@pytest.mark.parametrize(
    "attribute", ["hidden", "aria-hidden=true", "style='display:none'", "style='color:red; VISIBILITY : hidden'"]
)
def test_hidden_text_is_a_block_of_its_own(attribute: str) -> None:
    html = f"<p>The talks <span {attribute}>secretly </span>failed.</p><div {attribute}><p>x</p></div>"
    hidden = frozenset({"hidden"})
    assert traits(html) == [("The talks failed.", frozenset()), ("secretly", hidden), ("x", hidden)]


@pytest.mark.parametrize("attribute", ["aria-hidden=false", "style='display:block'", "data-hidden", "class=hidden"])
def test_what_is_not_hidden_stays_in_its_sentence(attribute: str) -> None:
    assert traits(f"<p>The talks <span {attribute}>have </span>failed.</p>") == [
        ("The talks have failed.", frozenset())
    ]


def test_fallback_without_scripts_is_marked() -> None:
    assert traits("<p>a</p><noscript><p>thread</p></noscript><p>b <noscript>c</noscript> d</p>") == [
        ("a", frozenset()),
        ("thread", frozenset({"noscript"})),
        ("b d", frozenset()),
        ("c", frozenset({"noscript"})),
    ]


@pytest.mark.parametrize(
    ("html", "path"),
    [
        pytest.param("<p>a", "html>body>p", id="alone"),
        pytest.param("<p>x<p>a", "html>body>p:nth-of-type(2)", id="among siblings"),
        pytest.param("<div id=main><p>a", "html>body>div#main>p", id="with an id"),
        pytest.param("<p id=d>x<p id=D>a", "html>body>p:nth-of-type(2)", id="an id that is there twice"),
        pytest.param("<p id='a b'>a", "html>body>p", id="an id that no selector can say"),
        pytest.param("<o:p>a", r"html>body>o\:p", id="a tag that needs escaping"),
        pytest.param("<p><a>a</a>", "html>body>p>a", id="the innermost element that holds all of it"),
    ],
)
def test_path_selects_exactly_its_element(html: str, path: str) -> None:
    document = read(html)
    page = page_of(document)
    block = len(document) - 1
    assert page.path(block) == path
    assert page.tree is not None
    assert page.tree.elements(path).tolist() == [page.pieces.holder[block]]
    assert block in page.select(path)


def test_select_finds_blocks_that_lie_wholly_inside() -> None:
    page = page_of(read("<div class=x><a class=more>all</a></div><div>some <a class=more>link</a><p>p</p></div>"))
    assert page.select(".more").tolist() == [0]
    assert page.select("div").tolist() == [0, 1, 2]
    assert page.select(".x, div > p").tolist() == [0, 2]
    assert page.select(".none").tolist() == []


def test_a_selector_that_cannot_be_read_is_a_value_error() -> None:
    page = page_of(read("<p>a"))
    with pytest.raises(ValueError, match=r'selector "p\[\[" cannot be read'):
        page.select("p[[")
    with pytest.raises(ValueError, match="cannot be read"):
        page.has("p[[")


def test_has_looks_into_the_head_too() -> None:
    page = page_of(read("<head><meta name=generator content='Drupal 7'></head><p>a"))
    assert page.has("meta[name=generator][content*=Drupal]")
    assert not page.has("meta[name=author]")


def test_tokens_name_every_element_even_those_without_text() -> None:
    page = page_of(read("<link id=l class='a b' href=x><div class='c\nd' id=Main><script id=s></script><svg class=e>"))
    assert page.tokens >= {"link", "#l", ".a", ".b", "div", ".c", ".d", "#Main", "#s", "svg", ".e", "html", "body"}


def test_head_facts() -> None:
    head = page_of(
        read(
            "<html lang=de><head><title>A\n title</title><meta property=og:type content=article>"
            "<meta property=og:title content=T><meta name=description content=D>"
            "<script type=application/ld+json>{}</script><body><svg><title>no</title></svg>"
        )
    ).head
    assert (head.title, head.og_type, head.og_title, head.description) == ("A title", "article", "T", "D")
    assert (head.language, head.linked) == ("de", "{}")


def test_a_pickled_page_is_the_same_but_for_its_tree() -> None:
    document = read("<div class=a><p>one<br>two</p><table><tr><td>1<td>2</table></div>")
    copy = pickle.loads(pickle.dumps(document))
    assert (copy.text, copy.blocks, copy.kind) == (document.text, document.blocks, Kind.HTML)
    assert np.array_equal(copy.starts, document.starts)
    assert page_of(copy).tokens == page_of(document).tokens
    with pytest.raises(RuntimeError, match="its tree is gone"):
        page_of(copy).select("p")


def test_containers_are_ranges_of_blocks() -> None:
    page = page_of(read("<div><p>a</p>b<p>c</p></div><nav><p>d</p></nav>"))
    elements = page.elements
    ranges = {tag: (int(elements.first[e]), int(elements.last[e])) for e, tag in enumerate(elements.tags)}
    assert ranges["div"] == (0, 3)
    assert ranges["nav"] == (3, 4)
    assert ranges["body"] == (0, 4)
