"""Pages that carry their text in JSON-LD alone say so."""

from __future__ import annotations

import json

import pytest

from cleaner.blocks import html, text, unshown
from cleaner.pipeline import Cleaner

BODY = " ".join(f"In year {n} the kiln was lit {n} times and cooled for {n + 3} days." for n in range(30))
SIZE = len("".join(BODY.split()))


def page(*linked: object, shown: str = "<p>Loading the story</p>") -> str:
    scripts = (
        f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
        for one in linked
    )
    return f"<html><head>{''.join(scripts)}</head><body>{shown}</body></html>"


def flags(content: str) -> list[str]:
    return [flag.reason for flag in unshown.flags_of(html.read(content))]


ARTICLE = {"@type": "NewsArticle", "articleBody": BODY}
STEPS = {"@type": "HowTo", "step": [{"@type": "HowToStep", "text": BODY[:600]}, {"text": BODY[600:]}]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(page(ARTICLE), True, id="an article"),
        pytest.param(page({"@graph": [{"@type": "WebSite"}, ARTICLE]}), True, id="inside a graph"),
        pytest.param(page(STEPS), True, id="in parts"),
        pytest.param(page("{no json", ARTICLE), True, id="beside what is no JSON"),
        pytest.param(page("[" * 5_000, ARTICLE), True, id="beside what nests too deeply"),
        pytest.param(page(ARTICLE, ARTICLE, shown=f"<p>{BODY}</p>"), False, id="shown as well"),
        pytest.param(
            page(ARTICLE, shown=f"<p>{BODY.replace('the kiln', '<b>the  kiln</b>')}</p>"), False, id="marked up"
        ),
        pytest.param(
            page({**ARTICLE, "articleBody": f"<p>{BODY}</p>&nbsp;"}, shown=f"<p>{BODY}</p>"), False, id="coded"
        ),
        pytest.param(page({**ARTICLE, "articleBody": BODY[:300]}), False, id="short"),
        pytest.param(page(ARTICLE, shown=f"<p>{'Other words. ' * 900}</p>"), False, id="little beside what is shown"),
        pytest.param(page({"@type": "Review", "reviewBody": BODY}), False, id="another property"),
        pytest.param(page({"articleBody": [BODY]}, {"articleBody": None}), False, id="no text"),
        pytest.param("<body><p>No JSON-LD</p></body>", False, id="none"),
    ],
)
def test_what_is_carried_and_not_shown(content: str, told: bool) -> None:
    assert bool(flags(content)) is told


def test_it_says_how_much() -> None:
    assert flags(page(ARTICLE)) == [f"JSON-LD holds {SIZE:,} characters of text that the page itself does not show"]


def test_texts_carry_nothing() -> None:
    assert unshown.flags_of(text.read("articleBody")) == ()


def test_an_outcome_tells_it_and_adds_nothing() -> None:
    outcome = Cleaner().clean(page(ARTICLE), kind="html")
    assert [flag.flag for flag in outcome.flags] == ["not_shown"]
    assert "year" not in outcome.text
