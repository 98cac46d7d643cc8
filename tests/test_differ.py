"""What went, line by line, and the way back: `cut` and `restore` are each other's inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from cleaner.blocks.text import read
from cleaner.differ import compare, cut, restore
from cleaner.errors import RestoreError
from cleaner.model import Category, Drop, Span


def drop(text: str, start: int, end: int) -> Drop:
    return Drop(Span(start, end), text[start:end], Category.NAV, "generic/x", "why")


def drops_of(text: str, *parts: str) -> list[Drop]:
    """Drops of these parts, each at its first place after the one before."""
    found, at = [], 0
    for part in parts:
        at = text.index(part, at)
        found.append(drop(text, at, at + len(part)))
        at += len(part)
    return found


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Drop]]:
    text = draw(texts())
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, [drop(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@given(cut_texts())
def test_restore_undoes_cut(case: tuple[str, list[Drop]]) -> None:
    text, drops = case
    kept = cut(text, [(drop.span.start, drop.span.end) for drop in drops])
    assert len(kept) + sum(len(one.span) for one in drops) == len(text)
    assert restore(kept, [(one.span.start, one.text) for one in drops]) == text


@pytest.mark.parametrize(
    ("kept", "dropped", "text"),
    [
        pytest.param("ab", [], "ab", id="nothing was dropped"),
        pytest.param("", [], "", id="nothing at all"),
        pytest.param("", [(0, "x")], "x", id="everything was dropped"),
        pytest.param("ab", [(0, "x"), (2, "y"), (4, "z")], "xaybz", id="before, between, after"),
        pytest.param("ab", [(1, "x"), (2, "y")], "axyb", id="touching drops"),
    ],
)
def test_restore(kept: str, dropped: list[tuple[int, str]], text: str) -> None:
    assert restore(kept, dropped) == text


@pytest.mark.parametrize("dropped", [[(3, "x")], [(0, "xx"), (1, "y")], [(2, "x"), (0, "y")], [(-1, "x")]], ids=str)
def test_a_report_of_another_file_is_refused(dropped: list[tuple[int, str]]) -> None:
    with pytest.raises(RestoreError, match="does not fit the cleaned text; is this the report of this file"):
        restore("ab", dropped)


def shown(text: str, *parts: str) -> list[list[str]]:
    return [
        [f"{'-' if line.drop else ' '}{line.number} {line.text}" for line in hunk.lines]
        for hunk in compare(read(text), drops_of(text, *parts))
    ]


@pytest.mark.parametrize(
    ("text", "parts", "hunks"),
    [
        pytest.param("a\nb\n", (), [], id="nothing goes, nothing is shown"),
        pytest.param("", (), [], id="an empty text"),
        pytest.param("a\nx\nb\nc", ("x\n",), [[" 1 a", "-2 x", " 3 b"]], id="one line around"),
        pytest.param("a\n\nx\n\nb", ("x\n\n",), [[" 1 a", "-3 x", " 5 b"]], id="blank lines are no context"),
        pytest.param("x\na", ("x\n",), [["-1 x", " 2 a"]], id="first line"),
        pytest.param("a\nx", ("x",), [[" 1 a", "-2 x"]], id="last line"),
        pytest.param("x\ny\n", ("x\n", "y\n"), [["-1 x", "-2 y"]], id="everything"),
        pytest.param("a\n\n\nb", ("\n\n",), [], id="white space alone is not shown"),
        pytest.param("x\na\nb\nc\ny", ("x\n", "y"), [["-1 x", " 2 a"], [" 4 c", "-5 y"]], id="two places, two hunks"),
        pytest.param("x\na\nb\ny", ("x\n", "y"), [["-1 x", " 2 a", " 3 b", "-4 y"]], id="places that touch are one"),
        pytest.param("a\r\nx\r\nb", ("x\r\n",), [[" 1 a", "-2 x", " 3 b"]], id="CRLF is not shown"),
        pytest.param("a\nx\ny\nb", ("x\ny\n",), [[" 1 a", "-2 x", "-3 y", " 4 b"]], id="a drop of two lines"),
    ],
)
def test_hunks(text: str, parts: tuple[str, ...], hunks: list[list[str]]) -> None:
    assert shown(text, *parts) == hunks


def test_a_part_of_a_line_is_shown_with_its_columns() -> None:
    text = "Read more: a line, by x\nnext"
    (hunk,) = compare(read(text), drops_of(text, "Read more: ", ", by x"))
    line = hunk.lines[0]
    assert (line.text, line.cuts) == ("Read more: a line, by x", ((0, 11), (17, 23)))
    assert line.drop is not None
    assert line.drop.text == "Read more: "


def test_columns_never_reach_beyond_the_line() -> None:
    text = "a\r\nxy\r\nb"
    (hunk,) = compare(read(text), drops_of(text, "xy\r\n"))
    assert hunk.lines[1].cuts == ((0, 2),)


@pytest.mark.parametrize(("context", "numbers"), [(0, [4]), (1, [3, 4, 5]), (2, [1, 3, 4, 5, 6])])
def test_context_is_counted_in_lines_that_say_something(context: int, numbers: list[int]) -> None:
    text = "a\n\nb\nx\nc\nd\n"
    (hunk,) = compare(read(text), drops_of(text, "x\n"), context)
    assert [line.number for line in hunk.lines] == numbers


@given(cut_texts())
def test_every_line_that_loses_a_word_is_shown_once(case: tuple[str, list[Drop]]) -> None:
    text, drops = case
    document = read(text)
    lines = [line for hunk in compare(document, drops) for line in hunk.lines]
    numbers = [line.number for line in lines]
    assert numbers == sorted(set(numbers))
    touched = {
        document.position(offset)[0]
        for one in drops
        for offset in range(one.span.start, one.span.end)
        if not text[offset].isspace()
    }
    assert {line.number for line in lines if line.drop} == touched
    assert all(0 <= left <= right <= len(line.text) for line in lines for left, right in line.cuts)
