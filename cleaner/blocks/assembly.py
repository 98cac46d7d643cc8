"""A page as a browser shows it: what scripts and declarations move, or would swallow, before anyone reads it.

Only what the markup itself says is done: no script runs. It moves what is there and judges nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode  # noqa: TID251

_SWALLOWS = ("iframe", "noembed", "noframes", "style", "textarea", "title", "xmp")
"""Elements whose text runs on to their own end tag, over anything else."""
_SWALLOWING = re.compile(rf"<(/?)({'|'.join(_SWALLOWS)})(?=[\s/>])", re.IGNORECASE)


def with_frames_closed(html: str) -> str:
    """The markup with what is left open inside a `<noscript>` closed where that ends.

    `<noscript><iframe src="..." /></noscript>` is harmless where scripts run: a browser skips all of it. Read with
    scripts off, as one must to see what `<noscript>` says, the frame would swallow the rest of the page.
    """
    parts, done = [], 0
    start = html.find("<noscript")
    while start >= 0 and (end := html.find("</noscript", start)) >= 0:
        if left_open := _left_open(html[start:end]):
            parts += [html[done:end], f"</{left_open}>"]
            done = end
        start = html.find("<noscript", end)
    return "".join([*parts, html[done:]]) if parts else html


def _left_open(content: str) -> str:
    """The swallowing element that is still open where a `<noscript>` ends, if any."""
    name = ""
    for tag in _SWALLOWING.finditer(content):
        if not name and not tag[1]:
            name = tag[2].lower()
        elif tag[1] and tag[2].lower() == name:
            name = ""
    return name


def assemble(parser: LexborHTMLParser, html: str) -> None:
    """Moves streamed segments and declared shadow roots to where a browser shows them."""
    if 'id="S:' in html:
        _place_segments(parser)
    if "<template shadowroot" in html:
        for template in parser.css("template[shadowrootmode], template[shadowroot]"):
            _unfold(template)


def _place_segments(parser: LexborHTMLParser) -> None:
    """React streams parts of a page in hidden elements (`S:1`) behind it; a script puts each in its place (`B:1`)."""
    places: dict[str, LexborNode] = {}
    for place in parser.css('template[id^="B:"], template[id^="P:"]'):
        places.setdefault((place.id or "")[2:], place)
    for segment in parser.css('div[hidden][id^="S:"]'):
        del segment.attrs["hidden"]
        goal = places.get((segment.id or "")[2:])
        if goal is not None and not _holds(segment, goal):
            goal.insert_before(segment, move=True)


def _holds(outer: LexborNode, inner: LexborNode) -> bool:
    node: LexborNode | None = inner
    while node is not None and node.mem_id != outer.mem_id:
        node = node.parent
    return node is not None


def _unfold(template: LexborNode) -> None:
    """A shadow root is shown in its host's place: its nodes go before the template that declares it."""
    for fragment in template.template_fragments():
        while (child := fragment.first_child) is not None:
            template.insert_before(child, move=True)
