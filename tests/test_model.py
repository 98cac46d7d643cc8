"""The nouns: what cannot be built is never seen, and positions are counted as editors count them."""

from __future__ import annotations

import bisect
import re

import pytest
from hypothesis import given
from strategies import texts

from cleaner.blocks.text import read
from cleaner.model import Block, Category, Decision, Drop, Evidence, Span, Verdict
from cleaner.testimony import Claim, Cutoff

SPAN = Span(0, 3)
EVIDENCE = (Evidence("site_rules", "generic/x", "drop: x"),)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 3), (-1, 3)])
def test_a_span_is_never_empty_and_never_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=rf"span \[{start}, {end}\)"):
        Span(start, end)


def test_a_span_has_a_length_and_sorts() -> None:
    assert len(Span(2, 5)) == 3
    assert sorted([Span(4, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 5)]


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [("ab", "r", "why"), ("abc", "", "why"), ("abc", "r", ""), ("abcd", "r", "why")],
    ids=["text too short", "no rule", "no reason", "text too long"],
)
def test_a_drop_without_its_rule_reason_and_full_text_cannot_be_built(text: str, rule: str, reason: str) -> None:
    with pytest.raises(ValueError, match="a drop needs"):
        Drop(SPAN, text, Category.NAV, rule, reason)


@pytest.mark.parametrize(
    "missing", [{"evidence": ()}, {"category": None}, {"rule": None}], ids=["evidence", "category", "rule"]
)
def test_a_dropped_block_without_evidence_cannot_be_built(missing: dict[str, object]) -> None:
    known = {"evidence": EVIDENCE, "category": Category.NAV, "rule": "generic/x"} | missing
    with pytest.raises(ValueError, match="block 0 is dropped without"):
        Decision(Block(0, SPAN), Verdict.DROP, "why", **known)


def test_a_kept_block_needs_no_evidence() -> None:
    assert Decision(Block(0, SPAN), Verdict.KEEP, "no rule drops it").evidence == ()


@pytest.mark.parametrize("method", ["", "fixd", "FIXED"])
def test_a_cutoff_has_a_known_method(method: str) -> None:
    with pytest.raises(ValueError, match="expected fixed or expected_f"):
        Cutoff(method)


@pytest.mark.parametrize("value", [SPAN, Block(0, SPAN), EVIDENCE[0], Cutoff("fixed")], ids=lambda v: type(v).__name__)
def test_values_are_frozen_and_hold_nothing_else(value: object) -> None:
    with pytest.raises((AttributeError, TypeError)):
        value.start = 1  # type: ignore[attr-defined]
    assert not hasattr(value, "__dict__")


def test_claims_are_generic_and_never_cut_lines_unless_they_say_so() -> None:
    claim = Claim(SPAN, "drop", Category.NAV, "generic/x", "why")
    assert (claim.priority, claim.specificity, claim.inline) == (0, 0, False)


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        pytest.param("", 0, (1, 1), id="an empty text"),
        pytest.param("abc", 2, (1, 3), id="first line"),
        pytest.param("a\nb", 2, (2, 1), id="after LF"),
        pytest.param("a\nb", 1, (1, 2), id="the line end is in its line"),
        pytest.param("a\r\nb", 2, (1, 3), id="CRLF is one line end"),
        pytest.param("a\r\nb", 3, (2, 1), id="after CRLF"),
        pytest.param("a\rb", 2, (2, 1), id="after CR"),
        pytest.param("a\u2028b", 2, (1, 3), id="editors do not count U+2028"),
        pytest.param("a\n", 2, (2, 1), id="the end of a text that ends with a line end"),
        pytest.param("😀b", 1, (1, 2), id="code points, not units"),
    ],
)
def test_positions(text: str, offset: int, position: tuple[int, int]) -> None:
    assert read(text).position(offset) == position


@pytest.mark.parametrize(("line", "span"), [(1, (0, 2)), (2, (2, 5)), (3, (5, 6))])
def test_a_line_has_its_end(line: int, span: tuple[int, int]) -> None:
    assert read("a\nb\r\nc").line_span(line) == span


@pytest.mark.parametrize("line", [0, -1, 4])
def test_a_line_that_is_not_there(line: int) -> None:
    with pytest.raises(IndexError):
        read("a\nb\r\nc").line_span(line)


@given(texts())
def test_lines_and_positions_agree(text: str) -> None:
    document = read(text)
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text))]
    for offset in range(len(text) + 1):
        line, column = document.position(offset)
        assert line == bisect.bisect_right(starts, offset)
        start, end = document.line_span(line)
        assert start + column - 1 == offset
        assert offset < end or offset == len(text)


def test_blocks_as_objects() -> None:
    document = read("a\n\nbc\n")
    assert document.blocks == (Block(0, Span(0, 1)), Block(1, Span(3, 5)))
    assert [document.slice(block.index) for block in document.blocks] == ["a", "bc"]
