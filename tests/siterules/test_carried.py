"""What is left of a text is heard as if nobody had heard the text before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner import differ
from cleaner.blocks import html
from cleaner.blocks import text as text_blocks
from cleaner.cuts import BY_SCORE, Cuts
from cleaner.model import Document
from cleaner.siterules.carried import carried
from cleaner.siterules.ruleset import RuleSet
from cleaner.siterules.sheet import Sheet
from cleaner.testimony import Case, Earlier
from cleaner.testimony import Testimony as Statement

SHIPPED = RuleSet.load()
LINES = [
    "Share this",
    "  Leave a comment",
    "He left.",
    "",
    "One | two | Facebook",
    "You are here",
    "© 2020 A",
    "Ａ\xa0b",
]
TEXTS = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)
PAGES = st.lists(st.sampled_from([*(f"<p>{line}</p>" for line in LINES), "<pre>Share\n\n x</pre>", "Reply<br>"])).map(
    "".join
)


def went(document: Document, edges: Sequence[int]) -> Case:
    """What is left of a document when every other stretch between some edges goes."""
    starts, ends = (np.array(edges[side : len(edges) // 2 * 2 : 2], np.int64) for side in (0, 1))
    cuts = Cuts(starts, ends, np.zeros(len(starts), np.int64), np.full(len(starts), BY_SCORE))
    said = [Statement("other"), Statement("site_rules", ground=SHIPPED.hear([Case(document)])[0].searched)]
    left = differ.cut(document.text, cuts.spans())
    return Case(text_blocks.read(left), earlier=Earlier(said, cuts))


def assert_heard_as_if_new(case: Case) -> None:
    assert SHIPPED.testify([case]) == SHIPPED.testify([Case(case.document)])


@given(TEXTS, st.data())
@example("Share this\nHe left.\nShare this", None)
def test_of_a_text(text: str, data: st.DataObject | None) -> None:
    places = [0, 11] if data is None else data.draw(st.lists(st.integers(0, len(text)), unique=True).map(sorted))
    assert_heard_as_if_new(went(text_blocks.read(text), places))


@given(PAGES, st.data())
def test_of_a_page(page: str, data: st.DataObject) -> None:
    document = html.read(page)
    lines = st.lists(st.sampled_from(range(len(document))), unique=True) if len(document) else st.just([])
    gone = sorted(data.draw(lines))
    edges = [edge for block in gone for edge in (int(document.starts[block]), int(document.ends[block]) + 1)]
    case = went(document, edges)
    assert carried(case, Sheet(case.document)) is not None
    assert_heard_as_if_new(case)


@pytest.mark.parametrize(
    ("edges", "known"),
    [
        pytest.param([], True, id="nothing went"),
        pytest.param([0, 11], True, id="a line went"),
        pytest.param([0, 10], True, id="a line went, its end stayed"),
        pytest.param([0, 5], False, id="a part of a line went"),
        pytest.param([10, 11], False, id="two lines became one"),
    ],
)
def test_lines_are_known_where_all_stand_as_they_stood(edges: list[int], known: bool) -> None:
    case = went(text_blocks.read("Share this\nHe left.\nShare this"), edges)
    assert (carried(case, Sheet(case.document)) is not None) is known


def test_sentences_of_a_text_without_line_ends_are_searched_again() -> None:
    text = "He said so. You are here. " + "They came and they went. " * 20
    case = went(text_blocks.read(text), [0, 12])
    assert carried(case, Sheet(case.document)) is None
    assert_heard_as_if_new(case)


def test_nothing_is_known_without_a_look_before() -> None:
    case = Case(text_blocks.read("Share this"))
    assert carried(case, Sheet(case.document)) is None
    strangers = Earlier([Statement("other")], Cuts.of(()))
    assert carried(Case(case.document, earlier=strangers), Sheet(case.document)) is None
