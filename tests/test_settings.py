"""What may be chosen: checked when it is made, with the user's words and the nearest known name."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from cleaner.errors import CleanerError, InputError, RestoreError, RuleError, SettingsError
from cleaner.model import Action, Bar, Category, Kind
from cleaner.settings import ENGINES, KEPT_BY_DEFAULT, Limits, Settings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"bar": "saef"}, 'bar: unknown "saef"; did you mean "safe"?', id="bar"),
        pytest.param({"bar": "x"}, 'bar: unknown "x"; known: safe, balanced', id="nothing is near"),
        pytest.param({"policy": {"navi": "keep"}}, 'unknown category "navi"; did you mean "nav"?', id="category"),
        pytest.param({"policy": {"nav": "kep"}}, 'policy: nav: unknown "kep"; did you mean "keep"?', id="action"),
        pytest.param({"engines": ["scorcard"]}, 'engine: unknown "scorcard"; did you mean "scorecard"?', id="engine"),
        pytest.param({"engines": "scorecard"}, "engines: expected a list", id="one engine without a list"),
        pytest.param({"rules": "rules"}, "rules: expected a list", id="one folder without a list"),
        pytest.param({"barr": "safe"}, 'unknown key "barr"; did you mean "bar"?', id="key"),
        pytest.param({"limits": {"free_char": 1}}, 'limits: unknown key "free_char"; did you mean', id="limit"),
        pytest.param({"limits": 3}, "limits: expected a table", id="limits are a table"),
        pytest.param({"limits": {"free_chars": -1}}, "free_chars: expected 0 or more, got -1", id="negative"),
        pytest.param({"limits": {"max_dropped_share": 1.1}}, "expected a share from 0 to 1, got 1.1", id="share"),
        pytest.param({"limits": {"max_dropped_share": float("nan")}}, "expected a share from 0 to 1", id="NaN"),
        pytest.param({"limits": {"max_dropped_share": "1"}}, "wrong type", id="a share in quotes"),
        pytest.param({"policy": 3}, "wrong type", id="policy is a table"),
    ],
)
def test_mistakes_are_told_where_they_were_made(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping(values, "pyproject.toml")
    assert str(caught.value).startswith("pyproject.toml: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"bar": "balanced"},
        {"bar": None},
        {"policy": {"comment_thread": "keep"}, "limits": {"free_chars": 0, "max_dropped_share": 0}},
        {"rules": ["a", Path("b")], "engines": ["trafilatura"], "default_rules": False, "metadata": True},
    ],
)
def test_what_is_right_is_taken(values: dict[str, object]) -> None:
    assert Settings.from_mapping(values) == Settings.from_mapping(dict(values))


def test_each_kind_has_its_own_bar_unless_one_is_chosen() -> None:
    assert Settings().bar_for(Kind.TEXT) is Bar.SAFE
    assert Settings().bar_for(Kind.HTML) is Bar.BALANCED
    assert {Settings(bar=Bar.SAFE).bar_for(kind) for kind in Kind} == {Bar.SAFE}


@pytest.mark.parametrize("category", list(Category))
def test_bylines_and_captions_stay_everything_else_goes(category: Category) -> None:
    assert Settings().action_for(category) is (Action.KEEP if category in KEPT_BY_DEFAULT else Action.DROP)


@pytest.mark.parametrize("action", list(Action))
def test_a_policy_has_the_last_word(action: Action) -> None:
    settings = Settings(policy={Category.BYLINE: action, Category.NAV: action})
    assert settings.action_for(Category.BYLINE) is settings.action_for(Category.NAV) is action
    assert settings.action_for(Category.SHARE) is Action.DROP


def test_the_order_in_which_a_policy_is_written_changes_nothing() -> None:
    one, other = {"nav": "keep", "advert": "mark"}, {"advert": "mark", "nav": "keep"}
    assert list(Settings(policy=one).policy) == list(Settings(policy=other).policy)
    assert Settings(policy=one) == Settings(policy=other)


def test_settings_travel() -> None:
    settings = Settings(bar="safe", policy={"nav": "keep"}, rules=["a"])
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_pages_may_lose_everything_texts_nine_tenths() -> None:
    assert Limits().share_for(Kind.TEXT) == 0.9
    assert Limits().share_for(Kind.HTML) == 1.0


def test_witnesses_are_the_ones_that_settings_know() -> None:
    from cleaner.engines import WITNESSES

    assert tuple(name for name, _ in WITNESSES) == ENGINES


@pytest.mark.parametrize("error", [InputError, SettingsError, RestoreError])
def test_errors_travel_between_processes(error: type[CleanerError]) -> None:
    assert str(pickle.loads(pickle.dumps(error("a.txt: x")))) == "a.txt: x"


def test_rule_errors_keep_all_problems() -> None:
    error = pickle.loads(pickle.dumps(RuleError(["a:1: x", "b:2: y"])))
    assert (error.problems, str(error)) == (("a:1: x", "b:2: y"), "a:1: x\nb:2: y")
