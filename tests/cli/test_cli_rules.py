"""`clean rules`: what is listed, what fails, and that a draft is a beginning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_corpus import RULES, Clean


def test_list_names_every_rule_in_force(clean: Clean, corpus: Path) -> None:
    ran = clean("rules", "list")
    assert ran.code == 0
    assert ran.text.splitlines() == [
        "generic house: every document (rules/house.yaml)",
        "  generic/read-counter  counter  drop  a counter under the text",
        "  generic/share-inline  share  drop  the first words of a share bar glued to a line",
        "",
        "1 pack, 2 rules",
    ]


@pytest.mark.parametrize("call", [["lint"], ["lint", "rules"], ["test"], ["test", "--lint", "rules/house.yaml"]])
def test_good_rules_pass(clean: Clean, corpus: Path, call: list[str]) -> None:
    assert clean("rules", *call).code == 0


def test_the_tests_say_how_many_ran(clean: Clean, corpus: Path) -> None:
    assert clean("rules", "test").text == "2 rules, 4 examples, 0 failures\n"


def test_an_example_that_goes_otherwise_is_1(clean: Clean, corpus: Path) -> None:
    Path("rules/house.yaml").write_text(
        RULES.replace('"He has been read 8 times."', '"This news has been read 8 times!"')
    )
    ran = clean("rules", "test")
    assert ran.code == 1
    assert ran.text.splitlines()[0].startswith(
        "rules/house.yaml:11: generic/read-counter: example 2: expected dropped nothing"
    )
    assert ran.text.endswith("2 rules, 4 examples, 1 failure\n")


def test_a_lint_finding_is_1_and_only_when_asked_for(clean: Clean, corpus: Path) -> None:
    Path("rules/house.yaml").write_text(RULES.replace("    why: a counter under the text\n", ""))
    assert clean("rules", "test", "rules").code == 0
    assert clean("rules", "test", "--lint", "rules").code == 1
    ran = clean("rules", "lint", "rules")
    assert ran.code == 1
    assert "generic/read-counter: why is missing" in ran.text


def test_rules_that_do_not_load_are_2(clean: Clean, corpus: Path) -> None:
    Path("rules/house.yaml").write_text(RULES.replace("category: share", "category: shared"))
    for call in ("list", "lint", "test"):
        ran = clean("rules", call)
        assert ran.code == 2
        assert ran.err.startswith("rules/house.yaml:13: ")
        assert 'did you mean "share"?' in ran.err


def test_the_schema_is_json(clean: Clean, corpus: Path) -> None:
    assert json.loads(clean("rules", "schema").text)["title"] == "boilerstrip rules, version 1"


def test_a_draft_loads_and_says_what_is_left_to_do(clean: Clean, corpus: Path) -> None:
    assert clean("rules", "new", "www.example.com", "--out", "rules/example.yaml").code == 0
    assert clean("rules", "test", "rules/example.yaml").code == 0
    assert "TODO" in clean("rules", "lint", "rules/example.yaml").text


def test_a_draft_never_falls_on_a_file(clean: Clean, corpus: Path) -> None:
    ran = clean("rules", "new", "example.com", "--out", "rules/house.yaml")
    assert (ran.code, ran.err) == (2, "clean: rules/house.yaml: is there already; choose another name\n")
    assert Path("rules/house.yaml").read_text() == RULES


def test_without_a_word_the_commands_are_shown(clean: Clean, corpus: Path) -> None:
    ran = clean("rules")
    assert ran.code == 0
    assert "lint" in ran.text
