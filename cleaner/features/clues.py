"""What names a block of a page: one function per clue, the first that speaks wins. It gives no points.

Drops by score have no rule that names them. A clue sees one block (`View`) and says a category and why, or nothing.
Bylines and captions are named by their phrases alone: they stay by default, and a name must not turn a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cleaner.features import places
from cleaner.features.phrases import Phrase
from cleaner.features.places import Region
from cleaner.features.sections import HEADINGS, SECTIONS
from cleaner.features.surroundings import Around
from cleaner.model import Category
from cleaner.settings import KEPT_BY_DEFAULT

VAGUE = frozenset((Category.NAV, Category.OTHER))
"""Phrases that are heard when nothing else speaks."""
FIRM = frozenset(
    (
        Category.SKIP_LINK,
        Category.SHARE,
        Category.LEGAL,
        Category.LOGIN,
        Category.NEWSLETTER,
        Category.CAPTCHA,
        Category.ADBLOCK_NOTICE,
        Category.ERROR_NOTICE,
        Category.TIMESTAMP,
    )
)
"""Phrases that mean the same in a menu; an entry with one of the others ("Affiliates") is a menu entry."""
LABELS = frozenset((Category.SPONSORED, Category.ADVERT))
"""Phrases that are labels ("Advertisement") when they are not links."""
BOXES = frozenset(
    (Category.CONSENT, Category.NEWSLETTER, Category.LOGIN, Category.PAYWALL, Category.CAPTCHA, Category.COMMENT_FORM)
)
"""What owns its parts ("Email", "Send", "Facebook") whatever their phrases are."""
OWN_WORD = frozenset((Category.LEGAL, Category.CAPTCHA, Category.ERROR_NOTICE, Category.SKIP_LINK))
"""Phrases that keep their name in such boxes all the same."""
FIELDS = frozenset(
    (
        Category.SHARE,
        Category.COMMENT_FORM,
        Category.NEWSLETTER,
        Category.LOGIN,
        Category.AUTHOR_BIO,
        Category.NAV,
        Category.OTHER,
        Category.CONSENT,
    )
)
"""What labels of fields sound like: "Email", "Name", "Author", "Send", "I agree"."""
TALLIED = frozenset((Category.COMMENT_THREAD, Category.SHARE))
"""What a bare number counts."""
MAX_ENTRY_WORDS = 6
MAX_DATE_WORDS = 7
MAX_SAYING = 160
"""Code points: a longer text mentions much that it is not about."""
MAX_OPENING = 12
"""Code points: an entry of a menu says what it is about at its start, or is one of many."""
SKIP_LINKS = 6
"""Blocks at a page's top among which links to its parts stand."""
EDGE = 12
"""Blocks at the top and the bottom of a page that are its header and footer when nothing else is known."""
MIN_LINK_WORDS = 5
"""A shorter link is a menu entry as often as a headline."""
MIN_REPEATED_WORDS = 8
"""Shorter texts say the same in many places for reasons of their own."""
MIN_NUMBERS = 51
"""A SHARE code: one word in five of a date is a number."""
MAX_FROM_FOOTER = 40
"""Blocks at a page's bottom among which its links to "Cookies" stand."""
MENU_WORDS = frozenset((Category.BREADCRUMB, Category.SPONSORED, Category.UNRELATED_EDITORIAL))
"""What short links are called that are menu entries wherever they stand."""
QUARTER, HALF, MOST = 64, 128, 230
"""SHARE codes."""
_DATE = re.compile(r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}[-/]\d\d[-/]\d\d|\d{1,2}:\d\d")
_PHONE = re.compile(r"\+?\(?\d[\d() .-]{6,}\d")
_ARROWS = re.compile(r"\S\s*[›»]\s*\S")
_SLASHES = re.compile(r" [>/] ")


