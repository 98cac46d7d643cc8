"""The shape of single lines: how long, how they start and end, which kinds of words and marks they hold.

Nothing here looks at a neighbour. Origin: line length and function words as in Kohlschuetter et al., WSDM 2010;
sentence ends as in C4 (Raffel et al., 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.features import words
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
from cleaner.features.lines import Bool, Int, Lines
from cleaner.features.table import ByteArray, counts, logs, shares

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
_UNSPACED_KINDS = np.stack([IS_UNSPACED, IS_UNSPACED_LONG])
_MARKS = np.stack([IS_COMMA, IS_SEPARATOR, IS_CURRENCY, IS_CODE])


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What other features build on: words of each line, its function words, whether it is prose; and the columns.

    `size` counts words; where words are not spaced, a number of characters stands for one.
    """

    size: Int
    stop: Int
    prose: Bool
    code: Bool
    columns: dict[str, ByteArray]

    def left(self, kept: Int) -> Shape:
        """The shape of some of the lines."""
        columns = {name: column[kept] for name, column in self.columns.items()}
        return Shape(self.size[kept], self.stop[kept], self.prose[kept], self.code[kept], columns)


def measure(lines: Lines, languages: Sequence[str | None]) -> Shape:
    """The shape of all lines; `languages` (one per document, None: unknown) choose the function words."""
    unspaced, long = lines.count_places(_UNSPACED_KINDS)
    size = lines.count + (unspaced - long) // CHARACTERS_PER_WORD + long // CHARACTERS_PER_LONG_WORD
    stop, columns = _word_columns(lines, languages, size)
    commas, separators, prices, marks = lines.count_places(_MARKS)
    columns |= {
        "letters": logs(lines.ends - lines.bodies),
        "ending": _endings(lines),
        "opening": _OPENING[lines.codes[lines.starts]] * (lines.starts < lines.ends),
        "commas": shares(commas, size),
        "separators": counts(separators),
        "prices": counts(prices),
    }
    closed = _IS_SENTENCE_END[columns["ending"]] | (size >= LONG_PROSE_WORDS)
    closed |= (2 * long > unspaced) & (size >= MIN_UNMARKED_WORDS)
    enough = _has_function_words(lines, languages, size, stop) | (unspaced > lines.count)
    return Shape(size, stop, (size >= MIN_PROSE_WORDS) & closed & enough, _code(lines, marks), columns)


def _has_function_words(lines: Lines, languages: Sequence[str | None], size: Int, stop: Int) -> Bool:
    """Which lines have the function words of prose; lines in a script that no list is in are not asked for them."""
    wordy = np.array([language is None or language in WORDY for language in languages], np.bool_)
    least = np.where(wordy, MIN_PROSE_STOP_SHARE, MIN_STOP_SHARE_WITH_AFFIXES)
    found: Bool = stop > least[lines.document] * size
    unlisted = np.array([language not in words.classes().languages for language in languages], np.bool_)
    if not unlisted.any():
        return found
    foreign = lines.word_sums(IS_OTHER_SCRIPT[lines.codes[lines.words.starts]])
    return found | (unlisted[lines.document] & (2 * foreign > lines.count))


def _code(lines: Lines, marks: Int) -> Bool:
    """Which lines look like code: its own marks, and calls (`name(`, where "Chairs (18)" is a menu)."""
    opened = np.flatnonzero(lines.codes == ord("("))
    calls = opened[IS_WORD[lines.codes[np.maximum(opened - 1, 0)]]]
    marks = marks + CALL_MARKS * (np.searchsorted(calls, lines.ends) - np.searchsorted(calls, lines.bodies))
    return (marks >= MIN_CODE_MARKS) & (CODE_SPREAD * marks >= lines.ends - lines.bodies)


def _word_columns(lines: Lines, languages: Sequence[str | None], size: Int) -> tuple[Int, dict[str, ByteArray]]:
    known, word = words.classes(), lines.words
    bits = known.bits(word.hashes)
    masks = np.array([known.stop_mask(language) for language in languages], np.uint32)
    is_stop = bits & np.repeat(masks[lines.document], lines.count) != 0
    of_class = [bits & known.bit(name) != 0 for name in words.CLASSES]
    stop, capitals, *sums = lines.word_sums(np.array([is_stop, IS_UPPER[lines.codes[word.starts]], *of_class]))
    letters = lines.word_sums(word.ends - word.starts)
    held = dict(zip(words.CLASSES, sums, strict=True))
    is_counter = (size <= SHORT_WORDS) & (held["number"] > 0)
    span = lines.ends - lines.bodies
    return stop, {
        "words": counts(size),
        "word_length": counts(10 * letters // np.maximum(size, 1)),
        "stop_words": shares(stop, size),
        "capitals": shares(capitals, size),
        "numbers": shares(held["number"], size),
        "addresses": counts(held["address"]),
        "months": counts(held["month"]),
        "moments": counts(held["moment"]),
        "counters": counts(np.where(is_counter, np.minimum(held["counted"], MAX_COUNTERS), 0)),
        "other_marks": shares(span - letters - np.maximum(lines.count - 1, 0), span),
    }


def _endings(lines: Lines) -> ByteArray:
    last = lines.codes[np.maximum(lines.ends - 1, 0)]
    endings = _ENDING[last]
    dots = last == ord(".")
    for back in (2, 3):
        dots &= (lines.codes[np.maximum(lines.ends - back, 0)] == ord(".")) & (lines.ends - lines.bodies > back)
    endings[dots] = ENDINGS.index("ellipsis")
    return endings
