"""A page as a browser shows it: what scripts and declarations move, or would swallow, before anyone reads it.

Only what the markup itself says is done: no script runs. It moves what is there and judges nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Node(Protocol):
    """An element of a parsed page, as far as it is moved."""

    @property
    def id(self) -> str | None:
        """Its id."""
        ...

    @property
    def mem_id(self) -> int:
        """What tells it from others."""
        ...

    @property
    def parent(self) -> Any:
        """The element that it is in."""
        ...

    @property
    def attrs(self) -> Any:
        """Its attributes, which can be changed."""
        ...

    def insert_before(self, value: Any, move: bool = ...) -> None:  # noqa: FBT001 - the parser's signature
        """Puts a node before it."""
        ...

    def template_fragments(self) -> Sequence[Any]:
        """What the templates in it hold."""
        ...


class Tree(Protocol):
    """A parsed page."""

    def css(self, query: str) -> Sequence[Any]:
        """The elements that a selector matches."""
        ...


_SWALLOWS = ("iframe", "noembed", "noframes", "style", "textarea", "title", "xmp")
"""Elements whose text runs on to their own end tag, over anything else."""
_SWALLOWING = re.compile(rf"<(/?)({'|'.join(_SWALLOWS)})(?=[\s/>])".encode(), re.IGNORECASE)


def with_frames_closed(page: bytes) -> bytes:
    """The markup, in UTF-8, with what is left open inside a `<noscript>` closed where that ends.

    `<noscript><iframe src="..." /></noscript>` is harmless where scripts run: a browser skips all of it. Read with
    scripts off, as one must to see what `<noscript>` says, the frame would swallow the rest of the page.
    """
    parts, done = [], 0
    start = page.find(b"<noscript")
    while start >= 0 and (end := page.find(b"</noscript", start)) >= 0:
        if left_open := _left_open(page[start:end]):
            parts += [page[done:end], b"</" + left_open + b">"]
            done = end
        start = page.find(b"<noscript", end)
    return b"".join([*parts, page[done:]]) if parts else page


def _left_open(content: bytes) -> bytes:
    """The swallowing element that is still open where a `<noscript>` ends, if any."""
    name = b""
    for tag in _SWALLOWING.finditer(content):
        if not name and not tag[1]:
            name = tag[2].lower()
        elif tag[1] and tag[2].lower() == name:
            name = b""
    return name


def assemble(parser: Tree) -> bool:
    """Moves streamed segments and declared shadow roots to where a browser shows them; says whether there were any."""
    segments = parser.css('div[hidden][id^="S:"]')
    if segments:
        _place(segments, parser.css('template[id^="B:"], template[id^="P:"]'))
    shadows = parser.css("template[shadowrootmode], template[shadowroot]")
    for template in shadows:
        _unfold(template)
    return bool(segments or shadows)


def _place(segments: Iterable[Node], places: Iterable[Node]) -> None:
    """React streams parts of a page in hidden elements (`S:1`) behind it; a script puts each in its place (`B:1`)."""
    goals: dict[str, Node] = {}
    for place in places:
        goals.setdefault((place.id or "")[2:], place)
    for segment in segments:
        del segment.attrs["hidden"]
        goal = goals.get((segment.id or "")[2:])
        if goal is not None and not _holds(segment, goal):
            goal.insert_before(segment, move=True)


def _holds(outer: Node, inner: Node) -> bool:
    node: Node | None = inner
    while node is not None and node.mem_id != outer.mem_id:
        node = node.parent
    return node is not None


def _unfold(template: Node) -> None:
    """A shadow root is shown in its host's place: its nodes go before the template that declares it."""
    for fragment in template.template_fragments():
        while (child := fragment.first_child) is not None:
            template.insert_before(child, move=True)
