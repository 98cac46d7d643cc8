"""Which language a document is in: by script, by stop words, and by langdetect only where those leave doubt.

Once per document, on at most 1,000 characters of its dense body, never per line; the same answer every time.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features.characters import DIGIT, NEWLINE, UNSPACED_LONG, fold
from cleaner.features.lines import prefix
from cleaner.features.words import BitArray, Int, classes, mixed, split
from cleaner.model import Document

SAMPLE_CHARS = 1_000
"""langdetect needs 4 to 6 ms for a thousand characters and is not surer with more."""
MIN_LETTERS = 24
"""Below it every method guesses: langdetect is wrong on 64 % of texts of one or two words."""
MIN_STOP_SHARE, MIN_LEAD = 0.25, 0.08
"""Share of stop words of the best language, and its lead over the second: no error seen on 450 labelled pages."""
MIN_CLEAR_SHARE, CLEAR_LEAD = 0.12, 2
"""A smaller share will do when the second language has not half of it: tables and lists in one language. No error seen
where langdetect was asked as well (2,400 pages and dumps, 225 of them below the shares above)."""
MAX_TALLIES = 2_048
"""Samples of 1,000 characters whose counts are remembered: a few megabytes."""
MIN_DIFFERENT = 5
"""Different stop words that speak for it: one alone may be a name in a program (`todo`)."""
MIN_VARIED_SHARE, MIN_VARIED, VARIED_LEAD = 0.02, 3, 2
"""Lists and programs hold few stop words, but different ones: three, and twice as many as of any other language. Of the
91 among 3,310 dumps that this decides langdetect says the same but of one, a program, where it is wrong."""
MIN_DECLARED_SHARE = 0.04
"""Smaller still when the page itself names that language: code and names with an English word here and there."""

_SCRIPTS = (
    ("ja", re.compile("[぀-ヿ]")),
    ("ko", re.compile("[가-힣]")),
    ("th", re.compile("[฀-๿]")),
    ("el", re.compile("[Ͱ-Ͽ]")),
    ("he", re.compile("[֐-׿]")),
    ("zh", re.compile("[㐀-鿿]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("hy", re.compile("[\u0531-\u0589]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
)
_BEYOND_LATIN = re.compile("[\u0370-\uffff]")
"""All of these scripts and more: most pages have none of it, and are asked once."""
MIN_SCRIPT_SHARE = 0.3
"""Share of letters in a script that only one language uses much; kana stands between Chinese characters."""
_IS_LETTER = np.isin(np.arange(256), [*range(65, 91), *range(97, 123), *range(UNSPACED_LONG, 256)])
_DETECTED = {"zh-cn": "zh", "zh-tw": "zh"}


def of(document: Document) -> str | None:
    """ISO 639-1 code of a document's language, or None when it has too few letters to tell."""
    return of_many([document])[0]


def of_many(documents: Sequence[Document]) -> list[str | None]:
    """The same for each of some documents, the letters and words of all counted at once.

    What was counted is remembered for a while: a text is often looked at twice, and its longest lines are the same
    then. Not so the language that it names: what is left of a page names none.
    """
    asked = [body_sample(document) for document in documents]
    known = {sample: found for sample in asked if (found := _tallies.get(sample))}
    new = [sample for sample in dict.fromkeys(asked) if sample not in known]
    counted = dict(zip(new, tallies(Samples(new)), strict=True)) if new else {}
    if len(_tallies) > MAX_TALLIES:
        _tallies.clear()  # other threads hold what they found
    _tallies.update(counted)
    counted |= known
    return [_language(one, counted[one], declared(document)) for one, document in zip(asked, documents, strict=True)]


def _language(sample: str, tally: Tally, named: str | None) -> str | None:
    """The language of a sample, given the one that its document says it is in."""
    if tally.letters < MIN_LETTERS:
        return None
    script = by_script(sample, tally.letters) if tally.foreign >= MIN_SCRIPT_SHARE * tally.letters else None
    return script or by_stop_words(tally, named) or by_langdetect(sample)


