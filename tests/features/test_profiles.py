"""langdetect's profiles, loaded lazily: the same rows, the same answers."""

from __future__ import annotations

import random

import langdetect
import pytest
from langdetect import detector_factory

from cleaner.features.profiles import Profiles, detected, shipped


@pytest.fixture(scope="module")
def theirs() -> langdetect.DetectorFactory:
    detector_factory.init_factory()
    return detector_factory._factory


def test_languages_come_in_the_same_order(theirs: langdetect.DetectorFactory) -> None:
    assert shipped().langlist == theirs.langlist


def test_rows_are_the_same_to_the_last_bit(theirs: langdetect.DetectorFactory) -> None:
    rows = shipped().word_lang_prob_map
    assert {word: rows[word] for word in theirs.word_lang_prob_map} == theirs.word_lang_prob_map


@pytest.mark.parametrize("word", ["", "qqqq", "\u2603"])
def test_what_no_language_has_is_unknown(word: str) -> None:
    assert word not in shipped().word_lang_prob_map


def test_only_rows_that_were_asked_for_are_made() -> None:
    profiles = Profiles()
    profiles.load_profile(detector_factory.PROFILES_DIRECTORY)
    detector = profiles.create()
    detector.append("Das ist ein schöner Tag.")
    assert detector.detect() == "de"
    assert len(profiles.word_lang_prob_map) < 100


def test_answers_are_those_of_langdetect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(langdetect.DetectorFactory, "seed", 0)
    draw = random.Random(5)
    words = sorted(shipped().word_lang_prob_map._known)
    for _ in range(40):
        sample = "".join(draw.choices(words, k=60))
        assert detected(sample) == langdetect.detect(sample)


def test_a_text_without_letters_has_no_language() -> None:
    assert detected("1 2 3") is None
