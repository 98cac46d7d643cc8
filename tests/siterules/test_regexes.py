"""Bounds on patterns, and many patterns as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.siterules import regexes


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("a" * 501, "pattern has 501 characters, more than 500", id="long"),
        pytest.param("(" * 21 + "a" + ")" * 21, "groups are nested 21 deep, more than 20", id="deep"),
        pytest.param("(" * 5000, "more than 500", id="very deep is not compiled"),
        pytest.param("a(", "missing )", id="open group"),
        pytest.param(r"(?<=a)b", "not a linear-time pattern", id="look-behind"),
        pytest.param(r"a\z", "the ends of the line", id="end of the document"),
        pytest.param(r"(?m)^a", "the ends of the line", id="many lines"),
        pytest.param("", "got nothing", id="empty"),
        pytest.param("\ud800", "lone surrogate", id="half a character"),
    ],
)
def test_patterns_that_are_refused(pattern: str, expected: str) -> None:
    assert expected in (regexes.problem(pattern) or "")


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("^a+$", id="plain"),
        pytest.param("(" * 20 + "a" + ")" * 20, id="as deep as may be"),
        pytest.param(r"\\A", id="an escaped backslash before a capital"),
        pytest.param(r"\({30}[((((((((((((((((((((((((((]", id="brackets that open nothing"),
        pytest.param(r"(?s).", id="another flag"),
        pytest.param(r"\pL+", id="letters of any script"),
    ],
)
def test_patterns_that_are_fine(pattern: str) -> None:
    assert regexes.problem(pattern) is None


def test_a_broken_pattern_says_nothing_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    regexes.problem("a((")
    assert capfd.readouterr().err == ""


PATTERNS = st.text(st.sampled_from(list(r"abßſK.+*?|()[]^$\d{2} éA-")), max_size=12)
LINES = st.text(st.sampled_from(list("abBßſsKkéÉ.+*?|()[]^$\\d2{} A-")), max_size=20)


@given(st.lists(PATTERNS.filter(lambda one: regexes.problem(one) is None), min_size=1, max_size=4), st.lists(LINES))
def test_the_joint_pattern_hits_every_line_that_one_of_them_hits(patterns: list[str], lines: list[str]) -> None:
    joint = regexes.any_line_regex(tuple((pattern, True) for pattern in patterns))
    text = "\n".join(lines).encode()
    hit = {text.count(b"\n", 0, found.start()) for found in joint.finditer(text)}
    for number, line in enumerate(lines):
        if any(regexes.line_regex(pattern, ignore_case=True).search(line) for pattern in patterns):
            assert number in hit
