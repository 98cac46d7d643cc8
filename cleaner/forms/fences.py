"""Preformatted text as fenced code, and the language that its markup names. It guesses no language from the code."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAMED = re.compile(
    r"""\sdata-(?:lang|language)="(?P<attribute>[^"]+)"
    | \sclass="(?:[^"]*\s)?(?:(?:language|lang|highlight-source|highlight)-|brush:\s?)(?P<class>[^\s";]+)
    | \sclass="(?:[^"]*\s)?(?:sourceCode|hljs)\s(?P<after>[^\s"]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[a-z][a-z0-9+#.-]{0,19}")
_NO_LANGUAGE = frozenset(
    ("none", "default", "auto", "plaintext", "text", "txt", "undefined", "wrapper", "numbersource")
)
_BACKTICKS = re.compile("`{3,}")


def fenced(code: str, language: str) -> str:
    """A fenced code block, its fence longer than any in the code."""
    fence = "`" * max(3, 1 + max((len(run) for run in _BACKTICKS.findall(code)), default=0))
    return f"{fence}{language}\n{code}\n{fence}"


def language_of(tags: Sequence[str]) -> str:
    """The language that the innermost of these tags with one names, in lower case; `tags` come from outside in.

    Known ways: `class="language-py"` (HTML's own advice), `lang-py`, `highlight-python`, `highlight-source-py`,
    `brush: py`, `sourceCode python`, `hljs python`, `data-lang="py"`.
    """
    for tag in reversed(tags):
        for found in _NAMED.finditer(tag):
            name = (found["attribute"] or found["class"] or found["after"]).lower()
            if _LANGUAGE.fullmatch(name) and name not in _NO_LANGUAGE:
                return name
    return ""
