"""Lines of many documents in one text: every folded line is in it, and is found where it stands."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.blocks import html
from cleaner.blocks import text as text_blocks
from cleaner.settings import Limits
from cleaner.siterules.schema import Step
from cleaner.siterules.sheet import Sheet
from cleaner.siterules.stack import Stack

TEXTS = st.text(st.sampled_from(list("aB ßé1\u0301\xa0\u1680\u2028\x85\r\n\n\t\x1f\ud800広")), max_size=30)
STEPS = st.frozensets(st.sampled_from(list(Step)))


@given(st.lists(TEXTS, min_size=1, max_size=4), STEPS)
@example(["a\n  b\nc", "", "\n"], frozenset({Step.CASEFOLD}))
@example(["A\rB\r\nC\x85é\u2028D"], frozenset({Step.CASEFOLD}))
def test_every_folded_line_stands_between_line_feeds_and_is_found_there(
    texts: list[str], steps: frozenset[Step]
) -> None:
    sheets = [Sheet(text_blocks.read(text)) for text in texts]
    expected = [sheet.line(number, steps) for sheet in sheets for number in range(len(sheet))]
    stack = Stack(sheets)
    assert stack.lines(range(len(stack)), steps) == expected
    folded = stack.folded(steps)
    for number, line in enumerate(expected):
        framed = f"\n{line}\n".encode()
        places = [at for at in range(len(folded.haystack)) if folded.haystack.startswith(framed, at)]
        assert number in stack.lines_at(folded, places)
        assert number in stack.lines_at(folded, [place + 1 for place in places])


def test_a_block_of_a_page_is_split_into_its_lines() -> None:
    page = html.read("<p>one</p><pre>two\n  three\n\nfour</pre><p>five</p>", Limits())
    sheet = Sheet(page)
    assert [sheet.bare(number) for number in range(len(sheet))] == ["one", "two", "three", "four", "five"]
    assert [page.text[start:end] for start, end in zip(sheet.starts, sheet.ends, strict=True)] == [
        *("one", "two", "three", "four", "five")
    ]
