"""Mined word groups: what the table serves is what was counted, and no batch changes a byte."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from cleaner.blocks.text import read
from cleaner.errors import CleanerError
from cleaner.features import lines, mined
from cleaner.features.columns import ByteArray
from cleaner.features.mined import MAX_LINE_WORDS, MAX_WORDS, MinedTable, groups, load, shipped
from cleaner.features.table import coded
from cleaner.knowledge import rules_folder

NO_DOCUMENT = np.zeros(0, np.int64)


def columns(batch: lines.Lines, book: mined.Book) -> Mapping[str, ByteArray]:
    return coded(len(batch), mined.columns(batch, mined.said(batch, book))).columns


def table(said: dict[str, int]) -> MinedTable:
    """A table that knows whole lines."""
    found = groups(lines.of([read("\n".join(said))]))
    return MinedTable(found.whole, np.array(list(said.values()), np.int8))


def test_the_shipped_table_serves_what_was_counted() -> None:
    with np.load(rules_folder() / "scorecards" / "mined.npz") as arrays:
        keys, odds = arrays["keys"], arrays["odds"]
    served = shipped().odds(keys, NO_DOCUMENT)
    assert len(keys) > 10_000
    assert np.mean(served == odds) > 0.94, "slots that two word groups share serve the stronger one"
    assert not served[served != odds].any(), "what is not served is 0, never another group's odds"


def test_a_hash_that_nobody_counted_is_unknown() -> None:
    strangers = np.random.default_rng(1).integers(0, 2**64, 100_000, np.uint64)
    assert np.count_nonzero(shipped().odds(strangers, NO_DOCUMENT)) <= 1


def test_the_table_names_its_source() -> None:
    with np.load(rules_folder() / "scorecards" / "mined.npz") as arrays:
        assert "CC-BY-4.0" in str(arrays["about"])


def test_a_line_is_looked_up_whole_in_any_case_and_with_any_number() -> None:
    book = table({"Follow us on 3 channels": 40})
    found = columns(lines.of([read("FOLLOW us on 17 channels\nFollow us")]), book)
    assert found["mined_line"].tolist() == [168, 128]


def test_neighbours_and_document_hear_a_line() -> None:
    book = table({"share this": 40})
    found = columns(lines.of([read("one\nshare this\ntwo"), read("three")]), book)
    assert found["mined_below"].tolist() == [148, 128, 128, 128]
    assert found["mined_above"].tolist() == [128, 128, 148, 128]
    assert found["mined_document"].tolist() == [141, 141, 141, 128]


@pytest.mark.parametrize("size", [MAX_LINE_WORDS + 1, MAX_WORDS * 3])
def test_a_long_line_is_no_whole_line(size: int) -> None:
    found = groups(lines.of([read(" ".join(["word"] * size))]))
    assert not found.whole.any()
    assert len(found.single) == min(size, MAX_WORDS)


def test_pairs_and_triples_do_not_reach_across_lines() -> None:
    found = groups(lines.of([read("a b c\nd")]))
    assert (found.pair != 0).tolist() == [False, True, True, False]
    assert (found.triple != 0).tolist() == [False, False, True, False]


def test_a_document_alone_and_in_a_batch_has_the_same_bytes() -> None:
    texts = ["Share this\nThe mill stands.", "", "Home\nAbout us\nContact"]
    alone = [columns(lines.of([read(text)]), shipped()) for text in texts]
    together = columns(lines.of([read(text) for text in texts]), shipped())
    for name, column in together.items():
        assert column.tolist() == [code for one in alone for code in one[name].tolist()]


def test_a_missing_or_broken_table_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "mined.npz"
    for content in (None, b"no archive"):
        if content:
            broken.write_bytes(content)
        with pytest.raises(CleanerError, match=r"mined\.npz: mined table cannot be read"):
            load(broken)


def test_every_column_is_a_feature() -> None:
    assert {feature.name for feature in mined.FEATURES} == set(columns(lines.of([read("a")]), shipped()))
