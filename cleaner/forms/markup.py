"""Tags as text: their names and attributes, as the HTML standard serialises them. It parses no page."""

from __future__ import annotations

import functools
import re
from html import unescape

from cleaner.blocks.tags import names

VOID = names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
"""Elements without an end tag."""

_NAME = re.compile(r"</?([^\s/>]+)")
_NUMBER = re.compile(r"\s*(-?[0-9]{1,9})")


def tag_name(tag: str) -> str:
    """`p` of `<p class="x">` and of `</p>`."""
    found = _NAME.match(tag)
    return found[1] if found else ""


def attribute(tag: str, name: str) -> str:
    """The value of an attribute; empty where there is none."""
    found = _attribute(name).search(tag)
    return unescape(found[1]) if found else ""


def number_in(tag: str, name: str, default: int) -> int:
    """The whole number that an attribute begins with."""
    found = _NUMBER.match(attribute(tag, name))
    return int(found[1]) if found else default


@functools.cache
def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf'\s{name}="([^"]*)"')
