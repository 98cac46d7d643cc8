"""Packs as loaded: files found, read and checked, every rule with its id and its place. No document is looked at.

Ids follow from what a pack matches, not from where its file lies: `site/<pack>/<rule>` when it names hosts,
`platform/<pack>/<rule>` when it has a signature, else `generic/<rule>`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.errors import RuleError
from cleaner.siterules import diagnose, yamlfile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cleaner.model import Category
    from cleaner.siterules.schema import PackSpec, RuleAction, RuleSpec

KINDS = ("sites", "platforms", "generic")
"""The folders of rules; beside them lie phrases and scorecards, which are none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its full id and the line where it begins; `spec` is what was written."""

    id: str
    spec: RuleSpec
    line: int
    example_lines: tuple[int, ...]

    @property
    def category(self) -> Category:
        """What it finds."""
        return self.spec.category

    @property
    def action(self) -> RuleAction:
        """What it asks for."""
        return self.spec.action

    @property
    def why(self) -> str:
        """Why it is there, in its author's words."""
        return self.spec.why or ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of rules."""

    name: str
    file: Path
    spec: PackSpec
    rules: tuple[Rule, ...]

    @property
    def kind(self) -> str:
        """`site`, `platform` or `generic`."""
        return _kind(self.spec)

    @property
    def match(self) -> str:
        """What it matches, on one line; empty for a generic pack."""
        match = self.spec.match
        words = [f"{key} {', '.join(items)}" for key, items in _match_items(match.model_dump()) if items]
        return "; ".join(words)


def _match_items(dumped: dict[str, object]) -> Iterable[tuple[str, list[str]]]:
    for key, value in dumped.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{name}", list(items)) for name, items in value.items())
        elif isinstance(value, tuple | list):
            yield key, [str(item) for item in value]


def _kind(spec: PackSpec) -> str:
    if spec.match.host:
        return "site"
    return "platform" if spec.match.signature.text or spec.match.signature.css else "generic"


def rule_files(path: Path) -> list[Path]:
    """The rule files of a file or folder, sorted; of a folder laid out like the shipped one only those of `KINDS`.

    Raises RuleError when there is no such path.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise RuleError([f"{path}: no such file or folder; check the path"])
    folders = [path / kind for kind in KINDS if (path / kind).is_dir()] or [path]
    return sorted(file for folder in folders for ending in ("*.yaml", "*.yml") for file in folder.rglob(ending))


def read(files: Sequence[tuple[Path, bytes]]) -> tuple[Pack, ...]:
    """The packs of files, in canonical order: by kind, name, then rules as written; never by place or discovery.

    Raises RuleError with all problems of all files, ids that are there twice included.
    """
    packs: list[Pack] = []
    problems: list[str] = []
    for path, content in files:
        try:
            packs.append(_pack(yamlfile.parse(content, path)))
        except RuleError as error:
            problems += error.problems
    packs.sort(key=lambda pack: (pack.kind, pack.name, canonical(pack)))
    problems += _duplicates(packs)
    if problems:
        raise RuleError(problems)
    return tuple(packs)


def _pack(file: yamlfile.YamlFile) -> Pack:
    spec = diagnose.pack_spec(file)
    name = spec.pack.rpartition("/")[2]
    kind = _kind(spec)
    prefix = "generic" if kind == "generic" else f"{kind}/{name}"
    rules = []
    for number, rule in enumerate(spec.rules):
        place: yamlfile.Place = ("rules", number)
        examples = tuple(file.line((*place, "examples", count)) for count in range(len(rule.examples)))
        rules.append(Rule(f"{prefix}/{rule.id}", rule, file.line((*place, "id")), examples))
    return Pack(name, file.path, spec, tuple(rules))


def _duplicates(packs: Iterable[Pack]) -> list[str]:
    seen: dict[str, str] = {}
    problems = []
    for pack in packs:
        for rule in pack.rules:
            here = f"{pack.file}:{rule.line}"
            if rule.id in seen:
                problems.append(f"{here}: {rule.spec.id}: id {rule.id} is taken in {seen[rule.id]}; choose another")
            seen.setdefault(rule.id, here)
    return sorted(problems)


def canonical(pack: Pack) -> str:
    """Everything in a pack that can change a verdict or a report, as one line of text."""
    content = pack.spec.model_dump(mode="json", exclude={"rules": {"__all__": {"examples", "why"}}})
    return json.dumps(content, sort_keys=True, ensure_ascii=True)


def digest(packs: Sequence[Pack]) -> str:
    """SHA-256 (hex) over the packs' canonical content."""
    return hashlib.sha256("\n".join(map(canonical, packs)).encode()).hexdigest()
