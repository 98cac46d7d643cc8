"""Guards, parts, pages and order: what becomes of what rules catch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import asked, claimed, parts

from cleaner.blocks import html as html_blocks
from cleaner.settings import Limits
from cleaner.siterules.linetest import LineTest
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case

Load = Callable[[str], RuleSet]


def page(ruleset: RuleSet, body: str, head: str = "", url: str | None = None) -> list[str]:
    document = html_blocks.read(f"<html><head>{head}</head><body>{body}</body></html>", Limits())
    return parts(document, ruleset.testify([Case(document, url)])[0][0])


def numbered(count: int, marked: int) -> str:
    return "\n".join("mark" if number == marked else f"line {number}" for number in range(count))


@pytest.mark.parametrize(
    ("part", "count", "line", "hits"),
    [
        pytest.param("head", 100, 19, True, id="last line of the head"),
        pytest.param("head", 100, 20, False, id="first line after the head"),
        pytest.param("tail", 100, 80, True, id="first line of the tail"),
        pytest.param("tail", 100, 79, False, id="last line before the tail"),
        pytest.param("body", 100, 20, True, id="first line of the body"),
        pytest.param("body", 100, 19, False, id="head is not body"),
        pytest.param("body", 100, 80, False, id="tail is not body"),
        pytest.param("head", 12, 9, True, id="ten lines are head at least"),
        pytest.param("head", 12, 10, False, id="but not eleven"),
        pytest.param("tail", 5, 0, True, id="a short document is all tail"),
        pytest.param("body", 5, 2, False, id="a short document has no body"),
        pytest.param("any", 100, 50, True, id="anywhere"),
    ],
)
def test_where(rule: Load, part: str, count: int, line: int, hits: bool) -> None:
    ruleset = rule(f"text: {{line: {{equals: mark}}}}, where: {{part: {part}}}")
    assert bool(claimed(ruleset, numbered(count, line))) is hits


def test_blank_lines_do_not_count_for_parts(rule: Load) -> None:
    ruleset = rule("text: {line: {equals: mark}}, where: {part: head}")
    assert claimed(ruleset, "\n" * 500 + "mark" + "\nx" * 30) == ["mark"]


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        pytest.param("{max_share: 0.5, free_chars: 9}", [], id="more than both"),
        pytest.param("{max_share: 0.5, free_chars: 10}", ["y" * 10], id="exactly the free characters"),
        pytest.param("{max_share: 0.7, free_chars: 0}", ["y" * 10], id="less than the share"),
        pytest.param("{max_share: 0, free_chars: 400}", ["y" * 10], id="a small loss is free"),
    ],
)
def test_guards(rule: Load, guard: str, expected: list[str]) -> None:
    ruleset = rule(f"text: {{line: {{regex: '^y+$'}}}}, guard: {guard}")
    assert claimed(ruleset, "xxxxx\n" + "y" * 10) == expected


def test_a_guard_that_abstains_says_so_with_numbers(rule: Load) -> None:
    ruleset = rule("text: {line: {starts: y}}, guard: {max_share: 0.25, free_chars: 3}")
    claims, flags = asked(ruleset, "xxxxx\nyyy\nyy")
    assert not claims
    assert [(flag.flag, flag.rule, flag.category) for flag in flags] == [("guard_abstained", "generic/thing", "other")]
    assert flags[0].reason == "would take 5 of 10 characters: 50% > 25% and 5 > 3"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        pytest.param("action: cut_after, text: {line: {equals: cut}}", "a\ncut\n" + "b" * 401, id="a cut"),
        pytest.param(
            "text: {section: {heading: {equals: cut}, max_lines: 3}}", "a\ncut\n" + "b" * 1001, id="a section"
        ),
        pytest.param(
            "text: {block: {start: {equals: cut}, end: {equals: end}, max_lines: 3}}",
            f"a\ncut\n{'b' * 1001}\nend",
            id="a block",
        ),
    ],
)
def test_runs_have_a_guard_without_asking(rule: Load, form: str, text: str) -> None:
    assert [flag.flag for flag in asked(rule(form), text)[1]] == ["guard_abstained"]


def test_lines_have_no_guard_without_asking(rule: Load) -> None:
    assert claimed(rule("text: {line: {starts: b}}"), "b" * 1000) == ["b" * 1000]


@pytest.mark.parametrize(
    ("css", "body", "expected"),
    [
        pytest.param(".ad", "<p>a</p><div class=ad><p>b</p><p>c</p></div>", ["b\nc"], id="class, neighbours as one"),
        pytest.param("#ad", "<p>a</p><p id=ad>b</p>", ["b"], id="id"),
        pytest.param("aside", "<p>a</p><aside>b</aside>", ["b"], id="tag"),
        pytest.param("[role=note]", "<p>a</p><p role=note>b</p>", ["b"], id="no token"),
        pytest.param(
            "div > .ad, aside", "<div><p class=ad>a</p></div><p class=ad>b</p><aside>c</aside>", ["a", "c"], id="two"
        ),
        pytest.param(".ad", "<p class=added>a</p>", [], id="another class"),
        pytest.param(".ad", "<p>ad</p>", [], id="the word alone"),
        pytest.param("nav .ad", "<p class=ad>a</p>", [], id="no such ancestor"),
        pytest.param("p:not(.ad)", "<p>a</p><p class=ad>b</p>", ["a"], id="not"),
    ],
)
def test_pages(rule: Load, css: str, body: str, expected: list[str]) -> None:
    assert page(rule(f"html: {{css: '{css}'}}"), body) == expected


def test_text_rules_see_the_lines_of_a_page(rule: Load) -> None:
    ruleset = rule("text: {line: {equals: share}}")
    assert page(ruleset, "<p>a</p><p>One<br>Share<br>two</p><p>share</p>") == ["Share", "share"]


def test_what_both_forms_find_is_claimed_once(rule: Load) -> None:
    ruleset = rule("html: {css: .share}, text: {line: {equals: share}}")
    assert page(ruleset, "<p>a</p><p class=share>Share</p><p>share</p>") == ["Share", "share"]


def test_a_page_can_be_cut_after_an_element(rule: Load) -> None:
    ruleset = rule("action: cut_after, html: {css: .end}")
    assert page(ruleset, "<p>a</p><p class=end>b</p><p>c</p><p>d</p>") == ["c\nd"]


def test_the_reason_on_a_page_is_the_selector(rule: Load) -> None:
    document = html_blocks.read("<p class=ad>a</p>", Limits())
    assert rule("html: {css: '.x, .ad'}").testify([Case(document)])[0][0][0].reason == "inside .ad"


def test_a_fingerprint_in_the_head_holds_no_block(load: Callable[..., RuleSet]) -> None:
    ruleset = load(
        "version: 1\npack: drupal\nmatch: {signature: {css: ['meta[name=generator][content*=Drupal]']}}\n"
        "rules: [{id: a, category: nav, text: {line: {equals: a}}}]\n"
    )
    assert page(ruleset, "<p>a</p>", "<meta name=generator content='Drupal 8'>") == ["a"]
    assert page(ruleset, "<p>a</p>", "<meta name=generator content='Hugo'>") == []


def test_specificity_and_order_come_with_a_claim(load: Callable[..., RuleSet]) -> None:
    rule = "rules: [{id: a, category: nav, priority: 3, text: {line: {equals: a}}}]\n"
    ruleset = load(
        f"version: 1\npack: b\n{rule}",
        f"version: 1\npack: x.org\nmatch: {{host: x.org}}\n{rule}",
        f"version: 1\npack: p\nmatch: {{signature: {{text: '^a$'}}}}\n{rule}",
    )
    claims, _ = asked(ruleset, "a", url="https://x.org")
    assert [(one.rule, one.specificity, one.order, one.priority) for one in claims] == [
        ("generic/a", 0, 0, 3),
        ("platform/p/a", 1, 1, 3),
        ("site/x.org/a", 2, 2, 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("begin\n", id="blocks without end"),
        pytest.param("heading\n", id="headings in headings"),
        pytest.param("share\n", id="hits in every line"),
        pytest.param("plain words\n", id="no hit at all"),
    ],
)
def test_work_grows_with_the_text(rules: Load, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    ruleset = rules(
        "  - {id: a, category: nav, text: {block: {start: {equals: begin}, end: {equals: x}, max_lines: 20}}}\n"
        "  - {id: b, category: nav, text: {section: {heading: {equals: heading}, max_lines: 20}}}\n"
        "  - {id: c, category: nav, text: {line: {equals: share}}}\n"
    )
    looks = 0
    reason = LineTest.reason

    def counted(test: LineTest, *args: object) -> object:
        nonlocal looks
        looks += 1
        return reason(test, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(LineTest, "reason", counted)
    counts = []
    for times in (500, 1000):
        looks = 0
        asked(ruleset, text * times)
        counts.append(looks)
    # a run at the end of the text is cut short: at most max_lines squared
    assert counts[1] <= 2 * counts[0] + 20 * 20
    assert counts[1] <= 1000 * 20
