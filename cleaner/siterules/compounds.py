"""The part of CSS that a page's arrays can answer, parsed: tags, classes, ids, attributes, inside or right below each
other. It looks at no page.

Whatever else a selector says (pseudo-classes, siblings) is the page parser's to answer.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.blocks.page import TOLD_OF
from cleaner.blocks.tags import names

CASELESS = names(
    "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer dir"
    " direction disabled enctype face frame hreflang http-equiv lang language link media method multiple nohref"
    " noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target text type valign valuetype"
    " vlink"
)
"""Attributes whose values match whatever their case: HTML standard, "case-sensitivity of selectors"."""
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__,
    "^=": str.startswith,
    "$=": str.endswith,
    "*=": str.__contains__,
    "~=": lambda said, value: value in said.split(),
    "|=": lambda said, value: said == value or said.startswith(f"{value}-"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a selector asks of one attribute: `[role=banner]`, `[id^="ad-" i]`, `[hidden]` (operator `exists`).

    `value` is in small letters where it `ignores_case`.
    """

    name: str
    operator: str
    value: str = ""
    ignores_case: bool = False

    def holds(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether it holds for an element with these attributes."""
        return self.name in attributes and self.fits(attributes[self.name])

    def fits(self, value: str | None) -> bool:
        """Whether it holds for an element whose attribute has this value."""
        if self.operator == "exists":
            return True
        if not self.value and self.operator in {"^=", "$=", "*=", "~="}:
            return False
        said = value or ""
        return _TESTS[self.operator](said.translate(_ASCII_LOWER) if self.ignores_case else said, self.value)

    @property
    def is_spelled(self) -> bool:
        """Whether a page's ids and classes alone tell: an empty one cannot be told from none."""
        return self.name in {"id", "class"} and bool(self.value)

    @property
    def is_told(self) -> bool:
        """Whether pages note all elements that it may hold for."""
        return self.name in TOLD_OF


@dataclass(frozen=True, slots=True)
class Step:
    """One compound: an element with this tag, if one is named, all these names, written `.class` and `#id`, and for
    which all conditions hold.

    `child` says that it lies right below the element of the step before, else anywhere inside it.
    """

    tag: str | None
    names: tuple[str, ...]
    child: bool = False
    conditions: tuple[Condition, ...] = ()

    @property
    def sought(self) -> tuple[str, ...]:
        """The tokens by which its elements are found: names are rarer than tags."""
        return self.names or ((self.tag,) if self.tag else ())

    @property
    def is_tag(self) -> bool:
        """Whether it is a tag and nothing else."""
        return not (self.names or self.conditions)

    @property
    def is_certain(self) -> bool:
        """Whether a page's arrays tell for sure which elements it describes."""
        return all(one.is_told or one.is_spelled for one in self.conditions)

    @property
    def is_bounded(self) -> bool:
        """Whether they tell of most elements that it does not describe them."""
        return bool(self.sought) or any(one.is_told or one.is_spelled for one in self.conditions)

    def describes(self, attributes: Mapping[str, str | None]) -> bool:
        """Whether it describes an element of its tag with these attributes, wherever that stands."""
        for condition in self.conditions:
            if not condition.holds(attributes):
                return False
        if not self.names:
            return True
        classes = (attributes.get("class") or "").split()
        return all(name[1:] in classes if name[0] == "." else name[1:] == attributes.get("id") for name in self.names)


def steps(tree: Any, *, child: bool = False) -> tuple[Step, ...] | None:
    """The steps of a parsed selector, outermost first; None when it says more than steps can."""
    from cssselect import parser

    if isinstance(tree, parser.CombinedSelector):
        if tree.combinator not in {" ", ">"}:
            return None
        outer = steps(tree.selector, child=child)
        inner = steps(tree.subselector, child=tree.combinator == ">")
        return None if outer is None or inner is None else outer + inner
    named: list[str] = []
    conditions: list[Condition] = []
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Class):
            named.append(f".{tree.class_name}")
        elif isinstance(tree, parser.Hash):
            named.append(f"#{tree.id}")
        elif isinstance(tree, parser.Attrib) and not tree.namespace and tree.operator in {"exists", *_TESTS}:
            conditions.append(_condition(tree))
        else:
            return None
        tree = tree.selector
    tag = tree.element.lower() if tree.element else None
    step = Step(tag, tuple(sorted(named)), child, tuple(conditions))
    return (step,) if step.is_bounded and not tree.namespace else None


def _condition(tree: Any) -> Condition:
    name, flag = tree.attrib.lower(), getattr(tree, "flag", None)
    value = "" if tree.value is None else tree.value.value
    ignores_case = flag == "i" or (flag is None and name in CASELESS)
    return Condition(name, tree.operator, value.translate(_ASCII_LOWER) if ignores_case else value, ignores_case)
