"""Fixed words inside regexes: never too much."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.siterules import regexes
from cleaner.siterules.needles import MAX_WORDS, needles


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("^You are here$", {"\nYou are here\n"}, id="a whole line"),
        pytest.param("^(leave|post) a comment$", {"\nleave a comment\n", "\npost a comment\n"}, id="alternatives"),
        pytest.param(r"^read \d+ times!$", {" times!\n"}, id="the better end"),
        pytest.param("colou?r", {"color", "colour"}, id="an optional letter"),
        pytest.param("(more )?stories", {"stories", "more stories"}, id="an optional group"),
        pytest.param("(?:more )*stories", {"stories"}, id="a group that may be missing"),
        pytest.param("you[’']re", {"you’re", "you're"}, id="a short class"),
        pytest.param("[a-z]und", {"und"}, id="a range is not listed"),
        pytest.param("[^a]und", {"und"}, id="a negated class is not listed"),
        pytest.param(r"\pLund", {"und"}, id="a class without braces"),
        pytest.param(r"\x41bcd", {"bcd"}, id="a code is opaque"),
        pytest.param(r"a\.b\$", {"a.b$"}, id="escaped signs"),
        pytest.param("fund{2}", {"fund"}, id="a counted letter"),
        pytest.param("one|two", {"one", "two"}, id="alternatives at the top"),
        pytest.param(r"one|\d", None, id="an alternative without words"),
        pytest.param("(?i)abc", None, id="flags for the rest"),
        pytest.param("(?i:abc)", None, id="flags for a group"),
        pytest.param(r"\Qa.b\E", None, id="a quoted run"),
        pytest.param(r"^\d+$", None, id="no words at all"),
        pytest.param("ab", None, id="too short to be rare"),
        pytest.param("^x$", {"\nx\n"}, id="short but the whole line"),
        pytest.param("(abc)?", None, id="nothing for sure"),
        pytest.param("(abc){0}", None, id="not even once"),
        pytest.param("[[:alpha:]]abc", {"abc"}, id="a named class"),
        pytest.param("^(my )?((x|y)[ ,]*)+$", {"\nx", "\ny", "\nmy x", "\nmy y"}, id="how a run begins"),
        pytest.param("^((a|b)c*)+d", {"\na", "\nb"}, id="how a run of runs begins"),
        pytest.param("^(x)*y+", None, id="a run that may be missing"),
        pytest.param("^[- ]*(广告|廣告)", {"广告", "廣告"}, id="two ideographs are a word"),
        pytest.param("[]x]abc", {"abc"}, id="a class that begins with its end"),
    ],
)
def test_needles(pattern: str, expected: set[str] | None) -> None:
    assert needles(pattern) == expected


def test_sets_stay_small() -> None:
    assert len(needles("(a|b|c|d)" * 12) or ()) <= MAX_WORDS


PIECES = ["a", "b", "ab", "ß", "ſ", "K", "0", ".", "+", "*", "?", "|", "(", ")", "(?:", "[", "]", "[^", "^", "$"]
PATTERNS = st.lists(
    st.sampled_from([*PIECES, "\\", r"\d", "{2}", "{0}", "{1,}", " ", "é", "-", r"\b", r"\."]), max_size=10
)
LINES = st.text(st.sampled_from(list("abBßſsKkéÉ.+*?|()[]^$\\d02{} A-")), max_size=20)


@given(PATTERNS.map("".join), LINES)
@example("^ß", "ẞ")
@example("ſ", "S")
@example("k", "\u212a")
@example("^?b", "ab")
def test_every_match_holds_a_needle(pattern: str, line: str) -> None:
    if regexes.problem(pattern) is not None or not regexes.line_regex(pattern, ignore_case=True).search(line):
        return
    words = needles(pattern)
    assert words is None or any(one.casefold() in f"\n{line.casefold()}\n" for one in words)
