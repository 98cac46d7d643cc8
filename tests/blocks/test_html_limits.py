"""What is refused before it is parsed, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaner.blocks import markup_scan
from cleaner.blocks.html import read
from cleaner.errors import InputError
from cleaner.settings import Limits


def attributes(count: int) -> str:
    return " ".join(f"a{i}=1" for i in range(count))


FORMATTING = "".join(f"<b id=b{i}>" for i in range(1000))


@pytest.mark.parametrize(
    ("html", "message"),
    [
        pytest.param("<div>" * 2_100, "nesting deeper than 2000 elements", id="deeper than the limit"),
        pytest.param("<div>" * 50_000, "nesting deeper than 2000 elements", id="far deeper"),
        pytest.param("<DIV>" * 50_000, "nesting deeper than 2000 elements", id="in capitals"),
        pytest.param("<div><!--</div>-->" * 50_000, "nesting deeper", id="closed in comments only"),
        pytest.param("<div title='</div>'>" * 50_000, "nesting deeper", id="closed in attributes only"),
        pytest.param("<table><tr><td></div>" * 30_000, "nesting deeper", id="nested tables"),
        pytest.param("<li><dd>" * 50_000, "nesting deeper", id="items that do not close each other"),
        pytest.param("<svg><style>" + "<g>" * 50_000, "nesting deeper", id="a style that is none"),
        pytest.param("<b>" * 50_000, "nesting deeper", id="formatting"),
        pytest.param(f"<a {attributes(1_001)}>x", "more than 1000 attributes", id="attributes"),
        pytest.param(f"<a {attributes(90_000)}>x", "more than 1000 attributes", id="many attributes"),
        pytest.param('<a b="<p>" ' + attributes(90_000) + ">", "more than 1000 attributes", id="behind a quoted tag"),
        pytest.param("<a " + "".join(f"b{i}='>'" for i in range(9_000)) + ">", "attributes", id="without spaces"),
        pytest.param('<i b=c"d ' + 'e=">" ' + attributes(90_000) + ">", "attributes", id="behind a stray quote"),
        pytest.param("<script>a<b c='</script><a " + attributes(90_000) + ">", "attributes", id="behind a script"),
        pytest.param("<b x='>' " + attributes(90_000) + ">", "attributes", id="behind a single quote"),
        pytest.param("<b x= \n'>' y=\">\" " + attributes(90_000) + ">", "attributes", id="behind two values"),
        pytest.param("<b " + attributes(900) + " x='>' " + attributes(1_900) + ">", "attributes", id="on both sides"),
        pytest.param("<script>a<b c='</script><a x='>' " + attributes(90_000) + ">", "attrib", id="behind both"),
        pytest.param("<!-- <a b=' --><a x='>' " + attributes(90_000) + ">", "attrib", id="behind a comment"),
        pytest.param("<b y='>' " * 100_000, "attributes", id="of a tag with a bracket in every value"),
        pytest.param('<b y=">" ' * 100_000, "attributes", id="of a tag with a bracket in every double quote"),
        pytest.param("".join(f"<html a{i}=1>" for i in range(50_000)), "attributes", id="of many html tags"),
        pytest.param("".join(f"<BODY x='>' a{i}=1>" for i in range(50_000)), "attributes", id="of many body tags"),
        pytest.param(f"<p>{FORMATTING}" + "<p>x" * 5_000, "formatting elements are never closed", id="formatting anew"),
    ],
)
def test_refused(html: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 1_900 + "x", id="deep, but not too deep"),
        pytest.param("<p>x" * 50_000, id="unclosed paragraphs"),
        pytest.param("<ul>" + "<li>x" * 50_000, id="unclosed items"),
        pytest.param("x<br>" * 50_000, id="line breaks"),
        pytest.param("<table>" + "<tr><td>x<td>y" * 20_000, id="unclosed rows"),
        pytest.param("<a href=x>x" * 20_000, id="unclosed links"),
        pytest.param("<div><p>x</div>" * 20_000, id="many siblings"),
        pytest.param("<script>" + "if (a<b) f('<div>');" * 20_000 + "</script>x", id="a script full of tags"),
        pytest.param("<!--" + "<div>" * 50_000 + "-->x", id="a comment full of tags"),
        pytest.param("<svg>" + "<path d=1 />" * 50_000 + "</svg>x", id="a picture of many lines"),
        pytest.param(f"<p title='{'<div>' * 50_000}'>x", id="an attribute full of tags"),
        pytest.param(f"<p {attributes(900)}>x", id="many attributes, but not too many"),
        pytest.param("<p>" + " word" * 500_000, id="one huge piece of text"),
        pytest.param("<b>x</b>" * 20_000, id="much formatting, all closed"),
        pytest.param(f"<p {attributes(900)} title='>' b>x", id="many attributes, a bracket among them"),
        pytest.param("<a b=\"<p>\" c='>'>x</a>" * 7_000, id="tags in values"),
        pytest.param("<html lang=en class=a>x" * 2_000, id="many pages in one"),
        pytest.param("<" * 100_000 + " x", id="less than"),
    ],
)
def test_not_refused(html: str) -> None:
    assert len(read(html)) >= 1


def test_the_limits_are_exact_on_the_tree() -> None:
    # <html>, <body> and ten <div>
    assert len(read("<div>" * 10 + "x", Limits(max_depth=12))) == 1
    with pytest.raises(InputError, match=r"nesting deeper than 11 elements; raise limits\.max_depth"):
        read("<div>" * 10 + "x", Limits(max_depth=11))
    assert len(read(f"<p {attributes(5)}>x", Limits(max_attributes=5))) == 1
    with pytest.raises(InputError, match=r"more than 4 attributes; raise limits\.max_attributes"):
        read(f"<p {attributes(5)}>x", Limits(max_attributes=4))


@pytest.mark.parametrize(
    ("attributes_", "closes"),
    [
        pytest.param(b"", False, id="none"),
        pytest.param(b" /", True, id="a slash"),
        pytest.param(b' a="b"/', True, id="after a quoted value"),
        pytest.param(b" a=b/", False, id="the end of a value"),
        pytest.param(b' a=b"/', False, id="the end of a value with a quote in it"),
    ],
)
def test_a_tag_closes_itself(attributes_: bytes, closes: bool) -> None:
    assert markup_scan._closes_itself(attributes_) is closes


@pytest.mark.parametrize(
    ("tag", "count"),
    [
        pytest.param(b"<a", 0, id="none"),
        pytest.param(b"<a b c=1 d='e f' g = \"h\"", 4, id="with values and without"),
        pytest.param(b"<a = b", 2, id="an equals sign begins a name"),
        pytest.param(b"<a/b/c", 2, id="parted by slashes"),
        pytest.param(b"<a b='c'd='e'f", 3, id="not parted"),
    ],
)
def test_attributes_are_counted_as_parsers_do(tag: bytes, count: int) -> None:
    assert markup_scan._count_in(tag) == count


_TAGS = ("<a", "<p ", "<html ", "<body ", "<script>", "</script>", "<!--", "-->", "<title>", "</title>", "</", "<svg>")
_INSIDES = ("'", '"', "=", "= ", " ='", '="', ">", "/", " ", "x", " y", " z=1", ' v="2"', " u='3'", "<", "<![CDATA[")


@given(st.lists(st.sampled_from((*_TAGS, *_INSIDES)), max_size=40).map("".join), st.integers(1, 4))
def test_no_tag_of_a_page_that_is_vouched_for_has_too_many_attributes(html: str, most: int) -> None:
    if markup_scan._is_vouched_for(html.encode(), Limits(max_attributes=most)):
        root = LexborHTMLParser(html).root
        assert root is not None
        assert all(len(node.attributes) <= most for node in root.traverse())
