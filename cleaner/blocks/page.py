"""A page behind its blocks: elements as arrays, container ranges, CSS paths. It judges nothing and knows no site.

Elements are numbered in document order, `<html>` is 0; those whose text nobody sees (scripts, pictures) are left out.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cleaner.blocks.tags import HIDDEN, NOSCRIPT, PRE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model import IntArray

Attributes = Mapping[str, str | None]
"""An element's attributes, names in lower case; None for one without a value."""
TOLD_OF = frozenset(("aria-hidden", "aria-label", "hidden", "itemtype", "role", "style"))
"""Attributes by which elements are noted in `Told`."""
TOLD_UNSEEN = frozenset(("link", "meta", "script"))
"""Unseen elements by which pages are known."""

_PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SPECIAL = re.compile(r"[^A-Za-z0-9_-]")

_TRAITS = ((HIDDEN, "hidden"), (NOSCRIPT, "noscript"), (PRE, "pre"))


class Tree(Protocol):
    """The parsed page, as far as `Page` needs it."""

    def elements(self, selector: str) -> IntArray:
        """The numbers of the elements that a selector matches; those that have no number are left out."""
        ...

    def has(self, selector: str) -> bool:
        """Whether anything matches, in the head too."""
        ...

    def source(self) -> Source:
        """What is seen, as markup."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """The markup that is seen, cut at its tags: texts, escaped, at even places of `tokens`, tags at odd ones.

    It is canonical (HTML standard, "serializing HTML fragments"), but that the text of `<xmp>` is escaped, too.
    `block[k]` is the block of `tokens[2 * k]`, -1 for white space between blocks. The cells of a row that is one block
    all have its number.
    """

    tokens: Sequence[str]
    block: IntArray


LINKED_BREAK = "\x1e"
"""Stands between the JSON texts of a page, as in RFC 7464: none of them can hold it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself: empty strings where it says nothing. `linked` is its JSON-LD, as it stands, with
    `LINKED_BREAK` between two, `address` the URL that it calls its own.
    """

    title: str = ""
    og_title: str = ""
    og_type: str = ""
    description: str = ""
    language: str = ""
    linked: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Elements:
    """Elements in document order, one entry each.

    `inside` are the bits of `tags.INSIDE`. The blocks of a block element are those from `first[e]` up to, without,
    `last[e]`; the elements in it are those from `e` up to `stop[e]`. The cells of a row that is one block own none.
    `parent` of `<html>` is -1.
    """

    tags: Sequence[str]
    classes: Sequence[str]
    ids: Sequence[str]
    parent: IntArray
    depth: IntArray
    inside: IntArray
    first: IntArray
    last: IntArray
    stop: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Different:
    """Strings of which most repeat: the different ones, in order of their first places, and which stands where."""

    strings: Sequence[str]
    which: IntArray

    @classmethod
    def among(cls, strings: Sequence[str]) -> Different:
        """The different ones among some strings."""
        number = defaultdict[str, int](itertools.count().__next__)
        which = np.fromiter(map(number.__getitem__, strings), np.int64, len(strings))
        return cls(list(number), which)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the markup says of each block: all arrays have one entry per block.

    `owner` is the block element it belongs to (a `<p>`, a `<tr>`), `holder` the innermost element that holds all of it.
    `link` and `emphasis` are code points inside `<a>` and inside bold or italics, `anchors` how many `<a>` touch it,
    `marks` bits of `tags.INSIDE` that hold for its text: hidden, noscript, pre.
    """

    owner: IntArray
    holder: IntArray
    link: IntArray
    emphasis: IntArray
    anchors: IntArray
    marks: IntArray


@dataclass(frozen=True, slots=True)
class Told:
    """Attributes that selectors ask for, noted so that no parser has to look for them.

    `seen` has all attributes of each element that has one of `TOLD_OF`; `unseen` has the tag and the attributes of
    each element that `TOLD_UNSEEN` names.
    """

    seen: Mapping[int, Attributes]
    unseen: Sequence[tuple[str, Attributes]]


@dataclass(frozen=True, eq=False)
class Page:
    """The markup of one document. Pickled, it forgets the parsed tree: `select` then says so."""

    elements: Elements
    pieces: Pieces
    head: Head
    told: Told = field(repr=False)
    unseen: frozenset[str] = frozenset()
    tree: Tree | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "source": self.source, "tree": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def tag(self, block: int) -> str:
        """The tag of the block element that a block belongs to."""
        return self.elements.tags[int(self.pieces.owner[block])]

    def traits(self, block: int) -> frozenset[str]:
        """`hidden`, `noscript`, `pre`, and `row` for a table row."""
        marks = int(self.pieces.marks[block])
        found = {name for bit, name in _TRAITS if marks & bit}
        return frozenset(found | {"row"}) if self.tag(block) == "tr" else frozenset(found)

    @functools.cached_property
    def classes(self) -> Different:
        """The different class attributes of its elements: a page has a fifth as many as elements."""
        return Different.among(self.elements.classes)

    @functools.cached_property
    def tokens(self) -> frozenset[str]:
        """Every `tag`, `.class` and `#id` on the page; what lies inside a picture or a script does not count."""
        found = set(self.elements.tags) | self.unseen
        for classes in self.classes.strings:
            found.update("." + word for word in classes.split())
        found.update("#" + ident for ident in self.elements.ids if ident)
        return frozenset(found)

    @functools.cached_property
    def source(self) -> Source:
        """The page as markup, and where its texts went; made when somebody asks."""
        return self._tree().source()

    def select(self, selector: str) -> IntArray:
        """The blocks that lie wholly inside elements which a CSS selector matches, ascending.

        Raises ValueError for a selector that cannot be read, RuntimeError when the page was pickled.
        """
        edges = np.zeros(len(self.elements.tags) + 1, np.int64)
        found = self._tree().elements(selector)
        np.add.at(edges, found, 1)
        np.add.at(edges, self.elements.stop[found], -1)
        return np.flatnonzero(np.cumsum(edges)[self.pieces.holder] > 0)

    def has(self, selector: str) -> bool:
        """Whether a CSS selector matches anything, in the head too. Raises as `select` does."""
        return self._tree().has(selector)

    def path(self, block: int) -> str:
        """The CSS path of the innermost element that holds a whole block; as a selector it finds that element alone."""
        steps: list[str] = []
        element = int(self.pieces.holder[block])
        while element >= 0:
            steps.append(self._steps[element])
            element = int(self.elements.parent[element])
        return ">".join(reversed(steps))

    @functools.cached_property
    def _steps(self) -> list[str]:
        """Each element's step in a path: its tag, and its id or its place where siblings share the tag."""
        ids = self.elements.ids
        kin = list(zip(self.elements.parent.tolist(), self.elements.tags, strict=True))
        alike = Counter(kin)
        # ids of old pages match whatever their case
        same_id = Counter((*key, ident.lower()) for key, ident in zip(kin, ids, strict=True) if ident)
        escaped = {tag: _SPECIAL.sub(lambda found: "\\" + found.group(), tag) for tag in set(self.elements.tags)}
        places = dict.fromkeys(alike, 0)
        steps = []
        for key, ident in zip(kin, ids, strict=True):
            places[key] += 1
            step = escaped[key[1]]
            if ident and _PLAIN_ID.fullmatch(ident) and same_id[*key, ident.lower()] == 1:
                step += "#" + ident
            elif alike[key] > 1:
                step += f":nth-of-type({places[key]})"
            steps.append(step)
        return steps

    def _tree(self) -> Tree:
        if self.tree is None:
            raise RuntimeError("page: its tree is gone, a pickled page has none; select before pickling")
        return self.tree
