"""What the address of a page says of the page."""

from __future__ import annotations

import pytest

from cleaner.blocks import html as pages
from cleaner.features import addresses, html
from cleaner.testimony import Case

PLAIN = "<body><p>The kiln is hot.</p></body>"
NAMES = [feature.name for feature in addresses.features()]


def measured(url: str | None, page: str = PLAIN) -> dict[str, int]:
    table = html.measure([Case(pages.read(page), url)]).table
    return {name.removeprefix("address_"): table.code(name, 0) for name in NAMES if table.code(name, 0)}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, {}),
        ("kilns", {}),
        ("http://[kiln/a", {}),
        ("https://example.org", {"steps": 1}),
        ("https://example.org/?page=2", {"steps": 1, "asks": 1}),
        (
            "https://example.org/2024/05/the-kiln-is-hot",
            {"steps": 4, "hyphens": 3, "letters": 15, "dated": 1},
        ),
        ("https://example.org/Blog/4711.html", {"steps": 3, "letters": 9, "number": 1, "story": 1}),
        ("https://forum.example.org/t/kilns", {"steps": 3, "letters": 5, "thread": 1}),
        ("https://example.org/produkte/", {"steps": 2, "letters": 8, "shop": 1}),
        ("https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/x", {"steps": 3, "letters": 1, "story": 1}),
        ("https://example.org/a-product-of-its-time", {"steps": 2, "hyphens": 4, "letters": 21}),
    ],
)
def test_steps_and_what_they_are_called(url: str | None, said: dict[str, int]) -> None:
    assert measured(url) == said


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://example.org/blog/kilns">',
        '<meta property="og:url" content="https://example.org/blog/kilns">',
    ],
)
def test_a_page_may_know_its_own_address(head: str) -> None:
    page = PLAIN.replace("<body>", f"<head>{head}</head><body>")
    assert measured(None, page) == measured("https://example.org/blog/kilns")
    assert measured("https://example.com/", page) == {"steps": 1}


def test_pages_of_a_batch_keep_their_own() -> None:
    urls = ("https://example.org/blog/kilns", None, "https://example.org/a/b/c")
    table = html.measure([Case(pages.read(PLAIN), url) for url in urls]).table
    assert [table.code("address_steps", block) for block in range(3)] == [3, 0, 4]
