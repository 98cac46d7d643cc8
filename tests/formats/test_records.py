"""What a record is: as it says, by its name, else by its first characters."""

from __future__ import annotations

import pytest

from cleaner.errors import InputError
from cleaner.formats.decoding import ESCAPED
from cleaner.formats.records import Record, decoded, kind_of, looks_like_html
from cleaner.model import Kind
from cleaner.settings import Limits

PAGE = "<!DOCTYPE html><html><body><p>Kilns</p></body></html>"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!DOCTYPE html><p>x", id="doctype"),
        pytest.param("\ufeff  <html>", id="mark and blanks first"),
        pytest.param("<HTML lang=de>", id="capitals"),
        pytest.param('<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<html>', id="xml declaration and comments first"),
        pytest.param("<body class=x>", id="a body alone"),
        pytest.param("<div><p>a</p><p>b</p></div>", id="a piece of a page"),
    ],
)
def test_pages_are_known(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Kilns are hot.", id="prose"),
        pytest.param("The tag <html> opens a page.", id="prose that names a tag"),
        pytest.param("<p> is the shortest tag.", id="prose that starts with a tag"),
        pytest.param("<header> <p> <div> are tags", id="three tags are quoted, not used"),
        pytest.param("<headline>x</headline>", id="a tag that only starts like head"),
        pytest.param("<3 <3 <3 <3 <3 <3", id="hearts"),
        pytest.param("<!-- a comment --> and a text", id="a comment"),
        pytest.param("x <div><p><span><table><ul><div>", id="does not start with a tag"),
    ],
)
def test_texts_are_left_as_texts(text: str) -> None:
    assert not looks_like_html(text)


def test_comments_in_a_row_take_no_time() -> None:
    assert not looks_like_html("<!-- a -->" * 800)
    assert looks_like_html("<!-- a -->" * 700 + "<html>")


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        pytest.param(Record(PAGE, kind=Kind.TEXT), Kind.TEXT, id="its own word first"),
        pytest.param(Record(PAGE, "a/page.txt"), Kind.TEXT, id="then its name"),
        pytest.param(Record("plain", "a/PAGE.HTM"), Kind.HTML, id="a name in capitals"),
        pytest.param(Record(PAGE, "a/page"), Kind.HTML, id="a name without an end says nothing"),
        pytest.param(Record(PAGE, "a/page.php"), Kind.HTML, id="a name with another end says nothing"),
        pytest.param(Record("plain", "a.b/page"), Kind.TEXT, id="a dot in the folder says nothing"),
        pytest.param(Record("plain"), Kind.TEXT, id="no name"),
    ],
)
def test_the_kind_of_a_record(record: Record, kind: Kind) -> None:
    assert kind_of(record, str(record.content)) is kind


def test_a_string_is_taken_as_it_is() -> None:
    assert decoded(Record("\ufeffä\x00"), Limits()).text == "\ufeffä\x00"


def test_a_string_with_lone_surrogates_is_labelled_so_that_it_can_be_written() -> None:
    found = decoded(Record("caf\udce9"), Limits())
    assert found.label == ESCAPED
    assert found.encode(found.text) == b"caf\xe9"


@pytest.mark.parametrize(("size", "refused"), [(4, False), (5, True)])
def test_a_record_may_have_max_bytes_and_no_more(size: int, refused: bool) -> None:
    record, limits = Record(b"x" * size), Limits(max_bytes=4)
    if refused:
        with pytest.raises(InputError, match="5 bytes > max_bytes 4; raise limits"):
            decoded(record, limits)
    else:
        assert decoded(record, limits).text == "xxxx"


def test_only_markup_is_asked_for_its_charset() -> None:
    raw = '<meta charset="koi8-r">ÄÖÜ'.encode()
    assert decoded(Record(raw, kind=Kind.HTML), Limits()).encoding == "koi8-r"
    assert decoded(Record(raw, kind=Kind.TEXT), Limits()).encoding == "utf-8"


def test_the_charset_of_a_header_comes_before_the_page() -> None:
    raw = '<meta charset="koi8-r"><p>größer'.encode("cp1252")
    assert decoded(Record(raw, kind=Kind.HTML, charset="cp1252"), Limits()).text.endswith("größer")
