"""Which documents a pack is for: by URL, by file, by language, by fingerprint. It reads a case and changes nothing.

Keys AND, items OR; an item that starts with `!` excludes. A pack that names hosts is for a site:

* the URL is known: `host` and `path` decide, a fingerprint is not asked;
* no URL is known: `signature` or `file`, whichever hits, stands in for `host` and `path`; without either, no match.

In a pack without `host` every key must hold, `path` needs a URL. `lang` must hold in both kinds; an unknown language
matches no item. Specificity: host or file 2, signature 1, neither 0. A pack without match is generic.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from cleaner.siterules import regexes, selectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaner.siterules.schema import Match, Signature
    from cleaner.siterules.sheet import Sheet
    from cleaner.testimony import Case

HOST, SIGNATURE, GENERIC = 2, 1, 0

_IPV4 = re.compile(r"[0-9.]+")


def specificity(match: Match, case: Case, sheet: Sheet) -> int | None:
    """How closely a pack fits a case, or None when it is not for it."""
    if match.lang and not (case.language and _items(match.lang, functools.partial(_lang_matches, case.language))):
        return None
    if match.host:
        return _site(match, case, sheet)
    if match.path and not (case.url and _items(match.path, functools.partial(_glob_matches, url_path(case.url)))):
        return None
    if match.file and not _file_matches(match, case):
        return None
    if match.signature.text or match.signature.css:
        return SIGNATURE if signed(match.signature, sheet) else None
    return HOST if match.file else GENERIC


def _site(match: Match, case: Case, sheet: Sheet) -> int | None:
    if case.url is not None:
        host = url_host(case.url)
        if host is None or not _items(match.host, functools.partial(host_matches, host)):
            return None
        path = url_path(case.url)
        return HOST if not match.path or _items(match.path, functools.partial(_glob_matches, path)) else None
    if match.file and _file_matches(match, case):
        return HOST
    has_signature = match.signature.text or match.signature.css
    return SIGNATURE if has_signature and signed(match.signature, sheet) else None


def _items(items: Sequence[str], test: Callable[[str], bool]) -> bool:
    """No excluding item hits, and one of the others does, if there are others."""
    wanted = [item for item in items if not item.startswith("!")]
    if any(test(item[1:].strip()) for item in items if item.startswith("!")):
        return False
    return not wanted or any(map(test, wanted))


def url_host(url: str) -> str | None:
    """The host of a URL in lower-case ASCII labels, without user, port and trailing dot; None when there is none."""
    url = url.strip()
    try:
        host = urlsplit(url if "//" in url.partition("?")[0] else f"//{url}").hostname
    except ValueError:
        return None
    return normal_host(host) if host else None


@functools.lru_cache(maxsize=4096)
def normal_host(host: str) -> str:
    """A host name in lower-case ASCII labels (punycode), without trailing dot."""
    host = host.strip().lower().removesuffix(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def host_matches(host: str, item: str) -> bool:
    """Whether a host is, or lies below, the one an item names, label by label; `=` asks for that very host."""
    if item.startswith("="):
        return host == normal_host(item[1:])
    wanted = normal_host(item)
    return host == wanted or (host.endswith(f".{wanted}") and not _IPV4.fullmatch(host))


def url_path(url: str) -> str:
    """The path of a URL, percent-decoded; `/` when it has none."""
    try:
        return unquote(urlsplit(url.strip() if "//" in url.partition("?")[0] else f"//{url.strip()}").path) or "/"
    except ValueError:
        return "/"


def _file_matches(match: Match, case: Case) -> bool:
    return case.name is not None and _items(match.file, functools.partial(_tail_matches, case.name.removeprefix("./")))


def _lang_matches(language: str, item: str) -> bool:
    return language.lower().partition("-")[0] == item.lower().partition("-")[0]


def _glob_matches(path: str, glob: str) -> bool:
    return _glob_regex(glob).fullmatch(path.encode("utf-8", "replace")) is not None


def _tail_matches(name: str, glob: str) -> bool:
    """Whether a glob matches a file name from any of its folders on: a corpus may be named from anywhere above it."""
    parts = name.split("/")
    return any(_glob_matches("/".join(parts[start:]), glob) for start in range(len(parts)))


@functools.lru_cache(maxsize=1024)
def _glob_regex(glob: str) -> Any:
    """`*` and `?` stay within one name, `**` crosses `/`; `a/**` is `a` itself too."""
    import re2

    parts = re.split(r"(/\*\*$|\*\*/|\*\*|\*|\?)", glob)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "/**": "(?:/.*)?"}
    pattern = "".join(known.get(part) or re2.escape(part) for part in parts)
    return re2.compile(f"(?s){pattern}".encode())


def signed(signature: Signature, sheet: Sheet) -> bool:
    """Whether a document bears a fingerprint: a line for `text`, an element for `css`, both if both are given."""
    if signature.text and not _has_line(signature.text, sheet):
        return False
    view = sheet.view
    return not signature.css or (view is not None and any(map(view.has, alternatives(signature.css))))


@functools.lru_cache(maxsize=1024)
def alternatives(css: tuple[str, ...]) -> tuple[selectors.Alternative, ...]:
    """The selectors of a fingerprint, of which one is enough."""
    return tuple(one for written in css for one in selectors.alternatives(written))


def _has_line(patterns: tuple[str, ...], sheet: Sheet) -> bool:
    from cleaner.siterules.linetest import REGEX_STEPS

    if sheet.marks is not None:
        return bool(sheet.marks.get(patterns))
    any_line = regexes.any_line_regex(tuple((pattern, True) for pattern in patterns))
    return len(sheet) > 0 and any_line.search(sheet.haystack(REGEX_STEPS)) is not None
