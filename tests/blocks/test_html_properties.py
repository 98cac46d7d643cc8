"""What holds for any page: every piece of visible text in exactly one block, nothing glued, nothing random."""

from __future__ import annotations

import html as references
import itertools
import pickle
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.blocks.html import read
from cleaner.blocks.page import Page

_BLOCK = st.sampled_from(
    ["div", "p", "section", "ul", "li", "h2", "blockquote", "td", "table", "tr", "pre", "noscript"]
)
_INLINE = st.sampled_from(["b", "a", "span", "i", "em", "span hidden", "code", "q"])
_VOID = st.sampled_from(
    ["<br>", "<hr>", "<img>", "<!-- x -->", "<wbr>", "<script>no</script>", "<svg><text>no</svg>", " "]
)


class _Numbers:
    """Words that are there once each: `w17`."""

    def __init__(self) -> None:
        self.count = itertools.count(1)

    def render(self, tree: object) -> str:
        if tree is None:
            return f"w{next(self.count)}x"
        if isinstance(tree, str):
            return tree
        assert isinstance(tree, tuple)
        tag, children = tree
        return f"<{tag}>{''.join(self.render(child) for child in children)}</{tag.split()[0]}>"


_TREES = st.recursive(
    st.none() | _VOID,
    lambda inner: st.tuples(_BLOCK | _INLINE, st.lists(inner, max_size=4)),
    max_leaves=40,
)
_PAGES = st.lists(_TREES, max_size=6).map(lambda trees: "".join(map(_Numbers().render, trees)))
_WORD = re.compile(r"w\d+x")
_PIECE = re.compile(r"(w\d+x)((?:<[^>]*>| )*)")
_WORDS = st.recursive(
    st.none() | st.sampled_from([" ", "<br>"]),
    lambda inner: st.tuples(st.sampled_from(["b", "i", "span"]), st.lists(inner, min_size=1, max_size=4)),
    max_leaves=20,
)
_SENTENCES = st.lists(_WORDS, max_size=5).map(lambda trees: "".join(map(_Numbers().render, trees)))
_SOUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<td>", "<table>", "</table>", "<tr>", "<b>", "</b>", "<a href=x>", "</div>", "<div>"]
    )
    | st.sampled_from(
        ["<pre>", "</pre>", "<br>", "<svg>", "</svg>", "<!--", "-->", "<", "&", "&amp", "\0", "\n", "<li>"]
    )
    | st.text(max_size=4),
    max_size=40,
).map("".join)


@given(_PAGES)
def test_every_visible_piece_of_text_is_in_exactly_one_block(html: str) -> None:
    assert sorted(_WORD.findall(read(html).text)) == sorted(_WORD.findall(html))


@given(_SENTENCES)
def test_words_are_glued_only_where_one_element_begins_or_ends(html: str) -> None:
    text = read(f"<p>{html}").text
    for (one, between), (other, _) in itertools.pairwise(_PIECE.findall(html)):
        apart = " " in between or "<br>" in between or ("</" in between and between.rfind("<") > between.rfind("</"))
        assert (one + other in text) is not apart


@given(_PAGES | _SOUP)
@settings(max_examples=200)
def test_blocks_and_line_ends_tile_the_text(html: str) -> None:
    document = read(html)
    at = 0
    for index, (start, end) in enumerate(zip(document.starts.tolist(), document.ends.tolist(), strict=True)):
        assert start == at + (index > 0)
        assert end > start
        assert document.slice(index).strip()
        assert document.text[end] == "\n"
        at = end
    assert document.text == "" or len(document.text) == at + 1


@given(_PAGES | _SOUP)
def test_reading_twice_and_pickling_change_nothing(html: str) -> None:
    one, two = read(html), read(html)
    three = pickle.loads(pickle.dumps(two))
    assert one.text == two.text == three.text
    assert one.blocks == two.blocks == three.blocks


@given(_PAGES | _SOUP)
def test_paths_select_exactly_their_elements(html: str) -> None:
    document = read(html)
    page = document.markup
    assert isinstance(page, Page)
    assert page.tree is not None
    for block in range(len(document)):
        found = page.tree.elements(page.path(block)).tolist()
        assert found == [page.pieces.holder[block]]
        assert block in page.select(page.path(block))


@given(_PAGES | _SOUP)
def test_block_elements_hold_contiguous_blocks(html: str) -> None:
    document = read(html)
    page = document.markup
    assert isinstance(page, Page)
    elements, owner = page.elements, page.pieces.owner
    for element in set(owner.tolist()):
        held = np.flatnonzero((owner >= element) & (owner < elements.stop[element]))
        assert held.tolist() == list(range(elements.first[element], elements.last[element]))


def _ink(text: str) -> str:
    """Text without white space, and without what counts as such between words."""
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")))


@given(_PAGES | _SOUP)
def test_the_source_says_of_every_text_which_block_it_is_in(html: str) -> None:
    document = read(html)
    page = document.markup
    assert isinstance(page, Page)
    found = [""] * len(document)
    for text, block in zip(page.source.tokens[::2], page.source.block.tolist(), strict=True):
        if block < 0:
            assert not _ink(references.unescape(text))
        else:
            found[block] += references.unescape(text)
    assert list(map(_ink, found)) == [_ink(document.slice(block)) for block in range(len(document))]


@given(_PAGES | _SOUP)
def test_the_source_has_a_start_and_an_end_for_every_element(html: str) -> None:
    page = read(html).markup
    assert isinstance(page, Page)
    tags = page.source.tokens[1::2]
    assert all(tag[0] + tag[-1] == "<>" for tag in tags)
    assert [tag[1:-1].split(" ")[0] for tag in tags if tag[1] != "/" and tag != "<br>"] == list(page.elements.tags)
    assert not any("<" in text or ">" in text for text in page.source.tokens[::2])
