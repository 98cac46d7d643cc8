"""Phrases: found as whole lines or at a line's start, never inside a sentence, in any script."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from cleaner.blocks.text import read as read_text
from cleaner.errors import RuleError
from cleaner.features import lines
from cleaner.features.phrase_files import read, shipped
from cleaner.features.phrases import FULL_COVER, Phrase, PhraseBook, exact
from cleaner.knowledge import rules_folder
from cleaner.model import Category

BOOK = PhraseBook(
    [
        Phrase("leave a comment", Category.COMMENT_FORM, "en", "whole"),
        Phrase("share this", Category.SHARE, "en", "start"),
        Phrase("read 0 times", Category.COUNTER, "en", "whole"),
        Phrase("читать далее", Category.RELATED_LINKS, "ru", "start"),
        Phrase("次の記事", Category.RELATED_LINKS, "ja", "whole"),
        Phrase("don't miss", Category.RELATED_LINKS, "en", "start"),
        Phrase("share this", Category.NAV, "xx", "start"),
        Phrase("theme:", Category.HEADER_FOOTER, "en", "start"),
        Phrase("yayınlanma tarihi:", Category.BYLINE, "tr", "start"),
    ]
)


def hits(text: str, book: PhraseBook = BOOK) -> list[tuple[int, str, int]]:
    batch = lines.of([read_text(text)])
    found = book.find(batch)
    rows = zip(found.lines.tolist(), found.phrases.tolist(), found.cover.tolist(), strict=True)
    return [(line, book.phrases[phrase].category, cover) for line, phrase, cover in rows]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("Leave a Comment", [("comment_form", FULL_COVER)], id="a whole line"),
        pytest.param("  LEAVE   A\tCOMMENT ", [("comment_form", FULL_COVER)], id="capitals and blanks"),
        pytest.param("* Leave a comment", [("comment_form", FULL_COVER)], id="a bullet before it"),
        pytest.param("Read 4,096 times", [], id="a number with a comma is two"),
        pytest.param("Read 4096 times", [("counter", FULL_COVER)], id="digits are alike"),
        pytest.param("Share this on paper", [("share", 7), ("nav", 7)], id="the start of a line, half of it"),
        pytest.param("Theme:", [("header_footer", FULL_COVER)], id="a start with a mark is all of its line"),
        pytest.param("Theme: dark", [("header_footer", 8)], id="a start with a mark"),
        pytest.param("Leave a comment!:", [("comment_form", FULL_COVER)], id="marks at the end"),
        pytest.param("Don’t miss", [("related_links", FULL_COVER)], id="a curly apostrophe"),
        pytest.param("Читать далее: мост", [("related_links", 10)], id="Cyrillic"),
        pytest.param("YAYINLANMA TARİHİ: 3 Mayıs", [("byline", 10)], id="Turkish capitals"),
        pytest.param("次の記事", [("related_links", FULL_COVER)], id="Japanese"),
    ],
)
def test_found(line: str, found: list[tuple[str, int]]) -> None:
    assert [(category, cover) for _, category, cover in hits(line)] == found


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Leave a comment or two",
        "Please leave a comment",
        "They share this with nobody",
        "Share thistles",
        "Sharethis",
        "Theme",
        "Theme and variations",
        "Leave a commentary",
        "Чистить далее",
        "次の記者",
        "次の記事を読む人は多い。",
    ],
)
def test_sentences_that_only_sound_like_it_are_left_alone(line: str) -> None:
    assert hits(line) == []


def test_an_empty_book_finds_nothing() -> None:
    assert hits("Leave a comment", PhraseBook([])) == []


def test_lines_are_told_apart() -> None:
    assert [line for line, _, _ in hits("a\nLeave a comment\n\nleave a\ncomment\nLeave a comment")] == [1, 4]


@given(texts(), st.sampled_from(["Leave a comment", "Share this, too"]))
def test_a_hit_does_not_depend_on_what_surrounds_it(text: str, line: str) -> None:
    here = len(read_text(text))
    found = [(category, cover) for at, category, cover in hits(f"{text}\n{line}\n{text}") if at == here]
    assert found == [(category, cover) for _, category, cover in hits(line)]


def test_exact_is_how_phrases_are_written() -> None:
    assert exact("  Don’t\u00a0MISS 12 of\t3!: ") == "don't miss 0 of 0"


def problems(tmp_path: Path, content: str) -> str:
    path = tmp_path / "en.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(RuleError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("version: 2\nlanguage: en\n", "en.yaml:1: version: expected 1"),
        ("version: 1\nlanguage: en\nphrase: {}\n", 'phrase: unknown key; did you mean "phrases"'),
        (
            "version: 1\nphrases:\n  navi: {whole: [x]}\n",
            'en.yaml:3: phrases.navi: unknown category; did you mean "nav"',
        ),
        ("version: 1\nphrases:\n  nav: {inside: [x]}\n", "phrases.nav.inside: expected whole or start"),
        ("version: 1\nphrases:\n  nav: {whole: x}\n", "each with a list of phrases"),
        (
            'version: 1\nphrases:\n  share:\n    start:\n      - teile\n      - "\\"teilen:\\""\n',
            'en.yaml:6: phrases.share.start: "teilen:" carries quotation marks',
        ),
    ],
)
def test_mistakes_are_told_by_line(tmp_path: Path, content: str, message: str) -> None:
    assert message in problems(tmp_path, content)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "version: 2\nx: 1\nphrases:\n  navi: {}\n").splitlines()) == 3


@pytest.mark.parametrize("path", sorted((rules_folder() / "phrases").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_phrase_finds_itself(path: Path) -> None:
    book = PhraseBook(read(path))
    assert book.phrases
    for phrase in book.phrases:
        assert phrase.category in {category for _, category, _ in hits(phrase.text, book)}, phrase.text


def test_the_shipped_book_is_made_once() -> None:
    assert shipped() is shipped()
