"""The five documents that the project began with: what must go goes, what must stay stays.

`seeds/expected.json` was written by hand and is never written by a program.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.model import Bar, Kind, Status
from cleaner.outcome import Outcome
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

SEEDS = Path(__file__).parents[1] / "seeds"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SEEDS / "expected.json").read_bytes())["files"]
NAMES = sorted(EXPECTED)
MUST_DROP = 46


@cache
def tool(bar: Bar | None = None, *, rules: bool = True) -> Cleaner:
    return Cleaner(Settings(bar=bar, default_rules=rules))


def cleaned(name: str, bar: Bar | None = None, *, rules: bool = True) -> Outcome:
    return tool(bar, rules=rules).clean((SEEDS / name).read_bytes(), name=f"seeds/{name}")


def lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.splitlines() if line.strip())


def gone(outcome: Outcome) -> Counter[str]:
    return lines(outcome.document.text) - lines(outcome.text)


def test_every_seed_has_its_expectation() -> None:
    assert sorted(path.name for path in SEEDS.glob("*.txt")) == NAMES
    assert sum(len(one["must_drop"]) for one in EXPECTED.values()) == MUST_DROP


@pytest.mark.parametrize("name", NAMES)
def test_expectations_name_lines_that_are_there(name: str) -> None:
    expected = Counter([*EXPECTED[name]["must_drop"], *EXPECTED[name]["either"]])
    assert expected <= lines((SEEDS / name).read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_default_settings_drop_what_must_go_and_nothing_else(name: str) -> None:
    dropped = gone(cleaned(name))
    must, either = (Counter(EXPECTED[name][key]) for key in ("must_drop", "either"))
    assert not must - dropped
    assert not dropped - must - either


@pytest.mark.parametrize("name", NAMES)
def test_the_same_holds_at_the_balanced_bar(name: str) -> None:
    dropped = gone(cleaned(name, Bar.BALANCED))
    must, either = (Counter(EXPECTED[name][key]) for key in ("must_drop", "either"))
    assert not must - dropped
    assert not dropped - must - either


@pytest.mark.parametrize("bar", list(Bar))
@pytest.mark.parametrize("name", NAMES)
def test_the_score_alone_drops_nothing_that_must_stay(name: str, bar: Bar) -> None:
    allowed = Counter([*EXPECTED[name]["must_drop"], *EXPECTED[name]["either"]])
    assert not gone(cleaned(name, bar, rules=False)) - allowed


@pytest.mark.parametrize("bar", list(Bar))
def test_the_score_alone_drops_more_than_half_of_what_must_go(bar: Bar) -> None:
    found = sum(
        (gone(cleaned(name, bar, rules=False)) & Counter(EXPECTED[name]["must_drop"])).total() for name in NAMES
    )
    assert found > MUST_DROP / 2


@pytest.mark.parametrize("bar", [None, Bar.BALANCED])
def test_rules_and_score_both_have_their_part(bar: Bar | None) -> None:
    drops = [drop for name in NAMES for drop in cleaned(name, bar).dropped]
    agreed = [drop for drop in drops if any(rule.startswith("scorecard/") for rule in (drop.rule, *drop.also))]
    assert len(drops) / 2 < len(agreed) < len(drops)


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_an_english_text_that_is_cleaned(name: str) -> None:
    outcome = cleaned(name)
    assert (outcome.kind, outcome.language, outcome.status) == (Kind.TEXT, "en", Status.CLEANED)
    assert 0.5 < outcome.confidence <= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_cleaned_seed_is_left_alone(name: str) -> None:
    again = tool().clean(cleaned(name).text, name=f"seeds/{name}")
    assert (again.dropped, again.status) == ((), Status.UNCHANGED)
