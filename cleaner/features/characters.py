"""Characters as one byte each: case kept, digits, blanks, quotes, dashes and diacritics folded.

The byte says what kind of character stands there, so that counting is a table look-up over the whole batch. It is no
encoding: letters of many scripts share bytes, and nothing can be read back from it.
"""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

NEWLINE, BLANK, DIGIT, QUOTE, APOSTROPHE, DASH = 10, 32, 48, 34, 39, 45
OTHER, ELLIPSIS, SEPARATOR, CURRENCY, FULL_STOP_CJK, COPYRIGHT = 0x80, 0x81, 0x82, 0x83, 0x84, 0x85
UNSPACED_LONG, CYRILLIC, LETTER, UNSPACED = 0x90, 0xA0, 0xC0, 0xE0
"""From here on: letters of scripts without spaces whose words are long (Thai, Lao, Burmese, Khmer), Cyrillic, other
letters, letters of scripts without spaces whose words are short (Han, kana)."""

_ALIKE = {
    APOSTROPHE: "’‘ʼ`´",
    QUOTE: "“”„«»",
    DASH: "–—‑‐−",
    ELLIPSIS: "…",
    SEPARATOR: "›•·→←▼✓▪◦‣►▶★☆✔®™¦",
    CURRENCY: "€£¥₹$",
    FULL_STOP_CJK: "。｡．۔।॥։።။។",
    COPYRIGHT: "©",
    ord("?"): "？؟፧",
    ord("!"): "！",
    ord(":"): "：",
    ord(";"): "；؛",
    ord(","): "，、،፣၊",
    ord("("): "（",
    ord(")"): "）",
}
_BASE = {"ß": "s", "ẞ": "s", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Æ": "A", "æ": "a", "ı": "i", "Đ": "D", "đ": "d"}
_UNSPACED_LONG_RANGES = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800))
_UNSPACED_RANGES = ((0x2E80, 0xA4D0), (0xF900, 0xFB00))
_HANGUL = (0xAC00, 0xD7A4)
_CURLY_UNTIL = 0x2E80
"""Above it whole ranges are filled at once; asking unicodedata for 53,000 ideographs would cost 40 ms at start."""


@functools.cache
def _table() -> Codes:
    """The byte of every UTF-16 code unit; surrogates (emoji, rare scripts) are OTHER."""
    table = np.full(65536, OTHER, np.uint8)
    for code in range(_CURLY_UNTIL):
        table[code] = _byte(code)
    for start, end in _UNSPACED_LONG_RANGES:
        letters = start + np.flatnonzero(table[start:end] >= CYRILLIC)
        table[letters] = UNSPACED_LONG + (letters & 15)
    for start, end in _UNSPACED_RANGES:
        table[start:end] = UNSPACED + (np.arange(start, end) & 31)
    table[slice(*_HANGUL)] = LETTER + (np.arange(*_HANGUL) & 31)
    for code in (*range(0x3000, 0x3041), *range(0xFB00, 0xFE00), *range(0xFE00, 0x10000)):
        table[code] = _byte(code)
    for byte, characters in _ALIKE.items():
        for character in characters:
            table[ord(character)] = byte
    return table


def _byte(code: int) -> int:
    character = chr(code)
    if code < 128:
        if character.isdigit():
            return DIGIT
        return code if character.isprintable() or code == NEWLINE else BLANK
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return BLANK
    if character.isdigit():
        return DIGIT
    if not character.isalnum() and not unicodedata.category(character).startswith("M"):
        return OTHER
    if "А" <= character <= "я":
        return CYRILLIC + (code & 31)
    base = _BASE.get(character) or unicodedata.normalize("NFKD", character)[0]
    if base.isascii() and base.isalnum():
        return ord(base)
    # capitals of other scripts are not always 32 before their small letters
    small = unicodedata.normalize("NFKD", character.casefold())[0]
    return (CYRILLIC if "а" <= small <= "я" else LETTER) + (ord(small) & 31)


