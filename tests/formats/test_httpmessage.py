"""Responses as crawlers stored them: heads as servers write them, bodies packed, unpacked and broken."""

from __future__ import annotations

import gzip
import random
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats.httpmessage import body_of, head_of

PAGE = b"<p>Kilns are hot. " + b"They glow. " * 40 + b"</p>"
LIMIT = 1_000_000


def message(body: bytes = PAGE, *fields: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, *fields, "", ""]).encode("latin-1") + body


def unpacked(raw: bytes, *, cut: bool = False, limit: int = LIMIT) -> bytes:
    return body_of(raw, head_of(raw), limit, cut=cut)


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ("raw", "media_type", "charset"),
    [
        pytest.param(message(b"", "Content-Type: text/html; charset=UTF-8"), "text/html", "UTF-8", id="usual"),
        pytest.param(
            message(b"", "CONTENT-TYPE:Text/HTML;Charset='koi8-r'"), "text/html", "koi8-r", id="capitals, quotes"
        ),
        pytest.param(
            message(b"", 'Content-Type: text/html; charset="cp1251"; x=y'), "text/html", "cp1251", id="quoted"
        ),
        pytest.param(message(b"", "Content-Type: text/html;\r\n charset=utf-8"), "text/html", "utf-8", id="folded"),
        pytest.param(
            message(b"", "Content-Type: a/b", "Content-Type: text/html"), "text/html", None, id="the last counts"
        ),
        pytest.param(message(b"", "X-Odd", "Content-Type: text/html, text/html"), "text/html", None, id="odd lines"),
        pytest.param(
            message(b"", "X: \xff\xfe", "Content-Type: text/plain"), "text/plain", None, id="bytes beyond ASCII"
        ),
        pytest.param(b"HTTP/1.0 200\nContent-Type: text/html\n\nx", "text/html", None, id="bare line ends"),
        pytest.param(b"HTTP/2 200 \r\ncontent-type: text/html\r\n\r\nx", "text/html", None, id="HTTP/2"),
        pytest.param(message(b"", "X-Type: text/html", "charset: utf-8"), "", None, id="no type"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n<p>x", "", None, id="no fields"),
    ],
)
def test_heads(raw: bytes, media_type: str, charset: str | None) -> None:
    head = head_of(raw)
    assert head.status == 200
    assert head.media_type == media_type
    assert head.charset == charset


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(b"", "does not start with HTTP/ and a status", id="nothing"),
        pytest.param(PAGE, "does not start with HTTP/", id="a page without a head"),
        pytest.param(b"ICY 200 OK\r\n\r\n", "does not start with HTTP/", id="another protocol"),
        pytest.param(b"HTTP/1.1 OK\r\n\r\n", "does not start with HTTP/", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n<p>", "no empty line in its first", id="no end"),
        pytest.param(message(b"", "X: " + "a" * 300_000), "no empty line in its first 262144 bytes", id="too long"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 9, "more than 3 interim responses", id="interim for ever"),
    ],
)
def test_malformed_heads_are_said(raw: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        head_of(raw)


def test_interim_heads_are_passed_over() -> None:
    raw = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + message(PAGE, "Content-Type: text/html")
    assert head_of(raw).media_type == "text/html"
    assert unpacked(raw) == PAGE


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        pytest.param(gzip.compress(PAGE), ["Content-Encoding: gzip"], id="gzip"),
        pytest.param(gzip.compress(PAGE), ["Content-Encoding:  X-GZIP "], id="gzip by its old name"),
        pytest.param(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), ["Content-Encoding: gzip"], id="two members"),
        pytest.param(
            gzip.compress(PAGE) + b"\r\n", ["Content-Encoding: gzip"], id="a line end behind, as browsers allow"
        ),
        pytest.param(zlib.compress(PAGE), ["Content-Encoding: deflate"], id="deflate by the book"),
        pytest.param(raw_deflate(PAGE), ["Content-Encoding: deflate"], id="deflate as some servers do"),
        pytest.param(gzip.compress(zlib.compress(PAGE)), ["Content-Encoding: deflate, gzip"], id="twice"),
        pytest.param(chunked(PAGE), ["Transfer-Encoding: chunked"], id="chunks"),
        pytest.param(
            b"5;x=1\r\nKilns\r\n0\r\nTrailer: y\r\n\r\n", ["Transfer-Encoding: Chunked"], id="chunk extensions"
        ),
        pytest.param(b" 0005 \nKilns\n0\n\n", ["Transfer-Encoding: chunked"], id="untidy chunks"),
        pytest.param(
            chunked(gzip.compress(PAGE), 7),
            ["Transfer-Encoding: chunked", "Content-Encoding: gzip"],
            id="gzip in chunks",
        ),
    ],
)
def test_bodies_are_unpacked(body: bytes, fields: list[str]) -> None:
    assert unpacked(message(body, *fields)) == (b"Kilns" if b"Kilns\r\n" in body or b"Kilns\n" in body else PAGE)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([], id="nothing said"),
        pytest.param(["Transfer-Encoding: chunked"], id="unchunked by the crawler"),
        pytest.param(["Content-Encoding: gzip"], id="unpacked by the crawler"),
        pytest.param(["Content-Encoding: deflate"], id="inflated by the crawler"),
        pytest.param(["Content-Encoding: br"], id="unbrotlied by the crawler"),
        pytest.param(["Content-Encoding: zstd"], id="unpacked from zstd by the crawler"),
        pytest.param(["Content-Encoding: UTF-8"], id="a charset where an encoding should be"),
        pytest.param(["Content-Encoding: identity"], id="identity"),
        pytest.param(["Content-Encoding:"], id="empty"),
        pytest.param(["Content-Length: 5"], id="a wrong length, as crawlers leave it"),
        pytest.param(["X-Crawler-Content-Encoding: gzip"], id="a field renamed"),
    ],
)
def test_bodies_that_are_plain_are_left_alone(fields: list[str]) -> None:
    assert unpacked(message(PAGE, *fields)) == PAGE
    assert unpacked(message(b"", *fields)) == b""


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        pytest.param(gzip.compress(PAGE)[:-20], "Content-Encoding: gzip", "gzip body: cut off after", id="gzip cut"),
        pytest.param(
            gzip.compress(PAGE)[:10] + b"\xff" * 40, "Content-Encoding: gzip", "gzip body: damaged", id="damaged"
        ),
        pytest.param(raw_deflate(PAGE)[:-5], "Content-Encoding: deflate", "deflate body: cut off", id="deflate cut"),
        pytest.param(b"\xff" * 40, "Content-Encoding: deflate", "deflate body: damaged", id="not deflate"),
        pytest.param(chunked(PAGE)[:250], "Transfer-Encoding: chunked", "chunked body: broken after", id="chunks cut"),
        pytest.param(
            chunked(PAGE)[:-5], "Transfer-Encoding: chunked", "chunked body: broken", id="the last chunk is missing"
        ),
        pytest.param(
            b"3\r\nKil\r\nzz\r\nns\r\n", "Transfer-Encoding: chunked", "chunked body: broken after 3", id="no size"
        ),
        pytest.param(
            gzip.compress(b"a") * 90_000, "Content-Encoding: gzip", "more than 16 members", id="members for ever"
        ),
        pytest.param(PAGE, "Content-Encoding: " + "gzip," * 9, "10 content encodings > 4", id="packed for ever"),
    ],
)
def test_broken_bodies_are_said(body: bytes, field: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        unpacked(message(body, field))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param(gzip.compress(PAGE, 0)[:-100], "Content-Encoding: gzip", id="gzip"),
        pytest.param(chunked(PAGE)[:300], "Transfer-Encoding: chunked", id="chunks"),
        pytest.param(PAGE[:200], "X: y", id="plain"),
    ],
)
def test_what_the_crawler_cut_is_taken_as_far_as_it_goes(body: bytes, field: str) -> None:
    found = unpacked(message(body, field), cut=True)
    assert found
    assert PAGE.startswith(found)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param(gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip", id="gzip"),
        pytest.param(raw_deflate(bytes(50_000_000)), "Content-Encoding: deflate", id="deflate"),
        pytest.param(bytes(200_001), "X: y", id="not packed at all"),
    ],
)
def test_bombs_are_said(body: bytes, field: str) -> None:
    with pytest.raises(InputError, match=r"body of more than 200000 bytes \(limits.max_bytes\)"):
        unpacked(message(body, field), limit=200_000)


