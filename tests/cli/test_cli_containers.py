"""Containers on the command line: what is written of each, what is left alone, what is said."""

from __future__ import annotations

import base64
import gzip
import json
import sys
from pathlib import Path

import pytest
from cli_corpus import BODY, COUNTER, PAGE, Clean, copies

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "corpus"))
import corpus_cases


def row(text: str, **more: object) -> str:
    return json.dumps({"id": 7, **more, "text": text, "n": 1.10})


@pytest.fixture
def data(corpus: Path) -> Path:
    """A JSON Lines file of three documents, of which the first loses something and the third is none."""
    lines = [row(PAGE.decode()), row(BODY.decode()), '{"text": 3}']
    (corpus / "data.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return corpus


def test_a_container_goes_to_standard_output_with_one_field_changed(clean: Clean, data: Path) -> None:
    ran = clean("data.jsonl")
    before, after = Path("data.jsonl").read_bytes().splitlines(), ran.out.splitlines()
    assert ran.code == 3
    assert after[1:] == before[1:]
    assert after[0] == before[0].replace(json.dumps(COUNTER.decode())[1:-1].encode(), b"").replace(b'\\n\\n"', b'\\n"')
    assert (
        'data.jsonl: 1 of 3 documents failed; the first, #3: field "text": expected a string, got a number' in ran.err
    )


def test_a_container_is_rewritten_in_place_only_when_something_goes(clean: Clean, data: Path) -> None:
    file = Path("data.jsonl")
    file.chmod(0o640)
    expected = clean("data.jsonl").out
    ran = clean("--write", "data.jsonl")
    assert "data.jsonl: cleaned: 1 of 3 documents, 1 piece" in ran.err
    assert file.read_bytes() == expected
    assert file.stat().st_mode & 0o777 == 0o640
    inode = file.stat().st_ino
    assert "cleaned" not in clean("--write", "data.jsonl").err.splitlines()[0]
    assert file.stat().st_ino == inode
    assert sorted(path.name for path in data.iterdir()) == ["cleaner.toml", "data.jsonl", "rules", "texts"]


def test_what_cannot_be_read_to_its_end_is_never_rewritten(clean: Clean, data: Path) -> None:
    cut = gzip.compress((row(PAGE.decode()) + "\n").encode() * 50)[:-12]
    Path("cut.jsonl.gz").write_bytes(cut)
    ran = clean("--write", "cut.jsonl.gz")
    assert ran.code == 3
    assert "cut.jsonl.gz: gzip stream, after" in ran.err
    assert Path("cut.jsonl.gz").read_bytes() == cut


def test_of_a_cut_container_what_could_be_read_is_copied_and_the_rest_is_said(clean: Clean, data: Path) -> None:
    whole = "".join(row(BODY.decode(), k=number) + "\n" for number in range(3000)).encode()
    Path("cut.jsonl.gz").write_bytes(gzip.compress(whole)[:-1000])
    ran = clean("--out", "made", "cut.jsonl.gz")
    assert ran.code == 3
    made = gzip.decompress(Path("made/cut.jsonl.gz").read_bytes())
    assert 0 < len(made) < len(whole)
    assert whole.startswith(made)
    [source] = json.loads(Path("made/.boilerstrip/manifest.json").read_bytes())["sources"]
    assert "cut off" in source["error"]


@pytest.mark.parametrize("name", ["t.parquet", "w.warc"])
def test_what_becomes_something_else_is_not_rewritten(clean: Clean, corpus: Path, name: str) -> None:
    corpus_cases.fill(corpus / "in", 3)
    path = corpus / "in" / {"t.parquet": "table.parquet", "w.warc": "crawl.warc.gz"}[name]
    before = path.read_bytes()
    ran = clean("--write", path.relative_to(corpus))
    assert ran.code == 3
    assert "cannot be rewritten in place, since what comes out is more than that; use --out" in ran.err
    assert path.read_bytes() == before


def test_a_report_names_the_record_and_its_id(clean: Clean, data: Path) -> None:
    reports = [json.loads(line) for line in clean("--report", "--format", "json", "data.jsonl").text.splitlines()]
    assert [(report["name"], report["record"], report.get("id")) for report in reports] == [
        ("data.jsonl", 1, "7"),
        ("data.jsonl", 2, "7"),
        ("data.jsonl", 3, None),
    ]
    assert [report["status"] for report in reports] == ["cleaned", "unchanged", "failed"]
    plain = clean("--report", "--format", "plain", "data.jsonl").text
    assert plain.startswith("data.jsonl#1:5:1: counter: generic/read-counter:")
    assert 'data.jsonl#3: failed: field "text": expected a string' in plain


def test_check_counts_documents(clean: Clean, data: Path) -> None:
    Path("data.jsonl").write_text(row(PAGE.decode()) + "\n", "utf-8")
    ran = clean("--check", "data.jsonl")
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == "clean: data.jsonl: would clean: 1 of 1 document, 1 piece, 35 of 102 characters (34.3%)\n"


def test_fields_are_chosen_by_name(clean: Clean, data: Path) -> None:
    Path("data.jsonl").write_text(json.dumps({"body": PAGE.decode(), "text": PAGE.decode(), "u": "http://a.example/"}))
    ran = clean("--field", "body", "--url-field", "u", "--report-file", "r", "--format", "json", "data.jsonl")
    made = json.loads(ran.out)
    assert (made["body"], made["text"]) == (BODY.decode(), PAGE.decode())
    assert json.loads(Path("r").read_bytes())["url"] == "http://a.example/"


def test_a_field_of_pages_gets_what_is_kept_in_the_form_asked_for(clean: Clean, data: Path) -> None:
    Path("data.jsonl").write_text(json.dumps({"page": corpus_cases.page(3), "text": "stays"}) + "\n")
    assert json.loads(clean("--html-field", "page", "data.jsonl").out) == {"page": "Höhe 3\n", "text": "stays"}
    markdown = json.loads(clean("--html-field", "page", "--to", "markdown", "data.jsonl").out)
    assert markdown == {"page": "# Höhe 3\n", "text": "stays"}
    ran = clean("--html-field", "page", "--write", "data.jsonl")
    assert (ran.code, "--write would put text where pages were" in ran.err) == (2, True)


def test_fields_may_stand_in_the_configuration(clean: Clean, data: Path) -> None:
    with Path("cleaner.toml").open("a") as file:
        file.write('[columns]\ntext = "body"\n')
    Path("data.jsonl").write_text(json.dumps({"body": PAGE.decode()}))
    assert json.loads(clean("data.jsonl").out) == {"body": BODY.decode()}


def test_a_line_that_is_too_large_is_passed_on_and_fails(clean: Clean, data: Path) -> None:
    with Path("cleaner.toml").open("a") as file:
        file.write("[limits]\nmax-bytes = 1000\n")
    large = row("x" * 5000) + "\n"
    Path("data.jsonl").write_text(row(PAGE.decode()) + "\n" + large + row(BODY.decode()) + "\n")
    ran = clean("--out", "made", "data.jsonl")
    assert ran.code == 3
    assert "#2: line of 50" in ran.err
    made = Path("made/data.jsonl").read_text().splitlines(keepends=True)
    assert made[1] == large
    assert len(made) == 3
    letters = [json.loads(line) for line in Path("made/.boilerstrip/dead-letters.jsonl").read_bytes().splitlines()]
    assert [(letter["name"], letter["record"]) for letter in letters] == [("data.jsonl", 2)]


def test_dead_letters_hold_what_failed_byte_for_byte(clean: Clean, data: Path) -> None:
    clean("--out", "made", "data.jsonl", "texts", "nowhere.txt")
    letters = [json.loads(line) for line in Path("made/.boilerstrip/dead-letters.jsonl").read_bytes().splitlines()]
    assert [letter["name"] for letter in letters] == ["data.jsonl", "nowhere.txt"]
    assert base64.b64decode(letters[0]["original"]) == b'{"text": 3}\n'
    assert "original" not in letters[1]
    assert letters[1]["error"] == "no such file; check the path"


def test_a_table_keeps_its_columns_and_gets_new_ones(clean: Clean, corpus: Path) -> None:
    import pyarrow.parquet as pq

    corpus_cases.fill(corpus / "in", 6)
    assert clean("--out", "made", "in/table.parquet").code == 0
    made = pq.read_table("made/in/table.parquet").to_pylist()
    assert [entry["n"] for entry in made] == list(range(12))
    assert [entry["clean_status"] for entry in made[:4]] == ["cleaned", "unchanged", "unchanged", "cleaned"]
    assert made[1]["clean_text"] is None
    assert made[3]["text"] == corpus_cases.text(3)
    assert "read 3 times" not in made[3]["clean_text"]
    assert made[3]["dropped"][0]["rule"] == "generic/read-counter"
    assert len({entry["ruleset"] for entry in made}) == 1


def test_a_table_without_the_column_is_told(clean: Clean, corpus: Path) -> None:
    corpus_cases.fill(corpus / "in", 3)
    ran = clean("--out", "made", "--field", "body", "in/table.parquet")
    assert ran.code == 3
    assert 'in/table.parquet: column "body": not there; name one of n, text' in ran.err
    assert copies("made") == []


def test_a_crawl_becomes_lines_with_one_for_every_document(clean: Clean, corpus: Path) -> None:
    corpus_cases.fill(corpus / "in", 6)
    ran = clean("--out", "made", "in/crawl.warc.gz", "in/crawl.warc.wet")
    assert ran.code == 0
    pages = [
        json.loads(line) for line in gzip.decompress(Path("made/in/crawl.warc.jsonl.gz").read_bytes()).splitlines()
    ]
    assert [page["url"] for page in pages] == [f"http://example.com/{number}" for number in (0, 1, 3, 4, 5)]
    assert pages[0]["text"] == "Höhe 0\n"
    assert pages[0]["id"].startswith("<urn:uuid:")
    texts = [json.loads(line) for line in Path("made/in/crawl.warc.wet.jsonl").read_bytes().splitlines()]
    assert [entry["status"] for entry in texts[:3]] == ["cleaned", "unchanged", "unchanged"]
    sources = json.loads(Path("made/.boilerstrip/manifest.json").read_bytes())["sources"]
    assert sources[0]["counts"]["skipped"] == {"status 404": 1}


def test_a_crawl_becomes_a_table_when_asked(clean: Clean, corpus: Path) -> None:
    import pyarrow.parquet as pq

    corpus_cases.fill(corpus / "in", 6)
    assert clean("--out", "made", "--container", "parquet", "in/crawl.warc.gz").code == 0
    made = pq.read_table("made/in/crawl.warc.parquet").to_pylist()
    assert [entry["url"] for entry in made] == [f"http://example.com/{number}" for number in (0, 1, 3, 4, 5)]
    assert made[0]["clean_text"] == "Höhe 0\n"


@pytest.mark.parametrize("name", ["one.txt.gz", "one.html.zst"])
def test_a_compressed_document_stays_compressed(clean: Clean, corpus: Path, name: str) -> None:
    corpus_cases.fill(corpus / "in", 3)
    assert clean("--out", "made", f"in/{name}").code == 0
    [made] = copies("made")
    zstd = corpus_cases._zstd()
    if name == "one.txt.gz":
        assert made.name == "one.txt.gz"
        assert gzip.decompress(made.read_bytes()).decode() == corpus_cases.text(1).replace("Harbour 1", "Harbour 3")
    else:
        assert made.name == "one.html.txt.zst"
        assert zstd.decompress(made.read_bytes()) == "Höhe 3\n".encode()


def test_an_empty_container_gives_an_empty_one(clean: Clean, corpus: Path) -> None:
    corpus_cases.fill(corpus / "in", 3)
    assert clean("--out", "made", "in/empty.jsonl.gz").code == 0
    made = Path("made/in/empty.jsonl.gz").read_bytes()
    assert made
    assert gzip.decompress(made) == b""


def test_reports_stand_beside_each_other_under_a_folder(clean: Clean, data: Path) -> None:
    assert clean("--out", "made", "--reports", "said", "data.jsonl", "texts").code == 3
    said = {path.name: path.read_text().splitlines() for path in Path("said").rglob("*.jsonl")}
    assert {name: len(lines) for name, lines in said.items()} == {
        "data.jsonl.report.jsonl": 3,
        "page.txt.report.jsonl": 1,
        "plain.txt.report.jsonl": 1,
    }
    assert json.loads(said["data.jsonl.report.jsonl"][0])["dropped"][0]["category"] == "counter"


def test_patterns_are_resolved_and_names_left_out(clean: Clean, corpus: Path) -> None:
    ran = clean("--check", "texts/**/*.txt")
    assert "texts/page.txt: would clean" in ran.err
    assert clean("--check", "--exclude", "page.*", "texts").code == 0
    assert clean("--check", "--exclude", "texts/deep/", "texts").code == 1
    with Path("cleaner.toml").open("a") as file:
        file.write("\n")
    Path("cleaner.toml").write_text('exclude = ["page.txt"]\n' + Path("cleaner.toml").read_text())
    assert clean("--check", "texts").code == 0
    ran = clean("--check", "nothing/**/*.txt")
    assert (ran.code, "nothing/**/*.txt: no file fits this pattern" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("args", "line"),
    [
        pytest.param(["--resume", "texts"], "--resume goes on with a run that had --out", id="resume without out"),
        pytest.param(["--resume", "--out", "x", "--report-file", "r", "texts"], "use --reports DIR", id="report file"),
        pytest.param(["--resume", "--out", "x", "texts"], "x: no journal there, nothing to resume", id="no journal"),
        pytest.param(["--container", "csv", "texts"], "'csv' is not one of 'jsonl', 'parquet'", id="container"),
        pytest.param(["--max-seconds", "0", "texts"], "0.0 is not in the range", id="no time at all"),
    ],
)
def test_what_makes_no_sense_is_one_line(clean: Clean, corpus: Path, args: list[str], line: str) -> None:
    ran = clean(*args)
    assert ran.code == 2
    assert line in ran.err
    assert ran.err.count("\n") == 1
