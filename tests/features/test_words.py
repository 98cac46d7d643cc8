"""Words as arrays: where they stand, and equal words have equal hashes wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.features.characters import fold
from cleaner.features.words import CLASSES, classes, line_hashes, split, sums, word_lists


def words(text: str) -> list[str]:
    found, codes = split(fold(text)), fold(text).tobytes().decode("latin-1")
    return [codes[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...", []),
        ("one", ["one"]),
        ("One, two\nthree_4", ["One", "two", "three_0"]),
        ("it's 2024-11-05", ["it", "s", "0", "0", "0"]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text("abcdefgh XY", min_size=1, max_size=60), st.text(max_size=20))
def test_a_word_has_one_hash_wherever_it_stands_and_however_it_is_written(text: str, before: str) -> None:
    alone = split(fold(text)).hashes.tolist()
    assert split(fold(f"{before}\n{text.upper()}")).hashes.tolist()[-len(alone) :] == alone or not alone


def test_different_words_have_different_hashes() -> None:
    said = [
        f"{a}{b}{c}" for a in "abcdefghij" for b in ("", "longer", "quitelong") for c in ("x", "yy", "somewhatlong")
    ]
    assert len(set(split(fold(" ".join(said))).hashes.tolist())) == len(said)


def test_sums_of_empty_lines_are_zero() -> None:
    found = sums(np.array([1, 2, 3]), np.array([0, 2, 2, 3]), np.array([2, 0, 1, 0]))
    assert found.tolist() == [3, 0, 3, 0]
    assert sums(np.array([], int), np.array([0, 0]), np.array([0, 0])).tolist() == [0, 0]


def test_lines_with_equal_words_in_equal_order_are_equal() -> None:
    found = split(fold("Back to top\nback, to TOP!\ntop to back\nback to\n"))
    first, count = np.array([0, 3, 6, 9]), np.array([3, 3, 3, 2])
    one, same, turned, shorter = line_hashes(found, first, count).tolist()
    assert one == same
    assert len({one, turned, shorter}) == 3


@pytest.mark.parametrize(
    ("word", "name"),
    [("12", "number"), ("April", "month"), ("views", "counted"), ("www", "address"), ("ago", "moment")],
)
def test_classes_by_hand(word: str, name: str) -> None:
    known = classes()
    assert known.bits(split(fold(word)).hashes)[0] & known.bit(name)


@pytest.mark.parametrize("word", ["kiln", "ferry", "bridge", "jar"])
def test_plain_words_are_in_no_class(word: str) -> None:
    assert classes().bits(split(fold(word)).hashes)[0] == 0


def test_stop_words_belong_to_their_languages() -> None:
    known = classes()
    the, und = known.bits(split(fold("the und")).hashes)
    assert the & known.stop_mask("en")
    assert not the & known.stop_mask("de")
    assert und & known.stop_mask("de")
    assert (the & known.stop_mask(None), the & known.stop_mask("xx")) == (the, the)


def test_every_listed_word_is_found() -> None:
    stop, other = word_lists()
    known = classes()
    for language, listed in stop.items():
        for word in listed:
            assert all(known.bits(split(fold(word)).hashes) & known.stop_mask(language)), (language, word)
    assert set(other) == set(CLASSES) - {"number"}
