"""Phrase files, `rules/phrases/<language>.yaml`: strict like rule files. What a phrase means is not asked here."""

from __future__ import annotations

import functools
from pathlib import Path

from cleaner.errors import RuleError
from cleaner.features.phrases import CATEGORIES, FORMS, Phrase, PhraseBook
from cleaner.knowledge import rules_folder
from cleaner.model import Category
from cleaner.settings import did_you_mean
from cleaner.siterules import yamlfile

KEYS = ("version", "language", "phrases")


@functools.cache
def shipped() -> PhraseBook:
    """The phrases of `rules/phrases`, in the files' order. Raises RuleError with all mistakes of all files."""
    return PhraseBook([phrase for path in sorted((rules_folder() / "phrases").glob("*.yaml")) for phrase in read(path)])


def read(path: Path) -> list[Phrase]:
    """The phrases of one file. Raises RuleError with every mistake in it."""
    file = yamlfile.load(path)
    tree = file.tree if isinstance(file.tree, dict) else {}
    problems = [
        f"{path}:{file.line((key_,))}: {key_}: unknown key{did_you_mean(key_, KEYS)}"
        for key_ in tree
        if key_ not in KEYS
    ]
    if tree.get("version") != "1":
        problems.append(f"{path}:{file.line(('version',))}: version: expected 1; see docs/rules.md")
    language = str(tree.get("language") or "")
    found: list[Phrase] = []
    for name, forms in (tree.get("phrases") or {}).items():
        place = ("phrases", name)
        if name not in set(CATEGORIES):
            known = tuple(CATEGORIES)
            problems.append(f"{path}:{file.line(place)}: phrases.{name}: unknown category{did_you_mean(name, known)}")
            continue
        for form, texts in (forms or {}).items():
            if form not in FORMS or not isinstance(texts, list):
                problems.append(
                    f"{path}:{file.line((*place, form))}: phrases.{name}.{form}: expected whole or start, "
                    "each with a list of phrases"
                )
                continue
            problems += [
                f"{path}:{file.line((*place, form, number))}: phrases.{name}.{form}: {text} carries quotation marks"
                for number, text in enumerate(texts)
                if _is_quoted(text)
            ]
            found += [Phrase(text, Category(name), language, form) for text in texts if text]
    if problems:
        raise RuleError(problems)
    return found


def _is_quoted(text: str) -> bool:
    """Whether a phrase carries the quotation marks that YAML should have taken off: it would never be met."""
    return len(text) > 2 and text[0] == text[-1] == '"'
