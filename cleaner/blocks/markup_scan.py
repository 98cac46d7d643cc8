"""Bounds on markup before it is parsed: nesting depth, attributes per tag, repeated formatting. It builds no tree.

A parser's cost grows with the square of all three: 100,000 nested `<div>` take half a minute, as do 100,000 attributes
in one tag or in all `<html>` together, and 20 kB of unclosed `<b id=...>` before many `<p>` become a gigabyte. One
quick look vouches for nearly every page; the others are read tag by tag. What passes here is cheap to parse; the exact
depth is checked on the tree.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.blocks.tags import names
from cleaner.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model import IntArray
    from cleaner.settings import Limits

BoolArray = npt.NDArray[np.bool_]
ByteArray = npt.NDArray[np.uint8]

SLACK = 4
"""How many times `max_depth` may seem open before parsing: counting tags overstates what HTML closes by itself."""
MAX_REPEATED = 2_000_000
"""Elements that a parser may have to make anew because formatting was left open: about a second and 700 MB."""
MAX_REREAD = 4
"""How many times its own length a page is looked at for values that hold a `>`, before it is read tag by tag."""
MAX_BLANKS = 64
"""White space before a quote that is looked through."""
_SPACE = r" \t\n\r\f"
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>]*+)"""
_ATTRIBUTE = rf"(?:=[^{_SPACE}/>=]*+|[^{_SPACE}/>=]++)(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE})?+"
_ATTRIBUTES = rf"(?:[{_SPACE}/]++|{_ATTRIBUTE})*+"
_ONE_ATTRIBUTE = re.compile(rf"[{_SPACE}/]++|({_ATTRIBUTE})".encode())
_START_TAG = re.compile(rf"<[a-zA-Z][^{_SPACE}/>]*+{_ATTRIBUTES}".encode())
_NAME = re.compile(rf"<[^{_SPACE}/>]++".encode())
_TOKEN = re.compile(
    rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|(/?)([a-zA-Z][^{_SPACE}/>]*+)({_ATTRIBUTES}))".encode(),
    re.DOTALL,
)
# formatting that is not closed at once; the quotes are minded, since a `>` in a value ends no tag
_STYLED = re.compile(
    rf"""<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[{_SPACE}/]"""
    rf"""(?!(?:[^>"']|"[^">]*"|'[^'>]*')*+>[^<]*+</\1[{_SPACE}]*+>)""".encode(),
    re.IGNORECASE,
)
_OPENING, _BRACKET, _EQUALS, _QUOTES = ord("<"), ord(">"), ord("="), tuple(b"\"'")
_IS_LETTER = np.isin(np.arange(256) | 32, np.arange(ord("a"), ord("z") + 1))
_IS_BLANK = np.isin(np.arange(256), list(b" \t\n\r\f"))

_VOID = names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_CLOSED_BY_NEXT = names("a button caption colgroup li option p tbody td tfoot th thead tr")
"""Elements that nest only through others, which are counted: left open, they cost no depth."""
_FLAT = re.compile(rf"<(?:{'|'.join(sorted(_VOID | _CLOSED_BY_NEXT))})(?:[{_SPACE}/>]|\Z)".encode(), re.IGNORECASE)
_FORMATTING = names("b big code em font i nobr s small strike strong tt u")
_RAW = names("iframe noembed noframes plaintext script style textarea title xmp")
"""Elements that hold text up to their own end tag, but in foreign markup."""
_FOREIGN = ("svg", "math")
_ROOTS = ("html", "body")
"""Elements of which a page has one: the attributes of further tags are added to it."""


def scan(page: bytes, limits: Limits) -> None:
    """Raises InputError when a page would cost its parser far more than `limits` allow. Linear in the page."""
    if not _is_vouched_for(page, limits):
        _Reading(limits).read(page)


def _is_vouched_for(page: bytes, limits: Limits) -> bool:
    """Whether it is plain that no limit is passed.

    Where a tag seems to end (see `_tags`) it does, unless a value holds a `>`: then the last quote before it begins the
    value.
    """
    codes = np.frombuffer(page, np.uint8)
    starts, ends = _tags(codes)
    count, most, deepest = len(starts), limits.max_attributes, SLACK * limits.max_depth
    if not count:
        return True
    if count > deepest and count - _count_flat(page, starts) > deepest:
        return False
    if count * count > 4 * MAX_REPEATED and count * (40 + len(_STYLED.findall(page))) > MAX_REPEATED:
        return False
    # an attribute is at least a letter and what parts it from the one before
    long = (ends - starts >= 2 * most).nonzero()[0]
    roots, open_ = _roots(codes, starts), _unended(codes, starts, ends)
    of_long, of_roots = (
        [_count_in(page[start:end]) for start, end in zip(starts[some].tolist(), ends[some].tolist(), strict=True)]
        for some in (long, roots)
    )
    return (
        max(of_long, default=0) <= most
        and sum(of_roots) <= most
        and open_.isdisjoint(roots.tolist())
        and _are_short(page, starts[sorted(open_)].tolist(), most)
    )


