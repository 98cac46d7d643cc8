"""Ray Data runs for real: rows in are rows out, a poisonous one among them costs itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scale_cases import POISON, PROSE, TEXT, prose, text

from cleaner.errors import CleanerError, InputError
from cleaner.settings import Columns, Settings

pa = pytest.importorskip("pyarrow", reason="needs pyarrow (extra: ray)")
pq = pytest.importorskip("pyarrow.parquet")

# Ray opens files without closing them and calls what will go; rows are what we test
pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("ray_here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def rows_of(table) -> list[dict]:
    import ray

    from cleaner.scale.ray import clean_dataset

    return clean_dataset(ray.data.from_arrow(table), workers=1, batch_size=4).take_all()


def test_rows_in_are_rows_out_in_order() -> None:
    texts = [*map(text, range(9)), None]
    made = sorted(rows_of(pa.table({"text": texts, "n": range(10)})), key=lambda row: row["n"])
    assert [row["clean_text"] for row in made] == [*map(prose, range(9)), None]
    assert [row["clean_status"] for row in made] == ["cleaned"] * 9 + ["unchanged"]
    assert made[0]["dropped"][0]["category"] == "skip_link"


def test_a_poisonous_row_costs_itself(poisonous_workers: None) -> None:
    made = sorted(rows_of(pa.table({"text": [TEXT, POISON, PROSE, "", TEXT], "n": range(5)})), key=lambda row: row["n"])
    assert made[0]["clean_error"] is None
    assert [row["clean_status"] for row in made] == ["cleaned", "failed", "unchanged", "unchanged", "cleaned"]
    assert "ZeroDivisionError" in made[1]["clean_error"]
    assert made[1]["text"] == POISON


def test_the_schema_is_explicit_even_where_nothing_is_dropped() -> None:
    import ray

    from cleaner.arrow import SCHEMA
    from cleaner.scale.ray import clean_dataset

    made = clean_dataset(ray.data.from_arrow(pa.table({"text": pa.nulls(3, pa.string())})), workers=1)
    assert made.schema().base_schema.field("dropped").type == SCHEMA.field("dropped").type


def test_a_wrong_table_is_told_before_a_worker_starts() -> None:
    import ray

    from cleaner.scale.ray import clean_dataset

    with pytest.raises(InputError, match='column "text": not there; name one of body'):
        clean_dataset(ray.data.from_arrow(pa.table({"body": ["x"]})))


def test_parquet_in_parquet_out(tmp_path: Path, poisonous_workers: None) -> None:
    from cleaner.scale.rayfiles import clean_files

    (tmp_path / "in").mkdir()
    texts = [*map(text, range(6)), POISON]
    pq.write_table(pa.table({"t": texts, "n": range(7)}), tmp_path / "in" / "a.parquet")
    pq.write_table(pa.table({"t": [PROSE], "n": [7]}), tmp_path / "in" / "b.parquet")
    (tmp_path / "in" / "_SUCCESS").touch()
    settings = Settings(columns=Columns(text="t"))
    summary = clean_files([str(tmp_path / "in")], str(tmp_path / "out"), settings, 1)
    assert summary.statuses == {"cleaned": 6, "unchanged": 1, "failed": 1}
    made = sorted(pq.read_table(tmp_path / "out").to_pylist(), key=lambda row: row["n"])
    assert [row["clean_text"] for row in made] == [*map(prose, range(6)), None, PROSE]
    assert (tmp_path / "out" / "_summary.json").exists()
    with pytest.raises(InputError, match="is not empty; choose a new folder"):
        clean_files([str(tmp_path / "in")], str(tmp_path / "out"), settings, 1)


def test_web_archives_in_parquet_out(tmp_path: Path, crawl: Path) -> None:
    from cleaner.scale.rayfiles import clean_files

    (tmp_path / "cut.warc.gz").write_bytes(crawl.read_bytes()[:-50])
    summary = clean_files([str(crawl), str(tmp_path / "cut.warc.gz")], str(tmp_path / "out"), Settings(), 1)
    made = pq.read_table(tmp_path / "out").to_pylist()
    assert len(made) == summary.documents
    whole = [row for row in made if row["source"] == str(crawl)]
    assert [row["clean_status"] for row in whole] == ["cleaned"] * 4
    assert [row["url"] for row in whole] == [f"https://example.org/{number}" for number in range(4)]
    lost = [row for row in made if row["clean_status"] == "failed"]
    assert [(row["id"], row["source"]) for row in lost] == [(None, str(tmp_path / "cut.warc.gz"))]
    assert lost[0]["clean_error"]


def test_documents_that_kill_their_worker_or_keep_it_busy_cost_themselves(crashing_workers: None) -> None:
    made = sorted(rows_of(pa.table({"text": [TEXT, "busy", PROSE, POISON], "n": range(4)})), key=lambda row: row["n"])
    assert [row["clean_status"] for row in made] == ["cleaned", "failed", "unchanged", "failed"]
    assert made[1]["clean_error"] == "took more than 3 CPU seconds; given up"
    assert made[3]["clean_error"] == "its process died (signal 6): a crash in a parser; please report it"


def test_a_crash_is_tried_again_only_so_often(tmp_path: Path, doomed_workers: Path) -> None:
    from cleaner.scale.rayfiles import clean_files

    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    with pytest.raises(CleanerError, match="not complete; a worker died more often than it is started again"):
        clean_files([str(tmp_path / "a.parquet")], str(tmp_path / "out"), Settings(), 1)
    assert doomed_workers.read_text() in ("x", "xx")  # Ray counts a death before its first row, too
    assert not (tmp_path / "out" / "_summary.json").exists()


def test_what_is_wrong_on_a_worker_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.pipeline import Cleaner
    from cleaner.scale import ray as engine
    from cleaner.scale.rayfiles import clean_files

    class Elsewhere(engine._CleanParts):
        def __init__(self, settings: Settings, ruleset: str) -> None:
            super().__init__(settings, "another digest")

    monkeypatch.setattr(engine, "_CleanParts", Elsewhere)
    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    with pytest.raises(CleanerError, match=f"rules {Cleaner().ruleset.digest} on .*, expected another digest; install"):
        clean_files([str(tmp_path / "a.parquet")], str(tmp_path / "out"), Settings(), 1)


def test_a_table_that_was_cut_is_named(tmp_path: Path) -> None:
    from cleaner.scale.rayfiles import clean_files

    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    os.truncate(tmp_path / "a.parquet", 200)
    with pytest.raises(InputError, match=r"a\.parquet: not a whole Parquet file .*; fetch it again"):
        clean_files([str(tmp_path / "a.parquet")], str(tmp_path / "out"), Settings(), 1)


def test_tables_that_differ_are_not_mixed(tmp_path: Path) -> None:
    from cleaner.scale.rayfiles import clean_files

    pq.write_table(pa.table({"text": [TEXT]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": [TEXT], "n": [1]}), tmp_path / "b.parquet")
    with pytest.raises(InputError, match=r"b\.parquet: its columns are not those of .*a\.parquet"):
        clean_files([str(tmp_path)], str(tmp_path / "out"), Settings(), 1)
    assert not (tmp_path / "out").exists()


def test_the_command(tmp_path: Path, poisonous_workers: None, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    from cleaner.cli.app import call

    pq.write_table(pa.table({"body": [TEXT, POISON], "n": [0, 1]}), tmp_path / "a.parquet")
    arguments = ["--engine", "ray", "--field", "body", "--jobs", "1", "--out", str(tmp_path / "out")]
    assert call([*arguments, str(tmp_path / "a.parquet")]) == 3
    said = capsysbinary.readouterr().out.decode()
    assert said.startswith("2 documents: 1 cleaned, 1 failed\ndropped 22 of ")
    assert "generic/skip-to-content" in said
    assert call([*arguments, str(tmp_path / "a.parquet")]) == 3
    assert "is not empty; choose a new folder" in capsysbinary.readouterr().err.decode()
