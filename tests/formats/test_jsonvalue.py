"""A value is read or replaced in its own line; every other byte of the line stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats.jsonvalue import Number, fetch, parsed, peek, replaced, with_value

CHARS = st.characters(min_codepoint=0, max_codepoint=0x1FFFF)
"""Control characters, lone surrogates and characters beyond the first plane, too."""
STRINGS = st.text(CHARS, max_size=12)
KEYS = st.sampled_from(["text", "a", "te.xt", "t\u00e9", '"', "\\", "", "\ud800", "html"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | STRINGS | st.just(10**40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
BLANKS = st.sampled_from(["", " ", "\t", "  "])
ENDS = st.sampled_from(["", "\n", "\r\n", " \n"])


@st.composite
def objects(draw: st.DrawFn) -> bytes:
    """A line with an object as anybody might write it: spaces, escapes, duplicate keys, a byte order mark."""
    ascii_only = draw(st.booleans())

    def written(value: object) -> str:
        text = json.dumps(value, ensure_ascii=ascii_only)
        return text if ascii_only or not surrogates(text) else json.dumps(value)

    pairs = draw(st.lists(st.tuples(KEYS, VALUES), max_size=5))
    members = [
        f"{draw(BLANKS)}{written(key)}{draw(BLANKS)}:{draw(BLANKS)}{written(value)}{draw(BLANKS)}"
        for key, value in pairs
    ]
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return f"{mark}{draw(BLANKS)}{{{','.join(members) or draw(BLANKS)}}}{draw(ENDS)}".encode()


def surrogates(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def joined(text: str) -> str:
    """A text as JSON gives it back: two surrogates that make a pair are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def loaded(line: bytes) -> dict[str, Any]:
    """What the standard library reads; NaN would not equal itself."""
    found = json.loads(line.decode().removeprefix("\ufeff"), parse_constant=str)
    assert isinstance(found, dict)
    return found


@given(line=objects(), text=STRINGS)
def test_one_value_changes_and_no_other(line: bytes, text: str) -> None:
    before = loaded(line)
    if "text" not in before:
        with pytest.raises(InputError, match='field "text" is missing'):
            replaced(line, "text", text)
        return
    after = replaced(line, "text", text)
    assert loaded(after) == {**before, "text": joined(text)}
    assert list(loaded(after)) == list(before)


@given(line=objects(), text=STRINGS)
def test_putting_the_old_value_back_gives_the_old_bytes(line: bytes, text: str) -> None:
    """Marked by a value that stands nowhere else, the line is the same before and behind it."""
    before = loaded(line)
    if "text" not in before:
        return
    marked = replaced(line, "text", "~mark~").decode()
    head, mark, tail = marked.rpartition('"~mark~"')
    assert mark
    source = line.decode()
    assert source.startswith(head)
    assert source.endswith(tail)
    assert loaded(replaced(line, "text", text))["text"] == joined(text)
    if isinstance(before["text"], str):
        assert json.loads(source[len(head) : len(source) - len(tail)]) == before["text"]


@given(line=objects())
def test_an_unchanged_value_leaves_the_line(line: bytes) -> None:
    value = loaded(line).get("text")
    if isinstance(value, str) and not isinstance(parsed(line)["text"], Number | float):
        assert replaced(line, "text", value) is line


@given(line=objects(), text=STRINGS)
def test_a_new_value_comes_last(line: bytes, text: str) -> None:
    before = loaded(line)
    after = with_value(line, "clean", text)
    assert loaded(after) == {**before, "clean": joined(text)}
    assert list(loaded(after))[-1] == "clean"
    assert surrogates(text) or replaced(after, "clean", text) is after


@given(line=objects())
def test_objects_are_read_as_the_standard_library_reads_them(line: bytes) -> None:
    def plain(value: object) -> object:
        if isinstance(value, Number):
            return json.loads(value)
        if isinstance(value, float):
            return json.loads(json.dumps(value), parse_constant=str)
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        return [plain(inner) for inner in value] if isinstance(value, list) else value

    assert plain(parsed(line)) == loaded(line)


@pytest.mark.parametrize(
    ("line", "after"),
    [
        pytest.param(b'{"text": "old"}', b'{"text": "new"}', id="alone"),
        pytest.param(b'{"n": 1.10, "text":"old" ,"m":1E5}\r\n', b'{"n": 1.10, "text":"new" ,"m":1E5}\r\n', id="floats"),
        pytest.param(b'{"n":123456789012345678901234567890,"text":"old"}', None, id="thirty digits"),
        pytest.param(
            b'{"text":"first","text":"old"}', b'{"text":"first","text":"new"}', id="the last duplicate counts"
        ),
        pytest.param(
            b'{"in":{"text":"x"},"text":"old"}', b'{"in":{"text":"x"},"text":"new"}', id="a nested key is not hit"
        ),
        pytest.param(
            b'{"text":"old","in":[{"text":"old"}]}', b'{"text":"new","in":[{"text":"old"}]}', id="nor one behind"
        ),
        pytest.param(
            b'{"say":"\\"text\\":\\"old\\"","text":"old"}', None, id="a string that quotes the key is not hit"
        ),
        pytest.param(b'{"te\\u0078t":"old"}', b'{"te\\u0078t":"new"}', id="an escaped key is the key"),
        pytest.param(b'{"url":"http:\\/\\/a.example","text":"old"}', None, id="escapes of others stay"),
        pytest.param(b'\xef\xbb\xbf{"text":"old"}\n', b'\xef\xbb\xbf{"text":"new"}\n', id="a byte order mark stays"),
        pytest.param(b'{"text":null}', b'{"text":"new"}', id="null is a value"),
        pytest.param(b'{"text":[1,{"a":2}]}', b'{"text":"new"}', id="so is an array"),
        pytest.param(b'{"x":NaN,"y":-Infinity,"text":"old"}', None, id="what is not quite JSON stays"),
    ],
)
def test_replaced(line: bytes, after: bytes | None) -> None:
    assert replaced(line, "text", "new") == (after or line.replace(b'"text":"old"', b'"text":"new"'))


