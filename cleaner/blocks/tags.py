"""What an element's tag means for the text inside it: unseen, inline, kept as it stands. It reads no markup."""

from __future__ import annotations


def names(listing: str) -> frozenset[str]:
    """A set of words, written as a person lists them."""
    return frozenset(listing.split())


UNSEEN = names(
    "audio base canvas datalist embed frame iframe link meta noembed noframes object param script select source style"
    " svg template textarea title track video annotation annotation-xml"
)
"""Elements whose text no reader sees; what they hold is left out, whatever it is."""

INLINE = names(
    "a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i img input ins kbd label mark meter"
    " nobr output picture progress q rb rp rt rtc ruby s samp slot small span strike strong sub sup time tt u var wbr"
    " math mi mn mo ms mtext mrow mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover mpadded mphantom"
    " mspace semantics menclose mfenced mmultiscripts mprescripts none maction merror"
)
"""Elements that do not begin a block of their own. Everything else does, custom elements too: better cut than glued."""

VOID = names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
"""Elements that hold nothing; they have no end tag."""

WHOLE = frozenset(("html", "body", "main"))
"""Elements that are the page: one that says it is hidden waits for a script, or for a dialog to be closed."""

PREFORMATTED = frozenset(("pre", "listing", "plaintext", "xmp"))
"""Elements whose lines and indentation are part of the text."""

_MARKS = (
    "a article aside blockquote button code details dialog dl emphasis figure footer form header heading hidden label"
    " li main menu nav noscript ol p pre section table td th ul address caption figcaption presentation summary"
)
INSIDE = {name: 1 << bit for bit, name in enumerate(_MARKS.split())}
"""Bits that an element hands down to everything in it: what a piece of text lies inside of.

The five rarest stand last: integers of more than 30 bits take twice the time.
"""

LINK, HIDDEN, NOSCRIPT, PRE = INSIDE["a"], INSIDE["hidden"], INSIDE["noscript"], INSIDE["pre"]
EMPHASIS, PRESENTATION = INSIDE["emphasis"], INSIDE["presentation"]
ASIDE_TEXT = HIDDEN | NOSCRIPT
"""Text that a reader of the page does not see: it never joins the block around it."""

TAG_BITS: dict[str, int] = {
    **INSIDE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), INSIDE["heading"]),
    **dict.fromkeys(("b", "strong", "em", "i"), EMPHASIS),
    **dict.fromkeys(PREFORMATTED, PRE),
    "dt": INSIDE["dl"],
    "dd": INSIDE["dl"],
}
"""The bits of a tag; a tag that is not here hands down nothing of its own."""
for _word in ("heading", "emphasis", "hidden", "presentation"):
    del TAG_BITS[_word]

ROLE_BITS = {
    "navigation": INSIDE["nav"],
    "menu": INSIDE["nav"],
    "menubar": INSIDE["nav"],
    "tablist": INSIDE["nav"],
    "banner": INSIDE["header"],
    "contentinfo": INSIDE["footer"],
    "complementary": INSIDE["aside"],
    "main": INSIDE["main"],
    "article": INSIDE["article"],
    "dialog": INSIDE["dialog"],
    "alertdialog": INSIDE["dialog"],
    "search": INSIDE["form"],
    "button": INSIDE["button"],
    "presentation": PRESENTATION,
    "none": PRESENTATION,
}
"""The bits of a `role`, which says what a `<div>` stands for."""
