"""Findings in different clothes: one module per format, listed here. Nothing here prints or reads a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cleaner.reports import diff, jsonlines, plain
from cleaner.reports.finding import DocumentReport
from cleaner.reports.view import View

Render = Callable[[Iterable[DocumentReport], View], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format's name on the command line, its one function, and whether people read it."""

    name: str
    render: Render
    for_people: bool = True


FORMATS = (
    Format("diff", diff.render),
    Format("plain", plain.render),
    Format("json", jsonlines.render, for_people=False),
)
"""All formats; the first is the one nobody has to name."""


def format_named(name: str) -> Format:
    """A format by its name; KeyError when there is none."""
    return {entry.name: entry for entry in FORMATS}[name]
