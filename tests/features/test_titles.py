"""Where a block stands to its page's main heading: in words, in the tree, and by what the description quotes."""

from cleaner.blocks import html as pages
from cleaner.features import html
from cleaner.features.table import LOG_SCALE, logs
from cleaner.testimony import Case

PAGE = """<html><head><title>How soil breathes</title>
<meta name="description" content="Every handful of soil holds more air than you would think."></head>
<body><nav><p>Start page</p></nav>
<main><div><h1>How soil breathes</h1></div><p>Every handful of soil holds more air than water.</p>
<section><div><p>Far below.</p></div></section></main></body></html>"""


def columns(*page: str) -> dict[str, list[int]]:
    table = html.measure([Case(pages.read(each)) for each in page]).table
    names = ("words_before_title", "words_since_title", "title_up", "title_down", "described")
    return {name: table.columns[name].tolist() for name in names}


def test_words_between_a_block_and_the_main_heading() -> None:
    found = columns(PAGE)
    assert LOG_SCALE == 32
    assert found["words_before_title"] == [int(logs([2]).codes[0]), 0, 0, 0]
    assert found["words_since_title"] == logs([0, 0, 3, 12]).codes.tolist()


def test_levels_to_the_container_that_holds_both() -> None:
    found = columns(PAGE)
    # of <nav><p>: <body>; of the heading itself: the heading; of the lead: <main>; of the last: <main>
    assert found["title_up"] == [3, 1, 2, 4]
    assert found["title_down"] == [4, 1, 3, 3]


def test_runs_of_words_that_the_description_has() -> None:
    described = columns(PAGE)["described"]
    assert described == [0, 0, 255 * 6 // 7, 0]


def test_a_page_without_headings_or_description_has_none_of_it() -> None:
    assert columns("<p>One two three four.</p>") == {
        name: [0] for name in ("words_before_title", "words_since_title", "title_up", "title_down", "described")
    }


def test_no_page_hears_the_description_of_another() -> None:
    other = "<p>Every handful of soil holds more air than water.</p><h2>Soil</h2>"
    together, alone = columns(other, PAGE, other), columns(other)
    assert together["described"] == [*alone["described"], *columns(PAGE)["described"], *alone["described"]]
    assert together["title_up"] == [*alone["title_up"], *columns(PAGE)["title_up"], *alone["title_up"]]
