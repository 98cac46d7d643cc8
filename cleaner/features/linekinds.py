"""What names a line of text that goes by score: one function per clue, the first that speaks wins. It gives no points.

It is asked per dropped line, so it reads what was measured, its own text, and the phrases of a few lines around.
Bylines and captions are named by their phrases alone: they stay by default, and a name must not turn a verdict.
Origin: the development half of `benchmarks/labels/text_categories.csv`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from cleaner.features import places
from cleaner.features.lines import Lines
from cleaner.features.phrases import Hits, Phrase, PhraseBook
from cleaner.features.table import FeatureTable
from cleaner.model import Category
from cleaner.settings import KEPT_BY_DEFAULT

VAGUE = frozenset((Category.NAV, Category.OTHER, Category.HEADER_FOOTER))
"""Phrases that are heard when nothing else speaks."""
BOXES = (Category.CONSENT, Category.COMMENT_FORM, Category.LOGIN, Category.NEWSLETTER)
"""What owns its parts ("Email", "Analytics") when the lines around are it."""
PARTS = VAGUE | frozenset(BOXES)
"""What the phrases of such parts are."""
REACH, MIN_AROUND, MIN_NEAR = 3, 3, 85
"""Lines above and below that make a box; how many must be phrases of it, itself counted; a SHARE code: two in six."""
SECTIONS = (("after_related", Category.RELATED_LINKS), ("after_comments", Category.COMMENT_THREAD))
MAX_SECTION = {Category.RELATED_LINKS: 66, Category.COMMENT_THREAD: 57}
"""LOG codes: 6 lines under a heading of teasers, 5 under one of comments."""
MAX_ENTRY_WORDS, MIN_TEASER_WORDS = 6, 4
MIN_SENTENCE_WORDS = 9
MIN_CAPITALS = 115
"""A SHARE code: of a headline's words, 45 in a hundred are capitalised."""
MENU_WORDS = frozenset((Category.BREADCRUMB, Category.SPONSORED, Category.UNRELATED_EDITORIAL))
"""What single words are called that are menu entries among short lines."""
MAX_SAYING_WORDS = 12
"""A longer line mentions much that it is not about."""
MAX_DATE_WORDS = 8
MIN_NUMBERS = 51
"""A SHARE code: one word in five of a date is a number."""
MAX_FOOTER = 36
"""A LOG code: what stands in the last three lines, in no list, is a footer."""
SKIP_LINKS = 6
"""Lines at a text's top among which links to its parts stand."""
SAID = frozenset(
    (Category.SKIP_LINK, Category.LEGAL, Category.CONSENT, Category.NEWSLETTER, Category.SHARE, Category.LOGIN)
)
"""What the words of `rules/scorecards/categories.json` are heard for."""
_BULLET = re.compile(r"[*+\-•·»>|↳–o○▪✖]\s")
_DATE = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}[-/]\d\d[-/]\d\d|\d{1,2}:\d\d")
_PHONE = re.compile(r"\+?\(?\d[\d() .-]{6,}\d|\S+@\S+\.\w+|\[email protected\]")
_PRICE = re.compile(r"[$€£¥￥₹]\s?\d|\d\s?[€£¥₹]|\b[A-Z]{3}: ?\$?\d")
_NUMBER = re.compile(r"[\d.,:%+\s]+[kKmM+]?$")
_BUTTON = re.compile(r"(learn|find out|see|show|load|view|shop) (more|all|now|details)\W*$", re.IGNORECASE)
_SAYS = (
    (Category.SHARE, re.compile(r"\b(share (on|to|via)|follow (us|me)|other sites)\b", re.IGNORECASE)),
    (
        Category.NEWSLETTER,
        re.compile(r"\b(inbox|stay (up to date|informed|in touch)|e?-?mail address)\b", re.IGNORECASE),
    ),
    (Category.LOGIN, re.compile(r"\b((nick|user ?)name|password|sign up for (a|an|online))\b", re.IGNORECASE)),
    (Category.COMMENT_THREAD, re.compile(r"\b(joined|posts|member|edited|replies|quote|discussion)\b", re.IGNORECASE)),
)
"""What short lines say beyond the words of `rules/scorecards/categories.json`."""
_LEGAL = re.compile(r"©|\(c\) ?\d{4}|copyright|all rights reserved", re.IGNORECASE)


class View(NamedTuple):
    """One line as the clues see it. `around` counts the categories of the phrases near it, when it is asked; `code` is
    any feature's code by name.
    """

    text: str
    words: int
    phrase: Phrase | None
    around: Callable[[], Counter[Category]]
    code: Callable[[str], int]

    @property
    def is_low(self) -> bool:
        """Whether it stands at the very end, under the body."""
        return self.code("from_bottom") <= MAX_FOOTER and not self.code("in_body")


Clue = Callable[[View], Category | None]


def kept_phrase(view: View) -> Category | None:
    """`By Jane Doe`, `Photo: Jane Doe`: part of the document unless a policy says otherwise."""
    phrase = view.phrase
    return phrase.category if phrase is not None and phrase.category in KEPT_BY_DEFAULT else None


def rights(view: View) -> Category | None:
    """`© 2026 The Example`."""
    return Category.LEGAL if _LEGAL.search(view.text) else None


