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

from cleaner.blocks.gather import Gatherer
from cleaner.blocks.markup_scan import check_attributes, check_depth, scan
from cleaner.blocks.page import TOLD_UNSEEN, Attributes, Elements, Head, Page, Source, Told
from cleaner.blocks.rows import Finished, finish, pieces_of
from cleaner.blocks.tags import UNSEEN, VOID
from cleaner.model import Document, Kind
from cleaner.settings import Limits

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode  # noqa: TID251

    from cleaner.model import IntArray

DEFAULT_LIMITS = Limits()
_LONE = re.compile("[\ud800-\udfff]")
_QUOTE = '"'
_HEAD_META = {"og:title": "og_title", "og:type": "og_type", "description": "description"}


def read(html: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document of a page: its visible text, one block per line, and its markup as `Page`.

    Raises InputError when elements nest deeper or carry more attributes than `limits` allow.
    """
    scan(html, limits)
    # its events would copy what is chosen in a <select>, which nobody sees
    parser = LexborHTMLParser(_encoded(html), options=LexborDocumentOptions.WO_EVENTS.value)
    walk = _Walk(limits)
    if parser.root is not None:
        walk.run(parser.root)
    blocks = finish(walk.gathered)
    text = "\n".join(blocks.texts) + "\n" if blocks.texts else ""
    lengths = np.fromiter(map(len, blocks.texts), np.int64, len(blocks.texts))
    ends = np.cumsum(lengths + 1) - 1
    return Document(text, Kind.HTML, ends - lengths, ends, walk.page(parser, blocks))


def _encoded(html: str) -> bytes:
    """The page in UTF-8. Half of a surrogate pair, which a parser would leave out without a word, is a sign as well."""
    try:
        return html.encode()
    except UnicodeEncodeError:
        return _LONE.sub("\ufffd", html).encode()


class _Walk:
    """One pass over a parsed tree in document order, without recursion: the elements go to a `Gatherer`."""

    __slots__ = ("addresses", "facts", "gathered", "limits", "linked", "told", "unseen")

    def __init__(self, limits: Limits) -> None:
        self.gathered = Gatherer()
        self.limits = limits
        self.addresses: list[int] = []
        self.facts: dict[str, str] = {}
        self.linked: list[str] = []
        self.told: list[tuple[str, Attributes]] = []
        self.unseen: set[str] = set()

    def run(self, root: LexborNode) -> None:
        """Visits everything below and including `root`. Raises InputError where a limit is passed."""
        gathered, path = self.gathered, []
        add_text, open_, note, address = gathered.text, gathered.open, self._note, self.addresses.append
        max_depth, max_attributes = self.limits.max_depth, self.limits.max_attributes
        node = root
        while True:
            tag = node.tag
            if tag == "-text":
                add_text(node.text_content or "")
            elif tag == "br":
                gathered.line_break()
            elif tag in UNSEEN:
                note(node, tag)
            elif tag and tag[0] != "-":
                attributes = node.attributes
                if len(attributes) > max_attributes:
                    check_attributes(len(attributes), max_attributes)
                address(node.mem_id)
                open_(tag, attributes)
                child = node.first_child
                if child is not None:
                    path.append(node)
                    if len(path) > max_depth:
                        check_depth(len(path), max_depth)
                    node = child
                    continue
                gathered.leave()
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
        if tag in TOLD_UNSEEN:
            self.told.append((tag, attributes))
        if classes := attributes.get("class"):
            self.unseen.update(["." + word for word in classes.split()])
        if ident := attributes.get("id"):
            self.unseen.add("#" + ident)
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

        stop = of_elements(got.stop)
        over = np.cumsum(np.bincount(stop, minlength=count))[:count]
        elements = Elements(
            tuple(got.tags),
            tuple(got.classes),
            tuple(got.ids),
            of_elements(got.parent),
            np.arange(count) - over,
            of_elements(got.inside),
            place[of_elements(got.first)],
            place[of_elements(got.last)],
            stop,
        )
        language = (parser.root.attributes.get("lang") or "") if parser.root is not None else ""
        head = Head(**self.facts, language=language, linked="\n".join(self.linked))
        went = np.array([*blocks.into, -1], np.int64)[np.array(got.went, np.int64)]
        tree = _Tree(parser, tuple(self.addresses))
        told = Told(got.told, tuple(self.told))
        return Page(elements, pieces_of(got, blocks), head, told, frozenset(self.unseen), went, tree)


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

    def source(self, went: IntArray) -> Source:
        """What is seen, as markup."""
        root = self._parser.root
        return Source(("",), np.array([-1])) if root is None else written(root, went.tolist())

    @functools.cached_property
    def _numbers(self) -> dict[int, int]:
        return {address: number for number, address in enumerate(self._addresses)}

    def _find(self, selector: str) -> list[LexborNode]:
        try:
            return self._parser.css(selector)
        except SelectolaxError as error:
            raise ValueError(f'selector "{selector}" cannot be read ({error})') from None


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
