"""What can be measured about lines of extracted text: their shape, their phrases, their neighbours, their place.

Everything is an array over all lines of a batch, and every number an integer or a fixed ratio of integers, so that a
line's bytes do not depend on the batch it comes in. Origin: the features that carried most when lines of real dumps
were scored (see `benchmarks/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cleaner.features import linekinds, mined, phrase_files, phrases, shape
from cleaner.features import lines as batch
from cleaner.features.context import SOLID_COVER, Context
from cleaner.features.lines import Bool, Int, Lines
from cleaner.features.shape import ENDINGS, OPENINGS
from cleaner.features.table import Feature, FeatureTable, Made, Unit, coded, counts, flags, logs, names_of, shares
from cleaner.model import Category
from cleaner.testimony import Case

FLAG, COUNT, LOG, SHARE, CODE = Unit.FLAG, Unit.COUNT, Unit.LOG, Unit.SHARE, Unit.CODE
GAPS = ("none", "above", "below", "above and below")
PROSE_BESIDE = (
    "nowhere",
    "here",
    "above",
    "here and above",
    "below",
    "here and below",
    "above and below",
    "here, above and below",
)

LINE_FEATURES: tuple[Feature, ...] = (
    Feature("words", COUNT, "words"),
    Feature("letters", LOG, "characters"),
    Feature("word_length", COUNT, "letters per word, in tenths"),
    Feature("ending", CODE, "ends with", ENDINGS),
    Feature("opening", CODE, "starts with", OPENINGS),
    Feature("commas", SHARE, "commas per word"),
    Feature("stop_words", SHARE, "function words"),
    Feature("capitals", SHARE, "capitalised words"),
    Feature("numbers", SHARE, "numbers among words"),
    Feature("separators", COUNT, "bars, bullets and arrows"),
    Feature("prices", COUNT, "currency signs"),
    Feature("addresses", COUNT, "pieces of web addresses"),
    Feature("months", COUNT, "names of months and days"),
    Feature("moments", COUNT, 'words like "updated" or "ago"'),
    Feature("counters", COUNT, 'words like "views" beside a number'),
    Feature("other_marks", SHARE, "characters that are neither letters nor blanks"),
    Feature("phrase", COUNT, "covered by a known phrase, in fifteenths"),
    Feature("phrase_words", COUNT, "words of the longest phrase that covers half of the line"),
    Feature("known_phrase", FLAG, "a known phrase of two words or more is all of the line, outside the dense body"),
    Feature("phrase_kept", FLAG, "phrase of a byline or caption"),
    Feature("phrase_above", COUNT, "line above covered by a phrase, in fifteenths"),
    Feature("phrase_below", COUNT, "line below covered by a phrase, in fifteenths"),
    Feature("phrases_near", SHARE, "lines with phrases among 3 above and below"),
    Feature("phrases_around", SHARE, "lines with phrases among 10 above and below"),
    Feature("phrases_in_document", SHARE, "lines with phrases in the document"),
    Feature("words_above", COUNT, "words in the line above"),
    Feature("words_below", COUNT, "words in the line below"),
    Feature("words_two_above", COUNT, "words two lines above"),
    Feature("words_two_below", COUNT, "words two lines below"),
    Feature("ending_above", CODE, "line above ends with", (*ENDINGS, "nothing: it is not there")),
    Feature("ending_below", CODE, "line below ends with", (*ENDINGS, "nothing: it is not there")),
    Feature("code_near", SHARE, "lines of code among 5 above and below"),
    Feature("prose_near", SHARE, "prose among 3 lines above and below"),
    Feature("prose_around", SHARE, "prose among 8 lines above and below"),
    Feature("words_near", COUNT, "words per line among 3 above and below, in quarters"),
    Feature("words_around", COUNT, "words per line among 10 above and below, in quarters"),
    Feature("prose_beside", CODE, "prose", PROSE_BESIDE),
    Feature("gap", CODE, "blank line", GAPS),
    Feature("short_run", LOG, "short lines in a row"),
    Feature("paragraph", LOG, "lines between blank lines"),
    Feature("place", SHARE, "place in the document"),
    Feature("place_in_words", SHARE, "place in the document, by words"),
    Feature("from_top", LOG, "lines above it"),
    Feature("from_bottom", LOG, "lines below it"),
    Feature("in_body", FLAG, "inside the dense body"),
    Feature("before_body", LOG, "lines before the dense body"),
    Feature("after_body", LOG, "lines after the dense body"),
    Feature("body_share", SHARE, "the dense body's share of the words"),
    Feature("document_words", COUNT, "words per line in the document, in quarters"),
    Feature("document_gaps", SHARE, "lines after a blank line in the document"),
    Feature("document_prose", SHARE, "prose in the document's words"),
    Feature("document_lines", LOG, "lines in the document"),
    Feature("document_stop_words", SHARE, "function words in the document"),
    Feature("document_short", SHARE, "short lines in the document"),
    Feature("same_start", FLAG, "first word as in the line above or below"),
    Feature("same_end", FLAG, "last word as in the line above or below"),
    Feature("length_step", COUNT, "words more or less than the nearer neighbour"),
    Feature("repeats", COUNT, "times in the document"),
    Feature("repeat", FLAG, "seen before in the document"),
    Feature("echo_of_top", FLAG, "says the document's first line again"),
    Feature("after_related", LOG, 'lines since a heading like "related articles"'),
    Feature("after_comments", LOG, 'lines since a heading like "comments"'),
    Feature("after_notice", LOG, "lines since a newsletter, share, legal or login line"),
    Feature("after_menu", LOG, "lines since a menu line"),
    Feature("prose_since_heading", COUNT, "lines of prose since such a heading"),
)

OTHER_LANGUAGE = Feature("other_language", FLAG, "in another language than the points were fitted on")
FITTED_LANGUAGES = ("en", None)
"""The labelled dumps are English, or in a language that could not be told."""
FEATURES: tuple[Feature, ...] = (*LINE_FEATURES, *mined.FEATURES, OTHER_LANGUAGE)
"""All that is measured of text; pages take `LINE_FEATURES`."""

MAX_HEADING_WORDS, MIN_HEADING_COVER = 7, 7
"""What may head a section of boilerplate: short, and half of it (in fifteenths) a phrase."""

SECTIONS: dict[str, tuple[Category, ...]] = {
    "after_related": (Category.RELATED_LINKS, Category.UNRELATED_EDITORIAL, Category.SPONSORED),
    "after_comments": (Category.COMMENT_FORM, Category.COMMENT_THREAD),
    "after_notice": (
        Category.NEWSLETTER,
        Category.LEGAL,
        Category.CONSENT,
        Category.SHARE,
        Category.PAYWALL,
        Category.LOGIN,
        Category.ADBLOCK_NOTICE,
    ),
    "after_menu": (Category.NAV, Category.BREADCRUMB),
}
"""Which headings open which kind of section."""
MIN_KNOWN_WORDS = 2
"""Single words ("more", "home") are titles and cells of tables as well."""
SHIELDED_COVER = 7
"""Half of the line, in fifteenths."""
MIN_CODE_NEAR = 85
"""A SHARE code: a third of the ten lines around are code."""
JUST_ABOVE = int(logs(np.array([1])).codes[0])
"""A LOG code: the line right above the dense body. Sparing it costs .0004 of recall on held-out dumps."""
MIN_TITLE_WORDS = 3
"""Shorter first lines are menu entries as often as titles."""
_MEMBERS = np.array(
    [
        [category in members for category in phrases.CATEGORIES]
        for members in ((Category.BYLINE, Category.CAPTION), *SECTIONS.values())
    ]
)
"""Which categories belong to what is kept, and to each of `SECTIONS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A batch of lines with everything that was measured; `hits` tell which phrases of `book` stand where.

    `shapes` and `heard` are what each line is alone, whatever it stands in: a page's prose is not held against its
    links there.
    """

    lines: Lines
    table: FeatureTable
    size: Int
    book: phrases.PhraseBook
    hits: phrases.Hits
    shapes: shape.Shape | None = None
    heard: mined.Said | None = None

    @property
    def text(self) -> Measured:
        """What was measured of their text: all of it."""
        return self

    @property
    def bounds(self) -> Int:
        """Where each document's lines start, `int64[documents + 1]`."""
        return self.lines.bounds

    def category(self, line: int) -> Category:
        """What a line is taken for: by its phrase, its words, what it stands among, or its shape."""
        return linekinds.kind(self.lines, self.table, self.hits, self.book, line)

    def meant(self, _feature: str, _line: int) -> str:
        """The name that a feature speaks of: texts have none."""
        return ""

    @property
    def heads(self) -> None:
        """Which lines are headings: nobody can tell without markup."""

    @property
    def shielded(self) -> Bool:
        """Which lines `shield` speaks for, in the same words but for all at once."""
        code = self.table.columns
        if not self.table.size:
            return np.zeros(0, np.bool_)
        titles = (code["from_top"] == 0) & (code["words"] >= MIN_TITLE_WORDS)
        titles |= (code["before_body"] == JUST_ABOVE) & (code["words"] >= MIN_TITLE_WORDS)
        prose = (code["in_body"] != 0) & (code["prose_beside"] & 1 != 0)
        bare = (code["phrase"] < SHIELDED_COVER) & (titles | prose)
        shielded: Bool = bare | (code["code_near"] >= MIN_CODE_NEAR) | (code["phrases_in_document"] == 0)
        return shielded

    def shield(self, line: int) -> str | None:
        """Why a line stays whatever its points are, or None: titles and prose are what nobody forgives losing."""
        if self.table.code("code_near", line) >= MIN_CODE_NEAR:
            return "among lines of code"
        if not self.table.code("phrases_in_document", line):
            return "no line of the document is a known phrase of boilerplate"
        if self.table.code("phrase", line) >= SHIELDED_COVER:
            return None
        if self.table.code("from_top", line) == 0 and self.table.code("words", line) >= MIN_TITLE_WORDS:
            return "the first line, and no known phrase: it may be the title"
        if self.table.code("before_body", line) == JUST_ABOVE and self.table.code("words", line) >= MIN_TITLE_WORDS:
            return "the line above the dense body, and no known phrase: it may be the title"
        if self.table.code("in_body", line) and self.table.code("prose_beside", line) & 1:
            return "prose inside the dense body, and no known phrase"
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Phrased:
    """Some documents with the phrases that stand in them, before anything else is measured.

    `kept` are the lines of `before`, which was measured, that these are; they may be what is left of pages.
    """

    lines: Lines
    hits: phrases.Hits
    book: phrases.PhraseBook
    before: Measured | None = None
    kept: Int | None = None

    @property
    def silent(self) -> Bool:
        """Which documents hold so few phrases that `Measured.shield` speaks for all of their lines."""
        solid = self.lines.per_document(_cover(self.lines, self.hits) >= SOLID_COVER)
        silent: Bool = shares(solid, self.lines.bounds[1:] - self.lines.bounds[:-1]).codes == 0
        return silent

    def only(self, places: Sequence[int], cases: Sequence[Case]) -> Phrased:
        """Some of the documents, ascending; `cases` are theirs."""
        if self.before is None or self.kept is None:
            return phrased(cases, self.book)  # what measures lines alone wants their words without gaps
        bounds = self.lines.bounds.tolist()
        kept = np.concatenate([np.arange(bounds[place], bounds[place + 1]) for place in places])
        lines = self.lines.left(kept, [case.document for case in cases])
        return Phrased(lines, self.hits.left(kept), self.book, self.before, self.kept[kept])

    def measured(self, cases: Sequence[Case], groups: mined.Book | None = None) -> Measured:
        """The features of every line. What a line of before is alone needs no second look."""
        lines, hits, before, kept = self.lines, self.hits, self.before, self.kept
        if not len(lines):
            return Measured(lines, FeatureTable(0, {}), lines.starts, self.book, hits)
        if before is None or before.shapes is None or kept is None:
            shapes = shape.measure(lines, [case.language for case in cases])
        else:
            shapes = before.shapes.left(kept, _again(before.table, before.shapes.columns, kept))
        # nobody asked what the words of a page say elsewhere
        if before is None or before.heard is None or kept is None:
            heard = mined.said(lines, groups or mined.shipped())
        else:
            heard = before.heard.left(kept, _again(before.table, before.heard.columns, kept))
        table = FeatureTable(0, {})
        return _measured(Measured(lines, table, shapes.size, self.book, hits, shapes, heard), cases)


def phrased(cases: Sequence[Case], book: phrases.PhraseBook | None = None) -> Phrased:
    """Some documents, one after another, with their phrases; `book` stands in for the shipped ones."""
    book = book or phrase_files.shipped()
    lines = batch.of([case.document for case in cases])
    return Phrased(lines, book.spoken(book.find(lines), lines, [case.language for case in cases]), book)


def phrased_left(before: Measured, kept: Int, cases: Sequence[Case]) -> Phrased:
    """What is left of documents that were measured: `kept` are the lines of `before` that stay.

    The documents must be those lines and in the languages of before.
    """
    lines = before.lines.left(kept, [case.document for case in cases])
    return Phrased(lines, before.hits.left(kept), before.book, before, kept)


def measure(
    cases: Sequence[Case], book: phrases.PhraseBook | None = None, groups: mined.Book | None = None
) -> Measured:
    """The features of every block of some documents, the documents one after another.

    `book` and `groups` stand in for the shipped phrases and mined word groups.
    """
    return phrased(cases, book).measured(cases, groups)


def _again(table: FeatureTable, columns: Made, kept: Int) -> Made:
    """Some columns of a table as they are, of some lines."""
    several = names_of(columns)
    return {several: table.codes(several.names).take(kept, axis=1)}


def _measured(found: Measured, cases: Sequence[Case]) -> Measured:
    """All columns of texts, from what each line is alone."""
    lines, shapes, heard = found.lines, found.shapes, found.heard
    assert shapes is not None and heard is not None  # noqa: S101 - there are lines
    other = np.array([case.language not in FITTED_LANGUAGES for case in cases])
    made = {
        **columns(lines, shapes, found.hits, found.book),
        **mined.columns(lines, heard),
        OTHER_LANGUAGE.name: lines.spread(other),
    }
    return replace(found, table=coded(len(lines), made))


def columns(lines: Lines, shapes: shape.Shape, hits: phrases.Hits, book: phrases.PhraseBook) -> Made:
    """The columns of lines whose shape and phrases are known; a page's prose is what its links leave of it."""
    cover = _cover(lines, hits)
    context = Context(lines, shapes, cover)
    around = context.columns()
    known = (cover == phrases.FULL_COVER) & (shapes.size >= MIN_KNOWN_WORDS) & (around["in_body"] == 0)
    holds = _lines_with(hits, book, shapes.size)
    return {
        **shapes.columns,
        "known_phrase": flags(known),
        "phrase": counts(cover),
        "phrase_words": counts(_phrase_words(hits, book, len(lines))),
        "phrase_kept": flags(holds[0]),
        **around,
        **context.since_headings(tuple(SECTIONS), holds[1:]),
    }


def _cover(lines: Lines, hits: phrases.Hits) -> Int:
    """How far phrases cover each line, in fifteenths."""
    cover = np.zeros(len(lines), np.int64)
    np.maximum.at(cover, hits.lines, hits.cover)
    return cover


def _phrase_words(hits: phrases.Hits, book: phrases.PhraseBook, size: int) -> Int:
    """Words of the longest phrase that covers half of each line: "page not found" is surer a sign than "more"."""
    found = np.zeros(size, np.int64)
    solid = hits.cover >= SHIELDED_COVER
    np.maximum.at(found, hits.lines[solid], book.words[hits.phrases[solid]])
    return found


def _lines_with(hits: phrases.Hits, book: phrases.PhraseBook, size: Int) -> Bool:
    """Which lines hold a phrase of a byline or caption (row 0), and which head each kind of section (the others)."""
    heads = (size[hits.lines] <= MAX_HEADING_WORDS) & (hits.cover >= MIN_HEADING_COVER)
    speaks = _MEMBERS[:, book.categories[hits.phrases]]
    speaks[1:] &= heads
    row, hit = speaks.nonzero()
    found = np.zeros((len(_MEMBERS), len(size)), np.bool_)
    found[row, hits.lines[hit]] = True
    return found
