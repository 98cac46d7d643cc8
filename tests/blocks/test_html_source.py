"""A page as markup: what is seen of it, and which piece of text went into which block."""

from __future__ import annotations

import pickle

import pytest

from cleaner.blocks.html import read
from cleaner.blocks.page import Page, Source
from cleaner.model import Document


def source_of(document: Document) -> Source:
    assert isinstance(document.markup, Page)
    return document.markup.source


@pytest.mark.parametrize(
    ("html", "body"),
    [
        pytest.param("<p class=x>a<b>b</b>", '<p class="x">a<b>b</b></p>', id="end tags and quotes are there"),
        pytest.param("<p title='\"<&>'>a", '<p title="&quot;&lt;&amp;&gt;">a</p>', id="values are escaped"),
        pytest.param("<p hidden>a&lt;b&nbsp;&amp;", '<p hidden="">a&lt;b&nbsp;&amp;</p>', id="texts are escaped"),
        pytest.param("a<br>b<img src=c>", 'a<br>b<img src="c">', id="what holds nothing has no end tag"),
        pytest.param("a<!-- x --><svg><g/></svg><script>1</script>b", "ab", id="without what nobody sees"),
        pytest.param("<xmp><b></xmp>", "<xmp>&lt;b&gt;</xmp>", id="raw text is escaped"),
        pytest.param("<pre>\n\n a</pre>", "<pre>\n a</pre>", id="the lines of a pre"),
        pytest.param("", "", id="empty"),
    ],
)
def test_markup(html: str, body: str) -> None:
    written = "".join(source_of(read(html)).tokens)
    assert written == f"<html><head></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        pytest.param("<p>a <b>b</b></p> <p>c", [("a ", 0), ("b", 0), (" ", -1), ("c", 1)], id="paragraphs"),
        pytest.param("<p>a<i hidden>h</i>b", [("a", 0), ("h", 1), ("b", 0)], id="a hidden word is a block of its own"),
        pytest.param(
            "<table><tr><td>a</td> <td><i hidden>h</i>b</table><p>c",
            [("a", 0), (" ", -1), ("h", 1), ("b", 0), ("c", 2)],
            id="cells have the number of their row",
        ),
        pytest.param("<p>a<!-- --> <!-- --></p>", [("a ", 0)], id="texts that a comment parts are one"),
        pytest.param("<pre> </pre><p>a", [(" ", -1), ("a", 0)], id="a pre of white space is no block"),
    ],
)
def test_every_text_knows_its_block(html: str, blocks: list[tuple[str, int]]) -> None:
    source = source_of(read(html))
    found = zip(source.tokens[::2], source.block.tolist(), strict=True)
    assert [(text, block) for text, block in found if text] == blocks


def test_a_pickled_page_keeps_its_source() -> None:
    document = read("<p>a<p>b")
    copy = pickle.loads(pickle.dumps(document))
    assert source_of(copy).tokens == source_of(document).tokens
    assert source_of(copy).block.tolist() == source_of(document).block.tolist()
