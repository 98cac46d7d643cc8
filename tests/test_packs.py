"""The shipped rules: they load, lint clean, hold their own examples, and leave alone what must be left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner.blocks import html, text
from cleaner.knowledge import rules_folder
from cleaner.model import Action, Category, Document
from cleaner.settings import Settings
from cleaner.siterules import lint, trials, yamlfile
from cleaner.siterules.pack import Pack, Rule
from cleaner.siterules.ruleset import RuleSet
from cleaner.testimony import Case

ROOT = Path(__file__).resolve().parents[1]
MUST_KEEP = sorted(path for path in (ROOT / "fixtures/must-keep").iterdir() if path.suffix != ".md")
SHIPPED = RuleSet.load()
RULES = [(pack, rule) for pack in SHIPPED.packs for rule in pack.rules]
PHRASES = sorted((rules_folder() / "phrases").glob("*.yaml"))
LANGUAGES = (
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
)
STRUCTURAL = {Category.DUPLICATE, Category.OTHER}
"""Categories that are found by comparing, not by reading: no pack speaks of them."""


def read(path: Path) -> Document:
    content = path.read_text(encoding="utf-8")
    return html.read(content) if path.suffix == ".html" else text.read(content)


def drops(document: Document) -> list[tuple[str, str]]:
    """Rule and text of every drop that the rules ask for under the default policy."""
    claims, _ = SHIPPED.testify([Case(document)])[0]
    return [
        (claim.rule, document.text[claim.span.start : claim.span.end])
        for claim in claims
        if claim.action is Action.DROP and Settings().action_for(claim.category) is Action.DROP
    ]


def test_shipped_rules_lint_clean() -> None:
    assert lint.lint(shipped=True) == []


def test_shipped_rules_hold_their_examples() -> None:
    assert trials.run(shipped=True).failures == ()


def test_every_category_that_can_be_read_has_a_generic_rule() -> None:
    generic = {rule.category for pack, rule in RULES if pack.kind == "generic"}
    assert set(Category) - generic == STRUCTURAL


@pytest.mark.parametrize(("pack", "rule"), [pytest.param(*one, id=one[1].id) for one in RULES])
def test_a_rule_is_named_after_what_is_seen(pack: Pack, rule: Rule) -> None:
    assert not re.match(r"(remove|drop|strip|delete|hide|kill|cut|no)-", rule.spec.id.replace("no-comments", "")), (
        pack.file
    )


@pytest.mark.parametrize(("pack", "rule"), [pytest.param(*one, id=one[1].id) for one in RULES])
def test_a_rule_shows_what_it_leaves_alone(pack: Pack, rule: Rule) -> None:
    shown = [getattr(example, rule.spec.expects) for example in rule.spec.examples]
    assert () in shown, pack.file


@pytest.mark.parametrize("path", MUST_KEEP, ids=lambda path: path.name)
def test_no_rule_drops_anything_from_a_document_that_must_stay_whole(path: Path) -> None:
    assert drops(read(path)) == []


def test_no_rule_drops_a_sentence_that_quotes_furniture() -> None:
    document = text.read('He wrote "You must be logged in to post a comment." on the door and left for good.\n')
    assert drops(document) == []


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: path.stem)
def test_phrases_are_written_as_they_are_compared(path: Path) -> None:
    tree = yamlfile.load(path).tree
    assert isinstance(tree, dict)
    assert tree["language"] == path.stem
    for category, forms in tree["phrases"].items():
        assert Category(category)
        assert set(forms) <= {"whole", "start"}
        for phrase in (phrase for phrases in forms.values() for phrase in phrases):
            assert phrase == " ".join(phrase.lower().split()), phrase
            assert not re.search("[1-9’]", phrase), phrase


def test_the_languages_of_the_phrases_are_those_promised() -> None:
    assert tuple(path.stem for path in PHRASES) == LANGUAGES
