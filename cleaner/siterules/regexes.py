r"""Regular expressions of rules: bounded, compiled by RE2 and by nothing else, and the fixed words inside them.

It refuses patterns that are long, deeply nested or outside the linear-time engine (look-around, back-references), and
those that speak of the document (`\A`, `\z`, flag `m`): a rule sees one line. `\w` and `\b` are ASCII in RE2.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
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


@functools.lru_cache(maxsize=64)
def any_line_regex(patterns: tuple[tuple[str, bool], ...]) -> Any:
    """One pattern over UTF-8 lines that matches in every line where any of `(pattern, ignore_case)` does.

    It never matches across a line end: RE2's `never_nl` takes the line feed out of every class.
    """
    import re2

    branches = [f"(?i:{pattern})" if ignore_case else f"(?:{pattern})" for pattern, ignore_case in patterns]
    return re2.compile(f"(?m){'|'.join(branches)}".encode(), _options(never_nl=True))


def _options(*, never_nl: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_nl = never_nl
    return options


@dataclass(frozen=True, slots=True)
class FixedWords:
    """A literal that every match contains, and whether the match begins or ends its line there."""

    words: str
    at_start: bool = False
    at_end: bool = False


_TOKEN = re.compile(
    r"""(?P<quantifier>[*+?]\??|\{\d*,?\d*\}\??)
      | \\(?P<escaped>[^\w\s])
      | (?P<opaque>\\(?:[pP]\{[^}]*\}|[pP].|x\{[^}]*\}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)
          |\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|\.)
      | (?P<open>\() | (?P<close>\)) | (?P<either>\|) | (?P<start>\^) | (?P<end>\$)
      | (?P<plain>[^\\])""",
    re.VERBOSE | re.DOTALL,
)


def fixed_words(pattern: str) -> FixedWords | None:
    """The longest literal of `fixed_runs`, or None."""
    return max(fixed_runs(pattern), key=lambda run: len(run.words), default=None)


def fixed_runs(pattern: str) -> list[FixedWords]:
    """Literals that every match of a pattern contains, in order.

    Conservative: what stands in groups and classes counts for nothing, a `|` outside groups or an inline flag group
    leaves none.
    """
    if r"\Q" in pattern or re.search(r"\(\?[a-zA-Z-]+\)", pattern):
        return []
    runs: list[FixedWords] = []
    words, at_start, depth, before = "", False, 0, ""

    def close(*, at_end: bool = False) -> None:
        nonlocal words, at_start
        if words:
            runs.append(FixedWords(words, at_start, at_end))
        words, at_start = "", False

    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup
        if kind in {"open", "close"}:
            depth += 1 if kind == "open" else -1
            close()
        elif depth:
            continue
        elif kind == "either" or (kind == "quantifier" and before in {"start", "end"}):
            return []
        elif kind in {"plain", "escaped"}:
            words += token[kind]
        elif kind == "quantifier":
            if not token[0].startswith("+"):
                words = words[:-1]
            close()
        else:
            close(at_end=kind == "end")
            at_start = kind == "start"
        before = kind or ""
    close()
    return runs
