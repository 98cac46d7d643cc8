"""Configuration: which file counts, what it may say, and that options win."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_corpus import BODY, PAGE, Clean

from cleaner.cli.config import nearest
from cleaner.errors import SettingsError


def test_no_file_is_no_configuration(tmp_path: Path) -> None:
    assert nearest(tmp_path / "page.txt").values == {}


def test_the_nearest_file_counts_and_its_own_wins_in_one_folder(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "cleaner.toml").write_text('bar = "safe"')
    (deep / "page.txt").touch()
    assert nearest(deep / "page.txt").values["bar"] == "safe"
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.cleaner]\nbar = "balanced"')
    assert nearest(deep / "page.txt").values["bar"] == "balanced"
    (tmp_path / "a" / "cleaner.toml").write_text('bar = "safe"\nmetadata = true')
    assert nearest(deep / "page.txt").values["metadata"] is True
    assert nearest(deep).values["metadata"] is True


def test_a_project_file_without_a_table_of_ours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('bar = "safe"')
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nbar = 1")
    assert nearest(tmp_path / "a").values["bar"] == "safe"


def test_keys_may_be_kebab_or_snake_and_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text('default-rules = false\nrules = ["mine"]\n[limits]\nfree-chars = 7')
    values = nearest(tmp_path).values
    assert values == {"default_rules": False, "rules": [str(tmp_path / "mine")], "limits": {"free_chars": 7}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('baar = "safe"', 'unknown key "baar"; did you mean "bar"?', id="unknown key"),
        pytest.param(
            "[limits]\nfree-char = 1", 'limits: unknown key "free_char"; did you mean "free_chars"?', id="limit"
        ),
        pytest.param('bar = "sure"', 'bar: unknown "sure"', id="value"),
        pytest.param('metadata = "no"', "metadata: expected true or false, got 'no'", id="text for a switch"),
        pytest.param('rules = "mine"', "rules: expected a list of texts, got 'mine'", id="text for a list"),
        pytest.param("policy = 3", "policy: expected a table, got 3", id="number for a table"),
        pytest.param('format = "jsn"', 'format: unknown "jsn"; did you mean "json"?', id="format"),
        pytest.param('[policy]\nshare = "dorp"', 'share: unknown "dorp"; did you mean "drop"?', id="action"),
        pytest.param("bar = ", "not valid TOML", id="broken"),
    ],
)
def test_a_wrong_file_is_one_line_with_its_name(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "cleaner.toml").write_text(content)
    with pytest.raises(SettingsError) as caught:
        nearest(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'cleaner.toml'}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_key_is_2(clean: Clean, corpus: Path) -> None:
    Path("cleaner.toml").write_text('baar = "safe"')
    ran = clean("texts/page.txt")
    assert (ran.code, ran.err) == (2, 'clean: cleaner.toml: unknown key "baar"; did you mean "bar"?\n')


def test_options_win_and_policies_add_up(clean: Clean, corpus: Path) -> None:
    with Path("cleaner.toml").open("a") as file:
        file.write('format = "plain"\n[policy]\ncounter = "keep"\n')
    assert clean("texts/page.txt").out == PAGE
    assert clean("--policy", "share=keep", "texts/page.txt").out == PAGE
    assert clean("--policy", "counter=drop", "texts/page.txt").out == BODY
    assert clean("--report", "texts").text.startswith("2 documents")
    report = clean("--report", "--policy", "counter=drop", "texts").text
    assert report.startswith('texts/page.txt:5:1: counter: generic/read-counter: "This news has been read 12 times!"')
    assert clean("--report", "--format", "json", "texts").text.startswith("{")


def test_standard_input_goes_by_the_working_folder(clean: Clean, corpus: Path) -> None:
    assert clean("-", stdin=PAGE).out == BODY


def test_rules_on_the_command_line_add_to_the_configured_ones(clean: Clean, corpus: Path) -> None:
    rule = Path("rules/house.yaml").read_text().replace("pack: house", "pack: more")
    Path("more.yaml").write_text(
        rule.replace("read-counter", "page-title").replace(r"^this news has been read \d+ times!$", "^harbour reopens$")
    )
    Path("more.yaml").write_text(Path("more.yaml").read_text().replace("share-inline", "share-line"))
    assert clean("--rules", "more.yaml", "texts/page.txt").text == "The harbour reopened on Monday — nobody was hurt.\n"
