"""Lines come out as they lie in the file, and each gives its record or says why not."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats.compressed import Codec, reading
from cleaner.formats.jsonl import Fields, Oversized, is_blank, lines, record_of
from cleaner.formats.records import Record
from cleaner.model import Kind

PAGES = Fields(html="html")


def whole(line: bytes | Oversized) -> bytes:
    return line if isinstance(line, bytes) else b"".join(line.pieces())


@given(
    pieces=st.lists(
        st.sampled_from([b"a", b"bcd", b"\n", b"\r\n", b"\r", b"\x0b", b"\x85", b"\xe2\x80\xa8", b"x" * 9])
    ),
    limit=st.integers(1, 12),
)
def test_all_lines_together_are_the_stream(pieces: list[bytes], limit: int) -> None:
    stream = b"".join(pieces)
    found = list(lines(io.BytesIO(stream), limit))
    assert b"".join(whole(line) for line in found) == stream
    assert [whole(line) for line in found] == [part + b"\n" for part in stream.split(b"\n")[:-1]] + (
        [stream.split(b"\n")[-1]] if not stream.endswith(b"\n") and stream else []
    )
    for line in found:
        if isinstance(line, Oversized):
            assert len(whole(line).rstrip(b"\n")) > limit
            line.close()
        else:
            assert len(line.rstrip(b"\r\n")) <= limit


@pytest.mark.parametrize(
    ("stream", "found"),
    [
        pytest.param(b"", [], id="an empty file has no lines"),
        pytest.param(b"{}", [b"{}"], id="a missing final line end stays missing"),
        pytest.param(b"{}\n\n{}\r\n", [b"{}\n", b"\n", b"{}\r\n"], id="blank lines and both line ends stay"),
        pytest.param(b"{}\r{}\n", [b"{}\r{}\n"], id="a carriage return alone ends no line"),
        pytest.param(b'"\xe2\x80\xa8"\n', [b'"\xe2\x80\xa8"\n'], id="nor does Unicode's line separator"),
        pytest.param(b"12345678\n", [b"12345678\n"], id="exactly at the limit"),
        pytest.param(b"12345678\r\n1\n", [b"12345678\r\n", b"1\n"], id="exactly at the limit, two bytes of line end"),
        pytest.param(b"12345678", [b"12345678"], id="exactly at the limit, no line end"),
    ],
)
def test_lines(stream: bytes, found: list[bytes]) -> None:
    assert list(lines(io.BytesIO(stream), 8)) == found


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_line_that_is_too_long_is_set_aside_whole(end: bytes) -> None:
    long = random.Random(2).randbytes(700_000).hex().encode()
    before, found, *after = lines(io.BytesIO(b"{}\n" + long + end + (b"{}\n" if end else b"")), 1000)
    assert before == b"{}\n"
    assert isinstance(found, Oversized)
    assert found.size == len(long + end)
    assert str(found.problem).startswith(f"line of {len(long + end)} bytes > max_bytes 1000; raise limits.max_bytes")
    assert b"".join(found.pieces()) == long + end
    assert b"".join(found.pieces()) == long + end, "a second time"
    assert max(len(piece) for piece in found.pieces()) <= 1 << 18
    assert after == ([b"{}\n"] if end else [])
    found.close()


def test_a_line_of_zeros_without_end_costs_no_memory() -> None:
    """100 MB in one line, from 100 kB of gzip."""
    packed = gzip.compress(bytes(100_000_000))
    tracemalloc.start()
    [found] = lines(reading(io.BytesIO(packed), Codec.GZIP), 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Oversized)
    assert found.size == 100_000_000
    assert peak < 8_000_000
    found.close()


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        pytest.param(b"\n", True, id="a line end"),
        pytest.param(b" \t\r\n", True, id="blanks"),
        pytest.param(b"\xef\xbb\xbf\n", True, id="a byte order mark alone"),
        pytest.param(b"{}\n", False, id="an empty object is a record"),
        pytest.param(b"null\n", False, id="so is null, if a bad one"),
        pytest.param(b"\x00\n", False, id="and a zero"),
        pytest.param(b"\xc2\xa0\n", False, id="and a blank that is not JSON's"),
    ],
)
def test_is_blank(line: bytes, *, blank: bool) -> None:
    assert is_blank(line) is blank


@pytest.mark.parametrize(
    ("line", "fields", "record"),
    [
        pytest.param(
            b'{"id": "k1", "url": "http://a.example/", "text": "Kilns"}\n',
            Fields(),
            Record("Kilns", "x.jsonl", "http://a.example/", Kind.TEXT, id="k1"),
            id="all fields",
        ),
        pytest.param(b'{"text": "Kilns"}', Fields(), Record("Kilns", "x.jsonl", None, Kind.TEXT), id="text alone"),
        pytest.param(b'{"text": ""}', Fields(), Record("", "x.jsonl", None, Kind.TEXT), id="an empty text is a text"),
        pytest.param(
            b'{"text": "5"}', Fields(), Record("5", "x.jsonl", None, Kind.TEXT), id="digits in quotes are text"
        ),
        pytest.param(
            b'{"text": "<html><p>x"}',
            Fields(),
            Record("<html><p>x", "x.jsonl", None, Kind.TEXT),
            id="text it is called",
        ),
        pytest.param(
            b'{"text": "", "html": "<p>x"}', PAGES, Record("<p>x", "x.jsonl", None, Kind.HTML), id="the page goes first"
        ),
        pytest.param(
            b'{"text": "a", "url": null, "id": null}', Fields(), Record("a", "x.jsonl", None, Kind.TEXT), id="nulls"
        ),
        pytest.param(
            b'{"text": "a", "url": ["b"], "id": true}',
            Fields(),
            Record("a", "x.jsonl", None, Kind.TEXT),
            id="odd types",
        ),
        pytest.param(
            b'{"text": "a", "id": 12345678901234567890123}',
            Fields(),
            Record("a", "x.jsonl", None, Kind.TEXT, id="12345678901234567890123"),
            id="a long number is an id as it is written",
        ),
        pytest.param(
            b'{"doc": {"body": "a"}, "m": {"u": "b"}, "id": "k"}',
            Fields("doc.body", url="m.u", id=None),
            Record("a", "x.jsonl", "b", Kind.TEXT),
            id="paths, and no id wanted",
        ),
        pytest.param(b'{"text": "\\ud800"}', Fields(), Record("\ud800", "x.jsonl", None, Kind.TEXT), id="a surrogate"),
    ],
)
def test_record_of(line: bytes, fields: Fields, record: Record) -> None:
    assert record_of(line, fields, "x.jsonl") == record


@pytest.mark.parametrize(
    ("line", "fields", "told"),
    [
        pytest.param(b'{"txt": "a"}', Fields(), 'field "text" is missing; did you mean "txt"', id="missing"),
        pytest.param(b'{"text": "a"}', PAGES, 'field "html" is missing', id="a page is wanted"),
        pytest.param(b'{"text": null}', Fields(), 'field "text": expected a string, got null', id="null"),
        pytest.param(b'{"text": 5}', Fields(), "expected a string, got a number; name another field", id="a number"),
        pytest.param(b'{"text": 5.5}', Fields(), "expected a string, got a number", id="a float"),
        pytest.param(b'{"text": NaN}', Fields(), "expected a string, got a number", id="not even a number"),
        pytest.param(b'{"text": true}', Fields(), "expected a string, got true", id="true"),
        pytest.param(b'{"text": ["a"]}', Fields(), "expected a string, got an array", id="an array"),
        pytest.param(b'{"text": {}}', Fields(), "expected a string, got an object", id="an object"),
        pytest.param(
            b"[]", Fields(), "expected a JSON object, got an array; write one object per line", id="no object"
        ),
        pytest.param(b'{"text": "a', Fields(), "not JSON at character 10", id="cut off"),
        pytest.param(b'{"text": "\xe9"}', Fields(), "not UTF-8 at byte 10", id="Latin-1"),
    ],
)
def test_a_line_without_a_document_says_why(line: bytes, fields: Fields, told: str) -> None:
    with pytest.raises(InputError, match=told):
        record_of(line, fields)
