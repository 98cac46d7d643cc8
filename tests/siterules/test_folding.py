"""Folding one line and folding all lines give the same; offsets lead back exactly."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.blocks import text as text_blocks
from cleaner.siterules import folding
from cleaner.siterules.schema import Step
from cleaner.siterules.sheet import Sheet

ALL = frozenset(Step)
STEPS = st.frozensets(st.sampled_from(Step))
ODD = "aA1٣,. \t\xa0\u1680\u3000ﬁ①½´\u0301\u0327éß각\u1100\u1161\u11a8\uff76\uff9e\u09c7\u09beİΣςẞ日\ud800x"
LINES = st.text(st.sampled_from(list(ODD)), max_size=30)


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        pytest.param("  Leave\u00a0a   COMMENT ", "leave a comment", id="space and case"),
        pytest.param("Ｌｅａｖｅ", "leave", id="full width"),
        pytest.param("STRASSE straße", "strasse strasse", id="sharp s"),
        pytest.param("read 8,093 times", "read 0 times", id="thousands"),
        pytest.param("12.3.2015", "0.0.0", id="a date keeps its dots"),
        pytest.param("1,5", "0,0", id="a decimal is two numbers"),
        pytest.param("٣٤ تعليق", "0 تعليق", id="digits of another script"),
        pytest.param("6 + 1 =", "0 + 0 =", id="a sum"),
        pytest.param("version two", "version two", id="words for numbers stay"),
        pytest.param("don’t", "don’t", id="a curly apostrophe stays"),
    ],
)
def test_all_steps(line: str, folded: str) -> None:
    assert folding.fold(line, ALL) == folded


def test_without_steps_a_line_is_itself() -> None:
    assert folding.fold(" Ｌeave  1 ", frozenset()) == "Ｌeave  1"


@given(st.lists(LINES, max_size=6), STEPS)
@example(["´a", "b"], frozenset({Step.NFKC}))
def test_all_lines_at_once_fold_as_each_alone(lines: list[str], steps: frozenset[Step]) -> None:
    sheet = Sheet(text_blocks.read("\n".join(lines)))
    expected = [folding.fold(sheet.bare(number), steps) for number in range(len(sheet))]
    assert [sheet.line(number, steps) for number in range(len(sheet))] == expected
    assert sheet.haystack(steps).decode() == "\n".join(["", *expected, ""])


@given(LINES, STEPS)
def test_alignment_gives_the_folded_line(line: str, steps: frozenset[Step]) -> None:
    line = folding.whole(line)
    aligned = folding.align(line, steps)
    assert aligned.text == folding.fold(line, steps)
    assert len(aligned.text) == len(aligned.starts) == len(aligned.ends)


@given(LINES, st.sampled_from(["Read more", "ﬁne print", "①②", "각각", "e\u0301te\u0301"]), LINES)
def test_offsets_are_exact_when_folding_changes_lengths(before: str, words: str, after: str) -> None:
    line = f"{folding.whole(before)} | {words} | {folding.whole(after)}".strip()
    aligned = folding.align(line, frozenset({Step.NFKC, Step.CASEFOLD, Step.SQUASH_SPACE}))
    sought = folding.fold(words, frozenset({Step.NFKC, Step.CASEFOLD}))
    at = aligned.text.index(f"| {sought} |") + 2
    place = aligned.origin(at, at + len(sought))
    assert place is not None
    assert line[slice(*place)] == words


@pytest.mark.parametrize(
    ("line", "sought", "origin"),
    [
        pytest.param("ﬁne", "i", None, id="half a ligature has no origin"),
        pytest.param("ﬁne", "fi", (0, 1), id="a whole ligature"),
        pytest.param("a \t b", " ", (1, 4), id="a run of blanks"),
        pytest.param("ẞ", "s", None, id="half a sharp s"),
        pytest.param("e\u0301x", "é", (0, 2), id="letter and accent"),
    ],
)
def test_a_character_is_never_split(line: str, sought: str, origin: tuple[int, int] | None) -> None:
    aligned = folding.align(line, ALL)
    at = aligned.text.index(sought)
    assert aligned.origin(at, at + len(sought)) == origin


def test_half_characters_become_one_character_each() -> None:
    assert folding.whole("a\ud800b\udfffc") == "a\ufffdb\ufffdc"
