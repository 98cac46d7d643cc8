"""Pages to blocks: the only importer of selectolax (Lexbor). It looks at structure, never at what a text says.

The page is parsed once and walked once. Parsing costs the square of the nesting depth and of the attributes of a tag:
both are bounded before it begins. No parser outlives its page, selectolax is not safe to share between threads.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import numpy as np
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, SelectolaxError  # noqa: TID251

from cleaner.blocks.assembly import assemble, with_frames_closed
from cleaner.blocks.gather import ODD, Gatherer
from cleaner.blocks.markup_scan import check_attributes, check_depth, scan
from cleaner.blocks.page import LINKED_BREAK, TOLD_OF, TOLD_UNSEEN, Attributes, Head, Page, Source, Told
from cleaner.blocks.rows import elements_of, finish, noted, pieces_of
from cleaner.blocks.tags import HIDDEN, INLINE, TAG_BITS, UNSEEN, VOID, WHOLE
from cleaner.model import Document, Kind
from cleaner.settings import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode  # noqa: TID251

    from cleaner.model import IntArray

DEFAULT_LIMITS = Limits()
_LONE = re.compile("[\ud800-\udfff]")
_QUOTE = '"'
_TEXT = next(LexborHTMLParser("<p>x").css("p")[0].iter(include_text=True)).tag_id
"""The tag id of all texts."""
_BLOCK, _INLINE, _ANCHOR, _BREAK, _NOTHING, _UNSEEN, _SPEAKING = range(7)
"""What a node is to the walk: the first three are elements that have a number, the last says something of the page."""
_MAX_KNOWN = 4_096
"""Tag ids of names that the parser knows are smaller; those of all others are addresses, and mean nothing."""
_KINDS: dict[int, tuple[str, int, int]] = {}
"""Of each tag id that was met: the tag, the bits of `tags.INSIDE` that it hands down, what it is to the walk."""
_SPEAKERS = frozenset(("script", "title"))
_HEAD_META = {"og:title": "og_title", "og:type": "og_type", "og:url": "address", "description": "description"}


def read(html: str, limits: Limits = DEFAULT_LIMITS, utf8: bytes | None = None) -> Document:
    """The document of a page: its visible text, one block per line, and its markup as `Page`.

    `utf8` is the page in UTF-8, where somebody has it. Raises InputError when elements nest deeper or carry more
    attributes than `limits` allow.
    """
    page = _encoded(html) if utf8 is None else utf8
    scan(page, limits)
    # its events would copy what is chosen in a <select>, which nobody sees
    parser = LexborHTMLParser(with_frames_closed(page), options=LexborDocumentOptions.WO_EVENTS.value)
    walk, root = _walked(parser, limits), parser.root
    gathered = walk.gathered
    notes = noted(gathered)
    elements = elements_of(gathered, notes)
    check_depth(int(elements.depth.max(initial=0)) + 1, limits.max_depth)
    blocks = finish(gathered, elements, notes)
    text = "\n".join(blocks.texts) + "\n" if blocks.texts else ""
    lengths = np.fromiter(map(len, blocks.texts), np.int64, len(blocks.texts))
    ends = np.cumsum(lengths + 1) - 1
    head = walk.head("" if root is None else root.attributes.get("lang") or "")
    markup = Page(
        blocks.placed(elements),
        pieces_of(notes, blocks),
        head,
        walk.told(),
        walk.tokens(),
        _Tree(parser, gathered.went, blocks.into),
    )
    return Document(text, Kind.HTML, ends - lengths, ends, markup)


def _walked(parser: LexborHTMLParser, limits: Limits) -> _Walk:
    """The walk over a page; where it met a `<template>`, once more if something belongs in that place."""
    walk, root = _Walk(limits), parser.root
    if root is not None:
        walk.run(root)
        if any(tag == "template" for tag, _ in walk.unseen) and assemble(parser):
            walk = _Walk(limits)
            walk.run(root)
    return walk


def _kind_of(node: LexborNode) -> tuple[str, int, int]:
    """The tag of a node, what it hands down, and what it is to the walk."""
    tag = node.tag or "-"
    if tag[0] == "-":
        kind = _NOTHING
    elif tag in UNSEEN:
        kind = _SPEAKING if tag in _SPEAKERS else _UNSEEN
    elif tag == "br":
        kind = _BREAK
    elif tag == "a":
        kind = _ANCHOR
    else:
        kind = _INLINE if tag in INLINE else _BLOCK
    found = (tag, TAG_BITS.get(tag, 0), kind)
    if node.tag_id < _MAX_KNOWN:
        _KINDS[node.tag_id] = found
    return found


def _encoded(html: str) -> bytes:
    """The page in UTF-8. Half of a surrogate pair, which a parser would leave out without a word, is a sign as well."""
    try:
        return html.encode()
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", html).encode()


class _Walk:
    """One pass over a parsed tree in document order, without recursion: elements and texts go to a `Gatherer`."""

    __slots__ = ("facts", "gathered", "limits", "linked", "unseen")

    def __init__(self, limits: Limits) -> None:
        self.gathered = Gatherer()
        self.limits = limits
        self.facts: dict[str, str] = {}
        self.linked: list[str] = []
        self.unseen: list[tuple[str, Attributes]] = []

    def run(self, root: LexborNode) -> None:  # noqa: C901, PLR0912, PLR0915
        """Visits everything below and including `root`. Raises InputError where a limit is passed.

        Elements and white space are noted here, all that is rarer by whom it concerns.
        """
        got, flow, side, went = self.gathered, self.gathered.flow, self.gathered.side, self.gathered.went
        tags, classes, idents, parents = got.tags, got.classes, got.ids, got.parent
        insides, stops, unseen, max_attributes = got.inside, got.stop, self.unseen, self.limits.max_attributes
        path: list[tuple[LexborNode, int, int, int]] = []
        node, count = root, 0
        # the innermost open element, what its text lies inside of, and whose block takes it
        at, bits, owner = -1, 0, -1
        while True:
            number = node.tag_id
            if number == _TEXT:
                if bits & ODD or not node.is_empty_text_node:
                    got.text(node.text_content or "", at, bits, owner)
                elif flow.owner < 0:
                    went.append(-1)
                else:
                    flow.parts.append(" ")
                    went.append(flow.block if flow.owner == owner else -1)
            else:
                tag, inside, kind = _KINDS.get(number) or _kind_of(node)
                if kind >= _UNSEEN:
                    unseen.append((tag, node.attributes))
                    if kind == _SPEAKING:
                        self._hear(node, tag)
                elif kind == _BREAK:
                    got.line_break(bits, owner)
                elif kind <= _ANCHOR:
                    inside = inside | bits if inside else bits
                    attributes = node.attributes
                    named, ident = attributes.get("class") or "", ""
                    if attributes and not (named and len(attributes) == 1):  # most say nothing, or their class alone
                        ident = attributes.get("id") or ""
                        if len(attributes) > max_attributes:
                            check_attributes(len(attributes), max_attributes)
                        if not TOLD_OF.isdisjoint(attributes):
                            said = got.tell(count, attributes)
                            inside |= said & ~HIDDEN if tag in WHOLE else said
                    if kind == _ANCHOR:
                        got.latest_anchor = count
                    taker = owner
                    if inside & ODD:
                        taker = got.owner_of_odd(tag, inside, bits, owner)
                    elif kind == _BLOCK:
                        taker = count
                        flow.owner = side.owner = -1
                    tags.append(tag)
                    parents.append(at)
                    classes.append(named)
                    idents.append(ident)
                    insides.append(inside)
                    child = node.first_child
                    if child is not None:
                        path.append((node, at, bits, owner))
                        node, at, bits, owner = child, count, inside, taker
                        count += 1
                        stops.append(count)
                        continue
                    count += 1
                    stops.append(count)
            following = node.next
            while following is None:
                if not path:
                    return
                stops[at] = count
                node, at, bits, owner = path.pop()
                following = node.next
            node = following

    def _hear(self, node: LexborNode, tag: str) -> None:
        """What an unseen element says in its own words: the title, JSON-LD."""
        if tag == "title":
            self.facts.setdefault("title", " ".join(node.text().split()))
        elif self.unseen[-1][1].get("type") == "application/ld+json":
            self.linked.append(node.text())

    def head(self, language: str) -> Head:
        """What the page says about itself."""
        for tag, attributes in self.unseen:
            name = (attributes.get("property") or attributes.get("name") or "") if tag == "meta" else ""
            if name in _HEAD_META and attributes.get("content"):
                self.facts.setdefault(_HEAD_META[name], attributes["content"] or "")
            if tag == "link" and attributes.get("rel") == "canonical" and attributes.get("href"):
                self.facts.setdefault("address", attributes["href"] or "")
        return Head(**self.facts, language=language, linked=LINKED_BREAK.join(self.linked))

    def told(self) -> Told:
        """The attributes that selectors ask for."""
        return Told(self.gathered.told, tuple([one for one in self.unseen if one[0] in TOLD_UNSEEN]))

    def tokens(self) -> frozenset[str]:
        """What the unseen elements are called."""
        found = {tag for tag, _ in self.unseen}
        for _, attributes in self.unseen:
            if classes := attributes.get("class"):
                found.update(["." + word for word in classes.split()])
            if ident := attributes.get("id"):
                found.add("#" + ident)
        return frozenset(found)


class _Tree:
    """The parsed page, kept for selectors and for its source."""

    def __init__(self, parser: LexborHTMLParser, went: list[int], into: Sequence[int]) -> None:
        self._parser = parser
        self._went, self._into = went, into

    def elements(self, selector: str) -> IntArray:
        """The numbers of the elements that a selector matches."""
        numbers = self._numbers
        found = (numbers.get(node.mem_id) for node in self._find(selector))
        return np.array([number for number in found if number is not None], np.int64)

    def has(self, selector: str) -> bool:
        """Whether anything matches."""
        return bool(self._find(selector))

    def source(self) -> Source:
        """What is seen, as markup."""
        root, into = self._parser.root, [*self._into, -1]
        return Source(("",), np.array([-1])) if root is None else written(root, [into[block] for block in self._went])

    @functools.cached_property
    def _numbers(self) -> dict[int, int]:
        """Of each element its number, by its address: few pages are asked for it."""
        root = self._parser.root
        addresses = [] if root is None else [node.mem_id for node in _seen(root)]
        return {address: number for number, address in enumerate(addresses)}

    def _find(self, selector: str) -> list[LexborNode]:
        try:
            return self._parser.css(selector)
        except SelectolaxError as error:
            raise ValueError(f'selector "{selector}" cannot be read ({error})') from None


def _seen(root: LexborNode) -> Iterator[LexborNode]:
    """The elements that have a number, in their order."""
    path: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        child = None
        if (_KINDS.get(node.tag_id) or _kind_of(node))[2] <= _ANCHOR:
            yield node
            child = node.first_child
        if child is not None:
            path.append(node)
        while child is None and path and (child := node.next) is None:
            node = path.pop()
        node = child


def written(root: LexborNode, went: list[int]) -> Source:
    """The markup of everything that is seen in an element, with the blocks that its pieces of text went into."""
    tokens, blocks, texts = [""], [-1], iter(went)
    path: list[LexborNode] = []
    node = root
    while True:
        tag = node.tag or "-"
        if tag == "-text":
            # what nobody sees may part two pieces of one text
            tokens[-1] += _escaped(node.text_content or "")
            blocks[-1] = max(blocks[-1], next(texts))
        elif tag[0] != "-" and tag not in UNSEEN:
            tokens += (_start_tag(node), "")
            blocks.append(-1)
            child = node.first_child
            if child is not None:
                path.append(node)
                node = child
                continue
            if tag not in VOID:
                tokens += (f"</{tag}>", "")
                blocks.append(-1)
        while (following := node.next) is None:
            if not path:
                return Source(tuple(tokens), np.array(blocks, np.int64))
            node = path.pop()
            tokens += (f"</{node.tag}>", "")
            blocks.append(-1)
        node = following


def _start_tag(node: LexborNode) -> str:
    attributes = [
        f' {name}="{_escaped(value or "").replace(_QUOTE, "&quot;")}"' for name, value in node.attributes.items()
    ]
    return f"<{node.tag}{''.join(attributes)}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\u00a0", "&nbsp;").replace("<", "&lt;").replace(">", "&gt;")
