"""What the address of a page says of the page: stories have slugs and dates, lists have short paths. Nothing else.

The words of such paths are knowledge and lie in `rules/scorecards/addresses.json`. All blocks of a page share these
features; zeros stand for a page whose address nobody knows.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import numpy as np

from cleaner.features.lines import Lines
from cleaner.features.table import Feature, Made, Unit, counts, named
from cleaner.knowledge import rules_folder

_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(r"/(?:19|20)\d\d[/-]\d")
_LONG_NUMBER = re.compile(r"\d{4}")
_EXTENSION = re.compile(r"\.\w{1,5}$")
_MAX_WORDS = 2
"""Words of a step that may say what kind of page it is; longer ones are slugs."""
_SHAPE = (
    Feature("address_steps", Unit.COUNT, "steps in the page's address, and one"),
    Feature("address_hyphens", Unit.COUNT, "hyphens in the last step of the page's address"),
    Feature("address_letters", Unit.COUNT, "characters in the last step of the page's address"),
    Feature("address_dated", Unit.FLAG, "a date in the page's address"),
    Feature("address_asks", Unit.FLAG, "a query in the page's address"),
    Feature("address_number", Unit.FLAG, "a number of four digits in the last step of the page's address"),
)


@functools.cache
def _groups() -> dict[str, frozenset[str]]:
    written = json.loads((rules_folder() / "scorecards" / "addresses.json").read_bytes())
    return {name: frozenset(words.split()) for name, words in written["groups"].items()}


@functools.cache
def features() -> tuple[Feature, ...]:
    """What `columns` gives."""
    return (
        *_SHAPE,
        *(Feature(f"address_{name}", Unit.FLAG, f'a word for "{name}" in the page\'s address') for name in _groups()),
    )


def columns(lines: Lines, addresses: Sequence[str | None]) -> Made:
    """All columns by name; `addresses` has one entry per page."""
    rows = np.array([_measured(address or "") for address in addresses], np.int64).T
    return named("{}", [feature.name for feature in features()], counts(lines.spread(rows)))


def _measured(address: str) -> tuple[int, ...]:
    """One number per feature; nothing of what is no full address."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets around what is no IPv6 address
        return (0,) * len(features())
    if not parts.netloc:
        return (0,) * len(features())
    steps = [step for step in unquote(parts.path).casefold().split("/") if step]
    last = steps[-1] if steps else ""
    said = _words([*steps, parts.netloc.casefold().split(".")[0]])
    return (
        len(steps) + 1,
        last.count("-") + last.count("_"),
        len(last),
        int(_DATE.search(parts.path) is not None),
        int(bool(parts.query)),
        int(_LONG_NUMBER.search(last) is not None),
        *(int(not words.isdisjoint(said)) for words in _groups().values()),
    )


def _words(steps: Sequence[str]) -> set[str]:
    """The words of the steps that are no slugs, without what a file's name ends with."""
    found: set[str] = set()
    for step in steps:
        words = _WORD.findall(_EXTENSION.sub("", step))
        if len(words) <= _MAX_WORDS:
            found.update(words)
    return found
