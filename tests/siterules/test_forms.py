"""What each form of a text rule claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import asked, claimed

from cleaner.model import Action
from cleaner.siterules.ruleset import RuleSet

Load = Callable[[str], RuleSet]


@pytest.mark.parametrize(
    ("matcher", "text", "expected"),
    [
        pytest.param("equals: leave a comment", "A\n  Leave a  Comment \nB", ["Leave a  Comment"], id="equals"),
        pytest.param("equals: leave a comment", "Leave a comment below", [], id="equals is the whole line"),
        pytest.param("starts: share this", "Share this: mail\nWe share this view", ["Share this: mail"], id="starts"),
        pytest.param("starts: share this", "Please share this", [], id="starts is not contains"),
        pytest.param(
            "contains: all rights", "© 2015 All rights reserved", ["© 2015 All rights reserved"], id="contains"
        ),
        pytest.param("regex: '^Page \\d+$'", "page 7\nPage 7 of it", ["page 7"], id="regex without regard to case"),
        pytest.param("regex: '^Page$', normalize: []", "page\nPage", ["Page"], id="regex with regard to case"),
        pytest.param("regex: '^\\d+$'", "12\n1x", ["12"], id="regex without fixed words"),
        pytest.param("equals: [one, two]", "Two\nthree\nOne", ["Two", "One"], id="items are alternatives"),
        pytest.param("starts: a, contains: z", "a to z\nabc\nz", ["a to z"], id="keys hold together"),
        pytest.param("starts: by, max_words: 3", "By A B\nBy and by they came", ["By A B"], id="few words"),
        pytest.param("starts: by, max_chars: 6", "By A B\nBy A B C", ["By A B"], id="few characters"),
        pytest.param("equals: Ok, normalize: []", "ok\nOk", ["Ok"], id="no folding"),
        pytest.param("equals: ａｂ, normalize: [nfkc]", "ab\nAB", ["ab"], id="the rule's words fold too"),
        pytest.param("equals: 0, normalize: [fold_digits]", "12\n1.5\nx", ["12"], id="digits alone"),
        pytest.param(
            "equals: 0 users have voted., normalize: [casefold, fold_digits]",
            "104 users have voted.\n1,204 Users have voted.\nNo users have voted.",
            ["104 users have voted.", "1,204 Users have voted."],
            id="digits folded",
        ),
        pytest.param("contains: a\\b", "a\\b", ["a\\b"], id="a backslash is a backslash"),
        pytest.param("equals: 共享", "共享\n共享经济", ["共享"], id="no spaces between words"),
        pytest.param("equals: nothing here", "", [], id="an empty document"),
        pytest.param("equals: nothing here", " \n\n ", [], id="a blank document"),
    ],
)
def test_lines(rule: Load, matcher: str, text: str, expected: list[str]) -> None:
    assert claimed(rule(f"text: {{line: {{{matcher}}}}}"), text) == expected


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(end, id=repr(end))
        for end in ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")
    ],
)
def test_lines_end_as_python_ends_them(rule: Load, end: str) -> None:
    text = f"Ａ first{end}{end}Share this{end}last"
    assert claimed(rule("text: {line: {equals: share this}}"), text) == ["Share this"]


def test_half_characters_do_no_harm(rule: Load) -> None:
    ruleset = rule("text: {line: {equals: share, regex: '^sh.re$'}}")
    assert claimed(ruleset, "\ud800\nshare\n\udfff share") == ["share"]


REASONS = [
    pytest.param("equals: Leave a Comment", "leave a comment", 'line equals "leave a comment"', id="equals"),
    pytest.param("starts: by", "By me", 'line starts with "by"', id="starts"),
    pytest.param("contains: y m", "By me", 'line contains "y m"', id="contains"),
    pytest.param("regex: '^by'", "By me", 'matches "^by"', id="regex"),
    pytest.param(
        "equals: read 0 times, normalize: [casefold, fold_digits]",
        "Read 8,093 times",
        'matches "read <n> times"',
        id="n",
    ),
]


@pytest.mark.parametrize(("matcher", "text", "reason"), REASONS)
def test_reasons_of_lines(rule: Load, matcher: str, text: str, reason: str) -> None:
    assert asked(rule(f"text: {{line: {{{matcher}}}}}"), text)[0][0].reason == reason


BLOCK = "text: {block: {start: {equals: begin}, end: {starts: end}, max_lines: 3}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\nbegin\n\nx\n\nend it\nb", ["begin\n\nx\n\nend it"], id="from start to end, blanks within"),
        pytest.param("begin\nend", ["begin\nend"], id="two lines"),
        pytest.param("begin\nx\ny\nend", [], id="the end is too far"),
        pytest.param("begin\nx", [], id="the end is missing"),
        pytest.param("end\nbegin", [], id="the end comes first"),
        pytest.param("x\nend\n", [], id="no beginning"),
        pytest.param("begin\nbegin\nend\nend", ["begin\nbegin\nend"], id="a beginning inside counts once"),
        pytest.param("begin\nend\nbegin\nend", ["begin\nend", "begin\nend"], id="twice"),
    ],
)
def test_blocks(rule: Load, text: str, expected: list[str]) -> None:
    assert claimed(rule(BLOCK), text) == expected


def test_a_block_without_end_says_so(rule: Load) -> None:
    claims, flags = asked(rule(BLOCK), "a\nbegin\nx\ny\nend")
    assert not claims
    assert [flag.flag for flag in flags] == ["block_unended"]
    assert flags[0].reason == 'block from "begin" (line 2) has no end within 3 lines'
    assert flags[0].rule == "generic/thing"


def test_many_blocks_without_end_are_one_flag(rule: Load) -> None:
    _, flags = asked(rule(BLOCK), "begin\n" * 9)
    assert [flag.reason for flag in flags] == ['block from "begin" (line 1) has no end within 3 lines; 8 more like it']


@pytest.mark.parametrize(
    ("keys", "text", "expected"),
    [
        pytest.param("max_lines: 2", "a\nRelated\nx\n\ny\nz", ["Related", "x\n\ny"], id="no more than its lines"),
        pytest.param("max_lines: 9", "Related", ["Related"], id="a heading alone"),
        pytest.param("max_lines: 9, min_lines: 1", "Related", [], id="a heading alone is not enough"),
        pytest.param("max_lines: 9, until: {equals: stop}", "Related\nx\nStop\ny", ["Related", "x"], id="until"),
        pytest.param(
            "max_lines: 9, line: {max_words: 3}",
            "Related\nx y z\nOne two three four.\nx",
            ["Related", "x y z"],
            id="short",
        ),
        pytest.param(
            "max_lines: 9, min_lines: 1, line: {max_words: 3}",
            "Related\nIt was a long and winding road.",
            [],
            id="prose after the heading",
        ),
        pytest.param("max_lines: 2", "a\nrelated work\nx", [], id="another heading"),
        pytest.param("max_lines: 1", "Related\nRelated\nx", ["Related", "Related"], id="a heading inside counts once"),
    ],
)
def test_sections(rule: Load, keys: str, text: str, expected: list[str]) -> None:
    assert claimed(rule(f"text: {{section: {{heading: {{equals: related}}, {keys}}}}}"), text) == expected


def test_reasons_of_a_section(rule: Load) -> None:
    claims, _ = asked(rule("text: {section: {heading: {equals: related}, max_lines: 2}}"), "a\n\nRelated\nx\ny")
    assert [claim.reason for claim in claims] == ['heading line equals "related"', 'follows "Related" (line 3)']


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Read more", ["Read more"], id="a whole line"),
        pytest.param("He left. Read more", ["Read more"], id="after a sentence, at the end"),
        pytest.param("Home | Read more | Contact", ["Read more"], id="between separators"),
        pytest.param("Read more » The harbour thaws", ["Read more"], id="before a separator"),
        pytest.param("They read more than before.", [], id="inside a sentence"),
        pytest.param("She said to read more", [], id="the end of a sentence without stop"),
        pytest.param("Read more about it in spring", [], id="the beginning of a sentence"),
        pytest.param("Thread moreover", [], id="inside words"),
        pytest.param("Read more • read more", ["Read more", "read more"], id="twice"),
        pytest.param("x" * 30_000 + " | Read more", [], id="a line without end"),
    ],
)
def test_spans(rule: Load, line: str, expected: list[str]) -> None:
    assert claimed(rule("text: {span: {contains: read more}}"), f"First.\n{line}\nLast.") == expected


def test_spans_inside_a_sentence_when_the_rule_says_so(rule: Load) -> None:
    ruleset = rule("text: {span: {regex: '\\(opens in [a-z ]+\\)', inside_sentence: true}}")
    assert claimed(ruleset, "The guide (opens in a new window) is out.") == ["(opens in a new window)"]


def test_spans_are_inline_unless_they_are_the_line(rule: Load) -> None:
    claims, _ = asked(rule("text: {span: {contains: read more}}"), "Read more\nIt ends. Read more")
    assert [claim.inline for claim in claims] == [False, True]


def test_spans_are_exact_where_folding_changes_lengths(rule: Load) -> None:
    text = "ﬁ½①  x. | READ\u3000\u00a0ＭＯＲＥ |  ﬁn"
    assert claimed(rule("text: {span: {contains: read more}}"), text) == ["READ\u3000\u00a0ＭＯＲＥ"]


@pytest.mark.parametrize(
    ("action", "text", "expected"),
    [
        pytest.param("cut_after", "a\nCut here\nb\n\nc", ["b\n\nc"], id="after"),
        pytest.param("cut_after", "a\nCut here\nb\nCut here\nc", ["c"], id="after the last of two"),
        pytest.param("cut_after", "a\nCut here", [], id="nothing follows"),
        pytest.param("cut_after", "a\nCut here and there\nb", [], id="no such line"),
        pytest.param("cut_before", "a\n\nb\nCut here\nc", ["a\n\nb"], id="before"),
        pytest.param("cut_before", "a\nCut here\nb\nCut here\nc", ["a"], id="before the first of two"),
        pytest.param("cut_before", "Cut here\nc", [], id="nothing stands before"),
    ],
)
def test_cuts(rule: Load, action: str, text: str, expected: list[str]) -> None:
    ruleset = rule(f"action: {action}, text: {{line: {{equals: cut here}}}}")
    assert claimed(ruleset, text) == expected


def test_the_reason_of_a_cut_names_its_line(rule: Load) -> None:
    claims, _ = asked(rule("action: cut_after, text: {line: {equals: cut here}}"), "a\nCut here\nb")
    assert claims[0].reason == 'after "Cut here" (line 2)'
    assert claims[0].action is Action.DROP


@pytest.mark.parametrize(("word", "action"), [("keep", Action.KEEP), ("mark", Action.MARK), ("drop", Action.DROP)])
def test_actions_are_passed_on(rule: Load, word: str, action: Action) -> None:
    claims, _ = asked(rule(f"action: {word}, text: {{line: {{equals: a}}}}"), "a")
    assert [claim.action for claim in claims] == [action]
