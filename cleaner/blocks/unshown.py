"""Text that a page carries and does not show: an article that stands in its JSON-LD alone, for want of a browser.

It is told, never added: what is kept of a page is what its reader saw. schema.org has the names of the properties.
"""

from __future__ import annotations

import contextlib
import heapq
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from cleaner.blocks.page import LINKED_BREAK, Page
from cleaner.model import Document, Flag

_PROPERTIES = ("articleBody", "text")
_MAY_HOLD = re.compile("|".join(f'"{name}"' for name in _PROPERTIES))
_TAG = re.compile(r"<[^<>]*>")
MIN_CHARS = 500
"""Code points without white space; a description or an answer in a list of questions is shorter."""
MIN_SHARE = 0.25
"""Of what the page shows: below it the page is about something else."""
MAX_TEXTS = 16
"""The longest are looked for: a page may hold thousands of reviews."""
PROBES, PROBE_CHARS = 8, 24
"""A text is shown where half of as many pieces of it are."""


def flags_of(document: Document) -> tuple[Flag, ...]:
    """A flag `not_shown` where a page's JSON-LD holds a good deal of text that its blocks do not."""
    page = document.markup
    if not isinstance(page, Page) or not _MAY_HOLD.search(page.head.linked):
        return ()
    shown = "".join(document.text.split())
    longest = heapq.nlargest(MAX_TEXTS, set(_texts(page.head.linked)), key=len)
    texts = ("".join(html.unescape(_TAG.sub(" ", text)).split()) for text in longest)
    missing = sum(len(text) for text in texts if not _is_in(text, shown))
    if missing < max(MIN_CHARS, MIN_SHARE * len(shown)):
        return ()
    return (Flag("not_shown", f"JSON-LD holds {missing:,} characters of text that the page itself does not show"),)


def _texts(linked: str) -> Iterator[str]:
    """The texts in a page's JSON-LD; what is no JSON holds none."""
    values: list[Any] = []
    for part in linked.split(LINKED_BREAK):
        with contextlib.suppress(ValueError, RecursionError):
            values.append(json.loads(part, strict=False))
    while values:
        value = values.pop()
        if isinstance(value, list):
            values += value
        elif isinstance(value, dict):
            yield from (value[name] for name in _PROPERTIES if isinstance(value.get(name), str))
            values += value.values()


def _is_in(text: str, shown: str) -> bool:
    """Whether half of the pieces taken evenly from a text stand in what is shown."""
    last = max(len(text) - PROBE_CHARS, 0)
    starts = {last * probe // (PROBES - 1) for probe in range(PROBES)}
    return 2 * sum(text[start : start + PROBE_CHARS] in shown for start in starts) >= len(starts)
