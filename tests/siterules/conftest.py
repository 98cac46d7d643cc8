"""Packs in a few words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.siterules.ruleset import RuleSet

HEAD = "version: 1\npack: test\n"


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., RuleSet]:
    """Loads packs from their YAML text."""

    def load_packs(*contents: str) -> RuleSet:
        for number, content in enumerate(contents):
            (tmp_path / f"{number}.yaml").write_text(content, "utf-8")
        return RuleSet.load([tmp_path], shipped=False)

    return load_packs


@pytest.fixture
def rules(load: Callable[..., RuleSet]) -> Callable[[str], RuleSet]:
    """Loads a generic pack from its rules, written as YAML items."""

    def load_rules(items: str) -> RuleSet:
        return load(f"{HEAD}rules:\n{items}")

    return load_rules


@pytest.fixture
def rule(rules: Callable[[str], RuleSet]) -> Callable[[str], RuleSet]:
    """Loads one rule of a generic pack from everything but its id and category."""

    def load_rule(keys: str) -> RuleSet:
        return rules(f"  - {{id: thing, category: other, {keys}}}\n")

    return load_rule
