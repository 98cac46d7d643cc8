"""All rules in force: loaded once, frozen, asked case by case. It proposes claims and never decides.

A rule set is its packs and nothing else: compiled tables are made when the first case comes, once per process, and are
left behind when it is pickled.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner import knowledge
from cleaner.errors import RuleError
from cleaner.siterules import pack
from cleaner.siterules.claims import Compiled, Heard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cleaner.model import Flag
    from cleaner.testimony import Case, Claim


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Packs in canonical order; `digest` (SHA-256, hex) names their content, wherever the files lay."""

    packs: tuple[pack.Pack, ...]
    digest: str

    @classmethod
    def load(cls, paths: Sequence[Path] = (), *, shipped: bool = True) -> RuleSet:
        """The rules of files and folders, added to the shipped ones. Equal files give the same object.

        Raises RuleError with all problems of all files at once.
        """
        return _load(tuple(_contents([*([knowledge.rules_folder()] if shipped else []), *paths])))

    def testify(self, cases: Sequence[Case]) -> list[tuple[tuple[Claim, ...], tuple[Flag, ...]]]:
        """What the rules ask for in each case, and what they abstained from."""
        return [(heard.claims, heard.flags) for heard in self.hear(cases)]

    def hear(self, cases: Sequence[Case]) -> list[Heard]:
        """The same, with what later looks at what is left need not search for again."""
        return _compiled(self).hear(cases)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RuleSet):
            return NotImplemented
        return self.digest == other.digest and [one.file for one in self.packs] == [one.file for one in other.packs]


def _contents(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    files: dict[Path, tuple[Path, bytes]] = {}
    problems: list[str] = []
    for path in paths:
        try:
            for file in pack.rule_files(path):
                files.setdefault(file.resolve(), (file, file.read_bytes()))
        except RuleError as error:
            problems += error.problems
        except OSError as error:
            problems.append(f"{path}: cannot be read ({error.strerror}); check the path")
    if problems:
        raise RuleError(problems)
    return list(files.values())


@functools.lru_cache(maxsize=16)
def _load(files: tuple[tuple[Path, bytes], ...]) -> RuleSet:
    packs = pack.read(files)
    return RuleSet(packs, pack.digest(packs))


@functools.lru_cache(maxsize=16)
def _compiled(ruleset: RuleSet) -> Compiled:
    return Compiled(ruleset.packs)
