"""A small folder with every container in it, made anew for each test that asks."""

from __future__ import annotations

import contextlib
import gc
import gzip
import io
import json
import warnings
from pathlib import Path

COUNTER = "This news has been read {} times!\n"
RULES = r"""
version: 1
pack: house
rules:
  - id: read-counter
    category: counter
    why: a counter under the text
    text: {line: {regex: '^this news has been read \d+ times!$'}}
    examples:
      - {text: "This news has been read 8 times!", dropped: ["This news has been read 8 times!"]}
      - {text: "He has been read 8 times.", dropped: []}
"""
CONFIG = 'engines = ["site_rules"]\ndefault-rules = false\nrules = ["rules"]\n'


def text(number: int) -> str:
    """A text; every third one ends in a counter."""
    body = f"Harbour {number}\n\nThe harbour reopened on Monday — nobody was hurt.\n"
    return body + (COUNTER.format(number) if number % 3 == 0 else "")


def page(number: int) -> str:
    """The same as a page."""
    return f"<html><body><h1>Höhe {number}</h1><p>This news has been read {number} times!</p></body></html>"


def line(number: int) -> bytes:
    """The same as a line of JSON, with things that a careless writer would change."""
    return json.dumps({"id": number, "x": 1.10, "text": text(number), "z": "ä"}, ensure_ascii=number % 2 == 0).encode()


def lines(count: int) -> bytes:
    """Lines with a blank one and two broken ones among them."""
    rows = [line(number) for number in range(count)]
    return b"\n".join([*rows[: count // 2], b"", b'{"broken"', b'{"text": 3}', *rows[count // 2 :]]) + b"\n"


def configure(folder: Path) -> None:
    """Rules of its own and nothing else, so that tests are quick and no fit changes them."""
    (folder / "rules").mkdir()
    (folder / "rules" / "house.yaml").write_text(RULES, "utf-8")
    (folder / "cleaner.toml").write_text(CONFIG, "utf-8")


def fill(folder: Path, count: int = 12) -> None:
    """Files of every kind below a folder."""
    zstd = _zstd()
    (folder / "deep").mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(text(number), "utf-8")
        (folder / "deep" / f"{number:03}.html").write_text(page(number), "utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02")
    (folder / "one.txt.gz").write_bytes(gzip.compress(text(3).encode()))
    (folder / "one.html.zst").write_bytes(zstd.compress(page(3).encode()))
    (folder / "lines.jsonl").write_bytes(lines(count * 3))
    (folder / "members.jsonl.gz").write_bytes(gzip.compress(lines(5)) + gzip.compress(lines(7)))
    (folder / "frames.ndjson.zst").write_bytes(zstd.compress(lines(5)) + zstd.compress(lines(7)))
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(lines(200))[:-40])
    (folder / "empty.jsonl.gz").write_bytes(gzip.compress(b""))
    _table(folder / "table.parquet", count * 2)
    (folder / "crawl.warc.gz").write_bytes(_crawl(count))
    (folder / "crawl.warc.wet").write_bytes(_texts(count))


def _zstd():
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd
    return zstd


def _table(path: Path, count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [None if number == 1 else text(number) for number in range(count)]
    pq.write_table(pa.table({"n": list(range(count)), "text": texts}), path, row_group_size=7)


@contextlib.contextmanager
def _writer(*, compress: bool):
    """A writer of another library, which leaves its temporary files open."""
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield WARCWriter(stream, gzip=compress), stream
        gc.collect()


def _crawl(count: int) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders

    with _writer(compress=True) as (writer, stream):
        for number in range(count):
            status = "404 Not Found" if number == 2 else "200 OK"
            head = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            address, payload = f"http://example.com/{number}", io.BytesIO(page(number).encode())
            writer.write_record(writer.create_warc_record(address, "response", payload=payload, http_headers=head))
    return stream.getvalue()


def _texts(count: int) -> bytes:
    with _writer(compress=False) as (writer, stream):
        for number in range(count):
            address, payload = f"http://example.com/{number}", io.BytesIO(text(number).encode())
            media = {"warc_content_type": "text/plain"}
            writer.write_record(writer.create_warc_record(address, "conversion", payload=payload, **media))
    return stream.getvalue()


def contents(folder: Path, *, without: tuple[str, ...] = ("lock", "journal.jsonl")) -> dict[str, bytes]:
    """All files below a folder, by name."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in without]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
