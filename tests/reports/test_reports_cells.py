"""Terminal columns: what is measured, cut and made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.reports.cells import pad, shorten, shorten_start, visible, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("plain", 5, id="ascii"),
        pytest.param("größer", 6, id="umlauts"),
        pytest.param("漢字", 4, id="wide"),
        pytest.param("e\u0301", 1, id="combining"),
        pytest.param("a\u200bb", 2, id="no width"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Hello, wörld 漢字 مرحبا 🙂", "Hello, wörld 漢字 مرحبا 🙂", id="text is left alone"),
        pytest.param("a\tb", "a→b", id="tab"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="escape sequence"),
        pytest.param("a\u202eb", "a\\u202eb", id="override of direction"),
        pytest.param("\udcff", "\\udcff", id="byte that no encoding explains"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "columns", "start", "end"),
    [
        pytest.param("abcdef", 6, "abcdef", "abcdef", id="fits"),
        pytest.param("abcdef", 4, "abc…", "…def", id="too long"),
        pytest.param("漢字漢字", 4, "漢…", "…字", id="half a wide character is left out"),
    ],
)
def test_shorten(text: str, columns: int, start: str, end: str) -> None:
    assert (shorten(text, columns), shorten_start(text, columns)) == (start, end)


@given(text=st.text(), columns=st.integers(1, 20))
def test_nothing_shortened_is_wider_than_asked(text: str, columns: int) -> None:
    assert width(shorten(text, columns)) <= columns
    assert width(pad(shorten(text, columns), columns)) == columns
