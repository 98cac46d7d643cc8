"""Crawls written by public libraries are read, every record is counted, and a cut is said."""

from __future__ import annotations

import contextlib
import gc
import gzip
import io
import random
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from cleaner.errors import InputError
from cleaner.formats.compressed import Codec, reading
from cleaner.formats.records import Record
from cleaner.formats.warc import Bad, Counts, records
from cleaner.model import Kind

fastwarc = pytest.importorskip("fastwarc.warc")

PAGE = b"<!DOCTYPE html><html><body><p>Kilns are hot.</p></body></html>"
HTML = "Content-Type: text/html; charset=koi8-r"
LIMIT = 1_000_000


def http(body: bytes = PAGE, *fields: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *(fields or (HTML,)), "", ""]).encode() + body


def record(block: bytes, kind: str = "response", number: int = 1, **headers: str) -> bytes:
    """One record, written by hand, so that it can be as wrong as the world is."""
    media = {"response": "application/http; msgtype=response", "conversion": "text/plain"}.get(kind, "application/x")
    all_headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number}>",
        "WARC-Target-URI": f"http://a.example/{number}",
        "Content-Type": media,
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items() if value)
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def read(raw: bytes, limit: int = LIMIT) -> tuple[list[Record | Bad], Counts]:
    counts = Counts()
    found = list(records(io.BytesIO(raw), limit, counts))
    assert counts.out == sum(isinstance(item, Record) for item in found)
    assert counts.bad == sum(isinstance(item, Bad) for item in found)
    return found, counts


@contextlib.contextmanager
def by_warcio(*, gzipped: bool) -> Iterator[tuple[Any, io.BytesIO]]:
    """A writer of another library, which leaves its temporary files open."""
    warcwriter = pytest.importorskip("warcio.warcwriter")
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield warcwriter.WARCWriter(stream, gzip=gzipped), stream
        gc.collect()


def small_crawl(*, gzipped: bool) -> bytes:
    """Three pages with their requests."""
    pages = (("a", "text/html; charset=utf-8", "200 OK"), ("b", "image/png", "200 OK"), ("c", "text/html", "404 No"))
    with by_warcio(gzipped=gzipped) as (writer, stream):
        from warcio.statusandheaders import StatusAndHeaders

        writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "x"}))
        for path, media, status in pages:
            url = f"http://a.example/{path}"
            head = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(PAGE), http_headers=head))
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.example")], is_http_request=True)
            writer.write_record(writer.create_warc_record(url, "request", http_headers=asked))
    return stream.getvalue()


def extracted_texts() -> bytes:
    """Texts as a crawler publishes them."""
    with by_warcio(gzipped=True) as (writer, stream):
        for text in ("Kilns are hot.", "Öfen sind heiß."):
            payload = io.BytesIO(text.encode())
            media = {"warc_content_type": "text/plain"}
            writer.write_record(writer.create_warc_record("http://a.example/", "conversion", payload=payload, **media))
    return stream.getvalue()


@pytest.mark.parametrize("gzipped", [pytest.param(True, id="gzip"), pytest.param(False, id="plain")])
def test_a_crawl_by_warcio(*, gzipped: bool) -> None:
    raw = small_crawl(gzipped=gzipped)
    counts = Counts()
    stream = reading(io.BytesIO(raw), Codec.GZIP if gzipped else None)
    [page] = records(stream, LIMIT, counts)
    assert isinstance(page, Record)
    assert (page.content, page.url, page.kind, page.charset) == (PAGE, "http://a.example/a", Kind.HTML, "utf-8")
    assert page.name is not None
    assert page.name.startswith("<urn:uuid:")
    assert page.id == page.name
    skipped = {"warcinfo record": 1, "request record": 3, "content type image/png": 1, "status 404": 1}
    assert counts.skipped == skipped
    assert counts.records == 7


def test_texts_by_warcio() -> None:
    counts = Counts()
    found = list(records(reading(io.BytesIO(extracted_texts()), Codec.GZIP), LIMIT, counts))
    assert [item.content for item in found] == [b"Kilns are hot.", "Öfen sind heiß.".encode()]
    assert {item.kind for item in found if isinstance(item, Record)} == {Kind.TEXT}
    assert counts.records == counts.out == 2


def test_a_crawl_by_fastwarc() -> None:
    stream = io.BytesIO()
    for number in range(3):
        written = fastwarc.WarcRecord()
        written.init_headers(record_type=fastwarc.response)
        written.headers["WARC-Target-URI"] = f"http://a.example/{number}"
        written.headers["Content-Type"] = "application/http; msgtype=response"
        written.set_bytes_content(http())
        written.write(stream)
    found, counts = read(stream.getvalue())
    assert [item.url for item in found] == [f"http://a.example/{number}" for number in range(3)]
    assert counts.records == 3


