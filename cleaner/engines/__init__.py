"""Witnesses: each looks at documents and testifies. To add one: its module, and its line in `WITNESSES`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.engines.scorecard import ScorecardWitness
from cleaner.engines.site_rules import SiteRules
from cleaner.engines.trafilatura import TrafilaturaWitness

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.settings import Settings
    from cleaner.siterules.ruleset import RuleSet
    from cleaner.testimony import Witness

WITNESSES: tuple[tuple[str, Callable[[Settings, RuleSet], Witness]], ...] = (
    ("site_rules", lambda _, ruleset: SiteRules(ruleset)),
    ("scorecard", lambda settings, _: ScorecardWitness(settings)),
    ("trafilatura", lambda _settings, _ruleset: TrafilaturaWitness()),
)
"""Every witness by name; `settings.ENGINES` lists the same names, and a test holds them together."""


def witnesses_for(settings: Settings, ruleset: RuleSet) -> tuple[Witness, ...]:
    """The witnesses that the settings ask for, in the settings' order."""
    makers = dict(WITNESSES)
    return tuple(makers[name](settings, ruleset) for name in settings.engines)
