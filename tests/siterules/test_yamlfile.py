"""What YAML may surprise with, and what is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import RuleError
from cleaner.siterules import yamlfile

FILE = Path("x.yaml")


def problems(content: bytes | str) -> list[str]:
    with pytest.raises(RuleError) as caught:
        yamlfile.parse(content.encode() if isinstance(content, str) else content, FILE)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("no", "no", id="norway is no boolean"),
        pytest.param("12:30", "12:30", id="a time is no number in base 60"),
        pytest.param("007", "007", id="leading zeros stay"),
        pytest.param("1.10", "1.10", id="a version is no float"),
        pytest.param("null", "null", id="the word null"),
        pytest.param("~", "~", id="a tilde"),
        pytest.param("2015-11-18", "2015-11-18", id="a date is no date object"),
        pytest.param("''", "", id="quoted nothing is an empty string"),
        pytest.param("", None, id="nothing is None"),
        pytest.param("#captcha", None, id="an unquoted id is a comment"),
        pytest.param("'#captcha'", "#captcha", id="a quoted id"),
        pytest.param('"\\u00e9"', "é", id="an escape"),
        pytest.param("'*'", "*", id="a quoted star is no alias"),
        pytest.param("a#b", "a#b", id="a hash inside a word is no comment"),
    ],
)
def test_scalars_stay_what_is_written(written: str, value: str | None) -> None:
    assert yamlfile.parse(f"key: {written}\n".encode(), FILE).tree == {"key": value}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            "a: 1\nb: 2\na: 3\n", "x.yaml:3: a: key is there twice, first in line 1; keep one", id="duplicate"
        ),
        pytest.param("a: &x 1\n", "x.yaml:1: anchor &x is not allowed", id="anchor"),
        pytest.param("a: &x 1\nb: *x\n", "x.yaml:2: alias *x is not allowed", id="alias"),
        pytest.param("a: {<<: 1}\n", "x.yaml:1: merge keys are not allowed", id="merge key"),
        pytest.param("a: !!str yes\n", "x.yaml:1: tag tag:yaml.org,2002:str is not allowed", id="standard tag"),
        pytest.param("a: !dawn.com\n", "x.yaml:1: tag !dawn.com is not allowed", id="an unquoted negation is a tag"),
        pytest.param("%TAG ! x:\n---\na: 1\n", "tag directives are not allowed", id="tag directive"),
        pytest.param("a:\n\t- b\n", "x.yaml:2: not YAML: found character that cannot start any token", id="tab"),
        pytest.param("a: b: c\n", "x.yaml:1: not YAML: mapping values are not allowed", id="colon in a value"),
        pytest.param("a: 1\n---\nb: 2\n", "x.yaml:2: a second document starts", id="two documents"),
        pytest.param("? [a]\n: b\n", "x.yaml:1: a key must be a word", id="list as key"),
        pytest.param("", "x.yaml:1: file is empty; start with version: 1", id="empty"),
        pytest.param("# only this\n", "x.yaml:1: file is empty", id="comment alone"),
        pytest.param("a: \x01\n", "x.yaml:1: not YAML: ", id="control character"),
        pytest.param(b"a: 1\nb: \xff\n", "x.yaml:2: not UTF-8 at byte 8; save the file as UTF-8", id="latin-1"),
        pytest.param("a: " + "[" * 30, "nested deeper than 20 levels", id="deep"),
        pytest.param("a: " + "[" * 100_000, "nested deeper than 20 levels", id="bottomless"),
        pytest.param(b"#" * 1_000_001, "x.yaml:1: file has 1000001 bytes, more than 1000000; split it", id="huge"),
    ],
)
def test_what_is_refused(content: bytes | str, expected: str) -> None:
    assert any(expected in problem for problem in problems(content)), problems(content)


def test_a_merge_bomb_is_refused_before_it_grows() -> None:
    levels = "\n".join(f"k{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, 500))
    assert len(problems(f"k0: &a0 {{x: 1}}\n{levels}\n")) > 1000


def test_all_problems_at_once() -> None:
    assert len(problems("a: &x 1\nb: *x\na: !t 2\n")) == 4


def test_lines_of_keys_and_items() -> None:
    file = yamlfile.parse(b"# first\nrules:\n  - id: a\n    css:\n      - '.b'\n      - '.c'\n", FILE)
    assert file.line(("rules",)) == 2
    assert file.line(("rules", 0)) == 3
    assert file.line(("rules", 0, "css")) == 4
    assert file.line(("rules", 0, "css", 1)) == 6


def test_the_line_of_what_is_missing_is_its_parents() -> None:
    assert yamlfile.parse(b"a:\n  b: 1\n", FILE).line(("a", "c", "d")) == 1


def test_a_byte_order_mark_is_no_content() -> None:
    assert yamlfile.parse(b"\xef\xbb\xbfa: 1\n", FILE).tree == {"a": "1"}


def test_both_parsers_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"a: [1, 'x', \"y\"]\nb:\n  - {c: no}\n  - |\n    two\n    lines\nd:\n"
    fast = yamlfile.parse(content, FILE)
    monkeypatch.setattr(yamlfile, "_LOADER", yamlfile.yaml.SafeLoader)
    slow = yamlfile.parse(content, FILE)
    assert (fast.tree, fast.lines) == (slow.tree, slow.lines)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"gone\.yaml: cannot be read"):
        yamlfile.load(tmp_path / "gone.yaml")
