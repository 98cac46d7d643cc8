"""What rule authors get: trials, lint, a first draft, a schema for their editor."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cleaner.errors import RuleError
from cleaner.knowledge import rules_folder
from cleaner.siterules import lint, pack, scaffold, schema, trials

EXAMPLES = "examples: [{text: 'Share', dropped: [Share]}, {text: 'Shares fell', dropped: []}]"


def write(folder: Path, *rules: str, match: str = "") -> Path:
    items = "\n".join(f"  - {{{rule}}}" for rule in rules)
    (folder / "a.yaml").write_text(f"version: 1\npack: a\n{match}rules:\n{items}\n", "utf-8")
    return folder / "a.yaml"


GOOD = f"id: share, category: share, why: a button, text: {{line: {{equals: share}}}}, {EXAMPLES}"


def test_examples_that_go_right_say_nothing(tmp_path: Path) -> None:
    assert trials.run([write(tmp_path, GOOD)]) == trials.Trials(1, 2, ())


def test_an_example_that_goes_wrong_is_a_sentence(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("equals", "starts"))
    assert trials.run([path]).failures == (
        f'{path}:4: generic/share: example 2: expected dropped nothing, got "Shares fell"',
    )


@pytest.mark.parametrize(
    ("rule", "example", "failures"),
    [
        pytest.param("html: {css: .a}", "{html: '<p>x</p><p class=a>y  z</p>', dropped: [y z]}", 0, id="html"),
        pytest.param("html: {css: .a}", "{html: '<p class=b>y</p>', dropped: []}", 0, id="html left alone"),
        pytest.param("action: keep, text: {line: {equals: a}}", "{text: a, kept: [a]}", 0, id="keep"),
        pytest.param("action: mark, text: {line: {equals: a}}", "{text: a, marked: [a]}", 0, id="mark"),
        pytest.param(
            "action: cut_after, text: {line: {equals: a}}",
            '{text: "a\\nb\\n\\nc", dropped: [b, c]}',
            0,
            id="line by line",
        ),
        pytest.param("text: {span: {contains: a}}", "{text: 'x | a', dropped: [a]}", 0, id="part of a line"),
        pytest.param("text: {line: {equals: a}}", "{text: a, url: 'https://x.org', dropped: [a]}", 0, id="on its site"),
        pytest.param(
            "text: {line: {equals: a}}", "{text: a, url: 'https://y.org', dropped: []}", 0, id="on another site"
        ),
        pytest.param("text: {line: {equals: a}}", "{text: a, url: 'https://y.org', dropped: [a]}", 1, id="not there"),
        pytest.param(
            "text: {line: {equals: a}}, guard: {max_share: 0.1, free_chars: 0}", "{text: a, dropped: []}", 0, id="guard"
        ),
    ],
)
def test_examples(tmp_path: Path, rule: str, example: str, failures: int) -> None:
    path = write(tmp_path, f"id: r, category: nav, {rule}, examples: [{example}]", match="match: {host: x.org}\n")
    assert len(trials.run([path]).failures) == failures


def test_a_failure_tells_of_the_guard(tmp_path: Path) -> None:
    guard = "guard: {max_share: 0.1, free_chars: 0}"
    path = write(
        tmp_path, f"id: r, category: nav, text: {{line: {{equals: a}}}}, {guard}, examples: [{{text: a, dropped: [a]}}]"
    )
    assert "guard_abstained: would take 1 of 1 characters" in trials.run([path]).failures[0]


def test_a_good_rule_lints_clean(tmp_path: Path) -> None:
    assert lint.lint([write(tmp_path, GOOD)]) == []


@pytest.mark.parametrize(
    ("rule", "finding"),
    [
        pytest.param(GOOD.replace("why: a button, ", ""), "why is missing", id="why"),
        pytest.param(
            GOOD.replace(EXAMPLES, "examples: [{text: a, dropped: []}]"), "no example shows what it finds", id="drop"
        ),
        pytest.param(
            GOOD.replace(EXAMPLES, "examples: [{text: Share, dropped: [Share]}]"),
            "what it leaves alone",
            id="near miss",
        ),
        pytest.param(
            GOOD.replace("text: {line", "html: {css: .css-1a2b3c}, text: {line"), ".css-1a2b3c looks made", id="css"
        ),
        pytest.param(
            GOOD.replace("text: {line", "html: {css: .sc-bdVaJa}, text: {line"), ".sc-bdVaJa looks made", id="sc"
        ),
        pytest.param(GOOD.replace("text: {line", "html: {css: ._3xk2}, text: {line"), "._3xk2 looks made", id="hash"),
        pytest.param(
            GOOD.replace("text: {line", "html: {css: '[class*=ad]'}, text: {line"),
            "[class*=ad] hits longer words",
            id="ad",
        ),
        pytest.param(
            GOOD.replace("equals: share", "regex: '^(share|größe \\w+)$'"),
            "\\w or \\W, which know ASCII only",
            id="word",
        ),
        pytest.param(GOOD.replace("equals: share", "regex: '^share\\bä?'"), "has \\b beside a letter", id="border"),
        pytest.param(GOOD.replace("equals: share", "regex: '^share…$'"), "can never match: nfkc rewrites", id="nfkc"),
    ],
)
def test_what_lint_finds(tmp_path: Path, rule: str, finding: str) -> None:
    path = write(tmp_path, rule)
    found = lint.lint([path])
    assert len(found) == 1
    assert finding in found[0]
    assert found[0].startswith(f"{path}:4: generic/share: ")


@pytest.mark.parametrize(
    "css",
    [".css-grid", ".sc-title", "._self", ".block__element", "[class*=share]", "[class^=ad-]", ".main_2", ".post-12345"],
)
def test_classes_that_people_wrote_are_left_alone(tmp_path: Path, css: str) -> None:
    rule = GOOD.replace("text: {line", f"html: {{css: '{css}'}}, text: {{line")
    assert lint.lint([write(tmp_path, rule)]) == []


def test_rules_that_can_never_act(tmp_path: Path) -> None:
    second = GOOD.replace("id: share", "id: again")
    keep = GOOD.replace("id: share", "id: kept").replace("dropped", "kept").replace("why", "action: keep, why")
    found = lint.lint([write(tmp_path, GOOD, second)])
    assert [line.split(": ", 1)[1] for line in found] == [
        "generic/again: can never act: generic/share takes every line it names; merge the two"
    ]
    found = lint.lint([write(tmp_path, GOOD, keep)])
    assert [line.split(": ")[1] for line in found] == ["generic/share"]


def test_a_rule_for_another_part_is_no_duplicate(tmp_path: Path) -> None:
    first = GOOD.replace("why", "where: {part: tail}, why")
    assert lint.lint([write(tmp_path, first, GOOD.replace("id: share", "id: again"))]) == []


def test_the_draft_loads_and_lints_clean_but_for_its_todo(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(scaffold.new_pack("https://www.Example.com/a"))
    assert pack.read([(path, path.read_bytes())])[0].name == "example.com"
    assert trials.run([path]).failures == ()
    assert [finding for finding in lint.lint([path]) if "TODO" not in finding] == []


@pytest.mark.parametrize("host", ["", "no host", "https://", "x y.com"])
def test_a_draft_needs_a_host(host: str) -> None:
    with pytest.raises(RuleError, match="is no host name"):
        scaffold.new_pack(host)


class _Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers are numbers, only true and false are booleans, dates are text."""


_Editor.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", "true|false", "tf"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("null", "|~|null", ["", "~", "n"]),
):
    _Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def in_an_editor(content: bytes | str) -> list[str]:
    document: Any = yaml.load(content, _Editor)
    return [error.message for error in jsonschema.Draft202012Validator(schema.json_schema()).iter_errors(document)]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.json_schema())


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in pack.rule_files(rules_folder())])
def test_shipped_packs_are_right_in_an_editor(file: Path) -> None:
    assert in_an_editor(file.read_bytes()) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("version: 2\npack: a\nrules: [{id: a, category: nav, html: {css: p}}]", id="version"),
        pytest.param("version: 1\npack: a\nrules: [{id: a, category: nva, html: {css: p}}]", id="category"),
        pytest.param("version: 1\npack: a\nrules: [{id: a, category: nav, htm: {css: p}}]", id="key"),
        pytest.param("version: 1\npack: a\nrules: [{id: a, category: nav, html: {css: }}]", id="nothing"),
    ],
)
def test_mistakes_are_wrong_in_an_editor_too(content: str) -> None:
    assert in_an_editor(content)
