"""The shape of single lines: how long, how they start and end, which kinds of words and marks they hold.

Nothing here looks at a neighbour. Origin: line length and function words as in Kohlschuetter et al., WSDM 2010;
sentence ends as in C4 (Raffel et al., 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.features import characters, words
from cleaner.features.characters import (
    DIGIT,
    ELLIPSIS,
    FULL_STOP_CJK,
    IS_CODE,
    IS_COMMA,
    IS_CURRENCY,
    IS_OTHER_SCRIPT,
    IS_SEPARATOR,
    IS_UNSPACED,
    IS_UNSPACED_LONG,
    IS_UPPER,
    IS_WORD,
    OTHER,
    SEPARATOR,
)
from cleaner.features.columns import ByteArray
from cleaner.features.lines import Bool, Int, Lines
from cleaner.features.table import Made, Uncoded, counts, logs, shares

ENDINGS = (
    "letter",
    "full stop",
    "question or exclamation mark",
    "colon",
    "ellipsis",
    "quote or bracket",
    "comma",
    "dash or bar",
    "digit",
)
OPENINGS = ("other", "capital", "small letter", "digit", "symbol", "quote", "bracket")
_SENTENCE_ENDS = (
    ENDINGS.index("full stop"),
    ENDINGS.index("question or exclamation mark"),
    ENDINGS.index("quote or bracket"),
)

MIN_PROSE_WORDS, LONG_PROSE_WORDS, MIN_PROSE_STOP_SHARE = 10, 25, 0.25
"""A line of prose has ten words, ends like a sentence or is long, and a quarter of it are function words."""
MIN_STOP_SHARE_WITH_AFFIXES = 1 / 16
"""The same for languages that put prefixes and endings where others put words: between 13 and 30 % of Hebrew, Turkish,
Finnish, Ukrainian, ... prose are function words, of single sentences 7 %; of English prose 35 to 50 %."""
WORDY = frozenset(("da", "de", "en", "es", "fr", "it", "nl", "no", "pt", "ro", "sv"))
"""Languages with a word for each article and preposition: for them, and in doubt, it is a quarter."""
CHARACTERS_PER_WORD, CHARACTERS_PER_LONG_WORD = 2, 5
"""Of scripts without spaces: Han and kana; Thai, Lao, Burmese and Khmer with their vowels and tones."""
MIN_UNMARKED_WORDS = 15
"""Thai and Lao write no full stop: from 75 characters on a line is a sentence, not a headline. A choice, not a fit."""
SHORT_WORDS = 8
"""Lines of fewer words are titles, menu entries, captions."""
MAX_COUNTERS = 3
MIN_CODE_MARKS, CALL_MARKS, CODE_SPREAD = 2, 2, 16
"""A line of code has two braces, equals signs, ... or one call at least, and one mark in sixteen characters."""


_CLASS_BITS = np.array([[1 << bit] for bit in range(len(words.CLASSES))], np.uint32)


def _ending_table() -> ByteArray:
    table = np.zeros(256, np.uint8)
    for ending, marks in enumerate(("", ".", "?!", ":;", "", "\"')]", ",", "-|>", "")):
        for mark in marks:
            table[ord(mark)] = ending
    table[[FULL_STOP_CJK, ELLIPSIS, SEPARATOR, DIGIT]] = (1, 4, 7, 8)
    return table


def _opening_table() -> ByteArray:
    table = np.zeros(256, np.uint8)
    table[IS_WORD] = OPENINGS.index("capital")
    table[97:123] = OPENINGS.index("small letter")
    for opening, marks in ((3, "0"), (4, "*+-#|>"), (5, "\"'"), (6, "([")):
        for mark in marks:
            table[ord(mark)] = opening
    table[[SEPARATOR, OTHER]] = OPENINGS.index("symbol")
    return table


_ENDING, _OPENING = _ending_table(), _opening_table()
_IS_SENTENCE_END = np.isin(np.arange(len(ENDINGS)), _SENTENCE_ENDS)
_COUNTED = np.stack(
    [IS_UNSPACED, IS_UNSPACED_LONG, IS_COMMA, IS_SEPARATOR, IS_CURRENCY, IS_CODE, np.arange(256) == ord("(")]
)
_IS_COUNTED: Bool = np.logical_or.reduce(_COUNTED)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What other features build on: words of each line, its function words, whether it is prose; and the columns.

    `size` counts words; where words are not spaced, a number of characters stands for one.
    """

    size: Int
    stop: Int
    prose: Bool
    code: Bool
    ending: ByteArray
    columns: Made

    def has(self, name: str) -> Bool:
        """Which lines have a code above zero in one of the columns."""
        column = self.columns[name]
        has: Bool = (column.codes if isinstance(column, Uncoded) else column) > 0
        return has

    def left(self, kept: Int, columns: Made) -> Shape:
        """The shape of some of the lines, whose columns are at hand."""
        return Shape(self.size[kept], self.stop[kept], self.prose[kept], self.code[kept], self.ending[kept], columns)


