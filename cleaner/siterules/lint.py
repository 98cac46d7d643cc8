"""What loads but should not stand: rules without examples or reasons, fragile selectors, rules that can never act.

Each finding is `file:line: id: problem; what to do`. It changes nothing and runs no example; `trials` does.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cleaner.siterules.linetest import LineTest
from cleaner.siterules.needles import needles
from cleaner.siterules.ruleset import RuleSet
from cleaner.siterules.schema import Matcher, Part, RuleAction, SpanForm, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cleaner.siterules.pack import Pack, Rule
    from cleaner.siterules.schema import RuleSpec

MIN_SUBSTRING = 4
"""Letters of an attribute substring: `[class*=ad]` hits `header` and `download`."""

_HASHED = re.compile(
    r"""\.(?: (?:css|jss|emotion|svelte)-(?=[\w-]*\d)[A-Za-z0-9]{5,}   # css-1a2b3c
            | sc-(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{5,}                    # sc-bdVaJa
            | _(?=[A-Za-z]*\d)[A-Za-z0-9]{4,8}                        # _3xk2
            | [\w-]+__(?=[A-Za-z]*\d)[A-Za-z0-9]{5,6}                 # Button_root__3xk2d
        )(?![\w-])""",
    re.VERBOSE,
)
_SUBSTRING = re.compile(r"""\[[\w-]+\*=\s*["']?([^"'\]\s]*)["']?[^\]]*\]""")
_ASCII_WORD = re.compile(r"(?<!\\)(?:\\\\)*\\[wW]")
_ASCII_BORDER = re.compile(r"\\b[^\x00-\x7f]|[^\x00-\x7f]\\b")


def lint(paths: Sequence[Path] = (), *, shipped: bool = False) -> list[str]:
    """The findings in files and folders, by file and line. Raises RuleError when they do not load."""
    findings = []
    for pack in RuleSet.load(paths, shipped=shipped).packs:
        for rule in pack.rules:
            for check in CHECKS:
                findings += [(str(pack.file), rule.line, rule.id, text) for text in check(pack, rule)]
        findings += [(str(pack.file), rule.line, rule.id, text) for rule, text in _dead_rules(pack)]
    return [f"{file}:{line}: {name}: {text}" for file, line, name, text in sorted(findings)]


def _reasons(_: Pack, rule: Rule) -> Iterator[str]:
    if not rule.spec.why:
        yield "why is missing; say what the thing is and where it comes from"
    elif rule.spec.why.startswith("TODO"):
        yield "why is still a TODO; say what the thing is and where it comes from"


def _examples(_: Pack, rule: Rule) -> Iterator[str]:
    claimed = [getattr(example, rule.spec.expects) for example in rule.spec.examples]
    if not any(claimed):
        yield f"no example shows what it finds; add one with {rule.spec.expects}: [...]"
    if all(claimed):
        yield f"no example shows what it leaves alone; add a near miss with {rule.spec.expects}: []"


def _selectors(_: Pack, rule: Rule) -> Iterator[str]:
    for css in rule.spec.html.css if rule.spec.html else ():
        for found in _HASHED.finditer(css):
            yield f"class {found[0]} looks made by a build and will change; select by role, id or structure"
        for found in _SUBSTRING.finditer(css):
            if len(found[1]) < MIN_SUBSTRING:
                yield f"{found[0]} hits longer words too; name whole classes, or {MIN_SUBSTRING} letters and more"
        if problem := _page_problem(css):
            yield f'selector "{css}" is refused by the page parser ({problem}); write it in plainer CSS'


def _page_problem(css: str) -> str | None:
    from cleaner.blocks import html
    from cleaner.settings import Limits

    markup = html.read("<p>one</p>", Limits()).markup
    try:
        if markup is not None:
            markup.select(css)
    except ValueError as error:
        return str(error)
    return None


def _regexes(pack: Pack, rule: Rule) -> Iterator[str]:
    foreign = any(not lang.startswith(("en", "!")) for lang in pack.spec.match.lang)
    for matcher in _matchers(rule.spec):
        for pattern in matcher.regex:
            if _ASCII_WORD.search(pattern) and (foreign or not pattern.isascii()):
                yield rf'"{pattern}" uses \w or \W, which know ASCII only; write \pL for a letter'
            if _ASCII_BORDER.search(pattern):
                yield rf'"{pattern}" has \b beside a letter that it does not know as one; write (^|\PL) or ($|\PL)'
            words = needles(pattern) if Step.NFKC in matcher.normalize else None
            if words and all(unicodedata.normalize("NFKC", one) != one for one in words):
                yield f'"{pattern}" can never match: nfkc rewrites "{min(words).strip()}"; write what it becomes'


def _matchers(spec: RuleSpec) -> list[Matcher | SpanForm]:
    text = spec.text
    if text is None:
        return []
    found: list[Matcher | SpanForm | None] = [text.line, text.span]
    if text.block:
        found += [text.block.start, text.block.end]
    if text.section:
        found += [text.section.heading, text.section.until, text.section.line]
    return [matcher for matcher in found if matcher is not None]


def _priorities(_: Pack, rule: Rule) -> Iterator[str]:
    if rule.spec.guard and rule.action in {RuleAction.KEEP, RuleAction.MARK}:
        yield f"a guard has no meaning for {rule.action}, which takes nothing; remove it"


CHECKS: tuple[Callable[[Pack, Rule], Iterator[str]], ...] = (_reasons, _examples, _selectors, _regexes, _priorities)
"""One rule at a time; to add a check: its function, and its place here."""


def _dead_rules(pack: Pack) -> Iterator[tuple[Rule, str]]:
    """Rules whose every line another of the same pack takes anywhere: an earlier equal, or a stronger keep."""
    for rule in pack.rules:
        words = _whole_lines(rule.spec)
        for other in pack.rules if words else ():
            if other is rule or not _takes_all(other.spec, words):
                continue
            keeps = other.action is RuleAction.KEEP
            if other.action is rule.action and other.line < rule.line and other.spec.priority >= rule.spec.priority:
                yield rule, f"can never act: {other.id} takes every line it names; merge the two"
            elif keeps and rule.action is RuleAction.DROP and other.spec.priority >= rule.spec.priority:
                yield rule, f"can never act: {other.id} keeps every line it names; raise its priority or remove it"


def _whole_lines(spec: RuleSpec) -> list[str]:
    """The lines that a rule names word by word, when it looks at nothing else."""
    text = spec.text
    if spec.html or text is None or text.line is None or text.model_fields_set != {"line"}:
        return []
    line = text.line
    return [] if line.starts or line.contains or line.regex else list(line.equals)


def _takes_all(spec: RuleSpec, lines: Sequence[str]) -> bool:
    """Whether a rule takes each of some lines wherever they stand."""
    if spec.text is None or spec.text.line is None or spec.where.part is not Part.ANY or spec.guard or spec.cuts:
        return False
    from cleaner.blocks import text
    from cleaner.siterules.sheet import Sheet

    test = LineTest.of(spec.text.line)
    sheet = Sheet(text.read("\n".join(lines)))
    return all(test.reason(sheet, line) for line in range(len(sheet)))
