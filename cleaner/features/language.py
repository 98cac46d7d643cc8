"""Which language a document is in: by script, by stop words, and by langdetect only where those leave doubt.

Once per document, on at most 1,000 characters of its dense body, never per line; the same answer every time.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

import numpy as np

from cleaner.blocks.page import Page
from cleaner.features.words import word_lists
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
MIN_DIFFERENT = 5
"""Different stop words that speak for it: one alone may be a name in a program (`todo`)."""
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
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_DETECTED = {"zh-cn": "zh", "zh-tw": "zh"}


def of(document: Document) -> str | None:
    """ISO 639-1 code of a document's language, or None when it has too few letters to tell."""
    sample = body_sample(document)
    letters = len(_LETTER.findall(sample))
    if letters < MIN_LETTERS:
        return None
    return by_script(sample, letters) or by_stop_words(sample, declared(document)) or by_langdetect(sample)


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


def by_stop_words(sample: str, named: str | None = None) -> str | None:
    """The language whose stop words make up enough of a sample, with a clear lead; None in doubt.

    `named` is the language that the document says it is in, if it says.
    """
    words = _WORD.findall(sample.lower().replace("’", "'"))
    counts: Counter[str] = Counter()
    different: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for language in _languages_of().get(word, ()):
            counts[language] += times
            different[language] += 1
    if not counts:
        return None
    (language, best), (_, second) = sorted([*counts.items(), ("", 0)], key=lambda item: (-item[1], item[0]))[:2]
    dense = best >= MIN_STOP_SHARE * len(words) and best - second >= MIN_LEAD * len(words)
    if named == language:
        clear = best >= MIN_DECLARED_SHARE * len(words)
    else:
        clear = named is None and best >= MIN_CLEAR_SHARE * len(words) and best >= CLEAR_LEAD * second
    return language if dense or (clear and different[language] >= MIN_DIFFERENT) else None


def by_langdetect(sample: str) -> str | None:
    """langdetect's best guess, seeded; None when it finds nothing to go by."""
    # imported late: its profiles take 0.2 s to load, and few documents need it
    import langdetect  # noqa: TID251
    from langdetect.lang_detect_exception import LangDetectException  # noqa: TID251

    langdetect.DetectorFactory.seed = 0
    try:
        found = str(langdetect.detect(sample))
    except LangDetectException:
        return None
    return _DETECTED.get(found, found)


@functools.cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in word_lists()[0].items():
        for word in words:
            languages[word] = (*languages.get(word, ()), language)
    return languages
