"""Text to blocks: lines without the white space around them, and nothing but white space in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from cleaner import clean
from cleaner.blocks.text import read
from cleaner.model import Kind


@pytest.mark.parametrize(
    ("text", "blocks", "rows"),
    [
        pytest.param("", [], [], id="nothing"),
        pytest.param(" \n\t\r\n\u3000", [], [], id="white space alone"),
        pytest.param("a", ["a"], [0], id="no line end"),
        pytest.param("a\n\nb\n", ["a", "b"], [0, 2], id="a blank line between"),
        pytest.param("\n\n  a b \t\n", ["a b"], [2], id="white space around a line"),
        pytest.param("a\r\nb\rc\nd", ["a", "b", "c", "d"], [0, 1, 2, 3], id="CRLF, CR and LF"),
        pytest.param("a\u2028b\x85c\x0bd\x0ce", list("abcde"), [0, 1, 2, 3, 4], id="line ends of Unicode"),
        pytest.param("a\u200b\n\u200b\nb", ["a\u200b", "\u200b", "b"], [0, 1, 2], id="a zero-width space is a sign"),
        pytest.param("\ufeffa", ["\ufeffa"], [0], id="a mark inside the text is a sign"),
        pytest.param("a\xa0\xa0b", ["a\xa0\xa0b"], [0], id="blanks inside a line stay"),
        pytest.param("\ud800\n\udc00", ["\ud800", "\udc00"], [0, 1], id="lone surrogates"),
    ],
)
def test_lines_are_blocks(text: str, blocks: list[str], rows: list[int]) -> None:
    document = read(text)
    assert document.rows is not None
    assert [document.slice(index) for index in range(len(document))] == blocks
    assert document.rows.tolist() == rows
    assert (document.text, document.kind, document.markup) == (text, Kind.TEXT, None)


@given(texts())
def test_there_is_only_white_space_between_blocks(text: str) -> None:
    document = read(text)
    at = 0
    for start, end in zip([*document.starts, len(text)], [*document.ends, len(text)], strict=True):
        assert not text[at:start].strip()
        at = end
    assert [document.slice(i) for i in range(len(document))] == [x.strip() for x in text.splitlines() if x.strip()]


SENTENCES = (
    "Council votes on bridge.",
    "The council of Kilnford voted to repair the bridge, which Mr. Ferry and Dr. A. Jones had called unsafe.",
    '"It is time," said the mayor.',
    "She added that $3.5 million were needed, i.e. more than last year.",
    "Nobody disagreed!",
    "Did they?",
    "(The ferry will run until then.)",
    "«Il est temps», dit-elle.",
    "It costs 2 pounds.",
    "\u00a9 2014 The Gazette.",
    "Share this: Facebook Twitter.",
)


@pytest.mark.parametrize("blank", [" ", "  ", "\u00a0"])
def test_one_long_line_is_cut_into_sentences(blank: str) -> None:
    document = read(blank.join(SENTENCES * 2) + "\n")
    assert tuple(document.slice(block) for block in range(len(document))) == SENTENCES * 2


def test_chinese_sentences_need_no_blank() -> None:
    sentences = ["村里的窑火烧到天亮。", "“很好！”", "他说了什么？"] * 20
    document = read("".join(sentences))
    assert [document.slice(block) for block in range(len(document))] == sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It is time. She said so.", id="a short line"),
        pytest.param(" ".join(SENTENCES) + "\nA second line", id="two lines"),
        pytest.param("kiln ferry bridge " * 40, id="no sentence"),
        pytest.param("it costs 3.50 at example.org or less. but nobody knows " * 10, id="small letters behind"),
    ],
)
def test_other_lines_stay_whole(text: str) -> None:
    assert len(read(text)) == len(text.strip().splitlines())


def test_a_dropped_sentence_leaves_no_second_blank() -> None:
    text = " ".join([*SENTENCES[:8], "Leave a comment.", *SENTENCES[:8], "All rights reserved."])
    assert clean(text, kind="text").text == " ".join([*SENTENCES[:8], *SENTENCES[:8]])
