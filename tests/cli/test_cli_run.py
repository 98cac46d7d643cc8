"""`clean run`: what comes out, what is written, what is refused, and the exit code of each."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_corpus import BODY, COUNTER, PAGE, Clean, copies


def test_one_document_gives_its_own_bytes_without_the_dropped_ones(clean: Clean, corpus: Path) -> None:
    ran = clean("texts/page.txt")
    assert (ran.code, ran.out, ran.err) == (0, BODY, "")


def test_standard_input_is_cleaned_to_standard_output(clean: Clean, corpus: Path) -> None:
    assert clean("-", stdin=PAGE).out == BODY


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no line end", id="no final line end"),
        pytest.param(b"\xef\xbb\xbfmark\r\n\r\nand CRLF\r\n", id="byte order mark and CRLF"),
        pytest.param("größer als früher\n".encode("cp1252"), id="cp1252"),
        pytest.param("Fluß\n".encode("utf-16"), id="utf-16 with mark"),
        pytest.param(b"cut \xff\xc3 utf-8 \xe2\x82\n", id="bytes that no encoding explains"),
    ],
)
def test_a_document_without_boilerplate_comes_out_byte_for_byte(clean: Clean, corpus: Path, content: bytes) -> None:
    Path("odd.txt").write_bytes(content)
    ran = clean("odd.txt")
    assert (ran.code, ran.out) == (0, content)
    assert clean("--check", "odd.txt").code == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_is_kept_stays_in_the_encoding_of_the_input(clean: Clean, corpus: Path, encoding: str) -> None:
    Path("odd.txt").write_bytes(PAGE.decode().encode(encoding))
    assert clean("odd.txt").out == BODY.decode().encode(encoding)


def test_the_page_of_a_site_gives_its_text(clean: Clean, corpus: Path) -> None:
    Path("page.html").write_text(
        "<html><body><h1>Höhe</h1><p>This news has been read 3 times!</p></body></html>", "utf-8"
    )
    assert clean("page.html").text == "Höhe\n"


def test_several_documents_on_one_stream_are_refused(clean: Clean, corpus: Path) -> None:
    ran = clean("texts")
    assert ran.code == 2
    assert ran.out == b""
    assert "2 documents on one stream could not be told apart; add --report" in ran.err


def test_run_may_be_left_out_and_may_be_written(clean: Clean, corpus: Path) -> None:
    assert clean("run", "texts/page.txt").out == clean("texts/page.txt").out == BODY
    assert clean("run", "--report", "texts").out == clean("--report", "texts").out


def test_a_path_that_is_named_like_a_command_is_written_with_its_folder(clean: Clean, corpus: Path) -> None:
    Path("why").write_bytes(PAGE)
    assert clean("./why").out == BODY
    assert clean("run", "why").out == BODY


def test_check_says_1_only_when_something_would_go_and_writes_nothing(clean: Clean, corpus: Path) -> None:
    ran = clean("--check", "texts")
    assert (ran.code, ran.out) == (1, b"")
    assert "texts/page.txt: would clean: 1 piece, 35 of 102 characters" in ran.err
    assert "plain.txt" not in ran.err
    assert clean("--check", "texts/deep").code == 0
    assert Path("texts/page.txt").read_bytes() == PAGE


def test_a_report_writes_nothing(clean: Clean, corpus: Path) -> None:
    assert clean("--report", "texts").code == 0
    assert Path("texts/page.txt").read_bytes() == PAGE


def test_write_rewrites_only_what_changes(clean: Clean, corpus: Path) -> None:
    page, plain = Path("texts/page.txt"), Path("texts/deep/plain.txt")
    page.chmod(0o640)
    os.utime(plain, ns=(1, 1))
    ran = clean("--write", "texts")
    assert (ran.code, ran.out) == (0, b"")
    assert "texts/page.txt: cleaned: 1 piece" in ran.err
    assert "2 documents: 1 cleaned, 1 unchanged" in ran.err
    assert page.read_bytes() == BODY
    assert page.stat().st_mode & 0o777 == 0o640
    assert plain.stat().st_mtime_ns == 1
    assert sorted(path.name for path in Path("texts").iterdir()) == ["deep", "page.txt"]


def test_writing_again_changes_nothing(clean: Clean, corpus: Path) -> None:
    clean("--write", "texts")
    ran = clean("--write", "--check", "texts")
    assert ran.code == 0
    assert "2 documents: 2 unchanged" in ran.err


def test_write_follows_a_link_to_its_target(clean: Clean, corpus: Path) -> None:
    link = Path("link.txt")
    link.symlink_to("texts/page.txt")
    assert clean("--write", "link.txt").code == 0
    assert link.is_symlink()
    assert Path("texts/page.txt").read_bytes() == BODY


def test_write_refuses_hard_links_and_leaves_them_alone(clean: Clean, corpus: Path) -> None:
    os.link("texts/page.txt", "texts/twin.txt")
    ran = clean("--write", "texts/page.txt")
    assert ran.code == 3
    assert "texts/page.txt: has 2 hard links, which rewriting would part" in ran.err
    assert Path("texts/twin.txt").read_bytes() == PAGE


def test_write_refuses_a_page(clean: Clean, corpus: Path) -> None:
    page = Path("page.html")
    page.write_bytes(b"<html><body><p>Long read.</p></body></html>")
    ran = clean("--write", "page.html")
    assert ran.code == 3
    assert "page.html: a page is not rewritten as text in its place; use --out" in ran.err
    assert page.read_bytes().startswith(b"<html>")


def test_write_and_report_go_together(clean: Clean, corpus: Path) -> None:
    ran = clean("--write", "--report", "texts")
    assert "\ndropped 35 of" in ran.text
    assert Path("texts/page.txt").read_bytes() == BODY


def test_out_makes_copies_under_the_same_relative_names(clean: Clean, corpus: Path) -> None:
    Path("texts/web.html").write_bytes(b"<html><body><p>Long read.</p></body></html>")
    ran = clean("--out", "made/here", "texts")
    assert ran.code == 0
    assert "3 documents: 1 cleaned, 2 unchanged" in ran.err
    made = {str(path.relative_to("made/here")): path.read_bytes() for path in copies("made/here")}
    assert made == {"page.txt": BODY, "deep/plain.txt": BODY, "web.html.txt": b"Long read.\n"}
    assert Path("texts/page.txt").read_bytes() == PAGE


def test_a_second_run_does_not_clean_its_own_copies(clean: Clean, corpus: Path) -> None:
    for _ in range(2):
        assert "2 documents:" in clean("--out", "texts/out", "texts").err
    assert not Path("texts/out/out").exists()


def test_two_sources_for_one_copy_cost_the_second_only(clean: Clean, corpus: Path) -> None:
    Path("more").mkdir()
    Path("more/page.txt").write_bytes(b"Something else.\n")
    ran = clean("--out", "made", "texts", "more")
    assert ran.code == 3
    assert "more/page.txt: made/page.txt was written already for texts/page.txt" in ran.err
    assert Path("made/page.txt").read_bytes() == BODY


def test_a_copy_never_falls_on_its_own_source(clean: Clean, corpus: Path) -> None:
    ran = clean("--out", "texts", "texts/deep", "texts/deep/plain.txt")
    assert ran.code == 0
    ran = clean("--out", "texts", "texts")
    assert ran.code == 3
    assert Path("texts/page.txt").read_bytes() == PAGE


def test_a_report_file_leaves_standard_output_to_the_text(clean: Clean, corpus: Path) -> None:
    ran = clean("--report-file", "report.jsonl", "--format", "json", "texts/page.txt")
    assert ran.out == BODY
    assert json.loads(Path("report.jsonl").read_bytes())["status"] == "cleaned"


def test_a_report_says_the_same_in_every_format_by_its_exit_code(clean: Clean, corpus: Path) -> None:
    codes = {(form, clean("--check", "--report", "--format", form, "texts").code) for form in ("diff", "plain", "json")}
    assert codes == {("diff", 1), ("plain", 1), ("json", 1)}


def test_a_missing_file_among_others_costs_only_itself(clean: Clean, corpus: Path) -> None:
    ran = clean("--report", "--format", "json", "texts/page.txt", "nowhere.txt", "texts/deep/plain.txt")
    assert ran.code == 3
    assert "clean: nowhere.txt: no such file; check the path" in ran.err
    statuses = [json.loads(line)["status"] for line in ran.text.splitlines()]
    assert statuses == ["cleaned", "failed", "unchanged"]


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        pytest.param(["nowhere.txt"], 3, "nowhere.txt: no such file; check the path", id="missing file"),
        pytest.param(["no\nwhere\x1b.txt"], 3, "no\\nwhere\\x1b.txt: no such file", id="odd name"),
        pytest.param(["picture.txt"], 3, "picture.txt: not text", id="binary file"),
        pytest.param(
            ["empty"],
            2,
            "empty: no .txt .text .html .htm .xhtml .jsonl .ndjson .parquet .warc .wet file in",
            id="empty folder",
        ),
        pytest.param(["--reprot", "texts"], 2, 'no such option "--reprot"; did you mean "--report"?', id="option"),
        pytest.param(["--policy", "ad=drop", "texts"], 2, 'policy: unknown category "ad"', id="category"),
        pytest.param(["--policy", "share", "texts"], 2, '"share": expected category=action', id="half a policy"),
        pytest.param(["--policy", "share=hold", "texts"], 2, 'share: unknown "hold"', id="action"),
        pytest.param(["--bar", "saef", "texts"], 2, 'unknown "saef"; did you mean "safe"?', id="bar"),
        pytest.param(["--engine", "scorcard", "texts"], 2, 'did you mean "scorecard"?', id="engine"),
        pytest.param(["--to", "markdwon", "texts"], 2, 'unknown "markdwon"; did you mean "markdown"?', id="form"),
        pytest.param(["--format", "sarif", "--report", "texts"], 2, "'sarif' is not one of", id="format"),
        pytest.param(["--format", "json", "texts"], 2, "add --report", id="format of no report"),
        pytest.param(["--write", "--out", "x", "texts"], 2, "exclude each other", id="write and out"),
        pytest.param(["--report-file", "texts/page.txt", "texts"], 2, "is one of the documents", id="report on input"),
        pytest.param(["--rules", "nowhere", "texts"], 2, "'nowhere' does not exist", id="rules that are not there"),
        pytest.param(["--jobs", "-1", "texts"], 2, "-1 is not in the range", id="jobs"),
        pytest.param(["--check", "-", "texts"], 2, "-: standard input goes alone", id="standard input in company"),
        pytest.param(["run"], 2, "missing argument 'PATH...'", id="no path"),
    ],
)
def test_bad_input_gets_one_clear_line(clean: Clean, corpus: Path, args: list[str], code: int, line: str) -> None:
    Path("empty").mkdir()
    Path("picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    ran = clean(*args)
    assert ran.code == code
    assert line in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == b""


def test_an_unreadable_file_is_one_line(clean: Clean, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, *args, **kwargs):
        if self.name == "page.txt":
            raise PermissionError(13, "Permission denied")  # root, who runs some tests, may read everything
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    ran = clean("texts/page.txt")
    assert ran.code == 3
    assert ran.err == "clean: texts/page.txt: file cannot be read (permission denied); check its permissions\n"


def test_wrong_rule_files_are_told_all_at_once(clean: Clean, corpus: Path) -> None:
    Path("rules/a.yaml").write_text("version: 1\npack: a\nruls: []\n", "utf-8")
    Path("rules/b.yaml").write_text("version: 2\npack: b\nrules: []\n", "utf-8")
    ran = clean("--report", "texts")
    assert ran.code == 2
    assert {line.split(":")[0] for line in ran.err.splitlines()} == {"rules/a.yaml", "rules/b.yaml"}


def test_a_document_that_is_kept_whole_is_told(clean: Clean, corpus: Path) -> None:
    with Path("cleaner.toml").open("a") as file:
        file.write("[limits]\nfree-chars = 5\nmax-dropped-share = 0.1\n")
    ran = clean("--check", "texts/page.txt")
    assert ran.code == 0
    assert "texts/page.txt: kept whole; would lose" in ran.err
    assert clean("texts/page.txt").out == PAGE


def test_a_bug_in_one_document_costs_only_itself(clean: Clean, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.pipeline import Cleaner

    real = Cleaner.clean_many

    def broken(self, records):
        if any(COUNTER in record.content for record in records):
            raise TypeError("no such thing")
        return real(self, records)

    monkeypatch.setattr(Cleaner, "clean_many", broken)
    ran = clean("--report", "--format", "json", "texts")
    assert ran.code == 3
    reports = [json.loads(line) for line in ran.text.splitlines()]
    assert [report["status"] for report in reports] == ["unchanged", "failed"]
    assert reports[1]["error"].startswith("unexpected TypeError in test_cli_run.py:")
    assert reports[1]["error"].endswith("no such thing; please report it")