class View(NamedTuple):
    """One block as the clues see it.

    `links` is a SHARE code. `form` is what the form around it asks for by its phrases. `heading` is the phrase that
    heads its section. `code` is any feature's code by name.
    """

    text: str
    words: int
    links: int
    tag: str
    phrase: Phrase | None
    around: Around
    form: Category | None
    heading: Phrase | None
    from_top: int
    from_bottom: int
    code: Callable[[str], int]

    @property
    def is_entry(self) -> bool:
        """Whether it is a short link, or short and in a menu."""
        return self.words <= MAX_ENTRY_WORDS and (self.links >= MOST or self.around.where is Region.NAV)

    @property
    def in_own_menu(self) -> bool:
        """Whether a menu lies between it and the element that is for something: a menu in a box is a menu."""
        return self.around.where is Region.NAV and self.around.region > self.around.place

    @property
    def is_low(self) -> bool:
        """Whether it stands in a footer, or at the bottom of a page outside its menus."""
        return self.around.where is Region.FOOTER or (
            self.around.where is not Region.NAV and self.from_bottom < MAX_FROM_FOOTER
        )


class Clue(NamedTuple):
    """A category and why, in words a person reads; `element` is the one that says so, -1 where the text does."""

    category: Category
    why: str
    element: int = -1


def kept_phrase(view: View) -> Clue | None:
    """`By Jane Doe`, `Photo: Jane Doe`: part of the document unless a policy says otherwise, wherever it stands."""
    phrase = view.phrase
    return _phrase(phrase) if phrase is not None and phrase.category in KEPT_BY_DEFAULT else None


def box(view: View) -> Clue | None:
    """`Email` inside `<div class=newsletter>`."""
    purpose, phrase = view.around.purpose, view.phrase
    if purpose is None or purpose not in BOXES or view.in_own_menu:
        return None
    if phrase is not None and phrase.category in OWN_WORD and purpose is not Category.CONSENT:
        return None
    if view.form is Category.LOGIN and purpose is Category.NEWSLETTER:
        return Clue(view.form, "a form that asks for a password")
    return Clue(purpose, "inside", view.around.place)


def form_field(view: View) -> Clue | None:
    """`Your name` in a form whose names tell nothing, among `Your comment` and `Send`."""
    if view.form is None or view.around.purpose is not None or (view.phrase and view.phrase.category not in FIELDS):
        return None
    return Clue(view.form, "a field of a form")


def own_phrase(view: View) -> Clue | None:
    """`Accept all cookies`, `Share this`: the phrase that covers most of it."""
    phrase = view.phrase
    if phrase is None or phrase.category in VAGUE:
        return None
    if view.is_entry and phrase.category not in FIRM:
        is_label = phrase.category in LABELS and view.links < HALF and not view.code("in_button")
        is_cookie_link = phrase.category is Category.CONSENT and view.is_low
        if not is_label and not is_cookie_link:
            return None
    return _phrase(phrase)


def date(view: View) -> Clue | None:
    """`12 hours ago`, `May 14, 2025`: nothing but a date, wherever it stands."""
    if view.words > MAX_DATE_WORDS or view.links >= HALF or view.code("numbers") < MIN_NUMBERS:
        return None
    if _DATE.search(view.text) or view.code("months") or view.code("moments"):
        return Clue(Category.TIMESTAMP, "a date")
    return None


def tally(view: View) -> Clue | None:
    """`12` inside `<span class=comment-count>`, `5` beside a comment."""
    if view.around.purpose in TALLIED and view.text.isdigit():
        return Clue(Category.COUNTER, "a number inside", view.around.place)
    return None


def place(view: View) -> Clue | None:
    """`Great post!` inside `<li class=comment>`."""
    purpose = view.around.purpose
    if purpose is None or purpose in KEPT_BY_DEFAULT or view.in_own_menu:
        return None
    if purpose is Category.COMMENT_THREAD and view.code("in_form"):
        purpose = Category.COMMENT_FORM
    return Clue(purpose, "inside", view.around.place)


