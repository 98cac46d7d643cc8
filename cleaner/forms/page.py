"""The html form: the page without what was dropped. It adds nothing but what a file needs: its encoding and its title.

An element goes whole when it lost text and nothing that stays is left in it; a cell stays, empty, while its row does,
so that columns keep their places. Everything else is as the parser wrote it, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from cleaner.blocks.tags import INLINE
from cleaner.forms.kept import Tokens
from cleaner.forms.markup import VOID, tag_name

_STAYS = frozenset(("html", "head", "body", "td", "th"))
_UNESCAPED = frozenset(("xmp", "plaintext"))
"""Elements in which references mean nothing: they are written as `<pre>`, since a text token is escaped."""


@dataclass(slots=True)
class _Open:
    """An element that has begun: where it stands in what is written, what became of the text in it."""

    start: int
    lost: bool = False
    kept: bool = False


def render(page: Tokens, left: Tokens, title: str) -> str:
    """The page in UTF-8. `left` are the tokens of `page` with what was dropped taken out."""
    out: list[str] = ["<!DOCTYPE html>\n"]
    within = [_Open(0)]
    names = {tag: tag_name(tag) for tag in set(page.tags)}
    for text, tag, before, block in zip(left.texts, [*page.tags, "<!"], page.texts, page.blocks.tolist(), strict=True):
        if block >= 0 and before:
            within[-1].kept |= bool(text)
            within[-1].lost |= not text
        if text:
            out.append(text)
        if tag[1] == "!":
            continue
        name = names[tag]
        if tag[1] == "/":
            _close(out, within, name)
            continue
        if name not in VOID:
            within.append(_Open(len(out)))
        out.append(tag.replace(name, "pre", 1) if name in _UNESCAPED else tag)
        if name == "head":
            out.append(f'<meta charset="utf-8"><title>{escape(title, quote=False)}</title>')
    return "".join(out)


def _close(out: list[str], within: list[_Open], name: str) -> None:
    """An element ends: it is written, or goes with all that is in it."""
    element, parent = within.pop(), within[-1]
    parent.lost |= element.lost
    parent.kept |= element.kept
    if not element.lost or element.kept or name in _STAYS:
        out.append(f"</{'pre' if name in _UNESCAPED else name}>")
        return
    del out[element.start :]
    if name not in INLINE and not _ends_apart(out):
        out.append(" ")  # the words before and after it met in no line


def _ends_apart(out: list[str]) -> bool:
    """Whether what is written so far ends in white space or with a tag that begins a line."""
    last = out[-1]
    return last[-1].isspace() or (last[0] == "<" and tag_name(last) not in INLINE)
