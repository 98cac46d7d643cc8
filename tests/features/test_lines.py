"""A batch of blocks as lines: bounds, bullets, blank lines, and documents that have none."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.blocks.text import read
from cleaner.features.characters import IS_BULLET, IS_WORD
from cleaner.features.lines import Lines, blank_lines_above, of, prefix


def bodies(lines: Lines) -> list[str]:
    text = lines.codes.tobytes().decode("latin-1")
    return [text[start:end] for start, end in zip(lines.bodies, lines.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\n\n two \n", ["One", "two"]),
        ("* One\n- two\n+ three\n# four", ["One", "two", "three", "four"]),
        ("• One\n→ two\n› three", ["One", "two", "three"]),
        ("> > quoted", ["quoted"]),
        ("5 jars\n(in brackets)", ["0 jars", "(in brackets)"]),
        ("***\n|", ["", ""]),
        ("\u200b", [""]),
    ],
)
def test_bullets_and_blanks_around_a_line_are_passed_over(text: str, expected: list[str]) -> None:
    assert bodies(of([read(text)])) == expected


@pytest.mark.parametrize("text", ["» Share this", "“Share this"])
def test_quotation_marks_before_a_line_are_passed_over(text: str) -> None:
    assert bodies(of([read(text)])) == ["Share this"]


def test_documents_stand_one_after_another() -> None:
    lines = of([read("one two\nthree"), read(""), read("\n"), read("four")])
    assert len(lines) == 3
    assert lines.bounds.tolist() == [0, 2, 2, 2, 3]
    assert lines.document.tolist() == [0, 0, 3]
    assert (lines.top.tolist(), lines.bottom.tolist()) == ([0, 0, 2], [2, 2, 3])
    assert (lines.first.tolist(), lines.count.tolist()) == ([0, 2, 3], [2, 1, 1])
    assert lines.per_document(lines.count).tolist() == [3, 0, 0, 1]
    assert lines.per_document(np.array([[1, 2, 3], [0, 1, 0]])).tolist() == [[3, 0, 0, 3], [1, 0, 0, 0]]


def test_what_is_known_of_a_single_document_stands_for_all_its_lines() -> None:
    several, single = of([read("one two\nthree"), read(""), read("four")]), of([read("one two\nthree")])
    assert several.spread(np.array([7, 8, 9])).tolist() == [7, 7, 9]
    assert single.spread(np.array([7])).tolist() == [7]
    assert (single.top.tolist(), single.bottom.tolist()) == ([0], [2])


def test_the_lowest_value_of_each_document() -> None:
    lines = of([read("one\ntwo\nthree"), read(""), read("four\nfive")])
    assert lines.least(np.array([[3, 1, 2, -5, 7], [1, 1, 1, 9, 8]])).tolist() == [[1, 0, -5], [1, 0, 8]]


def test_the_first_best_line_of_each_document_that_has_lines() -> None:
    lines = of([read("one\ntwo\nthree"), read(""), read("four\nfive")])
    assert lines.first_best(np.array([1, 7, 7, -2, -1])).tolist() == [1, 4]


def test_every_word_is_in_one_line_for_bullets_are_no_words() -> None:
    lines = of([read("* one two\n***\n> (three)")])
    assert not (IS_BULLET & IS_WORD).any()
    assert (lines.first.tolist(), lines.count.tolist()) == ([0, 2, 2], [2, 0, 1])


@pytest.mark.parametrize("texts", [[], [""], ["", "\n\n"]], ids=["none", "an empty one", "two empty ones"])
def test_a_batch_without_lines(texts: list[str]) -> None:
    lines = of([read(text) for text in texts])
    assert (len(lines), lines.bounds.tolist()) == (0, [0] * (len(texts) + 1))


@pytest.mark.parametrize(
    ("text", "above"),
    [("", []), ("a\nb", [1, 0]), ("a\n\nb\n\n\nc", [1, 1, 2]), ("\n\n\na\nb", [4, 0]), ("a\r\n\r\nb", [1, 1])],
)
def test_blank_lines(text: str, above: list[int]) -> None:
    assert blank_lines_above(read(text)).tolist() == above


def test_prefix_sums() -> None:
    assert prefix(read("a\nbc").ends).tolist() == [0, 1, 5]