def measure(lines: Lines, languages: Sequence[str | None]) -> Shape:
    """The shape of all lines; `languages` (one per document, None: unknown) choose the function words."""
    unspaced, long, commas, separators, prices, marks, calls = _counted(lines)
    size = lines.count + (unspaced - long) // CHARACTERS_PER_WORD + long // CHARACTERS_PER_LONG_WORD
    span, ending = lines.ends - lines.bodies, _endings(lines)
    stop, columns = _word_columns(lines, languages, size)
    columns |= {
        "letters": logs(span),
        "ending": ending,
        "opening": _OPENING.take(lines.codes.take(lines.starts)) * (lines.starts < lines.ends),
        "commas": shares(commas, size),
        "separators": counts(separators),
        "prices": counts(prices),
    }
    closed = _IS_SENTENCE_END.take(ending) | (size >= LONG_PROSE_WORDS)
    closed |= (2 * long > unspaced) & (size >= MIN_UNMARKED_WORDS)
    enough = _has_function_words(lines, languages, size, stop) | (unspaced > lines.count)
    marks += CALL_MARKS * calls
    code = (marks >= MIN_CODE_MARKS) & (CODE_SPREAD * marks >= span)
    return Shape(size, stop, (size >= MIN_PROSE_WORDS) & closed & enough, code, ending, columns)


def _counted(lines: Lines) -> Int:
    """How many of each kind of character each line has, a row each; the last are calls (`name(`), where "Chairs (18)"
    is a menu.
    """
    places = characters.places(lines.codes, _IS_COUNTED)
    kinds = _COUNTED.take(lines.codes.take(places), axis=1)
    kinds[-1] &= IS_WORD.take(lines.codes.take(places - 1))  # before the first stands the last, a newline
    return lines.sums_at(places, kinds)


def _has_function_words(lines: Lines, languages: Sequence[str | None], size: Int, stop: Int) -> Bool:
    """Which lines have the function words of prose; lines in a script that no list is in are not asked for them."""
    wordy = np.array([language is None or language in WORDY for language in languages], np.bool_)
    least = np.where(wordy, MIN_PROSE_STOP_SHARE, MIN_STOP_SHARE_WITH_AFFIXES)
    found: Bool = stop > lines.spread(least) * size
    listed = words.classes().languages
    if all(language in listed for language in languages):
        return found
    unlisted = np.array([language not in listed for language in languages], np.bool_)
    foreign = lines.word_sums(IS_OTHER_SCRIPT[lines.codes[lines.words.starts]])
    return found | (lines.spread(unlisted) & (2 * foreign > lines.count))


def _word_columns(lines: Lines, languages: Sequence[str | None], size: Int) -> tuple[Int, Made]:
    known, word = words.classes(), lines.words
    bits = known.bits(word.hashes)
    masks = np.array([known.stop_mask(language) for language in languages], np.uint32)
    if len(masks) > 1:
        masks = masks[lines.document].repeat(lines.count)
    held = np.empty((len(words.CLASSES) + 3, len(bits)), np.int32)
    held[0] = bits & masks != 0
    held[1] = IS_UPPER.take(lines.codes.take(word.starts))
    held[2] = word.ends - word.starts
    held[3:] = bits & _CLASS_BITS != 0
    stop, capitals, letters, number, month, moment, counted, address = lines.word_sums(held)
    span = lines.ends - lines.bodies
    return stop, {
        "words": counts(size),
        "word_length": counts(10 * letters // np.maximum(size, 1)),
        "stop_words": shares(stop, size),
        "capitals": shares(capitals, size),
        "numbers": shares(number, size),
        "addresses": counts(address),
        "months": counts(month),
        "moments": counts(moment),
        "counters": counts(((size <= SHORT_WORDS) & (number > 0)) * np.minimum(counted, MAX_COUNTERS)),
        "other_marks": shares(span - letters - np.maximum(lines.count - 1, 0), span),
    }


def _endings(lines: Lines) -> ByteArray:
    codes, last = lines.codes, np.maximum(lines.ends - 1, 0)
    endings = _ENDING.take(codes.take(last))
    dotted = (codes.take(last) == ord(".")).nonzero()[0]
    for back in (1, 2):
        dotted = dotted[codes[np.maximum(last[dotted] - back, 0)] == ord(".")]
    endings[dotted[(lines.ends - lines.bodies)[dotted] > 3]] = ENDINGS.index("ellipsis")
    return endings