@pytest.mark.parametrize(
    ("raw", "content", "kind", "charset"),
    [
        pytest.param(record(http()), PAGE, Kind.HTML, "koi8-r", id="a page"),
        pytest.param(record(http(PAGE, "Content-Type: application/xhtml+xml")), PAGE, Kind.HTML, None, id="xhtml"),
        pytest.param(record(http(b"Kilns", "Content-Type: text/plain")), b"Kilns", Kind.TEXT, None, id="plain text"),
        pytest.param(record(http(PAGE, "Content-Type: text/plain")), PAGE, Kind.TEXT, None, id="text it is called"),
        pytest.param(record(http(b"")), b"", Kind.HTML, "koi8-r", id="an empty page is a page"),
        pytest.param(
            record(http(gzip.compress(PAGE), HTML, "Content-Encoding: gzip")), PAGE, Kind.HTML, "koi8-r", id="packed"
        ),
        pytest.param(
            record(http(PAGE, "X: y"), WARC_Identified_Payload_Type="text/html"),
            PAGE,
            Kind.HTML,
            None,
            id="as identified",
        ),
        pytest.param(record(http(PAGE, "X: y")), PAGE, Kind.HTML, None, id="no type, but it looks like a page"),
        pytest.param(record(b"Kilns", "conversion"), b"Kilns", Kind.TEXT, None, id="extracted text"),
        pytest.param(
            record(b"Kilns", "conversion", Content_Type="text/plain; charset=cp1252"),
            b"Kilns",
            Kind.TEXT,
            "cp1252",
            id="charset",
        ),
        pytest.param(
            record(http(gzip.compress(PAGE, 0)[:-30], HTML, "Content-Encoding: gzip"), WARC_Truncated="length"),
            PAGE[:-22],
            Kind.HTML,
            "koi8-r",
            id="as far as the crawler fetched it",
        ),
    ],
)
def test_documents(raw: bytes, content: bytes, kind: Kind, charset: str | None) -> None:
    [found], counts = read(raw)
    name = "<urn:uuid:1>"
    assert found == Record(content, name, "http://a.example/1", kind, charset, name)
    assert counts.records == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(record(b"x", "warcinfo"), "warcinfo record", id="the crawler's own words"),
        pytest.param(record(b"GET / HTTP/1.1\r\n\r\n", "request"), "request record", id="request"),
        pytest.param(record(b"x", "metadata"), "metadata record", id="metadata"),
        pytest.param(record(http(), "revisit"), "revisit record", id="seen before"),
        pytest.param(record(PAGE, "resource", Content_Type="text/html"), "resource record", id="resource"),
        pytest.param(record(b"x", "novelty"), "novelty record", id="a type of tomorrow"),
        pytest.param(record(b"x", WARC_Type=""), "untyped record", id="no type"),
        pytest.param(record(b"a.example. 1 IN A", Content_Type="text/dns"), "response without HTTP", id="dns"),
        pytest.param(record(http(status="404 Not Found")), "status 404", id="an error page is no document"),
        pytest.param(record(http(status="301 Moved")), "status 301", id="nor is a redirect"),
        pytest.param(record(http(status="503 Busy")), "status 503", id="nor a busy server"),
        pytest.param(record(http(status="206 Partial")), "status 206", id="nor a part"),
        pytest.param(
            record(http(b"%PDF", "Content-Type: Application/PDF; x=y")), "content type application/pdf", id="pdf"
        ),
        pytest.param(record(http(b"{}", "Content-Type: application/json")), "content type application/json", id="json"),
        pytest.param(record(http(b"Kilns", "X: y")), "no content type", id="no type, and no page either"),
        pytest.param(
            record(b"{}", "conversion", Content_Type="application/json"), "content type application/json", id="wat"
        ),
    ],
)
def test_what_is_no_document_is_skipped_and_counted(raw: bytes, reason: str) -> None:
    found, counts = read(raw + record(http(), number=2))
    assert [item.name for item in found] == ["<urn:uuid:2>"]
    assert counts.skipped == {reason: 1}
    assert counts.records == 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(record(PAGE), "malformed HTTP head", id="no head"),
        pytest.param(record(b""), "malformed HTTP head", id="nothing"),
        pytest.param(
            record(http(gzip.compress(PAGE)[:-9], HTML, "Content-Encoding: gzip")), "gzip body: cut", id="cut body"
        ),
        pytest.param(
            record(http(bytes(5000))), "record of .* bytes > max_bytes 4000; raise limits.max_bytes", id="too large"
        ),
        pytest.param(
            record(http(gzip.compress(bytes(90_000)), HTML, "Content-Encoding: gzip")),
            "body of more than 4000",
            id="a bomb",
        ),
        pytest.param(record(bytes(5000), "conversion"), "record of 5000 bytes > max_bytes 4000", id="a text too large"),
    ],
)
def test_a_document_that_cannot_be_read_costs_itself(raw: bytes, told: str) -> None:
    (bad, page), counts = read(raw + record(http(), number=2), 4000)
    assert isinstance(bad, Bad)
    assert re.search(told, str(bad.problem))
    assert (bad.name, bad.url) == ("<urn:uuid:1>", "http://a.example/1")
    assert bad.content in raw
    assert bool(bad.content) == (b"\r\n\r\n\r\n\r\n" not in raw and len(raw) < 4500)
    assert isinstance(page, Record)
    assert counts.records == 2


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        pytest.param({"WARC_Target_URI": "<http://a.example/x>"}, "http://a.example/x", id="in angle brackets"),
        pytest.param({"WARC_Target_URI": ""}, None, id="none"),
        pytest.param({"WARC_Target_URI": "http://a.example/é"}, "http://a.example/é", id="beyond ASCII"),
    ],
)
def test_urls(headers: dict[str, str], url: str | None) -> None:
    [found], _ = read(record(http(), **headers))
    assert found.url == url


