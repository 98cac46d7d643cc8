"""The html form: the page without what was dropped, byte for byte as it was written but for that."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_cases import page, rendered
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks import html
from cleaner.forms import Form

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.mark.parametrize(
    ("body", "dropped", "expected"),
    [
        pytest.param("<p>a</p>\n<p>b</p>", [], "<p>a</p>\n<p>b</p>", id="nothing is dropped"),
        pytest.param("<p>a</p>\n<p>b</p>", ["b"], "<p>a</p>\n", id="an element goes whole"),
        pytest.param("<nav><ul> <li><a href='/x'>a</a> <li>b</ul></nav>c", ["a", "b"], "c", id="with what holds it"),
        pytest.param("<div><img src='i.png'><p>a</p></div><p>b</p>", ["a"], "<p>b</p>", id="with its picture"),
        pytest.param("<hr><p>a</p><img src='i.png'>", [], '<hr><p>a</p><img src="i.png">', id="what had no text stays"),
        pytest.param("<p class='x'>a &amp; b</p>", [], '<p class="x">a &amp; b</p>', id="references stay references"),
        pytest.param("<p>a <b>b</b> c</p>", ["b "], "<p>a c</p>", id="a part of a block with its element"),
        pytest.param("<p>He said so. Share this</p>", [" Share this"], "<p>He said so.</p>", id="a part of a text"),
        pytest.param("<p>a &lt; b | &lt;c</p>", [" | <c"], "<p>a &lt; b</p>", id="a part beside references"),
        pytest.param("<p>a\n  b\n  c</p>", ["b "], "<p>a\n  c</p>", id="white space as it was written"),
        pytest.param("<p>a<br>b</p>", ["b"], "<p>a<br></p>", id="a line of a block"),
        pytest.param("<pre>x\n  y\n    z</pre>", ["  y\n"], "<pre>x\n    z</pre>", id="a line of code"),
        pytest.param("<div>a\u00ad b\u200b</div><p>c", ["c"], "<div>a\u00ad b\u200b</div>", id="invisible characters"),
        pytest.param("<div>a\u00adb c</div>", ["c"], "<div>a\u00adb </div>", id="invisible characters in a cut block"),
        pytest.param("a<div>b</div>c", ["b"], "a c", id="words that the dropped element kept apart"),
        pytest.param("<b>a</b><div>b</div>c", ["b"], "<b>a</b> c", id="words behind an inline element"),
        pytest.param("<pre><div>a</div><div>b</div></pre>", ["b"], "<pre><div>a</div></pre>", id="lines of code"),
        pytest.param("<xmp>a < &amp;</xmp>", [], "<pre>a &lt; &amp;amp;</pre>", id="what needs no escapes"),
        pytest.param("<p>a</p><p hidden>b</p>", ["b"], "<p>a</p>", id="hidden text"),
        pytest.param("<p>a <span hidden>x</span> b</p>", ["x"], "<p>a  b</p>", id="hidden text in a sentence"),
        pytest.param(
            "<script>x()</script><p>a</p><style>p {}</style>", [], "<p>a</p>", id="what nobody sees is left out"
        ),
        pytest.param("<!-- x --><p>a</p>", [], "<p>a</p>", id="comment"),
    ],
)
def test_the_page_without_what_was_dropped(body: str, dropped: list[str], expected: str) -> None:
    assert page(body, *dropped) == expected


def test_a_row_keeps_its_columns() -> None:
    body = "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"
    kept = "<table><tbody><tr><td></td><td>b</td></tr></tbody></table>"
    assert page(body, "a\t", "c\td") == kept


def test_the_page_says_its_encoding_and_its_title() -> None:
    found = rendered("<html lang=de><title>A &lt; Ä</title><meta charset=latin1><p>a", Form.HTML)
    assert found == (
        '<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8"><title>A &lt; Ä</title></head>'
        "<body><p>a</p></body></html>"
    )


def test_a_page_of_which_all_goes_is_an_empty_page() -> None:
    assert rendered("<p>a", Form.HTML, "a").endswith("</head><body></body></html>")


@st.composite
def cut_pages(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A page of short blocks and which of them go."""
    tags = draw(st.lists(st.sampled_from(["p", "li", "div", "h2", "pre", "td", "span hidden"]), min_size=1, max_size=8))
    words = [f"w{number} <b>and</b> &amp;{number}" for number in range(len(tags))]
    body = "".join(
        f"<table><tr><td>{word}</td></tr></table>" if tag == "td" else f"<{tag}>{word}</{tag.split()[0]}>"
        for tag, word in zip(tags, words, strict=True)
    )
    gone = draw(st.lists(st.integers(0, len(tags) - 1), unique=True))
    return body, [f"w{number} and &{number}" for number in gone]


@given(cut_pages())
def test_what_is_kept_is_what_the_page_says(case: tuple[str, list[str]]) -> None:
    body, dropped = case
    text = html.read(f"<body>{body}").text
    for part in dropped:
        text = text.replace(part, "", 1)
    found = html.read(rendered(f"<body>{body}", Form.HTML, *dropped))
    assert sorted(found.text.split()) == sorted(text.split())


@pytest.mark.parametrize("case", sorted(FIXTURES.glob("**/input.html")), ids=lambda path: path.parent.name)
def test_a_page_that_loses_nothing_is_read_as_the_same_document(case: Path) -> None:
    document = html.read(case.read_text("utf-8"))
    again = html.read(rendered(case.read_text("utf-8"), Form.HTML))
    assert again.text == document.text
    assert again.ends.tolist() == document.ends.tolist()
