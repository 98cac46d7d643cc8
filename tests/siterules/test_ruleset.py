"""Loading: what is found, what it is called, what it is worth as a value."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import claimed

from cleaner.blocks import text as text_blocks
from cleaner.engines.site_rules import SiteRules
from cleaner.errors import RuleError
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case

RULES = "rules: [{id: a, category: nav, text: {line: {equals: share}}}]\n"


def write(folder: Path, name: str, pack: str, match: str = "", rules: str = RULES) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"version: 1\npack: {pack}\n{match}{rules}", "utf-8")
    return path


@pytest.mark.parametrize(
    ("pack", "match", "rule"),
    [
        pytest.param("x.org", "match: {host: x.org}\n", "site/x.org/a", id="host"),
        pytest.param("drupal", "match: {signature: {css: '.x'}}\n", "platform/drupal/a", id="signature"),
        pytest.param("platform/drupal", "match: {signature: {css: '.x'}}\n", "platform/drupal/a", id="pack with kind"),
        pytest.param("generic/share", "", "generic/a", id="no match"),
        pytest.param("german", "match: {lang: de}\n", "generic/a", id="a language alone"),
        pytest.param(
            "x.org", "match: {host: x.org, signature: {css: '.x'}}\n", "site/x.org/a", id="host and signature"
        ),
    ],
)
def test_ids_follow_from_the_match(tmp_path: Path, pack: str, match: str, rule: str) -> None:
    write(tmp_path, "any/where.yaml", pack, match)
    assert [one.id for one in RuleSet.load([tmp_path], shipped=False).packs[0].rules] == [rule]


def test_a_folder_like_the_shipped_one_has_other_things_beside_rules(tmp_path: Path) -> None:
    write(tmp_path, "generic/deep/a.yaml", "a")
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "en.yaml").write_text("version: 1\nlanguage: en\n")
    assert len(RuleSet.load([tmp_path], shipped=False).packs) == 1


def test_the_shipped_rules_load() -> None:
    assert RuleSet.load().packs


def test_a_file_named_twice_counts_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "a")
    assert len(RuleSet.load([tmp_path, path], shipped=False).packs) == 1


def test_duplicate_ids_are_an_error(tmp_path: Path) -> None:
    first, second = write(tmp_path, "1.yaml", "one"), write(tmp_path, "2.yaml", "two")
    with pytest.raises(RuleError) as caught:
        RuleSet.load([tmp_path], shipped=False)
    assert caught.value.problems == (f"{second}:3: a: id generic/a is taken in {first}:3; choose another",)


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, "1.yaml", "one", "mtach: {}\n")
    write(tmp_path, "2.yaml", "two", "match: {lang: &a en}\n")
    with pytest.raises(RuleError) as caught:
        RuleSet.load([tmp_path, tmp_path / "gone"], shipped=False)
    assert [problem.split("; ")[-1] for problem in caught.value.problems] == ["check the path"]
    with pytest.raises(RuleError) as caught:
        RuleSet.load([tmp_path], shipped=False)
    assert ['1.yaml:3: mtach: unknown key "mtach"' in problem for problem in caught.value.problems] == [True, False]


def test_the_digest_is_about_content_not_place(tmp_path: Path) -> None:
    other = RULES.replace("id: a", "id: b")
    write(tmp_path / "x", "1.yaml", "one")
    write(tmp_path / "x", "2.yaml", "two", rules=other)
    write(tmp_path / "y", "sub/z.yaml", "one")
    write(tmp_path / "y", "a.yaml", "two", rules=other)
    one, two = (RuleSet.load([tmp_path / name], shipped=False) for name in "xy")
    assert one.digest == two.digest
    assert [rule.id for pack in one.packs for rule in pack.rules] == [
        rule.id for pack in two.packs for rule in pack.rules
    ]


@pytest.mark.parametrize(
    ("rules", "same"),
    [
        pytest.param(RULES.replace("share", "tweet"), False, id="other words"),
        pytest.param(RULES.replace("text:", "priority: 1, text:"), False, id="another priority"),
        pytest.param(RULES.replace("text:", "why: because, text:"), True, id="another comment"),
        pytest.param(RULES.replace("text:", "action: drop, text:"), True, id="a default written out"),
        pytest.param(f"# note\n{RULES}", True, id="a remark"),
    ],
)
def test_the_digest_changes_with_what_changes_verdicts(tmp_path: Path, rules: str, same: bool) -> None:
    write(tmp_path / "x", "1.yaml", "one")
    write(tmp_path / "y", "1.yaml", "one", rules=rules)
    one, two = (RuleSet.load([tmp_path / name], shipped=False) for name in "xy")
    assert (one.digest == two.digest) is same


def test_equal_files_give_the_same_object(tmp_path: Path) -> None:
    write(tmp_path, "1.yaml", "one")
    assert RuleSet.load([tmp_path], shipped=False) is RuleSet.load([tmp_path], shipped=False)


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    write(tmp_path, "1.yaml", "one")
    before = RuleSet.load([tmp_path], shipped=False)
    write(tmp_path, "1.yaml", "one", rules=RULES.replace("share", "tweet"))
    assert claimed(RuleSet.load([tmp_path], shipped=False), "Tweet\nShare") == ["Tweet"]
    assert claimed(before, "Tweet\nShare") == ["Share"]


def test_a_rule_set_survives_pickling_after_use(rule: Callable[[str], RuleSet]) -> None:
    ruleset = rule("html: {css: .a}, text: {line: {regex: '^share \\d+$'}}")
    assert claimed(ruleset, "Share 1") == ["Share 1"]
    copy = pickle.loads(pickle.dumps(ruleset))
    assert copy == ruleset
    assert copy.packs == ruleset.packs
    assert claimed(copy, "Share 1\nShared") == ["Share 1"]


def test_a_pack_says_what_it_matches(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "x.org", "match: {host: [x.org, '!a.x.org'], signature: {text: '^A$'}}\n")
    pack = RuleSet.load([tmp_path], shipped=False).packs[0]
    assert pack.match == "host x.org, !a.x.org; signature.text ^A$"
    assert (pack.kind, pack.name, pack.rules[0].line) == ("site", "x.org", 4)


def test_the_witness_answers_case_by_case(rule: Callable[[str], RuleSet]) -> None:
    witness = SiteRules(rule("text: {line: {equals: share}}"))
    found = witness.testify([Case(text_blocks.read(text)) for text in ("share", "nothing", "a\nshare")])
    assert [len(one.claims) for one in found] == [1, 0, 1]
    assert {one.witness for one in found} == {witness.name} == {"site_rules"}


def test_documents_do_not_know_of_each_other(rule: Callable[[str], RuleSet]) -> None:
    ruleset = rule("text: {line: {equals: share}}")
    cases = [Case(text_blocks.read(text)) for text in ("a\nshare", "", "share\n" * 50, "\n", "share", "no\nsharing")]
    alone = [ruleset.testify([case])[0] for case in cases]
    assert ruleset.testify(cases) == alone
    assert [len(claims) for claims, _ in alone] == [1, 0, 50, 0, 1, 0]


def test_blocks_end_with_their_document(rule: Callable[[str], RuleSet]) -> None:
    ruleset = rule("text: {block: {start: {equals: open}, end: {equals: close}, max_lines: 5}}")
    said = ruleset.testify([Case(text_blocks.read(text)) for text in ("a\nopen", "close\nb", "open\nclose")])
    assert [len(claims) for claims, _ in said] == [0, 0, 1]
    assert [[flag.flag for flag in flags] for _, flags in said] == [["block_unended"], [], []]


def test_no_case_no_testimony(rule: Callable[[str], RuleSet]) -> None:
    assert rule("text: {line: {equals: share}}").testify([]) == []
