"""The names of the blocks of a batch of pages, worked out when somebody asks for one: a drop's category and its clue.

It gathers what the clues look at; what they make of it is told in `clues`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from cleaner.blocks.page import Page
from cleaner.features import called, clues, text
from cleaner.features.clues import Clue, View
from cleaner.features.containers import Containers
from cleaner.features.phrases import Phrase
from cleaner.features.sections import HEADINGS, MAX_FORM, SECTIONS, form_purpose, headed
from cleaner.features.surroundings import Surroundings
from cleaner.features.table import FeatureTable
from cleaner.model import Category

UNMARKED = frozenset((Category.RELATED_LINKS, Category.COMMENT_THREAD, Category.AUTHOR_BIO, Category.SPONSORED))
"""What heads a section without being a heading; other phrases that are none are labels and links."""


class Naming:
    """What every block of a batch is taken for. Made with the features, it costs nothing until it is asked."""

    def __init__(
        self,
        pages: Sequence[Page],
        tree: Containers,
        lines: text.Measured,
        table: FeatureTable,
        meant: Callable[[], called.Meant],
    ) -> None:
        self._pages, self._tree, self._lines, self._table = pages, tree, lines, table
        self._work_out_meant = meant
        self._purposes: dict[int, Category] = {}

    def clue(self, block: int) -> Clue:
        """What names a block of the batch."""
        return clues.ask(self._view(block))

    def because(self, block: int) -> str:
        """The clue in a line: `footer: in <div class="site-footer">`."""
        clue = self.clue(block)
        where = f" {self._element(clue.element)}" if clue.element >= 0 else ""
        return f"{clue.category}: {clue.why}{where}"

    def meant(self, feature: str, block: int) -> str:
        """The class, id or tag that a feature of a block of the batch speaks of, if it speaks of one."""
        return self._meant.by(feature, self._holders[block])

    @functools.cached_property
    def _meant(self) -> called.Meant:
        return self._work_out_meant()

    def _view(self, block: int) -> View:
        lines, columns = self._lines.lines, self._table.columns
        around = self._around.of(self._holders[block])
        heading = self._headings.get(block)
        document = lines.document[block]
        return View(
            text=lines.text(block),
            words=int(columns["words"][block]),
            links=int(columns["links"][block]),
            tag=self._tree.tags[self._tree.owner[block]],
            phrase=self._phrases.get(block),
            around=around,
            form=self._form(around.form),
            heading=None if heading is None else self._phrases[heading],
            from_top=block - int(lines.bounds[document]),
            from_bottom=int(lines.bounds[document + 1]) - block - 1,
            code=lambda name: int(columns[name][block]),
        )

    @functools.cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self._pages, self._tree, self._table)

    @functools.cached_property
    def _holders(self) -> list[int]:
        """The innermost element that holds all of each block."""
        bases = self._tree.bounds[:-1].tolist()
        return [
            element + base
            for page, base in zip(self._pages, bases, strict=True)
            for element in page.pieces.holder.tolist()
        ]

    @functools.cached_property
    def _covers(self) -> dict[int, tuple[int, Phrase]]:
        """The phrase that covers most of each block that has one, and how much; the first of equals."""
        hits, book, found = self._lines.hits, self._lines.book, dict[int, tuple[int, Phrase]]()
        for line, phrase, cover in zip(hits.lines.tolist(), hits.phrases.tolist(), hits.cover.tolist(), strict=True):
            known = found.get(line)
            if known is None or cover > known[0]:
                found[line] = cover, book.phrases[phrase]
        return found

    @functools.cached_property
    def _phrases(self) -> dict[int, Phrase]:
        return {line: phrase for line, (_, phrase) in self._covers.items()}

    @functools.cached_property
    def _headings(self) -> dict[int, int]:
        """The heading of each block that stands in a section whose heading says what it is."""
        return headed(self._tree, [line for line in sorted(self._covers) if self._is_heading(line)])

    def _is_heading(self, block: int) -> bool:
        cover, phrase = self._covers[block]
        if phrase.category not in SECTIONS or cover < text.MIN_HEADING_COVER:
            return False
        if self._table.columns["words"][block] > text.MAX_HEADING_WORDS:
            return False
        if self._tree.tags[self._tree.owner[block]] in HEADINGS:
            return True
        return phrase.category in UNMARKED and int(self._table.columns["links"][block]) < clues.HALF

    def _form(self, form: int) -> Category | None:
        """What a form asks for; None for no form, and for one around half a page."""
        if form < 0:
            return None
        known = self._purposes.get(form)
        if known is None:
            start, end = int(self._tree.first[form]), int(self._tree.last[form])
            if end - start > MAX_FORM:
                return None
            said = [self._phrases[block] for block in range(start, end) if block in self._phrases]
            known = self._purposes[form] = form_purpose(said, end - start)
        return known

    def _element(self, element: int) -> str:
        """An element as a person knows it: its tag, with the class or id that names it."""
        page = int(self._tree.page[element])
        elements, at = self._pages[page].elements, element - int(self._tree.bounds[page])
        for key, name in (("class", elements.classes[at]), ("id", elements.ids[at])):
            if name.strip():
                return f'<{elements.tags[at]} {key}="{" ".join(name.split())}">'
        return f"<{elements.tags[at]}>"
