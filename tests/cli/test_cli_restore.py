"""`clean restore`: the original or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_corpus import BODY, PAGE, Clean


def report_of(clean: Clean, *paths: str) -> Path:
    clean("--report-file", "report.jsonl", "--format", "json", "--report", *paths)
    return Path("report.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PAGE, id="utf-8"),
        pytest.param(PAGE.decode().encode("utf-8-sig"), id="with mark"),
        pytest.param(PAGE.decode().encode("utf-16"), id="utf-16"),
        pytest.param(PAGE.decode().replace("\n", "\r\n").encode("cp1252"), id="cp1252 and CRLF"),
        pytest.param(PAGE + b"\xff\xfe\xfd broken", id="bytes that no encoding explains"),
        pytest.param(BODY, id="nothing dropped"),
    ],
)
def test_the_original_comes_back_byte_for_byte(clean: Clean, corpus: Path, content: bytes) -> None:
    Path("texts/page.txt").write_bytes(content)
    report = report_of(clean, "texts")
    clean("--write", "texts")
    assert clean("restore", "texts/page.txt", "--report", report).out == content
    assert clean("restore", "texts/page.txt", "--report", report, "--out", "back.txt").out == b""
    assert Path("back.txt").read_bytes() == content


def test_of_a_page_its_visible_text_comes_back(clean: Clean, corpus: Path) -> None:
    Path("page.html").write_bytes("<html><body><p>Höhe</p><p>This news has been read 3 times!</p>".encode("cp1252"))
    report = report_of(clean, "page.html")
    clean("--out", "made", "page.html")
    assert Path("made/page.html.txt").read_text("utf-8") == "Höhe\n"
    ran = clean("restore", "made/page.html.txt", "--report", report)
    assert ran.text == "Höhe\nThis news has been read 3 times!\n"


def test_a_cleaned_file_may_have_moved(clean: Clean, corpus: Path) -> None:
    report = report_of(clean, "texts/page.txt")
    assert clean("restore", "-", "--report", report, stdin=BODY).out == PAGE


def test_equal_cleaned_files_are_told_apart_by_name(clean: Clean, corpus: Path) -> None:
    report = report_of(clean, "texts")
    clean("--write", "texts")
    assert clean("restore", "texts/page.txt", "--report", report).out == PAGE
    assert clean("restore", "texts/deep/plain.txt", "--report", report).out == BODY
    ran = clean("restore", "-", "--report", report, stdin=BODY)
    assert ran.code == 3
    assert "2 documents were cleaned to these bytes (texts/deep/plain.txt, texts/page.txt)" in ran.err


def test_a_changed_file_is_refused(clean: Clean, corpus: Path) -> None:
    report = report_of(clean, "texts/page.txt")
    Path("texts/page.txt").write_bytes(BODY + b"One more line.\n")
    ran = clean("restore", "texts/page.txt", "--report", report)
    assert (ran.code, ran.out) == (3, b"")
    assert "texts/page.txt: was changed after it was cleaned" in ran.err


def test_a_changed_report_is_refused(clean: Clean, corpus: Path) -> None:
    report = report_of(clean, "texts/page.txt")
    report.write_text(report.read_text().replace("12 times", "13 times"))
    clean("--write", "texts/page.txt")
    ran = clean("restore", "texts/page.txt", "--report", report)
    assert (ran.code, ran.out) == (3, b"")
    assert "does not have the original's hash" in ran.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("texts/page.txt: 1 piece\n", "not a JSON report; make one with --format json", id="diff"),
        pytest.param('{"version": 2}\n', "version 2, this tool reads 1", id="another version"),
        pytest.param("", "no document in this report was cleaned to these bytes", id="empty"),
    ],
)
def test_what_is_no_report_is_one_line(clean: Clean, corpus: Path, content: str, message: str) -> None:
    Path("report.jsonl").write_text(content)
    ran = clean("restore", "texts/page.txt", "--report", "report.jsonl")
    assert ran.code == 3
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_a_damaged_entry_is_one_line(clean: Clean, corpus: Path) -> None:
    report = report_of(clean, "texts/deep/plain.txt")
    entry = json.loads(report.read_text())
    del entry["dropped"]
    report.write_text(json.dumps(entry))
    ran = clean("restore", "texts/deep/plain.txt", "--report", report)
    assert ran.code == 3
    assert "the report is damaged" in ran.err


def test_missing_files_are_named(clean: Clean, corpus: Path) -> None:
    assert clean("restore", "texts/page.txt", "--report", "none").err == "clean: none: no such file; check the path\n"
