"""The inline examples of rules, run offline: each rule alone, on each of its documents.

An example without `url` is taken to come from where the pack matches; with one, the pack's match is tried as well. What
other rules or the score would say plays no part.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.model import Document
from cleaner.settings import Limits
from cleaner.siterules.claims import Compiled
from cleaner.siterules.ruleset import RuleSet
from cleaner.siterules.sheet import Sheet
from cleaner.testimony import Case, Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cleaner.siterules.pack import Pack, Rule
    from cleaner.siterules.schema import Example


@dataclass(frozen=True, slots=True)
class Trials:
    """How many rules and examples were tried, and every example that went otherwise, as a sentence."""

    rules: int
    examples: int
    failures: tuple[str, ...]


def run(paths: Sequence[Path] = (), *, shipped: bool = False) -> Trials:
    """Every example of every rule in files and folders. Raises RuleError when they do not load."""
    ruleset = RuleSet.load(paths, shipped=shipped)
    rules = [(pack, rule) for pack in ruleset.packs for rule in pack.rules]
    failures = [failure for pack, rule in rules for failure in _failures(pack, rule)]
    return Trials(len(rules), sum(len(rule.spec.examples) for _, rule in rules), tuple(failures))


def _failures(pack: Pack, rule: Rule) -> Iterator[str]:
    alone = dataclasses.replace(pack, rules=(rule,))
    anywhere, matching = Compiled([alone], always_apply=True), Compiled([alone])
    for number, (example, line) in enumerate(zip(rule.spec.examples, rule.example_lines, strict=True), 1):
        case = Case(_document(example), example.url)
        heard = (anywhere if example.url is None else matching).hear([case])[0]
        got = claimed_lines(case.document, heard.claims)
        expected = [_squashed(text) for text in getattr(example, rule.spec.expects) or ()]
        if got != expected:
            said = "".join(f"; {flag.flag}: {flag.reason}" for flag in heard.flags)
            yield (
                f"{pack.file}:{line}: {rule.id}: example {number}: "
                f"expected {rule.spec.expects} {_listed(expected)}, got {_listed(got)}{said}"
            )


def _document(example: Example) -> Document:
    if example.html is not None:
        from cleaner.blocks import html

        return html.read(example.html, Limits())
    from cleaner.blocks import text

    return text.read(example.text or "")


def claimed_lines(document: Document, claims: Iterable[Claim]) -> list[str]:
    """What claims cover, line by line in order, white space squeezed; of a line claimed in part that part."""
    sheet = Sheet(document)
    parts = set()
    for claim in claims:
        line = sheet.line_at(claim.span.start)
        while line < len(sheet) and sheet.starts[line] < claim.span.end:
            parts.add((max(sheet.starts[line], claim.span.start), min(sheet.ends[line], claim.span.end)))
            line += 1
    return [_squashed(document.text[start:end]) for start, end in sorted(parts)]


def _squashed(text: str) -> str:
    return " ".join(text.split())


def _listed(lines: Sequence[str]) -> str:
    return ", ".join(f'"{line}"' for line in lines) or "nothing"
