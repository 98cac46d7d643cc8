"""The nouns: spans, blocks, documents, what a witness says of them. It judges nothing and reads nothing."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    pass

IntArray = npt.NDArray[np.int64]
"""Offsets and counts, in code points of `Document.text` unless a docstring says otherwise."""
PointArray = npt.NDArray[np.int32]
"""Points of a score, in hundredths; positive speaks for boilerplate."""

POINT = 100
"""How many stored units make one point of a score as people read it (4.2 is stored as 420)."""


class Kind(StrEnum):
    """What the input is."""

    TEXT = "text"
    HTML = "html"


class Verdict(StrEnum):
    """What becomes of a block."""

    KEEP = "keep"
    DROP = "drop"


class Action(StrEnum):
    """What a claim asks for, and what a policy does with a category."""

    DROP = "drop"
    KEEP = "keep"
    MARK = "mark"


class Status(StrEnum):
    """What became of a document."""

    CLEANED = "cleaned"
    UNCHANGED = "unchanged"
    ABSTAINED = "abstained"
    FAILED = "failed"


class Bar(StrEnum):
    """How sure the score must be before a block goes."""

    SAFE = "safe"
    BALANCED = "balanced"


class Category(StrEnum):
    """Why something is not the document. A closed list."""

    NAV = "nav"
    BREADCRUMB = "breadcrumb"
    SKIP_LINK = "skip_link"
    HEADER_FOOTER = "header_footer"
    SHARE = "share"
    COMMENT_FORM = "comment_form"
    COMMENT_THREAD = "comment_thread"
    CONSENT = "consent"
    ADBLOCK_NOTICE = "adblock_notice"
    PAYWALL = "paywall"
    NEWSLETTER = "newsletter"
    ADVERT = "advert"
    SPONSORED = "sponsored"
    RELATED_LINKS = "related_links"
    UNRELATED_EDITORIAL = "unrelated_editorial"
    AUTHOR_BIO = "author_bio"
    LEGAL = "legal"
    COUNTER = "counter"
    TIMESTAMP = "timestamp"
    ERROR_NOTICE = "error_notice"
    CAPTCHA = "captcha"
    LOGIN = "login"
    DUPLICATE = "duplicate"
    BYLINE = "byline"
    CAPTION = "caption"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range `[start, end)` of code points of `Document.text`; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span [{self.start}, {self.end}): expected 0 <= start < end")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Block:
    """The unit of keeping and dropping: a line of text, a paragraph-sized piece of a page.

    `span` leaves out the line end and blank lines around the block. `path` is a CSS path (pages only). `traits` say
    what the markup adds: `hidden`, `noscript`, `pre`, ...
    """

    index: int
    span: Span
    path: str | None = None
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of testimony about one block: who, how many points (`None` where a rule decides), why."""

    witness: str
    rule: str
    reason: str
    points: float | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """A dropped span: its text, its one category and rule, why, and which other rules asked for it (`also`)."""

    span: Span
    text: str
    category: Category
    rule: str
    reason: str
    score: float | None = None
    path: str | None = None
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.rule and self.reason and len(self.text) == len(self.span)):
            raise ValueError("a drop needs a rule, a reason and the text of its span")


@dataclass(frozen=True, slots=True)
class Decision:
    """A block's verdict with its evidence. `score` and `bar` are points as people read them; a block at or over the
    bar goes unless a rule keeps it. A dropped block has a category, a rule and a reason.
    """

    block: Block
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...] = ()
    category: Category | None = None
    rule: str | None = None
    score: float | None = None
    bar: float | None = None

    def __post_init__(self) -> None:
        if self.verdict is Verdict.DROP and not (self.category and self.rule and self.evidence):
            raise ValueError(f"block {self.block.index} is dropped without evidence, category or rule")


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a reader of the report should know that dropped nothing: a guard that abstained, a mark, a limit."""

    flag: str
    reason: str
    rule: str | None = None
    category: Category | None = None
    span: Span | None = None


class Markup(Protocol):
    """What a page knows of its blocks beyond their text; `blocks.html.Page` is the one implementation."""

    @property
    def tokens(self) -> frozenset[str]:
        """What the page's elements are called: `.class`, `#id` (as written), `tag` (lower case); head included."""
        ...

    def has(self, selector: str) -> bool:
        """Whether a CSS selector matches any element, with or without blocks inside (`meta[name=generator]`)."""
        ...

    def path(self, block: int) -> str:
        """The CSS path of a block's element."""
        ...

    def traits(self, block: int) -> frozenset[str]:
        """What the markup adds to a block: `hidden`, `noscript`, `pre`, ..."""
        ...

    def select(self, selector: str) -> IntArray:
        """The blocks inside elements that a CSS selector matches, ascending."""
        ...


_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, eq=False)
class Document:
    """A text and its blocks, as arrays: block `i` is `text[starts[i]:ends[i]]`. Blocks ascend and never overlap.

    Between and around blocks there is only white space. `markup` is there for pages alone; `rows` (text alone) is the
    line each block stands on, from 0, in lines as `str.splitlines` counts them, and `lines` (`int64[2, blocks]`) where
    that line starts and ends, its line end included.
    """

    text: str
    kind: Kind
    starts: IntArray
    ends: IntArray
    markup: Markup | None = None
    rows: IntArray | None = None
    lines: IntArray | None = None

    def __len__(self) -> int:
        return len(self.starts)

    @functools.cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks as objects, made when somebody asks."""
        return tuple(map(self.block, range(len(self))))

    def block(self, index: int) -> Block:
        """One block as an object."""
        span = Span(int(self.starts[index]), int(self.ends[index]))
        if self.markup is None:
            return Block(index, span)
        return Block(index, span, self.markup.path(index), self.markup.traits(index))

    def slice(self, index: int) -> str:
        """The text of one block."""
        return self.text[self.starts[index] : self.ends[index]]

    @functools.cached_property
    def _line_starts(self) -> IntArray:
        return np.array([0, *(m.end() for m in _LINE_END.finditer(self.text))], np.int64)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both from 1, lines as editors count them (LF, CRLF, CR)."""
        line = int(np.searchsorted(self._line_starts, offset, "right"))
        return line, offset - int(self._line_starts[line - 1]) + 1

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end of a line, counted from 1, with its line end; IndexError when there is no such line."""
        starts = self._line_starts
        if not 1 <= line <= len(starts):
            raise IndexError(line)
        return int(starts[line - 1]), int(starts[line]) if line < len(starts) else len(self.text)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself, as far as it could be read."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    site_name: str | None = None
