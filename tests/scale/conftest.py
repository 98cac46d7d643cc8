"""Ray's processes, started once for all tests that need them: two of them, and little memory."""

from __future__ import annotations

import gzip
import io
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from scale_cases import PROSE, Crashing, Poisoned


@pytest.fixture(scope="session")
def ray_here() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Ray's own import and start warn of is not ours to mend
        ray = pytest.importorskip("ray", reason="needs Ray (extra: ray)")
        pytest.importorskip("ray.data", reason="needs Ray (extra: ray)")
        # workers, and whom they start, find the tests
        os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=100 * 2**20,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
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
def crashing_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's workers die of one kind of document, and are kept busy by another."""
    from cleaner.scale import ray as engine

    class Dying(engine._CleanRows):
        max_seconds = 3.0

        def __init__(self, settings: object, ruleset: str) -> None:
            super().__init__(settings, ruleset)
            self.cleaner = Crashing(settings)

    monkeypatch.setattr(engine, "_CleanRows", Dying)


@pytest.fixture
def doomed_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Ray's workers die of every batch, come back once, and leave a mark for each death."""
    from cleaner.scale import ray as engine

    marks = tmp_path / "deaths"

    class Doomed(engine._CleanRows):
        def __call__(self, table: object) -> object:
            with marks.open("a") as file:
                file.write("x")
            os.abort()

    monkeypatch.setattr(engine, "_CleanRows", Doomed)
    monkeypatch.setattr(engine, "RETRIES", 1)
    return marks


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A web archive of four pages, one redirect and one picture, written with a public library."""
    page = f"<html><body><nav><a href='/'>Home</a></nav><p>{PROSE * 3}</p></body></html>"
    answers = [("200 OK", "text/html; charset=utf-8")] * 4 + [("301 Moved", "text/html"), ("200 OK", "image/png")]
    return archive(tmp_path / "crawl.warc.gz", [(status, kind, page) for status, kind in answers])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A web archive without a document."""
    return archive(tmp_path / "pictures.warc.gz", [("200 OK", "image/png", "")])


def archive(path: Path, answers: Sequence[tuple[str, str, str]]) -> Path:
    """Status, type and body of some answers as a web archive, each a gzip member of its own."""
    warc = pytest.importorskip("fastwarc.warc", reason="needs FastWARC (extra: warc)")
    with path.open("wb") as file:
        for number, (status, kind, body) in enumerate(answers):
            content = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
            record = warc.WarcRecord()
            record.init_headers(record_type=warc.WarcRecordType.response)
            record.headers["WARC-Target-URI"] = f"https://example.org/{number}"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(content)
            plain = io.BytesIO()
            record.write(plain)
            file.write(gzip.compress(plain.getvalue(), mtime=0))
    return path
