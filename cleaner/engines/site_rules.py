"""YAML rules as a witness: what people wrote down about sites, as claims. It scores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.testimony import Testimony

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.siterules.ruleset import RuleSet
    from cleaner.testimony import Case

NAME = "site_rules"


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Testifies by all rules of a rule set."""

    ruleset: RuleSet

    @property
    def name(self) -> str:
        """Its name in evidence."""
        return NAME

    def testify(self, cases: Sequence[Case]) -> list[Testimony]:
        """The claims and flags of the rules, one testimony per case."""
        said = self.ruleset.hear(cases)
        return [Testimony(NAME, heard.claims, heard.flags, ground=heard.searched) for heard in said]