def section(view: View) -> Clue | None:
    """`Tunnel floods again` under `Related articles`."""
    if view.heading is None or view.around.where in (Region.NAV, Region.FOOTER):
        return None
    return Clue(SECTIONS[view.heading.category], f'under the heading "{view.heading.text}"')


def saying(view: View) -> Clue | None:
    """`Terms of use | Privacy`: a short text with a word that says what it is about."""
    if len(view.text) > MAX_SAYING:
        return None
    low = view.text.lower()
    if view.around.where is Region.NAV:
        low = low[: MAX_OPENING if view.words <= MAX_ENTRY_WORDS else 0]
    found = places.shipped().saying(low, Category.SKIP_LINK if view.from_top >= SKIP_LINKS else None)
    return None if found is None else Clue(found.category, f'it says "{found.words}"')


def crumbs(view: View) -> Clue | None:
    """`Home › World › Bridges`."""
    if view.links < QUARTER or view.words < 2:
        return None
    arrows = _ARROWS.search(view.text) or (view.code("anchors") > 1 and _SLASHES.search(view.text))
    return Clue(Category.BREADCRUMB, "arrows between links") if arrows else None


def region(view: View) -> Clue | None:
    """`Careers` inside `<footer>`."""
    match view.around.where:
        case Region.FOOTER:
            return Clue(Category.HEADER_FOOTER, "in", view.around.region)
        case Region.NAV:
            return Clue(Category.NAV, "in", view.around.region)
        case Region.HEADER:
            is_entry = view.links >= HALF or view.code("in_button")
            return Clue(Category.NAV if is_entry else Category.HEADER_FOOTER, "in", view.around.region)
        case Region.ASIDE if view.links >= HALF or view.code("second_links") >= HALF:
            is_headline = view.words > 2 or view.tag in HEADINGS
            return Clue(Category.RELATED_LINKS if is_headline else Category.NAV, "among links in", view.around.region)
    return None


def vague_phrase(view: View) -> Clue | None:
    """`Search`, `Add to cart`."""
    if view.phrase is None or (view.is_entry and view.phrase.category in MENU_WORDS):
        return None
    return _phrase(view.phrase)


def figure(view: View) -> Clue | None:
    """`$719`, `+1 541 410 2760`, `18.8K`."""
    if view.words > MAX_ENTRY_WORDS:
        return None
    if view.code("prices"):
        return Clue(Category.OTHER, "a price")
    if not view.code("core60") and _PHONE.search(view.text):
        return Clue(Category.HEADER_FOOTER, "a telephone number")
    if view.code("counters") or view.text.replace(",", "").replace(".", "").isdigit():
        return Clue(Category.COUNTER, "a number")
    return None


def shape(view: View) -> Clue | None:
    """`Menu` on a button; a link of three words, or of ten."""
    if view.code("in_button"):
        return Clue(Category.NAV, "a button")
    if view.links >= MOST:
        is_headline = view.words >= MIN_LINK_WORDS
        return Clue(Category.RELATED_LINKS, "a long link") if is_headline else Clue(Category.NAV, "a short link")
    if not view.code("core60") and min(view.from_top, view.from_bottom) < EDGE:
        return Clue(Category.HEADER_FOOTER, "at the edge of the page")
    if view.code("repeat") and view.words >= MIN_REPEATED_WORDS:
        return Clue(Category.DUPLICATE, "said before on the page")
    return None


def _phrase(phrase: Phrase) -> Clue:
    return Clue(phrase.category, f'the phrase "{phrase.text}"')


CLUES: tuple[Callable[[View], Clue | None], ...] = (
    kept_phrase, box, form_field, own_phrase, date, tally, place, section, saying, crumbs, region, vague_phrase, figure,
    shape,
)  # fmt: skip
"""The clues in the order in which they are asked."""
UNKNOWN = Clue(Category.OTHER, "nothing says what it is")


def ask(view: View) -> Clue:
    """The first clue that speaks; `other` when none does."""
    for clue in CLUES:
        found = clue(view)
        if found is not None:
            return found
    return UNKNOWN
