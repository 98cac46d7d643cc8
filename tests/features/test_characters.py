"""One byte per character: alike is folded, runs are squeezed, newlines stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from cleaner.features.characters import (
    CYRILLIC,
    FULL_STOP_CJK,
    IS_UNSPACED,
    IS_UNSPACED_LONG,
    IS_WORD,
    LETTER,
    NEWLINE,
    OTHER,
    SEPARATOR,
    UNSPACED,
    fold,
    key,
    lower,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("", b"", id="nothing"),
        pytest.param("Plain text.", b"Plain text.", id="ASCII stays"),
        pytest.param("a \t\r b", b"a b", id="blanks are squeezed"),
        pytest.param("a\n\n b", b"a\n\n b", id="newlines stay"),
        pytest.param("2024-11-05", b"0-0-0", id="digits are squeezed to 0"),
        pytest.param("٢٠٢٤", b"0", id="digits of any script"),
        pytest.param("’‘ʼ`´", b"'''''", id="apostrophes"),
        pytest.param("“a” «b»", b'"a" "b"', id="quotes"),
        pytest.param("a–b—c−d", b"a-b-c-d", id="dashes"),
        pytest.param("Café Łódź Øre naïve", b"Cafe Lodz Ore naive", id="accents"),
        pytest.param("e\u0301", b"e" + bytes([LETTER + (0x301 & 31)]), id="a combining accent is a letter"),
        pytest.param("a\u200bb\ufeffc\xa0d", b"a b c d", id="invisible characters are blanks"),
        pytest.param("a\x00b\x07c", b"a b c", id="control characters are blanks"),
        pytest.param("»", bytes([ord('"')]), id="an angle quote is a quote"),
        pytest.param("›•→", bytes([SEPARATOR] * 3), id="arrows and bullets"),
        pytest.param("\ud800", bytes([OTHER]), id="a lone surrogate"),
        pytest.param("😀", bytes([OTHER, OTHER]), id="an emoji is two units"),
    ],
)
def test_fold(text: str, folded: bytes) -> None:
    assert fold(text).tobytes() == folded


@pytest.mark.parametrize(
    ("letter", "least"), [("ж", CYRILLIC), ("Ж", CYRILLIC), ("λ", LETTER), ("ع", LETTER), ("한", LETTER)]
)
def test_letters_of_other_scripts_are_letters(letter: str, least: int) -> None:
    (code,) = fold(letter)
    assert least <= code < UNSPACED
    assert IS_WORD[code]


@pytest.mark.parametrize(
    ("letter", "long"), [("窯", False), ("の", False), ("ก", True), ("ກ", True), ("ခ", True), ("ខ", True)]
)
def test_scripts_with_long_words_are_told_from_those_with_short_ones(letter: str, long: bool) -> None:
    assert IS_UNSPACED_LONG[fold(letter)[0]] == long
    assert IS_WORD[fold(letter)[0]]


@pytest.mark.parametrize("mark", ["。", "｡", "۔", "।", "॥", "։", "።", "။", "។"])
def test_full_stops_of_other_scripts_are_one_character(mark: str) -> None:
    assert fold(mark)[0] == FULL_STOP_CJK


@pytest.mark.parametrize("letter", ["窯", "の", "カ", "ก", "ខ"])
def test_scripts_without_spaces_are_known(letter: str) -> None:
    assert IS_UNSPACED[fold(letter)[0]]


@pytest.mark.parametrize("mark", ["€", "…", "。", "|", "#", "☺", "─"])
def test_marks_are_no_words(mark: str) -> None:
    assert not IS_WORD[fold(mark)[0]]


@pytest.mark.parametrize(
    ("capitals", "small"),
    [
        ("ІМ'Я ЇЖАК ЄВРОПА", "ім'я їжак європа"),
        ("ΌΡΟΙ ΧΡΉΣΗΣ", "όροι χρήσης"),
        ("ΟΡΟΙ ΧΡΗΣΗΣ", "όροι χρήσης"),
        ("ЕЩЁ", "ещё"),
        ("ПОДЪЁМ ИЙ", "подъем ий"),
        ("ՀԱՅԵՐԵՆ", "հայերեն"),
        ("İLGİLİ", "ilgili"),
    ],
)
def test_capitals_of_any_script_are_their_small_letters(capitals: str, small: str) -> None:
    assert key(capitals) == key(small)


def test_letters_of_one_script_stay_apart() -> None:
    assert len({key(letter) for letter in "абвгдежзийклмнопрстуфхцчшщъыьэюя"}) == 32


def test_keys_are_lower_case() -> None:
    assert key("Skip TO Café 12") == b"skip to cafe 0"


@given(texts())
def test_folding_keeps_newlines_and_folds_only_once(text: str) -> None:
    codes = fold(text)
    assert (codes == NEWLINE).sum() == text.count("\n")
    assert len(codes) <= len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert lower(codes).count(b"  ") == 0
