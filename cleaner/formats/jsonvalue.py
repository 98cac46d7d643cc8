"""One JSON object in its own bytes: a value read, a value replaced where it stands. It never encodes what it keeps.

Duplicate keys: the last one counts, as for `json.loads` and most other readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaner.errors import InputError
from cleaner.settings import did_you_mean

_BLANKS = re.compile(r"[ \t\n\r]*")
_OPEN = re.compile(r"\{[ \t\n\r]*(\}?)")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_NEXT = re.compile(r"[ \t\n\r]*([,}])[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = "\ufeff"
_ABSENT = object()


class Number(str):
    """A number as it is written: nobody here computes, and a float would not come back as it was."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number)


class _Member(NamedTuple):
    """A key, its value, and where the value stands in the line's text."""

    key: str
    value: object
    start: int
    end: int


def parsed(line: bytes) -> dict[str, Any]:
    """The object of a line, numbers as Number. Raises InputError for anything else."""
    source = _decoded(line)
    value, end = _value_at(source, _start(source))
    if not isinstance(value, dict):
        raise InputError(f"expected a JSON object, got {kind_name(value)}; write one object per line")
    _expect_end(source, end)
    return value


def fetch(value: Mapping[str, Any], key: str) -> object:
    """What stands under a key, or under `b` in the object under `a` for `a.b`. Raises InputError where nothing does."""
    found = _reached(value, key)
    if found is _ABSENT:
        raise _missing(key, list(value))
    return found


def peek(value: Mapping[str, Any], key: str) -> object:
    """As `fetch`, but None where nothing stands."""
    found = _reached(value, key)
    return None if found is _ABSENT else found


def replaced(line: bytes, key: str, text: str) -> bytes:
    """The line with another string under one key, every other byte as it was; the line itself where nothing changes.

    The string is escaped to ASCII where the whole line is ASCII, else it is UTF-8. Raises InputError for a line that is
    no object or has no such key.
    """
    source = _decoded(line)
    members = _object(source)
    found = _find(source, members, key)
    if found is None:
        raise _missing(key, [member.key for member in members])
    return _exchanged(line, source, found, text)


def with_value(line: bytes, key: str, text: str) -> bytes:
    """As `replaced`, but a key that is not there is added as the last one, in the line's own spacing."""
    source = _decoded(line)
    members = _object(source)
    found = _find(source, members, key)
    if found is not None:
        return _exchanged(line, source, found, text)
    at = members[-1].end if members else _start(source) + 1
    blank = " " if members and source[members[-1].start - 1] == " " else ""
    comma = f",{blank}" if members else ""
    added = _quoted(key, escape=line.isascii()) + f":{blank}".encode() + _quoted(text, escape=line.isascii())
    return source[:at].encode() + comma.encode() + added + source[at:].encode()


def kind_name(value: object) -> str:
    """What JSON calls a value."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    names = ((Number, "a number"), (str, "a string"), (dict, "an object"), (list, "an array"))
    return next((name for kind, name in names if isinstance(value, kind)), "a number")  # NaN and Infinity are floats


def _reached(value: Mapping[str, Any], key: str) -> object:
    if key in value:
        return value[key]
    head, _, tail = key.partition(".")
    inner = value.get(head)
    return _reached(inner, tail) if tail and isinstance(inner, dict) else _ABSENT


def _exchanged(line: bytes, source: str, found: _Member, text: str) -> bytes:
    if found.value == text and not isinstance(found.value, Number):
        return line
    return source[: found.start].encode() + _quoted(text, escape=line.isascii()) + source[found.end :].encode()


def _find(source: str, members: list[_Member], key: str) -> _Member | None:
    """The member that `fetch` would read."""
    last = {member.key: member for member in members}
    if key in last:
        return last[key]
    head, _, tail = key.partition(".")
    branch = last.get(head)
    if not tail or branch is None or not isinstance(branch.value, dict):
        return None
    return _find(source, _members(source, branch.start)[0], tail)


def _object(source: str) -> list[_Member]:
    """The members of the one object that a line is."""
    members, end = _members(source, _start(source))
    _expect_end(source, end)
    return members


def _members(source: str, at: int) -> tuple[list[_Member], int]:
    """The members of the object that begins at `at`, in order, duplicates too; and where it ends."""
    match = _OPEN.match(source, at)
    if not match:
        raise InputError("expected a JSON object; write one object per line")
    members: list[_Member] = []
    while match[1] != "}":
        at = match.end()
        if not source.startswith('"', at):
            raise _not_json(at, "expected a key in double quotes")
        key, at = _value_at(source, at)
        colon = _COLON.match(source, at)
        if not colon:
            raise _not_json(_skip(source, at), 'expected ":"')
        value, end = _value_at(source, colon.end())
        members.append(_Member(str(key), value, colon.end(), end))
        match = _NEXT.match(source, end)
        if not match:
            raise _not_json(_skip(source, end), 'expected "," or "}"')
    return members, match.end()


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start} of the line; JSON is UTF-8, convert the file") from None


def _start(source: str) -> int:
    """Where the value begins, after a byte order mark that an editor left."""
    return _skip(source, 1 if source.startswith(_BOM) else 0)


def _skip(source: str, at: int) -> int:
    match = _BLANKS.match(source, at)
    return match.end() if match else at


def _expect_end(source: str, at: int) -> None:
    at = _skip(source, at)
    if at != len(source):
        raise _not_json(at, "something follows the object")


def _value_at(source: str, at: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(source, at)
    except json.JSONDecodeError as error:
        raise _not_json(error.pos, error.msg[:1].lower() + error.msg[1:]) from None
    except RecursionError:
        raise InputError("JSON is nested too deeply to read; flatten it") from None


def _not_json(at: int, what: str) -> InputError:
    return InputError(f"not JSON at character {at + 1} of the line: {what}; is every object on one line of its own?")


def _missing(key: str, known: list[str]) -> InputError:
    return InputError(f'field "{key}" is missing{did_you_mean(key, known)}')


def _quoted(text: str, *, escape: bool) -> bytes:
    """A JSON string. Lone surrogates are always escaped: UTF-8 has no bytes for them."""
    quoted = json.dumps(text, ensure_ascii=escape)
    try:
        return quoted.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted).encode()
