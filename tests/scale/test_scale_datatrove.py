"""datatrove runs for real: documents in are documents out, in order, with their findings."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from scale_cases import POISON, PROSE, TEXT, Crashing, Poisoned, prose, text

from cleaner.errors import RuleError, SettingsError
from cleaner.settings import Settings

pytest.importorskip("datatrove", reason="needs datatrove (extra: datatrove)")
pa = pytest.importorskip("pyarrow", reason="needs pyarrow (extra: datatrove)")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what a library's own import warns of is not ours to mend
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter, ParquetWriter

    from cleaner.scale import datatrove as step
    from cleaner.scale.datatrove import Boilerstrip

# datatrove and what it stands on open files without closing them and call what will go; rows are what we test
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def poisoned() -> Boilerstrip:
    made = Boilerstrip()
    made.cleaner = Poisoned()
    return made


def docs(*texts: str, **metadata: object) -> list[Document]:
    return [Document(text, f"id/{number}", metadata=dict(metadata)) for number, text in enumerate(texts)]


def test_a_document_gets_its_findings() -> None:
    [doc] = Boilerstrip().run(docs(TEXT, url="https://example.org/a", own=1))
    assert doc.text == PROSE
    assert doc.metadata["own"] == 1
    assert doc.metadata["clean_status"] == "cleaned"
    [drop] = doc.metadata["dropped"]
    assert TEXT[drop["start"] : drop["end"]] == "Skip to main content\n\n"
    assert (drop["category"], drop["rule"]) == ("skip_link", "generic/skip-to-content")
    json.dumps(doc.metadata)


def test_findings_have_the_names_of_the_tables_columns() -> None:
    [doc] = Boilerstrip().run(docs(TEXT))
    from cleaner.arrow import SCHEMA

    assert ["clean_text", *doc.metadata] == SCHEMA.names
    pa.RecordBatch.from_pylist([{"clean_text": doc.text, **doc.metadata}], schema=SCHEMA).validate(full=True)


def test_statistics() -> None:
    made = poisoned()
    list(made.run(docs(TEXT, TEXT, "x", POISON)))
    counted = {name: stat.total for name, stat in made.stats.stats.items()}
    assert counted["total"] == 4
    assert (counted["cleaned"], counted["unchanged"], counted["failed"]) == (2, 1, 1)
    assert counted["category/skip_link"] == counted["rule/generic/skip-to-content"] == 2
    assert counted["chars_in"] - counted["chars_out"] == 2 * (len(TEXT) - len(PROSE))


def test_a_failed_document_keeps_its_text_and_its_place() -> None:
    made = list(poisoned().run(docs(TEXT, POISON, PROSE)))
    assert [doc.id for doc in made] == ["id/0", "id/1", "id/2"]
    assert [doc.text for doc in made] == [PROSE, POISON, PROSE]
    assert [doc.metadata["clean_status"] for doc in made] == ["cleaned", "failed", "unchanged"]
    assert "ZeroDivisionError" in made[1].metadata["clean_error"]


@pytest.mark.slow
def test_a_document_that_crashes_costs_itself_where_care_is_taken() -> None:
    made = Boilerstrip(careful=True)
    made.cleaner = Crashing()
    found = list(made.run(docs(TEXT, POISON, PROSE)))
    assert [doc.metadata["clean_status"] for doc in found] == ["cleaned", "failed", "unchanged"]
    assert found[1].text == POISON


def test_a_document_of_which_nothing_is_left_is_not_dropped() -> None:
    made = list(Boilerstrip().run(docs("", "Share this\n", PROSE)))
    assert len(made) == 3


def test_pages() -> None:
    page = f"<html><body><nav><a href=/>Home</a></nav><p>{PROSE * 3}</p></body></html>"
    [doc] = Boilerstrip(kind="html").run(docs(page))
    assert doc.text.strip() == (PROSE * 3).replace("\n", " ").strip()
    assert doc.metadata["clean_kind"] == "html"


def test_lone_surrogates_are_left_alone() -> None:
    [doc] = Boilerstrip().run(docs(PROSE + "\udc80"))
    assert doc.text == PROSE + "\udc80"


def test_order_is_kept_across_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "ROWS_AT_ONCE", 3)
    made = Boilerstrip().run(docs(*map(text, range(10))))
    assert [doc.text for doc in made] == list(map(prose, range(10)))


def test_documents_come_out_before_all_have_gone_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "CHARS_AT_ONCE", 10)
    taken = []
    source = (taken.append(doc.id) or doc for doc in docs(TEXT, TEXT, TEXT))
    next(Boilerstrip().run(source))
    assert taken == ["id/0"]


@pytest.mark.parametrize("data", [None, [], iter(())])
def test_no_documents(data: object) -> None:
    assert list(Boilerstrip().run(data)) == []


def test_wrong_choices_are_told_when_the_pipeline_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match='kind: unknown "htm"; did you mean "html"'):
        Boilerstrip(kind="htm")
    (tmp_path / "x.yaml").write_text("version: 1\npack: x\nrulez: []\n", "utf-8")
    with pytest.raises(RuleError):
        Boilerstrip(Settings(rules=(tmp_path,)))


def shards(folder: Path) -> list[dict]:
    """Two shards of documents, one of which nothing can be made of."""
    folder.mkdir()
    rows = [{"id": f"{number}", "text": text(number), "url": "https://example.org/"} for number in range(8)]
    rows[5]["text"] = POISON
    for number in (0, 1):
        lines = "".join(json.dumps(row) + "\n" for row in rows[number::2])
        (folder / f"{number}.jsonl").write_text(lines, "utf-8")
    return rows


def check(folder: Path) -> None:
    rows = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: int(row["id"]))
    assert [row["id"] for row in rows] == [f"{number}" for number in range(8)]
    assert {row["id"] for row in rows if row["metadata"]["clean_status"] == "failed"} == {"5"}
    assert rows[0]["text"] == prose(0)


@pytest.mark.slow
@pytest.mark.parametrize("careful", [False, True], ids=["together", "one by one"])
def test_the_local_executor_runs_it_in_processes(tmp_path: Path, careful: bool) -> None:
    shards(tmp_path / "in")
    pipeline = [
        JsonlReader(str(tmp_path / "in")),
        poisoned(),
        JsonlWriter(str(tmp_path / "out"), compression=None),
    ]
    pipeline[1].careful = careful
    LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs")).run()
    check(tmp_path / "out")
    assert json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))[1]["stats"]["failed"] == 1


@pytest.mark.slow
@pytest.mark.usefixtures("ray_here")
def test_the_ray_executor_runs_it(tmp_path: Path) -> None:
    from datatrove.executor import RayPipelineExecutor

    shards(tmp_path / "in")
    pipeline = [JsonlReader(str(tmp_path / "in")), poisoned(), JsonlWriter(str(tmp_path / "out"), compression=None)]
    RayPipelineExecutor(pipeline, tasks=2, workers=2, mem_per_cpu_gb=0.5, logging_dir=str(tmp_path / "logs")).run()
    check(tmp_path / "out")


@pytest.mark.slow
def test_a_table_with_an_explicit_schema(tmp_path: Path) -> None:
    shards(tmp_path / "in")
    from cleaner.arrow import SCHEMA

    fields = [field for field in SCHEMA if field.name != "clean_text"]
    own = [pa.field(name, pa.string()) for name in ("text", "id", "url", "file_path")]
    writer = ParquetWriter(str(tmp_path / "out"), schema=pa.schema([*own, *fields]), expand_metadata=True)
    LocalPipelineExecutor(
        [JsonlReader(str(tmp_path / "in")), poisoned(), writer], logging_dir=str(tmp_path / "logs")
    ).run()
    import pyarrow.parquet as pq

    made = pq.read_table(tmp_path / "out").to_pylist()
    assert len(made) == 8
    assert sorted(row["clean_status"] for row in made) == ["cleaned"] * 7 + ["failed"]
