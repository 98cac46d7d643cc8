"""What is wrong with a pack, in words, with a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import RuleError
from cleaner.siterules import diagnose, yamlfile

RULE = "version: 1\npack: p\nrules:\n  - id: thing\n    category: nav\n    "


def problems(content: str) -> list[str]:
    with pytest.raises(RuleError) as caught:
        diagnose.pack_spec(yamlfile.parse(content.encode(), Path("x.yaml")))
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            "html: {css: }",
            "6: thing.html.css: expected a selector, got nothing; quote values that start with # or [",
            id="no selector",
        ),
        pytest.param(
            "html:\n      css: #captcha",
            "7: thing.html.css: expected a selector, got nothing; quote values that start with # or [",
            id="an unquoted id is a comment",
        ),
        pytest.param("htm: {css: .a}", '6: thing.htm: unknown key "htm"; did you mean "html"?', id="key of a rule"),
        pytest.param(
            "text: {line: {equal: a}}",
            '6: thing.text.line.equal: unknown key "equal"; did you mean "equals"?',
            id="deep",
        ),
        pytest.param("action: dorp\n    html: {css: .a}", 'unknown action "dorp"; did you mean "drop"?', id="action"),
        pytest.param(
            "html: {css: .a}\n    where: {part: tial}", 'unknown part "tial"; did you mean "tail"?', id="part"
        ),
        pytest.param(
            "text: {line: {equals: a, normalize: [nfcc]}}", 'unknown normalize "nfcc"; did you mean "nfkc"?', id="step"
        ),
        pytest.param("priority: high\n    html: {css: .a}", 'expected a whole number, got "high"', id="priority"),
        pytest.param("priority: 1_000\n    html: {css: .a}", 'expected a whole number, got "1_000"', id="underscore"),
        pytest.param("html: {css: .a}\n    guard: {max_share: 25}", 'a share from 0 to 1, got "25"', id="percent"),
        pytest.param(
            "html: {css: .a}\n    guard: {max_share: .nan}", 'a share from 0 to 1, got ".nan"', id="no number"
        ),
        pytest.param("html: {css: '.a >'}", 'thing.html.css.1: expected a selector, got ".a >"', id="broken selector"),
        pytest.param("html: {css: 'p::before'}", "pseudo-element, which holds no text", id="pseudo-element"),
        pytest.param("text: {line: {regex: '(?=a)'}}", "not a linear-time pattern", id="look-around"),
        pytest.param(r"text: {line: {regex: '(a)\1'}}", "not a linear-time pattern", id="back-reference"),
        pytest.param(r"text: {line: {regex: '\Aa'}}", "use ^ and $, the ends of the line", id="start of the document"),
        pytest.param("text: {line: {equals: ' '}}", "expected words, got blanks", id="blank words"),
        pytest.param("text: {line: {max_words: 3}}", "a length alone finds every line", id="length alone"),
        pytest.param("text: {}", "expected line, block, section or span", id="no form"),
        pytest.param("why: because", "expected html or text; say what to look for", id="nothing to look for"),
        pytest.param("text: {block: {start: {equals: a}, end: {equals: b}}}", "max_lines: is missing", id="unbounded"),
        pytest.param(
            "text: {section: {heading: {equals: a}, max_lines: 501}}",
            "501 is out of bounds; expected less",
            id="too far",
        ),
        pytest.param(
            "text: {span: {contains: a, inside_sentence: yes}}", 'true or false, got "yes"', id="yes is no bool"
        ),
        pytest.param(
            "action: cut_after\n    text: {span: {contains: a}}",
            "cut_after takes text.line alone",
            id="cut from a span",
        ),
        pytest.param("html: .a", 'expected keys with values, got ".a"', id="a string for keys"),
        pytest.param(
            "html: {css: .a}\n    examples: [{text: a, html: b, dropped: []}]",
            "either text or html",
            id="two documents",
        ),
        pytest.param(
            "html: {css: .a}\n    action: keep\n    examples: [{text: a, dropped: []}]",
            "example 1 of a keep rule needs the key kept",
            id="keep rule with dropped",
        ),
    ],
)
def test_a_mistake_in_a_rule(keys: str, expected: str) -> None:
    found = problems(RULE + keys + "\n")
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            "version: 2\npack: p\n", "x.yaml:1: version: version 2 is unknown; this release reads", id="version"
        ),
        pytest.param("version: 1\npack: P p\n", 'x.yaml:2: pack: "P p" is no name', id="pack name"),
        pytest.param("version: 1\nrules: []\n", "x.yaml:1: pack: is missing", id="no pack"),
        pytest.param("version: 1\npack: p\nrules: []\n", "x.yaml:3: rules: the list is empty", id="no rules"),
        pytest.param(
            "version: 1\npack: p\nmatch:\n  hots: a\n",
            'x.yaml:4: match.hots: unknown key "hots"; did you mean',
            id="match",
        ),
        pytest.param("- a\n", "x.yaml:1: expected keys with values, got a list", id="a list as file"),
        pytest.param("word\n", 'x.yaml:1: expected keys with values, got "word"', id="a word as file"),
    ],
)
def test_a_mistake_in_a_pack(content: str, expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems(content)), problems(content)


def test_all_mistakes_at_once_in_order_of_lines() -> None:
    found = problems(f"{RULE}acton: drop\n    html: {{css: }}\n  - id: Two words\n    category: nva\n    text: {{}}\n")
    assert [problem.split(":")[1] for problem in found] == ["6", "7", "8", "9", "10"]
    assert found[3].endswith('Two words.category: unknown category "nva"; did you mean "nav"?')


def test_a_rule_without_usable_id_goes_by_its_number() -> None:
    found = problems("version: 1\npack: p\nrules:\n  - {id: [a], category: nva, html: {css: p}}\n")
    assert any(": rules.1.category: " in problem for problem in found)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"{RULE}html: {{css: .a}}\n", id="one selector"),
        pytest.param(f"{RULE}html: {{css: [.a, '#b']}}\n", id="several selectors"),
        pytest.param(f"{RULE}text: {{line: {{equals: no}}}}\n", id="norway as words"),
        pytest.param(f"{RULE}text: {{line: {{regex: '[\\[(]{{2}}x'}}}}\n", id="brackets in a class"),
    ],
)
def test_what_is_right_is_left_alone(content: str) -> None:
    assert diagnose.pack_spec(yamlfile.parse(content.encode(), Path("x.yaml"))).pack == "p"