def _tags(codes: ByteArray) -> tuple[IntArray, IntArray]:
    """Where tags begin, and where they seem to end: at the next `>`, or with the page.

    A tag begins at the first `<a` behind a `>`: scripts, comments and other tags all end with a `>` before it can. Some
    of these beginnings are none, but no tag has another.
    """
    opens, closes = (codes == _OPENING).nonzero()[0], (codes == _BRACKET).nonzero()[0]
    opens = opens[_IS_LETTER.take(codes.take(opens + 1, mode="clip"))]
    behind = closes.searchsorted(opens)
    is_first = np.ones(len(opens), np.bool_)
    np.not_equal(behind[1:], behind[:-1], out=is_first[1:])
    return opens[is_first], np.append(closes, len(codes)).take(behind[is_first])


def _count_flat(page: bytes, starts: IntArray) -> int:
    """How many of some start tags can be left open and cost no depth: long pages are long lists of links."""
    return sum(_FLAT.match(page, start) is not None for start in starts.tolist())


def _roots(codes: ByteArray, starts: IntArray) -> IntArray:
    """Which tags may be `<html>` or `<body>`: parsers merge the attributes of all that a page has."""
    first, second = (codes.take(starts + place, mode="clip") | 32 for place in (1, 2))
    may_be = ((first == ord("h")) & (second == ord("t"))) | ((first == ord("b")) & (second == ord("o")))
    roots: IntArray = may_be.nonzero()[0]
    return roots


def _unended(codes: ByteArray, starts: IntArray, ends: IntArray) -> set[int]:
    """Which tags may go on behind the `>` at their end."""
    found: set[int] = set()
    for quote in _QUOTES:
        quotes = (codes == quote).nonzero()[0]
        behind = quotes.searchsorted(ends)
        quoted = (behind > quotes.searchsorted(starts)).nonzero()[0]
        found.update(quoted[_begin_values(codes, quotes[behind[quoted] - 1])].tolist())
    return found


def _begin_values(codes: ByteArray, quotes: IntArray) -> BoolArray:
    """Which quotes stand behind a `=`, white space left out; those behind much white space may."""
    before = quotes - 1
    for _ in range(MAX_BLANKS):
        is_blank = _IS_BLANK[codes[before]]
        if not is_blank.any():
            break
        before -= is_blank
    found: BoolArray = (codes[before] == _EQUALS) | _IS_BLANK[codes[before]]
    return found


def _are_short(page: bytes, starts: Sequence[int], max_attributes: int) -> bool:
    """Whether some of a page's tags, each read to its very end, have no more attributes than allowed."""
    budget = MAX_REREAD * len(page)
    for start in starts:
        found = _START_TAG.match(page, start)
        tag = found.group() if found else b""
        budget -= len(tag)
        if budget < 0 or (len(tag) > 2 * max_attributes and _count_in(tag) > max_attributes):
            return False
    return True


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
        self._of_roots: set[bytes] = set()

    def read(self, page: bytes) -> None:
        """Counts every tag. Raises InputError where a limit is passed."""
        position = 0
        while (token := _TOKEN.search(page, position)) is not None:
            position = token.end()
            closing, written, attributes = token.groups()
            if written is None:
                continue
            name = written.lower().decode("ascii", "replace")
            if closing:
                self._close(name)
                continue
            self._begin(name, attributes)
            if name in _RAW and not self._is_foreign():
                position = _raw_end(page, name, position)

    def _begin(self, name: str, attributes: bytes) -> None:
        if len(attributes) > self._limits.max_attributes:
            check_attributes(_count_attributes(attributes), self._limits.max_attributes)
        if name in _ROOTS:
            self._of_roots.update(one.partition(b"=")[0].strip() for one in _ONE_ATTRIBUTE.findall(attributes))
            check_attributes(len(self._of_roots) - 1, self._limits.max_attributes)
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


def _count_in(tag: bytes) -> int:
    """How many attributes a start tag has. Its name is left out: a `=` behind it would make it one."""
    return _count_attributes(_NAME.sub(b"", tag, count=1))


def _count_attributes(attributes: bytes) -> int:
    return sum(1 for attribute in _ONE_ATTRIBUTE.findall(attributes) if attribute)


def _closes_itself(attributes: bytes) -> bool:
    """Whether a tag ends with a slash that is not the end of a value; it counts in foreign markup alone."""
    if not attributes.endswith(b"/"):
        return False
    *_, last = _ONE_ATTRIBUTE.findall(attributes)
    return not last


def _raw_end(page: bytes, name: str, start: int) -> int:
    """Where the text of a script, a style, ... ends."""
    end = re.compile(rf"</{name}[{_SPACE}/>]".encode(), re.IGNORECASE).search(page, start)
    return end.start() if end else len(page)
