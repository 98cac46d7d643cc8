"""A page as rules see it: where the names stand that rules speak of, and which blocks lie inside what selectors find.

Most selectors are answered from the page's arrays, the others by its parser, which walks the whole page each time. It
decides nothing.
"""

from __future__ import annotations

import bisect
import contextlib
import functools
import itertools
from typing import TYPE_CHECKING

import numpy as np

from cleaner.blocks.page import TOLD_UNSEEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cleaner.blocks.page import Attributes, Page
    from cleaner.model import IntArray
    from cleaner.siterules.compounds import Condition, Step
    from cleaner.siterules.selectors import Alternative

MAX_CLASSES_KNOWN = 50_000
"""Class attributes that are remembered; a site has hundreds."""
_NO_BLOCKS: IntArray = np.zeros(0, np.int64)


class Names:
    """The tokens that some rules speak of, and which of them a class attribute holds."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = frozenset(tokens)
        self.classes = frozenset(token[1:] for token in self.tokens if token[0] == ".")
        self.ids = frozenset(token[1:] for token in self.tokens if token[0] == "#")
        self.tags = frozenset(token for token in self.tokens if token[0] not in "#.")
        self._known: dict[str, tuple[str, ...]] = {}

    def in_each(self, classes: Sequence[str]) -> list[tuple[str, ...]]:
        """The tokens that each of some class attributes holds.

        Attributes are remembered, since pages of a site share them: only new ones are taken apart.
        """
        try:
            return list(map(self._known.__getitem__, classes))
        except KeyError:
            known = self._known if len(self._known) < MAX_CLASSES_KNOWN else {}
            known |= {one: self._of_class(one) for one in set(classes).difference(known)}
            self._known = known
        return list(map(known.__getitem__, classes))

    def _of_class(self, classes: str) -> tuple[str, ...]:
        found = self.classes.intersection(classes.split())
        return tuple(sorted(f".{name}" for name in found)) if found else ()


class View:
    """One page. What stands in no element of its own arrays (a `<meta>`, say) can be asked for, but holds no block."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._tags = frozenset(page.elements.tags)
        self._ids = frozenset(page.elements.ids)
        self._places: dict[str, list[int]] = {}
        self._values: dict[str, dict[str | None, list[int]]] = {}
        self._words: dict[str, str] = {}

    def _bearing(self, wanted: Sequence[bool]) -> list[int]:
        """The elements whose class attribute is wanted, given whether each of the different ones is."""
        found: list[int] = np.array(wanted, np.bool_).take(self.page.classes.which).nonzero()[0].tolist()
        return found

    def holds(self, tokens: Iterable[str]) -> bool:
        """Whether all of some tokens stand somewhere on the page, the head included."""
        return all(self._places.get(token) or token in self.page.unseen or self._holds(token) for token in tokens)

    def _holds(self, token: str) -> bool:
        if token[0] == "#":
            return token[1:] in self._ids
        if token[0] == ".":
            return bool(self._with_class(token[1:]))
        return token in self._tags

    def has(self, selector: Alternative) -> bool:
        """Whether a selector finds anything, the head included."""
        if not self.holds(selector.tokens):
            return False
        steps = selector.steps
        if steps and len(steps) == 1 and steps[0].tag in TOLD_UNSEEN:
            return any(map(steps[0].describes, self._unseen.get(steps[0].tag, ())))
        if steps and selector.is_certain and self.page.unseen.isdisjoint(selector.tokens):
            return bool(self._find(steps))
        return self.page.has(selector.css)

    @functools.cached_property
    def _unseen(self) -> dict[str, list[Attributes]]:
        """The attributes of what nobody sees, by tag."""
        found: dict[str, list[Attributes]] = {}
        for tag, attributes in self.page.told.unseen:
            found.setdefault(tag, []).append(attributes)
        return found

    def locate(self, names: Names) -> Collection[str]:
        """Notes which elements bear which names, and tells the names that somebody bears."""
        elements, places = self.page.elements, self._places
        classes = self.page.classes
        held = names.in_each(classes.strings)
        for number in self._bearing(list(map(bool, held))):
            for token in held[classes.which[number]]:
                places.setdefault(token, []).append(number)
        for number in _where(elements.ids, names.ids & self._ids):
            places.setdefault(f"#{elements.ids[number]}", []).append(number)
        return {*places, *(names.tags & self._tags)}

    def needs_parser(self, selector: Alternative) -> bool:
        """Whether only the parser can tell what a selector finds: nothing on the page speaks against it."""
        return not selector.is_certain and (selector.steps is None or bool(self._find(selector.steps)))

    def blocks_of(self, selector: Alternative) -> IntArray:
        """The blocks that lie wholly inside elements which a selector finds, ascending."""
        if self.needs_parser(selector):
            return self.page.select(selector.css)
        elements = self._find(selector.steps or ())
        if not elements:
            return _NO_BLOCKS
        edges: list[int] = []
        for start, end in zip(elements, self.page.elements.stop[elements].tolist(), strict=True):
            if not edges or start >= edges[-1]:  # what is inside another one adds nothing
                edges += (start, end)
        within: IntArray = np.array(edges).searchsorted(self.page.pieces.holder, "right") & 1
        return within.nonzero()[0]

    def _find(self, steps: Sequence[Step]) -> list[int]:
        """The elements that steps lead to, ascending; where a step is not certain, some that they may lead to."""
        if len(steps) > 1 and not all(self._bearers(step) for step in steps if not step.is_tag):
            return []  # seen before any tag is looked for: most pages have each of those somewhere
        found = self._bearers(steps[0])
        for step in steps[1:]:
            if not found:
                break
            found = self._below(found, self._bearers(step)) if step.child else self._inside(found, step)
        return found

    def _below(self, outer: list[int], inner: list[int]) -> list[int]:
        """Those of some elements that lie right below one of others."""
        parents, among = self.page.elements.parent[inner].tolist(), set(outer)
        return [number for number, parent in zip(inner, parents, strict=True) if parent in among]

    def _inside(self, outer: list[int], step: Step) -> list[int]:
        """The elements that a step describes and that lie anywhere inside one of others, which ascend."""
        tags, inner = self.page.elements.tags, [] if step.is_tag else self._bearers(step)
        found: list[int] = []
        reach = 0
        for start, stop in zip(outer, self.page.elements.stop[outer].tolist(), strict=True):
            if start < reach:
                continue  # inside one that was searched
            reach = stop
            if step.is_tag:
                found += _places(tags, step.tag or "", start + 1, stop)
            else:
                found += inner[bisect.bisect_right(inner, start) : bisect.bisect_left(inner, stop)]
        return found

    def _bearers(self, step: Step) -> list[int]:
        """The elements that one step of a selector describes, ascending, as far as the arrays tell."""
        groups: list[list[int]] = []
        for condition in step.conditions:
            if condition.is_told or condition.is_spelled:
                groups.append(self._told(condition) if condition.is_told else self._spelled(condition))
                if not groups[-1]:
                    return []
        groups += [self._places_of(token) for token in step.sought]
        first, *others = sorted(groups, key=len)
        found = sorted(set(first).intersection(*others)) if others else first
        if step.names and step.tag:
            tags = self.page.elements.tags
            found = [number for number in found if tags[number] == step.tag]
        return found

    def _places_of(self, token: str) -> list[int]:
        """The elements that bear a token; looked for where it is not among those that were located."""
        if token not in self._places:
            elements = self.page.elements
            if token[0] == "#":
                found = _where(elements.ids, {token[1:]} & self._ids)
            elif token[0] == ".":
                wanted = self._with_class(token[1:])
                found = self._bearing([one in wanted for one in self.page.classes.strings]) if wanted else []
            else:
                found = _places(elements.tags, token, 0, len(elements.tags)) if token in self._tags else []
            self._places[token] = found
        return self._places[token]

    def _with_class(self, name: str) -> set[str]:
        """The class attributes that hold a name."""
        return {classes for classes in self.page.classes.strings if name in classes and name in classes.split()}

    def _told(self, condition: Condition) -> list[int]:
        """The elements for whose attribute, which pages note, a condition holds."""
        found: list[int] = []
        for value, numbers in self._by_value(condition.name).items():
            if condition.fits(value):
                found += numbers
        return sorted(found)

    def _by_value(self, name: str) -> dict[str | None, list[int]]:
        """The elements that have an attribute, by its value: a page's elements share a few."""
        known = self._values.get(name)
        if known is None:
            known = self._values[name] = {}
            for number, said in self.page.told.seen.items():
                if name in said:
                    known.setdefault(said[name], []).append(number)
        return known

    def _spelled(self, condition: Condition) -> list[int]:
        """The elements for whose id or class a condition holds."""
        name, classes = condition.name, self.page.classes.strings
        values = self._ids if name == "id" else classes
        if not condition.ignores_case and name not in self._words:
            self._words[name] = "\n".join(values)  # most pages hold the words nowhere: seen at once
        if not condition.ignores_case and condition.value not in self._words[name]:
            return []
        if name == "id":
            return _where(self.page.elements.ids, {value for value in values if value and condition.fits(value)})
        return self._bearing([bool(value) and condition.fits(value) for value in classes])


def _where(each: Sequence[str], wanted: Collection[str]) -> list[int]:
    """The places of those that are wanted, ascending."""
    return list(itertools.compress(itertools.count(), map(wanted.__contains__, each))) if wanted else []


def _places(each: Sequence[str], wanted: str, start: int, stop: int) -> list[int]:
    """The places of one from `start` up to, without, `stop`, ascending."""
    found: list[int] = []
    with contextlib.suppress(ValueError):
        while True:
            start = each.index(wanted, start, stop)
            found.append(start)
            start += 1
    return found