@pytest.mark.parametrize(
    ("line", "text", "after"),
    [
        pytest.param('{"text":""}', "é\u2028", '{"text":"\\u00e9\\u2028"}', id="an ASCII line stays ASCII"),
        pytest.param('{"a":"é","text":""}', "ü\u2028", '{"a":"é","text":"ü\u2028"}', id="a line in UTF-8 stays so"),
        pytest.param('{"a":"é","text":""}', "\ud800é", '{"a":"é","text":"\\ud800é"}', id="a lone surrogate is escaped"),
        pytest.param(
            '{"a":"é","text":""}', '"\\\n\x01', '{"a":"é","text":"\\"\\\\\\n\\u0001"}', id="controls are escaped"
        ),
        pytest.param('{"text":""}', "😀", '{"text":"\\ud83d\\ude00"}', id="beyond the first plane in ASCII"),
    ],
)
def test_values_are_written_as_the_line_is(line: str, text: str, after: str) -> None:
    assert replaced(line.encode(), "text", text) == after.encode()


@pytest.mark.parametrize(
    ("line", "after"),
    [
        pytest.param(b'{"a":1}\n', b'{"a":1,"text":"new"}\n', id="dense"),
        pytest.param(b'{"a": 1, "b": 2 }', b'{"a": 1, "b": 2, "text": "new" }', id="spaced"),
        pytest.param(b"{}", b'{"text":"new"}', id="empty"),
        pytest.param(b'{"in":{"text":1}}', b'{"in":{"text":1},"text":"new"}', id="a nested key is another"),
        pytest.param(b'{"text":1}', b'{"text":"new"}', id="there already"),
    ],
)
def test_with_value(line: bytes, after: bytes) -> None:
    assert with_value(line, "text", "new") == after


@pytest.mark.parametrize(
    ("line", "after"),
    [
        pytest.param(b'{"a": {"b": "old"}, "b": "x"}', b'{"a": {"b": "new"}, "b": "x"}', id="a path"),
        pytest.param(b'{"a":{"b":"x"},"a.b":"old"}', b'{"a":{"b":"x"},"a.b":"new"}', id="a key with a dot goes first"),
        pytest.param(
            b'{"a":{"b":"x"},"a":{"b":"old"}}', b'{"a":{"b":"x"},"a":{"b":"new"}}', id="in the last duplicate"
        ),
    ],
)
def test_dots_lead_into_objects(line: bytes, after: bytes) -> None:
    assert fetch(parsed(line), "a.b") == "old"
    assert replaced(line, "a.b", "new") == after


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b'{"a": "b"}', id="a string holds no keys"),
        pytest.param(b'{"a": [{"b": 1}]}', id="nor does an array"),
        pytest.param(b'{"a": {"b": 1}, "a": 2}', id="the last duplicate counts"),
        pytest.param(b'{"b": 1}', id="no such object"),
        pytest.param(b"{}", id="nothing"),
    ],
)
def test_a_path_that_leads_nowhere_is_missing(line: bytes) -> None:
    with pytest.raises(InputError, match=r'field "a\.b" is missing'):
        fetch(parsed(line), "a.b")
    with pytest.raises(InputError, match=r'field "a\.b" is missing'):
        replaced(line, "a.b", "new")
    assert peek(parsed(line), "a.b") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(b"", "not JSON at character 1|expected a JSON object", id="nothing"),
        pytest.param(b"[1]", "expected a JSON object", id="an array"),
        pytest.param(b'"text"', "expected a JSON object", id="a string"),
        pytest.param(b'{"text": "a"', "not JSON at character 13", id="cut off"),
        pytest.param(b'{"text": "a', "not JSON at character 10", id="cut off in a string"),
        pytest.param(b'{"text": "a"} {', "not JSON at character 15 of the line: something follows", id="two in a line"),
        pytest.param(b'{"text": "a",}', "not JSON at character 14", id="a comma too many"),
        pytest.param(b"{'text': 'a'}", "not JSON at character 2", id="single quotes"),
        pytest.param(b'{"text" "a"}', "not JSON at character 9", id="no colon"),
        pytest.param(b'{"text": "a\tb"}', "not JSON at character 12: |control character", id="a bare tab"),
        pytest.param(b'{"text": "\xff"}', "not UTF-8 at byte 10 of the line", id="not UTF-8"),
        pytest.param(b'{"text": "\xed\xa0\x80"}', "not UTF-8 at byte 10", id="a surrogate in UTF-8"),
        pytest.param('{"text": "a"}'.encode("utf-16-le"), "not JSON", id="UTF-16"),
        pytest.param(b'{"text": ' + b"[" * 200_000, "nested too deeply", id="a bomb of brackets"),
    ],
)
def test_what_is_no_object_is_said(line: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parsed(line)
    with pytest.raises(InputError, match=told):
        replaced(line, "text", "new")


def test_long_numbers_take_no_time() -> None:
    line = b'{"n": ' + b"7" * 1_000_000 + b', "text": "old"}'
    assert parsed(line)["n"] == "7" * 1_000_000
    assert replaced(line, "text", "new") == line.replace(b"old", b"new")


def test_a_missing_field_is_told_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match='field "text" is missing; did you mean "txt"'):
        fetch({"txt": "a", "url": "b"}, "text")
