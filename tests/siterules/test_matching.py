"""Which documents a pack is for."""

from __future__ import annotations

import pytest

from cleaner.blocks import text as text_blocks
from cleaner.siterules import matching
from cleaner.siterules.schema import Match, Signature
from cleaner.siterules.sheet import Sheet
from cleaner.testimony import Case


def specificity(match: Match, text: str = "A line\nYou are here", **known: str) -> int | None:
    case = Case(text_blocks.read(text), **known)
    return matching.specificity(match, case, Sheet(case.document))


@pytest.mark.parametrize(
    ("item", "url", "matches"),
    [
        pytest.param("example.com", "https://example.com/a", True, id="apex"),
        pytest.param("example.com", "https://www.example.com/a", True, id="subdomain"),
        pytest.param("example.com", "https://a.b.example.com", True, id="deep subdomain"),
        pytest.param("example.com", "https://notexample.com/", False, id="not by ending"),
        pytest.param("example.com", "https://example.com.evil.org/", False, id="not by beginning"),
        pytest.param("example.com", "https://evil.org/example.com", False, id="not in the path"),
        pytest.param("example.com", "https://evil.org/?u=http://example.com", False, id="not in the query"),
        pytest.param("example.com", "https://example.com@evil.org/", False, id="not as user"),
        pytest.param("example.com", "https://example.org/", False, id="another suffix"),
        pytest.param("example.com", "https://user:pw@EXAMPLE.com:8080/a", True, id="user, port and capitals"),
        pytest.param("example.com", "https://example.com./", True, id="trailing dot"),
        pytest.param("example.com", "example.com/a", True, id="no scheme"),
        pytest.param("example.com", "//example.com/a", True, id="no scheme but slashes"),
        pytest.param("=www.example.com", "https://www.example.com/", True, id="exact"),
        pytest.param("=www.example.com", "https://example.com/", False, id="exact is not the apex"),
        pytest.param("=example.com", "https://www.example.com/", False, id="exact has no subdomains"),
        pytest.param("bücher.example", "https://xn--bcher-kva.example/", True, id="punycode in the address"),
        pytest.param("xn--bcher-kva.example", "https://www.bücher.example/", True, id="punycode in the rule"),
        pytest.param("0.0.1", "http://127.0.0.1/", False, id="numbers have no subdomains"),
        pytest.param("example.com", "http://[::1", False, id="a broken address"),
        pytest.param("example.com", "", False, id="an empty address"),
    ],
)
def test_hosts_match_by_label(item: str, url: str, matches: bool) -> None:
    assert specificity(Match(host=(item,)), url=url) == (2 if matches else None)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        pytest.param("/news/**", "/news/2015/a.html", True, id="two stars cross"),
        pytest.param("/news/**", "/news", True, id="the folder itself"),
        pytest.param("/news/**", "/newsletter", False, id="not by beginning"),
        pytest.param("/news/*", "/news/a", True, id="one star"),
        pytest.param("/news/*", "/news/a/b", False, id="one star does not cross"),
        pytest.param("**/print", "/a/b/print", True, id="any folder"),
        pytest.param("/a?c", "/abc", True, id="question mark"),
        pytest.param("/a?c", "/a/c", False, id="question mark does not cross"),
        pytest.param("/a.html", "/axhtml", False, id="a dot is a dot"),
        pytest.param("/über/*", "/%C3%BCber/x", True, id="percent-encoded"),
        pytest.param("/News/**", "/news/a", False, id="capitals count"),
    ],
)
def test_paths_match_by_glob(glob: str, path: str, matches: bool) -> None:
    match = Match(host=("example.com",), path=(glob,))
    assert specificity(match, url=f"https://example.com{path}") == (2 if matches else None)


SITE = Match(
    host=("example.com", "!shop.example.com"),
    path=("/news/**", "!/news/live/**"),
    file=("example/**",),
    signature=Signature(text=("^You are here$",)),
)


@pytest.mark.parametrize(
    ("match", "known", "expected"),
    [
        pytest.param(Match(), {}, 0, id="no match is generic"),
        pytest.param(Match(), {"url": "https://a.org"}, 0, id="generic with an address"),
        pytest.param(SITE, {"url": "https://example.com/news/a"}, 2, id="host and path"),
        pytest.param(SITE, {"url": "https://example.com/sport/a"}, None, id="host but not path"),
        pytest.param(SITE, {"url": "https://example.com/news/live/a"}, None, id="an excluded path"),
        pytest.param(SITE, {"url": "https://shop.example.com/news/a"}, None, id="an excluded host"),
        pytest.param(
            SITE, {"url": "https://other.org/news/a"}, None, id="another host, though the fingerprint is there"
        ),
        pytest.param(SITE, {}, 1, id="no address: the fingerprint stands in"),
        pytest.param(SITE, {"name": "example/a.txt"}, 2, id="no address: the file stands in"),
        pytest.param(SITE, {"name": "elsewhere/a.txt"}, 1, id="another folder, but the fingerprint"),
        pytest.param(Match(host=("example.com",)), {}, None, id="no address and nothing that stands in"),
        pytest.param(Match(signature=Signature(text=("^nowhere$",))), {}, None, id="no fingerprint"),
        pytest.param(
            Match(signature=Signature(text=("^nowhere$", "^a line$"))), {}, 1, id="one fingerprint of several"
        ),
        pytest.param(Match(signature=Signature(text=("^a line$",), css=("p",))), {}, None, id="css needs a page"),
        pytest.param(Match(lang=("en", "de")), {"language": "de"}, 0, id="one language of several"),
        pytest.param(Match(lang=("en",)), {"language": "de"}, None, id="another language"),
        pytest.param(Match(lang=("en",)), {}, None, id="an unknown language"),
        pytest.param(Match(lang=("!en",)), {"language": "de"}, 0, id="any language but one"),
        pytest.param(Match(lang=("no",)), {"language": "no"}, 0, id="norwegian"),
        pytest.param(Match(file=("a/**",)), {"name": "a/b/c.txt"}, 2, id="file"),
        pytest.param(
            Match(file=("a/**",)), {"name": "corpus/a/b.txt"}, 2, id="a file whose corpus is named from above"
        ),
        pytest.param(Match(file=("a/**",)), {"name": "corpus/aa/b.txt"}, None, id="a folder that only ends so"),
        pytest.param(Match(file=("a/**", "!a/b/**")), {"name": "a/b/c.txt"}, None, id="an excluded file"),
        pytest.param(Match(file=("a/**",)), {}, None, id="a file without name"),
        pytest.param(Match(path=("/a",)), {}, None, id="a path without address"),
        pytest.param(Match(path=("/a",)), {"url": "https://x.org/a"}, 0, id="a path on any host"),
    ],
)
def test_keys_and_items(match: Match, known: dict[str, str], expected: int | None) -> None:
    assert specificity(match, **known) == expected


def test_an_empty_document_has_no_fingerprint() -> None:
    assert specificity(Match(signature=Signature(text=(".*",))), "") is None
