"""Bounds on markup before it is parsed: nesting depth, attributes per tag, repeated formatting. It builds no tree.

A parser's cost grows with the square of all three: 100,000 nested `<div>` take half a minute, as do 100,000 attributes
in one tag, and 20 kB of unclosed `<b id=...>` before many `<p>` become a gigabyte. One quick look vouches for nearly
every page; the others are read tag by tag. What passes here is cheap to parse; the exact depth is checked on the tree.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cleaner.blocks.tags import names
from cleaner.errors import InputError

if TYPE_CHECKING:
    from cleaner.settings import Limits

SLACK = 4
"""How many times `max_depth` may seem open before parsing: counting tags overstates what HTML closes by itself."""
MAX_REPEATED = 2_000_000
"""Elements that a parser may have to make anew because formatting was left open: about a second and 700 MB."""
_SPACE = r" \t\n\r\f"
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"(?:=[^{_SPACE}/>=]*+|[^{_SPACE}/>=]++)(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE})?+"
_ATTRIBUTES = rf"(?:[{_SPACE}/]++|{_ATTRIBUTE})*+"
_USUAL = rf"""(?:[{_SPACE}]++[^{_SPACE}/>="']++(?:="[^"]*+")?+)*+"""
_ONE_ATTRIBUTE = re.compile(rf"[{_SPACE}/]++|({_ATTRIBUTE})")
_START_TAG = re.compile(rf"<[a-zA-Z][^{_SPACE}/>]*+{_USUAL}{_ATTRIBUTES}")
_TOKEN = re.compile(
    rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|(/?)([a-zA-Z][^{_SPACE}/>]*+)({_ATTRIBUTES}))",
    re.DOTALL,
)
# formatting that is not closed at once; the quotes are minded, since a `>` in a value ends no tag
_STYLED = re.compile(
    rf"""<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[{_SPACE}/]"""
    rf"""(?!(?:[^>"']|"[^">]*"|'[^'>]*')*+>[^<]*+</\1[{_SPACE}]*+>)""",
    re.IGNORECASE,
)

_VOID = names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_CLOSED_BY_NEXT = names("a button caption colgroup li option p tbody td tfoot th thead tr")
"""Elements that nest only through others, which are counted: left open, they cost no depth."""
_FORMATTING = names("b big code em font i nobr s small strike strong tt u")
_RAW = names("iframe noembed noframes plaintext script style textarea title xmp")
"""Elements that hold text up to their own end tag, but in foreign markup."""
_FOREIGN = ("svg", "math")


def scan(html: str, limits: Limits) -> None:
    """Raises InputError when a page would cost its parser far more than `limits` allow. Linear in the page."""
    seen = _START_TAG.findall(html)
    # a quote in a script may swallow tags that follow: what begins inside another tag counts too
    tags = "".join(seen).count("<")
    if (
        tags > SLACK * limits.max_depth
        or (tags * tags > 4 * MAX_REPEATED and tags * (40 + len(_STYLED.findall(html))) > MAX_REPEATED)
        or any(
            _is_doubtful(tag, limits.max_attributes)
            for tag in [tag for tag in seen if len(tag) > limits.max_attributes]
        )
    ):
        _Reading(limits).read(html)


def _is_doubtful(tag: str, max_attributes: int) -> bool:
    """Whether a long tag has too many attributes, or may hide a tag that has."""
    if len(tag) > 2 * SLACK * max_attributes and "<" in tag[1:]:
        return True
    return _count_attributes(tag) > max_attributes


def check_depth(depth: int, limit: int) -> None:
    """Raises InputError for an element nested too deep."""
    if depth > limit:
        raise InputError(f"page: nesting deeper than {limit} elements; raise limits.max_depth if it is meant so")


def check_attributes(count: int, limit: int) -> None:
    """Raises InputError for a tag with too many attributes."""
    if count > limit:
        raise InputError(
            f"page: a tag with more than {limit} attributes; raise limits.max_attributes if it is meant so"
        )


class _Reading:
    """A page read tag by tag. Depth is the sum, over names, of what was opened and not closed since."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._depth = self._styled = self._repeated = 0

    def read(self, html: str) -> None:
        """Counts every tag. Raises InputError where a limit is passed."""
        position = 0
        while (token := _TOKEN.search(html, position)) is not None:
            position = token.end()
            closing, name, attributes = token.groups()
            if name is None:
                continue
            name = name.lower()
            if closing:
                self._close(name)
                continue
            self._begin(name, attributes)
            if name in _RAW and not self._is_foreign():
                position = _raw_end(html, name, position)

    def _begin(self, name: str, attributes: str) -> None:
        if len(attributes) > self._limits.max_attributes:
            check_attributes(_count_attributes(attributes), self._limits.max_attributes)
        if name in _FORMATTING:
            self._styled += 1
        elif name not in _VOID:
            self._repeated += self._styled
            if self._repeated > MAX_REPEATED:
                raise InputError(f"page: {self._styled} formatting elements are never closed; close them")
        if name in _VOID or name in _CLOSED_BY_NEXT or (self._is_foreign() and _closes_itself(attributes)):
            return
        self._open[name] += 1
        self._depth += 1
        if self._depth > SLACK * self._limits.max_depth:
            check_depth(self._depth, self._limits.max_depth)

    def _is_foreign(self) -> bool:
        return any(self._open[name] for name in _FOREIGN)

    def _close(self, name: str) -> None:
        if self._open[name]:
            self._open[name] -= 1
            self._depth -= 1
            self._styled -= name in _FORMATTING


def _count_attributes(attributes: str) -> int:
    return sum(1 for attribute in _ONE_ATTRIBUTE.findall(attributes) if attribute)


def _closes_itself(attributes: str) -> bool:
    """Whether a tag ends with a slash that is not the end of a value; it counts in foreign markup alone."""
    if not attributes.endswith("/"):
        return False
    *_, last = _ONE_ATTRIBUTE.findall(attributes)
    return not last


def _raw_end(html: str, name: str, start: int) -> int:
    """Where the text of a script, a style, ... ends."""
    end = re.compile(rf"</{name}[{_SPACE}/>]", re.IGNORECASE).search(html, start)
    return end.start() if end else len(html)
