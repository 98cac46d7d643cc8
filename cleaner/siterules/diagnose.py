"""What the schema finds wrong with a tree, as sentences with a line: `file:line: key: problem; what to do`.

It checks nothing itself but values that were left empty, which YAML makes of an unquoted `#id`.
"""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from cleaner.errors import RuleError
from cleaner.model import Category
from cleaner.settings import did_you_mean
from cleaner.siterules import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaner.siterules.yamlfile import Place, Tree, YamlFile

_NOUNS = {"css": "a selector", "regex": "a pattern", "rules": "a list of rules", "examples": "a list of examples"}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "action": tuple(schema.RuleAction),
    "part": tuple(schema.Part),
    "normalize": tuple(schema.Step),
}


def pack_spec(file: YamlFile) -> schema.PackSpec:
    """The typed pack of a file. Raises RuleError with everything that is wrong with it."""
    empty = list(_empty_places(file.tree, ()))
    problems = {place: f"expected {_noun(place)}, got nothing; quote values that start with # or [" for place in empty}
    try:
        spec = schema.PackSpec.model_validate(file.tree)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            place = tuple(found["loc"])
            # a list whose items are all wrong counts as too short as well
            echo = found["type"] == "too_short" and len(found["input"]) > 0
            if not echo and not any(place[: len(other)] == other for other in empty):
                problems.setdefault(place, _words(place, found))
    else:
        if not problems:
            return spec
    lines = sorted((file.line(place), _key(file.tree, place), text) for place, text in problems.items())
    raise RuleError([f"{file.path}:{line}: {key}{': ' if key else ''}{text}" for line, key, text in lines])


def _empty_places(tree: Tree, place: Place) -> Iterator[Place]:
    if tree is None:
        yield place
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _empty_places(value, (*place, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _empty_places(value, (*place, number))


def _noun(place: Place) -> str:
    named = [part for part in place if isinstance(part, str)]
    return _NOUNS.get(named[-1], "a value") if named else "a pack"


def _key(tree: Tree, place: Place) -> str:
    """A place as its author knows it: the rule's id, then the keys below."""
    if len(place) >= 2 and place[0] == "rules" and isinstance(tree, dict):
        rules = tree["rules"]
        rule = rules[place[1]] if isinstance(rules, list) and isinstance(place[1], int) else None
        name = rule.get("id") if isinstance(rule, dict) else None
        if isinstance(name, str) and place[2:] != ("id",):
            place = (name, *place[2:])
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place)


def _words(place: Place, found: Any) -> str:
    kind, value = found["type"], found["input"]
    last = str(place[-1]) if place else ""
    if kind == "rule":
        return str(found["msg"])
    if kind == "extra_forbidden":
        return f'unknown key "{last}"{did_you_mean(last, _known_keys(place[:-1]))}'
    if kind == "missing":
        return "is missing; every pack, rule or form of this kind needs it"
    if kind in {"enum", "literal_error"}:
        return _unknown_choice(place, value)
    if kind == "string_pattern_mismatch":
        return f'"{value}" is no name; use lower-case letters, digits and hyphens'
    if kind == "too_short":
        return "the list is empty; write at least one"
    if kind in {"less_than_equal", "greater_than_equal"}:
        return f"{value} is out of bounds; expected {str(found['msg']).removeprefix('Input should be ')}"
    return f"expected {_expected(kind)}, got {_got(value)}; see the format in the documentation"


def _unknown_choice(place: Place, value: Any) -> str:
    named = [part for part in place if isinstance(part, str)]
    if named[-1] == "version":
        return f"version {value} is unknown; this release reads version 1"
    return f'unknown {named[-1]} "{value}"{did_you_mean(str(value), _CHOICES[named[-1]])}'


def _expected(kind: str) -> str:
    names = {"string_type": "text", "tuple_type": "a list", "model_type": "keys with values", "enum": "one of a list"}
    return names.get(kind, "another value")


def _got(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value[:60]}"'
    return "keys with values" if isinstance(value, dict) else "a list" if isinstance(value, list | tuple) else "nothing"


def _known_keys(place: Place) -> list[str]:
    """The keys of the model that stands at a place."""
    model: type[BaseModel] = schema.PackSpec
    for part in place:
        if isinstance(part, str):
            model = _models(model.model_fields[part].annotation)[0]
    return list(model.model_fields)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models(part)]
