"""`--to`: pages in several forms, texts as texts, and where each is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_corpus import BODY, PAGE, Clean, copies

MARKUP = (
    '<html><meta charset="windows-1252"><body><h1>Höhe</h1><ul><li>one<li><a href="/two">two</a></ul>'
    "<p>This news has been read 3 times!</p></html>"
)
MARKDOWN = "# Höhe\n\n- one\n- two\n"
HTML = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title></title></head><body><h1>Höhe</h1>'
    '<ul><li>one</li><li><a href="/two">two</a></li></ul></body></html>'
)


@pytest.fixture
def page(corpus: Path) -> Path:
    path = Path("texts/page.html")
    path.write_bytes(MARKUP.encode("cp1252"))
    return path


@pytest.mark.parametrize(("form", "expected"), [("text", "Höhe\none\ntwo\n"), ("markdown", MARKDOWN), ("html", HTML)])
def test_a_page_in_each_form(clean: Clean, page: Path, form: str, expected: str) -> None:
    ran = clean("--to", form, page)
    assert (ran.code, ran.text, ran.err) == (0, expected, "")
    assert clean("--to", form, "-", stdin=MARKUP.encode("cp1252")).text == expected


def test_links_on_demand(clean: Clean, page: Path) -> None:
    assert clean("--to", "markdown", "--links", page).text == MARKDOWN.replace("two", "[two](/two)")
    ran = clean("--links", page)
    assert (ran.code, ran.out) == (2, b"")
    assert "--links is for --to markdown; text is written without" in ran.err


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_text_stays_a_text(clean: Clean, corpus: Path, form: str) -> None:
    assert clean("--to", form, "texts/page.txt").out == BODY


@pytest.mark.parametrize(
    ("form", "name", "expected"),
    [
        ("text", "page.html.txt", "Höhe\none\ntwo\n"),
        ("markdown", "page.html.md", MARKDOWN),
        ("html", "page.html", HTML),
    ],
)
def test_a_folder_of_pages_and_texts_goes_under_another(
    clean: Clean, page: Path, form: str, name: str, expected: str
) -> None:
    assert clean("--to", form, "--out", "made", "texts").code == 0
    made = {path.relative_to("made").as_posix(): path.read_bytes() for path in copies("made")}
    assert made == {"deep/plain.txt": BODY, "page.txt": BODY, name: expected.encode()}


def test_a_page_is_rewritten_as_a_page(clean: Clean, page: Path) -> None:
    page.chmod(0o640)
    ran = clean("--write", "--to", "html", "texts")
    assert ran.code == 0
    assert page.read_text("utf-8") == HTML
    assert page.stat().st_mode & 0o777 == 0o640
    assert Path("texts/page.txt").read_bytes() == BODY
    assert clean("--check", "texts").code == 0


def test_a_page_that_loses_nothing_is_left_as_it_is(clean: Clean, page: Path) -> None:
    content = b"<p>H\xf6he"
    page.write_bytes(content)
    assert clean("--write", "--to", "html", page).code == 0
    assert page.read_bytes() == content


@pytest.mark.parametrize(("form", "name"), [("text", "page.html.txt"), ("markdown", "page.html.md")])
def test_a_page_is_not_rewritten_as_something_else(clean: Clean, page: Path, form: str, name: str) -> None:
    ran = clean("--write", "--to", form, page)
    assert ran.code == 3
    assert f"a page is not rewritten as {form} in its place; use --out, which names it {name}, or --to html" in ran.err
    assert page.read_bytes() == MARKUP.encode("cp1252")


def test_the_report_is_the_same_in_every_form(clean: Clean, page: Path) -> None:
    reports = set()
    for form in ("text", "markdown", "html"):
        clean("--to", form, "--out", f"made-{form}", "--report-file", "r.jsonl", "--format", "json", page)
        reports.add(Path("r.jsonl").read_text("utf-8"))
    (report,) = reports
    assert json.loads(report)["dropped"][0]["text"] == "This news has been read 3 times!\n"


@pytest.mark.parametrize(("form", "name"), [("markdown", "page.html.md"), ("html", "page.html")])
def test_only_the_text_form_is_restored(clean: Clean, page: Path, form: str, name: str) -> None:
    clean("--to", form, "--out", "made", "--report-file", "r.jsonl", "--format", "json", page, "texts/page.txt")
    assert clean("restore", "made/texts/page.txt", "--report", "r.jsonl").out == PAGE
    ran = clean("restore", f"made/texts/{name}", "--report", "r.jsonl")
    assert (ran.code, ran.out) == (3, b"")
    assert "not a page's text form; what --to markdown and --to html wrote is not restored" in ran.err


def test_a_form_that_does_not_exist(clean: Clean, page: Path) -> None:
    ran = clean("--to", "markdwon", page)
    assert (ran.code, ran.out) == (2, b"")
    assert '--to: unknown "markdwon"; did you mean "markdown"?' in ran.err
    assert '--to: unknown "md"; known: text, markdown, html' in clean("--to", "md", page).err


def test_the_configuration_may_name_the_form(clean: Clean, page: Path) -> None:
    config = Path("cleaner.toml")
    config.write_text('to = "markdown"\n' + config.read_text("utf-8"), "utf-8")
    assert clean(page).text == MARKDOWN
    assert clean("--to", "html", page).text == HTML
    config.write_text('to = "markdwon"\n', "utf-8")
    ran = clean(page)
    assert ran.code == 2
    assert 'cleaner.toml: to: unknown "markdwon"; did you mean "markdown"?' in ran.err
    config.write_text("to = 3\n", "utf-8")
    assert 'cleaner.toml: to: unknown "3"' in clean(page).err


def test_forms_travel_between_processes(clean: Clean, page: Path) -> None:
    one, two = (clean("--to", "markdown", "--jobs", jobs, "--out", f"made{jobs}", "texts") for jobs in (1, 2))
    assert (one.code, two.code) == (0, 0)
    assert Path("made1/page.html.md").read_bytes() == Path("made2/page.html.md").read_bytes()
