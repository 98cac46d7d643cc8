"""Text in terminal columns: made harmless, measured, cut. It changes only what is shown, never what is reported."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
# controls would move the cursor, bidi overrides would swap columns, lone surrogates cannot be encoded
_UNSHOWABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """A text with everything that a terminal would obey or choke on written as an escape, tabs as arrows."""
    return _UNSHOWABLE.sub(_escape, text).replace("\t", "→")


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def width(text: str) -> int:
    """How many columns a text takes: wide East Asian characters two, combining and format characters none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, columns: int) -> str:
    """A text in at most `columns` columns, its end replaced by an ellipsis where it is too long."""
    if width(text) <= columns:
        return text
    taken, at = 0, 0
    while at < len(text) and taken + _columns(text[at]) <= columns - 1:
        taken += _columns(text[at])
        at += 1
    return text[:at] + ELLIPSIS


def shorten_start(text: str, columns: int) -> str:
    """The same from the other end."""
    return shorten(text[::-1], columns)[::-1]


def pad(text: str, columns: int) -> str:
    """A text filled up with blanks to `columns` columns."""
    return text + " " * (columns - width(text))
