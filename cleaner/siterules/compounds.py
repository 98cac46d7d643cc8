"""The plain part of CSS, parsed: tags, classes and ids, inside or right below each other. It looks at no page.

Whatever else a selector says (attributes, pseudo-classes, siblings) is the page parser's to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One compound: an element with this tag, if one is named, and all these names, written `.class` and `#id`.

    `child` says that it lies right below the element of the step before, else anywhere inside it.
    """

    tag: str | None
    names: tuple[str, ...]
    child: bool = False

    @property
    def sought(self) -> tuple[str, ...]:
        """The tokens by which its elements are found: names are rarer than tags."""
        return self.names or (self.tag or "",)


def steps(tree: Any, *, child: bool = False) -> tuple[Step, ...] | None:
    """The steps of a parsed selector, outermost first; None when it says more than that."""
    from cssselect import parser

    if isinstance(tree, parser.CombinedSelector):
        if tree.combinator not in {" ", ">"}:
            return None
        outer = steps(tree.selector, child=child)
        inner = steps(tree.subselector, child=tree.combinator == ">")
        return None if outer is None or inner is None else outer + inner
    names: list[str] = []
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Class):
            names.append(f".{tree.class_name}")
        elif isinstance(tree, parser.Hash):
            names.append(f"#{tree.id}")
        else:
            return None
        tree = tree.selector
    if tree.namespace or not (tree.element or names):
        return None
    return (Step(tree.element.lower() if tree.element else None, tuple(sorted(names)), child),)
