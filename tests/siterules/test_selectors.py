"""Selectors: split at their commas, and what a page must have for them."""

from __future__ import annotations

import pytest

from cleaner.siterules import selectors


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        pytest.param(".a", [(".a", {".a"})], id="class"),
        pytest.param("DIV#b.c", [("DIV#b.c", {"div", "#b", ".c"})], id="compound"),
        pytest.param(".a, #b", [(".a", {".a"}), ("#b", {"#b"})], id="two alternatives"),
        pytest.param("nav > ul li", [("nav > ul li", {"nav", "ul", "li"})], id="all steps are required"),
        pytest.param("p:not(.a)", [("p:not(.a)", {"p"})], id="what is not is not required"),
        pytest.param("p:is(.a, .b)", [("p:is(.a, .b)", {"p"})], id="a comma in brackets does not split"),
        pytest.param("[title='a, b']", [("[title='a, b']", set())], id="a comma in quotes does not split"),
        pytest.param("*", [("*", set())], id="anything"),
        pytest.param("li:nth-child(2n+1)", [("li:nth-child(2n+1)", {"li"})], id="a function"),
    ],
)
def test_alternatives(selector: str, expected: list[tuple[str, set[str]]]) -> None:
    assert [(one.css, set(one.tokens)) for one in selectors.alternatives(selector)] == expected


@pytest.mark.parametrize("selector", ["", " ", "p >", "a[", "p::before", "#", "." * 5, "a" * 1001])
def test_what_is_no_selector(selector: str) -> None:
    assert selectors.problem(selector)


@pytest.mark.parametrize("selector", [".a", "#b", "[class*=share]", "div:has(> p)", ".a\\:b", "a:not([href])"])
def test_what_is_one(selector: str) -> None:
    assert selectors.problem(selector) is None
