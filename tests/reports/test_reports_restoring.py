"""Whatever goes comes back: any bytes, any drops, any channel that JSON survives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import outcome_of

from cleaner.errors import InputError, RestoreError
from cleaner.formats import decoding
from cleaner.reports import jsonlines
from cleaner.reports.finding import report_of
from cleaner.reports.restoring import restored
from cleaner.reports.view import View

PIECES = st.sampled_from(["a", " ", "\n", "\r\n", "\r", "\u2028", "ü", "漢", "🙂", "\x0b", "no. 7", "\ufeff", "\x85"])
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16", "cp1252")


@given(pieces=st.lists(PIECES, max_size=30), data=st.data(), encoding=st.sampled_from(ENCODINGS))
def test_any_drops_of_any_text_come_back(pieces: list[str], data: st.DataObject, encoding: str) -> None:
    try:
        content = "".join(pieces).encode(encoding)
        decoded = decoding.decode(content)
    except (UnicodeEncodeError, InputError):
        return
    check_restores(content, decoded, data)


@given(content=st.binary(max_size=60), data=st.data())
def test_any_drops_of_any_bytes_come_back(content: bytes, data: st.DataObject) -> None:
    try:
        decoded = decoding.decode(b"text " + content)
    except InputError:
        return
    check_restores(b"text " + content, decoded, data)


def check_restores(content: bytes, decoded: decoding.Decoded, data: st.DataObject) -> None:
    text = decoded.text
    marks = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [span for span in zip(marks[::2], marks[1::2], strict=False) if text[slice(*span)].strip()]
    outcome = outcome_of(text, spans=spans, encoding=decoded.label)
    cleaned = decoding.encode(outcome.text, decoded.label) if spans else content
    found = report_of("a.txt", content, outcome)
    report = "".join(jsonlines.render([found], View())).encode()
    assert len(found.dropped) == len(spans)
    assert restored(cleaned, report, "elsewhere.txt") == content


def test_nothing_is_given_when_a_drop_does_not_fit() -> None:
    outcome = outcome_of("one two", (("two", "other", "generic/x"),))
    found = report_of("a.txt", b"one two", outcome)
    report = "".join(jsonlines.render([found], View())).replace('"start": 4', '"start": 40').encode()
    with pytest.raises(RestoreError, match="a drop at 40 does not fit"):
        restored(outcome.text.encode(), report, "a.txt")
