"""Pages to blocks: the only importer of selectolax (Lexbor). It looks at structure, never at what a text says.

The page is parsed once and walked once. Parsing costs the square of the nesting depth and of the attributes of a tag:
both are bounded before it begins. No parser outlives its page, selectolax is not safe to share between threads.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import numpy as np
from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: TID251

from cleaner.blocks.gather import Gatherer
from cleaner.blocks.markup_scan import check_attributes, check_depth, scan
from cleaner.blocks.page import Elements, Head, Page
from cleaner.blocks.rows import Finished, finish, pieces_of
from cleaner.blocks.tags import UNSEEN
from cleaner.model import Document, Kind
from cleaner.settings import Limits

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode  # noqa: TID251

    from cleaner.model import IntArray

DEFAULT_LIMITS = Limits()
_LONE = re.compile("[\ud800-\udfff]")
_HEAD_META = {"og:title": "og_title", "og:type": "og_type", "description": "description"}


def read(html: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document of a page: its visible text, one block per line, and its markup as `Page`.

    Raises InputError when elements nest deeper or carry more attributes than `limits` allow.
    """
    scan(html, limits)
    parser = LexborHTMLParser(_LONE.sub("\ufffd", html) if _is_torn(html) else html)
    walk = _Walk(limits)
    if parser.root is not None:
        walk.run(parser.root)
    blocks = finish(walk.gathered)
    text = "\n".join(blocks.texts) + "\n" if blocks.texts else ""
    lengths = np.fromiter(map(len, blocks.texts), np.int64, len(blocks.texts))
    ends = np.cumsum(lengths + 1) - 1
    return Document(text, Kind.HTML, ends - lengths, ends, walk.page(parser, blocks))


def _is_torn(html: str) -> bool:
    """Whether a text holds half of a surrogate pair, which the parser would leave out without a word."""
    if html.isascii():
        return False
    try:
        html.encode()
    except UnicodeEncodeError:
        return True
    return False


class _Walk:
    """One pass over a parsed tree in document order, without recursion: the elements go to a `Gatherer`."""

    __slots__ = ("addresses", "facts", "gathered", "limits", "linked", "unseen")

    def __init__(self, limits: Limits) -> None:
        self.gathered = Gatherer()
        self.limits = limits
        self.addresses: list[int] = []
        self.facts: dict[str, str] = {}
        self.linked: list[str] = []
        self.unseen: set[str] = set()

    def run(self, root: LexborNode) -> None:
        """Visits everything below and including `root`. Raises InputError where a limit is passed."""
        gathered, addresses, path = self.gathered, self.addresses, []
        max_depth, max_attributes = self.limits.max_depth, self.limits.max_attributes
        node = root
        while True:
            tag = node.tag
            if tag == "-text":
                gathered.text(node.text_content or "")
            elif tag == "br":
                gathered.line_break()
            elif tag in UNSEEN:
                self._note(node, tag)
            elif tag and tag[0] != "-":
                attributes = node.attributes
                if len(attributes) > max_attributes:
                    check_attributes(len(attributes), max_attributes)
                addresses.append(node.mem_id)
                gathered.open(tag, attributes)
                child = node.first_child
                if child is not None:
                    path.append(node)
                    if len(path) > max_depth:
                        check_depth(len(path), max_depth)
                    node = child
                    continue
                gathered.close()
            while (following := node.next) is None:
                if not path:
                    return
                node = path.pop()
                gathered.close()
            node = following

    def _note(self, node: LexborNode, tag: str) -> None:
        """What an element says whose text nobody sees: the title, meta facts, JSON-LD, and that it is there."""
        attributes = node.attributes
        self.unseen.add(tag)
        self.unseen.update("." + word for word in (attributes.get("class") or "").split())
        if attributes.get("id"):
            self.unseen.add(f"#{attributes['id']}")
        if tag == "title":
            self.facts.setdefault("title", " ".join(node.text().split()))
        elif tag == "meta":
            name = attributes.get("property") or attributes.get("name") or ""
            if name in _HEAD_META and attributes.get("content"):
                self.facts.setdefault(_HEAD_META[name], attributes["content"] or "")
        elif tag == "script" and attributes.get("type") == "application/ld+json":
            self.linked.append(node.text())

    def page(self, parser: LexborHTMLParser, blocks: Finished) -> Page:
        """What was gathered, as arrays."""
        got, place = self.gathered, np.array(blocks.place, np.int64)
        count = len(got.tags)

        def of_elements(values: list[int]) -> IntArray:
            return np.fromiter(values, np.int64, count)

        elements = Elements(
            tuple(got.tags),
            tuple(got.classes),
            tuple(got.ids),
            of_elements(got.parent),
            of_elements(got.depth),
            of_elements(got.inside),
            place[of_elements(got.first)],
            place[of_elements(got.last)],
            of_elements(got.stop),
        )
        language = (parser.root.attributes.get("lang") or "") if parser.root is not None else ""
        head = Head(**self.facts, language=language, linked="\n".join(self.linked))
        return Page(
            elements, pieces_of(got, blocks), head, frozenset(self.unseen), _Tree(parser, tuple(self.addresses))
        )


class _Tree:
    """The parsed page, kept for selectors: knows each element's number by its address."""

    def __init__(self, parser: LexborHTMLParser, addresses: tuple[int, ...]) -> None:
        self._parser = parser
        self._addresses = addresses

    def elements(self, selector: str) -> IntArray:
        """The numbers of the elements that a selector matches."""
        numbers = self._numbers
        found = (numbers.get(node.mem_id) for node in self._find(selector))
        return np.array([number for number in found if number is not None], np.int64)

    def has(self, selector: str) -> bool:
        """Whether anything matches."""
        return bool(self._find(selector))

    @functools.cached_property
    def _numbers(self) -> dict[int, int]:
        return {address: number for number, address in enumerate(self._addresses)}

    def _find(self, selector: str) -> list[LexborNode]:
        try:
            return self._parser.css(selector)
        except SelectolaxError as error:
            raise ValueError(f'selector "{selector}" cannot be read ({error})') from None
