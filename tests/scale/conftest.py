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


def with_cleaner(monkeypatch: pytest.MonkeyPatch, kind: type, budget: float) -> None:
    """Gives Ray's workers another cleaner; classes made in here travel by value."""
    from cleaner.scale import ray as engine

    for name in ("_CleanRows", "_CleanParts"):
        base = getattr(engine, name)

        class Other(base):
            max_seconds = budget

            def __init__(self, settings: object, ruleset: str, before: type = base) -> None:
                before.__init__(self, settings, ruleset)
                self.cleaner = kind(settings)

        monkeypatch.setattr(engine, name, Other)


@pytest.fixture
def poisonous_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's workers have a bug that one kind of document meets."""
    with_cleaner(monkeypatch, Poisoned, 30)


@pytest.fixture
def crashing_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's workers die of one kind of document, and are kept busy by another."""
    with_cleaner(monkeypatch, Crashing, 3)


@pytest.fixture
def doomed_workers(ray_here: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Ray's workers die of every batch, come back once, and leave a mark for each death."""
    from cleaner.scale import ray as engine

    marks = tmp_path / "deaths"

    class Doomed(engine._CleanParts):
        def __call__(self, table: object) -> object:
            with marks.open("a") as file:
                file.write("x")
            os.abort()

    monkeypatch.setattr(engine, "_CleanParts", Doomed)
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
