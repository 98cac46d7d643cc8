"""Text to blocks: lines without the white space around them, and nothing but white space in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

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
