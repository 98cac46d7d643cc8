"""A page as rules see it: where the names stand that rules speak of, and which blocks lie inside what selectors find.

Plain selectors are answered from the page's arrays, all others by its parser. It decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cleaner.blocks.page import Page
    from cleaner.model import IntArray
    from cleaner.siterules.compounds import Step
    from cleaner.siterules.selectors import Alternative

MAX_CLASSES_KNOWN = 50_000
"""Class attributes whose names are remembered; a site has hundreds."""


class Names:
    """The tokens that some rules speak of, and which of them a class attribute holds."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = frozenset(tokens)
        self.ids = frozenset(token[1:] for token in self.tokens if token[0] == "#")
        self.tags = frozenset(token for token in self.tokens if token[0] not in "#.")
        self._of_class: dict[str, tuple[str, ...]] = {}

    def of_class(self, classes: str) -> tuple[str, ...]:
        """The tokens in one class attribute; remembered, since a page's elements share a few."""
        known = self._of_class.get(classes)
        if known is None:
            known = tuple(sorted(self.tokens & {f".{word}" for word in classes.split()}))
            if len(self._of_class) < MAX_CLASSES_KNOWN:
                self._of_class[classes] = known
        return known


class View:
    """One page. What stands in no element of its own arrays (a `<meta>`, say) can be asked for, but holds no block."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._tags = frozenset(page.elements.tags)
        self._classes = frozenset(page.elements.classes)
        self._ids = frozenset(page.elements.ids)
        self._places: dict[str, list[int]] = {}

    def holds(self, tokens: Iterable[str]) -> bool:
        """Whether all of some tokens stand somewhere on the page, the head included."""
        return all(token in self.page.unseen or self._holds(token) for token in tokens)

    def _holds(self, token: str) -> bool:
        if token in self._places:
            return True
        if token[0] == "#":
            return token[1:] in self._ids
        if token[0] == ".":
            return any(token[1:] in classes.split() for classes in self._classes if token[1:] in classes)
        return token in self._tags

    def has(self, selector: Alternative) -> bool:
        """Whether a selector finds anything, the head included."""
        return self.holds(selector.tokens) and self.page.has(selector.css)

    def locate(self, names: Names) -> Collection[str]:
        """Notes which elements bear which names, and tells the names that somebody bears."""
        elements, places = self.page.elements, self._places
        held = {classes: tokens for classes in self._classes if (tokens := names.of_class(classes))}
        if held:
            for number, classes in enumerate(elements.classes):
                if classes in held:
                    for token in held[classes]:
                        places.setdefault(token, []).append(number)
        if not names.ids.isdisjoint(self._ids):
            for number, ident in enumerate(elements.ids):
                if ident in names.ids:
                    places.setdefault(f"#{ident}", []).append(number)
        return {*places, *(names.tags & self._tags)}

    def blocks_of(self, selector: Alternative) -> IntArray:
        """The blocks that lie wholly inside elements which a selector finds, ascending.

        Of a plain selector all that is sought must be among the names that were located.
        """
        if selector.steps is None:
            return self.page.select(selector.css)
        elements = self._find(selector.steps)
        if not len(elements):
            return elements
        depth = _depth(elements, self.page.elements.stop[elements], len(self.page.elements.tags))
        return np.flatnonzero(depth[self.page.pieces.holder] > 0)

    def _find(self, steps: Sequence[Step]) -> IntArray:
        """The elements that a plain selector finds, ascending."""
        elements = self.page.elements
        found = self._bearers(steps[0])
        for step in steps[1:]:
            bearers = self._bearers(step)
            if not (len(found) and len(bearers)):
                return bearers[:0]
            if step.child:
                found = bearers[np.isin(elements.parent[bearers], found)]
            else:
                found = bearers[_depth(found + 1, elements.stop[found], len(elements.tags))[bearers] > 0]
        return found

    def _places_of(self, token: str) -> list[int]:
        """The elements that bear a token. Tags are looked for when one is asked for: every page has them, few ask."""
        if token in self._tags and token not in self._places:
            self._places[token] = [number for number, tag in enumerate(self.page.elements.tags) if tag == token]
        return self._places.get(token, [])

    def _bearers(self, step: Step) -> IntArray:
        """The elements that one step of a selector describes."""
        first, *others = sorted(map(self._places_of, step.sought), key=len)
        found = sorted(set(first).intersection(*others)) if others else first
        if step.names and step.tag:
            tags = self.page.elements.tags
            found = [number for number in found if tags[number] == step.tag]
        return np.array(found, np.int64)


def _depth(starts: IntArray, ends: IntArray, size: int) -> IntArray:
    """In how many of the ranges `[start, end)` each number below `size` lies."""
    edges = np.zeros(size + 1, np.int64)
    np.add.at(edges, starts, 1)
    np.add.at(edges, ends, -1)
    depth: IntArray = np.cumsum(edges)
    return depth
