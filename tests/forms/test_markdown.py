"""The markdown form: what it writes, and that a CommonMark parser reads the same words back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from form_cases import markdown, outline, read_back, rendered
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks import html
from cleaner.forms import Form

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<h2>Ports</h2><p>Open.</p>", "## Ports\n\nOpen.\n", id="heading"),
        pytest.param("<h3><b>Ports</b> <em>today</em></h3>", "### Ports today\n", id="heading without emphasis"),
        pytest.param("<h1>Ports<br>and ships</h1>", "# Ports and ships\n", id="heading of two lines"),
        pytest.param("<p>one<br>two</p>", "one\\\ntwo\n", id="line break"),
        pytest.param("<p>It is <b>not</b> so, <i>not so</i>.</p>", "It is **not** so, *not so*.\n", id="emphasis"),
        pytest.param("<p><b>So:</b>it went</p>", "So:it went\n", id="emphasis that would not be read back"),
        pytest.param("<p><b><i>so</i></b></p>", "***so***\n", id="emphasis in emphasis"),
        pytest.param("<p>un<b>believ</b>able</p>", "un**believ**able\n", id="emphasis inside a word"),
        pytest.param("<p><b>so </b>it went</p>", "**so** it went\n", id="white space stays outside"),
        pytest.param("<p>Call <code>a*b</code>.</p>", "Call `a*b`.\n", id="code"),
        pytest.param("<p>Call <code>a`b</code>.</p>", "Call ``a`b``.\n", id="backtick in code"),
        pytest.param("<p><code>`a</code></p>", "`` `a ``\n", id="backtick at the edge of code"),
        pytest.param("<p><code>a</code> <code>b</code></p>", "`a` `b`\n", id="two pieces of code"),
        pytest.param("<p><code>a(</code><code>b</code></p>", "`a(b`\n", id="two pieces of code in one word"),
        pytest.param("<p><code><i>a</i> <i>b</i></code></p>", "`a b`\n", id="highlighted code is one piece"),
        pytest.param("<p>See <a href='/x'>there</a>.</p>", "See there.\n", id="links are left out"),
        pytest.param("<p>Fig. <img src='a.png' alt='A ship'> 1</p>", "Fig. 1\n", id="picture"),
        pytest.param("<blockquote><p>one<p>two</blockquote><p>three", "> one\n>\n> two\n\nthree\n", id="quotation"),
        pytest.param("<dl><dt>Port<dd>A place<dd>A wine</dl>", "Port\n\nA place\n\nA wine\n", id="definition list"),
        pytest.param("<p hidden>later</p><p>now</p>", "later\n\nnow\n", id="hidden text is kept as in the text form"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_markdown(body: str, expected: str) -> None:
    assert markdown(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<ul><li>a<li>b</ul>", "- a\n- b\n", id="tight list"),
        pytest.param("<ol start=3><li>a<li>b</ol>", "3. a\n4. b\n", id="numbers go on"),
        pytest.param("<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c\n", id="numbers jump"),
        pytest.param("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d\n", id="list in a list"),
        pytest.param("<ul><li><ul><li>b</ul></ul>", "- - b\n", id="list in an item without text"),
        pytest.param("<ul><li>a<ol start=2><li>b</ol></ul>", "- a\n\n  2. b\n", id="number that may not interrupt"),
        pytest.param("<ul><li><p>a<p>b<li>c</ul>", "- a\n\n  b\n- c\n", id="two paragraphs in an item"),
        pytest.param("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b\n", id="two lists in a row stay two"),
        pytest.param("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n1) b\n", id="two numbered lists in a row"),
        pytest.param("<ul><li><pre>x\n  y</pre></ul>", "- ```\n  x\n    y\n  ```\n", id="code in an item"),
        pytest.param("<ul><li><h3>A</h3><p>b</ul>", "- ### A\n\n  b\n", id="heading in an item"),
        pytest.param("<ul><li><blockquote>a</blockquote></ul>", "- > a\n", id="quotation in an item"),
        pytest.param("<ol><li value=99999999999>a</ol>", "999999999. a\n", id="number too long for Markdown"),
        pytest.param("<li>a</li><li>b</li>", "- a\n- b\n", id="items without a list"),
    ],
)
def test_lists(body: str, expected: str) -> None:
    assert markdown(body) == expected


def test_dropped_items_leave_the_numbers_of_the_others() -> None:
    assert markdown("<ol><li>a<li>b<li>c</ol>", "a", "b") == "3. c\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "<table><tr><th>Port<th>Ships<tr><td>Aqaba<td>12</table>",
            "| Port | Ships |\n| --- | --- |\n| Aqaba | 12 |\n",
            id="head row",
        ),
        pytest.param(
            "<table><tr><th>Port<td>Aqaba<tr><th>Ships<td>12</table>",
            "|  |  |\n| --- | --- |\n| Port | Aqaba |\n| Ships | 12 |\n",
            id="no row heads the table",
        ),
        pytest.param(
            "<table><thead><tr><td>a<td>b</thead><tr><td>a|b<td><code>x|y</code></table>",
            "| a | b |\n| --- | --- |\n| a\\|b | `x\\|y` |\n",
            id="pipes",
        ),
        pytest.param(
            "<table><tr><th>a<th>b<th>c<tr><td><td>2<td>3</table>",
            "| a | b | c |\n| --- | --- | --- |\n|  | 2 | 3 |\n",
            id="empty cell in front",
        ),
        pytest.param(
            "<table><tr><th colspan=2>a<th>b<tr><td>1<td>2<td>3</table>",
            "| a |  | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n",
            id="cell over two columns",
        ),
        pytest.param(
            "<table><tr><th>a<th>b<tr><td rowspan=2>1<td>2<tr><td>3</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n|  | 3 |\n",
            id="cell over two rows",
        ),
        pytest.param(
            "<table><tr><th>a<th>b<tr><td>1<br>2<td>3</table>",
            "| a | b |\n| --- | --- |\n| 1 2 | 3 |\n",
            id="lines in a cell",
        ),
        pytest.param(
            "<table><tr><th>a<th>b<tr><td colspan=2>Both<tr><td>1<td>2</table>",
            "| a | b |\n| --- | --- |\n| Both |  |\n| 1 | 2 |\n",
            id="heading between rows",
        ),
        pytest.param(
            "<table><tr><th>a<th>b<tr><td>1<td>2<span hidden>key</span><tr><td>3<td>4</table>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nkey\n",
            id="hidden text comes after the table",
        ),
        pytest.param(
            "<table><tr><td><h2>News</h2><p>one<p>two<td><ul><li>a<li>b</ul></table>",
            "## News\n\none\n\ntwo\n\n- a\n- b\n",
            id="table that arranges a page",
        ),
    ],
)
def test_tables(body: str, expected: str) -> None:
    assert markdown(body) == expected


@pytest.mark.parametrize(
    ("body", "language"),
    [
        pytest.param('<pre><code class="language-py">x</code></pre>', "py", id="as HTML advises"),
        pytest.param('<pre class="lang-C++">x</pre>', "c++", id="lang-"),
        pytest.param(
            '<div class="highlight-python notranslate"><div class="highlight"><pre>x</pre></div></div>', "python"
        ),
        pytest.param('<div class="highlight highlight-source-rust"><pre>x</pre></div>', "rust", id="highlight-source-"),
        pytest.param('<pre class="brush: js; toolbar: false">x</pre>', "js", id="brush"),
        pytest.param('<div class="sourceCode"><pre class="sourceCode bash">x</pre></div>', "bash", id="sourceCode"),
        pytest.param('<pre><code class="hljs yaml">x</code></pre>', "yaml", id="hljs"),
        pytest.param('<pre data-lang="go"><code>x</code></pre>', "go", id="data-lang"),
        pytest.param('<div class="highlight-default"><pre>x</pre></div>', "", id="a default is no language"),
        pytest.param('<pre class="language-a`b">x</pre>', "", id="what would break the fence"),
        pytest.param('<pre class="code">x</pre>', "", id="none"),
    ],
)
def test_the_language_of_code(body: str, language: str) -> None:
    assert markdown(body) == f"```{language}\nx\n```\n"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("if a:\n    b()\n\n\tc()", id="indentation and blank lines"),
        pytest.param("  first\nsecond", id="indented first line"),
        pytest.param("```\nfence\n````", id="fences"),
        pytest.param("a < b && *c* # <i>", id="what means something elsewhere"),
    ],
)
def test_code_keeps_its_lines(code: str) -> None:
    body = code.replace("&", "&amp;").replace("<", "&lt;")
    text = markdown(f"<p>before</p><ul><li><pre>{body}</pre></li></ul>")
    assert read_back(text) == f"before\n{code}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param('<a href="https://a.org/x">there</a>', "[there](https://a.org/x)", id="plain"),
        pytest.param('on <a href="/x">these pages </a>now', "on [these pages](/x) now", id="white space outside"),
        pytest.param('<a href="/x"><b>so</b> it <code>is</code></a>', "[**so** it `is`](/x)", id="marks inside"),
        pytest.param('<a href="/x">a [1]</a>', "[a \\[1\\]](/x)", id="brackets"),
        pytest.param('<a href="/a b(c)|d">x</a>', "[x](/a%20b%28c%29%7Cd)", id="odd address"),
        pytest.param('<a href="/?a=1&amp;copy;=2">x</a>', "[x](/?a=1\\&copy;=2)", id="what looks like a reference"),
        pytest.param('Look!<a href="/x">here</a>', "Look\\![here](/x)", id="no picture"),
        pytest.param('<a href="/x">a</a><a href="/x">b</a>', "[a](/x) [b](/x)", id="two links to one place"),
        pytest.param('<a href="#top">up</a>', "up", id="place on the same page"),
        pytest.param('<a href="javascript:go()">go</a>', "go", id="script"),
        pytest.param("<a name=x>here</a>", "here", id="no address"),
    ],
)
def test_links_on_demand(body: str, expected: str) -> None:
    assert markdown(f"<p>{body}</p>", links=True) == f"{expected}\n"


@pytest.mark.parametrize(
    "text",
    [
        *("# no heading", "## ", "- no item", "+ no item", "1. no item", "1986) no item", "> no quotation"),
        *("*no emphasis*", "_no emphasis_", "__init__", "snake_case_name", "2 * 3 * 4", "**", "***", "---", "- - -"),
        *("===", "`no code`", "``", "~~~", "~~no~~", "<b>no tag</b>", "<!-- no comment -->", "a < b > c", "&amp; &lt;"),
        *(
            "AT&T &copy; &#35;",
            "[no](link)",
            "![no](picture)",
            "[no]: definition",
            "[1] and [2][3]",
            "\\*",
            "C:\\dir\\",
        ),
        *(
            "a\\",
            "| no | table |",
            "|---|---|",
            "a | b",
            "C #",
            "# C #",
            "#hashtag",
            "+1",
            "-5",
            "5.5",
            ":-:",
            "\\\\",
            "$x_1$",
        ),
        *(
            "http://a.org/x_y_z?a=1&b=2",
            "<http://a.org>",
            "me@a.org",
            "* *",
            "\\_",
            "!",
            "[",
            "](",
            "*a",
            "a*",
            "a*b",
            "_a b_",
        ),
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li>{}</li></ul>",
        "<p>x<br>{}<br>y</p>",
        "<table><tr><th>{0}<th>x<tr><td>y<td>{0}</table>",
        "<p><code>{}</code></p>",
        "<p>a <b>{}</b> c</p>",
        "<p><a href='/x'>{}</a></p>",
    ],
)
def test_what_looks_like_markdown_is_read_back_as_it_was(text: str, around: str) -> None:
    body = around.format(text.replace("&", "&amp;").replace("<", "&lt;"))
    expected = html.read(body).text.split()
    assert read_back(markdown(body)).split() == expected
    assert read_back(markdown(body, links=True)).split() == expected


_ODD = st.text(alphabet="ab1 *_`[]()<>#&;!-+.|\\~:=\"'\n", max_size=12)
_INLINE = st.sampled_from(["b", "i", "code", "a href='/x'", "span", "em", "sub"])


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    pieces = []
    for text in draw(st.lists(_ODD, min_size=1, max_size=5)):
        plain = text.replace("&", "&amp;").replace("<", "&lt;")
        tag = draw(st.none() | _INLINE)
        pieces.append(plain if tag is None else f"<{tag}>{plain}</{tag.split()[0]}>")
    return "".join(pieces)


@given(st.lists(st.tuples(st.sampled_from(["p", "h2", "li", "blockquote", "dd", "td", "pre", "th"]), paragraphs())))
def test_any_page_is_read_back_in_the_same_words(blocks: list[tuple[str, str]]) -> None:
    body = "".join(
        f"<table><tr><td>x</td><{tag}>{text}</{tag}></table>" if tag in ("td", "th") else f"<{tag}>{text}</{tag}>"
        for tag, text in blocks
    )
    expected = "".join(html.read(f"<body>{body}").text.split())
    for links in (False, True):
        assert "".join(read_back(markdown(body, links=links)).split()) == expected


@pytest.mark.parametrize("case", sorted(FIXTURES.glob("**/input.html")), ids=lambda path: path.parent.name)
def test_pages_are_read_back_in_the_same_words(case: Path) -> None:
    content = case.read_text("utf-8")
    expected = html.read(content).text
    for links in (False, True):
        assert sorted(read_back(rendered(content, Form.MARKDOWN, links=links)).split()) == sorted(expected.split())


def test_the_parser_finds_the_blocks_that_the_page_has() -> None:
    text = markdown("<h1>a</h1><ul><li>b<ol><li>c</ol><li>d</ul><blockquote>e</blockquote><pre>f</pre>")
    assert outline(text) == "h1 ul(li(p ol(li(p))) li(p)) quote(p) fence"


def test_deep_lists_end_where_parsers_give_up() -> None:
    body = "<ul><li>x" * 40 + "</ul>" * 40
    assert read_back(markdown(body)).split() == ["x"] * 40


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>" + "<a href='/x'>a</a> ! <b>b</b> " * 8_000, id="links and marks in one paragraph"),
        pytest.param("<p>a</p><div>b</div>" * 8_000, id="blocks"),
        pytest.param("<table><tr><td>a</td>" + "<td colspan=1000 rowspan=1000>b</td>" * 4_000 + "</table>", id="spans"),
        pytest.param("<table>" + "<tr><td colspan=90>a<td>b" * 8_000 + "</table>", id="rows"),
        pytest.param("<ul><li>a" * 400 + "<p>b" * 4_000, id="lists in lists"),
        pytest.param("<p>" + "*_`[" * 10_000, id="what looks like Markdown"),
    ],
)
def test_hostile_pages_cost_no_more_than_their_length(body: str) -> None:
    spent = time.process_time()
    for form in (Form.MARKDOWN, Form.HTML):
        text = rendered(body, form, links=form is Form.MARKDOWN)
        assert len(text) < 100 * len(body)
    assert time.process_time() - spent < 10
