r"""Fixed words inside regexes: strings of which every match holds one, so that most lines need no regex at all.

Conservative: what it does not understand counts for nothing, never for too much. A line is thought of as framed by line
feeds; `^` and `$` are the strings "\n" then. Method: the literal sets of regex prefilters (Cox, "Regular Expression
Matching with a Trigram Index", 2012): exact sets are multiplied out until they grow too large, the best is taken.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_WORDS, MAX_OPENINGS = 80, 192
"""Strings of one set: above that several shorter ones are found as fast. Those that open a line are, however many."""
MIN_WORTH = 3
"""Characters below which words stand in every other line: there the regex itself is faster over the whole text."""
LONG_ENOUGH = 9
"""Characters from which on a set is better for being small than for being long."""
LONG_OPENING = 12
"""Characters from which on words that open a line are better than any others: they are found five times as fast."""
FRAME_WORTH = 4
"""Characters that being bound to an end of the line is worth: few lines begin with a given word."""
IDEOGRAPHS = "\u2e80"
"""From here on two letters are a word, and as rare as four."""

Words = frozenset[str]

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_NOT_UNDERSTOOD = re.compile(r"\(\?(?!:|P?<\w)")
"""Groups with flags."""
_NOTHING: Words = frozenset({""})
_TOKEN = re.compile(
    r"""(?P<quantifier>(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??)
      | \\(?P<escaped>[^\w\s])
      | (?P<border>\\[bB]) | (?P<edge>[\^$])
      | (?P<opaque>\\(?:[pP]\{[^}]*\}|[pP].|x\{[^}]*\}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)|\.|\[\^\]?(?:\\.|[^\]\\])*\])
      | \[(?P<listed>[^\]\\\[-][^\]\\\[-]*)\]
      | (?P<class>\[\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])
      | (?P<open>\((?:\?:|\?P?<\w+>)?) | (?P<close>\)) | (?P<either>\|)
      | (?P<plain>[^\\\[\](){}|*+?.^$]+(?![*+?{])|[^\\])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Node:
    """What is known of a part of a pattern: all strings it can match (`exact`), or some that its match must hold.

    `opens` are those of which its match begins with one, where not all are known.
    """

    exact: Words | None = None
    required: Words | None = None
    opens: Words | None = None

    @property
    def first(self) -> Words | None:
        """What its match begins with."""
        return self.exact or self.opens

    @property
    def best(self) -> Words | None:
        """The better of the two for finding matches."""
        return _better(self.exact, self.required)


_UNKNOWN = _Node()


@functools.lru_cache(maxsize=8192)
def needles(pattern: str) -> Words | None:
    r"""Strings of which the framed line holds at least one wherever the pattern matches; None when none are known."""
    if _NOT_UNDERSTOOD.search(_ESCAPED.sub("", pattern)) or r"\Q" in pattern:
        return None
    tokens = list(_TOKEN.finditer(pattern))
    node, _ = _alternation(tokens, 0)
    return node.best


def _better(one: Words | None, other: Words | None) -> Words | None:
    sets = [words for words in (one, other) if words and _shortest(words) >= MIN_WORTH and all(map(str.strip, words))]
    return max(sets, key=_worth, default=None)


def _worth(words: Words) -> tuple[int, bool, int, list[str]]:
    shortest = _shortest(words)
    opens = shortest >= LONG_OPENING and all(one.startswith("\n") for one in words)
    return min(LONG_ENOUGH, shortest), opens, -len(words), sorted(words)


def _shortest(words: Words) -> int:
    return min(len(one) + FRAME_WORTH * one.count("\n") + sum(char >= IDEOGRAPHS for char in one) for one in words)


def _alternation(tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    """Branches up to the closing bracket or the end, and where that is."""
    branches = []
    while True:
        node, at = _branch(tokens, at)
        branches.append(node)
        if at >= len(tokens) or tokens[at].lastgroup != "either":
            break
        at += 1
    exact, best, first = (_union([getattr(one, kind) for one in branches]) for kind in ("exact", "best", "first"))
    return _Node(exact, best, first), at


def _union(sets: list[Words | None]) -> Words | None:
    words: set[str] = set()
    for one in sets:
        if one is None:
            return None
        words |= one
    return frozenset(words) if len(words) <= _most(words) else None


def _most(words: Iterable[str]) -> int:
    return MAX_OPENINGS if all(one.startswith("\n") for one in words) else MAX_WORDS


def _branch(tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    """A sequence of items up to `|`, `)` or the end."""
    run: Words = _NOTHING
    required: Words | None = None
    opens: Words | None = None
    whole = True
    while at < len(tokens) and tokens[at].lastgroup not in {"either", "close"}:
        item, at = _item(tokens, at)
        longer = None if item.exact is None else _product(run, item.exact)
        if longer is None:
            ahead = _product(run, item.first or _NOTHING) or run
            opens = ahead if whole else opens
            required = _better(_better(_better(required, run), ahead), item.best)
            run, whole = item.exact or _NOTHING, False
        else:
            run = longer
    return (_Node(run) if whole else _Node(None, _better(required, run), opens)), at


def _product(left: Words, right: Words) -> Words | None:
    if len(left) * len(right) > _most(left):
        return None
    return frozenset(map("".join, itertools.product(left, right)))


def _item(tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    """One item with its quantifiers."""
    token = tokens[at]
    at += 1
    if token.lastgroup == "open":
        node, at = _alternation(tokens, at)
        at += 1
    else:
        node = _atom(token)
    while at < len(tokens) and tokens[at]["quantifier"]:
        node = _repeated(node, tokens[at])
        at += 1
    return node, at


def _atom(token: re.Match[str]) -> _Node:
    match token.lastgroup:
        case "plain" | "escaped":
            return _Node(frozenset({token[token.lastgroup]}))
        case "edge":
            return _Node(frozenset({"\n"}))
        case "border":
            return _Node(_NOTHING)
        case "listed":
            return _Node(frozenset(token["listed"])) if len(token["listed"]) <= MAX_WORDS else _UNKNOWN
        case _:
            return _UNKNOWN


def _repeated(node: _Node, token: re.Match[str]) -> _Node:
    """A quantified item: `?` may be nothing, `+` and `{n}` hold it once at least, `*` and `{0}` are unknown."""
    sign = token["quantifier"].rstrip("?") or "?"
    if sign == "?":
        return _Node(None if node.exact is None else node.exact | _NOTHING)
    if sign == "+" or int(token["least"] or 0) > 0:
        return _Node(None, node.best, node.first)
    return _UNKNOWN