def test_a_record_without_an_id_is_named_by_its_number() -> None:
    found, _ = read(record(b"x", "metadata") + record(http(), WARC_Record_ID=""))
    assert [item.name for item in found] == ["record 2"]


def test_an_empty_file_has_no_records() -> None:
    assert read(b"") == ([], Counts())


def crawl(count: int = 12) -> bytes:
    return b"".join(record(http(PAGE * 9), number=number) for number in range(count))


@pytest.mark.parametrize("seed", range(12))
def test_a_cut_anywhere_is_said(seed: int) -> None:
    raw, size = crawl(), len(crawl(1))
    cut = random.Random(seed).randrange(len(raw) - 10)
    if cut % size == 0:
        cut += 1
    counts = Counts()
    found = []
    with pytest.raises(InputError, match=r"record \d+( at byte \d+)?: (cut off|not WARC)"):
        found.extend(records(io.BytesIO(raw[:cut]), LIMIT, counts))
    assert counts.out == cut // size


@pytest.mark.parametrize("codec", list(Codec))
def test_a_cut_in_a_compressed_crawl_is_said(codec: Codec) -> None:
    if codec is Codec.GZIP:
        pack = gzip.compress
    else:
        pack = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd").compress
    raw = b"".join(pack(record(http(PAGE * 9), number=number)) for number in range(5))
    counts = Counts()
    with pytest.raises(
        InputError, match=r"(gzip|zstd) stream, after \d+ decompressed bytes: cut off inside (member|frame) 5"
    ):
        list(records(reading(io.BytesIO(raw[:-9]), codec), LIMIT, counts))
    assert counts.out >= 4, "the fifth may be whole but for its checksum"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(b"<html>" * 9, "record 1: not WARC", id="something else"),
        pytest.param(
            record(http()) + b"noise\r\n\r\n" + record(http()), "record 2: not WARC", id="noise between records"
        ),
        pytest.param(
            record(http(), Content_Length="10") + record(http()), "record 2: not WARC", id="a length too small"
        ),
        pytest.param(
            record(http(), Content_Length="150") + record(http()), "record 2: not WARC", id="a length too large"
        ),
        pytest.param(record(http(), Content_Length=""), "record 1 at byte 0: .* no Content-Length", id="no length"),
        pytest.param(record(http(), Content_Length="-5"), "no Content-Length|not WARC", id="a negative length"),
        pytest.param(record(http(), Content_Length="many"), "no Content-Length|not WARC", id="a length in words"),
        pytest.param(record(http()).replace(b"\r\n", b"\n"), "no Content-Length|not WARC", id="bare line ends"),
        pytest.param(record(http(), X="a" * 200_000), "record 1: not WARC", id="a head without end"),
    ],
)
def test_a_file_whose_records_do_not_follow_each_other_is_refused(raw: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        list(records(io.BytesIO(raw), LIMIT))


def test_pipes_can_be_read() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.inner = io.BytesIO(crawl())

        def readable(self) -> bool:
            return True

        def readinto(self, target: memoryview) -> int:  # type: ignore[override]
            return self.inner.readinto(target)

    assert len(list(records(io.BufferedReader(Pipe()), LIMIT))) == 12


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(InputError, match=r"pip install 'boilerstrip\[warc\]'"):
        list(records(io.BytesIO(), LIMIT))
