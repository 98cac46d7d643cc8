"""Ray's processes, started once for all tests that need them: two of them, and little memory."""

from __future__ import annotations

import gzip
import io
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import scale_cases
from scale_cases import PROSE, Poisoned


@pytest.fixture(scope="session")
def ray_here() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Ray's own import and start warn of is not ours to mend
        ray = pytest.importorskip("ray", reason="needs Ray (extra: ray)")
        pytest.importorskip("ray.data", reason="needs Ray (extra: ray)")
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=100 * 2**20,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
        ray.cloudpickle.register_pickle_by_value(scale_cases)  # workers do not see the tests
        ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


@pytest.fixture
def poisonous_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's workers have a bug that one kind of document meets."""
    from cleaner.scale import ray as engine

    class Poisonous(engine._CleanRows):
        def __init__(self, settings: object, ruleset: str) -> None:
            super().__init__(settings, ruleset)
            self.cleaner = Poisoned(settings)

    monkeypatch.setattr(engine, "_CleanRows", Poisonous)


@pytest.fixture
def crashing_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Ray's workers die of every batch, come back once, and leave a mark for each death."""
    from cleaner.scale import ray as engine

    marks = tmp_path / "deaths"

    class Crashing(engine._CleanRows):
        def __call__(self, table: object) -> object:
            with marks.open("a") as file:
                file.write("x")
            os.abort()

    monkeypatch.setattr(engine, "_CleanRows", Crashing)
    monkeypatch.setattr(engine, "RETRIES", 1)
    return marks


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A web archive of four pages, one redirect and one picture, written with a public library."""
    writer_of = pytest.importorskip("warcio.warcwriter", reason="needs warcio to write an archive").WARCWriter
    from warcio.statusandheaders import StatusAndHeaders

    page = f"<html><body><nav><a href='/'>Home</a></nav><p>{PROSE * 3}</p></body></html>"
    answers = [("200 OK", "text/html; charset=utf-8")] * 4 + [("301 Moved", "text/html"), ("200 OK", "image/png")]
    file = tmp_path / "crawl.warc.gz"
    with file.open("wb") as stream:
        writer = writer_of(stream, gzip=True)
        for number, (status, kind) in enumerate(answers):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            url, payload = f"https://example.org/{number}", io.BytesIO(page.encode())
            writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    assert gzip.decompress(file.read_bytes()).startswith(b"WARC/1.0")
    return file
