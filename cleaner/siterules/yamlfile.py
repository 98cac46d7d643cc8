"""YAML files as plain strings, lists and dicts, with the line of every key and item.

It refuses what makes YAML surprising: tags, anchors, aliases, merge keys, duplicate keys, keys that are not words, more
than one document, files above 1 MB and trees deeper than 20. Every scalar is the string that is written there (`no` is
"no"); an empty value is None. What the keys mean is none of its business. It walks parser events, so that an alias is
seen before anything is copied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml  # noqa: TID251 (this is the one importer)

from cleaner.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Tree = str | None | list[Any] | dict[str, Any]
"""A string, None (nothing was written), or lists and dicts of these."""
Place = tuple[str | int, ...]
"""The way to a node: `("rules", 0, "html", "css")`."""

MAX_BYTES = 1_000_000
"""Bytes of one file: some hundred times the largest pack that a person would maintain."""
MAX_DEPTH = 20
"""Levels of nesting: the rule format needs nine."""

# libyaml where PyYAML was built with it: the same events, about ten times as fast
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file's tree; `lines` has the line (from 1) of every mapping key and list item, by place."""

    path: Path
    tree: Tree
    lines: dict[Place, int] = field(hash=False)

    def line(self, place: Place) -> int:
        """The line of a place, or of its nearest parent that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def load(path: Path) -> YamlFile:
    """The tree of a file. Raises RuleError with every problem found, or when the file cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RuleError([f"{path}: cannot be read ({error.strerror}); check the path"]) from None
    return parse(content, path)


def parse(content: bytes, path: Path) -> YamlFile:
    """The tree of a file's bytes; `path` is for messages. Raises RuleError with every problem found."""
    if len(content) > MAX_BYTES:
        raise RuleError([f"{path}:1: file has {len(content)} bytes, more than {MAX_BYTES}; split it"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RuleError([f"{path}:{line}: not UTF-8 at byte {error.start}; save the file as UTF-8"]) from None
    builder = _Builder(path)
    try:
        tree = builder.build(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise RuleError([*builder.problems, _syntax_problem(path, error)]) from None
    if builder.problems:
        raise RuleError(builder.problems)
    return YamlFile(path, tree, builder.lines)


def _syntax_problem(path: Path, error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{path}:{error.problem_mark.line + 1}: not YAML: {error.problem}; indent with spaces, quote values"
    return f"{path}:1: not YAML: {str(error).splitlines()[0]}; remove the character"


class _TooDeepError(yaml.YAMLError):
    pass


class _Builder:
    """Events to a tree. Problems are collected; only depth and syntax end the reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []
        self.lines: dict[Place, int] = {(): 1}

    def build(self, events: Iterable[Any]) -> Tree:
        stream = iter(events)
        tree: Tree = None
        documents = 0
        for event in stream:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.tags:
                    self._refuse(event, "tag directives are not allowed; remove the %TAG line")
                if documents > 1:
                    self._refuse(event, "a second document starts; keep one per file, without ---")
            elif isinstance(event, yaml.NodeEvent):
                node = self._node(event, stream, ())
                tree = node if documents == 1 else tree
        if not documents or tree is None:
            self.problems.append(f"{self.path}:1: file is empty; start with version: 1")
        return tree

    def _refuse(self, event: Any, problem: str) -> None:
        self.problems.append(f"{self.path}:{event.start_mark.line + 1}: {problem}")

    def _node(self, event: Any, stream: Iterator[Any], place: Place) -> Tree:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"alias *{event.anchor} is not allowed; write the value out, quote a leading *")
            return ""
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor} is not allowed; write the value out, quote a leading &")
        if event.tag is not None:
            self._refuse(event, f"tag {event.tag} is not allowed; values are typed by their key, quote a leading !")
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.value or not event.implicit[0] else None
        if len(place) >= MAX_DEPTH:
            raise _TooDeepError(f"nested deeper than {MAX_DEPTH} levels in line {event.start_mark.line + 1}")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(stream, place)
        return self._dict(stream, place)

    def _list(self, stream: Iterator[Any], place: Place) -> list[Tree]:
        items: list[Tree] = []
        while not isinstance(event := next(stream), yaml.SequenceEndEvent):
            here = (*place, len(items))
            self.lines[here] = event.start_mark.line + 1
            items.append(self._node(event, stream, here))
        return items

    def _dict(self, stream: Iterator[Any], place: Place) -> dict[str, Tree]:
        entries: dict[str, Tree] = {}
        while not isinstance(event := next(stream), yaml.MappingEndEvent):
            key = self._node(event, stream, place)
            if not isinstance(key, str):
                self._refuse(event, "a key must be a word; quote it when it starts with # or [")
                key = ""
            elif key in entries:
                first = self.lines[*place, key]
                self._refuse(event, f"{key}: key is there twice, first in line {first}; keep one")
            elif key == "<<" and event.implicit[0]:
                self._refuse(event, "merge keys are not allowed; write the entries out")
            here = (*place, key)
            self.lines.setdefault(here, event.start_mark.line + 1)
            value = self._node(next(stream), stream, here)
            entries.setdefault(key, value)
        return entries
