"""Web archives as batches, and the files behind paths; no engine is needed for either."""

from __future__ import annotations

from pathlib import Path

import pytest
from scale_cases import prose

from cleaner.errors import CleanerError, InputError
from cleaner.pipeline import Cleaner
from cleaner.settings import Limits, Settings

pa = pytest.importorskip("pyarrow", reason="needs pyarrow (extra: parquet)")
pytest.importorskip("fastwarc", reason="needs FastWARC (extra: warc)")
crawls = pytest.importorskip("cleaner.scale.crawls", exc_type=CleanerError)


def rows_of(path: object, settings: Settings | None = None) -> list[dict]:
    tables = list(crawls.cleaned(Cleaner(settings), str(path)))
    assert all(table.schema.equals(crawls.SCHEMA) for table in tables)
    return pa.concat_tables(tables).to_pylist()


def test_the_pages_of_an_archive(crawl: Path) -> None:
    made = rows_of(crawl)
    assert [(row["url"], row["clean_status"]) for row in made] == [
        (f"https://example.org/{number}", "cleaned") for number in range(4)
    ]
    assert {row["clean_kind"] for row in made} == {"html"}
    assert all(row["id"] and row["source"] == str(crawl) for row in made)
    assert [drop["category"] for drop in made[0]["dropped"]] == ["nav"]


def test_portions_do_not_change_a_row(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_of(crawl)
    monkeypatch.setattr(crawls, "BYTES_AT_ONCE", 1)
    assert rows_of(crawl) == whole


def test_an_archive_that_was_cut_says_so_after_what_was_whole(crawl: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(crawl.read_bytes()[:-700])
    *whole, last = rows_of(cut)
    assert {row["clean_status"] for row in whole} <= {"cleaned"}
    assert (last["clean_status"], last["id"], last["clean_text"]) == ("failed", None, None)
    assert last["clean_error"]


@pytest.mark.parametrize(
    "content",
    [pytest.param(None, id="missing"), pytest.param(b"hello", id="not gzip"), pytest.param(b"", id="empty")],
)
def test_a_file_that_is_no_archive_is_a_row_that_failed(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.warc.gz"
    if content is not None:
        path.write_bytes(content)
    made = rows_of(path)
    assert [row["clean_status"] for row in made] == ["failed"]
    assert made[0]["source"] == str(path)


def test_an_archive_without_documents_still_has_its_columns(pictures: Path) -> None:
    assert rows_of(pictures) == []


def test_a_page_that_is_too_large_costs_itself(crawl: Path) -> None:
    made = rows_of(crawl, Settings(limits=Limits(max_bytes=100)))
    assert [row["clean_status"] for row in made] == ["failed"] * 6  # what it is cannot be told before it is read
    assert all(row["id"] and row["url"] for row in made)


def test_parts_of_a_table_are_its_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    from cleaner.scale import tables

    pq.write_table(pa.table({"text": [prose(number) for number in range(7)]}), tmp_path / "a.parquet", row_group_size=2)
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "none.parquet")
    paths = [str(tmp_path / "a.parquet"), str(tmp_path / "none.parquet")]
    assert [part.rows for part in tables.parts_of(paths, Settings().columns)] == [7, 0]
    monkeypatch.setattr(tables, "PART_BYTES", 1)
    parts = tables.parts_of(paths, Settings().columns)
    assert [(part.first, part.groups, part.rows) for part in parts][:4] == [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 1, 1)]
    made = pa.concat_tables([table for part in parts for table in tables.cleaned(Cleaner(), part)])
    assert made.column("text").to_pylist() == [prose(number) for number in range(7)]
    assert next(tables.cleaned(Cleaner(), parts[-1])).num_rows == 0


def behind(*paths: object) -> list[str]:
    rayfiles = pytest.importorskip("cleaner.scale.rayfiles", reason="needs Ray (extra: ray)", exc_type=CleanerError)
    return rayfiles.files_behind([str(path) for path in paths])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # what Ray's own import warns of is not ours to mend
def test_the_files_behind_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.parquet", "a.parquet", "deep/c.PARQUET", "_SUCCESS", "_d.parquet", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path.parent)
    expected = [str(tmp_path / name) for name in ("a.parquet", "b.parquet", "deep/c.PARQUET")]
    assert behind(tmp_path) == behind(tmp_path.name) == expected
    assert behind(tmp_path / "notes.txt") == [str(tmp_path / "notes.txt")]
    (tmp_path / "x.wet.gz").touch()
    with pytest.raises(InputError, match="clean one after the other"):
        behind(tmp_path)
    with pytest.raises(InputError, match="nowhere: no such file"):
        behind("nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no \.parquet, \.warc or \.wet file"):
        behind(tmp_path / "empty")
    with pytest.raises(InputError, match="no such kind of place"):
        behind("gopher://x/y")
