"""Which white space goes with dropped lines: paragraphs stay apart, lines never glue, nothing is left at the rims.

In the table `-x` is a line that goes.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from cleaner.blank_lines import spans_of_runs
from cleaner.blocks.text import read
from cleaner.model import Document, Kind


def spans(document: Document, dropped: list[int]) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in zip(*spans_of_runs(document, dropped), strict=True)]


def cut(text: str, dropped: list[int]) -> str:
    document = read(text)
    at, kept = 0, []
    for start, end in spans(document, dropped):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def without_dashed(text: str) -> str:
    document = read(text)
    return cut(text, [i for i in range(len(document)) if document.slice(i).startswith("-")])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("a\nb\n", "a\nb\n", id="nothing goes"),
        pytest.param("  a \r\n\r\n\tb", "  a \r\n\r\n\tb", id="nothing goes, white space stays"),
        pytest.param("a\n-x\nb\n", "a\nb\n", id="a line takes its own end"),
        pytest.param("a\n\n-x\n\nb\n", "a\n\nb\n", id="one blank line of two stays"),
        pytest.param("a\n\n-x\nb\n", "a\n\nb\n", id="blank above alone: paragraphs stay apart"),
        pytest.param("a\n-x\n\nb\n", "a\n\nb\n", id="blank below alone: paragraphs stay apart"),
        pytest.param("a\n\n\n\n-x\n\nb\n", "a\n\n\n\nb\n", id="the larger gap stays, above"),
        pytest.param("a\n\n-x\n\n\n\nb\n", "a\n\n\n\nb\n", id="the larger gap stays, below"),
        pytest.param("a\n-x\n\n-y\nb\n", "a\nb\n", id="a gap inside a run goes"),
        pytest.param("a\n\n-x\n-y\n\n\n-z\n\nb\n", "a\n\nb\n", id="a run of three"),
        pytest.param("-x\n\n\na\n", "a\n", id="nothing is left at the start"),
        pytest.param("\n\n-x\n\na\n", "a\n", id="blank lines before the first line go with it"),
        pytest.param("\n\na\n-x\nb", "\n\na\nb", id="blank lines before a kept first line stay"),
        pytest.param("a\n\n-x\n\n\n", "a\n", id="nothing is left at the end"),
        pytest.param("a\n\n-x", "a\n", id="the line above keeps its own end"),
        pytest.param("a\n-x\nb", "a\nb", id="no final line end is invented"),
        pytest.param("a\n-x\nb\n\n\n", "a\nb\n\n\n", id="blank lines after a kept last line stay"),
        pytest.param("-x\n\n-y\n", "", id="everything goes"),
        pytest.param("\n \n-x", "", id="everything goes, white space too"),
        pytest.param("a\r\n\r\n-x\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", id="CRLF is one line end"),
        pytest.param("a\r-x\rb", "a\rb", id="CR"),
        pytest.param("a\u2028\u2028-x\u2028b", "a\u2028\u2028b", id="U+2028"),
        pytest.param("a\r\n\n-x\r\nb", "a\r\n\nb", id="mixed line ends keep their kind"),
        pytest.param("a\n  -x\n  b\n", "a\n  b\n", id="indentation of the next line stays"),
        pytest.param("a\n\n  -x  \n\n    b\n", "a\n\n    b\n", id="indentation of a dropped line goes"),
        pytest.param("    -x\n    a\n", "    a\n", id="indentation after a dropped first line stays"),
        pytest.param("a  \n-x\nb", "a  \nb", id="blanks at the end of a kept line stay"),
        pytest.param("a\n \t \n-x\n\nb", "a\n \t \nb", id="a line of blanks is a blank line"),
    ],
)
def test_gaps(text: str, left: str) -> None:
    assert without_dashed(text) == left


def test_the_spans_of_a_run_touch_and_belong_to_their_lines() -> None:
    text = "a\n\n-x\n\n  -y\nb\n"
    assert [text[start:end] for start, end in spans(read(text), [1, 2])] == ["-x\n\n", "  -y\n"]


def paragraphs(text: str) -> list[list[str]]:
    """Lines in paragraphs: what blank lines hold apart."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


@given(texts(), st.data())
def test_kept_lines_keep_their_order_and_never_glue(text: str, data: st.DataObject) -> None:
    document = read(text)
    dropped = [i for i in range(len(document)) if data.draw(st.booleans(), f"drop {i}")]
    expected = [line for i, line in enumerate(line for line in text.splitlines() if line.strip()) if i not in dropped]
    assert [line for line in cut(text, dropped).splitlines() if line.strip()] == expected


@given(texts(), st.data())
def test_paragraphs_that_stay_whole_stay_paragraphs(text: str, data: st.DataObject) -> None:
    before = paragraphs(text)
    gone = [data.draw(st.booleans(), f"drop paragraph {i}") for i in range(len(before))]
    dropped = [block for block, keep in enumerate(k for k, p in zip(gone, before, strict=True) for _ in p) if keep]
    assert paragraphs(cut(text, dropped)) == [lines for lines, go in zip(before, gone, strict=True) if not go]


@given(texts(), st.data())
def test_what_goes_is_disjoint_ascending_and_holds_its_line(text: str, data: st.DataObject) -> None:
    document = read(text)
    dropped = [i for i in range(len(document)) if data.draw(st.booleans(), f"drop {i}")]
    at = 0
    for block, (start, end) in zip(dropped, spans(document, dropped), strict=True):
        assert at <= start <= document.starts[block] < document.ends[block] <= end
        assert text[start:end].strip() == document.slice(block)
        at = end


@given(st.lists(st.sampled_from(["a", "bc", "d\ne"]), min_size=1), st.data())
def test_a_page_without_blank_lines_is_cut_as_any_page(lines: list[str], data: st.DataObject) -> None:
    ends = np.cumsum([len(line) + 1 for line in lines]) - 1
    starts = ends - [len(line) for line in lines]
    dropped = sorted(data.draw(st.sets(st.sampled_from(range(len(lines))))))
    page = Document("\n".join([*lines, ""]), Kind.HTML, starts, ends)
    # white space at the end of a text makes it one of another kind, and is left out of all spans but the last
    longer = Document(page.text + " ", Kind.HTML, starts, ends)
    at_the_end = [(start, end - (end == len(longer.text))) for start, end in spans(longer, dropped)]
    assert spans(page, dropped) == at_the_end