def _set(codes: str | bytes | range) -> npt.NDArray[np.bool_]:
    """A table of 256 that says which bytes belong to a class."""
    members = np.zeros(256, np.bool_)
    members[[ord(code) if isinstance(code, str) else code for code in codes]] = True
    return members


IS_UPPER = _set(range(65, 91))
IS_WORD = IS_UPPER | _set(range(97, 123)) | _set([DIGIT, 95]) | _set(range(UNSPACED_LONG, 256))  # type: ignore[arg-type]
IS_OTHER_SCRIPT = _set(range(LETTER, UNSPACED))
IS_UNSPACED_LONG = _set(range(UNSPACED_LONG, CYRILLIC))
IS_UNSPACED = _set(range(UNSPACED, 256)) | IS_UNSPACED_LONG
IS_SEPARATOR = _set("|" + chr(SEPARATOR))
IS_CURRENCY = _set([CURRENCY])  # type: ignore[arg-type]
IS_COMMA = _set(",")
IS_CODE = _set("{}<>=;_\\^~")
IS_BULLET = _set('*+-|># "' + chr(SEPARATOR) + chr(OTHER))

LATIN = 0xFF
"""The last character of Latin-1."""
_LAST_UNIT = 0xFFFF
"""Characters above it take two UTF-16 code units."""
_LOWER = bytes(code + 32 if 65 <= code <= 90 else code for code in range(256))
_SINGLE = bytes(int(code not in (BLANK, DIGIT)) for code in range(256))


def fold(text: str) -> Codes:
    """One byte per UTF-16 code unit, runs of blanks and of digits folded to one; newlines stay where they are."""
    codes = _coded(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16))
    return codes[_firsts(codes)]


def fold_lines(text: str, starts: Places, ends: Places) -> tuple[Codes, Places, Places]:
    """A text folded, with the starts and ends of some stretches of it (code points before, bytes after).

    A newline inside a stretch counts as a blank: the stretch is one line.
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(units) > len(text):  # two units for a character: what lies behind it moves
        wide = np.flatnonzero(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32) > _LAST_UNIT)
        starts, ends = starts + np.searchsorted(wide, starts), ends + np.searchsorted(wide, ends)
    codes = _coded(units)
    if len(starts):
        newlines = (codes == NEWLINE).nonzero()[0]
        line = starts.searchsorted(newlines, "right") - 1
        codes[newlines[(line >= 0) & (newlines < ends[line])]] = BLANK
    firsts = _firsts(codes)
    gone = (~firsts).nonzero()[0]
    return codes[firsts], starts - gone.searchsorted(starts), ends - gone.searchsorted(ends)


def _coded(units: npt.NDArray[np.uint16]) -> Codes:
    """The bytes of UTF-16 code units.

    Where nearly all are Latin-1 they are translated as bytes are: a look-up in the large table would first make eight
    bytes of each.
    """
    table, far = _table(), (units > LATIN).nonzero()[0]
    if len(far) > len(units) // 4:
        return table[units]
    codes = np.frombuffer(bytearray(units.astype(np.uint8).tobytes().translate(table[: LATIN + 1].tobytes())), np.uint8)
    codes[far] = table[units[far]]
    return codes


def _firsts(codes: Codes) -> npt.NDArray[np.bool_]:
    """Which bytes stay where blanks and digits that follow another go."""
    firsts = np.ones(len(codes), np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=firsts[1:])
    firsts |= np.frombuffer(codes.tobytes().translate(_SINGLE), np.bool_)
    return firsts


def lower(codes: Codes) -> bytes:
    """The folded bytes in lower case, for look-ups and phrases."""
    return codes.tobytes().translate(_LOWER)


def key(text: str) -> bytes:
    """A phrase as it stands in `lower(fold(text))`."""
    return lower(fold(text))


def places(codes: Codes, members: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Where bytes of a class stand, ascending."""
    found: Places = flags(codes, members).nonzero()[0]
    return found


def flags(codes: Codes, members: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which bytes are of a class."""
    return np.frombuffer(codes.tobytes().translate(members.tobytes()), np.bool_)
