"""Bytes to text and back: nothing is lost, nothing is mended, and what is no text is said to be none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.formats.decoding import ESCAPED, NOT_CHARSETS, decode, decode_as, encode

GERMAN = "Die Töpferei öffnet um neun. Jürgen heizt den Ofen für die größeren Krüge vor.\n" * 4
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Řeka se vylila z břehů a město spalo dál.\n" * 6
RUSSIAN = "Печь остывает до утра, и только потом мастер достаёт кувшины один за другим.\n" * 6
JAPANESE = "窯の火は夜明けまで消えない。職人は壺を一つずつ取り出して、ひびがないか確かめる。\n" * 6
CHINESE = "窑火一直烧到天亮。师傅把罐子一个一个地拿出来，仔细检查有没有裂缝。\n" * 6
TAIWANESE = "窯火一直燒到天亮。師傅把罐子一個一個地拿出來，仔細檢查有沒有裂縫。\n" * 6


@pytest.mark.parametrize(
    ("raw", "text", "label"),
    [
        pytest.param(b"", "", "utf-8", id="an empty file"),
        pytest.param(b"x", "x", "utf-8", id="one byte"),
        pytest.param(b"a\r\nb\rc", "a\r\nb\rc", "utf-8", id="line ends stay as they are"),
        pytest.param(GERMAN.encode(), GERMAN, "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + b"x", "x", "utf-8-sig", id="utf-8 with its mark"),
        pytest.param(codecs.BOM_UTF8, "", "utf-8-sig", id="a mark and nothing else"),
        pytest.param(codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), GERMAN, "utf-16-le+bom", id="utf-16-le, mark"),
        pytest.param(codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), GERMAN, "utf-16-be+bom", id="utf-16-be, mark"),
        pytest.param(codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), GERMAN, "utf-32-le+bom", id="utf-32-le, mark"),
        pytest.param(codecs.BOM_UTF32_BE + GERMAN.encode("utf-32-be"), GERMAN, "utf-32-be+bom", id="utf-32-be, mark"),
        pytest.param(GERMAN.encode("utf-16-le"), GERMAN, "utf-16-le", id="utf-16-le without a mark"),
        pytest.param(GERMAN.encode("utf-16-be"), GERMAN, "utf-16-be", id="utf-16-be without a mark"),
    ],
)
def test_text_is_read(raw: bytes, text: str, label: str) -> None:
    decoded = decode(raw)
    assert (decoded.text, decoded.label) == (text, label)
    assert decoded.encode(decoded.text) == raw


@pytest.mark.parametrize(
    ("raw", "utf8"),
    [
        pytest.param(GERMAN.encode(), GERMAN.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + b"x", b"x", id="without its mark"),
        pytest.param(GERMAN.encode("cp1252"), None, id="another encoding"),
        pytest.param(b"x\xff" + GERMAN.encode() * 9, None, id="broken utf-8"),
    ],
)
def test_bytes_that_are_utf8_are_handed_on(raw: bytes, utf8: bytes | None) -> None:
    assert decode(raw).utf8 == utf8


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        pytest.param(GERMAN, "cp1252", id="cp1252"),
        pytest.param(RUSSIAN, "koi8-r", id="koi8-r"),
        pytest.param(RUSSIAN, "cp1251", id="cp1251"),
        pytest.param(JAPANESE, "shift_jis", id="shift_jis"),
        pytest.param(JAPANESE, "euc-jp", id="euc-jp"),
        pytest.param(CHINESE, "gb18030", id="gb18030"),
        pytest.param(TAIWANESE, "big5", id="big5"),
    ],
)
def test_an_encoding_that_nobody_names_is_guessed(text: str, charset: str) -> None:
    raw = text.encode(charset)
    decoded = decode(raw)
    assert decoded.text == text
    assert encode(text, decoded.label) == raw


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        pytest.param(GERMAN, "cp1252", id="cp1252"),
        pytest.param(CZECH, "iso-8859-2", id="latin-2"),
        pytest.param(RUSSIAN, "koi8-r", id="koi8-r"),
        pytest.param(RUSSIAN, "windows-1251", id="windows-1251"),
        pytest.param(JAPANESE, "shift_jis", id="shift_jis"),
        pytest.param(JAPANESE, "euc-jp", id="euc-jp"),
        pytest.param(JAPANESE, "iso-2022-jp", id="iso-2022-jp"),
        pytest.param(CHINESE, "gb18030", id="gb18030"),
        pytest.param(TAIWANESE, "big5", id="big5"),
    ],
)
def test_a_charset_from_a_header_is_believed_when_it_explains_every_byte(text: str, charset: str) -> None:
    raw = text.encode(charset)
    decoded = decode(raw, charset)
    assert decoded.text == text
    assert decoded.encode(text) == raw
    assert encode(text, decoded.label) == raw
    assert decode_as(raw, decoded.label) == text


@pytest.mark.parametrize("charset", ["cp1252", "iso-8859-2", "koi8-r", "shift_jis", "euc-jp", "gb18030", "big5"])
def test_a_page_names_its_own_charset(charset: str) -> None:
    text = {"koi8-r": RUSSIAN, "iso-8859-2": CZECH, "cp1252": GERMAN}.get(
        charset, "窯の火" if "j" in charset else "的天"
    )
    raw = f'<html><head><meta charset="{charset}"></head><p>{text}'.encode(charset)
    assert decode(raw, markup=True).text.endswith(text)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        pytest.param(b'<?xml version="1.0" encoding="iso-8859-2"?><p>\xbe', "iso8859-2", id="an XML declaration"),
        pytest.param(b"<meta charset=iso-8859-1><p>\x93caf\xe9\x94", "cp1252", id="latin-1 is read as browsers do"),
        pytest.param(b'<meta charset="utf-16"><p>caf\xc3\xa9', "utf-8", id="ASCII that calls itself utf-16"),
        pytest.param(b'<meta charset="koi9"><p>caf\xc3\xa9', "utf-8", id="a charset that does not exist"),
        pytest.param(b'<meta charset="iso-8859-8"><p>caf\xc3\xa9!', "utf-8", id="a charset that misses a byte"),
    ],
)
def test_what_a_page_says_of_itself(raw: bytes, encoding: str) -> None:
    decoded = decode(raw, markup=True)
    assert decoded.encoding == encoding
    assert decoded.encode(decoded.text) == raw


@pytest.mark.parametrize("charset", [*NOT_CHARSETS, "rot13", "unicode_escape", "UTF7"])
def test_plain_ascii_is_never_read_as_something_else(charset: str) -> None:
    raw = b"Bring 1+1 pots, 2-3 jars\\q and a ~{map~}."
    assert decode(raw, charset).text == raw.decode()


def test_text_that_mentions_a_charset_is_left_alone() -> None:
    raw = 'Write <meta charset="koi8-r"> in the head, says the café.'.encode()
    assert decode(raw).encoding == "utf-8"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("日本語のテキスト".encode()[:-1], id="cut in the middle of a character"),
        pytest.param("Grüße aus Köln, schöne Grüß".encode() + b"\xc3", id="one byte of two"),
        pytest.param(GERMAN.encode() * 9 + b"\xff" + GERMAN.encode(), id="one stray byte in much text"),
        pytest.param(b"x" * 70_000 + ("é" * 200).encode() + b"\xe9", id="first byte beyond ASCII after the sample"),
    ],
)
def test_broken_utf8_stays_utf8_with_its_broken_bytes(raw: bytes) -> None:
    decoded = decode(raw)
    assert decoded.encoding == ESCAPED
    assert decoded.text == raw.decode("utf-8", "surrogateescape")
    assert encode(decoded.text, decoded.label) == raw


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "\ud83dx\udc00"])
def test_lone_surrogates_of_utf16_survive(text: str) -> None:
    raw = codecs.BOM_UTF16_LE + text.encode("utf-16-le", "surrogatepass")
    decoded = decode(raw)
    assert decoded.text == text
    assert encode(text, decoded.label) == raw


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"\x00", "NUL", id="one NUL"),
        pytest.param(b"abc\x00def", "NUL", id="a NUL in a text"),
        pytest.param(bytes(range(256)) * 4, "NUL", id="every byte"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "binary", id="a PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff", "binary", id="a PNG without NULs"),
        pytest.param(b"PK\x03\x04\x14", "binary", id="a zip"),
        pytest.param(b"\x1f\x8b\x08", "binary", id="gzip"),
        pytest.param(b"\x28\xb5\x2f\xfd\x24", "binary", id="zstd"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        decode(raw)
    assert str(caught.value).startswith("not text: ")


def test_a_text_about_pdf_is_read() -> None:
    assert decode(b"Files start with %PDF-1.7 when they are PDF.").encoding == "utf-8"


@pytest.mark.parametrize("label", ["utf-9", "utf-9+bom"])
def test_an_unknown_label_is_a_lookup_error(label: str) -> None:
    with pytest.raises(LookupError):
        encode("x", label)


MARKS = st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", codecs.BOM_UTF8, b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"])
HINTS = st.sampled_from([None, "cp1252", "shift_jis", "iso-2022-jp", "utf-16", "utf-7", "idna", "x-user-defined", "é"])


@given(MARKS, st.binary(max_size=200), HINTS, st.booleans())
@example(b"\xff\xfe", b"\x00\xd8", None, False)
@example(b"", b"\x80", None, False)
@example(b"", b"\x1b$B", "iso-2022-jp", False)
def test_any_bytes_come_back_or_are_refused(mark: bytes, rest: bytes, hint: str | None, markup: bool) -> None:
    try:
        decoded = decode(mark + rest, hint, markup=markup)
    except InputError:
        return
    assert decoded.encode(decoded.text) == mark + rest
    assert encode(decoded.text, decoded.label) == mark + rest
    assert decode_as(mark + rest, decoded.label) == decoded.text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80))
def test_every_text_in_utf8_is_read_as_it_is(text: str) -> None:
    raw = text.encode()
    if raw.startswith((b"\x1f\x8b", b"%PDF-", b"PK\x03\x04", b"GIF8", codecs.BOM_UTF8)):
        return
    assert decode(raw).text == text
