"""Which blocks are labelled main content when a text is aligned with a page."""

from __future__ import annotations

from collections import Counter

import pytest

pytest.importorskip("rapidfuzz")

from benchmarks.labels import content, word_f1, words

PROSE = "the council said on monday that it would not pay for the bridge this year"
OTHER = "readers in the north of the country also looked at these seven stories today"


@pytest.mark.parametrize(
    ("blocks", "truth", "expected"),
    [
        pytest.param([PROSE, OTHER], PROSE, [True, False], id="a paragraph and another"),
        pytest.param(["Home", "News", PROSE], PROSE, [False, False, True], id="menu words stay out"),
        pytest.param(["Bridge waits", PROSE], f"Bridge waits\n{PROSE}", [True, True], id="a heading in its place"),
        pytest.param(
            [PROSE, "Bridge waits"], f"Bridge waits\n{PROSE}", [True, False], id="the same words out of place"
        ),
        pytest.param([PROSE, PROSE], PROSE, [True, False], id="no more often than the text has it"),
        pytest.param([PROSE, PROSE], f"{PROSE}\n{PROSE}", [True, True], id="as often as the text has it"),
        pytest.param([PROSE], "", [False], id="no main content"),
        pytest.param([], PROSE, [], id="no blocks"),
        pytest.param(["", PROSE], PROSE, [False, True], id="a block without words"),
    ],
)
def test_content(blocks: list[str], truth: str, expected: list[bool]) -> None:
    assert content([words(block) for block in blocks], truth).tolist() == expected


def test_word_f1_counts_each_word_as_often_as_it_stands() -> None:
    assert word_f1(Counter("aab"), Counter("abb")) == pytest.approx(2 / 3)
    assert word_f1(Counter(), Counter()) == 1
    assert word_f1(Counter("a"), Counter()) == 0