def test_a_body_exactly_at_the_limit_is_taken() -> None:
    assert unpacked(message(gzip.compress(PAGE), "Content-Encoding: gzip"), limit=len(PAGE)) == PAGE
    with pytest.raises(InputError, match="body of more than"):
        unpacked(message(gzip.compress(PAGE), "Content-Encoding: gzip"), limit=len(PAGE) - 1)


@given(body=st.binary(max_size=400), size=st.integers(1, 90))
def test_chunks_of_any_size_are_put_together(body: bytes, size: int) -> None:
    assert unpacked(message(chunked(body, size), "Transfer-Encoding: chunked")) == body or not body


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_newer_encodings_where_their_package_is(encoding: str) -> None:
    if encoding == "br":
        packed = pytest.importorskip("brotli").compress(PAGE)
    else:
        zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
        packed = zstd.compress(PAGE)
    field = f"Content-Encoding: {encoding}"
    assert unpacked(message(packed, field)) == PAGE
    assert PAGE.startswith(unpacked(message(packed[:-6], field), cut=True))
    for broken in (packed[:-6], packed[:4] + random.Random(4).randbytes(60)):
        with pytest.raises(InputError, match=r"(brotli|zstd) body: (cut off after|damaged)"):
            unpacked(message(broken, field))
    with pytest.raises(InputError, match="body of more than 100 bytes"):
        unpacked(message(packed, field), limit=100)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(InputError, match="brotli body: needs a package that is not there; pip install"):
        unpacked(message(b"\x1b\x00\x00", "Content-Encoding: br"))


def test_an_old_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        error = ValueError

        class Decompressor:
            def is_finished(self) -> bool:
                return False

            def process(self, packed: bytes) -> bytes:
                return packed

    monkeypatch.setitem(sys.modules, "brotli", Old)
    with pytest.raises(InputError, match=r"brotli body: needs brotli 1\.2"):
        unpacked(message(b"\x1b\x00\x00", "Content-Encoding: br"))
