r"""Regular expressions of rules: bounded, compiled by RE2 and by nothing else.

It refuses patterns that are long, deeply nested or outside the linear-time engine (look-around, back-references), and
those that speak of the document (`\A`, `\z`, flag `m`): a rule sees one line. `\w` and `\b` are ASCII in RE2.
"""

from __future__ import annotations

import functools
import re
from typing import Any

MAX_LENGTH = 500
"""Characters of one pattern: five times the longest in the shipped rules."""
MAX_NESTING = 20
"""Groups inside groups: RE2 takes 10 s for 5,000 of them."""

_WHOLE_TEXT = re.compile(r"\\[AzZC]|\(\?[a-zA-Z-]*m")
_ESCAPED = re.compile(r"\\[\s\S]")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")


@functools.lru_cache(maxsize=4096)
def problem(pattern: str) -> str | None:
    """What is wrong with a pattern, as `problem; what to do`, or None."""
    if not pattern:
        return "expected a pattern, got nothing; quote patterns that start with # or ["
    if len(pattern) > MAX_LENGTH:
        return f"pattern has {len(pattern)} characters, more than {MAX_LENGTH}; split it into several"
    if (depth := _nesting(pattern)) > MAX_NESTING:
        return f"groups are nested {depth} deep, more than {MAX_NESTING}; write it flat"
    found = _WHOLE_TEXT.search(pattern.replace(r"\\", ""))
    if found:
        return f'"{found[0]}" speaks of more than one line; use ^ and $, the ends of the line'
    import re2

    try:
        line_regex(pattern, ignore_case=True)
    except re2.error as error:
        words = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error.args[0])
        return f"not a linear-time pattern: {words}; look-around and back-references do not exist here"
    except UnicodeEncodeError:
        return "pattern holds half a character (a lone surrogate); write the character itself"
    return None


def _nesting(pattern: str) -> int:
    deepest = depth = 0
    for char in _CLASS.sub("", _ESCAPED.sub("", pattern)):
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return deepest


@functools.lru_cache(maxsize=4096)
def line_regex(pattern: str, *, ignore_case: bool) -> Any:
    """A compiled pattern, to be searched in one line. Raises re2.error when it is none."""
    import re2

    return re2.compile(f"(?i:{pattern})" if ignore_case else pattern, _options(never_nl=False))


@functools.lru_cache(maxsize=4096)
def any_line_regex(patterns: tuple[tuple[str, bool], ...]) -> Any:
    """One pattern over UTF-8 lines that matches in every line where any of `(pattern, ignore_case)` does.

    It never matches across a line end: RE2's `never_nl` takes the line feed out of every class.
    """
    import re2

    branches = [f"(?i:{pattern})" if ignore_case else f"(?:{pattern})" for pattern, ignore_case in patterns]
    return re2.compile(f"(?m){'|'.join(branches)}".encode(), _options(never_nl=True))


@functools.lru_cache(maxsize=4096)
def lines_regex(patterns: tuple[str, ...], *, ignore_case: bool) -> Any:
    """The same for the patterns of one test."""
    return any_line_regex(tuple((pattern, ignore_case) for pattern in patterns))


@functools.lru_cache(maxsize=4096)
def regex_set(patterns: tuple[str, ...], *, ignore_case: bool) -> Any:
    """A set of patterns that tells the numbers of those that match in a line, in one pass."""
    import re2

    found = re2.Set.SearchSet(_options(never_nl=False))
    for pattern in patterns:
        found.Add(f"(?i:{pattern})" if ignore_case else pattern)
    found.Compile()
    return found


def _options(*, never_nl: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_nl = never_nl
    options.never_capture = True  # nobody asks for groups, and finding them takes a slower engine
    return options
