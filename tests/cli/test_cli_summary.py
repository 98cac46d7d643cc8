"""`clean summary`: shards of a corpus counted together, from reports, summaries and tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from cli_corpus import BODY, COUNTER, Clean

from cleaner.pipeline import Cleaner
from cleaner.reports import jsonlines
from cleaner.reports.finding import report_of
from cleaner.reports.view import View
from cleaner.settings import Settings


@pytest.fixture
def shards(corpus: Path) -> list[Path]:
    """The report of each of two shards."""
    tool = Cleaner(Settings(rules=(corpus / "rules",), default_rules=False, engines=("site_rules",)))
    reports = []
    for number in (1, 2):
        content = BODY + b"\n" + COUNTER * number
        outcome = tool.clean(content, f"https://{number}.example.org/x", "text")
        lines = jsonlines.render([report_of(f"{number}.txt", content, outcome)], View())
        reports.append(corpus / f"{number}.jsonl")
        reports[-1].write_text("".join(lines), "utf-8")
    return reports


def test_shards_together(clean: Clean, shards: list[Path]) -> None:
    ran = clean("summary", *shards)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith("2 documents: 2 cleaned\ndropped ")
    for name in ("counter", "1.example.org", "2.example.org"):
        assert f"  {name} " in ran.text


def test_summaries_of_shards_are_the_summary_of_all(clean: Clean, shards: list[Path], corpus: Path) -> None:
    whole = clean("summary", "--format", "json", *shards).out
    for shard in shards:
        (corpus / f"{shard.stem}.summary").write_bytes(clean("summary", "--format", "json", shard).out)
    merged = clean("summary", "--format", "json", corpus / "2.summary", corpus / "1.summary").out
    assert merged == whole
    assert json.loads(whole)["documents"] == 2


def test_a_compressed_report(clean: Clean, shards: list[Path], corpus: Path) -> None:
    packed = corpus / "1.jsonl.gz"
    packed.write_bytes(gzip.compress(shards[0].read_bytes()))
    assert clean("summary", packed).out == clean("summary", shards[0]).out
    packed.write_bytes(packed.read_bytes()[:-9])
    ran = clean("summary", packed)
    assert (ran.code, ran.text) == (3, "")
    assert ran.err.startswith(f"clean: {packed}: ")


def test_standard_input(clean: Clean, shards: list[Path]) -> None:
    assert clean("summary", "-", stdin=shards[0].read_bytes()).out == clean("summary", shards[0]).out


def test_a_cleaned_table(clean: Clean, corpus: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="tables need pyarrow (extra: parquet)")
    pq = pytest.importorskip("pyarrow.parquet")
    from cleaner.arrow import clean_table

    table = pa.table({"text": ["Skip to main content\n\nThe ferry was late.\n", None], "url": ["https://a.org/", None]})
    pq.write_table(clean_table(Cleaner(), table), corpus / "t.parquet")
    said = json.loads(clean("summary", "--format", "json", corpus / "t.parquet").out)
    assert (said["documents"], said["by_host"]["a.org"]["pieces"]) == (2, 1)
    pq.write_table(table, corpus / "raw.parquet")
    ran = clean("summary", corpus / "raw.parquet")
    assert ran.code == 3
    assert f"{corpus}/raw.parquet: not a report of a document" in ran.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "no such file; check the path", id="missing"),
        pytest.param(b'{"text": "x"}\n', ":1: not a report of a document", id="not a report"),
        pytest.param(b"\x00\x01", ":1: not JSON", id="not text"),
    ],
)
def test_what_is_no_report(clean: Clean, corpus: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (corpus / "x.jsonl").write_bytes(content)
    ran = clean("summary", "x.jsonl")
    assert (ran.code, ran.text) == (3, "")
    assert ran.err.startswith("clean: x.jsonl:")
    assert message in ran.err


def test_rows_of_a_table_are_limited(clean: Clean, shards: list[Path]) -> None:
    assert "by host (first 1 of 2)" in clean("summary", "--top", 1, *shards).text


def test_a_folder_of_reports_is_taken_whole(clean: Clean, corpus: Path) -> None:
    assert clean("--out", "out", "--reports", "said", "texts").code == 0
    told = sorted(path.as_posix() for path in Path("said").rglob("*.jsonl"))
    assert clean("summary", "said").out == clean("summary", *told).out
    Path("bare").mkdir()
    empty = clean("summary", "bare")
    assert empty.code == 3
    assert "bare: no .json .jsonl .parquet file in this folder" in empty.err