def box(view: View) -> Category | None:
    """`Analytics` between `Strictly necessary cookies` and `Accept all`."""
    if view.code("phrases_near") < MIN_NEAR or (view.phrase is not None and view.phrase.category not in PARTS):
        return None
    around = view.around()
    return next((category for category in BOXES if around[category] >= MIN_AROUND), None)


def own_phrase(view: View) -> Category | None:
    """`Accept all cookies`, `Share this`: the phrase that covers most of it."""
    phrase = view.phrase
    if phrase is None or phrase.category in VAGUE or (phrase.category in MENU_WORDS and view.words == 1):
        return None
    return phrase.category


def button(view: View) -> Category | None:
    """`Learn more`."""
    return Category.NAV if _BUTTON.match(view.text) else None


def date(view: View) -> Category | None:
    """`12 hours ago`, `May 14, 2025`: nothing but a date, wherever it stands."""
    if view.words > MAX_DATE_WORDS or view.code("numbers") < MIN_NUMBERS:
        return None
    dated = _DATE.search(view.text) or view.code("months") or view.code("moments")
    return Category.TIMESTAMP if dated else None


def figure(view: View) -> Category | None:
    """`$719`, `+1 541 410 2760`, `18.8K`."""
    if view.words > MAX_ENTRY_WORDS:
        return None
    if _PRICE.search(view.text):
        return Category.OTHER
    if _PHONE.search(view.text):
        return Category.HEADER_FOOTER
    return Category.COUNTER if view.code("counters") or _NUMBER.match(view.text) else None


def saying(view: View) -> Category | None:
    """`Terms of use | Privacy`: a short line with a word that says what it is about."""
    if view.words > MAX_SAYING_WORDS:
        return None
    unheard = Category.SKIP_LINK if view.code("from_top") >= SKIP_LINKS else None
    found = places.shipped().saying(view.text.lower(), unheard)
    if found is not None and found.category in SAID:
        return found.category
    return next((category for category, words in _SAYS if words.search(view.text)), None)


def section(view: View) -> Category | None:
    """`Tunnel floods again` under `Related articles`; not the menu that follows."""
    for name, category in SECTIONS:
        if 0 < view.code(name) <= MAX_SECTION[category] and (view.words >= MIN_TEASER_WORDS or view.code("prose_near")):
            return category
    return None


def vague_phrase(view: View) -> Category | None:
    """`Search`, `Add to cart`; `Careers` is a menu's entry above and a footer's below."""
    if view.phrase is None:
        return None
    return Category.HEADER_FOOTER if view.is_low and view.phrase.category is Category.NAV else view.phrase.category


def entry(view: View) -> Category | None:
    """`* Round tables`: a short line, with a bullet or among short lines."""
    if view.words > MAX_ENTRY_WORDS and not _BULLET.match(view.text):
        return None
    if view.code("in_body"):
        return Category.COMMENT_THREAD
    return Category.HEADER_FOOTER if view.is_low and not _BULLET.match(view.text) else Category.NAV


def again(view: View) -> Category | None:
    """`One week in Norway for first-time visitors`, for the second time."""
    return Category.DUPLICATE if view.code("repeat") and view.words >= MIN_SENTENCE_WORDS else None


def slogan(view: View) -> Category | None:
    """`Pass your test. Guaranteed.`"""
    return Category.ADVERT if view.words > 2 and view.text.rstrip().endswith((".", "!")) else None


def sentence(view: View) -> Category | None:
    """`One week in Norway for first-time visitors`; `Start your free trial and see what your team can do`."""
    is_headline = view.words < MIN_SENTENCE_WORDS or view.code("capitals") >= MIN_CAPITALS
    return Category.RELATED_LINKS if is_headline else Category.ADVERT


CLUES: tuple[Clue, ...] = (
    kept_phrase, box, button, own_phrase, rights, date, figure, saying, section, vague_phrase, again, slogan,
    entry, sentence,
)  # fmt: skip
"""The clues in the order in which they are asked."""


def kind(lines: Lines, table: FeatureTable, hits: Hits, book: PhraseBook, line: int) -> Category:
    """What a line is taken for: the first clue that speaks; `other` when none does."""
    columns = table.columns
    view = View(
        text=lines.text(line),
        words=int(columns["words"][line]),
        phrase=_phrase(hits, book, line) if columns["phrase"][line] else None,
        around=lambda: _around(lines, hits, book, line),
        code=lambda name: int(columns[name][line]),
    )
    for clue in CLUES:
        found = clue(view)
        if found is not None:
            return found
    return Category.OTHER


def _phrase(hits: Hits, book: PhraseBook, line: int) -> Phrase | None:
    """The phrase that covers most of a line; the first of equals."""
    first, last = np.searchsorted(hits.lines, (line, line + 1))
    if first == last:
        return None
    return book.phrases[int(hits.phrases[first + int(np.argmax(hits.cover[first:last]))])]


def _around(lines: Lines, hits: Hits, book: PhraseBook, line: int) -> Counter[Category]:
    """How many phrases of each category stand on the lines around it, its own among them."""
    document = lines.document[line]
    top, bottom = max(line - REACH, int(lines.bounds[document])), min(line + REACH + 1, int(lines.bounds[document + 1]))
    first, last = np.searchsorted(hits.lines, (top, bottom))
    near = zip(hits.lines[first:last].tolist(), hits.phrases[first:last].tolist(), strict=True)
    return Counter(category for _, category in {(at, book.phrases[phrase].category) for at, phrase in near})