class Samples:
    """Some texts as one array of folded bytes, `codes`; each begins at one of `starts`."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.codes = fold("\n".join([*texts, ""]))
        lines = np.cumsum([0, *(1 + text.count("\n") for text in texts)])  # a sample has a line for each block
        self.starts = np.append(0, np.flatnonzero(self.codes == NEWLINE) + 1)[lines]

    def letters(self) -> tuple[list[int], list[int]]:
        """How many letters each has, and how many of them are not Latin."""
        total = prefix(np.stack([_IS_LETTER[self.codes], self.codes >= UNSPACED_LONG]))
        letters, foreign = np.diff(total[:, self.starts]).tolist()
        return letters, foreign


def declared(document: Document) -> str | None:
    """The language that a page says it is in (`<html lang>`); a template's word as often as an author's."""
    page = document.markup
    return page.head.language.strip().lower().partition("-")[0] or None if isinstance(page, Page) else None


def by_script(sample: str, letters: int) -> str | None:
    """The language that a sample of so many letters must be in, because no other is written like that."""
    if len(_BEYOND_LATIN.findall(sample)) < MIN_SCRIPT_SHARE * letters:
        return None
    for language, script in _SCRIPTS:
        if len(script.findall(sample)) >= MIN_SCRIPT_SHARE * letters:
            return language
    return None


def body_sample(document: Document) -> str:
    """At most 1,000 characters of the longest blocks, in their order: menus are short, the body is not."""
    lengths = np.minimum(document.ends - document.starts, SAMPLE_CHARS)
    longest = np.argsort(-lengths, kind="stable")[:SAMPLE_CHARS]
    enough = int(np.searchsorted(np.cumsum(lengths[longest]), SAMPLE_CHARS)) + 1
    chosen = np.sort(longest[:enough])
    text = document.text
    pieces = [text[document.starts[i] : document.starts[i] + lengths[i]] for i in chosen]
    return "\n".join(pieces)[:SAMPLE_CHARS]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in a sample: its letters, those that are not Latin (`foreign`), its words.

    `first` is the language with the most stop words, `best` how many and `varied` how many different ones; `second` is
    the most of any other language, `others` the most different ones.
    """

    letters: int
    foreign: int
    words: int
    first: str | None = None
    best: int = 0
    varied: int = 0
    second: int = 0
    others: int = 0


_tallies: dict[str, Tally] = {}


def tallies(samples: Samples) -> Iterator[Tally]:
    """What is counted in each sample."""
    words = split(samples.codes)
    sample = np.searchsorted(samples.starts, words.starts, "right") - 1
    is_word = samples.codes[words.starts] != DIGIT
    size = np.bincount(sample[is_word], minlength=len(samples.texts)).tolist()
    bits = classes().stop_bits(words.hashes)
    stop = np.flatnonzero(bits)
    once = np.unique(words.hashes[stop] ^ mixed(sample[stop].astype(np.uint64) + np.uint64(1)), return_index=True)[1]
    of_each = (_counted(bits[at], sample[at], len(size)) for at in (stop, stop[np.sort(once)]))
    return itertools.starmap(_tally, zip(*samples.letters(), size, *of_each, strict=True))


def _tally(letters: int, foreign: int, words: int, counts: list[int], different: list[int]) -> Tally:
    """What is counted in a sample, given the stop words and the different stop words of each language in it."""
    best, languages = max(counts), classes().languages
    if not best:
        return Tally(letters, foreign, words)
    first = min((index for index, count in enumerate(counts) if count == best), key=languages.__getitem__)
    second, others = (max(count for index, count in enumerate(of) if index != first) for of in (counts, different))
    return Tally(letters, foreign, words, languages[first], best, different[first], second, others)


def _counted(bits: BitArray, sample: Int, samples: int) -> list[list[int]]:
    """How many words of each sample have the bit of each language; `sample` ascends."""
    languages = np.arange(len(classes().languages), dtype=np.uint32)
    total = prefix((bits[:, None] >> languages & 1).T)
    bounds = np.searchsorted(sample, np.arange(samples + 1))
    counts: list[list[int]] = (total[:, bounds[1:]] - total[:, bounds[:-1]]).T.tolist()
    return counts


def by_stop_words(tally: Tally, named: str | None) -> str | None:
    """The language whose stop words make up enough of a sample, with a clear lead; None in doubt.

    `named` is the language that its document says it is in, if it says.
    """
    best, size = tally.best, tally.words
    dense = best >= MIN_STOP_SHARE * size and best - tally.second >= MIN_LEAD * size
    varied = tally.varied >= max(MIN_VARIED, VARIED_LEAD * tally.others) and best >= MIN_VARIED_SHARE * size
    if named == tally.first:
        clear = best >= MIN_DECLARED_SHARE * size
    else:
        clear = named is None and best >= MIN_CLEAR_SHARE * size and best >= CLEAR_LEAD * tally.second
    clear = (clear and tally.varied >= MIN_DIFFERENT) or (varied and named in (None, tally.first))
    return tally.first if dense or clear else None


@functools.lru_cache(maxsize=MAX_TALLIES)
def by_langdetect(sample: str) -> str | None:
    """langdetect's best guess, None when it finds nothing to go by."""
    from cleaner.features.profiles import detected  # profiles take time to load, and few documents need them

    found = detected(sample)
    return None if found is None else _DETECTED.get(found, found)
